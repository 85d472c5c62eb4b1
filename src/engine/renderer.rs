//! A checked site with its theme, and the making of its files.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use rayon::prelude::*;

use super::Checked;
use super::shelf::{EachOnce, Memory, Nowhere};
use super::timings::PageClock;
use crate::diagnostic::{Diagnostic, Rule};
use crate::publish::{Files, Shelf};
use crate::reference::{StyleError, Styler};
use crate::render::{self, Theme};
use crate::view::made_from::{self, Origins};
use crate::view::{self, Job, Maker, Output, Parts};
use crate::{machine, words::Words};

/// A checked site with its theme, ready to make any page.
#[derive(Debug)]
pub struct Renderer {
    checked: Arc<Checked>,
    look: Arc<Look>,
}

/// The theme, compiled, and what many pages show.
#[derive(Debug)]
struct Look {
    theme: Theme,
    words: Words,
    parts: Parts,
}

impl Look {
    /// `known` are the references of just these sources in this style, if they were made before.
    fn new(checked: &Checked, known: Option<Vec<String>>) -> Result<Self, Vec<Diagnostic>> {
        let (site, timings) = (&checked.site, &checked.timings);
        let mut theme = timings.time("theme", || render::theme::load(&checked.snapshot, &checked.config))?;
        let words = theme.words.clone();
        let references = match known.filter(|known| known.len() == site.sources.len()) {
            Some(known) => known,
            None => timings
                .time("references", || references(checked, &words))
                .map_err(|finding| vec![*finding])?,
        };
        let asset = |name: &str| site.addresses.file(name);
        let site_view = |parts: &Parts| {
            let maker = Maker { site, words: &words, parts };
            maker.site_view(asset("style.css"), asset("script.js"))
        };
        // The parts are filled into templates that see the site, and then belong to it.
        theme.set_site(&site_view(&Parts::default()));
        let parts = Parts::new(site, &words, references, &theme).map_err(|finding| vec![*finding])?;
        theme.set_site(&site_view(&parts));
        Ok(Self { theme, words, parts })
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
}

impl Renderer {
    /// Loads the theme.
    ///
    /// # Errors
    /// Findings in the theme's files.
    pub fn new(checked: Arc<Checked>) -> Result<Self, Vec<Diagnostic>> {
        Self::with_references(checked, None)
    }

    /// As [`Self::new`]. `known` are the formatted references of just these sources in this style, if they
    /// were made before.
    ///
    /// # Errors
    /// Findings in the theme's files.
    pub fn with_references(
        checked: Arc<Checked>,
        known: Option<Vec<String>>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let look = Arc::new(Look::new(&checked, known)?);
        Ok(Self { look, checked })
    }

    /// The formatted references of the sources.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.look.parts.sources.iter().map(|source| source.reference_html.as_str())
    }

    /// As [`Self::new`], with the look of the renderer before where nothing has changed that it is made
    /// from: the settings, the theme, the sources.
    ///
    /// # Errors
    /// Findings in the theme's files.
    pub fn after(checked: Arc<Checked>, before: Option<&Self>) -> Result<Self, Vec<Diagnostic>> {
        match before.filter(|before| has_same_look(&before.checked, &checked)) {
            Some(before) => Ok(Self { look: Arc::clone(&before.look), checked }),
            None => Self::new(checked),
        }
    }

    fn maker(&self) -> Maker<'_> {
        Maker { site: &self.checked.site, words: &self.look.words, parts: &self.look.parts }
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
        let output = self.maker().make(job);
        let (html, _) = self.fill(&output, Instant::now(), &PageClock::default())?;
        Ok((output, html))
    }

    /// Fills the template of a page, whose view was begun at a time; the bytes, and when they were ready.
    fn fill(
        &self,
        output: &Output,
        begun: Instant,
        clock: &PageClock,
    ) -> Result<(Vec<u8>, Instant), Box<Diagnostic>> {
        let viewed = Instant::now();
        let html = self.look.theme.render(output)?;
        let filled = Instant::now();
        let html =
            if self.checked.options.skip_minify { html } else { render::minify(html, output.has_raw_html) };
        let small = Instant::now();
        clock.add([begun, viewed, filled, small]);
        Ok((html, small))
    }

    /// Everything that is not made by a template: files for machines, the theme's files, assets.
    #[must_use]
    pub fn other_files(&self) -> Files {
        let shelf = Memory::default();
        let Ok(()) = self.write_others(None, &shelf);
        shelf.files()
    }

    /// Of several files of one address the first is taken: an asset comes before what is made for
    /// machines (a site's own `robots.txt`), and that before a file of the theme.
    fn write_others<S: Shelf>(&self, origins: Option<&Origins>, shelf: &S) -> Result<(), S::Error> {
        for (target, origin) in &self.checked.site.addresses.assets {
            if let Some(bytes) = self.checked.snapshot.files.get(origin) {
                shelf.take(target, bytes, None)?;
            }
        }
        machine::write(&self.maker(), origins, shelf)?;
        self.look.theme.files.iter().try_for_each(|(name, bytes)| shelf.take(name, bytes, None))
    }

    /// Makes the whole site, file by file on all cores and each once, and gives the findings of its templates.
    /// No more of it is in memory than is being made. With `origins`, what was made before from just the same
    /// is not made again where the shelf has kept it.
    ///
    /// # Errors
    /// What the shelf answers; the rest is not made then.
    pub fn write<S: Shelf>(&self, origins: Option<&Origins>, shelf: &S) -> Result<Vec<Diagnostic>, S::Error> {
        let timings = &self.checked.timings;
        let shelf = EachOnce { shelf, taken: Mutex::default() };
        let findings = timings.time("pages", || self.write_pages(origins, &shelf))?;
        timings.time("other files", || self.write_others(origins, &shelf))?;
        Ok(findings)
    }

    /// The findings of the templates, which show when every page is made.
    #[must_use]
    pub fn problems(&self) -> Vec<Diagnostic> {
        let Ok(findings) = self.write_pages(None, &Nowhere);
        findings
    }

    fn write_pages<S: Shelf>(
        &self,
        origins: Option<&Origins>,
        shelf: &S,
    ) -> Result<Vec<Diagnostic>, S::Error> {
        let jobs = self.jobs();
        let clock = PageClock::default();
        let made: Vec<Option<Box<Diagnostic>>> = jobs
            .par_iter()
            .with_min_len(4)
            .map(|job| self.write_page(job, origins, shelf, &clock))
            .collect::<Result<_, S::Error>>()?;
        for (step, spent) in clock.spent() {
            self.checked.timings.add_threads(step, spent);
        }
        // A template's error shows on every page that uses it; it is reported for the first.
        let mut seen = BTreeSet::new();
        let mut findings: Vec<Diagnostic> = made.into_iter().flatten().map(|finding| *finding).collect();
        findings.retain(|finding| seen.insert((finding.path.clone(), finding.span, finding.message.clone())));
        Ok(findings)
    }

    fn write_page<S: Shelf>(
        &self,
        job: &Job,
        origins: Option<&Origins>,
        shelf: &S,
        clock: &PageClock,
    ) -> Result<Option<Box<Diagnostic>>, S::Error> {
        let maker = self.maker();
        let early = origins.and_then(|origins| made_from::early(&maker, job, origins));
        if let Some(key) = early
            && shelf.keep(&job.file(maker.site), &key)?
        {
            return Ok(None);
        }
        let begun = Instant::now();
        let output = maker.make(job);
        let key = early.or_else(|| origins.map(|origins| made_from::late(&output, origins)));
        if let Some(key) = key.filter(|_| early.is_none())
            && shelf.keep(&output.file, &key)?
        {
            return Ok(None);
        }
        match self.fill(&output, begun, clock) {
            Ok((html, made)) => {
                shelf.take(&output.file, &html, key)?;
                clock.add_take(made);
                Ok(None)
            }
            Err(finding) => Ok(Some(finding)),
        }
    }

    /// The whole site in memory, with the findings of its templates.
    #[must_use]
    pub fn files(&self) -> (Files, Vec<Diagnostic>) {
        let shelf = Memory::default();
        let Ok(findings) = self.write(None, &shelf);
        (shelf.files(), findings)
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
