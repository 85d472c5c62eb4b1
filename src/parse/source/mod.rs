//! Stage 2a, parse a source: front matter and captured text → [`Source`].

mod agency;
mod apart;
mod context;
mod counterparts;
mod credit;
mod mark;
mod meta;
mod nesting;
mod one_spaced;
mod organisation;
pub mod origin;
mod saved_page;
mod speaker;
pub mod text;
mod turn;

use std::sync::Arc;

use ibid_languages::Language;

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::{PlainSpan, Span, Spanned};
use crate::read::snapshot::Snapshot;
use crate::read::yaml::{self, MappingReader};
use meta::SourceFrontMatter;

pub use agency::ReportingAgencies;
pub use apart::{RepeatedWords, Surroundings};
pub use mark::Marked;
pub use meta::{FACTS, Meta, Original, Publish, Saved, TYPES, fields};
pub use saved_page::{LeftOutParagraph, NoArticle, PageFact, PageFacts, SavedPage, raised_digits};
pub use text::{PagePart, Paragraph, SourceText, TextMark, TextSpeaker};
pub use turn::Turn;

/// A saved article with what is stated of it. Immutable.
#[derive(Clone, Debug)]
pub struct Source {
    /// The citation key: the file's stem.
    pub key: String,
    /// The file, relative to the root.
    pub path: String,
    /// What the capture states.
    pub meta: Meta,
    /// The captured text.
    pub text: SourceText,
    /// BLAKE3 of the body's bytes, in hexadecimal.
    pub hash: String,
    /// What `ibid.lock` records: the same hash, or where paragraphs are trimmed one of the body and of `trim`; of a
    /// saved page one of the text that was read out of it, so that it is another one where it is read otherwise.
    pub recorded: String,
    /// The agencies that the text names as where its report comes from.
    pub agencies: ReportingAgencies,
}

impl Source {
    /// Whether words can be compared with the saved text.
    #[must_use]
    pub fn is_comparable(&self) -> bool {
        matches!(self.meta.saved, Saved::Full | Saved::Partial)
    }

    /// A passage with the words around it, within its own sentences: those of [`SourceText::context`], and on the left
    /// as far as to a word there that turns what the passage says, such as a negation or a condition.
    #[must_use]
    pub fn context(&self, passage: PlainSpan) -> PlainSpan {
        let language = Language::get(self.meta.language.as_deref().unwrap_or("en"));
        context::of_passage(&self.text, passage, language)
    }

    /// What tells a passage, which is shown in a context, apart from other places with the same words. `repeated` are
    /// those of this source.
    #[must_use]
    pub fn surroundings(
        &self,
        passage: PlainSpan,
        context: PlainSpan,
        repeated: &mut RepeatedWords,
    ) -> Surroundings {
        apart::surroundings(self, (passage, context), repeated)
    }

    /// The group of sources that share one origin: the stated origin, else the agency that the text credits at
    /// its beginning, else the publisher, else the source itself.
    #[must_use]
    pub fn origin_group(&self) -> String {
        self.stated_origin().unwrap_or_else(|| format!("@{}", self.key))
    }

    /// The stated origin, else the agency that the text credits at its beginning, else the publisher, so written
    /// that one name is one origin.
    #[must_use]
    pub fn stated_origin(&self) -> Option<String> {
        let meta = &self.meta;
        let name = meta.origin.as_ref().or(self.agencies.printed.as_ref()).or(meta.publisher.as_ref());
        name.map(|name| origin::folded(name))
    }
}

/// The sources in the order of keys; two with one key are a finding, and the first of them counts.
#[must_use]
pub fn by_key(sources: impl Iterator<Item = Arc<Source>>) -> (Vec<Arc<Source>>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut sources: Vec<Arc<Source>> = sources.collect();
    sources.sort_by(|a, b| (&a.key, &a.path).cmp(&(&b.key, &b.path)));
    for pair in sources.windows(2).filter(|pair| pair[0].key == pair[1].key) {
        findings.push(
            Diagnostic::new(
                Rule::PermalinkCollision,
                &pair[1].path,
                Span::default(),
                format!("two sources have the key `{}`", pair[1].key),
            )
            .help("rename one of the files")
            .related(&pair[0].path, Span::default(), "the other one"),
        );
    }
    sources.dedup_by(|later, earlier| later.key == earlier.key);
    (sources, findings)
}

/// Parses the source at `path` of the snapshot. Without readable front matter there is no source.
#[must_use]
pub fn parse(snapshot: &Snapshot, path: &str) -> (Option<Source>, Vec<Diagnostic>) {
    match split(snapshot, path) {
        Ok((name, text, split)) => {
            let (source, findings) = parse_split(path, name, text, &split);
            (Some(source), findings)
        }
        Err(finding) => (None, vec![finding]),
    }
}

/// The file name of a source: the key by which it is cited, and the extension, which says how its text is read.
#[derive(Clone, Copy)]
struct FileName<'a> {
    key: &'a str,
    extension: &'a str,
}

/// The name and the text of a source, and where its front matter ends.
fn split<'a>(
    snapshot: &'a Snapshot,
    path: &'a str,
) -> Result<(FileName<'a>, &'a str, yaml::Split<'a>), Diagnostic> {
    let unreadable = |message: String| Diagnostic::new(Rule::FileUnreadable, path, Span::default(), message);
    let file_name = path.rsplit('/').next().unwrap_or(path);
    let Some((key, extension)) = file_name.rsplit_once('.') else {
        return Err(
            unreadable("a source needs an extension".to_owned()).help("name it KEY.md, KEY.txt or KEY.html")
        );
    };
    if !matches!(extension, "md" | "txt" | "html" | "htm") {
        return Err(unreadable(format!("`.{extension}` is not a format of sources"))
            .help("save it as .md, .txt or .html, or move it out of seeds/"));
    }
    let text = snapshot.utf8(path).map_err(|finding| *finding)?;
    let split = yaml::split(path, text).map_err(|finding| *finding)?;
    Ok((FileName { key, extension }, text, split))
}

fn parse_split(
    path: &str,
    FileName { key, extension }: FileName<'_>,
    text: &str,
    split: &yaml::Split<'_>,
) -> (Source, Vec<Diagnostic>) {
    let span = front_span(split);
    let mut front = front_reader(path, text, split);
    let SourceFrontMatter { meta, trim, marks, speakers } = meta::read_front(&mut front);
    let body = &text[split.body_offset..];
    let language = Language::get(meta.language.as_deref().unwrap_or("en"));
    let hash = blake3::hash(body.as_bytes()).to_hex().to_string();
    let mut recorded = recorded(body, &trim).unwrap_or_else(|| hash.clone());
    let mut no_article = None;
    let (mut source_text, wrong_ranges) = match extension {
        "md" => SourceText::markdown(text, split.body_offset, &trim, language),
        "txt" => SourceText::plain(text, split.body_offset, &trim, language),
        _ => {
            let page = saved_page::read(body, meta.selector.as_ref().map(|selector| selector.value.as_str()));
            no_article = page.as_ref().err().cloned();
            let page = page.unwrap_or_default();
            recorded = page.recorded(trim.iter().map(|range| range.value.as_str()));
            SourceText::extracted(&page, &trim, language)
        }
    };
    if let (Some(selector), "md" | "txt") = (&meta.selector, extension) {
        front.report_at(
            selector.span,
            "`selector` only applies to saved web pages; this source is plain text",
            "delete the field; of a text, `trim` leaves paragraphs out",
        );
    }
    source_text.set_marks(marks);
    let wrong = source_text.set_speakers(speakers);
    speaker::report_missing(&mut front, wrong, source_text.paragraphs.len());
    for Spanned { value: reason, span } in wrong_ranges {
        front.report_at(span, reason, "write paragraph numbers and ranges: `trim: [1-6, 41]`");
    }
    let has_text = matches!(meta.saved, Saved::Full | Saved::Partial);
    if front.is_readable() && has_text && source_text.plain.trim().is_empty() {
        report_empty(&mut front, &meta, no_article, split.body_offset);
    }
    let mut findings = meta::incomplete(path, &front, &meta, span);
    findings.extend(front.finish());
    findings.extend(yaml::second_front_matter(path, text, split.body_offset));
    if !is_citable(key) {
        let message = format!("`{key}` cannot be cited as `@{key}`");
        findings.push(
            Diagnostic::new(Rule::FrontMatter, path, Span::default(), message)
                .help("name the file with letters, digits and single `-`, `_`, `.` or `:` between them"),
        );
    }
    let (key, path) = (key.to_owned(), path.to_owned());
    let agencies = ReportingAgencies::of(&source_text, language);
    (Source { key, path, meta, text: source_text, hash, recorded, agencies }, findings)
}

/// Where the front matter stands.
fn front_span(split: &yaml::Split<'_>) -> Span {
    Span::new(split.yaml_offset, split.yaml_offset + split.yaml.len())
}

fn front_reader<'a>(path: &'a str, text: &'a str, split: &yaml::Split<'_>) -> MappingReader<'a> {
    MappingReader::parse(path, text, front_span(split), Rule::FrontMatter)
        .with_counterparts(counterparts::COUNTERPARTS)
}

/// What the front matter in the text of a source's file states, where it can be read. Much faster than [`parse`], which
/// reads the text below it too.
#[must_use]
pub fn stated(path: &str, text: &str) -> Option<Meta> {
    let split = yaml::split(path, text).ok()?;
    Some(meta::read_front(&mut front_reader(path, text, &split)).meta)
}

/// Reports that nothing can be compared with a source whose text was saved, and why, where its page has no article.
fn report_empty(
    front: &mut MappingReader<'_>,
    meta: &Meta,
    no_article: Option<NoArticle>,
    body_offset: usize,
) {
    let wrong = no_article.as_ref().and_then(|reason| reason.at);
    let message = match no_article {
        Some(reason) => format!("the saved page has no article to compare with: {reason}"),
        None => "the source has no text to compare with".to_owned(),
    };
    // The text is what is wrong, unless the front matter says something of it.
    let place = match wrong {
        Some(at) => Span::at(body_offset + at),
        None if meta.selector.is_some() => front.value_span("selector"),
        None if front.has("text") => front.value_span("text"),
        None => Span::at(body_offset),
    };
    let help = match meta.selector {
        Some(_) => "name an element that holds the article, such as `main`, or delete `selector`",
        None => "paste the captured text below the front matter, or write `text: none`",
    };
    front.report_at(place, message, help);
}

/// The hash of a text and of what is trimmed of it, where something is.
fn recorded(body: &str, trim: &[Spanned<String>]) -> Option<String> {
    if trim.is_empty() {
        return None;
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update(body.as_bytes());
    for range in trim {
        hasher.update(b"\0trim ");
        hasher.update(range.value.as_bytes());
    }
    Some(hasher.finalize().to_hex().to_string())
}

/// The text of a page that a browser saved; its article is what a CSS selector names, if one is given.
///
/// # Errors
/// Why it has no article.
pub fn saved_page(html: &str, selector: Option<&str>) -> Result<SavedPage, NoArticle> {
    saved_page::read(html, selector)
}

/// What a page that a browser saved states of itself.
#[must_use]
pub fn saved_facts(html: &str) -> PageFacts {
    saved_page::facts(html)
}

/// Whether a key can stand in `[@key]` (or in `[@{key}]`, which takes anything without braces or space).
fn is_citable(key: &str) -> bool {
    !key.is_empty()
        && !key.contains(['{', '}', '[', ']'])
        && !key.chars().any(|c| c.is_whitespace() || c.is_control())
}
