//! The view of a page written in Markdown.

use super::maker::{Maker, Output, View};
use super::{
    AuthorNote, Backlink, ContentsEntry, CorrectionView, NavLink, Note, NoteItem, PageHead, PageType,
    PagingView, SocialCard, TopicCard, TopicView, json_ld, paging,
};
use crate::base::FileChanged;
use crate::base::address;
use crate::base::author::AuthorName;
use crate::base::date::Edtf;
use crate::base::escape::escape;
use crate::base::ids::{PageId, SourceId};
use crate::base::spaces::count_words;
use crate::base::span::{Span, Spanned};
use crate::parse::topic::document::{HeadingFact, blocks_text};
use crate::parse::topic::{Body, Page, PageKind};
use crate::render::markup::body::{BodyWriter, Placement as Where, note_id, note_ref_id};
use crate::render::markup::notes::{NotedPassage, Notes, marked_html};
use crate::render::picture::card::{Card as Picture, SIZE};
use crate::site::{Site, paging as numbered, with_source_names};

pub(super) fn make(maker: &Maker<'_>, index: PageId) -> Result<Output, FileChanged> {
    let page = &maker.site.pages[index];
    let notes = maker.notes(index);
    let mut writer = BodyWriter::new(maker.site, index, &notes, maker.words, Where::Home).with_terms();
    let body = maker.body(index)?;
    writer.blocks(&body.blocks);
    let body_html = writer.finish();
    let (previous, next) = match page.kind {
        PageKind::Topic => maker.site.neighbours(index),
        _ => (None, None),
    };
    let view = TopicView {
        as_of: as_of(maker, index).map(|date| maker.date(date)),
        reading_minutes: (page.kind == PageKind::Topic).then(|| reading_minutes(&body)),
        terms: terms(maker, index),
        check: maker.check_line(index),
        contents: contents(maker.site, &page.document.headings),
        body_html,
        notes: note_views(maker, &notes),
        author_notes: author_notes(maker, index, &notes, &body),
        corrections: corrections(maker, index),
        previous: previous.map(|page| maker.page_link(page)),
        next: next.map(|page| maker.page_link(page)),
        children: children(maker, index, 1),
        paging: paging_of(maker, index, 1),
        cite_as: cite_as(maker, index),
        extra: page.front.extra.clone(),
    };
    let template = template(page);
    let file =
        if page.folder.is_empty() { "index.html".to_owned() } else { format!("{}/index.html", page.folder) };
    Ok(Output {
        file,
        template: template.value,
        template_span: template.span,
        origin: page.path.clone(),
        head: head(maker, index, &notes),
        has_raw_html: page.front.raw_html,
        view: View::Topic(Box::new(view)),
    })
}

/// The day up to which a page holds: the one that it states, else the date of the newest source that it cites, where
/// the site asks for that.
fn as_of<'m>(maker: &'m Maker<'_>, index: PageId) -> Option<&'m Edtf> {
    let site = maker.site;
    let stated = site.pages[index].front.as_of.as_ref();
    if stated.is_some() || !site.config.has_as_of_sources {
        return stated;
    }
    let cited = site.checks[index].groups.iter().flatten().filter_map(|check| check.source);
    cited.filter_map(|source| site.sources[source].meta.date.as_ref()).max_by(|one, other| one.order(other))
}

/// How long a text takes to read: adults read about 238 words of non-fiction in a minute (Brysbaert 2019, “How many
/// words do we read per minute?”), and about 260 characters of Chinese or Japanese.
fn reading_minutes(body: &Body) -> usize {
    let (mut words, mut characters) = (0, 0);
    blocks_text(&body.blocks, &mut |text, _| {
        let written_without_spaces =
            |letter: &char| matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        // Those of three bytes begin with one of these or a greater one.
        if text.bytes().any(|byte| byte >= 0xe3) {
            characters += text.chars().filter(written_without_spaces).count();
            let pieces = text.split(|letter: char| letter.is_whitespace() || written_without_spaces(&letter));
            words += pieces.filter(|piece| piece.contains(char::is_alphanumeric)).count();
        } else {
            words += count_words(text);
        }
    });
    (words * 260 + characters * 238).div_ceil(238 * 260).max(1)
}

/// The template that the page names, or that of its kind.
fn template(page: &Page) -> Spanned<String> {
    let of_kind = || Spanned::new(format!("{}.html", PageType::from(page.kind).name()), Span::default());
    page.front.template.clone().unwrap_or_else(of_kind)
}

/// Page `number` of the pages of a section: the list, and nothing that the first page says besides.
pub(super) fn further(maker: &Maker<'_>, index: PageId, number: usize) -> Output {
    let page = &maker.site.pages[index];
    let folder = numbered::folder(&page.folder, number);
    let title = paging::title(maker, &page.front.title, number);
    let view = TopicView {
        children: children(maker, index, number),
        paging: paging_of(maker, index, number),
        extra: page.front.extra.clone(),
        ..TopicView::default()
    };
    let head = PageHead {
        head_title: format!("{title} – {}", maker.about().title),
        title,
        url: maker.url(&folder),
        canonical: maker.site.addresses.absolute(&folder),
        breadcrumbs: maker.breadcrumbs(&folder),
        markdown_url: None,
        embed_url: None,
        json_ld_html: None,
        ..head(maker, index, &Notes::default())
    };
    let template = template(page);
    Output {
        file: format!("{folder}/index.html"),
        template: template.value,
        template_span: template.span,
        origin: page.path.clone(),
        head,
        has_raw_html: false,
        view: View::Topic(Box::new(view)),
    }
}

/// The pages of a section on page `number` of their list.
fn children(maker: &Maker<'_>, index: PageId, number: usize) -> Vec<TopicCard> {
    let shown = numbered::rows(&maker.site.children[index], numbered::MOST_ENTRIES, number);
    shown.iter().map(|&child| maker.card(child)).collect()
}

fn paging_of(maker: &Maker<'_>, index: PageId, number: usize) -> Option<PagingView> {
    let folder = &maker.site.pages[index].folder;
    paging::view(maker, folder, number, maker.site.addresses.pages_of(folder))
}

fn head(maker: &Maker<'_>, index: PageId, notes: &Notes) -> PageHead {
    let page = &maker.site.pages[index];
    let config = &maker.site.config;
    let head_title = if page.kind == PageKind::Home && page.front.title == maker.about().title {
        page.front.title.clone()
    } else {
        format!("{} – {}", page.front.title, maker.about().title)
    };
    let authors = if page.front.authors.is_empty() { &config.authors } else { &page.front.authors };
    PageHead {
        kind: page.kind.into(),
        title: page.front.title.clone(),
        head_title,
        description: page.front.description.clone(),
        url: maker.url(&page.folder),
        canonical: maker.site.addresses.absolute(&page.folder),
        language: maker.words.language.clone(),
        card: maker.card_of(index).map(|card| social_card(maker, index, &card)),
        author_urls: authors.iter().filter_map(|name| config.author_page(name).cloned()).collect(),
        author_names: authors.iter().map(|name| super::display_name(name)).collect(),
        creators: authors.iter().filter(|name| !is_organization(name)).cloned().collect(),
        authors: authors.clone(),
        alternates: Vec::new(),
        in_languages: Vec::new(),
        date: page.front.date.as_ref().map(|date| maker.date(date)),
        updated: updated(maker, index).map(|date| maker.date(date)),
        markdown_url: config
            .outputs
            .markdown
            .then(|| format!("{}index.md", maker.site.addresses.path(&page.folder))),
        embed_url: maker.embed_folder_url(index),
        json_ld_html: Some(json_ld::article(maker, index, notes)),
        breadcrumbs: if page.kind == PageKind::Home { Vec::new() } else { maker.breadcrumbs(&page.folder) },
        noindex: page.front.is_draft,
        draft: page.front.is_draft,
    }
}

/// When a page changed last: a topic as it says itself, a page that lists others with the newest of them.
fn updated<'a>(maker: &Maker<'a>, index: PageId) -> Option<&'a Edtf> {
    match maker.site.pages[index].kind {
        PageKind::Topic => maker.site.pages[index].front.updated.as_ref(),
        PageKind::Section => maker.newest_below(index),
        PageKind::Home => maker.newest(maker.pages()),
    }
}

/// Whether a name is said to be that of an organisation: `{The Record Society}`.
fn is_organization(name: &str) -> bool {
    matches!(AuthorName::parse(name), Some(AuthorName::Organization(_)))
}

fn social_card(maker: &Maker<'_>, index: PageId, card: &Picture) -> SocialCard {
    let title = &maker.site.pages[index].front.title;
    // A title that ends a sentence needs no full stop.
    let stop = if title.ends_with(['.', '?', '!', '…', '。', '؟']) { "" } else { "." };
    let check = maker.check_line(index).map_or(String::new(), |check| format!("{stop} {}", check.text));
    SocialCard {
        url: format!("{}{}", maker.site.addresses.base_url, card.file()),
        width: SIZE.0,
        height: SIZE.1,
        alt: format!("{title}{check}"),
    }
}

fn terms(maker: &Maker<'_>, index: PageId) -> Vec<NavLink> {
    let front = &maker.site.pages[index].front;
    front
        .terms
        .iter()
        .flat_map(|(taxonomy, names)| names.iter().map(move |name| (taxonomy, name)))
        .map(|(taxonomy, name)| NavLink {
            title: name.value.clone(),
            url: maker.path(&format!("{taxonomy}/{}", address::slug(name))),
        })
        .collect()
}

/// Headings as a tree; levels that are skipped do not make empty entries.
fn contents(site: &Site, headings: &[HeadingFact]) -> Vec<ContentsEntry> {
    let mut roots: Vec<ContentsEntry> = Vec::new();
    for heading in headings {
        let entry = ContentsEntry {
            id: heading.id.clone(),
            title: with_source_names(site, &heading.title, heading.with_keys.as_deref()).into_owned(),
            level: heading.level.max(2),
            children: Vec::new(),
        };
        let mut list = &mut roots;
        while list.last().is_some_and(|last| last.level < entry.level) {
            let last = list.len() - 1;
            list = &mut list[last].children;
        }
        list.push(entry);
    }
    roots
}

fn note_views(maker: &Maker<'_>, notes: &Notes) -> Vec<Note> {
    notes
        .entries
        .iter()
        .map(|entry| Note {
            id: entry.id.clone(),
            number: entry.number,
            source: maker.source_ref(entry.source),
            items: entry.items.iter().map(|item| note_item(maker, entry.source, item)).collect(),
        })
        .collect()
}

fn note_item(maker: &Maker<'_>, source: SourceId, item: &NotedPassage) -> NoteItem {
    let place = &item.place;
    let backlinks = (1..=item.mentions)
        .map(|number| Backlink {
            number,
            url: format!("#{}", item.mention_id(number)),
            label: maker.words.fill("back_to", &[("n", &number.to_string()), ("label", &item.label)]),
        })
        .collect();
    NoteItem {
        id: item.id.clone(),
        label: item.label.clone(),
        state: maker.state_of(source, place.state),
        passages: place.passages.iter().filter_map(|place| maker.passage(source, place)).collect(),
        quoted: place.quoted.clone(),
        lacks_words: place.lacks_words,
        locator_html: place.locator.as_deref().map(|locator| match &place.link {
            Some(link) => format!("<a href=\"{}\">{}</a>", escape(link), marked_html(locator)),
            None => marked_html(locator),
        }),
        remark_html: place.remark.as_deref().map(marked_html),
        backlinks,
    }
}

fn author_notes(maker: &Maker<'_>, index: PageId, notes: &Notes, body: &Body) -> Vec<AuthorNote> {
    let document = &maker.site.pages[index].document;
    let mut references: Vec<Vec<usize>> = vec![Vec::new(); document.notes.len()];
    for (reference, &note) in document.note_refs.iter().enumerate() {
        if let Some(references) = references.get_mut(note) {
            references.push(reference);
        }
    }
    let views = document.notes.iter().zip(&body.notes).enumerate().map(|(note, (fact, blocks))| {
        let backlinks = references[note]
            .iter()
            .enumerate()
            .map(|(mention, &reference)| Backlink {
                number: mention + 1,
                url: format!("#{}", note_ref_id(reference)),
                label: maker.words.fill(
                    "back_to_author",
                    &[("n", &(mention + 1).to_string()), ("label", &(note + 1).to_string())],
                ),
            })
            .collect();
        let writer = BodyWriter::new(maker.site, index, notes, maker.words, Where::Home);
        AuthorNote {
            id: note_id(&fact.label),
            label: format!("†{}", note + 1),
            body_html: writer.blocks_html(blocks),
            backlinks,
        }
    });
    views.collect()
}

/// Corrections of a page; the home page shows the latest of the whole site.
fn corrections(maker: &Maker<'_>, index: PageId) -> Vec<CorrectionView> {
    match maker.site.pages[index].kind {
        PageKind::Home => super::lists::latest_corrections(maker),
        _ => page_corrections(maker, index),
    }
}

fn page_corrections(maker: &Maker<'_>, index: PageId) -> Vec<CorrectionView> {
    let corrections = &maker.site.pages[index].front.corrections;
    corrections
        .iter()
        .enumerate()
        .map(|(number, (date, text))| CorrectionView {
            id: maker.site.pages[index].correction_id(number),
            date: maker.date(date),
            text: text.clone(),
            page: maker.page_link(index),
        })
        .collect()
}

fn cite_as(maker: &Maker<'_>, index: PageId) -> String {
    let page = &maker.site.pages[index];
    let config = &maker.site.config;
    let authors = if page.front.authors.is_empty() { &config.authors } else { &page.front.authors };
    let date = page.front.updated.as_ref().or(page.front.date.as_ref());
    let mut parts: Vec<String> = Vec::new();
    if !authors.is_empty() {
        parts.push(
            authors
                .iter()
                .map(|name| super::display_name(name))
                .collect::<Vec<_>>()
                .join(maker.words.get("list_separator")),
        );
    }
    parts.push(maker.words.fill("quoted", &[("text", &page.front.title)]));
    parts.push(maker.about().title.clone());
    parts.extend(date.map(|date| maker.words.date(date)));
    parts.push(maker.site.addresses.absolute(&page.folder));
    parts.join(", ")
}
