//! Where links lead, and that they lead somewhere.

use super::Site;
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::ids::{LanguageId, PageId};
use crate::base::link::{Link, is_allowed, is_external};
use crate::base::percent::{decode, encode_path};
use crate::base::suggest::nearest;
use crate::parse::topic::Page;
use crate::read::image::is_image;

/// Where a link of a page leads.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum ResolvedLink {
    /// Out of the site.
    External(String),
    /// To an address within the site, complete with base path and fragment.
    Internal(String),
    /// To a place on the same page.
    Fragment(String),
    /// Nowhere, why, and what may fix it.
    Broken(String, Option<LinkHelp>),
}

/// What may fix a link that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum LinkHelp {
    /// An address that is probably meant, as it is written in a page.
    Meant(String),
    /// Advice.
    Advice(String),
}

/// A link within the site: its path, decoded, and its query and fragment, as they are published.
fn parts(url: &str) -> (String, String) {
    let (path, fragment) = url.split_once('#').map_or((url, None), |(path, fragment)| (path, Some(fragment)));
    let (path, query) = path.split_once('?').map_or((path, ""), |(path, query)| (path, query));
    let suffix = format!(
        "{}{}",
        if query.is_empty() { String::new() } else { format!("?{query}") },
        fragment.map_or(String::new(), |fragment| format!("#{}", encode_path(&decode(fragment))))
    );
    (decode(path), suffix)
}

/// A link that leads out of the site, or to a place on the page where it stands.
fn elsewhere(url: &str) -> Option<ResolvedLink> {
    if is_external(url) {
        return Some(ResolvedLink::External(url.to_owned()));
    }
    let fragment = if url.is_empty() { Some("") } else { url.strip_prefix('#') };
    fragment.map(|fragment| ResolvedLink::Fragment(decode(fragment)))
}

/// Resolves a link of a page.
#[must_use]
pub fn resolve(site: &Site, page: &Page, url: &str) -> ResolvedLink {
    if let Some(target) = elsewhere(url) {
        return target;
    }
    let (path, suffix) = &parts(url);
    if let Some(file) = path.strip_prefix("@/") {
        return to_file(site, page.language, &format!("content/{file}"), suffix);
    }
    if let Some(absolute) = path.strip_prefix('/') {
        let Some(below) = normalise("", absolute) else { return outside() };
        return to_published(site, &below, suffix);
    }
    let folder_of_file = page
        .path
        .strip_prefix("content/")
        .unwrap_or(&page.path)
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    // As a reader of the Markdown sees it: relative to the file.
    if let Some(beside) = normalise(folder_of_file, path) {
        if beside.ends_with(".md") {
            return to_file(site, page.language, &format!("content/{beside}"), suffix);
        }
        if site.addresses.assets.contains_key(&beside) {
            return ResolvedLink::Internal(format!("{}{suffix}", site.addresses.file(&beside)));
        }
    }
    // As a browser sees it: relative to the page's address.
    match normalise(&page.folder, path) {
        Some(below) => to_published(site, &below, suffix),
        None => outside(),
    }
}

/// Resolves an address of the menu, which stands on every page of a language: a path is one from the site's root. In
/// another language than the site's own it leads to what it is there; nothing where it is not there.
#[must_use]
pub fn resolve_menu(site: &Site, language: LanguageId, url: &str) -> Option<ResolvedLink> {
    if let Some(target) = elsewhere(url) {
        return Some(target);
    }
    let (path, suffix) = &parts(url);
    let own = match path.strip_prefix("@/") {
        Some(file) => to_file(site, LanguageId::MAIN, &format!("content/{file}"), suffix),
        None => normalise("", path).map_or_else(outside, |below| to_published(site, &below, suffix)),
    };
    if language == LanguageId::MAIN {
        return Some(own);
    }
    let ResolvedLink::Internal(address) = own else { return None };
    let folder = folder_at(site, &address)?;
    let there = match site.addresses.by_folder.get(&folder) {
        Some(&page) => site.pages[in_language(site, page, language)?].folder.clone(),
        None => Some(site.folder_in(language, &folder))
            .filter(|there| site.addresses.generated.contains(there))?,
    };
    Some(ResolvedLink::Internal(format!("{}{suffix}", site.addresses.path(&there))))
}

/// A page in a language, where it is there.
fn in_language(site: &Site, page: PageId, language: LanguageId) -> Option<PageId> {
    let is_of = |page: &PageId| site.pages[*page].language == language;
    Some(page).filter(is_of).or_else(|| site.translations[page].iter().copied().find(is_of))
}

/// The folder at an address of this site.
pub(crate) fn folder_at(site: &Site, address: &str) -> Option<String> {
    let path = address.strip_prefix(&site.addresses.base_path)?;
    let path = path.split(['?', '#']).next().unwrap_or(path);
    Some(decode(path.trim_end_matches('/')))
}

fn outside() -> ResolvedLink {
    ResolvedLink::Broken("the link leads out of the site's folder".to_owned(), None)
}

fn to_file(site: &Site, language: LanguageId, file: &str, suffix: &str) -> ResolvedLink {
    if let Some(&page) = site.addresses.by_file.get(file) {
        // A link to a page leads to it in the language of the page that links, where it is there.
        let page = in_language(site, page, language).unwrap_or(page);
        return ResolvedLink::Internal(format!("{}{suffix}", site.addresses.path(&site.pages[page].folder)));
    }
    let asset = file.strip_prefix("content/").unwrap_or(file);
    if site.addresses.assets.contains_key(asset) {
        return ResolvedLink::Internal(format!("{}{suffix}", site.addresses.file(asset)));
    }
    if site.addresses.drafts.contains_key(file) {
        return to_draft(file);
    }
    let meant = nearest(file, site.addresses.by_file.keys().map(String::as_str));
    let meant = meant.map(|meant| format!("@/{}", meant.strip_prefix("content/").unwrap_or(meant)));
    ResolvedLink::Broken(format!("there is no page {file}"), meant.map(LinkHelp::Meant))
}

fn to_published(site: &Site, below: &str, suffix: &str) -> ResolvedLink {
    if site.addresses.assets.contains_key(below)
        || below.rsplit('/').next().is_some_and(|name| name.contains('.'))
            && site.addresses.is_published(below)
    {
        return ResolvedLink::Internal(format!("{}{suffix}", site.addresses.file(below)));
    }
    if site.addresses.is_published(below) {
        return ResolvedLink::Internal(format!("{}{suffix}", site.addresses.path(below)));
    }
    if let Some((file, _)) = site.addresses.drafts.iter().find(|(_, folder)| *folder == below) {
        return to_draft(file);
    }
    let folders = site.addresses.by_folder.keys().chain(&site.addresses.generated);
    let meant = nearest(below, folders.map(String::as_str)).map(|folder| format!("/{folder}/"));
    let asset =
        || nearest(below, site.addresses.assets.keys().map(String::as_str)).map(|asset| format!("/{asset}"));
    let meant = meant.or_else(asset);
    ResolvedLink::Broken(format!("nothing is published at /{below}"), meant.map(LinkHelp::Meant))
}

fn to_draft(file: &str) -> ResolvedLink {
    let help = "publish it: delete its `draft: true`; or build with `--drafts`";
    ResolvedLink::Broken(
        format!("{file} is a draft, which is not published"),
        Some(LinkHelp::Advice(help.to_owned())),
    )
}

/// Joins two paths; nothing where `..` leads above the root.
fn normalise(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Checks every link and image of a page.
pub(super) fn check(site: &Site, page: &Page) -> Vec<Diagnostic> {
    let links = page.document.links.iter().filter_map(|link| check_link(site, page, link));
    let of_image = |image: &Link| check_link(site, page, image).or_else(|| check_image(site, page, image));
    links.chain(page.document.images.iter().filter_map(of_image)).collect()
}

/// Whether any link of a page leads to a place on another page, which may go away when that one changes.
pub(super) fn lead_to_places(page: &Page) -> bool {
    let mut links = page.document.links.iter().chain(&page.document.images);
    links.any(|link| link.url.find('#').is_some_and(|at| at > 0))
}

/// Whether an image of this site can be read.
fn check_image(site: &Site, page: &Page, image: &Link) -> Option<Diagnostic> {
    let ResolvedLink::Internal(url) = resolve(site, page, &image.url) else { return None };
    let path = url.strip_prefix(&site.addresses.base_path)?;
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let file = site.addresses.assets.get(&decode(path)).filter(|file| is_image(file))?;
    let (message, help) = match site.pictures.get(file) {
        None => (format!("{file} is not an image that can be read"), "save it as PNG, JPEG or WebP"),
        Some(facts) if facts.widths().is_empty() => (
            format!("{file} has {} × {} pixels", facts.width, facts.height),
            "save it with less than 50 million pixels, and with 8 bits a channel",
        ),
        Some(_) => return None,
    };
    Some(Diagnostic::new(Rule::ImageUnreadable, &page.path, image.span, message).help(help))
}

fn check_link(site: &Site, page: &Page, link: &Link) -> Option<Diagnostic> {
    if !is_allowed(&link.url) {
        return Some(
            Diagnostic::new(
                Rule::LinkScheme,
                &page.path,
                link.span,
                "a link of this scheme is not published",
            )
            .help("link to http, https, mailto or tel addresses, or to a page of this site"),
        );
    }
    // Most links lead elsewhere, or to the file of a page: nothing of them need be put together.
    let is_page = |file: &str| {
        !file.contains(['%', '?', '#']) && site.addresses.by_file.contains_key(&format!("content/{file}"))
    };
    if is_external(&link.url) || link.url.strip_prefix("@/").is_some_and(is_page) {
        return None;
    }
    let finding = |rule, message: String| Diagnostic::new(rule, &page.path, link.span, message);
    match resolve(site, page, &link.url) {
        ResolvedLink::Fragment(id) => (!id.is_empty() && id != "top" && !page.document.anchors.contains(&id))
            .then(|| anchor_broken(finding, page, &id)),
        target => check_target(site, target, &link.url, finding),
    }
}

/// What is wrong with where a link leads, if it leads to another page.
fn check_target(
    site: &Site,
    target: ResolvedLink,
    url: &str,
    finding: impl Fn(Rule, String) -> Diagnostic,
) -> Option<Diagnostic> {
    match target {
        ResolvedLink::External(_) | ResolvedLink::Fragment(_) => None,
        ResolvedLink::Broken(message, help) => {
            let finding = finding(Rule::LinkBroken, message);
            let help = match help {
                Some(LinkHelp::Meant(meant)) => {
                    let path = url.split(['?', '#']).next().unwrap_or(url);
                    let edit = Edit::replace_within(finding.span, path, meant.as_str());
                    Help::with_edit(format!("did you mean `{meant}`?"), edit)
                }
                Some(LinkHelp::Advice(help)) => help.into(),
                None if url.starts_with("@/") || url.ends_with(".md") => {
                    "write the file's path from content/: `@/topics/page.md`".into()
                }
                None => "link to a page as `@/topics/page.md`, or to a file that stands in content/".into(),
            };
            Some(finding.help(help))
        }
        ResolvedLink::Internal(address) => {
            let (_, fragment) = address.split_once('#')?;
            let target = &site.pages[*site.addresses.by_folder.get(&folder_at(site, &address)?)?];
            let id = decode(fragment);
            (!id.is_empty() && !target.document.anchors.contains(&id))
                .then(|| anchor_broken(finding, target, &id))
        }
    }
}

/// Checks every entry of the menu, in each language that has it.
pub(super) fn check_menu(site: &Site) -> Vec<Diagnostic> {
    let config = &site.config;
    let in_language = |language: LanguageId| {
        config.menu.iter().filter_map(move |entry| {
            let finding =
                |rule, message: String| Diagnostic::new(rule, &config.path, entry.url.span, message);
            check_target(site, resolve_menu(site, language, &entry.url)?, &entry.url, finding)
        })
    };
    site.languages.iter().flat_map(|&language| in_language(language)).collect()
}

fn anchor_broken(finding: impl Fn(Rule, String) -> Diagnostic, target: &Page, id: &str) -> Diagnostic {
    let finding = finding(Rule::AnchorBroken, format!("{} has no place `#{id}`", target.path));
    match nearest(id, target.document.anchors.iter().map(String::as_str)) {
        Some(meant) => {
            let (old, new) = (format!("#{id}"), format!("#{meant}"));
            let help = format!("did you mean `{new}`?");
            let edit = Edit::replace_within(finding.span, old, new);
            finding.help(Help::with_edit(help, edit))
        }
        None => finding.help("give the heading an id: `## Heading {#id}`"),
    }
}
