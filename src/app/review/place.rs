//! Which statement is meant: `PAGE:LINE`, or `PAGE#ID`.

use super::Statement;
use crate::app::engine::Checked;
use crate::base::Failure;
use crate::base::diagnostic::LineIndex;
use crate::base::ids::{GroupRange, PageId};
use crate::base::suggest::nearest;
use crate::parse::review::ReviewRecord;

/// The statement that somebody names.
pub(crate) fn find(checked: &Checked, named: &str) -> Result<Statement, Failure> {
    let is_line = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((path, line)) = named.rsplit_once(':').filter(|(_, line)| is_line(line)) {
        return on_line(checked, page(checked, path)?, line.parse().unwrap_or(usize::MAX));
    }
    let Some((path, id)) = named.rsplit_once('#') else {
        return Err(Failure::new(format!("`{named}` names no statement"))
            .help("write the page's file and a line, content/topics/page.md:12, or an id, content/topics/page.md#c-1a2b3c4d"));
    };
    let page = page(checked, path)?;
    let groups = &checked.site.pages[page].document.groups;
    let statements = checked.site.statements_to_read(page);
    let is_meant = |range: &GroupRange| groups[*range].iter().any(|group| group.claim.id == id);
    match statements.into_iter().find(is_meant) {
        Some(groups) => Ok(Statement { page, groups }),
        None => {
            let failure = Failure::new(format!("{path} has no statement `#{id}`"));
            let ids = groups.iter().map(|group| group.claim.id.as_str());
            Err(match nearest(id, ids) {
                Some(meant) => failure.help(format!("did you mean `#{meant}`?")),
                None => failure.help("name a line instead: PAGE:LINE"),
            })
        }
    }
}

/// The statement, as it stands now, of the records that were made of it under the name `PAGE#ID`.
pub(crate) fn of_record(checked: &Checked, named: &str) -> Option<Statement> {
    let mut all = checked.site.reviews.all();
    let (found, _) = all.find(|(_, reviews)| {
        let mut records = reviews.in_force.iter().chain(&reviews.changed).chain(&reviews.replaced);
        records.any(|record| is_of(record, named))
    })?;
    let groups =
        checked.site.statements_to_read(found.page).into_iter().find(|groups| groups.start == found.index)?;
    Some(Statement { page: found.page, groups })
}

/// Whether a record was made of the statement that is named `PAGE#ID`, with or without `content/`.
pub(crate) fn is_of(record: &ReviewRecord, named: &str) -> bool {
    named.rsplit_once('#').is_some_and(|(path, id)| {
        record.id == id && (record.page == path || record.page.strip_prefix("content/") == Some(path))
    })
}

/// A page by its file, with or without `content/`.
pub(crate) fn page(checked: &Checked, path: &str) -> Result<PageId, Failure> {
    let pages = &checked.site.pages;
    let below = format!("content/{path}");
    let found = PageId::enumerate(pages).find(|(_, page)| page.path == path || page.path == below);
    found.map(|(id, _)| id).ok_or_else(|| {
        let failure = Failure::new(format!("there is no page `{path}`"));
        match nearest(path, pages.iter().map(|page| page.path.as_str())) {
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None => failure.help("name its file from the site's folder: content/topics/page.md"),
        }
    })
}

/// The first and the last line of a statement with its citations.
pub(crate) fn lines(checked: &Checked, statement: &Statement) -> Result<(usize, usize), Failure> {
    let page = &checked.site.pages[statement.page];
    let text = checked.snapshot.lossy_text(&page.path)?;
    let index = LineIndex::new(&text);
    let groups = &page.document.groups[statement.groups];
    let first = groups.iter().map(|group| group.claim.span.start.min(group.span.start)).min();
    let last = groups.iter().map(|group| group.claim.span.end.max(group.span.end)).max();
    let line = |offset: Option<u32>| index.position(&text, offset.unwrap_or_default() as usize).line;
    Ok((line(first), line(last)))
}

fn on_line(checked: &Checked, page: PageId, line: usize) -> Result<Statement, Failure> {
    let mut found = Vec::new();
    for groups in checked.site.statements_to_read(page) {
        let statement = Statement { page, groups };
        let (first, last) = lines(checked, &statement)?;
        if (first..=last).contains(&line) {
            found.push(statement);
        }
    }
    let path = &checked.site.pages[page].path;
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Failure::new(format!("no cited statement stands on line {line} of {path}"))
            .help("give the line of a statement, or of its citation")),
        several => {
            let groups = &checked.site.pages[page].document.groups;
            let failure =
                Failure::new(format!("{} statements stand on line {line} of {path}", several.len()));
            Err(several.iter().take(10).fold(failure, |failure, statement| {
                let claim = &groups[statement.groups.start].claim;
                let words: String = claim.text.chars().take(60).collect();
                failure.help(format!("{path}#{} for “{words}”", claim.id))
            }))
        }
    }
}
