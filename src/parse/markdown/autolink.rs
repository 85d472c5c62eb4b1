//! Bare web and mail addresses become links, as in GFM (section 6.9, "Autolinks (extension)").
//!
//! Beside the spec's rules an address ends at a quotation mark, at a bracket and at the punctuation of
//! Chinese and Japanese, none of which an address can hold (RFC 3986, section 2): “see `https://example.org/x`”
//! and `[@key, https://example.org/x]` are read as their authors mean them. For the same reason one may begin
//! behind an opening quotation mark or a dash.

use std::ops::Range;

use super::block::{Flow, LinkTarget, Mark, Piece, PieceKind};
use crate::base::span::Span;

/// Opening marks before which the spec lets an address begin, and those of other kinds of quotation.
const BEFORE: &str = "*_~([“\"«„‘'‹—–「『（、，：；。";

/// An address in a text.
struct Address {
    /// Bytes of the text.
    range: Range<usize>,
    url: String,
}

/// The same text with its bare addresses as links.
pub(super) fn link_addresses(flow: Flow) -> Flow {
    let may_hold = |piece: &Piece| match &piece.kind {
        PieceKind::Text { text, .. } => memchr::memchr3(b':', b'@', b'.', text.as_bytes()).is_some(),
        _ => false,
    };
    if !flow.pieces.iter().any(may_hold) {
        return flow;
    }
    let mut linked = Vec::with_capacity(flow.pieces.len());
    // Links that are open, of Markdown or in raw HTML: no link stands in another.
    let mut links = 0usize;
    let mut run: Vec<Piece> = Vec::new();
    for piece in flow.pieces {
        match &piece.kind {
            PieceKind::Text { .. } if links == 0 => {
                run.push(piece);
                continue;
            }
            PieceKind::Open(Mark::Link(_)) => links += 1,
            PieceKind::Close(Mark::Link(_)) => links = links.saturating_sub(1),
            PieceKind::Html(html) if is_tag(html, "<a") => links += 1,
            PieceKind::Html(html) if is_tag(html, "</a") => links = links.saturating_sub(1),
            _ => {}
        }
        link_run(std::mem::take(&mut run), &mut linked);
        linked.push(piece);
    }
    link_run(run, &mut linked);
    Flow { pieces: linked, span: flow.span }
}

fn is_tag(html: &str, tag: &str) -> bool {
    html.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
        && !html[tag.len()..].starts_with(|letter: char| letter.is_ascii_alphanumeric())
}

/// Writes some texts that stand side by side, with the addresses in them as links.
fn link_run(run: Vec<Piece>, linked: &mut Vec<Piece>) {
    let words = |piece: &Piece| match &piece.kind {
        PieceKind::Text { text, .. } => text.clone(),
        _ => String::new(),
    };
    let found = match run.as_slice() {
        [] => return,
        [piece] => match &piece.kind {
            PieceKind::Text { text, .. } => addresses(text),
            _ => Vec::new(),
        },
        pieces => addresses(&pieces.iter().map(words).collect::<String>()),
    };
    if found.is_empty() {
        return linked.extend(run);
    }
    let mut run = run.into_iter();
    let mut rest = run.next();
    // Bytes of the joined texts that are written.
    let mut done = 0;
    for Address { range, url } in found {
        write_until(range.start, &mut done, &mut rest, &mut run, linked);
        let first = linked.len();
        write_until(range.end, &mut done, &mut rest, &mut run, linked);
        let (Some(start), Some(end)) = (linked.get(first), linked.last()) else { continue };
        let span = start.span.to(end.span);
        let mark = Mark::Link(Box::new(LinkTarget { url, title: String::new() }));
        linked.insert(first, Piece { kind: PieceKind::Open(mark.clone()), span });
        linked.push(Piece { kind: PieceKind::Close(mark), span: Span::at(span.end as usize) });
    }
    linked.extend(rest);
    linked.extend(run);
}

/// Writes texts up to an offset of all of them. What stands for an entity is not parted.
fn write_until(
    until: usize,
    done: &mut usize,
    rest: &mut Option<Piece>,
    run: &mut impl Iterator<Item = Piece>,
    linked: &mut Vec<Piece>,
) {
    while let Some(Piece { kind: PieceKind::Text { text, escaped }, span }) = rest.take() {
        let length = until.saturating_sub(*done);
        let is_literal = (span.end - span.start) as usize == text.len();
        if length == 0 {
            *rest = Some(Piece { kind: PieceKind::Text { text, escaped }, span });
            return;
        }
        if length >= text.len() || !is_literal {
            *done += text.len();
            linked.push(Piece { kind: PieceKind::Text { text, escaped }, span });
            *rest = run.next();
            continue;
        }
        let (before, after) = text.split_at(length);
        let middle = span.start as usize + length;
        let piece = |text: &str, escaped, start, end| Piece {
            kind: PieceKind::Text { text: text.to_owned(), escaped },
            span: Span::new(start, end),
        };
        linked.push(piece(before, escaped, span.start as usize, middle));
        *rest = Some(piece(after, false, middle, span.end as usize));
        *done = until;
        return;
    }
}

/// The addresses in a text, in order.
fn addresses(text: &str) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    for at in memchr::memchr3_iter(b':', b'@', b'.', text.as_bytes()) {
        let from = found.last().map_or(0, |address| address.range.end);
        if at < from {
            continue;
        }
        let address = match text.as_bytes()[at] {
            b':' => web_address(text, at, from),
            b'.' => www_address(text, at, from),
            _ => mail_address(text, at, from),
        };
        found.extend(address);
    }
    found
}

/// Whether an address may begin at `start`.
fn may_begin(text: &str, start: usize) -> bool {
    let mut before = text[..start].chars().rev();
    let Some(last) = before.next() else { return true };
    // An apostrophe behind a letter closes a quotation or stands inside a word.
    let closes = matches!(last, '\'' | '’') && before.next().is_some_and(char::is_alphanumeric);
    !closes && (last.is_whitespace() || BEFORE.contains(last))
}

/// `https://…` and `http://…` whose colon stands at `colon`.
fn web_address(text: &str, colon: usize, from: usize) -> Option<Address> {
    let rest = text[colon..].strip_prefix("://")?;
    let before = &text[from..colon];
    let scheme = ["https", "http"].into_iter().find(|scheme| {
        let start = before.len().checked_sub(scheme.len());
        start.and_then(|start| before.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    })?;
    let start = colon - scheme.len();
    // The cheap checks first: an address may be as long as the text.
    if !may_begin(text, start) || !may_have_domain(rest) {
        return None;
    }
    let end = colon + 3 + address_length(rest, is_in_brackets(text, start));
    is_domain(&text[colon + 3..end]).then(|| Address { range: start..end, url: text[start..end].to_owned() })
}

/// `www.…` whose first full stop stands at `stop`.
fn www_address(text: &str, stop: usize, from: usize) -> Option<Address> {
    let start = stop.checked_sub(3).filter(|start| *start >= from)?;
    if !text.get(start..stop)?.eq_ignore_ascii_case("www") || !may_begin(text, start) {
        return None;
    }
    let end = start + address_length(&text[start..], is_in_brackets(text, start));
    (end > stop + 1 && is_domain(&text[start..end]))
        .then(|| Address { range: start..end, url: format!("http://{}", &text[start..end]) })
}

/// How far an open bracket is looked for, in bytes.
const NEAR: usize = 1_000;

/// Whether a bracket is open before `start`: in a citation `;` stands between sources.
fn is_in_brackets(text: &str, start: usize) -> bool {
    let before = &text.as_bytes()[start.saturating_sub(NEAR)..start];
    memchr::memchr_iter(b'[', before).count() > memchr::memchr_iter(b']', before).count()
}

/// Length of the address at the beginning of a text, by the rules of "extended autolink path validation".
fn address_length(text: &str, in_brackets: bool) -> usize {
    let ends = |letter: char| ends_address(letter) || (in_brackets && letter == ';');
    let mut address = &text[..text.find(ends).unwrap_or(text.len())];
    // How many parentheses close that did not open.
    let mut closing = address.matches(')').count().saturating_sub(address.matches('(').count());
    loop {
        let Some(last) = address.chars().next_back() else { return 0 };
        let shorter = &address[..address.len() - last.len_utf8()];
        match last {
            last if is_punctuation(last) => address = shorter,
            ')' if closing > 0 => {
                closing -= 1;
                address = shorter;
            }
            ';' => {
                let letters =
                    shorter.len() - shorter.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
                let entity = shorter[..shorter.len() - letters].strip_suffix('&').filter(|_| letters > 0);
                address = entity.unwrap_or(shorter);
            }
            _ => return address.len(),
        }
    }
}

/// Whether a letter can stand in no address.
fn ends_address(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || "<>[]\"“”„«»‹›「」『』＂❝❞、。，；：！？（）".contains(letter)
}

/// Whether a letter at the end of an address belongs to the sentence.
fn is_punctuation(letter: char) -> bool {
    matches!(letter, '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '’' | '…')
}

/// Whether the text may begin with a domain, by no more of it than that and the punctuation behind it: where the
/// address ends there, `_` at its end is not part of it.
fn may_have_domain(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let (domain, behind) = text.split_at(text.find(|letter| !is_letter(letter)).unwrap_or(text.len()));
    let behind = behind.trim_start_matches(|letter| is_punctuation(letter) || matches!(letter, ')' | ';'));
    is_domain(domain)
        || behind.chars().next().is_none_or(ends_address) && is_domain(domain.trim_end_matches(['.', '_']))
}

/// Whether an address begins with a valid domain: parts of letters, digits, `-` and `_` with at least one full
/// stop between them, and no `_` in the last two.
fn is_domain(address: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let domain = &address[..address.find(|letter| !is_letter(letter)).unwrap_or(address.len())];
    let parts: Vec<&str> = domain.trim_end_matches('.').split('.').collect();
    parts.len() > 1
        && parts.iter().all(|part| !part.is_empty())
        && parts.iter().rev().take(2).all(|part| !part.contains('_'))
}

/// A mail address whose `@` stands at `at`. As in Pandoc, an `@` behind punctuation begins a citation.
fn mail_address(text: &str, at: usize, from: usize) -> Option<Address> {
    let is_local = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | '+');
    let local = text[from..at].len() - text[from..at].trim_end_matches(is_local).len();
    let start = at - local;
    let is_word = text[..at].ends_with(|letter: char| letter.is_ascii_alphanumeric());
    if local == 0 || !is_word || !may_begin(text, start) {
        return None;
    }
    let rest = &text[at + 1..];
    let is_domain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    let whole = &rest[..rest.find(|letter| !is_domain(letter)).unwrap_or(rest.len())];
    let follows = rest[whole.len()..].chars().next();
    let domain = whole.trim_end_matches('.');
    let is_whole = !domain.ends_with(['-', '_'])
        && domain.contains('.')
        && domain.split('.').all(|part| !part.is_empty())
        && follows.is_none_or(|letter| letter != '@' && !letter.is_alphanumeric());
    let end = at + 1 + domain.len();
    is_whole.then(|| Address { range: start..end, url: format!("mailto:{}", &text[start..end]) })
}

#[cfg(test)]
mod tests {
    use super::addresses;

    fn found(text: &str) -> Vec<String> {
        addresses(text).into_iter().map(|address| address.url).collect()
    }

    /// The examples of the GFM spec, section 6.9.
    #[test]
    fn the_spec() {
        for (text, urls) in [
            ("www.commonmark.org", vec!["http://www.commonmark.org"]),
            ("Visit www.commonmark.org/help for more", vec!["http://www.commonmark.org/help"]),
            ("Visit www.commonmark.org.", vec!["http://www.commonmark.org"]),
            ("Visit www.commonmark.org/a.b.", vec!["http://www.commonmark.org/a.b"]),
            (
                "www.google.com/search?q=Markup+(business)",
                vec!["http://www.google.com/search?q=Markup+(business)"],
            ),
            (
                "www.google.com/search?q=Markup+(business)))",
                vec!["http://www.google.com/search?q=Markup+(business)"],
            ),
            (
                "(www.google.com/search?q=Markup+(business))",
                vec!["http://www.google.com/search?q=Markup+(business)"],
            ),
            ("www.google.com/search?q=(business))+ok", vec!["http://www.google.com/search?q=(business))+ok"]),
            (
                "www.google.com/search?q=commonmark&hl=en",
                vec!["http://www.google.com/search?q=commonmark&hl=en"],
            ),
            ("www.google.com/search?q=commonmark&hl;", vec!["http://www.google.com/search?q=commonmark"]),
            ("www.commonmark.org/he<lp", vec!["http://www.commonmark.org/he"]),
            ("http://commonmark.org", vec!["http://commonmark.org"]),
            (
                "(Visit https://encrypted.google.com/search?q=Markup+(business))",
                vec!["https://encrypted.google.com/search?q=Markup+(business)"],
            ),
            ("foo@bar.baz", vec!["mailto:foo@bar.baz"]),
            (
                "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.",
                vec!["mailto:hello+xyz@mail.example"],
            ),
            ("a.b-c_d@a.b a.b-c_d@a.b.", vec!["mailto:a.b-c_d@a.b", "mailto:a.b-c_d@a.b"]),
            ("a.b-c_d@a.b- a.b-c_d@a.b_", vec![]),
        ] {
            assert_eq!(found(text), urls, "{text}");
        }
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "a://b.c",
            "http://",
            "https://x",
            "xhttps://x.org",
            "@https://x.org/y",
            "www.",
            "5.@a.b",
            "a@b",
            "é@k.org",
            "me@x.org@e",
            "12:30. So",
            "x-@a.b",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn an_address_ends_before_quotation_marks_and_brackets() {
        assert_eq!(found("“https://x.org/a” and https://x.org/b]"), ["https://x.org/a", "https://x.org/b"]);
        assert_eq!(found("https://x.org/a_b--c, HTTPS://X.org!"), ["https://x.org/a_b--c", "HTTPS://X.org"]);
    }
}
