//! The description of the site's search that browsers read (OpenSearch 1.1, draft 6).

use crate::base::escape::escape_xml as xml;
use crate::render::view::Maker;
use crate::site::addresses;

/// Most characters of a short name (OpenSearch 1.1, “The ShortName element”).
const SHORT_NAME: usize = 16;
/// Most characters of a long name.
const LONG_NAME: usize = 48;
/// Most characters of a description.
const DESCRIPTION: usize = 1024;

/// The description of the search of a language.
#[must_use]
pub fn open_search(maker: &Maker<'_>) -> String {
    let first = |text: &str, most: usize| xml(text.chars().take(most).collect::<String>().trim());
    let about = maker.about();
    let description = about.description.as_deref().unwrap_or(&about.title);
    let search = maker.site.addresses.absolute(&maker.site.folder_in(maker.language, addresses::SEARCH));
    let (search, code) = (xml(&search), xml(&about.code));
    let (short, long) = (first(&about.title, SHORT_NAME), first(&about.title, LONG_NAME));
    let description = first(description, DESCRIPTION);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>{short}</ShortName>\n<LongName>{long}</LongName>\n<Description>{description}</Description>\n<Language>{code}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n<Url type=\"text/html\" template=\"{search}?q={{searchTerms}}\"/>\n<Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{search}opensearch.xml\"/>\n</OpenSearchDescription>\n"
    )
}
