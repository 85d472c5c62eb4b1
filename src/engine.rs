//! The pipeline as one function: `build`, `check` and `serve` all run this.

use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diagnostic::{self, Diagnostic, Rule, Severity};
use crate::lock::Lock;
use crate::publish::Files;
use crate::snapshot::Snapshot;
use crate::source::{self, Source};
use crate::span::Span;
use crate::topic::{self, Page};
use crate::verify::{self, Library, PageChecks};
use crate::view::{self, Maker};
use crate::{machine, render, site};

/// What a run may be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Publish drafts too.
    pub drafts: bool,
    /// Another address than the configured one.
    pub base_url: Option<String>,
    /// Leave pages as the templates make them.
    pub skip_minify: bool,
}

/// What a run found and made.
#[derive(Debug)]
pub struct Run {
    /// The settings in force.
    pub config: Config,
    /// All findings, sorted; those of rules that are off are left out.
    pub findings: Vec<Diagnostic>,
    /// The whole site; complete only where no finding is an error.
    pub files: Files,
    /// The sources.
    pub sources: Vec<Source>,
    /// Number of citations of each source.
    pub uses: Vec<usize>,
    /// What was accepted of them.
    pub lock: Lock,
    /// Counts for the closing line.
    pub counts: Counts,
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

impl Run {
    /// Number of findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Whether the site may be published.
    #[must_use]
    pub fn is_publishable(&self, strict: bool) -> bool {
        self.count(Severity::Error) == 0 && !(strict && self.count(Severity::Warning) > 0)
    }
}

/// Runs every stage but the first and the last. `found` are the findings of reading.
#[must_use]
pub fn run(snapshot: &Snapshot, config_path: &str, found: Vec<Diagnostic>, options: &Options) -> Run {
    let mut findings = found;
    let (mut config, more) = config::parse(snapshot, config_path);
    findings.extend(more);
    if let Some(base_url) = &options.base_url {
        config.base_url.clone_from(base_url);
    }
    let (sources, more) = source::parse_all(snapshot);
    findings.extend(more);
    let (lock, more) = Lock::read(snapshot);
    findings.extend(more);
    findings.extend(lock.changed(&sources));
    let (mut pages, more) = topic::parse_all(snapshot, &config);
    findings.extend(more);
    pages.retain(|page| options.drafts || !page.front.is_draft);

    let library = Library::new(&sources, &config);
    let checked: Vec<(PageChecks, Vec<Diagnostic>)> =
        pages.par_iter().with_min_len(8).map(|page| verify::page::check(page, &library)).collect();
    let mut checks = Vec::with_capacity(checked.len());
    for (check, more) in checked {
        findings.extend(more);
        checks.push(check);
    }
    let counts = Counts {
        pages: pages.len(),
        compared: checks.iter().map(|check| check.compared).sum(),
        matched: checks.iter().map(|check| check.matched).sum(),
    };

    let input = site::Input { config: &config, snapshot, pages: &pages, checks: &checks, library: &library };
    let (site, more) = site::index(input);
    findings.extend(more);
    let (files, more) = publishable(&site, snapshot, options);
    findings.extend(more);
    let uses = site.backlinks.iter().map(|links| links.uses).collect();
    let findings = settle(findings, &config, &pages);
    Run { findings, files, uses, lock, counts, sources: sources.clone(), config: config.clone() }
}

/// View and render: every file of the site.
fn publishable(site: &site::Site<'_>, snapshot: &Snapshot, options: &Options) -> (Files, Vec<Diagnostic>) {
    let mut files = Files::new();
    let mut theme = match render::theme::load(snapshot, site.config) {
        Ok(theme) => theme,
        Err(findings) => return (files, findings),
    };
    let words = theme.words.clone();
    let references: Vec<String> = (0..site.sources.len()).map(|index| reference(site, index, &words)).collect();
    let maker = Maker { site, words: &words, references: &references };
    let asset = |name: &str| site.addresses.file(name);
    theme.set_site(&maker.site_view(asset("style.css"), asset("script.js")));
    let jobs = view::jobs(site);
    let rendered: Vec<Result<(String, Vec<u8>), Box<Diagnostic>>> = jobs
        .par_iter()
        .with_min_len(4)
        .map(|job| {
            let output = maker.make(job);
            let html = theme.render(&output)?;
            let html = if options.skip_minify { html } else { render::minify(html) };
            Ok((output.file, html))
        })
        .collect();
    let mut findings = Vec::new();
    for result in rendered {
        match result {
            Ok((file, html)) => drop(files.insert(file, html.into())),
            Err(finding) => findings.push(*finding),
        }
    }
    same_error_once(&mut findings);
    machine::write(&maker, &mut files);
    for (target, origin) in &site.addresses.assets {
        if let Some(bytes) = snapshot.files.get(origin) {
            files.insert(target.clone(), bytes.clone());
        }
    }
    for (name, bytes) in &theme.files {
        files.entry(name.clone()).or_insert_with(|| bytes.clone());
    }
    (files, findings)
}

/// A template's error shows on every page that uses it; it is reported for the first.
fn same_error_once(findings: &mut Vec<Diagnostic>) {
    let mut seen = std::collections::BTreeSet::new();
    findings.retain(|finding| seen.insert((finding.path.clone(), finding.span, finding.message.clone())));
}

fn reference(site: &site::Site<'_>, index: usize, words: &crate::words::Words) -> String {
    let source = &site.sources[index];
    let label = view::maker::source_label(site, index, words);
    let mut html = format!("<cite>{}</cite>.", crate::markup::escape(&label));
    let mut parts: Vec<String> = source.meta.authors.clone();
    parts.extend(source.meta.publisher.clone());
    parts.extend(source.meta.date.as_ref().map(|date| words.date(date)));
    if !parts.is_empty() {
        html.push_str(&format!(" {}.", crate::markup::escape(&parts.join(", "))));
    }
    html
}

/// Applies exemptions and severities, and sorts.
fn settle(findings: Vec<Diagnostic>, config: &Config, pages: &[Page]) -> Vec<Diagnostic> {
    let by_path: std::collections::BTreeMap<&str, &Page> = pages.iter().map(|page| (page.path.as_str(), page)).collect();
    let mut used = std::collections::BTreeSet::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    for mut finding in findings {
        finding.severity = config.rules.severity(finding.rule, &finding.path);
        let exemptions = by_path.get(finding.path.as_str()).map_or(&[][..], |page| &page.document.exemptions);
        let covers = |span: Span| span.start <= finding.span.start && finding.span.start < span.end;
        let exempted = exemptions.iter().position(|exemption| exemption.rule == finding.rule.name() && covers(exemption.covers));
        match exempted {
            Some(index) => drop(used.insert((finding.path.clone(), index))),
            None if finding.severity == Severity::Off => {}
            None => kept.push(finding),
        }
    }
    for page in pages {
        for (index, exemption) in page.document.exemptions.iter().enumerate() {
            let severity = config.rules.severity(Rule::AllowUnused, &page.path);
            if !used.contains(&(page.path.clone(), index)) && severity != Severity::Off {
                let message = format!("nothing breaks `{}` here", exemption.rule);
                let mut finding = Diagnostic::new(Rule::AllowUnused, &page.path, exemption.span, message).help("delete the comment");
                finding.severity = severity;
                kept.push(finding);
            }
        }
    }
    diagnostic::sort(&mut kept);
    kept
}
