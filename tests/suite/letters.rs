//! No word of a language stands in the program: a string or a character outside of tests has no letters beyond ASCII,
//! apart from the rows of [`ALLOWED`].
//!
//! Words of languages belong to `crates/languages/data`. English ones cannot be told from names of the program, so
//! nothing is said of ASCII. The ends of a range (`'\u{400}'..='\u{52f}'`) name a block of Unicode, not a letter.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::layers::rust_files;

/// Letters that a file may hold, and what they are there.
const ALLOWED: [(&str, &str, &str); 14] = [
    (
        "crates/quotation/src/contract.rs",
        "éüﬀﬁﬂﬃﬄﬅﬆен",
        "examples of the contract's clauses, printed and tested",
    ),
    ("crates/quotation/src/normal.rs", "ʼʻ", "letters that stand for an apostrophe"),
    ("src/app/engine/timings.rs", "µ", "the symbol of the microsecond"),
    ("src/app/ingest/pdf/line.rs", "ﬀﬁﬂﬃﬄﬅﬆ", "ligatures of Unicode, taken apart"),
    ("src/base/diagnostic/rule.rs", "Гавньслориігуе", "examples in the words of findings"),
    ("src/base/term.rs", "ςσʼ", "two forms of one letter, and a letter that stands for an apostrophe"),
    ("src/render/map/label.rs", "\u{1100}", "the letter from which on most are as wide as high"),
    ("src/verify/alike.rs", "ςσ", "two forms of one letter"),
    ("src/verify/attribution.rs", "々〆", "marks of repetition between ideographs"),
    ("src/verify/attribution/unspaced.rs", "々〆ー", "marks of repetition and of length"),
    ("src/verify/figure/read.rs", "ºª", "signs that make an ordinal of a number"),
    (
        "src/verify/figure/token.rs",
        "〇ʼʹёеґ",
        "letters outside of their blocks, apostrophes, two forms of one letter",
    ),
    ("src/verify/name.rs", "ʼ", "a letter that stands for an apostrophe"),
    ("src/verify/page/turned/unspaced.rs", "々", "a mark of repetition between ideographs"),
];

/// The files that are modules of tests: `#[cfg(test)]` stands where their parents name them.
fn test_files(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let folder =
            if file.ends_with("mod.rs") { file.parent().unwrap().into() } else { file.with_extension("") };
        for (at, attribute) in text.match_indices("#[cfg(test)]\nmod ") {
            let name = text[at + attribute.len()..].split(';').next().unwrap_or_default();
            found.insert(folder.join(name).with_extension("rs"));
        }
    }
    found
}

fn is_mark(tree: Option<&TokenTree>, mark: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

/// What the attribute in brackets at a place says: `cfg (test)`, `doc = …`.
fn attribute(trees: &[TokenTree], at: usize) -> Option<String> {
    match trees.get(at) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            Some(group.stream().to_string().replace(' ', ""))
        }
        _ => None,
    }
}

/// The number of the token behind the item that begins at a place: behind its braces, or its semicolon.
fn behind_item(trees: &[TokenTree], from: usize) -> usize {
    let ends = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    };
    trees[from..].iter().position(ends).map_or(trees.len(), |at| from + at + 1)
}

/// Whether the literal at a place is the end of a range.
fn is_end_of_range(trees: &[TokenTree], at: usize) -> bool {
    let before =
        |back: usize, mark: char| at.checked_sub(back).is_some_and(|at| is_mark(trees.get(at), mark));
    let is_last = before(1, '.') && before(2, '.') || before(1, '=') && before(2, '.') && before(3, '.');
    is_last || is_mark(trees.get(at + 1), '.') && is_mark(trees.get(at + 2), '.')
}

/// What a literal says: the text of a string, the character of a character.
fn said(literal: &str) -> Option<String> {
    match syn::parse_str::<syn::Lit>(literal).ok()? {
        syn::Lit::Str(text) => Some(text.value()),
        syn::Lit::Char(letter) => Some(letter.value().to_string()),
        _ => None,
    }
}

/// The strings and characters of some code outside of tests, attributes and comments that have letters beyond ASCII.
fn foreign(code: TokenStream, found: &mut Vec<String>) {
    let trees: Vec<TokenTree> = code.into_iter().collect();
    let mut at = 0;
    while at < trees.len() {
        if is_mark(Some(&trees[at]), '#') {
            let inner = usize::from(is_mark(trees.get(at + 1), '!'));
            if let Some(attribute) = attribute(&trees, at + 1 + inner) {
                at += 2 + inner;
                if attribute == "cfg(test)" {
                    at = behind_item(&trees, at);
                }
                continue;
            }
        }
        match &trees[at] {
            TokenTree::Group(group) => foreign(group.stream(), found),
            TokenTree::Literal(literal) if !is_end_of_range(&trees, at) => {
                let text = said(&literal.to_string());
                found.extend(text.filter(|text| text.chars().any(is_foreign)));
            }
            _ => {}
        }
        at += 1;
    }
}

fn is_foreign(letter: char) -> bool {
    !letter.is_ascii() && letter.is_alphabetic()
}

fn foreign_in(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    foreign(code.parse().unwrap(), &mut found);
    found
}

#[test]
fn letters_are_found_in_code() {
    let code = r##"
        //! слово
        /// мова
        const WORDS: [&str; 2] = ["année", "ay"];
        fn f(c: char) -> bool { matches!(c, 'ї' | '\u{400}'..='\u{52f}') || c == '\u{416}' || c >= 'а'..'я' }
        #[cfg(test)]
        mod tests { const TEXT: &str = "тест"; }
        fn g() { print(r#"—…“ж”"#) }
    "##;
    assert_eq!(foreign_in(code), ["année", "ї", "Ж", "—…“ж”"]);
}

#[test]
fn words_of_languages_stand_in_the_languages_files() {
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    for folder in ["src", "crates/quotation/src"] {
        let files = rust_files(Path::new(folder));
        let tests = test_files(&files);
        for file in files.iter().filter(|file| !tests.contains(*file)) {
            let path = file.to_string_lossy().replace('\\', "/");
            let row = ALLOWED.iter().position(|(allowed, ..)| *allowed == path);
            let allowed = row.map_or("", |row| ALLOWED[row].1);
            for text in foreign_in(&fs::read_to_string(file).unwrap()) {
                let letters: Vec<char> = text.chars().filter(|letter| is_foreign(*letter)).collect();
                used.extend(row.into_iter().flat_map(|row| letters.iter().map(move |letter| (row, *letter))));
                if letters.iter().any(|letter| !allowed.contains(*letter)) {
                    faults.push(format!("{path}: {text:?}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "words belong to crates/languages/data:\n{}", faults.join("\n"));
    for (row, (path, letters, _)) in ALLOWED.iter().enumerate() {
        let unused: String = letters.chars().filter(|letter| !used.contains(&(row, *letter))).collect();
        assert_eq!(unused, "", "letters that {path} does not have");
    }
}
