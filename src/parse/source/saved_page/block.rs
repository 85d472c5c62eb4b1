//! All visible text of a page, block by block, in the order of the page.

use std::collections::{BTreeSet, HashSet};

use dom_query::{Node, NodeId};
use dom_smoothie::Readability;

/// Elements that begin and end a block (WHATWG, section 15.3), with those of tables and lists.
const BLOCKS: &str = "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset \
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav noscript ol p pre search \
    section summary table tbody tfoot thead tr ul";

/// Elements whose text is not shown, or is not text of the page.
const UNSEEN: &str = "annotation annotation-xml area audio base canvas datalist desc embed head iframe link meta \
    metadata object option script select style template textarea title video";

/// Elements around a text that belong to it: its headings, captions, tables and boxes.
const AROUND: &str = "blockquote caption dd details dt figcaption h2 h3 h4 h5 h6 pre table";

/// Elements that hold menus and what else stands beside a text.
const ASIDE: &str = "aside dialog footer menu nav noscript search";

/// Roles of such elements (WAI-ARIA 1.2).
const ASIDE_ROLES: &str = "banner complementary contentinfo dialog menu menubar navigation search";

/// A block of visible text.
#[derive(Clone, Debug)]
pub(super) struct TextBlock {
    /// Its lines, without blank ones.
    pub(super) text: String,
    pub(super) place: BlockPlace,
}

/// Where a block stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockPlace {
    /// The element that its own stands in: blocks of the same one run on into each other.
    pub(super) parent: NodeId,
    /// The `article`, else the `main`, that it stands in.
    pub(super) root: Option<NodeId>,
    /// Whether it is a heading of the first level.
    pub(super) is_headline: bool,
    /// Whether it is a heading, a caption, or stands in a table or the like.
    pub(super) is_around: bool,
    /// Whether it stands in a menu, a footer and the like.
    pub(super) is_aside: bool,
    /// Whether it stands in an element that was asked for.
    pub(super) is_selected: bool,
    is_preformatted: bool,
}

/// The blocks of a page; those within the elements `selected` are marked.
pub(super) fn blocks(page: &Readability, selected: &BTreeSet<NodeId>) -> Vec<TextBlock> {
    let root = page.doc.root();
    let place = BlockPlace {
        parent: root.id,
        root: None,
        is_headline: false,
        is_around: false,
        is_aside: false,
        is_selected: false,
        is_preformatted: false,
    };
    let around_blocks = around_blocks(page);
    let mut reader = BlockReader { selected, around_blocks, blocks: Vec::new(), text: String::new(), place };
    reader.children(&root, place);
    reader.end();
    reader.blocks
}

struct BlockReader<'s> {
    selected: &'s BTreeSet<NodeId>,
    /// Elements that hold blocks.
    around_blocks: HashSet<NodeId>,
    blocks: Vec<TextBlock>,
    /// What was read of the block that is open.
    text: String,
    /// Where it stands.
    place: BlockPlace,
}

impl BlockReader<'_> {
    /// Reads what stands in an element. No deeper than elements are nested, which is limited.
    fn children(&mut self, node: &Node, place: BlockPlace) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.words(&child.text(), place);
            } else if child.is_element() {
                self.element(&child, place);
            }
        }
    }

    fn element(&mut self, node: &Node, place: BlockPlace) {
        let name = node.node_name().unwrap_or_default().to_ascii_lowercase();
        let is = |list: &str| list.split(' ').any(|one| one == name);
        let is_closed = name == "dialog" && !node.has_attr("open");
        if is(UNSEEN) || is_closed {
            return;
        }
        let is_selected = place.is_selected || self.selected.contains(&node.id);
        // Of a drawing nothing is read but its texts.
        if name == "svg" {
            for text in node.descendants_it().filter(|node| node.has_name("text")) {
                self.end();
                self.words(&text.text(), BlockPlace { parent: node.id, is_selected, ..place });
            }
            return self.end();
        }
        match &*name {
            "br" => return self.line_break(),
            "td" | "th" if !self.around_blocks.contains(&node.id) => {
                self.children(node, BlockPlace { is_selected, ..place });
                return self.space();
            }
            _ => {}
        }
        let is_block = is(BLOCKS) || matches!(&*name, "td" | "th");
        if !is_block {
            return self.children(node, BlockPlace { is_selected, ..place });
        }
        let role = node.attr("role").unwrap_or_default().to_ascii_lowercase();
        let is_in = |list: &str, name: &str| !name.is_empty() && list.split(' ').any(|one| one == name);
        let inner = BlockPlace {
            parent: node.parent().map_or(node.id, |parent| parent.id),
            root: match &*name {
                "article" => Some(node.id),
                "main" => place.root.or(Some(node.id)),
                _ => place.root,
            },
            is_headline: place.is_headline || name == "h1",
            is_around: place.is_around || is(AROUND),
            is_aside: place.is_aside || is(ASIDE) || is_in(ASIDE_ROLES, &role),
            is_selected,
            is_preformatted: place.is_preformatted || name == "pre",
        };
        self.end();
        self.children(node, inner);
        self.end();
    }

    fn words(&mut self, text: &str, place: BlockPlace) {
        if self.text.is_empty() {
            self.place = place;
        }
        if place.is_preformatted {
            for (number, line) in text.split('\n').enumerate() {
                if number > 0 {
                    self.line_break();
                }
                self.text.push_str(line);
            }
            return;
        }
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        for (number, word) in text.split_whitespace().enumerate() {
            if number > 0 {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
        if text.ends_with(char::is_whitespace) {
            self.space();
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
    }

    /// Ends a line; a blank one ends the block.
    fn line_break(&mut self) {
        self.text.truncate(self.text.trim_end_matches([' ', '\t']).len());
        if self.text.ends_with('\n') {
            return self.end();
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end().trim_start_matches('\n');
        if !text.trim().is_empty() {
            self.blocks.push(TextBlock { text: text.to_owned(), place: self.place });
        }
    }
}

/// The elements that hold blocks: a cell that does is there for the layout of the page.
fn around_blocks(page: &Readability) -> HashSet<NodeId> {
    let mut around = HashSet::new();
    let is_block = |node: &Node| {
        node.node_name().is_some_and(|name| BLOCKS.split(' ').any(|block| block.eq_ignore_ascii_case(&name)))
    };
    for block in page.doc.root().descendants_it().filter(is_block) {
        // Elements around one that is known are known too.
        block.ancestors_it(None).map(|node| node.id).take_while(|id| around.insert(*id)).for_each(drop);
    }
    around
}
