//! Making quotations: windows of real prose, altered as the contract grants, or not.

use crate::oracle::{
    COMPOSED, Text, is_boundary, is_ideograph, is_turned, is_turned_behind, negates, normal,
};

/// Real prose in several languages, ready to be quoted from.
pub(crate) struct Corpus {
    /// A name for each text.
    pub(crate) keys: Vec<String>,
    pub(crate) texts: Vec<Text>,
    pub(crate) words: Vec<Words>,
    pub(crate) languages: Vec<String>,
}

impl Corpus {
    /// Texts, each with its key and language.
    pub(crate) fn new<'t>(texts: impl Iterator<Item = (String, String, &'t str)>) -> Self {
        let mut corpus =
            Self { keys: Vec::new(), texts: Vec::new(), words: Vec::new(), languages: Vec::new() };
        for (key, language, text) in texts {
            corpus.texts.push(Text::new(text, &language));
            corpus.words.push(Words::new(text));
            corpus.keys.push(key);
            corpus.languages.push(language);
        }
        corpus
    }
}

/// A quotation to be checked.
pub(crate) struct Case {
    /// How it was made.
    pub(crate) kind: &'static str,
    /// Index of the source it cites.
    pub(crate) source: usize,
    /// The words as the contract sees them.
    pub(crate) words: String,
    /// The same as Markdown.
    #[allow(dead_code, reason = "for the suite that quotes on pages")]
    pub(crate) markdown: String,
    pub(crate) container: Container,
}

/// A small generator of random numbers (SplitMix64), so that every run is the same.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice with a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % (count.max(1) as u64)).unwrap()
    }

    /// True once in `count` throws.
    pub(crate) fn once_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// One of some things.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Where a quotation stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Curly,
    Straight,
    Guillemets,
    German,
    Blockquote,
    Excerpt,
}

impl Container {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Curly, Self::Straight, Self::Guillemets, Self::German, Self::Blockquote, Self::Excerpt];

    /// A paragraph that quotes the words and cites the source.
    #[allow(dead_code, reason = "for the suite that quotes on pages")]
    pub(crate) fn paragraph(self, markdown: &str, key: &str) -> String {
        match self {
            Self::Curly => format!("It says “{markdown}” [@{key}]."),
            Self::Straight => format!("It says \"{markdown}\" [@{key}]."),
            Self::Guillemets => format!("It says «{markdown}» [@{key}]."),
            Self::German => format!("It says „{markdown}“ [@{key}]."),
            Self::Blockquote => format!("> {} [@{key}]", markdown.replace('\n', "\n> ")),
            Self::Excerpt => format!("It says so [@{key}, \"{markdown}\"]."),
        }
    }
}

/// A text and where its words stand.
pub(crate) struct Words {
    text: String,
    /// Byte ranges.
    spans: Vec<(usize, usize)>,
}

impl Words {
    /// Finds the words of a text by the oracle's boundaries.
    pub(crate) fn new(text: &str) -> Self {
        let offsets: Vec<(usize, char)> = text.char_indices().collect();
        let letters: Vec<char> = normal_letters(text);
        let mut spans = Vec::new();
        let mut start = None;
        for at in 0..=letters.len() {
            let offset = offsets.get(at).map_or(text.len(), |(offset, _)| *offset);
            // Compounds stay whole: which of them may be cut is for the tables of traps to say.
            let is_hyphen = |at: Option<&char>| at == Some(&'-') || at == Some(&'‑') || at == Some(&'–');
            let is_inside = is_hyphen(letters.get(at))
                || is_hyphen(letters.get(at.wrapping_sub(1)))
                || is_turned(&letters, at)
                || is_turned_behind(&letters, at);
            if is_boundary(&letters, at) && !is_inside {
                if let Some(begun) = start.take() {
                    spans.push((begun, offset));
                }
                if letters.get(at).is_some_and(|letter| letter.is_alphanumeric()) {
                    start = Some(offset);
                }
            }
        }
        Self { text: text.to_owned(), spans }
    }

    /// A run of at least `least` and at most `most` words.
    pub(crate) fn window(&self, dice: &mut Dice, least: usize, most: usize) -> (usize, usize) {
        let length = (least + dice.below(most - least + 1)).min(self.spans.len());
        let from = dice.below(self.spans.len() - length + 1);
        (from, from + length)
    }

    /// The text of a run of words.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &str {
        &self.text[self.spans[from].0..self.spans[to - 1].1]
    }

    /// The run's words, each with what stands between it and the next.
    fn parts(&self, from: usize, to: usize) -> Vec<(String, String)> {
        (from..to)
            .map(|at| {
                let (start, end) = self.spans[at];
                let between = if at + 1 < to { &self.text[end..self.spans[at + 1].0] } else { "" };
                (self.text[start..end].to_owned(), between.to_owned())
            })
            .collect()
    }
}

/// The letters of a text with all apostrophes alike, one for one.
fn normal_letters(text: &str) -> Vec<char> {
    text.chars().map(|letter| if "’‘`´ʼ\"“”„«»".contains(letter) { '\'' } else { letter }).collect()
}

/// A piece of a quotation in the making.
#[derive(Clone, Debug)]
enum Bit {
    /// Words of the source: glyphs may change, Markdown is escaped.
    Words(String),
    /// Brackets and omissions: stand as they are.
    Editor(String),
    /// Markdown that the reader does not see.
    Mark(&'static str),
}

fn join(parts: &[(String, String)]) -> String {
    parts.iter().map(|(word, between)| format!("{word}{between}")).collect()
}

fn finish(
    kind: &'static str,
    source: usize,
    bits: &[Bit],
    dice: &mut Dice,
    strength: usize,
    wraps: bool,
) -> Case {
    let mut container = dice.pick(&Container::ALL);
    let mut words = String::new();
    let mut markdown = String::new();
    for bit in bits {
        match bit {
            Bit::Words(text) => {
                let altered = glyphs(text, dice, strength, wraps);
                words.push_str(&altered);
                markdown.push_str(&escaped(&altered, &markdown));
            }
            Bit::Editor(text) => {
                words.push_str(text);
                markdown.push_str(text);
            }
            Bit::Mark(text) => markdown.push_str(text),
        }
    }
    // Digits, signs and spaces that no other block shows could begin a list inside a blockquote.
    if container == Container::Blockquote && !markdown.starts_with(|letter: char| letter.is_alphabetic()) {
        container = Container::Curly;
    }
    Case { kind, source, words, markdown, container }
}

/// Backslashes before everything that Markdown or ibid could read.
fn escaped(text: &str, before: &str) -> String {
    let mut out = String::new();
    let mut last = before.chars().next_back().unwrap_or(' ');
    for letter in text.chars() {
        if letter.is_ascii_punctuation() && !".,;:?()'-/%".contains(letter) || (letter == '(' && last == ']')
        {
            out.push('\\');
        }
        out.push(letter);
        last = letter;
    }
    out
}

/// The same words in other glyphs, as the contract grants.
fn glyphs(text: &str, dice: &mut Dice, strength: usize, wraps: bool) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < letters.len() {
        let letter = letters[at];
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let changes = strength > 0 && dice.once_in(strength);
        match letter {
            // Double marks inside a quotation would end it.
            '“' | '”' | '„' | '«' | '»' | '"' => out.push(dice.pick(&['‘', '’', '\'', '‹', '›'])),
            '\'' | '’' | '‘' | '`' | 'ʼ' if changes => out.push(dice.pick(&['\'', '’', '‘', 'ʼ'])),
            '-' | '–' | '—' | '‑' | '‐' => {
                let run = letters[at..].iter().take_while(|letter| "-–—‑‐".contains(**letter)).count();
                let typed = letters[at..at + run].iter().all(|letter| *letter == '-') && run <= 3;
                if changes && (run == 1 || typed) {
                    let last = out.chars().next_back().unwrap_or(' ');
                    // A typed dash must not touch other hyphens, nor begin a citation.
                    let dashes: &[&str] = if last.is_alphanumeric() || last == ' ' {
                        &["-", "–", "—", "‑", "--", "---"]
                    } else {
                        &["–", "—"]
                    };
                    out.push_str(dice.pick(dashes));
                } else {
                    out.extend(&letters[at..at + run]);
                }
                at += run;
                continue;
            }
            ' ' | '\n' if changes => {
                let can_wrap = wraps && next.is_alphabetic() && !out.is_empty();
                let spaces: &[&str] = if can_wrap {
                    &["\n", " \n", "\u{a0}", "  ", "\u{202f}", "\n"]
                } else {
                    &["\u{a0}", "\u{2009}", " \u{a0}"]
                };
                out.push_str(dice.pick(spaces));
            }
            '\n' => out.push(' '),
            '…' if changes => out.push_str("..."),
            '.' if changes
                && next == '.'
                && letters.get(at + 2) == Some(&'.')
                && letters.get(at + 3) != Some(&'.')
                && !out.ends_with('.') =>
            {
                out.push('…');
                at += 2;
            }
            letter => {
                match COMPOSED.iter().find(|(whole, ..)| *whole == letter) {
                    Some((_, base, mark)) if changes => out.extend([*base, *mark]),
                    _ => out.push(letter),
                }
                if changes && letter.is_alphabetic() && next.is_alphabetic() && !is_ideograph(letter) {
                    out.push(dice.pick(&['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}']));
                }
            }
        }
        at += 1;
    }
    out
}

const OMISSIONS: [&str; 6] = [" … ", " […] ", " ... ", " [...] ", "… ", " …"];

fn is_plain(word: &str) -> bool {
    word.chars().all(char::is_alphabetic) && !word.chars().any(is_ideograph)
}

/// Whether words neither negate nor may do so.
fn is_harmless(words: &str, language: &str) -> bool {
    negates(words, language) == Some(false)
}

// --- true quotations ------------------------------------------------------------------------------

/// A quotation that stands in its source under the contract.
pub(crate) fn true_case(dice: &mut Dice, corpus: &Corpus) -> Option<Case> {
    let source = dice.below(corpus.keys.len());
    let (words, language) = (&corpus.words[source], corpus.languages[source].as_str());
    let kind = dice.pick(&[
        "glyphs",
        "emphasis",
        "omission",
        "bracket",
        "in-word",
        "combined",
        "first case",
        "closing stop",
        "long",
    ]);
    let (from, to) = match kind {
        "omission" | "combined" => words.window(dice, 8, 75),
        "long" => words.window(dice, 60, 200),
        _ => words.window(dice, 3, 40),
    };
    let parts = words.parts(from, to);
    let all = kind == "combined";
    let mut bits: Vec<Bit> = Vec::new();
    let count = parts.len();
    let mut first = 0;
    if (all || kind == "omission") && count >= 8 {
        let cut_from = 2 + dice.below(count - 4);
        let most = (count - 2 - cut_from).min(60);
        let cut_to = cut_from + 1 + dice.below(most.max(1));
        if cut_to + 2 > count {
            return None;
        }
        let gap = format!("{}{}", parts[cut_from - 1].1, join(&parts[cut_from..cut_to]));
        if !is_harmless(&gap, language) {
            return None;
        }
        let head = join(&parts[..cut_from]);
        let kept = if dice.once_in(2) {
            head.trim_end().to_owned()
        } else {
            head[..head.len() - parts[cut_from - 1].1.len()].to_owned()
        };
        bits.push(Bit::Words(kept));
        bits.push(Bit::Editor(dice.pick(&OMISSIONS).to_owned()));
        first = cut_to;
    }
    let rest = &parts[first..];
    if (all || kind == "bracket") && rest.len() >= 5 {
        let cut_from = 2 + dice.below(rest.len() - 4);
        let cut_to = (cut_from + dice.below(4)).min(rest.len() - 2);
        let gap = format!("{}{}", rest[cut_from - 1].1, join(&rest[cut_from..cut_to]));
        if !is_harmless(&gap, language) || !gap.contains(char::is_whitespace) {
            return None;
        }
        let head = join(&rest[..cut_from]);
        bits.push(Bit::Words(head[..head.len() - rest[cut_from - 1].1.len()].to_owned()));
        bits.push(Bit::Editor(format!(
            " [{}] ",
            dice.pick(if gap.chars().any(char::is_alphanumeric) {
                &["he", "their offer", "в Києві", "2025"]
            } else {
                &["sic", "the editor's", "emphasis added"]
            })
        )));
        bits.push(Bit::Words(join(&rest[cut_to..])));
    } else if (all || kind == "in-word") && rest.len() >= 4 {
        let at = dice.below(rest.len());
        let word = &rest[at].0;
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 4
            || !is_plain(word)
            || (at > 0 && !rest[at - 1].1.ends_with([' ', '\n']))
            || rest[at].1.starts_with(['\'', '’', '-', '‑'])
        {
            return None;
        }
        let end = letters.len() - 1;
        let (changed, new) = if dice.once_in(2) {
            let new = if dice.once_in(2) {
                letters[0].to_lowercase().next()?
            } else {
                letters[0].to_uppercase().next()?
            };
            let rest: String = letters[1..].iter().collect();
            (format!("[{new}]{rest}"), format!("{new}{rest}"))
        } else {
            let cut = 1 + dice.below(4.min(end));
            let stem: String = letters[..letters.len() - cut].iter().collect();
            let ending = dice.pick(&["ed", "s", "ing", "", "es"]);
            (format!("{stem}[{ending}]"), format!("{stem}{ending}"))
        };
        if !is_harmless(word, language) || !is_harmless(&new, language) {
            return None;
        }
        bits.push(Bit::Words(join(&rest[..at])));
        bits.push(Bit::Editor(changed));
        bits.push(Bit::Words(format!("{}{}", rest[at].1, join(&rest[at + 1..]))));
    } else if (all || kind == "emphasis") && rest.len() >= 3 {
        let at = dice.below(rest.len());
        let spaced = |between: &str| between.is_empty() || between.chars().all(char::is_whitespace);
        let before = at.checked_sub(1).map_or("", |before| rest[before].1.as_str());
        if !is_plain(&rest[at].0) || !spaced(before) || !spaced(&rest[at].1) {
            return None;
        }
        let (open, close) = dice.pick(&[
            ("*", "*"),
            ("**", "**"),
            ("_", "_"),
            ("__", "__"),
            ("[", "](https://example.org/a)"),
            ("***", "***"),
        ]);
        bits.push(Bit::Words(join(&rest[..at])));
        bits.extend([Bit::Mark(open), Bit::Words(rest[at].0.clone()), Bit::Mark(close)]);
        bits.push(Bit::Words(format!("{}{}", rest[at].1, join(&rest[at + 1..]))));
    } else {
        bits.push(Bit::Words(join(rest)));
    }
    if (all || kind == "first case")
        && let Some(Bit::Words(first)) =
            bits.iter_mut().find(|bit| matches!(bit, Bit::Words(text) if !text.is_empty()))
    {
        let letter = first.chars().next()?;
        let changed: String = if letter.is_lowercase() {
            letter.to_uppercase().collect()
        } else {
            letter.to_lowercase().collect()
        };
        // İ and ß change their length, and do not change back.
        if changed.chars().count() == 1 {
            first.replace_range(..letter.len_utf8(), &changed);
        }
    }
    if all || kind == "closing stop" {
        bits.push(Bit::Words(dice.pick(&[",", "."]).to_owned()));
    }
    let strength = dice.pick(&[2, 4, 12]);
    Some(finish(kind, source, &bits, dice, strength, true))
}

// --- false quotations -----------------------------------------------------------------------------

const KINDS: [&str; 24] = [
    "drop a word",
    "swap words",
    "insert a word",
    "substitute a word",
    "insert not",
    "remove not",
    "renumber",
    "case inside",
    "change a mark",
    "insert a mark",
    "drop a mark",
    "cut a word's last letter",
    "add a letter",
    "double a word",
    "wrong source",
    "drop an accent",
    "join words",
    "drop an apostrophe",
    "omission over a negation",
    "omission too long",
    "omission in wrong order",
    "bracket with a negation",
    "bracket of wrong length",
    "later capital after an omission",
];

/// A quotation that was altered; the oracle says whether it is true all the same.
pub(crate) fn mutated_case(dice: &mut Dice, corpus: &Corpus) -> Option<Case> {
    let source = dice.below(corpus.keys.len());
    let (words, language) = (&corpus.words[source], corpus.languages[source].as_str());
    let kind = dice.pick(&KINDS);
    let (from, to) = match kind {
        "omission too long" => words.window(dice, 70, 130),
        _ => words.window(dice, 4, 40),
    };
    let mut parts = words.parts(from, to);
    let count = parts.len();
    if count < 4 {
        return None;
    }
    let strength = dice.pick(&[0, 0, 8, 3]);
    let at = dice.below(count);
    let inner = 1 + dice.below(count - 2);
    let other = corpus.words[source].window(dice, 1, 1);
    let other_word = corpus.words[source].slice(other.0, other.1).to_owned();
    let mut cited = source;
    match kind {
        "drop a word" => drop(parts.remove(inner)),
        "swap words" => {
            let (left, right) = (parts[inner - 1].0.clone(), parts[inner].0.clone());
            (parts[inner - 1].0, parts[inner].0) = (right, left);
        }
        "insert a word" => parts[inner].0 = format!("{other_word} {}", parts[inner].0),
        "substitute a word" => parts[at].0 = other_word,
        "insert not" => {
            let no = match language {
                "uk" | "ru" => "не",
                "de" => "nicht",
                "fr" => "pas",
                "ar" => "لا",
                "zh" => "不",
                "la" => "non",
                _ => "not",
            };
            let space = if language == "zh" { "" } else { " " };
            parts[inner].0 = format!("{no}{space}{}", parts[inner].0);
        }
        "remove not" => {
            let found = (0..count)
                .find(|&at| negates(&parts[at].0, language) == Some(true) && at > 0 && at + 1 < count)?;
            parts.remove(found);
        }
        "renumber" => {
            let found = (0..count).find(|&at| parts[at].0.chars().any(|letter| letter.is_ascii_digit()))?;
            let digits: Vec<usize> = parts[found]
                .0
                .char_indices()
                .filter(|(_, letter)| letter.is_ascii_digit())
                .map(|(at, _)| at)
                .collect();
            let digit = digits[dice.below(digits.len())];
            let old = parts[found].0.as_bytes()[digit] - b'0';
            let new = (usize::from(old) + 1 + dice.below(8)) % 10;
            parts[found].0.replace_range(digit..=digit, &new.to_string());
        }
        "case inside" => {
            let word = &mut parts[inner].0;
            let letter = word.chars().next()?;
            let changed: String = if letter.is_lowercase() {
                letter.to_uppercase().collect()
            } else {
                letter.to_lowercase().collect()
            };
            word.replace_range(..letter.len_utf8(), &changed);
        }
        "change a mark" | "drop a mark" => {
            let found = (0..count - 1).find(|&at| parts[at].1.contains(['.', ',', ';', ':', '!', '?']))?;
            let mark = parts[found].1.find(['.', ',', ';', ':', '!', '?'])?;
            let new = if kind == "drop a mark" { "" } else { dice.pick(&[",", ".", ";", ":", "!", "?"]) };
            parts[found].1.replace_range(mark..=mark, new);
        }
        "insert a mark" => parts[inner - 1].0.push_str(dice.pick(&[",", ";", ".", ":", "!"])),
        "cut a word's last letter" => drop(parts[at].0.pop()),
        "add a letter" => parts[at].0.push(dice.pick(&['s', 'e', 'а', 'n'])),
        "double a word" => parts[inner].0 = format!("{0} {0}", parts[inner].0),
        "wrong source" => cited = dice.below(corpus.keys.len()),
        "drop an accent" => {
            let found = (0..count).find(|&at| {
                parts[at].0.chars().any(|letter| COMPOSED.iter().any(|(whole, ..)| *whole == letter))
            })?;
            let bare = |letter: char| {
                COMPOSED.iter().find(|(whole, ..)| *whole == letter).map_or(letter, |(_, base, _)| *base)
            };
            parts[found].0 = parts[found].0.chars().map(bare).collect();
        }
        "join words" => parts[inner - 1].1 = String::new(),
        "drop an apostrophe" => {
            let found = (0..count).find(|&at| parts[at].0.contains(['\'', '’']))?;
            parts[found].0 = parts[found].0.replace(['\'', '’'], "");
        }
        "omission over a negation" => {
            let found =
                (2..count.saturating_sub(2)).find(|&at| negates(&parts[at].0, language) == Some(true))?;
            let to = (found + 1 + dice.below(3)).min(count - 1);
            let from = found - dice.below(2);
            return omitted(kind, source, &parts, from, to, dice);
        }
        "omission too long" => {
            let to = 63 + dice.below(count.saturating_sub(65).max(1));
            return omitted(kind, source, &parts, 2, to.min(count - 1), dice);
        }
        "omission in wrong order" => {
            let bits = [
                Bit::Words(join(&parts[inner..]).trim_end().to_owned()),
                Bit::Editor(" … ".to_owned()),
                Bit::Words(join(&parts[..inner]).trim_end().to_owned()),
            ];
            return Some(finish(kind, source, &bits, dice, 0, false));
        }
        "bracket with a negation" => {
            let (no, letters) = match language {
                "uk" | "ru" => ("[не]", "[не]"),
                "de" => ("[nicht]", "[nicht]"),
                "fr" => ("[pas]", "[jamais]"),
                _ => ("[not]", "[never]"),
            };
            let added = dice.pick(&[no, letters]);
            let bits = [
                Bit::Words(join(&parts[..inner]).trim_end().to_owned()),
                Bit::Editor(format!(" {added} ")),
                Bit::Words(join(&parts[inner..])),
            ];
            return Some(finish(kind, source, &bits, dice, 0, false));
        }
        "bracket of wrong length" => {
            let word = parts[inner].0.clone();
            let letters: Vec<char> = word.chars().collect();
            if letters.len() < 4 || !is_plain(&word) || !parts[inner - 1].1.ends_with(' ') {
                return None;
            }
            let cut = dice.below(3);
            let new = dice.pick(&["un", "dis", "pre", "anti"]);
            if new.chars().count() == cut {
                return None;
            }
            let tail: String = letters[cut..].iter().collect();
            let bits = [
                Bit::Words(join(&parts[..inner])),
                Bit::Editor(format!("[{new}]{tail}")),
                Bit::Words(format!("{}{}", parts[inner].1, join(&parts[inner + 1..]))),
            ];
            return Some(finish(kind, source, &bits, dice, 0, false));
        }
        _ => {
            if count < 8 {
                return None;
            }
            let word = parts[count - 2].0.clone();
            let letter = word.chars().next()?;
            let changed: String = if letter.is_lowercase() {
                letter.to_uppercase().collect()
            } else {
                letter.to_lowercase().collect()
            };
            parts[count - 2].0.replace_range(..letter.len_utf8(), &changed);
            return omitted(kind, source, &parts, 2, count - 2, dice);
        }
    }
    let text = join(&parts);
    if !normal(&text).chars().any(char::is_alphanumeric) {
        return None;
    }
    Some(finish(kind, cited, &[Bit::Words(text)], dice, strength, true))
}

/// The parts with some of them left out.
fn omitted(
    kind: &'static str,
    source: usize,
    parts: &[(String, String)],
    from: usize,
    to: usize,
    dice: &mut Dice,
) -> Option<Case> {
    if from < 1 || to >= parts.len() || from >= to {
        return None;
    }
    let bits = [
        Bit::Words(join(&parts[..from]).trim_end().to_owned()),
        Bit::Editor(dice.pick(&OMISSIONS).to_owned()),
        Bit::Words(join(&parts[to..])),
    ];
    let strength = dice.pick(&[0, 6]);
    Some(finish(kind, source, &bits, dice, strength, false))
}

// --- tables ---------------------------------------------------------------------------------------

/// The rows of a table: not its comments.
pub(crate) fn rows(table: &str) -> impl Iterator<Item = &str> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A cell of a table in full: `⏎` is a line end, `×60` repeats the word before it.
pub(crate) fn unfold(cell: &str) -> String {
    let lines = cell.replace('⏎', "\n");
    let mut out: Vec<String> = Vec::new();
    for word in lines.split(' ') {
        match word.split_once('×').and_then(|(word, count)| Some((word, count.parse::<usize>().ok()?))) {
            Some((word, count)) => out.push(vec![word; count].join(if word.is_ascii() { " " } else { "" })),
            None => out.push(word.to_owned()),
        }
    }
    out.join(" ")
}
