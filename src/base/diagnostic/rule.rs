//! The rules: one table with the name, the default severity and the explanation of each.
//!
//! To add a rule, add a variant and, at the same place, a row; the tests below hold the two together. The file is as long
//! as the table, which is not divided so that all rules can be read and compared in one place.

use serde::{Deserialize, Serialize};

use super::Severity;
use super::Severity::{Error, Note, Off, Warning};

/// A rule that a finding belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each rule is explained by the table below")]
pub enum Rule {
    SourceUnknown,
    QuoteAltered,
    QuoteElsewhere,
    QuoteAbsent,
    QuoteNegationElided,
    LocatorMissing,
    SourceChanged,
    LinkBroken,
    LinkScheme,
    AnchorBroken,
    FootnoteUndefined,
    PermalinkCollision,
    LanguageUnknown,
    FrontMatter,
    UnknownKey,
    Config,
    BlockSyntax,
    TimelineDate,
    DisagreementOneSided,
    UnknownFound,
    DefinitionUncited,
    CoverageLow,
    Template,
    ScriptInFile,
    ReviewMissing,
    ReviewNegative,
    ReviewSamePerson,
    NotUtf8,
    FileUnreadable,
    QuoteEdited,
    QuoteUncited,
    QuoteUnchecked,
    FigureUnsupported,
    FigureOutsidePassage,
    FigureHedged,
    EventAfterSource,
    SourceUnused,
    SourcesAlike,
    SourceIncomplete,
    FootnoteUnused,
    ImageAlt,
    ImageUnreadable,
    HeadingOrder,
    ExcerptLimit,
    QuoteRepeated,
    OutsideArticle,
    QuoteCut,
    QuoteSpeaker,
    SpeechReported,
    CorrectionMissing,
    ReviewStale,
    RawHtml,
    SyntaxUnknown,
    DefinedTwice,
    StatementMissing,
    BidiControl,
    AllowUnused,
    QuoteHedged,
    ExcerptUnrelated,
    NameReplaced,
    ExcerptShare,
    NameUnsupported,
    StatementUncited,
    ExcerptMissing,
    SingleOrigin,
}

/// What `ibid explain RULE` says.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// The rule.
    pub rule: Rule,
    /// Its name, as in `error[name]`.
    pub name: &'static str,
    /// Its severity when the site's configuration says nothing.
    pub severity: Severity,
    /// What it means, one or more sentences.
    pub meaning: &'static str,
    /// An example that fails.
    pub example: &'static str,
    /// The example as it should be, or what to do.
    pub fix: &'static str,
}

impl Rule {
    /// The rule's name, as in `error[name]`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.explanation().name
    }

    /// The severity when the site's configuration says nothing.
    #[must_use]
    pub fn default_severity(self) -> Severity {
        self.explanation().severity
    }

    /// The rule called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|rule| rule.name() == name)
    }

    /// Every rule, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        EXPLANATIONS.iter().map(|row| row.rule)
    }

    /// What the rule means.
    #[must_use]
    pub fn explanation(self) -> &'static Explanation {
        &EXPLANATIONS[self as usize]
    }
}

/// Every rule, in the order of [`Rule`]: the row of a rule is found by its discriminant.
static EXPLANATIONS: [Explanation; 65] = [
    Explanation {
        rule: Rule::SourceUnknown,
        name: "source-unknown",
        severity: Error,
        meaning: "A citation names a key for which there is no file in `seeds/`. The key of a source is \
                  its file name without the extension, and capitals count: `[@newsx]` needs \
                  `seeds/newsx.md`, `.txt` or `.html`.",
        example: "Talks were held in Berlin [@newsxx].",
        fix: "Correct the key (`[@newsx]`), or save the article with `ibid source add`. Write `\\@name` \
               where no citation is meant.",
    },
    Explanation {
        rule: Rule::QuoteAltered,
        name: "quote-altered",
        severity: Error,
        meaning: "The cited source has a passage close to the quotation, but not in these words. Case, \
                  words, their order and the punctuation between them count; the kind of quotation mark, \
                  dash or space and the case of the first letter do not. The finding shows the nearest \
                  passage with the differences marked: `[-quoted-]{+in the source+}`.",
        example: "Witkoff said “a lot of progress has been made” [@newsx].",
        fix: "Use the source's words: “a lot of progress was made” [@newsx]. Or mark the edit: \
               `[brackets]` for your own words, `…` for words left out. Or drop the quotation marks and \
               pin the paraphrase to the passage: `[@newsx, “a lot of progress was made”]`.",
    },
    Explanation {
        rule: Rule::QuoteElsewhere,
        name: "quote-elsewhere",
        severity: Error,
        meaning: "No source cited for the quotation has these words, but another source of the site does. \
                  A quotation belongs to the next citation in its block, or to the one before it where \
                  none follows, so the cause may also be a citation in the wrong place.",
        example: "“now refined to 19 points” [@newsx], where the words stand in `seeds/briefing.md`.",
        fix: "Cite the source that has the words: “now refined to 19 points” [@briefing].",
    },
    Explanation {
        rule: Rule::QuoteAbsent,
        name: "quote-absent",
        severity: Error,
        meaning: "Neither the words of the quotation nor anything close to them is in a cited source, and \
                  no other source of the site has them. Every fragment between `…` or `[ ]` must stand in \
                  one and the same source, in order and with at most 60 words left out between two of \
                  them. Words that were joined from different articles, or translated, are not found.",
        example: "He called the plan “dead on arrival” [@newsx].",
        fix: "Quote words that the source has, or write the statement in your own words. For a \
               translation, give the original: “our translation” [@newsx, “слова оригіналу”, translated]. \
               For words that are not quoted from anyone, use single quotation marks.",
    },
    Explanation {
        rule: Rule::QuoteNegationElided,
        name: "quote-negation-elided",
        severity: Error,
        meaning: "Between two fragments of the quotation the source has a negation (not, never, no, n't, \
                  не, nicht and their like), a denial (refused to, failed to) or a hedge (allegedly, hardly), \
                  and `…` or a bracket leaves it out; or the words are cut off from what turns them: “binding” \
                  from “non-binding”, “a risk” from “a risk-free plan”, “5 degrees” from “−5 degrees”, a \
                  sentence from its “unless”. Each fragment is in the source, but the quotation may say the \
                  opposite of it.",
        example: "“We will … accept the plan” [@newsx], where the source has “We will not accept the \
                  plan”.",
        fix: "Quote the negation too: “We will not accept the plan” [@newsx]. Or quote the fragments as \
               separate quotations.",
    },
    Explanation {
        rule: Rule::LocatorMissing,
        name: "locator-missing",
        severity: Error,
        meaning: "The locator of a citation names a paragraph that the saved text of the source does not \
                  have. Paragraphs are counted from 1 in the text below the front matter: blank lines \
                  separate them, and where there are none every line is a paragraph. Pages, chapters and times are \
                  compared in the same way with the `marks` of a source that has them.",
        example: "The plan has 20 points [@newsx, ¶ 400].",
        fix: "Look up the number on the source's page, or give the words instead of the number: ibid \
               finds the paragraph of an excerpt such as `[@newsx, “a 20-point plan”]`.",
    },
    Explanation {
        rule: Rule::SourceChanged,
        name: "source-changed",
        severity: Error,
        meaning: "The text of a cited source is not the text that `ibid.lock` recorded. The lock holds a \
                  hash of every source's text, so that evidence does not change unnoticed under the pages \
                  that rely on it. Of a source's front matter only `trim` counts, and the next build \
                  updates the hash of a source that no page cites. It is a warning if an earlier build \
                  wrote a lock and there is none, and a note if the lock has other sources and not this one, or \
                  `ibid source health --live` found no page at a source's address, or one that lacked cited words.",
        example: "seeds/newsx.md was edited after the last `ibid source accept newsx`.",
        fix: "If the change is intended, review it and run `ibid source accept newsx`. If not, \
               restore the file.",
    },
    Explanation {
        rule: Rule::LinkBroken,
        name: "link-broken",
        severity: Error,
        meaning: "A link, an image or an entry of the menu leads to something that the site does not \
                  have. `@/` starts at `content/` and names the Markdown file; other relative targets \
                  start at the page. Links to other sites are not followed.",
        example: "See [the talks](@/topics/berlin-talk.md).",
        fix: "Name an existing file: [the talks](@/topics/berlin-talks.md).",
    },
    Explanation {
        rule: Rule::LinkScheme,
        name: "link-scheme",
        severity: Error,
        meaning: "A link uses a scheme other than http, https, mailto or tel. Schemes such as \
                  `javascript:`, `data:` and `file:` run code in the reader's browser or point to files \
                  on your own computer, so they are never published.",
        example: "[the report](file:///home/me/report.pdf)",
        fix: "Put the file beside the page and link to it: [the report](report.pdf). Or use its public \
               address.",
    },
    Explanation {
        rule: Rule::AnchorBroken,
        name: "anchor-broken",
        severity: Error,
        meaning: "A link points to a page that exists, but the page has no heading or block with the \
                  identifier after `#`. Identifiers are made from the words of a heading, unless it gives \
                  its own as in `## The plan {#plan}`.",
        example: "See [the points](@/topics/berlin-talks.md#pionts).",
        fix: "Correct the identifier (`#points`), or give the heading that one: `## How many points \
               {#points}`.",
    },
    Explanation {
        rule: Rule::FootnoteUndefined,
        name: "footnote-undefined",
        severity: Error,
        meaning: "`[^name]` refers to a note, and the page has no `[^name]:` that says what the note is. \
                  Notes belong to one page; they cannot be shared.",
        example: "The plan was refined.[^1]",
        fix: "Add the note on a line of its own (`[^1]: Twice, in November and December.`), or write it \
               in place: `^[Twice, in November and December.]`.",
    },
    Explanation {
        rule: Rule::PermalinkCollision,
        name: "permalink-collision",
        severity: Error,
        meaning: "Two pages, or a page and an alias, a file or a page that ibid makes itself, would be \
                  published at the same address. Only one of them could stand there.",
        example: "content/topics/plan.md and content/topics/plan/index.md are both /topics/plan/.",
        fix: "Rename one of the files, give one another `slug` or `path`, or remove the alias.",
    },
    Explanation {
        rule: Rule::LanguageUnknown,
        name: "language-unknown",
        severity: Error,
        meaning: "The name of a page's file ends in the code of a language that the site does not have. \
                  `page.uk.md` is the Ukrainian translation of `page.md`, published below `/uk/`, and needs \
                  `uk` among the `languages:` of `ibid.yaml`; a page in the site's own language needs no code. \
                  A note: the theme has no words in a language of the site, or not all of them, and its \
                  readers meet English ones.",
        example: "content/topics/ferry.uk.md, and no `languages:` in ibid.yaml",
        fix: "languages:\n  uk: Гавань",
    },
    Explanation {
        rule: Rule::FrontMatter,
        name: "front-matter",
        severity: Error,
        meaning: "The front matter of a page or a source is not closed by a line `---`, is not valid \
                  YAML, lacks a required key, or has a value of the wrong kind. Dates are written without \
                  quotation marks as `YYYY-MM-DD` or as RFC 3339 date-times; a source's date may also be \
                  EDTF.",
        example: "---\ntitle: Berlin: the talks\n---",
        fix: "Put text that holds a colon and a space in quotation marks: `title: \"Berlin: the talks\"`.",
    },
    Explanation {
        rule: Rule::UnknownKey,
        name: "unknown-key",
        severity: Error,
        meaning: "A key in front matter or in the configuration is not one that ibid knows, most often \
                  because it is misspelt. It is an error because a key that is silently ignored is a \
                  mistake that takes hours to find. Keys are `snake_case`.",
        example: "---\ntitle: Berlin talks\ntgas: [peace plan]\n---",
        fix: "Use the key that is meant (`tags`). Data of your own, for your templates, goes under \
               `extra:`.",
    },
    Explanation {
        rule: Rule::Config,
        name: "config",
        severity: Error,
        meaning: "`ibid.yaml`, `ibid.lock`, `health.json`, `changes.jsonl`, a file of `reviews/` or a theme's `theme.yaml` has a mistake: it is not valid \
                  YAML, lacks a required key, or has a value that cannot be used, such as a base address \
                  without a scheme or a severity other than `error`, `warning`, `note` or `off`.",
        example: "title: The record\nbase_url: example.org",
        fix: "Give the value in the form that the finding asks for: `base_url: https://example.org`.",
    },
    Explanation {
        rule: Rule::BlockSyntax,
        name: "block-syntax",
        severity: Error,
        meaning: "A block that begins with `:::` has a name that ibid does not know, has attributes that \
                  cannot be read or that it does not take, is not closed, or does not hold what it is for. The \
                  blocks are `summary`, `timeline`, `disagreement`, `unknown`, `glossary`, `figure` and `map`; each \
                  begins and ends on a line of its own. A disagreement takes `settle=\"…\"`, what would settle it, \
                  and `reviewed=…`, a date; what is unknown takes `searched=\"…\"`, as do the statements in it. \
                  Each item of a map begins with a place and its coordinates, `Berlin {geo=\"52.52, 13.41\"}:`, and \
                  goes on with a statement that cites its source.",
        example: "::: sumary\nThe talks went on for two days [@newsx].",
        fix: "::: summary\nThe talks went on for two days [@newsx].\n:::",
    },
    Explanation {
        rule: Rule::TimelineDate,
        name: "timeline-date",
        severity: Error,
        meaning: "An item of a timeline does not begin with a date and a colon. The date is in the \
                  Extended Date/Time Format (EDTF): a day `1994-12-05`, a month `1994-12`, a year `1994`, \
                  and each may be uncertain (`1994?`) or approximate (`1994~`).",
        example: "::: timeline\n- December 1994: The memorandum is signed [@newsx].\n:::",
        fix: "::: timeline\n- 1994-12: The memorandum is signed [@newsx].\n:::",
    },
    Explanation {
        rule: Rule::DisagreementOneSided,
        name: "disagreement-one-sided",
        severity: Error,
        meaning: "A disagreement block does not show a disagreement: it has fewer than two positions, a \
                  position without a citation, or sources of fewer than two independent origins. Sources \
                  are independent when their reporting comes from different places, as their `origin` \
                  says; one agency's report in two newspapers is one origin.",
        example: "::: disagreement\nHow many points does the plan have?\n\n- 19 [@briefing]\n- 20\n:::",
        fix: "Cite a source for each position, from at least two origins (`- 20 [@newsx]`). Where the \
               sources agree, write a plain paragraph.",
    },
    Explanation {
        rule: Rule::UnknownFound,
        name: "unknown-found",
        severity: Error,
        meaning: "A page says in a block `unknown` that the sources do not say something, and a source of \
                  the site has words that were searched for to show it. All sources are searched that have \
                  a text, whether or not the page cites them; capitals do not count, and `ratif*` stands \
                  for every word that begins so.",
        example: "::: unknown\n- Whether the plan has been signed. {searched=\"sign*\"}\n:::",
        fix: "Read the passage. If it answers the statement, cite it and delete the statement; if it is \
               about something else, search for words that only an answer would have \
               (`{searched=\"signed the plan, signature*\"}`).",
    },
    Explanation {
        rule: Rule::DefinitionUncited,
        name: "definition-uncited",
        severity: Error,
        meaning: "A glossary defines a term without a citation. Readers are shown the definition wherever \
                  the term stands, so it must be clear where it comes from.",
        example: "::: glossary\n- Article 5: An attack on one member is an attack on all.\n:::",
        fix: "::: glossary\n- Article 5: Members consider “an attack on one as an attack on all” \
               [@dial].\n:::",
    },
    Explanation {
        rule: Rule::CoverageLow,
        name: "coverage-low",
        severity: Error,
        meaning: "A page's citations cover a smaller share of its statements than `min_coverage` \
                  requires, or it cites fewer sources than `min_sources`. A citation covers the \
                  statements of its block since the citation before it; headings and summaries are not \
                  counted.",
        example: "---\ntitle: Berlin talks\nmin_coverage: 0.9\n---\n\nTalks were held in Berlin \
                  [@newsx].\n\nThey lasted two days.",
        fix: "Cite a source for the statements that have none (`They lasted two days [@newsx].`), remove \
               them, or lower the minimum of the page or the site.",
    },
    Explanation {
        rule: Rule::Template,
        name: "template",
        severity: Error,
        meaning: "A template of the theme cannot be read or fails while a page is rendered: a slip in its \
                  syntax, a variable that the page does not have, or a file that it includes and that \
                  does not exist.",
        example: "<title>{{ page.titel }}</title>",
        fix: "Use a variable that the page has: `{{ page.title }}`. Templates get everything from the \
               page's view; there is no function that looks elsewhere in the site.",
    },
    Explanation {
        rule: Rule::ScriptInFile,
        name: "script-in-file",
        severity: Error,
        meaning: "A file of `content/` that browsers open as a document (SVG, HTML, XML) has a script, a \
                  handler such as `onload`, an address such as `javascript:`, or a declaration that makes \
                  one; or it loads something from another site. Readers who open the file would run it \
                  as a part of your site. Drawings usually come from elsewhere, and none needs code. In \
                  the preview, and with hosts that read `_headers`, such files run nothing in any case.",
        example: "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
        fix: "Delete the script, or save the drawing again without it. For a page of your own whose script \
               is meant, lower the rule for that file in `ibid.yaml`.",
    },
    Explanation {
        rule: Rule::ReviewMissing,
        name: "review-missing",
        severity: Error,
        meaning: "The site demands with `review:` in `ibid.yaml` that people in certain roles read every statement \
                  against its sources, and no review of this statement in one of these roles is in force. Either \
                  nobody in that role has read it, or the statement, a pin, a passage or a source has changed since. \
                  Without `review:` nothing is demanded.",
        example: "review: [editor] in ibid.yaml, and The plan has 20 points [@newsx], which no editor has read.",
        fix: "Read it and record what you found: `ibid review`, or `ibid review add PAGE:LINE --by NAME --role \
               editor --says supports`.",
    },
    Explanation {
        rule: Rule::ReviewNegative,
        name: "review-negative",
        severity: Error,
        meaning: "Somebody has read the statement against its sources and found that they do not say it, and neither \
                  the statement nor what it rests on has changed since. That they say a part of it, or that the \
                  reader could not tell, is a note, and an error in a role that `review:` demands.",
        example: "The plan has 20 points [@newsx], of which A. P. found: the source speaks of 19.",
        fix: "Change the statement or its citation and have it read again. If the reader has changed their mind, they \
               read it again: the latest review of each person counts.",
    },
    Explanation {
        rule: Rule::ReviewSamePerson,
        name: "review-same-person",
        severity: Error,
        meaning: "One person has read the statement in several of the roles that `review:` in `ibid.yaml` demands, or \
                  the only author of the page is the only one who has read it. A second pair of eyes is another \
                  person's.",
        example: "review: [reporter, editor] in ibid.yaml, and both reviews are by A. P.",
        fix: "Have another person read it in one of the roles.",
    },
    Explanation {
        rule: Rule::NotUtf8,
        name: "not-utf8",
        severity: Error,
        meaning: "A text file is not encoded in UTF-8, so its characters are not known. ibid does not \
                  guess the encoding, because a wrong guess changes the words that quotations are \
                  compared with.",
        example: "seeds/pravda.txt was saved in Windows-1251.",
        fix: "Save the file as UTF-8, for instance with `iconv -f WINDOWS-1251 -t UTF-8`.",
    },
    Explanation {
        rule: Rule::FileUnreadable,
        name: "file-unreadable",
        severity: Error,
        meaning: "A file of the site cannot be used: it is a pipe, a socket, a device, or a link that \
                  leads out of the site's folder; it is larger than the limit for its kind; or its name \
                  cannot be published on every system.",
        example: "content/topics/photo.jpg is a symbolic link to /home/me/photo.jpg.",
        fix: "Replace the link with the file itself, make the file smaller, rename it, or move it out \
               of the site.",
    },
    Explanation {
        rule: Rule::QuoteEdited,
        name: "quote-edited",
        severity: Warning,
        meaning: "The words stand in the source, and an edit that quotations may have makes something else of \
                  them all the same: a bracket stands for a verb or a judgement and not for a name, a full stop \
                  makes a sentence of the beginning of one, or words are left out of a text in a language of \
                  which no negations are known. A note: an omission leaves out a condition, a possibility, or \
                  whose word it is (“according to the owner”, where the statement names nobody either), or a \
                  bracket has another noun (“[the mayor]” for “the contractor”).",
        example: "The jury found him “[guilty] of theft” [@newsx], where the source has “innocent of theft”.",
        fix: "Quote the source's own words, and say what you want to add outside of the quotation marks.",
    },
    Explanation {
        rule: Rule::QuoteUncited,
        name: "quote-uncited",
        severity: Warning,
        meaning: "Words stand in double quotation marks or in a blockquote, but their block has no \
                  citation, so there is nothing to compare them with. A block is a paragraph, a list \
                  item, a table cell or a blockquote.",
        example: "Witkoff said “a lot of progress was made”.",
        fix: "Cite the source in the same block: “a lot of progress was made” [@newsx]. For words that \
               are not quoted from a source, use single quotation marks.",
    },
    Explanation {
        rule: Rule::QuoteUnchecked,
        name: "quote-unchecked",
        severity: Warning,
        meaning: "The quotation could not be compared: no full text of the cited source was saved (`text: \
                  none` or `text: abstract`), and it is published as unverified, with the reason; or a \
                  quotation mark has no partner in its block; or the words are in HTML, which is not read.",
        example: "“a lot of progress was made” [@daily], where seeds/daily.md has `text: none`.",
        fix: "Save the article's text in the source's file and set `text: full`, or quote a source whose \
               text is saved.",
    },
    Explanation {
        rule: Rule::FigureUnsupported,
        name: "figure-unsupported",
        severity: Warning,
        meaning: "A number, date, percentage or number word of a cited statement is in none of the \
                  sources cited for it; one that you calculated or rounded yourself is reported too. How it is \
                  written does not matter: 28-point is twenty-eight, and 14 December 2025 is Dec 14, 2025 and \
                  2025-12-14. Units of time, length, weight and the like are \
                  compared where both texts name one; the date of publication counts as the day of an event \
                  only where the text says today, names a day of the week, or names no day, and as its year \
                  only where the text counts from it (this spring, last month) or leaves it out of a date (in \
                  May); a note where it names no year at all. Verbs that multiply are compared with each \
                  other (“tripled” with “doubled”). A figure of a summary must stand in one of the page's \
                  sources, that of a citation with an excerpt not beside another figure of the same kind.",
        example: "The plan has 21 points [@newsx], where the source has “a 20-point plan”.",
        fix: "Correct the figure, or cite the source that has it. Where the figure is your own, say how \
               you got it and exempt the block: `<!-- ibid-allow figure-unsupported: rounded from 19.6 \
               -->`.",
    },
    Explanation {
        rule: Rule::FigureOutsidePassage,
        name: "figure-outside-passage",
        severity: Note,
        meaning: "A figure of a statement stands in the source, but neither in the passages that the citation \
                  names nor in their sentences. A reader who looks at the passage does not find it. Where the \
                  passage has another figure of the same kind, that is `figure-unsupported`.",
        example: "The bridge of 1931 is 300 metres long [@newsx, \"the bridge of 1931\"], where another \
                  paragraph has “300 metres”.",
        fix: "Choose a passage that has the figure, or name a second one: `[@newsx, \"the bridge of 1931\", \
               \"300 metres\"]`.",
    },
    Explanation {
        rule: Rule::FigureHedged,
        name: "figure-hedged",
        severity: Note,
        meaning: "The source gives a figure as a bound (at least, up to, more than, less than), and the statement \
                  gives it as the exact number or as the opposite bound.",
        example: "Forty people drowned [@newsx], where the source has “at least forty people”.",
        fix: "Write it as the source does: at least forty.",
    },
    Explanation {
        rule: Rule::EventAfterSource,
        name: "event-after-source",
        severity: Warning,
        meaning: "An item of a timeline has a later date than the source that it cites. An article cannot \
                  report what happened after it was written; either one of the dates is wrong, or the \
                  source only announced the event.",
        example: "- 2025-12-20: The talks go on in Miami [@newsx], where `date:` of the source is \
                  2025-12-15.",
        fix: "Correct the date of the item or of the source, or cite a later source. For a plan, date \
               the announcement: `- 2025-12-15: Talks in Miami are announced [@newsx].`",
    },
    Explanation {
        rule: Rule::SourceUnused,
        name: "source-unused",
        severity: Warning,
        meaning: "No page cites this source in `seeds/`, and no draft does. It is listed among the sources, but nothing \
                  rests on it; often a page was meant to cite it, or cites another key. Of more than five such \
                  sources one finding says how many there are.",
        example: "seeds/daily.md, when no page has `[@daily]`.",
        fix: "Cite the source where it was used, or remove its file.",
    },
    Explanation {
        rule: Rule::SourcesAlike,
        name: "sources-alike",
        severity: Warning,
        meaning: "Two sources of different `origin` share at least a quarter of their sequences of five words: \
                  as many stay where every seventh word was changed. Most likely both copied the same agency's \
                  text, and then they are not independent: together they confirm no more than one of them \
                  does.",
        example: "seeds/newsx.md (`origin: NewsX`) and seeds/daily.md (`origin: The Daily`) hold one \
                  agency report.",
        fix: "Give both the origin of the reporting, such as `origin: Reuters`.",
    },
    Explanation {
        rule: Rule::SourceIncomplete,
        name: "source-incomplete",
        severity: Warning,
        meaning: "The front matter of a source lacks facts that a reference needs, such as author, \
                  publisher, date or address, and does not say that the article does not state them. \
                  Never invent a fact to silence this warning. A note: the source has an address and does \
                  not say when it was captured.",
        example: "---\ntitle: Zelenskyy hints at dropping NATO membership plans\n---",
        fix: "Add what the article states, and list what it does not state: `not_stated: [author, url]`.",
    },
    Explanation {
        rule: Rule::FootnoteUnused,
        name: "footnote-unused",
        severity: Warning,
        meaning: "A note is defined on the page but nothing refers to it, so it is not shown.",
        example: "The plan was refined.\n\n[^1]: Twice, in November and December.",
        fix: "Refer to the note where it belongs (`The plan was refined.[^1]`), or remove it.",
    },
    Explanation {
        rule: Rule::ImageAlt,
        name: "image-alt",
        severity: Warning,
        meaning: "An image has no text alternative. Readers who cannot see the image, or for whom it does \
                  not load, do not learn what it shows.",
        example: "![](signing.jpg)",
        fix: "Say what the image shows: `![Four presidents sign a document at a long \
               table](signing.jpg)`.",
    },
    Explanation {
        rule: Rule::ImageUnreadable,
        name: "image-unreadable",
        severity: Warning,
        meaning: "The file is not an image that can be read (PNG, JPEG or WebP, judged by its bytes), or \
                  to read it takes too much memory (more than 50 million pixels, or 25 million of 16 bits a \
                  channel). It is published as it is, without smaller versions, so phones load the whole \
                  file; where its head cannot be read, its dimensions are unknown too, and the page shifts \
                  when the image arrives. A site's mark that cannot be drawn within limits has no icons.",
        example: "![The map](map.png), where map.png is a text file",
        fix: "Save the image again in its format, and in a size that suits a screen.",
    },
    Explanation {
        rule: Rule::HeadingOrder,
        name: "heading-order",
        severity: Warning,
        meaning: "A heading skips a level, or is of level 1, which the title of the page is. Screen \
                  readers and the table of contents show the outline by its levels, and a gap looks like \
                  a missing section.",
        example: "## The talks\n\n#### The second day",
        fix: "Use the next level: `### The second day`.",
    },
    Explanation {
        rule: Rule::ExcerptLimit,
        name: "excerpt-limit",
        severity: Warning,
        meaning: "The passages that the site publishes from one source have more words in total than \
                  `excerpt_words` allows. Many short excerpts can reassemble an article, so they are \
                  counted over all pages. A source with `publish: full` has no limit.",
        example: "excerpt_words: 300, and the quotations from seeds/newsx.md have 420 words.",
        fix: "Quote less or shorten the excerpts. Raise `excerpt_words`, or set `publish: full`, only \
               where the licence of the article allows it.",
    },
    Explanation {
        rule: Rule::QuoteRepeated,
        name: "quote-repeated",
        severity: Warning,
        meaning: "The quoted or pinned words stand more than once in the source, in different sentences, and \
                  nothing says which place is meant. Readers are shown the first place, where the words may say \
                  something else.",
        example: "He speaks of “the plan” [@newsx], where the source has “the plan” in five sentences.",
        fix: "Name the paragraph (`[@newsx, ¶ 4]`), or pin the words around the quotation: `[@newsx, \"the plan \
               was refined twice\"]`.",
    },
    Explanation {
        rule: Rule::OutsideArticle,
        name: "outside-article",
        severity: Note,
        meaning: "The quoted or pinned words stand on the saved page, but not in the part of it that was taken for the \
                  article, nor in its headline or captions: in a menu, a box, a comment. They are published, and \
                  readers are told where they stand.",
        example: "The council “met on Monday” [@newsx], where the saved page has the words in a box beside the article.",
        fix: "If they belong to the article, name the part of the page that has all of it: `ibid source set newsx \
              selector=main`. Otherwise say in the statement where they stand, or leave them out.",
    },
    Explanation {
        rule: Rule::QuoteCut,
        name: "quote-cut",
        severity: Warning,
        meaning: "The quoted or pinned words are in the source, but a negation of the same clause stands directly \
                  before them there (or behind them, in languages that negate there), and the statement has \
                  none. What is left may say the opposite of the source. The same is reported of a statement \
                  that has no other words than the source's sentence and lacks the negation of its pinned passage, \
                  or has one where the source has none; and of one that has the opposite of a word of the passage \
                  (rejects, accepts), and its other words in the same order.",
        example: "The board did “sell the ferry” [@newsx], where the source has “did not sell the ferry”.",
        fix: "Quote or say the negation too: the board did “not sell the ferry” [@newsx].",
    },
    Explanation {
        rule: Rule::QuoteSpeaker,
        name: "quote-speaker",
        severity: Warning,
        meaning: "The page names one person as saying the quoted words, and the sentence of the source names \
                  another, or somebody who belongs to the person: “a lawyer for the mayor said”. Compared are \
                  names beside verbs of saying, before a colon, in the row of a table and below a blockquote; \
                  a note where what stands in the row may not be a speaker.",
        example: "Lind said: “The dam will not hold” [@newsx], where the source has “The dam will not hold,” said \
                  Ortiz.",
        fix: "Name the speaker whom the source names: Ortiz said: “The dam will not hold” [@newsx].",
    },
    Explanation {
        rule: Rule::SpeechReported,
        name: "speech-reported",
        severity: Warning,
        meaning: "The page gives the words in quotation marks as what somebody said, but in the source they stand \
                  outside of quotation marks: they are the reporter's words, and perhaps not those that were \
                  spoken. Of a source that sets no speech in quotation marks this is a note.",
        example: "The mayor said: “the bridge would be free” [@newsx], where the source has: The mayor said the \
                  bridge would be free.",
        fix: "Say it in your own words and pin the passage: The mayor said that the bridge would be free [@newsx, \
               \"the bridge would be free\"]. Or attribute the words to the report.",
    },
    Explanation {
        rule: Rule::CorrectionMissing,
        name: "correction-missing",
        severity: Warning,
        meaning: "A statement that was recorded as published has changed or is gone, but the page's \
                  `corrections` are the same. Readers who relied on it do not learn of the change. \
                  Statements are recorded by `ibid claim accept`, which keeps their hashes in \
                  `ibid.lock`; case, white space and punctuation outside figures do not count as a change.",
        example: "The plan has 20 points [@newsx], where 19 was published.",
        fix: "Add an entry to the front matter: `corrections: [{date: 2025-12-17, text: \"The plan \
               has 20 points, not 19.\"}]`. If the change makes no difference to readers, record the \
               page again: `ibid claim accept PAGE`.",
    },
    Explanation {
        rule: Rule::ReviewStale,
        name: "review-stale",
        severity: Warning,
        meaning: "Somebody has read this statement against its sources, and since then its words, a pin, a passage or \
                  the text of a source have changed. The review no longer counts and is not shown to readers. The \
                  finding says what changed; `ibid review show` says it in full.",
        example: "The plan has 20 points [@newsx], where A. P. read: The plan has 19 points.",
        fix: "Read it again: `ibid review`. Where the change was a mistake, take it back: the review is in force again.",
    },
    Explanation {
        rule: Rule::RawHtml,
        name: "raw-html",
        severity: Warning,
        meaning: "The page contains raw HTML, and raw HTML is off: the tags are shown to the reader as \
                  text. Where it is on, elements that run, embed or ask for something (`script`, \
                  `iframe`, `form`) are left out all the same.",
        example: "The plan has <b>20</b> points.",
        fix: "Use Markdown (`The plan has **20** points.`), or turn raw HTML on with `raw_html: true`.",
    },
    Explanation {
        rule: Rule::SyntaxUnknown,
        name: "syntax-unknown",
        severity: Warning,
        meaning: "The page has syntax of another tool (a shortcode, a directive, math, a definition list, \
                  `\\cite{…}`), or a link that leads nowhere because it is not written as one. Readers \
                  would see the characters as they are typed. A link whose text is the key of a source, \
                  `[@newsx](https://…)`, is reported too: it cites nothing. Private comments of other tools are left \
                  out of the page.",
        example: "{{< figure src=\"signing.jpg\" >}}",
        fix: "Write what ibid reads: `![Four presidents sign a document](signing.jpg)`. Put a backslash \
               before characters that are meant as they are, or write them as code.",
    },
    Explanation {
        rule: Rule::DefinedTwice,
        name: "defined-twice",
        severity: Warning,
        meaning: "A note or a link is defined twice under one label. Only the first definition is used, \
                  and the other text is not published. The case of a label does not count: `[^Tides]` \
                  and `[^tides]` are one note.",
        example: "The plan was refined.[^1]\n\n[^1]: In November.\n\n[^1]: In December.",
        fix: "Give the second one a label of its own and refer to it: `[^2]: In December.`",
    },
    Explanation {
        rule: Rule::StatementMissing,
        name: "statement-missing",
        severity: Warning,
        meaning: "A citation stands alone in its paragraph or list item, so it carries no statement. A \
                  citation belongs to the words before it in its block; those of another block are not \
                  covered by it, and quotations there are not compared with its source.",
        example: "The plan has 20 points.\n\n[@newsx]",
        fix: "Put it behind the words that rest on it: `The plan has 20 points [@newsx].`",
    },
    Explanation {
        rule: Rule::BidiControl,
        name: "bidi-control",
        severity: Warning,
        meaning: "The page contains a character that changes the direction in which the text around it is \
                  displayed, and is invisible itself (U+202A to U+202E, U+2066 to U+2069). It can make \
                  words look different from what is stored, compared and cited. Such characters usually \
                  come with copied text; right-to-left scripts are displayed correctly without them.",
        example: "The plan has (U+202E)02(U+202C) points [@newsx].",
        fix: "Delete the character. Where the text needs it, turn the rule off for that page in `ibid.yaml`.",
    },
    Explanation {
        rule: Rule::AllowUnused,
        name: "allow-unused",
        severity: Warning,
        meaning: "A comment `<!-- ibid-allow RULE: reason -->` exempted nothing: the block after it has \
                  no finding of that rule. Either the mistake was fixed, or the comment is before the \
                  wrong block. Left in place, it would hide the next mistake.",
        example: "<!-- ibid-allow figure-unsupported: rounded by us -->\nThe plan has 20 points [@newsx].",
        fix: "Remove the comment, or put it directly before the block that it is meant for.",
    },
    Explanation {
        rule: Rule::QuoteHedged,
        name: "quote-hedged",
        severity: Note,
        meaning: "The sentence of the source denies the quoted or pinned words, doubts them, asks whether they hold or \
                  makes them depend on something (denied, allegedly, could, tried to, if, unless), or takes \
                  something out of them (except on Sundays), and the statement has nothing of the kind.",
        example: "“The dam will hold” [@newsx], where the source has “If the rain stops, the dam will hold”.",
        fix: "Say what the source says of the words, or quote the whole sentence. A note is for you to judge: \
               where the statement says the same in other words, leave it.",
    },
    Explanation {
        rule: Rule::ExcerptUnrelated,
        name: "excerpt-unrelated",
        severity: Note,
        meaning: "A statement is pinned to words that say too little (fewer than three words that mean \
                  something, not two of them the statement's), or that share no word, name or figure with \
                  it. The words are in the source, but that proves nothing of the statement, so they count \
                  neither as a match nor as support. Excerpts in another language than the page's, and \
                  translated quotations, are compared for length only. Where three sentences or more stand before \
                  one citation, those with which no excerpt has to do are named.",
        example: "Soldiers burned the archive [@newsx, \"a new\"].",
        fix: "Pin the words that carry the statement: `[@newsx, \"set fire to the archive\"]`. A note is for \
               you to judge: where other words say the same, leave it.",
    },
    Explanation {
        rule: Rule::NameReplaced,
        name: "name-replaced",
        severity: Note,
        meaning: "A statement has the words of the source's sentence that it quotes or is pinned to, but for one name, \
                  and the sentence has another name in that place. The name of the statement stands nowhere in the \
                  source. It may be another name of the same: that is for you to judge. In German, where all nouns \
                  have capitals, and in scripts without capitals names are not told.",
        example: "The treaty was signed in Vienna [@newsx, \"was signed in Geneva\"].",
        fix: "Write the name that the source has, or cite the source that has this one.",
    },
    Explanation {
        rule: Rule::ExcerptShare,
        name: "excerpt-share",
        severity: Warning,
        meaning: "More than a quarter of a source's words are published, or more than the share that `excerpt_share` \
                  sets, or a stretch of more than 50 words. Counted are all passages that are cited, on all pages, with the words shown around them; 60 \
                  words of a source are always free. A source that states a licence or permission (`license:`), \
                  or has `publish: full`, has no such limit.",
        example: "Of the 519 words of seeds/newsx.md, 340 are published.",
        fix: "Quote less, or shorten the excerpts. Where the publisher allows more, say so in the source: \
               `license: by permission of the publisher`.",
    },
    Explanation {
        rule: Rule::NameUnsupported,
        name: "name-unsupported",
        severity: Off,
        meaning: "A proper name in a cited statement is in none of the sources cited for it. Names are \
                  recognised by their capitals and compared as they are spelt, so variant spellings, and \
                  languages that use capitals differently, give false alarms; that is why the rule is off \
                  unless you turn it on.",
        example: "Steve Whitkoff led the talks [@newsx].",
        fix: "Spell the name as the source does (`Steve Witkoff`), or cite the source that has it.",
    },
    Explanation {
        rule: Rule::StatementUncited,
        name: "statement-uncited",
        severity: Off,
        meaning: "No citation covers this statement. A citation covers the statements of its block since \
                  the citation before it; headings and summaries need none. Turn the rule on to find \
                  every gap that lowers a page's coverage.",
        example: "Talks were held in Berlin [@newsx]. They lasted two days.",
        fix: "Cite at the end of what the source covers: `Talks were held in Berlin. They lasted two \
               days [@newsx].`",
    },
    Explanation {
        rule: Rule::ExcerptMissing,
        name: "excerpt-missing",
        severity: Off,
        meaning: "A citation names a source whose text is saved, but not the passage that the statement \
                  rests on, so nothing was compared and a reader would have to search the whole article. \
                  `ibid check --suggest` reports such citations as notes and offers the passage that most \
                  likely supports the statement: the one that shares its rare words. Whether it does is \
                  for you to judge.",
        example: "Ukraine joined NATO’s partnership programme in 1994 [@newsx].",
        fix: "Give the source's words as an excerpt: `[@newsx, \"joining the Partnership for Peace \
               program at NATO in 1994\"]`.",
    },
    Explanation {
        rule: Rule::SingleOrigin,
        name: "single-origin",
        severity: Off,
        meaning: "All the sources cited for a statement have the same `origin`, so it rests on one \
                  report. Turn the rule on where every statement must be confirmed independently.",
        example: "Both sides agreed [@newsx; @daily], where both sources have `origin: Reuters`.",
        fix: "Cite a source of another origin as well, or say in the text whose report it is.",
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (row, explanation) in EXPLANATIONS.iter().enumerate() {
            assert_eq!(explanation.rule as usize, row, "{}", explanation.name);
        }
        assert_eq!(Rule::SingleOrigin as usize + 1, EXPLANATIONS.len(), "every variant has a row");
    }

    #[test]
    fn a_name_is_the_variant_in_kebab_case() {
        for rule in Rule::all() {
            let mut kebab = String::new();
            for letter in format!("{rule:?}").chars() {
                if letter.is_ascii_uppercase() && !kebab.is_empty() {
                    kebab.push('-');
                }
                kebab.push(letter.to_ascii_lowercase());
            }
            assert_eq!(rule.name(), kebab);
        }
    }

    #[test]
    fn names_are_unique_and_lead_back_to_their_rules() {
        assert_eq!(Rule::all().map(Rule::name).collect::<BTreeSet<_>>().len(), EXPLANATIONS.len());
        assert!(Rule::all().all(|rule| Rule::named(rule.name()) == Some(rule)));
        assert_eq!(Rule::named("Quote-Altered"), None);
        assert_eq!(Rule::named(""), None);
    }

    #[test]
    fn every_explanation_is_complete_and_cleanly_set() {
        for Explanation { name, meaning, example, fix, .. } in &EXPLANATIONS {
            for text in [meaning, example, fix] {
                assert!(!text.trim().is_empty() && text.trim() == *text, "{name}: {text:?}");
                assert!(!text.contains('\t') && !text.contains(" \n"), "{name}: {text:?}");
            }
            assert!(meaning.ends_with('.') && !meaning.contains("  "), "{name}: {meaning:?}");
            assert!(meaning.split(". ").count() <= 5, "{name}: at most five sentences");
        }
    }

    #[test]
    fn severities_are_those_of_the_contract() {
        let with = |severity| Rule::all().filter(move |rule| rule.default_severity() == severity);
        assert_eq!(with(Error).last(), Some(Rule::FileUnreadable));
        assert_eq!(with(Warning).next(), Some(Rule::QuoteEdited));
        assert_eq!(with(Warning).last(), Some(Rule::ExcerptShare));
        let notes = [
            Rule::FigureOutsidePassage,
            Rule::FigureHedged,
            Rule::OutsideArticle,
            Rule::QuoteHedged,
            Rule::ExcerptUnrelated,
            Rule::NameReplaced,
        ];
        assert!(with(Note).eq(notes));
        let off = [Rule::NameUnsupported, Rule::StatementUncited, Rule::ExcerptMissing, Rule::SingleOrigin];
        assert!(with(Off).eq(off));
    }
}
