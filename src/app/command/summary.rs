//! What builds and checks say at their end.

use std::time::Duration;

use crate::app::engine::{self, Counts};
use crate::app::terminal::{self, Global, OutputFormat};
use crate::base::diagnostic::Diagnostic;
use crate::publish::Rescued;
use crate::site::renamed::{RenamedPage, keep_address};

/// Says which addresses lead nowhere any more since their pages have others, and how to keep them.
pub(super) fn say_what_was_renamed(renamed: &[RenamedPage], global: &Global) {
    let is_for_people = !global.is_quiet() && global.format == OutputFormat::Human;
    for RenamedPage { file, from } in renamed.iter().filter(|_| is_for_people) {
        terminal::say(&format!("{file} was at /{from}/: {}", keep_address(from)));
    }
}

/// Says which published files were edited, and where copies of them are kept.
pub(super) fn say_what_was_rescued(rescued: &[Rescued]) {
    for Rescued { path, copy } in rescued {
        terminal::say(&format!("warning: {path} was changed by hand; your copy is {}", copy.display()));
    }
}

/// Says which published files belong to no page any more and stay, since somebody edited them.
pub(super) fn say_what_stays(left_edited: &[String]) {
    for path in left_edited {
        terminal::say(&format!(
            "warning: {path} belongs to no page any more and was changed by hand: it stays published until you delete it"
        ));
    }
}

/// One closing line with what was done, what was checked, and how long it took.
pub(super) fn closing(counts: Counts, findings: &[Diagnostic], what: &str, took: Duration, global: &Global) {
    close(counts, engine::counts(findings), what, took, global);
}

/// As [`closing`], of so many errors, warnings and notes.
pub(super) fn close(
    counts: Counts,
    [errors, warnings, notes]: [usize; 3],
    what: &str,
    took: Duration,
    global: &Global,
) {
    if global.quiet || global.format != OutputFormat::Human {
        return;
    }
    let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let mut found = match (errors, warnings) {
        (0, 0) => String::new(),
        _ => format!("; {}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    if notes > 0 {
        found.push_str(&format!("; {}", count(notes, "note")));
    }
    if counts.drafts > 0 {
        found.push_str(&format!("; {} left out, `--drafts` takes them in", count(counts.drafts, "draft")));
    }
    terminal::say(&format!(
        "{}, {} of {} quotations and excerpts found in their sources{found}; {what} ({:.2} s)",
        count(counts.pages, "page"),
        counts.matched,
        counts.compared,
        took.as_secs_f64()
    ));
}
