//! Findings written below the lines that they concern.
//!
//! ```text
//! Talks were held in Berlin [@newsxx].
//!                            ^^^^^^ error[source-unknown]: there is no source `newsxx`
//!                            = help: did you mean `newsx`?
//! ```
//!
//! The carets stand in the columns of the finding, counted in characters. A finding that ends on another
//! line says where: `^^^^ to 9:4`, with the end exclusive. One without a width is drawn as `|`. Findings
//! that cannot be drawn, because the file is escaped or not in the case, stand in the section
//! `-- findings --` at the end, as `path:line:column-line:column error[rule]: message`.

use crate::support::archive::{Archive, Kind};
use crate::support::findings::Finding;

/// The section for what cannot be drawn.
const ELSEWHERE: &str = "findings";

/// Takes the expectations out of a case.
pub(crate) fn without(text: &str) -> Archive {
    let mut archive = Archive::parse(text);
    archive.files.retain(|file| file.path != ELSEWHERE);
    for file in &mut archive.files {
        let mut is_expectation = false;
        file.lines.retain(|line| {
            is_expectation = is_squiggle(line) || is_expectation && is_continuation(line);
            !is_expectation
        });
    }
    archive
}

fn is_squiggle(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    let rest = line.trim_start_matches(['^', '|']);
    let rest = rest.strip_prefix(" to ").map_or(rest, |end| end.trim_start_matches(|c: char| c != ' '));
    rest.len() < line.len()
        && [" error[", " warning[", " note["].iter().any(|severity| rest.starts_with(severity))
}

fn is_continuation(line: &str) -> bool {
    [("= help: "), ("= note: ")].iter().any(|start| line.trim_start_matches(' ').starts_with(start))
}

/// The case with these findings, drawn.
pub(crate) fn with(archive: &Archive, findings: &[Finding]) -> String {
    let mut text = archive.preamble.clone();
    let mut elsewhere: Vec<&Finding> = Vec::new();
    let is_drawn = |finding: &Finding| {
        let file = archive.file(&finding.path).filter(|file| file.kind == Kind::Text);
        file.zip(finding.line).is_some_and(|(file, line)| (1..=file.lines.len()).contains(&line))
    };
    elsewhere.extend(findings.iter().filter(|finding| !is_drawn(finding)));
    for file in &archive.files {
        text.push_str(&format!("{}\n", file.header()));
        for (index, line) in file.lines.iter().enumerate() {
            text.push_str(&format!("{line}\n"));
            let here = |finding: &&Finding| {
                is_drawn(finding) && finding.path == file.path && finding.line == Some(index + 1)
            };
            for finding in findings.iter().filter(here) {
                text.push_str(&drawn(finding, line));
            }
        }
    }
    if !elsewhere.is_empty() {
        text.push_str(&format!("-- {ELSEWHERE} --\n"));
    }
    for finding in elsewhere {
        let place = |line: Option<usize>, column: Option<usize>| match (line, column) {
            (Some(line), Some(column)) => format!("{line}:{column}"),
            _ => "?".to_owned(),
        };
        let (start, end) = (place(finding.line, finding.column), place(finding.end_line, finding.end_column));
        text.push_str(&format!("{}:{start}-{end} {}", finding.path, words(finding, "")));
    }
    text
}

fn drawn(finding: &Finding, line: &str) -> String {
    let column = finding.column.unwrap_or(1);
    let end = finding.end_column.unwrap_or(column);
    let indent = " ".repeat(column - 1);
    let length = line.chars().count();
    let mark = if finding.end_line != finding.line {
        let end_line = finding.end_line.unwrap_or_default();
        format!("{} to {end_line}:{end}", "^".repeat((length + 1).saturating_sub(column).max(1)))
    } else if end > column {
        "^".repeat(end - column)
    } else {
        "|".to_owned()
    };
    format!("{indent}{mark} {}", words(finding, &indent))
}

/// Severity, rule and message, and a line for each help and each related place.
fn words(finding: &Finding, indent: &str) -> String {
    let on_one_line = |text: &str| text.replace('\n', "⏎");
    let mut words = format!("{}[{}]: {}\n", finding.severity, finding.rule, on_one_line(&finding.message));
    for related in &finding.related {
        let place = match (related.line, related.column) {
            (Some(line), Some(column)) => format!(":{line}:{column}"),
            _ => String::new(),
        };
        words.push_str(&format!(
            "{indent}= note: {}{place} {}\n",
            related.path,
            on_one_line(&related.message)
        ));
    }
    for help in &finding.help {
        words.push_str(&format!("{indent}= help: {}\n", on_one_line(help)));
    }
    words
}
