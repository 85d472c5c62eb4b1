//! What must not be published: uncited words of sources, and markup that sources hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ibid::parse::source::Source;
use serde_json::Value;

use super::words::{documents, pages, snapshot, sources};
use super::{FLAGSHIP, Files, Published, Site, broken_links, none};
use crate::oracle;
use crate::support::flagship::root;
use crate::support::html;
use crate::support::html::{Page, Token};

/// Letters and digits only, in lower case, single-spaced: words are found whatever stands between them.
fn bare(text: &str) -> String {
    let mut out = String::from(" ");
    for letter in oracle::normal(text).to_lowercase().chars() {
        if letter.is_alphanumeric() {
            out.push(letter);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Everything a published file says, in the ways in which it could be read.
fn readings(name: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut readings =
        vec![bare(&text), bare(&html::percent_decoded(&text)), bare(&html::entities_decoded(&text))];
    if name.ends_with(".html") || name.ends_with(".xml") {
        readings.push(bare(&Page::read(&text).text()));
        // Feeds hold HTML in escaped form.
        readings.push(bare(&Page::read(&html::entities_decoded(&text)).text()));
        readings.push(bare(&html::percent_decoded(&html::entities_decoded(&text))));
    }
    if name.ends_with(".json")
        && let Ok(value) = serde_json::from_str::<Value>(&text)
    {
        let mut strings = String::new();
        let mut open = vec![&value];
        while let Some(value) = open.pop() {
            match value {
                Value::String(string) => {
                    strings.push_str(string);
                    strings.push_str(" \n¶ ");
                }
                Value::Array(values) => open.extend(values),
                Value::Object(object) => open.extend(object.values()),
                _ => {}
            }
        }
        readings.push(bare(&strings));
        readings.push(bare(&Page::read(&strings).text()));
    }
    readings
}

/// Sentences of a text, cut only where nobody doubts it; too long is safe here, too short is not.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for paragraph in text.split("\n\n") {
        let letters: Vec<char> = paragraph.chars().collect();
        let mut start = 0;
        for at in 1..letters.len() {
            let ends = ".!?".contains(letters[at - 1])
                || (at >= 2 && "”’\"".contains(letters[at - 1]) && ".!?".contains(letters[at - 2]));
            let word: String = letters[..at]
                .iter()
                .rev()
                .skip(1)
                .take_while(|letter| letter.is_alphanumeric() || **letter == '.')
                .collect();
            let is_long =
                word.chars().filter(|letter| letter.is_lowercase()).count() >= 4 && !word.contains('.');
            let begins = letters[at].is_whitespace()
                && letters[at + 1..]
                    .iter()
                    .find(|letter| letter.is_alphanumeric())
                    .is_some_and(|letter| letter.is_uppercase());
            if ends && is_long && begins {
                found.push(letters[start..at].iter().collect());
                start = at;
            }
        }
        found.push(letters[start..].iter().collect());
    }
    found
}

/// Sentences of sources that nobody cited, wherever they are published.
fn leaks(
    files: &Files,
    sources: &[Arc<Source>],
    cited: &BTreeMap<String, Vec<String>>,
    least_words: usize,
) -> (usize, Vec<String>) {
    let published: Vec<(&String, Vec<String>)> =
        files.iter().map(|(name, bytes)| (name, readings(name, bytes))).collect();
    let mut problems = Vec::new();
    let mut count = 0;
    let none = Vec::new();
    for source in sources {
        let passages: Vec<String> =
            cited.get(&source.key).unwrap_or(&none).iter().map(|words| bare(words)).collect();
        let title = bare(source.meta.title.as_deref().unwrap_or_default());
        for sentence in sentences(&source.text.plain) {
            let words = bare(&sentence);
            let overlaps = passages.iter().any(|passage| overlap(passage.trim(), words.trim()));
            let is_title = title.contains(&words);
            if overlaps || is_title || words.split_whitespace().count() < least_words {
                continue;
            }
            count += 1;
            for (name, readings) in &published {
                if readings.iter().any(|reading| reading.contains(&words)) {
                    problems.push(format!("{name}: @{}: “{}”", source.key, sentence.trim()));
                }
            }
        }
    }
    (count, problems)
}

/// Whether a cited passage and a sentence share words: one holds the other, or one begins where the other ends.
fn overlap(passage: &str, sentence: &str) -> bool {
    if passage.is_empty() || sentence.is_empty() {
        return false;
    }
    if passage.contains(sentence) || sentence.contains(passage) {
        return true;
    }
    let joined = |left: &str, right: &str| {
        let words: Vec<&str> = left.split(' ').collect();
        (1..words.len()).any(|at| right.starts_with(&words[at..].join(" ")) && words.len() - at >= 2)
    };
    joined(passage, sentence) || joined(sentence, passage)
}

#[test]
fn no_uncited_sentence_of_the_flagship_is_published() {
    let sources = sources(&snapshot(root()));
    let cited = cited_words(&documents().into_iter().map(|(_, page)| page).collect::<Vec<_>>());
    let (count, problems) = leaks(&FLAGSHIP.files, &sources, &cited, 4);
    println!(
        "flagship: {count} uncited sentences, {} found in {} files",
        problems.len(),
        FLAGSHIP.files.len()
    );
    assert!(count > 30, "only {count}");
    none("uncited sentences are published", problems);
}

/// By source, the words that pages quote of it.
fn cited_words(pages: &[ibid::parse::topic::Page]) -> BTreeMap<String, Vec<String>> {
    let mut cited: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut add = |key: &str, words: &str| {
        let pieces = words.split(['…', '[', ']']).flat_map(|piece| piece.split("...")).map(str::to_owned);
        cited.entry(key.to_owned()).or_default().extend(pieces.filter(|piece| !piece.trim().is_empty()));
    };
    for page in pages {
        for quotation in &page.document.quotations {
            let Some(group) = quotation.group else { continue };
            page.document.groups[group].cites.iter().for_each(|cite| add(&cite.key, &quotation.text));
        }
        for cite in page.document.groups.iter().flat_map(|group| &group.cites) {
            cite.excerpts.iter().for_each(|excerpt| add(&cite.key, &excerpt.text));
        }
    }
    cited
}

/// A made-up text: sentences of words that stand nowhere else.
fn made_up(stem: &str, paragraphs: usize) -> String {
    let mut number = 0;
    let paragraph = |_| {
        let sentence = |length: usize, number: &mut usize| {
            let words: Vec<String> = (0..length)
                .map(|at| {
                    *number += 1;
                    if at == 0 {
                        format!("{}{}", stem[..1].to_uppercase(), &stem[1..]) + &letters(*number)
                    } else {
                        format!("{stem}{}", letters(*number))
                    }
                })
                .collect();
            words.join(" ") + "."
        };
        [7, 3, 14, 4, 9].map(|length| sentence(length, &mut number)).join(" ")
    };
    (0..paragraphs).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn letters(number: usize) -> String {
    format!("{number:04}").bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
}

/// A small site with a source of each kind, with live addresses; gives its texts too.
fn small_site() -> (Site, BTreeMap<&'static str, String>) {
    let mut texts = BTreeMap::new();
    let mut files: Vec<(String, String)> = vec![
        (
            "ibid.yaml".to_owned(),
            "title: Small\nbase_url: https://small.example/\ntaxonomies: [tags]\n".to_owned(),
        ),
        ("content/_index.md".to_owned(), "---\ntitle: Small\n---\n\nA home.\n".to_owned()),
    ];
    for (key, publish) in [("plain", "excerpt"), ("secret", "none"), ("open", "full"), ("unused", "excerpt")]
    {
        let text = made_up(key, 12);
        let front = format!(
            "---\ntitle: About {key}\nurl: https://live.example/{key}\npublish: {publish}\ntext: full\nnot_stated: [author, publisher, date]\n---\n"
        );
        files.push((format!("seeds/{key}.md"), format!("{front}{text}\n")));
        texts.insert(key, text);
    }
    // A whole sentence, a part of one, one word, two parts of one, and one passage over two paragraphs.
    let mut body = String::new();
    for (key, text) in texts.iter().filter(|(key, _)| **key != "unused") {
        let sentences: Vec<&str> = text.split(". ").flat_map(|part| part.split(".\n\n")).collect();
        let words: Vec<&str> = sentences[12].split(' ').collect();
        body.push_str(&format!("Our words [@{key}, \"{}\"].\n\n", sentences[2]));
        body.push_str(&format!("It says “{}” [@{key}].\n\n", words[3..7].join(" ")));
        body.push_str(&format!("It says “{}” [@{key}].\n\n", sentences[20].split(' ').nth(1).unwrap()));
        let long: Vec<&str> = sentences[27].split(' ').collect();
        body.push_str(&format!(
            "It says “{} … {}” [@{key}].\n\n",
            long[1..3].join(" "),
            long[6..8].join(" ")
        ));
        body.push_str(&format!("> {} [@{key}]\n\n", sentences[36]));
        // The first word of a sentence after a short one: words that tell it apart must not give that one away.
        let first = sentences[17].split(' ').next().unwrap();
        body.push_str(&format!("It says “{first}” [@{key}].\n\n"));
        body.push_str(&format!("Named only [@{key}]. Located only [@{key}, ¶ 11].\n\n"));
    }
    let timeline = "::: timeline\n- 1994-12: An event [@plain].\n:::\n\n::: disagreement\nIs it so?\n\n- Yes [@plain].\n- No [@open].\n:::\n";
    files.push((
        "content/topic.md".to_owned(),
        format!("---\ntitle: Topic\ndate: 2025-01-01\ntags: [a]\n---\n\n{body}{timeline}"),
    ));
    (Site::of(files), texts)
}

#[test]
fn no_uncited_sentence_of_a_small_site_is_published() {
    let (site, texts) = small_site();
    let published = Published::of(site.published(&[]), "https://small.example/");
    let snapshot = snapshot(site.folder.path());
    let sources: Vec<_> = sources(&snapshot).into_iter().filter(|source| source.key != "open").collect();
    let cited = cited_words(&pages(&snapshot));
    let (count, problems) = leaks(&published.files, &sources, &cited, 3);
    println!(
        "small site: {count} uncited sentences, {} found in {} files",
        problems.len(),
        published.files.len()
    );
    assert!(count > 100);
    none("uncited sentences are published", problems);
    // Words are unique here, so that even a few of them betray a sentence: of a source that is cited
    // nowhere not one may be published.
    let all: String = published.files.iter().flat_map(|(name, bytes)| readings(name, bytes)).collect();
    let unused: Vec<String> = bare(&texts["unused"])
        .split_whitespace()
        .filter(|word| all.contains(&format!(" {word} ")))
        .map(str::to_owned)
        .collect();
    none("words of a source that nobody cites are published", unused);
}

#[test]
fn links_of_a_small_site_lead_somewhere() {
    let published = Published::of(small_site().0.published(&[]), "https://small.example/");
    none("broken links", broken_links(&published).1);
}

#[test]
fn a_source_is_published_as_far_as_it_allows() {
    let (site, texts) = small_site();
    let published = Published::of(site.published(&[]), "https://small.example/");
    // publish: none: no passage anywhere; what the page itself quotes stands on the page and nowhere else.
    let document = std::fs::read_to_string(site.folder.path().join("content/topic.md")).unwrap();
    let on_page: BTreeSet<String> = {
        let without_excerpts: String = document
            .split("[@secret, \"")
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once('"').unwrap().1 })
            .collect();
        bare(&without_excerpts).split_whitespace().map(str::to_owned).collect()
    };
    let mut problems = Vec::new();
    for (name, bytes) in &published.files {
        for reading in readings(name, bytes) {
            let secret = reading
                .split_whitespace()
                .filter(|word| word.starts_with("secret") && word.len() == "secret".len() + 4);
            problems
                .extend(secret.filter(|word| !on_page.contains(*word)).map(|word| format!("{name}: {word}")));
        }
    }
    none("words of a source with publish: none", problems);
    let source_page = &published.pages["sources/secret/index.html"];
    assert_eq!(source_page.elements("mark").count(), 0, "a passage of a source with publish: none");
    // publish: full: every sentence stands on its page.
    let open = bare(&published.pages["sources/open/index.html"].text());
    let missing = sentences(&texts["open"]).into_iter().filter(|sentence| !open.contains(&bare(sentence)));
    none("sentences of a source with publish: full are missing", missing.collect());
    // publish: excerpt: the passages cited stand on its page.
    let plain = bare(&published.pages["sources/plain/index.html"].text());
    let sentence = sentences(&texts["plain"])[2].clone();
    assert!(plain.contains(&bare(&sentence)));
}

#[test]
fn what_sources_hold_is_never_markup() {
    let evil = "</title><script>alert(1)</script> {{ site.title }} <img src=x onerror=alert(2)> &lt;b&gt; \"quoted\" 'single' {% raw %} --> ]]> \u{202e}hidden";
    let front = format!(
        "---\ntitle: {}\npublisher: '<i>P</i> & Co'\nauthor: 'A \"B\" <C>'\nurl: https://live.example/?a=1&b=<2>\npublish: full\ntext: full\nnot_stated: [date]\n---\n",
        serde_json::to_string(evil).unwrap()
    );
    let body = format!("First words of the text {evil} and last words of the text.\n");
    let page = "---\ntitle: 'Evil <b>page</b> & {{ x }}'\ndescription: '\"><script>alert(3)</script>'\ndate: 2025-01-01\n---\n\nWe say so [@evil, \"First words of the text\"]. It says “last words of the text” [see <b>this</b> @evil, p. <i>4</i> and <script>alert(4)</script>]. `{{ code }}` {{ text }} \\<script>alert(5)\\</script>\n";
    let site = Site::of([
        ("ibid.yaml".to_owned(), "title: 'T <b> & {{ y }}'\nbase_url: https://small.example/\n".to_owned()),
        ("content/_index.md".to_owned(), "---\ntitle: Home\n---\n\nA home.\n".to_owned()),
        ("content/page.md".to_owned(), page.to_owned()),
        ("seeds/evil.txt".to_owned(), format!("{front}{body}")),
    ]);
    let published = Published::of(site.published(&[]), "https://small.example/");
    let mut problems = Vec::new();
    for (name, page) in &published.pages {
        for script in page.elements("script").filter(|tag| {
            tag.attribute("src").is_none() && tag.attribute("type") != Some("application/ld+json")
        }) {
            problems.push(format!("{name}: {script:?}"));
        }
        problems.extend(
            page.elements("img")
                .filter(|tag| tag.attribute("onerror").is_some())
                .map(|_| format!("{name}: a handler")),
        );
        problems.extend(
            page.json_ld()
                .iter()
                .filter_map(|json| serde_json::from_str::<Value>(json).err())
                .map(|error| format!("{name}: {error}")),
        );
        let scripts = page
            .tokens
            .iter()
            .filter(|token| matches!(token, Token::Open(tag) if ["b", "i"].contains(&tag.name.as_str())))
            .count();
        if scripts > 0 {
            problems.push(format!("{name}: markup of a source or of front matter is interpreted"));
        }
    }
    for name in ["atom.xml", "sitemap.xml"] {
        problems.extend(html::xml_fault(published.text(name)).map(|fault| format!("{name}: {fault}")));
    }
    for name in ["feed.json", "claims.json"] {
        problems.extend(
            serde_json::from_str::<Value>(published.text(name)).err().map(|error| format!("{name}: {error}")),
        );
    }
    none("holes", problems);
    none("broken links", broken_links(&published).1);
}
