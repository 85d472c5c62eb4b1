//! The text of a saved web page. With the files of `saved_page/` the only one that uses dom_smoothie and dom_query.
//!
//! 1. [`seen`]: what a browser hides is taken away, what it shows elsewhere is put there;
//! 2. [`block`]: all visible text, block by block;
//! 3. the article: the elements that the source names (`selector`), else what dom_smoothie takes for it where readers'
//!    comments are left out ([`comments`]);
//! 4. [`mod@beside`]: the visible text that the article leaves out.
//!
//! The article comes first and has the numbers that it had alone, so what is taken for text beside it never shifts them.

mod beside;
mod block;
mod comments;
mod facts;
#[cfg(test)]
mod kinds;
mod seen;
mod stylesheet;
mod xhtml;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fmt;

use dom_query::{Matcher, NodeId, Selection};
use dom_smoothie::{Config, Readability, ReadabilityError, TextMode};

use super::nesting;
use crate::base::tag;

pub use beside::LeftOutParagraph;
pub use facts::{PageFact, PageFacts};

/// The text of a saved page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedPage {
    /// The article's paragraphs, separated by blank lines.
    pub article: String,
    /// The visible text that the article leaves out.
    pub beside: Vec<LeftOutParagraph>,
}

impl SavedPage {
    /// The hash of all that can be quoted, and of which paragraphs are trimmed. BLAKE3, in hexadecimal.
    #[must_use]
    pub fn recorded<'t>(&self, trim: impl Iterator<Item = &'t str>) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.article.as_bytes());
        for beside in &self.beside {
            hasher.update(if beside.is_outside { b"\0outside " } else { b"\0around " });
            hasher.update(beside.text.as_bytes());
        }
        for range in trim {
            hasher.update(b"\0trim ");
            hasher.update(range.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// Deepest nesting of elements that is read.
const MAX_DEPTH: usize = 512;
/// Most elements that are read.
const MAX_ELEMENTS: usize = 200_000;

/// The longest stretch of text, in bytes, that stays in one piece where [`is_slow`].
const PIECE: usize = 4 << 10;
/// Most bytes that may be looked at to write one text out.
const MAX_LOOKED_AT: usize = 1 << 24;

/// Why a saved page has no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoArticle {
    reason: String,
    /// Offset in the page of what is wrong, where it is known.
    pub at: Option<usize>,
}

impl fmt::Display for NoArticle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for NoArticle {}

impl From<String> for NoArticle {
    fn from(reason: String) -> Self {
        Self { reason, at: None }
    }
}

/// The text of a page; its article is what a CSS selector names, if one is given.
///
/// # Errors
/// Why there is no article: the page is beyond a limit, or has no text that is an article.
pub(super) fn read(html: &str, selector: Option<&str>) -> Result<SavedPage, NoArticle> {
    let html = &*xhtml::closed(html);
    let html = &*uncrowded(html)?;
    if nesting::depth(html, MAX_DEPTH) > MAX_DEPTH {
        return Err(too_deep().into());
    }
    let config =
        Config { text_mode: TextMode::Formatted, max_elements_to_parse: MAX_ELEMENTS, ..Config::default() };
    let mut page = Readability::new(html, None, Some(config)).map_err(|error| error.to_string())?;
    seen::show(&page);
    if is_deep(&page) {
        return Err(too_deep().into());
    }
    cut_up(&page);
    mark_powers(&page);
    let selected = selector.map(|selector| selected(&page, selector)).transpose()?;
    let blocks = block::blocks(&page, &selected.clone().unwrap_or_default());
    let joined = |is_part: &dyn Fn(&block::TextBlock) -> bool| {
        let parts = blocks.iter().filter(|block| is_part(block)).map(|block| block.text.as_str());
        parts.collect::<Vec<_>>().join("\n\n")
    };
    if let Some(selector) = selector {
        let article = joined(&|block| block.place.is_selected);
        if article.is_empty() {
            return Err(format!("what `{selector}` names has no visible text").into());
        }
        return Ok(SavedPage { beside: beside::left_out(&blocks, &article), article });
    }
    comments::take_away(&page);
    let article = match page.parse() {
        Ok(article) => article.text_content.to_string(),
        Err(ReadabilityError::GrabFailed) => String::new(),
        Err(error) => return Err(error.to_string().into()),
    };
    // Whatever is visible is better than nothing: a page of one heading, or one that shows its text without scripts.
    let article = if article.trim().is_empty() { joined(&|_| true) } else { article };
    if article.is_empty() {
        return Err("it has no visible text".to_owned().into());
    }
    Ok(SavedPage { beside: beside::left_out(&blocks, &article), article })
}

/// The elements that a CSS selector names.
fn selected(page: &Readability, selector: &str) -> Result<BTreeSet<NodeId>, NoArticle> {
    let matcher = Matcher::new(selector).map_err(|_| format!("`{selector}` is not a CSS selector"))?;
    let found: BTreeSet<NodeId> = nodes_of(&page.doc.select_matcher(&matcher)).collect();
    if found.is_empty() {
        return Err(format!("no element of it is named by `{selector}`").into());
    }
    Ok(found)
}

fn nodes_of<'s>(selection: &'s Selection<'_>) -> impl Iterator<Item = NodeId> + 's {
    selection.nodes().iter().map(|node| node.id)
}

/// The page, whose tags have no more attributes than are read. Code that compares numbers (`i<n`) looks like tags: it
/// is blanked where that makes the difference.
fn uncrowded(html: &str) -> Result<Cow<'_, str>, NoArticle> {
    if tag::crowded(html).is_none() {
        return Ok(Cow::Borrowed(html));
    }
    let blanked = nesting::without_code(html);
    match tag::crowded(&blanked) {
        None => Ok(Cow::Owned(blanked)),
        at => {
            Err(NoArticle { reason: format!("a tag has more than {} attributes", tag::MAX_ATTRIBUTES), at })
        }
    }
}

/// What a page states of itself; nothing where it is beyond a limit.
pub(super) fn facts(html: &str) -> PageFacts {
    let html = &*xhtml::closed(html);
    let Ok(html) = uncrowded(html) else { return PageFacts::default() };
    let html = &*html;
    if nesting::depth(html, MAX_DEPTH) > MAX_DEPTH {
        return PageFacts::default();
    }
    let config = Config { max_elements_to_parse: MAX_ELEMENTS, ..Config::default() };
    match Readability::new(html, None, Some(config)) {
        Ok(page) if !is_deep(&page) => PageFacts::of(&page, html),
        _ => PageFacts::default(),
    }
}

fn too_deep() -> String {
    format!("its elements are nested more than {MAX_DEPTH} deep")
}

/// Whether any element of the parsed page is nested too deep; its tags alone ([`nesting`]) do not say it
/// exactly.
fn is_deep(page: &Readability) -> bool {
    let mut depths = HashMap::new();
    // Parents come before their children.
    page.doc.root().descendants_it().filter(|node| node.is_element()).any(|node| {
        let above = node.parent().and_then(|parent| depths.get(&parent.id).copied());
        let depth = above.unwrap_or(0) + 1;
        depths.insert(node.id, depth);
        depth > MAX_DEPTH
    })
}

/// Whether a text takes the square of its length: from every `&`, and every character that begins with the same
/// byte as a no-break space, html5ever 0.40 looks to the end of the text for the next `<`.
fn is_slow(text: &str) -> bool {
    memchr::memchr2_iter(b'&', 0xc2, text.as_bytes()).count().saturating_mul(text.len()) > MAX_LOOKED_AT
}

/// Divides the texts that [`is_slow`] into several that stand side by side, and takes away such attributes,
/// whose values are no text.
fn cut_up(page: &Readability) {
    let nodes: Vec<_> = page.doc.root().descendants_it().collect();
    for node in nodes {
        for attribute in node.attrs().iter().filter(|attribute| is_slow(&attribute.value)) {
            node.remove_attr(&attribute.name.local);
        }
        let text = if node.is_text() { node.text() } else { continue };
        if !is_slow(&text) || node.parent().is_some_and(|of| of.has_name("script") || of.has_name("style")) {
            continue;
        }
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let is_end = |at: &usize| rest.is_char_boundary(*at);
            let end = (0..=PIECE.min(rest.len())).rev().find(is_end).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            node.insert_before(&page.doc.tree.new_text(piece));
            rest = after;
        }
        node.remove_from_parent();
    }
}

/// Digits as raised ones: `3` as `³`, `2,3` as `²,³`. Nothing where a number has more than three digits.
#[must_use]
pub fn raised_digits(numbers: &str) -> Option<String> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |letter: char| RAISED.get(usize::try_from(letter.to_digit(10)?).ok()?).copied();
    let mut text = String::new();
    for part in numbers.split_inclusive([',', '-', '–']) {
        let number = part.trim_end_matches([',', '-', '–']);
        text.push_str(&raised_number(number.trim(), digit)?);
        text.push_str(&part[number.len()..]);
    }
    (text.ends_with(RAISED)).then_some(text)
}

fn raised_number(number: &str, digit: impl Fn(char) -> Option<char>) -> Option<String> {
    let is_short = (1..=3).contains(&number.len());
    is_short.then(|| number.chars().map(digit).collect()).flatten()
}

/// The pages behind the number of a note: `: 23` as `:23`.
fn pages(text: &str) -> Option<String> {
    let pages = text.trim().strip_prefix(':')?.trim();
    let is_page =
        |page: &str| (1..=4).contains(&page.len()) && page.bytes().all(|byte| byte.is_ascii_digit());
    pages
        .split([',', '-', '–'])
        .all(|page| is_page(page.trim()))
        .then(|| format!(":{}", pages.replace(' ', "")))
}

/// Sets powers, and the numbers of notes, apart from what they stand at: 10^6, not 106, and plan³, not plan3.
fn mark_powers(page: &Readability) {
    let nodes: Vec<_> = page.doc.root().descendants_it().filter(|node| node.has_name("sup")).collect();
    for node in nodes {
        let is_number = |text: &str| text.ends_with(char::is_numeric);
        let below = node.prev_sibling().filter(|below| below.is_text() && is_number(&below.text()));
        if below.is_some() && node.text().starts_with(char::is_numeric) {
            node.insert_before(&page.doc.tree.new_text("^"));
        } else if let Some(raised) = raised_digits(node.text().trim()).or_else(|| pages(&node.text())) {
            node.insert_before(&page.doc.tree.new_text(raised));
            node.remove_from_parent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, NoArticle, PIECE, Readability, nesting, read, too_deep};

    fn article(html: &str) -> Result<String, NoArticle> {
        read(html, None).map(|page| page.article)
    }

    #[test]
    fn end_tags_that_close_nothing_do_not_hide_how_deep_a_page_is() {
        let page =
            |count: usize| format!("<article><p>It says so.</p>{}</article>", "<div></a>".repeat(count));
        for count in [MAX_DEPTH, 2 * MAX_DEPTH, 100_000] {
            assert_eq!(article(&page(count)), Err(too_deep().into()));
        }
        assert!(article(&page(100)).is_ok());
    }

    /// However tags are mixed, what they say is hardly less than what the parser makes of them.
    #[test]
    fn no_mixture_of_tags_nests_much_deeper_than_it_seems() {
        const TAGS: [&str; 27] = [
            "path",
            "rt",
            "wbr",
            "a",
            "b",
            "font",
            "span",
            "div",
            "section",
            "p",
            "li",
            "ul",
            "table",
            "tr",
            "td",
            "svg",
            "g",
            "x",
            "foreignObject",
            "math",
            "mi",
            "button",
            "select",
            "template",
            "h2",
            "form",
            "title",
        ];
        let mut state = 7u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..3_000 {
            let unit: String = (0..1 + random(6))
                .map(|_| match (random(5), TAGS[random(TAGS.len())]) {
                    (0 | 1, name) => format!("<{name}>"),
                    (2, name) => format!("<{name} id={}>", random(9)),
                    (3, name) => format!("</{name}>"),
                    (_, name) => format!("<{name}/>"),
                })
                .collect();
            // A page may begin otherwise than it goes on.
            let first = format!("<{}><{}>", TAGS[random(TAGS.len())], TAGS[random(TAGS.len())]);
            let html = first.clone() + &unit.repeat(60);
            let page = Readability::new(html.as_str(), None, None).unwrap();
            let root = page.doc.root();
            let nodes = root.descendants_it().filter(|node| node.is_element());
            let deepest = nodes.map(|node| node.ancestors_it(None).count()).max().unwrap_or(0);
            let seems = nesting::depth(&html, usize::MAX);
            assert!(deepest <= 6 * seems + 12, "{deepest} where {seems} seem open: {first} {unit}");
        }
    }

    #[test]
    fn a_tag_of_many_attributes_is_refused_at_once() {
        let names = |count: usize| (0..count).map(|name| format!(" z{name:x}")).collect::<String>();
        let words = "It says some words of it. ".repeat(20);
        let page = |count: usize| format!("<article><p>{words}</p><p{}>x</p></article>", names(count));
        let begun = std::time::Instant::now();
        let refused = article(&page(250_000)).unwrap_err();
        assert!(refused.to_string().contains("more than 512 attributes"), "{refused}");
        assert_eq!(refused.at, page(0).find("<p>x"));
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
        assert!(article(&page(500)).is_ok());
        // Code is no tag, wherever it stands.
        let code = format!("if (i<n {}) go()", names(2_000));
        let with_code = format!("<script>{code}</script><!--{code}-->{}", page(0));
        assert_eq!(article(&with_code), article(&page(0)));
    }

    #[test]
    fn powers_are_no_digits() {
        let page = "<article><p>It had 10<sup>6</sup> men in 2014<sup>3</sup>, and H<sub>2</sub>O.<br>20<br>30 were \
                    the 5<sup>th</sup>.</p><p>It says more of it, so that there is an article.</p></article>";
        let found = article(page).expect("an article");
        assert!(found.starts_with("It had 10^6 men in 2014^3, and H2O.\n20\n30 were the 5th."), "{found}");
    }

    /// What is divided is the same text.
    #[test]
    fn a_stretch_of_signs_is_read_in_time() {
        let words = "Fish & chips « à la » ";
        let text = words.repeat(100 * PIECE / words.len());
        let page =
            format!("<article><p title=\"{}\">{text}</p><p>It ends so.</p></article>", "& ".repeat(90_000));
        let found = article(&page).expect("an article");
        assert_eq!(found.trim(), format!("{}\n\nIt ends so.", text.trim()));
    }
}
