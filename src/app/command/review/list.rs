//! `ibid review list`, `show` and `status`.

use std::sync::Arc;

use serde_json::json;

use super::printed;
use crate::app::command::check_with_drafts;
use crate::app::engine::Checked;
use crate::app::review::{Statement, place, shown};
use crate::app::terminal::{self, Global, OutputFormat};
use crate::base::Failure;
use crate::base::diagnostic::printable;
use crate::base::ids::PageId;
use crate::parse::review::ReviewRecord;
use crate::site::{StatementReviews, changes};

/// What has become of a record.
#[derive(Clone, Copy)]
enum RecordState {
    /// The statement is as it was read.
    InForce,
    /// The statement has changed, and the person has not read it since.
    Changed,
    /// The person has read the statement again.
    Replaced,
    /// There is no such statement any more.
    Gone,
}

impl RecordState {
    /// As tables and JSON have it.
    fn name(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::Changed => "changed",
            Self::Replaced => "replaced",
            Self::Gone => "gone",
        }
    }
}

/// A record with what has become of it.
struct ListedReview<'c> {
    record: &'c Arc<ReviewRecord>,
    state: RecordState,
    /// The statement as it stands now: its page and id.
    now: Option<(&'c str, &'c str)>,
    /// What is not as it was read.
    changes: Vec<String>,
}

/// The records of a statement, with their states.
fn with_states(reviews: &StatementReviews) -> impl Iterator<Item = (RecordState, &Arc<ReviewRecord>)> {
    let in_force = reviews.in_force.iter().map(|record| (RecordState::InForce, record));
    let changed = reviews.changed.iter().map(|record| (RecordState::Changed, record));
    let replaced = reviews.replaced.iter().map(|record| (RecordState::Replaced, record));
    in_force.chain(changed).chain(replaced)
}

fn listed(checked: &Checked) -> Vec<ListedReview<'_>> {
    let site = &checked.site;
    let mut all = Vec::new();
    for (statement, reviews) in site.reviews.all() {
        let page = &site.pages[statement.page];
        let mut groups = site.statements_to_read(statement.page).into_iter();
        let groups = groups.find(|groups| groups.start == statement.index);
        let read = groups.map(|groups| site.as_read(statement.page, groups)).unwrap_or_default();
        all.extend(with_states(reviews).map(|(state, record)| ListedReview {
            record,
            state,
            now: Some((page.path.as_str(), page.document.groups[statement.index].claim.id.as_str())),
            changes: changes(&record.read, &read),
        }));
    }
    let gone = site.reviews.gone.iter();
    all.extend(gone.map(|record| ListedReview {
        record,
        state: RecordState::Gone,
        now: None,
        changes: Vec::new(),
    }));
    all
}

pub(super) fn list(page: Option<&str>, global: &Global) -> Result<bool, Failure> {
    let (_, checked) = check_with_drafts(global)?;
    let page = page.map(|path| place::page(&checked, path)).transpose()?;
    let path = page.map(|page| checked.site.pages[page].path.as_str());
    let mut rows = listed(&checked);
    rows.retain(|row| path.is_none_or(|path| row.now.is_some_and(|(other, _)| other == path)));
    if global.format == OutputFormat::Json {
        rows.iter().for_each(|row| terminal::print(&format!("{}\n", row.json())));
        return Ok(true);
    }
    let mut table = vec![["STATE", "SAYS", "BY", "DATE", "STATEMENT"].map(str::to_owned)];
    table.extend(rows.iter().map(ListedReview::cells));
    terminal::print(&terminal::columns(&table));
    Ok(true)
}

impl ListedReview<'_> {
    fn json(&self) -> serde_json::Value {
        let ReviewRecord { page, id, read, by, role, date, says, note, .. } = &**self.record;
        json!({
            "state": self.state.name(),
            "page": self.now.map_or(page.as_str(), |(page, _)| page),
            "id": self.now.map_or(id.as_str(), |(_, id)| id),
            "by": by,
            "role": role,
            "date": date,
            "says": says,
            "note": note,
            "statement": read.statement,
            "changes": self.changes,
        })
    }

    fn cells(&self) -> [String; 5] {
        let record = self.record;
        let (page, id) = self.now.unwrap_or((&record.page, &record.id));
        let cells = [
            self.state.name().to_owned(),
            record.says.name().to_owned(),
            record.reader(),
            record.date.clone(),
            format!("{page}#{id}"),
        ];
        cells.map(|cell| printable::line(&cell))
    }
}

pub(super) fn show(named: &str, global: &Global) -> Result<bool, Failure> {
    let (_, checked) = check_with_drafts(global)?;
    let statement = match place::find(&checked, named) {
        Ok(statement) => statement,
        Err(failure) => match place::of_record(&checked, named) {
            Some(statement) => statement,
            None => return show_gone(&checked, named).ok_or(failure),
        },
    };
    let Statement { page, groups } = &statement;
    let now = checked.site.as_read(*page, *groups);
    let reviews = checked.site.reviews.of_statement(statement.id()).cloned().unwrap_or_default();
    let mut text = printed::statement(&shown::statement(&checked, &statement)?);
    for (state, record) in with_states(&reviews) {
        let note = record.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let (reader, date, says) = (record.reader(), &record.date, record.says.name());
        text.push_str(&format!("\n  {reader}, {date}: {says}{note}, {}\n", state.name()));
        let changes = changes(&record.read, &now);
        text.extend(changes.into_iter().map(|change| format!("    {change}\n")));
    }
    if with_states(&reviews).next().is_none() {
        text.push_str("\n  nobody has read it\n");
    }
    terminal::print(&printable::lines(&text));
    Ok(true)
}

/// Prints what was found of a statement that is gone; nothing where no record concerns it.
fn show_gone(checked: &Checked, named: &str) -> Option<bool> {
    let is_named = |record: &&Arc<ReviewRecord>| place::is_of(record, named);
    let mut records = checked.site.reviews.gone.iter().filter(is_named).peekable();
    let mut text = format!("{named} is gone; it read:\n  {}\n", records.peek()?.read.statement);
    for record in records {
        let note = record.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let (reader, date, says) = (record.reader(), &record.date, record.says.name());
        text.push_str(&format!("\n  {reader}, {date}: {says}{note}, gone\n"));
    }
    terminal::print(&printable::lines(&text));
    Some(true)
}

/// How far the reading of a page has come.
#[derive(serde::Serialize)]
struct PageStatus<'c> {
    page: &'c str,
    statements: usize,
    /// Found supported by everybody who read it, and read in every role that the site demands.
    supported: usize,
    /// Read before they changed, and not since.
    changed: usize,
    /// Found to be not, or not quite, what the source says.
    doubted: usize,
}

impl<'c> PageStatus<'c> {
    fn new(checked: &'c Checked, id: PageId) -> Self {
        let site = &checked.site;
        let roles = &site.config.review_roles;
        let statements = site.statements_to_read(id).len();
        let reviews: Vec<&StatementReviews> = site.reviews.of_page(id).map(|(_, reviews)| reviews).collect();
        let is_supported = |reviews: &&&StatementReviews| {
            let is_read_as = |role: &String| reviews.in_force.iter().any(|record| record.is_as(role));
            reviews.is_supported() && roles.iter().all(is_read_as)
        };
        Self {
            page: &site.pages[id].path,
            statements,
            supported: reviews.iter().filter(is_supported).count(),
            changed: reviews.iter().filter(|reviews| !reviews.changed.is_empty()).count(),
            doubted: reviews.iter().filter(|reviews| reviews.is_doubted()).count(),
        }
    }
}

pub(super) fn status(global: &Global) -> Result<bool, Failure> {
    let (_, checked) = check_with_drafts(global)?;
    let pages = PageId::all(checked.site.pages.len()).map(|id| PageStatus::new(&checked, id));
    let pages: Vec<PageStatus<'_>> = pages.filter(|page| page.statements > 0).collect();
    if global.format == OutputFormat::Json {
        pages.iter().for_each(|page| terminal::print(&format!("{}\n", json!(page))));
        return Ok(true);
    }
    let mut table = vec![["PAGE", "STATEMENTS", "SUPPORTED", "CHANGED", "DOUBTED"].map(str::to_owned)];
    table.extend(pages.iter().map(|page| {
        let counts = [page.statements, page.supported, page.changed, page.doubted].map(|it| it.to_string());
        let [statements, supported, changed, doubted] = counts;
        [printable::line(page.page), statements, supported, changed, doubted]
    }));
    terminal::print(&terminal::columns(&table));
    Ok(true)
}
