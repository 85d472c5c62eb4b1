//! Making stylesheets small. The one file that uses lightningcss (which minify-html brings with it).

use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};

/// The stylesheet without what a browser passes over; as it was where the library does not understand it.
#[must_use]
pub(super) fn small(text: &str) -> String {
    // No targets are given, so nothing is rewritten for older browsers, and nothing is reordered.
    let printed = std::panic::catch_unwind(|| {
        let sheet = StyleSheet::parse(text, ParserOptions::default()).ok()?;
        sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() }).ok()
    });
    printed.ok().flatten().map_or_else(|| text.to_owned(), |printed| printed.code)
}

#[cfg(test)]
mod tests {
    use super::small;

    #[test]
    fn what_means_nothing_goes_and_what_is_not_understood_stays() {
        assert_eq!(small("/* a note */\nbody {\n  color : red;\n}\n"), "body{color:red}");
        assert_eq!(small("a { color: light-dark(#fff, #000) }"), "a{color:light-dark(#fff,#000)}");
        assert_eq!(small("body { color: red"), "body{color:red}");
        assert_eq!(small("} {{ nothing like it"), "} {{ nothing like it");
    }

    #[test]
    fn the_default_theme_keeps_its_new_words() {
        let css = small(include_str!("../../themes/default/static/style.css"));
        for words in
            ["position-area:", "position-try-fallbacks:", "@position-try", "::details-content", "light-dark("]
        {
            assert!(css.contains(words), "{words}");
        }
    }
}
