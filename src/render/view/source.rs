//! Views of sources.

use super::maker::{Maker, Output, View};
use super::{
    Fact, NavLink, PageType, SourceGroup, SourcePassage, SourceRow, SourceView, SourcesView, UseView, paging,
    schema_org,
};
use crate::base::ids::{CiteId, SourceId};
use crate::base::spaces::single_spaces;
use crate::parse::health::Health;
use crate::parse::source::{Publish, Source};
use crate::render::markup::passage;
use crate::site::{paging as numbered, statement};

/// Folder of the list of all sources, below that of the language.
const LIST: &str = "sources";

/// Page `number` of a source.
pub(super) fn make(maker: &Maker<'_>, index: SourceId, number: usize) -> Output {
    let source = &maker.site.sources[index];
    let links = &maker.site.backlinks[index];
    let passages = links
        .passages_on(number)
        .filter_map(|(place, uses)| {
            Some(SourcePassage {
                id: passage::id(source, place),
                label: maker.words.fill("paragraph_link", &[("n", &place.paragraph.to_string())]),
                passage: maker.passage(index, place)?,
                used_by: maker.words.count("used_by", links.passages[place].len(), &[]),
                uses: uses.iter().map(|&cite| use_view(maker, cite)).collect(),
            })
        })
        .collect();
    let disagreements = numbered::rows(&links.disagreements, numbered::MOST_ROWS, number)
        .iter()
        .map(|id| {
            let page = &maker.site.pages[id.page];
            let (fact, folder) = (&page.document.disagreements[id.index], &page.folder);
            NavLink {
                title: fact.question.clone(),
                url: format!("{}#{}", maker.site.addresses.path(folder), fact.id),
            }
        })
        .collect();
    let full_text = (number == 1 && source.meta.publish == Publish::Full).then(|| {
        let paragraphs = source.text.article_paragraphs().filter(|paragraph| !paragraph.is_trimmed);
        paragraphs.map(|paragraph| single_spaces(&source.text.plain[paragraph.plain.range()])).collect()
    });
    let list = &maker.site.addresses.sources[index];
    let view = SourceView {
        source: maker.source_ref(index),
        facts: if number == 1 { facts(maker, index) } else { Vec::new() },
        about: source.meta.about.as_ref().filter(|_| number == 1).map(|about| about.value.clone()),
        passages,
        named: links.named_on(number).iter().map(|&cite| use_view(maker, cite)).collect(),
        disagreements,
        uses: links.uses,
        hash: source.hash.clone(),
        has_changed: maker.has_changed(index),
        accessed: source.meta.accessed.as_ref().map(|date| maker.date(date)),
        health: (number == 1).then(|| health(maker, source)).flatten(),
        paragraphs: source.text.article_paragraphs().count(),
        trimmed: (number == 1).then(|| trimmed(source)).flatten(),
        full_text,
        paging: paging::of_list(maker, list, number),
    };
    let title = maker.source_label(index);
    let mut output =
        paging::output(maker, (PageType::Source, list), title, number, View::Source(Box::new(view)));
    output.origin.clone_from(&source.path);
    output.head.json_ld_html = Some(quotations(maker, index, number));
    if maker.site.config.outputs.markdown {
        let folder = maker.site.folder_in(maker.language, list);
        output.head.markdown_url = Some(format!("{}index.md", maker.site.addresses.path(&folder)));
    }
    output
}

/// What was seen at the source's address, where it is no longer what the saved text was.
fn health(maker: &Maker<'_>, source: &Source) -> Option<String> {
    let seen = maker.site.health_of(source)?;
    let word = match seen.state {
        Health::Gone => "health_gone",
        Health::WordsGone => "health_words_gone",
        _ => return None,
    };
    Some(maker.words.fill(word, &[("date", &maker.words.date(&seen.day()?))]))
}

/// The numbers of the paragraphs that are trimmed, runs of them in short.
fn trimmed(source: &Source) -> Option<String> {
    let paragraphs = source.text.paragraphs.iter().filter(|paragraph| paragraph.is_trimmed);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for paragraph in paragraphs {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == paragraph.number => *last = paragraph.number,
            _ => runs.push((paragraph.number, paragraph.number)),
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}–{last}") })
        .collect();
    (!runs.is_empty()).then(|| runs.join(", "))
}

/// The passages on page `number`, as schema.org `Quotation`s of the source.
fn quotations(maker: &Maker<'_>, index: SourceId, number: usize) -> String {
    use serde_json::json;
    let source = &maker.site.sources[index];
    let texts: Vec<serde_json::Value> = maker.site.backlinks[index]
        .passages_on(number)
        .filter_map(|(place, _)| passage::shown(maker.site, index, place))
        .map(|shown| json!({"@type": "Quotation", "text": shown.exact}))
        .collect();
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": schema_org::schema_type(&source.meta.kind),
        "@id": schema_org::source_id(maker.site, index),
        "name": source.meta.title,
        "inLanguage": source.meta.language,
        "url": source.meta.url,
        "hasPart": texts,
    });
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    schema_org::script_text(&value)
}

fn use_view(maker: &Maker<'_>, CiteId { page, group, cite }: CiteId) -> UseView {
    let claim = &maker.site.pages[page].document.groups[group].claim;
    let link = NavLink { url: maker.site.claim_path(page, group), ..maker.page_link(page) };
    let check = &maker.site.checks[page].groups[group][cite];
    UseView {
        claim: statement(maker.site, claim).into_owned(),
        language: maker.site.config.languages[maker.site.pages[page].language].code.clone(),
        page: link,
        state: check
            .source
            .map_or_else(|| maker.state(check.state), |source| maker.state_of(source, check.state)),
        is_partly_quoted: check
            .source
            .is_some_and(|source| check.quotes_part_of(&claim.text, &maker.site.sources[source])),
    }
}

fn facts(maker: &Maker<'_>, index: SourceId) -> Vec<Fact> {
    let meta = &maker.site.sources[index].meta;
    let fact =
        |name: &str, value: Option<String>| Fact { name: maker.words.get(name).to_owned(), value, url: None };
    let linked = |name: &str, url: &Option<String>| Fact {
        name: maker.words.get(name).to_owned(),
        value: url.clone(),
        url: url.clone(),
    };
    let authors: Vec<String> = meta.authors.iter().map(|name| super::display_name(name)).collect();
    let mut facts = vec![
        fact("fact_title", meta.title.clone()),
        fact("fact_author", (!authors.is_empty()).then(|| authors.join(maker.words.get("list_separator")))),
        fact("fact_publisher", meta.publisher.clone()),
        fact("fact_date", meta.date.as_ref().map(|date| maker.words.date(date))),
        linked("fact_url", &meta.url),
    ];
    // A document is what a source is if its front matter does not say.
    if meta.about.is_some() && meta.kind != "document" {
        facts.insert(
            0,
            fact("fact_type", Some(type_name(maker, &maker.site.sources[index], true).to_owned())),
        );
    }
    // Of these only what is stated is shown; readers do not expect every source to have them.
    let optional = [
        linked("fact_archive_url", &meta.archive_url),
        fact("fact_accessed", meta.accessed.as_ref().map(|date| maker.words.date(date))),
        fact("fact_origin", meta.origin.clone()),
        fact("fact_language", meta.language.as_deref().map(|code| language_name(maker, code))),
        fact("fact_license", meta.license.clone()),
    ];
    facts.extend(optional.into_iter().filter(|fact| fact.value.is_some()));
    let saved = format!("text_{}", meta.saved.name());
    facts.push(fact("fact_text", Some(maker.words.get(&saved).to_owned())));
    facts
}

/// A language by its name, where the theme has one; else its tag.
fn language_name(maker: &Maker<'_>, tag: &str) -> String {
    let primary = tag.split('-').next().unwrap_or(tag).to_lowercase();
    maker.words.find(&format!("language_{primary}")).unwrap_or(tag).to_owned()
}

/// Page `number` of all sources.
pub(super) fn make_list(maker: &Maker<'_>, number: usize) -> Output {
    let mut sources: Vec<(&str, SourceId)> = SourceId::enumerate(&maker.site.sources)
        .map(|(index, source)| (type_name(maker, source, false), index))
        .collect();
    let label = |index: SourceId| (&maker.parts.sources[index].label, &maker.parts.sources[index].key);
    sources.sort_by(|a, b| (a.0, label(a.1)).cmp(&(b.0, label(b.1))));
    let mut groups: Vec<SourceGroup> = Vec::new();
    for &(name, index) in numbered::rows(&sources, numbered::MOST_ENTRIES, number) {
        let links = &maker.site.backlinks[index];
        let row =
            SourceRow { source: maker.source_ref(index), uses: links.uses, passages: links.passages.len() };
        match groups.last_mut() {
            Some(last) if last.name == name => last.sources.push(row),
            _ => groups.push(SourceGroup { name: name.to_owned(), sources: vec![row] }),
        }
    }
    let paging = paging::of_list(maker, LIST, number);
    let view = View::Sources(SourcesView { groups, total: sources.len(), paging });
    paging::output(maker, (PageType::Sources, LIST), maker.words.get("title_sources"), number, view)
}

/// What kind of source it is, in words for one source or for several.
fn type_name<'w>(maker: &Maker<'w>, source: &Source, is_one: bool) -> &'w str {
    let (words, other) = if is_one { ("type", "type_other") } else { ("types", "types_other") };
    let word = format!("{words}_{}", source.meta.kind.replace('-', "_"));
    maker.words.find(&word).unwrap_or_else(|| maker.words.get(other))
}
