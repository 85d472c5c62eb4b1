//! Keys of reference managers and other bibliographies, with what is written in a source's front matter instead.

use crate::read::yaml::Counterpart;

const PUBLISHER: &str = "write `publisher:`";
const URL: &str = "write its address as `url:`: `url: https://doi.org/10.1000/182`";
const LANGUAGE: &str = "write `language:` with a tag such as en or uk";

/// Keys of CSL, BibTeX, Zotero and Dublin Core.
pub(super) const COUNTERPARTS: &[Counterpart] = &[
    row("DOI", URL),
    row("URL", "write `url:`"),
    row("access-date", "write `accessed:`"),
    row("archive", "write `archive_url:` with the address of the copy"),
    row("authors", "write `author:`, one name or a list"),
    row("container-title", PUBLISHER),
    row("creator", "write `author:`, one name or a list"),
    row("doi", URL),
    row("id", "leave it out: the file's name is the key of the source"),
    row("issued", "write `date:`"),
    row("journal", PUBLISHER),
    row("key", "leave it out: the file's name is the key of the source"),
    row("lang", LANGUAGE),
    row("link", "write `url:`"),
    row("newspaper", PUBLISHER),
    row("organization", PUBLISHER),
    row("publication", PUBLISHER),
    row("published", "write `date:`"),
    row("retrieved", "write `accessed:`"),
    row("source", PUBLISHER),
    row("urldate", "write `accessed:`"),
    row("website", PUBLISHER),
    row("year", "write `date:`"),
];

const fn row(key: &'static str, help: &'static str) -> Counterpart {
    Counterpart { key, help }
}
