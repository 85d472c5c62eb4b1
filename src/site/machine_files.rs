//! The files that a site has for other programs, by name. What is published under these names, what may be linked to
//! and what an author's file must not replace all follow from here.

/// The feeds of a site, a language or a term.
pub const FEEDS: [&str; 2] = [ATOM_FEED, JSON_FEED];
/// An Atom feed; corrections have one too.
pub use crate::base::served::ATOM_FEED;
/// A JSON feed.
pub const JSON_FEED: &str = "feed.json";
/// Every cited statement.
pub const CLAIMS: &str = "claims.json";
/// The JSON Schema of [`CLAIMS`].
pub const CLAIMS_SCHEMA: &str = "claims.schema.json";
/// The site map.
pub const SITE_MAP: &str = "sitemap.xml";
/// What crawlers may do.
pub const ROBOTS: &str = "robots.txt";
/// What hosts say with each file.
pub const HEADERS: &str = "_headers";
/// Where hosts lead from addresses that were given up.
pub const REDIRECTS: &str = "_redirects";
/// The icon that browsers ask for by this name.
pub const FAVICON: &str = "favicon.ico";
/// The icons for a phone's start screen.
pub const WEB_MANIFEST: &str = "site.webmanifest";
/// Where the cuts of a search index are; in the folder of a search.
pub const SEARCH_INDEX: &str = "index.json";
/// What a browser reads of a search that a reader adds to it; in the folder of a search.
pub const OPEN_SEARCH: &str = "opensearch.xml";
/// What there is on the site, for assistants; where the settings ask for it.
pub const LLMS: &str = "llms.txt";
/// The page for addresses that do not exist.
pub const NOT_FOUND: &str = "404.html";
/// The sources of the site or of a page as CSL-JSON.
pub const REFERENCES_CSL_JSON: &str = "references.json";
/// The sources as BibTeX.
pub const REFERENCES_BIBTEX: &str = "references.bib";
/// The sources as RIS.
pub const REFERENCES_RIS: &str = "references.ris";
/// The sources for reference managers.
pub const REFERENCES: [&str; 3] = [REFERENCES_CSL_JSON, REFERENCES_BIBTEX, REFERENCES_RIS];
/// What is made for hosts and readers' devices: in its root a site may have files of its own in their place.
pub const REPLACEABLE: [&str; 5] = [ROBOTS, HEADERS, REDIRECTS, FAVICON, WEB_MANIFEST];
/// What stands once, in the root of the site, and may be linked to.
pub const AT_ROOT: [&str; 5] = [NOT_FOUND, SITE_MAP, CLAIMS, CLAIMS_SCHEMA, ROBOTS];
