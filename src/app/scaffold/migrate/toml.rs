//! TOML, for the settings and the front matter of other generators. The only user of the `toml` crate.

use serde_json::{Map, Number, Value};
use toml::{Table, Value as TomlValue};

/// The values of a text in TOML. Dates are texts.
///
/// # Errors
/// Why it is not TOML.
pub(super) fn fields(text: &str) -> Result<Map<String, Value>, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    Ok(object(table))
}

fn object(table: Table) -> Map<String, Value> {
    table.into_iter().map(|(key, value)| (key, json(value))).collect()
}

fn json(value: TomlValue) -> Value {
    match value {
        TomlValue::String(text) => Value::String(text),
        TomlValue::Integer(number) => Value::Number(number.into()),
        TomlValue::Float(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        TomlValue::Boolean(flag) => Value::Bool(flag),
        TomlValue::Datetime(date) => Value::String(date.to_string()),
        TomlValue::Array(items) => Value::Array(items.into_iter().map(json).collect()),
        TomlValue::Table(table) => Value::Object(object(table)),
    }
}
