//! What is published for machines: claims, feeds, site map, references, redirects.

mod claims;
mod feed;
mod sitemap;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::publish::Files;
use crate::reference;
use crate::source::Source;
use crate::view::Maker;

/// Adds every machine-readable file of the site.
pub fn write(maker: &Maker<'_>, files: &mut Files) {
    let mut add =
        |path: &str, text: String| drop(files.insert(path.to_owned(), Arc::from(text.into_bytes())));
    add("claims.json", claims::claims(maker));
    add("claims.schema.json", claims::SCHEMA.to_owned());
    let entries = feed::entries(maker);
    let about = feed::About { title: &maker.site.config.title, folder: "" };
    add("atom.xml", feed::atom(maker, &about, &entries));
    let title = format!("{} – {}", maker.words.get("title_corrections"), maker.site.config.title);
    let about = feed::About { title: &title, folder: "corrections" };
    add("corrections/atom.xml", feed::atom(maker, &about, &feed::corrections(maker)));
    add("feed.json", feed::json(maker, &entries));
    add("sitemap.xml", sitemap::sitemap(maker.site));
    add("robots.txt", sitemap::robots(maker.site));
    let all: Vec<&Source> = maker.site.sources.iter().map(AsRef::as_ref).collect();
    for (path, text) in references("", &all) {
        add(&path, text);
    }
    let of_pages: Vec<(String, String)> = (0..maker.site.pages.len())
        .into_par_iter()
        .with_min_len(16)
        .flat_map_iter(|page| page_references(maker, page))
        .collect();
    for (path, text) in of_pages {
        add(&path, text);
    }
    for (alias, folder) in &maker.site.addresses.aliases {
        let file = if alias.ends_with(".html") { alias.clone() } else { format!("{alias}/index.html") };
        add(&file, sitemap::redirect(maker.site, folder));
    }
}

/// The references of a page below the home page, whose are those of the site.
fn page_references(maker: &Maker<'_>, page: usize) -> Vec<(String, String)> {
    let checks = &maker.site.checks[page];
    let cited: BTreeSet<usize> = checks.groups.iter().flatten().filter_map(|check| check.source).collect();
    let cited: Vec<&Source> = cited.into_iter().map(|source| maker.site.sources[source].as_ref()).collect();
    let folder = &maker.site.pages[page].folder;
    if cited.is_empty() || folder.is_empty() {
        Vec::new()
    } else {
        references(&format!("{folder}/"), &cited).into()
    }
}

/// The references of some sources in three formats, with the path of each.
fn references(folder: &str, sources: &[&Source]) -> [(String, String); 3] {
    [
        (format!("{folder}references.json"), format!("{}\n", reference::csl_json(sources))),
        (format!("{folder}references.bib"), reference::bibtex(sources)),
        (format!("{folder}references.ris"), reference::ris(sources)),
    ]
}

/// Escapes text for XML; characters that XML 1.0 does not allow are dropped.
fn xml(text: &str) -> String {
    let allowed: String = text
        .chars()
        .filter(
            |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..),
        )
        .collect();
    crate::markup::escape(&allowed).into_owned()
}
