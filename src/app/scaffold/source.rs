//! A new source.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::file::{create_in, folded, quoted, single_line};
use super::front_matter::FrontMatterEdit;
use super::read_back::refuse_errors;
use crate::app::ingest::fact::SourceFact;
use crate::app::ingest::{Capture, CapturedMark, CapturedSpeaker, CapturedText};
use crate::base::Failure;
use crate::parse::source::{self, SourceText};
use crate::parse::topic::citation::is_simple_key;
use crate::read::snapshot::{MAX_TEXT, ORIGINALS, SiteRoot, Snapshot};

/// What a reference needs.
pub(crate) const CITED_FACTS: [&str; 5] = ["title", "publisher", "url", "date", "author"];

/// The extensions that a source's file may have.
pub(crate) const EXTENSIONS: [&str; 4] = ["md", "txt", "html", "htm"];

/// In what a captured text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CaptureFormat {
    /// Plain text.
    #[default]
    Text,
    /// Text in which Markdown marks words.
    Markdown,
    /// A page saved by a browser.
    Page,
}

impl CaptureFormat {
    /// The extension of a source that is written so.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            Self::Page => "html",
        }
    }
}

/// A source to be saved. What is not given is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSource {
    /// The citation key.
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) author: Vec<String>,
    pub(crate) publisher: String,
    pub(crate) date: String,
    pub(crate) url: String,
    pub(crate) origin: String,
    pub(crate) language: String,
    /// What the capture is known not to state; nothing where that is all that is empty.
    #[serde(default)]
    pub(crate) not_stated: Option<Vec<String>>,
    /// The captured text.
    pub(crate) text: String,
    /// In what it is written.
    #[serde(default)]
    pub(crate) format: CaptureFormat,
    /// The elements of a saved page that are the article, as a CSS selector.
    #[serde(default)]
    pub(crate) selector: String,
    /// What was read out of the file that the text comes from.
    #[serde(skip)]
    pub(crate) reading: Reading,
}

/// What is known of a source whose text was read out of a file.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// CSL type.
    pub(crate) kind: String,
    /// When the capture was made.
    pub(crate) accessed: String,
    /// What states each fact, by the fact's name.
    pub(crate) stated_by: Vec<(&'static str, String)>,
    /// What read the text, with its version.
    pub(crate) extractor: Option<String>,
    /// The file itself, where it is kept, and its extension.
    pub(crate) original: Option<(Vec<u8>, String)>,
    /// Where pages and times begin.
    pub(crate) marks: Vec<CapturedMark>,
    /// Who speaks.
    pub(crate) speakers: Vec<CapturedSpeaker>,
}

impl NewSource {
    /// Takes over what a file says: its text, and those of its facts that are not given.
    pub(crate) fn take(&mut self, capture: Capture, original: Option<(Vec<u8>, String)>) {
        let mut stated_by = Vec::new();
        for (fact, stated) in capture.facts.all() {
            let field = match fact {
                SourceFact::Author if self.authors().is_empty() => {
                    self.author.clone_from(&stated.values);
                    stated_by.push((fact.name(), stated.by.clone()));
                    continue;
                }
                SourceFact::Author => continue,
                SourceFact::Title => &mut self.title,
                SourceFact::Publisher => &mut self.publisher,
                SourceFact::Date => &mut self.date,
                SourceFact::Url => &mut self.url,
                SourceFact::Language => &mut self.language,
                SourceFact::Accessed => &mut self.reading.accessed,
                SourceFact::Type => &mut self.reading.kind,
            };
            if single_line(field).is_empty() {
                field.clone_from(&stated.values[0]);
                stated_by.push((fact.name(), stated.by.clone()));
            }
        }
        self.reading.stated_by = stated_by;
        self.reading.extractor = capture.extractor;
        self.reading.marks = capture.marks;
        self.reading.speakers = capture.speakers;
        self.reading.original = original.filter(|_| capture.is_original_kept);
        (self.format, self.text) = match capture.body {
            CapturedText::Text(text) => (CaptureFormat::Text, text),
            CapturedText::Markdown(text) => (CaptureFormat::Markdown, text),
            CapturedText::Page(text) => (CaptureFormat::Page, text),
        };
    }

    /// The facts that are not given.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            !single_line(&self.title).is_empty(),
            !single_line(&self.publisher).is_empty(),
            !single_line(&self.url).is_empty(),
            !single_line(&self.date).is_empty(),
            !self.authors().is_empty(),
        ];
        CITED_FACTS.into_iter().zip(given).filter(|(_, is_given)| !is_given).map(|(fact, _)| fact)
    }

    fn authors(&self) -> Vec<String> {
        self.author.iter().map(|name| single_line(name)).filter(|name| !name.is_empty()).collect()
    }
}

/// Refuses a key that no citation could name, or that a source has.
pub(crate) fn check_key(key: &str) -> Result<(), Failure> {
    let example = "choose a short, telling name, such as `memo-1994`";
    if key.is_empty() {
        return Err(Failure::new("a source needs a key").help(example));
    }
    let unfit = crate::base::address::unfit(key);
    let wrong = unfit.or((!is_simple_key(key))
        .then_some("a key has letters and digits with single `-`, `_`, `.` or `:` between them"));
    if let Some(reason) = wrong {
        return Err(Failure::new(format!("`{key}` cannot be a key: {reason}")).help(example));
    }
    Ok(())
}

/// The file of the source with a key, if there is one.
pub(crate) fn file_of(place: &SiteRoot, key: &str) -> Option<String> {
    find_file(place, |stem| stem == key)
}

/// The file of a source whose key is the same as this one but for case or the form of its letters: their pages would
/// have one address on some systems.
fn twin_of(place: &SiteRoot, key: &str) -> Option<String> {
    let wanted = folded(key);
    find_file(place, |stem| folded(stem) == wanted)
}

fn find_file(place: &SiteRoot, is_wanted: impl Fn(&str) -> bool) -> Option<String> {
    files(place).find(|(key, _)| is_wanted(key)).map(|(_, file)| file)
}

/// The files of all sources by their keys, without what does not tell two of them apart ([`folded`]).
pub(crate) fn files_by_key(place: &SiteRoot) -> BTreeMap<String, String> {
    let mut by_key = BTreeMap::new();
    for (key, file) in files(place) {
        by_key.entry(folded(&key)).or_insert(file);
    }
    by_key
}

/// The keys and files of all sources.
fn files(place: &SiteRoot) -> impl Iterator<Item = (String, String)> {
    let originals = place.root.join(ORIGINALS);
    let entries = walkdir::WalkDir::new(place.root.join("seeds")).sort_by_file_name().into_iter().flatten();
    entries.filter_map(move |entry| {
        let name = entry.file_name().to_string_lossy();
        let (key, extension) = name.rsplit_once('.')?;
        if !EXTENSIONS.contains(&extension) || entry.path().starts_with(&originals) {
            return None;
        }
        let file = entry.path().strip_prefix(&place.root).ok()?.to_string_lossy().into_owned();
        Some((key.to_owned(), file))
    })
}

/// A key made of a file's name or a title that no source has.
pub(crate) fn free_key(place: &SiteRoot, stem: &str) -> String {
    let mut key = crate::base::address::slug(stem);
    while key.len() > 60 {
        key.pop();
    }
    let key = key.trim_end_matches('-');
    let key = if check_key(key).is_ok() { key } else { "source" };
    let numbered = (2..).map(|number| format!("{key}-{number}"));
    std::iter::once(key.to_owned())
        .chain(numbered)
        .find(|key| twin_of(place, key).is_none())
        .unwrap_or_else(|| key.to_owned())
}

/// What was made of a new source.
#[derive(Debug)]
pub(crate) struct MadeSource {
    /// Its file, relative to the root.
    pub(crate) file: String,
    /// The file that is kept beside it, relative to the root.
    pub(crate) original: Option<String>,
    /// Its text as it is compared.
    pub(crate) text: SourceText,
}

/// Writes the file of a new source.
pub(crate) fn add_source(place: &SiteRoot, source: &NewSource) -> Result<MadeSource, Failure> {
    let key = source.key.trim();
    check_key(key)?;
    let extension = source.format.extension();
    let relative = format!("seeds/{key}.{extension}");
    if let Some(taken) = file_of(place, key).filter(|taken| *taken != relative) {
        return Err(Failure::new(format!("{taken} has the key `{key}`: it exists already"))
            .help("choose another key"));
    }
    if let Some(taken) = twin_of(place, key).filter(|taken| *taken != relative) {
        let message = format!("{taken} has the key `{key}` already");
        return Err(Failure::new(message).help("choose another key; capitals do not make a difference"));
    }
    let date = source.date.trim();
    if !date.is_empty() {
        crate::base::date::Edtf::parse(date).map_err(|reason| {
            Failure::new(format!("`{date}` is not a date: {reason}")).help(crate::read::yaml::DATE_HELP)
        })?;
    }
    if source.text.trim().is_empty() || source.text.contains('\0') {
        return Err(Failure::new("there is no text to save").help("give the captured text, unchanged"));
    }
    let selector = Some(source.selector.as_str()).filter(|selector| !selector.is_empty());
    if selector.is_some() && source.format != CaptureFormat::Page {
        return Err(Failure::usage("`--selector` names a part of a saved page, and this is none")
            .help("leave it out; of a text, `trim` leaves paragraphs out"));
    }
    if source.format == CaptureFormat::Page
        && let Err(reason) = source::saved_page(&source.text, selector)
    {
        let failure = Failure::new(format!("the saved page has no article to compare with: {reason}"));
        return Err(match selector {
            Some(_) => failure.help(
                "look the element up in the browser's developer tools: `article`, `#story`, `.post-body`",
            ),
            None => failure.help("copy the article's text into a text file, and give that"),
        });
    }
    let original = source.reading.original.as_ref();
    let kept = original.map(|(_, extension)| format!("{ORIGINALS}/{key}.{extension}"));
    let text = format!("{}{}", front_matter(source, date, kept.as_deref()), source.text);
    if text.len() as u64 > MAX_TEXT {
        let message = format!("the text has more than {} MiB, the limit for a source", MAX_TEXT >> 20);
        return Err(Failure::new(message).help("split the text over several sources"));
    }
    // What the program would not read is not written.
    let (read, findings) =
        source::parse(&Snapshot::from_iter([(relative.as_str(), text.as_str())]), &relative);
    refuse_errors(&findings)?;
    if place.root.join(&relative).symlink_metadata().is_ok() {
        return Err(Failure::new(format!("{relative} exists already"))
            .help("choose another key; `ibid source replace` takes a newer text of the same source"));
    }
    if let (Some(kept), Some((bytes, _))) = (&kept, original) {
        create_in(place, kept, bytes)?;
    }
    if let Err(failure) = create_in(place, &relative, &text) {
        // Nothing is left half made.
        if let Some(kept) = &kept {
            let _ = std::fs::remove_file(place.root.join(kept));
        }
        return Err(failure);
    }
    let text = read.map(|source| source.text).unwrap_or_default();
    Ok(MadeSource { file: relative, original: kept, text })
}

/// Writes a record of a source whose text is not saved (yet).
pub(crate) fn add_record(place: &SiteRoot, source: &NewSource) -> Result<String, Failure> {
    check_key(&source.key)?;
    if let Some(taken) = twin_of(place, &source.key) {
        return Err(
            Failure::new(format!("{taken} has the key `{}` already", source.key)).help("choose another key")
        );
    }
    let relative = format!("seeds/{}.md", source.key);
    let front = front_matter(source, source.date.trim(), None);
    let text = front.replace("\ntext: full\npublish: excerpt\n---\n", "\ntext: none\n---\n");
    create_in(place, &relative, &text)?;
    Ok(relative)
}

/// Changes the front matter of a source whose text was read out of another file: what says so of the text.
pub(crate) fn describe_reading(front: &mut FrontMatterEdit, reading: &Reading, kept: Option<&str>) {
    let name = kept.map(|kept| kept.rsplit('/').next().unwrap_or(kept).to_owned());
    let hash = reading.original.as_ref().filter(|_| kept.is_some());
    front.set("original", &name.into_iter().collect::<Vec<_>>());
    front.set(
        "original_hash",
        &hash.map(|(bytes, _)| blake3::hash(bytes).to_hex().to_string()).into_iter().collect::<Vec<_>>(),
    );
    front.set("extractor", &reading.extractor.clone().into_iter().collect::<Vec<_>>());
    let mut marks = String::new();
    push_marks(&mut marks, &reading.marks);
    front.write("marks", &marks);
    let mut speakers = String::new();
    push_speakers(&mut speakers, &reading.speakers);
    front.write("speakers", &speakers);
}

/// What is stated of a source, and what is not.
fn front_matter(source: &NewSource, date: &str, kept: Option<&str>) -> String {
    let mut front = String::from("---\n");
    let fields = [
        ("type", &*source.reading.kind),
        ("title", &source.title),
        ("publisher", &source.publisher),
        ("url", &source.url),
        ("date", date),
        ("accessed", &source.reading.accessed),
        ("origin", &source.origin),
        ("language", &source.language),
    ];
    for (name, value) in fields {
        match single_line(value) {
            value if value.is_empty() => {}
            value if matches!(name, "date" | "accessed" | "type") => {
                front.push_str(&format!("{name}: {value}\n"))
            }
            value => front.push_str(&format!("{name}: {}\n", quoted(&value))),
        }
    }
    let authors: Vec<String> = source.authors().iter().map(|name| quoted(name)).collect();
    if !authors.is_empty() {
        front.push_str(&format!("author: [{}]\n", authors.join(", ")));
    }
    let not_stated: Vec<&str> = match &source.not_stated {
        Some(facts) => CITED_FACTS.into_iter().filter(|fact| facts.iter().any(|one| one == fact)).collect(),
        None => source.missing().collect(),
    };
    if !not_stated.is_empty() {
        front.push_str(&format!("not_stated: [{}]\n", not_stated.join(", ")));
    }
    let reading = &source.reading;
    if !reading.stated_by.is_empty() {
        let by: Vec<String> =
            reading.stated_by.iter().map(|(fact, by)| format!("{fact}: {}", quoted(by))).collect();
        front.push_str(&format!("stated_by: {{{}}}\n", by.join(", ")));
    }
    if let (Some(kept), Some((bytes, _))) = (kept, &reading.original) {
        let name = kept.rsplit('/').next().unwrap_or(kept);
        front.push_str(&format!(
            "original: {}\noriginal_hash: {}\n",
            quoted(name),
            blake3::hash(bytes).to_hex()
        ));
    }
    if let Some(extractor) = &reading.extractor {
        front.push_str(&format!("extractor: {}\n", quoted(extractor)));
    }
    let selector = single_line(&source.selector);
    if !selector.is_empty() {
        front.push_str(&format!("selector: {}\n", quoted(&selector)));
    }
    push_marks(&mut front, &reading.marks);
    push_speakers(&mut front, &reading.speakers);
    front.push_str("text: full\npublish: excerpt\n---\n");
    front
}

/// Longest line of a mapping, in bytes.
const LINE: usize = 100;

/// The marks as a mapping: `marks: {1: "p. 1", 3+120: "p. 2"}`.
fn push_marks(front: &mut String, marks: &[CapturedMark]) {
    let entries = marks.iter().map(|CapturedMark { paragraph, offset, label }| match offset {
        0 => format!("{paragraph}: {}", quoted(label)),
        offset => format!("{paragraph}+{offset}: {}", quoted(label)),
    });
    push_mapping(front, "marks", entries);
}

/// The speakers as a mapping: `speakers: {1: "Ada Lind", 4: "Bo Berg"}`.
fn push_speakers(front: &mut String, speakers: &[CapturedSpeaker]) {
    let entries =
        speakers.iter().map(|CapturedSpeaker { paragraph, name }| format!("{paragraph}: {}", quoted(name)));
    push_mapping(front, "speakers", entries);
}

/// A mapping with a few entries on each line; nothing where it has none.
fn push_mapping(front: &mut String, name: &str, entries: impl Iterator<Item = String>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return;
    }
    front.push_str(&format!("{name}: {{\n "));
    let mut length = 1;
    for entry in entries {
        if length + entry.len() + 2 > LINE {
            front.push_str("\n ");
            length = 1;
        }
        length += entry.len() + 2;
        front.push_str(&format!(" {entry},"));
    }
    front.push_str("\n}\n");
}
