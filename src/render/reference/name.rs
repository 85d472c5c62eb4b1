//! A name as a source states it: `Last, First`, or plain and then literal.

use super::line;

/// A name, as far as it is taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AuthorName {
    /// Written `Last, First`: a person.
    Person {
        /// The family name with its particles.
        family: String,
        /// The given names.
        given: String,
        /// `Jr.`, `III` and their like, written as `Last, First, Jr.`.
        suffix: Option<String>,
    },
    /// A name without a comma: an institution, or a person whose name is not taken apart.
    Literal(String),
}

const SUFFIXES: [&str; 8] = ["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "V"];

impl AuthorName {
    /// All names of a list; empty ones are dropped.
    pub(super) fn all(names: &[String]) -> Vec<Self> {
        names.iter().filter_map(|name| Self::parse(name)).collect()
    }

    fn parse(name: &str) -> Option<Self> {
        let name = line(name);
        let (family, rest) = match name.split_once(',') {
            Some((family, rest)) if !family.trim().is_empty() && !rest.trim().is_empty() => {
                (family.trim(), rest.trim())
            }
            _ => return (!name.is_empty()).then(|| Self::Literal(name.into_owned())),
        };
        let (given, suffix) = match rest.rsplit_once(',') {
            Some((given, suffix)) if SUFFIXES.contains(&suffix.trim()) && !given.trim().is_empty() => {
                (given.trim(), Some(suffix.trim().to_owned()))
            }
            _ => (rest, None),
        };
        Some(Self::Person { family: family.to_owned(), given: given.to_owned(), suffix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_makes_a_person() {
        let person = |family: &str, given: &str, suffix: Option<&str>| {
            Some(AuthorName::Person {
                family: family.into(),
                given: given.into(),
                suffix: suffix.map(str::to_owned),
            })
        };
        assert_eq!(AuthorName::parse("von der Leyen, Ursula"), person("von der Leyen", "Ursula", None));
        assert_eq!(
            AuthorName::parse("King, Martin Luther, Jr."),
            person("King", "Martin Luther", Some("Jr."))
        );
        assert_eq!(AuthorName::parse("Last, First, Second"), person("Last", "First, Second", None));
        for plain in ["International Desk", "Prince", "Odd,", ", odd"] {
            assert_eq!(AuthorName::parse(plain), Some(AuthorName::Literal(plain.into())));
        }
        assert_eq!(AuthorName::parse(" \n"), None);
    }
}
