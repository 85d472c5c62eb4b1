//! Constructs that begin a line: definition lists, line blocks, tables, admonitions, labels.

use std::ops::Range;

use super::{Foreign, ForeignKind, letters_of};
use crate::parse::markdown::{Flow, PieceKind};
use crate::parse::topic::cell::{Cell, OBJECT};

/// Characters that begin such a line.
const FIRST: &str = ":|+!?(%~*#-=.<";

/// The constructs of a paragraph's lines.
pub(super) fn find(cells: &[Cell], flow: &Flow, found: &mut Vec<Foreign>) {
    let mut may_begin = true;
    let begins = flow.pieces.iter().any(|piece| {
        let is_first = std::mem::replace(&mut may_begin, is_break(&piece.kind));
        is_first
            && matches!(&piece.kind, PieceKind::Text { text, escaped: false } if text.starts_with(|letter| FIRST.contains(letter)) || may_begin_with_word(text))
    });
    if !begins {
        return;
    }
    let lines = lines(cells);
    if let Some(kind) = paragraph_kind(cells, &lines) {
        found.push(Foreign { range: 0..cells.len(), kind });
        return;
    }
    for (index, line) in lines.iter().enumerate() {
        let text = || letters_of(&cells[line.clone()]);
        if !cells[line.start].is_plain {
            continue;
        }
        let kind = match cells[line.start].letter {
            ':' if is_definition(cells, &lines, index) => ForeignKind::DefinitionList,
            '-' | '!' | '+' | '=' if is_inclusion(&text()) => ForeignKind::Shortcode,
            '!' | '?' if index == 0 && is_admonition(&text()) => ForeignKind::Admonition,
            '(' if is_target(&text()) => ForeignKind::Target,
            '~' if is_definition(cells, &lines, index) => ForeignKind::DefinitionList,
            '*' if is_abbreviation(&text()) => ForeignKind::Abbreviation,
            '#' if text().starts_with("#. ") => ForeignKind::NumberedList,
            '-' if is_column_rule(&text()) => ForeignKind::GridTable,
            '=' if is_wiki_heading(&text()) => ForeignKind::WikiMarkup,
            '=' if is_heading(&text()) => ForeignKind::AsciiDoc,
            '(' if is_example(&text()) => ForeignKind::NumberedList,
            '.' if is_directive(&text()) => ForeignKind::Restructured,
            '.' if is_block_title(cells, &lines, index) => ForeignKind::AsciiDoc,
            '.' if index == 0 && text().starts_with(". ") => ForeignKind::NumberedList,
            '#' if is_keyword(&text()) => ForeignKind::Org,
            ':' if is_drawer(&text()) => ForeignKind::Org,
            '<' if text().starts_with("<<< ") || is_inclusion(&text()) => ForeignKind::Shortcode,
            'a'..='z' if is_macro(&text()) => ForeignKind::Shortcode,
            'a'..='z' if is_module(&text()) => ForeignKind::Mdx,
            letter if letter.is_alphabetic() && is_property(&text()) => ForeignKind::DefinitionList,
            _ => continue,
        };
        use ForeignKind::{
            Abbreviation, Admonition, AsciiDoc, DefinitionList, Mdx, Shortcode, Target, WikiMarkup,
        };
        let is_line =
            matches!(kind, Abbreviation | Admonition | AsciiDoc | Mdx | Shortcode | Target | WikiMarkup)
                || (kind == DefinitionList && cells[line.start].letter.is_alphabetic());
        let range = if is_line { line.clone() } else { line.start..cells.len() };
        found.push(Foreign { range, kind });
        if !is_line || kind == Admonition {
            return;
        }
    }
}

fn may_begin_with_word(text: &str) -> bool {
    text.contains("::") || text.starts_with("import ") || text.starts_with("export ")
}

fn is_break(kind: &PieceKind) -> bool {
    matches!(kind, PieceKind::SoftBreak | PieceKind::HardBreak)
}

/// The lines of some cells, empty ones left out.
fn lines(cells: &[Cell]) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in (0..=cells.len()).filter(|&at| cells.get(at).is_none_or(|cell| cell.letter == '\n')) {
        if end > start {
            lines.push(start..end);
        }
        start = end + 1;
    }
    lines
}

/// What a paragraph is as a whole.
fn paragraph_kind(cells: &[Cell], lines: &[Range<usize>]) -> Option<ForeignKind> {
    let first = lines.first()?;
    let begins = |line: &Range<usize>, letter: char| cells[line.start].is(letter);
    let ends_with_bar = |line: &Range<usize>| {
        let last = cells[line.clone()].iter().rposition(|cell| !cell.letter.is_whitespace());
        last.is_some_and(|last| last > 1 && cells[line.start + last].is('|'))
    };
    if begins(first, '+') {
        let rule = letters_of(&cells[first.clone()]);
        let rule = rule.trim_end();
        let is_rule =
            rule.len() > 3 && rule.ends_with('+') && rule.chars().all(|letter| "+-=:".contains(letter));
        if is_rule {
            return Some(ForeignKind::GridTable);
        }
    }
    if letters_of(&cells[first.clone()]).trim_end() == "|===" {
        return Some(ForeignKind::AsciiDoc);
    }
    if begins(first, '|') && lines.iter().all(|line| begins(line, '|')) {
        if lines.iter().all(ends_with_bar) {
            return Some(ForeignKind::TableRows);
        }
        let is_apart = |line: &Range<usize>| line.len() == 1 || cells[line.start + 1].letter == ' ';
        return lines.iter().all(is_apart).then_some(ForeignKind::LineBlock);
    }
    None
}

/// Whether a line is the meaning of a term: the first of a paragraph, or the one below a short first line. A
/// colon after a space is French punctuation too, before which a line may break.
fn is_definition(cells: &[Cell], lines: &[Range<usize>], index: usize) -> bool {
    let line = &lines[index];
    let spaces =
        cells[line.start + 1..line.end].iter().take_while(|cell| cell.letter.is_whitespace()).count();
    match index {
        0 => spaces > 0 && line.len() > spaces + 1,
        1 if spaces == 1 => {
            // French punctuation stands before a quotation rather than a word.
            let is_term =
                cells[lines[0].clone()].iter().all(|cell| !cell.is_one_of(&['.', ',', ';', '!', '?']));
            let is_word = cells.get(line.start + 2).is_some_and(|next| next.letter.is_alphanumeric());
            lines[0].len() < 40 && is_term && is_word
        }
        1 => spaces > 1 && lines[0].len() < 80,
        _ => false,
    }
}

/// `*[HTML]: Hyper Text`
fn is_abbreviation(line: &str) -> bool {
    line.strip_prefix("*[").and_then(|rest| rest.split_once("]:")).is_some_and(|(word, meaning)| {
        !word.is_empty() && !word.contains(['[', '\n']) && !meaning.trim().is_empty()
    })
}

/// `----- ---- -----`, the line below the head of a table of Pandoc's.
fn is_column_rule(line: &str) -> bool {
    let columns: Vec<&str> = line.split_whitespace().collect();
    columns.len() > 1
        && columns.iter().all(|column| column.len() > 2 && column.bytes().all(|byte| byte == b'-'))
}

/// `== Heading ==`
fn is_wiki_heading(line: &str) -> bool {
    let inner = line.trim().trim_matches('=');
    let marks = line.trim().len() - inner.len();
    marks >= 4 && inner.starts_with(' ') && inner.ends_with(' ') && inner.contains(char::is_alphanumeric)
}

/// `== Heading` of AsciiDoc.
fn is_heading(line: &str) -> bool {
    let words = line.trim_start_matches('=');
    let marks = line.len() - words.len();
    (2..=6).contains(&marks)
        && words.strip_prefix(' ').is_some_and(|words| words.starts_with(char::is_uppercase))
        && !words.contains('=')
}

/// `(@) words`, an example that Pandoc numbers.
fn is_example(line: &str) -> bool {
    line.strip_prefix("(@) ").is_some_and(|words| !words.trim().is_empty())
}

/// `.. note::`, `.. [1] words`, `.. _label:`
fn is_directive(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(".. ") else { return false };
    let word = rest.split(' ').next().unwrap_or_default();
    word.ends_with("::") && word.len() > 2
        || (word.starts_with('|') && word.ends_with('|') && word.len() > 2)
        || (word.starts_with('[') && word.ends_with(']') && word.len() > 2)
        || (word.starts_with('_') && word.ends_with(':') && word.len() > 2)
}

/// `include::part.adoc[]`, a block macro of AsciiDoc.
fn is_macro(line: &str) -> bool {
    let Some((name, rest)) = line.trim().split_once("::") else { return false };
    let is_name = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let target = rest.split('[').next().unwrap_or_default();
    is_name && rest.ends_with(']') && target.len() < rest.len() && !target.contains(' ')
}

/// `import Tabs from '@theme/Tabs';`, `export const x = 1;`
fn is_module(line: &str) -> bool {
    let line = line.trim_end().trim_end_matches(';');
    let is_import = line.strip_prefix("import ").is_some_and(|rest| {
        let path = rest.rsplit(' ').next().unwrap_or_default();
        let is_path =
            path.len() > 2 && ["'", "\""].iter().any(|mark| path.starts_with(mark) && path.ends_with(mark));
        is_path && (rest == path || rest.contains(" from "))
    });
    let is_export = line.strip_prefix("export ").is_some_and(|rest| {
        let is_value = |word: &&str| rest.starts_with(*word) && rest.contains('=');
        rest.starts_with("default ")
            || rest.starts_with("function ")
            || ["const ", "let "].iter().any(is_value)
    });
    is_import || is_export
}

/// `term:: meaning`, `status:: draft`
fn is_property(line: &str) -> bool {
    line.split_once(":: ").is_some_and(|(term, meaning)| {
        term.chars().count() <= LONGEST_TERM
            && !term.contains([':', '`', OBJECT])
            && meaning
                .starts_with(|letter: char| letter.is_alphanumeric() || letter == OBJECT || letter == '[')
    })
}

/// Letters of the longest term of a definition.
const LONGEST_TERM: usize = 60;

/// `#+TITLE: words`, `#+begin_quote`
fn is_keyword(line: &str) -> bool {
    line.strip_prefix("#+").is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_alphabetic()))
}

/// `:PROPERTIES:`
fn is_drawer(line: &str) -> bool {
    let name = line.trim().strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
    name.is_some_and(|name| name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// `.Title` of AsciiDoc, above the block that it names.
fn is_block_title(cells: &[Cell], lines: &[Range<usize>], index: usize) -> bool {
    let line = &lines[index];
    let is_title = cells.get(line.start + 1).is_some_and(|next| next.letter.is_uppercase());
    let next = lines.get(index + 1).map(|next| letters_of(&cells[next.clone()]));
    is_title
        && next.is_some_and(|next| ["[", "|===", "====", "image::"].iter().any(|mark| next.starts_with(mark)))
}

/// `!!! note`, `??? tip "Title"`, `???+ warning`
fn is_admonition(line: &str) -> bool {
    let rest =
        line.strip_prefix("!!!").or_else(|| line.strip_prefix("???+")).or_else(|| line.strip_prefix("???"));
    let Some(rest) = rest.and_then(|rest| rest.strip_prefix(' ')) else { return false };
    let word: &str = rest.split([' ', '"']).next().unwrap_or_default();
    let title = rest[word.len()..].trim();
    !word.is_empty()
        && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
        && (title.is_empty() || title.starts_with('"') || title.starts_with("inline"))
}

/// What other tools put in the place of a line: `--8<-- "part.md"`, `!include part.md`, `<<[part.md]`, the tab
/// `=== "Title"`, and `+++`, which parts the cells of MyST.
fn is_inclusion(line: &str) -> bool {
    let is_quoted = |rest: &str| rest.len() > 2 && rest.starts_with('"') && rest.trim_end().ends_with('"');
    let tab = || line.strip_prefix("===").map(|rest| rest.trim_start_matches(['!', '+', ' ']));
    line.starts_with("--8<--")
        || line.starts_with("-8<-")
        || line
            .strip_prefix("!include ")
            .is_some_and(|path| path.trim().contains('.') && !path.trim().contains(' '))
        || line.strip_prefix("<<[").is_some_and(|path| path.trim_end().ends_with(']'))
        || tab().is_some_and(is_quoted)
        || line.strip_prefix("+++").is_some_and(|rest| rest.trim().is_empty() || rest.starts_with(" {"))
}

/// `(label)=`
fn is_target(line: &str) -> bool {
    line.trim_end().strip_prefix('(').and_then(|rest| rest.strip_suffix(")=")).is_some_and(|label| {
        !label.is_empty()
            && !label
                .contains(|letter: char| letter.is_whitespace() || "()".contains(letter) || letter == OBJECT)
    })
}

/// Whether a construct is all that a run of text holds.
pub(super) fn is_alone(cells: &[Cell], range: &Range<usize>) -> bool {
    let is_blank =
        |cell: &Cell| cell.letter.is_whitespace() || (cell.letter == OBJECT && cell.at == cell.end);
    cells[..range.start].iter().all(is_blank) && cells[range.end..].iter().all(is_blank)
}

/// Whether a construct is all that its line holds.
pub(super) fn is_alone_in_line(cells: &[Cell], range: &Range<usize>) -> bool {
    let is_blank = |cell: &&Cell| cell.letter.is_whitespace() && cell.letter != '\n';
    let before = cells[..range.start].iter().rev().find(|cell| !is_blank(cell));
    let behind = cells[range.end..].iter().find(|cell| !is_blank(cell));
    [before, behind].into_iter().flatten().all(|cell| cell.letter == '\n')
}
