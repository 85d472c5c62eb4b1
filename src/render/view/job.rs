//! Which pages there are.

use super::search;
use crate::base::ids::{LanguageId, PageId, SourceId};
use crate::parse::topic::PageKind;
use crate::site::{Site, addresses, machine_files, paging};

/// Bytes of a page's text that take about as much as a citation.
const BYTES_OF_ROW: usize = 128;

/// One output page that can be made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    /// What the page shows.
    pub kind: JobKind,
    /// The language of the page, as an index of the settings' languages.
    pub language: LanguageId,
    /// The number of the page, from 1: a long list goes on at `/evidence/page/2/`.
    pub number: usize,
}

/// What an output page shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobKind {
    /// A page written in Markdown.
    Page(PageId),
    /// A source's page.
    Source(SourceId),
    /// `/sources/`
    Sources,
    /// `/timeline/`
    Timeline,
    /// `/disagreements/`
    Disagreements,
    /// `/quotations/`
    Quotations,
    /// `/evidence/`
    Evidence,
    /// `/evidence/PAGE/`
    EvidenceOf(PageId),
    /// `/method/`
    Method,
    /// `/corrections/`
    Corrections,
    /// `/changes/`
    Changes,
    /// `/tags/`
    Taxonomy(String),
    /// `/tags/talks/`
    Term(String, String),
    /// `/search/`
    Search,
    /// `/search/k/`: a letter of the index of a large site.
    SearchLetter(String),
    /// The notice at the address of a page that was withdrawn, by its index in the settings.
    Withdrawn(usize),
    /// `/404.html`
    NotFound,
}

impl Job {
    /// The first or only page of a kind, in a language.
    #[must_use]
    pub fn new(kind: JobKind, language: LanguageId) -> Self {
        Self { kind, language, number: 1 }
    }

    /// A page written in Markdown.
    #[must_use]
    pub fn page(site: &Site, page: PageId) -> Self {
        Self::new(JobKind::Page(page), site.pages[page].language)
    }

    /// About how many rows it lists: citations, statements, entries, stretches of text. Pages that ibid divides,
    /// and those that list pages or sources, have few.
    #[must_use]
    pub fn rows(&self, site: &Site) -> usize {
        match &self.kind {
            _ if self.number > 1 => 0,
            JobKind::Page(page) | JobKind::EvidenceOf(page) => {
                let page = &site.pages[*page];
                page.document.groups.len().max(page.length / BYTES_OF_ROW)
            }
            JobKind::Source(source) => site.backlinks[*source].uses.min(paging::MOST_USES),
            JobKind::Timeline => site.timeline.len(),
            _ => 0,
        }
    }

    /// The file below the output folder, known before the page is made; [`super::Output::file`] is the same.
    #[must_use]
    pub fn file(&self, site: &Site) -> String {
        if self.kind == JobKind::NotFound {
            return machine_files::NOT_FOUND.to_owned();
        }
        match self.folder(site) {
            folder if folder.is_empty() => "index.html".to_owned(),
            folder => format!("{folder}/index.html"),
        }
    }

    /// The folder of the page.
    fn folder(&self, site: &Site) -> String {
        paging::folder(&self.list_folder(site), self.number)
    }

    /// The folder of the first page.
    fn list_folder(&self, site: &Site) -> String {
        match &self.kind {
            JobKind::Page(page) => site.pages[*page].folder.clone(),
            JobKind::EvidenceOf(page) => site.evidence_folder(&site.pages[*page]),
            JobKind::Withdrawn(index) => site.config.withdrawn[*index].folder.clone(),
            JobKind::NotFound => String::new(),
            kind => site.folder_in(self.language, &kind.folder(site)),
        }
    }

    /// Whether it is a page that may go on on further ones.
    fn is_list(&self, site: &Site) -> bool {
        match &self.kind {
            JobKind::Page(page) => site.pages[*page].kind != PageKind::Topic,
            JobKind::Sources | JobKind::Timeline | JobKind::Disagreements | JobKind::Evidence => true,
            JobKind::Quotations | JobKind::Changes => true,
            JobKind::Source(_) | JobKind::Corrections | JobKind::Taxonomy(_) | JobKind::Term(..) => true,
            _ => false,
        }
    }

    /// The pages of a list after the first, given how many there are.
    fn further(&self, pages: usize) -> impl Iterator<Item = Self> + '_ {
        (2..=pages).map(|number| Self { number, ..self.clone() })
    }
}

impl JobKind {
    /// The folder below that of the language; empty for pages whose folder does not follow from the kind.
    pub(super) fn folder(&self, site: &Site) -> String {
        match self {
            Self::Source(source) => site.addresses.sources[*source].clone(),
            Self::Sources => "sources".to_owned(),
            Self::Timeline => "timeline".to_owned(),
            Self::Disagreements => "disagreements".to_owned(),
            Self::Quotations => "quotations".to_owned(),
            Self::Evidence => "evidence".to_owned(),
            Self::Method => "method".to_owned(),
            Self::Corrections => "corrections".to_owned(),
            Self::Changes => addresses::CHANGES.to_owned(),
            Self::Taxonomy(taxonomy) => taxonomy.clone(),
            Self::Term(taxonomy, slug) => format!("{taxonomy}/{slug}"),
            Self::Search => addresses::SEARCH.to_owned(),
            Self::SearchLetter(letter) => search::letter_folder(letter),
            Self::Page(_) | Self::EvidenceOf(_) | Self::Withdrawn(_) | Self::NotFound => String::new(),
        }
    }
}

/// Every page of the site, in a fixed order. Follows from the structure of the site, as
/// [`crate::site::Index`] has it: sites that share their addresses share this.
#[must_use]
pub fn jobs(site: &Site) -> Vec<Job> {
    // A page's report follows the page: both need the body of the one.
    let with_report = |page: PageId| {
        let report = || Job::new(JobKind::EvidenceOf(page), site.pages[page].language);
        [Some(Job::page(site, page)), site.pages[page].has_evidence().then(report)]
    };
    let mut jobs: Vec<Job> = PageId::all(site.pages.len()).flat_map(with_report).flatten().collect();
    for &language in &site.languages {
        jobs.extend(generated_jobs(site, language));
    }
    let withdrawn = site.addresses.withdrawn.values();
    jobs.extend(
        withdrawn.map(|&index| Job::new(JobKind::Withdrawn(index), site.language_of_withdrawn(index))),
    );
    jobs.push(Job::new(JobKind::NotFound, LanguageId::MAIN));
    if !site.addresses.numbered.is_empty() {
        let lists = jobs.iter().filter(|job| job.number == 1 && job.is_list(site));
        let further = lists
            .flat_map(|list| list.further(site.addresses.pages_of(&list.folder(site))))
            .collect::<Vec<_>>();
        jobs.extend(further);
    }
    jobs
}

/// The pages that ibid makes for each language.
fn generated_jobs(site: &Site, language: LanguageId) -> Vec<Job> {
    let mut kinds: Vec<JobKind> = SourceId::all(site.sources.len()).map(JobKind::Source).collect();
    kinds.extend([
        JobKind::Sources,
        JobKind::Timeline,
        JobKind::Disagreements,
        JobKind::Quotations,
        JobKind::Evidence,
        JobKind::Method,
        JobKind::Corrections,
    ]);
    kinds.extend(site.has_changes().then_some(JobKind::Changes));
    for (taxonomy, terms) in site.terms_in(language) {
        if !terms.is_empty() {
            kinds.push(JobKind::Taxonomy(taxonomy.clone()));
            kinds.extend(terms.keys().map(|slug| JobKind::Term(taxonomy.clone(), slug.clone())));
        }
    }
    kinds.extend(site.config.has_search.then_some(JobKind::Search));
    let mut jobs: Vec<Job> = kinds.into_iter().map(|kind| Job::new(kind, language)).collect();
    if site.config.has_search {
        for (letter, entries) in search::letter_pages(site, language) {
            let letter = Job::new(JobKind::SearchLetter(letter), language);
            jobs.extend(letter.further(paging::pages(entries, paging::MOST_ROWS)));
            jobs.push(letter);
        }
    }
    jobs
}
