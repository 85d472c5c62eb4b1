//! What is published for machines: claims, feeds, site map, references, redirects.

mod claims;
mod feed;
mod sitemap;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::publish::Files;
use crate::reference;
use crate::source::Source;
use crate::view::Maker;

/// Adds every machine-readable file of the site.
pub fn write(maker: &Maker<'_>, files: &mut Files) {
    let mut add =
        |path: &str, text: String| drop(files.insert(path.to_owned(), Arc::from(text.into_bytes())));
    add("claims.json", claims::claims(maker));
    let entries = feed::entries(maker);
    add("atom.xml", feed::atom(maker, &entries));
    add("feed.json", feed::json(maker, &entries));
    add("sitemap.xml", sitemap::sitemap(maker.site));
    add("robots.txt", sitemap::robots(maker.site));
    let all: Vec<&Source> = maker.site.sources.iter().map(AsRef::as_ref).collect();
    references("", &all, &mut add);
    for (page, checks) in maker.site.pages.iter().zip(&maker.site.checks) {
        let cited: BTreeSet<usize> =
            checks.groups.iter().flatten().filter_map(|check| check.source).collect();
        let cited: Vec<&Source> =
            cited.into_iter().map(|source| maker.site.sources[source].as_ref()).collect();
        if !cited.is_empty() && !page.folder.is_empty() {
            references(&format!("{}/", page.folder), &cited, &mut add);
        }
    }
    for (alias, folder) in &maker.site.addresses.aliases {
        let file = if alias.ends_with(".html") { alias.clone() } else { format!("{alias}/index.html") };
        add(&file, sitemap::redirect(maker.site, folder));
    }
}

/// The references of some sources in three formats.
fn references(folder: &str, sources: &[&Source], add: &mut impl FnMut(&str, String)) {
    add(&format!("{folder}references.json"), format!("{}\n", reference::csl_json(sources)));
    add(&format!("{folder}references.bib"), reference::bibtex(sources));
    add(&format!("{folder}references.ris"), reference::ris(sources));
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
