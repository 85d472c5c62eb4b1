//! What a saved page states of itself: in JSON-LD (schema.org), in its meta elements (those for reference managers,
//! Open Graph, Dublin Core), in what the browser wrote into it when it was saved.

mod byline;
mod linked;

use dom_query::{Node, NodeId};
use dom_smoothie::Readability;

/// A fact with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFact {
    /// The field of a source's front matter.
    pub field: &'static str,
    /// The value as it is written.
    pub value: String,
    /// What states it: `JSON-LD`, `og:title`.
    pub by: String,
    /// Whether it is one name, whatever words and signs it has, such as that of an organisation.
    pub is_one_name: bool,
}

/// What a page states, the most reliable statements first. The same fact may be stated several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts(Vec<PageFact>);

/// Names of meta elements with the field that each states, in the order in which they are believed.
const META: [(&str, &str); 49] = [
    ("citation_title", "title"),
    ("citation_author", "author"),
    ("citation_publication_date", "date"),
    ("citation_date", "date"),
    ("citation_online_date", "date"),
    ("citation_year", "date"),
    ("citation_journal_title", "publisher"),
    ("citation_publisher", "publisher"),
    ("citation_language", "language"),
    ("citation_public_url", "url"),
    ("citation_abstract_html_url", "url"),
    ("citation_fulltext_html_url", "url"),
    ("article:published_time", "date"),
    ("article:author", "author"),
    ("prism.publicationname", "publisher"),
    ("prism.publicationdate", "date"),
    ("eprints.title", "title"),
    ("eprints.creators_name", "author"),
    ("eprints.publisher", "publisher"),
    ("eprints.date", "date"),
    ("dc.title", "title"),
    ("dcterms.title", "title"),
    ("dc.creator", "author"),
    ("dcterms.creator", "author"),
    ("dc.publisher", "publisher"),
    ("dcterms.publisher", "publisher"),
    ("dcterms.issued", "date"),
    ("dc.date.issued", "date"),
    ("dc.date", "date"),
    ("dcterms.date", "date"),
    ("dc.language", "language"),
    ("dcterms.language", "language"),
    ("parsely-title", "title"),
    ("parsely-author", "author"),
    ("parsely-pub-date", "date"),
    ("sailthru.title", "title"),
    ("sailthru.author", "author"),
    ("sailthru.date", "date"),
    ("og:title", "title"),
    ("og:site_name", "publisher"),
    ("author", "author"),
    ("datepublished", "date"),
    ("publish-date", "date"),
    ("publish_date", "date"),
    ("publication_date", "date"),
    ("pubdate", "date"),
    ("date", "date"),
    ("application-name", "publisher"),
    ("twitter:title", "title"),
];

/// Meta elements that are believed only behind the language of the page's element: what a publishing system fills in.
const WEAK_META: [(&str, &str); 2] = [("content-language", "language"), ("og:locale", "language")];

/// Elements whose times and names are those of something else than the page's text.
const ELSEWHERE: [&str; 2] = ["aside", "nav"];

/// Bytes at the beginning of a page within which browsers write where it was saved from.
const HEAD: usize = 16 << 10;
/// Words of a paragraph that is the text, and no line above it.
const TEXT: usize = 30;
/// Most elements above the text.
const MOST_HEAD: usize = 400;
/// Most characters of a value.
const LONGEST: usize = 2000;

impl PageFacts {
    /// The statements, in the order in which they are believed.
    pub fn iter(&self) -> impl Iterator<Item = &PageFact> {
        self.0.iter()
    }

    fn state(&mut self, field: &'static str, value: &str, by: &str) {
        self.push(field, value, by, false);
    }

    fn push(&mut self, field: &'static str, value: &str, by: &str, is_one_name: bool) {
        let value: String = value.trim().chars().take(LONGEST).collect();
        if !value.is_empty() {
            self.0.push(PageFact { field, value, by: by.to_owned(), is_one_name });
        }
    }

    /// What a parsed page states; `html` is its source.
    pub(super) fn of(page: &Readability, html: &str) -> Self {
        let mut facts = Self::default();
        let metas = metas(page);
        let place = ArticlePlace::of(page);
        linked::read(page, &addresses(page, &metas), &place.headlines(page, &metas), &mut facts);
        facts.read_meta(&metas, &META);
        facts.read_elements(page, &metas, &place);
        facts.read_meta(&metas, &WEAK_META);
        byline::read(page, &place, &mut facts);
        facts.read_saving(html);
        facts
    }

    fn read_meta(&mut self, metas: &[(String, String)], wanted: &[(&str, &'static str)]) {
        for (wanted, field) in wanted {
            for (name, content) in metas.iter().filter(|(name, _)| name == wanted) {
                self.state(field, content, name);
            }
        }
    }

    fn read_elements(&mut self, page: &Readability, metas: &[(String, String)], place: &ArticlePlace) {
        for node in page.doc.root().descendants_it().filter(|node| node.is_element()) {
            let attribute = |name: &str| node.attr(name).map(|value| value.to_string()).unwrap_or_default();
            let has = |name: &str, value: &str| {
                node.attr(name).is_some_and(|found| {
                    found.split_whitespace().any(|word| word.eq_ignore_ascii_case(value))
                })
            };
            if node.has_name("link") && has("rel", "canonical") {
                self.state("url", &attribute("href"), "rel=canonical");
            } else if node.has_name("html") {
                self.state("language", &attribute("lang"), "<html lang>");
            } else if node.has_attr("itemprop") && is_of_text(&node) && place.has(&node) {
                self.read_property(&node, &attribute("itemprop"));
            } else if node.has_name("time") && node.has_attr("pubdate") && place.has(&node) {
                self.state("date", &attribute("datetime"), "<time>");
            } else if node.has_name("a") && has("rel", "author") && place.has(&node) {
                self.state("author", &node.text(), "rel=author");
            }
        }
        for (name, content) in metas {
            match name.as_str() {
                "og:url" => self.state("url", content, name),
                "citation_doi" | "prism.doi" | "dc.identifier" | "dcterms.identifier" => {
                    let doi = doi(content).map(|doi| format!("https://doi.org/{doi}"));
                    self.state("url", &doi.unwrap_or_default(), name);
                }
                _ => {}
            }
        }
        let title = page.doc.root().descendants_it().find(|node| {
            node.has_name("title") && node.parent().is_some_and(|parent| parent.has_name("head"))
        });
        if let Some(title) = title {
            self.state("title", &title.text(), "<title>");
        }
        if let Some(headline) = place.headline(page) {
            self.state("title", &headline, "the headline");
        }
    }

    /// A property of a text in microdata (WHATWG, section 5).
    fn read_property(&mut self, node: &Node, names: &str) {
        const MICRODATA: &str = "microdata";
        let own = |node: &Node| {
            let attribute = ["content", "datetime"].iter().find_map(|name| node.attr(name));
            attribute.map_or_else(|| node.text().to_string(), |value| value.to_string())
        };
        let name = || {
            let is_name = |inner: &Node| inner.attr("itemprop").is_some_and(|name| &*name == "name");
            node.descendants_it().find(is_name).map_or_else(|| own(node), |inner| own(&inner))
        };
        for property in names.split_whitespace() {
            match property {
                "headline" => self.state("title", &own(node), MICRODATA),
                "datePublished" => self.state("date", &own(node), MICRODATA),
                "inLanguage" => self.state("language", &own(node), MICRODATA),
                "publisher" => self.state("publisher", &name(), MICRODATA),
                "author" => {
                    let kind = node.attr("itemtype").unwrap_or_default();
                    self.push("author", &name(), MICRODATA, linked::is_organisation(&kind));
                }
                _ => {}
            }
        }
    }

    /// What browsers and `SingleFile` write into a page that they save.
    fn read_saving(&mut self, html: &str) {
        let end = (0..=HEAD.min(html.len())).rev().find(|at| html.is_char_boundary(*at)).unwrap_or(0);
        let head = &html[..end];
        if let Some((_, behind)) = head.split_once("saved from url=(")
            && let Some((_, address)) = behind.split_once(')')
        {
            let address = address.split([' ', '-', '\n']).next().unwrap_or_default();
            // An address may have hyphens; a comment ends with two.
            let whole =
                behind.split_once(')').and_then(|(_, rest)| rest.split("-->").next()).unwrap_or(address);
            self.state("url", whole.trim(), "“saved from url”");
        }
        if let Some((_, behind)) = head.split_once("Page saved with SingleFile") {
            let comment = behind.split("-->").next().unwrap_or_default();
            for line in comment.lines().map(str::trim) {
                if let Some(address) = line.strip_prefix("url:") {
                    self.state("url", address, "SingleFile");
                } else if let Some(date) = line.strip_prefix("saved date:") {
                    self.state("accessed", date, "SingleFile");
                }
            }
        }
    }
}

/// The DOI that a text is, with or without what is written before one.
fn doi(text: &str) -> Option<&str> {
    let text = text.trim();
    let before = ["https://doi.org/", "http://dx.doi.org/", "info:doi/", "doi:", "DOI:"];
    let text = before.iter().find_map(|before| text.strip_prefix(before)).unwrap_or(text).trim();
    (text.starts_with("10.") && text.contains('/') && !text.contains(' ')).then_some(text)
}

/// The names and contents of the page's meta elements, in small letters.
fn metas(page: &Readability) -> Vec<(String, String)> {
    let root = page.doc.root();
    let elements = root.descendants_it().filter(|node| node.has_name("meta"));
    elements
        .filter_map(|node| {
            let language = || {
                node.attr("http-equiv").filter(|name| name.trim().eq_ignore_ascii_case("content-language"))
            };
            // A property of nothing that is named is one of the page.
            let property = || {
                node.attr("itemprop")
                    .filter(|_| !node.ancestors_it(None).any(|around| around.has_attr("itemscope")))
            };
            let name = node.attr("property").or(node.attr("name")).or_else(language).or_else(property)?;
            Some((name.trim().to_ascii_lowercase(), node.attr("content")?.to_string()))
        })
        .collect()
}

/// The addresses that the page says are its own.
fn addresses(page: &Readability, metas: &[(String, String)]) -> Vec<String> {
    let is_canonical = |node: &Node| {
        node.has_name("link") && node.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
    };
    let root = page.doc.root();
    let canonical = root.descendants_it().filter(is_canonical).filter_map(|node| node.attr("href"));
    let stated = metas.iter().filter(|(name, _)| name == "og:url").map(|(_, content)| content.clone());
    canonical.map(|address| address.to_string()).chain(stated).collect()
}

/// Whether a property is one of a text: the nearest thing around it, if the page says of what type that is.
fn is_of_text(node: &Node) -> bool {
    let around = node.ancestors_it(None).find(|node| node.has_attr("itemscope"));
    around.is_some_and(|around| around.attr("itemtype").is_some_and(|kind| linked::is_text(&kind)))
}

/// The element in which the page's own text stands, where the page has several: the one with the headline, else the
/// first.
struct ArticlePlace {
    article: Option<NodeId>,
    headline: Option<NodeId>,
}

impl ArticlePlace {
    fn of(page: &Readability) -> Self {
        let root = page.doc.root();
        let elements = || root.descendants_it().filter(|node| node.is_element());
        let is_elsewhere = |node: &Node| {
            node.ancestors_it(None).any(|around| ELSEWHERE.iter().any(|name| around.has_name(name)))
        };
        let headline = elements().find(|node| node.has_name("h1") && !is_elsewhere(node));
        let around = headline.as_ref().and_then(nearest_article);
        let article = around.or_else(|| elements().find(|node| node.has_name("article")).map(|node| node.id));
        Self { article, headline: headline.map(|node| node.id) }
    }

    /// The elements between the headline, or the beginning of the article that has it, and the first paragraph of the
    /// text: where a page says who wrote it, and when.
    fn head<'p>(&self, page: &'p Readability) -> Vec<Node<'p>> {
        let root = page.doc.root();
        let Some(headline) = self.headline else { return Vec::new() };
        let mut is_open = false;
        let mut head = Vec::new();
        for node in root.descendants_it().filter(Node::is_element) {
            is_open |= node.id == headline || Some(node.id) == self.article;
            if !is_open {
                continue;
            }
            let is_behind = head.iter().any(|before: &Node<'_>| before.id == headline);
            if node.has_name("footer")
                || is_behind && node.has_name("p") && node.text().split_whitespace().count() >= TEXT
            {
                break;
            }
            if self.has(&node) {
                head.push(node);
            }
            if head.len() > MOST_HEAD {
                break;
            }
        }
        head
    }

    /// Whether an element speaks of the page's own text.
    fn has(&self, node: &Node) -> bool {
        let is_elsewhere =
            node.ancestors_it(None).any(|around| ELSEWHERE.iter().any(|name| around.has_name(name)));
        !is_elsewhere && nearest_article(node).is_none_or(|article| Some(article) == self.article)
    }

    fn headline(&self, page: &Readability) -> Option<String> {
        let headline = self.headline?;
        let node = page.doc.root().descendants_it().find(|node| node.id == headline)?;
        Some(node.text().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// What the page gives as its title.
    fn headlines(&self, page: &Readability, metas: &[(String, String)]) -> Vec<String> {
        let root = page.doc.root();
        let titles = root.descendants_it().filter(|node| node.has_name("title"));
        let stated = metas.iter().filter(|(name, _)| name == "og:title").map(|(_, content)| content.clone());
        stated.chain(self.headline(page)).chain(titles.take(1).map(|node| node.text().to_string())).collect()
    }
}

fn nearest_article(node: &Node) -> Option<NodeId> {
    node.ancestors_it(None).find(|around| around.has_name("article")).map(|around| around.id)
}

#[cfg(test)]
mod tests {
    use super::super::facts;

    fn stated(html: &str) -> Vec<String> {
        facts(html).iter().map(|fact| format!("{}={} ({})", fact.field, fact.value, fact.by)).collect()
    }

    #[test]
    fn a_page_states_its_facts() {
        let html = r#"<!DOCTYPE html><!-- saved from url=(0031)https://daily.example/a-vote-x --><html lang="en-GB"><head>
            <title>A vote - Daily</title><meta property="og:site_name" content="Daily">
            <link rel="canonical" href="https://daily.example/vote">
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[
              {"@type":"WebPage","name":"Page"},
              {"@type":["NewsArticle"],"headline":"A vote","datePublished":"2025-12-15T10:00:00Z",
               "author":[{"@type":"Person","name":"Ada Lind"},{"name":"Bo Berg"}],"publisher":{"name":"Daily"}}]}
            </script></head><body><p>Words.</p></body></html>"#;
        let found = stated(html);
        for expected in [
            "title=A vote (JSON-LD)",
            "date=2025-12-15T10:00:00Z (JSON-LD)",
            "author=Ada Lind (JSON-LD)",
            "author=Bo Berg (JSON-LD)",
            "publisher=Daily (JSON-LD)",
            "type=article-newspaper (JSON-LD)",
            "publisher=Daily (og:site_name)",
            "url=https://daily.example/vote (rel=canonical)",
            "url=https://daily.example/a-vote-x (“saved from url”)",
            "language=en-GB (<html lang>)",
            "title=A vote - Daily (<title>)",
        ] {
            assert!(found.iter().any(|fact| fact == expected), "{expected}: {found:#?}");
        }
        let first = found.iter().find(|fact| fact.starts_with("title=")).unwrap();
        assert_eq!(first, "title=A vote (JSON-LD)", "the article comes before the page");
    }

    #[test]
    fn what_is_no_json_states_nothing() {
        assert!(stated("<script type='application/ld+json'>{oops</script><p>Words.</p>").is_empty());
    }
}
