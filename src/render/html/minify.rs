//! Making pages small. The one file that uses minify-html.
//!
//! What the program and its theme write is well formed, and one pass over it ([`tight`](super::tight))
//! makes it as small as the library would, at a twentieth of the cost. HTML that an author wrote, and
//! whatever that pass does not understand, goes through the library, which reads it as a browser does.
//! CSS and JavaScript inside pages are left alone (themes have none), closing tags are kept so that
//! pages stay readable to other tools, and a page that the library cannot handle stays as it is.

use minify_html::Cfg;

use super::tight::{KnownPieces, WrittenPage, tighten};

/// The page with white space, quotes and comments that mean nothing removed. `has_raw_html` says that
/// it holds HTML that an author wrote. `known` is what is known of the pieces of other pages of the site.
#[must_use]
pub fn minify(page: WrittenPage, has_raw_html: bool, known: &KnownPieces) -> Vec<u8> {
    let small = if has_raw_html { None } else { tighten(&page, known) };
    small.unwrap_or_else(|| parsed(page.html))
}

/// The page as the library makes it small; one that it would misread stays as it is.
fn parsed(html: Vec<u8>) -> Vec<u8> {
    if is_misread(&html) {
        return html;
    }
    let settings = Cfg {
        keep_closing_tags: true,
        keep_html_and_head_opening_tags: true,
        keep_input_type_text_attr: true,
        ..Cfg::default()
    };
    unless_it_panics(html, |html| minify_html::minify(html, &settings))
}

/// Elements whose content is text up to their closing tag.
const TEXT_ELEMENTS: [&[u8]; 4] = [b"script", b"style", b"textarea", b"title"];

/// Whether a page has a closing tag whose name only begins with that of an element of text: `</titles>` ends no title,
/// and the library takes it for one that does.
fn is_misread(html: &[u8]) -> bool {
    memchr::memmem::find_iter(html, b"</").any(|at| {
        let tag = &html[at + 2..];
        TEXT_ELEMENTS.iter().any(|name| {
            tag.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
                && tag
                    .get(name.len())
                    .is_some_and(|next| !next.is_ascii_whitespace() && !b"/>".contains(next))
        })
    })
}

/// What `small` makes of a page; the page itself where it panics.
fn unless_it_panics(html: Vec<u8>, small: impl Fn(&[u8]) -> Vec<u8> + std::panic::RefUnwindSafe) -> Vec<u8> {
    std::panic::catch_unwind(|| small(&html)).unwrap_or(html)
}

#[cfg(test)]
mod tests {
    use super::{KnownPieces, parsed, unless_it_panics};

    fn minify(html: Vec<u8>, has_raw_html: bool) -> Vec<u8> {
        super::minify(html.into(), has_raw_html, &KnownPieces::default())
    }

    #[test]
    fn what_cannot_be_minified_stays_as_it_is() {
        let page = b"<!doctype html><p>a   b".to_vec();
        assert_eq!(unless_it_panics(page.clone(), |_| panic!("as a library may")), page);
        assert_eq!(unless_it_panics(page, |html| html[..4].to_vec()), b"<!do");
    }

    #[test]
    fn a_tag_that_ends_no_title_leaves_the_page_as_it_is() {
        let page = b"<!doctype html><title>a</titles>   b</title><p>c   d".to_vec();
        assert_eq!(minify(page.clone(), true), page);
        assert_eq!(minify(b"<title>a</title >  <p>c   d".to_vec(), true), b"<title>a</title><p>c d");
    }

    #[test]
    fn words_and_data_survive() {
        let page = "<!doctype html>\n<html lang=\"en\">\n<body>\n  <p>one  <em>two</em>\n three</p>\n<script type=\"application/ld+json\">{\"a\": \"b  c\"}</script>\n<pre>  x\n y</pre></body></html>";
        for has_raw_html in [false, true] {
            let small = String::from_utf8(minify(page.as_bytes().to_vec(), has_raw_html)).unwrap();
            assert!(small.contains("<p>one <em>two</em> three</p>"), "{small}");
            assert!(small.contains("{\"a\": \"b  c\"}"), "{small}");
            assert!(small.contains("<pre>  x\n y</pre>"), "{small}");
        }
    }

    #[test]
    fn what_is_not_understood_is_parsed() {
        let page = b"<!doctype html><p>a <![CDATA[ b ]]> <i>c".to_vec();
        assert_eq!(minify(page.clone(), false), parsed(page));
    }
}
