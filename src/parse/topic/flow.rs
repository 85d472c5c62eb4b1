//! One run of inline text: its citations, notes, quotations and statements. What remains is written by [`mod@write`].

mod write;

use std::cell::OnceCell;
use std::ops::Range;

use ibid_languages::Language;

use super::cell::{self, Cell, OBJECT, ShowPiece, cells, stretch, text_of};
use super::citation::Claim;
use super::citation_grammar::{Citations, RawGroup};
use super::foreign::{self, BracketedWord, FlowPlace, Foreign};
use super::permalink::{self, Given};
use super::quotation::{self, MarkPair};
use super::unit::QuoteContext;
use crate::base::sentence;
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::parse::markdown::{Flow, PieceKind};

pub(super) use write::{FlowNumbering, inlines, markable};
pub use write::{Image, Inline};

/// What was found in a run of text, in cells.
pub(super) struct FlowAnalysis<'f> {
    pub(super) flow: &'f Flow,
    /// The language of the page.
    language: &'static Language,
    pub(super) cells: Vec<Cell>,
    /// The cells that may be more than letters, in order.
    specials: Vec<usize>,
    /// Groups with the cell at which each begins.
    pub(super) groups: Vec<(usize, RawGroup)>,
    /// Inline notes `^[…]`: the cells of their text; the whole is one more on the right, two on the left.
    pub(super) notes: Vec<Range<usize>>,
    /// Labels of `[^label]` that lead nowhere, with their cells.
    pub(super) undefined: Vec<(String, Range<usize>)>,
    /// What looks like a citation and is none.
    pub(super) malformed: Vec<Range<usize>>,
    /// Ids that the author gives to statements.
    pub(super) ids: Vec<Given>,
    pub(super) quotations: Vec<MarkPair>,
    /// Quotation marks without a partner.
    pub(super) unpaired: Vec<usize>,
    /// Syntax of other tools, in order.
    pub(super) foreign: Vec<Foreign>,
    /// Words in brackets that may be keys of sources.
    pub(super) bracketed: Vec<BracketedWord>,
    /// Quotations in marks that are not compared.
    pub(super) unchecked: Vec<Range<usize>>,
    /// Cells of citations, notes and ids, in order.
    taken: Vec<Range<usize>>,
    sentences: OnceCell<Vec<Range<usize>>>,
}

/// Cells up to the closing bracket of a citation in full-width letters.
const LONGEST_FULL_WIDTH: usize = 60;

impl<'f> FlowAnalysis<'f> {
    /// Finds everything in a flow. In a blockquote, which is a quotation, none are looked for.
    pub(super) fn new(flow: &'f Flow, place: FlowPlace, language: &'static Language) -> Self {
        let (cells, specials) = cells(flow);
        let foreign = foreign::constructs(&cells, &specials, flow, place);
        let mut reading = Self {
            flow,
            language,
            cells,
            specials,
            groups: Vec::new(),
            notes: Vec::new(),
            undefined: Vec::new(),
            malformed: Vec::new(),
            ids: Vec::new(),
            quotations: Vec::new(),
            unpaired: Vec::new(),
            foreign,
            bracketed: Vec::new(),
            unchecked: Vec::new(),
            taken: Vec::new(),
            sentences: OnceCell::new(),
        };
        reading.find_groups();
        reading.find_full_width();
        reading.find_ids();
        if place != FlowPlace::Quoted {
            reading.find_quotations();
        }
        reading
    }

    fn find_quotations(&mut self) {
        let opaque: Vec<Range<usize>> = self.opaque().collect();
        let is_free = |at: usize| !is_within(&self.taken, at) && !is_within(&opaque, at);
        let (pairs, unpaired) = quotation::pairs(&self.cells, &self.specials, is_free);
        let quoted: Vec<Range<usize>> = pairs.iter().map(|pair| pair.open..pair.close + 1).collect();
        let has_citation = !self.groups.is_empty();
        let mut unchecked =
            quotation::unchecked(&self.cells, &self.specials, (has_citation, self.language), |at| {
                is_free(at) && !is_within(&quoted, at)
            });
        if has_citation {
            let is_free = |at: usize| is_free(at) && !is_within(&quoted, at);
            let (cells, specials) = (&self.cells, &self.specials);
            unchecked.extend(quotation::emphasized(cells, specials, self.flow, self.language, is_free));
            unchecked.extend(quotation::in_code(cells, specials, self.flow, is_free));
            unchecked.sort_by_key(|range| range.start);
        }
        self.bracketed = foreign::linked_keys(&self.cells, &self.specials);
        if self.specials.iter().any(|at| self.cells[*at].is('[')) {
            let malformed = &self.malformed;
            let whole: Vec<Range<usize>> = self.foreign.iter().map(|foreign| foreign.range.clone()).collect();
            let is_text = |at: usize| {
                !is_within(&self.taken, at)
                    && !is_within(&quoted, at)
                    && !is_within(&whole, at)
                    && !malformed.iter().any(|range| range.contains(&at))
            };
            let (found, words) = foreign::brackets(&self.cells, &self.specials, self.flow, is_text);
            self.bracketed.extend(words);
            self.foreign.extend(found);
        }
        self.quotations = pairs;
        self.unpaired = unpaired;
        self.unchecked = unchecked;
    }

    /// The cells of other tools' syntax that hold no words of the page.
    fn opaque(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.foreign.iter().filter(|foreign| foreign.is_opaque()).map(|foreign| foreign.range.clone())
    }

    fn find_groups(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let specials = std::mem::take(&mut self.specials);
        let citations = Citations::new(&cells, &specials, self.flow, self.language);
        let mut at = 0;
        // As in Pandoc, a quoted string does not open inside another of its kind.
        let mut context = QuoteContext::Text;
        let mut quoted: Vec<(usize, QuoteContext)> = Vec::new();
        // Nor does a citation reach out of the brackets it stands in.
        let mut brackets: Vec<usize> = Vec::new();
        let opaque: Vec<Range<usize>> = self.opaque().collect();
        for &special in &specials {
            if special < at {
                continue;
            }
            at = special;
            if is_within(&opaque, at) {
                at += 1;
                continue;
            }
            let cell = cells[at];
            while brackets.pop_if(|close| *close < at).is_some() {}
            let bound = brackets.last().copied().unwrap_or(cells.len());
            while let Some((_, outer)) = quoted.pop_if(|(close, _)| *close <= at) {
                context = outer;
            }
            if !cell.is_plain || cell.in_link {
                at += 1;
            } else if cell.letter == '^' {
                at = self.inline_note(&citations, at);
            } else if cell.letter == '[' {
                brackets.extend(citations.units.closing_bracket(at).filter(|close| *close < bound));
                at = self.bracket(&cells, &citations, at, (context, bound));
            } else if cell.letter == '@' {
                at = match citations.narrative(at, context, bound) {
                    Some(found) => self.group(at, found),
                    None => at + 1,
                };
            } else {
                if let Some((close, inside)) =
                    citations.units.quoted(at, context).filter(|(close, _)| *close < bound)
                {
                    quoted.push((close, context));
                    context = inside;
                }
                at += 1;
            }
        }
        drop(citations);
        self.cells = cells;
        self.specials = specials;
        self.taken = self.syntax_ranges();
    }

    /// Finds what an input method for Chinese or Japanese makes of a citation: `[＠key]`, `［＠key］`.
    fn find_full_width(&mut self) {
        let cells = &self.cells;
        let opens = |at: usize| cells[at].is_one_of(&['[', '［', '【', '〔']);
        let is_one = |at: &usize| {
            cells[*at].is('＠')
                && at.checked_sub(1).is_some_and(opens)
                && cells.get(at + 1).is_some_and(|next| next.letter.is_alphanumeric())
        };
        let end = |at: usize| {
            let rest = cells[at..].iter().take(LONGEST_FULL_WIDTH);
            let length = rest.take_while(|cell| !cell.is_one_of(&[']', '］', '】', '〕'])).count();
            (at + length + 1).min(cells.len())
        };
        let found = self.specials.iter().copied().filter(is_one).map(|at| at - 1..end(at));
        let found: Vec<Range<usize>> = found.filter(|range| !is_within(&self.taken, range.start)).collect();
        self.malformed.extend(found);
    }

    fn find_ids(&mut self) {
        if !self.specials.iter().any(|at| self.cells[*at].is('{')) {
            return;
        }
        let groups: Vec<Range<usize>> = self.groups.iter().map(|(start, found)| *start..found.end).collect();
        self.ids = permalink::given(&self.cells, &groups, |at| !is_within(&self.taken, at));
        if !self.ids.is_empty() {
            self.taken.extend(self.ids.iter().map(|given| given.range.clone()));
            self.taken.sort_by_key(|range| range.start);
        }
    }

    /// Adds a group; gives the cell after it.
    fn group(&mut self, at: usize, found: RawGroup) -> usize {
        let end = found.end;
        self.malformed.extend(found.nested.iter().cloned());
        self.groups.push((at, found));
        end
    }

    fn bracket(
        &mut self,
        cells: &[Cell],
        citations: &Citations<'_>,
        at: usize,
        place: (QuoteContext, usize),
    ) -> usize {
        if let Some(close) = citations.units.note_close(at) {
            self.undefined.push((text_of(&cells[at + 2..close], self.flow), at..close + 1));
            return close + 1;
        }
        if let Some(end) = foreign::org_citation(cells, at) {
            self.malformed.push(at..end);
            return end;
        }
        let (context, bound) = place;
        if let Some(found) = citations.bracketed(at, context).filter(|found| found.end <= bound) {
            return self.group(at, found);
        }
        let looks_like = |at: usize| cells.get(at).is_some_and(|cell| cell.is('@'));
        if looks_like(at + 1) || (cells.get(at + 1).is_some_and(|cell| cell.is('-')) && looks_like(at + 2)) {
            let last = cells.len().min(at + 60);
            let word_end = || (at..last).find(|&index| cells[index].letter.is_whitespace()).unwrap_or(last);
            let end = citations.units.closing_bracket(at).map_or_else(word_end, |close| close + 1);
            self.malformed.push(at..end);
        }
        at + 1
    }

    /// `^[…]`; the text may hold citations of its own.
    fn inline_note(&mut self, citations: &Citations<'_>, at: usize) -> usize {
        match citations.units.inline_note_close(at + 1) {
            Some(close) => {
                self.notes.push(at + 2..close);
                close + 1
            }
            None => at + 1,
        }
    }

    /// Cells that belong to citations and notes and not to the text, in order; ids are added by
    /// [`Self::find_ids`].
    fn syntax_ranges(&self) -> Vec<Range<usize>> {
        let groups = self.groups.iter().map(|(start, found)| *start..found.end);
        let notes = self.notes.iter().map(|note| note.start - 2..note.end + 1);
        let undefined = self.undefined.iter().map(|(_, range)| range.clone());
        let mut taken: Vec<Range<usize>> = groups.chain(notes).chain(undefined).collect();
        taken.sort_by_key(|range| range.start);
        taken
    }

    /// The words of a range of cells, citations and notes left out, with single spaces between them.
    pub(super) fn single_words(&self, range: Range<usize>) -> String {
        single_spaces(&self.words(range))
    }

    /// As [`Self::single_words`], with the keys of narrative citations in their places ([`Claim::with_keys`]); nothing where
    /// there are none.
    pub(super) fn with_keys(&self, range: &Range<usize>) -> Option<Box<str>> {
        let from = self.groups.partition_point(|(start, _)| *start < range.start);
        let within = self.groups[from..].iter().take_while(|(start, _)| *start < range.end);
        let mut narrative = within.filter(|(_, found)| found.is_narrative).peekable();
        narrative.peek()?;
        let (mut with_keys, mut next) = (String::new(), range.start);
        for (start, found) in narrative {
            with_keys.push_str(&self.words(next..*start));
            with_keys.extend([Claim::KEY]);
            with_keys.extend(found.cites.first().map(|cite| cite.key.as_str()));
            with_keys.extend([Claim::KEY_END]);
            next = found.end.min(range.end);
        }
        with_keys.push_str(&self.words(next..range.end));
        Some(single_spaces(&with_keys).into())
    }

    /// The words of a range of cells, citations and notes left out.
    pub(super) fn words(&self, range: Range<usize>) -> String {
        self.words_shown(range, cell::in_text)
    }

    /// All words, without the space before a citation that a mark follows: `two readings [@a].`
    pub(super) fn words_without_gaps(&self) -> String {
        let (mut words, mut from) = (String::with_capacity(self.cells.len()), 0);
        for taken in &self.taken {
            words.push_str(&self.words(from..taken.start.max(from)));
            from = taken.end.max(from);
            let next = self.cells.get(from).map(|cell| cell.letter);
            if next.is_some_and(|next| {
                matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | '…' | ')' | '،' | '؛' | '؟')
            }) {
                words.truncate(words.trim_end_matches(' ').len());
            }
        }
        words.push_str(&self.words(from..self.cells.len()));
        words
    }

    /// The descriptions of the pictures in a range of cells.
    pub(super) fn picture_words(&self, range: Range<usize>) -> String {
        let descriptions = range.filter_map(|at| match self.piece(at) {
            Some(PieceKind::Image { alt, .. }) => Some(alt.as_str()),
            _ => None,
        });
        single_spaces(&descriptions.collect::<Vec<_>>().join(" "))
    }

    /// The same in a quotation.
    pub(super) fn quoted_words(&self, range: Range<usize>) -> String {
        self.words_shown(range, cell::in_quotation)
    }

    fn words_shown(&self, range: Range<usize>, shown: ShowPiece) -> String {
        let skipped = self.taken[self.taken.partition_point(|taken| taken.end <= range.start)..]
            .iter()
            .take_while(|taken| taken.start < range.end);
        let mut kept = String::with_capacity(range.len());
        let mut from = range.start;
        for taken in skipped {
            stretch(&self.cells[from..taken.start.max(from)], self.flow, shown, &mut kept);
            from = taken.end.min(range.end);
        }
        stretch(&self.cells[from..range.end.max(from)], self.flow, shown, &mut kept);
        kept
    }

    /// The references to defined notes: the cell and the label of each.
    pub(super) fn note_refs(&self) -> impl Iterator<Item = (usize, &str)> {
        self.specials.iter().filter_map(|&at| match self.piece(at) {
            Some(PieceKind::NoteRef(label)) => Some((at, label.as_str())),
            _ => None,
        })
    }

    /// The place in the file of a range of cells.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        match (self.cells.get(range.start), range.end.checked_sub(1).and_then(|last| self.cells.get(last))) {
            (Some(first), Some(last)) => Span { start: first.at, end: last.end.max(first.at) },
            _ => self.flow.span,
        }
    }

    /// Sentences as ranges of cells; their words leave out citations and notes.
    pub(super) fn sentences(&self) -> &[Range<usize>] {
        self.sentences.get_or_init(|| self.find_sentences())
    }

    fn find_sentences(&self) -> Vec<Range<usize>> {
        let mut letters: Vec<char> = Vec::with_capacity(self.cells.len());
        // Stretches of cells without a gap: the first letter, and its cell.
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        let mut from = 0;
        for (start, end) in self.gaps().chain([(self.cells.len(), self.cells.len())]) {
            if start > from {
                stretches.push((letters.len(), from));
                letters.extend(self.cells[from..start].iter().map(|cell| cell.letter));
            }
            from = from.max(end);
        }
        let cell = |letter: usize| {
            let stretch = stretches.partition_point(|(first, _)| *first <= letter) - 1;
            let (first, cell) = stretches[stretch];
            cell + letter - first
        };
        sentence::sentences(&letters, self.language)
            .into_iter()
            .filter(|range| {
                letters[range.clone()].iter().any(|letter| letter.is_alphanumeric() || *letter == OBJECT)
            })
            .map(|range| cell(range.start)..cell(range.end - 1) + 1)
            .collect()
    }

    /// What is not part of a sentence: citations, notes, and markup without words; in order.
    fn gaps(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let is_gap = |at: usize| {
            self.cells[at].letter == OBJECT
                && !matches!(self.piece(at), Some(PieceKind::Code(_) | PieceKind::Literal(_)))
        };
        let mut taken = self.taken.iter().map(|range| (range.start, range.end)).peekable();
        let mut objects =
            self.specials.iter().copied().filter(move |at| is_gap(*at)).map(|at| (at, at + 1)).peekable();
        std::iter::from_fn(move || match (taken.peek(), objects.peek()) {
            (Some(one), Some(other)) if one.0 <= other.0 => taken.next(),
            (_, Some(_)) => objects.next(),
            _ => taken.next(),
        })
    }

    /// The cells of the statement that each group carries.
    ///
    /// It is what stands between the group and the one before it. A narrative citation, and one that
    /// begins its block, carry what follows them up to the sentence's end.
    pub(super) fn claims(&self) -> Vec<Range<usize>> {
        let mut claims: Vec<Range<usize>> = Vec::new();
        let sentences = if self.groups.is_empty() { &[][..] } else { self.sentences() };
        let mut previous_end = 0;
        for (index, (start, found)) in self.groups.iter().enumerate() {
            // An id belongs to the statement before it.
            let ids = &self.ids[..self.ids.partition_point(|given| given.range.end <= *start)];
            previous_end = ids.last().map_or(previous_end, |given| previous_end.max(given.range.end));
            let before = self.trim(previous_end..*start);
            let claim = if !found.is_narrative && !before.is_empty() {
                before
            } else if found.is_narrative || index == 0 {
                let next = self.groups.get(index + 1).map_or(self.cells.len(), |(next, _)| *next);
                let sentence = sentences.get(sentences.partition_point(|range| range.end <= found.end));
                let end = sentence.map_or(next, |range| range.end.min(next));
                let begun = &sentences[..sentences.partition_point(|range| range.start < *start)];
                let from = match begun.last() {
                    Some(sentence) if found.is_narrative && !before.is_empty() => {
                        sentence.start.max(before.start)
                    }
                    _ => *start,
                };
                let claim = self.trim(from..end.max(found.end));
                let has_words = (claim.start..*start)
                    .chain(found.end..claim.end)
                    .any(|at| self.cells[at].letter.is_alphanumeric());
                if has_words || found.is_narrative { claim } else { *start..*start }
            } else {
                claims.last().cloned().unwrap_or(*start..*start)
            };
            // The sentence that a narrative citation stands in is its own.
            previous_end = if found.is_narrative { claim.end.max(found.end) } else { found.end };
            claims.push(claim);
        }
        claims
    }

    /// The range without white space at its ends and without punctuation at its beginning.
    fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        let is_between =
            |cell: &Cell| cell.letter.is_whitespace() || cell.is_one_of(&['.', ',', ';', ':', ')', '!', '?']);
        while range.start < range.end && is_between(&self.cells[range.start]) {
            range.start += 1;
        }
        while range.start < range.end && self.cells[range.end - 1].letter.is_whitespace() {
            range.end -= 1;
        }
        range
    }

    /// Whether markup that begins in the range ends in it, and the other way round.
    fn is_balanced(&self, range: &Range<usize>) -> bool {
        let mut depth = 0i32;
        for at in range.clone() {
            match self.piece(at) {
                Some(PieceKind::Open(_)) => depth += 1,
                Some(PieceKind::Close(_)) => depth -= 1,
                _ => {}
            }
            if depth < 0 {
                return false;
            }
        }
        depth == 0 && !self.cells.get(range.start).is_some_and(|cell| cell.in_link)
    }

    pub(super) fn piece(&self, at: usize) -> Option<&PieceKind> {
        let cell = self.cells.get(at)?;
        (cell.letter == OBJECT).then(|| self.flow.pieces.get(cell.piece as usize).map(|piece| &piece.kind))?
    }
}

/// Whether `at` lies in one of the ranges, which are in order and do not overlap.
fn is_within(ranges: &[Range<usize>], at: usize) -> bool {
    let index = ranges.partition_point(|range| range.end <= at);
    ranges.get(index).is_some_and(|range| range.contains(&at))
}
