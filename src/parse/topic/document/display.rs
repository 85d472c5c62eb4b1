//! What readers see of a page without a citation of its own: its title and description, headings, descriptions of
//! images, whose they are, what would settle a disagreement, and the cells of a table whose head cites.
//!
//! Such text is compared with all the sources that the page cites.

use ibid_languages::Language;
use serde::{Deserialize, Serialize};

use crate::base::span::Span;
use crate::parse::markdown::{Flow, Piece, PieceKind};
use crate::parse::topic::FrontMatter;
use crate::parse::topic::flow::FlowAnalysis;
use crate::parse::topic::foreign::FlowPlace;

/// A text that readers see, and that no citation covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DisplayText {
    /// Where on the page it is shown.
    pub kind: DisplayKind,
    /// Its words.
    pub text: String,
    /// Where it stands in the file; what it stands in where its own place is not known.
    pub span: Span,
    /// The words between quotation marks in it, without the marks.
    pub quotations: Vec<String>,
}

/// Where a text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisplayKind {
    /// The page's title.
    Title,
    /// The page's description.
    Description,
    /// A heading.
    Heading,
    /// The description of an image.
    Image,
    /// The title of a link.
    LinkTitle,
    /// What would settle a disagreement.
    Settle,
    /// Whose an image is.
    Credit,
    /// The summary.
    Summary,
    /// A cell of a table below a head that cites.
    Cell,
}

impl DisplayKind {
    /// What it is called in a finding.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Heading => "heading",
            Self::Image => "image description",
            Self::LinkTitle => "title of a link",
            Self::Settle => "`settle` attribute",
            Self::Credit => "`credit` attribute",
            Self::Summary => "summary",
            Self::Cell => "table",
        }
    }
}

impl DisplayText {
    /// A text without markup.
    #[must_use]
    pub(in crate::parse::topic) fn new(
        kind: DisplayKind,
        text: &str,
        span: Span,
        language: &'static Language,
    ) -> Self {
        Self { kind, text: text.to_owned(), span, quotations: quotations(text, language) }
    }

    /// A text whose quotations are compared as part of the page's own text.
    pub(super) fn without_quotations(kind: DisplayKind, text: String, span: Span) -> Self {
        Self { kind, text, span, quotations: Vec::new() }
    }
}

/// The title and the description of a page.
pub(in crate::parse::topic) fn of_front_matter(
    front: &FrontMatter,
    language: &'static Language,
) -> Vec<DisplayText> {
    let title = DisplayText::new(DisplayKind::Title, &front.title, front.title_span, language);
    let description = front
        .description
        .as_deref()
        .map(|text| DisplayText::new(DisplayKind::Description, text, front.description_span, language));
    [title].into_iter().chain(description).collect()
}

/// The words between quotation marks of a text without markup.
#[must_use]
pub fn quotations(text: &str, language: &'static Language) -> Vec<String> {
    let span = Span::new(0, text.len());
    let kind = PieceKind::Text { text: text.to_owned(), escaped: false };
    let flow = Flow { pieces: vec![Piece { kind, span }], span };
    let analysis = FlowAnalysis::new(&flow, FlowPlace::Line, language);
    let pairs = analysis.quotations.iter();
    let words = pairs.map(|pair| analysis.quoted_words(pair.open + 1..pair.close));
    words.filter(|words| words.chars().any(char::is_alphanumeric)).collect()
}
