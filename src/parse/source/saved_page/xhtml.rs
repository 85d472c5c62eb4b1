//! Pages written as XML, whose elements may end where they begin (`<script src="x"/>`). A parser of HTML takes all that
//! follows such a tag for its text.

use std::borrow::Cow;

use crate::base::escape::end_of_tag;

/// Elements whose content is text to a parser of HTML.
const RAW: [&str; 7] = ["iframe", "noembed", "noframes", "script", "style", "textarea", "title"];

/// How many times as many bytes as a page has are looked at in search of ends of tags, so that a page made of tags
/// without an end takes no longer than others.
const MOST_LOOKS: usize = 16;

/// The page with an end tag behind each such element, if it says that it is XML.
pub(super) fn closed(html: &str) -> Cow<'_, str> {
    if !html.trim_start().starts_with("<?xml") {
        return Cow::Borrowed(html);
    }
    let mut left = html.len().saturating_mul(MOST_LOOKS);
    let mut closed = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let tag = &rest[open..];
        let name = &tag[1..1 + tag[1..].bytes().take_while(u8::is_ascii_alphabetic).count()];
        let is_raw = left > 0 && RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name));
        let end = if is_raw { end_of_tag(tag) } else { None };
        left = left.saturating_sub(end.unwrap_or(if is_raw { tag.len() } else { 0 }));
        let Some(end) = end.filter(|end| tag[..*end].ends_with("/>")) else {
            closed.push_str(&rest[..=open]);
            rest = &rest[open + 1..];
            continue;
        };
        closed.push_str(&rest[..open]);
        closed.push_str(&tag[..end - 2]);
        closed.push_str(&format!("></{name}>"));
        rest = &tag[end..];
    }
    closed.push_str(rest);
    Cow::Owned(closed)
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn elements_that_end_at_once_are_closed() {
        let page =
            "<?xml version='1.0'?><html><script src='a>b'/><title>T</title><SCRIPT/><br/><p>é</p></html>";
        let expected = "<?xml version='1.0'?><html><script src='a>b'></script><title>T</title><SCRIPT></SCRIPT><br/><p>é</p></html>";
        assert_eq!(closed(page), expected);
        assert_eq!(closed("<html><script/></html>"), "<html><script/></html>");
        assert_eq!(closed("<?xml?><script <title"), "<?xml?><script <title");
        assert_eq!(closed("<?xml?><a <b <title/>"), "<?xml?><a <b <title></title>");
    }

    #[test]
    fn tags_without_an_end_take_no_long_time() {
        for tag in ["<a ", "<script ", "<title '"] {
            let page = format!("<?xml?>{}", tag.repeat(300_000 / tag.len()));
            let begun = std::time::Instant::now();
            assert_eq!(closed(&page), page);
            assert!(begun.elapsed().as_secs() < 5, "{tag}");
        }
    }
}
