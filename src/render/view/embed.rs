//! Cards of statements for frames of other sites, and their descriptions for programs (oEmbed 1.0).

use serde_json::json;

use super::maker::{Maker, Output, View};
use super::{EmbedSource, EmbedView, NavLink, PageType};
use crate::base::address::unfit;
use crate::base::escape::escape;
use crate::base::ids::{GroupIndex, PageId};
use crate::parse::topic::citation::Claim;
use crate::site::addresses::EMBED;
use crate::site::statement;

/// Width of a card, in pixels of CSS.
const WIDTH: usize = 600;
/// About how many letters a line of it has.
const LETTERS: usize = 62;
/// The height of a line, in pixels of CSS.
const LINE: usize = 30;

/// The folder of the card of a group's statement; nothing where the group carries none.
#[must_use]
pub fn folder(maker: &Maker<'_>, page: PageId, group: GroupIndex) -> Option<String> {
    let page = &maker.site.pages[page];
    let claim = &page.document.groups[group].claim;
    if !is_statement(claim) {
        return None;
    }
    // An id may be a name that no file can have.
    let id = if unfit(&claim.id).is_some() { format!("s-{}", claim.id) } else { claim.id.clone() };
    Some(format!("{}/{id}", folder_of_page(&page.folder)))
}

/// Whether a citation carries a statement: one that stands alone carries none.
fn is_statement(claim: &Claim) -> bool {
    !claim.text.is_empty() || claim.with_keys.is_some()
}

/// The folder of the cards of a page's statements.
fn folder_of_page(page: &str) -> String {
    if page.is_empty() { EMBED.to_owned() } else { format!("{EMBED}/{page}") }
}

/// The card of a statement.
#[must_use]
pub fn card(maker: &Maker<'_>, page: PageId, group: GroupIndex, folder: &str) -> Output {
    let site = maker.site;
    let claim = statement(site, &site.pages[page].document.groups[group].claim).into_owned();
    let sources = site.checks[page].groups[group].iter().filter_map(|check| {
        let source = check.source?;
        let passages = check.passages.iter().filter_map(|place| maker.passage(source, place));
        Some(EmbedSource {
            source: maker.source_ref(source),
            state: maker.state_of(source, check.state),
            passages: passages.collect(),
        })
    });
    let sources: Vec<EmbedSource> = sources.collect();
    let link = NavLink { title: site.pages[page].front.title.clone(), url: site.claim_path(page, group) };
    let mut head = maker.generated_head(PageType::Embed, "", claim.clone());
    head.canonical = site.addresses.absolute_path(&link.url);
    head.url = maker.url(folder);
    head.description = None;
    head.noindex = true;
    let markup = frame(maker, folder, &claim, height(&claim, &sources));
    let view = EmbedView {
        claim,
        page: link,
        sources,
        oembed_url: site.addresses.file(&format!("{folder}/oembed.json")),
        markup,
    };
    Output {
        file: format!("{folder}/index.html"),
        template: "embed.html".to_owned(),
        template_span: crate::base::span::Span::default(),
        origin: site.pages[page].path.clone(),
        head,
        has_raw_html: false,
        view: View::Embed(Box::new(view)),
    }
}

/// What the card says of itself to programs.
#[must_use]
pub fn oembed(maker: &Maker<'_>, output: &Output) -> String {
    let View::Embed(view) = &output.view else { return String::new() };
    let description = json!({
        "version": "1.0",
        "type": "rich",
        "title": view.claim,
        "author_name": view.page.title,
        "author_url": maker.site.addresses.absolute_path(&view.page.url),
        "provider_name": maker.about().title,
        "provider_url": maker.site.addresses.base_url,
        "html": view.markup,
        "width": WIDTH,
        "height": height(&view.claim, &view.sources),
    });
    format!("{description}\n")
}

/// The frame that shows a card on another site.
fn frame(maker: &Maker<'_>, folder: &str, claim: &str, height: usize) -> String {
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"{WIDTH}\" height=\"{height}\" loading=\"lazy\"></iframe>",
        escape(&maker.site.addresses.absolute(folder)),
        escape(claim)
    )
}

/// About how high a card is, in pixels of CSS: a frame cannot ask.
fn height(claim: &str, sources: &[EmbedSource]) -> usize {
    let lines = |text: &str| text.chars().count().div_ceil(LETTERS);
    let passages = sources.iter().flat_map(|source| &source.passages);
    let words = passages.map(|shown| 2 + lines(&[&shown.before[..], &shown.exact, &shown.after].concat()));
    (4 + lines(claim) + 4 * sources.len() + words.sum::<usize>()) * LINE
}

impl Maker<'_> {
    /// The address of the folder of a page's cards, where the site has cards and the id of each statement is the name
    /// of its card.
    pub(super) fn embed_folder_url(&self, page: PageId) -> Option<String> {
        let page = &self.site.pages[page];
        let claims =
            page.document.groups.iter().map(|group| &group.claim).filter(|claim| is_statement(claim));
        let mut ids = claims.map(|claim| claim.id.as_str()).peekable();
        let has_cards = self.site.config.outputs.embed && ids.peek().is_some();
        let is_simple = has_cards && ids.all(|id| unfit(id).is_none());
        is_simple.then(|| self.site.addresses.path(&folder_of_page(&page.folder)))
    }

    /// The address of the card of a group's statement, where the site has cards.
    pub(super) fn embed_url(&self, page: PageId, group: GroupIndex) -> Option<String> {
        let folder = self.site.config.outputs.embed.then(|| folder(self, page, group)).flatten()?;
        Some(self.site.addresses.path(&folder))
    }
}
