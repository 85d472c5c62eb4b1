//! What was read of a file.

use serde::{Deserialize, Serialize};

use super::StatedFacts;
use super::line::single_spaced;

/// The text of a file as a source, with what the file states of itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Capture {
    /// The text to compare with.
    pub body: CapturedText,
    /// Where pages, times and the like begin, in the order of the text.
    pub marks: Vec<CapturedMark>,
    /// Who speaks, where the file says it, in the order of the text.
    pub speakers: Vec<CapturedSpeaker>,
    /// What the file states.
    pub facts: StatedFacts,
    /// What read the text out of the file, with its version; nothing where the body is the file's own text.
    pub extractor: Option<String>,
    /// Whether the file is to be kept beside its text.
    pub is_original_kept: bool,
    /// What the author should know of the reading, one sentence each.
    pub remarks: Vec<String>,
}

/// The text of a source, in what it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CapturedText {
    /// Plain text; paragraphs are separated by blank lines.
    Text(String),
    /// Text in which Markdown marks words.
    Markdown(String),
    /// A web page.
    Page(String),
}

/// Where a page begins, or a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapturedMark {
    /// The paragraph, from 1.
    pub paragraph: usize,
    /// Characters of the paragraph before it.
    pub offset: usize,
    /// The locator that cites it: `p. 33`, `00:12:31`.
    pub label: String,
}

/// From where on somebody speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapturedSpeaker {
    /// The paragraph, from 1.
    pub paragraph: usize,
    /// The name; empty where it is not known.
    pub name: String,
}

impl Capture {
    /// A capture without facts and marks.
    pub(super) fn new(body: CapturedText) -> Self {
        Self {
            body,
            marks: Vec::new(),
            speakers: Vec::new(),
            facts: StatedFacts::default(),
            extractor: None,
            is_original_kept: false,
            remarks: Vec::new(),
        }
    }
}

impl CapturedText {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        let (Self::Text(text) | Self::Markdown(text) | Self::Page(text)) = self;
        text
    }

    /// The extension of a source that is written so.
    #[must_use]
    pub fn extension(&self) -> &'static str {
        match self {
            Self::Text(_) => "txt",
            Self::Markdown(_) => "md",
            Self::Page(_) => "html",
        }
    }
}

/// Paragraphs as they are read out of a file, with the marks among them.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    paragraphs: Vec<String>,
    marks: Vec<CapturedMark>,
    speakers: Vec<CapturedSpeaker>,
    /// Bytes of all paragraphs.
    length: usize,
}

impl Paragraphs {
    /// Adds a paragraph whose spaces are made single ones; line ends stay. One without words is none.
    pub(super) fn push(&mut self, text: &str) {
        let lines: Vec<String> = text.lines().map(single_spaced).filter(|line| !line.is_empty()).collect();
        if !lines.is_empty() {
            let paragraph = lines.join("\n");
            self.length += paragraph.len() + 2;
            self.paragraphs.push(paragraph);
        }
    }

    /// Marks where the next paragraph begins.
    pub(super) fn mark_next(&mut self, label: impl Into<String>) {
        self.mark(self.paragraphs.len() + 1, 0, label.into());
    }

    /// Marks a place in the paragraph that was added last, behind `offset` of its characters.
    pub(super) fn mark_within(&mut self, offset: usize, label: impl Into<String>) {
        self.mark(self.paragraphs.len().max(1), offset, label.into());
    }

    fn mark(&mut self, paragraph: usize, offset: usize, label: String) {
        // Of two marks at one place the second holds, such as that of a page behind an empty one.
        if self.marks.last().is_some_and(|last| (last.paragraph, last.offset) == (paragraph, offset)) {
            self.marks.pop();
        }
        self.marks.push(CapturedMark { paragraph, offset, label });
    }

    /// Names who speaks the paragraph that was added last, and those behind it; nobody where it is not known.
    pub(super) fn speak(&mut self, name: &str) {
        let paragraph = self.paragraphs.len();
        let before = self.speakers.last().map_or("", |speaker| speaker.name.as_str());
        if paragraph > 0 && before != name {
            self.speakers.push(CapturedSpeaker { paragraph, name: name.to_owned() });
        }
    }

    /// Whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// How many paragraphs were added.
    pub(super) fn len(&self) -> usize {
        self.paragraphs.len()
    }

    /// Bytes of the text so far.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The paragraphs as a plain text; marks behind the last one are left out.
    pub(super) fn into_capture(self, extractor: &str) -> Capture {
        let count = self.paragraphs.len();
        let mut text = self.paragraphs.join("\n\n");
        text.push('\n');
        Capture {
            marks: self.marks.into_iter().filter(|mark| mark.paragraph <= count).collect(),
            speakers: self.speakers,
            extractor: Some(format!("ibid {} {}", env!("CARGO_PKG_VERSION"), extractor)),
            ..Capture::new(CapturedText::Text(text))
        }
    }
}
