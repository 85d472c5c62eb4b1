//! What many views hold: links, dates, sources, states, passages.

use serde::Serialize;

use crate::base::language::Direction;
use crate::verify::StateName;

/// A named link. `url` is relative to the site's root and begins with the base path.
#[derive(Clone, Debug, Serialize)]
pub struct NavLink {
    /// The visible text.
    pub title: String,
    /// Where it leads.
    pub url: String,
}

/// A date for machines and for people.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// ISO 8601, as far as it is known: `2025-12`, `2025-12-15T14:46:00`. Absent where a single date would say more than
    /// is stated: for “about 2014”, a decade, a season, an interval.
    pub iso: Option<String>,
    /// In words of the page's language: `15 December 2025`, `about 2014`.
    pub text: String,
}

/// Where a page stands among the numbered pages of a long list.
#[derive(Clone, Debug, Serialize)]
pub struct PagingView {
    /// `Page 2 of 5`.
    pub text: String,
    /// `2`.
    pub number: usize,
    /// The page before.
    pub previous: Option<NavLink>,
    /// The page after.
    pub next: Option<NavLink>,
}

/// A state of a citation: see docs/contract.md, section 9.
#[derive(Clone, Debug, Serialize)]
pub struct StateView {
    /// Its name.
    pub name: StateName,
    /// The sentence shown beside it, from the theme's words.
    pub text: String,
    /// The badge of the state, rendered by `fragments/badge.html`.
    pub badge_html: String,
}

/// A passage of a source that a page relies on.
#[derive(Clone, Debug, Serialize)]
pub struct PassageView {
    /// Words before it in the same sentence, at most six.
    pub before: String,
    /// The words relied on, exactly as the source has them.
    pub exact: String,
    /// Words after it in the same sentence, at most six.
    pub after: String,
    /// Number of the paragraph it begins in, from 1.
    pub paragraph: usize,
    /// The paragraph in words: `¶ 4`; `¶ 44, not in the article` where it stands elsewhere on the saved page.
    pub paragraph_text: String,
    /// The paragraph and the source in words: `¶ 4 of Kyiv drops its bid`.
    pub label: String,
    /// The passage on the source's page.
    pub url: String,
    /// The passage in the live original, by text fragment, where the source has an address.
    pub live_url: Option<String>,
}

/// A source, as it is given wherever one is named.
#[derive(Clone, Debug, Serialize)]
pub struct SourceRef {
    /// The citation key.
    pub key: String,
    /// The source's page on this site.
    pub url: String,
    /// The title, or nothing where the capture states none.
    pub title: Option<String>,
    /// The title, or words that stand for it (`Untitled source (briefing)`); never empty.
    pub label: String,
    /// Authors as displayed, in order.
    pub authors: Vec<String>,
    /// Publisher, where stated.
    pub publisher: Option<String>,
    /// Date of publication, where stated.
    pub date: Option<DateView>,
    /// Where its reporting comes from, where stated.
    pub origin: Option<String>,
    /// BCP 47 tag of the source's language.
    pub language: String,
    /// The direction in which that language is written.
    pub direction: Direction,
    /// The formatted reference.
    pub reference_html: String,
    /// The source's entry in the notes of a page, rendered by `fragments/bib.html`.
    pub bib_html: String,
    /// The record for reference managers (COinS), for pages about sources only; absent without a title.
    pub coins: Option<String>,
    /// The original's address, where stated (http or https only).
    pub original_url: Option<String>,
}

/// On how many origins a statement rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OriginKind {
    /// On several.
    Several,
    /// On one.
    Single,
    /// Too few of its sources state theirs.
    Unclear,
    /// None of its sources is verified.
    Unverified,
}
