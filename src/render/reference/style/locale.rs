//! The words of styles in one language, without those for what is absent.

use ciborium::Value;
use hayagriva::archive::LOCALES;
use hayagriva::citationberg::Locale;
use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

/// Terms for what is absent: a style must not invent them.
const INVENTED: [OtherTerm; 4] =
    [OtherTerm::NoDate, OtherTerm::NoPlace, OtherTerm::NoPublisher, OtherTerm::Anonymous];

/// The locale of a language: the very one, else the one of the language's home country.
pub(super) fn locale(language: &str) -> Locale {
    let wanted = language.replace('_', "-").to_ascii_lowercase();
    let primary = wanted.split('-').next().unwrap_or_default();
    let home = match primary {
        "en" => "en-us".to_owned(),
        "zh" => "zh-cn".to_owned(),
        "sr" => "sr-rs".to_owned(),
        "no" => "nb-no".to_owned(),
        primary => format!("{primary}-{primary}"),
    };
    let codes: Vec<String> = LOCALES.iter().map(|bytes| locale_code(bytes).to_ascii_lowercase()).collect();
    let at = |code: &str| codes.iter().position(|known| known == code);
    let of_language = || codes.iter().position(|known| known.split('-').next() == Some(primary));
    let index = at(&wanted).or_else(|| at(&home)).or_else(of_language).or_else(|| at("en-us")).unwrap_or(0);
    // The archive is part of the library and is tested by it; an empty locale is a style without words.
    archived(LOCALES[index]).unwrap_or_else(|| Locale {
        lang: None,
        info: None,
        terms: None,
        date: Vec::new(),
        style_options: None,
    })
}

/// What is archived. It is taken apart first: the library's types try one list of names after the other, and the
/// archive's own decoder would put into words, at half of the cost, what is not in the first ones.
fn archived<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    T::deserialize(Archived(ciborium::de::from_reader(bytes).ok()?)).ok()
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

type Fields = std::iter::Map<std::vec::IntoIter<(Value, Value)>, fn((Value, Value)) -> (Archived, Archived)>;

fn map<'de>(fields: Vec<(Value, Value)>) -> MapDeserializer<'de, Fields, Unfit> {
    let archived: fn((Value, Value)) -> (Archived, Archived) =
        |(name, value)| (Archived(name), Archived(value));
    MapDeserializer::new(fields.into_iter().map(archived))
}

/// The language of an archived locale, which is its first field: decoding all 63 takes 60 ms.
fn locale_code(bytes: &[u8]) -> &str {
    const NAME: &[u8] = b"@xml:lang";
    let start =
        bytes.windows(NAME.len()).take(16).position(|window| window == NAME).map(|at| at + NAME.len());
    let code = start.and_then(|start| {
        let length = usize::from(bytes.get(start)?.checked_sub(0x60)?);
        bytes.get(start + 1..start + 1 + length)
    });
    code.and_then(|code| std::str::from_utf8(code).ok()).unwrap_or_default()
}

/// Takes out the terms for what is absent.
pub(super) fn forget_inventions(locale: &mut Locale) {
    if let Some(terms) = &mut locale.terms {
        terms.terms.retain(|term| !INVENTED.iter().any(|invented| term.name == Term::Other(*invented)));
    }
}

#[cfg(test)]
mod tests {
    use hayagriva::archive::LOCALES;
    use hayagriva::citationberg::Locale;

    use super::archived;

    #[test]
    fn every_locale_is_read_as_the_library_reads_it() {
        for bytes in LOCALES {
            let locale: Option<Locale> = archived(bytes);
            assert_eq!(locale, ciborium::de::from_reader(*bytes).ok());
            assert!(locale.is_some());
        }
    }
}
