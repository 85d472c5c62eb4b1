//! Who wrote a page, and when, where only the lines below its headline say it: in a `<time>`, in an element that is
//! called a byline, in properties of nothing that is named. A fact must be the article's own, so two that differ are
//! none.

use std::sync::LazyLock;

use dom_query::Node;
use dom_smoothie::Readability;
use ibid_languages::{Language, List, fold};

use super::{ArticlePlace, PageFacts};

/// Classes of an element that names who wrote the text, in the order in which they are believed.
const BYLINES: [&str; 8] = [
    "byline__name",
    "byline-name",
    "author-name",
    "author__name",
    "p-author",
    "byline",
    "author",
    "article-author",
];

/// By which a time says that it is another than that of publication, in any language: pages name their parts in English.
static CHANGES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lists = Language::all().iter().map(|language| language.words(List::Changes));
    lists.flat_map(|words| words.words().chain(words.beginnings()).chain(words.phrases())).collect()
});

/// Most elements and texts before a time that are looked at for words that name it.
const MOST_BEFORE: usize = 64;

/// Most characters of a byline.
const LONGEST: usize = 100;

/// Reads the lines below the headline.
pub(super) fn read(page: &Readability, place: &ArticlePlace, facts: &mut PageFacts) {
    let head = place.head(page);
    for property in ["author", "datePublished"] {
        let elements = head.iter().filter(|node| {
            !node.has_name("meta")
                && is_named(node, "itemprop", property)
                && !node.ancestors_it(None).any(|around| around.has_attr("itemscope"))
        });
        let value = |node: &Node<'_>| match (property, node.attr("datetime").or(node.attr("content"))) {
            ("datePublished", Some(date)) => Some(date.to_string()),
            ("datePublished", None) => Some(line(node)),
            _ => names(node, language(facts)),
        };
        let values: Vec<String> = elements.filter_map(value).collect();
        let field = if property == "author" { "author" } else { "date" };
        only(&values).into_iter().for_each(|value| facts.state(field, value, "itemprop"));
    }
    let mut times: Vec<String> = head
        .iter()
        .filter(|node| node.has_name("time") && !is_of_change(node))
        .filter_map(|node| node.attr("datetime").map(|date| date.trim().to_owned()))
        .collect();
    // The same day with and without its hour.
    times.dedup_by(|two, one| two.get(..10) == one.get(..10));
    only(&times).into_iter().for_each(|date| facts.state("date", date, "<time>"));
    for class in BYLINES {
        let bylines: Vec<String> = head
            .iter()
            .filter(|node| is_named(node, "class", class))
            .filter_map(|node| names(node, language(facts)))
            .collect();
        if let Some(names) = only(&bylines) {
            return facts.state("author", names, &format!("class={class}"));
        }
    }
}

/// The value, where all say the same.
fn only(values: &[String]) -> Option<&String> {
    let first = values.first()?;
    values.iter().all(|value| value == first).then_some(first)
}

fn is_named(node: &Node<'_>, attribute: &str, name: &str) -> bool {
    node.attr(attribute)
        .is_some_and(|names| names.split_whitespace().any(|one| one.eq_ignore_ascii_case(name)))
}

/// The primary language that the page states.
fn language(facts: &PageFacts) -> &str {
    let stated = facts.iter().find(|fact| fact.field == "language").map_or("", |fact| fact.value.as_str());
    stated.split(['-', '_']).next().unwrap_or_default()
}

/// Whether a time is that of a change: what it is called says so, or the words before it.
fn is_of_change(time: &Node<'_>) -> bool {
    let says = |text: &str| {
        let text = fold(text);
        CHANGES.iter().any(|word| text.contains(word))
    };
    let names = |node: &Node<'_>| {
        ["class", "itemprop", "id"].iter().any(|name| node.attr(name).is_some_and(|value| says(&value)))
    };
    if names(time) || says(&time.text()) {
        return true;
    }
    let siblings = std::iter::successors(time.prev_sibling(), Node::prev_sibling);
    let siblings = siblings.take_while(|node| !node.has_name("time")).take(MOST_BEFORE);
    let mut texts: Vec<String> = siblings.map(|node| node.text().to_string()).collect();
    texts.reverse();
    let before = texts.concat();
    let around = time.parent().filter(|around| names(around) && !around.has_name("article"));
    // In an element of its own the words that name it stand before that.
    let label = || {
        let before = time.parent().and_then(|around| around.prev_sibling());
        let before = std::iter::successors(before, Node::prev_sibling).take(MOST_BEFORE);
        before.map(|label| label.text().to_string()).find(|label| !label.trim().is_empty())
    };
    says(&before)
        || around.is_some()
        || before.trim().is_empty() && label().is_some_and(|label| label.len() < LONGEST && says(&label))
}

/// The text of an element, as one line.
fn line(node: &Node<'_>) -> String {
    node.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A byline without the word before its names, in its language.
fn without_by<'t>(text: &'t str, language: &Language) -> &'t str {
    let Some((first, rest)) = text.split_once(' ') else { return text };
    let first = fold(first.trim_end_matches(':'));
    let is_by = language.words(List::BylineWords).has(&first) && rest.trim().contains(' ');
    if is_by && rest.starts_with(char::is_uppercase) { rest.trim() } else { text }
}

/// The names in a byline: those that are marked as such in it, else its words. Nothing where it has more than names.
fn names(node: &Node<'_>, language: &str) -> Option<String> {
    let marked = |inner: &Node<'_>| {
        inner.is_element()
            && (is_named(inner, "class", "fn")
                || is_named(inner, "rel", "author")
                || is_named(inner, "itemprop", "name"))
    };
    let inner: Vec<String> = node.descendants_it().filter(marked).map(|inner| line(&inner)).collect();
    let text = if inner.is_empty() { line(node) } else { inner.join("; ") };
    let text = text.split(['|', '·', '•']).next().unwrap_or_default().trim();
    let text = without_by(text, Language::get(language));
    let is_names = (1..=LONGEST).contains(&text.chars().count())
        && !text.chars().any(char::is_numeric)
        && !text.contains(['.', ':', '?'])
        || inner.len() == 1;
    is_names.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::super::facts;

    const TEXT: &str = "The council of the town met on Monday and spoke for two hours of the ferry and its crew, and of the money that the repair takes, and then it went home again.";

    fn stated(head: &str, language: &str) -> Vec<String> {
        let page = format!(
            "<html lang={language}><body><time datetime=2001-01-01>x</time><article><h1>A vote</h1>{head}<p>{TEXT}</p><p class=byline>By Zed Zorn</p><time datetime=2002-02-02>y</time></article></body></html>"
        );
        let facts = facts(&page);
        let found = facts.iter().filter(|fact| matches!(fact.field, "author" | "date"));
        found.map(|fact| format!("{}={} ({})", fact.field, fact.value, fact.by)).collect()
    }

    #[test]
    fn what_stands_below_the_headline_is_the_pages_own() {
        for (head, expected) in [
            ("<time datetime=2025-03-04>4 March</time>", &["date=2025-03-04 (<time>)"][..]),
            (
                "<p>Published <time datetime=2025-03-04>4 March</time>, updated <time datetime=2025-03-05>5</time></p>",
                &["date=2025-03-04 (<time>)"],
            ),
            ("<p class=updated><time datetime=2025-03-05>5</time></p>", &[]),
            ("<span>Last updated</span> <span><time datetime=2025-03-05>5</time></span>", &[]),
            ("<time datetime=2025-03-04>4</time><time datetime=2024-01-01>1</time>", &[]),
            ("<p class=byline>By Jonas Berg</p>", &["author=By Jonas Berg (class=byline)"]),
            (
                "<p class='author vcard'>Written by <a class=fn href=/j>Jonas Berg</a></p>",
                &["author=Jonas Berg (class=author)"],
            ),
            ("<p class=byline>Jonas Berg | 5 min read</p>", &["author=Jonas Berg (class=byline)"]),
            ("<p class=byline>Posted on 4 March in News</p>", &[]),
            ("<div class=author-bio>Ada Lind</div>", &[]),
            (
                "<p itemprop=author>Ada Lind</p><time itemprop=datePublished datetime=2025-03-04>4</time>",
                &["author=Ada Lind (itemprop)", "date=2025-03-04 (itemprop)", "date=2025-03-04 (<time>)"],
            ),
        ] {
            assert_eq!(stated(head, "en"), expected, "{head}");
        }
        // However many words and elements stand between.
        let words = "<b>It was</b> ".repeat(20);
        let updated = format!("<p>Updated {words}<time datetime=2025-03-05>5</time></p>");
        assert_eq!(stated(&updated, "en"), [""; 0]);
        assert_eq!(stated("<p class=byline>Von Jonas Berg</p>", "de"), ["author=Jonas Berg (class=byline)"]);
        assert_eq!(
            stated("<p class=byline>Von der Leyen</p>", "de"),
            ["author=Von der Leyen (class=byline)"]
        );
        assert_eq!(stated("<p class=byline>Di Maio</p>", "it"), ["author=Di Maio (class=byline)"]);
        assert_eq!(
            stated("<p class=byline>Автор: Іван Коваль</p>", "uk"),
            ["author=Іван Коваль (class=byline)"]
        );
        assert_eq!(stated("<p>Mis à jour <time datetime=2025-03-05>5</time></p>", "fr"), [""; 0]);
    }
}
