//! Keys of other site generators' front matter, with what is written here instead.

use crate::read::yaml::Counterpart;

const AUTHORS: &str = "write `authors: [Ada Lind, Jo Berg]`";
const TAGS: &str = "write `tags:`, or name a taxonomy of your own under `taxonomies:` in ibid.yaml";
const UPDATED: &str = "write `updated:` with the day of the last change";
const ADDRESS: &str = "write `slug:` for the last part of the address, or `path:` for all of it";
const DESCRIPTION: &str = "write `description:`, one or two sentences";
const SOURCES: &str = "leave it out: sources are files in seeds/, and pages cite them as `[@key]`";
const CITATION_STYLE: &str = "leave it out: `citation_style:` in ibid.yaml sets the style for the whole site";
const TEMPLATE: &str = "write `template:` with a template of the theme";
const CONTENTS: &str = "leave it out: pages with headings have a table of contents";
const IMAGE: &str = "leave it out: ibid draws a card for every page";
const PUBLISHING: &str = "leave it out; a page that is not to be published has `draft: true`";
const LANGUAGE: &str = "leave it out: the file's name says the language, as in page.uk.md";
const EXTRA: &str = "put values for the theme under `extra:`";
const FORMAT: &str = "leave it out: ibid makes web pages only";

/// Keys of Hugo, Zola, Jekyll, Quarto, MyST, Pandoc, Eleventy and Astro. Those that also mean something here are
/// missing.
pub(super) const COUNTERPARTS: &[Counterpart] = &[
    row("abstract", DESCRIPTION),
    row("author", AUTHORS),
    row("bibliography", SOURCES),
    row("body-classes", EXTRA),
    row("categories", TAGS),
    row("category", TAGS),
    row("citation-style", CITATION_STYLE),
    row("cover", IMAGE),
    row("csl", CITATION_STYLE),
    row("cssclass", EXTRA),
    row("date-modified", UPDATED),
    row("documentclass", FORMAT),
    row("exports", FORMAT),
    row("expiryDate", PUBLISHING),
    row("featured_image", IMAGE),
    row("format", FORMAT),
    row("header-includes", EXTRA),
    row("image", IMAGE),
    row("in_search_index", EXTRA),
    row("keywords", TAGS),
    row("lang", LANGUAGE),
    row("language", LANGUAGE),
    row("last_modified_at", UPDATED),
    row("lastmod", UPDATED),
    row("layout", TEMPLATE),
    row("linkTitle", EXTRA),
    row("locale", LANGUAGE),
    row("modified", UPDATED),
    row("nocite", SOURCES),
    row("order", "write `weight:`; lighter pages stand first"),
    row("output", FORMAT),
    row("params", EXTRA),
    row("permalink", ADDRESS),
    row("pubDate", "write `date:` with the day of publication"),
    row("publishDate", "write `date:` with the day of publication"),
    row("published", PUBLISHING),
    row("redirect_from", "write `aliases:` with the former addresses"),
    row("reference-section-title", EXTRA),
    row("references", SOURCES),
    row("series", TAGS),
    row("short_title", EXTRA),
    row("sort_by", "leave it out: pages are ordered by `weight:`, then by date"),
    row("subject", TAGS),
    row("subtitle", "put it into `title:`, or under `extra:` for the theme"),
    row("summary", DESCRIPTION),
    row("taxonomies", TAGS),
    row("thumbnail", IMAGE),
    row("toc", CONTENTS),
    row("toc-depth", CONTENTS),
    row("topics", TAGS),
    row("type", TEMPLATE),
    row("updatedDate", UPDATED),
    row("url", ADDRESS),
];

const fn row(key: &'static str, help: &'static str) -> Counterpart {
    Counterpart { key, help }
}
