//! How deep the elements of an HTML text may nest, from its tags alone: a guard before a parser that takes the
//! square of the depth.
//!
//! Follows the parsing rules of HTML (WHATWG, section 13.2.6) as far as a bound needs them: where it is not sure
//! that an end tag closes something, it takes the element for open.

/// What closes itself, or is closed by the next of its kind: never the reason for depth.
const FLAT: [&str; 31] = [
    "area", "base", "basefont", "bgsound", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "frame",
    "hr", "img", "input", "keygen", "li", "link", "meta", "optgroup", "option", "p", "param", "source",
    "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
];

/// Elements that an end tag of an inline element does not reach beyond (section 13.2.4.2, "special"), but for
/// [`FLAT`] ones.
const SPECIAL: [&str; 50] = [
    "address",
    "applet",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "center",
    "details",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "foreignobject",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "html",
    "iframe",
    "listing",
    "main",
    "marquee",
    "menu",
    "nav",
    "noembed",
    "noscript",
    "object",
    "ol",
    "plaintext",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "template",
    "textarea",
    "ul",
    "xmp",
];

/// Elements that an end tag of a block does not reach beyond (section 13.2.4.2, "has an element in scope").
const SCOPES: [&str; 8] =
    ["applet", "foreignobject", "html", "marquee", "object", "select", "table", "template"];

/// Elements that end a drawing or a formula that they stand in (section 13.2.6.5).
const BREAKS_OUT: [&str; 44] = [
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// Elements that go on beyond the end of what they stand in (section 13.2.4.3).
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements that hold nothing but text (sections 13.2.6.2 and 13.2.6.4).
const TEXTS: [&str; 8] = ["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// By whose rules what stands in an element is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Html,
    Drawing,
    Formula,
}

/// Longest tag, in bytes, whose end is looked for.
const LONGEST: usize = 4 << 10;

struct Open {
    name: String,
    /// Whether it is an element of HTML itself.
    is_html: bool,
    within: Within,
}

/// The most elements that are open at once, [`FLAT`] ones left out: between two others only a few of them can
/// stand in each other. Stops counting beyond `enough`.
pub(super) fn depth(html: &str, enough: usize) -> usize {
    let mut open: Vec<Open> = Vec::new();
    let mut deepest = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &html.as_bytes()[at..]) {
        at += found + 1;
        let rest = &html[at..];
        if rest.starts_with("!--") {
            match comment_end(&rest[1..]) {
                Some(end) => at += 1 + end,
                None => break,
            }
            continue;
        }
        let is_end = rest.starts_with('/');
        let name = name_at(&rest[usize::from(is_end)..]);
        // Every byte is looked at a few times at most, whatever stands there.
        at += usize::from(is_end) + name.len();
        let is_foreign = |open: &[Open]| open.last().is_some_and(|above| above.within != Within::Html);
        if !is_end && is_foreign(&open) && breaks_out(&name, rest) {
            while open.pop_if(|above| above.within != Within::Html).is_some() {}
        }
        if name.is_empty() || FLAT.contains(&name.as_str()) {
            continue;
        } else if is_end {
            close(&mut open, &name);
        } else {
            let around = open.last().map_or(Within::Html, |above| above.within);
            if around == Within::Html && TEXTS.contains(&name.as_str()) {
                // What stands in them is no tag.
                let text = &html[at..];
                at += find_ignoring_case(text, &format!("</{name}")).unwrap_or(text.len());
                continue;
            }
            // One link closes the one before.
            if name == "a" && around == Within::Html {
                close(&mut open, "a");
            }
            let element = opened(name, around);
            if !element.is_html && ends_itself(rest) {
                continue;
            }
            open.push(element);
            deepest = deepest.max(open.len());
            if deepest > enough {
                break;
            }
        }
    }
    deepest
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
    BREAKS_OUT.contains(&name) || name == "font" && is_old(whole(tag).unwrap_or_default())
}

/// The element that a tag opens.
fn opened(name: String, around: Within) -> Open {
    let (is_html, within) = match (around, name.as_str()) {
        (Within::Html, "svg") => (false, Within::Drawing),
        (Within::Html, "math") => (false, Within::Formula),
        (Within::Html, _) => (true, Within::Html),
        (Within::Drawing, "foreignobject" | "desc" | "title") => (false, Within::Html),
        (Within::Formula, "mi" | "mo" | "mn" | "ms" | "mtext") => (false, Within::Html),
        (around, _) => (false, around),
    };
    Open { name, is_html, within }
}

/// Takes away what an end tag closes.
fn close(open: &mut Vec<Open>, name: &str) {
    // The end of a drawing's HTML reaches no further than that of an inline element.
    let is_block = SPECIAL.contains(&name) && name != "foreignobject";
    let stops = |other: &str| if is_block { SCOPES.contains(&other) } else { SPECIAL.contains(&other) };
    for index in (0..open.len()).rev() {
        if open[index].name == name {
            // What stands in a form outlives it, and formatting is opened anew in what follows.
            let goes_on =
                |above: &Open| name == "form" || above.is_html && FORMATTING.contains(&above.name.as_str());
            let kept = open.split_off(index).into_iter().skip(1);
            open.extend(kept.filter(goes_on));
            return;
        }
        if stops(&open[index].name) {
            return;
        }
    }
}

/// The name of the tag that begins here, in small letters.
fn name_at(tag: &str) -> String {
    if !tag.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return String::new();
    }
    let end = tag.find([' ', '\t', '\n', '\r', '\u{c}', '/', '>']).unwrap_or(tag.len());
    tag[..end].to_ascii_lowercase()
}

/// Whether a tag ends with `/>`.
fn ends_itself(tag: &str) -> bool {
    whole(tag).is_some_and(|tag| tag.ends_with(b"/"))
}

/// A tag up to its `>`; nothing where it is longer than anybody writes.
fn whole(tag: &str) -> Option<&[u8]> {
    let tag = &tag.as_bytes()[..tag.len().min(LONGEST)];
    memchr::memchr(b'>', tag).map(|end| &tag[..end])
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    let places = memchr::memchr_iter(b'<', text.as_bytes());
    let mut places = places.filter(|&at| text.as_bytes()[at..].len() >= what.len());
    places.find(|&at| text.as_bytes()[at..at + what.len()].eq_ignore_ascii_case(what.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::depth;

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
        assert_eq!(of("<ul><li>a<li>b<li><p>c<p>d</ul><p>e"), 1);
        assert_eq!(of("<div><span>a</div><div><span>b</div>"), 2);
        assert_eq!(of("<div><!-- <div><div> --></div><!--><div><div>"), 2);
    }

    #[test]
    fn no_text_takes_long() {
        let begun = std::time::Instant::now();
        for unit in ["<a", "<g ", "<!--", "<!-- -- ", "<script", "<font ", "</", "<", "--!"] {
            of(&format!("<svg>{}", unit.repeat(400_000 / unit.len())));
        }
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    #[test]
    fn drawings_and_scripts_are_flat() {
        assert_eq!(of(&format!("<svg>{}</svg>", "<use/><circle r=1 /><g><rect/></g>".repeat(100))), 2);
        assert_eq!(of(&format!("<script>{}</SCRIPT>", "if (a<b) '<div>'".repeat(100))), 0);
        // The slash means nothing outside them, and a block ends them.
        assert_eq!(of(&"<div/>".repeat(100)), 100);
        assert_eq!(of(&format!("<svg>{}", "<div/><x/>".repeat(100))), 200);
    }
}
