//! The view of each page.

use std::sync::Arc;

use super::parts::date_view;
use super::{
    BodyCache, CheckLine, DateView, LanguageView, NavLink, PageHead, PageType, Parts, PassageView, Shared,
    SiteView, SourceRef, StateView, TopicCard,
};
use crate::base::FileChanged;
use crate::base::date::Edtf;
use crate::base::diagnostic::Diagnostic;
use crate::base::escape::escape;
use crate::base::ids::{LanguageId, PageId, SourceId};
use crate::base::language::direction;
use crate::base::span::Span;
use crate::parse::lock::Lock;
use crate::parse::source::Publish;
use crate::parse::topic::Body;
use crate::read::config::SiteLanguage;
use crate::read::words::ThemeWords;
use crate::render::markup::notes::Notes;
use crate::render::markup::passage::{self, ShownPassage};
use crate::render::picture::card::{self, Card as Picture};
use crate::site::{Site, addresses, paging};
use crate::verify::{Passage, State};

/// A page ready for its template.
#[derive(Clone, Debug)]
pub struct Output {
    /// The file below the output folder.
    pub file: String,
    /// The template.
    pub template: String,
    /// Where its page asks for it; nowhere where it is the kind's own.
    pub template_span: Span,
    /// The file that the page comes from, for findings; the configuration where it comes from many.
    pub origin: String,
    /// What the frame needs.
    pub head: PageHead,
    /// Whether it holds HTML that an author wrote.
    pub has_raw_html: bool,
    /// What the template shows.
    pub view: View,
}

/// The views, one kind per template.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each variant is named after its view")]
pub enum View {
    Topic(Box<super::TopicView>),
    Source(Box<super::SourceView>),
    Sources(super::SourcesView),
    Timeline(super::TimelineView),
    Disagreements(super::DisagreementsView),
    Quotations(super::QuotationsView),
    Evidence(Box<super::EvidenceView>),
    Method(super::MethodView),
    Taxonomy(super::TaxonomyView),
    Term(super::TermView),
    Corrections(super::CorrectionsView),
    Changes(super::ChangesView),
    Search(super::SearchView),
    Withdrawn(super::WithdrawnView),
    NotFound(super::NotFoundView),
    Embed(Box<super::EmbedView>),
}

/// What says in which language the theme's words are, where it is not that of the page.
fn words_attributes(words: &ThemeWords) -> String {
    let primary = |code: &str| code.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    if primary(&words.written_in) == primary(&words.language) {
        return String::new();
    }
    let direction = direction(&words.written_in).name();
    format!(" lang=\"{}\" dir=\"{direction}\"", escape(&words.written_in))
}

/// Makes views of a site in one language.
#[derive(Clone, Copy, Debug)]
pub struct Maker<'a> {
    /// The site.
    pub site: &'a Site,
    /// The recorded hashes of the sources.
    pub lock: &'a Lock,
    /// The warnings with which the site is published, apart from those of rendering.
    pub warnings: &'a [Diagnostic],
    /// The language, as an index of the settings' languages.
    pub language: LanguageId,
    /// The theme's words.
    pub words: &'a ThemeWords,
    /// What many pages show.
    pub parts: &'a Parts,
    /// The bodies of the site's pages.
    pub bodies: &'a BodyCache,
}

impl<'a> Maker<'a> {
    /// The view of the whole site.
    #[must_use]
    pub fn site_view(
        &self,
        css_url: String,
        js_url: String,
        policy: String,
        languages: Vec<LanguageView>,
    ) -> SiteView {
        let config = &self.site.config;
        SiteView {
            title: self.about().title.clone(),
            description: self.about().description.clone(),
            base_url: config.base_url.clone(),
            base_path: self.site.addresses.base_path.clone(),
            home: self.path(""),
            language: self.about().code.clone(),
            direction: direction(&self.about().code),
            words_html: words_attributes(self.words),
            languages,
            authors: config.authors.iter().map(|name| super::display_name(name)).collect(),
            menu: config.menu.iter().filter_map(|entry| self.menu_link(entry)).collect(),
            css_url,
            js_url,
            policy,
            has_icons: self.parts.mark.is_some(),
            license: config.license.clone(),
            has_feeds: self.site.addresses.has_feeds,
            search_url: config.has_search.then(|| self.path(addresses::SEARCH)),
            generator: concat!("ibid ", env!("CARGO_PKG_VERSION")).to_owned(),
            states: self.parts.named_states.clone(),
            extra: config.extra.clone(),
        }
    }

    /// What the settings say of this language.
    #[must_use]
    pub fn about(&self) -> &'a SiteLanguage {
        &self.site.config.languages[self.language]
    }

    /// Whether the text of a source is another than the accepted one.
    pub(super) fn has_changed(&self, source: SourceId) -> bool {
        self.lock.has_changed(&self.site.sources[source])
    }

    /// The pages of this language.
    pub(crate) fn pages(&self) -> impl Iterator<Item = PageId> + '_ {
        PageId::all(self.site.pages.len()).filter(|&page| self.site.pages[page].language == self.language)
    }

    /// The newest change or publication that some pages state.
    pub(crate) fn newest(&self, pages: impl Iterator<Item = PageId>) -> Option<&'a Edtf> {
        let site = self.site;
        let dates = pages.filter(|&page| !site.pages[page].front.is_draft).filter_map(|page| {
            let front = &site.pages[page].front;
            front.updated.as_ref().or(front.date.as_ref())
        });
        dates.max_by(|one, other| one.order(other))
    }

    /// The newest change or publication that a page or one of its children states.
    pub(crate) fn newest_below(&self, page: PageId) -> Option<&'a Edtf> {
        self.newest(std::iter::once(page).chain(self.site.children[page].iter().copied()))
    }

    /// The address of a folder below that of this language.
    #[must_use]
    pub fn path(&self, folder: &str) -> String {
        self.site.addresses.path(&self.site.folder_in(self.language, folder))
    }

    /// The body of a page.
    pub(crate) fn body(&self, page: PageId) -> Result<Arc<Body>, FileChanged> {
        self.bodies.get(&self.site.pages[page])
    }

    /// The head of a page that ibid makes.
    pub(super) fn generated_head(&self, kind: PageType, folder: &str, title: String) -> PageHead {
        let folder = &self.site.folder_in(self.language, folder);
        let description = match kind {
            PageType::Sources => Some(self.words.count("sources_intro", self.site.sources.len(), &[])),
            PageType::Method => self.words.find("method_lede").map(str::to_owned),
            PageType::NotFound => self.words.find("not_found_text").map(str::to_owned),
            kind => {
                let intro = self.words.find(&format!("{}_intro", kind.name()));
                intro.map(|text| self.fill_title(text, &title))
            }
        };
        // The newest change of what it gathers. A list's further pages and the method state none.
        let gathers = match kind {
            PageType::Sources | PageType::Timeline | PageType::Disagreements => true,
            PageType::Quotations | PageType::Corrections | PageType::Taxonomy => true,
            PageType::Evidence => *folder == self.site.folder_in(self.language, "evidence"),
            _ => false,
        };
        let updated = gathers.then(|| self.newest(self.pages())).flatten();
        PageHead {
            kind,
            head_title: format!("{title} – {}", self.about().title),
            title,
            description,
            alternates: Vec::new(),
            in_languages: Vec::new(),
            url: self.url(folder),
            canonical: self.site.addresses.absolute(folder),
            language: self.words.language.clone(),
            authors: Vec::new(),
            author_names: Vec::new(),
            creators: Vec::new(),
            author_urls: Vec::new(),
            card: None,
            date: None,
            updated: updated.map(|date| self.date(date)),
            markdown_url: self.markdown_url(kind),
            embed_url: None,
            json_ld_html: None,
            breadcrumbs: self.breadcrumbs(folder),
            noindex: false,
            draft: false,
        }
    }

    /// The address of a list as Markdown, where the site publishes it.
    fn markdown_url(&self, kind: PageType) -> Option<String> {
        let has_twin = matches!(kind, PageType::Sources | PageType::Quotations);
        (self.site.config.outputs.markdown && has_twin).then(|| format!("{}index.md", self.path(kind.name())))
    }

    fn fill_title(&self, text: &str, title: &str) -> String {
        let values = [("title", title), ("site", self.about().title.as_str())];
        crate::read::words::fill(text, values.into_iter())
    }

    /// A generated page in its own folder.
    pub(super) fn generated(&self, kind: PageType, folder: &str, title: String, view: View) -> Output {
        Output {
            file: format!("{}/index.html", self.site.folder_in(self.language, folder)),
            template: format!("{}.html", kind.name()),
            template_span: Span::default(),
            origin: self.site.config.path.clone(),
            head: self.generated_head(kind, folder, title),
            has_raw_html: false,
            view,
        }
    }

    /// The address below the site's root, as `page.url` has it: without the base path, with a slash at both ends.
    pub(super) fn url(&self, folder: &str) -> String {
        let path = self.site.addresses.path(folder);
        format!("/{}", path.strip_prefix(&self.site.addresses.base_path).unwrap_or(&path))
    }

    pub(super) fn breadcrumbs(&self, folder: &str) -> Vec<NavLink> {
        let mut crumbs = vec![NavLink { title: self.about().title.clone(), url: self.path("") }];
        let below = folder.strip_prefix(self.about().prefix.as_str()).unwrap_or(folder);
        let parts: Vec<&str> = below.split('/').collect();
        for end in 1..parts.len() {
            let above = self.site.folder_in(self.language, &parts[..end].join("/"));
            if let Some(&page) = self.site.addresses.by_folder.get(&above) {
                crumbs.push(self.page_link(page));
            } else if self.site.addresses.generated.contains(&above) {
                let name =
                    self.generated_title(above.strip_prefix(self.about().prefix.as_str()).unwrap_or(&above));
                crumbs.push(NavLink { title: name, url: self.site.addresses.path(&above) });
            }
        }
        crumbs
    }

    pub(super) fn generated_title(&self, folder: &str) -> String {
        let reported = folder
            .strip_prefix("evidence/")
            .and_then(|page| self.site.addresses.by_folder.get(&self.site.folder_in(self.language, page)));
        if let Some(&page) = reported {
            return self.site.pages[page].front.title.clone();
        }
        if let Some(source) = self.site.addresses.sources.iter().position(|source| source == folder) {
            let source = SourceId::new(source);
            return self.source_label(source).to_owned();
        }
        let of_term = folder.split_once('/').and_then(|(taxonomy, slug)| {
            self.site.terms_in(self.language).get(taxonomy).and_then(|terms| terms.get(slug))
        });
        if let Some((name, _)) = of_term {
            return name.clone();
        }
        let word = format!("title_{folder}");
        self.words.find(&word).map_or_else(|| self.taxonomy_title(folder), str::to_owned)
    }

    pub(super) fn taxonomy_title(&self, taxonomy: &str) -> String {
        let word = format!("title_taxonomy_{taxonomy}");
        self.words.find(&word).map_or_else(|| taxonomy.to_owned(), str::to_owned)
    }

    pub(super) fn page_link(&self, page: PageId) -> NavLink {
        let page = &self.site.pages[page];
        NavLink { title: page.front.title.clone(), url: self.site.addresses.path(&page.folder) }
    }

    pub(super) fn date(&self, date: &Edtf) -> DateView {
        date_view(self.words, date)
    }

    pub(super) fn state(&self, state: State) -> Shared<StateView> {
        let index = State::ALL.iter().position(|one| *one == state);
        self.parts.states[index.unwrap_or_default()].clone()
    }

    /// The state of a citation of a source. Where no passage may be shown, none is said to match.
    pub(crate) fn state_of(&self, source: SourceId, state: State) -> Shared<StateView> {
        let is_withheld = self.site.sources[source].meta.publish == Publish::None && state <= State::Excerpt;
        let withheld = self.parts.withheld.as_ref().filter(|_| is_withheld);
        withheld.map_or_else(|| self.state(state), Shared::clone)
    }

    /// A passage of a source; nothing where the source's text is not published at all.
    pub(crate) fn passage(&self, source: SourceId, place: &Passage) -> Option<PassageView> {
        let ShownPassage { before, exact, after } = passage::shown(self.site, source, place)?;
        let (paragraph_text, label) = self.paragraph(source, place);
        Some(PassageView {
            before,
            exact,
            after,
            paragraph: place.paragraph,
            paragraph_text,
            label,
            url: self.passage_url(source, place),
            live_url: passage::live(self.site, source, place),
        })
    }

    /// The address of a passage on its source's page in this language.
    pub(crate) fn passage_url(&self, source: SourceId, place: &Passage) -> String {
        let id = passage::id(&self.site.sources[source], place);
        match self.site.backlinks[source].page_of(place) {
            1 => format!("{}#{id}", self.parts.sources[source].url),
            number => {
                let list = self.site.source_folder(self.language, source);
                format!("{}#{id}", self.site.addresses.path(&paging::folder(&list, number)))
            }
        }
    }

    /// The paragraph of a passage: `¶ 4`, or `¶ 44, not in the article`.
    pub(crate) fn paragraph_text(&self, source: SourceId, place: &Passage) -> String {
        let is_outside = self.site.sources[source].text.is_outside(place.plain.start);
        let word = if is_outside { "paragraph_outside" } else { "paragraph_abbr" };
        self.words.fill(word, &[("n", &place.paragraph.to_string())])
    }

    /// The paragraph of a passage in words: `¶ 4` and `¶ 4 of Kyiv drops its bid`.
    pub(super) fn paragraph(&self, source: SourceId, place: &Passage) -> (String, String) {
        let number = place.paragraph.to_string();
        let label = [("n", number.as_str()), ("source", self.source_label(source))];
        (self.paragraph_text(source, place), self.words.fill("paragraph_of", &label))
    }

    /// What is known of a source.
    pub(super) fn source_ref(&self, index: SourceId) -> Shared<SourceRef> {
        self.parts.sources[index].clone()
    }

    /// A source's title, or words that stand for it.
    pub(super) fn source_label(&self, index: SourceId) -> &str {
        &self.parts.sources[index].label
    }

    /// The check line of a page; nothing where it states and cites nothing.
    pub(super) fn check_line(&self, page: PageId) -> Option<CheckLine> {
        let (document, checks) = (&self.site.pages[page].document, &self.site.checks[page]);
        if document.groups.is_empty() && checks.compared == 0 {
            return None;
        }
        let evidence_url = self.site.addresses.path(&self.site.evidence_folder(&self.site.pages[page]));
        let (compared, matched) = (checks.compared, checks.matched);
        Some(self.check((compared, matched), (document.statements, document.cited()), evidence_url))
    }

    /// A check line from the counts of quotations and excerpts, matched and in all, and of statements, cited and
    /// in all.
    pub(super) fn check(
        &self,
        (compared, matched): (usize, usize),
        (statements, cited): (usize, usize),
        evidence_url: String,
    ) -> CheckLine {
        let quotations =
            || self.words.count("check_quotations", compared, &[("matched", &matched.to_string())]);
        let covered = || self.words.count("check_statements", statements, &[("cited", &cited.to_string())]);
        let text = match (compared, statements) {
            (0, _) => covered(),
            (_, 0) => quotations(),
            _ => self.words.fill("check_both", &[("quotations", &quotations()), ("statements", &covered())]),
        };
        CheckLine { compared, matched, statements, cited, text, evidence_url }
    }

    pub(super) fn card(&self, page: PageId) -> TopicCard {
        let front = &self.site.pages[page].front;
        TopicCard {
            link: self.page_link(page),
            description: front.description.clone(),
            date: front.updated.as_ref().or(front.date.as_ref()).map(|date| self.date(date)),
            check: self.check_line(page),
        }
    }

    /// The card of a page written in Markdown for social networks, where there are cards.
    #[must_use]
    pub fn card_of(&self, page: PageId) -> Option<Picture> {
        let config = &self.site.config;
        if !config.social_cards.unwrap_or(self.site.pages.len() <= card::MOST_PAGES) {
            return None;
        }
        let check = self.check_line(page);
        let check = check.as_ref().map(|check| check.text.as_str());
        let title = &self.site.pages[page].front.title;
        Picture::new(&config.title, title, check, self.parts.mark.as_deref())
    }

    pub(super) fn notes(&self, page: PageId) -> Notes {
        Notes::number(self.site, page)
    }
}
