//! `sitemap.xml` (sitemaps.org), `robots.txt` and the pages at former addresses.

use crate::base::escape::escape;
use crate::base::escape::escape_xml as xml;
use crate::base::percent::encode_path;
use crate::site::Site;

/// Every page with its last change, where it states one.
pub(super) fn sitemap(site: &Site) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut add = |folder: &str, date: Option<String>| {
        let lastmod = date.map_or(String::new(), |date| format!("<lastmod>{date}</lastmod>"));
        out.push_str(&format!("<url><loc>{}</loc>{lastmod}</url>\n", xml(&site.addresses.absolute(folder))));
    };
    for page in site.pages.iter().filter(|page| !page.front.is_draft) {
        let date = page.front.updated.as_ref().or(page.front.date.as_ref());
        // The format allows a day or a full date-time with a zone, so the day is given.
        add(&page.folder, date.map(|date| date.from.iso().chars().take(10).collect()));
    }
    for folder in &site.addresses.generated {
        add(folder, None);
    }
    out.push_str("</urlset>\n");
    out
}

pub(super) fn robots(site: &Site) -> String {
    format!("User-agent: *\nAllow: /\nSitemap: {}sitemap.xml\n", site.addresses.base_url)
}

/// A page that leads on, for servers that know no redirects.
pub(super) fn redirect(site: &Site, folder: &str) -> String {
    let url = format!(
        "{}{}",
        site.addresses.base_path,
        if folder.is_empty() { String::new() } else { format!("{}/", encode_path(folder)) }
    );
    let (url, canonical) = (escape(&url).into_owned(), site.addresses.absolute(folder));
    let canonical = escape(&canonical);
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{canonical}</title><link rel=\"canonical\" href=\"{canonical}\"><meta name=\"robots\" content=\"noindex\"><meta http-equiv=\"refresh\" content=\"0; url={url}\"></head><body><p><a href=\"{url}\">{canonical}</a></p></body></html>",
        escape(&site.config.language)
    )
}
