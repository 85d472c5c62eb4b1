//! What the stylesheets of a saved page say of what is seen: rules that hold always, with a class, an id or the name of an
//! element as their selector and nothing else. What takes more to know is left as it is.

use std::borrow::Cow;
use std::collections::BTreeSet;

use dom_query::Node;
use dom_smoothie::Readability;

/// How deep rules that stand in each other (`@media`, `@supports`) are read.
const MAX_NESTED: usize = 8;

/// What a page's stylesheets take out of sight.
#[derive(Debug, Default)]
pub(super) struct Stylesheets {
    /// Classes that they clip away, as texts for screen readers are.
    pub(super) clipped: BTreeSet<String>,
    /// Selectors of one name that they give no box (`display: none`): `.class`, `#id`, `element`.
    hidden: BTreeSet<String>,
    /// Names in selectors of rules that show something: what has one of them may be shown.
    shown: BTreeSet<String>,
}

impl Stylesheets {
    /// Those of a page.
    pub(super) fn of(page: &Readability) -> Self {
        let mut sheets = Self::default();
        for style in page.doc.root().descendants_it().filter(|node| node.has_name("style")) {
            let is_for_screens = style
                .attr("media")
                .is_none_or(|media| matches!(&*media.trim().to_ascii_lowercase(), "" | "all" | "screen"));
            sheets.read(&without_comments(&style.text()), is_for_screens, 0);
        }
        sheets
    }

    /// Whether an element has no box. Where another rule may show it (`.tab { display: none }`, `.tab.open { display:
    /// block }`), it counts as shown.
    pub(super) fn hide(&self, node: &Node) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let classes = node.class().unwrap_or_default();
        let classes = classes.split_whitespace().map(|class| format!(".{class}"));
        let id = node.attr("id").map(|id| format!("#{}", id.trim()));
        let mut names = classes.chain(id).peekable();
        let of_element = node.node_name().map(|name| name.to_ascii_lowercase());
        let is_element =
            of_element.is_some_and(|name| self.hidden.contains(&name) && !self.shown.contains(&name));
        if names.peek().is_none() && !is_element {
            return false;
        }
        let names: Vec<String> = names.collect();
        let style = node.attr("style").map(|style| Declarations::of(&style));
        let has_own = style.is_some_and(|style| style.get("display").is_some());
        (is_element || names.iter().any(|name| self.hidden.contains(name)))
            && !has_own
            && !names.iter().any(|name| self.shown.contains(name))
    }

    /// Reads rules; `is_always` says whether they hold whatever the screen.
    fn read(&mut self, css: &str, is_always: bool, depth: usize) {
        let mut rest = css;
        while let Some(open) = memchr::memchr(b'{', rest.as_bytes()) {
            let selectors = rest[..open].rsplit(['}', ';']).next().unwrap_or_default();
            let selectors = selectors.trim();
            let inside = &rest[open + 1..];
            let is_group = selectors.starts_with('@');
            let end = if is_group { block_end(inside) } else { memchr::memchr(b'}', inside.as_bytes()) };
            let (inside, after) = inside.split_at(end.unwrap_or(inside.len()));
            rest = after.get(1..).unwrap_or_default();
            if !is_group {
                self.rule(selectors, &Declarations::of(inside), is_always);
            } else if depth < MAX_NESTED {
                self.read(inside, false, depth + 1);
            }
        }
    }

    fn rule(&mut self, selectors: &str, declarations: &Declarations, is_always: bool) {
        if declarations.get("display").is_some_and(|display| display != "none") {
            self.shown.extend(selectors.split(',').flat_map(names));
        }
        if !is_always {
            return;
        }
        let is_clipped = declarations.are_clipped();
        for class in selectors.split(',').filter_map(only_class) {
            if is_clipped {
                self.clipped.insert(class.to_owned());
            } else if declarations.is("clip", "auto") || declarations.is("position", "static") {
                self.clipped.remove(class);
            }
        }
        if declarations.is("display", "none") {
            self.hidden.extend(selectors.split(',').filter_map(only_name));
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
    (!class.is_empty() && class.chars().all(is_of_name)).then_some(class)
}

/// A selector that is a class, an id or the name of an element.
fn only_name(selector: &str) -> Option<String> {
    let selector = selector.trim();
    let name = selector.strip_prefix(['.', '#']).unwrap_or(selector);
    let is_name = !name.is_empty() && name.chars().all(is_of_name);
    is_name
        .then(|| if name.len() == selector.len() { name.to_ascii_lowercase() } else { selector.to_owned() })
}

/// The names in a selector: classes and ids with their signs, elements in small letters.
fn names(selector: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = selector;
    while let Some(start) = rest.find(|letter: char| is_of_name(letter) || matches!(letter, '.' | '#')) {
        let sign = rest[start..].starts_with(['.', '#']);
        let name = &rest[start + usize::from(sign)..];
        let end = name.find(|letter: char| !is_of_name(letter)).unwrap_or(name.len());
        if end > 0 {
            let whole = &rest[start..start + usize::from(sign) + end];
            names.push(if sign { whole.to_owned() } else { whole.to_ascii_lowercase() });
        }
        rest = &name[end..];
    }
    names
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_')
}

/// The declarations of a rule or of a `style` attribute, in small letters.
pub(super) struct Declarations(Vec<(String, String)>);

impl Declarations {
    pub(super) fn of(css: &str) -> Self {
        let pairs = css.split(';').filter_map(|declaration| declaration.split_once(':'));
        let tidy = |text: &str| text.trim().trim_end_matches("!important").trim().to_ascii_lowercase();
        Self(pairs.map(|(name, value)| (tidy(name), tidy(value))).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// Whether what they are for is struck out.
    pub(super) fn strike_out(&self) -> bool {
        ["text-decoration", "text-decoration-line"].iter().any(|name| {
            self.get(name).is_some_and(|value| value.split_whitespace().any(|word| word == "line-through"))
        })
    }

    /// Whether what they are for is there and cannot be seen: clipped away, one dot large, or far beside the page.
    pub(super) fn are_clipped(&self) -> bool {
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
        let mut sheets = Stylesheets::default();
        sheets.read(&without_comments(css), true, 0);
        sheets.clipped.into_iter().collect()
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
    fn names_of_selectors_are_told_apart() {
        assert_eq!(names("UL.tabs > #one.open:not(.old)"), ["ul", ".tabs", "#one", ".open", "not", ".old"]);
        assert_eq!(
            [only_name(" .a"), only_name("#b"), only_name("ASIDE")],
            [".a", "#b", "aside"].map(|name| Some(name.to_owned()))
        );
        for odd in [".", "", "*", ".a.b", "p a", ".a:hover", "[hidden]"] {
            assert_eq!(only_name(odd), None, "{odd}");
        }
    }
}
