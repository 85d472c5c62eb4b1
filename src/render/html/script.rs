//! Scripts that are put together from parts. A page asks for one script; what several scripts have in common
//! stands once, in a theme's `scripts/`, which is not published.

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;
use crate::base::suggest::nearest;

/// What begins a line that gives way to a part, whose name follows.
const SIGN: &str = "//@ include ";

/// A script with its parts. `part` gives the text of one; a part has no parts itself. Names that it does not
/// know are findings in `origin`, the script's file.
pub(super) fn with_parts<'t>(
    text: &'t str,
    origin: &str,
    part: impl Fn(&str) -> Option<&'t str>,
    names: &[&str],
) -> (String, Vec<Diagnostic>) {
    let (mut whole, mut findings) = (String::with_capacity(text.len()), Vec::new());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(SIGN).map(str::trim_end) {
            None => whole.push_str(line),
            Some(name) => match part(name) {
                Some(part) => whole.push_str(part),
                None => {
                    let start = at + SIGN.len();
                    let span = Span::new(start, start + name.len());
                    let message = format!("the theme has no `scripts/{name}`");
                    let finding = Diagnostic::new(Rule::Template, origin, span, message);
                    findings.push(match nearest(name, names.iter().copied()) {
                        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                        None => finding.help("add it to the theme's scripts/, or take the line away"),
                    });
                }
            },
        }
        at += line.len();
    }
    (whole, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_together(text: &str) -> (String, Vec<Diagnostic>) {
        with_parts(text, "a.js", |name| (name == "colours.js").then_some("paint();\n"), &["colours.js"])
    }

    #[test]
    fn a_line_gives_way_to_its_part() {
        let (whole, findings) = put_together("//@ include colours.js\ngo();\n// //@ include colours.js\n");
        assert_eq!(whole, "paint();\ngo();\n// //@ include colours.js\n");
        assert!(findings.is_empty());
    }

    #[test]
    fn a_part_that_is_not_there_is_found_where_it_is_named() {
        let (_, findings) = put_together("go();\n//@ include colors.js\n");
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].span, Span::new(18, 27));
        assert!(findings[0].help_texts().any(|help| help.contains("colours.js")), "{findings:?}");
    }
}
