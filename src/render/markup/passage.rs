//! A passage of a source as it is shown: the words, a little of their sentence, and where they stand.

use crate::base::ids::SourceId;
use crate::base::percent::encode_words;
use crate::base::spaces::single_spaces;
use crate::base::span::PlainSpan;
use crate::parse::source::{Publish, Source};
use crate::site::Site;
use crate::verify::Passage;

/// The id of a passage on its source's page: from its words, so that it stays while they do.
#[must_use]
pub fn id(source: &Source, passage: &Passage) -> String {
    let words = &source.text.plain[passage.plain.range()];
    let hash = blake3::hash([&passage.paragraph.to_string(), ":", words].concat().as_bytes());
    ["p-", &hash.to_hex()[..10]].concat()
}

/// The address of a passage on its source's page.
#[must_use]
pub fn url(site: &Site, source: SourceId, passage: &Passage) -> String {
    format!("{}#{}", site.addresses.path(&site.addresses.sources[source]), id(&site.sources[source], passage))
}

/// The words of a passage as they are shown, with a little of their sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPassage {
    /// Words before it.
    pub before: String,
    /// The words relied on.
    pub exact: String,
    /// Words after it.
    pub after: String,
}

/// What is shown of a passage; nothing where the source's text is not published at all.
#[must_use]
pub fn shown(site: &Site, source: SourceId, passage: &Passage) -> Option<ShownPassage> {
    let record = &site.sources[source];
    if record.meta.publish == Publish::None {
        return None;
    }
    let sentences = record.text.sentences_of(passage.plain);
    let plain = &record.text.plain;
    Some(ShownPassage {
        before: undirected(before_text(plain, passage.before(), sentences)),
        exact: undirected(single_spaces(&plain[passage.plain.range()])),
        after: undirected(after_text(plain, passage.after(), sentences)),
    })
}

/// The passage in the live original, where the source has an address.
#[must_use]
pub fn live(site: &Site, source: SourceId, passage: &Passage) -> Option<String> {
    let record = &site.sources[source];
    let context = (passage.before(), passage.after());
    record.meta.url.as_ref().map(|url| live_url(url, &record.text.plain, passage.plain, context))
}

/// Without the invisible controls that turn the direction of the text around them.
pub(crate) fn undirected(mut text: String) -> String {
    // All of them begin with this byte.
    if text.as_bytes().contains(&0xe2) {
        text.retain(|letter| !matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    }
    text
}

/// The text with a space for each line break.
pub(crate) fn in_one_line(text: &str) -> String {
    match memchr::memchr2(b'\n', b'\r', text.as_bytes()) {
        None => text.to_owned(),
        Some(_) => text.replace(['\n', '\r'], " "),
    }
}

/// The words before a passage, with … where its sentence begins before them.
fn before_text(plain: &str, before: PlainSpan, sentences: PlainSpan) -> String {
    let text = in_one_line(&plain[before.range()]);
    let left_out = &plain[sentences.start.min(before.start) as usize..before.start as usize];
    if left_out.trim().is_empty() { text } else { format!("… {text}") }
}

/// The words behind a passage, with … where its sentence goes on behind them.
fn after_text(plain: &str, after: PlainSpan, sentences: PlainSpan) -> String {
    let text = in_one_line(&plain[after.range()]);
    let left_out = &plain[after.end as usize..sentences.end.max(after.end) as usize];
    if left_out.trim().is_empty() { text } else { format!("{} …", text.trim_end()) }
}

/// An address that leads a browser to the words: a text fragment (WICG Scroll to Text Fragment).
///
/// Up to 300 characters are given whole, longer passages by their first and last words. Short passages
/// and those that occur more than once are distinguished by the words around them.
#[must_use]
pub fn live_url(
    url: &str,
    plain: &str,
    passage: PlainSpan,
    (before, after): (PlainSpan, PlainSpan),
) -> String {
    let words = single_spaces(&plain[passage.range()]);
    let count = words.split(' ').count();
    let base = if url.contains('#') { url.to_owned() } else { format!("{url}#") };
    let crosses = plain[passage.range()].contains('\n');
    let exact = if words.chars().count() <= 300 && !(crosses && count > 2) {
        encode_words(&words)
    } else {
        let all: Vec<&str> = words.split(' ').collect();
        let ends = (count / 2).min(6);
        format!("{},{}", encode_words(&all[..ends].join(" ")), encode_words(&all[count - ends..].join(" ")))
    };
    if words.chars().count() >= 20 && count > 3 && is_unique(plain, &plain[passage.range()]) {
        return format!("{base}:~:text={exact}");
    }
    // Words of the passage's own sentence only: an address, too, must not give away what is not cited.
    let before: Vec<&str> = plain[before.range()].split_whitespace().collect();
    let after: Vec<&str> = plain[after.range()].split_whitespace().collect();
    let prefix = before[before.len().saturating_sub(3)..].join(" ");
    let suffix = after[..after.len().min(3)].join(" ");
    // A mark alone tells nothing apart, and browsers match whole words.
    let has_words = |text: &str| text.chars().any(char::is_alphanumeric);
    let prefix = if !has_words(&prefix) { String::new() } else { format!("{}-,", encode_words(&prefix)) };
    let suffix = if !has_words(&suffix) { String::new() } else { format!(",-{}", encode_words(&suffix)) };
    format!("{base}:~:text={prefix}{exact}{suffix}")
}

/// Whether words stand in a text only once.
fn is_unique(text: &str, words: &str) -> bool {
    let (text, words) = (text.as_bytes(), words.as_bytes());
    // To prepare the search for all of them takes longer than the search, unless they are many.
    let length = if words.len() > FEW { words.len() } else { words.len().min(BEGINNING) };
    let finder = memchr::memmem::Finder::new(&words[..length]);
    let find = |from: usize| {
        let mut at = from;
        loop {
            let found = at + finder.find(text.get(at..)?)?;
            if text[found..].starts_with(words) {
                return Some(found);
            }
            at = found + 1;
        }
    };
    find(0).is_some_and(|first| find(first + words.len()).is_none())
}

/// Bytes of words that are looked for by their beginning: of more, what begins alike might cost too much.
const FEW: usize = 256;
/// Bytes of that beginning.
const BEGINNING: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::source::SourceText;

    #[test]
    fn fragments_lead_to_the_words() {
        let plain = "Witkoff said a lot of progress was made today. Progress was made.";
        let at = |words: &str| {
            let start = plain.find(words).unwrap();
            let passage = PlainSpan::new(start, start + words.len());
            let text = SourceText::plain(plain, 0, &[], ibid_languages::Language::get("en")).0;
            live_url("https://x.org/a", plain, passage, text.context(passage))
        };
        assert_eq!(
            at("a lot of progress was made"),
            "https://x.org/a#:~:text=a%20lot%20of%20progress%20was%20made"
        );
        assert_eq!(at("Progress"), "https://x.org/a#:~:text=Progress,-was%20made%2E");
    }
}
