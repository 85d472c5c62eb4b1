//! Which pages there are, and the view of each.

use super::{
    Card, CheckLine, DateView, Link, PageHead, SiteView, SourceRef, StateView, lists, source, topic,
};
use crate::date::Edtf;
use crate::markup::direction;
use crate::markup::notes::Notes;
use crate::site::Site;
use crate::topic::{PageKind, document::single_spaces};
use crate::verify::State;
use crate::words::Words;

/// One output page that can be made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// A page written in Markdown.
    Page(usize),
    /// A source's page.
    Source(usize),
    /// `/sources/`
    Sources,
    /// `/timeline/`
    Timeline,
    /// `/disagreements/`
    Disagreements,
    /// `/evidence/`
    Evidence,
    /// `/evidence/PAGE/`
    EvidenceOf(usize),
    /// `/method/`
    Method,
    /// `/corrections/`
    Corrections,
    /// `/tags/`
    Taxonomy(String),
    /// `/tags/talks/`
    Term(String, String),
    /// `/404.html`
    NotFound,
}

impl Job {
    /// The file below the output folder, known before the page is made; [`Output::file`] is the same.
    #[must_use]
    pub fn file(&self, site: &Site) -> String {
        let folder = match self {
            Self::Page(page) => site.pages[*page].folder.clone(),
            Self::Source(source) => site.addresses.sources[*source].clone(),
            Self::Sources => "sources".to_owned(),
            Self::Timeline => "timeline".to_owned(),
            Self::Disagreements => "disagreements".to_owned(),
            Self::Evidence => "evidence".to_owned(),
            Self::EvidenceOf(page) => evidence_folder(&site.pages[*page].folder),
            Self::Method => "method".to_owned(),
            Self::Corrections => "corrections".to_owned(),
            Self::Taxonomy(taxonomy) => taxonomy.clone(),
            Self::Term(taxonomy, slug) => format!("{taxonomy}/{slug}"),
            Self::NotFound => return "404.html".to_owned(),
        };
        if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") }
    }
}

/// A page ready for its template.
#[derive(Clone, Debug)]
pub struct Output {
    /// The file below the output folder.
    pub file: String,
    /// The template.
    pub template: String,
    /// The file that the page comes from, for findings; the configuration where it comes from many.
    pub origin: String,
    /// What the frame needs.
    pub head: PageHead,
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
    Evidence(super::EvidenceView),
    Method(super::MethodView),
    Taxonomy(super::TaxonomyView),
    Term(super::TermView),
    Corrections(super::CorrectionsView),
    NotFound(super::NotFoundView),
}

/// Makes views of a site in one language.
#[derive(Clone, Copy, Debug)]
pub struct Maker<'a> {
    /// The site.
    pub site: &'a Site,
    /// The theme's words.
    pub words: &'a Words,
    /// The formatted reference of each source.
    pub references: &'a [String],
}

/// Every page of the site, in a fixed order.
#[must_use]
pub fn jobs(site: &Site) -> Vec<Job> {
    let mut jobs: Vec<Job> = (0..site.pages.len()).map(Job::Page).collect();
    jobs.extend((0..site.sources.len()).map(Job::Source));
    jobs.extend([
        Job::Sources,
        Job::Timeline,
        Job::Disagreements,
        Job::Evidence,
        Job::Method,
        Job::Corrections,
    ]);
    jobs.extend((0..site.pages.len()).filter(|&page| lists::has_evidence(site, page)).map(Job::EvidenceOf));
    for (taxonomy, terms) in &site.terms {
        if !terms.is_empty() {
            jobs.push(Job::Taxonomy(taxonomy.clone()));
            jobs.extend(terms.keys().map(|slug| Job::Term(taxonomy.clone(), slug.clone())));
        }
    }
    jobs.push(Job::NotFound);
    jobs
}

impl<'a> Maker<'a> {
    /// The view of the whole site.
    #[must_use]
    pub fn site_view(&self, css_url: String, js_url: String) -> SiteView {
        let config = &self.site.config;
        let url = |url: &str| match url.strip_prefix('/') {
            Some(rest) if !url.starts_with("//") => format!("{}{rest}", self.site.addresses.base_path),
            _ => url.to_owned(),
        };
        SiteView {
            title: config.title.clone(),
            description: config.description.clone(),
            base_url: config.base_url.clone(),
            base_path: self.site.addresses.base_path.clone(),
            language: config.language.clone(),
            direction: direction(&config.language).to_owned(),
            authors: config.authors.clone(),
            menu: config
                .menu
                .iter()
                .map(|entry| Link { title: entry.name.clone(), url: url(&entry.url) })
                .collect(),
            css_url,
            js_url,
            generator: concat!("ibid ", env!("CARGO_PKG_VERSION")).to_owned(),
            extra: config.extra.clone(),
        }
    }

    /// Makes one page.
    #[must_use]
    pub fn make(&self, job: &Job) -> Output {
        match job {
            Job::Page(page) => topic::make(self, *page),
            Job::Source(index) => source::make(self, *index),
            Job::Sources => source::make_list(self),
            Job::Timeline => lists::timeline(self),
            Job::Disagreements => lists::disagreements(self),
            Job::Evidence => lists::evidence(self),
            Job::EvidenceOf(page) => lists::evidence_of(self, *page),
            Job::Method => lists::method(self),
            Job::Corrections => lists::corrections(self),
            Job::Taxonomy(taxonomy) => lists::taxonomy(self, taxonomy),
            Job::Term(taxonomy, slug) => lists::term(self, taxonomy, slug),
            Job::NotFound => lists::not_found(self),
        }
    }

    /// The head of a page that ibid makes.
    pub(super) fn generated_head(&self, kind: &str, folder: &str, title: String) -> PageHead {
        PageHead {
            kind: kind.to_owned(),
            head_title: format!("{title} – {}", self.site.config.title),
            title,
            description: None,
            url: self.url(folder),
            canonical: self.site.addresses.absolute(folder),
            language: self.words.language.clone(),
            authors: Vec::new(),
            date: None,
            updated: None,
            json_ld_html: None,
            breadcrumbs: self.breadcrumbs(folder),
            noindex: false,
            draft: false,
        }
    }

    /// A generated page in its own folder.
    pub(super) fn generated(&self, kind: &str, folder: &str, title: String, view: View) -> Output {
        Output {
            file: format!("{folder}/index.html"),
            template: format!("{kind}.html"),
            origin: self.site.config.path.clone(),
            head: self.generated_head(kind, folder, title),
            view,
        }
    }

    /// The address below the site's root, as `page.url` has it: without the base path, with a slash at both ends.
    pub(super) fn url(&self, folder: &str) -> String {
        let path = self.site.addresses.path(folder);
        format!("/{}", path.strip_prefix(&self.site.addresses.base_path).unwrap_or(&path))
    }

    pub(super) fn breadcrumbs(&self, folder: &str) -> Vec<Link> {
        let mut crumbs =
            vec![Link { title: self.site.config.title.clone(), url: self.site.addresses.path("") }];
        let parts: Vec<&str> = folder.split('/').collect();
        for end in 1..parts.len() {
            let above = parts[..end].join("/");
            if let Some(&page) = self.site.addresses.by_folder.get(&above) {
                crumbs.push(self.page_link(page));
            } else if self.site.addresses.generated.contains(&above) {
                let name = self.generated_title(&above);
                crumbs.push(Link { title: name, url: self.site.addresses.path(&above) });
            }
        }
        crumbs
    }

    fn generated_title(&self, folder: &str) -> String {
        let word = format!("title_{folder}");
        self.words.find(&word).map_or_else(|| self.taxonomy_title(folder), str::to_owned)
    }

    pub(super) fn taxonomy_title(&self, taxonomy: &str) -> String {
        let word = format!("title_taxonomy_{taxonomy}");
        self.words.find(&word).map_or_else(|| taxonomy.to_owned(), str::to_owned)
    }

    pub(super) fn page_link(&self, page: usize) -> Link {
        let page = &self.site.pages[page];
        Link { title: page.front.title.clone(), url: self.site.addresses.path(&page.folder) }
    }

    pub(super) fn date(&self, date: &Edtf) -> DateView {
        DateView { iso: date.from.iso(), text: self.words.date(date) }
    }

    pub(super) fn state(&self, state: State) -> StateView {
        self.state_named(state.name())
    }

    pub(super) fn state_named(&self, name: &str) -> StateView {
        StateView { name: name.to_owned(), text: self.words.get(&format!("state_{name}")).to_owned() }
    }

    /// What is known of a source.
    pub(super) fn source_ref(&self, index: usize) -> SourceRef {
        let source = &self.site.sources[index];
        let language = source.meta.language.clone().unwrap_or_else(|| self.site.config.language.clone());
        SourceRef {
            key: source.key.clone(),
            url: self.site.addresses.path(&self.site.addresses.sources[index]),
            title: source.meta.title.clone(),
            label: self.source_label(index),
            authors: source.meta.authors.iter().map(|name| display_name(name)).collect(),
            publisher: source.meta.publisher.clone(),
            date: source.meta.date.as_ref().map(|date| self.date(date)),
            origin: source.meta.origin.clone(),
            direction: direction(&language).to_owned(),
            language,
            reference_html: self.references[index].clone(),
            original_url: source.meta.url.clone(),
        }
    }

    /// A source's title, or words that stand for it.
    pub(super) fn source_label(&self, index: usize) -> String {
        source_label(self.site, index, self.words)
    }

    /// The check line of a page; nothing where it states and cites nothing.
    pub(super) fn check_line(&self, page: usize) -> Option<CheckLine> {
        let (document, checks) = (&self.site.pages[page].document, &self.site.checks[page]);
        if document.groups.is_empty() && checks.compared == 0 {
            return None;
        }
        Some(CheckLine {
            compared: checks.compared,
            matched: checks.matched,
            statements: document.statements.len(),
            cited: document.statements.iter().filter(|statement| statement.is_cited).count(),
            evidence_url: self.site.addresses.path(&evidence_folder(&self.site.pages[page].folder)),
        })
    }

    pub(super) fn card(&self, page: usize) -> Card {
        let front = &self.site.pages[page].front;
        Card {
            link: self.page_link(page),
            description: front.description.clone(),
            date: front.updated.as_ref().or(front.date.as_ref()).map(|date| self.date(date)),
            check: self.check_line(page),
        }
    }

    pub(super) fn notes(&self, page: usize) -> Notes {
        Notes::number(self.site, page)
    }
}

/// A source's title, or words that stand for it where the capture states none.
#[must_use]
pub fn source_label(site: &Site, index: usize, words: &Words) -> String {
    let source = &site.sources[index];
    match &source.meta.title {
        Some(title) => single_spaces(title),
        None => words.fill("untitled_source", &[("key", &source.key)]),
    }
}

/// Folder of a page's evidence.
#[must_use]
pub fn evidence_folder(folder: &str) -> String {
    // The home page's evidence stands on the page of the whole site.
    if folder.is_empty() { "evidence".to_owned() } else { format!("evidence/{folder}") }
}

/// `Last, First` as it is read: `First Last`.
pub(super) fn display_name(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None => name.trim().to_owned(),
    }
}

/// The kind and template of a page.
pub(super) fn kind_name(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Home => "home",
        PageKind::Section => "section",
        PageKind::Topic => "topic",
    }
}
