//! Amounts: digits with their separators, and number words put together.
//!
//! `1.000` is a thousand in one language and one in another: where the mark is the decimal mark of the text's language,
//! an amount has both readings, the likelier first, and a source that has either supports it.

use ibid_languages::{Language as Words, List};

use super::lexicon::{Lexicon, NumberWord, word};
use super::token::{FigureToken, TokenGap, TokenKind};
use super::value::Decimal;

/// Digits as written, with every number they may mean.
#[derive(Debug)]
pub(super) struct Digits {
    /// Index of the token after.
    pub(super) end: usize,
    /// The likeliest first; never empty.
    pub(super) readings: Vec<Decimal>,
    /// The numbers of each group, where the space between them need not join them.
    pub(super) groups: Vec<Decimal>,
    /// Whether there are no separators.
    pub(super) plain: bool,
}

/// A number with more groups of digits is read in pieces, so that reading stays linear.
const MAX_GROUPS: usize = 12;

/// The digits at `at`; `1.2.3` gives no amount.
pub(super) fn digits(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<Digits> {
    if tokens.get(at)?.kind != TokenKind::Digits {
        return None;
    }
    let mut groups = vec![&*tokens[at].text];
    let mut separators = String::new();
    let mut spaced = false;
    let mut end = at + 1;
    while let Some(next) = tokens.get(end).filter(|_| groups.len() < MAX_GROUPS) {
        let after = tokens.get(end + 1);
        let by_mark = next.gap == TokenGap::None && next.is_mark(",.'’٬٫");
        if by_mark
            && after.is_some_and(|after| after.gap == TokenGap::None && after.kind == TokenKind::Digits)
        {
            separators.push_str(&next.text);
            groups.push(&tokens[end + 1].text);
            end += 2;
        } else if next.kind == TokenKind::Digits
            && matches!(next.gap, TokenGap::Tight | TokenGap::Space)
            && is_grouped(&groups, &next.text)
            && separators.chars().all(|separator| separator == ' ')
        {
            spaced |= next.gap == TokenGap::Space;
            separators.push(' ');
            groups.push(&next.text);
            end += 1;
        } else {
            break;
        }
    }
    let singly = |groups: &[&str]| groups.iter().map(|group| Decimal::new(group, "")).collect::<Vec<_>>();
    let first_only = || Digits {
        end: at + 1,
        readings: singly(&groups[..1]),
        groups: Vec::new(),
        plain: groups.len() == 1,
    };
    let Some(last) = separators.chars().last() else { return Some(first_only()) };
    let (tail, head) = groups.split_last()?;
    let lead: String = separators.chars().take(head.len().saturating_sub(1)).collect();
    let uniform = lead.chars().all(|separator| separator == last);
    let thousands = uniform && is_grouped(head, tail);
    let whole = || Decimal::new(&groups.concat(), "");
    let decimal = || Decimal::new(&head.concat(), tail);
    let readings = if last == ',' && uniform && is_indian(head, tail) {
        vec![whole()]
    } else if last == '٫' {
        // The decimal mark of Arabic digits, and nothing else.
        if !is_same_mark(&lead) || lead.contains('٫') {
            return None;
        }
        vec![decimal()]
    } else if last == ' ' || (thousands && groups.len() > 2) {
        vec![whole()]
    } else if thousands && matches!(last, ',' | '.') {
        let point = if language.language.decimal_mark == '.' { '.' } else { ',' };
        // `5,000` in English is nothing but five thousand; `1.000` may be German in an English text.
        if last == point {
            vec![decimal(), whole()]
        } else if language.language.is_known() {
            vec![whole()]
        } else {
            vec![whole(), decimal()]
        }
    } else if thousands {
        vec![whole()]
    } else if matches!(last, ',' | '.') && (groups.len() == 2 || (!uniform && is_same_mark(&lead))) {
        vec![decimal()]
    } else if last == '.' && uniform {
        return None;
    } else {
        return Some(first_only());
    };
    let groups = if spaced { singly(&groups) } else { Vec::new() };
    Some(Digits { end, readings, groups, plain: false })
}

fn is_same_mark(marks: &str) -> bool {
    marks.chars().all(|mark| marks.starts_with(mark))
}

/// Whether `next` may continue groups of three digits.
fn is_grouped(groups: &[&str], next: &str) -> bool {
    let first = groups.first().map_or(0, |first| first.len());
    (1..=3).contains(&first) && next.len() == 3 && groups.iter().skip(1).all(|group| group.len() == 3)
}

/// Whether groups are those of Indian numbers, in lakh and crore: `1,50,000`.
fn is_indian(head: &[&str], tail: &str) -> bool {
    let Some((first, middle)) = head.split_first() else { return false };
    (1..=2).contains(&first.len())
        && !middle.is_empty()
        && middle.iter().all(|group| group.len() == 2)
        && tail.len() == 3
}

/// A number in words.
#[derive(Debug)]
pub(super) struct Spelled {
    /// Index of the token after.
    pub(super) end: usize,
    pub(super) value: Decimal,
    pub(super) ordinal: bool,
    /// The power of ten of the last scale word (million: 6), or 0.
    pub(super) scale: u8,
    /// Whether it begins with a bare “hundred” or “thousand”.
    pub(super) bare: bool,
}

/// Whether a word begins a number and a half: `півтора`, `dreieinhalb`.
pub(super) fn begins_half(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> bool {
    half_words(tokens, at, language).is_some() || without_half(language, &tokens[at]).is_some()
}

/// A number and a half in words of their own, and how many tokens they are: `півтора`, `ढाई`, `साढ़े तीन`.
fn half_words(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<(Decimal, usize)> {
    let length = |list: List| {
        if language.language.words(list).is_empty() { None } else { language.length_at(list, tokens, at) }
    };
    if let Some(length) = length(List::OneAndAHalf) {
        return Some((Decimal::new("1", "5"), length));
    }
    if let Some(length) = length(List::TwoAndAHalf) {
        return Some((Decimal::new("2", "5"), length));
    }
    let length = length(List::PlusHalf)?;
    let next = tokens.get(at + length)?;
    let number = match next.kind {
        TokenKind::Digits => Decimal::new(&next.text, ""),
        TokenKind::Word => match word(language, &next.text)? {
            NumberWord::Cardinal(number) => Decimal::whole(number.into()),
            _ => return None,
        },
        TokenKind::Mark => return None,
    };
    Some((number.and_a_half(), length + 1))
}

/// What stands before the half that ends a number word: `drei` in `dreieinhalb`.
fn without_half<'t>(language: &'static Lexicon, token: &'t FigureToken) -> Option<&'t str> {
    language.half_endings.iter().find_map(|ending| token.text.strip_suffix(ending))
}

/// The number words at `at`.
pub(super) fn spelled(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<Spelled> {
    let first = tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
    if !language.language.is_spaced {
        return numerals(tokens, at, language);
    }
    if let Some((value, length)) = half_words(tokens, at, language) {
        let mut found = Spelled { end: at + length, value, ordinal: false, scale: 0, bare: false };
        take_scale(tokens, &mut found, language);
        return Some(found);
    }
    if language.has(List::Halves, first) {
        let skipped =
            tokens.get(at + 1).is_some_and(|token| token.is_dash() || language.has(List::Indefinites, token));
        let end = at + 1 + usize::from(skipped);
        let (times, power) = match scale_at(tokens, end, language) {
            Some(NumberWord::Scale(power)) => (Decimal::new("", "5"), power),
            Some(NumberWord::Dozen) => (Decimal::whole(6), 0),
            _ => return None,
        };
        return Some(Spelled {
            end: end + 1,
            value: times.scaled(power),
            ordinal: false,
            scale: power,
            bare: false,
        });
    }
    if let Some(NumberWord::Cardinal(number)) =
        without_half(language, first).and_then(|lead| word(language, lead))
    {
        let value = Decimal::whole(number.into()).and_a_half();
        let mut found = Spelled { end: at + 1, value, ordinal: false, scale: 0, bare: false };
        take_scale(tokens, &mut found, language);
        return Some(found);
    }
    let mut sum = Sum { language: Some(language), ..Sum::default() };
    let mut end = at;
    while let Some(next) = sum.seek(tokens, end, language) {
        let single = || word(language, &tokens[next].text).map(|word| (word, 1));
        let Some((word, length)) = language.number_phrase(tokens, next).or_else(single) else { break };
        if !sum.take(word) {
            break;
        }
        end = next + length;
        if sum.ordinal || sum.closed {
            break;
        }
    }
    if end == at {
        return None;
    }
    let value = Decimal::whole(sum.total.checked_add(sum.current)?);
    let mut found =
        Spelled { end, value, ordinal: sum.ordinal, scale: sum.scale.unwrap_or(0), bare: sum.bare };
    let half = half_follows(tokens, end, language);
    if let Some(length) = half.filter(|_| !found.ordinal && found.scale == 0) {
        // The Arabic dual: مليونين ونصف, two millions and a half.
        let power = [9, 6, 3].into_iter().find(|power| found.value == Decimal::whole(2).scaled(*power));
        found.value = match power {
            Some(power) => Decimal::new("2", "5").scaled(power),
            None => found.value.and_a_half(),
        };
        found.end += length;
        take_scale(tokens, &mut found, language);
    } else if let Some(length) = half.filter(|_| found.bare && sum.words == 1 && found.scale > 0) {
        // “a million and a half”
        found.value = Decimal::new("1", "5").scaled(found.scale);
        found.end += length;
    } else if let Some(length) = half.filter(|_| !found.ordinal)
        && let Some(times) = sum.total.checked_div(10_u128.pow(u32::from(found.scale.min(36))))
        && (1..1000).contains(&times)
        && Decimal::whole(times).scaled(found.scale) == found.value
    {
        // “deux millions et demi”: a half of the scale.
        found.value = Decimal::whole(times).and_a_half().scaled(found.scale);
        found.end += length;
    }
    Some(found)
}

/// A number in Chinese or Japanese numerals, each a token of its own: `三百五十`, `十二`. A lone numeral is more often
/// part of a word, unless a unit follows.
fn numerals(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<Spelled> {
    let (mut total, mut section, mut digit) = (0_u128, 0_u128, 0_u128);
    let (mut end, mut scale, mut is_multiplied) = (at, 0_u8, false);
    while let Some(token) = tokens.get(end).filter(|token| end == at || token.gap == TokenGap::None) {
        match word(language, &token.text) {
            Some(NumberWord::Cardinal(number)) if number < 10 => digit = number.into(),
            Some(found @ (NumberWord::Hundred | NumberWord::Scale(_))) => {
                let power = if let NumberWord::Scale(power) = found { power } else { 2 };
                if end == at && power != 1 && !begins_number(tokens, at, power, language) {
                    return None;
                }
                is_multiplied = true;
                let times = 10_u128.pow(u32::from(power));
                if power < 4 {
                    section = section.checked_add(digit.max(1).checked_mul(times)?)?;
                } else {
                    total = total.checked_add(section.checked_add(digit)?.checked_mul(times)?)?;
                    (section, scale) = (0, power);
                }
                digit = 0;
            }
            _ => break,
        }
        end += 1;
    }
    let value = Decimal::whole(total.checked_add(section)?.checked_add(digit)?);
    // `五小时`: a lone numeral counts before a unit.
    let is_measured = || end == at + 1 && language.unit(tokens, end).is_some();
    let is_number = if end > at + 1 { is_multiplied } else { is_measured() };
    is_number.then_some(Spelled { end, value, ordinal: false, scale, bare: false })
}

/// Whether a hundred or a thousand without a digit before it begins a number: `百五十`, `百万`, but not `百年`, `千万`.
fn begins_number(tokens: &[FigureToken], at: usize, power: u8, language: &'static Lexicon) -> bool {
    let next = tokens.get(at + 1).filter(|next| next.is_any_word() && next.gap == TokenGap::None);
    match next.and_then(|next| word(language, &next.text)) {
        Some(NumberWord::Cardinal(number)) => number < 10 && power < 4,
        Some(NumberWord::Scale(next)) => power < 4 && next == 1 || power == 2 && next == 4,
        _ => false,
    }
}

/// “and a half”, `з половиною`, `с половиной`: how many tokens say so.
pub(super) fn half_follows(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<usize> {
    language.length_at(List::AndAHalf, tokens, at)
}

/// A scale word, perhaps after a hyphen or in the genitive plural.
pub(super) fn scale_at(tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<NumberWord> {
    let token =
        tokens.get(at).filter(|token| token.kind == TokenKind::Word && token.gap != TokenGap::Line)?;
    match word(language, &token.text)? {
        NumberWord::Many(power) if language.language.declines_names && power >= 3 => {
            Some(NumberWord::Scale(power))
        }
        found @ (NumberWord::Scale(_) | NumberWord::Dozen) => Some(found),
        _ => None,
    }
}

fn take_scale(tokens: &[FigureToken], found: &mut Spelled, language: &'static Lexicon) {
    if let Some(NumberWord::Scale(power)) = scale_at(tokens, found.end, language) {
        found.value = found.value.scaled(power);
        found.scale = power;
        found.end += 1;
    }
}

/// A number being put together, word by word.
#[derive(Default)]
struct Sum {
    language: Option<&'static Lexicon>,
    total: u128,
    /// Below the last scale word.
    current: u128,
    is_set: bool,
    words: u32,
    /// The last scale word's power; a later one must be smaller.
    scale: Option<u8>,
    after_hundred: bool,
    ordinal: bool,
    closed: bool,
    bare: bool,
}

impl Sum {
    /// The index of the next word that may belong to the number.
    fn seek(&self, tokens: &[FigureToken], at: usize, language: &'static Lexicon) -> Option<usize> {
        let is_word = |at: usize, gap: TokenGap| {
            tokens.get(at).is_some_and(|token| token.kind == TokenKind::Word && token.gap <= gap)
        };
        if self.words == 0 {
            return Some(at);
        }
        let next = tokens.get(at)?;
        if next.is_dash() && next.gap == TokenGap::None {
            return is_word(at + 1, TokenGap::None).then_some(at + 1);
        }
        if language.has(List::NumberJoiners, next) {
            // “two hundred and five”; in other languages “treinta y cinco” too.
            let is_tens = self.is_set && self.current.is_multiple_of(10) && self.current % 100 >= 20;
            let wanted = self.after_hundred
                || (self.scale.is_some() && !self.is_set)
                || (is_tens && !language.language.has_hyphened_tens);
            let small = tokens.get(at + 1).and_then(|token| word(language, &token.text));
            let small = matches!(small, Some(NumberWord::Cardinal(number) | NumberWord::Ordinal(number)) if number < 100);
            return (wanted && small && is_word(at + 1, TokenGap::Space)).then_some(at + 1);
        }
        is_word(at, TokenGap::Space).then_some(at)
    }

    /// Adds a word, or says that it belongs to another number.
    fn take(&mut self, word: NumberWord) -> bool {
        let taken = match word {
            NumberWord::Cardinal(number) => self.add(number),
            NumberWord::Ordinal(number @ (100 | 1000)) if self.is_set => {
                self.ordinal = true;
                self.current = self.current.saturating_mul(u128::from(number));
                true
            }
            NumberWord::Ordinal(number) => {
                self.ordinal = self.add(number);
                self.ordinal
            }
            NumberWord::Hundred | NumberWord::Many(2) => self.hundred(word),
            NumberWord::Scale(power) => self.scale(power),
            NumberWord::Many(power) => self.is_set && power >= 3 && self.scale(power),
            NumberWord::Dozen => {
                self.closed = true;
                self.current = if self.is_set { self.current } else { 1 }.saturating_mul(12);
                true
            }
            NumberWord::Part(_) => false,
        };
        self.words += u32::from(taken);
        self.after_hundred = taken
            && (word == NumberWord::Hundred || (self.after_hundred && self.current.is_multiple_of(100)));
        taken
    }

    fn add(&mut self, number: u32) -> bool {
        let number = u128::from(number);
        let current = self.current;
        let is = |test: fn(&Words) -> bool| self.language.is_some_and(|language| test(language.language));
        let by_twenties = is(|words| words.counts_by_twenties);
        let is_year = is(|words| words.has_paired_years)
            && self.words == 1
            && self.total == 0
            && (10..=20).contains(&current);
        if is_year && (10..100).contains(&number) {
            self.current = current * 100 + number;
            return true;
        }
        // “quatre-vingts”
        if self.is_set && by_twenties && number == 20 && current % 100 == 4 {
            self.current = current + 76;
            return true;
        }
        let fits = !self.is_set
            || match number {
                0 => false,
                1..10 => {
                    let follows_ten =
                        current % 100 == 10 || (by_twenties && matches!(current % 100, 70 | 90));
                    // “dix-sept”, “on yedi”
                    let may_follow_ten =
                        is(|words| words.separates_ten_and_ones) || (by_twenties && number >= 7);
                    current >= 10 && current.is_multiple_of(10) && (!follows_ten || may_follow_ten)
                }
                // “soixante-quinze”, “quatre-vingt-dix”
                10..20 if by_twenties && matches!(current % 100, 60 | 80) => true,
                // “five and twenty”
                10..100
                    if is(|words| words.has_ones_before_tens)
                        && number.is_multiple_of(10)
                        && (1..10).contains(&(current % 100)) =>
                {
                    true
                }
                10..100 => current >= 100 && current.is_multiple_of(100),
                _ => false,
            };
        if fits {
            self.current = if self.is_set { current + number } else { number };
            self.is_set = true;
        }
        fits
    }

    fn hundred(&mut self, word: NumberWord) -> bool {
        if !self.is_set && word == NumberWord::Hundred {
            self.bare |= self.words == 0;
            self.current = 100;
        } else if self.is_set && (1..100).contains(&self.current) {
            self.current *= 100;
        } else {
            return false;
        }
        self.is_set = true;
        true
    }

    fn scale(&mut self, power: u8) -> bool {
        if self.scale.is_some_and(|last| last <= power) || (!self.is_set && self.words > 0) {
            return false;
        }
        self.bare |= !self.is_set;
        let times = if self.is_set { self.current } else { 1 };
        let Some(total) =
            times.checked_mul(10_u128.pow(u32::from(power))).and_then(|sum| sum.checked_add(self.total))
        else {
            return false;
        };
        self.total = total;
        (self.current, self.is_set, self.scale) = (0, false, Some(power));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::language as language_of;
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn reads_digits() {
        let read = |text: &str, language| digits(&tokens(text), 0, language).map(|found| found.readings);
        let number = |whole: &str, fraction: &str| Decimal::new(whole, fraction);
        assert_eq!(read("1,000 men", language_of("en")), Some(vec![number("1000", "")]));
        assert_eq!(read("1.000 men", language_of("en")), Some(vec![number("1", ""), number("1000", "")]));
        assert_eq!(read("1.000 km", language_of("de")), Some(vec![number("1000", "")]));
        assert_eq!(read("1 000,5", language_of("uk")), Some(vec![number("1000", "5")]));
        assert_eq!(read("1,234,567.8", language_of("en")), Some(vec![number("1234567", "8")]));
        assert_eq!(read("1.2.3", language_of("en")), None);
        assert_eq!(read("2022, 14", language_of("en")), Some(vec![number("2022", "")]));
        let spaced = digits(&tokens("5 200"), 0, language_of("en")).unwrap();
        assert_eq!((spaced.readings, spaced.groups.len()), (vec![number("5200", "")], 2));
    }

    #[test]
    fn reads_words() {
        let read = |text: &str, language| {
            let tokens = tokens(text);
            let found = spelled(&tokens, 0, language).unwrap();
            (found.value, found.end == tokens.len())
        };
        for (language, text, number) in [
            (language_of("en"), "twenty-eight", 28),
            (language_of("en"), "one hundred and five thousand two hundred", 105_200),
            (language_of("en"), "nineteen ninety-one", 1991),
            (language_of("en"), "half a million", 500_000),
            (language_of("en"), "two and a half million", 2_500_000),
            (language_of("en"), "twenty-first", 21),
            (language_of("uk"), "двадцять вісім", 28),
            (language_of("uk"), "п’ять тисяч двісті", 5_200),
            (language_of("ru"), "двадцать первого", 21),
            (language_of("de"), "fünf Millionen", 5_000_000),
            (language_of("de"), "achtundzwanzig", 28),
        ] {
            assert_eq!(read(text, language), (Decimal::whole(number), true), "{text}");
        }
        assert_eq!(read("two three", language_of("en")), (Decimal::whole(2), false));
    }
}
