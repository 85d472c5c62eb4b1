//! The name of a source's author as its front matter writes it: a person, an organisation, or a name that does not say
//! which it is.

use super::spaces::line;

/// A name, as far as it says what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorName {
    /// Written `Last, First`: a person.
    Person {
        /// The family name with its particles.
        family: String,
        /// The given names.
        given: String,
        /// `Jr.`, `III` and their like, written as `Last, First, Jr.`.
        suffix: Option<String>,
    },
    /// Written `{Name}`, as BibTeX protects names from being taken apart: an organisation, commas and all.
    Organization(String),
    /// A name without a comma: an institution, or a person whose name is not taken apart.
    Literal(String),
}

const SUFFIXES: [&str; 8] = ["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "V"];

impl AuthorName {
    /// All names of a list; empty ones are dropped.
    #[must_use]
    pub fn all(names: &[String]) -> Vec<Self> {
        names.iter().filter_map(|name| Self::parse(name)).collect()
    }

    /// Reads a name; `None` where it is empty.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = line(name);
        if let Some(inner) = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            let inner = inner.trim();
            return (!inner.is_empty()).then(|| Self::Organization(inner.to_owned()));
        }
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

    /// The name as it is read: `First Last`, or the family name first in scripts that write it so.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Organization(name) | Self::Literal(name) => name.clone(),
            Self::Person { family, given, .. } if self.is_family_first() => format!("{family}{given}"),
            Self::Person { family, given, suffix: None } => format!("{given} {family}"),
            Self::Person { family, given, suffix: Some(suffix) } => format!("{given} {family} {suffix}"),
        }
    }

    /// Whether it is the name of a person in a script whose readers put the family name first, without a space.
    #[must_use]
    pub fn is_family_first(&self) -> bool {
        matches!(self, Self::Person { family, given, .. } if is_family_first(family) && is_family_first(given))
    }

    /// How a sentence names it: the family name, or the whole name.
    #[must_use]
    pub fn short(&self) -> &str {
        match self {
            Self::Organization(name) | Self::Literal(name) => name,
            Self::Person { family, .. } => family,
        }
    }
}

/// Whether a name is written in Chinese characters, kana or hangul, whose readers put the family name first, without
/// a space.
fn is_family_first(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|letter| {
            matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
                | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
        })
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

    #[test]
    fn braces_keep_an_organization_whole() {
        let shop = AuthorName::Organization("Barnes and Noble, Inc.".into());
        assert_eq!(AuthorName::parse("{Barnes and Noble, Inc.}"), Some(shop));
        assert_eq!(AuthorName::parse("{ }"), None);
    }

    #[test]
    fn names_are_shown_in_the_order_of_their_script() {
        let shown = |name: &str| AuthorName::parse(name).map(|name| name.display()).unwrap_or_default();
        assert_eq!(shown("von der Leyen, Ursula"), "Ursula von der Leyen");
        assert_eq!(shown("King, Martin Luther, Jr."), "Martin Luther King Jr.");
        assert_eq!(shown("毛, 泽东"), "毛泽东");
        assert_eq!(shown("김, 대중"), "김대중");
        assert_eq!(shown("{United Nations}"), "United Nations");
    }
}
