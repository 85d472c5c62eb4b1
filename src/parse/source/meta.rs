//! The front matter of a source → what is stated of it.

use std::collections::BTreeMap;

use super::mark::{self, WrittenMark};
use super::speaker::{self, WrittenSpeaker};
use crate::base::author::AuthorName;
use crate::base::date::Edtf;
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule, Severity};
use crate::base::link::is_web_address;
use crate::base::percent::encode_braces;
use crate::base::span::{Span, Spanned};
use crate::base::suggest;
use crate::read::yaml::{MappingReader, NamedValue, Shape};

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

impl Meta {
    /// The authors in one line for whoever edits the site: as they are written, without the braces around an
    /// organisation; nothing where none is stated.
    #[must_use]
    pub fn listed_authors(&self) -> Option<String> {
        let listed = |written: &String| match AuthorName::parse(written) {
            Some(AuthorName::Organization(name)) => name,
            _ => written.clone(),
        };
        (!self.authors.is_empty()).then(|| self.authors.iter().map(listed).collect::<Vec<_>>().join("; "))
    }
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

/// The keys of a source's front matter, with what their values may be.
#[must_use]
pub fn fields() -> BTreeMap<String, Shape> {
    let mut front = MappingReader::parse("", "", Span::default(), Rule::FrontMatter);
    read_front(&mut front);
    front.into_shapes()
}

/// The fields of a source.
pub(super) struct SourceFrontMatter {
    /// What is stated of it.
    pub(super) meta: Meta,
    /// Paragraphs that are furniture, as numbers and ranges.
    pub(super) trim: Vec<Spanned<String>>,
    pub(super) marks: Vec<WrittenMark>,
    pub(super) speakers: Vec<WrittenSpeaker>,
}

/// Reads the fields of a source.
pub(super) fn read_front(front: &mut MappingReader<'_>) -> SourceFrontMatter {
    SourceFrontMatter {
        meta: read_meta(front),
        trim: front.numbers_and_ranges("trim"),
        marks: mark::read(front),
        speakers: speaker::read(front),
    }
}

/// The CSL type; a document where none is stated.
fn kind(front: &mut MappingReader<'_>) -> String {
    let kind = front.text("type").unwrap_or_else(|| "document".to_owned());
    front.expects("type", Shape::Choice(TYPES.as_slice().into()));
    if !TYPES.contains(&kind.as_str()) {
        let help = match suggest::nearest(&kind, TYPES) {
            Some(meant) => {
                let edit = Edit::replace(front.value_span("type"), meant);
                Help::with_edit(format!("did you mean `{meant}`?"), edit)
            }
            None => "use a CSL type, such as article-newspaper, report, book or webpage".into(),
        };
        front.report("type", format!("`{kind}` is not a CSL type"), help);
    }
    kind
}

/// The names of facts that the capture is known not to state.
fn not_stated(front: &mut MappingReader<'_>) -> Vec<String> {
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
    not_stated.into_iter().map(|name| name.value).collect()
}

fn read_meta(front: &mut MappingReader<'_>) -> Meta {
    let kind = kind(front);
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
    let not_stated = not_stated(front);
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
        not_stated,
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
pub(super) fn incomplete(path: &str, front: &MappingReader<'_>, meta: &Meta, span: Span) -> Vec<Diagnostic> {
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
