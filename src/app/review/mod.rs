//! Statements as people read them against their sources, and who reads: what `ibid review` and the preview's walk
//! have in common. Records are written by [`crate::app::scaffold::review`].

pub(crate) mod place;
pub(crate) mod shown;

use crate::app::engine::Checked;
use crate::app::scaffold::file::single_line;
use crate::base::Failure;
use crate::base::ids::{GroupRange, PageId, StatementId};
use crate::base::suggest::nearest;
use crate::parse::review::{ReviewRecord, Verdict};

/// A statement of a site.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) page: PageId,
    /// The groups of citations that carry it.
    pub(crate) groups: GroupRange,
}

impl Statement {
    /// Its id within the site.
    pub(crate) fn id(&self) -> StatementId {
        StatementId { page: self.page, index: self.groups.start }
    }
}

/// Who reads, in which role.
#[derive(Clone, Debug)]
pub(crate) struct Reviewer {
    pub(crate) by: String,
    pub(crate) role: Option<String>,
}

/// A role as the site's settings write it; any, where they demand none.
pub(crate) fn known_role(role: &str, roles: &[String]) -> Result<String, Failure> {
    let role = single_line(role);
    let same = |other: &&String| other.to_lowercase() == role.to_lowercase();
    match roles.iter().find(same) {
        Some(known) => Ok(known.clone()),
        None if roles.is_empty() && !role.is_empty() => Ok(role),
        None => {
            let failure = Failure::new(format!("there is no role `{role}`"));
            Err(match nearest(&role, roles.iter().map(String::as_str)) {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None if roles.is_empty() => failure.help("name one, or leave the option out"),
                None => failure.help(format!("`review:` in ibid.yaml names {}", roles.join(", "))),
            })
        }
    }
}

/// The statements of some pages that the reader has not read as they stand; with `all`, those too that were read.
pub(crate) fn to_read(checked: &Checked, pages: &[PageId], reader: &Reviewer, all: bool) -> Vec<Statement> {
    let site = &checked.site;
    let statements = pages.iter().flat_map(|&page| {
        site.statements_to_read(page).into_iter().map(move |groups| Statement { page, groups })
    });
    let is_read = |statement: &Statement| {
        let reviews = site.reviews.of_statement(statement.id());
        reviews.is_some_and(|reviews| reviews.in_force.iter().any(|record| reader.made(record)))
    };
    statements.filter(|statement| all || !is_read(statement)).collect()
}

impl Reviewer {
    /// What was found of a statement, today.
    pub(crate) fn record(
        &self,
        checked: &Checked,
        statement: &Statement,
        says: Verdict,
        note: Option<&str>,
    ) -> ReviewRecord {
        let site = &checked.site;
        let page = &site.pages[statement.page];
        let note = note.map(single_line).filter(|note| !note.is_empty());
        let record = ReviewRecord {
            page: page.path.clone(),
            id: page.document.groups[statement.groups.start].claim.id.clone(),
            read: site.as_read(statement.page, statement.groups),
            by: self.by.clone(),
            role: self.role.clone(),
            date: jiff::Zoned::now().date().to_string(),
            says,
            note,
            seal: String::new(),
            path: String::new(),
            span: crate::base::span::Span::default(),
        };
        record.sealed()
    }

    /// Whether a record is by this person in this role.
    fn made(&self, record: &ReviewRecord) -> bool {
        let is_as = match &self.role {
            Some(role) => record.is_as(role),
            None => record.role.is_none(),
        };
        is_as && record.person() == crate::base::spaces::single_spaces(&self.by).to_lowercase()
    }
}
