//! YAML front matter and settings, read field by field, with the place of every value.
//!
//! One parser ([`parser`], the only user of the YAML parser's crate) makes a tree of nodes with their
//! places ([`node`]). A [`MappingReader`] hands out the fields of a mapping by name and type, collects
//! every finding on the way, and at the end reports the keys that were not asked for. Values whose shape
//! is not known here (`extra`, a theme's words) are read from the same tree by serde.

mod fence;
mod field;
mod mapping;
mod node;
mod parser;
mod shape;

use serde::de::DeserializeOwned;

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;
use node::DeserializeError;
use parser::YamlText;

pub use fence::{Split, second_front_matter, split};
pub use field::{DATE_HELP, DAY_HELP, NamedValue, TAG_HELP};
pub use mapping::{Counterpart, MappingReader};
pub use node::{Field, Node, NodeKind, Scalar, ScalarType};
pub use shape::Shape;

/// What to write instead of a number that no number type holds.
const LONG_NUMBER_HELP: &str = "put it in quotation marks, if it is not a number";

/// Parses the YAML that stands in `span` of `file`; nothing where it is empty.
///
/// # Errors
/// A finding under `rule` at the first place that is not YAML or is refused.
pub fn parse(path: &str, file: &str, span: Span, rule: Rule) -> Result<Option<Node>, Box<Diagnostic>> {
    parser::parse(YamlText { path, file, span, rule })
}

/// Reads a whole file of YAML as a type; nothing where the file is empty.
///
/// # Errors
/// A finding under `rule` where the file is not YAML, is refused, or has another shape than `expected`.
pub fn deserialize<T: DeserializeOwned>(
    path: &str,
    file: &str,
    rule: Rule,
    expected: &str,
) -> Result<Option<T>, Box<Diagnostic>> {
    let yaml = YamlText { path, file, span: Span::new(0, file.len()), rule };
    let Some(node) = parser::parse(yaml)? else { return Ok(None) };
    node.deserialize().map(Some).map_err(|error| Box::new(shape_finding(yaml, node.span, error, expected)))
}

fn shape_finding(yaml: YamlText<'_>, span: Span, error: DeserializeError, expected: &str) -> Diagnostic {
    match error {
        DeserializeError::NumberTooLong(number) => {
            yaml.finding(number.span, "a number of too many digits").help(LONG_NUMBER_HELP)
        }
        DeserializeError::Shape(reason) => {
            yaml.finding(span, format!("expected {expected}: {reason}")).help(format!("write {expected}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(yaml: &str) -> Vec<String> {
        let file = format!("---\n{yaml}---\n");
        let split = split("p.md", &file).unwrap();
        let span = Span::new(split.yaml_offset, split.yaml_offset + split.yaml.len());
        let mut front = MappingReader::parse("p.md", &file, span, Rule::FrontMatter);
        front.text("title");
        front.date("date");
        front.texts("tags");
        front
            .finish()
            .iter()
            .map(|finding| {
                let at = crate::base::span::position(&file, finding.span.start as usize);
                format!("{}:{} {}: {}", at.line, at.column, finding.rule.name(), finding.message)
            })
            .collect()
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        assert_eq!(findings("title: A\ntags: [a, b]\ndate: 2025-12-15\n"), Vec::<String>::new());
        assert_eq!(findings("titel: A\n"), ["2:1 unknown-key: unknown key `titel`"]);
        assert_eq!(findings("title: 2024\n"), ["2:8 front-matter: `title` takes text, found a number"]);
        assert_eq!(
            findings("title: A\ndate: 2024-02-30\n"),
            ["3:7 front-matter: `2024-02-30` is not a date: there is no day 30 in month 2 of 2024"]
        );
        assert_eq!(
            findings("title: A\ntitle: B\n"),
            ["3:1 front-matter: the key `title` stands here a second time"]
        );
    }

    #[test]
    fn valid_yaml_is_read() {
        for yaml in [
            "title: Ships, docks, & ports\n",
            "title: a & b * c ! d\n",
            "title: >\n  a folded text\n  title: of two lines\n",
            "title: \"one\n  title: two\"\n",
            "title: A\ntags: [\"a: b\", 'c, d', don't]\n",
            "title: {a: b}\n  # a comment\n",
            "title: |\n  * not an alias\n  &not an anchor\n  !not a tag\n",
            "\"title\": A\n",
            "? title\n: A\n",
            "{title: A, tags: [a]}\n",
            "title: '<<: a'\n",
        ] {
            let found = findings(yaml);
            assert!(found.iter().all(|finding| finding.contains("takes text")), "{yaml}: {found:?}");
        }
    }

    #[test]
    fn refuses_anchors_aliases_and_tags() {
        assert_eq!(findings("title: &a A\n"), ["2:8 front-matter: anchors and aliases are not read here"]);
        assert_eq!(
            findings("title: A\ntags: [*a]\n"),
            ["3:8 front-matter: anchors and aliases are not read here"]
        );
        assert_eq!(findings("title: !str A\n"), ["2:8 front-matter: tags are not read here"]);
        assert_eq!(findings("title:\t&a A\n"), ["2:8 front-matter: anchors and aliases are not read here"]);
        assert_eq!(findings("title:\t!x A\n"), ["2:8 front-matter: tags are not read here"]);
        assert_eq!(findings("? !x title\n: A\n"), ["2:3 front-matter: tags are not read here"]);
    }

    #[test]
    fn refuses_brackets_that_nest_too_deep() {
        let nested =
            |depth: usize| format!("title: A\nextra: {}1{}\n", "{a: [".repeat(depth), "]}".repeat(depth));
        assert_eq!(findings(&nested(parser::MAX_DEPTH / 2)), ["3:1 unknown-key: unknown key `extra`"]);
        let found = findings(&nested(20_000));
        assert_eq!(found, ["3:327 front-matter: lists and maps more than 127 deep are not read here"]);
        // Brackets within text nest nothing.
        assert_eq!(findings(&format!("title: a {}\n", "[".repeat(1000))), Vec::<String>::new());
        let dashes = findings(&format!("title: A\nx: {}\n{}\n", "-".repeat(100_000), "- ".repeat(50_000)));
        assert!(!dashes.is_empty());
    }

    #[test]
    fn a_syntax_error_names_the_line_of_the_file() {
        let found = findings("title: \"open\ndate: 2025-12-15\n");
        assert!(found[0].contains("2:8 front-matter: not valid YAML"), "{found:?}");
        assert!(split("p.md", "---\ntitle: A\n").unwrap_err().message.contains("not closed"));
        assert!(split("p.md", "").unwrap_err().message.contains("empty"));
    }

    /// Where the parser gives up before the bracket that it had opened.
    #[test]
    fn an_error_before_its_bracket_is_reported() {
        for yaml in ["-*a: [: a", "-- ': [: ", "a: \t[: é", "1-? |: [a: ", "a[é>\": [: #"] {
            assert!(!findings(&format!("{yaml}\n")).is_empty(), "{yaml:?}");
        }
    }

    #[test]
    fn every_value_has_its_place() {
        let file = "a: \"b\"\nc:\n- d\n- e: |\n    f\n\n    g\n\nh: [i, {j: k}]\n";
        let node = parse("x", file, Span::new(0, file.len()), Rule::Config).unwrap().unwrap();
        let NodeKind::Mapping(fields) = node.kind else { panic!("{node:?}") };
        let texts: Vec<&str> = fields.iter().map(|field| &file[field.value.span.range()]).collect();
        assert_eq!(texts, ["\"b\"", "- d\n- e: |\n    f\n\n    g", "[i, {j: k}]"]);
        assert_eq!(&file[fields[0].value.words_span().range()], "b");
    }
}
