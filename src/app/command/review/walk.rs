//! Reading one statement after the other: each is shown beside its passages, and a letter says what was found.

use std::io::BufRead;

use clap::Args;

use super::{ReaderArgs, printed};
use crate::app::command::{check_with_drafts, completion};
use crate::app::engine::Checked;
use crate::app::review::{Reviewer, Statement, known_role, place, shown, to_read};
use crate::app::scaffold::file::single_line;
use crate::app::scaffold::review as records;
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::diagnostic::printable;
use crate::base::ids::PageId;
use crate::parse::review::Verdict;
use crate::read::snapshot::SiteRoot;

#[derive(Debug, Args)]
pub(super) struct WalkArgs {
    #[command(flatten)]
    reader: ReaderArgs,
    /// Only this page's file; may be given several times
    #[arg(long, value_name = "FILE", add = completion::pages())]
    page: Vec<String>,
    /// Statements too that you have read already
    #[arg(long)]
    all: bool,
}

/// What can be typed.
const KEYS: &str = "s supports, p partly, n no, u unsure (a note may follow: `n it says 19`); \
                    Enter skips, b goes back, q quits";

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
enum Answer<'a> {
    Found(Verdict, &'a str),
    Skip,
    Back,
    Quit,
    Unknown,
}

pub(super) fn run(args: &WalkArgs, global: &Global) -> Result<bool, Failure> {
    let (site, checked) = check_with_drafts(global)?;
    let mut lines = std::io::stdin().lock().lines().map_while(Result::ok);
    let Some(reader) = reader(&args.reader, &checked.config.review_roles, &mut lines)? else {
        return Ok(true);
    };
    let pages = match args.page.as_slice() {
        [] => PageId::all(checked.site.pages.len()).collect(),
        some => some.iter().map(|path| place::page(&checked, path)).collect::<Result<Vec<_>, _>>()?,
    };
    let statements = to_read(&checked, &pages, &reader, args.all);
    if statements.is_empty() {
        terminal::say("every statement has been read");
        return Ok(true);
    }
    let recorded = walk(&site, &checked, &reader, &statements, &mut lines)?;
    if !global.is_quiet() {
        let files = records::file_of(&reader.by);
        let what = if recorded == 1 { "review" } else { "reviews" };
        terminal::say(&format!("{recorded} {what} recorded in {files}"));
    }
    Ok(true)
}

/// Who reads; what the options do not say is asked once. Nothing where there is no answer.
fn reader(
    args: &ReaderArgs,
    roles: &[String],
    lines: &mut impl Iterator<Item = String>,
) -> Result<Option<Reviewer>, Failure> {
    let mut ask = |question: &str| {
        terminal::print(question);
        lines.next().map(|line| single_line(&line)).filter(|line| !line.is_empty())
    };
    let Some(by) = args.name().or_else(|| ask("Your name, as readers will see it: ")) else {
        return Err(Failure::new("nobody is named as the reader").help("write --by NAME"));
    };
    let role = match (&args.role, roles) {
        (Some(role), _) => Some(known_role(role, roles)?),
        (None, []) => None,
        (None, [role]) => Some(role.clone()),
        (None, _) => {
            let question = format!("Your role ({}): ", roles.join(", "));
            match ask(&question) {
                Some(role) => Some(known_role(&role, roles)?),
                None => return Ok(None),
            }
        }
    };
    Ok(Some(Reviewer { by, role }))
}

/// Goes through the statements; each answer is recorded at once. The number of records.
fn walk(
    site: &SiteRoot,
    checked: &Checked,
    reader: &Reviewer,
    statements: &[Statement],
    lines: &mut impl Iterator<Item = String>,
) -> Result<usize, Failure> {
    let (mut at, mut recorded) = (0, 0);
    while let Some(statement) = statements.get(at) {
        let shown = shown::statement(checked, statement)?;
        let (shown, others) = (printed::statement(&shown), printed::reviews(&shown));
        terminal::print(&format!("\n{} of {}  {shown}{others}\n{KEYS}\n> ", at + 1, statements.len()));
        let Some(line) = lines.next() else { break };
        match answer(&line) {
            Answer::Found(verdict, note) => {
                records::add(site, &reader.record(checked, statement, verdict, Some(note)))?;
                (at, recorded) = (at + 1, recorded + 1);
            }
            Answer::Skip => at += 1,
            Answer::Back => at = at.saturating_sub(1),
            Answer::Quit => break,
            Answer::Unknown => {
                terminal::print(&format!("`{}` is none of the keys\n", printable::line(line.trim())));
            }
        }
    }
    terminal::print("\n");
    Ok(recorded)
}

fn answer(line: &str) -> Answer<'_> {
    let line = line.trim();
    let (word, note) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let note = note.trim();
    match word.to_lowercase().as_str() {
        "" => Answer::Skip,
        "s" | "supports" => Answer::Found(Verdict::Supports, note),
        "p" | "partly" => Answer::Found(Verdict::Partly, note),
        "n" | "no" => Answer::Found(Verdict::No, note),
        "u" | "unsure" => Answer::Found(Verdict::Unsure, note),
        "b" | "back" => Answer::Back,
        "q" | "quit" => Answer::Quit,
        _ => Answer::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_what_was_found() {
        assert_eq!(answer(" s \r"), Answer::Found(Verdict::Supports, ""));
        assert_eq!(answer("N  it says 19 "), Answer::Found(Verdict::No, "it says 19"));
        assert_eq!(answer("partly only the date"), Answer::Found(Verdict::Partly, "only the date"));
        assert_eq!([answer(""), answer("b"), answer("q")], [Answer::Skip, Answer::Back, Answer::Quit]);
        assert_eq!([answer("yes"), answer("?")], [Answer::Unknown, Answer::Unknown]);
    }
}
