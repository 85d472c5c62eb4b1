//! Stage 2b, parse a page: front matter and Markdown → [`Page`]. Pure and total: whatever the text, a
//! page comes out, with findings beside it.
//!
//! 1. [`front_matter`]: the fields, and from path and fields the [`address`];
//! 2. [`crate::parse::markdown`]: blocks and inline pieces;
//! 3. [`document`]: in each run of text the citations ([`citation_grammar`], over [`mod@unit`]s), quotations
//!    ([`quotation`]) and statements ([`crate::base::sentence`]), and over all of them the facts that later stages
//!    check;
//! 4. [`wording`]: how often each word stands there, folded into a [`crate::base::term`], for the search.

mod cell;
pub mod citation;
mod citation_grammar;
mod counterparts;
pub mod document;
pub mod emphasis;
mod flow;
mod foreign;
pub mod front_matter;
pub mod locator;
mod permalink;
pub mod quotation;
mod unit;
pub mod wording;

use ibid_languages::Language;
use serde::{Deserialize, Serialize};

use crate::base::address;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::LanguageId;
use crate::base::span::Span;
use crate::base::store::Key;
use crate::parse::markdown;
use crate::read::config::Config;
use crate::read::snapshot::Snapshot;
use crate::read::yaml::{self, MappingReader};

pub use citation::{CitationGroup, Cite, Excerpt};
pub use document::{Body, Document};
pub use front_matter::FrontMatter;
pub use quotation::Quotation;
pub use wording::Wording;

/// What a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageKind {
    /// `content/_index.md`.
    Home,
    /// Any other `_index.md`.
    Section,
    /// A page.
    Topic,
}

/// A page as its author wrote it. Immutable.
#[derive(Debug, Serialize, Deserialize)]
pub struct Page {
    /// The file, relative to the root.
    pub path: String,
    /// Folder of the output, without slashes at its ends: `topics/x`, `uk/topics/x`; empty for the home page.
    pub folder: String,
    /// What it is.
    pub kind: PageKind,
    /// Its language, as an index of the settings' languages.
    pub language: LanguageId,
    /// The BCP 47 tag of its language.
    pub language_code: String,
    /// Its front matter.
    pub front: FrontMatter,
    /// The key of the front matter as it is written.
    pub front_key: Key,
    /// What was found in its text.
    pub document: Document,
    /// The words of its text; none where the site has no search.
    pub wording: Wording,
    /// The length of its text, in bytes.
    pub length: usize,
}

impl Page {
    /// The body of the page, parsed from the text that the page was parsed from.
    #[must_use]
    pub fn parse_body(&self, text: &str) -> Body {
        let Ok(split) = yaml::split(&self.path, text) else { return Body::default() };
        let (blocks, _) = markdown::parse(&self.path, text, split.body_offset);
        document::read(&self.path, blocks, self.front.raw_html, Language::get(&self.language_code)).1
    }

    /// Whether it has statements or citations to report, and so a page of evidence of its own.
    #[must_use]
    pub fn has_evidence(&self) -> bool {
        let document = &self.document;
        self.kind != PageKind::Home && !(document.groups.is_empty() && document.statements == 0)
    }

    /// Whether it cites anything.
    #[must_use]
    pub fn cites(&self) -> bool {
        !self.document.groups.is_empty()
    }

    /// The id of a correction, by its index: a hash of page, date and text, so that it stays when others are
    /// added.
    #[must_use]
    pub fn correction_id(&self, index: usize) -> String {
        let corrections = &self.front.corrections;
        let Some((date, text)) = corrections.get(index) else { return String::new() };
        let hash = blake3::hash(format!("{} {} {text}", self.folder, date.iso()).as_bytes()).to_hex();
        match corrections[..index].iter().filter(|other| **other == corrections[index]).count() {
            0 => format!("k-{}", &hash[..8]),
            before => format!("k-{}-{}", &hash[..8], before + 1),
        }
    }

    /// The path without the code of its language: the same for a page and its translations.
    #[must_use]
    pub fn untranslated(&self, config: &Config) -> String {
        match config.languages.get(self.language.index()) {
            Some(language) if self.language != LanguageId::MAIN => {
                let stem = self.path.strip_suffix(".md").unwrap_or(&self.path);
                let stem = stem.strip_suffix(language.code.as_str()).and_then(|stem| stem.strip_suffix('.'));
                stem.map_or_else(|| self.path.clone(), |stem| format!("{stem}.md"))
            }
            _ => self.path.clone(),
        }
    }

    /// The folder of the section that holds the page; nothing for the home page.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        match self.kind {
            PageKind::Home => None,
            _ => Some(self.folder.rsplit_once('/').map_or("", |(section, _)| section)),
        }
    }
}

/// Parses the page at `path` of the snapshot.
#[must_use]
pub fn parse(snapshot: &Snapshot, config: &Config, path: &str) -> (Option<Page>, Vec<Diagnostic>) {
    match snapshot.utf8(path) {
        Ok(text) => parse_text(config, path, text),
        Err(finding) => (None, vec![*finding]),
    }
}

/// As [`parse`], with the page's body, which is several times as large as the facts in [`Page`].
#[must_use]
pub fn parse_with_body(
    snapshot: &Snapshot,
    config: &Config,
    path: &str,
) -> (Option<(Page, Body)>, Vec<Diagnostic>) {
    let text = match snapshot.utf8(path) {
        Ok(text) => text,
        Err(finding) => return (None, vec![*finding]),
    };
    let (parsed, findings) = read(config, path, text, ParseDepth::Body);
    (parsed.map(|(page, body)| (page, body.unwrap_or_default())), findings)
}

/// Parses one page. Without readable front matter there is no page.
#[must_use]
pub fn parse_text(config: &Config, path: &str, text: &str) -> (Option<Page>, Vec<Diagnostic>) {
    let (parsed, findings) = read(config, path, text, ParseDepth::Facts);
    (parsed.map(|(page, _)| page), findings)
}

/// What is made of a page's text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ParseDepth {
    Facts,
    Body,
}

fn read(
    config: &Config,
    path: &str,
    text: &str,
    wanted: ParseDepth,
) -> (Option<(Page, Option<Body>)>, Vec<Diagnostic>) {
    let split = match yaml::split(path, text) {
        Ok(split) => split,
        Err(finding) => return (None, vec![*finding]),
    };
    let span = Span::new(split.yaml_offset, split.yaml_offset + split.yaml.len());
    let mut fields = MappingReader::parse(path, text, span, Rule::FrontMatter)
        .with_counterparts(counterparts::COUNTERPARTS);
    let front = front_matter::read(&mut fields, config);
    let mut findings = fields.finish();
    findings.extend(yaml::second_front_matter(path, text, split.body_offset));
    findings.extend(bidi_controls(path, text));
    let (stem, language, found) = language_of(path, config);
    findings.extend(found);
    let prefix = &config.languages[language].prefix;
    let (kind, folder) = match folder_of(path, stem, &front) {
        Ok((kind, folder)) => (kind, format!("{prefix}{folder}").trim_end_matches('/').to_owned()),
        Err(finding) => {
            findings.push(*finding);
            // A folder of its own, so that the page meets no other while its address is wrong.
            (PageKind::Topic, format!("unfit-{}", &blake3::hash(path.as_bytes()).to_hex()[..16]))
        }
    };
    let (blocks, found) = markdown::parse(path, text, split.body_offset);
    findings.extend(found);
    let language_code = config.languages[language].code.clone();
    let words = Language::get(&language_code);
    // Words for the search are counted in the body, even where that is not kept.
    let (mut document, body, found) = match wanted {
        ParseDepth::Facts if !config.has_search => {
            let (document, found) = document::facts(path, blocks, front.raw_html, words);
            (document, None, found)
        }
        _ => {
            let (document, body, found) = document::read(path, blocks, front.raw_html, words);
            (document, Some(body), found)
        }
    };
    findings.extend(found);
    document.display_texts.extend(document::of_front_matter(&front, words));
    let wording = match &body {
        Some(body) if config.has_search => Wording::of_body(body, &document),
        _ => Wording::default(),
    };
    let path = path.to_owned();
    let front_key = Key::hash(split.yaml.as_bytes());
    let length = text.len();
    let page =
        Page { path, folder, kind, language, language_code, front, front_key, document, wording, length };
    (Some((page, body)), findings)
}

/// Characters that turn the direction of text and show nothing: what is read is not what is stored.
fn bidi_controls(path: &str, text: &str) -> Vec<Diagnostic> {
    // Each is three bytes long, the first of which is this one.
    let found = memchr::memchr_iter(0xe2, text.as_bytes()).filter_map(|at| {
        let letter = text.get(at..at + 3)?.chars().next()?;
        matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}').then_some((at, letter))
    });
    found
        .map(|(at, letter)| {
            let message = format!(
                "U+{:04X} is an invisible character that changes the direction of text",
                u32::from(letter)
            );
            Diagnostic::new(Rule::BidiControl, path, Span::new(at, at + letter.len_utf8()), message)
                .help("delete it; where the text needs it, turn the rule off for this page in ibid.yaml")
        })
        .collect()
}

/// The path below content/ without its ending, and the language that the ending states.
fn language_of<'p>(path: &'p str, config: &Config) -> (&'p str, LanguageId, Option<Diagnostic>) {
    let relative = path.strip_prefix("content/").unwrap_or(path);
    let whole = relative.strip_suffix(".md").unwrap_or(relative);
    let Some((stem, code)) =
        whole.rsplit_once('.').filter(|(stem, _)| !stem.ends_with('/') && !stem.is_empty())
    else {
        return (whole, LanguageId::MAIN, None);
    };
    let named = LanguageId::enumerate(&config.languages).find(|(_, language)| language.code == code);
    match named.map(|(language, _)| language) {
        None if !crate::base::language::is_code(code) => (whole, LanguageId::MAIN, None),
        Some(language) if language != LanguageId::MAIN => (stem, language, None),
        found => {
            let (message, help) = match found {
                Some(_) => (
                    format!("`{code}` is the site's own language"),
                    format!("name the file {stem}.md: pages of the site's own language have no code"),
                ),
                None => (
                    format!("the site is not published in the language `{code}`"),
                    format!("add `{code}` to `languages:` in {}, or name the file otherwise", config.path),
                ),
            };
            let finding = Diagnostic::new(Rule::LanguageUnknown, path, Span::default(), message).help(help);
            (whole, LanguageId::MAIN, Some(finding))
        }
    }
}

const SLUG_HELP: &str = "set `slug:` to letters, digits and `-`";

/// The kind of a page and the folder of its address, below that of its language.
fn folder_of(path: &str, stem: &str, front: &FrontMatter) -> Result<(PageKind, String), Box<Diagnostic>> {
    let mut parts: Vec<String> = stem.split('/').map(address::part).collect();
    let kind = match stem.rsplit('/').next() {
        Some("_index") => {
            parts.pop();
            if parts.is_empty() { PageKind::Home } else { PageKind::Section }
        }
        Some("index") if parts.len() > 1 => {
            parts.pop();
            PageKind::Topic
        }
        _ => PageKind::Topic,
    };
    let help = match front.path {
        Some(_) => "set `path:` to a whole address of letters, digits and `-`: `path: topics/page`",
        None => SLUG_HELP,
    };
    let wrong = |part: &str, reason: &str, help: &str| {
        Box::new(
            Diagnostic::new(
                Rule::FrontMatter,
                path,
                front.address_span,
                format!("`{part}` cannot be part of an address: {reason}"),
            )
            .help(help),
        )
    };
    if let Some(part) = stem.split('/').find(|part| part.contains(address::UNPORTABLE)) {
        let message = format!("`{part}` has characters that names of files cannot have on some systems");
        return Err(Box::new(
            Diagnostic::new(Rule::FrontMatter, path, front.address_span, message).help("rename the file"),
        ));
    }
    if let Some(slug) = &front.slug
        && kind != PageKind::Home
    {
        if let Some(reason) = address::unfit(slug) {
            return Err(wrong(slug, reason, SLUG_HELP));
        }
        parts.pop();
        parts.push(address::part(slug));
    }
    if let Some(whole) = &front.path {
        parts = whole.trim_matches('/').split('/').map(str::to_owned).collect();
    }
    for part in &parts {
        if let Some(reason) = address::unfit(part) {
            return Err(wrong(part, reason, help));
        }
    }
    Ok((kind, parts.join("/")))
}
