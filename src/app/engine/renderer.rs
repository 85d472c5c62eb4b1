//! A checked site with its theme, and the making of its files.

pub(super) mod assets;
mod outputs;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::Checked;
use super::references::{self, KnownReferences, References};
use super::sinks::{Discard, EachOnce, Memory};
use super::timings::PageClock;
use crate::base::FileChanged;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::ids::{LanguageId, PageId};
use crate::base::output::{Files, OutputSink};
use crate::base::parallel;
use crate::base::store::MadeFrom;
use crate::parse::lock::Lock;
use crate::render::html;
use crate::render::machine;
use crate::render::pictures::{self, Picture};
use crate::render::search;
use crate::render::view::made_from::{self, Origins};
use crate::render::view::{self, Job, JobKind, Maker, Output, PageType, SiteView};
use crate::site::machine_files;
use assets::{LanguageAssets, has_same_look, has_same_settings};

/// A checked site with its theme, ready to make any page.
#[derive(Debug)]
pub struct Renderer {
    checked: Arc<Checked>,
    /// What will be recorded of the sources when this is published.
    lock: Lock,
    /// The warnings with which this is published, apart from those of rendering.
    warnings: Vec<Diagnostic>,
    assets: Arc<[LanguageAssets]>,
}

/// Why the files of a site cannot be made.
#[derive(Debug)]
pub enum RenderError {
    /// What is wrong with the theme or a template.
    Findings(Vec<Diagnostic>),
    /// A file changed while the site was being read.
    FileChanged(FileChanged),
}

impl RenderError {
    /// The findings for the author.
    #[must_use]
    pub fn into_findings(self) -> Vec<Diagnostic> {
        match self {
            Self::Findings(findings) => findings,
            Self::FileChanged(changed) => vec![*Box::<Diagnostic>::from(changed)],
        }
    }
}

impl From<Box<Diagnostic>> for RenderError {
    fn from(finding: Box<Diagnostic>) -> Self {
        Self::Findings(vec![*finding])
    }
}

impl From<FileChanged> for RenderError {
    fn from(changed: FileChanged) -> Self {
        Self::FileChanged(changed)
    }
}

/// Rows from which a page is large: about 8 MiB of HTML, view and values for the template.
const MANY_ROWS: usize = 5_000;

impl Renderer {
    /// Loads the theme.
    ///
    /// # Errors
    /// Findings in the theme's files.
    pub fn new(checked: Arc<Checked>) -> Result<Self, RenderError> {
        Self::with_references(checked, None)
    }

    /// As [`Self::new`]. `known` are the formatted references of just these sources in this style, if they
    /// were made before.
    ///
    /// # Errors
    /// Findings in the theme's files.
    pub fn with_references(checked: Arc<Checked>, known: Option<References>) -> Result<Self, RenderError> {
        let known = known.unwrap_or_default().into_iter();
        let known = known.map(|references| references.into_iter().map(Some).collect()).collect();
        let assets = LanguageAssets::all(&checked, known)?;
        let mut warnings = checked.reported(Vec::new());
        warnings.retain(|finding| finding.severity == Severity::Warning);
        Ok(Self { lock: checked.lock_to_publish(), warnings, assets, checked })
    }

    /// The formatted references of the sources, language by language.
    #[must_use]
    pub fn references(&self) -> References {
        let of = |assets: &LanguageAssets| {
            assets.parts.sources.iter().map(|source| source.reference_html.clone()).collect()
        };
        self.assets.iter().map(of).collect()
    }

    /// As [`Self::new`], with the assets of the renderer before where nothing has changed that it is made
    /// from: the settings, the theme, the sources.
    ///
    /// # Errors
    /// Findings in the theme's files.
    pub fn after(checked: Arc<Checked>, before: Option<&Self>) -> Result<Self, RenderError> {
        let before = before.filter(|before| has_same_settings(&before.checked, &checked));
        let assets = match before {
            Some(before) if has_same_look(&before.checked, &checked) => Arc::clone(&before.assets),
            Some(before) => LanguageAssets::all(
                &checked,
                references::of_same_sources(
                    &before.references(),
                    &before.checked.site.sources,
                    &checked.site.sources,
                ),
            )?,
            None => LanguageAssets::all(&checked, KnownReferences::new())?,
        };
        let mut warnings = checked.reported(Vec::new());
        warnings.retain(|finding| finding.severity == Severity::Warning);
        Ok(Self { lock: checked.lock_to_publish(), warnings, assets, checked })
    }

    /// Makes views in a language; in the site's own where it has no pages in that one.
    #[must_use]
    pub fn maker_of(&self, language: LanguageId) -> Maker<'_> {
        self.maker(self.assets(language))
    }

    /// The bytes of `claims.json` and of its schema.
    ///
    /// # Errors
    /// Where a file changed while the site was being read.
    pub fn claims(&self) -> Result<[Vec<u8>; 2], FileChanged> {
        let sink = Memory::default();
        self.write_claims(None, &sink)?;
        let claims = sink.files().remove(machine_files::CLAIMS).map(|bytes| bytes.to_vec());
        Ok([claims.unwrap_or_default(), machine::CLAIMS_SCHEMA.as_bytes().to_vec()])
    }

    fn makers(&self) -> impl Iterator<Item = Maker<'_>> {
        self.assets.iter().map(|assets| self.maker(assets))
    }

    fn maker<'r>(&'r self, assets: &'r LanguageAssets) -> Maker<'r> {
        let LanguageAssets { language, words, parts, .. } = assets;
        Maker {
            site: &self.checked.site,
            lock: &self.lock,
            warnings: &self.warnings,
            language: *language,
            words,
            parts,
            bodies: &self.checked.bodies,
        }
    }

    /// The assets of a language; that of the site's own where there is none.
    fn assets(&self, language: LanguageId) -> &LanguageAssets {
        self.assets.iter().find(|assets| assets.language == language).unwrap_or(&self.assets[0])
    }

    /// What every template sees of the site, in the language of a page.
    #[must_use]
    pub fn site_view(&self, job: &Job) -> SiteView {
        self.assets(job.language).site_view.clone()
    }

    /// Every page that can be made.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        view::jobs(&self.checked.site)
    }

    /// One page of each kind, in each language: what is wrong with a template shows on one of them.
    #[must_use]
    pub fn samples(&self) -> Vec<Job> {
        let mut seen = HashSet::new();
        self.jobs().into_iter().filter(|job| seen.insert(self.kind_of(job))).collect()
    }

    /// What pages of one kind have in common: the template, the language, and whether they go on from another page.
    fn kind_of(&self, job: &Job) -> impl Eq + std::hash::Hash + use<'_> {
        let of_page = match job.kind {
            JobKind::Page(page) => Some(&self.checked.site.pages[page]),
            _ => None,
        };
        let template = of_page.and_then(|page| page.front.template.as_ref()).map(|name| name.as_str());
        let kind = of_page.map(|page| PageType::from(page.kind).name());
        (std::mem::discriminant(&job.kind), kind, template, job.language, job.number > 1)
    }

    /// What the template of a page sees.
    ///
    /// # Errors
    /// Where a file changed while the site was being read.
    pub fn output(&self, job: &Job) -> Result<Output, FileChanged> {
        self.maker(self.assets(job.language)).make(job)
    }

    /// Makes one page.
    ///
    /// # Errors
    /// A finding in the template, or a file that changed while the site was being read.
    pub fn page(&self, job: &Job) -> Result<Vec<u8>, RenderError> {
        let assets = self.assets(job.language);
        let started = Instant::now();
        let output = self.output(job)?;
        Ok(self.fill(assets, output, started, &PageClock::default())?.0)
    }

    /// Fills the template of a page, whose view was started at that time; the bytes, and when they were ready. The
    /// view goes as soon as the template has it in its own form: of a large page there is never more than two.
    fn fill(
        &self,
        assets: &LanguageAssets,
        output: Output,
        started: Instant,
        clock: &PageClock,
    ) -> Result<(Vec<u8>, Instant), Box<Diagnostic>> {
        let viewed = Instant::now();
        let has_raw_html = output.has_raw_html;
        let html = assets.theme.render(output)?;
        let filled = Instant::now();
        let html = match self.checked.options.skip_minify {
            true => html.html,
            false => html::minify(html, has_raw_html, &assets.theme.pieces),
        };
        let small = Instant::now();
        clock.add([started, viewed, filled, small]);
        Ok((html, small))
    }

    /// Everything that is not made by a template: files for machines, the theme's files, assets.
    ///
    /// # Errors
    /// Where a file changed while the site was being read.
    pub fn other_files(&self) -> Result<Files, FileChanged> {
        let sink = Memory::default();
        self.write_claims(None, &sink)?;
        self.write_others(None, &sink)?;
        Ok(sink.files())
    }

    /// Every picture there is to make, by its path below the output folder.
    #[must_use]
    pub fn pictures(&self) -> BTreeMap<String, Picture> {
        self.makers().flat_map(|maker| pictures::list(&maker)).collect()
    }

    /// Makes a picture; nothing where there is none.
    ///
    /// # Errors
    /// Where a file changed while the site was being read.
    pub fn picture(&self, picture: &Picture) -> Result<Option<Vec<u8>>, FileChanged> {
        let maker = self.maker(&self.assets[0]);
        pictures::make(&maker, &self.checked.snapshot, self.checked.options.pictures.as_ref(), picture)
    }

    /// The index of the search in each language.
    ///
    /// # Errors
    /// Where a file changed while the site was being read.
    pub fn search_files(&self) -> Result<Files, FileChanged> {
        let sink = Memory::default();
        self.write_search(&sink)?;
        Ok(sink.files())
    }

    fn write_search<S: OutputSink>(&self, sink: &S) -> Result<(), S::Error> {
        self.makers().try_for_each(|maker| search::write(&maker, sink))
    }

    fn write_pictures<S: OutputSink>(&self, sink: &S) -> Result<(), S::Error> {
        let (store, snapshot) = (self.checked.options.pictures.as_ref(), &self.checked.snapshot);
        self.makers().try_for_each(|maker| pictures::write(&maker, snapshot, store, sink))
    }

    /// Of several files of one address the first is taken: an asset comes before what is made for
    /// hosts (a site's own `robots.txt`), and that before a file of the theme. An asset in the place of a
    /// page, or of what others rely on, is a finding (`site/addresses/collect.rs`).
    fn write_others<S: OutputSink>(&self, origins: Option<&Origins>, sink: &S) -> Result<(), S::Error> {
        for (target, origin) in &self.checked.site.addresses.assets {
            let Some(content) = self.checked.snapshot.files.get(origin).filter(|_| sink.takes(target)) else {
                continue;
            };
            // The bytes are what it is made from: where they are known, it need not be read.
            let key = content.key().into();
            if !sink.keep(target, key)? {
                sink.write(target, content.read()?, Some(key))?;
            }
        }
        let policy = self.assets[0].theme.policy.header.as_deref();
        machine::write(&self.maker(&self.assets[0]), policy, origins, sink)?;
        self.makers().skip(1).try_for_each(|maker| machine::write_feeds(&maker, sink))?;
        self.assets[0].theme.files.iter().try_for_each(|(name, bytes)| sink.write(name, bytes, None))
    }

    fn write_claims<S: OutputSink>(&self, origins: Option<&Origins>, sink: &S) -> Result<(), S::Error> {
        if !sink.takes(machine_files::CLAIMS) {
            return Ok(());
        }
        machine::write_claims(&self.maker(&self.assets[0]), origins, sink)
    }

    /// Makes the whole site, file by file on all cores and each once, and gives the findings of its templates.
    /// No more of it is in memory than is being made. With `origins`, what was made before from just the same
    /// is not made again where the sink has kept it.
    ///
    /// # Errors
    /// What the sink answers; the rest is not made then.
    pub fn write<S: OutputSink>(
        &self,
        origins: Option<&Origins>,
        sink: &S,
    ) -> Result<Vec<Diagnostic>, S::Error> {
        let timings = &self.checked.timings;
        let sink = EachOnce { sink, written: Mutex::default() };
        let mut findings = timings.time("pages", || {
            // The claims are one large file: beside the pages, which are many.
            let claims = || timings.time("claims", || self.write_claims(origins, &sink));
            self.write_pages((origins, self.jobs()), &sink, claims)
        })?;
        timings.time("other files", || self.write_others(origins, &sink))?;
        timings.time("twins", || self.write_twins(origins, &sink))?;
        findings.extend(timings.time("cards of statements", || self.write_cards(origins, &sink, |_| true))?);
        timings.time("search", || self.write_search(&sink))?;
        timings.time("pictures", || self.write_pictures(&sink))?;
        Ok(findings)
    }

    /// The findings of the templates, which show when every page is made.
    ///
    /// # Errors
    /// Where a file changed while the site was being read.
    pub fn problems(&self) -> Result<Vec<Diagnostic>, FileChanged> {
        let mut findings = self.write_pages((None, self.jobs()), &Discard, || Ok(()))?;
        findings.extend(self.write_cards(None, &Discard, |_| true)?);
        Ok(findings)
    }

    /// The findings of the templates that show on one page of each kind, and on those that are written in certain
    /// files.
    ///
    /// # Errors
    /// Where a file changed while the site was being read.
    pub fn problems_of(
        &self,
        is_asked: impl Fn(&str) -> bool + Sync,
    ) -> Result<Vec<Diagnostic>, FileChanged> {
        let pages = &self.checked.site.pages;
        let mut kinds = HashSet::new();
        let mut is_made = |job: &Job| {
            let page = match job.kind {
                JobKind::Page(page) | JobKind::EvidenceOf(page) => Some(&pages[page]),
                _ => None,
            };
            kinds.insert(self.kind_of(job)) || page.is_some_and(|page| is_asked(&page.path))
        };
        let jobs = self.jobs().into_iter().filter(|job| is_made(job)).collect();
        let mut findings = self.write_pages((None, jobs), &Discard, || Ok(()))?;
        let sample = self.checked.site.pages.iter().position(|page| !page.document.groups.is_empty());
        let sample = sample.map(|index| &pages[index].path);
        let has_sample = |path: &str| sample.is_some_and(|sample| sample == path);
        findings.extend(self.write_cards(None, &Discard, |path| has_sample(path) || is_asked(path))?);
        Ok(findings)
    }

    /// Makes pages: those of many rows one after the other, since each takes hundreds of bytes a row, and
    /// then what is `large` as well; beside them all others on all cores.
    fn write_pages<S: OutputSink>(
        &self,
        (origins, jobs): (Option<&Origins>, Vec<Job>),
        sink: &S,
        large: impl FnOnce() -> Result<(), S::Error> + Send,
    ) -> Result<Vec<Diagnostic>, S::Error> {
        let clock = PageClock::default();
        let site = &self.checked.site;
        let taken = jobs.iter().filter(|job| sink.takes(&job.file(site)));
        let (mut few, many): (Vec<_>, Vec<_>) =
            taken.enumerate().partition(|(_, job)| job.rows(site) < MANY_ROWS);
        if self.checked.options.goes_by_page {
            few.sort_by_key(|(_, job)| match job.kind {
                JobKind::Page(page) | JobKind::EvidenceOf(page) => page.index(),
                _ => usize::MAX,
            });
        }
        // Their texts stand in the feeds as well, which are made after the pages.
        let in_feeds: BTreeSet<PageId> =
            self.makers().flat_map(|maker| machine::pages_of_feeds(&maker)).collect();
        let drop_body = |page: PageId| {
            if !in_feeds.contains(&page) {
                self.drop_body(page);
            }
        };
        type Made = (usize, Option<Box<Diagnostic>>);
        let make = |(index, job): (usize, &Job)| -> Result<Made, S::Error> {
            let found = self.write_page(job, origins, sink, &clock)?;
            match &job.kind {
                JobKind::EvidenceOf(page) => drop_body(*page),
                JobKind::Page(page) if job.number == 1 && !site.pages[*page].has_evidence() => {
                    drop_body(*page)
                }
                _ => {}
            }
            Ok((index, found))
        };
        let (few, many) = parallel::join(
            || parallel::try_map(&few, 4, |job| make(*job)),
            || {
                let made = many.into_iter().map(make).collect::<Result<Vec<Made>, _>>()?;
                large().map(|()| made)
            },
        );
        let mut made = few?;
        made.extend(many?);
        // In the order of jobs, which no thread decides.
        made.sort_unstable_by_key(|(index, _)| *index);
        for (step, spent) in clock.spent() {
            self.checked.timings.add_threads(step, spent);
        }
        Ok(each_once(made.into_iter().filter_map(|(_, finding)| finding).map(|finding| *finding)))
    }

    /// Drops a page's body, unless the lists of events and disagreements will need it.
    fn drop_body(&self, page: PageId) {
        let page = &self.checked.site.pages[page];
        if page.document.events.is_empty() && page.document.disagreements.is_empty() {
            self.checked.bodies.drop_body(page);
        }
    }

    fn write_page<S: OutputSink>(
        &self,
        job: &Job,
        origins: Option<&Origins>,
        sink: &S,
        clock: &PageClock,
    ) -> Result<Option<Box<Diagnostic>>, S::Error> {
        let assets = self.assets(job.language);
        let maker = self.maker(assets);
        let made_from =
            origins.map(|origins| made_from::Keys { maker: &maker, job, origins, site: &assets.site });
        let coarse = made_from.as_ref().and_then(made_from::Keys::coarse);
        if let Some(coarse) = &coarse
            && sink.keep_coarse(&job.file(maker.site), coarse)?
        {
            return Ok(None);
        }
        let from_inputs = made_from.as_ref().and_then(made_from::Keys::from_inputs);
        if let Some(key) = from_inputs
            && sink.keep(&job.file(maker.site), MadeFrom { key, coarse })?
        {
            return Ok(None);
        }
        let started = Instant::now();
        let output = maker.make(job)?;
        if let JobKind::Page(page) = &job.kind
            && job.rows(maker.site) >= MANY_ROWS
        {
            self.drop_body(*page);
        }
        let key = from_inputs.or_else(|| made_from.as_ref().map(|keys| keys.from_view(&output)));
        let key = key.map(|key| MadeFrom { key, coarse });
        if let Some(key) = key.filter(|_| from_inputs.is_none())
            && sink.keep(&output.file, key)?
        {
            return Ok(None);
        }
        let file = output.file.clone();
        match self.fill(assets, output, started, clock) {
            Ok((html, made)) => {
                sink.write(&file, &html, key)?;
                clock.add_take(made);
                Ok(None)
            }
            Err(finding) => Ok(Some(finding)),
        }
    }

    /// The whole site in memory, with the findings of its templates.
    ///
    /// # Errors
    /// Where a file changed while the site was being read.
    pub fn files(&self) -> Result<(Files, Vec<Diagnostic>), FileChanged> {
        let sink = Memory::default();
        let findings = self.write(None, &sink)?;
        Ok((sink.files(), findings))
    }
}

/// A template's error shows on every page that uses it; it is reported for the first.
fn each_once(findings: impl Iterator<Item = Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    findings
        .filter(|finding| seen.insert((finding.path.clone(), finding.span, finding.message.clone())))
        .collect()
}
