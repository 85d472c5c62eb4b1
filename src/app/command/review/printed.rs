//! A statement beside its passages, as text for a terminal.

use crate::app::review::shown::{ShownCitation, ShownStatement};
use crate::base::diagnostic::printable;

/// A statement with everything that it rests on.
pub(super) fn statement(shown: &ShownStatement) -> String {
    let ShownStatement { page, line, id, words, .. } = shown;
    let mut text = format!("{page}:{line}  #{id}\n\n  {}\n", printable::line(words));
    text.extend(shown.citations.iter().map(citation));
    text
}

fn citation(shown: &ShownCitation) -> String {
    let key = printable::line(&shown.key);
    let Some(facts) = &shown.facts else {
        return format!("\n  {key}: there is no such source\n");
    };
    let mut text = format!("\n  {key}: {}\n  {}\n", printable::line(facts), shown.state);
    for passage in &shown.passages {
        let words = match &passage.words {
            Some(words) => format!("{}▶{words}◀{}", passage.before, passage.after),
            None => passage.before.clone(),
        };
        text.push_str(&format!("\n    {}  {}\n", passage.place, printable::line(&words)));
    }
    if shown.names_nothing {
        text.push_str(&format!("    no passage is named; `ibid source show {key}` shows the whole text\n"));
    }
    text
}

/// What others found of the statement, and what changed since.
pub(super) fn reviews(shown: &ShownStatement) -> String {
    let mut text = String::new();
    for review in &shown.found {
        text.push_str(&format!("\n  {}, {}: {}\n", review.reader, review.date, review.says.name()));
    }
    for review in &shown.changed {
        text.push_str(&format!("\n  changed since {} read it on {}:\n", review.reader, review.date));
        text.extend(review.changes.iter().map(|change| format!("    {change}\n")));
    }
    printable::lines(&text)
}
