//! What is published for machines: claims, feeds, site map, references, redirects, hosts' settings.

mod claims;
mod feed;
mod hosting;
mod open_search;
mod patch;
mod selector;
mod sitemap;

pub use open_search::open_search;
pub use selector::{Repeated, Selector, selector};

use std::collections::BTreeSet;

use crate::base::date::Edtf;
use crate::base::ids::{PageId, SourceId};
use crate::base::output::OutputSink;
use crate::base::parallel;
use crate::base::store::KeyMaker;
use crate::render::reference::{self, SourceRecord};
use crate::render::view::Maker;
use crate::render::view::made_from::Origins;
use crate::site::machine_files;

/// Makes every machine-readable file of the site but the claims and puts it on the sink. With
/// `origins`, those of the last build that were made from the same may be kept.
/// `policy` is what every page of the theme may load and run.
///
/// # Errors
/// What the sink answers; the rest is not made then.
pub fn write<S: OutputSink>(
    maker: &Maker<'_>,
    policy: Option<&str>,
    origins: Option<&Origins>,
    sink: &S,
) -> Result<(), S::Error> {
    let write_file = |path: &str, bytes: &[u8]| sink.write(path, bytes, None);
    write_file(machine_files::HEADERS, hosting::headers(maker.site, policy).as_bytes())?;
    if !maker.site.addresses.aliases.is_empty() {
        write_file(machine_files::REDIRECTS, hosting::redirects(maker.site).as_bytes())?;
    }
    write_file(machine_files::CLAIMS_SCHEMA, claims::SCHEMA.as_bytes())?;
    let (feeds, map) = parallel::join(
        || write_feeds(maker, sink),
        || sink.file(machine_files::SITE_MAP, None, || sitemap::sitemap(maker.site).into_bytes()),
    );
    feeds.and(map)?;
    write_file(machine_files::ROBOTS, sitemap::robots(maker.site).as_bytes())?;
    let record = |source: SourceId| {
        let page = maker.site.addresses.absolute(&maker.site.addresses.sources[source]);
        SourceRecord::new(&maker.site.sources[source], Some(&page))
    };
    let sources: Vec<SourceRecord> =
        parallel::numbers(maker.site.sources.len(), 8, |source| record(SourceId::new(source)));
    let write = |folder: &str, cited: &BTreeSet<SourceId>| {
        let key = origins.map(|origins| {
            let mut key = KeyMaker::new("references");
            key.add_key(&origins.frame);
            key.add_record(cited);
            key.finish()
        });
        let records = || cited.iter().map(|&source| &sources[source]).collect::<Vec<_>>();
        let file = |name: &str| format!("{folder}{name}");
        sink.file(&file(machine_files::REFERENCES_CSL_JSON), key, || {
            reference::csl_json(&records()).into_bytes()
        })?;
        sink.file(&file(machine_files::REFERENCES_BIBTEX), key, || {
            reference::bibtex(&records()).into_bytes()
        })?;
        sink.file(&file(machine_files::REFERENCES_RIS), key, || reference::ris(&records()).into_bytes())
    };
    write("", &SourceId::all(sources.len()).collect())?;
    let pages: Vec<PageId> = PageId::all(maker.site.pages.len()).collect();
    parallel::try_each(&pages, 16, |&page| {
        let checks = &maker.site.checks[page];
        let cited: BTreeSet<SourceId> =
            checks.groups.iter().flatten().filter_map(|check| check.source).collect();
        let folder = &maker.site.pages[page].folder;
        // The references of the home page are those of the site.
        if cited.is_empty() || folder.is_empty() {
            return Ok(());
        }
        write(&format!("{folder}/"), &cited)
    })?;
    for (alias, folder) in &maker.site.addresses.aliases {
        let file = if alias.ends_with(".html") { alias.clone() } else { format!("{alias}/index.html") };
        write_file(&file, sitemap::redirect(maker.site, folder).as_bytes())?;
    }
    Ok(())
}

/// The JSON Schema of `claims.json`.
pub use claims::SCHEMA as CLAIMS_SCHEMA;

/// Makes `claims.json`, the largest file of most sites.
///
/// # Errors
/// What the sink answers; the rest is not made then.
pub fn write_claims<S: OutputSink>(
    maker: &Maker<'_>,
    origins: Option<&Origins>,
    sink: &S,
) -> Result<(), S::Error> {
    claims::write(maker, origins, sink)
}

/// The pages whose texts stand in the feeds of a language.
#[must_use]
pub fn pages_of_feeds(maker: &Maker<'_>) -> Vec<PageId> {
    feed::newest_pages(maker)
}

/// Makes the feeds of one language; none where the site states no date at all.
///
/// # Errors
/// What the sink answers; the rest is not made then.
pub fn write_feeds<S: OutputSink>(maker: &Maker<'_>, sink: &S) -> Result<(), S::Error> {
    let write_file = |path: &str, bytes: &[u8]| sink.write(path, bytes, None);
    let Some(last_change) = maker.site.last_change() else { return Ok(()) };
    let title = &maker.about().title;
    let file = |name: &str| maker.site.folder_in(maker.language, name);
    if machine_files::FEEDS.iter().any(|name| sink.takes(&file(name))) {
        let entries = feed::entries(maker)?;
        let about = feed::About { title, folder: "", last_change };
        write_file(&file(machine_files::ATOM_FEED), feed::atom(maker, &about, &entries).as_bytes())?;
        write_file(&file(machine_files::JSON_FEED), feed::json(maker, &about, &entries).as_bytes())?;
    }
    let title = format!("{} – {title}", maker.words.get("title_corrections"));
    let about = feed::About { title: &title, folder: "corrections", last_change };
    write_file(
        &file("corrections/atom.xml"),
        feed::atom(maker, &about, &feed::corrections(maker)).as_bytes(),
    )?;
    term_feeds(maker, last_change, sink)
}

/// The feeds of each term of the taxonomies.
fn term_feeds<S: OutputSink>(maker: &Maker<'_>, last_change: &Edtf, sink: &S) -> Result<(), S::Error> {
    let write_file = |path: &str, bytes: &[u8]| sink.write(path, bytes, None);
    let terms = maker.site.terms_in(maker.language).iter().flat_map(|(taxonomy, terms)| {
        terms.iter().map(move |(slug, (name, pages))| (taxonomy, slug, name, pages))
    });
    let terms: Vec<_> = terms.filter(|(_, slug, ..)| !slug.is_empty()).collect();
    parallel::try_each(&terms, 4, |&(taxonomy, slug, name, pages)| {
        let folder = format!("{taxonomy}/{slug}");
        let file = |name: &str| maker.site.folder_in(maker.language, &format!("{folder}/{name}"));
        if !machine_files::FEEDS.iter().any(|name| sink.takes(&file(name))) {
            return Ok(());
        }
        let title = maker.words.fill("title_term", &[("term", name)]);
        let title = format!("{title} – {}", maker.about().title);
        let about = feed::About { title: &title, folder: &folder, last_change };
        let entries = feed::summaries(maker, pages);
        write_file(&file(machine_files::ATOM_FEED), feed::atom(maker, &about, &entries).as_bytes())?;
        write_file(&file(machine_files::JSON_FEED), feed::json(maker, &about, &entries).as_bytes())
    })
}
