//! Stage 5, view: all that a template may see, one value per output page.
//!
//! A view is plain data. Fields that end in `_html` hold finished, escaped HTML (templates print
//! them with `| safe`); every other string is text and is escaped by the template engine. An
//! absent value is `null`, never a missing key, because the engine is strict about undefined names.
//! Besides its own view under `view`, every template sees `site` ([`SiteView`]), `page`
//! ([`PageHead`]) and `t`, the theme's words of the page's language.

mod body_cache;
mod chart;
mod evidence;
mod job;
mod json_ld;
mod languages;
mod lists;
pub mod made_from;
mod make;
pub mod maker;
mod matrix;
mod names;
mod overview;
mod paging;
mod parts;
pub mod record;
mod schema_org;
mod search;
mod shared;
mod source;
mod timeline;
mod topic;

use serde::Serialize;

pub use body_cache::BodyCache;
pub use job::{Job, JobKind, jobs};
pub use maker::{Maker, Output, View};
pub use names::{display_name, source_label};
pub use parts::{Fragments, Parts};
pub use shared::Shared;

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
    /// ISO 8601, as far as it is known: `2025-12`, `2025-12-15T14:46:00`.
    pub iso: String,
    /// In words of the page's language: `15 December 2025`, `about 2014`.
    pub text: String,
}

/// The site, the same for every page of one language.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// The configured title.
    pub title: String,
    /// The configured description.
    pub description: Option<String>,
    /// Absolute address of the site's root, with a trailing slash.
    pub base_url: String,
    /// Path of the site's root: `/`, or `/sub/folder/`.
    pub base_path: String,
    /// Path of the home page in the page's language: `/`, or `/uk/`.
    pub home: String,
    /// BCP 47 tag of the page's language.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// The languages in which the site has pages; empty if there is only one.
    pub languages: Vec<LanguageView>,
    /// The configured authors.
    pub authors: Vec<String>,
    /// The menu, in the configured order.
    pub menu: Vec<NavLink>,
    /// Address of the stylesheet.
    pub css_url: String,
    /// Address of the script.
    pub js_url: String,
    /// What pages may load and run: the content of a `meta` element (Content Security Policy).
    pub policy: String,
    /// Whether there are icons besides `favicon.svg`: `favicon.ico`, `apple-touch-icon.png`,
    /// `site.webmanifest`.
    pub has_icons: bool,
    /// Address of the licence of the texts, where the site states one.
    pub license: Option<String>,
    /// Address of the search, where the site has one.
    pub search_url: Option<String>,
    /// `ibid` and its version.
    pub generator: String,
    /// The states of citations, in a fixed order.
    pub states: Vec<Shared<StateView>>,
    /// The configuration's `extra`, as written.
    pub extra: serde_json::Value,
}

/// A language of the site.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageView {
    /// BCP 47 tag.
    pub code: String,
    /// Its own name: `Українська`.
    pub name: String,
    /// Path of its home page.
    pub home: String,
}

/// A page in one of its languages.
#[derive(Clone, Debug, Serialize)]
pub struct AlternateView {
    /// BCP 47 tag.
    pub language: String,
    /// Its path.
    pub url: String,
    /// Its absolute address.
    pub absolute: String,
}

/// What the head and the frame of every page need.
#[derive(Clone, Debug, Serialize)]
pub struct PageHead {
    /// `home`, `section`, `topic`, `source`, `sources`, `timeline`, `disagreements`, `evidence`,
    /// `method`, `taxonomy`, `term`, `corrections`, `search`, `withdrawn` or `not-found`.
    pub kind: String,
    /// The page's own title (the `h1`).
    pub title: String,
    /// The title for the browser's tab.
    pub head_title: String,
    /// One or two sentences, for search engines and previews.
    pub description: Option<String>,
    /// The page's address below the site's root: `/topics/x/`.
    pub url: String,
    /// The absolute address.
    pub canonical: String,
    /// BCP 47 tag.
    pub language: String,
    /// Authors of this page (or of the site), as they are written: `Pike, Joan`.
    pub authors: Vec<String>,
    /// The same, as displayed: `Joan Pike`.
    pub author_names: Vec<String>,
    /// The page in every language that it exists in, this one included; empty if there is no other.
    pub alternates: Vec<AlternateView>,
    /// Where the switch of languages leads: to the same page, or to the first page of the same list.
    pub in_languages: Vec<AlternateView>,
    /// Addresses of pages about the authors, for those who have one.
    pub author_urls: Vec<String>,
    /// The picture for social networks.
    pub card: Option<SocialCard>,
    /// First published.
    pub date: Option<DateView>,
    /// Last substantive change.
    pub updated: Option<DateView>,
    /// JSON-LD, already safe inside a script element.
    pub json_ld_html: Option<String>,
    /// Ancestors, from the home page down.
    pub breadcrumbs: Vec<NavLink>,
    /// Whether search engines should skip it (404, drafts).
    pub noindex: bool,
    /// Whether this is an unfinished page shown with `--drafts`.
    pub draft: bool,
}

/// The picture that stands for a page in social networks.
#[derive(Clone, Debug, Serialize)]
pub struct SocialCard {
    /// The absolute address.
    pub url: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Its text alternative.
    pub alt: String,
}

/// Counts that the check line of a page reports. Never a score.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CheckLine {
    /// Quotations and excerpts on the page.
    pub compared: usize,
    /// Those whose words stand in the cited source.
    pub matched: usize,
    /// Statements, not counting headings and summaries.
    pub statements: usize,
    /// Statements covered by a citation.
    pub cited: usize,
    /// All of it in words: `7 of 7 quotations and excerpts match word for word; 9 of 9 statements cited`.
    pub text: String,
    /// The evidence page of this page.
    pub evidence_url: String,
}

/// A heading in the table of contents.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsEntry {
    /// The heading's id.
    pub id: String,
    /// Its text.
    pub title: String,
    /// Level 2 to 6.
    pub level: u8,
    /// Headings below it.
    pub children: Vec<ContentsEntry>,
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
    /// `ltr` or `rtl`.
    pub direction: String,
    /// The formatted reference.
    pub reference_html: String,
    /// The source's entry in the notes of a page, rendered by `fragments/bib.html`.
    pub bib_html: String,
    /// The record for reference managers (COinS), for pages about sources only.
    pub coins: String,
    /// The original's address, where stated (http or https only).
    pub original_url: Option<String>,
}

/// A state of a citation: see docs/contract.md, section 9.
#[derive(Clone, Debug, Serialize)]
pub struct StateView {
    /// `verbatim`, `altered`, `translated`, `excerpt`, `cited` or `unverified`.
    pub name: String,
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
    /// The paragraph in words: `¶ 4`.
    pub paragraph_text: String,
    /// The paragraph and the source in words: `¶ 4 of Kyiv drops its bid`.
    pub label: String,
    /// The passage on the source's page.
    pub url: String,
    /// The passage in the live original, by text fragment, where the source has an address.
    pub live_url: Option<String>,
}

/// A link back from a note to a place in the text.
#[derive(Clone, Debug, Serialize)]
pub struct Backlink {
    /// The number shown, from 1.
    pub number: usize,
    /// `#r-…`.
    pub url: String,
    /// The accessible name.
    pub label: String,
}

/// One source in the notes of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Note {
    /// `n-KEY`.
    pub id: String,
    /// The source's number on this page, from 1.
    pub number: usize,
    /// The source.
    pub source: Shared<SourceRef>,
    /// What of the source is cited; more than one item where places differ.
    pub items: Vec<NoteItem>,
}

/// One cited place of a source.
#[derive(Clone, Debug, Serialize)]
pub struct NoteItem {
    /// `n-KEY-a`.
    pub id: String,
    /// `1`, or `1a` where the note has several items.
    pub label: String,
    /// What the check found.
    pub state: Shared<StateView>,
    /// The passages relied on, in the source's order; empty for `cited`, and for `unverified` unless
    /// some of the quoted words are in the source.
    pub passages: Vec<PassageView>,
    /// What the page says where it differs from the passage (`altered`, `translated`).
    pub quoted: Option<String>,
    /// Whether the quotation is in another source of the same citation and not in this one.
    pub lacks_words: bool,
    /// The locator in words, such as `p. 33` or `¶ 4`, with what the citation says before and after it; a link
    /// where the source's address leads to that page or second.
    pub locator_html: Option<String>,
    /// The rest of the citation's prefix and suffix.
    pub remark_html: Option<String>,
    /// Links back, one per mention.
    pub backlinks: Vec<Backlink>,
}

/// An author's own note (†), apart from sources.
#[derive(Clone, Debug, Serialize)]
pub struct AuthorNote {
    /// `fn-LABEL`.
    pub id: String,
    /// `†1`.
    pub label: String,
    /// Its text.
    pub body_html: String,
    /// Links back, one per mention.
    pub backlinks: Vec<Backlink>,
}

/// A correction of a page, or a page that was withdrawn.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionView {
    /// Its anchor on the page of all corrections, `k-…`.
    pub id: String,
    /// When.
    pub date: DateView,
    /// What was wrong and what changed, or why the page was withdrawn.
    pub text: String,
    /// The corrected page, or the notice of the withdrawn one.
    pub page: NavLink,
}

/// `topic.html`, `section.html`, `home.html`: a page written in Markdown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TopicView {
    /// The day to which the content holds, if stated.
    pub as_of: Option<DateView>,
    /// Terms of all taxonomies.
    pub terms: Vec<NavLink>,
    /// The check line; absent where the page cites nothing.
    pub check: Option<CheckLine>,
    /// Headings of level 2 and below.
    pub contents: Vec<ContentsEntry>,
    /// The page's text, with `section.notes` left to the template.
    pub body_html: String,
    /// Sources cited, in the order of their numbers.
    pub notes: Vec<Note>,
    /// The author's own notes.
    pub author_notes: Vec<AuthorNote>,
    /// Corrections, newest first; on the home page the ten latest of the site.
    pub corrections: Vec<CorrectionView>,
    /// The page before this one in its section.
    pub previous: Option<NavLink>,
    /// The page after this one in its section.
    pub next: Option<NavLink>,
    /// Pages and sections below this one (home and sections).
    pub children: Vec<TopicCard>,
    /// Its place among the numbered pages of that list; those after the first show nothing else.
    pub paging: Option<PagingView>,
    /// "Cite this page", as text.
    pub cite_as: String,
    /// The front matter's `extra`, as written.
    pub extra: serde_json::Value,
}

/// A page in a list.
#[derive(Clone, Debug, Serialize)]
pub struct TopicCard {
    /// Title and address.
    pub link: NavLink,
    /// Its description.
    pub description: Option<String>,
    /// Last change or first publication.
    pub date: Option<DateView>,
    /// Its check line.
    pub check: Option<CheckLine>,
}

/// A place on this site that cites a source.
#[derive(Clone, Debug, Serialize)]
pub struct UseView {
    /// The statement.
    pub claim: String,
    /// BCP 47 tag of the statement's language.
    pub language: String,
    /// The page, with the statement's permalink.
    pub page: NavLink,
    /// The state of this citation.
    pub state: Shared<StateView>,
}

/// A passage on a source's page, with everything that rests on it.
#[derive(Clone, Debug, Serialize)]
pub struct SourcePassage {
    /// The anchor's id, `p-…`.
    pub id: String,
    /// The words.
    pub passage: PassageView,
    /// The accessible name of the link to it.
    pub label: String,
    /// How many statements rely on it, in words.
    pub used_by: String,
    /// Every statement that relies on it.
    pub uses: Vec<UseView>,
}

/// A line in a source's facts.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// Its name in the page's language.
    pub name: String,
    /// Its value; absent where the capture does not state it.
    pub value: Option<String>,
    /// A link, for addresses.
    pub url: Option<String>,
}

/// `source.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// The source.
    pub source: Shared<SourceRef>,
    /// Facts, in a fixed order; those not stated have no value.
    pub facts: Vec<Fact>,
    /// Passages relied on, in the source's order. One that many statements rest on may continue on the next page.
    pub passages: Vec<SourcePassage>,
    /// Citations that name the source without a passage.
    pub named: Vec<UseView>,
    /// Disagreements this source takes part in.
    pub disagreements: Vec<NavLink>,
    /// Number of citations over the site.
    pub uses: usize,
    /// BLAKE3 of the captured text, in hexadecimal.
    pub hash: String,
    /// Whether the text differs from the accepted one, so that its hash is not the recorded one.
    pub has_changed: bool,
    /// When the text was captured, where stated.
    pub accessed: Option<DateView>,
    /// Number of paragraphs in the saved copy.
    pub paragraphs: usize,
    /// The numbers of the paragraphs that are not part of the article, and that nothing is compared with: `1, 4–5`.
    pub trimmed: Option<String>,
    /// The whole captured text, one string a paragraph: only where `publish: full`.
    pub full_text: Option<Vec<String>>,
    /// Its place among the numbered pages; those after the first show only what rests on the source.
    pub paging: Option<PagingView>,
}

/// A row of `sources.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SourceRow {
    /// The source.
    pub source: Shared<SourceRef>,
    /// Number of citations over the site.
    pub uses: usize,
    /// Number of passages relied on.
    pub passages: usize,
}

/// Sources of one type.
#[derive(Clone, Debug, Serialize)]
pub struct SourceGroup {
    /// The type's name in the page's language.
    pub name: String,
    /// The sources, by label.
    pub sources: Vec<SourceRow>,
}

/// `sources.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SourcesView {
    /// By type.
    pub groups: Vec<SourceGroup>,
    /// Number of sources.
    pub total: usize,
    /// Its place among the numbered pages of sources.
    pub paging: Option<PagingView>,
}

/// An entry of a timeline.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// The date in EDTF and in words.
    pub date: DateView,
    /// `day`, `month`, `year`, `about` or `interval`.
    pub precision: String,
    /// What happened, with its citations leading to the page's notes.
    pub body_html: String,
    /// The page it stands on.
    pub page: NavLink,
}

/// A year of a timeline.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineYear {
    /// The id of its heading, `y-1994`.
    pub id: String,
    /// `1994`.
    pub year: String,
    /// Its entries, by date.
    pub events: Vec<EventView>,
}

/// A mark of the overview.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewMark {
    /// Its middle, in units of the drawing from the top.
    pub y: i32,
    /// `day`, `month`, `year`, `about` or `interval`.
    pub precision: String,
}

/// The events of one column of the overview: of a year, or of several where the span is long.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewBin {
    /// Its middle, in units of the drawing from the left.
    pub x: i32,
    /// Its marks, from the line upwards.
    pub marks: Vec<OverviewMark>,
    /// Events that have no mark of their own, because there are too many.
    pub more: usize,
    /// Where their number stands.
    pub more_y: i32,
}

/// A year written below the line of the overview.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewTick {
    /// Its middle, in units of the drawing.
    pub x: i32,
    /// `1995`.
    pub year: String,
}

/// All events of a timeline on one strip; the list says the same in words.
#[derive(Clone, Debug, Serialize)]
pub struct OverviewView {
    /// What it shows, in words.
    pub label: String,
    /// Width of the drawing.
    pub width: i32,
    /// Height of the drawing.
    pub height: i32,
    /// Height of the line above the years.
    pub line: i32,
    /// The columns that hold events.
    pub bins: Vec<OverviewBin>,
    /// The years written.
    pub ticks: Vec<OverviewTick>,
}

/// `timeline.html`.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineView {
    /// The overview; absent where the events span less than three years.
    pub overview: Option<OverviewView>,
    /// By year, oldest first.
    pub years: Vec<TimelineYear>,
    /// All years, with the places where they begin, on this page or another.
    pub contents: Vec<NavLink>,
    /// Its place among the numbered pages of events; the overview is on the first.
    pub paging: Option<PagingView>,
}

/// A position in a disagreement.
#[derive(Clone, Debug, Serialize)]
pub struct PositionView {
    /// `A`, `B`, …
    pub letter: String,
    /// The position, with its citations leading to the page's notes.
    pub body_html: String,
}

/// A disagreement between sources.
#[derive(Clone, Debug, Serialize)]
pub struct DisagreementView {
    /// Its id on the page.
    pub id: String,
    /// The question.
    pub question_html: String,
    /// The positions, in the author's order.
    pub positions: Vec<PositionView>,
    /// What would settle it, where the author says so.
    pub settle: Option<String>,
    /// When the author last reviewed it, where stated.
    pub reviewed: Option<DateView>,
    /// The page, with the disagreement's anchor.
    pub page: NavLink,
}

/// `disagreements.html`.
#[derive(Clone, Debug, Serialize)]
pub struct DisagreementsView {
    /// In the order of the pages.
    pub disagreements: Vec<DisagreementView>,
    /// Its place among the numbered pages of disagreements.
    pub paging: Option<PagingView>,
}

/// A count of one state.
#[derive(Clone, Debug, Serialize)]
pub struct StateCount {
    /// The state.
    pub state: Shared<StateView>,
    /// Citations in that state.
    pub count: usize,
}

/// A citation in an evidence row.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceCitation {
    /// The source.
    pub source: Shared<NavLink>,
    /// The state.
    pub state: Shared<StateView>,
    /// Whether the quotation is in another source of the same citation and not in this one.
    pub lacks_words: bool,
    /// The passage on the source's page.
    pub passage_url: Option<String>,
    /// The paragraph of the passage, from 1.
    pub paragraph: Option<usize>,
    /// The paragraph in words: `¶ 4`.
    pub paragraph_text: Option<String>,
    /// The paragraph and the source in words: `¶ 4 of Kyiv drops its bid`.
    pub paragraph_label: Option<String>,
}

/// A statement in the evidence report.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceRow {
    /// The statement.
    pub claim: String,
    /// Its permalink.
    pub url: String,
    /// Whether it rests on a single origin or on several: `single`, `several` or `unclear`.
    pub kind: &'static str,
    /// What it rests on.
    pub citations: Vec<EvidenceCitation>,
    /// How many sources and origins, where there are several sources.
    pub corroboration: Option<CorroborationView>,
}

/// On how many sources a statement rests, and how many origins these have.
#[derive(Clone, Debug, Serialize)]
pub struct CorroborationView {
    /// Sources cited for the statement.
    pub sources: usize,
    /// Different origins that these state.
    pub origins: usize,
    /// Sources that state no origin, so that their independence is not established.
    pub unstated: usize,
}

/// Statements × sources.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixView {
    /// The columns, in the order of keys.
    pub sources: Vec<SourceColumn>,
    /// The rows, by page.
    pub pages: Vec<MatrixPage>,
}

/// A column of the matrix.
#[derive(Clone, Debug, Serialize)]
pub struct SourceColumn {
    /// The citation key.
    pub key: String,
    /// The source's title, or words that stand for it.
    pub label: String,
    /// The source's page.
    pub url: String,
}

/// The rows of one page.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixPage {
    /// The anchor's id, `m-1`.
    pub id: String,
    /// The page.
    pub page: NavLink,
    /// Its statements that cite a source.
    pub rows: Vec<MatrixRow>,
}

/// A statement with its sources.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixRow {
    /// The statement.
    pub claim: String,
    /// Its permalink.
    pub url: String,
    /// `several` origins, a `single` one, `unclear` where too few sources state theirs, or `unverified` where
    /// none is verified.
    pub kind: String,
    /// One for each column; absent where the statement does not cite the source.
    pub cells: Vec<Option<MatrixCell>>,
}

/// How a statement rests on a source.
#[derive(Clone, Debug, Serialize)]
pub struct MatrixCell {
    /// The strongest state of its citations.
    pub state: Shared<StateView>,
    /// The passage on the source's page.
    pub passage_url: Option<String>,
    /// The paragraph of the passage, from 1.
    pub paragraph: Option<usize>,
}

/// The statements that rest on a single origin.
#[derive(Clone, Debug, Serialize)]
pub struct OriginView {
    /// The anchor's id, `o-1`.
    pub id: String,
    /// The origin, as the first of its sources states it.
    pub name: String,
    /// The statements, in the order of the pages.
    pub claims: Vec<SingleOriginClaim>,
}

/// A statement that rests on a single origin.
#[derive(Clone, Debug, Serialize)]
pub struct SingleOriginClaim {
    /// The statement.
    pub claim: String,
    /// Its permalink.
    pub url: String,
    /// The page it stands on.
    pub page: NavLink,
    /// Its sources.
    pub sources: Vec<NavLink>,
}

/// Statements of one page in the evidence report.
#[derive(Clone, Debug, Serialize)]
pub struct EvidencePage {
    /// The page.
    pub page: NavLink,
    /// Its check line.
    pub check: CheckLine,
    /// Statements whose sources hold no text to compare.
    pub unresolved: Vec<EvidenceRow>,
    /// Statements without a citation, in the order of the page.
    pub uncited: Vec<String>,
    /// All other statements, in the order of the page.
    pub resolved: Vec<EvidenceRow>,
    /// The kinds among them, where there are several to choose from.
    pub kinds: Vec<&'static str>,
}

/// A page's own evidence report.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceReport {
    /// The page's title, with the address of its report.
    pub page: NavLink,
    /// Its check line.
    pub check: CheckLine,
    /// Statements without a citation, or without text to compare.
    pub unresolved: usize,
}

/// What one page leaves unresolved, on the report of the whole site.
#[derive(Clone, Debug, Serialize)]
pub struct UnresolvedPage {
    /// The page's title, with the address of its report.
    pub page: NavLink,
    /// Statements that are not verified, with their permalinks.
    pub unverified: Vec<NavLink>,
    /// Statements without a citation.
    pub uncited: Vec<String>,
}

/// An exemption by an `ibid-allow` comment.
#[derive(Clone, Debug, Serialize)]
pub struct ExemptionView {
    /// The rule.
    pub rule: String,
    /// The author's reason.
    pub reason: String,
    /// The page.
    pub page: NavLink,
}

/// A finding that an author stands by: an `ibid-confirm` comment.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmationView {
    /// The rule.
    pub rule: String,
    /// The author's reason.
    pub reason: String,
    /// The statement.
    pub statement: NavLink,
}

/// A rule that the settings take less seriously than it is by default.
#[derive(Clone, Debug, Serialize)]
pub struct LoweredRuleView {
    /// The rule.
    pub rule: String,
    /// Its severity by default: `error` or `warning`.
    pub default: String,
    /// Its severity here: `warning`, `note` or `off`.
    pub severity: String,
    /// The paths for which this holds; everywhere where it is absent.
    pub paths: Option<String>,
}

/// A warning with which the site was published.
#[derive(Clone, Debug, Serialize)]
pub struct WarningView {
    /// The rule.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// The page or the source; without an address for other files.
    pub subject: NavLink,
}

/// A source in a [`ChartView`]. Places are in the picture's units.
#[derive(Clone, Debug, Serialize)]
pub struct ChartColumn {
    /// Where it stands.
    pub x: usize,
    /// The beginning of its key.
    pub label: String,
}

/// A source that a page cites, in a [`ChartView`].
#[derive(Clone, Debug, Serialize)]
pub struct ChartDot {
    /// The source's column.
    pub x: usize,
    /// Its area grows with the number of citations.
    pub radius: String,
}

/// A page in a [`ChartView`].
#[derive(Clone, Debug, Serialize)]
pub struct ChartRow {
    /// Where it stands.
    pub y: usize,
    /// The beginning of its title.
    pub label: String,
    /// The sources it cites.
    pub dots: Vec<ChartDot>,
}

/// Sources × pages as a small picture.
#[derive(Clone, Debug, Serialize)]
pub struct ChartView {
    /// Width of the picture.
    pub width: usize,
    /// Height of the picture.
    pub height: usize,
    /// Where the names of pages end and rows begin.
    pub left: usize,
    /// Where the names of sources end and columns begin.
    pub top: usize,
    /// What it shows, in words.
    pub label: String,
    /// The sources cited, in the order of keys.
    pub columns: Vec<ChartColumn>,
    /// The pages that cite.
    pub rows: Vec<ChartRow>,
}

/// `evidence.html`: the report of one page, or that of the whole site, which leaves the rows to the reports
/// of the pages.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// By state, in the fixed order of states.
    pub counts: Vec<StateCount>,
    /// Over the whole site (or the one page of `/evidence/PAGE/`).
    pub check: CheckLine,
    /// The rows of the page; on the report of the whole site those of the home page.
    pub pages: Vec<EvidencePage>,
    /// Sources × pages, on the page of the whole site; absent where there is too little or too much to show.
    pub chart: Option<ChartView>,
    /// Statements × sources of the pages shown; absent where they would fill too large a table, or each
    /// statement has one source.
    pub matrix: Option<MatrixView>,
    /// The reports of all pages, those with most to resolve first; empty on the report of one page.
    pub reports: Vec<EvidenceReport>,
    /// Its place among the numbered pages of reports; those after the first show nothing else.
    pub paging: Option<PagingView>,
    /// Number of unresolved statements of the whole site.
    pub unresolved: usize,
    /// What is unresolved in the whole site, by page; empty if that is too much for one page.
    pub unresolved_pages: Vec<UnresolvedPage>,
    /// Statements of the whole site that rest on a single origin, by origin; empty if they are too many for one
    /// page.
    pub single_origins: Vec<OriginView>,
    /// Exemptions, by page.
    pub exemptions: Vec<ExemptionView>,
    /// Findings that authors stand by, by page.
    pub confirmations: Vec<ConfirmationView>,
    /// Of the whole site, rules that are off or turned down; else empty.
    pub lowered_rules: Vec<LoweredRuleView>,
    /// Of the whole site, the warnings with which it was published, the first of them; else empty.
    pub warnings: Vec<WarningView>,
    /// How many warnings there are.
    pub warning_count: usize,
}

/// A row of the matching contract.
#[derive(Clone, Debug, Serialize)]
pub struct EquivalenceView {
    /// What it says: what is treated as the same, or is refused.
    pub name: String,
    /// Two spellings that match, or two that do not.
    pub example: String,
}

/// `method.html`.
#[derive(Clone, Debug, Serialize)]
pub struct MethodView {
    /// The equivalences that the comparison grants, all of them.
    pub equivalences: Vec<EquivalenceView>,
    /// The states and what each says.
    pub states: Vec<Shared<StateView>>,
    /// The rules in force: name, severity, meaning.
    pub rules: Vec<RuleView>,
}

/// A rule in force.
#[derive(Clone, Debug, Serialize)]
pub struct RuleView {
    /// Its name.
    pub name: String,
    /// `error`, `warning` or `off` on this site.
    pub severity: String,
    /// What it means.
    pub meaning: String,
}

/// `taxonomy.html`: all terms of a taxonomy.
#[derive(Clone, Debug, Serialize)]
pub struct TaxonomyView {
    /// The taxonomy's name, such as `tags`.
    pub name: String,
    /// Its terms with the number of pages.
    pub terms: Vec<TermCount>,
    /// Its place among the numbered pages of terms.
    pub paging: Option<PagingView>,
}

/// A term with its number of pages.
#[derive(Clone, Debug, Serialize)]
pub struct TermCount {
    /// The term.
    pub link: NavLink,
    /// Pages that carry it.
    pub pages: usize,
}

/// `term.html`: the pages of one term.
#[derive(Clone, Debug, Serialize)]
pub struct TermView {
    /// The taxonomy.
    pub taxonomy: NavLink,
    /// The term's own address, where its feeds stand too.
    pub url: String,
    /// How many pages carry it.
    pub total: usize,
    /// The pages.
    pub pages: Vec<TopicCard>,
    /// Its place among the numbered pages of that list.
    pub paging: Option<PagingView>,
}

/// `corrections.html`.
#[derive(Clone, Debug, Serialize)]
pub struct CorrectionsView {
    /// Newest first.
    pub corrections: Vec<CorrectionView>,
    /// Its place among the numbered pages of corrections.
    pub paging: Option<PagingView>,
}

/// What results of a search can be limited to.
#[derive(Clone, Debug, Serialize)]
pub struct SearchFilter {
    /// As the index has it: `page`, `#tags/talks`, `@newsx`.
    pub value: String,
    /// In words.
    pub label: String,
}

/// An entry of the index of titles, people and sources.
#[derive(Clone, Debug, Serialize)]
pub struct IndexEntry {
    /// `page`, `source` or `person`.
    pub kind: String,
    /// The title or name.
    pub title: String,
    /// Where it leads: one link for a page or source, one for each text of a person.
    pub links: Vec<NavLink>,
}

/// The entries of a letter.
#[derive(Clone, Debug, Serialize)]
pub struct IndexLetter {
    /// The id of its heading.
    pub id: String,
    /// The letter, in upper case; `0–9` for everything else.
    pub letter: String,
    /// By name.
    pub entries: Vec<IndexEntry>,
}

/// `search.html`: the page of the search, which is an index for readers without JavaScript.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// Address of the folder of the index.
    pub index_url: String,
    /// "{n} results" in each plural form (CLDR's names) of the language, for the script.
    pub found: Vec<SearchFilter>,
    /// The kinds of things that can be found.
    pub kinds: Vec<SearchFilter>,
    /// The terms that most pages carry.
    pub terms: Vec<SearchFilter>,
    /// The sources that are cited most.
    pub sources: Vec<SearchFilter>,
    /// All letters of the index, where it has a page for each.
    pub letter_pages: Vec<NavLink>,
    /// The index; a large site's is on a page for each letter.
    pub letters: Vec<IndexLetter>,
    /// Its place among the numbered pages of a letter.
    pub paging: Option<PagingView>,
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

/// `withdrawn.html`: the notice at the address of a page that was withdrawn.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawnView {
    /// When it was withdrawn.
    pub date: DateView,
    /// Why.
    pub reason: String,
    /// What stands instead.
    pub instead: Option<NavLink>,
}

/// `404.html`: places to go on from.
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundView {
    /// The site's own sections, and the lists that ibid makes.
    pub sections: Vec<NavLink>,
    /// Topics in the order in which they are read, at most two hundred.
    pub pages: Vec<NavLink>,
}
