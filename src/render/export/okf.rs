//! A bundle in the Open Knowledge Format, version 0.2: a concept for each page and each cited source, footnotes keyed
//! to `sources`, and `verified` where every quotation of a page was compared and found. Numbers in comments are
//! sections of its specification.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::markdown::{NoteLabels, body, escaped};
use super::prose::Prose;
use super::{ExportFile, ExportedWork};
use crate::base::author::AuthorName;
use crate::base::ids::{PageId, SourceId};
use crate::render::markup::passage;
use crate::render::view::Maker;

/// The folder of sources (6.3).
const REFERENCES: &str = "references";

/// The files of the bundle. `pages` are those of the work; `day` is the day on which they were checked: ISO 8601.
#[must_use]
pub fn okf(maker: &Maker<'_>, work: &ExportedWork, pages: &[PageId], day: &str) -> Vec<ExportFile> {
    let mut listed: BTreeMap<String, Vec<FolderEntry>> = BTreeMap::new();
    let mut files = Vec::new();
    let mut cited: BTreeSet<SourceId> = BTreeSet::new();
    for (page, &index) in work.pages.iter().zip(pages) {
        let path = concept_path(&page.folder);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let entry = (page.title.clone(), name.to_owned(), page.description.clone());
        listed.entry(folder.to_owned()).or_default().push(entry);
        let checks = &maker.site.checks[index];
        cited.extend(checks.groups.iter().flatten().filter_map(|check| check.source));
        let matter = page_matter(maker, page, index, day);
        files.push(ExportFile::text(&path, &concept(&matter, &body(page, NoteLabels::Keys))));
    }
    for &source in &cited {
        let name = source_name(maker, source);
        let title = maker.parts.sources[source].label.clone();
        listed.entry(REFERENCES.to_owned()).or_default().push((title, name.clone(), None));
        files.push(ExportFile::text(&format!("{REFERENCES}/{name}"), &source_concept(maker, source)));
    }
    files.extend(indexes(work, &listed));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The file of a concept; two names are reserved (3.1).
fn concept_path(folder: &str) -> String {
    let folder = if folder.is_empty() { "home" } else { folder };
    match folder.rsplit('/').next() {
        Some("index" | "log") => format!("{folder}-page.md"),
        _ => format!("{folder}.md"),
    }
}

fn source_name(maker: &Maker<'_>, source: SourceId) -> String {
    let folder = &maker.site.addresses.sources[source];
    let name = concept_path(folder);
    name.rsplit('/').next().unwrap_or(&name).to_owned()
}

/// Front matter and body. JSON is YAML, so each value is one line of it.
fn concept(matter: &[(&str, Value)], body: &str) -> String {
    let lines: String = matter.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
    format!("---\n{lines}---\n\n{body}")
}

fn page_matter(maker: &Maker<'_>, page: &Prose, index: PageId, day: &str) -> Vec<(&'static str, Value)> {
    let (site, checks) = (maker.site, &maker.site.checks[index]);
    let front = &site.pages[index].front;
    let mut matter = vec![("type", json!("Explainer")), ("title", json!(page.title))];
    matter.extend(page.description.iter().map(|text| ("description", json!(text))));
    matter.push(("resource", json!(page.url)));
    let tags: Vec<&str> = front.terms.values().flatten().map(|term| term.value.as_str()).collect();
    if !tags.is_empty() {
        matter.push(("tags", json!(tags)));
    }
    matter.push(("language", json!(page.language)));
    // Who wrote it, and when, only where the page says both (5.2).
    let changed = page.updated.as_ref().or(page.date.as_ref());
    // An organisation is no human.
    let authors = if front.authors.is_empty() { &maker.site.config.authors } else { &front.authors };
    let is_organization =
        |name: &String| matches!(AuthorName::parse(name), Some(AuthorName::Organization(_)));
    let human = page.authors.first().filter(|_| !authors.first().is_some_and(is_organization));
    if let (Some(author), Some(changed)) = (human, changed) {
        matter.push(("generated", json!({"by": format!("human:{author}"), "at": moment(changed)})));
    }
    if checks.compared > 0 && checks.matched == checks.compared {
        let by = concat!("ibid/", env!("CARGO_PKG_VERSION"));
        matter.push(("verified", json!([{"by": by, "at": moment(day)}])));
    }
    let mut sources: Vec<SourceId> = Vec::new();
    for source in checks.groups.iter().flatten().filter_map(|check| check.source) {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let entries: Vec<Value> = sources.iter().map(|&source| source_entry(maker, index, source)).collect();
    if !entries.is_empty() {
        matter.push(("sources", json!(entries)));
    }
    matter
}

/// An entry of `sources` (5.1), with the passages that the page rests on, which the format has no field for yet.
fn source_entry(maker: &Maker<'_>, page: PageId, source: SourceId) -> Value {
    let (site, meta) = (maker.site, &maker.site.sources[source].meta);
    let concept = format!("/{REFERENCES}/{}", source_name(maker, source));
    let mut entry = json!({
        "id": site.sources[source].key,
        "resource": meta.url.clone().unwrap_or_else(|| concept.clone()),
    });
    let checks = site.checks[page].groups.iter().flatten().filter(|check| check.source == Some(source));
    let mut excerpts: Vec<String> = Vec::new();
    for place in checks.flat_map(|check| &check.passages) {
        if let Some(shown) = passage::shown(site, source, place)
            && !excerpts.contains(&shown.exact)
        {
            excerpts.push(shown.exact);
        }
    }
    if let Some(entry) = entry.as_object_mut() {
        // A title that the source does not state is not stated here either.
        entry
            .extend(maker.parts.sources[source].title.iter().map(|title| ("title".to_owned(), json!(title))));
        let day = meta.date.as_ref().and_then(|date| date.exact_day()).filter(|day| day.len() == 10);
        entry.extend(day.map(|day| ("last_modified".to_owned(), json!(day))));
        entry.insert("concept".to_owned(), json!(concept));
        if !excerpts.is_empty() {
            entry.insert("excerpts".to_owned(), json!(excerpts));
        }
    }
    entry
}

fn source_concept(maker: &Maker<'_>, source: SourceId) -> String {
    let (site, record) = (maker.site, &maker.site.sources[source]);
    let facts = &maker.parts.sources[source];
    let mut matter = vec![("type", json!("Reference"))];
    matter.extend(facts.title.iter().map(|title| ("title", json!(title))));
    matter.extend(record.meta.url.iter().map(|url| ("resource", json!(url))));
    matter.push(("language", json!(facts.language)));
    if !facts.authors.is_empty() {
        matter.push(("authors", json!(facts.authors)));
    }
    matter.extend(facts.publisher.iter().map(|name| ("publisher", json!(name))));
    matter.extend(record.meta.date.as_ref().map(|date| ("date", json!(date.edtf()))));
    matter.push(("blake3", json!(record.hash)));
    let shown = |place| passage::shown(site, source, place).map(|shown| (place.paragraph, shown.exact));
    let passages = site.backlinks[source].passages.keys().filter_map(shown);
    let passages: String =
        passages.map(|(paragraph, exact)| format!("> {} (¶ {paragraph})\n\n", escaped(&exact))).collect();
    concept(&matter, &format!("# Passages\n\n{passages}"))
}

/// Title, file name and description of a file in its folder's listing.
type FolderEntry = (String, String, Option<String>);

/// The listing of each folder (8); that of the root states the version (12).
fn indexes(work: &ExportedWork, listed: &BTreeMap<String, Vec<FolderEntry>>) -> Vec<ExportFile> {
    let mut folders: BTreeSet<String> = BTreeSet::from([String::new()]);
    for folder in listed.keys() {
        let mut folder = folder.as_str();
        while !folder.is_empty() {
            folders.insert(folder.to_owned());
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
    let index = |folder: &String| {
        let title = if folder.is_empty() { work.title.as_str() } else { folder.as_str() };
        let mut text = format!("# {}\n\n", escaped(title));
        for (title, name, description) in listed.get(folder).into_iter().flatten() {
            let description = description.as_ref().map(|text| format!(" - {}", escaped(text)));
            text.push_str(&format!("* [{}](<{name}>){}\n", escaped(title), description.unwrap_or_default()));
        }
        let below = folders.iter().filter_map(|other| {
            let below = if folder.is_empty() {
                other.as_str()
            } else {
                other.strip_prefix(folder)?.strip_prefix('/')?
            };
            (!below.is_empty() && !below.contains('/')).then_some(below)
        });
        below.for_each(|below| text.push_str(&format!("* [{}](<{below}/>)\n", escaped(below))));
        if folder.is_empty() {
            return ExportFile::text("index.md", &format!("---\nokf_version: \"0.2\"\n---\n\n{text}"));
        }
        ExportFile::text(&format!("{folder}/index.md"), &text)
    };
    folders.iter().map(index).collect()
}

/// A day as a moment (5.2).
fn moment(day: &str) -> String {
    if day.contains('T') { day.to_owned() } else { format!("{day}T00:00:00Z") }
}
