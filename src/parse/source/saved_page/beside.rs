//! What stands beside the article on its page: what belongs to it, such as its headline and captions, and the rest.

use std::collections::HashSet;

use super::block::TextBlock;

/// Text that the article leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutParagraph {
    /// One paragraph.
    pub text: String,
    /// Whether it belongs to something else than the article.
    pub is_outside: bool,
    /// Whether it runs on from the one before, as paragraphs do.
    pub runs_on: bool,
}

/// Words from which a block tells where the article stands: shorter ones stand in menus too.
const TELLING: usize = 5;

/// Blocks below a headline, or above an article without one, that may be its standfirst, its byline and its date.
const HEAD: usize = 6;

/// Most bytes that may be looked at to find blocks that are lines of the article in parts only.
const MAX_LOOKED_AT: usize = 1 << 27;

/// Most bytes of text beside an article; what stands further down is not read.
const MAX_BESIDE: usize = 1 << 20;

/// The blocks that the article does not have: first those that belong to it, then the others, each in the order of the
/// page.
pub(super) fn left_out(blocks: &[TextBlock], article: &str) -> Vec<LeftOutParagraph> {
    let is_taken = are_taken(blocks, article);
    let region = Region::of(blocks, &is_taken);
    let mut found = Vec::new();
    let mut length = 0;
    for is_outside in [false, true] {
        let mut known = HashSet::new();
        let mut last: Option<usize> = None;
        for (index, block) in blocks.iter().enumerate() {
            if is_taken[index] || region.belongs(index, block) == is_outside || !known.insert(&block.text) {
                continue;
            }
            length += block.text.len();
            if length > MAX_BESIDE {
                return found;
            }
            let runs_on =
                last.is_some_and(|last| last + 1 == index && blocks[last].place.parent == block.place.parent);
            found.push(LeftOutParagraph { text: block.text.clone(), is_outside, runs_on });
            last = Some(index);
        }
    }
    found
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Which blocks are part of the article.
fn are_taken(blocks: &[TextBlock], article: &str) -> Vec<bool> {
    let lines: HashSet<String> = article.lines().map(spaced).filter(|line| !line.is_empty()).collect();
    let whole = format!(" {} ", spaced(article));
    let mut looked_at = 0;
    let is_taken = |block: &TextBlock| {
        if block.text.lines().all(|line| lines.contains(&spaced(line))) {
            return true;
        }
        // What follows its words without a space in the article stands there all the same.
        looked_at += whole.len();
        looked_at <= MAX_LOOKED_AT
            && memchr::memmem::find(whole.as_bytes(), format!(" {} ", spaced(&block.text)).as_bytes())
                .is_some()
    };
    blocks.iter().map(is_taken).collect()
}

/// The part of a page in which the article stands, as places of its blocks.
struct Region<'b> {
    /// The article's headline, or where there is none its first block.
    start: usize,
    first: usize,
    last: usize,
    /// The first block of the article.
    block: Option<&'b TextBlock>,
}

impl<'b> Region<'b> {
    fn of(blocks: &'b [TextBlock], is_taken: &[bool]) -> Self {
        let telling = |index: &usize| {
            is_taken[*index] && blocks[*index].text.split_whitespace().nth(TELLING - 1).is_some()
        };
        let all = || (0..blocks.len()).filter(|index| is_taken[*index]);
        let first = all().find(telling).or_else(|| all().next()).unwrap_or(0);
        let last = all().rfind(telling).or_else(|| all().next_back()).unwrap_or(0);
        let is_headline = |index: &usize| {
            let place = &blocks[*index].place;
            place.is_headline && !place.is_aside
        };
        let start = (0..blocks.len().min(first + 1)).rfind(is_headline).unwrap_or(first);
        Self { start, first, last, block: blocks.get(first) }
    }

    /// Whether a block that the article leaves out belongs to it: its headline, the few blocks between that
    /// and the article, and the captions, headings and tables within it.
    fn belongs(&self, index: usize, block: &TextBlock) -> bool {
        let is_of_article = |root| self.block.is_some_and(|first| first.place.root == root);
        let is_in_root = block.place.root.is_some() && is_of_article(block.place.root);
        let is_within = (self.start..=self.last).contains(&index);
        let is_below = self.start < self.first && (self.start..=self.start + HEAD).contains(&index);
        let is_above = is_in_root && index + HEAD >= self.first;
        let is_head = index < self.first && (is_below || is_above);
        let is_part = (block.place.is_around || block.place.is_headline) && (is_within || is_in_root);
        !block.place.is_aside && (is_head || is_part)
    }
}
