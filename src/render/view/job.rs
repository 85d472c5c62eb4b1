//! Which pages there are.

use super::search;
use crate::parse::topic::PageKind;
use crate::site::{Site, addresses, paging};

/// Bytes of a page's text that take about as much as a citation.
const BYTES_OF_ROW: usize = 128;

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
    /// `/search/`
    Search,
    /// `/search/k/`: a letter of the index of a large site.
    SearchLetter(String),
    /// The notice at the address of a page that was withdrawn.
    Withdrawn(usize),
    /// `/404.html`
    NotFound,
    /// One of the pages that ibid makes, in another language than the site's own (an index of the settings'
    /// languages).
    In(usize, Box<Job>),
    /// `/evidence/page/2/`: what a long list holds beyond its first page; numbers from 2.
    Further(usize, Box<Job>),
}

impl Job {
    /// The language of the page, as an index of the settings' languages.
    #[must_use]
    pub fn language(&self, site: &Site) -> usize {
        match self {
            Self::Page(page) | Self::EvidenceOf(page) => site.pages[*page].language,
            Self::Withdrawn(index) => site.language_of_withdrawn(*index),
            Self::In(language, _) => *language,
            Self::Further(_, list) => list.language(site),
            _ => 0,
        }
    }

    /// About how many rows it lists: citations, statements, entries, stretches of text. Pages that ibid divides,
    /// and those that list pages or sources, have few.
    #[must_use]
    pub fn rows(&self, site: &Site) -> usize {
        match self {
            Self::Page(page) | Self::EvidenceOf(page) => {
                let page = &site.pages[*page];
                page.document.groups.len().max(page.length / BYTES_OF_ROW)
            }
            Self::Source(source) => site.backlinks[*source].uses.min(paging::MOST_USES),
            Self::Timeline => site.timeline.len(),
            Self::In(_, job) => job.rows(site),
            _ => 0,
        }
    }

    /// The file below the output folder, known before the page is made; [`super::Output::file`] is the same.
    #[must_use]
    pub fn file(&self, site: &Site) -> String {
        match self {
            Self::NotFound => "404.html".to_owned(),
            _ => match self.folder(site) {
                folder if folder.is_empty() => "index.html".to_owned(),
                folder => format!("{folder}/index.html"),
            },
        }
    }

    /// The folder of the page.
    fn folder(&self, site: &Site) -> String {
        match self {
            Self::Page(page) => site.pages[*page].folder.clone(),
            Self::Source(source) => site.addresses.sources[*source].clone(),
            Self::Sources => "sources".to_owned(),
            Self::Timeline => "timeline".to_owned(),
            Self::Disagreements => "disagreements".to_owned(),
            Self::Evidence => "evidence".to_owned(),
            Self::EvidenceOf(page) => site.evidence_folder(&site.pages[*page]),
            Self::In(language, job) => site.folder_in(*language, &job.folder(site)),
            Self::Method => "method".to_owned(),
            Self::Corrections => "corrections".to_owned(),
            Self::Taxonomy(taxonomy) => taxonomy.clone(),
            Self::Term(taxonomy, slug) => format!("{taxonomy}/{slug}"),
            Self::Search => addresses::SEARCH.to_owned(),
            Self::SearchLetter(letter) => search::letter_folder(letter),
            Self::Further(number, list) => paging::folder(&list.folder(site), *number),
            Self::Withdrawn(index) => site.config.withdrawn[*index].folder.clone(),
            Self::NotFound => String::new(),
        }
    }

    /// Whether it is a page that may go on on further ones.
    fn is_list(&self, site: &Site) -> bool {
        match self {
            Self::Page(page) => site.pages[*page].kind != PageKind::Topic,
            Self::In(_, job) => job.is_list(site),
            Self::Sources | Self::Timeline | Self::Disagreements | Self::Evidence => true,
            Self::Source(_) | Self::Corrections | Self::Taxonomy(_) | Self::Term(..) => true,
            _ => false,
        }
    }

    /// The further pages of a list that stands on so many.
    fn further(&self, pages: usize) -> impl Iterator<Item = Self> + '_ {
        (2..=pages).map(|number| Self::Further(number, Box::new(self.clone())))
    }
}

/// Every page of the site, in a fixed order. Follows from how the pages hang together, as
/// [`crate::site::Index`] has it: sites that share their addresses share this.
#[must_use]
pub fn jobs(site: &Site) -> Vec<Job> {
    // A page's report follows the page: both need the body of the one.
    let with_report = |page: usize| {
        [Some(Job::Page(page)), site.pages[page].has_evidence().then_some(Job::EvidenceOf(page))]
    };
    let mut jobs: Vec<Job> = (0..site.pages.len()).flat_map(with_report).flatten().collect();
    for &language in &site.languages {
        let made = generated_jobs(site, language).into_iter();
        match language {
            0 => jobs.extend(made),
            _ => jobs.extend(made.map(|job| Job::In(language, Box::new(job)))),
        }
    }
    jobs.extend(site.addresses.withdrawn.values().map(|&index| Job::Withdrawn(index)));
    jobs.push(Job::NotFound);
    if !site.addresses.numbered.is_empty() {
        let lists = jobs.iter().filter(|job| job.is_list(site));
        let further = lists
            .flat_map(|list| list.further(site.addresses.pages_of(&list.folder(site))))
            .collect::<Vec<_>>();
        jobs.extend(further);
    }
    jobs
}

/// The pages that ibid makes for each language.
fn generated_jobs(site: &Site, language: usize) -> Vec<Job> {
    let mut jobs: Vec<Job> = (0..site.sources.len()).map(Job::Source).collect();
    jobs.extend([
        Job::Sources,
        Job::Timeline,
        Job::Disagreements,
        Job::Evidence,
        Job::Method,
        Job::Corrections,
    ]);
    for (taxonomy, terms) in site.terms_in(language) {
        if !terms.is_empty() {
            jobs.push(Job::Taxonomy(taxonomy.clone()));
            jobs.extend(terms.keys().map(|slug| Job::Term(taxonomy.clone(), slug.clone())));
        }
    }
    if site.config.has_search {
        jobs.push(Job::Search);
        for (letter, entries) in search::letter_pages(site, language) {
            let letter = Job::SearchLetter(letter);
            jobs.extend(letter.further(paging::pages(entries, paging::MOST_ROWS)));
            jobs.push(letter);
        }
    }
    jobs
}
