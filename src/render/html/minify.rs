//! Making pages small, by one pass over their bytes ([`tight`](super::tight)).
//!
//! What the program and its theme write is well formed, which is what that pass needs. A page with HTML that an
//! author wrote stays as it is, and so does a page that the pass does not understand: how a browser reads it is not
//! for a pass over bytes to say, and a parser for these few pages would take a minute to compile. CSS and JavaScript
//! inside pages are left alone, and closing tags are kept, so that pages stay readable to other tools.

use super::tight::tighten;

/// The page with white space, quotes and comments that mean nothing removed. `has_raw_html` says that
/// it holds HTML that an author wrote.
#[must_use]
pub fn minify(html: Vec<u8>, has_raw_html: bool) -> Vec<u8> {
    if has_raw_html {
        return html;
    }
    tighten(&html).unwrap_or(html)
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[test]
    fn words_and_data_survive() {
        let page = "<!doctype html>\n<html lang=\"en\">\n<body>\n  <p>one  <em>two</em>\n three</p>\n<script type=\"application/ld+json\">{\"a\": \"b  c\"}</script>\n<pre>  x\n y</pre></body></html>";
        let small = String::from_utf8(minify(page.as_bytes().to_vec(), false)).unwrap();
        assert!(small.contains("<p>one <em>two</em> three</p>"), "{small}");
        assert!(small.contains("{\"a\": \"b  c\"}"), "{small}");
        assert!(small.contains("<pre>  x\n y</pre>"), "{small}");
    }

    #[test]
    fn what_an_author_wrote_in_html_stays_as_it_is() {
        let page = b"<!doctype html>\n<p>a   <table> b <tr><td>c</table>".to_vec();
        assert_eq!(minify(page.clone(), true), page);
    }

    #[test]
    fn what_is_not_understood_stays_as_it_is() {
        let page = b"<!doctype html>\n<p>a <![CDATA[ b ]]> <i>c".to_vec();
        assert_eq!(minify(page.clone(), false), page);
    }
}
