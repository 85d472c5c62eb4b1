//! YAML that cannot be parsed: where it goes wrong, in the author's terms, and how to fix it.

use std::ops::Range;

use granit_parser::ErrorKind;

pub(super) const TAGS: &str = "tags are not read here";
pub(super) const TAGS_HELP: &str = "delete the tag, or put text that begins with `!` in quotation marks";
pub(super) const TOO_DEEP: &str = "lists and maps more than 127 deep are not read here";
pub(super) const TOO_DEEP_HELP: &str = "write it with fewer brackets inside each other";

const QUOTE_HELP: &str = "put the value in quotation marks";
const TAB_HELP: &str = "indent with spaces, not tabs";
const INDENT_HELP: &str = "begin the keys of one mapping in the same column";

/// What is known where the parser stopped. Offsets are bytes of the YAML.
pub(super) struct ErrorContext<'t> {
    pub(super) text: &'t str,
    /// The parser's place of the error.
    pub(super) at: usize,
    /// The innermost `[` or `{` that is open.
    pub(super) open_flow: Option<usize>,
    /// Whether keys have been read.
    pub(super) is_in_mapping: bool,
    /// Where the last plain scalar begins, where nothing else was read after it.
    pub(super) last_plain: Option<usize>,
}

/// An error with its place, message and help.
pub(super) struct Explained {
    pub(super) place: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

impl ErrorContext<'_> {
    pub(super) fn explain(&self, kind: &ErrorKind) -> Explained {
        self.refused(kind)
            .or_else(|| self.in_quotes(kind))
            .or_else(|| self.in_brackets(kind))
            .or_else(|| self.in_lines(kind))
            .or_else(|| self.at_value(kind))
            .unwrap_or_else(|| {
                // Rare, and not worth words of our own: what the parser says.
                let help =
                    "write one `key: value` a line; put values with special characters in quotation marks";
                self.invalid(self.at, &kind.to_string(), help)
            })
    }

    /// An error that goes from `at` to the end of its line.
    fn invalid(&self, at: usize, reason: &str, help: &str) -> Explained {
        let message = format!("not valid YAML: {reason}");
        Explained { place: at..self.line_end(at), message, help: help.to_owned() }
    }

    /// The end of the line that holds `at`, without trailing spaces.
    fn line_end(&self, at: usize) -> usize {
        let line = self.text[at..].split(['\n', '\r']).next().unwrap_or_default();
        at + line.trim_end().len()
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    fn letter(&self) -> char {
        self.text[self.at..].chars().next().unwrap_or('\n')
    }

    /// What is YAML, and not read here.
    fn refused(&self, kind: &ErrorKind) -> Option<Explained> {
        use ErrorKind as E;
        let (message, help) = match kind {
            E::RecursionLimitExceeded => {
                let place = self.at..self.at + self.letter().len_utf8();
                return Some(Explained {
                    place,
                    message: TOO_DEEP.to_owned(),
                    help: TOO_DEEP_HELP.to_owned(),
                });
            }
            E::DirectiveDisallowed => {
                ("directives are not read here", "delete the line that begins with `%`")
            }
            E::UndeclaredTagHandle
            | E::InvalidGlobalTagCharacter
            | E::InvalidTagTerminator
            | E::MissingTagUri
            | E::UnclosedVerbatimTag
            | E::InvalidTagEscape
            | E::InvalidTagUtf8LeadingByte
            | E::InvalidTagUtf8TrailingByte
            | E::InvalidTagUtf8 => (TAGS, TAGS_HELP),
            _ => return None,
        };
        let place = self.at..self.line_end(self.at);
        Some(Explained { place, message: message.to_owned(), help: help.to_owned() })
    }

    fn in_quotes(&self, kind: &ErrorKind) -> Option<Explained> {
        use ErrorKind as E;
        let (reason, help) = match kind {
            E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar | E::InvalidQuotedScalarIndent => {
                ("the quotation mark is not closed", "close the quotation mark")
            }
            E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar
                if self.open_flow.is_some() && matches!(self.letter(), '"' | '\'') =>
            {
                ("a comma is missing between two items", "separate the items by commas: `[a, b]`")
            }
            E::InvalidTrailingSingleQuotedScalar => (
                "text follows the closing quotation mark",
                "put the whole value in quotation marks, and write an apostrophe in it twice: `'it''s'`",
            ),
            E::InvalidTrailingDoubleQuotedScalar => (
                "text follows the closing quotation mark",
                "put the whole value in single quotation marks: `'\"A\" and \"B\"'`",
            ),
            E::UnknownQuotedScalarEscape
            | E::InvalidQuotedScalarHexEscape
            | E::InvalidLowSurrogateHexEscape
            | E::InvalidLowSurrogate
            | E::MissingLowSurrogate
            | E::UnpairedLowSurrogate
            | E::InvalidUnicodeEscape => (
                "a backslash that begins no known escape",
                "write the backslash twice, or use single quotation marks",
            ),
            _ => return None,
        };
        Some(self.invalid(self.at, reason, help))
    }

    fn in_brackets(&self, kind: &ErrorKind) -> Option<Explained> {
        use ErrorKind as E;
        let open = self.open_flow.filter(|&open| {
            // One that goes wrong in its first line is marked where it does.
            matches!(kind, E::UnclosedFlowCollection { .. })
                || self.text.get(open..self.at).is_some_and(|line| line.contains(['\n', '\r']))
        });
        let (reason, help) = match kind {
            E::UnexpectedEofFlowSequence
            | E::UnexpectedEofFlowMapping
            | E::UnexpectedEofImplicitFlowMapping
                if self.letter() == ',' =>
            {
                ("an item is missing before the comma", "delete the comma, or write an empty text as `\"\"`")
            }
            E::UnclosedFlowCollection { .. }
            | E::UnexpectedEofFlowSequence
            | E::UnexpectedEofFlowMapping
            | E::UnexpectedEofImplicitFlowMapping
            | E::InvalidColonPlacement
            | E::ExpectedFlowSequenceSeparator
            | E::ExpectedFlowMappingSeparator
            | E::InvalidFlowScalarIndent
            | E::BlockEntryInFlowCollection
                if open.is_some() =>
            {
                return Some(self.unclosed(open.unwrap_or(self.at)));
            }
            E::UnclosedFlowCollection { .. } => return Some(self.unclosed(self.at)),
            E::MismatchedFlowCollectionEnd { open, close } => {
                let reason = format!("the bracket `{open}` is closed by `{close}`");
                return Some(self.invalid(self.at, &reason, "close each bracket with one of its kind"));
            }
            E::MisplacedFlowCollectionEnd => ("a bracket that closes nothing", QUOTE_HELP),
            E::InvalidColonPlacement
            | E::ExpectedFlowSequenceSeparator
            | E::ExpectedFlowMappingSeparator
            | E::FlowMappingValueAdjacentCollection => (
                "a comma or a closing bracket is missing",
                "put text that holds a comma, a colon or a bracket in quotation marks",
            ),
            E::BlockEntryInFlowCollection | E::PlainScalarStartsWithDashFlowIndicator => {
                ("a dash cannot begin an item between brackets", "separate the items by commas: `[a, b]`")
            }
            _ => return None,
        };
        Some(self.invalid(self.at, reason, help))
    }

    fn unclosed(&self, open: usize) -> Explained {
        let (bracket, end) = if self.text[open..].starts_with('{') { ('{', '}') } else { ('[', ']') };
        let help = format!("write `{end}` at its end");
        self.invalid(open, &format!("the bracket `{bracket}` is not closed"), &help)
    }

    fn in_lines(&self, kind: &ErrorKind) -> Option<Explained> {
        use ErrorKind as E;
        let line_start = self.line_start(self.at);
        let before = &self.text[line_start..self.at];
        let begins_above = self.last_plain.is_some_and(|start| start < line_start);
        match kind {
            E::MappingValueNotAllowed | E::InvalidSimpleKey if begins_above && self.is_in_mapping => {
                let key = line_start + (before.len() - before.trim_start().len());
                let reason = "this key is indented as if it belonged to the value above";
                Some(self.invalid(key, reason, INDENT_HELP))
            }
            E::MappingValueNotAllowed | E::InvalidSimpleKey if begins_above => {
                Some(self.without_key(self.last_plain.unwrap_or(self.at)))
            }
            E::SimpleKeyExpected => Some(self.without_key(self.at)),
            E::ExpectedBlockMappingKey
            | E::ExpectedDocumentStart
            | E::InvalidIndentation
            | E::ExpectedBlockSequenceEntry
            | E::BlockSequenceEntryNotAllowed => Some(self.misplaced(kind, before)),
            _ => self.in_text(kind),
        }
    }

    fn without_key(&self, at: usize) -> Explained {
        let help = "write one `key: value` a line; indent the lines with which a value goes on";
        self.invalid(at, "a line without a key", help)
    }

    /// A key, an item or a text where the parser expects something else. `before` is what stands before it in
    /// its line.
    fn misplaced(&self, kind: &ErrorKind, before: &str) -> Explained {
        use ErrorKind as E;
        let is_item = self.text[self.at..].starts_with("- ") || before.trim_start() == "- ";
        let is_first = before.trim_start_matches([' ', '-']).is_empty();
        if is_item || matches!(kind, E::ExpectedBlockSequenceEntry | E::BlockSequenceEntryNotAllowed) {
            let at = if before.ends_with("- ") { self.at - 2 } else { self.at };
            let help = "begin a list in the line below its key, or write it as `[a, b]`";
            return self.invalid(at, "a list item and a key cannot stand side by side", help);
        }
        if is_first {
            return self.invalid(self.at, "the indentation is none of those above", INDENT_HELP);
        }
        self.invalid(self.at, "text follows a closing bracket", QUOTE_HELP)
    }

    /// Errors of tabs and of texts of several lines.
    fn in_text(&self, kind: &ErrorKind) -> Option<Explained> {
        use ErrorKind as E;
        let line_start = self.line_start(self.at);
        let line = &self.text[line_start..];
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        let (at, reason, help) = match kind {
            E::TabNotAllowed | E::TabInBlockIndentation | E::TabInIndentation => {
                let at = if indent.contains('\t') { line_start } else { self.at };
                (at, "a tab where only spaces may stand", TAB_HELP)
            }
            E::TabAtBlockScalarStart | E::TabInPlainScalar => {
                (self.at, "the text goes on in a line that is indented with a tab", TAB_HELP)
            }
            E::InvalidBlockScalarHeader | E::ZeroBlockScalarIndent => (
                self.at,
                "text in the line of `|` or `>`",
                "begin the text in the next line, indented; or put the value in quotation marks",
            ),
            E::InvalidBlockScalarIndent => (
                self.at,
                "the text is indented less than its first line, or than the number behind `|` or `>` says",
                "indent all lines of the text alike",
            ),
            E::CommentNotSeparated | E::CommentInterceptedScalar => (
                self.at,
                "a comment directly behind a value or inside it",
                "write a space before `#`; put text that holds `#` in quotation marks",
            ),
            _ => return None,
        };
        Some(self.invalid(at, reason, help))
    }

    fn at_value(&self, kind: &ErrorKind) -> Option<Explained> {
        use ErrorKind as E;
        match kind {
            E::MappingValueNotAllowed | E::InvalidSimpleKey | E::InvalidColonPlacement => {
                Some(self.invalid(self.at, "a colon and a space inside a value", QUOTE_HELP))
            }
            E::UnexpectedCharacter { character } if character.is_control() => {
                let at = self.at + self.text[self.at..].find(*character).unwrap_or(0);
                let message =
                    format!("not valid YAML: the character U+{:04X} is not allowed", u32::from(*character));
                let help = "delete the character, or write it as an escape in double quotation marks";
                Some(Explained { place: at..at + character.len_utf8(), message, help: help.to_owned() })
            }
            E::UnexpectedCharacter { .. }
            | E::MissingAnchorOrAliasName
            | E::ExpectedNodeContent
            | E::UnexpectedEofBlockMapping
            | E::UnexpectedEofBlockSequence
            | E::UnexpectedEof
            | E::MappingKeyNotAllowed
            | E::UnexpectedEndOfPlainScalar => {
                let letter = self.letter();
                Some(self.invalid(self.at, &format!("a value cannot begin with `{letter}`"), QUOTE_HELP))
            }
            _ => None,
        }
    }
}
