//! `llms.txt`: what there is on the site, for assistants, with the Markdown twin of each page (llmstxt.org).

use super::lists::ExportedList;
use super::markdown::escaped;
use super::twin::TWIN;
use crate::base::ids::{PageId, SourceId};
use crate::parse::topic::PageKind;
use crate::render::view::Maker;
use crate::site::machine_files;

/// The overview: the pages and the sources of every language, each with its twin, then the files for programs. `makers`
/// are those of the languages, the site's own first.
#[must_use]
pub fn llms_txt<'m>(makers: impl Iterator<Item = Maker<'m>>) -> String {
    let mut text = String::new();
    let mut base_url = None;
    for maker in makers {
        let about = maker.about();
        let is_first = base_url.is_none();
        if is_first {
            text.push_str(&format!("# {}\n", escaped(&about.title)));
            text.extend(about.description.iter().map(|words| format!("\n> {}\n", escaped(words))));
            text.push_str(&format!("\n{}\n", escaped(maker.words.get("footer_promise"))));
        }
        let title = if is_first { maker.words.get("explainers") } else { about.title.as_str() };
        text.push_str(&format!("\n## {}\n\n", escaped(title)));
        pages(&maker).into_iter().for_each(|page| text.push_str(&entry(&maker, page)));
        text.push_str(&sources(&maker, is_first));
        base_url.get_or_insert(&maker.site.addresses.base_url);
    }
    if let Some(base) = base_url {
        text.push_str(&format!(
            "\n## Optional\n\n- [Claims]({base}{}): every statement with its citations and passages, as JSON\n- [References]({base}{}): every source, as CSL-JSON\n",
            machine_files::CLAIMS,
            machine_files::REFERENCES_CSL_JSON
        ));
    }
    text
}

/// The lists of sources and quotations and each source, with the twin of its page in the maker's language.
fn sources(maker: &Maker<'_>, is_first: bool) -> String {
    let site = maker.site;
    if site.sources.is_empty() {
        return String::new();
    }
    let twin = |folder: &str| format!("{}{TWIN}", site.addresses.absolute(folder));
    let title = escaped(ExportedList::Sources.title(maker));
    let mut text = match is_first {
        true => format!("\n## {title}\n\n"),
        false => format!("\n## {}: {title}\n\n", escaped(&maker.about().title)),
    };
    for list in ExportedList::ALL {
        text.push_str(&format!("- [{}]({})\n", escaped(list.title(maker)), twin(&list.folder(maker))));
    }
    for source in SourceId::all(site.sources.len()) {
        let label = escaped(&maker.parts.sources[source].label);
        text.push_str(&format!("- [{label}]({})\n", twin(&site.source_folder(maker.language, source))));
    }
    text
}

/// The pages of a language: the home page, then section by section.
fn pages(maker: &Maker<'_>) -> Vec<PageId> {
    let site = maker.site;
    let rank = |kind: PageKind| match kind {
        PageKind::Home => 0,
        PageKind::Section => 1,
        PageKind::Topic => 2,
    };
    let mut pages: Vec<PageId> = maker.pages().filter(|&page| !site.pages[page].front.is_draft).collect();
    let place = |page: PageId| site.reading_order.iter().position(|other| *other == page);
    let places: std::collections::BTreeMap<PageId, Option<usize>> =
        pages.iter().map(|&page| (page, place(page))).collect();
    pages.sort_by_key(|page| (rank(site.pages[*page].kind), places[page], *page));
    pages
}

fn entry(maker: &Maker<'_>, page: PageId) -> String {
    let page = &maker.site.pages[page];
    let url = format!("{}{TWIN}", maker.site.addresses.absolute(&page.folder));
    let description = page.front.description.as_ref().map(|text| format!(": {}", escaped(text)));
    format!("- [{}]({url}){}\n", escaped(&page.front.title), description.unwrap_or_default())
}
