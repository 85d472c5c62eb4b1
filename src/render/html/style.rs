//! Making stylesheets small, and setting their tokens. The one file that uses lightningcss (which minify-html
//! brings with it).

use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::suggest::nearest;
use crate::read::config::{Config, ThemeToken};

/// The stylesheet of the default theme, and the same made small: to make it so takes a tenth of what the build of a small
/// site costs.
static DEFAULT: &str = include_str!("../../../themes/default/static/style.css");
static DEFAULT_SMALL: &str = include_str!("assets/style.css");

/// The stylesheet without what a browser passes over; unchanged where the library does not understand it.
#[must_use]
pub(super) fn small(text: &str) -> String {
    match text.strip_prefix(DEFAULT) {
        Some("") => DEFAULT_SMALL.to_owned(),
        // The library prints one rule after the other.
        Some(own) => format!("{DEFAULT_SMALL}{}", made_small(own)),
        None => made_small(text),
    }
}

fn made_small(text: &str) -> String {
    parsed(text).unwrap_or_else(|| text.to_owned())
}

/// The stylesheet as the library prints it; nothing where it does not understand it.
fn parsed(text: &str) -> Option<String> {
    // No targets are given, so nothing is rewritten for older browsers, and nothing is reordered.
    let printed = std::panic::catch_unwind(|| {
        let sheet = StyleSheet::parse(text, ParserOptions::default()).ok()?;
        sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() }).ok()
    });
    printed.ok().flatten().map(|printed| printed.code)
}

/// The stylesheet of a theme with the tokens that the site sets, and what is wrong with these.
#[must_use]
pub(super) fn with_tokens(text: &str, config: &Config) -> (String, Vec<Diagnostic>) {
    let declared = declared(text);
    let mut findings = Vec::new();
    let mut set = String::new();
    for token in &config.tokens {
        match check(token, &declared) {
            Ok(()) => set.push_str(&format!("--{}:{};", token.name, token.value)),
            Err((message, help)) => {
                findings
                    .push(Diagnostic::new(Rule::Config, &config.path, token.name.span, message).help(help));
            }
        }
    }
    // What comes last wins, so that one value holds on every width.
    let own = if set.is_empty() { String::new() } else { format!("\n:root{{{set}}}\n") };
    (format!("{text}{own}"), findings)
}

/// The custom properties that a stylesheet declares.
fn declared(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text
        .match_indices("--")
        .filter_map(|(at, _)| {
            let rest = &text[at + 2..];
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))?;
            (rest[end..].trim_start().starts_with(':') && end > 0).then(|| &rest[..end])
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn check(token: &ThemeToken, declared: &[&str]) -> Result<(), (String, String)> {
    let ThemeToken { name, value, .. } = token;
    if !declared.contains(&name.as_str()) {
        let help = match nearest(name, declared.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the theme has: {}", declared.join(", ")),
        };
        return Err((format!("the theme has no token `{name}`"), help));
    }
    // A value stays within its declaration, and loads nothing.
    let leaves = value.contains([';', '{', '}', '\\', '<', '@', '!']) || value.contains("/*");
    let loads =
        value.to_ascii_lowercase().contains("url(") || value.to_ascii_lowercase().contains("image-set(");
    let is_whole = !value.trim().is_empty()
        && parsed(&format!(":root{{--{name}:{value}}}"))
            .is_some_and(|printed| printed.matches('{').count() == 1 && printed.matches("--").count() >= 1);
    if leaves || loads || !is_whole {
        let help = "write one CSS value, such as \"#8a1538\", 38rem or Georgia, serif";
        return Err((format!("`{value}` is not a value that a token can have"), help.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT, DEFAULT_SMALL, made_small, small};

    /// After a change of the stylesheet, `UPDATE=1 cargo test --lib style` makes the file again.
    #[test]
    fn the_default_theme_is_small_as_it_would_be_made() {
        let made = made_small(DEFAULT);
        if std::env::var_os("UPDATE").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/render/html/assets/style.css");
            std::fs::write(path, made).unwrap();
            return;
        }
        assert!(made == DEFAULT_SMALL, "UPDATE=1 makes src/render/html/assets/style.css again");
        let own = "\n:root{--link:#8a1538;--x: 1px}\n";
        assert_eq!(small(&format!("{DEFAULT}{own}")), made_small(&format!("{DEFAULT}{own}")));
    }

    #[test]
    fn what_means_nothing_goes_and_what_is_not_understood_stays() {
        assert_eq!(small("/* a note */\nbody {\n  color : red;\n}\n"), "body{color:red}");
        assert_eq!(small("a { color: light-dark(#fff, #000) }"), "a{color:light-dark(#fff,#000)}");
        assert_eq!(small("body { color: red"), "body{color:red}");
        assert_eq!(small("} {{ nothing like it"), "} {{ nothing like it");
    }

    #[test]
    fn the_default_theme_keeps_its_new_words() {
        let css = small(include_str!("../../../themes/default/static/style.css"));
        for words in
            ["position-area:", "position-try-fallbacks:", "@position-try", "::details-content", "light-dark("]
        {
            assert!(css.contains(words), "{words}");
        }
    }
}
