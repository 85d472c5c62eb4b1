//! The walk of `ibid review` in the browser: the statements that somebody has not read yet, each beside its passages,
//! and the record of what was found. What leaves here is data, which the script shows as text; it goes to the author's
//! own computer only.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::edition::Edition;
use crate::app::review::{Reviewer, Statement, known_role, place, shown, to_read};
use crate::app::scaffold::file::single_line;
use crate::app::scaffold::review as records;
use crate::base::Failure;
use crate::base::ids::PageId;
use crate::parse::review::Verdict;
use crate::read::snapshot::SiteRoot;

/// Statements that are sent at a time.
const MOST: usize = 50;

/// Whose walk it is, and over which pages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    by: String,
    role: String,
    /// The file of the only page to be read; nothing for all.
    page: Option<String>,
}

/// A statement as it is sent, with what tells whether it is still the same when the answer comes.
#[derive(Serialize)]
struct SentStatement {
    #[serde(flatten)]
    shown: shown::ShownStatement,
    /// A hash of the words that are shown to be read.
    seen: String,
    /// The address of the statement on its page.
    url: String,
}

/// What somebody found.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SentReview {
    page: String,
    id: String,
    /// Of the words that were read.
    seen: String,
    by: String,
    role: String,
    says: String,
    note: String,
}

/// The statements that a reader has yet to read. The query is JSON; without a name only the roles are given.
pub(super) fn json(edition: &Edition, query: &str) -> Value {
    let roles = &edition.checked.config.review_roles;
    let Ok(asked) = serde_json::from_str::<Asked>(query) else {
        return json!({ "roles": roles });
    };
    match unread(edition, &asked) {
        Ok((statements, count)) => json!({ "roles": roles, "statements": statements, "count": count }),
        Err(failure) => {
            json!({ "roles": roles, "error": failure.message(), "help": failure.helps() })
        }
    }
}

fn unread(edition: &Edition, asked: &Asked) -> Result<(Vec<SentStatement>, usize), Failure> {
    let checked = &edition.checked;
    let reader = reader(edition, &asked.by, &asked.role)?;
    let pages = match &asked.page {
        Some(path) => vec![place::page(checked, path)?],
        None => PageId::all(checked.site.pages.len()).collect(),
    };
    let statements = to_read(checked, &pages, &reader, false);
    let count = statements.len();
    let sent = statements.iter().take(MOST).map(|statement| {
        let shown = shown::statement(checked, statement)?;
        let folder = &checked.site.pages[statement.page].folder;
        let url = format!("{}#{}", checked.site.addresses.path(folder), shown.id);
        Ok(SentStatement { shown, seen: hash_of_shown(edition, statement), url })
    });
    Ok((sent.collect::<Result<_, Failure>>()?, count))
}

fn reader(edition: &Edition, by: &str, role: &str) -> Result<Reviewer, Failure> {
    let by = single_line(by);
    if by.is_empty() {
        return Err(Failure::new("who reads?").help("write your name, as readers will see it"));
    }
    let roles = &edition.checked.config.review_roles;
    let role = match (single_line(role), roles.as_slice()) {
        (role, []) if role.is_empty() => None,
        (role, [only]) if role.is_empty() => Some(only.clone()),
        (role, _) => Some(known_role(&role, roles)?),
    };
    Ok(Reviewer { by, role })
}

/// A hash of what is read of a statement.
fn hash_of_shown(edition: &Edition, statement: &Statement) -> String {
    let read = edition.checked.site.as_read(statement.page, statement.groups);
    let text = serde_json::to_string(&read).unwrap_or_default();
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// Records what somebody found, of just the words that were shown.
pub(super) fn record(edition: &Edition, site: &SiteRoot, sent: &SentReview) -> Result<Value, Failure> {
    let checked = &edition.checked;
    let reader = reader(edition, &sent.by, &sent.role)?;
    let says = Verdict::named(&sent.says).ok_or_else(|| {
        Failure::new(format!("`{}` is no answer", sent.says)).help("supports, partly, no, unsure")
    })?;
    let changed = || {
        Failure::new("the statement has changed since it was shown here").help("read what stands there now")
    };
    let statement = place::find(checked, &format!("{}#{}", sent.page, sent.id)).map_err(|_| changed())?;
    if hash_of_shown(edition, &statement) != sent.seen {
        return Err(changed());
    }
    let record = reader.record(checked, &statement, says, Some(&sent.note));
    records::add(site, &record)?;
    Ok(json!({ "made": records::file_of(&record.by) }))
}
