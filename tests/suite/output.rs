//! What is published, read again from the files as a stranger would read them: links, notes and their
//! ways back, machine-readable files, the words of every quotation, and what must not be there at all.

mod unpublished;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

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
