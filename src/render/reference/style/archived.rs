//! What is archived: styles and their words.

use ciborium::Value;
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

/// What is archived. It is taken apart first: the library's types try one list of names after the other, and the
/// archive's own decoder would put into words, at half of the cost, what is not in the first ones.
pub(super) fn archived<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    T::deserialize(Archived(ciborium::de::from_reader(bytes).ok()?)).ok()
}

/// The same from JSON.
pub(super) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    T::deserialize(Archived(serde_json::from_slice(bytes).ok()?)).ok()
}

/// A value of the archive.
struct Archived(Value);

/// A value that is not what was asked for.
#[derive(Debug)]
struct Unfit;

impl std::fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("another value was expected")
    }
}

impl std::error::Error for Unfit {}

impl de::Error for Unfit {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
    }
}

impl IntoDeserializer<'_, Unfit> for Archived {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Archived {
    type Error = Unfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        match self.0 {
            Value::Text(text) => visitor.visit_string(text),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::Integer(number) => visitor.visit_i64(number.try_into().map_err(|_| Unfit)?),
            Value::Null => visitor.visit_unit(),
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Archived))),
            Value::Map(fields) => visitor.visit_map(map(fields)),
            _ => Err(Unfit),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unfit> {
        match self.0 {
            Value::Text(name) => visitor.visit_enum(name.into_deserializer()),
            Value::Map(fields) => visitor.visit_enum(MapAccessDeserializer::new(map(fields))),
            _ => Err(Unfit),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

type ArchivedFields =
    std::iter::Map<std::vec::IntoIter<(Value, Value)>, fn((Value, Value)) -> (Archived, Archived)>;

fn map<'de>(fields: Vec<(Value, Value)>) -> MapDeserializer<'de, ArchivedFields, Unfit> {
    let archived: fn((Value, Value)) -> (Archived, Archived) =
        |(name, value)| (Archived(name), Archived(value));
    MapDeserializer::new(fields.into_iter().map(archived))
}
