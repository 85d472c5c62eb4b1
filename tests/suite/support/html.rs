//! A small reader of published files: HTML as a row of tags and texts, and whether XML is well-formed.
//!
//! It knows what ibid's own output needs (attributes with and without quotation marks, raw text in scripts,
//! the end tags that HTML lets be left out) and nothing of error recovery: what it cannot read is a fault.

use std::collections::BTreeMap;

/// A start tag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tag {
    /// In lower case.
    pub(crate) name: String,
    /// Names and values, values with their entities decoded.
    pub(crate) attributes: Vec<(String, String)>,
    /// Whether it closes itself: `<use />`.
    pub(crate) is_closed: bool,
}

impl Tag {
    /// An attribute's value; empty where it has none.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether `class` names it.
    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").unwrap_or_default().split_whitespace().any(|name| name == class)
    }
}

/// A piece of a page.
#[derive(Clone, Debug)]
pub(crate) enum Token {
    /// A start tag.
    Open(Tag),
    /// An end tag.
    Close(String),
    /// Text with its entities decoded.
    Text(String),
    /// The inside of a script or style.
    Raw(String),
}

/// A link with what the tests ask of it.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// Its address.
    pub(crate) href: String,
    /// Its role.
    pub(crate) role: String,
    /// Its id.
    pub(crate) id: String,
    /// Ids of the elements that it stands in, the innermost first.
    pub(crate) inside: Vec<String>,
}

/// A page, read.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its tags and texts.
    pub(crate) tokens: Vec<Token>,
    /// How often each id is given.
    pub(crate) ids: BTreeMap<String, usize>,
    /// Its `<a href>`.
    pub(crate) links: Vec<Link>,
}

/// Elements that have no end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements whose end tag may be left out.
const LOOSE: [&str; 14] =
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "html", "head", "body", "option", "colgroup"];
/// Elements that separate words.
const BLOCKS: [&str; 34] = [
    "p",
    "li",
    "ul",
    "ol",
    "div",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "nav",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
    "th",
    "tr",
    "table",
    "thead",
    "tbody",
    "blockquote",
    "pre",
    "dl",
    "dt",
    "dd",
    "figure",
    "title",
    "br",
    "details",
    "summary",
];

impl Page {
    /// Reads a page.
    pub(crate) fn read(html: &str) -> Self {
        let tokens = tokens(html);
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let mut links = Vec::new();
        let mut open: Vec<(String, String)> = Vec::new();
        for token in &tokens {
            match token {
                Token::Open(tag) => {
                    let id = tag.attribute("id").unwrap_or_default().to_owned();
                    if !id.is_empty() {
                        *ids.entry(id.clone()).or_default() += 1;
                    }
                    if tag.name == "a"
                        && let Some(href) = tag.attribute("href")
                    {
                        let inside =
                            open.iter().rev().map(|(_, id)| id.clone()).filter(|id| !id.is_empty()).collect();
                        let role = tag.attribute("role").unwrap_or_default().to_owned();
                        links.push(Link { href: href.to_owned(), role, id: id.clone(), inside });
                    }
                    if !VOID.contains(&tag.name.as_str()) && !tag.is_closed {
                        // A new item or cell ends the one before it, where its end tag was left out.
                        while open.last().is_some_and(|(last, _)| ends_before(last, &tag.name)) {
                            open.pop();
                        }
                        open.push((tag.name.clone(), id));
                    }
                }
                Token::Close(name) => {
                    if let Some(at) = open.iter().rposition(|(last, _)| last == name) {
                        open.truncate(at);
                    }
                }
                Token::Text(_) | Token::Raw(_) => {}
            }
        }
        Self { tokens, ids, links }
    }

    /// Whether it only leads on.
    pub(crate) fn is_redirect(&self) -> bool {
        self.elements("meta")
            .any(|tag| tag.attribute("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")))
    }

    /// The start tags of a name.
    pub(crate) fn elements<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Tag> {
        self.tokens.iter().filter_map(move |token| match token {
            Token::Open(tag) if tag.name == name => Some(tag),
            _ => None,
        })
    }

    /// Every address that the page leads to or loads.
    pub(crate) fn addresses(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for token in &self.tokens {
            let Token::Open(tag) = token else { continue };
            for name in ["href", "src", "action", "poster", "data-print"] {
                if let Some(value) = tag.attribute(name) {
                    found.push((tag.name.clone(), value.to_owned()));
                }
            }
            let property = tag.attribute("property").unwrap_or_default();
            if tag.name == "meta" && matches!(property, "og:url" | "og:image") {
                found.push((tag.name.clone(), tag.attribute("content").unwrap_or_default().to_owned()));
            }
            if tag.attribute("http-equiv") == Some("refresh") {
                let content = tag.attribute("content").unwrap_or_default();
                found.push((
                    tag.name.clone(),
                    content.split_once("url=").map_or("", |(_, url)| url).to_owned(),
                ));
            }
        }
        found
    }

    /// What a reader sees and hears: texts, and the attributes that are read out.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for token in &self.tokens {
            match token {
                Token::Text(words) => text.push_str(words),
                Token::Open(tag) => {
                    if BLOCKS.contains(&tag.name.as_str()) {
                        text.push_str(" \n");
                    }
                    for name in ["title", "alt", "aria-label", "content"] {
                        if let Some(value) = tag.attribute(name) {
                            text.push_str(&format!(" {value} \n"));
                        }
                    }
                }
                Token::Close(name) if BLOCKS.contains(&name.as_str()) => text.push_str(" \n"),
                Token::Close(_) | Token::Raw(_) => {}
            }
        }
        text
    }

    /// The scripts of JSON-LD.
    pub(crate) fn json_ld(&self) -> Vec<String> {
        let is_json = |token: &Token| matches!(token, Token::Open(tag) if tag.name == "script" && tag.attribute("type") == Some("application/ld+json"));
        let pairs = self.tokens.windows(2).filter(|pair| is_json(&pair[0]));
        pairs
            .filter_map(|pair| if let Token::Raw(text) = &pair[1] { Some(text.clone()) } else { None })
            .collect()
    }

    /// End tags without a start, and starts without an end.
    pub(crate) fn unbalanced(&self) -> Vec<String> {
        let mut open: Vec<&str> = Vec::new();
        let mut faults = Vec::new();
        for token in &self.tokens {
            match token {
                Token::Open(tag) if !VOID.contains(&tag.name.as_str()) && !tag.is_closed => {
                    open.push(&tag.name)
                }
                Token::Close(name) => {
                    while open.last().is_some_and(|last| last != name && LOOSE.contains(last)) {
                        open.pop();
                    }
                    if open.last() == Some(&name.as_str()) {
                        open.pop();
                    } else if !LOOSE.contains(&name.as_str()) {
                        faults.push(format!("</{name}> inside <{}>", open.last().unwrap_or(&"")));
                    }
                }
                _ => {}
            }
        }
        faults.extend(
            open.iter().filter(|name| !LOOSE.contains(name)).map(|name| format!("<{name}> is never closed")),
        );
        faults
    }

    /// The tokens inside the first element of a class.
    fn inside_class(&self, class: &str) -> &[Token] {
        let Some(start) =
            self.tokens.iter().position(|token| matches!(token, Token::Open(tag) if tag.has_class(class)))
        else {
            return &[];
        };
        &self.tokens[start + 1..self.end_of(start)]
    }

    /// The end of the element that begins at a token.
    fn end_of(&self, start: usize) -> usize {
        let Token::Open(first) = &self.tokens[start] else { return start };
        let mut depth = 0usize;
        for (at, token) in self.tokens.iter().enumerate().skip(start) {
            match token {
                Token::Open(tag) if tag.name == first.name => depth += 1,
                Token::Close(name) if *name == first.name => {
                    depth -= 1;
                    if depth == 0 {
                        return at;
                    }
                }
                _ => {}
            }
        }
        self.tokens.len()
    }

    /// What a reader reads, single-spaced, without attributes.
    pub(crate) fn words(&self) -> String {
        text_of(&self.tokens)
    }

    /// The text of the first element of a class, single-spaced.
    pub(crate) fn text_of_class(&self, class: &str) -> Option<String> {
        let text = text_of(self.inside_class(class));
        (!text.is_empty()).then_some(text)
    }

    /// The first link inside the first element of a class.
    pub(crate) fn link_of_class(&self, class: &str) -> Option<String> {
        self.inside_class(class).iter().find_map(|token| match token {
            Token::Open(tag) if tag.name == "a" => tag.attribute("href").map(str::to_owned),
            _ => None,
        })
    }

    /// The texts of all elements of a name and class.
    pub(crate) fn text_of_all(&self, name: &str, class: &str) -> Vec<String> {
        let starts = (0..self.tokens.len()).filter(
            |&at| matches!(&self.tokens[at], Token::Open(tag) if tag.name == name && tag.has_class(class)),
        );
        starts.map(|start| text_of(&self.tokens[start + 1..self.end_of(start)])).collect()
    }

    /// The states shown in tables.
    pub(crate) fn badges_in_tables(&self) -> usize {
        let mut depth = 0usize;
        let mut count = 0;
        for token in &self.tokens {
            match token {
                Token::Open(tag) if tag.name == "table" => depth += 1,
                Token::Close(name) if name == "table" => depth -= 1,
                Token::Open(tag) if depth > 0 && tag.name == "a" && tag.has_class("vs") => count += 1,
                _ => {}
            }
        }
        count
    }

    /// The quotations of the page's body, with the addresses of the notes that follow them in their block,
    /// or else stand before them.
    pub(crate) fn quotations(&self) -> Vec<(String, Vec<String>)> {
        let mut blocks: Vec<Run> = vec![Run::default()];
        let mut done: Vec<Run> = Vec::new();
        let mut in_note = 0usize;
        let mut skipped: Vec<&str> = Vec::new();
        let is_notes = |token: &&Token| matches!(token, Token::Open(tag) if tag.has_class("notes") || tag.has_class("own"));
        for token in self.inside_class("body").iter().take_while(|token| !is_notes(token)) {
            match token {
                Token::Open(tag) if tag.name == "sup" => {
                    in_note += 1;
                    if let Some(run) = blocks.last_mut() {
                        run.notes.push((run.text.len(), Vec::new()));
                    }
                }
                Token::Close(name) if name == "sup" => in_note -= 1,
                Token::Open(tag) if in_note > 0 && tag.name == "a" => {
                    let href = tag.attribute("href").unwrap_or_default().to_owned();
                    if let Some((_, hrefs)) = blocks.last_mut().and_then(|run| run.notes.last_mut()) {
                        hrefs.push(href);
                    }
                }
                Token::Open(tag) if tag.name == "code" => skipped.push("code"),
                Token::Close(name) if name == "code" => drop(skipped.pop()),
                Token::Open(tag) if tag.name == "blockquote" => {
                    blocks.push(Run { is_quote: true, ..Run::default() })
                }
                Token::Close(name) if name == "blockquote" => {
                    done.extend(blocks.pop());
                }
                Token::Open(tag)
                    if ["p", "li", "td", "th", "h2", "h3", "h4"].contains(&tag.name.as_str()) =>
                {
                    match blocks.last_mut() {
                        Some(run) if run.is_quote => run.text.push(' '),
                        _ => done.extend(blocks.last_mut().map(std::mem::take)),
                    }
                }
                Token::Text(words) if in_note == 0 && skipped.is_empty() => {
                    if let Some(run) = blocks.last_mut() {
                        run.text.push_str(words);
                    }
                }
                _ => {}
            }
        }
        done.extend(blocks);
        done.iter().flat_map(Run::quotations).collect()
    }

    /// The passages of the notes: the source's key, the marked words, and all of the words shown.
    pub(crate) fn marked_passages(&self) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        let mut key = String::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let Token::Open(tag) = token else { continue };
            if tag.has_class("note") {
                key = tag.attribute("id").unwrap_or_default().trim_start_matches("n-").to_owned();
            }
            if tag.name == "blockquote" && !key.is_empty() {
                let inside = &self.tokens[at + 1..self.end_of(at)];
                let start =
                    inside.iter().position(|token| matches!(token, Token::Open(tag) if tag.name == "mark"));
                let end =
                    inside.iter().position(|token| matches!(token, Token::Close(name) if name == "mark"));
                if let (Some(start), Some(end)) = (start, end) {
                    found.push((key.clone(), text_of(&inside[start..end]), text_of(inside)));
                }
            }
        }
        found
    }
}

/// A run of text of the body.
#[derive(Debug, Default)]
struct Run {
    text: String,
    /// Notes with their places in the text.
    notes: Vec<(usize, Vec<String>)>,
    is_quote: bool,
}

impl Run {
    fn quotations(&self) -> Vec<(String, Vec<String>)> {
        let notes_for = |start: usize| {
            let next = self.notes.iter().find(|(at, _)| *at > start).or(self.notes.last());
            next.map_or_else(Vec::new, |(_, hrefs)| hrefs.clone())
        };
        if self.is_quote {
            return vec![(self.text.trim().to_owned(), notes_for(0))];
        }
        let mut found = Vec::new();
        let mut open: Vec<(usize, char)> = Vec::new();
        for (at, letter) in self.text.char_indices() {
            let closes = open.last().is_some_and(|(_, mark)| match mark {
                '“' => letter == '”',
                '„' => letter == '“' || letter == '”',
                _ => letter == '»',
            });
            if closes {
                if let Some((start, mark)) = open.pop().filter(|_| open.is_empty()) {
                    found.push((self.text[start + mark.len_utf8()..at].to_owned(), notes_for(start)));
                }
            } else if matches!(letter, '“' | '„' | '«') {
                open.push((at, letter));
            }
        }
        found
    }
}

fn text_of(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        match token {
            Token::Text(words) => text.push_str(words),
            Token::Open(tag) if BLOCKS.contains(&tag.name.as_str()) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn ends_before(open: &str, next: &str) -> bool {
    match open {
        "p" => BLOCKS.contains(&next) && !matches!(next, "br" | "td" | "th" | "tr" | "title" | "summary"),
        "li" => next == "li",
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody"),
        "tr" => matches!(next, "tr" | "tbody"),
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "head" => next == "body",
        _ => false,
    }
}

/// The tags and texts of a page.
fn tokens(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(at) = rest.find('<') else {
            tokens.push(Token::Text(entities_decoded(rest)));
            break;
        };
        let next = rest[at + 1..].chars().next().unwrap_or(' ');
        if !(next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')) {
            tokens.push(Token::Text(entities_decoded(&rest[..=at])));
            rest = &rest[at + 1..];
            continue;
        }
        if at > 0 {
            tokens.push(Token::Text(entities_decoded(&rest[..at])));
        }
        rest = &rest[at..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
        } else if matches!(next, '!' | '?') {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else if next == '/' {
            let end = rest.find('>').unwrap_or(rest.len() - 1);
            tokens.push(Token::Close(rest[2..end].trim().to_ascii_lowercase()));
            rest = &rest[end + 1..];
        } else {
            let (tag, after) = tag(&rest[1..]);
            rest = after;
            let name = tag.name.clone();
            tokens.push(Token::Open(tag));
            if ["script", "style", "title", "textarea"].contains(&name.as_str()) {
                let stop = rest.to_ascii_lowercase().find(&format!("</{name}")).unwrap_or(rest.len());
                let inside = &rest[..stop];
                // Scripts and styles are taken as they are; in a title tags are text and references are not.
                let is_raw = ["script", "style"].contains(&name.as_str());
                tokens.push(if is_raw {
                    Token::Raw(inside.to_owned())
                } else {
                    Token::Text(entities_decoded(inside))
                });
                rest = &rest[stop..];
            }
        }
    }
    tokens
}

/// A start tag, and what follows it.
fn tag(text: &str) -> (Tag, &str) {
    let name_end =
        text.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/')).unwrap_or(text.len());
    let mut tag = Tag { name: text[..name_end].to_ascii_lowercase(), ..Tag::default() };
    let mut rest = &text[name_end..];
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        if let Some(after) = rest.strip_prefix("/>") {
            tag.is_closed = true;
            return (tag, after);
        }
        if let Some(after) = rest.strip_prefix('/') {
            rest = after;
            continue;
        }
        let end = rest
            .find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '>'))
            .unwrap_or(rest.len());
        if end == 0 {
            return (tag, "");
        }
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            (value, rest) = match after.chars().next() {
                Some(mark @ ('"' | '\'')) => {
                    let stop = after[1..].find(mark).map_or(after.len(), |at| at + 1);
                    (&after[1..stop], after.get(stop + 1..).unwrap_or(""))
                }
                _ => {
                    let stop = after
                        .find(|letter: char| letter.is_whitespace() || letter == '>')
                        .unwrap_or(after.len());
                    (&after[..stop], &after[stop..])
                }
            };
        }
        tag.attributes.push((name, entities_decoded(value)));
    }
}

/// Text with its character references decoded, those without a semicolon too.
pub(crate) fn entities_decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name_end = rest[1..]
            .find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '#'))
            .map_or(rest.len(), |end| end + 1);
        let name = &rest[1..name_end];
        let letter = match name {
            "amp" | "AMP" => Some('&'),
            "lt" | "LT" => Some('<'),
            "gt" | "GT" => Some('>'),
            "quot" | "QUOT" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            "shy" => Some('\u{ad}'),
            _ => name.strip_prefix('#').and_then(|number| {
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }),
        };
        match letter {
            Some(letter) => {
                out.push(letter);
                rest = rest[name_end..].strip_prefix(';').unwrap_or(&rest[name_end..]);
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Text with `%20` and the like decoded.
pub(crate) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match code {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Whether a `datetime` is valid in HTML: a year, a month, a day, or a day with a time.
pub(crate) fn is_datetime(text: &str) -> bool {
    let number = |text: &str, length: usize, least: u32, most: u32| {
        text.len() == length
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
    };
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let parts: Vec<&str> = day.split('-').collect();
    let is_day = match parts[..] {
        [year] => time.is_none() && number(year, 4, 1, 9999),
        [year, month] => time.is_none() && number(year, 4, 1, 9999) && number(month, 2, 1, 12),
        [year, month, day] => number(year, 4, 1, 9999) && number(month, 2, 1, 12) && number(day, 2, 1, 31),
        _ => false,
    };
    let is_clock = |clock: &str| {
        let parts: Vec<&str> = clock.split(':').collect();
        let seconds = parts
            .get(2)
            .is_none_or(|seconds| number(seconds.split('.').next().unwrap_or_default(), 2, 0, 59));
        (2..=3).contains(&parts.len()) && number(parts[0], 2, 0, 23) && number(parts[1], 2, 0, 59) && seconds
    };
    let is_time = time.is_none_or(|time| {
        if let Some(clock) = time.strip_suffix('Z') {
            return is_clock(clock);
        }
        match time.rfind(['+', '-']) {
            Some(at) => is_clock(&time[..at]) && is_clock(&time[at + 1..]),
            None => is_clock(time),
        }
    });
    is_day && is_time
}

/// The addresses of a feed or site map: the texts of `<loc>` and `<id>`, and every `href`.
pub(crate) fn addresses_of_xml(xml: &str) -> Vec<String> {
    let tokens = tokens(xml);
    let mut found = Vec::new();
    for pair in tokens.windows(2) {
        if let Token::Open(tag) = &pair[0] {
            found.extend(tag.attribute("href").map(str::to_owned));
            if let (true, Token::Text(text)) = (matches!(tag.name.as_str(), "loc" | "id"), &pair[1]) {
                found.push(text.trim().to_owned());
            }
        }
    }
    found
}

/// What is wrong with XML, if it is not well-formed.
pub(crate) fn xml_fault(xml: &str) -> Option<String> {
    let allowed = |letter: char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if let Some(letter) = xml.chars().find(|letter| !allowed(*letter)) {
        return Some(format!("the character {letter:?}"));
    }
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        if let Some(fault) = text_fault(&rest[..at], open.is_empty()) {
            return Some(fault);
        }
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = &after[after.find("-->")? + 3..];
            continue;
        }
        let Some(end) = rest.find('>') else { return Some("a tag without an end".to_owned()) };
        let inside = &rest[1..end];
        rest = &rest[end + 1..];
        if inside.starts_with(['?', '!']) {
            continue;
        }
        if let Some(name) = inside.strip_prefix('/') {
            match open.pop() {
                Some(opened) if opened == name.trim() => {}
                opened => return Some(format!("</{name}> closes {opened:?}")),
            }
            continue;
        }
        if let Some(fault) = tag_fault(inside) {
            return Some(fault);
        }
        if open.is_empty() {
            roots += 1;
        }
        if !inside.ends_with('/') {
            open.push(inside.split_whitespace().next().unwrap_or_default());
        }
    }
    if let Some(fault) = text_fault(rest, true) {
        return Some(fault);
    }
    if !open.is_empty() || roots != 1 {
        return Some(format!("{roots} roots, {open:?} left open"));
    }
    None
}

/// What is wrong with the text between two tags.
fn text_fault(text: &str, is_outside: bool) -> Option<String> {
    if is_outside && !text.trim().is_empty() {
        return Some(format!("text outside the root: {}", text.trim().chars().take(40).collect::<String>()));
    }
    for (at, _) in text.match_indices('&') {
        let name = text[at + 1..].split(';').next().unwrap_or_default();
        let is_number = name.strip_prefix('#').is_some_and(|number| !number.is_empty());
        if !text[at..].contains(';') || !(is_number || ["amp", "lt", "gt", "quot", "apos"].contains(&name)) {
            return Some(format!("the reference {}", text[at..].chars().take(20).collect::<String>()));
        }
    }
    None
}

/// What is wrong with a start tag.
fn tag_fault(inside: &str) -> Option<String> {
    let mut rest = inside.trim_end_matches('/');
    rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let Some((_, after)) = rest.split_once('=') else {
            return Some(format!("an attribute without a value: {rest}"));
        };
        let mark = after.chars().next().filter(|mark| matches!(mark, '"' | '\''));
        let Some(end) = mark.and_then(|mark| after[1..].find(mark)) else {
            return Some(format!("an attribute without quotation marks: {rest}"));
        };
        if let Some(fault) = text_fault(&after[1..=end], false) {
            return Some(fault);
        }
        rest = &after[end + 2..];
    }
    None
}
