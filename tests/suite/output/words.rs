//! The words that are published: quotations, counts and lists against the files that they come from.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ibid::parse::source::Source;
use ibid::read::snapshot::{SiteRoot, Snapshot};

use super::{FLAGSHIP, none};
use crate::oracle;
use crate::oracle::{Text, Verdict};
use crate::support::expectation;
use crate::support::flagship::root;

/// The snapshot of a site on disk.
pub(super) fn snapshot(root: &Path) -> Snapshot {
    ibid::read::snapshot::read(&SiteRoot::find(Some(root), None).unwrap()).unwrap().0
}

/// Its sources.
pub(super) fn sources(snapshot: &Snapshot) -> Vec<Arc<Source>> {
    let seeds = snapshot.files.keys().filter(|path| path.starts_with("seeds/"));
    let parsed = seeds.filter_map(|path| ibid::parse::source::parse(snapshot, path).0);
    ibid::parse::source::by_key(parsed.map(Arc::new)).0
}

/// Its pages written in Markdown.
pub(super) fn pages(snapshot: &Snapshot) -> Vec<ibid::parse::topic::Page> {
    let (config, _) = ibid::read::config::parse(snapshot, "ibid.yaml");
    let paths = snapshot.files.keys().filter(|path| path.starts_with("content/") && path.ends_with(".md"));
    paths.filter_map(|path| ibid::parse::topic::parse(snapshot, &config, path).0).collect()
}

/// Where nobody asks for the text of a page, what is found in it is the same.
#[test]
fn facts_do_not_depend_on_the_body() {
    let golden = std::fs::read_dir(root().join("tests/golden")).unwrap();
    let sites = golden.map(|site| site.unwrap().path()).filter(|site| site.join("ibid.yaml").exists());
    let mut compared = 0;
    for site in sites.chain([root().to_owned()]) {
        let snapshot = snapshot(&site);
        let (config, _) = ibid::read::config::parse(&snapshot, "ibid.yaml");
        for has_search in [false, true] {
            let config = ibid::read::config::Config { has_search, ..config.clone() };
            for (path, _) in snapshot.below("content").filter(|(path, _)| path.ends_with(".md")) {
                let (whole, found) = ibid::parse::topic::parse_with_body(&snapshot, &config, path);
                let (whole, body) = whole.unzip();
                let (facts, same) = ibid::parse::topic::parse(&snapshot, &config, path);
                let known = |page: &ibid::parse::topic::Page| (page.document.clone(), page.wording.clone());
                assert_eq!(found, same, "{path}");
                let (whole, kept) = (whole.as_ref().map(known), facts.as_ref().map(known));
                let shown = |page: &Option<_>| format!("{page:#?}");
                assert!(whole == kept, "{path}\n{}", expectation::difference(&shown(&whole), &shown(&kept)));
                let text = snapshot.utf8(path).unwrap_or_default();
                let parsed_again = facts.map(|page| format!("{:?}", page.parse_body(text)));
                assert!(body.map(|body| format!("{body:?}")) == parsed_again, "{path}");
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "{compared} pages");
}

/// The flagship's sources, for the oracle.
fn texts() -> BTreeMap<String, Text> {
    let text =
        |source: &Source| Text::new(&source.text.plain, source.meta.language.as_deref().unwrap_or("en"));
    sources(&snapshot(root())).iter().map(|source| (source.key.clone(), text(source))).collect()
}

/// The pages written in Markdown, with the file each is published as.
pub(super) fn documents() -> Vec<(String, ibid::parse::topic::Page)> {
    let file = |page: &ibid::parse::topic::Page| {
        if page.folder.is_empty() { "index.html".to_owned() } else { format!("{}/index.html", page.folder) }
    };
    pages(&snapshot(root())).into_iter().map(|page| (file(&page), page)).collect()
}

/// `desk` of `#n-desk-a`.
fn key_of(href: &str, texts: &BTreeMap<String, Text>) -> Option<String> {
    let id = href.strip_prefix("#n-")?;
    let key = id.rsplit_once('-').map_or(id, |(key, _)| key);
    texts.contains_key(key).then(|| key.to_owned())
}

/// Whether a quotation is the author's translation of an excerpt.
fn is_translated(document: &ibid::parse::topic::Document, quotation: &ibid::parse::topic::Quotation) -> bool {
    let group = quotation.group.map(|group| &document.groups[group]);
    group.is_some_and(|group| group.cites.iter().any(|cite| cite.is_translated))
}

#[test]
fn every_published_quotation_is_still_the_words_of_its_source() {
    let texts = texts();
    let mut problems = Vec::new();
    let (mut quotations, mut excerpts) = (0, 0);
    for (name, document) in documents() {
        let page = &FLAGSHIP.pages[&name];
        let quoted = page.quotations();
        if quoted.len() != document.document.quotations.len() {
            problems.push(format!(
                "{name}: {} quotations published, {} written",
                quoted.len(),
                document.document.quotations.len()
            ));
        }
        quotations += quoted.len();
        for ((words, notes), written) in quoted.iter().zip(&document.document.quotations) {
            // Of a translated quotation the words of the original are compared, which its note shows.
            if is_translated(&document.document, written) {
                continue;
            }
            let keys: Vec<String> = notes.iter().filter_map(|href| key_of(href, &texts)).collect();
            if keys.is_empty() {
                problems.push(format!("{name}: “{words}” has no note"));
            } else if !keys.iter().any(|key| texts[key].judge(words) != Verdict::Missing) {
                problems.push(format!("{name}: “{words}” is not in {keys:?}"));
            }
        }
        // Notes: the words marked as exact, each under its own source.
        let mut marks = 0;
        for (key, exact, whole) in page.marked_passages() {
            marks += 1;
            let Some(text) = texts.get(&key) else {
                problems.push(format!("{name}: a note of “{key}”"));
                continue;
            };
            for (kind, words) in [("passage", &exact), ("passage with its context", &whole)] {
                let plain = words.trim_start_matches("… ").trim_end_matches(" …");
                if !text.normal.contains(&oracle::normal(plain)) {
                    problems.push(format!("{name}: the {kind} “{words}” is not in {key}"));
                }
            }
        }
        excerpts += marks;
        let written: usize = document
            .document
            .groups
            .iter()
            .flat_map(|group| &group.cites)
            .map(|cite| cite.excerpts.len())
            .sum();
        if written + quoted.len() > 0 && marks == 0 {
            problems.push(format!("{name}: no passages in the notes"));
        }
        // Every excerpt's words are shown in some note of the page.
        let shown: Vec<String> =
            page.marked_passages().into_iter().map(|(_, exact, _)| oracle::normal(&exact)).collect();
        for excerpt in
            document.document.groups.iter().flat_map(|group| &group.cites).flat_map(|cite| &cite.excerpts)
        {
            for piece in excerpt.text.split('…') {
                let words = oracle::normal(piece);
                let words = words.trim_end_matches(['.', ',']).chars().skip(1).collect::<String>();
                if !shown.iter().any(|exact| exact.contains(&words)) {
                    problems.push(format!("{name}: the excerpt “{piece}” is in no note"));
                }
            }
        }
    }
    println!("{quotations} quotations and {excerpts} passages read again from the published pages");
    assert!(quotations > 50 && excerpts > 100);
    none("published words differ", problems);
}

/// The numbers of a text.
fn numbers(text: &str) -> Vec<usize> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[test]
fn the_counts_of_a_page_are_those_of_its_evidence() {
    let mut problems = Vec::new();
    let mut checked = 0;
    // An excerpt that has nothing to do with its statement proves nothing, and is not counted.
    let snapshot = std::sync::Arc::new(crate::support::flagship::snapshot());
    let run =
        ibid::app::engine::run(snapshot, "ibid.yaml", Vec::new(), &ibid::app::engine::RunOptions::default());
    let findings = run.unwrap().findings;
    for (name, document) in documents() {
        let page = &FLAGSHIP.pages[&name];
        // The same rule also says which of several sentences an excerpt does carry; such an excerpt counts.
        let is_unrelated = |finding: &&ibid::base::diagnostic::Diagnostic| {
            finding.path == document.path
                && finding.rule == ibid::base::diagnostic::Rule::ExcerptUnrelated
                && finding.message.starts_with("the excerpt")
        };
        let unrelated = findings.iter().filter(is_unrelated).count();
        let excerpts: usize = document
            .document
            .groups
            .iter()
            .flat_map(|group| &group.cites)
            .map(|cite| cite.excerpts.len())
            .sum();
        let own = document.document.quotations.iter();
        let translated = own.filter(|quotation| is_translated(&document.document, quotation)).count();
        let compared = page.quotations().len() - translated + excerpts - unrelated;
        let Some(line) = page.text_of_class("check") else {
            if compared > 0 {
                problems.push(format!("{name}: no check line"));
            }
            continue;
        };
        let stated = numbers(&line);
        if compared > 0 && (stated.first(), stated.get(1)) != (Some(&compared), Some(&compared)) {
            problems.push(format!("{name} says “{line}”, but {compared} were compared"));
        }
        let href = page.link_of_class("check").unwrap_or_default();
        let Some(Ok((evidence, _))) = FLAGSHIP.resolve(&name, &href) else {
            problems.push(format!("{name}: the check line leads nowhere"));
            continue;
        };
        let evidence_page = &FLAGSHIP.pages[&evidence];
        // The home page's line leads to the evidence of the whole site, where its own line is one of many.
        let is_whole = ["evidence/index.html", "uk/evidence/index.html"].contains(&evidence.as_str());
        let lines = evidence_page.text_of_all("p", if is_whole { "meta" } else { "check" });
        if !lines.contains(&line) {
            problems.push(format!("{name} says “{line}”, {evidence} {lines:?}"));
        }
        // The states that a page's evidence counts are those it lists, and there is one for each citation.
        let counted: usize =
            evidence_page.text_of_all("span", "n").iter().flat_map(|text| numbers(text)).sum();
        let listed = evidence_page.badges_in_tables();
        let cites: usize = document.document.groups.iter().map(|group| group.cites.len()).sum();
        if !is_whole && (counted != listed || listed != cites) {
            problems.push(format!(
                "{evidence}: {counted} counted, {listed} listed, {cites} citations on the page"
            ));
        }
        // Statements: as many rows as the line states.
        if let Some([cited, all]) = stated.get(2..4).and_then(|pair| <[usize; 2]>::try_from(pair).ok()) {
            let (written_cited, written) = (document.document.cited(), document.document.statements);
            if (cited, all) != (written_cited, written) {
                problems
                    .push(format!("{name}: “{line}”, but {written_cited} of {written} statements are cited"));
            }
        }
        checked += 1;
    }
    println!("{checked} check lines");
    assert!(checked > 5);
    none("counts differ", problems);
}

#[test]
fn a_source_lists_every_page_that_cites_it() {
    let mut problems = Vec::new();
    let mut cited: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (name, document) in documents() {
        for cite in document.document.groups.iter().flat_map(|group| &group.cites) {
            *cited.entry(cite.key.clone()).or_default().entry(name.clone()).or_default() += 1;
        }
    }
    for (key, citing) in &cited {
        // A long list goes on at `sources/KEY/page/2/`.
        let name = format!("sources/{key}/");
        let mut listed: BTreeMap<String, usize> = BTreeMap::new();
        for (of_source, page) in FLAGSHIP.pages.iter().filter(|(path, _)| path.starts_with(&name)) {
            for link in &page.links {
                if let Some(Ok((file, fragment))) = FLAGSHIP.resolve(of_source, &link.href)
                    && fragment.starts_with("c-")
                {
                    *listed.entry(file).or_default() += 1;
                }
            }
        }
        for (file, count) in citing {
            let shown = listed.get(file).copied().unwrap_or(0);
            if shown < *count {
                problems.push(format!("{name}: {file} cites it {count} times, {shown} are listed"));
            }
        }
        problems.extend(
            listed
                .keys()
                .filter(|file| !citing.contains_key(*file))
                .map(|file| format!("{name}: {file} does not cite it")),
        );
    }
    assert!(cited.len() > 3);
    none("uses are missing", problems);
}
