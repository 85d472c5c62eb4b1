//! Rules that only the whole site can break.

use std::collections::BTreeSet;

use ibid_languages::Language;
use ibid_quotation::{Normal, Pattern};

use super::Site;
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::ids::{PageId, SourceId};
use crate::base::spaces::count_words;
use crate::base::span::{PlainSpan, Span};
use crate::parse::health::Health;
use crate::parse::source::{Publish, Source};
use crate::parse::topic::citation::is_simple_key;
use crate::parse::topic::document::quotations;
use crate::verify::Library;

/// What is wrong with the use of a source.
pub(super) fn source(site: &Site, index: SourceId) -> Vec<Diagnostic> {
    let (source, links) = (&site.sources[index], &site.backlinks[index]);
    let unused = (links.uses == 0).then(|| {
        let message = format!("no page cites `{}`", source.key);
        Diagnostic::new(Rule::SourceUnused, &source.path, Span::default(), message)
            .help(format!("cite it as `[{}]`, or move the file out of seeds/", cite_form(&source.key)))
    });
    let contexts = || links.passages.keys().map(|passage| passage.context);
    let limit = excerpt_limit(site, source, contexts());
    let about = about(site, source).into_iter().chain(health(site, source));
    unused
        .into_iter()
        .chain(limit)
        .chain(excerpt_share(source, contexts(), site.config.excerpt_share))
        .chain(about)
        .collect()
}

/// What was seen at the source's address: a note, for neither the site nor its evidence has changed.
fn health(site: &Site, source: &Source) -> Option<Diagnostic> {
    let seen = site.health_of(source)?;
    let key = &source.key;
    let (message, help) = match seen.state {
        Health::Gone => (
            format!("on {} there was no page at the address of `{key}`", seen.checked),
            format!(
                "look for another address or an archived copy: `ibid source set {key} archive_url=https://…`"
            ),
        ),
        Health::WordsGone => (
            format!("on {} the page at the address of `{key}` lacked words that pages cite", seen.checked),
            format!(
                "see what was changed there; `ibid source replace {key}` takes the new text, and `archive_url` names a copy of the old one"
            ),
        ),
        _ => return None,
    };
    let mut finding = Diagnostic::new(Rule::SourceChanged, &source.path, Span::default(), message).help(help);
    finding.severity = Severity::Note;
    Some(finding)
}

/// What the editors say of a source quotes the source itself, and is compared with it.
fn about(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let Some(about) = &source.meta.about else { return Vec::new() };
    let quotations = quotations(&about.value, Language::get(&site.config.language));
    if quotations.is_empty() {
        return Vec::new();
    }
    let finding = |rule, message| {
        Diagnostic::new(rule, &source.path, about.span, message)
            .help("quote the source’s own words, or write without quotation marks")
    };
    if !source.is_comparable() {
        let message = format!("`about` quotes words, and no text of `{}` was saved", source.key);
        return vec![finding(Rule::QuoteUnchecked, message)];
    }
    let normal = Normal::with_gaps(&source.text.plain, &source.text.gaps());
    let language = source.meta.language.as_deref().unwrap_or(&site.config.language);
    let is_there = |words: &String| {
        let pattern = Pattern::new(words, false, language);
        pattern.is_empty() || pattern.find(&normal, 0..normal.text.len(), language).is_ok()
    };
    let absent = quotations.iter().filter(|words| !is_there(words));
    let message = |words: &String| format!("`about` quotes “{words}”, which `{}` does not have", source.key);
    absent.map(|words| finding(Rule::QuoteAbsent, message(words))).collect()
}

/// Words of a stretch above which it is too long.
const LONGEST_STRETCH: usize = 50;
/// Words of a source that may be published whatever their share.
const FREE_WORDS: usize = 60;

/// `excerpt-share`: passages with their context that make up more than a share (`most`, 0 to 1) of a source, or a long
/// stretch of it.
fn excerpt_share(source: &Source, contexts: impl Iterator<Item = PlainSpan>, most: f64) -> Vec<Diagnostic> {
    let is_allowed = source.meta.publish != Publish::Excerpt || source.meta.license.is_some();
    let count = |span: PlainSpan| count_words(&source.text.plain[span.range()]);
    let mut stretches: Vec<PlainSpan> = Vec::new();
    for shown in contexts.filter(|_| !is_allowed) {
        match stretches.last_mut() {
            Some(last)
                if shown.start <= last.end || count(PlainSpan { start: last.end, end: shown.start }) == 0 =>
            {
                *last = last.to(shown);
            }
            _ => stretches.push(shown),
        }
    }
    let published: usize = stretches.iter().map(|stretch| count(*stretch)).sum();
    if published <= FREE_WORDS {
        return Vec::new();
    }
    let all = count_words(source.text.own());
    let help = "quote less of it, or state the licence or permission that allows it: `license: …`";
    let finding = |message: String| {
        Diagnostic::new(Rule::ExcerptShare, &source.path, Span::default(), message).help(help)
    };
    let share = published as f64 / all.max(1) as f64;
    let whole = (share > most).then(|| {
        let key = &source.key;
        finding(format!(
            "{published} of the {all} words of `{key}` are published, {}",
            percent(rounded(share))
        ))
    });
    let longest = stretches.into_iter().max_by_key(|stretch| count(*stretch));
    let long = longest.filter(|stretch| count(*stretch) > LONGEST_STRETCH).map(|stretch| {
        let paragraph = source.text.paragraph_at(stretch.start).map_or(1, |paragraph| paragraph.number);
        let message = format!("a stretch of {} words of `{}` is published", count(stretch), source.key);
        finding(message).related(
            &source.path,
            source.text.file_span(stretch),
            format!("(¶ {paragraph}) is where it begins"),
        )
    });
    whole.into_iter().chain(long).collect()
}

/// A share in whole per cents.
fn rounded(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

/// How a key is cited: `@key`, or `@{key}` where Pandoc's grammar wants braces.
fn cite_form(key: &str) -> String {
    if is_simple_key(key) { format!("@{key}") } else { format!("@{{{key}}}") }
}

/// Words of a source that its passages publish with their context, each word counted once.
#[must_use]
pub(crate) fn published_words(source: &Source, contexts: impl Iterator<Item = PlainSpan>) -> usize {
    let mut words = 0;
    let mut end = 0u32;
    for context in contexts {
        let start = context.start.max(end);
        if start < context.end {
            words += count_words(&source.text.plain[start as usize..context.end as usize]);
            end = context.end;
        }
    }
    words
}

fn excerpt_limit(
    site: &Site,
    source: &Source,
    contexts: impl Iterator<Item = PlainSpan>,
) -> Option<Diagnostic> {
    let words = published_words(source, contexts) as u64;
    (source.meta.publish != Publish::Full && words > site.config.excerpt_words).then(|| {
        let message = format!(
            "{words} words of `{}` are published; the limit is {}",
            source.key, site.config.excerpt_words
        );
        Diagnostic::new(Rule::ExcerptLimit, &source.path, Span::default(), message)
            .help("quote less of it, raise `excerpt_words`, or set `publish: full` if the licence allows it")
    })
}

/// Sources that are declared independent and share most of their words.
pub(super) fn alike(library: &Library) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for &(a, b, share) in library.alike() {
        let (first, second) = (&library.sources[a], &library.sources[b]);
        if first.origin_group() == second.origin_group() {
            continue;
        }
        let message =
            format!("{} of its word sequences stand in `{}` too", percent(rounded(share)), first.key);
        findings.push(
            Diagnostic::new(Rule::SourcesAlike, &second.path, Span::default(), message)
                .help("give both the same `origin:`, so that they do not count as independent")
                .related(&first.path, Span::default(), "the other one"),
        );
    }
    findings
}

/// Whether a page falls short of what it, or the site, asks of pages.
pub(super) fn minimums(site: &Site, index: PageId) -> Vec<Diagnostic> {
    let page = &site.pages[index];
    let mut findings = Vec::new();
    let (statements, cited) = (page.document.statements, page.document.cited());
    // Where the site sets the minimum, the page is marked at its title.
    let stated = |span: Option<Span>| span.unwrap_or(page.front.address_span);
    let own = page.front.min_coverage;
    let least = own.map(|share| share.value).or(site.config.min_coverage);
    if let Some(least) = least
        && statements > 0
        && (cited as f64) < least * statements as f64
    {
        let message = format!(
            "{cited} of {} cited; the least share is {}",
            count(statements, "statement"),
            percent(least)
        );
        let mut finding =
            Diagnostic::new(Rule::CoverageLow, &page.path, stated(own.map(|share| share.span)), message)
                .help("cite the statements that have no source, or set `min_coverage` lower");
        for &span in page.document.uncited.iter().take(8) {
            finding = finding.related(&page.path, span, "not cited");
        }
        findings.push(finding);
    }
    let own = page.front.min_sources;
    let least = own.map(|count| count.value).or(site.config.min_sources.filter(|_| statements > 0));
    let sources = || {
        let cited = site.checks[index].groups.iter().flatten().filter_map(|check| check.source);
        cited.collect::<BTreeSet<SourceId>>().len()
    };
    if let Some((least, sources)) = least.map(|least| (least, sources()))
        && (sources as u64) < least
    {
        let message = format!("the page cites {}; the least number is {least}", count(sources, "source"));
        findings.push(
            Diagnostic::new(Rule::CoverageLow, &page.path, stated(own.map(|count| count.span)), message)
                .help("cite more sources, or set `min_sources` lower"),
        );
    }
    findings
}

/// A number with its noun: `1 source`, `2 sources`.
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn percent(share: f64) -> String {
    format!("{}%", (share * 1000.0).round() / 10.0)
}
