//! The page of a source → [`Prose`]: what it states of itself, the passages relied on, and what rests on each.

use super::prose::{Prose, ProseBlock, ProseInline};
use crate::base::FileChanged;
use crate::base::ids::SourceId;
use crate::render::view::{Fact, Job, JobKind, Maker, NavLink, SourcePassage, SourceView, UseView, View};

/// The pages of a source in the maker's language: one, or more where very many statements rest on it.
#[must_use]
pub fn jobs(maker: &Maker<'_>, source: SourceId) -> Vec<Job> {
    let first = Job::new(JobKind::Source(source), maker.language);
    let pages = maker.site.addresses.pages_of(&folder(maker, source)).max(1);
    (1..=pages).map(|number| Job { number, ..first.clone() }).collect()
}

/// The folder of a source's page in the maker's language, below the root of the site.
#[must_use]
pub fn folder(maker: &Maker<'_>, source: SourceId) -> String {
    maker.site.folder_in(maker.language, &maker.site.addresses.sources[source])
}

/// The pages of a source as one tree.
///
/// # Errors
/// Where the file of a page is no longer what its stamp promised.
pub fn compose(maker: &Maker<'_>, source: SourceId) -> Result<Prose, FileChanged> {
    let writer = SourceWriter { maker };
    let mut blocks = Vec::new();
    let (mut passages, mut named, mut links) = (Vec::new(), Vec::new(), Vec::new());
    let mut full_text = Vec::new();
    for job in jobs(maker, source) {
        let View::Source(view) = maker.make(&job)?.view else { continue };
        blocks.extend(writer.facts(&view));
        passages.extend(view.passages.iter().flat_map(|passage| writer.passage(passage, &view)));
        named.extend(view.named.iter().map(|one| writer.statement(one)));
        links.extend(view.disagreements.iter().map(|link| vec![writer.paragraph(vec![writer.link(link)])]));
        let paragraphs = view.full_text.iter().flatten();
        full_text.extend(paragraphs.map(|text| ProseBlock::Paragraph(vec![ProseInline::text(text)])));
    }
    for (word, part) in [
        ("passages_title", passages),
        ("named_title", list(named)),
        ("source_disagreements", list(links)),
        ("full_text_title", full_text),
    ] {
        if !part.is_empty() {
            blocks.push(writer.heading(word));
            blocks.extend(part);
        }
    }
    let folder = folder(maker, source);
    Ok(Prose {
        url: maker.site.addresses.absolute(&folder),
        folder,
        title: maker.parts.sources[source].label.clone(),
        description: None,
        language: maker.words.language.clone(),
        authors: Vec::new(),
        date: None,
        updated: None,
        blocks,
        notes: Vec::new(),
        notes_title: String::new(),
    })
}

/// A list, if there is anything on it.
fn list(items: Vec<Vec<ProseBlock>>) -> Vec<ProseBlock> {
    if items.is_empty() { Vec::new() } else { vec![ProseBlock::List { start: None, items }] }
}

struct SourceWriter<'a> {
    maker: &'a Maker<'a>,
}

impl SourceWriter<'_> {
    fn heading(&self, word: &str) -> ProseBlock {
        let words = vec![ProseInline::text(self.maker.words.get(word))];
        ProseBlock::Heading { level: 2, id: word.to_owned(), words }
    }

    fn paragraph(&self, words: Vec<ProseInline>) -> ProseBlock {
        ProseBlock::Paragraph(words)
    }

    fn link(&self, link: &NavLink) -> ProseInline {
        let url = self.maker.site.addresses.absolute_path(&link.url);
        ProseInline::Link { url, words: vec![ProseInline::text(&link.title)] }
    }

    /// What the capture states, and what the editors say of the source.
    fn facts(&self, view: &SourceView) -> Vec<ProseBlock> {
        let fact = |fact: &Fact| {
            let value = ProseInline::text(fact.value.as_deref()?);
            let value = match &fact.url {
                Some(url) => ProseInline::Link { url: url.clone(), words: vec![value] },
                None => value,
            };
            Some(vec![self.paragraph(vec![ProseInline::Text(format!("{}: ", fact.name)), value])])
        };
        let items: Vec<Vec<ProseBlock>> = view.facts.iter().filter_map(fact).collect();
        let mut blocks = list(items);
        blocks.extend(view.health.iter().map(|text| self.paragraph(vec![ProseInline::text(text)])));
        blocks.extend(view.about.iter().map(|text| ProseBlock::Part {
            title: self.maker.words.get("about_title").to_owned(),
            blocks: vec![self.paragraph(vec![ProseInline::text(text)])],
        }));
        blocks
    }

    /// A passage with the few words around it, where it stands, and the statements that rest on it.
    fn passage(&self, passage: &SourcePassage, view: &SourceView) -> Vec<ProseBlock> {
        let shown = &passage.passage;
        let words = vec![
            ProseInline::text(&shown.before),
            ProseInline::Marked(vec![ProseInline::text(&shown.exact)]),
            ProseInline::text(&shown.after),
        ];
        let place = NavLink { title: shown.paragraph_text.clone(), url: shown.url.clone() };
        let mut blocks = vec![
            ProseBlock::Quote {
                language: Some(view.source.language.clone()).filter(|tag| !tag.is_empty()),
                blocks: vec![self.paragraph(words)],
            },
            self.paragraph(vec![self.link(&place), ProseInline::Text(format!(" · {}", passage.used_by))]),
        ];
        blocks.extend(list(passage.uses.iter().map(|one| self.statement(one)).collect()));
        blocks
    }

    /// A statement that rests on the source, with its page and what was compared.
    fn statement(&self, one: &UseView) -> Vec<ProseBlock> {
        let mut state = format!(" · {}", one.state.text);
        if one.is_partly_quoted {
            state.push_str(&format!(" · {}", self.maker.words.get("partly_quoted")));
        }
        let words = vec![
            ProseInline::Text(format!("{} · ", one.claim)),
            self.link(&one.page),
            ProseInline::Text(state),
        ];
        vec![self.paragraph(words)]
    }
}
