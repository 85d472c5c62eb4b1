//! What is published for machines: claims, feeds, site map, references, redirects, hosts' settings.

mod claims;
mod feed;
mod hosting;
mod sitemap;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::publish::Take;
use crate::reference::{self, Record};
use crate::view::Maker;

/// Makes every machine-readable file of the site; `take` gets the path and the bytes of each.
/// `policy` is what every page of the theme may load and run.
///
/// # Errors
/// What `take` answers; the rest is not made then.
pub fn write<E: Send>(maker: &Maker<'_>, policy: Option<&str>, take: &Take<'_, E>) -> Result<(), E> {
    take("_headers", hosting::headers(maker.site, policy).as_bytes())?;
    if !maker.site.addresses.aliases.is_empty() {
        take("_redirects", hosting::redirects(maker.site).as_bytes())?;
    }
    take("claims.json", &claims::claims(maker))?;
    take("claims.schema.json", claims::SCHEMA.as_bytes())?;
    let entries = feed::entries(maker);
    let about = feed::About { title: &maker.site.config.title, folder: "" };
    take("atom.xml", feed::atom(maker, &about, &entries).as_bytes())?;
    take("feed.json", feed::json(maker, &about, &entries).as_bytes())?;
    let title = format!("{} – {}", maker.words.get("title_corrections"), maker.site.config.title);
    let about = feed::About { title: &title, folder: "corrections" };
    take("corrections/atom.xml", feed::atom(maker, &about, &feed::corrections(maker)).as_bytes())?;
    term_feeds(maker, take)?;
    take("sitemap.xml", sitemap::sitemap(maker.site).as_bytes())?;
    take("robots.txt", sitemap::robots(maker.site).as_bytes())?;
    let sources: Vec<Record> = maker.site.sources.par_iter().map(|source| Record::new(source)).collect();
    let write = |folder: &str, cited: &[&Record]| {
        take(&format!("{folder}references.json"), reference::csl_json(cited).as_bytes())?;
        take(&format!("{folder}references.bib"), reference::bibtex(cited).as_bytes())?;
        take(&format!("{folder}references.ris"), reference::ris(cited).as_bytes())
    };
    write("", &sources.iter().collect::<Vec<_>>())?;
    (0..maker.site.pages.len()).into_par_iter().with_min_len(16).try_for_each(|page| {
        let checks = &maker.site.checks[page];
        let cited: BTreeSet<usize> =
            checks.groups.iter().flatten().filter_map(|check| check.source).collect();
        let folder = &maker.site.pages[page].folder;
        // The references of the home page are those of the site.
        if cited.is_empty() || folder.is_empty() {
            return Ok(());
        }
        let cited: Vec<&Record> = cited.into_iter().map(|source| &sources[source]).collect();
        write(&format!("{folder}/"), &cited)
    })?;
    for (alias, folder) in &maker.site.addresses.aliases {
        let file = if alias.ends_with(".html") { alias.clone() } else { format!("{alias}/index.html") };
        take(&file, sitemap::redirect(maker.site, folder).as_bytes())?;
    }
    Ok(())
}

/// The feeds of each term of the taxonomies.
fn term_feeds<E: Send>(maker: &Maker<'_>, take: &Take<'_, E>) -> Result<(), E> {
    let terms = maker.site.terms.iter().flat_map(|(taxonomy, terms)| {
        terms.iter().map(move |(slug, (name, pages))| (taxonomy, slug, name, pages))
    });
    let terms: Vec<_> = terms.filter(|(_, slug, ..)| !slug.is_empty()).collect();
    terms.into_par_iter().with_min_len(4).try_for_each(|(taxonomy, slug, name, pages)| {
        let folder = format!("{taxonomy}/{slug}");
        let title = maker.words.fill("title_term", &[("term", name)]);
        let title = format!("{title} – {}", maker.site.config.title);
        let about = feed::About { title: &title, folder: &folder };
        let entries = feed::summaries(maker, pages);
        take(&format!("{folder}/atom.xml"), feed::atom(maker, &about, &entries).as_bytes())?;
        take(&format!("{folder}/feed.json"), feed::json(maker, &about, &entries).as_bytes())
    })
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
