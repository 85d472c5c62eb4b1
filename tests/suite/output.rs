//! What is published, read again from the files as a stranger would read them: links, notes and their
//! ways back, machine-readable files, the words of every quotation, and what must not be there at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

use ibid::parse::source::Source;
use ibid::read::snapshot::{SiteRoot, Snapshot};
use serde_json::Value;

use crate::oracle;
use crate::oracle::{Text, Verdict};
use crate::support::expectation;
use crate::support::flagship::root;
use crate::support::html;
use crate::support::html::{Page, Token};
use crate::support::program::IBID;

type Files = BTreeMap<String, Vec<u8>>;

/// The parts of a site.
const PARTS: [&str; 5] = ["content", "seeds", "themes", "ibid.yaml", "ibid.lock"];

// --- building ------------------------------------------------------------------------------------

/// Every file below a folder, by path with `/`.
fn files_below(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(current) = open.pop() {
        for entry in std::fs::read_dir(&current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .components()
                    .map(|part| part.as_os_str().to_str().unwrap())
                    .collect::<Vec<_>>();
                files.insert(name.join("/"), std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// A site in a temporary folder.
struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn flagship(reversed: bool) -> Self {
        let root = root();
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for part in PARTS {
            let path = root.join(part);
            if path.is_dir() {
                files.extend(
                    files_below(&path).into_iter().map(|(name, bytes)| (format!("{part}/{name}"), bytes)),
                );
            } else {
                files.push((part.to_owned(), std::fs::read(path).unwrap()));
            }
        }
        if reversed {
            files.reverse();
        }
        Self::of(files)
    }

    fn of(files: impl IntoIterator<Item = (String, impl AsRef<[u8]>)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        Self { folder }
    }

    /// Builds with the real program.
    fn build(&self, arguments: &[&str], threads: Option<&str>) -> (Files, String, bool) {
        let output: PathBuf = tempfile::tempdir_in(self.folder.path()).unwrap().keep().join("public");
        let mut command = Command::new(IBID);
        command.arg("--root").arg(self.folder.path()).arg("build").arg("-o").arg(&output).args(arguments);
        if let Some(threads) = threads {
            command.env("RAYON_NUM_THREADS", threads);
        }
        let done = command.output().unwrap();
        let said =
            String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
        let files = if output.exists() { files_below(&output) } else { Files::new() };
        // ibid's own record of what it wrote is not part of the site.
        let files = files.into_iter().filter(|(name, _)| !name.starts_with('.')).collect();
        (files, said, done.status.success())
    }

    fn published(&self, arguments: &[&str]) -> Files {
        let (files, said, is_done) = self.build(arguments, None);
        assert!(is_done && !files.is_empty(), "{said}");
        files
    }
}

/// The flagship as published, built once.
static FLAGSHIP: LazyLock<Published> =
    LazyLock::new(|| Published::of(Site::flagship(false).published(&["--strict"]), "https://example.org/"));

struct Published {
    files: Files,
    pages: BTreeMap<String, Page>,
    base: String,
}

impl Published {
    fn of(files: Files, base: &str) -> Self {
        let html = files.iter().filter(|(name, _)| name.ends_with(".html"));
        let pages = html
            .map(|(name, bytes)| (name.clone(), Page::read(std::str::from_utf8(bytes).unwrap())))
            .collect();
        Self { files, pages, base: base.to_owned() }
    }

    /// Pages that are not redirects.
    fn real_pages(&self) -> impl Iterator<Item = (&String, &Page)> {
        self.pages.iter().filter(|(_, page)| !page.is_redirect())
    }

    fn text(&self, name: &str) -> &str {
        std::str::from_utf8(self.files.get(name).unwrap_or_else(|| panic!("{name} is not published")))
            .unwrap()
    }

    /// The path of the site's address: `/` or `/sub/`.
    fn base_path(&self) -> String {
        let after = self.base.split_once("://").unwrap().1;
        after[after.find('/').unwrap()..].to_owned()
    }

    /// The file and the fragment that an address on a page leads to; nothing where it leads out of the site.
    fn resolve(&self, page: &str, address: &str) -> Option<Result<(String, String), String>> {
        let base_path = self.base_path();
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let address = address.split('?').next().unwrap_or_default();
        let path = if let Some(rest) = address.strip_prefix(&self.base) {
            rest.to_owned()
        } else if address.is_empty() {
            page.to_owned()
        } else if address.contains("://")
            || address.starts_with("mailto:")
            || address.starts_with("tel:")
            || address.starts_with("data:")
        {
            return None;
        } else if let Some(rest) = address.strip_prefix(&base_path) {
            rest.to_owned()
        } else if address.starts_with('/') {
            return Some(Err(format!("{address} is outside {base_path}")));
        } else {
            return Some(Err(format!("{address} is relative")));
        };
        let path = html::percent_decoded(&path);
        let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
        if !self.files.contains_key(&file) {
            return Some(Err(format!("{address}: there is no file {file}")));
        }
        Some(Ok((file, html::percent_decoded(fragment))))
    }
}

/// All problems at once, so that one run shows them all.
fn none(what: &str, problems: Vec<String>) {
    let distinct: BTreeSet<String> = problems.into_iter().collect();
    let shown: Vec<&str> = distinct.iter().take(30).map(String::as_str).collect();
    assert!(distinct.is_empty(), "{} {what}:\n{}", distinct.len(), shown.join("\n"));
}

// --- links and structure -------------------------------------------------------------------------

fn broken_links(site: &Published) -> (usize, Vec<String>) {
    let mut problems = Vec::new();
    let mut count = 0;
    for (name, page) in &site.pages {
        for (tag, address) in page.addresses() {
            if address.trim().is_empty() {
                problems.push(format!("{name}: an empty address in <{tag}>"));
                continue;
            }
            if address.starts_with("javascript:") {
                problems.push(format!("{name}: {address}"));
            }
            match site.resolve(name, &address) {
                None => {}
                Some(Err(problem)) => problems.push(format!("{name}: <{tag}>: {problem}")),
                Some(Ok((file, fragment))) => {
                    count += 1;
                    let has_id =
                        site.pages.get(&file).is_none_or(|target| target.ids.contains_key(&fragment));
                    if !fragment.is_empty() && !has_id {
                        problems.push(format!("{name}: <{tag}>: {address}: no id “{fragment}” in {file}"));
                    }
                }
            }
        }
    }
    (count, problems)
}

#[test]
fn every_internal_link_and_fragment_leads_somewhere() {
    let (count, problems) = broken_links(&FLAGSHIP);
    println!("{count} internal links on {} pages", FLAGSHIP.pages.len());
    assert!(count > 1_000);
    none("broken links", problems);
}

#[test]
fn links_of_feeds_and_lists_lead_somewhere() {
    let mut problems = Vec::new();
    let mut check = |from: &str, address: &str| match FLAGSHIP.resolve("index.html", address) {
        None if address.contains("example.org") => problems.push(format!("{from}: {address}")),
        None => {}
        Some(Err(problem)) => problems.push(format!("{from}: {problem}")),
        Some(Ok((file, fragment)))
            if !fragment.is_empty() && !FLAGSHIP.pages[&file].ids.contains_key(&fragment) =>
        {
            problems.push(format!("{from}: {address}: no id “{fragment}” in {file}"));
        }
        Some(Ok(_)) => {}
    };
    for name in ["sitemap.xml", "atom.xml"] {
        for address in html::addresses_of_xml(FLAGSHIP.text(name)) {
            check(name, &address);
        }
    }
    let feed: Value = serde_json::from_str(FLAGSHIP.text("feed.json")).unwrap();
    for item in feed["items"].as_array().unwrap() {
        check("feed.json", item["url"].as_str().unwrap());
        let content = Page::read(item["content_html"].as_str().unwrap());
        content.addresses().iter().for_each(|(_, address)| check("feed.json content", address));
    }
    let claims: Value = serde_json::from_str(FLAGSHIP.text("claims.json")).unwrap();
    for claim in claims["claims"].as_array().unwrap() {
        check("claims.json", claim["permalink"].as_str().unwrap());
    }
    for source in claims["sources"].as_array().unwrap() {
        check("claims.json", source["page"].as_str().unwrap());
    }
    none("broken links", problems);
}

#[test]
fn mentions_and_notes_lead_to_each_other() {
    let mut mentions = 0;
    let mut problems = Vec::new();
    for (name, page) in FLAGSHIP.real_pages() {
        let links = |role: &str| page.links.iter().filter(move |link| link.role == role).collect::<Vec<_>>();
        let local: Vec<_> =
            links("doc-noteref").into_iter().filter(|link| link.href.starts_with('#')).collect();
        let backs = links("doc-backlink");
        for mention in &local {
            mentions += 1;
            let note = &mention.href[1..];
            // The way back stands inside the note that the mention leads to.
            let back = backs.iter().find(|back| back.href == format!("#{}", mention.id));
            match back {
                None => problems.push(format!("{name}: nothing leads back to mention {}", mention.id)),
                Some(back) if !back.inside.iter().any(|id| id == note) => {
                    problems.push(format!(
                        "{name}: the way back to {} stands in {:?}, not in {note}",
                        mention.id, back.inside
                    ));
                }
                Some(_) => {}
            }
        }
        for back in &backs {
            if !local.iter().any(|mention| format!("#{}", mention.id) == back.href) {
                problems.push(format!("{name}: {} is no mention", back.href));
            }
        }
        if local.len() != backs.len() {
            problems.push(format!("{name}: {} mentions, {} ways back", local.len(), backs.len()));
        }
        // Every note that is listed is mentioned.
        for note in page.elements("li").filter(|tag| tag.has_class("note")) {
            let id = note.attribute("id").unwrap_or_default();
            if !local.iter().any(|mention| mention.href[1..].starts_with(id)) {
                problems.push(format!("{name}: the note {id} is never mentioned"));
            }
        }
    }
    println!("{mentions} mentions");
    assert!(mentions > 200);
    none("mentions or notes", problems);
}

#[test]
fn pages_are_well_made() {
    let mut problems = Vec::new();
    let mut times = 0;
    for (name, page) in FLAGSHIP.real_pages() {
        problems.extend(
            page.ids
                .iter()
                .filter(|(_, count)| **count > 1)
                .map(|(id, count)| format!("{name}: the id {id} stands {count} times")),
        );
        let headings = page.elements("h1").count();
        if headings != 1 {
            problems.push(format!("{name}: {headings} h1"));
        }
        // Drawings have titles of their own, in the body.
        let is_body = |token: &Token| matches!(token, Token::Open(tag) if tag.name == "body");
        let head = page.tokens.iter().take_while(|token| !is_body(token));
        let titles = head.filter(|token| matches!(token, Token::Open(tag) if tag.name == "title")).count();
        if titles != 1 {
            problems.push(format!("{name}: {titles} titles"));
        }
        if page.elements("html").next().and_then(|tag| tag.attribute("lang")).is_none_or(str::is_empty) {
            problems.push(format!("{name}: no language"));
        }
        // A date in a sentence, and one that stands before what happened on it.
        let dates = page.elements("time").map(|date| date.attribute("datetime"));
        for date in dates.chain(page.elements("data").map(|date| date.attribute("value"))) {
            times += 1;
            let date = date.unwrap_or_default();
            if !html::is_datetime(date) {
                problems.push(format!("{name}: the date \"{date}\""));
            }
        }
        for image in page.elements("img").filter(|tag| tag.attribute("alt").is_none()) {
            problems.push(format!("{name}: an image without alt: {image:?}"));
        }
        for tag in page.tokens.iter() {
            let Token::Open(tag) = tag else { continue };
            for attribute in ["aria-labelledby", "aria-describedby", "aria-controls", "for"] {
                for id in tag.attribute(attribute).unwrap_or_default().split_whitespace() {
                    if !page.ids.contains_key(id) {
                        problems.push(format!("{name}: {attribute}=\"{id}\" names nothing"));
                    }
                }
            }
            let mut seen = BTreeSet::new();
            for (attribute, value) in &tag.attributes {
                if !seen.insert(attribute) {
                    problems.push(format!("{name}: <{}> has {attribute} twice", tag.name));
                }
                if attribute.starts_with("on") && !value.is_empty() {
                    problems.push(format!("{name}: a handler {attribute}"));
                }
            }
        }
        problems.extend(page.unbalanced().into_iter().map(|problem| format!("{name}: {problem}")));
        let words = page.text();
        problems.extend(
            ["{{", "{%", "[object"]
                .iter()
                .filter(|left| words.contains(**left))
                .map(|left| format!("{name}: “{left}” in the text")),
        );
    }
    println!("{times} dates");
    none("faults of pages", problems);
}

#[test]
fn machine_readable_files_parse() {
    let mut problems = Vec::new();
    let mut scripts = 0;
    for (name, page) in FLAGSHIP.real_pages() {
        for script in page.json_ld() {
            scripts += 1;
            match serde_json::from_str::<Value>(&script) {
                Ok(value) if value["@context"] == "https://schema.org" && value["@type"].is_string() => {}
                Ok(value) => problems.push(format!("{name}: JSON-LD without context or type: {value}")),
                Err(error) => problems.push(format!("{name}: JSON-LD: {error}")),
            }
        }
    }
    assert!(scripts > 10);
    for (name, bytes) in &FLAGSHIP.files {
        let text = String::from_utf8_lossy(bytes);
        if name.ends_with(".json") {
            problems
                .extend(serde_json::from_str::<Value>(&text).err().map(|error| format!("{name}: {error}")));
        } else if name.ends_with(".xml") || name.ends_with(".svg") {
            problems.extend(html::xml_fault(&text).map(|fault| format!("{name}: {fault}")));
        }
    }
    let feed: Value = serde_json::from_str(FLAGSHIP.text("feed.json")).unwrap();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert!(FLAGSHIP.files.contains_key("claims.json") && FLAGSHIP.files.contains_key("atom.xml"));
    // The site map names every page that may be found.
    let map: BTreeSet<String> = html::addresses_of_xml(FLAGSHIP.text("sitemap.xml")).into_iter().collect();
    for (name, page) in FLAGSHIP.real_pages() {
        let folder = name.strip_suffix("index.html");
        let is_hidden = page.elements("meta").any(|tag| {
            tag.attribute("name") == Some("robots")
                && tag.attribute("content").unwrap_or_default().contains("noindex")
        });
        if let Some(folder) = folder.filter(|_| !is_hidden)
            && !map.contains(&format!("{}{}", FLAGSHIP.base, ibid::base::percent::encode_path(folder)))
        {
            problems.push(format!("{name} is not in sitemap.xml"));
        }
    }
    none("faults of machine-readable files", problems);
}

// --- the same bytes ------------------------------------------------------------------------------

fn differences(a: &Files, b: &Files) -> Vec<String> {
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    names.into_iter().filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    let site = Site::flagship(false);
    let (first, ..) = site.build(&["--strict"], None);
    let (second, ..) = site.build(&["--strict"], None);
    none("files differ between two builds", differences(&first, &second));
    let (one, ..) = site.build(&["--strict"], Some("1"));
    let (four, ..) = site.build(&["--strict"], Some("4"));
    none("files differ between 1 and 4 threads", differences(&one, &four));
    none("files differ from the first build", differences(&first, &one));
    let reversed = Site::flagship(true).published(&["--strict"]);
    none("files differ when the site is copied in reverse", differences(&first, &reversed));
    assert!(!first.is_empty());
    println!("{} files, the same five times", first.len());
}

#[test]
fn a_base_with_a_path_keeps_every_link_below_it() {
    let site = Published::of(
        Site::flagship(false).published(&["--strict", "-u", "https://x.org/sub/"]),
        "https://x.org/sub/",
    );
    let (count, problems) = broken_links(&site);
    assert!(count > 1_000);
    none("links leave /sub/", problems);
    let mut problems = Vec::new();
    for (name, bytes) in &site.files {
        let text = String::from_utf8_lossy(bytes);
        // The method page prints the contract's own examples, one of which is a link.
        if text.contains("https://example.org") && !name.ends_with("method/index.html") {
            problems.push(format!("{name} names the configured address"));
        }
        if text.contains("x.org/sub//") || text.contains("/sub/sub/") {
            problems.push(format!("{name} has a doubled path"));
        }
        for (at, found) in text.match_indices("https://x.org/") {
            if !text[at + found.len()..].starts_with("sub/") {
                problems.push(format!("{name}: {}", text[at..].chars().take(60).collect::<String>()));
            }
        }
    }
    none("addresses outside /sub/", problems);
}

// --- the words -----------------------------------------------------------------------------------

/// The snapshot of a site on disk.
fn snapshot(root: &Path) -> Snapshot {
    ibid::read::snapshot::read(&SiteRoot::find(Some(root), None).unwrap()).unwrap().0
}

/// Its sources.
fn sources(snapshot: &Snapshot) -> Vec<Arc<Source>> {
    let seeds = snapshot.files.keys().filter(|path| path.starts_with("seeds/"));
    let parsed = seeds.filter_map(|path| ibid::parse::source::parse(snapshot, path).0);
    ibid::parse::source::by_key(parsed.map(Arc::new)).0
}

/// Its pages written in Markdown.
fn pages(snapshot: &Snapshot) -> Vec<ibid::parse::topic::Page> {
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
fn documents() -> Vec<(String, ibid::parse::topic::Page)> {
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

// --- what must not be published ------------------------------------------------------------------

/// Letters and digits only, in lower case, single-spaced: words are found whatever stands between them.
fn bare(text: &str) -> String {
    let mut out = String::from(" ");
    for letter in oracle::normal(text).to_lowercase().chars() {
        if letter.is_alphanumeric() {
            out.push(letter);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Everything a published file says, in the ways in which it could be read.
fn readings(name: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut readings =
        vec![bare(&text), bare(&html::percent_decoded(&text)), bare(&html::entities_decoded(&text))];
    if name.ends_with(".html") || name.ends_with(".xml") {
        readings.push(bare(&Page::read(&text).text()));
        // Feeds hold HTML in escaped form.
        readings.push(bare(&Page::read(&html::entities_decoded(&text)).text()));
        readings.push(bare(&html::percent_decoded(&html::entities_decoded(&text))));
    }
    if name.ends_with(".json")
        && let Ok(value) = serde_json::from_str::<Value>(&text)
    {
        let mut strings = String::new();
        let mut open = vec![&value];
        while let Some(value) = open.pop() {
            match value {
                Value::String(string) => {
                    strings.push_str(string);
                    strings.push_str(" \n¶ ");
                }
                Value::Array(values) => open.extend(values),
                Value::Object(object) => open.extend(object.values()),
                _ => {}
            }
        }
        readings.push(bare(&strings));
        readings.push(bare(&Page::read(&strings).text()));
    }
    readings
}

/// Sentences of a text, cut only where nobody doubts it; too long is safe here, too short is not.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for paragraph in text.split("\n\n") {
        let letters: Vec<char> = paragraph.chars().collect();
        let mut start = 0;
        for at in 1..letters.len() {
            let ends = ".!?".contains(letters[at - 1])
                || (at >= 2 && "”’\"".contains(letters[at - 1]) && ".!?".contains(letters[at - 2]));
            let word: String = letters[..at]
                .iter()
                .rev()
                .skip(1)
                .take_while(|letter| letter.is_alphanumeric() || **letter == '.')
                .collect();
            let is_long =
                word.chars().filter(|letter| letter.is_lowercase()).count() >= 4 && !word.contains('.');
            let begins = letters[at].is_whitespace()
                && letters[at + 1..]
                    .iter()
                    .find(|letter| letter.is_alphanumeric())
                    .is_some_and(|letter| letter.is_uppercase());
            if ends && is_long && begins {
                found.push(letters[start..at].iter().collect());
                start = at;
            }
        }
        found.push(letters[start..].iter().collect());
    }
    found
}

/// Sentences of sources that nobody cited, wherever they are published.
fn leaks(
    files: &Files,
    sources: &[Arc<Source>],
    cited: &BTreeMap<String, Vec<String>>,
    least_words: usize,
) -> (usize, Vec<String>) {
    let published: Vec<(&String, Vec<String>)> =
        files.iter().map(|(name, bytes)| (name, readings(name, bytes))).collect();
    let mut problems = Vec::new();
    let mut count = 0;
    let none = Vec::new();
    for source in sources {
        let passages: Vec<String> =
            cited.get(&source.key).unwrap_or(&none).iter().map(|words| bare(words)).collect();
        let title = bare(source.meta.title.as_deref().unwrap_or_default());
        for sentence in sentences(&source.text.plain) {
            let words = bare(&sentence);
            let overlaps = passages.iter().any(|passage| overlap(passage.trim(), words.trim()));
            let is_title = title.contains(&words);
            if overlaps || is_title || words.split_whitespace().count() < least_words {
                continue;
            }
            count += 1;
            for (name, readings) in &published {
                if readings.iter().any(|reading| reading.contains(&words)) {
                    problems.push(format!("{name}: @{}: “{}”", source.key, sentence.trim()));
                }
            }
        }
    }
    (count, problems)
}

/// Whether a cited passage and a sentence share words: one holds the other, or one begins where the other ends.
fn overlap(passage: &str, sentence: &str) -> bool {
    if passage.is_empty() || sentence.is_empty() {
        return false;
    }
    if passage.contains(sentence) || sentence.contains(passage) {
        return true;
    }
    let joined = |left: &str, right: &str| {
        let words: Vec<&str> = left.split(' ').collect();
        (1..words.len()).any(|at| right.starts_with(&words[at..].join(" ")) && words.len() - at >= 2)
    };
    joined(passage, sentence) || joined(sentence, passage)
}

#[test]
fn no_uncited_sentence_of_the_flagship_is_published() {
    let sources = sources(&snapshot(root()));
    let cited = cited_words(&documents().into_iter().map(|(_, page)| page).collect::<Vec<_>>());
    let (count, problems) = leaks(&FLAGSHIP.files, &sources, &cited, 4);
    println!(
        "flagship: {count} uncited sentences, {} found in {} files",
        problems.len(),
        FLAGSHIP.files.len()
    );
    assert!(count > 30, "only {count}");
    none("uncited sentences are published", problems);
}

/// By source, the words that pages quote of it.
fn cited_words(pages: &[ibid::parse::topic::Page]) -> BTreeMap<String, Vec<String>> {
    let mut cited: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |key: &str, words: &str| {
        let pieces = words.split(['…', '[', ']']).flat_map(|piece| piece.split("...")).map(str::to_owned);
        cited.entry(key.to_owned()).or_default().extend(pieces.filter(|piece| !piece.trim().is_empty()));
    };
    for page in pages {
        for quotation in &page.document.quotations {
            let Some(group) = quotation.group else { continue };
            page.document.groups[group].cites.iter().for_each(|cite| add(&cite.key, &quotation.text));
        }
        for cite in page.document.groups.iter().flat_map(|group| &group.cites) {
            cite.excerpts.iter().for_each(|excerpt| add(&cite.key, &excerpt.text));
        }
    }
    cited
}

/// A made-up text: sentences of words that stand nowhere else.
fn made_up(stem: &str, paragraphs: usize) -> String {
    let mut number = 0;
    let paragraph = |_| {
        let sentence = |length: usize, number: &mut usize| {
            let words: Vec<String> = (0..length)
                .map(|at| {
                    *number += 1;
                    if at == 0 {
                        format!("{}{}", stem[..1].to_uppercase(), &stem[1..]) + &letters(*number)
                    } else {
                        format!("{stem}{}", letters(*number))
                    }
                })
                .collect();
            words.join(" ") + "."
        };
        [7, 3, 14, 4, 9].map(|length| sentence(length, &mut number)).join(" ")
    };
    (0..paragraphs).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn letters(number: usize) -> String {
    format!("{number:04}").bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
}

/// A small site with a source of each kind, with live addresses; gives its texts too.
fn small_site() -> (Site, BTreeMap<&'static str, String>) {
    let mut texts = BTreeMap::new();
    let mut files: Vec<(String, String)> = vec![
        (
            "ibid.yaml".to_owned(),
            "title: Small\nbase_url: https://small.example/\ntaxonomies: [tags]\n".to_owned(),
        ),
        ("content/_index.md".to_owned(), "---\ntitle: Small\n---\n\nA home.\n".to_owned()),
    ];
    for (key, publish) in [("plain", "excerpt"), ("secret", "none"), ("open", "full"), ("unused", "excerpt")]
    {
        let text = made_up(key, 12);
        let front = format!(
            "---\ntitle: About {key}\nurl: https://live.example/{key}\npublish: {publish}\ntext: full\nnot_stated: [author, publisher, date]\n---\n"
        );
        files.push((format!("seeds/{key}.md"), format!("{front}{text}\n")));
        texts.insert(key, text);
    }
    // A whole sentence, a part of one, one word, two parts of one, and one passage over two paragraphs.
    let mut body = String::new();
    for (key, text) in texts.iter().filter(|(key, _)| **key != "unused") {
        let sentences: Vec<&str> = text.split(". ").flat_map(|part| part.split(".\n\n")).collect();
        let words: Vec<&str> = sentences[12].split(' ').collect();
        body.push_str(&format!("Our words [@{key}, \"{}\"].\n\n", sentences[2]));
        body.push_str(&format!("It says “{}” [@{key}].\n\n", words[3..7].join(" ")));
        body.push_str(&format!("It says “{}” [@{key}].\n\n", sentences[20].split(' ').nth(1).unwrap()));
        let long: Vec<&str> = sentences[27].split(' ').collect();
        body.push_str(&format!(
            "It says “{} … {}” [@{key}].\n\n",
            long[1..3].join(" "),
            long[6..8].join(" ")
        ));
        body.push_str(&format!("> {} [@{key}]\n\n", sentences[36]));
        // The first word of a sentence after a short one: words that tell it apart must not give that one away.
        let first = sentences[17].split(' ').next().unwrap();
        body.push_str(&format!("It says “{first}” [@{key}].\n\n"));
        body.push_str(&format!("Named only [@{key}]. Located only [@{key}, ¶ 11].\n\n"));
    }
    let timeline = "::: timeline\n- 1994-12: An event [@plain].\n:::\n\n::: disagreement\nIs it so?\n\n- Yes [@plain].\n- No [@open].\n:::\n";
    files.push((
        "content/topic.md".to_owned(),
        format!("---\ntitle: Topic\ndate: 2025-01-01\ntags: [a]\n---\n\n{body}{timeline}"),
    ));
    (Site::of(files), texts)
}

#[test]
fn no_uncited_sentence_of_a_small_site_is_published() {
    let (site, texts) = small_site();
    let published = Published::of(site.published(&[]), "https://small.example/");
    let snapshot = snapshot(site.folder.path());
    let sources: Vec<_> = sources(&snapshot).into_iter().filter(|source| source.key != "open").collect();
    let cited = cited_words(&pages(&snapshot));
    let (count, problems) = leaks(&published.files, &sources, &cited, 3);
    println!(
        "small site: {count} uncited sentences, {} found in {} files",
        problems.len(),
        published.files.len()
    );
    assert!(count > 100);
    none("uncited sentences are published", problems);
    // Words are unique here, so that even a few of them betray a sentence: of a source that is cited
    // nowhere not one may be published.
    let all: String = published.files.iter().flat_map(|(name, bytes)| readings(name, bytes)).collect();
    let unused: Vec<String> = bare(&texts["unused"])
        .split_whitespace()
        .filter(|word| all.contains(&format!(" {word} ")))
        .map(str::to_owned)
        .collect();
    none("words of a source that nobody cites are published", unused);
}

#[test]
fn links_of_a_small_site_lead_somewhere() {
    let published = Published::of(small_site().0.published(&[]), "https://small.example/");
    none("broken links", broken_links(&published).1);
}

#[test]
fn a_source_is_published_as_far_as_it_allows() {
    let (site, texts) = small_site();
    let published = Published::of(site.published(&[]), "https://small.example/");
    // publish: none: no passage anywhere; what the page itself quotes stands on the page and nowhere else.
    let document = std::fs::read_to_string(site.folder.path().join("content/topic.md")).unwrap();
    let on_page: BTreeSet<String> = {
        let without_excerpts: String = document
            .split("[@secret, \"")
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once('"').unwrap().1 })
            .collect();
        bare(&without_excerpts).split_whitespace().map(str::to_owned).collect()
    };
    let mut problems = Vec::new();
    for (name, bytes) in &published.files {
        for reading in readings(name, bytes) {
            let secret = reading
                .split_whitespace()
                .filter(|word| word.starts_with("secret") && word.len() == "secret".len() + 4);
            problems
                .extend(secret.filter(|word| !on_page.contains(*word)).map(|word| format!("{name}: {word}")));
        }
    }
    none("words of a source with publish: none", problems);
    let source_page = &published.pages["sources/secret/index.html"];
    assert_eq!(source_page.elements("mark").count(), 0, "a passage of a source with publish: none");
    // publish: full: every sentence stands on its page.
    let open = bare(&published.pages["sources/open/index.html"].text());
    let missing = sentences(&texts["open"]).into_iter().filter(|sentence| !open.contains(&bare(sentence)));
    none("sentences of a source with publish: full are missing", missing.collect());
    // publish: excerpt: the passages cited stand on its page.
    let plain = bare(&published.pages["sources/plain/index.html"].text());
    let sentence = sentences(&texts["plain"])[2].clone();
    assert!(plain.contains(&bare(&sentence)));
}

#[test]
fn what_sources_hold_is_never_markup() {
    let evil = "</title><script>alert(1)</script> {{ site.title }} <img src=x onerror=alert(2)> &lt;b&gt; \"quoted\" 'single' {% raw %} --> ]]> \u{202e}hidden";
    let front = format!(
        "---\ntitle: {}\npublisher: '<i>P</i> & Co'\nauthor: 'A \"B\" <C>'\nurl: https://live.example/?a=1&b=<2>\npublish: full\ntext: full\nnot_stated: [date]\n---\n",
        serde_json::to_string(evil).unwrap()
    );
    let body = format!("First words of the text {evil} and last words of the text.\n");
    let page = "---\ntitle: 'Evil <b>page</b> & {{ x }}'\ndescription: '\"><script>alert(3)</script>'\ndate: 2025-01-01\n---\n\nWe say so [@evil, \"First words of the text\"]. It says “last words of the text” [see <b>this</b> @evil, p. <i>4</i> and <script>alert(4)</script>]. `{{ code }}` {{ text }} \\<script>alert(5)\\</script>\n";
    let site = Site::of([
        ("ibid.yaml".to_owned(), "title: 'T <b> & {{ y }}'\nbase_url: https://small.example/\n".to_owned()),
        ("content/_index.md".to_owned(), "---\ntitle: Home\n---\n\nA home.\n".to_owned()),
        ("content/page.md".to_owned(), page.to_owned()),
        ("seeds/evil.txt".to_owned(), format!("{front}{body}")),
    ]);
    let published = Published::of(site.published(&[]), "https://small.example/");
    let mut problems = Vec::new();
    for (name, page) in &published.pages {
        for script in page.elements("script").filter(|tag| {
            tag.attribute("src").is_none() && tag.attribute("type") != Some("application/ld+json")
        }) {
            problems.push(format!("{name}: {script:?}"));
        }
        problems.extend(
            page.elements("img")
                .filter(|tag| tag.attribute("onerror").is_some())
                .map(|_| format!("{name}: a handler")),
        );
        problems.extend(
            page.json_ld()
                .iter()
                .filter_map(|json| serde_json::from_str::<Value>(json).err())
                .map(|error| format!("{name}: {error}")),
        );
        let scripts = page
            .tokens
            .iter()
            .filter(|token| matches!(token, Token::Open(tag) if ["b", "i"].contains(&tag.name.as_str())))
            .count();
        if scripts > 0 {
            problems.push(format!("{name}: markup of a source or of front matter is interpreted"));
        }
    }
    for name in ["atom.xml", "sitemap.xml"] {
        problems.extend(html::xml_fault(published.text(name)).map(|fault| format!("{name}: {fault}")));
    }
    for name in ["feed.json", "claims.json"] {
        problems.extend(
            serde_json::from_str::<Value>(published.text(name)).err().map(|error| format!("{name}: {error}")),
        );
    }
    none("holes", problems);
    none("broken links", broken_links(&published).1);
}
