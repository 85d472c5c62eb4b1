//! Stage 2a, parse a source: front matter and captured text → [`Source`].

mod context;
mod counterparts;
mod mark;
mod nesting;
pub mod origin;
mod saved_page;
pub mod text;

use std::collections::BTreeMap;
use std::sync::Arc;

use ibid_languages::Language;

use crate::base::date::Edtf;
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule, Severity};
use crate::base::link::is_web_address;
use crate::base::percent::encode_braces;
use crate::base::span::{Span, Spanned};
use crate::read::snapshot::Snapshot;
use crate::read::yaml::{self, MappingReader, NamedValue, Shape};

pub use context::Contexts;
pub use mark::Marked;
pub use saved_page::{Beside, NoArticle, PageFact, PageFacts, SavedPage};
pub use text::{Paragraph, Part, SourceText, TextMark};

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
    /// The contexts of its passages that are known.
    pub contexts: Contexts,
}

/// What a capture states of itself; whatever it does not state is absent.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The title.
    pub title: Option<String>,
    /// Authors, `Last, First` or plain names.
    pub authors: Vec<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// Date of publication.
    pub date: Option<Edtf>,
    /// When the capture was made.
    pub accessed: Option<Edtf>,
    /// The original's address (http or https).
    pub url: Option<String>,
    /// An archived copy's address.
    pub archive_url: Option<String>,
    /// When the archived copy was made.
    pub archive_date: Option<Edtf>,
    /// BCP 47 tag; the site's language where absent.
    pub language: Option<String>,
    /// CSL type.
    pub kind: String,
    /// Where its reporting comes from.
    pub origin: Option<String>,
    /// How much of the text was saved.
    pub saved: Saved,
    /// How much of the text may be published.
    pub publish: Publish,
    /// Under which terms the text stands.
    pub license: Option<String>,
    /// Fields known to be absent from the capture.
    pub not_stated: Vec<String>,
    /// The file that the text was read out of.
    pub original: Option<Original>,
    /// What read the text out of it, with its version.
    pub extractor: Option<String>,
    /// What the site's editors say of the source, in their own words.
    pub about: Option<Spanned<String>>,
    /// The elements of a saved page that are its article, as a CSS selector.
    pub selector: Option<Spanned<String>>,
    /// What states each fact, by the fact's name.
    pub stated_by: Vec<(String, String)>,
}

/// A file that is kept beside the text that was read out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its name in `seeds/originals`.
    pub file: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub hash: Option<String>,
}

/// How much of a source's text was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// All of it.
    Full,
    /// A part.
    Partial,
    /// An abstract only: nothing can be compared.
    Abstract,
    /// Nothing.
    None,
}

impl Saved {
    /// The name in front matter.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Abstract => "abstract",
            Self::None => "none",
        }
    }
}

/// How much of a source's text may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publish {
    /// Nothing, not even the passages cited.
    None,
    /// The passages cited.
    Excerpt,
    /// The whole text.
    Full,
}

impl Source {
    /// Whether words can be compared with the saved text.
    #[must_use]
    pub fn is_comparable(&self) -> bool {
        matches!(self.meta.saved, Saved::Full | Saved::Partial)
    }

    /// The words around a passage, within its own sentences: those of [`SourceText::context`], and on the left as
    /// far as to a word there that turns what the passage says, such as a negation or a condition.
    #[must_use]
    pub fn context(&self, passage: Span) -> (Span, Span) {
        self.contexts.get_or(passage, || {
            let language = Language::get(self.meta.language.as_deref().unwrap_or("en"));
            context::of_passage(&self.text, passage, language)
        })
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
        let agency = self.meta.origin.is_none().then(|| origin::dateline_agency(&self.text)).flatten();
        let name = self.meta.origin.as_deref().or(agency).or(self.meta.publisher.as_deref());
        name.map(origin::folded)
    }
}

/// CSL 1.0.2 item types, for `type:`.
pub const TYPES: [&str; 45] = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

/// Facts that a source may state, or be known not to state.
pub const FACTS: [&str; 11] = [
    "title",
    "author",
    "publisher",
    "date",
    "accessed",
    "url",
    "archive_url",
    "archive_date",
    "language",
    "origin",
    "license",
];

/// Fields that a complete front states or names under `not_stated`.
const EXPECTED: [&str; 5] = ["title", "author", "publisher", "date", "url"];

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
    let file_name = path.rsplit('/').next().unwrap_or(path);
    let Some((key, extension)) = file_name.rsplit_once('.') else {
        let finding =
            Diagnostic::new(Rule::FileUnreadable, path, Span::default(), "a source needs an extension")
                .help("name it KEY.md, KEY.txt or KEY.html");
        return (None, vec![finding]);
    };
    if !matches!(extension, "md" | "txt" | "html" | "htm") {
        let message = format!("`.{extension}` is not a format of sources");
        let finding = Diagnostic::new(Rule::FileUnreadable, path, Span::default(), message)
            .help("save it as .md, .txt or .html, or move it out of seeds/");
        return (None, vec![finding]);
    }
    let text = match snapshot.utf8(path) {
        Ok(text) => text,
        Err(finding) => return (None, vec![*finding]),
    };
    let split = match yaml::split(path, text) {
        Ok(split) => split,
        Err(finding) => return (None, vec![*finding]),
    };
    let span = Span::new(split.yaml_offset, split.yaml_offset + split.yaml.len());
    let mut front = MappingReader::parse(path, text, span, Rule::FrontMatter)
        .with_counterparts(counterparts::COUNTERPARTS);
    let (meta, trim, marks) = read_front(&mut front);
    let body = &text[split.body_offset..];
    let language = Language::get(meta.language.as_deref().unwrap_or("en"));
    let hash = blake3::hash(body.as_bytes()).to_hex().to_string();
    let mut recorded = recorded(body, &trim).unwrap_or_else(|| hash.clone());
    let mut no_article = None;
    let selector = meta.selector.as_ref();
    let (mut source_text, wrong_ranges) = match extension {
        "md" => SourceText::markdown(text, split.body_offset, &trim, language),
        "txt" => SourceText::plain(text, split.body_offset, &trim, language),
        _ => {
            let page = saved_page::read(body, selector.map(|selector| selector.value.as_str()));
            no_article = page.as_ref().err().cloned();
            let page = page.unwrap_or_default();
            recorded = page.recorded(trim.iter().map(|range| range.value.as_str()));
            SourceText::extracted(&page, &trim, language)
        }
    };
    if let (Some(selector), "md" | "txt") = (selector, extension) {
        front.report_at(
            selector.span,
            "`selector` names the article of a saved page, and this is a text",
            "delete the field; of a text, `trim` leaves paragraphs out",
        );
    }
    source_text.set_marks(marks);
    for Spanned { value: reason, span } in wrong_ranges {
        front.report_at(span, reason, "write paragraph numbers and ranges: `trim: [1-6, 41]`");
    }
    if front.is_readable()
        && matches!(meta.saved, Saved::Full | Saved::Partial)
        && source_text.plain.trim().is_empty()
    {
        let wrong = no_article.as_ref().and_then(|reason: &NoArticle| reason.at);
        let message = match no_article {
            Some(reason) => format!("the saved page has no article to compare with: {reason}"),
            None => "the source has no text to compare with".to_owned(),
        };
        // The text is what is wrong, unless the front matter says something of it.
        let place = match wrong {
            Some(at) => Span::at(split.body_offset + at),
            None if selector.is_some() => front.value_span("selector"),
            None if front.has("text") => front.value_span("text"),
            None => Span::at(split.body_offset),
        };
        let help = match selector {
            Some(_) => "name an element that holds the article, such as `main`, or delete `selector`",
            None => "paste the captured text below the front matter, or write `text: none`",
        };
        front.report_at(place, message, help);
    }
    let mut findings = incomplete(path, &front, &meta, span);
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
    let contexts = Contexts::default();
    (Some(Source { key, path, meta, text: source_text, hash, recorded, contexts }), findings)
}

/// The fields of a source: what is stated of it, its furniture, its marks.
fn read_front(front: &mut MappingReader<'_>) -> (Meta, Vec<Spanned<String>>, Vec<mark::WrittenMark>) {
    (read_meta(front), front.numbers_and_ranges("trim"), mark::read(front))
}

/// The keys of a source's front matter, with what their values may be.
#[must_use]
pub fn fields() -> BTreeMap<String, Shape> {
    let mut front = MappingReader::parse("", "", Span::default(), Rule::FrontMatter);
    read_front(&mut front);
    front.into_shapes()
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

fn read_meta(front: &mut MappingReader<'_>) -> Meta {
    let kind = front.text("type").unwrap_or_else(|| "document".to_owned());
    front.expects("type", Shape::Choice(TYPES.as_slice().into()));
    if !TYPES.contains(&kind.as_str()) {
        let help = match crate::base::suggest::nearest(&kind, TYPES) {
            Some(meant) => {
                let edit = Edit::replace(front.value_span("type"), meant);
                Help::with_edit(format!("did you mean `{meant}`?"), edit)
            }
            None => "use a CSL type, such as article-newspaper, report, book or webpage".into(),
        };
        front.report("type", format!("`{kind}` is not a CSL type"), help);
    }
    let saved = choice(
        front,
        "text",
        &[
            ("full", Saved::Full),
            ("partial", Saved::Partial),
            ("abstract", Saved::Abstract),
            ("none", Saved::None),
        ],
    );
    let publish = choice(
        front,
        "publish",
        &[("excerpt", Publish::Excerpt), ("none", Publish::None), ("full", Publish::Full)],
    );
    let not_stated = front.spanned_texts("not_stated");
    front.expects("not_stated", Shape::Choices(FACTS.as_slice().into()));
    for Spanned { value: name, span } in &not_stated {
        if !FACTS.contains(&name.as_str()) {
            front.report_at(
                *span,
                format!("`{name}` is not a field of a source"),
                format!("fields: {}", FACTS.join(", ")),
            );
        } else if front.has(name) {
            front.report_at(
                *span,
                format!("`{name}` is stated above"),
                "delete it from one of the two places",
            );
        }
    }
    Meta {
        title: front.text("title"),
        authors: front.texts("author"),
        publisher: front.text("publisher"),
        date: front.date("date"),
        accessed: front.date("accessed"),
        url: web_address(front, "url"),
        archive_url: web_address(front, "archive_url"),
        archive_date: front.date("archive_date"),
        language: front.language("language"),
        kind,
        origin: front.text("origin"),
        saved,
        publish,
        license: front.text("license"),
        not_stated: not_stated.into_iter().map(|name| name.value).collect(),
        original: original(front),
        extractor: front.text("extractor"),
        about: front.spanned_text("about"),
        selector: front.spanned_text("selector"),
        stated_by: stated_by(front),
    }
}

fn original(front: &mut MappingReader<'_>) -> Option<Original> {
    let file = front.spanned_text("original");
    let hash = front.spanned_text("original_hash");
    if let Some(Spanned { value, span }) = &hash
        && (value.len() != 64 || !value.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        front.report_at(
            *span,
            "`original_hash` is not a BLAKE3 hash of 64 digits",
            "restore it from version control",
        );
    }
    let Spanned { value: file, span } = file?;
    if file.contains(['/', '\\']) || file.starts_with('.') {
        front.report_at(
            span,
            format!("`{file}` is not the name of a file"),
            "name a file in seeds/originals",
        );
        return None;
    }
    Some(Original { file, hash: hash.map(|hash| hash.value) })
}

fn stated_by(front: &mut MappingReader<'_>) -> Vec<(String, String)> {
    let named = front.named_values("stated_by").into_iter();
    named
        .filter_map(|(name, value)| match value {
            NamedValue::Text(text) => Some((name.value, text.value)),
            NamedValue::Texts(_) => None,
        })
        .collect()
}

/// One of a few names; the first is the default.
fn choice<T: Copy>(front: &mut MappingReader<'_>, key: &str, choices: &[(&'static str, T)]) -> T {
    let name = front.text(key);
    front.expects(key, Shape::Choice(choices.iter().map(|(name, _)| *name).collect::<Vec<_>>().into()));
    let Some(name) = name else { return choices[0].1 };
    match choices.iter().find(|(known, _)| *known == name) {
        Some((_, choice)) => *choice,
        None => {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            front.report(
                key,
                format!("`{name}` is not a value of `{key}`"),
                format!("write {}", names.join(", ")),
            );
            choices[0].1
        }
    }
}

fn web_address(front: &mut MappingReader<'_>, key: &str) -> Option<String> {
    let url = front.text(key)?;
    if is_web_address(&url) {
        return Some(encode_braces(&url).into_owned());
    }
    front.report(
        key,
        format!("`{url}` is not an http or https address"),
        "copy the address from the browser",
    );
    None
}

/// Warns of fields that are neither stated nor known to be absent.
fn incomplete(path: &str, front: &MappingReader<'_>, meta: &Meta, span: Span) -> Vec<Diagnostic> {
    let missing: Vec<&str> = EXPECTED
        .into_iter()
        .filter(|field| !front.has(field) && !meta.not_stated.iter().any(|name| name == field))
        .collect();
    if !front.is_readable() {
        return Vec::new();
    }
    let first_line = Span::new(span.start as usize, span.start as usize);
    let mut findings = Vec::new();
    if !missing.is_empty() {
        let names = missing.join(", ");
        let text = format!("state what the capture states, or write `not_stated: [{names}]`");
        let written = format!("not_stated: [{names}]\n");
        let message = format!("neither stated nor listed as not stated: {names}");
        findings.push(Diagnostic::new(Rule::SourceIncomplete, path, first_line, message).help(
            match front.has("not_stated") {
                true => text.into(),
                // Whether the capture states it only a person can see.
                false => Help::with_edit(text, Edit::replace(Span::at(span.end as usize), written).unsure()),
            },
        ));
    }
    let says_when = ["accessed", "archive_date"].iter().any(|field| front.has(field))
        || meta.not_stated.iter().any(|name| name == "accessed");
    if front.has("url") && !says_when {
        let message = "a page of the web may change, and the source does not say when it was captured";
        let mut finding = Diagnostic::new(Rule::SourceIncomplete, path, first_line, message);
        finding.severity = Severity::Note;
        findings.push(finding.help("write `accessed:` with the day, or `not_stated: [accessed]`"));
    }
    findings
}
