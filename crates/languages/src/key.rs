//! What a language's file may hold. Each key of a file is a row here; the build script reads this module too.

/// A list of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Words that negate.
    Negations,
    /// Negations that stand behind what they negate.
    NegationsBehind,
    /// Words and phrases in which a negation negates nothing.
    EmptyNegations,
    /// Beginnings that negate the word they are part of.
    NegatingPrefixes,
    /// Endings that negate the word they are part of.
    NegatingEndings,
    /// Words that, before a hyphen, change what the word behind it says.
    HyphenPrefixes,
    /// Words that, behind a hyphen, change what the word before it says.
    HyphenEndings,
    /// Small words that the script writes onto the next word.
    Proclitics,
    /// Small words that lose their vowel before the next one, without their apostrophe.
    Elisions,
    /// Words that deny, refuse or fail.
    Denials,
    /// Words that weaken a statement.
    Hedges,
    /// Words by which a writer keeps a distance from what somebody says.
    Claims,
    /// Words that make a statement depend on another.
    Conditions,
    /// Verbs that set a condition where they begin a sentence.
    Inversions,
    /// Words that restrict what was said before them.
    Restrictions,
    /// Those that take something out of what was said, and so do behind a comma too.
    Exceptions,
    /// Only, before what it restricts.
    Only,
    /// Letters with which a question ends that has no mark.
    QuestionEndings,
    /// Words that open a reported clause.
    ThatWords,
    /// Words with which another clause begins.
    ClauseWords,
    /// Verbs of believing, with which a clause follows without a word that opens it.
    VerbsOfBelief,
    /// Words of possibility.
    Modals,
    /// Verbs of what will or must be, which do not weaken a statement.
    FirmModals,
    /// An editor's remarks on a quotation.
    Remarks,
    /// Remarks in brackets that a source makes on its own text.
    NoteRemarks,
    /// Pronouns with which an aside begins.
    RelativePronouns,
    /// Words that say whether something is true.
    Verdicts,
    /// Verbs of saying, all usual forms.
    VerbsOfSaying,
    /// Auxiliaries of the perfect, between a speaker and the verb.
    Auxiliaries,
    /// Words that name a speaker without a verb.
    Attributions,
    /// Persons who speak for, stand beside or against another.
    Relations,
    /// Endings that make of a name that of whom the next word belongs to.
    GenitiveEndings,
    /// Letters with which a form of a name ends, behind the name's last letter or in its place.
    DeclinedEndings,
    /// Personal and relative pronouns.
    Pronouns,
    /// Words without a meaning of their own, with which a sentence may begin.
    FunctionWords,
    /// Forms of address and offices before a name.
    Titles,
    /// Small words within names.
    NameParticles,
    /// Family names that stand before given names without a space.
    Surnames,
    /// Words written with a capital that are not names, months and weekdays aside.
    Capitalised,
    /// Words that end with a full stop without ending a sentence.
    Abbreviations,
    /// Words between the parts of one number.
    NumberJoiners,
    /// Twelve of something.
    Dozens,
    /// Half, before what it is a half of.
    Halves,
    /// One and a half, in one word.
    OneAndAHalf,
    /// What adds a half to the number before it.
    AndAHalf,
    /// Endings of an ordinal written with digits.
    OrdinalEndings,
    /// Endings of an ordinal in words.
    OrdinalWordEndings,
    /// Endings of a decade written with digits.
    DecadeEndings,
    /// What may follow a number within one word.
    UnitEndings,
    /// Twice, both, a pair.
    Twice,
    /// Thrice, a trio.
    Thrice,
    /// Several, before a scale word.
    Several,
    /// Every, before an ordinal.
    Every,
    /// A hundredth part.
    Percent,
    /// Percentage points.
    PercentagePoints,
    /// About, before a figure.
    About,
    /// At least.
    AtLeast,
    /// Up to, at most.
    UpTo,
    /// More than.
    MoreThan,
    /// Less than.
    LessThan,
    /// The day of publication.
    Today,
    /// The day before.
    Yesterday,
    /// The day after.
    Tomorrow,
    /// Saturday and Sunday.
    Weekends,
    /// The year of publication.
    ThisYear,
    /// The one before, of months and years.
    Last,
    /// The one after, of months and years.
    Next,
    /// The year before, in one word.
    LastYear,
    /// The year after, in one word.
    NextYear,
    /// Words before which a month's name alone is a date.
    BeforeMonths,
    /// Words between the ends of a range or the members of a list of figures.
    RangeWords,
    /// Words that say the time of day in full hours.
    Clock,
    /// Articles and possessives after which what is counted was named before.
    Definites,
    /// People who are counted.
    People,
    /// Other things that are counted and measured.
    Measures,
    /// What an editor counts: the sources themselves.
    SourceNouns,
    /// Words that say which way a length is measured.
    Dimensions,
    /// Nouns that are numbered in a row.
    RankedNouns,
    /// Nouns with which “third” is an idiom or a place in a row.
    ThirdNouns,
    /// What makes an idiom of the number word before it.
    NumberIdioms,
    /// Definite articles at the beginning of a name.
    Articles,
    /// Articles that the script writes onto the next word.
    JoinedArticles,
    /// Indefinite articles, where they are other words than one.
    Indefinites,
    /// Words that say one before a unit.
    Ones,
    /// What a “one” before it does not count.
    VagueUnits,
    /// Of, within dates, shares and multiples.
    Of,
    /// What must follow a share without a number, where such a word has other meanings.
    BehindShares,
    /// Words before a half that is no share.
    BeforeHalves,
    /// What stands between one and what it is one of.
    OneIn,
    /// What stands between the numbers of a share.
    OutOf,
    /// Endings that add a half to a number in one word.
    HalfEndings,
    /// Scale words that, without a number before them, are an unstated multiple.
    LoneScales,
    /// Endings of a cardinal written with digits and a hyphen.
    CardinalEndings,
    /// Adjectives between a number and a currency.
    CurrencyAdjectives,
    /// War, before its number in Roman letters.
    Wars,
    /// Letters that stand for a world war, before its number.
    WarLetters,
    /// What makes a year of the number before it.
    YearSigns,
    /// What makes a month of the number before it.
    MonthSigns,
    /// What makes a day of the month of the number before it.
    DaySigns,
    /// Small words written onto the subject of a sentence.
    SubjectMarks,
    /// What joins somebody to those who belong to them.
    PossessiveMarks,
    /// Letters that make a place of the name before them.
    PlaceEndings,
    /// Letters that make an office of the place before them.
    OfficeEndings,
    /// What publishing systems write where nobody stated an author.
    NoAuthors,
    /// What somebody does at a paper.
    NewsroomRoles,
    /// What a byline begins with before two names or more; a name of two words may begin with it too.
    BylineWords,
    /// Beginnings of words that say that a text is another than before.
    Changes,
    /// By, before the names in a byline.
    By,
    /// And, between names in a byline and numbers of a locator.
    And,
    /// Words before the name of a newsroom whose report is taken over.
    CreditsBefore,
    /// Words behind the name of a newsroom whose report is taken over.
    CreditsBehind,
    /// Nouns for who reports, between such words and the newsroom's name.
    Newsrooms,
    /// What ends an agency's dateline that is written as one word.
    DatelineEnds,
    /// Words for few of what follows.
    FewOf,
    /// Words for some of what follows.
    SomeOf,
    /// Words for many of what follows.
    ManyOf,
    /// Words for most of what follows.
    MostOf,
    /// Words for all of what follows.
    AllOf,
    /// What makes one of several of a superlative.
    OneOf,
    /// Superlatives, and words that make one of the next.
    Superlatives,
    /// Words that make a figure exact.
    Exactly,
    /// Words that make an estimate of a figure.
    Estimated,
    /// Words between an amount and the time in which it comes again.
    Per,
    /// What stands beside a year before the common era.
    BeforeEra,
    /// What stands beside a year of the common era.
    OfEra,
    /// Words that ascribe speech to the name behind them, after its closing mark.
    SpeechTags,
    /// Two and a half in one word.
    TwoAndAHalf,
    /// Words that add a half to the number behind them.
    PlusHalf,
    /// Digits and powers of ten of numbers in ideographs, each a letter.
    Numerals,
    /// What stands before the number of a note in brackets.
    NoteWords,
    /// Names that are acronyms, and other words when they are not in capitals.
    Acronyms,
    /// What a source asks of its own text, in brackets and with a question mark.
    NoteQuestions,
    /// Words before a citation.
    Signals,
}

impl List {
    /// Every list: itself, its key in the files, and what belongs there.
    #[rustfmt::skip]
    pub const ALL: [(Self, &'static str, &'static str); 133] = [
        (Self::Negations, "negations", "words that negate: not, never, nobody"),
        (Self::NegationsBehind, "negations-behind", "those that stand behind what they negate: nicht, ない"),
        (Self::EmptyNegations, "empty-negations", "words and phrases in which a negation negates nothing: no doubt"),
        (Self::NegatingPrefixes, "negating-prefixes", "beginnings that negate a word: un-likely"),
        (Self::NegatingEndings, "negating-endings", "endings that negate a word: care-less"),
        (Self::HyphenPrefixes, "hyphen-prefixes", "what changes the word behind a hyphen: non-binding, would-be"),
        (Self::HyphenEndings, "hyphen-endings", "what changes the word before a hyphen: risk-free, president-elect"),
        (Self::Proclitics, "proclitics", "small words written onto the next one: Hebrew and Arabic “and”"),
        (Self::Elisions, "elisions", "articles, pronouns and prepositions without their vowel, before an apostrophe: l, qu, dell; none that negates"),
        (Self::Denials, "denials", "words that deny, refuse or fail: denied, refused to, no evidence"),
        (Self::Hedges, "hedges", "words that weaken a statement: reportedly, hardly, few"),
        (Self::Claims, "claims", "words that keep a distance: claimed, purported"),
        (Self::Conditions, "conditions", "words that make a statement depend on another: if, unless, provided that"),
        (Self::Inversions, "inversions", "verbs that set a condition where they begin a sentence: had (he come), sollte (es regnen)"),
        (Self::Restrictions, "restrictions", "words that restrict what was said: only, except, until, but"),
        (Self::Exceptions, "exceptions", "words that take something out of what was said, those of restrictions aside that begin a clause: except, apart from, but not on"),
        (Self::Only, "only", "only, before what it restricts: only (two voted), merely"),
        (Self::QuestionEndings, "question-endings", "letters with which a question ends that has no mark: のか, 吗"),
        (Self::ThatWords, "that-words", "words that open a reported clause: (no proof) that, whether"),
        (Self::ClauseWords, "clause-words", "words with which another clause begins, those of that-words aside: and, but, because"),
        (Self::VerbsOfBelief, "verbs-of-belief", "verbs of believing in all usual forms: (nobody) believes, thinks"),
        (Self::Modals, "modals", "words of possibility: would, could, might, possible"),
        (Self::FirmModals, "firm-modals", "verbs of what will or must be, those among the modals too: will, must, is going to"),
        (Self::Remarks, "remarks", "an editor's remarks on a quotation: emphasis added"),
        (Self::NoteRemarks, "note-remarks", "remarks in brackets that a source makes on its own text: citation needed"),
        (Self::RelativePronouns, "relative-pronouns", "pronouns with which an aside begins: which, who"),
        (Self::Verdicts, "verdicts", "words that say whether something is true: true, proven, so"),
        (Self::VerbsOfSaying, "verbs-of-saying", "verbs of saying in all usual forms: said, told"),
        (Self::Auxiliaries, "auxiliaries", "auxiliaries of the perfect before a verb of saying: has (said), hat (gesagt)"),
        (Self::Attributions, "attributions", "words that name a speaker without a verb: according to"),
        (Self::Relations, "relations", "persons who speak for, stand beside or against another: spokesman, son, critics"),
        (Self::GenitiveEndings, "genitive-endings", "endings of a name to which the next word belongs: (Lind)'s (son), (Kaya)'nın (oğlu), (王明)的(儿子)"),
        (Self::DeclinedEndings, "declined-endings", "letters with which a form of a name ends: (Ковал)я, (Nowak)a"),
        (Self::Pronouns, "pronouns", "personal and relative pronouns: he, they, who"),
        (Self::FunctionWords, "function-words", "words without a meaning of their own: the, in, meanwhile"),
        (Self::Titles, "titles", "forms of address and offices before a name: Mr, President"),
        (Self::NameParticles, "name-particles", "small words within names: (Ludwig) van (Beethoven)"),
        (Self::Surnames, "surnames", "family names before given names without a space: 王, 李"),
        (Self::Capitalised, "capitalised", "words with a capital that are not names (months and weekdays are known)"),
        (Self::Abbreviations, "abbreviations", "what ends with a full stop within a sentence, without the stop: Dr, e.g"),
        (Self::NumberJoiners, "number-joiners", "words between the parts of one number: and, y, et"),
        (Self::Dozens, "dozens", "twelve of something: dozen"),
        (Self::Halves, "halves", "half, before what it is a half of: half (a million)"),
        (Self::OneAndAHalf, "one-and-a-half", "one and a half in one word: півтора, anderthalb"),
        (Self::AndAHalf, "and-a-half", "what adds a half to the number before it: and a half"),
        (Self::OrdinalEndings, "ordinal-endings", "endings of an ordinal in digits: st, th, -го"),
        (Self::OrdinalWordEndings, "ordinal-word-endings", "endings that follow the ordinal-stems"),
        (Self::DecadeEndings, "decade-endings", "endings of a decade in digits: (1990)s, (90)er"),
        (Self::UnitEndings, "unit-endings", "what may follow a number within one word: (vier)jährig"),
        (Self::Twice, "twice", "words that say two: twice, both, pair"),
        (Self::Thrice, "thrice", "words that say three: thrice, trio"),
        (Self::Several, "several", "several, before a scale word: several (thousand)"),
        (Self::Every, "every", "every, before an ordinal: every (third)"),
        (Self::Percent, "percent", "a hundredth part: percent"),
        (Self::PercentagePoints, "percentage-points", "percentage points"),
        (Self::About, "about", "before a rounded figure: about, some, nearly"),
        (Self::AtLeast, "at-least", "at least, a minimum of"),
        (Self::UpTo, "up-to", "up to, at most"),
        (Self::MoreThan, "more-than", "more than, over"),
        (Self::LessThan, "less-than", "less than, under"),
        (Self::Today, "today", "the day of publication: today, tonight"),
        (Self::Yesterday, "yesterday", "the day before"),
        (Self::Tomorrow, "tomorrow", "the day after"),
        (Self::Weekends, "weekends", "Saturday and Sunday together"),
        (Self::ThisYear, "this-year", "the year of publication, or a part of it: this year, this spring"),
        (Self::Last, "last", "the one before, of months and years: last, previous"),
        (Self::Next, "next", "the one after, of months and years: next, coming"),
        (Self::LastYear, "last-year", "the year before, in one word: торік"),
        (Self::NextYear, "next-year", "the year after, in one word"),
        (Self::BeforeMonths, "before-months", "words before which a month's name alone is a date: in, since"),
        (Self::RangeWords, "range-words", "words between figures that share a unit: to, and, or"),
        (Self::Clock, "clock", "what follows a full hour: o'clock, Uhr"),
        (Self::Definites, "definites", "articles and possessives: the (two men), his (three sons)"),
        (Self::People, "people", "people who are counted: people, workers"),
        (Self::Measures, "measures", "other things that are counted and measured, units and currencies aside: countries, times"),
        (Self::SourceNouns, "source-nouns", "what an editor counts: sources, reports"),
        (Self::Dimensions, "dimensions", "which way a length is measured: (90 m) high, long, deep"),
        (Self::RankedNouns, "ranked-nouns", "nouns that are numbered in a row: century, round, quarter"),
        (Self::ThirdNouns, "third-nouns", "nouns with which “third” is an idiom or a place in a row: party, world"),
        (Self::NumberIdioms, "number-idioms", "what makes an idiom of the number word before it: (two)-way, (four)fold"),
        (Self::Articles, "articles", "definite articles at the beginning of a name: the (Guardian)"),
        (Self::JoinedArticles, "joined-articles", "articles written onto the next word: Arabic and Hebrew “the”"),
        (Self::Indefinites, "indefinites", "indefinite articles, where they are other words than one: a, an"),
        (Self::Ones, "ones", "words that say one before a unit: a (day), per (hour), each"),
        (Self::VagueUnits, "vague-units", "what a “one” before it does not count: (one) day, point"),
        (Self::Of, "of", "of, within dates, shares and multiples: (14th) of (May), (hundreds) of (thousands)"),
        (Self::BehindShares, "behind-shares", "what must follow a share without a number, where that is another word too: half (of), a quarter (the)"),
        (Self::BeforeHalves, "before-halves", "words before a half that is no share: the latter (half)"),
        (Self::OneIn, "one-in", "between one and what it is one of: (one) in (five)"),
        (Self::OutOf, "out-of", "between the numbers of a share: (nine) out of (ten)"),
        (Self::HalfEndings, "half-endings", "endings that add a half to a number in one word: (drei)einhalb"),
        (Self::LoneScales, "lone-scales", "those of the scales that are an unstated multiple without a number before them: Millionen"),
        (Self::CardinalEndings, "cardinal-endings", "endings of a cardinal in digits, behind a hyphen: (5)-ти"),
        (Self::CurrencyAdjectives, "currency-adjectives", "adjectives between a number and a currency: (five) American (dollars)"),
        (Self::Wars, "wars", "war, before its number in Roman letters: World War (II)"),
        (Self::WarLetters, "war-letters", "letters that stand for a world war, before its number: WW(II)"),
        (Self::YearSigns, "year-signs", "what makes a year of the number before it: (2025)年"),
        (Self::MonthSigns, "month-signs", "what makes a month of the number before it: (12)月"),
        (Self::DaySigns, "day-signs", "what makes a day of the month of the number before it: (14)日"),
        (Self::SubjectMarks, "subject-marks", "small words written onto the subject of a sentence: 은, は"),
        (Self::PossessiveMarks, "possessive-marks", "what joins somebody to those who belong to them: 的, の"),
        (Self::PlaceEndings, "place-endings", "letters that make a place of the name before them: (大阪)市"),
        (Self::OfficeEndings, "office-endings", "letters that make an office of such a place: (市)長"),
        (Self::NoAuthors, "no-authors", "what stands where nobody stated an author: admin, staff"),
        (Self::NewsroomRoles, "newsroom-roles", "what somebody does at a paper, behind the name in a byline: (climate) correspondent"),
        (Self::BylineWords, "byline-words", "what a byline begins with, and a name of two words too: Von (Jonas Berg)"),
        (Self::Changes, "changes", "beginnings of words that say that a text was changed: updat(ed), modif(ied)"),
        (Self::By, "by", "by, before the names in a byline"),
        (Self::And, "and", "and, between names in a byline and numbers of a locator, where it is no part of names"),
        (Self::CreditsBefore, "credits-before", "words before a newsroom whose report is taken over: according to, seen by"),
        (Self::CreditsBehind, "credits-behind", "words behind a newsroom whose report is taken over: (Alpha) reported"),
        (Self::Newsrooms, "newsrooms", "nouns for who reports, between such words and its name: the agency (Alpha), the newspaper (Alpha)"),
        (Self::DatelineEnds, "dateline-ends", "what ends an agency's dateline that is written as one word: 新华社…(电)"),
        (Self::FewOf, "few-of", "few, of what follows"),
        (Self::SomeOf, "some-of", "some of what follows, neither few nor many: some, certain, part of"),
        (Self::ManyOf, "many-of", "many of what follows"),
        (Self::MostOf, "most-of", "most of what follows, but not all: most, the majority"),
        (Self::AllOf, "all-of", "all of what follows: all, every, each"),
        (Self::OneOf, "one-of", "what makes one of several of a superlative: one of the (largest), 之一"),
        (Self::Superlatives, "superlatives", "superlatives, and words that make one of the next: *est, most, най*"),
        (Self::Exactly, "exactly", "words that make a figure exact: exactly, precisely"),
        (Self::Estimated, "estimated", "words that make an estimate of the figure behind them: an estimated (30)"),
        (Self::Per, "per", "words between an amount and the time in which it comes again: (ten) a (day), per (week)"),
        (Self::BeforeEra, "before-era", "what stands beside a year before the common era, without stops and spaces: bc, vchr"),
        (Self::OfEra, "of-era", "the same for a year of the common era: ad, nchr"),
        (Self::SpeechTags, "speech-tags", "words that ascribe speech to the name behind them, after its closing mark: so (Karl Vogt)"),
        (Self::TwoAndAHalf, "two-and-a-half", "two and a half in one word"),
        (Self::PlusHalf, "plus-half", "words that add a half to the number behind them: साढ़े (तीन)"),
        (Self::Numerals, "numerals", "digits and powers of ten of numbers in ideographs: 一 十 百"),
        (Self::NoteWords, "note-words", "what stands before the number of a note in brackets: [note 3]"),
        (Self::Acronyms, "acronyms", "names that are acronyms, so that they count in capitals only: US, EU"),
        (Self::NoteQuestions, "note-questions", "what a source asks of its own text, in brackets and with a question mark: [when?]"),
        (Self::Signals, "signals", "words before a citation: see, cf."),
    ];
}

/// A list of words for each of several numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Series {
    /// Cardinal numbers by what they say.
    Numbers,
    /// Ordinal numbers.
    Ordinals,
    /// Ordinal numbers without their endings, which [`List::OrdinalWordEndings`] has.
    OrdinalStems,
    /// Numbers as the first part of an adjective.
    NumberPrefixes,
    /// Scale words by their power of ten.
    Scales,
    /// Unstated multiples of a power of ten: thousands, by that power.
    Multitudes,
    /// Unit fractions by their denominator.
    Fractions,
    /// Verbs that multiply, by how many per cent they make of something.
    Multiples,
    /// Months, 1 to 12.
    Months,
    /// Days of the week, Monday 1.
    Weekdays,
}

impl Series {
    /// Every series: itself, its key in the files, and what belongs there.
    #[rustfmt::skip]
    pub const ALL: [(Self, &'static str, &'static str); 10] = [
        (Self::Numbers, "numbers", "cardinal numbers: 1: one"),
        (Self::Ordinals, "ordinals", "ordinal numbers: 1: first"),
        (Self::OrdinalStems, "ordinal-stems", "ordinals without their endings: 1: перш"),
        (Self::NumberPrefixes, "number-prefixes", "numbers as first parts of adjectives: 2: дво"),
        (Self::Scales, "scales", "powers of ten, from 2: 6: million"),
        (Self::Multitudes, "multitudes", "unstated multiples of a power of ten: 3: thousands"),
        (Self::Fractions, "fractions", "unit fractions: 4: quarter quarters"),
        (Self::Multiples, "multiples", "verbs that multiply, by how many per cent they make: 50: halved, 200: doubled"),
        (Self::Months, "months", "1 to 12, all usual forms and abbreviations"),
        (Self::Weekdays, "weekdays", "Monday is 1, all usual forms"),
    ];
}

/// A list of words for each of several names, which are the same in all languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Units by their English names.
    Units,
    /// Currencies by their ISO 4217 codes.
    Currencies,
    /// Terms of locators by their CSL names.
    Locators,
    /// Numbered parts of a text by their English names.
    NumberedParts,
    /// The two halves of the day, `am` and `pm`.
    DayHalves,
    /// Names of countries, continents and directions with what belongs to them, by ISO 3166 codes or in capitals.
    Places,
}

impl Group {
    /// Every group: itself, its key in the files, and what belongs there.
    #[rustfmt::skip]
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Units, "units", "words for the units that common.yaml names: hour: hour hours"),
        (Self::Currencies, "currencies", "words for currencies by ISO 4217 code: EUR: euro euros"),
        (Self::Locators, "locators", "words for the places in a source that common.yaml names: page: page pages p. pp."),
        (Self::NumberedParts, "numbered-parts", "words for parts of laws and texts: article: article art"),
        (Self::DayHalves, "day-halves", "am: words for before noon, pm: for after noon"),
        (Self::Places, "places", "countries with their people and adjectives: FR: france french"),
    ];
}
