//! Pandoc's citation grammar over a row of cells.
//!
//! The rules are those of Pandoc's manual, section "Citation syntax", with its reader's answers where
//! the manual is silent: `[see @k, p. 33; -@j]`, `@k`, `@k [p. 33]`, `@{odd key}`.
//! `tests/suite/citations_pandoc.rs` holds them against Pandoc itself and lists the differences.
//!
//! 1. [`super::unit`]: what hides `;` and `]`: quoted strings, brackets, emphasis, other citations;
//! 2. [`Citations`]: the groups that begin at a bracket or at a narrative key;
//! 3. each suffix is taken apart: locator, excerpts, `translated`, the rest.
//!
//! Not handled: a citation inside another citation's suffix stays text there, as a mistake to report.

use ibid_languages::Language;

use std::ops::Range;

use super::cell::{Cell, OBJECT, text_of};
use super::citation::{Cite, Excerpt};
use super::emphasis::Emphasis;
use super::locator;
use super::unit::{CitationKey, QuoteContext, Units};
use crate::base::span::Span;
use crate::parse::markdown::Flow;

/// Stands for an excerpt in the rest of a suffix.
const EXCERPT: char = '\u{1f}';

/// A group before its block and statement are known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RawGroup {
    pub(super) cites: Vec<Cite>,
    pub(super) is_narrative: bool,
    /// Citations inside its prefixes and suffixes, which are text there.
    pub(super) nested: Vec<Range<usize>>,
    /// Index of the cell after the group.
    pub(super) end: usize,
}

/// The citations of a row of cells.
pub(super) struct Citations<'f> {
    pub(super) units: Units<'f>,
    cells: &'f [Cell],
    flow: &'f Flow,
    /// The language of the page, whose terms its locators may have.
    language: &'static Language,
}

impl<'f> Citations<'f> {
    pub(super) fn new(
        cells: &'f [Cell],
        specials: &[usize],
        flow: &'f Flow,
        language: &'static Language,
    ) -> Self {
        Self { units: Units::new(cells, specials, flow), cells, flow, language }
    }

    /// The bracketed group that begins at cell `start`, a `[`.
    pub(super) fn bracketed(&self, start: usize, context: QuoteContext) -> Option<RawGroup> {
        let end = self.units.group_end(start, context)?;
        // Most groups have one citation, and a site has many groups.
        let cites = Vec::with_capacity(1);
        let mut found = RawGroup { cites, is_narrative: false, nested: Vec::new(), end };
        self.list(&mut found, start + 1, context);
        Some(found)
    }

    /// The narrative citation whose key begins at cell `start`, an `@`. Its bracket ends before `bound`.
    pub(super) fn narrative(&self, start: usize, context: QuoteContext, bound: usize) -> Option<RawGroup> {
        let key = self.units.key_at(start)?;
        let mut found =
            RawGroup { cites: Vec::with_capacity(1), is_narrative: true, nested: Vec::new(), end: key.end };
        let bracket = self.units.narrative_bracket(key.end, context).filter(|(_, end)| *end <= bound);
        let Some((bracket, end)) = bracket else {
            found.cites.push(self.cite(key, start..start, key.end..key.end));
            return Some(found);
        };
        found.end = end;
        if self.units.group_end(bracket, context).is_some() {
            found.cites.push(self.cite(key, start..start, key.end..key.end));
            self.list(&mut found, bracket + 1, context);
        } else if let Some(stop) = self.units.stop_after(bracket + 1, context) {
            // `@k [p. 33]` or `@k [p. 33; @other]`
            found.cites.push(self.cite(key, start..start, bracket + 1..stop));
            self.nested(&mut found.nested, bracket + 1..stop, context);
            if self.cells[stop].is(';') {
                self.list(&mut found, stop + 1, context);
            }
        }
        Some(found)
    }

    /// Adds the citations from `from` to the closing bracket, which is known to stand.
    fn list(&self, found: &mut RawGroup, from: usize, context: QuoteContext) {
        let mut from = from;
        while let Some(key) = self.units.key_after(from, context)
            && let Some(stop) = self.units.stop_after(key.end, context)
        {
            let prefix = self.units.skip_space(from)..key.start;
            found.cites.push(self.cite(key, prefix.clone(), key.end..stop));
            self.nested(&mut found.nested, prefix, context);
            self.nested(&mut found.nested, key.end..stop, context);
            if self.cells[stop].is(']') {
                return;
            }
            from = stop + 1;
        }
    }

    /// The citations in a prefix or suffix, those in quoted strings aside.
    fn nested(&self, nested: &mut Vec<Range<usize>>, range: Range<usize>, context: QuoteContext) {
        let mut at = range.start;
        while at < range.end {
            let cell = self.cells[at];
            let is_key = cell.is('@') && self.units.key_at(at).is_some();
            let is_group = cell.is('[') && self.units.group_end(at, context).is_some();
            let next = self.units.next(at, context).unwrap_or(at + 1);
            if is_key || is_group {
                nested.push(at..next);
            }
            at = if is_key || is_group || self.units.quoted(at, context).is_some() { next } else { at + 1 };
        }
    }

    /// A citation in cells.
    fn cite(&self, key: CitationKey, prefix: Range<usize>, suffix: Range<usize>) -> Cite {
        let cells = self.cells;
        let from = if prefix.is_empty() { key.start } else { prefix.start };
        let end = if suffix.is_empty() { key.end } else { suffix.end };
        let span = Span { start: cells[from].at, end: cells[end - 1].end };
        let mut cite = Cite {
            key: cells[key.first..=key.last].iter().map(|cell| cell.letter).collect(),
            key_span: Span { start: cells[key.first].at, end: cells[key.last].end },
            suppress_author: key.suppress_author,
            prefix: self.marked(&cells[prefix.clone()]).trim().to_owned(),
            locator: None,
            locator_span: Span::at(span.end as usize),
            excerpts: self.quoted_in(prefix),
            is_translated: false,
            suffix: String::new(),
            span,
        };
        self.read_suffix(&mut cite, suffix);
        cite
    }

    /// The quoted strings of a prefix. They stay where they are, and are compared like excerpts, since a
    /// reader takes them for the source's words.
    fn quoted_in(&self, prefix: Range<usize>) -> Vec<Excerpt> {
        let mut excerpts = Vec::new();
        let mut at = prefix.start;
        while at < prefix.end {
            let close = self.units.excerpt_close(at).filter(|&close| close < prefix.end);
            if let Some(close) = close {
                excerpts.extend(self.excerpt(at + 1..close));
            }
            at = close.unwrap_or(at) + 1;
        }
        excerpts
    }

    /// The words of some cells with marks of emphasis.
    fn marked(&self, cells: &[Cell]) -> String {
        let mut words = String::new();
        let mut from = 0;
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.letter == OBJECT) {
            let piece = self.flow.pieces.get(cell.piece as usize);
            if let Some(mark) = piece.and_then(|piece| Emphasis::of_piece(&piece.kind)) {
                words.push_str(&text_of(&cells[from..at], self.flow));
                words.push(mark);
                from = at + 1;
            }
        }
        words.push_str(&text_of(&cells[from..], self.flow));
        words
    }

    fn excerpt(&self, inner: Range<usize>) -> Option<Excerpt> {
        let inner = &self.cells[inner];
        let span = Span { start: inner.first()?.at, end: inner.last()?.end };
        Some(Excerpt { text: text_of(inner, self.flow), span })
    }

    /// Takes a suffix apart: locator, excerpts, the word `translated`, and the rest.
    fn read_suffix(&self, cite: &mut Cite, suffix: Range<usize>) {
        let cells = self.cells;
        let mut rest: Vec<Cell> = Vec::new();
        let mut at = suffix.start;
        while at < suffix.end {
            match self.units.excerpt_close(at).filter(|&close| close < suffix.end) {
                Some(close) => {
                    cite.excerpts.extend(self.excerpt(at + 1..close));
                    rest.push(Cell { letter: EXCERPT, ..cells[at] });
                    at = close + 1;
                }
                None => {
                    rest.push(cells[at]);
                    at += 1;
                }
            }
        }
        let text = self.marked(&rest);
        let lead = text.len() - text.trim_start_matches(is_between).len();
        let (locator, used) = locator::parse(&text[lead..], self.language);
        let used = lead + used;
        if locator.is_some() {
            let letters = rest.iter().filter(|cell| cell.letter != OBJECT);
            let located = text[..used].chars().filter(|letter| !Emphasis::is_mark(*letter)).count();
            let located: Vec<&Cell> = letters.take(located).collect();
            let from = located.iter().find(|cell| !is_between(cell.letter));
            if let (Some(from), Some(to)) = (from, located.last()) {
                cite.locator_span = Span { start: from.at, end: to.end };
            }
        }
        cite.locator = locator;
        let rest = &text[used..];
        let mut remarks: Vec<String> = Vec::new();
        for part in rest.split(EXCERPT) {
            let has_translated =
                !cite.excerpts.is_empty() && part.split(',').any(|word| word.trim() == "translated");
            cite.is_translated |= has_translated;
            let words: Vec<&str> =
                part.split(',').filter(|word| !has_translated || word.trim() != "translated").collect();
            let words = words.join(",");
            let words = words.trim_matches(is_between);
            if !words.is_empty() {
                remarks.push(words.to_owned());
            }
        }
        cite.suffix = remarks.join(", ");
        if cite.locator.is_some() && !cite.suffix.is_empty() {
            let begins = rest.trim_start_matches(char::is_whitespace);
            let joint = match begins.chars().next() {
                Some(',' | EXCERPT) => ", ",
                _ if begins.len() < rest.len() => " ",
                _ => "",
            };
            cite.suffix.insert_str(0, joint);
        }
    }
}

/// Whether the letter stands between the parts of a suffix.
fn is_between(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ',' | EXCERPT)
}

#[cfg(test)]
mod tests {
    use crate::parse::markdown::{Block, parse};
    use crate::parse::topic::flow::FlowAnalysis;
    use crate::parse::topic::foreign::FlowPlace;

    use super::*;

    fn with_reading<T>(text: &str, tell: impl Fn(&FlowAnalysis<'_>) -> T) -> T {
        let blocks = parse("p.md", text, 0).0;
        let Some(Block::Paragraph(flow)) = blocks.first() else { panic!("{blocks:?}") };
        tell(&FlowAnalysis::new(flow, FlowPlace::Line, Language::get("en")))
    }

    /// The groups of a paragraph, written out: `prefix @key (locator) «excerpt» suffix`, citations apart by
    /// `;`, a narrative citation first and the others in its brackets.
    fn groups(text: &str) -> Vec<String> {
        with_reading(text, |reading| reading.groups.iter().map(|(_, found)| group(found)).collect())
    }

    fn group(found: &RawGroup) -> String {
        let cites: Vec<String> = found.cites.iter().map(cite).collect();
        match cites.split_first() {
            Some((first, [])) if found.is_narrative => first.clone(),
            Some((first, rest)) if found.is_narrative => format!("{first} [{}]", rest.join("; ")),
            _ => format!("[{}]", cites.join("; ")),
        }
    }

    fn cite(cite: &Cite) -> String {
        let minus = if cite.suppress_author { "-" } else { "" };
        let mut words = vec![cite.prefix.clone(), format!("{minus}@{}", cite.key)];
        words
            .extend(cite.locator.iter().map(|locator| format!("({})", locator.display(Language::get("en")))));
        words.extend(cite.excerpts.iter().map(|excerpt| format!("«{}»", excerpt.text)));
        words.extend(cite.is_translated.then(|| "translated".to_owned()));
        words.push(cite.suffix.trim_start_matches(is_between).to_owned());
        words.retain(|word| !word.is_empty());
        Emphasis::stripped(&words.join(" "))
    }

    /// What is reported as a citation that cannot be read.
    fn malformed(text: &str) -> Vec<String> {
        with_reading(text, |reading| {
            let spans = reading.malformed.iter().map(|range| reading.span(range));
            spans.map(|span| text[span.start as usize..span.end as usize].to_owned()).collect()
        })
    }

    #[test]
    fn a_group_has_citations_with_prefix_locator_and_suffix() {
        assert_eq!(groups("So it was [@k]."), ["[@k]"]);
        assert_eq!(groups("[@a; @b] and [@c]"), ["[@a; @b]", "[@c]"]);
        assert_eq!(groups("[see @k, p. 33 and *passim*; -@j]"), ["[see @k (p. 33) and passim; -@j]"]);
        assert_eq!(groups("[ see\n@k ,\n¶ 4 ]"), ["[see @k (¶ 4)]"]);
        assert_eq!(groups("[@k{ii, A}, so; @j{}, 99 years]"), ["[@k (pp. ii, A) so; @j 99 years]"]);
        assert_eq!(groups("[see --@k]"), ["[see -- @k]"]);
    }

    #[test]
    fn a_narrative_citation_takes_the_bracket_after_it() {
        assert_eq!(groups("@k says, (@j too)"), ["@k", "@j"]);
        assert_eq!(groups("@k [¶ 4] says"), ["@k (¶ 4)"]);
        assert_eq!(groups("@k [p. 3; see @j]"), ["@k (p. 3) [see @j]"]);
        assert_eq!(groups("@k\n[see @j]"), ["@k [see @j]"]);
        assert_eq!(groups("@k, [p. 3]"), ["@k"]);
        assert_eq!(groups("@k [^1]"), ["@k"]);
        assert_eq!(groups("-@k says"), ["@k"], "the author is left out only in brackets");
    }

    #[test]
    fn a_key_has_single_punctuation_inside() {
        assert_eq!(
            groups("@a.b. @a--b @a_b, @a:b/c! @https://x.org/y?z. @2010"),
            ["@a.b", "@a", "@a_b", "@a:b/c", "@https://x.org/y?z", "@2010"]
        );
        assert_eq!(
            groups("@{https://x.org/?a=b;c} [@{odd key}; @{a{b}c}]"),
            ["@https://x.org/?a=b;c [@odd key; @a{b}c]"]
        );
        assert_eq!(groups("@ @{} @, [@*]"), Vec::<String>::new());
    }

    #[test]
    fn no_citation_begins_after_a_word() {
        for text in ["me@x.org", "U.S.@k", "é@k", "*so*@k", r"\@k", "`@k`", "<me@x.org>", "[text @k](u)"] {
            assert_eq!(groups(text), Vec::<String>::new(), "{text}");
        }
        for text in ["x-@k", "x/@k", "so...@k", "“@k", "_@k", "`x`@k"] {
            assert_eq!(groups(text), ["@k"], "{text}");
        }
    }

    #[test]
    fn quoted_strings_brackets_and_markup_are_units() {
        assert_eq!(groups("[@a, \"b; c] d\"; @e]"), ["[@a «b; c] d»; @e]"]);
        assert_eq!(groups("[@a, “b; c”; @e, «f; g»; @h, „i] j“]"), ["[@a «b; c»; @e «f; g»; @h «i] j»]"]);
        assert_eq!(groups("[@a, 'b; c' d; @e]"), ["[@a 'b; c' d; @e]"]);
        assert_eq!(groups("[@a [b; c] d; @e]"), ["[@a [b; c] d; @e]"]);
        assert_eq!(groups(r"[@a *b; c* `]` [d;](u) \; e; @f]"), ["[@a b; c ] d; ; e; @f]"]);
        assert_eq!(groups("[@a's; @b's]"), ["[@a 's; @b 's]"]);
        assert_eq!(groups("[@a, a 6\" pipe; @b]"), ["[@a a 6\" pipe; @b]"]);
    }

    #[test]
    fn a_quoted_string_is_an_excerpt() {
        assert_eq!(groups("[@k, ¶ 4, \"one\", \"two\", so]"), ["[@k (¶ 4) «one» «two» so]"]);
        assert_eq!(
            groups("[@k, \"one\", ¶ 4] [@k, ¶ 4 \"one\" x]"),
            ["[@k (¶ 4) «one»]", "[@k (¶ 4) «one» x]"]
        );
        assert_eq!(groups("“ours” [@k, \"слова\", translated]"), ["[@k «слова» translated]"]);
        assert_eq!(groups("[@k, translated]"), ["[@k translated]"]);
        assert_eq!(groups("“so [@k, \"one\"]”"), ["[@k «one»]"]);
        assert_eq!(groups(r#"[@k, \"no\" and 'no']"#), [r#"[@k "no" and 'no']"#]);
    }

    #[test]
    fn what_follows_a_group_may_make_it_none() {
        assert_eq!(groups("[@k](no target) [@k]{.class} [@k][label]"), ["@k", "@k", "@k"]);
        assert_eq!(groups("[@k][@j] [@k] [label] [@k] (so)"), ["[@k]", "[@j]", "[@k]", "[@k]"]);
    }

    #[test]
    fn a_group_does_not_reach_out_of_markup_or_brackets() {
        assert_eq!(groups("*[@k* x]"), ["@k"]);
        assert_eq!(groups("[x [see @k] y]"), ["[see @k]"]);
        assert_eq!(groups("[no; @k [p. 3]]"), ["@k (p. 3)"]);
    }

    #[test]
    fn spans_are_places_in_the_file() {
        let text = "Ж [see @{ж k}, p. 3, \"слова\" *x*] `c`";
        with_reading(text, |reading| {
            let (_, found) = &reading.groups[0];
            let place = |span: Span| &text[span.start as usize..span.end as usize];
            let cite = &found.cites[0];
            assert_eq!(place(cite.key_span), "ж k");
            assert_eq!(place(cite.locator_span), "p. 3");
            assert_eq!(place(cite.excerpts[0].span), "слова");
            assert_eq!(place(cite.span), "see @{ж k}, p. 3, \"слова\" *x*");
        });
    }

    #[test]
    fn what_looks_like_a_citation_and_is_none_is_reported() {
        assert_eq!(malformed("[@k; ] [-@k; x] [@*] [@k](no target)"), ["[@k; ]", "[-@k; x]", "[@*]", "[@k]"]);
        assert_eq!(malformed("[@k \"open"), ["[@k"]);
        assert_eq!(malformed("[@k] @k [p. 3] [k] [see k]"), Vec::<String>::new());
    }

    #[test]
    fn a_citation_in_a_citation_is_reported() {
        assert_eq!(malformed("[@a, @b]"), ["@b"]);
        assert_eq!(malformed("[@a see [@b; @c] x; see [d @e] @f]"), ["[@b; @c]", "[d @e]"]);
        assert_eq!(malformed("[@a, \"as @b said\"] [@a, me@b.org]"), Vec::<String>::new());
    }
}
