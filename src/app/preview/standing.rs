//! What the toolbar shows of a page: how it stands with its citations. Plain data, shown as text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::edition::Edition;
use super::failed;
use super::findings::EditorLinks;
use crate::base::diagnostic::{Rule, Severity, TextLocator, Texts};
use crate::base::ids::{CiteIndex, CitePlace, GroupIndex};
use crate::base::span::Span;
use crate::verify::{CiteCheck, PageChecks, State};

/// What a citation is called whose words were not found: no state of a published page.
const FAILED: &str = "failed";
/// Statements without a citation that are named at most.
const MOST: usize = 500;

/// How the page of the file `path` stands, and what every page's toolbar needs.
pub(super) fn json(
    edition: &Edition,
    path: Option<&str>,
    editor_links: EditorLinks<'_>,
    is_local: bool,
) -> Value {
    let site = edition.site();
    let texts: &dyn Texts = edition.checked.snapshot.as_ref();
    let mut places = TextLocator::new(texts);
    let mut open = |path: &str, span: Span| editor_links.place(&mut places, path, span);
    let drafts: Vec<String> = site
        .pages
        .iter()
        .filter(|page| page.front.is_draft)
        .map(|page| site.addresses.path(&page.folder))
        .collect();
    let sections: Vec<&str> = {
        let folders =
            site.pages.iter().filter_map(|page| page.path.strip_prefix("content/")?.rsplit_once('/'));
        let mut folders: Vec<&str> = folders.map(|(folder, _)| folder).collect();
        folders.sort_unstable();
        folders.dedup();
        folders
    };
    let mut value = json!({
        "edition": edition.number,
        "local": is_local,
        "drafts": drafts,
        "sections": sections,
        "source": path.map(|path| open(path, Span::default())),
    });
    let Some(&index) = path.and_then(|path| site.addresses.by_file.get(path)) else { return value };
    let (page, checks) = (&site.pages[index], &site.checks[index]);
    // The preview reads the whole site at once, so neither of the two can fail.
    let text = edition.checked.snapshot.lossy_text(&page.path).unwrap_or_default();
    let body = edition.checked.bodies.get(page).unwrap_or_default();
    let failed = failed::citations(site, index, &edition.findings);
    let wrong: Vec<Cow<'_, str>> = edition
        .findings
        .iter()
        .filter(|finding| finding.path == page.path && finding.severity == Severity::Error)
        .filter_map(|finding| text.as_bytes().get(finding.span.range()))
        .map(String::from_utf8_lossy)
        .take(MOST)
        .collect();
    let places = page.document.uncited.iter().take(MOST);
    let uncited: Vec<Value> = places
        .zip(&body.uncited)
        .map(|(span, text)| {
            let mut value = open(&page.path, *span);
            value["text"] = json!(text);
            value
        })
        .collect();
    value["draft"] = json!(page.front.is_draft);
    value["statements"] = json!(page.document.statements);
    value["states"] = json!(states(checks, &failed));
    value["failed"] = json!(failed::json(site, index, &failed));
    value["uncited"] = json!(uncited);
    value["wrong"] = json!(wrong);
    value
}

/// How many citations of a page are in each state, in the order of the states; `failed` are those that fail.
fn states(checks: &PageChecks, failed: &BTreeMap<CitePlace, Rule>) -> Map<String, Value> {
    let groups = GroupIndex::enumerate(&checks.groups);
    let cites = groups.flat_map(|(group, cites)| {
        CiteIndex::enumerate(cites).map(move |(cite, check)| (CitePlace { group, cite }, check))
    });
    let state = |(place, check): (CitePlace, &CiteCheck)| match failed.contains_key(&place) {
        true => FAILED,
        false => check.state.name().as_str(),
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    cites.for_each(|cite| *counts.entry(state(cite)).or_default() += 1);
    let mut names: Vec<&str> =
        std::iter::once(FAILED).chain(State::ALL.map(|state| state.name().as_str())).collect();
    names.dedup();
    names.into_iter().filter_map(|name| Some((name.to_owned(), json!(counts.get(name)?)))).collect()
}
