//! Findings for programs: JSON lines, annotations of GitHub workflows, and SARIF 2.1.0.
//!
//! All three, and [`super::human`], give the same places: lines and columns from 1, columns in characters,
//! and an end just past the last character. Where a place is not known, because a file has no text to count
//! in, JSON says `null` and the other two leave it out. Findings of severity `off` are in none of them.

use serde_json::{Value, json};

use super::{Diagnostic, Rule, Severity, TextLocator, Texts, printable, reported};
use crate::base::span::{LineColumn, Span};

/// One JSON object per line for each finding, with the keys `rule, severity, path, line, column, end_line,
/// end_column, message, help, related`, in this order.
#[must_use]
pub fn json(findings: &[Diagnostic], texts: &dyn Texts) -> String {
    let mut places = TextLocator::new(texts);
    let mut lines = String::new();
    for finding in reported(findings) {
        let (start, end) = places.locate(&finding.path, finding.span);
        let related: Vec<Value> = finding
            .related
            .iter()
            .map(|related| {
                let start = places.locate(&related.path, related.span).0;
                json!({
                    "path": related.path,
                    "line": start.map(|at| at.line),
                    "column": start.map(|at| at.column),
                    "message": related.message,
                })
            })
            .collect();
        let object = json!({
            "rule": finding.rule.name(),
            "severity": finding.severity.to_string(),
            "path": finding.path,
            "line": start.map(|at| at.line),
            "column": start.map(|at| at.column),
            "end_line": end.map(|at| at.line),
            "end_column": end.map(|at| at.column),
            "message": finding.message,
            "help": finding.help_texts().collect::<Vec<_>>(),
            "related": related,
        });
        lines.push_str(&printable::json(&object.to_string()));
        lines.push('\n');
    }
    lines
}

/// One workflow command per line for each finding, which GitHub shows beside the line concerned.
///
/// The form is documented as "workflow commands for GitHub Actions"; the message is followed by the related
/// places and the help, each on a line of its own. GitHub ignores the columns of a finding that spans lines.
#[must_use]
pub fn github(findings: &[Diagnostic], texts: &dyn Texts) -> String {
    let mut places = TextLocator::new(texts);
    let mut lines = String::new();
    for finding in reported(findings) {
        let (start, end) = places.locate(&finding.path, finding.span);
        let level = match finding.severity {
            Severity::Note => "notice".to_owned(),
            severity => severity.to_string(),
        };
        let mut command = format!("::{level} file={}", github_property(&finding.path));
        if let Some(LineColumn { line, column }) = start {
            command.push_str(&format!(",line={line},col={column}"));
        }
        if let Some(LineColumn { line, column }) = end {
            command.push_str(&format!(",endLine={line},endColumn={column}"));
        }
        let mut message = vec![printable::line(&finding.message)];
        for related in &finding.related {
            let place = match places.locate(&related.path, related.span).0 {
                Some(LineColumn { line, column }) => format!("{}:{line}:{column}", related.path),
                None => related.path.clone(),
            };
            message.push(printable::line(&format!("{place} {}", related.message)));
        }
        message.extend(finding.help_texts().map(|help| printable::line(&format!("help: {help}"))));
        let message = github_data(&message.join("\n"));
        lines.push_str(&format!("{command},title=ibid({})::{message}\n", finding.rule.name()));
    }
    lines
}

/// A message in a workflow command; the escapes are those of GitHub's own toolkit.
fn github_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command: a comma would end it, a colon the whole list.
fn github_property(text: &str) -> String {
    let escaped = github_data(text).replace(':', "%3A").replace(',', "%2C");
    escaped.chars().map(printable::shown).collect()
}

/// The findings as one SARIF 2.1.0 document, with every rule described.
///
/// Format: OASIS, Static Analysis Results Interchange Format, version 2.1.0.
#[must_use]
pub fn sarif(findings: &[Diagnostic], texts: &dyn Texts) -> String {
    let mut places = TextLocator::new(texts);
    let results: Vec<Value> = reported(findings).map(|finding| sarif_result(finding, &mut places)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ibid",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": Rule::all().map(sarif_rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    printable::json(&document.to_string()) + "\n"
}

fn sarif_rule(rule: Rule) -> Value {
    let explanation = rule.explanation();
    let short = explanation.meaning.split_inclusive(". ").next().unwrap_or_default().trim_end();
    let (example, fix) = (explanation.example, explanation.fix);
    json!({
        "id": explanation.name,
        "shortDescription": { "text": short },
        "fullDescription": { "text": explanation.meaning },
        "help": { "text": format!("{}\n\nExample:\n\n{example}\n\nFix:\n\n{fix}", explanation.meaning) },
        "defaultConfiguration": {
            "enabled": explanation.severity != Severity::Off,
            "level": sarif_level(explanation.severity),
        },
    })
}

fn sarif_result(finding: &Diagnostic, places: &mut TextLocator<'_>) -> Value {
    let mut text = finding.message.clone();
    for help in finding.help_texts() {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": finding.rule as usize,
        "level": sarif_level(finding.severity),
        "message": { "text": text },
        "locations": [sarif_location(&finding.path, finding.span, places)],
    });
    if !finding.related.is_empty() {
        let locations = finding.related.iter().enumerate().map(|(id, related)| {
            let mut location = sarif_location(&related.path, related.span, places);
            location["id"] = json!(id);
            location["message"] = json!({ "text": related.message });
            location
        });
        result["relatedLocations"] = locations.collect();
    }
    result
}

fn sarif_location(path: &str, span: Span, places: &mut TextLocator<'_>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(path) } });
    let (start, end) = places.locate(path, span);
    if let Some(start) = start {
        physical["region"] = json!({ "startLine": start.line, "startColumn": start.column });
        if let Some(end) = end {
            physical["region"]["endLine"] = json!(end.line);
            physical["region"]["endColumn"] = json!(end.column);
        }
    }
    json!({ "physicalLocation": physical })
}

/// SARIF has no `off`, but `none`, which is a result without a weight; a rule that is off is a warning that
/// is not enabled.
fn sarif_level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Note => "note",
        Severity::Warning | Severity::Off => "warning",
    }
}

/// A path relative to the root as a relative reference (RFC 3986): a colon in it would make a scheme.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for &byte in path.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const PAGE: &str = "---\ntitle: Берлін\n---\n\nВін сказав “a lot of progress has been made” [@newsx].\n";
    const SOURCE: &str = "\u{feff}a lot of progress was made";

    fn texts() -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([("content/talks.md", PAGE), ("seeds/newsx.md", SOURCE)])
    }

    fn altered() -> Diagnostic {
        let words = "“a lot of progress has been made”";
        let start = PAGE.find(words).unwrap();
        Diagnostic::new(
            Rule::QuoteAltered,
            "content/talks.md",
            Span::new(start, start + words.len()),
            "not the words of the source",
        )
        .related("seeds/newsx.md", Span::new(3, 11), "has: a lot of progress [-has been-]{+was+} made")
        .help("use the source's words")
    }

    fn hostile() -> Diagnostic {
        let path = "content/50%, a:b\n.md";
        Diagnostic::new(Rule::ImageAlt, path, Span::new(9, 12), "100%\n::error::\u{1b}[2J\u{9b}2J")
            .help("a\r\nb")
    }

    fn parsed(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn json_has_the_documented_keys_in_order() {
        assert_eq!(
            json(&[altered()], &texts()),
            concat!(
                r#"{"rule":"quote-altered","severity":"error","path":"content/talks.md","#,
                r#""line":5,"column":12,"end_line":5,"end_column":45,"#,
                r#""message":"not the words of the source","help":["use the source's words"],"#,
                r#""related":[{"path":"seeds/newsx.md","line":1,"column":1,"#,
                r#""message":"has: a lot of progress [-has been-]{+was+} made"}]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn json_is_one_line_each_and_safe_in_a_terminal() {
        let lines = json(&[hostile(), altered()], &texts());
        assert_eq!(lines.lines().count(), 2);
        assert!(!lines.chars().any(|character| character.is_control() && character != '\n'));
        let first = parsed(lines.lines().next().unwrap());
        assert_eq!(first["message"], hostile().message.as_str());
        assert_eq!(first["help"], json!(["a\r\nb"]));
        assert_eq!(first["line"], Value::Null, "no text, so the line is not known");
    }

    #[test]
    fn github_shows_the_place_the_rule_and_the_help() {
        assert_eq!(
            github(&[altered()], &texts()),
            concat!(
                "::error file=content/talks.md,line=5,col=12,endLine=5,endColumn=45",
                ",title=ibid(quote-altered)::not the words of the source",
                "%0Aseeds/newsx.md:1:1 has: a lot of progress [-has been-]{+was+} made",
                "%0Ahelp: use the source's words\n"
            )
        );
    }

    #[test]
    fn github_commands_cannot_be_forged() {
        assert_eq!(
            github(&[hostile()], &texts()),
            concat!(
                "::warning file=content/50%25%2C a%3Ab%0A.md,title=ibid(image-alt)",
                "::100%25 ::error::␛[2J�2J%0Ahelp: a b\n"
            )
        );
    }

    #[test]
    fn sarif_describes_every_rule() {
        let document = parsed(&sarif(&[], &texts()));
        assert_eq!(document["version"], "2.1.0");
        let run = &document["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        assert_eq!(run["results"], json!([]));
        let driver = &run["tool"]["driver"];
        assert_eq!(driver["name"], "ibid");
        assert_eq!(driver["version"], env!("CARGO_PKG_VERSION"));
        let rules = driver["rules"].as_array().unwrap();
        assert_eq!(rules.len(), Rule::all().count());
        for (row, rule) in rules.iter().zip(Rule::all()) {
            assert_eq!(row["id"], rule.name());
            assert!(row["shortDescription"]["text"].as_str().unwrap().ends_with('.'), "{row}");
            assert!(row["help"]["text"].as_str().unwrap().contains(rule.explanation().fix), "{row}");
        }
        assert_eq!(
            rules[Rule::SingleOrigin as usize]["defaultConfiguration"],
            json!({ "enabled": false, "level": "warning" })
        );
    }

    #[test]
    fn sarif_results_have_the_same_places() {
        let result = &parsed(&sarif(&[altered()], &texts()))["runs"][0]["results"][0];
        assert_eq!(
            *result,
            json!({
                "ruleId": "quote-altered",
                "ruleIndex": 1,
                "level": "error",
                "message": { "text": "not the words of the source\nhelp: use the source's words" },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": "content/talks.md" },
                    "region": { "startLine": 5, "startColumn": 12, "endLine": 5, "endColumn": 45 },
                } }],
                "relatedLocations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": "seeds/newsx.md" },
                        "region": { "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 9 },
                    },
                    "id": 0,
                    "message": { "text": "has: a lot of progress [-has been-]{+was+} made" },
                }],
            })
        );
    }

    #[test]
    fn sarif_paths_are_relative_references() {
        let result = &parsed(&sarif(&[hostile()], &texts()))["runs"][0]["results"][0];
        let physical = &result["locations"][0]["physicalLocation"];
        let uri_only = json!({ "artifactLocation": { "uri": "content/50%25%2C%20a%3Ab%0A.md" } });
        assert_eq!(*physical, uri_only, "no text, so no region");
        assert_eq!(uri("content/теми/x.md"), "content/%D1%82%D0%B5%D0%BC%D0%B8/x.md");
    }

    #[test]
    fn findings_that_are_off_are_in_no_format() {
        let mut off = altered();
        off.severity = Severity::Off;
        assert_eq!(json(std::slice::from_ref(&off), &texts()), "");
        assert_eq!(github(std::slice::from_ref(&off), &texts()), "");
        assert_eq!(sarif(&[off], &texts()), sarif(&[], &texts()));
    }
}
