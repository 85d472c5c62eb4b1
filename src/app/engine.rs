//! The pipeline as one value that is brought up to date: `build`, `check` and `serve` all run this.
//!
//! A build is the first update of an empty [`Workspace`]. A later update parses only the files whose
//! bytes changed and verifies only the pages whose text changed, or a source that their checks depend on;
//! everything else is shared with the update before. What is kept is kept by the equality of what it was
//! made from, so that an update and a fresh start cannot differ.

mod cache;
mod homes;
mod mark;
mod references;
mod renderer;
mod reported;
mod reuse;
mod sinks;
mod timings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::FileChanged;
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::differences::differences;
use crate::base::ids::LanguageId;
use crate::base::output::Files;
use crate::base::parallel;
use crate::base::store::Store;
use crate::parse::changes;
use crate::parse::health;
use crate::parse::lock::{self, Lock};
use crate::parse::review::{self, ReviewRecord};
use crate::parse::source::{self, Source};
use crate::parse::topic::{self, Body, Page};
use crate::read::asset;
use crate::read::config::{self, Config};
use crate::read::image::{self, Facts};
use crate::read::snapshot::{CHANGES_FILE, Content, HEALTH_FILE, REVIEWS, Snapshot};
use crate::render::html::missing_words::missing_words;
use crate::render::view::BodyCache;
use crate::site::{Index, Site, SiteInput};
use crate::verify::{self, Library, PageChecks};

pub use cache::{CachedPages, Inventory, Outcome};
pub use references::References;
pub use renderer::{RenderError, Renderer};
pub use timings::Timings;

/// The options of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// Publish drafts too.
    pub drafts: bool,
    /// The site's address, where it is not the configured one.
    pub base_url: Option<String>,
    /// Leave pages as the templates make them.
    pub skip_minify: bool,
    /// Offer passages for citations that name none, as notes.
    pub suggest: bool,
    /// Where pictures that were made before are kept; nothing where all are to be made afresh.
    pub pictures: Option<Store>,
    /// Keep of each page what was found in its text, and parse the text again where it is shown: for a run that
    /// shows few of many pages.
    pub forgets_text: bool,
    /// With [`forgets_text`](Self::forgets_text): make the files of a page one after the other, so that its text is
    /// parsed once for all of them. For a run that shows many pages that others have parsed.
    pub goes_by_page: bool,
}

/// Everything known of a site after an update. Only the cache of bodies and the timings change afterwards.
#[derive(Debug)]
pub struct Checked {
    /// The settings in force.
    pub config: Arc<Config>,
    /// All findings but those of rendering, before exemptions and severities.
    findings: Vec<Diagnostic>,
    /// Where the settings' file cannot be read: what is wrong with it.
    unread: Option<Vec<Diagnostic>>,
    /// The index.
    pub site: Arc<Site>,
    /// What was accepted of the sources.
    pub lock: Lock,
    /// The files it was made from.
    pub snapshot: Arc<Snapshot>,
    /// The bodies of its pages.
    pub bodies: BodyCache,
    /// Drafts, which are neither checked nor published.
    pub drafts: Vec<Arc<Page>>,
    /// Counts for the closing line.
    pub counts: Counts,
    /// Where the time went.
    pub timings: Timings,
    options: RunOptions,
}

/// Counts for the closing line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Pages written in Markdown.
    pub pages: usize,
    /// Quotations and excerpts compared.
    pub compared: usize,
    /// Those that stand in a cited source.
    pub matched: usize,
    /// Drafts that are left out, with all that they quote.
    pub drafts: usize,
}

/// A parsed file with what it was parsed from.
#[derive(Clone, Debug)]
struct Parsed<T> {
    content: Content,
    value: Option<Arc<T>>,
    findings: Vec<Diagnostic>,
}

/// A page with its checks and findings.
#[derive(Clone, Debug)]
struct Verified {
    page: Arc<Page>,
    checks: Arc<PageChecks>,
    findings: Arc<[Diagnostic]>,
    /// True while every source that these checks read is unchanged.
    is_valid: bool,
}

/// What an update keeps for the next one.
#[derive(Debug, Default)]
pub struct Workspace {
    /// What the settings are made from.
    made_from: Option<(Option<Content>, RunOptions)>,
    settings: Option<(Arc<Config>, Vec<Diagnostic>)>,
    sources: BTreeMap<String, Parsed<Source>>,
    pages: BTreeMap<String, Parsed<Page>>,
    homes: homes::Homes,
    library: Option<Arc<Library>>,
    checks: BTreeMap<String, Verified>,
    previous: cache::PreviousRun,
    pictures: BTreeMap<String, (Content, Option<Facts>)>,
    assets: asset::Before,
    mark: Option<mark::SeenMark>,
    reviews: ParsedFiles<Vec<Arc<ReviewRecord>>>,
    words: Option<ThemeWordFindings>,
    index: Option<Index>,
}

/// Findings in the theme's words, with what they are made from beside the settings.
#[derive(Debug)]
struct ThemeWordFindings {
    files: Vec<(String, Content)>,
    languages: Vec<LanguageId>,
    findings: Vec<Diagnostic>,
}

impl Workspace {
    /// The settings in force, and what is wrong with their file where it cannot be read.
    fn read_settings(
        &mut self,
        snapshot: &Snapshot,
        config_path: &str,
        options: &RunOptions,
        findings: &mut Vec<Diagnostic>,
    ) -> (Arc<Config>, Option<Vec<Diagnostic>>) {
        let (config, more) = self.settings(snapshot, config_path, options);
        let is_unread = !config.is_readable || more.is_err();
        let more = more.unwrap_or_else(|found| found);
        let of_settings = findings.iter().filter(|finding| finding.path == config_path).chain(&more);
        let unread = is_unread.then(|| of_settings.cloned().collect());
        findings.extend(more);
        (config, unread)
    }

    /// The pictures of the site; what is wrong with its other files joins the findings.
    fn read_other_files(
        &mut self,
        snapshot: &Snapshot,
        timings: &Timings,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<BTreeMap<String, Facts>, FileChanged> {
        self.pictures = timings.time("image headers", || image::headers(snapshot, &self.pictures))?;
        self.assets = timings.time("other documents", || asset::findings(snapshot, &self.assets))?;
        findings.extend(self.assets.values().filter_map(|(_, finding)| finding.clone()));
        let pictures = self.pictures.iter();
        Ok(pictures.filter_map(|(path, (_, facts))| Some((path.clone(), facts.clone()?))).collect())
    }

    /// Brings the workspace up to date with a snapshot. `found` are the findings of reading.
    ///
    /// # Errors
    /// Where a file is no longer what its stamp promised; the workspace is not to be used again then.
    pub fn update(
        &mut self,
        snapshot: Arc<Snapshot>,
        config_path: &str,
        found: Vec<Diagnostic>,
        options: &RunOptions,
    ) -> Result<Checked, FileChanged> {
        let timings = Timings::default();
        let mut findings = found;
        let (config, unread) = self.read_settings(&snapshot, config_path, options, &mut findings);
        timings.time("parse sources", || self.parse_sources(&snapshot, &mut findings))?;
        let bodies =
            timings.time("parse pages", || self.parse_pages(&snapshot, &config, options, &mut findings))?;
        let (sources, more) = source::by_key(self.sources.values().filter_map(|parsed| parsed.value.clone()));
        findings.extend(more);
        let library = timings.time("normalise sources", || self.library(&sources, &config));
        let (lock, more) = Lock::read(&snapshot);
        findings.extend(more);
        findings.extend(lock::missing(&snapshot, config_path));
        let parsed = self.pages.values().filter_map(|parsed| parsed.value.clone());
        let (mut pages, drafts): (Vec<Arc<Page>>, Vec<Arc<Page>>) =
            parsed.partition(|page| options.drafts || !page.front.is_draft);
        let written = pages.len();
        homes::complete(&mut pages, &config, &snapshot, &mut self.homes);
        findings.extend(lock.uncorrected(&pages));
        let checks =
            timings.time("verify pages", || self.verify(&snapshot, &pages, &library, &mut findings))?;
        let counts = Counts {
            pages: written,
            compared: checks.iter().map(|check| check.compared).sum(),
            matched: checks.iter().map(|check| check.matched).sum(),
            drafts: drafts.len(),
        };
        let pictures = self.read_other_files(&snapshot, &timings, &mut findings)?;
        snapshot.read_files([HEALTH_FILE, CHANGES_FILE])?;
        let (health, more) = health::parse(&snapshot);
        findings.extend(more);
        let (changes, more) = changes::parse(&snapshot);
        findings.extend(more);
        let reviews = self.parse_reviews(&snapshot, &mut findings)?;
        let input = SiteInput {
            config: &config,
            snapshot: &snapshot,
            pages: &pages,
            drafts: &drafts,
            checks: &checks,
            library: &library,
            pictures: &pictures,
            health: &Arc::new(health),
            changes: &changes.into(),
            reviews: &reviews,
        };
        let index = timings.time("index", || match self.index.take() {
            Some(before) => before.next(input),
            None => Index::new(input),
        });
        findings.extend(index.findings().cloned());
        let site = Arc::clone(&index.site);
        findings.extend(self.theme_words(&snapshot, &site)?);
        findings.extend(mark::finding(&mut self.mark, &snapshot, &site)?);
        let cited = site.sources_cited_or_not().filter(|(_, is_cited)| *is_cited);
        findings.extend(lock.changed(cited.map(|(source, _)| source)));
        self.index = Some(index);
        Ok(Checked {
            config,
            findings,
            unread,
            site,
            lock,
            bodies: match options.goes_by_page {
                true => BodyCache::keeping(Arc::clone(&snapshot)),
                false => BodyCache::new(Arc::clone(&snapshot), bodies),
            },
            snapshot,
            drafts,
            counts,
            timings,
            options: options.clone(),
        })
    }

    /// What the theme lacks in the languages of the site.
    fn theme_words(&mut self, snapshot: &Snapshot, site: &Site) -> Result<Vec<Diagnostic>, FileChanged> {
        let folder = format!("themes/{}/i18n", site.config.theme.value);
        let files: Vec<(String, Content)> =
            snapshot.below(&folder).map(|(path, content)| (path.to_owned(), content.clone())).collect();
        let same = |words: &&ThemeWordFindings| words.files == files && words.languages == site.languages;
        if let Some(words) = self.words.as_ref().filter(same) {
            return Ok(words.findings.clone());
        }
        let findings = missing_words(snapshot, &site.config, &site.languages)?;
        let words =
            ThemeWordFindings { files, languages: site.languages.clone(), findings: findings.clone() };
        self.words = Some(words);
        Ok(findings)
    }

    /// The settings in force, and their findings. If they have changed, everything starts afresh:
    /// pages and checks depend on them. A file that cannot be read says nothing of the site: the settings of
    /// before stay then, if there are any, and its findings come as an error.
    fn settings(
        &mut self,
        snapshot: &Snapshot,
        config_path: &str,
        options: &RunOptions,
    ) -> (Arc<Config>, Result<Vec<Diagnostic>, Vec<Diagnostic>>) {
        let made_from = Some((snapshot.files.get(config_path).cloned(), options.clone()));
        if let Some((config, found)) = self.settings.as_ref().filter(|_| self.made_from == made_from) {
            return (Arc::clone(config), Ok(found.clone()));
        }
        let (mut config, found) = config::parse(snapshot, config_path);
        if let Some((before, _)) =
            self.settings.as_ref().filter(|_| !config.is_readable && self.had_options(options))
        {
            return (Arc::clone(before), Err(found));
        }
        if self.made_from != made_from {
            *self = Self { made_from, ..Self::default() };
        }
        if let Some(base_url) = &options.base_url {
            config.base_url.clone_from(base_url);
        }
        if options.suggest {
            config.rules.raise(Rule::ExcerptMissing, Severity::Note);
        }
        let config = Arc::new(config);
        self.settings = Some((Arc::clone(&config), found.clone()));
        (config, Ok(found))
    }

    /// Whether its options were these.
    fn had_options(&self, options: &RunOptions) -> bool {
        self.made_from.as_ref().is_some_and(|(_, before)| before == options)
    }

    fn parse_sources(
        &mut self,
        snapshot: &Snapshot,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<(), FileChanged> {
        let parse = |path: &str| {
            let (source, findings) = source::parse(snapshot, path);
            (source.map(|source| (source, ())), findings)
        };
        reparse(snapshot, "seeds", "", &mut self.sources, parse)?;
        findings.extend(self.sources.values().flat_map(|parsed| parsed.findings.iter().cloned()));
        Ok(())
    }

    /// The records of reviews, file by file.
    fn parse_reviews(
        &mut self,
        snapshot: &Snapshot,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Arc<ReviewRecord>>, FileChanged> {
        let parse = |path: &str| {
            let (records, findings) = review::parse(snapshot, path);
            (Some((records, ())), findings)
        };
        reparse(snapshot, REVIEWS, ".jsonl", &mut self.reviews, parse)?;
        findings.extend(self.reviews.values().flat_map(|parsed| parsed.findings.iter().cloned()));
        let records = self.reviews.values().filter_map(|parsed| parsed.value.as_deref());
        Ok(records.flatten().cloned().collect())
    }

    /// Parses the pages that changed, and returns their bodies where those are wanted.
    fn parse_pages(
        &mut self,
        snapshot: &Snapshot,
        config: &Config,
        options: &RunOptions,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<BTreeMap<String, Arc<Body>>, FileChanged> {
        let parse = |path: &str| {
            if options.forgets_text {
                let (page, findings) = topic::parse(snapshot, config, path);
                return (page.map(|page| (page, None)), findings);
            }
            let (parsed, findings) = topic::parse_with_body(snapshot, config, path);
            (parsed.map(|(page, body)| (page, Some(Arc::new(body)))), findings)
        };
        let bodies = reparse(snapshot, "content", ".md", &mut self.pages, parse)?;
        findings.extend(self.pages.values().flat_map(|parsed| parsed.findings.iter().cloned()));
        Ok(bodies.into_iter().filter_map(|(path, body)| Some((path, body?))).collect())
    }

    /// Verifies the pages that changed; the checks of the others are those of the update before.
    fn verify(
        &mut self,
        snapshot: &Snapshot,
        pages: &[Arc<Page>],
        library: &Library,
        findings: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Arc<PageChecks>>, FileChanged> {
        let wanted = pages.iter().map(|page| (page.path.as_str(), page));
        let (new, gone) =
            differences(wanted, &self.checks, |page, known| known.is_valid && Arc::ptr_eq(page, &known.page));
        gone.iter().for_each(|path| drop(self.checks.remove(path)));
        let known = &self.checks;
        let new = parallel::try_map(&new, 8, |&(path, page)| {
            let text = snapshot.lossy_text(path)?;
            let (checks, findings) = verify::page::check(page, &text, library);
            // Checks that say what they said are the same for all that is made of them.
            let same = known.get(path).map(|known| &known.checks).filter(|known| ***known == checks);
            let checks = same.map_or_else(|| Arc::new(checks), Arc::clone);
            let page = Arc::clone(page);
            let verified = Verified { page, checks, findings: findings.into(), is_valid: true };
            Ok::<_, FileChanged>((path.to_owned(), verified))
        })?;
        self.checks.extend(new);
        findings.extend(self.checks.values().flat_map(|known| known.findings.iter().cloned()));
        // Both are in the order of paths, and now of the same pages.
        Ok(self.checks.values().map(|known| Arc::clone(&known.checks)).collect())
    }
}

type ParsedFiles<T> = BTreeMap<String, Parsed<T>>;

/// Parses the files of a folder whose bytes are not those of the update before. Of what parsing makes of a file, the
/// first part is kept for the next update, and the second returned.
fn reparse<T: Send + Sync, X: Send>(
    snapshot: &Snapshot,
    folder: &str,
    extension: &str,
    known: &mut ParsedFiles<T>,
    parse: impl Fn(&str) -> (Option<(T, X)>, Vec<Diagnostic>) + Sync,
) -> Result<Vec<(String, X)>, FileChanged> {
    let files = snapshot.below(folder).filter(|(path, _)| path.ends_with(extension));
    let (new, gone) = differences(files, known, |content, entry| entry.content == **content);
    gone.iter().for_each(|path| drop(known.remove(path)));
    let new = parallel::try_map(&new, 8, |&(path, content)| {
        content.read()?;
        let (parsed, findings) = parse(path);
        let (value, returned) = parsed.unzip();
        let parsed = Parsed { content: content.clone(), value: value.map(Arc::new), findings };
        Ok::<_, FileChanged>((path, parsed, returned))
    })?;
    let mut all_returned = Vec::new();
    for (path, parsed, returned) in new {
        all_returned.extend(returned.map(|returned| (path.to_owned(), returned)));
        known.insert(path.to_owned(), parsed);
    }
    Ok(all_returned)
}

/// What one run of the whole pipeline found and made.
#[derive(Debug)]
pub struct PipelineRun {
    /// The checked site.
    pub checked: Arc<Checked>,
    /// All findings, sorted; those of rules that are off are left out.
    pub findings: Vec<Diagnostic>,
    /// The whole site; complete only where no finding is an error.
    pub files: Files,
}

/// Runs every stage but the first and the last, and keeps the site in memory.
///
/// # Errors
/// Where a file is no longer what its stamp promised.
pub fn run(
    snapshot: Arc<Snapshot>,
    config_path: &str,
    found: Vec<Diagnostic>,
    options: &RunOptions,
) -> Result<PipelineRun, FileChanged> {
    let checked = Arc::new(Workspace::default().update(snapshot, config_path, found, options)?);
    let (files, more) = match Renderer::new(Arc::clone(&checked)) {
        Ok(renderer) => renderer.files()?,
        Err(RenderError::Findings(findings)) => (Files::new(), findings),
        Err(RenderError::FileChanged(changed)) => return Err(changed),
    };
    let findings = checked.reported(more);
    Ok(PipelineRun { checked, findings, files })
}

impl PipelineRun {
    /// Whether the site may be published.
    #[must_use]
    pub fn is_publishable(&self, strict: bool) -> bool {
        is_publishable(&self.findings, strict)
    }
}

/// Number of findings of a severity.
#[must_use]
pub fn count(findings: &[Diagnostic], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

/// Numbers of errors, warnings and notes.
#[must_use]
pub fn counts(findings: &[Diagnostic]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Note].map(|severity| count(findings, severity))
}

/// Whether a site with these findings may be published.
#[must_use]
pub fn is_publishable(findings: &[Diagnostic], strict: bool) -> bool {
    count(findings, Severity::Error) == 0 && !(strict && count(findings, Severity::Warning) > 0)
}

impl Checked {
    /// The lock as it is recorded when the site is published. A draft that is not published counts as citing: what it
    /// rests on must not change unnoticed before it is.
    #[must_use]
    pub fn lock_to_publish(&self) -> Lock {
        let of_drafts = self.cited_by_drafts();
        let sources = self.site.sources_cited_or_not();
        let sources =
            sources.map(|(source, is_cited)| (source, is_cited || of_drafts.contains(source.key.as_str())));
        self.lock.with_new(sources)
    }

    /// The keys that drafts cite.
    fn cited_by_drafts(&self) -> BTreeSet<&str> {
        let groups = self.drafts.iter().flat_map(|draft| &draft.document.groups);
        groups.flat_map(|group| &group.cites).map(|cite| cite.key.as_str()).collect()
    }

    /// All findings, those of rendering included, after exemptions and severities, sorted.
    #[must_use]
    pub fn reported(&self, rendering: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let all = self.findings.iter().cloned().chain(rendering);
        let all: Vec<Diagnostic> = match &self.unread {
            None => all.collect(),
            // Without settings nothing else is certain. With the previous ones, all is, except findings in the settings file:
            // it is another now.
            Some(unread) => {
                let is_certain =
                    |finding: &Diagnostic| self.config.is_readable && finding.path != self.config.path;
                unread.iter().cloned().chain(all.filter(is_certain)).collect()
            }
        };
        let of_drafts = self.cited_by_drafts();
        let sources = self.site.sources.iter().filter(|source| of_drafts.contains(source.key.as_str()));
        let cited: BTreeSet<&str> = sources.map(|source| source.path.as_str()).collect();
        let is_to_report = |finding: &Diagnostic| {
            finding.rule != Rule::SourceUnused || !cited.contains(finding.path.as_str())
        };
        reported::reported(all.into_iter().filter(is_to_report).collect(), &self.config, &self.site.pages)
    }
}
