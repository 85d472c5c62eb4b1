//! Texts of the words, marks and spaces that the contract speaks of, drawn by chance or by a fuzzer.

use ibid_quotation::{Normal, Pattern};

use super::oracle::{Text, Verdict};

/// Words, marks and spaces of which quotations and sources are made: what the contract speaks of.
const TOKENS: [&str; 52] = [
    "the",
    "The",
    "plan",
    "plans",
    "was",
    "said",
    "not",
    "no",
    "talks",
    "Kyiv",
    "20",
    "points",
    "he",
    "a",
    "in",
    "so",
    "\n",
    "\u{a0}",
    "peace",
    "Peace",
    "it’s",
    "it's",
    "long-held",
    "long–held",
    "had --- or",
    "had — or",
    "…",
    "...",
    "[…]",
    "[t]he",
    "[he]",
    "chang[ed]",
    "changes",
    "“so”",
    "\"so\"",
    "guaran\u{ad}tee",
    "guarantee",
    "caf\u{e9}",
    "cafe\u{301}",
    "never",
    "\n\n",
    "allegedly",
    "refused",
    "unless",
    "which",
    "non-binding",
    "binding",
    "(…)",
    "well—made",
    "well – made",
    "so?",
    "5 %",
];

/// What may stand behind a word.
const BEHIND: [&str; 4] = ["", "", ",", "."];

/// A text of tokens: as people write, brackets and omissions stand apart from the words around them.
fn tokens(data: &[u8]) -> String {
    let word = |byte: &u8| {
        let token = TOKENS[usize::from(*byte) % TOKENS.len()];
        let is_word = token.ends_with(char::is_alphabetic);
        format!("{token}{} ", if is_word { BEHIND[usize::from(*byte) / TOKENS.len() % 4] } else { "" })
    };
    data.iter().map(word).collect()
}

/// The matcher's answer is that of a slow and obvious one.
#[allow(unreachable_pub)]
pub fn matcher(data: &[u8]) {
    let (length, data) = data.split_first().unwrap_or((&0, data));
    let (quotation, source) = data.split_at(usize::from(*length % 16).min(data.len()));
    let (quotation, source) = (tokens(quotation), tokens(&source[..source.len().min(200)]));
    // Brackets of a source's own are found literally only; the design says nothing of other ways.
    let source = source.replace(['[', ']'], "");
    let quotation = quotation.trim();
    let verdict = Text::new(&source, "en").judge(quotation);
    let pattern = Pattern::new(quotation, false, "en");
    if pattern.is_empty() || verdict == Verdict::Unclear {
        return;
    }
    let normal = Normal::new(&source);
    let found = pattern.find(&normal, 0..normal.text.len(), "en");
    if let Ok(found) = &found {
        let pieces = &found.pieces;
        assert!(
            pieces.iter().all(|piece| normal.text.get(piece.clone()).is_some()),
            "{quotation:?} {source:?}"
        );
        assert!(pieces.windows(2).all(|pair| pair[0].end <= pair[1].start), "{quotation:?} {source:?}");
        let spans = pieces.iter().map(|piece| normal.origin(piece.clone(), &source));
        assert!(spans.into_iter().all(|span| source.get(span).is_some()), "{quotation:?} {source:?}");
    }
    assert_eq!(
        found.is_ok(),
        verdict == Verdict::Stands,
        "{quotation:?} in {source:?}: {found:?}, {verdict:?}"
    );
}
