//! Feeds: Atom (RFC 4287) and JSON Feed 1.1 of the topics, Atom of the corrections. There is no clock here:
//! dates are the pages' own.

use serde_json::json;

use crate::base::FileChanged;
use crate::base::date::{Date, Edtf};
use crate::base::escape::escape;
use crate::base::escape::escape_xml as xml;
use crate::base::ids::PageId;
use crate::base::parallel;
use crate::parse::topic::PageKind;
use crate::render::markup::body::{BodyWriter, Placement};
use crate::render::markup::notes::Notes;
use crate::render::view::{Maker, display_name};
use crate::site::Correction;

/// Most entries of a feed.
const MOST: usize = 30;

/// An entry of a feed.
pub(super) struct FeedEntry {
    id: String,
    title: String,
    url: String,
    /// BCP 47 tag, where it is another than the feed's.
    language: Option<String>,
    published: Option<String>,
    updated: String,
    summary: Option<String>,
    /// HTML.
    content: String,
    authors: Vec<String>,
}

/// The newest topics among some pages, with the date of the last change; those without a date are left out.
fn newest<'a>(maker: &Maker<'a>, pages: impl Iterator<Item = PageId>) -> Vec<(PageId, &'a Edtf)> {
    let site = maker.site;
    let last = |page: PageId| {
        let front = &site.pages[page].front;
        front.updated.as_ref().or(front.date.as_ref())
    };
    let mut dated: Vec<(PageId, &Edtf)> = pages
        .filter(|&index| site.pages[index].kind == PageKind::Topic && !site.pages[index].front.is_draft)
        .filter_map(|index| Some((index, last(index)?)))
        .collect();
    dated.sort_by(|a, b| b.1.order(a.1).then_with(|| a.0.cmp(&b.0)));
    dated.truncate(MOST);
    dated
}

/// The newest topics that state a date.
pub(super) fn newest_pages(maker: &Maker<'_>) -> Vec<PageId> {
    newest(maker, PageId::all(maker.site.pages.len())).into_iter().map(|(page, _)| page).collect()
}

/// The newest topics that state a date, with their texts.
pub(super) fn entries(maker: &Maker<'_>) -> Result<Vec<FeedEntry>, FileChanged> {
    let pages = newest(maker, PageId::all(maker.site.pages.len()));
    parallel::try_map(&pages, 1, |&(index, date)| {
        let body = maker.body(index)?;
        let notes = Notes::number(maker.site, index);
        let writer = BodyWriter::new(maker.site, index, &notes, maker.words, Placement::Feed);
        Ok(FeedEntry { content: writer.blocks_html(&body.blocks), ..summary(maker, index, date) })
    })
}

/// The newest topics among some pages, without their texts, which stand in the feed of the site: a page may
/// have many terms.
pub(super) fn summaries(maker: &Maker<'_>, pages: &[PageId]) -> Vec<FeedEntry> {
    newest(maker, pages.iter().copied()).into_iter().map(|(page, date)| summary(maker, page, date)).collect()
}

/// A topic with its description in place of its text.
fn summary(maker: &Maker<'_>, page: PageId, date: &Edtf) -> FeedEntry {
    let front = &maker.site.pages[page].front;
    let url = maker.site.addresses.absolute(&maker.site.pages[page].folder);
    let summary = front.description.clone();
    FeedEntry {
        id: url.clone(),
        title: front.title.clone(),
        url,
        language: foreign(maker, page),
        published: front.date.as_ref().map(|date| timestamp(&date.from)),
        updated: timestamp(&date.from),
        content: format!("<p>{}</p>", escape(summary.as_deref().unwrap_or(&front.title))),
        summary,
        authors: displayed(if front.authors.is_empty() {
            &maker.site.config.authors
        } else {
            &front.authors
        }),
    }
}

/// Names as they are read.
fn displayed(names: &[String]) -> Vec<String> {
    names.iter().map(|name| display_name(name)).collect()
}

/// The language of a page, where it is another than the feed's.
fn foreign(maker: &Maker<'_>, page: PageId) -> Option<String> {
    let language = &maker.site.pages[page].language_code;
    (*language != maker.about().code).then(|| language.clone())
}

/// The newest corrections of published pages, and the pages that were withdrawn.
pub(super) fn corrections(maker: &Maker<'_>) -> Vec<FeedEntry> {
    let pages = &maker.site.pages;
    let is_draft = |correction: &Correction| matches!(correction, Correction::Of(page, _) if pages[*page].front.is_draft);
    let all = maker.site.corrections(maker.language).into_iter();
    all.filter(|correction| !is_draft(correction)).take(MOST).map(|it| correction(maker, it)).collect()
}

fn correction(maker: &Maker<'_>, correction: Correction) -> FeedEntry {
    let site = maker.site;
    let (id, title, text, folder, name) = match correction {
        Correction::Of(page, number) => {
            let page = &site.pages[page];
            let name = page.front.title.clone();
            let title = maker.words.fill("correction_of", &[("title", &name)]);
            (page.correction_id(number), title, &page.front.corrections[number].1, &page.folder, name)
        }
        Correction::Withdrawn(index) => {
            let page = &site.config.withdrawn[index];
            let url = site.addresses.path(&page.folder);
            let title = maker.words.fill("withdrawn_of", &[("url", &url)]);
            (page.id(), title, &page.reason, &page.folder, url)
        }
    };
    let all = site.addresses.absolute(&site.folder_in(maker.language, "corrections"));
    let url = format!("{all}#{id}");
    let link = site.addresses.absolute(folder);
    let content =
        format!("<p>{}</p>\n<p><a href=\"{}\">{}</a></p>", escape(text), escape(&link), escape(&name));
    FeedEntry {
        id: url.clone(),
        title,
        url,
        language: None,
        published: None,
        updated: timestamp(&site.corrected(correction).from),
        summary: Some(text.clone()),
        content,
        authors: Vec::new(),
    }
}

/// RFC 3339; what a date does not state is its first moment in UTC.
fn timestamp(date: &Date) -> String {
    let day = format!("{:04}-{:02}-{:02}", date.year, date.month.unwrap_or(1), date.day.unwrap_or(1));
    let Some(time) = &date.time else { return format!("{day}T00:00:00Z") };
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let clock = if clock.matches(':').count() == 1 { format!("{clock}:00") } else { clock.to_owned() };
    let zone = if zone.is_empty() || zone == "z" { "Z" } else { zone };
    format!("{day}T{clock}{zone}")
}

/// What a feed says of itself.
pub(super) struct About<'a> {
    /// Its title.
    pub(super) title: &'a str,
    /// Folder of the page that shows the same, below that of the language; empty for the home page.
    pub(super) folder: &'a str,
    /// The last change of the site.
    pub(super) last_change: &'a Edtf,
}

/// A feed in Atom. Where it has no entry yet, it is as old as the last change of the site.
pub(super) fn atom(maker: &Maker<'_>, about: &About<'_>, entries: &[FeedEntry]) -> String {
    let config = &maker.site.config;
    let page = maker.site.addresses.absolute(&maker.site.folder_in(maker.language, about.folder));
    let updated = entries.iter().map(|entry| entry.updated.clone()).max();
    let updated = updated.unwrap_or_else(|| timestamp(&about.last_change.from));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<id>{page}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{page}atom.xml\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n<generator uri=\"https://crates.io/crates/ibid\">ibid</generator>\n",
        xml(&maker.about().code),
        xml(about.title),
    );
    if let Some(description) = &maker.about().description {
        out.push_str(&format!("<subtitle>{}</subtitle>\n", xml(description)));
    }
    let fallback = [config.title.clone()];
    let authors = displayed(&config.authors);
    let feed_authors = if authors.is_empty() { &fallback[..] } else { &authors };
    feed_authors
        .iter()
        .for_each(|name| out.push_str(&format!("<author><name>{}</name></author>\n", xml(name))));
    for entry in entries {
        out.push_str(&format!(
            "<entry{}>\n<id>{}</id>\n<title>{}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<updated>{}</updated>\n",
            entry.language.as_ref().map_or(String::new(), |code| format!(" xml:lang=\"{}\"", xml(code))),
            xml(&entry.id),
            xml(&entry.title),
            xml(&entry.url),
            entry.updated
        ));
        if let Some(published) = &entry.published {
            out.push_str(&format!("<published>{published}</published>\n"));
        }
        entry
            .authors
            .iter()
            .for_each(|name| out.push_str(&format!("<author><name>{}</name></author>\n", xml(name))));
        if let Some(summary) = &entry.summary {
            out.push_str(&format!("<summary>{}</summary>\n", xml(summary)));
        }
        out.push_str(&format!(
            "<content type=\"html\" xml:base=\"{}\">{}</content>\n</entry>\n",
            xml(&entry.url),
            xml(&entry.content)
        ));
    }
    out.push_str("</feed>\n");
    out
}

pub(super) fn json(maker: &Maker<'_>, about: &About<'_>, entries: &[FeedEntry]) -> String {
    let config = &maker.site.config;
    let page = maker.site.addresses.absolute(&maker.site.folder_in(maker.language, about.folder));
    let authors = |names: &[String]| names.iter().map(|name| json!({"name": name})).collect::<Vec<_>>();
    let items: Vec<serde_json::Value> = entries
        .iter()
        .map(|entry| {
            let mut item = json!({
                "id": entry.id, "url": entry.url, "title": entry.title, "summary": entry.summary,
                "content_html": entry.content, "date_published": entry.published, "date_modified": entry.updated,
                "authors": authors(&entry.authors), "language": entry.language,
            });
            if let Some(item) = item.as_object_mut() {
                item.retain(|_, value| !value.is_null());
            }
            item
        })
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": page,
        "feed_url": format!("{page}feed.json"),
        "description": maker.about().description,
        "language": maker.about().code,
        "authors": authors(&displayed(&config.authors)),
        "items": items,
    });
    if let Some(feed) = feed.as_object_mut() {
        feed.retain(|_, value| !value.is_null());
    }
    format!("{feed}\n")
}
