//! What a page may load and run (Content Security Policy, level 3).
//!
//! Pages load what the site itself serves and nothing else. A script or style that stands inside a page runs
//! only where its hash is in the policy, and a hash is taken only of what stands letter for letter in a
//! template of the theme: text that comes from pages or sources never becomes part of one, so nothing that an
//! attacker could bring into a page is allowed by its own hash. The theme's inline scripts are therefore
//! constant; values go into `data-` attributes. The minifier leaves scripts and styles as they are, so these
//! are the hashes of what is published (a test reads them again from the pages).
//!
//! The policy stands in a `meta` element, for hosts that serve files and nothing else. What only a header can
//! say (`frame-ancestors`) is said in `_headers`, which repeats the policy where every page has it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::sha256;
use crate::base::span::Span;
use data_encoding::BASE64;

/// Directives besides those for scripts and styles.
const OTHERS: &str = "img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'";

/// The policy of a theme's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// For the `meta` element.
    pub meta: String,
    /// For the header: nothing where a template states a policy of its own, or none.
    pub header: Option<String>,
}

/// The policy for some templates: name → text. `origins` are their files, for findings.
#[must_use]
pub fn of_templates(
    templates: &BTreeMap<String, String>,
    origins: &BTreeMap<String, String>,
) -> (Policy, Vec<Diagnostic>) {
    let (mut scripts, mut styles) = (BTreeSet::new(), BTreeSet::new());
    let mut findings = Vec::new();
    for (name, text) in templates {
        for found in inline(text) {
            let inside = &text[found.inside.range()];
            if ["{{", "{%", "{#"].iter().any(|sign| inside.contains(sign)) {
                let origin = origins.get(name).map_or(name.as_str(), String::as_str);
                let message = format!(
                    "an inline {} with a value in it would be blocked: its hash is not known",
                    found.element
                );
                findings.push(Diagnostic::new(Rule::Template, origin, found.inside, message).help(
                    "put the value into a data- attribute, or the code into a file of the theme's static/",
                ));
                continue;
            }
            let hash = hash(inside);
            if found.element == "script" {
                scripts.insert(hash)
            } else {
                styles.insert(hash)
            };
        }
    }
    let allowed = |hashes: BTreeSet<String>| {
        let hashes = hashes.iter().map(|hash| format!(" {hash}"));
        format!("'self'{}", hashes.collect::<String>())
    };
    let meta = format!(
        "default-src 'none'; style-src {}; script-src {}; {OTHERS}",
        allowed(styles),
        allowed(scripts)
    );
    // A document of its own, without this policy, may need what the policy forbids.
    let is_everywhere = templates
        .values()
        .filter(|text| {
            ["<head>", "<head ", "<!doctype"].iter().any(|sign| text.to_ascii_lowercase().contains(sign))
        })
        .all(|text| text.contains("site.policy"));
    let header = is_everywhere.then(|| meta.clone());
    (Policy { meta, header }, findings)
}

/// `'sha256-…'` of a script's or style's text.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&sha256::digest(text.as_bytes())))
}

/// A script or style inside a page.
struct InlineScript {
    element: &'static str,
    inside: Span,
}

/// The inline scripts and styles of a template; blocks of data (JSON-LD) are not run and need no hash.
fn inline(text: &str) -> Vec<InlineScript> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for element in ["script", "style"] {
        let (open, close) = (format!("<{element}"), format!("</{element}"));
        let mut from = 0;
        while let Some(at) = lower[from..].find(&open).map(|at| from + at) {
            from = at + open.len();
            let is_name =
                lower[from..].starts_with(|next: char| next == '>' || next == '/' || next.is_whitespace());
            let Some(end) = lower[from..].find('>').map(|end| from + end).filter(|_| is_name) else {
                continue;
            };
            let attributes = &lower[from..end];
            let start = end + 1;
            let stop = lower[start..].find(&close).map_or(lower.len(), |length| start + length);
            from = stop;
            let is_run = element == "style" || !(attributes.contains("src=") || is_data(attributes));
            if is_run && start < stop {
                found.push(InlineScript { element, inside: Span::new(start, stop) });
            }
        }
    }
    found
}

/// Whether a script's type says that it is not run.
fn is_data(attributes: &str) -> bool {
    let Some((_, kind)) = attributes.split_once("type=") else { return false };
    let kind = kind.trim_start_matches(['"', '\'']);
    let kind = kind.split(['"', '\'', ' ', '>']).next().unwrap_or_default();
    !(kind.is_empty()
        || kind.contains("javascript")
        || matches!(kind, "module" | "importmap" | "speculationrules"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(template: &str) -> (Policy, Vec<Diagnostic>) {
        of_templates(&BTreeMap::from([("base.html".to_owned(), template.to_owned())]), &BTreeMap::new())
    }

    #[test]
    fn hashes_are_those_of_the_specification() {
        // The example of Content Security Policy, section 2.3.1.
        assert_eq!(hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }

    #[test]
    fn only_what_runs_is_hashed() {
        let (policy, findings) = policy(
            "<!doctype html><head>{{ site.policy }}<script src=\"a.js\"></script><script type=\"application/ld+json\">{{ x }}</script><SCRIPT>let a</SCRIPT><style>p{}</style><scripty>",
        );
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(policy.meta.matches("sha256-").count(), 2);
        assert_eq!(policy.header.as_ref(), Some(&policy.meta));
    }

    #[test]
    fn a_value_inside_is_a_finding_and_an_own_policy_is_left_alone() {
        let (policy, findings) = policy("<!doctype html><head><script>let a = '{{ page.title }}'</script>");
        assert_eq!((findings.len(), policy.header), (1, None));
    }
}
