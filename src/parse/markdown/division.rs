//! Fenced divisions in the text: which lines are fences, and what an opening one says.

use std::borrow::Cow;

use super::{DIVISIONS, Division, Flow};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;
use crate::base::suggest::nearest;

/// A line that may be a fence: whether it is one shows when the text is parsed.
pub(super) struct Fence {
    /// Offset of the line in the text.
    pub(super) at: usize,
    /// Bytes of the line, without the white space after it.
    pub(super) length: usize,
}

/// Replaces lines that begin with `:::` by thematic breaks of their length, which are as good as them in code
/// and HTML too: nothing ends in them there. Lines that would end HTML are no fences.
pub(super) fn mask_fences(text: &str) -> (Cow<'_, str>, Vec<Fence>) {
    let mut fences = Vec::new();
    if !text.starts_with(":::") && memchr::memmem::find(text.as_bytes(), b"\n:::").is_none() {
        return (Cow::Borrowed(text), fences);
    }
    let mut masked = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        if content.starts_with(":::") && !ends_html(content) {
            fences.push(Fence { at: masked.len(), length: content.len() });
            masked.push_str("***");
            masked.extend(std::iter::repeat_n(' ', content.len() - 3));
            masked.push_str(&line[content.len()..]);
        } else {
            masked.push_str(line);
        }
    }
    (Cow::Owned(masked), fences)
}

/// Whether HTML that began above may end in a line.
fn ends_html(line: &str) -> bool {
    ["-->", "?>", "]]>", "</"].iter().any(|end| line.contains(end))
}

/// What stands behind the colons of an opening fence: `name {#id .class key=value}` or `{.name #id}`.
pub(super) struct FenceInfo<'l>(&'l str);

impl<'l> FenceInfo<'l> {
    /// What an opening line says; nothing for a closing one.
    pub(super) fn read(line: &'l str) -> Option<Self> {
        let rest = line.trim_start_matches(':').trim();
        (!rest.is_empty()).then_some(Self(rest))
    }

    /// The division that it opens.
    pub(super) fn division(self, path: &str, span: Span, findings: &mut Vec<Diagnostic>) -> Division<Flow> {
        let Self(rest) = self;
        let (name, braces) = match rest.find('{') {
            Some(at) => {
                (rest[..at].trim(), rest[at + 1..].trim_end_matches(':').trim().trim_end_matches('}'))
            }
            None => (rest.trim_end_matches(':').trim(), ""),
        };
        if let Some(name) = directive(rest) {
            if DIVISIONS.contains(&name) {
                let message = format!("`{{{name}}}` is the syntax of another tool");
                findings.push(
                    Diagnostic::new(Rule::BlockSyntax, path, span, message)
                        .help(format!("write `::: {name}`, and what the block holds on the lines below")),
                );
                return Division { name: format!("other-{name}"), ..Division::empty(span) };
            }
            findings.push(unknown_block(name, path, span));
            return Division { name: name.to_owned(), ..Division::empty(span) };
        }
        let mut division = Division { name: name.to_owned(), ..Division::empty(span) };
        for word in attribute_words(braces) {
            if let Some(id) = word.strip_prefix('#') {
                division.id = Some(id.to_owned());
            } else if let Some(class) = word.strip_prefix('.') {
                division.classes.push(class.to_owned());
            } else if let Some((key, value)) = word.split_once('=') {
                division.attributes.push((key.to_owned(), value.trim_matches('"').to_owned()));
            } else {
                let message = format!("`{word}` cannot be read as an attribute");
                findings.push(
                    Diagnostic::new(Rule::BlockSyntax, path, span, message)
                        .help("write `{#id .class key=value}`"),
                );
            }
        }
        if division.name.is_empty() && !division.classes.is_empty() {
            division.name = division.classes.remove(0);
        }
        if !DIVISIONS.contains(&division.name.as_str()) {
            findings.push(unknown_block(&division.name, path, span));
        }
        division
    }
}

/// The name of a MyST or Quarto directive: `{note} A title`, `{.callout-note title="…"}` is none.
fn directive(rest: &str) -> Option<&str> {
    let (name, _) = rest.strip_prefix('{')?.split_once('}')?;
    let is_name = name.starts_with(|letter: char| letter.is_alphabetic())
        && name.chars().all(|letter| letter.is_alphanumeric() || "-_:".contains(letter));
    is_name.then_some(name)
}

/// Blocks of other tools that an alert stands for.
const ALERT_NAMES: [&str; 16] = [
    "admonition",
    "attention",
    "callout",
    "caution",
    "danger",
    "error",
    "hint",
    "important",
    "info",
    "note",
    "seealso",
    "success",
    "tip",
    "warning",
    "example",
    "remark",
];

fn unknown_block(name: &str, path: &str, span: Span) -> Diagnostic {
    let finding = Diagnostic::new(Rule::BlockSyntax, path, span, format!("there is no block `{name}`"));
    let alert = name.trim_start_matches("callout-");
    if ALERT_NAMES.contains(&alert) {
        return finding.help(ALERT_HELP);
    }
    match nearest(name, DIVISIONS) {
        Some(meant) => finding.help(format!("did you mean `{meant}`?")),
        None => finding.help(format!("the blocks are {}", DIVISIONS.join(", "))),
    }
}

/// How ibid writes what other tools call a note, a callout or an admonition.
pub const ALERT_HELP: &str = "write an alert: a line `> [!NOTE]` (or TIP, IMPORTANT, WARNING, CAUTION), then the text in lines that begin with `>`";

/// Splits at white space outside double quotation marks.
fn attribute_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        if letter == '"' {
            quoted = !quoted;
        }
        match words.last_mut() {
            Some(word) if quoted || !letter.is_whitespace() => word.push(letter),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
