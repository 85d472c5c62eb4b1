//! What JSON-LD (schema.org) says of a page's text. A page may describe other texts too, such as those it leads to: only
//! what it says of its own counts.

use std::collections::BTreeMap;

use dom_query::Document;
use dom_smoothie::Readability;
use serde_json::Value;

use super::{LONGEST, PageFacts};

/// Types of schema.org that are texts of somebody, without the beginnings of their names.
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

/// The ends of the names of types that are organisations.
const ORGANISATIONS: [&str; 5] = ["Organization", "Corporation", "Association", "Business", "Airline"];

/// Most characters of a text that are looked at: more than a fact has.
const MOST_LETTERS: usize = 2 * LONGEST;

/// Most things that are looked at.
const MOST: usize = 10_000;

/// Reads what the page says of its own text. `addresses` and `headlines` are those that it states elsewhere.
pub(super) fn read(page: &Readability, addresses: &[String], headlines: &[String], facts: &mut PageFacts) {
    let values: Vec<Value> = page
        .doc
        .root()
        .descendants_it()
        .filter(|node| {
            let kind = node.attr("type").filter(|_| node.has_name("script"));
            kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"))
        })
        .filter_map(|node| parsed(&node.text()))
        .collect();
    let mut named = BTreeMap::new();
    let mut left = MOST;
    values.iter().for_each(|value| name_things(value, &mut named, &mut left));
    let data = LinkedData { named };
    let things: Vec<&Value> = values.iter().flat_map(things).collect();
    let (pages, texts): (Vec<&Value>, Vec<&Value>) = things
        .into_iter()
        .filter(|thing| kind(thing).is_some())
        .partition(|thing| kind(thing) == Some("WebPage"));
    // A page is less than the article on it.
    data.of_page(&texts, addresses, headlines).into_iter().for_each(|thing| data.state(thing, facts));
    data.of_page(&pages, addresses, headlines).into_iter().for_each(|thing| data.state(thing, facts));
}

/// The JSON in a script, without comments around it, and with line ends that stand in strings as spaces.
fn parsed(text: &str) -> Option<Value> {
    let first = |text: &str| {
        let starts = [text.find('{'), text.find('[')];
        starts.into_iter().flatten().find_map(|start| {
            serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>().next()?.ok()
        })
    };
    let spaced =
        || text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect::<String>();
    let is_list = text.trim_start().starts_with('[');
    let whole = if is_list { serde_json::from_str(text).ok() } else { first(text) };
    whole.or_else(|| {
        let text = spaced();
        if is_list { serde_json::from_str(&text).ok() } else { first(&text) }
    })
}

/// Whether a type (its name or its address) is that of a text.
pub(super) fn is_text(kind: &str) -> bool {
    TYPES.iter().any(|name| kind.trim().ends_with(name))
}

/// Whether a type is that of an organisation.
pub(super) fn is_organisation(kind: &str) -> bool {
    ORGANISATIONS.iter().any(|name| kind.trim().ends_with(name))
}

/// What a page describes, by the names (`@id`) of things.
struct LinkedData<'v> {
    named: BTreeMap<&'v str, &'v Value>,
}

impl<'v> LinkedData<'v> {
    /// Those of several texts that are the page's own: the one at its address, else those with its headline. Where
    /// there is only one headline, it is the page's.
    fn of_page(&self, things: &[&'v Value], addresses: &[String], headlines: &[String]) -> Vec<&'v Value> {
        let titles: Vec<String> = things.iter().map(|thing| folded(&self.title(thing))).collect();
        if titles.windows(2).all(|pair| pair[0] == pair[1]) {
            return things.to_vec();
        }
        let is_at = |thing: &&&Value| {
            let own = ["url", "mainEntityOfPage", "@id"].map(|key| self.text(thing, key));
            own.iter()
                .any(|own| !own.is_empty() && addresses.iter().any(|address| same_address(own, address)))
        };
        let at_address: Vec<&Value> = things.iter().filter(is_at).copied().collect();
        if !at_address.is_empty() {
            return at_address;
        }
        let is_titled = |title: &String| {
            !title.is_empty() && headlines.iter().any(|headline| folded(headline).starts_with(title.as_str()))
        };
        things.iter().zip(&titles).filter(|(_, title)| is_titled(title)).map(|(thing, _)| *thing).collect()
    }

    fn title(&self, thing: &Value) -> String {
        let headline = self.text(thing, "headline");
        if headline.is_empty() { self.text(thing, "name") } else { headline }
    }

    fn state(&self, thing: &Value, facts: &mut PageFacts) {
        let Some(kind) = kind(thing) else { return };
        let by = if kind == "WebPage" { "JSON-LD (WebPage)" } else { "JSON-LD" };
        facts.state("title", &self.title(thing), by);
        facts.state("date", &self.text(thing, "datePublished"), by);
        facts.state("language", &self.text(thing, "inLanguage"), by);
        facts.state("url", &self.text(thing, "url"), by);
        if kind != "WebPage" {
            for (name, is_one_name) in self.names(thing.get("author"), 0) {
                facts.push("author", &name, by, is_one_name);
            }
            match kind {
                "NewsArticle" => facts.state("type", "article-newspaper", by),
                "BlogPosting" => facts.state("type", "post-weblog", by),
                "ScholarlyArticle" => facts.state("type", "article-journal", by),
                "Report" => facts.state("type", "report", by),
                _ => {}
            }
        }
        for (name, _) in self.names(thing.get("publisher"), 0) {
            facts.state("publisher", &name, by);
        }
    }

    /// A property's text. Of a thing in its place, its name or address.
    fn text(&self, thing: &Value, key: &str) -> String {
        let value = match thing.get(key) {
            Some(Value::Array(values)) => values.first(),
            value => value,
        };
        let text = match value {
            Some(Value::Object(object)) => {
                ["@value", "alternateName", "@id", "url"].iter().find_map(|name| object.get(*name)?.as_str())
            }
            value => value.and_then(Value::as_str),
        };
        text.map(unescaped).unwrap_or_default()
    }

    /// The names of persons and organisations, each with whether it is one name, whatever signs it has.
    fn names(&self, value: Option<&Value>, depth: usize) -> Vec<(String, bool)> {
        match value {
            Some(Value::String(name)) => vec![(unescaped(name), false)],
            Some(Value::Array(list)) if depth < 8 => {
                list.iter().flat_map(|value| self.names(Some(value), depth + 1)).collect()
            }
            Some(Value::Object(object)) if depth < 8 => match (object.get("name"), object.get("@id")) {
                (None, Some(Value::String(id))) => {
                    let named = self.named.get(id.as_str()).filter(|named| named.get("name").is_some());
                    self.names(named.copied(), depth + 1)
                }
                (name, _) => {
                    let is_one = types(object.get("@type")).any(is_organisation);
                    let names = self.names(name, depth + 1).into_iter();
                    names.map(|(name, is_one_name)| (name, is_one || is_one_name)).collect()
                }
            },
            _ => Vec::new(),
        }
    }
}

/// Things that have a name (`@id`) and say more than that.
fn name_things<'v>(value: &'v Value, named: &mut BTreeMap<&'v str, &'v Value>, left: &mut usize) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    match value {
        Value::Array(list) => list.iter().for_each(|value| name_things(value, named, left)),
        Value::Object(object) => {
            if let Some(id) = object.get("@id").and_then(Value::as_str)
                && object.contains_key("name")
            {
                named.entry(id).or_insert(value);
            }
            object.values().for_each(|value| name_things(value, named, left));
        }
        _ => {}
    }
}

/// The things that a page describes by themselves: one, a list, a graph, and what a page is mainly about.
fn things(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().flat_map(things).collect(),
        Value::Object(object) => {
            let inner = object.get("@graph").into_iter().chain(object.get("mainEntity"));
            inner.flat_map(things).chain([value]).collect()
        }
        _ => Vec::new(),
    }
}

fn types(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let several = value.and_then(Value::as_array).into_iter().flatten();
    several.chain(value.filter(|value| value.is_string())).filter_map(Value::as_str)
}

/// The type of a text; nothing for other things.
fn kind(thing: &Value) -> Option<&'static str> {
    let of = |name: &str| {
        let fitting = TYPES.iter().filter(|kind| name.ends_with(**kind));
        fitting.max_by_key(|kind| kind.len()).copied()
    };
    types(thing.get("@type")).find_map(of)
}

/// A text in which letters are written as in HTML, which many systems put into JSON by mistake, with its tags.
fn unescaped(text: &str) -> String {
    // What is too long for a fact is read only as far as a fact goes.
    let end = text.char_indices().nth(MOST_LETTERS).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    match text.split_once('&') {
        // Without tags there is nothing to nest, so that every text takes a short time.
        Some((_, behind)) if behind.contains(';') => {
            Document::fragment(untagged(text).replace('<', "&lt;")).text().to_string()
        }
        _ => text.to_owned(),
    }
}

/// A text without what stands in it between `<` with a letter or `/` behind it, and `>`.
fn untagged(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        plain.push_str(before);
        let is_tag = behind.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/');
        match behind.split_once('>').filter(|_| is_tag) {
            Some((_, after)) => rest = after,
            None => {
                plain.push('<');
                rest = behind;
            }
        }
    }
    plain + rest
}

/// A headline to be compared with another.
fn folded(title: &str) -> String {
    title.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two addresses lead to one page: but for the protocol, what follows `?` or `#`, and a final `/`.
fn same_address(one: &str, other: &str) -> bool {
    let plain = |address: &str| {
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let address = address.trim_start_matches("https://").trim_start_matches("http://");
        address.trim_end_matches('/').to_ascii_lowercase()
    };
    plain(one) == plain(other)
}

#[cfg(test)]
mod tests {
    use super::super::super::facts;

    fn stated(json: &str, rest: &str) -> Vec<String> {
        let page = format!(
            "<html><head><script type='application/ld+json'>{json}</script>{rest}</head><body><h1>A vote</h1><p>Words.</p></body></html>"
        );
        let facts = facts(&page);
        let linked = facts.iter().filter(|fact| fact.by.starts_with("JSON-LD"));
        linked.map(|fact| format!("{}={}", fact.field, fact.value)).collect()
    }

    #[test]
    fn names_are_followed_to_what_they_name() {
        let json = r##"{"@graph":[{"@type":"Organization","@id":"#o","name":"Daily"},{"@type":"Person","@id":"#p","name":"Ada Lind"},
            {"@type":"NewsArticle","headline":"A vote","author":{"@id":"#p"},"publisher":{"@id":"#o"}}]}"##;
        let found = stated(json, "");
        assert!(
            found.contains(&"author=Ada Lind".to_owned()) && found.contains(&"publisher=Daily".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn texts_that_a_page_leads_to_state_nothing_of_it() {
        let json = r#"[{"@type":"NewsArticle","headline":"Other","author":"Zed Zorn","url":"https://d.example/other"},
            {"@type":"NewsArticle","headline":"A vote on the bridge","author":"Ada Lind","url":"https://d.example/vote"}]"#;
        let found = stated(json, "<link rel=canonical href='http://d.example/vote/?a=1'>");
        assert!(
            found.contains(&"author=Ada Lind".to_owned()) && !found.iter().any(|fact| fact.contains("Zorn")),
            "{found:?}"
        );
        // Nothing says which of them it is.
        assert_eq!(stated(json, ""), Vec::<String>::new());
        assert!(
            stated(&json.replace("A vote on the bridge", "A vote"), "")
                .contains(&"author=Ada Lind".to_owned())
        );
    }

    #[test]
    fn what_is_written_oddly_is_read() {
        let json = "/* <![CDATA[ */ {\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"Report\",\"headline\":{\"@value\":\"Fish &amp;\nchips\"},\"datePublished\":{\"@value\":\"2027-03-04\"},\"dateCreated\":\"2020\"}} /* ]]> */";
        let found = stated(json, "");
        assert!(
            found.contains(&"title=Fish & chips".to_owned()) && found.contains(&"date=2027-03-04".to_owned()),
            "{found:?}"
        );
        assert!(!found.iter().any(|fact| fact.contains("2020")), "{found:?}");
        for (written, title) in [
            ("A <em>vote</em> &amp; <b class='x'>more</b>", "A vote & more"),
            ("3 < 4 &amp; 5 > 4 &lt;i&gt;", "3 < 4 & 5 > 4 <i>"),
            ("Caf&eacute; <open", "Café <open"),
            ("Fish & chips; a <b>vote</b>", "Fish & chips; a vote"),
            ("No reference in <b>it</b>", "No reference in <b>it</b>"),
        ] {
            let found = stated(&format!("{{\"@type\":\"Report\",\"headline\":\"{written}\"}}"), "");
            assert!(found.contains(&format!("title={title}")), "{found:?}");
        }
    }

    #[test]
    fn a_headline_of_tags_takes_no_long_time() {
        for tag in ["<div>", "<a", "<"] {
            let headline = format!("{} &amp; x", tag.repeat(300_000 / tag.len()));
            let begun = std::time::Instant::now();
            stated(&format!("{{\"@type\":\"Report\",\"headline\":\"{headline}\"}}"), "");
            assert!(begun.elapsed().as_secs() < 5, "{tag}");
        }
    }
}
