//! The page as a reader sees it: what a browser shows elsewhere than it is written is put where it is shown, and what it
//! does not show is taken away. What only a stylesheet hides is known where its rules say so in simple ways
//! ([`super::stylesheet`]), and of texts for screen readers by the names of well-known classes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use dom_query::{Node, NodeId};
use dom_smoothie::Readability;

use super::stylesheet::{Declarations, Stylesheets};
use super::{MAX_DEPTH, nesting};
use crate::base::tag;

/// How deep frames and shadow roots that stand in each other are opened.
const MAX_OPENED: usize = 16;

/// Inline elements: where they are hidden from screen readers, everybody else sees them.
const INLINE: &str = "a abbr b bdi bdo cite code data dfn em font i ins kbd label mark q samp small span strong sub sup \
    time u var";

/// Puts everything where it is shown, and takes away what is not.
pub(super) fn show(page: &Readability) {
    for _ in 0..MAX_OPENED {
        let opened = open_frames(page);
        if !attach_shadow_roots(page) && !opened {
            break;
        }
    }
    let sheets = Stylesheets::of(page);
    let nodes: Vec<Node> = page.doc.root().descendants_it().filter(Node::is_element).collect();
    // A page whose body is hidden until a script has run is shown by then.
    let is_whole = |node: &Node| node.has_name("html") || node.has_name("body");
    let without_box = without_box(page, &sheets);
    for node in nodes.iter().filter(|node| !is_whole(node)) {
        let is_unseen = is_struck_out(node) || is_gloss(node) || is_hidden(node);
        if is_unseen || without_box.contains(&node.id) || is_for_screen_readers(node, &sheets.clipped) {
            node.remove_from_parent();
        }
    }
    let formulas = around_formulas(page);
    for node in nodes.iter().filter(|node| is_decoration_in_name_only(node, &formulas)) {
        node.remove_attr("aria-hidden");
    }
}

/// The elements that the page's stylesheets give no box. Where most of the page would be none, it is one whose text a
/// script shows, and nothing is taken away.
fn without_box(page: &Readability, sheets: &Stylesheets) -> HashSet<NodeId> {
    let (mut hidden, mut inside) = (HashSet::new(), HashSet::new());
    let (mut all, mut unseen) = (0, 0);
    // Parents come before their children.
    for node in page.doc.root().descendants_it() {
        let parent = node.parent();
        let is_inside = parent.as_ref().is_some_and(|parent| inside.contains(&parent.id));
        if node.is_text() {
            let is_code = |parent: Node| ["script", "style"].iter().any(|name| parent.has_name(name));
            let length = if parent.is_some_and(is_code) { 0 } else { node.text().trim().len() };
            all += length;
            unseen += if is_inside { length } else { 0 };
            continue;
        }
        let is_hidden = node.is_element() && sheets.hide(&node);
        if is_hidden {
            hidden.insert(node.id);
        }
        if is_hidden || is_inside {
            inside.insert(node.id);
        }
    }
    if 2 * unseen > all { HashSet::new() } else { hidden }
}

/// Puts the documents of frames (`srcdoc`) in their place; whether there was one.
fn open_frames(page: &Readability) -> bool {
    let is_frame = |node: &Node| node.has_name("iframe") && node.has_attr("srcdoc");
    let frames: Vec<Node> = page.doc.root().descendants_it().filter(is_frame).collect();
    for frame in &frames {
        let html = frame.attr_or("srcdoc", "");
        frame.remove_attr("srcdoc");
        if tag::crowded(&html).is_some() || nesting::depth(&html, MAX_DEPTH) > MAX_DEPTH {
            continue;
        }
        frame.rename("div");
        frame.set_html(html);
        // A frame has a head of its own, whose elements came along.
        for node in frame.descendants() {
            if ["title", "base"].iter().any(|name| node.has_name(name)) {
                node.remove_from_parent();
            }
        }
    }
    !frames.is_empty()
}

/// Replaces what stands in a host by its shadow tree, with what stands in the host in the tree's slots; whether there was
/// one. WHATWG, section 4.12.3 (`shadowrootmode`); the other names are older.
fn attach_shadow_roots(page: &Readability) -> bool {
    let is_root = |node: &Node| {
        node.has_name("template")
            && ["shadowrootmode", "shadowroot", "shadowmode"].iter().any(|name| node.has_attr(name))
    };
    let templates: Vec<Node> = page.doc.root().descendants_it().filter(is_root).collect();
    for template in &templates {
        let contents: Option<NodeId> = template.element_ref().and_then(|element| element.template_contents);
        let (Some(host), Some(contents)) = (template.parent(), contents) else { continue };
        template.remove_from_parent();
        let mut light: BTreeMap<String, Vec<Node>> = BTreeMap::new();
        for node in host.children() {
            node.remove_from_parent();
            light.entry(node.attr_or("slot", "").to_string()).or_default().push(node);
        }
        for node in page.doc.tree.children_of(&contents) {
            node.remove_from_parent();
            host.append_child(&node);
        }
        let slots: Vec<Node> = host.descendants_it().filter(|node| node.has_name("slot")).collect();
        for slot in slots {
            let assigned = light.remove(&*slot.attr_or("name", "")).unwrap_or_default();
            if assigned.iter().any(|node| node.is_element() || node.is_nonempty_text()) {
                slot.remove_children();
            }
            assigned.iter().for_each(|node| slot.append_child(node));
        }
    }
    !templates.is_empty()
}

/// What is struck out is not what the page says.
fn is_struck_out(node: &Node) -> bool {
    ["del", "s", "strike"].iter().any(|name| node.has_name(name))
        || node.attr("style").is_some_and(|style| Declarations::of(&style).strike_out())
}

/// How a word is read stands above it, not in the sentence.
fn is_gloss(node: &Node) -> bool {
    ["rt", "rp", "rtc"].iter().any(|name| node.has_name(name))
}

/// Whether the element itself says that it is not shown.
fn is_hidden(node: &Node) -> bool {
    let is_attribute =
        node.attr("hidden").is_some_and(|value| !value.trim().eq_ignore_ascii_case("until-found"));
    is_attribute
        || node.attr("style").is_some_and(|style| {
            let style = Declarations::of(&style);
            style.is("display", "none")
                || style.is("visibility", "hidden")
                || style.is("visibility", "collapse")
        })
}

/// Whether only screen readers are to read it.
fn is_for_screen_readers(node: &Node, clipped: &BTreeSet<String>) -> bool {
    let is_class = |class: &str| clipped.contains(class) || is_known_class(class);
    node.class().is_some_and(|classes| classes.split_whitespace().any(is_class))
        || node.attr("style").is_some_and(|style| Declarations::of(&style).are_clipped())
}

/// Classes that the well-known frameworks have for texts that only screen readers read.
fn is_known_class(class: &str) -> bool {
    const KNOWN: [&str; 9] = [
        "visuallyhidden",
        "hiddenvisually",
        "sronly",
        "screenreadertext",
        "screenreaderonly",
        "screenreader",
        "elementinvisible",
        "showforsr",
        "a11yhidden",
    ];
    // `visually-hidden`, `u-visuallyHidden`, `sr-only`; with a colon it holds only sometimes: `focus:sr-only`.
    let letters = class.chars().filter(|letter| !matches!(letter, '-' | '_'));
    let name: String = letters.flat_map(char::to_lowercase).collect();
    !class.contains(':')
        && KNOWN.iter().any(|known| {
            name.strip_suffix(known)
                .is_some_and(|before| matches!(before, "" | "u" | "is" | "util" | "utils"))
        })
}

/// Whether an inline element that is hidden from screen readers has words for everybody else: no sign, no letters of a
/// font of icons, no second form of a formula.
fn is_decoration_in_name_only(node: &Node, formulas: &HashSet<NodeId>) -> bool {
    let is_inline = || INLINE.split(' ').any(|name| node.has_name(name));
    let is_icon = || node.class().is_some_and(|class| class.to_ascii_lowercase().contains("icon"));
    let is_anchor = || node.attr("href").is_some_and(|address| address.starts_with('#'));
    let is_formula = || node.parent().is_some_and(|around| formulas.contains(&around.id));
    node.attr("aria-hidden").is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
        && is_inline()
        && !is_icon()
        && !is_anchor()
        && node.text().contains(char::is_alphanumeric)
        && !is_formula()
}

/// The elements that a formula stands in.
fn around_formulas(page: &Readability) -> HashSet<NodeId> {
    let mut around = HashSet::new();
    for formula in page.doc.root().descendants_it().filter(|node| node.has_name("math")) {
        // Elements around one that is known are known too.
        formula.ancestors_it(None).map(|node| node.id).take_while(|id| around.insert(*id)).for_each(drop);
    }
    around
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_for_screen_readers_are_known_by_their_names() {
        for class in
            ["visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "u-visuallyHidden"]
        {
            assert!(is_known_class(class), "{class}");
        }
        for class in
            ["hidden", "not-sr-only", "focus:sr-only", "sr-only-focusable", "text", "not-visually-hidden"]
        {
            assert!(!is_known_class(class), "{class}");
        }
    }
}
