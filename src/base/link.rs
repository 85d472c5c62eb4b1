//! Links: which schemes may be published, and what kind of target one names. The one file that uses url.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::base::span::Span;

/// A link or image in a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The target as written.
    pub url: String,
    /// Where the link stands.
    pub span: Span,
}

/// Whether `url` is an absolute address of the web: of http or https, with a host, without white space and control
/// characters. It may hold characters that must be escaped in an attribute.
#[must_use]
pub fn is_web_address(url: &str) -> bool {
    let is_plain = !url.contains(|c: char| c.is_whitespace() || c.is_control());
    // Parsers of addresses repair `https:host` and `https:///host`.
    let after_scheme = url.split_once("://").map_or("", |(_, rest)| rest);
    is_plain
        && !after_scheme.is_empty()
        && !after_scheme.starts_with('/')
        && Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether `url` is an absolute address of the web as settings may have it: also without quotation marks, angle
/// brackets and backslashes.
#[must_use]
pub fn is_plain_web_address(url: &str) -> bool {
    is_web_address(url) && !url.contains(['"', '<', '>', '\\'])
}

/// What a connection to an address of the web needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebHost {
    /// The host's name in ASCII, or its number, without the brackets of IPv6.
    pub name: String,
    /// The port.
    pub port: u16,
    /// Whether its scheme is https.
    pub is_secure: bool,
    /// The whole address in ASCII, without its fragment.
    pub address: String,
}

/// The host of an absolute address of the web. None where the address has a user or a password, which nobody is to
/// send by accident.
#[must_use]
pub fn web_host(address: &str) -> Option<WebHost> {
    if !is_web_address(address) {
        return None;
    }
    let mut url = Url::parse(address).ok()?;
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    url.set_fragment(None);
    let name = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
    let port = url.port_or_known_default()?;
    Some(WebHost { name, port, is_secure: url.scheme() == "https", address: url.into() })
}

/// Schemes that a link may have.
pub const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// The scheme of `url`, in lower case, as a browser would see it: control characters and white space
/// inside are ignored (WHATWG URL, "URL parsing" steps 1 to 3).
#[must_use]
pub fn scheme(url: &str) -> Option<String> {
    let (before, _) = url.split_once(':')?;
    let scheme: String = before.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Whether a link may lead to `url`: relative, or one of [`SCHEMES`].
#[must_use]
pub fn is_allowed(url: &str) -> bool {
    let clean = !url.chars().any(|c| c.is_control() || c == '\\');
    clean && scheme(url).is_none_or(|scheme| SCHEMES.contains(&scheme.as_str()))
}

/// Whether `url` leads out of the site.
#[must_use]
pub fn is_external(url: &str) -> bool {
    scheme(url).is_some() || url.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::{is_allowed, is_plain_web_address, is_web_address};

    #[test]
    fn addresses_of_the_web_have_a_host() {
        for url in [
            "https://x.org",
            "HTTP://x.org/a?b#c",
            "http://localhost:8000/",
            "https://[::1]/",
            "https://xn--d1abbgf6aiiy.xn--p1ai/ї",
            "https://президент.рф/|",
        ] {
            assert!(is_plain_web_address(url), "{url}");
        }
        let odd = "https://x.org/?a=1&b=\"><script>";
        assert!(is_web_address(odd) && !is_plain_web_address(odd));
        for url in [
            "",
            "x.org",
            "//x.org",
            "https:x.org",
            "https://",
            "https:///x.org",
            "https://:80/",
            "https://x.org:99999/",
            "https://a b",
            "https://a\nb",
            "https://a<b>",
            "ftp://x.org",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert!(!is_web_address(url), "{url}");
        }
    }

    #[test]
    fn only_harmless_schemes() {
        for url in [
            "/a/",
            "../b",
            "#c",
            "@/topics/x.md",
            "https://x.org",
            "mailto:a@b.c",
            "tel:+1",
            "a/b:c",
            "?q=1:2",
        ] {
            assert!(is_allowed(url), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "JaVa\tscript:x",
            " javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///x",
            "\u{1}javascript:x",
        ] {
            assert!(!is_allowed(url), "{url}");
        }
    }
}
