//! The matching contract: every difference between a quotation and its source that is granted, and every limit
//! of what is granted.
//!
//! Each is a [`Clause`], and the clause is what runs: code that grants or refuses something asks the
//! [`Contract`] for it. The tests switch each clause off in turn: its own example then fails, and no other
//! clause's. So nothing is granted outside of this table, and that is why it is one table in one file, however long.

use std::fmt;

/// One clause of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Clause {
    /// Composed and decomposed letters are the same.
    ComposedLetters,
    /// The shapes of quotation marks and apostrophes.
    MarkShapes,
    /// The shapes of hyphens and dashes.
    DashShapes,
    /// Any run of white space.
    WhiteSpace,
    /// Characters that are not seen.
    InvisibleCharacters,
    /// The ellipsis character and three full stops.
    EllipsisShapes,
    /// Letters joined into one character.
    Ligatures,
    /// Spaces around a dash.
    DashSpaces,
    /// Spaces inside of guillemets.
    MarkSpaces,
    /// Spaces before a colon, a semicolon, an exclamation or question mark.
    StopSpaces,
    /// A space before the percent sign.
    PercentSpaces,
    /// Words broken at the end of a line of the source.
    BrokenWords,
    /// The order of a quotation mark and the comma or full stop beside it.
    InnerStops,
    /// A slash for the end of a line of verse.
    VerseLines,
    /// Markers of the source's own notes.
    NoteMarkers,
    /// Markers of notes in groups, in Roman letters, and of several notes.
    NoteGroups,
    /// Pages behind the markers of notes.
    NotePages,
    /// Quotation marks that open again with a new paragraph.
    ReopenedMarks,
    /// A headline in capitals or title case.
    HeadlineCase,
    /// Words that the page sets in title case.
    TitleCase,
    /// A comma or full stop before the closing mark.
    ClosingStop,
    /// The case of the first letter.
    FirstLetter,
    /// Quotation marks around a whole blockquote.
    BlockMarks,
    /// The attribution below a blockquote.
    BlockAttribution,
    /// Omissions.
    Omissions,
    /// Omissions in round or angle brackets.
    OmissionBrackets,
    /// The editor's words in square brackets.
    Brackets,
    /// Brackets inside of a word.
    BracketLetters,
    /// A bracket for a possessor.
    BracketPossessors,
    /// Remarks on the quotation.
    Remarks,
    /// Negations in what is left out that concern nothing of what is quoted.
    NegatedAsides,
    /// Negations that negate nothing.
    EmptyNegations,
    /// A word behind an elided article or preposition.
    Elisions,
    /// Whole words and whole numbers.
    WholeWords,
    /// No part of a compound that says something else.
    Compounds,
    /// A stop only where the source does not go on with a condition.
    StopBeforeCondition,
    /// No stop for a question mark.
    StopForQuestion,
    /// Not over the end of a paragraph that ends no sentence.
    ParagraphEnds,
    /// Not over a paragraph that is left out of the source.
    LeftOutParagraphs,
    /// Most words that an omission leaves out.
    OmissionLength,
    /// Most words that a bracket stands for.
    BracketLength,
    /// Most words in brackets.
    BracketShare,
    /// Letters that a bracket inside of a word stands for.
    BracketLetterCount,
    /// No negation left out or put in.
    Negations,
    /// No denial and no hedge left out or put in.
    Denials,
    /// No bracket that says the opposite.
    Opposites,
}

/// What a clause does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    /// It treats something as the same: without it, its example is not found.
    Grant,
    /// It limits what others grant: without it, its counterexample is found.
    Limit,
}

/// A clause in words, with what it grants and what it does not.
#[derive(Clone, Copy, Debug)]
pub struct ClauseText {
    /// The clause.
    pub clause: Clause,
    /// A name for translations and links: lower case, with underscores.
    pub key: &'static str,
    /// What it says.
    pub name: &'static str,
    /// A quotation as a page may have it; found in `source`.
    pub page: &'static str,
    /// What the source has.
    pub source: &'static str,
    /// A near miss that is not found in the same source.
    pub refused: &'static str,
    /// Whether `page` and `refused` are blockquotes.
    pub is_block: bool,
    /// Clauses without which this one has nothing to work on.
    pub needs: &'static [Clause],
}

/// The clauses in force. Programs use [`Contract::FULL`]; tests switch clauses off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Contract(u64);

impl Contract {
    /// Every clause.
    pub const FULL: Self = Self(u64::MAX);

    /// The same contract without a clause.
    #[must_use]
    pub const fn without(self, clause: Clause) -> Self {
        Self(self.0 & !(1 << clause as u8))
    }

    /// Whether a clause is in force.
    #[must_use]
    pub const fn has(self, clause: Clause) -> bool {
        self.0 & (1 << clause as u8) != 0
    }
}

impl Default for Contract {
    fn default() -> Self {
        Self::FULL
    }
}

impl fmt::Debug for Contract {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let off = Clause::all().filter(|clause| !self.has(*clause));
        formatter.write_str("Contract without ")?;
        formatter.debug_list().entries(off).finish()
    }
}

impl Clause {
    /// Every clause, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        CLAUSES.iter().map(|text| text.clause)
    }

    /// The clause in words, with its examples.
    #[must_use]
    pub fn text(self) -> &'static ClauseText {
        &CLAUSES[self as usize]
    }

    /// Whether it grants or limits.
    #[must_use]
    pub fn kind(self) -> ClauseKind {
        if self < Self::WholeWords { ClauseKind::Grant } else { ClauseKind::Limit }
    }
}

/// The rest of most rows: no blockquote, and no other clause needed.
const PLAIN: ClauseText = ClauseText {
    clause: Clause::ComposedLetters,
    key: "",
    name: "",
    page: "",
    source: "",
    refused: "",
    is_block: false,
    needs: &[],
};

/// The contract, clause by clause.
pub const CLAUSES: [ClauseText; 46] = [
    ClauseText {
        clause: Clause::ComposedLetters,
        key: "composed_letters",
        name: "Composed and decomposed letters (Unicode NFC) are the same",
        page: "the caf\u{e9} in Kyiv",
        source: "the cafe\u{301} in Kyiv",
        refused: "the cafe in Kyiv",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::MarkShapes,
        key: "mark_shapes",
        name: "So are all shapes of quotation marks and apostrophes, single or double",
        page: "Ukraine's ‘third invasion’",
        source: "Ukraine’s “third invasion”",
        refused: "Ukraines “third invasion”",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::DashShapes,
        key: "dash_shapes",
        name: "So are hyphens and dashes: hyphen, non-breaking hyphen, en dash, em dash, typed -- and ---; a run of them is one",
        page: "long-held -- and 5-like",
        source: "long‑held — and 5–like",
        refused: "longheld — and 5–like",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::WhiteSpace,
        key: "white_space",
        name: "Any run of white space is one space, line ends and no-break spaces included",
        page: "five hours of talks",
        source: "five\u{a0}hours\n of   talks",
        refused: "fivehours of talks",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::InvisibleCharacters,
        key: "invisible_characters",
        name: "Soft hyphens, zero-width characters and controls of the writing direction do not count",
        page: "guarantees hold",
        source: "guaran\u{ad}tees\u{200b} hold",
        refused: "guaran tees hold",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::EllipsisShapes,
        key: "ellipsis_shapes",
        name: "The ellipsis character and three full stops are the same",
        page: "[here the record breaks off] … a gift",
        source: "[here the record breaks off] ... a gift, they said",
        refused: "[here the record breaks off] .. a gift",
        needs: &[Clause::BracketShare],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Ligatures,
        key: "ligatures",
        name: "Ligatures (ﬀ, ﬁ, ﬂ, ﬃ, ﬄ, ﬅ, ﬆ) are their letters",
        page: "the final office floor",
        source: "the ﬁnal oﬃce ﬂoor",
        refused: "the fnal office floor",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::DashSpaces,
        key: "dash_spaces",
        name: "Spaces around a dash may be there or not; a hyphen is no dash",
        page: "The bridge – a well-made one – holds",
        source: "The bridge—a well-made one—holds",
        refused: "The bridge – a well - made one – holds",
        needs: &[Clause::DashShapes],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::MarkSpaces,
        key: "mark_spaces",
        name: "Spaces inside of guillemets may be there or not",
        page: "called it «a gift» to all",
        source: "called it « a gift » to all",
        refused: "called it«a gift» to all",
        needs: &[Clause::MarkShapes],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::StopSpaces,
        key: "stop_spaces",
        name: "A space before a colon, a semicolon, an exclamation or question mark may be there or not",
        page: "Two things: who pays? And when",
        source: "Two things\u{a0}: who pays\u{a0}? And when",
        refused: "Two things: who pays ! And when",
        needs: &[Clause::WhiteSpace],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::PercentSpaces,
        key: "percent_spaces",
        name: "A space before a percent sign may be there or not",
        page: "rose by 5% in May",
        source: "rose by 5 % in May",
        refused: "rose by 5in May",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::BrokenWords,
        key: "broken_words",
        name: "A word that is broken at the end of a line of the source is whole, with or without its hyphen",
        page: "The minister opened the well-known bridge",
        source: "The minis-\nter opened the well-\nknown bridge",
        refused: "The ministry opened the well-known bridge",
        needs: &[Clause::WhiteSpace],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::InnerStops,
        key: "inner_stops",
        name: "A comma or full stop may stand on either side of a closing mark within the quotation (British and American order)",
        page: "called it ‘a sound plan’. Then she left",
        source: "called it “a sound plan.” Then she left",
        refused: "called it ‘a sound plan’! Then she left",
        needs: &[Clause::MarkShapes],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::VerseLines,
        key: "verse_lines",
        name: "A slash between spaces stands for the end of a line, two for the end of a stanza",
        page: "The tide is high, / The moon is low",
        source: "The tide is high,\nThe moon is low",
        refused: "The tide / is high, The moon is low",
        needs: &[Clause::WhiteSpace],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::NoteMarkers,
        key: "note_markers",
        name: "Markers of the source’s own notes do not count: [3] or ³ behind a word, †, *, [citation needed], [when?]",
        page: "The plan has nine parts",
        source: "The plan[3] has nine† parts",
        refused: "The plan 3 has nine parts",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::NoteGroups,
        key: "note_groups",
        name: "A marker may name a group, be a small Roman number or stand for several notes: [nb 1], [ii], [1–3], [4, 5]",
        page: "The plan has nine parts",
        source: "The plan[nb 1] has nine[1–3] parts",
        refused: "The plan has nine 1–3 parts",
        needs: &[Clause::NoteMarkers],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::NotePages,
        key: "note_pages",
        name: "The page behind a marker does not count either: [3]:23, and behind a sentence [3]: 23",
        page: "The king died. His son ruled",
        source: "The king died.[1]: 23 His son ruled",
        refused: "The king died. 23 His son ruled",
        needs: &[Clause::NoteMarkers],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::ReopenedMarks,
        key: "reopened_marks",
        name: "A quotation mark that opens again with a new paragraph does not count",
        page: "We will build it. We will not wait",
        source: "“We will build it.\n\n“We will not wait,” she said",
        refused: "We will build it. ‘We will wait",
        needs: &[Clause::MarkShapes, Clause::WhiteSpace],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::HeadlineCase,
        key: "headline_case",
        name: "A headline in capitals or in title case may be quoted in lower case",
        page: "Council drops its bid for Berg harbour",
        source: "Council Drops Its Bid for Berg Harbour\n\nThe council met on Monday.",
        refused: "the Council met on monday",
        needs: &[Clause::WhiteSpace],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::TitleCase,
        key: "title_case",
        name: "A page may set four words or more in title case, as it does its headings",
        page: "Council Drops Its Bid for Berg Harbour",
        source: "On Monday the council drops its bid for Berg harbour, and the ferry stays.",
        refused: "the Ferry stays",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::ClosingStop,
        key: "closing_stop",
        name: "A comma or full stop before the closing quotation mark may be the page’s own",
        page: "it was a compromise,",
        source: "it was a compromise on our part",
        refused: "it was a compromise!",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::FirstLetter,
        key: "first_letter",
        name: "The first letter of the quotation may be of the other case",
        page: "This is a compromise",
        source: "Now this is a compromise",
        refused: "This Is a compromise",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::BlockMarks,
        key: "block_marks",
        name: "Quotation marks around a whole blockquote are the page’s own",
        page: "“It was a compromise”",
        source: "It was a compromise on our part",
        refused: "“It was a ‘compromise’”",
        is_block: true,
        ..PLAIN
    },
    ClauseText {
        clause: Clause::BlockAttribution,
        key: "block_attribution",
        name: "The last line of a blockquote that begins with a dash is its attribution",
        page: "Ferries ran late all week.\n\n— Ada Lind",
        source: "Ferries ran late all week. Then the wind fell.",
        refused: "Ferries ran late all week.\n\nAda Lind",
        is_block: true,
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Omissions,
        key: "omissions",
        name: "…, three or more dots, . . . or […] leave words out, in order and within one source",
        page: "security … come first",
        source: "security and, in the end, survival come first",
        refused: "come first … security",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::OmissionBrackets,
        key: "omission_brackets",
        name: "So do (…) and <…>",
        page: "Wir bauen die Brücke (…) gern",
        source: "Wir bauen die Brücke im Sommer gern",
        refused: "Wir bauen die Brücke (im) gern",
        needs: &[Clause::Omissions],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Brackets,
        key: "brackets",
        name: "[Brackets] hold the editor’s own words in place of the source’s",
        page: "He said that [the alliance] refused the offer",
        source: "He said that NATO as a whole refused the offer",
        refused: "He said that [the alliance] took the offer",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::BracketLetters,
        key: "bracket_letters",
        name: "[Brackets] inside of a word stand for its letters, and beside an omission or a bracket for one word more",
        page: "Now [t]he plan chang[ed]",
        source: "Now The plan changes",
        refused: "Now [t]he plans chang[ed]",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::BracketPossessors,
        key: "bracket_possessors",
        name: "A bracket before ’s stands for the possessor",
        page: "[Berg]’s plan was good",
        source: "The mayor’s plan was good",
        refused: "[Berg]’s plans was good",
        needs: &[Clause::Brackets],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Remarks,
        key: "remarks",
        name: "Remarks on the quotation stand for no words of the source: [sic], (sic), [!], [?], [ ], [emphasis added]",
        page: "they was (sic) there at noon",
        source: "they was there at noon",
        refused: "they was (too) there at noon",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::NegatedAsides,
        key: "negated_asides",
        name: "An aside with a pronoun of its own (“, which was not published,”) or a whole sentence may be left out though it negates",
        page: "The plan … will help the town",
        source: "The plan, which has not been published, will help the town. The plan is, by no means, good",
        refused: "The plan is … good",
        needs: &[Clause::Omissions, Clause::Negations],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::EmptyNegations,
        key: "empty_negations",
        name: "What negates in form only may be left out: no doubt, no matter",
        page: "The plan … was good for all",
        source: "The plan no doubt was good for all, and no plan was better for them",
        refused: "and … plan was better",
        needs: &[Clause::Omissions, Clause::Negations],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Elisions,
        key: "elisions",
        name: "A quotation may begin behind an elided article, pronoun or preposition: l’, d’, qu’, dell’; not behind n’",
        page: "accepter le budget",
        source: "Il a promis d'accepter le budget, et n'aime pas la ville",
        refused: "aime pas la ville",
        needs: &[Clause::WholeWords],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::WholeWords,
        key: "whole_words",
        name: "A quotation begins and ends where words and numbers do",
        page: "rose by 1,000 men",
        source: "rose by 1,000 men",
        refused: "rose by 1",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Compounds,
        key: "compounds",
        name: "It does not cut a word from what turns it: non-, no-, would-be, half-, vice-, -free, -elect, a minus sign",
        page: "no-confidence vote",
        source: "won a no-confidence vote",
        refused: "confidence vote",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::StopBeforeCondition,
        key: "stop_before_condition",
        name: "No full stop ends it where the source goes on with a condition or a restriction: if, unless, only, until, but",
        page: "We will reopen the bridge",
        source: "We will reopen the bridge unless the river rises.",
        refused: "We will reopen the bridge.",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::StopForQuestion,
        key: "stop_for_question",
        name: "No comma or full stop stands for a question mark",
        page: "Will he go?",
        source: "Will he go? Yes.",
        refused: "Will he go.",
        ..PLAIN
    },
    ClauseText {
        clause: Clause::ParagraphEnds,
        key: "paragraph_ends",
        name: "It does not run over the end of a paragraph that ends no sentence, unless the next one goes on in lower case",
        page: "were found. They had drifted",
        source: "Chairman\n\nDead fish were found.\n\nThey had drifted ashore.",
        refused: "Chairman Dead",
        needs: &[Clause::WhiteSpace],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::LeftOutParagraphs,
        key: "left_out_paragraphs",
        name: "Nor over a paragraph that is left out of the source, not even with an omission",
        page: "The fleet will … leave the port",
        source: "The fleet will, he said, leave the port.\u{c}Then it sank.",
        refused: "leave the port. Then it sank",
        needs: &[Clause::Omissions],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::OmissionLength,
        key: "omission_length",
        name: "An omission leaves out at most sixty words",
        page: "begin … one",
        source: "begin one 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 end",
        refused: "begin … end",
        needs: &[Clause::Omissions],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::BracketLength,
        key: "bracket_length",
        name: "A bracket stands for at most four words",
        page: "The old mayor [of Berg] left for good",
        source: "The old mayor of the town left for good, with all of his friends and family",
        refused: "The old mayor of the town left [his] friends and family",
        needs: &[Clause::Brackets],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::BracketShare,
        key: "bracket_share",
        name: "Brackets of more than two words hold at most half of the words",
        page: "We agreed that [the plan] works",
        source: "We agreed that it works",
        refused: "[We the people of Berg] works",
        needs: &[Clause::Brackets],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::BracketLetterCount,
        key: "bracket_letter_count",
        name: "A bracket that begins a word stands for as many letters as it holds, one that ends a word for at most six",
        page: "[t]he plan works",
        source: "The plan works",
        refused: "[the]he plan works",
        needs: &[Clause::BracketLetters],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Negations,
        key: "negations",
        name: "Nothing that negates is left out or put in: not, never, no, n’t, не, nicht …",
        page: "Kyiv was … holding talks",
        source: "Kyiv was (it said) holding talks. Moscow was not holding talks",
        refused: "Moscow was … holding talks",
        needs: &[Clause::Omissions],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Denials,
        key: "denials",
        name: "Nor what denies, refuses or hedges: refused to, failed to, allegedly, hardly, few …",
        page: "The mayor … sold the boat",
        source: "The mayor then sold the boat. The union refused to end the strike",
        refused: "The union … end the strike",
        needs: &[Clause::Omissions],
        ..PLAIN
    },
    ClauseText {
        clause: Clause::Opposites,
        key: "opposites",
        name: "A bracket does not replace a word by its opposite: [unhappy] for happy",
        page: "They were [all] happy with the plan",
        source: "They were very happy with the plan",
        refused: "They were very [unhappy] with the plan",
        needs: &[Clause::Brackets],
        ..PLAIN
    },
];

/// The contract as a page of Markdown, clause by clause.
#[must_use]
pub fn contract_page() -> String {
    let mut page = "# Matching\n\nWhat counts as the same words when a quotation is compared with its source. Generated from \
                    the table that the program applies; [section 10 of the contract](contract.md#10-matching) says how a \
                    quotation is searched for. Each row is a clause that can be switched off, and a test proves that \
                    then its own examples change and no others. Invisible characters are written as `\\u{…}`.\n"
        .to_owned();
    for (kind, title) in [(ClauseKind::Grant, "What is granted"), (ClauseKind::Limit, "What limits it")] {
        page.push_str(&format!("\n## {title}\n\n| clause | a page may write | where the source has | but not |\n|---|---|---|---|\n"));
        for text in CLAUSES.iter().filter(|text| text.clause.kind() == kind) {
            let cells =
                [text.page, text.source, text.refused].map(|example| format!("`{}`", visible(example)));
            let name = text.name.replace('|', "\\|").replace('<', "&lt;");
            page.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
        }
    }
    page
}

/// A text with the characters written out that a reader would not see, or not as what they are.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars() {
        match letter {
            '\n' => shown.push_str("\\n"),
            '\u{c}' | '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2011}' | '\u{300}'..='\u{36f}' => {
                shown.extend(letter.escape_unicode());
            }
            letter => shown.push(letter),
        }
    }
    shown.replace('|', "\\|")
}
