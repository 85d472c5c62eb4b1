//! The frame of every page: what all templates see besides their own view.

use serde::Serialize;

use super::part::{DateView, NavLink, StateView};
use crate::base::language::Direction;
use crate::parse::topic::PageKind;
use crate::render::view::shared::Shared;

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
    /// The direction in which that language is written.
    pub direction: Direction,
    /// Attributes of elements that hold only the theme's words, where these are of another language than the page:
    /// ` lang="en" dir="ltr"`; else nothing.
    pub words_html: String,
    /// The languages in which the site has pages; empty if there is only one.
    pub languages: Vec<LanguageView>,
    /// The configured authors, as displayed.
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
    /// Whether the site has feeds (`atom.xml`, `feed.json`): one that states no date at all has none.
    pub has_feeds: bool,
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
    /// What kind of page it is.
    pub kind: PageType,
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
    /// Those of `authors` that are not said to be organisations: programs that read them take names apart.
    pub creators: Vec<String>,
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
    /// The page as Markdown, where the site publishes it.
    pub markdown_url: Option<String>,
    /// The folder of the cards of the page's statements, each below it by the id of its statement, where the site has
    /// cards: `/embed/topics/x/`. Absent where a statement has an id that is no name for a file.
    pub embed_url: Option<String>,
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

/// The kind of a page; its template has the same name (that of `not-found` is `404.html`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is named after its template")]
pub enum PageType {
    Home,
    Section,
    Topic,
    Source,
    Sources,
    Timeline,
    Disagreements,
    Quotations,
    Evidence,
    Method,
    Taxonomy,
    Term,
    Corrections,
    Changes,
    Search,
    Withdrawn,
    NotFound,
    Embed,
}

impl PageType {
    /// Its name in templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Section => "section",
            Self::Topic => "topic",
            Self::Source => "source",
            Self::Sources => "sources",
            Self::Timeline => "timeline",
            Self::Disagreements => "disagreements",
            Self::Quotations => "quotations",
            Self::Evidence => "evidence",
            Self::Method => "method",
            Self::Taxonomy => "taxonomy",
            Self::Term => "term",
            Self::Corrections => "corrections",
            Self::Changes => "changes",
            Self::Search => "search",
            Self::Withdrawn => "withdrawn",
            Self::NotFound => "not-found",
            Self::Embed => "embed",
        }
    }
}

impl From<PageKind> for PageType {
    fn from(kind: PageKind) -> Self {
        match kind {
            PageKind::Home => Self::Home,
            PageKind::Section => Self::Section,
            PageKind::Topic => Self::Topic,
        }
    }
}
