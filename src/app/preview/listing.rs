//! Pages that only the preview has: the list of all pages, and what stands where nothing is published.
//! Everything from the site is escaped; there is no script in them but the preview's own.

use std::collections::BTreeMap;

use super::edition::Edition;
use super::findings::EditorLinks;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::escape::escape;
use crate::base::ids::PageId;
use crate::parse::topic::Page;
use crate::site::renamed::keep_address;

/// `/_ibid/`: every page with its findings, coverage and dates.
pub(super) fn start(edition: &Edition, editor_links: EditorLinks<'_>) -> String {
    let site = edition.site();
    let weights = weights(&edition.findings);
    let mut html = head(&format!("Preview – {}", site.config.title));
    html.push_str(&format!("<h1>{}</h1>\n<p>", escape(&site.config.title)));
    html.push_str(&format!(
        "{}, {}. ",
        super::plural(site.pages.len(), "page"),
        super::plural(site.sources.len(), "source")
    ));
    html.push_str(&format!("<a href=\"{}\">Home page</a></p>\n", escape(edition.base_path())));
    html.push_str(
        "<table><thead><tr><th>Page</th><th>File</th><th>Findings</th><th>Words found</th><th>Statements cited</th><th>Published</th><th>Changed</th></tr></thead><tbody>\n",
    );
    for (index, page) in PageId::enumerate(&site.pages) {
        let checks = &site.checks[index];
        let (statements, cited) = (page.document.statements, page.document.cited());
        let share = |part: usize, whole: usize| {
            if whole == 0 { "–".to_owned() } else { format!("{part} of {whole}") }
        };
        let date =
            |date: Option<&crate::base::date::Edtf>| date.map_or("–".to_owned(), |date| date.from.iso());
        html.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            link(edition, page),
            file(&page.path, editor_links),
            weight(weights.get(page.path.as_str())),
            share(checks.matched, checks.compared),
            share(cited, statements),
            escape(&date(page.front.date.as_ref())),
            escape(&date(page.front.updated.as_ref())),
        ));
    }
    html.push_str("</tbody></table>\n");
    let drafts = &edition.checked.drafts;
    if !drafts.is_empty() {
        html.push_str("<h2>Drafts</h2>\n<p>They are neither checked nor shown; <code>ibid serve --drafts</code> does both.</p>\n<ul>\n");
        for page in drafts {
            html.push_str(&format!(
                "<li>{} ({})</li>\n",
                escape(title(page)),
                file(&page.path, editor_links)
            ));
        }
        html.push_str("</ul>\n");
    }
    let others: Vec<_> =
        weights.iter().filter(|(path, _)| !site.addresses.by_file.contains_key(**path)).collect();
    if !others.is_empty() {
        html.push_str("<h2>Findings in other files</h2>\n<table><tbody>\n");
        for (path, found) in others {
            html.push_str(&format!(
                "<tr><td>{}</td><td>{}</td></tr>\n",
                file(path, editor_links),
                weight(Some(found))
            ));
        }
        html.push_str("</tbody></table>\n");
    }
    html.push_str("</main></body></html>\n");
    html
}

/// What stands where nothing is published: the pages there are.
pub(super) fn missing(edition: &Edition, path: &str) -> String {
    let site = edition.site();
    let mut html = head("Nothing is published here");
    html.push_str(&format!("<h1>Nothing is published at {}</h1>\n", escape(path)));
    let base = escape(edition.base_path());
    let folder = path.strip_prefix(edition.base_path()).map(|below| below.trim_end_matches('/'));
    if let Some(draft) = edition.checked.drafts.iter().find(|page| Some(page.folder.as_str()) == folder) {
        html.push_str(&format!(
            "<p><strong>{} is a draft.</strong> <code>ibid serve --drafts</code> shows drafts too.</p>\n",
            escape(&draft.path)
        ));
    }
    if let Some(moved) = edition.moved.to(path) {
        let below = folder.unwrap_or_default();
        html.push_str(&format!(
            "<p class=\"moved\"><strong>The page is at <a href=\"{}\">{}</a> now.</strong> Once it has been published, keep its old address: {}.</p>\n",
            escape(&moved.url),
            escape(if moved.title.is_empty() { &moved.url } else { &moved.title }),
            // Code between backticks.
            escape(&keep_address(below)).replacen('`', "<code>", 1).replacen('`', "</code>", 1),
        ));
    }
    html.push_str(&format!("<p>The site's own page for this case: <a href=\"{base}404.html\">404.html</a>. <a href=\"/_ibid/\">All pages with their findings</a>.</p>\n<ul>\n"));
    for page in &site.pages {
        html.push_str(&format!("<li>{}</li>\n", link(edition, page)));
    }
    html.push_str("</ul>\n</main></body></html>\n");
    html
}

/// What stands for a page that cannot be made, nor an earlier version of it.
pub(super) fn broken(reason: &str) -> String {
    let mut html = head("This page cannot be shown");
    html.push_str(&format!(
        "<h1>This page cannot be shown</h1>\n<p>{}</p>\n</main></body></html>\n",
        escape(reason)
    ));
    html
}

fn head(title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title><link rel=\"stylesheet\" href=\"/_ibid/preview.css\"></head>\n<body class=\"ibid-page\"><main>\n",
        escape(title)
    )
}

fn link(edition: &Edition, page: &Page) -> String {
    let url = edition.site().addresses.path(&page.folder);
    let title = title(page);
    let draft = if page.front.is_draft { " <em>draft</em>" } else { "" };
    format!("<a href=\"{}\">{}</a>{draft}", escape(&url), escape(title))
}

fn title(page: &Page) -> &str {
    if page.front.title.is_empty() { &page.path } else { &page.front.title }
}

fn file(path: &str, editor_links: EditorLinks<'_>) -> String {
    match editor_links.editor {
        Some(editor) => {
            format!("<a href=\"{}\">{}</a>", escape(&editor.url(editor_links.root, path, 1, 1)), escape(path))
        }
        None => escape(path).into_owned(),
    }
}

/// Path → errors and warnings.
fn weights(findings: &[Diagnostic]) -> BTreeMap<&str, (usize, usize)> {
    let mut weights: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for finding in findings {
        let weight = weights.entry(&finding.path).or_default();
        match finding.severity {
            Severity::Error => weight.0 += 1,
            Severity::Warning => weight.1 += 1,
            Severity::Off | Severity::Note => {}
        }
    }
    weights
}

fn weight(found: Option<&(usize, usize)>) -> String {
    let (errors, warnings) = found.copied().unwrap_or_default();
    let (errors, warnings) = (super::plural(errors, "error"), super::plural(warnings, "warning"));
    match found.copied().unwrap_or_default() {
        (0, 0) => "–".to_owned(),
        (_, 0) => format!("<strong>{errors}</strong>"),
        (0, _) => warnings,
        _ => format!("<strong>{errors}</strong>, {warnings}"),
    }
}
