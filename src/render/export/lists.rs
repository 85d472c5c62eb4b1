//! The lists of sources and of quotations → [`Prose`]. The other lists repeat what pages say of themselves, and
//! `claims.json` has it for programs.

use super::prose::{Prose, ProseBlock, ProseInline};
use super::twin::TWIN;
use crate::base::FileChanged;
use crate::base::date::Edtf;
use crate::render::view::{Job, JobKind, Maker, NavLink, SourceRow, SpokenView, View};

/// A list that has a Markdown twin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportedList {
    /// All sources, by type.
    Sources,
    /// All quotations, by speaker.
    Quotations,
}

impl ExportedList {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sources, Self::Quotations];

    /// The folder of the list in the maker's language, below the root of the site.
    #[must_use]
    pub fn folder(self, maker: &Maker<'_>) -> String {
        maker.site.folder_in(maker.language, self.name())
    }

    /// Its title in the maker's language.
    #[must_use]
    pub fn title<'m>(self, maker: &Maker<'m>) -> &'m str {
        maker.words.get(match self {
            Self::Sources => "title_sources",
            Self::Quotations => "title_quotations",
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sources => "sources",
            Self::Quotations => "quotations",
        }
    }

    fn kind(self) -> JobKind {
        match self {
            Self::Sources => JobKind::Sources,
            Self::Quotations => JobKind::Quotations,
        }
    }

    /// The list as one tree, on however many pages it stands.
    ///
    /// # Errors
    /// Where the file of a page is no longer what its stamp promised.
    pub fn compose(self, maker: &Maker<'_>) -> Result<Prose, FileChanged> {
        let folder = self.folder(maker);
        let writer = ListWriter { maker };
        let mut parts: Vec<ListPart> = Vec::new();
        let mut description = None;
        for number in 1..=maker.site.addresses.pages_of(&folder).max(1) {
            let output = maker.make(&Job { number, ..Job::new(self.kind(), maker.language) })?;
            description = description.or(output.head.description);
            let found: Vec<ListPart> = match output.view {
                View::Sources(view) => {
                    let items = |rows: &[SourceRow]| rows.iter().map(|row| writer.source(row)).collect();
                    view.groups.iter().map(|group| (group.name.clone(), items(&group.sources))).collect()
                }
                View::Quotations(view) => {
                    let items = |rows: &[SpokenView]| rows.iter().map(|row| writer.quotation(row)).collect();
                    view.speakers.iter().map(|one| (one.name.clone(), items(&one.quotations))).collect()
                }
                _ => Vec::new(),
            };
            for (title, items) in found {
                // What fills more than one page goes on on the next.
                match parts.last_mut() {
                    Some((last, before)) if *last == title => before.extend(items),
                    _ => parts.push((title, items)),
                }
            }
        }
        let blocks = parts.into_iter().enumerate().flat_map(|(number, (title, items))| {
            let (id, words) = (format!("part-{}", number + 1), vec![ProseInline::text(title)]);
            [ProseBlock::Heading { level: 2, id, words }, ProseBlock::List { start: None, items }]
        });
        Ok(Prose {
            url: maker.site.addresses.absolute(&folder),
            folder,
            title: self.title(maker).to_owned(),
            description,
            language: maker.words.language.clone(),
            authors: Vec::new(),
            date: None,
            updated: maker.newest(maker.pages()).and_then(Edtf::exact_day),
            blocks: blocks.collect(),
            notes: Vec::new(),
            notes_title: String::new(),
        })
    }
}

/// A part of a list: its title and its items.
type ListPart = (String, Vec<Vec<ProseBlock>>);

struct ListWriter<'a> {
    maker: &'a Maker<'a>,
}

impl ListWriter<'_> {
    /// A source, with what it states of itself and how much rests on it. It leads to the twin of its page.
    fn source(&self, row: &SourceRow) -> Vec<ProseBlock> {
        let (source, words) = (&*row.source, self.maker.words);
        let twin = NavLink { title: source.label.clone(), url: format!("{}{TWIN}", source.url) };
        let authors =
            Some(source.authors.join(words.get("list_separator"))).filter(|names| !names.is_empty());
        let date = source.date.as_ref().map(|date| date.text.clone());
        let counts = [("passages", row.passages), ("citations", row.uses)];
        let counts = counts.map(|(word, count)| Some(format!("{}: {count}", words.get(word))));
        let facts = [authors, source.publisher.clone(), date].into_iter().chain(counts).flatten();
        let facts = facts.map(|fact| ProseInline::Text(format!(" · {fact}")));
        vec![ProseBlock::Paragraph(std::iter::once(self.link(&twin)).chain(facts).collect())]
    }

    /// Words that somebody says, with their place, what was compared, and the pages that quote them.
    fn quotation(&self, spoken: &SpokenView) -> Vec<ProseBlock> {
        let words = self.maker.words;
        let place = match &spoken.passage_url {
            Some(url) => {
                let title = format!("{}, {}", spoken.source.title, spoken.paragraph_text);
                NavLink { title, url: url.clone() }
            }
            None => spoken.source.clone(),
        };
        let mut text = vec![
            ProseInline::Text(format!("“{}” · ", spoken.words)),
            self.link(&place),
            ProseInline::Text(format!(" · {} · {} ", spoken.state.text, words.get("quotations_on"))),
        ];
        for (index, page) in spoken.pages.iter().enumerate() {
            if index > 0 {
                text.push(ProseInline::text("; "));
            }
            text.push(self.link(page));
        }
        if !spoken.is_named_by_source {
            text.push(ProseInline::Text(format!(" · {}", words.get("quotations_named_by_page"))));
        }
        vec![ProseBlock::Paragraph(text)]
    }

    fn link(&self, link: &NavLink) -> ProseInline {
        let url = self.maker.site.addresses.absolute_path(&link.url);
        ProseInline::Link { url, words: vec![ProseInline::text(&link.title)] }
    }
}
