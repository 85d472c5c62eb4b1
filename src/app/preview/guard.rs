//! Who may ask, and for what: the checks that every request passes before anything is looked up.
//!
//! The preview shows unpublished pages, and any website that its user visits can send requests to
//! it. So: the `Host` must be an address of this computer (against rebinding of names, where a foreign
//! name leads here); an `Origin`, where one is stated, must be the preview's own; other sites may link
//! here but not embed or fetch; what is not a page needs the token of this run and must be asked for by
//! a page of this preview. There are no CORS headers at all. The requirements and
//! their numbers are in docs/contract.md, section 13.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, ORIGIN};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};

use crate::base::Failure;

/// Longest address, in bytes.
const ADDRESS: usize = 8 << 10;

/// Why a request is refused: the status and one line for people.
pub(super) type HttpRefusal = (StatusCode, &'static str);

/// What requests are measured by.
#[derive(Debug)]
pub(super) struct Guard {
    /// Names besides `localhost` and addresses.
    name: String,
    /// Random, of this run; part of every address that is not a page.
    pub token: String,
    /// What a browser extension must show to send a page; nothing where none may.
    capture: Option<String>,
}

impl Guard {
    /// A guard with a new token.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub(super) fn new(interface: &str, capture: Option<String>) -> Result<Self, Failure> {
        Ok(Self { name: interface.to_ascii_lowercase(), token: token()?, capture })
    }

    /// Checks a request that came in at the address `here`; gives the path asked for, decoded.
    ///
    /// # Errors
    /// Why it is refused.
    pub(super) fn admit(&self, request: &Parts, here: SocketAddr) -> Result<String, HttpRefusal> {
        if request.uri.scheme().is_some() || request.uri.authority().is_some() {
            return Err((StatusCode::BAD_REQUEST, "the address must be a path"));
        }
        let host = single(&request.headers, &HOST)?.ok_or((StatusCode::BAD_REQUEST, "no Host"))?;
        if !self.is_ours(host, here.port()) {
            return Err((StatusCode::FORBIDDEN, "this Host is not served here"));
        }
        if self.is_of_foreign_origin(&request.headers, here)? {
            return Err((StatusCode::FORBIDDEN, "pages of other sites may not ask for anything here"));
        }
        if request.uri.path_and_query().map_or(0, |all| all.as_str().len()) > ADDRESS {
            return Err((StatusCode::URI_TOO_LONG, "the address is too long"));
        }
        if request.method != Method::GET && request.method != Method::HEAD && !self.is_form(request) {
            return Err((StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD"));
        }
        if is_foreign_embedding(&request.headers)? {
            return Err((StatusCode::FORBIDDEN, "other sites may link here, not embed or fetch"));
        }
        decode(request.uri.path()).ok_or((StatusCode::BAD_REQUEST, "the address is not a clean path"))
    }

    /// Checks that a request to an address with the token was made by a page of this preview; that its origin is no
    /// foreign one is known.
    ///
    /// # Errors
    /// Why it is refused.
    pub(super) fn admit_own(&self, request: &Parts) -> Result<(), HttpRefusal> {
        // A page's own requests carry no Origin; this header no page can set.
        if single(&request.headers, &FETCH_SITE)? == Some("same-origin") {
            return Ok(());
        }
        Err((StatusCode::FORBIDDEN, "only pages of this preview may ask for this"))
    }

    /// Checks that a page of this preview loads a script, and does not read it: the script has the token.
    ///
    /// # Errors
    /// Why it is refused.
    pub(super) fn admit_script(&self, request: &Parts) -> Result<(), HttpRefusal> {
        self.admit_own(request)?;
        match single(&request.headers, &FETCH_DEST)? {
            Some("script") => Ok(()),
            _ => Err((StatusCode::FORBIDDEN, "only pages of this preview may load this")),
        }
    }

    /// Checks that a request comes from this computer. What others in the network may see is the site; the
    /// texts of its sources and the right to write are for its author, also with `--interface 0.0.0.0`.
    ///
    /// # Errors
    /// Why it is refused.
    pub(super) fn admit_author(&self, request: &Parts, here: SocketAddr) -> Result<(), HttpRefusal> {
        self.admit_own(request)?;
        if is_local(here) {
            return Ok(());
        }
        Err((
            StatusCode::FORBIDDEN,
            "only on the computer that `ibid serve` runs on, at its address 127.0.0.1",
        ))
    }

    /// Checks that a form was sent by a page of this preview, and on this computer.
    ///
    /// # Errors
    /// Why it is refused.
    pub(super) fn admit_form(&self, request: &Parts, here: SocketAddr) -> Result<(), HttpRefusal> {
        self.admit_author(request, here)?;
        // Browsers state the origin of everything that may write, and no page can send JSON elsewhere
        // without asking first.
        if single(&request.headers, &ORIGIN)?.is_none() {
            return Err((StatusCode::FORBIDDEN, "only pages of this preview may ask for this"));
        }
        // A form with a file is JSON before the file's bytes, which no page can send elsewhere either.
        let has_file = request.uri.path().ends_with("/add-file");
        let expected = if has_file { "application/octet-stream" } else { "application/json" };
        match single(&request.headers, &CONTENT_TYPE)? {
            Some(stated) if stated == expected => Ok(()),
            _ => Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "forms are sent as JSON")),
        }
    }

    /// Checks that a page was sent by an extension of a browser on this computer, which knows the token; gives the
    /// form's type. Requests of pages have the origin of a page.
    ///
    /// # Errors
    /// Why it is refused.
    pub(super) fn admit_capture<'r>(
        &self,
        request: &'r Parts,
        here: SocketAddr,
    ) -> Result<&'r str, HttpRefusal> {
        let Some(token) = &self.capture else {
            return Err((StatusCode::NOT_FOUND, "pages are taken only with `ibid serve --capture`"));
        };
        let host = single(&request.headers, &HOST)?.ok_or((StatusCode::BAD_REQUEST, "no Host"))?;
        if request.uri.authority().is_some() || !self.is_ours(host, here.port()) || !is_local(here) {
            return Err((StatusCode::FORBIDDEN, "pages are taken on this computer only"));
        }
        let origin = single(&request.headers, &ORIGIN)?;
        if origin.is_some_and(|origin| !EXTENSIONS.iter().any(|scheme| origin.starts_with(scheme))) {
            return Err((StatusCode::FORBIDDEN, "only browser extensions may send pages"));
        }
        let shown = single(&request.headers, &AUTHORIZATION)?.and_then(|value| value.strip_prefix("Bearer "));
        // Hashes are compared in a time that tells nothing.
        if shown.is_none_or(|shown| blake3::hash(shown.as_bytes()) != blake3::hash(token.as_bytes())) {
            return Err((StatusCode::FORBIDDEN, "the token is not that of `ibid serve --capture`"));
        }
        match single(&request.headers, &CONTENT_TYPE)? {
            Some(kind) if kind.starts_with("multipart/form-data") => Ok(kind),
            _ => Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "pages are sent as a form with files")),
        }
    }

    /// Whether a request sends one of the forms of this run.
    fn is_form(&self, request: &Parts) -> bool {
        let own = request.uri.path().strip_prefix("/_ibid/");
        let name = own.and_then(|own| own.strip_prefix(&*self.token)).and_then(|own| own.strip_prefix('/'));
        request.method == Method::POST && name.is_some_and(|name| FORMS.contains(&name))
    }

    /// Names that no one can point here but the user: this computer's, and addresses.
    fn is_ours(&self, host: &str, port: u16) -> bool {
        let Some((name, stated)) = split(host) else { return false };
        let name = name.to_ascii_lowercase();
        let is_known = name == "localhost"
            || name.strip_suffix(".localhost").is_some_and(|below| !below.is_empty())
            || name == self.name
            || name.parse::<IpAddr>().is_ok();
        is_known && stated == port
    }

    /// Whether a page of another origin asks, or one that does not say of which it is.
    fn is_of_foreign_origin(&self, headers: &HeaderMap, here: SocketAddr) -> Result<bool, HttpRefusal> {
        let Some(origin) = single(headers, &ORIGIN)? else { return Ok(false) };
        let host = origin.strip_prefix("http://").unwrap_or_default();
        Ok(!self.is_own_origin(host, here))
    }

    /// The exact origins that the preview's pages can have.
    fn is_own_origin(&self, host: &str, here: SocketAddr) -> bool {
        let Some((name, port)) = split(host) else { return false };
        let is_here = match name.parse::<IpAddr>() {
            Ok(address) => address.is_loopback() || address == here.ip(),
            Err(_) => self.is_ours(host, here.port()),
        };
        is_here && port == here.port()
    }
}

/// What the origins of extensions begin with.
const EXTENSIONS: [&str; 3] = ["chrome-extension://", "moz-extension://", "safari-web-extension://"];

/// The addresses below the token that take a form.
pub(super) const FORMS: [&str; 7] =
    ["new-topic", "add-source", "add-file", "state-facts", "trim", "accept", "review"];

/// Whether the other end of a connection to the address `here` is this computer.
pub(super) fn is_local(here: SocketAddr) -> bool {
    here.ip().to_canonical().is_loopback()
}

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Whether a page of another site (or of another port) asks for something to embed or to read. A
/// navigation of a whole tab is a link, and links are welcome.
fn is_foreign_embedding(headers: &HeaderMap) -> Result<bool, HttpRefusal> {
    let is_foreign =
        matches!(single(headers, &FETCH_SITE)?, Some(site) if site != "same-origin" && site != "none");
    let is_navigation = single(headers, &FETCH_MODE)? == Some("navigate")
        && single(headers, &FETCH_DEST)? == Some("document");
    Ok(is_foreign && !is_navigation)
}

/// A header that may be given once.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, HttpRefusal> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str(), values.next()) {
        (Ok(value), None) => Ok(Some(value)),
        _ => Err((StatusCode::BAD_REQUEST, "a header is given twice, or is not text")),
    }
}

/// `name:port` in its parts; the brackets of an IPv6 address are taken away.
fn split(host: &str) -> Option<(&str, u16)> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, rest) = rest.split_once(']')?;
            name.parse::<std::net::Ipv6Addr>().ok()?;
            (name, rest)
        }
        None => {
            let at = host.find(':').unwrap_or(host.len());
            host.split_at(at)
        }
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => 80,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    Some((name, port))
}

/// Decodes a path once. Nothing, where it could mean something else than a path below the site's root:
/// `..`, empty parts, `\`, `#`, an encoded slash, control characters, or bytes that are not UTF-8.
pub(super) fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                let (high, low) = (digit(rest.next())?, digit(rest.next())?);
                match u8::try_from(high * 16 + low).ok()? {
                    b'/' => return None,
                    byte => byte,
                }
            }
            byte => byte,
        };
        bytes.push(byte);
    }
    let path = String::from_utf8(bytes).ok()?;
    let below = path.strip_prefix('/')?;
    let is_clean = !path.contains(['\\', '#']) && !path.chars().any(char::is_control);
    let mut parts = below.strip_suffix('/').unwrap_or(below).split('/');
    let is_root = below.is_empty();
    (is_clean && (is_root || parts.all(|part| !matches!(part, "" | "." | "..")))).then_some(path)
}

/// 128 bits of the system's randomness, as hexadecimal digits.
pub(super) fn token() -> Result<String, Failure> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::new(format!("no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_paths_are_decoded_once() {
        assert_eq!(decode("/").as_deref(), Some("/"));
        assert_eq!(decode("/a%20b/%D1%85/").as_deref(), Some("/a b/х/"));
        assert_eq!(decode("/%252e%252e/x").as_deref(), Some("/%2e%2e/x"), "a strange name, but a name");
    }

    #[test]
    fn paths_that_may_lead_elsewhere_are_none() {
        for path in [
            "",
            "x",
            "//etc",
            "/a//b",
            "/../x",
            "/%2e%2e/x",
            "/a/%2E./b",
            "/./a",
            "/..%5cx",
            "/a\\b",
            "/a%2fb",
            "/a%00",
            "/a%0a",
            "/a%7f",
            "/%23x",
            "/%",
            "/%4",
            "/%zz",
            "/%ff",
            "/a/..",
            "/a//",
        ] {
            assert_eq!(decode(path), None, "{path}");
        }
    }

    #[test]
    fn only_this_computers_names_are_served() {
        let guard = Guard { name: "127.0.0.1".to_owned(), token: String::new(), capture: None };
        for host in [
            "localhost:1111",
            "LOCALHOST:1111",
            "a.localhost:1111",
            "127.0.0.1:1111",
            "[::1]:1111",
            "192.168.1.5:1111",
        ] {
            assert!(guard.is_ours(host, 1111), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:1111",
            "localhost",
            "localhost:1112",
            "localhost.:1111",
            ".localhost:1111",
            "localhost:1111@evil",
            "localhost:+1111",
            "127.0.0.1.evil.example:1111",
            "[::1]",
            "[::1",
            "[evil]:1111",
            "",
            ":1111",
        ] {
            assert!(!guard.is_ours(host, 1111), "{host}");
        }
        assert!(guard.is_ours("localhost", 80), "80 is the port of http");
    }

    #[test]
    fn the_author_is_on_this_computer() {
        let is_local = |address: &str| is_local(address.parse().expect("an address"));
        assert!(is_local("127.0.0.1:1111") && is_local("[::1]:1111") && is_local("[::ffff:127.0.0.1]:1111"));
        assert!(!is_local("192.168.1.5:1111") && !is_local("[fe80::1]:1111"));
        let guard = Guard { name: "0.0.0.0".to_owned(), token: String::new(), capture: None };
        let own = |here: &str| {
            let request = axum::http::Request::builder().header("sec-fetch-site", "same-origin");
            let (parts, ()) = request.body(()).expect("a request").into_parts();
            guard.admit_author(&parts, here.parse().expect("an address"))
        };
        assert_eq!(own("127.0.0.1:1111"), Ok(()));
        assert_eq!(own("192.168.1.5:1111").map_err(|(status, _)| status), Err(StatusCode::FORBIDDEN));
    }

    #[test]
    fn only_the_preview_itself_is_its_origin() {
        let guard = Guard { name: "127.0.0.1".to_owned(), token: String::new(), capture: None };
        let here = SocketAddr::from(([127, 0, 0, 1], 1111));
        assert!(guard.is_own_origin("127.0.0.1:1111", here));
        assert!(guard.is_own_origin("localhost:1111", here));
        for host in ["6.6.6.6:1111", "127.0.0.1:1112", "127.0.0.1", "evil.example:1111", ""] {
            assert!(!guard.is_own_origin(host, here), "{host}");
        }
    }
}
