//! A second opinion on whether a quotation stands in a source: slow, obvious, and written from the words of
//! docs/matching.md and nothing else, so that it shares no mistake with the program. What it shares are the lists of
//! words, and only to say that it does not know.
//!
//! Where the contract leaves room (what else negates, how many words a line of Chinese has), or grants what this
//! does not follow (spaces around dashes, broken words), the answer is [`Verdict::Unclear`], and a suite does not
//! count the quotation: rows of the tables beside this file hold those.

use std::collections::HashMap;

use ibid_languages::{Language, List, is_unmistakable};

/// What the design says of a quotation and a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The words stand there under the contract.
    Stands,
    /// They do not.
    Missing,
    /// This does not decide it.
    Unclear,
}

/// How many letters beside a quotation a bracket at its end may stand for.
const NEAR: usize = 60;

/// Letters with a mark, in one character and in two.
pub(crate) const COMPOSED: [(char, char, char); 46] = [
    ('é', 'e', '\u{301}'),
    ('è', 'e', '\u{300}'),
    ('ê', 'e', '\u{302}'),
    ('ë', 'e', '\u{308}'),
    ('à', 'a', '\u{300}'),
    ('â', 'a', '\u{302}'),
    ('ä', 'a', '\u{308}'),
    ('á', 'a', '\u{301}'),
    ('ç', 'c', '\u{327}'),
    ('ô', 'o', '\u{302}'),
    ('ö', 'o', '\u{308}'),
    ('ó', 'o', '\u{301}'),
    ('û', 'u', '\u{302}'),
    ('ü', 'u', '\u{308}'),
    ('ù', 'u', '\u{300}'),
    ('ú', 'u', '\u{301}'),
    ('î', 'i', '\u{302}'),
    ('ï', 'i', '\u{308}'),
    ('í', 'i', '\u{301}'),
    ('ñ', 'n', '\u{303}'),
    ('É', 'E', '\u{301}'),
    ('È', 'E', '\u{300}'),
    ('Ê', 'E', '\u{302}'),
    ('À', 'A', '\u{300}'),
    ('Â', 'A', '\u{302}'),
    ('Ä', 'A', '\u{308}'),
    ('Ö', 'O', '\u{308}'),
    ('Ü', 'U', '\u{308}'),
    ('Ç', 'C', '\u{327}'),
    ('Ô', 'O', '\u{302}'),
    ('ї', 'і', '\u{308}'),
    ('Ї', 'І', '\u{308}'),
    ('й', 'и', '\u{306}'),
    ('Й', 'И', '\u{306}'),
    ('ё', 'е', '\u{308}'),
    ('Ё', 'Е', '\u{308}'),
    ('أ', 'ا', '\u{654}'),
    ('إ', 'ا', '\u{655}'),
    ('آ', 'ا', '\u{653}'),
    ('ؤ', 'و', '\u{654}'),
    ('ئ', 'ي', '\u{654}'),
    ('ã', 'a', '\u{303}'),
    ('õ', 'o', '\u{303}'),
    ('å', 'a', '\u{30a}'),
    ('š', 's', '\u{30c}'),
    ('ž', 'z', '\u{30c}'),
];

/// Characters that are not seen and do not count.
pub(crate) fn is_invisible(letter: char) -> bool {
    "\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}\u{61c}".contains(letter)
        || ('\u{202a}'..='\u{202e}').contains(&letter)
        || ('\u{2066}'..='\u{2069}').contains(&letter)
}

/// The words as they are compared: one rule after the other, each over the whole text.
pub(crate) fn normal(text: &str) -> String {
    let composed = compose(text);
    let seen: String = composed.chars().filter(|letter| !is_invisible(*letter)).collect();
    let seen = seen.replace("---", "—").replace("--", "–");
    let mut out = String::new();
    for letter in seen.chars() {
        match letter {
            '“' | '”' | '„' | '‟' | '«' | '»' | '"' | '‘' | '’' | '‚' | '‛' | '‹' | '›' | '`' | '´' | 'ʼ' =>
            {
                out.push('\'');
            }
            '–' | '—' | '‑' | '‐' => out.push('-'),
            '…' => out.push_str("..."),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            letter if letter.is_whitespace() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn compose(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        let joined = COMPOSED.iter().find(|(_, base, mark)| *mark == letter && out.ends_with(*base));
        match joined {
            Some((whole, ..)) => {
                out.pop();
                out.push(*whole);
            }
            None => out.push(letter),
        }
    }
    out
}

/// Whether a script writes its words without spaces.
pub(crate) fn is_ideograph(letter: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&letter) || ('\u{3000}'..='\u{30ff}').contains(&letter)
}

fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter) || ('\u{64b}'..='\u{65f}').contains(&letter)
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || is_mark(letter)
}

/// Whether a word may begin or end here.
pub(crate) fn is_boundary(letters: &[char], at: usize) -> bool {
    if at == 0 || at >= letters.len() {
        return true;
    }
    let (left, right) = (letters[at - 1], letters[at]);
    if is_mark(right) {
        return false;
    }
    let is_numeral = |letter: char| "〇零一二三四五六七八九十百千万萬亿億兆两兩廿卅".contains(letter);
    let is_part = |letter: char| is_numeral(letter) || letter.is_ascii_digit();
    if is_part(left) && is_part(right) && (is_numeral(left) || is_numeral(right)) {
        return false;
    }
    if is_ideograph(left) || is_ideograph(right) {
        return true;
    }
    if is_word(left) && is_word(right) {
        return false;
    }
    let inner = |before: Option<&char>, mark: char, after: Option<&char>| match (before, after) {
        (Some(before), Some(after)) if mark == '\'' && before.is_alphabetic() => after.is_alphabetic(),
        (Some(before), Some(after)) if "'.,:/".contains(mark) => before.is_numeric() && after.is_numeric(),
        _ => false,
    };
    let before_mark = is_word(left) && inner(Some(&left), right, letters.get(at + 1));
    let after_mark = is_word(right) && at >= 2 && inner(letters.get(at - 2), left, Some(&right));
    let space = if right == ' ' { Some(at) } else { (left == ' ').then(|| at - 1) };
    !before_mark && !after_mark && !space.is_some_and(|space| parts_thousands(letters, space))
}

/// Whether the space at a place parts a number: 20 000.
fn parts_thousands(letters: &[char], space: usize) -> bool {
    let before = letters[..space].iter().rev().take_while(|letter| letter.is_ascii_digit()).count();
    let behind = letters[space + 1..].iter().take_while(|letter| letter.is_ascii_digit()).count();
    (1..=3).contains(&before) && behind == 3
}

/// Whether what begins here says something else without what stands before it: “binding” in “non-binding”, “5” in
/// “-5”.
pub(crate) fn is_turned(letters: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let is_number = letters.get(at).is_some_and(|letter| letter.is_numeric());
    if is_number && "-−±<>≤≥≠".contains(letters[before]) {
        return letters[before] != '-'
            || !before.checked_sub(1).is_some_and(|at| letters[at].is_alphanumeric());
    }
    let word: Vec<char> =
        letters[..before].iter().rev().take_while(|letter| letter.is_alphanumeric()).copied().collect();
    let word: String = word.iter().rev().flat_map(|letter| letter.to_lowercase()).collect();
    let prefixes = ["non", "anti", "un", "counter", "de", "dis", "ex", "не", "анти", "контр", "nicht"];
    let is_negated = letters.get(at).is_some_and(|letter| is_ideograph(*letter))
        && "不没沒无無未非勿莫别別毋".contains(letters[before]);
    is_negated
        || letters[before] == '-' && (prefixes.contains(&word.as_str()) || is_inside_number(letters, before))
}

/// Whether a hyphen joins the words of one number: twenty-five, vingt-deux.
fn is_inside_number(letters: &[char], hyphen: usize) -> bool {
    let lower = |word: &mut dyn Iterator<Item = &char>| -> String {
        word.take_while(|letter| letter.is_alphanumeric()).flat_map(|letter| letter.to_lowercase()).collect()
    };
    let before: String = lower(&mut letters[..hyphen].iter().rev()).chars().rev().collect();
    let after = lower(&mut letters[hyphen + 1..].iter());
    let tens = "twenty thirty forty fifty sixty seventy eighty ninety vingt trente quarante cinquante soixante quatre dix";
    let units = "one two three four five six seven eight nine first second third fourth fifth sixth seventh eighth \
                 ninth et deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize un une \
                 vingt vingts";
    let is_in = |words: &str, word: &str| words.split_ascii_whitespace().any(|one| one == word);
    if before == "et" && hyphen >= 3 && letters[hyphen - 3] == '-' {
        return after != "et" && is_inside_number(letters, hyphen - 3);
    }
    is_in(tens, &before) && is_in(units, &after)
}

/// Whether what ends here says something else without what stands behind it: “risk” in “risk-free”.
pub(crate) fn is_turned_behind(letters: &[char], at: usize) -> bool {
    if letters.get(at) != Some(&'-') {
        return false;
    }
    let word = letters[at + 1..].iter().take_while(|letter| letter.is_alphanumeric());
    let word: String = word.flat_map(|letter| letter.to_lowercase()).collect();
    ["free", "less", "frei", "los"].contains(&word.as_str()) || is_inside_number(letters, at)
}

/// The first letter of its lower case, so that letters keep their places.
fn lower_case(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// A source, ready to be asked.
#[derive(Debug)]
pub(crate) struct Text {
    /// Its normal form.
    pub(crate) normal: String,
    letters: Vec<char>,
    /// Where paragraphs begin and end, in characters.
    paragraphs: Vec<(usize, usize)>,
    language: String,
}

impl Text {
    /// A source in a language.
    pub(crate) fn new(text: &str, language: &str) -> Self {
        let normal_text = normal(text);
        let mut paragraphs = Vec::new();
        let mut at = 0;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for paragraph in lines.split(|line| line.is_empty()) {
            let count = normal(&paragraph.join("\n")).chars().count();
            if count > 0 {
                paragraphs.push((at, at + count));
                at += count + 1;
            }
        }
        Self {
            letters: normal_text.chars().collect(),
            normal: normal_text,
            paragraphs,
            language: language.to_owned(),
        }
    }

    /// Whether the quotation, brackets and omissions as written, stands here.
    pub(crate) fn judge(&self, quotation: &str) -> Verdict {
        let whole = normal(quotation);
        match self.stands(&whole) {
            Verdict::Missing => {}
            verdict => return verdict,
        }
        let (pieces, last_gap) = take_apart(quotation);
        if pieces.is_empty() {
            return Verdict::Unclear;
        }
        if pieces.iter().any(|piece| self.may_stand_otherwise(&piece.words)) {
            return Verdict::Unclear;
        }
        let negates_outside =
            |gap: &Gap| gap.brackets.iter().any(|bracket| negates(bracket, &self.language) == Some(true));
        if negates_outside(&pieces[0].before) || negates_outside(&last_gap) {
            return Verdict::Missing;
        }
        if pieces.len() == 1 && pieces[0].before.is_empty() && last_gap.is_empty() {
            return Verdict::Missing;
        }
        let count =
            |words: &str| words.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let gaps = pieces.iter().map(|piece| &piece.before).chain([&last_gap]);
        let brackets = gaps.flat_map(|gap| &gap.brackets).filter(|bracket| !is_remark(bracket));
        let inside: usize = brackets.map(|bracket| count(bracket)).sum();
        let outside: usize = pieces.iter().map(|piece| count(&piece.words)).sum();
        let has_unspaced = self.letters.iter().any(|letter| is_ideograph(*letter));
        if inside > 2 && inside > outside {
            return if has_unspaced { Verdict::Unclear } else { Verdict::Missing };
        }
        self.chain(&pieces, &last_gap, (0, 0), &mut HashMap::new())
    }

    /// Whether words that do not stand here literally may do so under a clause that this does not follow: the same
    /// letters stand here, and but for spaces, marks beside each other and dashes the same marks; or in a headline in
    /// other capitals.
    fn may_stand_otherwise(&self, words: &str) -> bool {
        let squeezed = |text: &str| -> String {
            let text: String = text.chars().filter(|letter| !" -/".contains(*letter)).collect();
            text.replace(".'", "'.").replace(",'", "',")
        };
        let bare = endings(&squeezed(words)).pop().unwrap_or_default();
        let skip_first: String = bare.chars().skip(1).collect();
        let is_literal =
            cases(&endings(words).pop().unwrap_or_default()).iter().any(|words| self.normal.contains(words));
        if !is_literal && squeezed(&self.normal).contains(&skip_first) {
            return true;
        }
        // In other capitals within short paragraphs without a stop.
        let lower = |letters: &str| -> Vec<char> { letters.chars().map(lower_case).collect() };
        let words: Vec<char> = lower(normal(words).trim_end_matches(['.', ',']));
        let text: Vec<char> = self.letters.iter().copied().map(lower_case).collect();
        let is_headline = |&(start, end): &(usize, usize)| {
            let paragraph: String = self.letters[start..end].iter().collect();
            paragraph.split(' ').count() <= 25 && !ends_with_stop(&paragraph)
        };
        self.paragraphs.iter().filter(|place| is_headline(place)).any(|&(start, end)| {
            let first = start.saturating_sub(words.len());
            (first..end).any(|at| text[at..].starts_with(&words) && at + words.len() > start)
        })
    }

    /// Whether a place runs over the end of a paragraph that ends no sentence.
    fn runs_over(&self, start: usize, end: usize) -> bool {
        self.paragraphs.iter().any(|&(begin, stop)| {
            let paragraph: String = self.letters[begin..stop].iter().collect();
            start < stop && end > stop && !ends_with_stop(&paragraph)
        })
    }

    /// Whether a place begins or ends at a hyphen or behind a word with one, of which the contract knows more than this.
    fn is_beside_hyphen(&self, start: usize, end: usize) -> bool {
        let before: String =
            self.letters[..start].iter().rev().take_while(|letter| **letter != ' ').collect();
        let word: String = self.letters[..start.saturating_sub(1)]
            .iter()
            .rev()
            .take_while(|letter| **letter != ' ')
            .collect();
        before.starts_with('-') || word.contains('-') || self.letters.get(end) == Some(&'-')
    }

    /// Whether normal words stand here literally, in either case of their first letter, with or without a stop at
    /// their end.
    fn stands(&self, words: &str) -> Verdict {
        let mut best = Verdict::Missing;
        for (index, words) in endings(words).iter().enumerate() {
            for (start, end) in cases(words).iter().flat_map(|words| self.places(words, true, true)) {
                if self.is_beside_hyphen(start, end) || (index > 0 && !self.may_stop(end)) {
                    best = Verdict::Unclear;
                } else {
                    return Verdict::Stands;
                }
            }
        }
        best
    }

    /// Whether a stop of the page's own may surely stand behind a place: no question mark and no condition follows.
    fn may_stop(&self, end: usize) -> bool {
        let behind: String = self.letters[end..].iter().take(NEAR).collect();
        let next = behind.trim_start_matches([' ', ',', '-', '\'', '(', ';', ':']);
        let words: Vec<&str> = next.split(' ').take(3).collect();
        let is_condition = |language: &str| {
            let language = Language::get(language);
            let lists = [List::Conditions, List::Restrictions].map(|list| language.words(list));
            lists.iter().any(|list| list.find(&words.join(" ")).is_some())
        };
        !next.starts_with('?') && !is_condition(&self.language) && !is_condition("en")
    }

    /// All places of normal words, in characters.
    fn places(&self, words: &str, at_start: bool, at_end: bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if words.is_empty() {
            return found;
        }
        let count = words.chars().count();
        let mut from = 0;
        while let Some(at) = self.normal[from..].find(words) {
            let start = self.normal[..from + at].chars().count();
            let end = start + count;
            if (!at_start || is_boundary(&self.letters, start) && !is_turned(&self.letters, start))
                && (!at_end || is_boundary(&self.letters, end) && !is_turned_behind(&self.letters, end))
                && !self.runs_over(start, end)
            {
                found.push((start, end));
            }
            from += at + self.normal[from + at..].chars().next().map_or(1, char::len_utf8);
        }
        found
    }

    /// Tries every place of the pieces from `index` on, the piece before ending at `end`; each once, since a
    /// source of one word again and again has more ways to the same place than can be gone.
    fn chain(
        &self,
        pieces: &[Piece],
        last_gap: &Gap,
        (index, end): (usize, usize),
        known: &mut HashMap<(usize, usize), Verdict>,
    ) -> Verdict {
        if let Some(verdict) = known.get(&(index, end)) {
            return *verdict;
        }
        let verdict = self.chained(pieces, last_gap, (index, end), known);
        known.insert((index, end), verdict);
        verdict
    }

    fn chained(
        &self,
        pieces: &[Piece],
        last_gap: &Gap,
        (index, end): (usize, usize),
        known: &mut HashMap<(usize, usize), Verdict>,
    ) -> Verdict {
        let Some(piece) = pieces.get(index) else {
            let near: String = self.letters[end..].iter().take(NEAR).collect();
            let is_open = !last_gap.brackets.is_empty() && negates(&near, &self.language) != Some(false);
            return if is_open { Verdict::Unclear } else { Verdict::Stands };
        };
        let next_gap = pieces.get(index + 1).map_or(last_gap, |next| &next.before);
        let mut words = vec![piece.words.clone()];
        if index + 1 == pieces.len() && last_gap.is_empty() {
            words = endings(&piece.words);
        }
        if index == 0 && !piece.before.touches_right {
            words = words.iter().flat_map(|words| cases(words)).collect();
        }
        let mut best = Verdict::Missing;
        for words in words {
            for (start, stop) in self.places(&words, !piece.before.touches_right, !next_gap.touches_left) {
                if index > 0 && start < end {
                    continue;
                }
                let gap = if index == 0 {
                    self.opening(piece, start)
                } else {
                    self.gap(&piece.before, &pieces[index - 1], piece, end, start)
                };
                if gap == Verdict::Missing || !self.ending_fits(piece, next_gap, stop) {
                    continue;
                }
                let is_last = index + 1 == pieces.len() && last_gap.is_empty();
                let is_open = self.is_beside_hyphen(start, stop)
                    || (is_last && words.len() < piece.words.len() && !self.may_stop(stop));
                let gap = if is_open { Verdict::Unclear } else { gap };
                match self.chain(pieces, last_gap, (index + 1, stop), known) {
                    Verdict::Stands if gap == Verdict::Stands => return Verdict::Stands,
                    Verdict::Missing => {}
                    _ => best = Verdict::Unclear,
                }
            }
        }
        best
    }

    /// A bracket in the first word: as many letters are replaced as it holds, and no negation made or lost.
    fn opening(&self, piece: &Piece, start: usize) -> Verdict {
        if !piece.before.touches_right {
            // How far a bracket at an end reaches is not repeated here.
            let near: String = self.letters[..start].iter().rev().take(NEAR).rev().collect();
            let is_open = !piece.before.brackets.is_empty() && negates(&near, &self.language) != Some(false);
            return if is_open { Verdict::Unclear } else { Verdict::Stands };
        }
        let replaced = self.letters_before(start, 0);
        self.same_word(&piece.before.first_letters, &replaced, &first_word(&piece.words), true)
    }

    fn letters_before(&self, start: usize, least: usize) -> String {
        let from =
            (least..start).rev().take_while(|at| self.letters[*at].is_alphanumeric()).last().unwrap_or(start);
        self.letters[from..start].iter().collect()
    }

    fn letters_after(&self, stop: usize) -> String {
        self.letters[stop..].iter().take_while(|letter| letter.is_alphanumeric()).collect()
    }

    fn same_word(&self, bracket: &str, replaced: &str, rest: &str, same_length: bool) -> Verdict {
        if same_length && bracket.chars().count() != replaced.chars().count() {
            return Verdict::Missing;
        }
        let (quoted, stated) = (
            negates(&format!("{bracket}{rest}"), &self.language),
            negates(&format!("{replaced}{rest}"), &self.language),
        );
        let turns = |word: String| {
            let prefixes = ["un", "in", "im", "il", "ir", "dis", "non", "mis", "anti", "не", "без", "анти"];
            let word = word.to_lowercase();
            prefixes
                .iter()
                .any(|prefix| word.strip_prefix(prefix).is_some_and(|rest| rest.chars().count() > 2))
        };
        let is_same =
            quoted == stated && turns(format!("{bracket}{rest}")) == turns(format!("{replaced}{rest}"));
        if is_same { Verdict::Stands } else { Verdict::Missing }
    }

    /// A bracket at the end of a word stands for at most six letters and neither makes nor hides a negation.
    fn ending_fits(&self, piece: &Piece, gap: &Gap, stop: usize) -> bool {
        if !gap.touches_left {
            return true;
        }
        let replaced = self.letters_after(stop);
        let stem: String = piece
            .words
            .chars()
            .rev()
            .take_while(|letter| letter.is_alphanumeric())
            .collect::<Vec<_>>()
            .iter()
            .rev()
            .collect();
        let apostrophe = self.letters.get(stop + replaced.chars().count()) == Some(&'\'');
        let quoted = negates(&format!("{stem}{}", gap.last_letters), &self.language);
        let stated = negates(&format!("{stem}{replaced}"), &self.language);
        let turns = |word: String| {
            let word = word.to_lowercase();
            ["less", "los", "frei"]
                .iter()
                .any(|ending| word.strip_suffix(ending).is_some_and(|rest| rest.chars().count() > 2))
        };
        replaced.chars().count() <= 6
            && turns(format!("{stem}{}", gap.last_letters)) == turns(format!("{stem}{replaced}"))
            && quoted == stated
            && !apostrophe
            && negates(&gap.last_letters, &self.language) != Some(true)
    }

    /// The words of the source between two pieces.
    fn gap(&self, gap: &Gap, before: &Piece, after: &Piece, end: usize, start: usize) -> Verdict {
        let mut from = end;
        let mut to = start;
        if gap.touches_left {
            from += self.letters_after(end).chars().count().min(start - end);
        }
        if gap.touches_right {
            let replaced = self.letters_before(start, from);
            if self.same_word(&gap.first_letters, &replaced, &first_word(&after.words), true)
                != Verdict::Stands
            {
                return Verdict::Missing;
            }
            to -= replaced.chars().count();
        }
        let _ = before;
        let words: String = self.letters[from..to.max(from)].iter().collect();
        if !gap.omits && gap.brackets.is_empty() {
            return if words.trim().is_empty() { Verdict::Stands } else { Verdict::Missing };
        }
        let is_empty = gap.brackets.iter().all(|bracket| is_remark(bracket));
        let most = if gap.omits {
            60
        } else if is_empty {
            0
        } else {
            4
        };
        let spaced = words.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let ideographs = words.chars().filter(|letter| is_ideograph(*letter)).count();
        if spaced > most || ideographs > most * 4 {
            return Verdict::Missing;
        }
        let added =
            gap.brackets.iter().map(|bracket| negates(bracket, &self.language)).fold(Some(false), either);
        match (negates(&words, &self.language), added) {
            _ if ideographs > most => Verdict::Unclear,
            (Some(hidden), Some(added)) if hidden == added => Verdict::Stands,
            // An aside, or sentences of their own.
            (Some(true), Some(false)) if words.contains([',', '(', '-', '.', '!', '?', ';']) => {
                Verdict::Unclear
            }
            (Some(_), Some(_)) => Verdict::Missing,
            _ => Verdict::Unclear,
        }
    }
}

/// Whether a paragraph ends with a stop.
fn ends_with_stop(paragraph: &str) -> bool {
    let bare = paragraph.trim_end_matches(['\'', ')', ']', ' ', '*', '」', '』']);
    bare.ends_with(['.', '!', '?', ':', ';', ',', '。', '！', '？', '：', '；', '，', '、', '؟', '-'])
}

/// Whether a bracket is a remark on the quotation.
fn is_remark(bracket: &str) -> bool {
    ["sic", "emphasis added", "sic!", "!"].contains(&bracket.to_lowercase().trim())
}

fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (None, _) | (_, None) => None,
        _ => Some(false),
    }
}

/// The words, and without a comma or full stop at their end.
fn endings(words: &str) -> Vec<String> {
    let mut all = vec![words.to_owned()];
    if let Some(rest) = words.strip_suffix([',', '.']).filter(|rest| !rest.ends_with('.') && !rest.is_empty())
    {
        all.push(rest.trim_end().to_owned());
    }
    all
}

/// The words in both cases of their first letter.
fn cases(words: &str) -> Vec<String> {
    let mut all = vec![words.to_owned()];
    if let Some(at) = words.find(char::is_alphanumeric) {
        let letter = words[at..].chars().next().unwrap_or(' ');
        let rest = &words[at + letter.len_utf8()..];
        let upper: String = letter.to_uppercase().collect();
        let lower: String = letter.to_lowercase().collect();
        all.push(format!("{}{upper}{rest}", &words[..at]));
        all.push(format!("{}{lower}{rest}", &words[..at]));
    }
    all
}

fn first_word(words: &str) -> String {
    words.chars().take_while(|letter| letter.is_alphanumeric()).collect()
}

/// What stands between two pieces of a quotation.
#[derive(Clone, Debug, Default)]
struct Gap {
    omits: bool,
    /// The editor's words in brackets that stand apart.
    brackets: Vec<String>,
    /// A bracket ends the word before it.
    touches_left: bool,
    /// What stands in it.
    last_letters: String,
    /// A bracket begins the word after it.
    touches_right: bool,
    /// What stands in it.
    first_letters: String,
}

impl Gap {
    fn is_empty(&self) -> bool {
        !self.omits && self.brackets.is_empty() && !self.touches_left && !self.touches_right
    }
}

#[derive(Clone, Debug)]
struct Piece {
    words: String,
    before: Gap,
}

/// The pieces of a quotation between `…` and `[ ]`, and what stands after the last one.
fn take_apart(quotation: &str) -> (Vec<Piece>, Gap) {
    let mut quotation = quotation.to_owned();
    for dots in ["(…)", "(...)", "<…>", "<...>"] {
        quotation = quotation.replace(dots, "[…]");
    }
    let letters: Vec<char> = quotation.chars().filter(|letter| !is_invisible(*letter)).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut gap = Gap::default();
    let mut words = String::new();
    let mut at = 0;
    let finish = |words: &mut String, gap: &mut Gap, pieces: &mut Vec<Piece>| {
        let normal = normal(words);
        words.clear();
        if normal.chars().any(char::is_alphanumeric) {
            pieces.push(Piece { words: normal, before: std::mem::take(gap) });
        }
    };
    while at < letters.len() {
        let dots = letters[at..].iter().take_while(|letter| **letter == '.').count();
        let bracket =
            (letters[at] == '[').then(|| letters[at..].iter().position(|letter| *letter == ']')).flatten();
        if letters[at] == '…' || dots >= 3 {
            finish(&mut words, &mut gap, &mut pieces);
            gap.omits = true;
            at += dots.max(1);
        } else if let Some(length) = bracket {
            let inner: String = letters[at + 1..at + length].iter().collect();
            let left = at > 0 && letters[at - 1].is_alphanumeric();
            let right = letters.get(at + length + 1).is_some_and(|letter| letter.is_alphanumeric());
            finish(&mut words, &mut gap, &mut pieces);
            if matches!(inner.trim(), "…" | "...") {
                gap.omits = true;
            } else {
                gap.touches_left |= left;
                gap.touches_right |= right;
                if left {
                    gap.last_letters.clone_from(&inner);
                } else if right {
                    gap.first_letters.clone_from(&inner);
                } else {
                    gap.brackets.push(normal(&inner));
                }
            }
            at += length + 1;
        } else {
            words.push(letters[at]);
            at += 1;
        }
    }
    finish(&mut words, &mut gap, &mut pieces);
    (pieces, gap)
}

/// Whether words negate; nothing where no list decides it.
pub(crate) fn negates(words: &str, language: &str) -> Option<bool> {
    let lower = normal(words).to_lowercase();
    let tokens: Vec<&str> = lower
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '\''))
        .map(|word| word.trim_matches('\''))
        .collect();
    let english = ["not", "never", "no", "nor", "neither", "none", "nothing", "nobody", "nowhere", "cannot"];
    let sure: &[&str] = match language {
        "uk" => &["не", "ні", "ніколи", "немає", "ніхто", "ніщо", "нічого", "жоден"],
        "ru" => &["не", "ни", "нет", "никогда", "никто", "ничто", "ничего", "нельзя"],
        "de" => &[
            "nicht", "nie", "niemals", "nichts", "niemand", "kein", "keine", "keinen", "keiner", "keinem",
            "keines", "weder",
        ],
        "fr" => &["ne", "pas", "jamais", "aucun", "aucune", "rien", "ni"],
        "ar" => &["لا", "لم", "لن", "ليس", "ليست"],
        _ => &[],
    };
    let open: &[&str] = &[
        "without",
        "hardly",
        "scarce",
        "scarcely",
        "barely",
        "nay",
        "naught",
        "nought",
        "non",
        "ohne",
        "kaum",
        "sans",
        "personne",
        "plus",
        "point",
        "nemo",
        "nihil",
        "nec",
        "neque",
        "numquam",
        "nusquam",
        "nullus",
        "haud",
        "ne",
        "ما",
        "غير",
        "ولا",
        "ولم",
        "فلا",
        "بلا",
        "بدون",
        "без",
        "нема",
        "few",
        "little",
        "refuse",
        "refused",
        "deny",
        "denied",
        "except",
        "unless",
        "lest",
        "but",
        "нічим",
        "ні-",
    ];
    let is_sure = tokens.iter().any(|word| {
        english.contains(word)
            || sure.contains(word)
            || word.ends_with("n't")
            || (language == "fr" && word.starts_with("n'"))
            || (language == "zh" && word.contains(['不', '没', '无', '未']))
    });
    let is_empty = ["en", language]
        .iter()
        .any(|language| Language::get(language).words(List::EmptyNegations).find(&lower).is_some());
    if is_sure {
        return if is_empty { None } else { Some(true) };
    }
    let is_open = tokens.iter().any(|word| {
        open.contains(word)
            || (language == "uk" && (word.starts_with("ні") || word.starts_with("жодн")))
            || (language == "ru" && (word.starts_with("ни") || word.starts_with("нику")))
            || (language == "la"
                && (word.starts_with("nul") || word.starts_with("neq") || word.starts_with("nih")))
            || (language == "zh" && word.contains(['非', '勿', '莫', '别', '否', '沒', '無']))
    });
    let is_listed = |language: &str| {
        let language = Language::get(language);
        let lists = [List::Negations, List::Denials, List::Hedges, List::NegationsBehind];
        lists.iter().any(|list| language.words(*list).find(&lower).is_some())
    };
    let is_anywhere = || {
        tokens.iter().any(|word| {
            [List::Negations, List::Denials, List::Hedges].iter().any(|list| is_unmistakable(*list, word))
        })
    };
    if is_open || is_listed(language) || is_listed("en") || is_anywhere() { None } else { Some(false) }
}
