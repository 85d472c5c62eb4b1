//! How deep the elements of an HTML text may nest, from its tags alone: a guard before a parser that takes the
//! square of the depth.
//!
//! Follows the parsing rules of HTML (WHATWG, section 13.2.6) as far as a bound needs them: where it is not sure
//! that an end tag closes something, it takes the element for open.

/// What closes itself, or is closed by the next of its kind: never the reason for depth.
const FLAT: &str = "area base basefont bgsound br caption col colgroup dd dt embed frame hr img input keygen li \
    link meta optgroup option p param source tbody td tfoot th thead tr wbr";

/// Elements that an end tag of an inline element does not reach beyond (section 13.2.4.2, "special"), but for
/// [`FLAT`] ones.
const SPECIAL: &str = "address applet article aside blockquote body button center details dir div dl fieldset \
    figcaption figure footer foreignobject form frameset h1 h2 h3 h4 h5 h6 head header hgroup html iframe \
    listing main marquee menu nav noembed noscript object ol plaintext pre search section select summary table \
    template textarea ul xmp";

/// Elements that an end tag of a block does not reach beyond (section 13.2.4.2, "has an element in scope").
const SCOPES: &str = "applet foreignobject html marquee object select table template";

/// Elements that end a drawing or a formula that they stand in (section 13.2.6.5).
const BREAKS_OUT: &str = "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i \
    img li listing menu meta nobr ol p pre ruby s small span strike strong sub sup table tt u ul var";

/// Elements that go on beyond the end of what they stand in (section 13.2.4.3).
const FORMATTING: &str = "a b big code em font i nobr s small strike strong tt u";

/// Elements that hold nothing but text (sections 13.2.6.2 and 13.2.6.4).
const TEXTS: &str = "iframe noembed noframes script style textarea title xmp";

/// Longest tag, in bytes, whose end is looked for.
const LONGEST: usize = 4 << 10;

/// By whose rules what stands in an element is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Html,
    Drawing,
    Formula,
}

/// An element that is open.
struct OpenElement {
    name: String,
    /// Whether it is an element of HTML itself.
    is_html: bool,
    within: Within,
    is_special: bool,
    is_scope: bool,
}

/// The most elements that are open at once, [`FLAT`] ones left out: between two others only a few of them can
/// stand in each other. Stops counting beyond `enough`. Looks at every byte a few times at most.
pub(super) fn depth(html: &str, enough: usize) -> usize {
    let mut open = Stack::default();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &html.as_bytes()[at..]) {
        at += found + 1;
        let tag = &html[at..];
        if tag.starts_with("!--") {
            let Some(end) = comment_end(&tag[1..]) else { break };
            at += 1 + end;
            continue;
        }
        let is_end = tag.starts_with('/');
        let name = name_at(&tag[usize::from(is_end)..]);
        at += usize::from(is_end) + name.len();
        if is_end {
            open.close(&name);
        } else if !name.is_empty() && open.open(&name, tag) == Holds::Text {
            // What stands there is no tag.
            let text = &html[at..];
            at += find_ignoring_case(text, &format!("</{name}")).unwrap_or(text.len());
        }
        if open.deepest > enough {
            break;
        }
    }
    open.deepest
}

/// The text with scripts, styles and comments replaced by as many spaces.
pub(super) fn without_code(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let (before, tag) = rest.split_at(at);
        kept.push_str(before);
        let code = code_length(tag);
        kept.extend(std::iter::repeat_n(' ', code));
        let (bracket, after) = tag.split_at(if code > 0 { code } else { 1 });
        kept.push_str(if code > 0 { "" } else { bracket });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// How many bytes the comment, script or style has that begins here; none where none does. One without an end goes
/// to the end of the text.
fn code_length(tag: &str) -> usize {
    let name = name_at(&tag[1..]);
    let end = if tag[1..].starts_with("!--") {
        comment_end(&tag[2..]).map(|end| 2 + end)
    } else if matches!(&*name, "script" | "style") {
        let end = find_ignoring_case(&tag[1..], &format!("</{name}")).map(|end| 1 + end);
        end.and_then(|end| Some(end + memchr::memchr(b'>', &tag.as_bytes()[end..])? + 1))
    } else {
        return 0;
    };
    end.unwrap_or(tag.len())
}

/// What the element of a tag may hold.
#[derive(PartialEq, Eq)]
enum Holds {
    Elements,
    Text,
}

/// The elements that are open, the innermost last.
#[derive(Default)]
struct Stack {
    open: Vec<OpenElement>,
    deepest: usize,
}

impl Stack {
    fn within(&self) -> Within {
        self.open.last().map_or(Within::Html, |above| above.within)
    }

    /// Takes in what a tag opens.
    fn open(&mut self, name: &str, tag: &str) -> Holds {
        if self.within() != Within::Html && breaks_out(name, tag) {
            while self.open.pop_if(|above| above.within != Within::Html).is_some() {}
        }
        let around = self.within();
        if around == Within::Html && is_listed(TEXTS, name) {
            return Holds::Text;
        }
        // One link closes the one before.
        if name == "a" && around == Within::Html {
            self.close("a");
        }
        let element = OpenElement::new(name, around);
        // In a drawing no element closes itself by its name.
        let is_flat = if element.is_html { is_listed(FLAT, name) } else { ends_itself(tag) };
        if !is_flat {
            self.open.push(element);
            self.deepest = self.deepest.max(self.open.len());
        }
        Holds::Elements
    }

    /// Takes away what an end tag closes.
    fn close(&mut self, name: &str) {
        // The end of a drawing's HTML reaches no further than that of an inline element.
        let is_block = is_listed(SPECIAL, name) && name != "foreignobject";
        let stops = |element: &OpenElement| if is_block { element.is_scope } else { element.is_special };
        for index in (0..self.open.len()).rev() {
            if self.open[index].name == name {
                // What stands in a form outlives it, and formatting is opened again in what follows.
                let goes_on = |above: &OpenElement| {
                    name == "form" || above.is_html && is_listed(FORMATTING, &above.name)
                };
                let kept = self.open.split_off(index).into_iter().skip(1);
                self.open.extend(kept.filter(goes_on));
                return;
            }
            if stops(&self.open[index]) {
                return;
            }
        }
    }
}

impl OpenElement {
    fn new(name: &str, around: Within) -> Self {
        let (is_html, within) = match (around, name) {
            (Within::Html, "svg") => (false, Within::Drawing),
            (Within::Html, "math") => (false, Within::Formula),
            (Within::Html, _) => (true, Within::Html),
            (Within::Drawing, "foreignobject" | "desc" | "title") => (false, Within::Html),
            (Within::Formula, "mi" | "mo" | "mn" | "ms" | "mtext") => (false, Within::Html),
            (around, _) => (false, around),
        };
        Self {
            name: name.to_owned(),
            is_html,
            within,
            is_special: is_listed(SPECIAL, name),
            is_scope: is_listed(SCOPES, name),
        }
    }
}

/// Whether a name is one of a list.
fn is_listed(list: &str, name: &str) -> bool {
    list.split(' ').any(|one| one == name)
}

/// Where a comment ends that begins here with its two dashes.
fn comment_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_end = |at: &usize| bytes[..*at].ends_with(b"--") || bytes[..*at].ends_with(b"--!");
    memchr::memchr_iter(b'>', bytes).find(is_end).map(|at| at + 1)
}

/// Whether a tag ends the drawing or the formula that it stands in.
fn breaks_out(name: &str, tag: &str) -> bool {
    let is_old = |tag: &[u8]| {
        let tag = tag.to_ascii_lowercase();
        ["color", "face", "size"].iter().any(|word| memchr::memmem::find(&tag, word.as_bytes()).is_some())
    };
    is_listed(BREAKS_OUT, name) || name == "font" && is_old(up_to_end(tag).unwrap_or_default())
}

/// The name of the tag that begins here, in small letters; empty where none does.
fn name_at(tag: &str) -> String {
    if !tag.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return String::new();
    }
    let end = tag.find([' ', '\t', '\n', '\r', '\u{c}', '/', '>']).unwrap_or(tag.len());
    tag[..end].to_ascii_lowercase()
}

/// Whether a tag ends with `/>`.
fn ends_itself(tag: &str) -> bool {
    up_to_end(tag).is_some_and(|tag| tag.ends_with(b"/"))
}

/// A tag up to its `>`; nothing where it is longer than anybody writes.
fn up_to_end(tag: &str) -> Option<&[u8]> {
    let tag = &tag.as_bytes()[..tag.len().min(LONGEST)];
    memchr::memchr(b'>', tag).map(|end| &tag[..end])
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    let mut places = memchr::memchr_iter(b'<', text.as_bytes());
    places.find(|&at| {
        let here = text.as_bytes().get(at..at + what.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(what.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::{depth, without_code};

    fn of(html: &str) -> usize {
        depth(html, usize::MAX)
    }

    #[test]
    fn only_what_is_closed_counts_as_closed() {
        assert_eq!(of("<div></div><div></div>"), 1);
        assert_eq!(of(&"<div></a>".repeat(100)), 100);
        assert_eq!(of(&"<a><div></a>".repeat(100)), 200);
        assert_eq!(of(&"<a name=x>word ".repeat(100)), 1);
        assert_eq!(of(&"<div><table><td></div>".repeat(100)), 200);
        assert_eq!(of(&"word<wbr>".repeat(100)), 0);
        assert_eq!(of(&"<path>".repeat(100)), 100);
        assert_eq!(of(&format!("<svg>{}", "<wbr>".repeat(100))), 101);
        assert_eq!(of("<ul><li>a<li>b<li><p>c<p>d</ul><p>e"), 1);
        assert_eq!(of("<div><span>a</div><div><span>b</div>"), 2);
        assert_eq!(of("<div><!-- <div><div> --></div><!--><div><div>"), 2);
    }

    #[test]
    fn code_becomes_spaces() {
        let blank = |length: usize| " ".repeat(length);
        for (html, code) in [
            ("<script>a<b</script>", 20),
            ("<STYLE x>p</sTyle >", 19),
            ("<!-- <p> -->", 12),
            ("<!-->", 5),
            ("<script>a</style>", 17),
        ] {
            assert_eq!(
                without_code(&format!("1 < 2<p>{html}")),
                format!("1 < 2<p>{}", blank(code)),
                "{html}"
            );
        }
        assert_eq!(
            without_code("a<!--b-->c<script></script>d</p>"),
            format!("a{}c{}d</p>", blank(8), blank(17))
        );
    }

    #[test]
    fn no_text_takes_long() {
        let started = std::time::Instant::now();
        for unit in ["<a", "<g ", "<!--", "<!-- -- ", "<script", "<font ", "</", "<", "--!"] {
            of(&format!("<svg>{}", unit.repeat(400_000 / unit.len())));
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }

    #[test]
    fn drawings_and_scripts_are_flat() {
        assert_eq!(of(&format!("<svg>{}</svg>", "<use/><circle r=1 /><g><rect/></g>".repeat(100))), 2);
        assert_eq!(of(&format!("<script>{}</SCRIPT>", "if (a<b) '<div>'".repeat(100))), 0);
        // The slash means nothing outside them, and a block ends them.
        assert_eq!(of(&"<div/>".repeat(100)), 100);
        assert_eq!(of(&format!("<svg>{}", "<div/><x/>".repeat(100))), 200);
        assert_eq!(of(&format!("<svg><p>{}", "<x/>".repeat(100))), 100);
    }
}
