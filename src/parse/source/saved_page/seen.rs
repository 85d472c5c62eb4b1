//! The page as a reader sees it: what a browser shows elsewhere than it is written is put where it is shown, and what it
//! does not show is taken away. What only a stylesheet hides is known of texts for screen readers alone, whose rules say
//! so in a few well-known ways.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use dom_query::{Node, NodeId};
use dom_smoothie::Readability;

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
    let clipped = clipped_classes(page);
    let nodes: Vec<Node> = page.doc.root().descendants_it().filter(Node::is_element).collect();
    // A page whose body is hidden until a script has run is shown by then.
    let is_whole = |node: &Node| node.has_name("html") || node.has_name("body");
    for node in nodes.iter().filter(|node| !is_whole(node)) {
        if is_struck_out(node) || is_gloss(node) || is_hidden(node) || is_for_screen_readers(node, &clipped) {
            node.remove_from_parent();
        }
    }
    let formulas = around_formulas(page);
    for node in nodes.iter().filter(|node| is_decoration_in_name_only(node, &formulas)) {
        node.remove_attr("aria-hidden");
    }
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

/// The classes that the page's stylesheets clip away, as texts for screen readers are.
fn clipped_classes(page: &Readability) -> BTreeSet<String> {
    let mut clipped = BTreeSet::new();
    for style in page.doc.root().descendants_it().filter(|node| node.has_name("style")) {
        read_stylesheet(&style.text(), &mut clipped);
    }
    clipped
}

/// Reads the rules of a stylesheet that hold always, and have a class and nothing else as their selector.
fn read_stylesheet(css: &str, clipped: &mut BTreeSet<String>) {
    let css = without_comments(css);
    let mut rest = &*css;
    while let Some(open) = memchr::memchr(b'{', rest.as_bytes()) {
        let selectors = rest[..open].rsplit(['}', ';']).next().unwrap_or_default();
        let selectors = selectors.trim();
        let inside = &rest[open + 1..];
        let end = if selectors.starts_with('@') {
            block_end(inside)
        } else {
            memchr::memchr(b'}', inside.as_bytes())
        };
        let (declarations, after) = inside.split_at(end.unwrap_or(inside.len()));
        rest = after.get(1..).unwrap_or_default();
        if selectors.starts_with('@') {
            continue;
        }
        let declarations = Declarations::of(declarations);
        let is_clipped = declarations.are_clipped();
        for class in selectors.split(',').filter_map(only_class) {
            if is_clipped {
                clipped.insert(class.to_owned());
            } else if declarations.is("clip", "auto") || declarations.is("position", "static") {
                clipped.remove(class);
            }
        }
    }
}

fn without_comments(css: &str) -> Cow<'_, str> {
    if !css.contains("/*") {
        return Cow::Borrowed(css);
    }
    let mut pieces = css.split("/*");
    let first = pieces.next().unwrap_or_default().to_owned();
    let rest = pieces.filter_map(|piece| piece.split_once("*/")).map(|(_, behind)| behind);
    Cow::Owned(rest.fold(first, |kept, behind| kept + behind))
}

/// Where a block ends whose blocks stand in each other.
fn block_end(inside: &str) -> Option<usize> {
    let mut depth = 0usize;
    memchr::memchr2_iter(b'{', b'}', inside.as_bytes()).find(|&at| {
        let is_end = inside.as_bytes()[at] == b'}';
        let is_last = is_end && depth == 0;
        depth = if is_end { depth.saturating_sub(1) } else { depth + 1 };
        is_last
    })
}

/// The class of a selector that is one, or is one as long as it has no focus: `.skip:not(:focus)`.
fn only_class(selector: &str) -> Option<&str> {
    let class = selector.trim().strip_prefix('.')?;
    let class = class.split_once(":not(").map_or(class, |(class, _)| class);
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    (!class.is_empty() && class.chars().all(is_name)).then_some(class)
}

/// The declarations of a rule or of a `style` attribute, in small letters.
struct Declarations(Vec<(String, String)>);

impl Declarations {
    fn of(css: &str) -> Self {
        let pairs = css.split(';').filter_map(|declaration| declaration.split_once(':'));
        let tidy = |text: &str| text.trim().trim_end_matches("!important").trim().to_ascii_lowercase();
        Self(pairs.map(|(name, value)| (tidy(name), tidy(value))).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// Whether what they are for is there and cannot be seen: clipped away, one dot large, or far beside the page.
    fn are_clipped(&self) -> bool {
        let numbers = |text: &str| -> Vec<f64> {
            let parts = text.split(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | '-')));
            parts.filter_map(|part| part.parse().ok()).collect()
        };
        let number = |name: &str| self.get(name).and_then(|value| numbers(value).first().copied());
        let is_rectangle = self.get("clip").is_some_and(|clip| {
            let sides = numbers(clip);
            clip.starts_with("rect")
                && !sides.is_empty()
                && sides.iter().all(|side| (0.0..=1.0).contains(side))
        });
        let is_path = self.get("clip-path").is_some_and(|path| {
            let inset = path.strip_prefix("inset(").map(numbers);
            inset.is_some_and(|sides| !sides.is_empty() && sides.iter().all(|side| *side >= 50.0))
        });
        let is_dot = self.is("overflow", "hidden")
            && ["width", "height"].iter().all(|side| number(side).is_some_and(|side| side.abs() <= 1.0))
            && ["width", "height"].iter().all(|side| self.get(side).is_some_and(|side| !side.ends_with('%')));
        let is_positioned = self.is("position", "absolute") || self.is("position", "fixed");
        let is_far = is_positioned
            && ["left", "top", "right"].iter().any(|side| number(side).is_some_and(|side| side <= -999.0));
        is_positioned && (is_rectangle || is_path) || is_dot || is_far
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clipped(css: &str) -> Vec<String> {
        let mut clipped = BTreeSet::new();
        read_stylesheet(css, &mut clipped);
        clipped.into_iter().collect()
    }

    #[test]
    fn a_stylesheet_says_what_only_screen_readers_read() {
        let css = "/* a { b */ @charset 'utf-8'; .a, .b p, nav .c { position: absolute; clip: rect(1px, 1px, 1px, 1px) } \
            .d:not(:focus):not(:active){clip-path:inset(50%);position:absolute!important} \
            .e{overflow:hidden;width:1px;height:1px}.f{position:absolute;left:-9999px} \
            .g{width:1px;height:1px}.h{overflow:hidden;width:1%;height:0}.i{clip:rect(0,90px,200px,0);position:absolute} \
            @media print{.j{position:absolute;clip:rect(0 0 0 0)}.k{color:red}} .l{position:absolute;clip:rect(0 0 0 0)} \
            .m{position:absolute;clip:rect(0,0,0,0)}.m{position:static;clip:auto}";
        assert_eq!(clipped(css), ["a", "d", "e", "f", "l"]);
        for odd in ["{", "}", ".a{", "@media{", "@media{{}", "", ".{position:absolute;left:-9999px}"] {
            assert!(clipped(odd).is_empty(), "{odd}");
        }
    }

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
