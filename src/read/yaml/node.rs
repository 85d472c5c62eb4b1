//! The tree of a YAML document: scalars, sequences and mappings, each with its place.

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Number, Value};

use crate::base::span::{Span, Spanned};

/// A value of a YAML document and the place where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its bytes in the file; those of a quoted scalar begin and end with its quotation marks.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// What a node of a YAML document is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A text, a number, `true` or `false`, or nothing.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values, in the order of the file; no key stands twice.
    Mapping(Vec<Field>),
}

/// A key of a mapping and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key as it is written, whatever type it would have as a value.
    pub key: Spanned<String>,
    /// The value.
    pub value: Node,
}

/// A scalar of a YAML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// Its text, without quotation marks, escapes and line folds.
    pub text: String,
    /// Its type by the core schema of YAML 1.2 (section 10.3.2); quoted and block scalars are texts.
    pub scalar_type: ScalarType,
    /// Whether it stands between quotation marks.
    pub is_quoted: bool,
}

/// The type of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarType {
    /// `null`, `~`, or left out.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number, a decimal fraction, `.inf` or `.nan`.
    Number,
    /// Everything else.
    Text,
}

/// A number that no number type of the program holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberTooLong {
    pub(super) span: Span,
}

/// Why a node cannot be read as a type.
#[derive(Debug)]
pub(super) enum DeserializeError {
    NumberTooLong(NumberTooLong),
    /// It has another shape; with the reason of the deserialiser.
    Shape(String),
}

impl Scalar {
    /// A plain scalar, whose type follows from its text.
    pub(super) fn plain(text: String) -> Self {
        Self { scalar_type: plain_type(&text), text, is_quoted: false }
    }

    /// A whole number from 0 that fits.
    pub(super) fn as_u64(&self) -> Option<u64> {
        self.integer().and_then(|number| number.try_into().ok())
    }

    /// A whole number of either sign that fits.
    pub(super) fn as_i64(&self) -> Option<i64> {
        self.integer().and_then(|number| number.try_into().ok())
    }

    /// A number.
    pub(super) fn as_f64(&self) -> Option<f64> {
        if self.scalar_type != ScalarType::Number {
            return None;
        }
        if let Some(number) = self.integer() {
            return Some(number as f64);
        }
        let (sign, digits) = match self.text.strip_prefix('-') {
            Some(digits) => (-1.0, digits),
            None => (1.0, self.text.strip_prefix('+').unwrap_or(&self.text)),
        };
        match digits.to_ascii_lowercase().as_str() {
            ".inf" => Some(sign * f64::INFINITY),
            ".nan" => Some(f64::NAN),
            digits => digits.parse::<f64>().ok().map(|number| sign * number),
        }
    }

    fn integer(&self) -> Option<i128> {
        if self.scalar_type != ScalarType::Number {
            return None;
        }
        match self.text.get(..2) {
            Some("0x") => i128::from_str_radix(&self.text[2..], 16).ok(),
            Some("0o") => i128::from_str_radix(&self.text[2..], 8).ok(),
            _ => self.text.parse().ok(),
        }
    }

    /// Whether it is a number without a fraction and an exponent.
    fn is_integer(&self) -> bool {
        self.scalar_type == ScalarType::Number
            && (self.text.starts_with("0x") || !self.text.contains(['.', 'e', 'E']))
    }

    fn number(&self) -> Option<Number> {
        if self.is_integer() {
            return self.as_u64().map(Number::from).or_else(|| self.as_i64().map(Number::from));
        }
        self.as_f64().map(Number::from)
    }
}

/// The type of a plain scalar by the core schema.
fn plain_type(text: &str) -> ScalarType {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => ScalarType::Null,
        "true" | "True" | "TRUE" => ScalarType::Boolean(true),
        "false" | "False" | "FALSE" => ScalarType::Boolean(false),
        _ if is_number(text) => ScalarType::Number,
        _ => ScalarType::Text,
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, is_digit: fn(&u8) -> bool| {
        !digits.is_empty() && digits.as_bytes().iter().all(is_digit)
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |digit| (b'0'..=b'7').contains(digit));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let has_exponent = exponent
        .is_none_or(|digits| all(digits.strip_prefix(['-', '+']).unwrap_or(digits), u8::is_ascii_digit));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_digit());
    has_exponent && is_digits(whole) && is_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
}

impl Node {
    /// The scalar, where it is one.
    #[must_use]
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Whether nothing is written, or `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.scalar().is_some_and(|scalar| scalar.scalar_type == ScalarType::Null)
    }

    /// The text and its place, where it is a text.
    pub(super) fn text(&self) -> Option<Spanned<String>> {
        self.scalar()
            .filter(|scalar| scalar.scalar_type == ScalarType::Text)
            .map(|scalar| Spanned::new(scalar.text.clone(), self.words_span()))
    }

    /// What is written, where it is a text or a number.
    #[must_use]
    pub fn text_or_number(&self) -> Option<Spanned<String>> {
        self.scalar()
            .filter(|scalar| matches!(scalar.scalar_type, ScalarType::Text | ScalarType::Number))
            .map(|scalar| Spanned::new(scalar.text.clone(), self.words_span()))
    }

    /// Its place without quotation marks.
    pub(super) fn words_span(&self) -> Span {
        let marks = usize::from(self.scalar().is_some_and(|scalar| scalar.is_quoted));
        Span::new(self.span.start as usize + marks, self.span.end as usize - marks)
    }

    /// Reads the node as a type.
    pub(super) fn deserialize<T: DeserializeOwned>(&self) -> Result<T, DeserializeError> {
        let value = self.to_value().map_err(DeserializeError::NumberTooLong)?;
        serde_yaml::from_value(value).map_err(|error| DeserializeError::Shape(error.to_string()))
    }

    /// The node as a value without places, for the deserialiser. Keys are texts.
    fn to_value(&self) -> Result<Value, NumberTooLong> {
        Ok(match &self.kind {
            NodeKind::Scalar(scalar) => match scalar.scalar_type {
                ScalarType::Null => Value::Null,
                ScalarType::Boolean(flag) => Value::Bool(flag),
                ScalarType::Number => {
                    Value::Number(scalar.number().ok_or(NumberTooLong { span: self.span })?)
                }
                ScalarType::Text => Value::String(scalar.text.clone()),
            },
            NodeKind::Sequence(items) => {
                Value::Sequence(items.iter().map(Self::to_value).collect::<Result<_, _>>()?)
            }
            NodeKind::Mapping(fields) => {
                let mut mapping = Mapping::with_capacity(fields.len());
                for field in fields {
                    mapping.insert(Value::String(field.key.value.clone()), field.value.to_value()?);
                }
                Value::Mapping(mapping)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Scalar, ScalarType};

    #[test]
    fn plain_scalars_have_the_types_of_the_core_schema() {
        let of = |text: &str| Scalar::plain(text.to_owned()).scalar_type;
        for text in ["", "~", "null", "NULL"] {
            assert_eq!(of(text), ScalarType::Null, "{text}");
        }
        for text in [
            "0", "-7", "+7", "007", "0o17", "0xFF", "1.5", ".5", "5.", "1e3", "-1.5E-3", ".inf", "-.INF",
            ".nan", "2024",
        ] {
            assert_eq!(of(text), ScalarType::Number, "{text}");
        }
        for text in [
            "yes",
            "No",
            "on",
            "tRUE",
            "1_000",
            "1:30",
            "0b1",
            "0x",
            "0o8",
            "-0xFF",
            ".",
            "e5",
            "1e",
            "-",
            "+.nan",
            "2024-01-02",
            "1.2.3",
            "12,5",
            "½",
            "١",
        ] {
            assert_eq!(of(text), ScalarType::Text, "{text}");
        }
    }

    #[test]
    fn numbers_have_their_values() {
        let of = |text: &str| Scalar::plain(text.to_owned());
        assert_eq!(of("0o17").as_u64(), Some(15));
        assert_eq!(of("0xFF").as_u64(), Some(255));
        assert_eq!(of("-7").as_i64(), Some(-7));
        assert_eq!(of("-7").as_u64(), None);
        assert_eq!(of("+1.5e2").as_f64(), Some(150.0));
        assert_eq!(of("-.inf").as_f64(), Some(f64::NEG_INFINITY));
        assert_eq!(of("5.").as_f64(), Some(5.0));
        assert_eq!(of("99999999999999999999").as_u64(), None);
        assert!(of("99999999999999999999").number().is_none());
    }
}
