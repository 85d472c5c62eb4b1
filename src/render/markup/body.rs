//! Blocks and inlines → HTML, as tight as the minifier would make it.

mod division;
mod single;
mod term;

pub(crate) use division::searched_line;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::notes::Notes;
use super::raw::Raw;
use crate::base::escape::{escape, escape_into};
use crate::base::ids::{GroupIndex, PageId, SourceId};
use crate::base::link::{is_allowed, is_external};
use crate::base::percent::encode_braces;
use crate::base::span::Span;
use crate::parse::markdown::{Align, Block, Heading, LinkTarget, ListItem, Mark, Table};
use crate::parse::topic::document::{Disagreement, Event, Inline, Text};
use crate::parse::topic::{CitationGroup, Page};
use crate::read::words::ThemeWords;
use crate::site::links::{ResolvedLink, resolve};
use crate::site::{Site, short_name};
use crate::verify::State;

use term::TermLink;

/// How wide images are: as wide as the text, or as the screen.
const SIZES: &str = "(min-width: 38rem) 34rem, 100vw";

/// Where a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// On its own page: mentions and statements have their ids.
    Home,
    /// In a list on another page: markers lead to the notes of its own page.
    Elsewhere,
    /// In a feed: as on its own page, with absolute addresses and without smaller versions of images, since
    /// readers of feeds fetch the image itself.
    Feed,
}

/// Writes the text of one page.
pub struct BodyWriter<'a> {
    site: &'a Site,
    page: &'a Page,
    index: PageId,
    notes: &'a Notes,
    words: &'a ThemeWords,
    place: Placement,
    out: String,
    raw: Raw,
    tables: usize,
    /// Images so far.
    images: usize,
    /// The entries of the page's timelines by the place of their list item; made for the first timeline.
    events: OnceCell<BTreeMap<Span, &'a Event>>,
    /// The page's disagreements by their ids; made for the first one.
    disagreements: OnceCell<BTreeMap<&'a str, &'a Disagreement>>,
    /// The sections that cite a single source, by the ids of their headings; made for the first heading.
    single: OnceCell<BTreeMap<&'a str, SourceId>>,
    /// The terms that have not occurred yet, where terms are links.
    terms: Vec<TermLink<'a>>,
    /// How many elements are open in which no term becomes a link.
    without_terms: usize,
}

impl<'a> BodyWriter<'a> {
    /// A writer for page `index` of the site.
    #[must_use]
    pub fn new(
        site: &'a Site,
        index: PageId,
        notes: &'a Notes,
        words: &'a ThemeWords,
        place: Placement,
    ) -> Self {
        let page = &site.pages[index];
        let base = (place == Placement::Feed).then(|| site.addresses.absolute(&page.folder));
        Self {
            site,
            page,
            index,
            notes,
            words,
            place,
            out: String::with_capacity(8 << 10),
            raw: Raw::new(base.as_deref()),
            tables: 0,
            images: 0,
            events: OnceCell::new(),
            disagreements: OnceCell::new(),
            single: OnceCell::new(),
            terms: Vec::new(),
            without_terms: 0,
        }
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// The HTML of some blocks.
    #[must_use]
    pub fn blocks_html(mut self, blocks: &[Block<Text>]) -> String {
        self.blocks(blocks);
        self.finish()
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn write(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }

    /// Writes blocks.
    pub fn blocks(&mut self, blocks: &[Block<Text>]) {
        let level = self.raw.enter();
        for block in blocks {
            self.block(block);
        }
        self.raw.leave(level, &mut self.out);
    }

    fn block(&mut self, block: &Block<Text>) {
        match block {
            Block::Paragraph(text) => self.paragraph(text),
            Block::Heading(heading) => self.heading(heading),
            Block::Quote { alert: None, blocks, .. } => {
                self.without_terms += 1;
                self.enclosed("<blockquote>", blocks, "</blockquote>");
                self.without_terms -= 1;
            }
            Block::Quote { alert: Some(alert), blocks, .. } => {
                let name = alert.name();
                let title = escape(self.words.get(&format!("alert_{name}"))).into_owned();
                self.write(format_args!(
                    "<div role=\"note\" class=\"alert alert-{name}\"><p class=\"alert-title\">{title}</p>"
                ));
                self.blocks(blocks);
                self.push("</div>");
            }
            Block::List { start, items, .. } => self.list(*start, items),
            Block::Code { info, text, .. } => self.code(info, text),
            Block::Table(table) => self.table(table),
            Block::Rule => self.push("<hr>"),
            Block::Html { text, .. } if self.page.front.raw_html => self.raw.piece(text, &mut self.out),
            Block::Html { text, .. } => self.write(format_args!("<p>{}</p>", escape(text.trim()))),
            Block::Division(division) => self.division(division),
            Block::NoteDefinition { .. } => {}
        }
    }

    fn enclosed(&mut self, open: &str, blocks: &[Block<Text>], close: &str) {
        self.push(open);
        self.blocks(blocks);
        self.push(close);
    }

    fn paragraph(&mut self, text: &Text) {
        if let [Inline::Image(_)] = text.as_slice() {
            self.push("<figure>");
            self.inlines(text);
            self.push("</figure>");
            return;
        }
        self.push("<p>");
        self.inlines(text);
        self.push("</p>");
    }

    fn heading(&mut self, heading: &Heading<Text>) {
        let level = heading.level.clamp(2, 6);
        let id = heading.id.as_deref().unwrap_or_default();
        self.write(format_args!("<h{level} id=\"{}\"", escape(id)));
        if !heading.classes.is_empty() {
            let classes = heading.classes.join(" ");
            self.write(format_args!(" class=\"{}\"", escape(&classes)));
        }
        self.push(">");
        self.without_terms += 1;
        self.inlines(&heading.flow);
        self.without_terms -= 1;
        self.write(format_args!("</h{level}>"));
        // Beside the heading, so that it is not part of its name, and without text of its own, so that programs that
        // take the text of a page do not find it there. Readers of feeds have no use for it.
        if self.place != Placement::Feed {
            let label = escape(self.words.get("permalink")).into_owned();
            let href = self.fragment(id);
            self.write(format_args!(
                "<a class=\"permalink\" href=\"{}\" aria-label=\"{label}\"></a>",
                escape(&href)
            ));
        }
        if level == 2 && self.site.config.says_single_source && self.place == Placement::Home {
            self.single_source(id);
        }
    }

    fn list(&mut self, start: Option<u64>, items: &[ListItem<Text>]) {
        match start {
            None => self.push("<ul>"),
            Some(1) => self.push("<ol>"),
            Some(number) => self.write(format_args!("<ol start=\"{number}\">")),
        }
        for item in items {
            self.push("<li>");
            self.item(item);
            self.push("</li>");
        }
        self.push(if start.is_some() { "</ol>" } else { "</ul>" });
    }

    /// An item; a lone paragraph stands without its tags.
    fn item(&mut self, item: &ListItem<Text>) {
        let paragraphs = item.blocks.iter().filter(|block| matches!(block, Block::Paragraph(_))).count();
        // As text: programs that take the text out of a page leave out whatever belongs to a form.
        if let Some(done) = item.task {
            self.push(if done { "☑ " } else { "☐ " });
        }
        for (index, block) in item.blocks.iter().enumerate() {
            match block {
                Block::Paragraph(text) if index == 0 && paragraphs == 1 => self.inlines(text),
                block => self.block(block),
            }
        }
    }

    fn code(&mut self, info: &str, text: &str) {
        let language: String = info
            .split([' ', ',', '{'])
            .next()
            .unwrap_or_default()
            .chars()
            .filter(|c| c.is_alphanumeric() || "-_+#".contains(*c))
            .collect();
        self.push("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.write(format_args!(" class=\"language-{}\"", escape(&language)));
        }
        self.write(format_args!(">{}</code></pre>", escape(text)));
    }

    /// A table in a box that scrolls. The box is no `div`: programs that take the text out of a page leave out one that
    /// holds as deep a structure among paragraphs (newspaper4k).
    fn table(&mut self, table: &Table<Text>) {
        self.tables += 1;
        let label = format!("{} {}", escape(self.words.get("table_region")), self.tables);
        self.write(format_args!(
            "<section class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"{label}\"><table><thead><tr>"
        ));
        for (column, cell) in table.head.iter().enumerate() {
            self.cell("th scope=\"col\"", "th", table, column, cell);
        }
        self.push("</tr></thead><tbody>");
        for row in &table.rows {
            self.push("<tr>");
            for (column, cell) in row.iter().enumerate() {
                self.cell("td", "td", table, column, cell);
            }
            self.push("</tr>");
        }
        self.push("</tbody></table></section>");
    }

    fn cell(&mut self, open: &str, close: &str, table: &Table<Text>, column: usize, cell: &Text) {
        let class = match table.alignments.get(column) {
            Some(Align::Left) => " class=\"left\"",
            Some(Align::Center) => " class=\"center\"",
            Some(Align::Right) => " class=\"right\"",
            _ => "",
        };
        self.write(format_args!("<{open}{class}>"));
        self.inlines(cell);
        self.write(format_args!("</{close}>"));
    }

    /// The HTML of some inlines.
    #[must_use]
    pub fn inlines_html(mut self, text: &Text) -> String {
        self.inlines(text);
        self.finish()
    }

    /// The HTML of a list item.
    #[must_use]
    pub fn item_html(mut self, item: &ListItem<Text>) -> String {
        self.item(item);
        self.finish()
    }

    fn inlines(&mut self, text: &Text) {
        let marks_claims = self.has_own_ids();
        let level = self.raw.enter();
        for inline in text {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Code(code) => self.write(format_args!("<code>{}</code>", escape(code))),
                Inline::Html(html) => {
                    self.author_link(html);
                    self.raw.piece(html, &mut self.out);
                }
                Inline::HardBreak => self.push("<br>"),
                Inline::Image(image) => self.image(&image.url, &image.title, &image.alt),
                Inline::Open(mark) => self.open(mark),
                Inline::Close(mark) => self.close(mark),
                Inline::Cite(group) => self.cite(*group),
                Inline::NoteRef(reference) => self.note_ref(*reference),
                Inline::ClaimOpen(group) if marks_claims => {
                    let id = &self.page.document.groups[*group].claim.id;
                    self.write(format_args!("<span class=\"claim\" id=\"{id}\">"));
                }
                Inline::ClaimClose if marks_claims => self.push("</span>"),
                Inline::ClaimOpen(_) | Inline::ClaimClose => {}
            }
        }
        self.raw.leave(level, &mut self.out);
    }

    /// Where a link leads from the place where the text is shown.
    fn href(&self, link: ResolvedLink) -> String {
        match link {
            // Also where the rule `link-scheme` is turned off.
            ResolvedLink::External(url) if !is_allowed(&url) => self.fragment(""),
            ResolvedLink::External(url) => encode_braces(&url).into_owned(),
            ResolvedLink::Internal(path) if self.place == Placement::Feed => {
                self.site.addresses.absolute_path(&path)
            }
            ResolvedLink::Internal(path) => path,
            ResolvedLink::Fragment(id) => self.fragment(&id),
            ResolvedLink::Broken(..) => self.fragment(""),
        }
    }

    /// Whether the text stands by itself: mentions and statements have their ids.
    fn has_own_ids(&self) -> bool {
        self.place != Placement::Elsewhere
    }

    /// The address of an element of this page.
    fn fragment(&self, id: &str) -> String {
        let addresses = &self.site.addresses;
        match self.place {
            Placement::Home => format!("#{id}"),
            Placement::Elsewhere => format!("{}#{id}", addresses.path(&self.page.folder)),
            Placement::Feed => format!("{}#{id}", addresses.absolute(&self.page.folder)),
        }
    }

    fn open(&mut self, mark: &Mark) {
        match mark {
            Mark::Emphasis => self.push("<em>"),
            Mark::Strong => self.push("<strong>"),
            Mark::Strike => self.push("<del>"),
            Mark::Link(target) => {
                self.without_terms += 1;
                let LinkTarget { url, title } = &**target;
                let href = self.href(resolve(self.site, self.page, url));
                self.write(format_args!("<a href=\"{}\"", escape(&href)));
                if !title.is_empty() {
                    self.write(format_args!(" title=\"{}\"", escape(title)));
                }
                if is_external(url) && !url.starts_with("mailto:") && !url.starts_with("tel:") {
                    self.push(" rel=\"noopener noreferrer\"");
                }
                self.push(">");
            }
        }
    }

    fn close(&mut self, mark: &Mark) {
        self.push(match mark {
            Mark::Emphasis => "</em>",
            Mark::Strong => "</strong>",
            Mark::Strike => "</del>",
            Mark::Link(_) => "</a>",
        });
        if matches!(mark, Mark::Link(_)) {
            self.without_terms = self.without_terms.saturating_sub(1);
        }
    }

    /// An image with its size, so that nothing moves when it comes, and its smaller versions. All but the
    /// first of a page are fetched when they are about to be seen.
    fn image(&mut self, url: &str, title: &str, alt: &str) {
        let link = resolve(self.site, self.page, url);
        let facts = match &link {
            ResolvedLink::Internal(path) => self.site.picture_at(path),
            _ => None,
        };
        let src = self.href(link);
        self.write(format_args!("<img src=\"{}\" alt=\"{}\"", escape(&src), escape(alt)));
        if let Some(facts) = facts {
            self.write(format_args!(" width=\"{}\" height=\"{}\"", facts.width, facts.height));
            let addresses = &self.site.addresses;
            let version = |width: u32| format!("{} {width}w", addresses.file(&facts.version(width)));
            let mut versions: Vec<String> = facts.widths().into_iter().map(version).collect();
            if facts.is_its_own_version() {
                versions.push(format!("{src} {}w", facts.width));
            }
            if !versions.is_empty() && self.place != Placement::Feed {
                let versions = versions.join(", ");
                self.write(format_args!(" srcset=\"{}\" sizes=\"{SIZES}\"", escape(&versions)));
            }
        }
        if self.images > 0 {
            self.push(" loading=\"lazy\"");
        }
        self.images += 1;
        self.push(" decoding=\"async\"");
        if !title.is_empty() {
            self.write(format_args!(" title=\"{}\"", escape(title)));
        }
        self.push(">");
    }

    /// The markers of a group, with a literal comma between them.
    fn cite(&mut self, index: GroupIndex) {
        let group: &CitationGroup = &self.page.document.groups[index];
        if group.is_narrative
            && let Some(check) = self.site.checks[self.index].groups[index].first()
        {
            let name = check
                .source
                .map_or_else(|| format!("@{}", group.cites[0].key), |source| short_name(self.site, source));
            let meta = check.source.map(|source| &self.site.sources[source].meta);
            let is_title = meta.is_some_and(|meta| {
                meta.authors.is_empty() && meta.publisher.is_none() && meta.title.is_some()
            });
            let (open, close) = if is_title { ("<cite>", "</cite>") } else { ("", "") };
            self.write(format_args!("{open}{}{close}", escape(&name)));
        }
        let states: Vec<State> =
            self.site.checks[self.index].groups[index].iter().map(|check| check.state).collect();
        self.push("<sup class=\"cite\">");
        if self.has_own_ids() && !self.is_marked(index) {
            let id = &group.claim.id;
            self.write(format_args!("<span id=\"{id}\"></span>"));
        }
        let mut is_first = true;
        for ((marker, state), cite) in self.notes.markers[index].iter().zip(states).zip(&group.cites) {
            let Some(marker) = marker else {
                // A source that is not there has no note; where that is only a warning, the page says so.
                let words = escape(&self.words.fill("source_unverified", &[("key", &cite.key)])).into_owned();
                let comma = if std::mem::take(&mut is_first) { "" } else { "," };
                self.write(format_args!("{comma}<span data-v=\"unverified\">{words}</span>"));
                continue;
            };
            let item = &self.notes.entries[marker.entry].items[marker.item];
            let is_unverified = matches!(state, State::Unverified(_));
            let (name, doubt) = if is_unverified { ("note_unverified", "?") } else { ("note", "") };
            let label = escape(&self.words.fill(name, &[("label", &item.label)])).into_owned();
            if !std::mem::take(&mut is_first) {
                self.push(",");
            }
            self.push("<a");
            if self.has_own_ids() {
                self.write(format_args!(" id=\"{}\"", item.mention_id(marker.mention)));
            }
            let href = self.fragment(&item.id);
            self.write(format_args!(" href=\"{href}\""));
            self.write(format_args!(
                " role=\"doc-noteref\" data-v=\"{}\" aria-label=\"{label}\">{}{doubt}</a>",
                state.name().as_str(),
                item.label
            ));
        }
        self.push("</sup>");
    }

    /// Whether the statement of a group is marked in the text, and so has its id there.
    fn is_marked(&self, group: GroupIndex) -> bool {
        self.page.document.marked.contains(&group)
    }

    fn note_ref(&mut self, reference: usize) {
        let Some(&note) = self.page.document.note_refs.get(reference) else { return };
        let number = note + 1;
        let label = escape(&self.words.fill("author_note", &[("label", &number.to_string())])).into_owned();
        let id = match self.has_own_ids() {
            true => format!(" id=\"{}\"", note_ref_id(reference)),
            false => String::new(),
        };
        let href = self.fragment(&note_id(&self.page.document.notes[note].label));
        self.write(format_args!("<sup class=\"fnref\"><a{id} href=\"{href}\" role=\"doc-noteref\" aria-label=\"{label}\">†{number}</a></sup>"));
    }
}

/// The id of an author's note.
#[must_use]
pub fn note_id(label: &str) -> String {
    let part: String = label
        .chars()
        .map(|letter| if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '-' })
        .collect();
    format!("fn-{part}")
}

/// The id of a reference to an author's note.
#[must_use]
pub fn note_ref_id(reference: usize) -> String {
    format!("fr-{}", reference + 1)
}
