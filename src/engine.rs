//! The pipeline as one value that is brought up to date: `build`, `check` and `serve` all run this.
//!
//! A build is the first update of an empty [`Workspace`]. A later update parses only the files whose
//! bytes changed and verifies only the pages whose text or sources changed; everything else is shared
//! with the update before. What is kept is kept by the equality of what it was made from, so that an
//! update and a fresh start cannot differ.

mod settle;
mod timings;

use std::collections::{BTreeMap, HashSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::lock::Lock;
use crate::publish::{Files, Take};
use crate::reference::{StyleError, Styler};
use crate::render::{self, Theme};
use crate::site::{self, Site};
use crate::snapshot::Snapshot;
use crate::source::{self, Source};
use crate::topic::{self, Page};
use crate::verify::{self, Library, PageChecks};
use crate::view::{self, Job, LanguageView, Maker, Output, Parts, SiteView};
use crate::{machine, words::Words};
use timings::PageClock;

pub use timings::Timings;

/// What a run may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Publish drafts too.
    pub drafts: bool,
    /// Another address than the configured one.
    pub base_url: Option<String>,
    /// Leave pages as the templates make them.
    pub skip_minify: bool,
    /// Offer passages for citations that name none, as notes.
    pub suggest: bool,
}

/// Everything known of a site after an update. Immutable; cheap to share.
#[derive(Debug)]
pub struct Checked {
    /// The settings in force.
    pub config: Arc<Config>,
    /// All findings but those of rendering, before exemptions and severities.
    findings: Vec<Diagnostic>,
    /// The index.
    pub site: Site,
    /// What was accepted of the sources.
    pub lock: Lock,
    /// The files it was made from.
    pub snapshot: Arc<Snapshot>,
    /// Counts for the closing line.
    pub counts: Counts,
    /// Where the time went.
    pub timings: Timings,
    options: Options,
}

/// Counts for the closing line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Pages written in Markdown.
    pub pages: usize,
    /// Quotations and excerpts compared.
    pub compared: usize,
    /// Those that stand in a cited source.
    pub matched: usize,
}

/// A parsed file with what it was parsed from.
#[derive(Clone, Debug)]
struct Parsed<T> {
    bytes: Arc<[u8]>,
    value: Option<Arc<T>>,
    findings: Vec<Diagnostic>,
}

/// A page with its checks and findings.
type Verified = (Arc<Page>, Arc<PageChecks>, Arc<[Diagnostic]>);

/// What an update keeps for the next one.
#[derive(Debug, Default)]
pub struct Workspace {
    config: Option<(Vec<u8>, Options)>,
    sources: BTreeMap<String, Parsed<Source>>,
    pages: BTreeMap<String, Parsed<Page>>,
    library: Option<Arc<Library>>,
    checks: BTreeMap<String, Verified>,
}

impl Workspace {
    /// Brings the workspace up to date with a snapshot. `found` are the findings of reading.
    pub fn update(
        &mut self,
        snapshot: Arc<Snapshot>,
        config_path: &str,
        found: Vec<Diagnostic>,
        options: &Options,
    ) -> Checked {
        let timings = Timings::default();
        let mut findings = found;
        let (mut config, more) = config::parse(&snapshot, config_path);
        findings.extend(more);
        if let Some(base_url) = &options.base_url {
            config.base_url.clone_from(base_url);
        }
        if options.suggest {
            config.rules.raise(Rule::ExcerptMissing, Severity::Note);
        }
        let config = Arc::new(config);
        let config_bytes = snapshot.files.get(config_path).map(|bytes| bytes.to_vec()).unwrap_or_default();
        let made_from = Some((config_bytes, options.clone()));
        if self.config != made_from {
            // Pages and checks depend on the settings; starting afresh is the rule that cannot be wrong.
            *self = Self { config: made_from, ..Self::default() };
        }
        let sources_changed = timings.time("parse sources", || self.parse_sources(&snapshot, &mut findings));
        timings.time("parse pages", || self.parse_pages(&snapshot, &config, &mut findings));
        let (sources, more) = source::by_key(self.sources.values().filter_map(|parsed| parsed.value.clone()));
        findings.extend(more);
        let library = match &self.library {
            Some(library) if !sources_changed => Arc::clone(library),
            _ => {
                self.checks.clear();
                Arc::new(timings.time("normalise sources", || Library::new(&sources, &config)))
            }
        };
        self.library = Some(Arc::clone(&library));
        let (lock, more) = Lock::read(&snapshot);
        findings.extend(more);
        findings.extend(lock.changed(&library.sources));
        let parsed = self.pages.values().filter_map(|parsed| parsed.value.clone());
        let pages: Vec<Arc<Page>> = parsed.filter(|page| options.drafts || !page.front.is_draft).collect();
        findings.extend(lock.uncorrected(&pages));
        let checks = timings.time("verify pages", || self.verify(&pages, &library, &mut findings));
        let counts = Counts {
            pages: pages.len(),
            compared: checks.iter().map(|check| check.compared).sum(),
            matched: checks.iter().map(|check| check.matched).sum(),
        };
        let input = site::Input {
            config: &config,
            snapshot: &snapshot,
            pages: &pages,
            checks: &checks,
            library: &library,
        };
        let (site, more) = timings.time("index", || site::index(input));
        findings.extend(more);
        Checked { config, findings, site, lock, snapshot, counts, timings, options: options.clone() }
    }

    /// Parses the sources whose bytes changed; says whether any did.
    fn parse_sources(&mut self, snapshot: &Snapshot, findings: &mut Vec<Diagnostic>) -> bool {
        let (parsed, changed) =
            reparse(snapshot, "seeds", "", &mut self.sources, |path| source::parse(snapshot, path));
        self.sources = parsed;
        findings.extend(self.sources.values().flat_map(|parsed| parsed.findings.iter().cloned()));
        changed
    }

    fn parse_pages(&mut self, snapshot: &Snapshot, config: &Config, findings: &mut Vec<Diagnostic>) {
        let (parsed, _) =
            reparse(snapshot, "content", ".md", &mut self.pages, |path| topic::parse(snapshot, config, path));
        self.pages = parsed;
        findings.extend(self.pages.values().flat_map(|parsed| parsed.findings.iter().cloned()));
    }

    /// Verifies the pages that changed; the checks of the others are those of the update before.
    fn verify(
        &mut self,
        pages: &[Arc<Page>],
        library: &Library,
        findings: &mut Vec<Diagnostic>,
    ) -> Vec<Arc<PageChecks>> {
        let known = std::mem::take(&mut self.checks);
        let checked: Vec<_> = pages
            .par_iter()
            .with_min_len(8)
            .map(|page| match known.get(&page.path) {
                Some((same, checks, found)) if Arc::ptr_eq(same, page) => {
                    (Arc::clone(checks), Arc::clone(found))
                }
                _ => {
                    let (checks, found) = verify::page::check(page, library);
                    (Arc::new(checks), found.into())
                }
            })
            .collect();
        let mut all = Vec::with_capacity(pages.len());
        for (page, (checks, found)) in pages.iter().zip(checked) {
            findings.extend(found.iter().cloned());
            all.push(Arc::clone(&checks));
            self.checks.insert(page.path.clone(), (Arc::clone(page), checks, found));
        }
        all
    }
}

type ParsedFiles<T> = BTreeMap<String, Parsed<T>>;

/// Parses the files of a folder whose bytes are not those of the update before.
fn reparse<T: Send + Sync>(
    snapshot: &Snapshot,
    folder: &str,
    extension: &str,
    known: &mut ParsedFiles<T>,
    parse: impl Fn(&str) -> (Option<T>, Vec<Diagnostic>) + Sync,
) -> (ParsedFiles<T>, bool) {
    let files: Vec<(String, Arc<[u8]>)> = snapshot
        .under(folder)
        .filter(|(path, _)| path.ends_with(extension))
        .map(|(path, bytes)| (format!("{folder}/{path}"), Arc::clone(bytes)))
        .collect();
    let mut changed = files.len() != known.len();
    let mut parsed = BTreeMap::new();
    let mut missing = Vec::new();
    for (path, bytes) in files {
        match known.remove(&path) {
            Some(entry) if Arc::ptr_eq(&entry.bytes, &bytes) || entry.bytes == bytes => {
                drop(parsed.insert(path, entry))
            }
            _ => missing.push((path, bytes)),
        }
    }
    changed |= !missing.is_empty();
    let fresh: Vec<(String, Parsed<T>)> = missing
        .into_par_iter()
        .with_min_len(8)
        .map(|(path, bytes)| {
            let (value, findings) = parse(&path);
            (path, Parsed { bytes, value: value.map(Arc::new), findings })
        })
        .collect();
    parsed.extend(fresh);
    (parsed, changed)
}

/// A checked site with its theme, ready to make any page.
#[derive(Debug)]
pub struct Renderer {
    checked: Arc<Checked>,
    looks: Arc<[Look]>,
}

/// The theme in one language, compiled, and what many pages show.
#[derive(Debug)]
struct Look {
    language: usize,
    theme: Theme,
    words: Words,
    parts: Parts,
    site_view: SiteView,
}

impl Look {
    /// The looks of all languages, the site's own first.
    fn all(checked: &Checked) -> Result<Arc<[Self]>, Vec<Diagnostic>> {
        let site = &checked.site;
        let load = |language: usize| {
            let code = &site.config.languages[language].code;
            render::theme::load(&checked.snapshot, &checked.config, code)
        };
        let themes: Vec<Theme> = checked.timings.time("theme", || {
            site.languages.iter().map(|&language| load(language)).collect::<Result<_, _>>()
        })?;
        let named = themes.iter().zip(&site.languages).map(|(theme, &language)| LanguageView {
            code: theme.words.language.clone(),
            name: theme.words.find("language_name").unwrap_or(&theme.words.language).to_owned(),
            home: site.addresses.path(&site.folder_in(language, "")),
        });
        let named: Vec<LanguageView> = if themes.len() > 1 { named.collect() } else { Vec::new() };
        let looks = themes.into_iter().zip(&site.languages);
        looks.map(|(theme, &language)| Self::new(checked, language, theme, &named)).collect()
    }

    fn new(
        checked: &Checked,
        language: usize,
        mut theme: Theme,
        named: &[LanguageView],
    ) -> Result<Self, Vec<Diagnostic>> {
        let (site, timings) = (&checked.site, &checked.timings);
        let words = theme.words.clone();
        let references =
            timings.time("references", || references(checked, &words)).map_err(|finding| vec![*finding])?;
        let asset = |name: &str| site.addresses.file(name);
        let site_view = |parts: &Parts| {
            let maker = Maker { site, language, words: &words, parts };
            maker.site_view(asset("style.css"), asset("script.js"), named.to_vec())
        };
        // The parts are filled into templates that see the site, and then belong to it.
        theme.set_site(&site_view(&Parts::default()));
        let parts =
            Parts::new(site, (language, &words), references, &theme).map_err(|finding| vec![*finding])?;
        let site_view = site_view(&parts);
        theme.set_site(&site_view);
        Ok(Self { language, theme, words, parts, site_view })
    }
}

/// Whether two checked sites have the same settings, theme and sources.
fn has_same_look(one: &Checked, other: &Checked) -> bool {
    let same_file = |path: &str| one.snapshot.files.get(path) == other.snapshot.files.get(path);
    let sources = one.site.sources.iter().zip(&other.site.sources);
    one.options == other.options
        && one.config.path == other.config.path
        && same_file(&one.config.path)
        && same_file(&one.config.citation_style)
        && one.snapshot.under("themes").eq(other.snapshot.under("themes"))
        && one.site.sources.len() == other.site.sources.len()
        && sources.into_iter().all(|(one, other)| Arc::ptr_eq(one, other))
        && one.site.addresses.sources == other.site.addresses.sources
        && one.site.languages == other.site.languages
        // In another language the menu names pages by their own titles.
        && (one.site.languages.len() < 2 || same_titles(&one.site, &other.site))
}

fn same_titles(one: &Site, other: &Site) -> bool {
    let mut pages = one.pages.iter().zip(&other.pages);
    one.pages.len() == other.pages.len()
        && pages.all(|(one, other)| one.front.title == other.front.title && one.folder == other.folder)
}

impl Renderer {
    /// Loads the theme.
    ///
    /// # Errors
    /// Findings in the theme's files.
    pub fn new(checked: Arc<Checked>) -> Result<Self, Vec<Diagnostic>> {
        let looks = Look::all(&checked)?;
        Ok(Self { looks, checked })
    }

    /// As [`Self::new`], with the look of the renderer before where nothing has changed that it is made
    /// from: the settings, the theme, the sources.
    ///
    /// # Errors
    /// Findings in the theme's files.
    pub fn after(checked: Arc<Checked>, before: Option<&Self>) -> Result<Self, Vec<Diagnostic>> {
        match before.filter(|before| has_same_look(&before.checked, &checked)) {
            Some(before) => Ok(Self { looks: Arc::clone(&before.looks), checked }),
            None => Self::new(checked),
        }
    }

    fn makers(&self) -> impl Iterator<Item = Maker<'_>> {
        self.looks.iter().map(|look| self.maker(look))
    }

    fn maker<'r>(&'r self, look: &'r Look) -> Maker<'r> {
        let Look { language, words, parts, .. } = look;
        Maker { site: &self.checked.site, language: *language, words, parts }
    }

    /// The look of a language; that of the site's own where there is none.
    fn look(&self, language: usize) -> &Look {
        self.looks.iter().find(|look| look.language == language).unwrap_or(&self.looks[0])
    }

    /// What every template sees of the site, in the language of a page.
    #[must_use]
    pub fn site_view(&self, job: &Job) -> SiteView {
        let look = self.look(job.language(&self.checked.site));
        look.site_view.clone()
    }

    /// Every page that can be made.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        view::jobs(&self.checked.site)
    }

    /// Makes one page.
    ///
    /// # Errors
    /// A finding in the template.
    pub fn page(&self, job: &Job) -> Result<(Output, Vec<u8>), Box<Diagnostic>> {
        self.page_on(job, &PageClock::default()).map(|(output, html, _)| (output, html))
    }

    fn page_on(&self, job: &Job, clock: &PageClock) -> Result<(Output, Vec<u8>, Instant), Box<Diagnostic>> {
        let begun = Instant::now();
        let look = self.look(job.language(&self.checked.site));
        let output = self.maker(look).make(job);
        let viewed = Instant::now();
        let html = look.theme.render(&output)?;
        let filled = Instant::now();
        let html =
            if self.checked.options.skip_minify { html } else { render::minify(html, output.has_raw_html) };
        let small = Instant::now();
        clock.add([begun, viewed, filled, small]);
        Ok((output, html, small))
    }

    /// Everything that is not made by a template: files for machines, the theme's files, assets.
    #[must_use]
    pub fn other_files(&self) -> Files {
        let files = Mutex::new(Files::new());
        let Ok(()) = self.write_others(&|path, bytes| keep(&files, path, bytes));
        files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Of several files of one address the first is taken: an asset comes before what is made for
    /// machines (a site's own `robots.txt`), and that before a file of the theme.
    fn write_others<E: Send>(&self, take: &Take<'_, E>) -> Result<(), E> {
        for (target, origin) in &self.checked.site.addresses.assets {
            if let Some(bytes) = self.checked.snapshot.files.get(origin) {
                take(target, bytes)?;
            }
        }
        machine::write(&self.maker(&self.looks[0]), take)?;
        self.makers().skip(1).try_for_each(|maker| machine::write_feeds(&maker, take))?;
        self.looks[0].theme.files.iter().try_for_each(|(name, bytes)| take(name, bytes))
    }

    /// Makes the whole site, file by file on all cores and each once, and gives the findings of its templates. No
    /// more of it is in memory than is being made.
    ///
    /// # Errors
    /// What `take` answers; the rest is not made then.
    pub fn write<E: Send>(&self, take: &Take<'_, E>) -> Result<Vec<Diagnostic>, E> {
        let timings = &self.checked.timings;
        let taken: Mutex<HashSet<String>> = Mutex::default();
        let take = |path: &str, bytes: &[u8]| {
            let is_first = taken.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
            if is_first { take(path, bytes) } else { Ok(()) }
        };
        let findings = timings.time("pages", || self.write_pages(&take))?;
        timings.time("other files", || self.write_others(&take))?;
        Ok(findings)
    }

    /// The findings of the templates, which show when every page is made.
    #[must_use]
    pub fn problems(&self) -> Vec<Diagnostic> {
        let Ok(findings) = self.write_pages::<Infallible>(&|_, _| Ok(()));
        findings
    }

    fn write_pages<E: Send>(&self, take: &Take<'_, E>) -> Result<Vec<Diagnostic>, E> {
        let jobs = self.jobs();
        let clock = PageClock::default();
        let made: Vec<Option<Box<Diagnostic>>> = jobs
            .par_iter()
            .with_min_len(4)
            .map(|job| match self.page_on(job, &clock) {
                Ok((output, html, made)) => {
                    take(&output.file, &html)?;
                    clock.add_take(made);
                    Ok(None)
                }
                Err(finding) => Ok(Some(finding)),
            })
            .collect::<Result<_, E>>()?;
        for (step, spent) in clock.spent() {
            self.checked.timings.add_threads(step, spent);
        }
        // A template's error shows on every page that uses it; it is reported for the first.
        let mut seen = std::collections::BTreeSet::new();
        let mut findings: Vec<Diagnostic> = made.into_iter().flatten().map(|finding| *finding).collect();
        findings.retain(|finding| seen.insert((finding.path.clone(), finding.span, finding.message.clone())));
        Ok(findings)
    }

    /// The whole site in memory, with the findings of its templates.
    #[must_use]
    pub fn files(&self) -> (Files, Vec<Diagnostic>) {
        let files = Mutex::new(Files::new());
        let Ok(findings) = self.write(&|path, bytes| keep(&files, path, bytes));
        (files.into_inner().unwrap_or_else(PoisonError::into_inner), findings)
    }
}

fn keep(files: &Mutex<Files>, path: &str, bytes: &[u8]) -> Result<(), Infallible> {
    files
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .entry(path.to_owned())
        .or_insert_with(|| bytes.into());
    Ok(())
}

/// What one run of the whole pipeline found and made.
#[derive(Debug)]
pub struct Run {
    /// The checked site.
    pub checked: Arc<Checked>,
    /// All findings, sorted; those of rules that are off are left out.
    pub findings: Vec<Diagnostic>,
    /// The whole site; complete only where no finding is an error.
    pub files: Files,
}

/// Runs every stage but the first and the last, and keeps the site in memory.
#[must_use]
pub fn run(snapshot: Arc<Snapshot>, config_path: &str, found: Vec<Diagnostic>, options: &Options) -> Run {
    let checked = Arc::new(Workspace::default().update(snapshot, config_path, found, options));
    let (files, more) = match Renderer::new(Arc::clone(&checked)) {
        Ok(renderer) => renderer.files(),
        Err(findings) => (Files::new(), findings),
    };
    let findings = checked.settled(more);
    Run { checked, findings, files }
}

impl Run {
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

/// Whether a site with these findings may be published.
#[must_use]
pub fn is_publishable(findings: &[Diagnostic], strict: bool) -> bool {
    count(findings, Severity::Error) == 0 && !(strict && count(findings, Severity::Warning) > 0)
}

impl Checked {
    /// All findings, those of rendering included, after exemptions and severities, sorted.
    #[must_use]
    pub fn settled(&self, rendering: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let all = self.findings.iter().cloned().chain(rendering).collect();
        settle::settle(all, &self.config, &self.site.pages)
    }
}

/// The formatted reference of every source, each made once.
fn references(checked: &Checked, words: &Words) -> Result<Vec<String>, Box<Diagnostic>> {
    let (site, config) = (&checked.site, &checked.config);
    let style = &config.citation_style;
    let styler = if style.ends_with(".csl") {
        let text = checked.snapshot.utf8(style)?;
        Styler::from_csl(text, &words.language)
    } else {
        Styler::new(style, &words.language)
    };
    let styler = styler.map_err(|error| {
        let finding =
            Diagnostic::new(Rule::Config, &config.path, config.citation_style_span, error.to_string());
        let help =
            "name a built-in style, such as chicago-notes, apa or mla, or a .csl file beside ibid.yaml";
        Box::new(match &error {
            StyleError::Unknown { nearest: Some(meant), .. } => {
                finding.help(format!("did you mean `{meant}`?"))
            }
            _ => finding.help(help),
        })
    })?;
    let sources: Vec<usize> = (0..site.sources.len()).collect();
    let reference = |&index: &usize| {
        styler.reference_html(&site.sources[index], &view::maker::source_label(site, index, words))
    };
    Ok(sources.par_iter().map(reference).collect())
}
