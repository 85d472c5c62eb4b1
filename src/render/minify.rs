//! Making pages small. The one file that uses minify-html.
//!
//! CSS and JavaScript inside pages are left alone (themes have none), closing tags are kept so that
//! pages stay readable to other tools, and a page that the library cannot handle stays as it is.

use minify_html::Cfg;

/// The page with white space, quotes and comments that mean nothing removed.
#[must_use]
pub fn minify(html: Vec<u8>) -> Vec<u8> {
    let settings = Cfg {
        keep_closing_tags: true,
        keep_html_and_head_opening_tags: true,
        keep_input_type_text_attr: true,
        ..Cfg::default()
    };
    let minified = std::panic::catch_unwind(|| minify_html::minify(&html, &settings));
    minified.unwrap_or(html)
}

#[cfg(test)]
mod tests {
    use super::minify;

    #[test]
    fn words_and_data_survive() {
        let page = "<!doctype html>\n<html lang=\"en\">\n<body>\n  <p>one  <em>two</em>\n three</p>\n<script type=\"application/ld+json\">{\"a\": \"b  c\"}</script>\n<pre>  x\n y</pre></body></html>";
        let small = String::from_utf8(minify(page.as_bytes().to_vec())).unwrap();
        assert!(small.contains("<p>one <em>two</em> three</p>"), "{small}");
        assert!(small.contains("{\"a\": \"b  c\"}"), "{small}");
        assert!(small.contains("<pre>  x\n y</pre>"), "{small}");
    }
}
