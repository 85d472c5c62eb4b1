//! What a saved page states of itself: in JSON-LD (schema.org), in its meta elements (those for reference managers,
//! Open Graph, Dublin Core), in what the browser wrote into it when it was saved.

use dom_smoothie::Readability;
use serde_json::Value;

/// A fact with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFact {
    /// The field of a source's front matter.
    pub field: &'static str,
    /// The value as it is written.
    pub value: String,
    /// What states it: `JSON-LD`, `og:title`.
    pub by: String,
}

/// What a page states, the most reliable statements first. The same fact may be stated several times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts(Vec<PageFact>);

/// Names of meta elements with the field that each states, in the order in which they are believed.
const META: [(&str, &str); 34] = [
    ("citation_title", "title"),
    ("citation_author", "author"),
    ("citation_publication_date", "date"),
    ("citation_date", "date"),
    ("citation_journal_title", "publisher"),
    ("citation_publisher", "publisher"),
    ("citation_language", "language"),
    ("article:published_time", "date"),
    ("article:author", "author"),
    ("dc.title", "title"),
    ("dcterms.title", "title"),
    ("dc.creator", "author"),
    ("dcterms.creator", "author"),
    ("dc.publisher", "publisher"),
    ("dcterms.publisher", "publisher"),
    ("dcterms.issued", "date"),
    ("dc.date.issued", "date"),
    ("dc.date", "date"),
    ("dc.language", "language"),
    ("parsely-title", "title"),
    ("parsely-author", "author"),
    ("parsely-pub-date", "date"),
    ("sailthru.title", "title"),
    ("sailthru.author", "author"),
    ("sailthru.date", "date"),
    ("og:title", "title"),
    ("og:site_name", "publisher"),
    ("og:url", "url"),
    ("author", "author"),
    ("datepublished", "date"),
    ("pubdate", "date"),
    ("date", "date"),
    ("application-name", "publisher"),
    ("twitter:title", "title"),
];

/// Types of schema.org that are texts of somebody, without the ends of their names.
const TYPES: [&str; 9] = [
    "Article",
    "BlogPosting",
    "Report",
    "NewsArticle",
    "Book",
    "ScholarlyArticle",
    "WebPage",
    "Posting",
    "Legislation",
];

/// Bytes at the beginning of a page within which browsers write where it was saved from.
const HEAD: usize = 16 << 10;
/// Most characters of a value.
const LONGEST: usize = 2000;

impl PageFacts {
    /// The statements, in the order in which they are believed.
    pub fn iter(&self) -> impl Iterator<Item = &PageFact> {
        self.0.iter()
    }

    fn state(&mut self, field: &'static str, value: &str, by: &str) {
        let value: String = value.trim().chars().take(LONGEST).collect();
        if !value.is_empty() {
            self.0.push(PageFact { field, value, by: by.to_owned() });
        }
    }

    /// What a parsed page states; `html` is its source.
    pub(super) fn of(page: &Readability, html: &str) -> Self {
        let mut facts = Self::default();
        facts.read_json_ld(page);
        facts.read_meta(page);
        facts.read_elements(page);
        facts.read_saving(html);
        facts
    }

    fn read_json_ld(&mut self, page: &Readability) {
        for node in page.doc.root().descendants_it().filter(|node| node.has_name("script")) {
            let is_data =
                node.attr("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"));
            if !is_data {
                continue;
            }
            let text = node.text();
            let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
            let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
            for thing in things(&value) {
                self.read_thing(thing);
            }
        }
        // A page is less than the article on it.
        let is_page = |fact: &PageFact| fact.by == "JSON-LD (WebPage)";
        self.0.sort_by_key(is_page);
    }

    fn read_thing(&mut self, thing: &Value) {
        let Some(kind) = kind(thing) else { return };
        let by = if kind == "WebPage" { "JSON-LD (WebPage)" } else { "JSON-LD" };
        let text = |key: &str| thing.get(key).and_then(Value::as_str).unwrap_or_default();
        let headline = if text("headline").is_empty() { text("name") } else { text("headline") };
        self.state("title", headline, by);
        let date = if text("datePublished").is_empty() { text("dateCreated") } else { text("datePublished") };
        self.state("date", date, by);
        self.state("language", text("inLanguage"), by);
        self.state("url", text("url"), by);
        if kind != "WebPage" {
            for name in thing.get("author").into_iter().flat_map(names) {
                self.state("author", name, by);
            }
            match kind {
                "NewsArticle" => self.state("type", "article-newspaper", by),
                "BlogPosting" => self.state("type", "post-weblog", by),
                "ScholarlyArticle" => self.state("type", "article-journal", by),
                "Report" => self.state("type", "report", by),
                _ => {}
            }
        }
        for name in thing.get("publisher").into_iter().flat_map(names) {
            self.state("publisher", name, by);
        }
    }

    fn read_meta(&mut self, page: &Readability) {
        let metas: Vec<(String, String)> = page
            .doc
            .root()
            .descendants_it()
            .filter(|node| node.has_name("meta"))
            .filter_map(|node| {
                let name = node.attr("property").or(node.attr("name")).or(node.attr("itemprop"))?;
                Some((name.trim().to_ascii_lowercase(), node.attr("content")?.to_string()))
            })
            .collect();
        for (wanted, field) in META {
            for (name, content) in metas.iter().filter(|(name, _)| name == wanted) {
                self.state(field, content, name);
            }
        }
    }

    fn read_elements(&mut self, page: &Readability) {
        for node in page.doc.root().descendants_it().filter(|node| node.is_element()) {
            let attribute = |name: &str| node.attr(name).map(|value| value.to_string()).unwrap_or_default();
            let has = |name: &str, value: &str| {
                node.attr(name).is_some_and(|found| {
                    found.split_whitespace().any(|word| word.eq_ignore_ascii_case(value))
                })
            };
            if node.has_name("link") && has("rel", "canonical") {
                self.state("url", &attribute("href"), "rel=canonical");
            } else if node.has_name("time") && (has("itemprop", "datePublished") || node.has_attr("pubdate"))
            {
                self.state("date", &attribute("datetime"), "<time>");
            } else if node.has_name("a") && has("rel", "author") {
                self.state("author", &node.text(), "rel=author");
            } else if node.has_name("html") {
                self.state("language", &attribute("lang"), "<html lang>");
            }
        }
        let title = page.doc.root().descendants_it().find(|node| {
            node.has_name("title") && node.parent().is_some_and(|parent| parent.has_name("head"))
        });
        if let Some(title) = title {
            self.state("title", &title.text(), "<title>");
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

/// The things that JSON-LD describes: one, a list, or a graph.
fn things(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().flat_map(things).collect(),
        Value::Object(object) => match object.get("@graph") {
            Some(graph) => things(graph),
            None => vec![value],
        },
        _ => Vec::new(),
    }
}

/// The type of a text; nothing for other things.
fn kind(thing: &Value) -> Option<&str> {
    let of = |name: &Value| {
        let name = name.as_str()?.rsplit('/').next()?.to_owned();
        let types = TYPES.iter().filter(|kind| name.ends_with(**kind));
        types.max_by_key(|kind| kind.len()).copied()
    };
    match thing.get("@type")? {
        Value::Array(names) => names.iter().find_map(of),
        name => of(name),
    }
}

/// The names of a person or an organisation, of several, or a plain text.
fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::String(name) => vec![name],
        Value::Array(list) => list.iter().flat_map(names).collect(),
        Value::Object(object) => object.get("name").into_iter().flat_map(names).collect(),
        _ => Vec::new(),
    }
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
