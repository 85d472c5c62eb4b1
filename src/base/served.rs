//! What each kind of file is, by the end of its name, and what its answer says: one table for the preview and for the
//! `_headers` of hosts. Nothing is guessed from the bytes (`nosniff`).

/// The name of a feed: of all files that end in `.xml`, only these are one.
pub const ATOM_FEED: &str = "atom.xml";

/// What a browser does with a file that it is led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OpenedAs {
    /// A document in which code can stand: it would run as a part of the site.
    Document,
    /// Something to look at or to save.
    File,
    /// A document that browsers open in a viewer of their own, which is not part of the site and shows nothing in a sandbox (Chromium).
    Viewer,
}

/// Ends of names, the type of their content, and what browsers do with it.
const KINDS: [(&[&str], &str, OpenedAs); 32] = [
    (&["html", "htm", "shtml"], "text/html; charset=utf-8", OpenedAs::Document),
    (&["xhtml", "xht"], "application/xhtml+xml", OpenedAs::Document),
    (&["svg"], "image/svg+xml", OpenedAs::Document),
    (
        &["xml", "xsl", "xslt", "rdf", "xsd", "wsdl", "kml", "gpx", "opml"],
        "application/xml",
        OpenedAs::Document,
    ),
    (&["atom"], "application/atom+xml", OpenedAs::Document),
    (&["rss"], "application/rss+xml", OpenedAs::Document),
    (&["mml"], "application/mathml+xml", OpenedAs::Document),
    (&["css"], "text/css; charset=utf-8", OpenedAs::File),
    (&["js", "mjs"], "text/javascript; charset=utf-8", OpenedAs::File),
    (&["json", "map"], "application/json", OpenedAs::File),
    (&["webmanifest"], "application/manifest+json", OpenedAs::File),
    (&["png"], "image/png", OpenedAs::File),
    (&["jpg", "jpeg"], "image/jpeg", OpenedAs::File),
    (&["gif"], "image/gif", OpenedAs::File),
    (&["webp"], "image/webp", OpenedAs::File),
    (&["avif"], "image/avif", OpenedAs::File),
    (&["ico"], "image/x-icon", OpenedAs::File),
    (&["woff2"], "font/woff2", OpenedAs::File),
    (&["woff"], "font/woff", OpenedAs::File),
    (&["ttf"], "font/ttf", OpenedAs::File),
    (&["otf"], "font/otf", OpenedAs::File),
    (&["mp3"], "audio/mpeg", OpenedAs::File),
    (&["ogg", "oga"], "audio/ogg", OpenedAs::File),
    (&["wav"], "audio/wav", OpenedAs::File),
    (&["m4a"], "audio/mp4", OpenedAs::File),
    (&["mp4"], "video/mp4", OpenedAs::File),
    (&["webm"], "video/webm", OpenedAs::File),
    (&["pdf"], "application/pdf", OpenedAs::Viewer),
    (&["wasm"], "application/wasm", OpenedAs::File),
    (&["vtt"], "text/vtt; charset=utf-8", OpenedAs::File),
    (&["zip"], "application/zip", OpenedAs::File),
    (&["txt", "bib", "ris", "md", "yaml", "csv"], "text/plain; charset=utf-8", OpenedAs::File),
];

/// The policy of everything that is not a page: opened by itself, it runs nothing, asks for nothing and is of no site.
const SANDBOX: &str = "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";
/// The policy of what a viewer of its own shows.
const VIEWER: &str = "base-uri 'none'; frame-ancestors 'self'";

fn kind(file: &str) -> (&'static str, OpenedAs) {
    let name = file.rsplit('/').next().unwrap_or(file);
    if name == ATOM_FEED {
        return ("application/atom+xml", OpenedAs::Document);
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let known = KINDS.iter().find(|(extensions, ..)| extensions.contains(&&*extension));
    known.map_or(("application/octet-stream", OpenedAs::File), |(_, kind, opened)| (kind, *opened))
}

/// The value of `Content-Type`.
#[must_use]
pub fn content_type(file: &str) -> &'static str {
    kind(file).0
}

/// The value of `Content-Security-Policy` of a file that is not one of the site's pages.
#[must_use]
pub fn policy(file: &str) -> &'static str {
    if kind(file).1 == OpenedAs::Viewer { VIEWER } else { SANDBOX }
}

/// Whether browsers open a file as a document in which code can stand.
#[must_use]
pub fn is_document(file: &str) -> bool {
    kind(file).1 == OpenedAs::Document
}

/// Whether a file is HTML, whose names have no case.
#[must_use]
pub fn is_html(file: &str) -> bool {
    content_type(file).starts_with("text/html")
}

/// Whether nothing is known of a file: a server may take it for anything.
#[must_use]
pub fn is_unknown(file: &str) -> bool {
    content_type(file) == "application/octet-stream"
}

/// Whether a file is a document that is packed: servers hand it out as what is in it, some in place of the document
/// without the last end of its name.
#[must_use]
pub fn is_packed_document(file: &str) -> bool {
    const PACKED: [&str; 7] = ["gz", "br", "zst", "z", "deflate", "bz2", "xz"];
    let Some((name, extension)) = file.rsplit_once('.') else { return false };
    let extension = extension.to_ascii_lowercase();
    extension == "svgz" || PACKED.contains(&&*extension) && is_document(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_that_is_no_page_is_in_a_sandbox() {
        let names = KINDS.iter().flat_map(|(extensions, ..)| extensions.iter().copied());
        for extension in names.chain(["unknown", ""]) {
            let file = format!("a/b.{}", extension.to_ascii_uppercase());
            let is_viewed = extension == "pdf";
            assert_eq!(policy(&file).starts_with("sandbox; default-src 'none'"), !is_viewed, "{file}");
            assert!(policy(&file).ends_with("frame-ancestors 'self'"), "{file}");
            let is_markup = ["html", "xml"].iter().any(|kind| content_type(&file).contains(kind));
            assert_eq!(is_document(&file), is_markup, "{file}");
        }
        assert_eq!(content_type("atom.xml"), "application/atom+xml");
        assert_eq!(content_type("notes"), "application/octet-stream");
        for (file, is_packed) in
            [("a.svgz", true), ("a.HTML.GZ", true), ("a.xml.br", true), ("a.csv.gz", false)]
        {
            assert_eq!(is_packed_document(file), is_packed, "{file}");
        }
    }
}
