//! `_headers` and `_redirects`, which static hosts (Netlify, Cloudflare Pages and those that follow them) read
//! from the output folder. Other hosts publish them as two small files without effect.

use std::collections::BTreeSet;

use crate::base::percent::encode_path;
use crate::base::served;
use crate::site::Site;
use crate::site::machine_files::{ATOM_FEED, JSON_FEED, NOT_FOUND};

/// What every answer says. What is named by a hash of its bytes may be cached for ever; for the rest the
/// hosts' own rule stands, which is to ask again.
pub(super) fn headers(site: &Site, policy: Option<&str>) -> String {
    let base = &site.addresses.base_path;
    let policy = policy.unwrap_or("base-uri 'none'");
    // A host adds what it finds for an address: what is said of all addresses cannot be taken back for one.
    let framing = if site.config.outputs.embed { String::new() } else { format!("; {FRAMING}") };
    let policy = format!("{policy}{framing}");
    let mut text = format!(
        "{base}*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  Cross-Origin-Opener-Policy: same-origin\n"
    );
    let mut kept = vec!["pictures/*".to_owned()];
    // They are asked for by the version of the index.
    for search in &site.addresses.searches {
        kept.extend(["terms", "records"].map(|folder| format!("{search}{folder}/*")));
    }
    for path in kept {
        text.push_str(&format!("{base}{path}\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    // Files that anybody may have made, and that browsers open as a part of the site.
    for file in site.addresses.assets.keys().filter(|file| served::is_document(file)) {
        let at = site.addresses.file(file);
        text.push_str(&format!("{at}\n  Content-Security-Policy: {}\n", served::policy(file)));
        // The folder of an `index.html` is an address of it, too; and hosts drop the end of a page's name.
        let others = [at.strip_suffix("index.html"), at.strip_suffix(".html"), at.strip_suffix(".htm")];
        for other in others.into_iter().flatten().filter(|other| !other.is_empty()) {
            text.push_str(&format!("{other}\n  Content-Security-Policy: {}\n", served::policy(file)));
        }
    }
    if site.config.outputs.embed {
        for path in unframed(site) {
            text.push_str(&format!("{base}{path}\n  Content-Security-Policy: {FRAMING}\n"));
        }
    }
    for (path, kind) in [(ATOM_FEED, "application/atom+xml"), (JSON_FEED, "application/feed+json")] {
        text.push_str(&format!("{base}{path}\n  Content-Type: {kind}; charset=utf-8\n"));
    }
    text
}

/// Which sites may show a page in a frame.
const FRAMING: &str = "frame-ancestors 'self'";

/// The addresses of everything but the cards of statements: the files of the root, and its folders one by one.
fn unframed(site: &Site) -> BTreeSet<String> {
    let addresses = &site.addresses;
    let folders = addresses.by_folder.keys().chain(&addresses.generated).chain(addresses.withdrawn.keys());
    let files = addresses.assets.keys().chain(addresses.aliases.keys());
    let first = |path: &String| path.split_once('/').map_or(path.as_str(), |(first, _)| first).to_owned();
    let top = folders
        .filter(|folder| !folder.is_empty())
        .map(|folder| format!("{}/*", encode_path(&first(folder))));
    let files = files.map(|file| match file.contains('/') || !file.contains('.') {
        true => format!("{}/*", encode_path(&first(file))),
        false => encode_path(file),
    });
    top.chain(files).chain(["", "index.html", NOT_FOUND].map(str::to_owned)).collect()
}

/// A line for each former address: real redirects, where the host knows them; the pages at those addresses
/// serve all others.
pub(super) fn redirects(site: &Site) -> String {
    let mut text = String::new();
    for (alias, folder) in &site.addresses.aliases {
        let from = format!("{}{}", site.addresses.base_path, encode_path(alias));
        let to = site.addresses.path(folder);
        text.push_str(&format!("{from} {to} 301\n"));
        if !alias.ends_with(".html") {
            text.push_str(&format!("{from}/ {to} 301\n"));
        }
    }
    text
}
