//! `ibid.yaml`: what a site sets.

mod rules;
mod withdrawn;

use std::collections::BTreeMap;

pub use rules::{RuleSettings, glob_matches};
pub use withdrawn::Withdrawn;

use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::editor::Editor;
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::read::snapshot::Snapshot;
use crate::read::yaml::{Entry, Record, TAG_HELP};

/// A menu entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// The visible text.
    pub name: String,
    /// A path from the site's root, a page's file (`@/topics/x.md`), or an absolute address.
    pub url: String,
    /// Where the address stands, for findings.
    pub span: Span,
}

/// A token of the theme (a CSS custom property) with the site's own value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeToken {
    /// Its name without `--`.
    pub name: String,
    /// Its value, as CSS.
    pub value: String,
    /// Where it is named, for findings.
    pub span: Span,
}

/// A language that the site is published in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteLanguage {
    /// BCP 47 tag.
    pub code: String,
    /// Where its pages are below the root: nothing for the site's own language, else `uk/`.
    pub prefix: String,
    /// The site's title in it.
    pub title: String,
    /// One or two sentences.
    pub description: Option<String>,
}

/// A site's settings, complete: what the file leaves out has its default.
#[derive(Clone, Debug)]
pub struct Config {
    /// Path of the configuration, for findings.
    pub path: String,
    /// Whether the file could be read; if not, these are the defaults, and say nothing of the site.
    pub is_readable: bool,
    /// The site's title.
    pub title: String,
    /// Absolute address of the site's root; ends with a slash.
    pub base_url: String,
    /// BCP 47 tag of the site's own language.
    pub language: String,
    /// All languages, the site's own first.
    pub languages: Vec<SiteLanguage>,
    /// One or two sentences.
    pub description: Option<String>,
    /// Default authors of pages.
    pub authors: Vec<String>,
    /// The theme's name.
    pub theme: String,
    /// Where the theme is named, for findings.
    pub theme_span: Span,
    /// Tokens of the theme that the site sets: name (without `--`) → value, as CSS.
    pub tokens: Vec<ThemeToken>,
    /// Output folder, relative to the root.
    pub output_dir: String,
    /// CSL style of references: the name of a built-in one, or a `.csl` file beside the configuration.
    pub citation_style: String,
    /// Where the style is named, for findings.
    pub citation_style_span: Span,
    /// Names of the taxonomies.
    pub taxonomies: Vec<String>,
    /// Severities that differ from the rules' defaults.
    pub rules: RuleSettings,
    /// Least share of covered statements of a page, 0 to 1.
    pub min_coverage: Option<f64>,
    /// Least number of sources of a page.
    pub min_sources: Option<u64>,
    /// Most words published of one source over the whole site.
    pub excerpt_words: u64,
    /// The menu.
    pub menu: Vec<MenuEntry>,
    /// Pages that were withdrawn.
    pub withdrawn: Vec<Withdrawn>,
    /// Whether the site has a search.
    pub has_search: bool,
    /// Whether pages have a picture for social networks; nothing where that depends on their number.
    pub social_cards: Option<bool>,
    /// Address of the licence under which the texts may be used.
    pub license: Option<String>,
    /// Author → the address of a page about them (a site of their own, an ORCID iD).
    pub author_pages: BTreeMap<String, String>,
    /// What a click on a finding opens in the preview.
    pub editor: Option<Editor>,
    /// Values for the theme.
    pub extra: serde_json::Value,
}

/// Reads the configuration at `path` of the snapshot.
#[must_use]
pub fn parse(snapshot: &Snapshot, path: &str) -> (Config, Vec<Diagnostic>) {
    let text = match snapshot.utf8(path) {
        Ok(text) => text,
        Err(finding) => return (defaults(path), vec![*finding]),
    };
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut record = Record::parse(path, text, Span::new(start, text.len()), Rule::Config);
    let fallback = defaults(path);
    let title = record.text("title").unwrap_or(fallback.title);
    let description = record.text("description");
    let language = record.language("language").unwrap_or(fallback.language);
    let config = Config {
        path: path.to_owned(),
        is_readable: record.is_readable() && snapshot.files.contains_key(path),
        base_url: base_url(&mut record).unwrap_or(fallback.base_url),
        languages: languages(&mut record, &language, &title, description.as_ref()),
        title,
        language,
        description,
        authors: record.texts("authors"),
        theme_span: written_at(&record, "theme"),
        theme: record.text("theme").unwrap_or(fallback.theme),
        tokens: tokens(&mut record),
        output_dir: record.text("output_dir").unwrap_or(fallback.output_dir),
        citation_style_span: written_at(&record, "citation_style"),
        citation_style: record.text("citation_style").unwrap_or(fallback.citation_style),
        taxonomies: taxonomies(&mut record),
        rules: rules::read(&mut record),
        min_coverage: record.share("min_coverage"),
        min_sources: record.count("min_sources"),
        excerpt_words: record.count("excerpt_words").unwrap_or(fallback.excerpt_words),
        menu: menu(&mut record),
        withdrawn: withdrawn::read(&mut record),
        has_search: record.flag("search").unwrap_or(fallback.has_search),
        social_cards: record.flag("social_cards"),
        license: license(&mut record),
        author_pages: author_pages(&mut record),
        editor: editor(&mut record),
        extra: record.json("extra"),
    };
    if record.is_readable() {
        for (key, help) in [
            ("base_url", "write the site's address, such as https://example.org/"),
            ("title", "add `title: …`"),
        ] {
            if !record.has(key) {
                record.report_at(Span::at(start), format!("the site has no `{key}`"), help);
            }
        }
    }
    (config, record.finish())
}

/// Where a value stands; the file's beginning where it is left out.
fn written_at(record: &Record, key: &str) -> Span {
    if record.has(key) { record.value_span(key) } else { Span::default() }
}

fn defaults(path: &str) -> Config {
    Config {
        path: path.to_owned(),
        is_readable: false,
        title: "Untitled site".to_owned(),
        base_url: "http://localhost/".to_owned(),
        language: "en".to_owned(),
        languages: vec![own_language("en", "Untitled site", None)],
        description: None,
        authors: Vec::new(),
        theme: "default".to_owned(),
        theme_span: Span::default(),
        tokens: Vec::new(),
        output_dir: "public".to_owned(),
        citation_style: "chicago-notes".to_owned(),
        citation_style_span: Span::default(),
        taxonomies: vec!["tags".to_owned()],
        rules: RuleSettings::default(),
        min_coverage: None,
        min_sources: None,
        excerpt_words: 1000,
        menu: Vec::new(),
        withdrawn: Vec::new(),
        has_search: true,
        social_cards: None,
        license: None,
        author_pages: BTreeMap::new(),
        editor: None,
        extra: serde_json::Value::Null,
    }
}

/// Checks and completes an absolute address: http or https, with a slash at the end.
///
/// # Errors
/// What is wrong with it.
pub fn check_base_url(url: &str) -> Result<String, String> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    if host.is_empty() || host.starts_with('/') || url.contains(['"', '<', '>', ' ', '?', '#', '\\']) {
        return Err(format!("`{url}` is not an absolute http or https address"));
    }
    Ok(if url.ends_with('/') { url.to_owned() } else { format!("{url}/") })
}

fn base_url(record: &mut Record) -> Option<String> {
    let url = record.text("base_url")?;
    match check_base_url(&url) {
        Ok(url) => Some(url),
        Err(message) => {
            record.report("base_url", message, "write the site's address, such as https://example.org/");
            None
        }
    }
}

/// `tokens:`: a value, or one for each scheme of colours.
fn tokens(record: &mut Record) -> Vec<ThemeToken> {
    let mut tokens = Vec::new();
    for (name, value) in record.nested_pairs("tokens") {
        let value = match value {
            Entry::Text(value) => value,
            Entry::Pairs(pairs) => {
                let of = |scheme: &str| pairs.iter().find(|(name, _)| name == scheme).map(|(_, value)| value);
                match (of("light"), of("dark"), pairs.len()) {
                    (Some(light), Some(dark), 2) => format!("light-dark({light}, {dark})"),
                    _ => {
                        record.report_in(
                            "tokens",
                            &name,
                            format!("`{name}` takes a value, or one for each scheme"),
                            "write `{light: …, dark: …}`",
                        );
                        continue;
                    }
                }
            }
        };
        let span = record.nested_span("tokens", &name);
        tokens.push(ThemeToken { name, value, span });
    }
    tokens
}

fn own_language(code: &str, title: &str, description: Option<&String>) -> SiteLanguage {
    SiteLanguage {
        code: code.to_owned(),
        prefix: String::new(),
        title: title.to_owned(),
        description: description.cloned(),
    }
}

/// The site's own language, and those under `languages:`, each with its title and description.
fn languages(record: &mut Record, own: &str, title: &str, description: Option<&String>) -> Vec<SiteLanguage> {
    let mut languages = vec![own_language(own, title, description)];
    for (code, value) in record.nested_pairs("languages") {
        let wrong = match crate::base::language::canonical_tag(&code) {
            None => Some((format!("`{code}` is not the tag of a language"), TAG_HELP)),
            Some(canonical) if canonical != code => Some((
                format!("the language `{code}` is written `{canonical}`"),
                "write it so, here and in file names",
            )),
            Some(_) if code == own => {
                Some((format!("`{code}` is the site's own language"), "leave it out: `language:` states it"))
            }
            Some(_) => None,
        };
        if let Some((message, help)) = wrong {
            record.report_in("languages", &code, message, help);
            continue;
        }
        let mut language = own_language(&code, title, description);
        language.prefix = format!("{code}/");
        match value {
            Entry::Text(title) => language.title = title,
            Entry::Pairs(fields) => {
                for (name, text) in fields {
                    match name.as_str() {
                        "title" => language.title = text,
                        "description" => language.description = Some(text),
                        _ => record.report_in(
                            "languages",
                            &name,
                            format!("a language has no `{name}`"),
                            "write `title` or `description`",
                        ),
                    }
                }
            }
        }
        languages.push(language);
    }
    languages
}

fn taxonomies(record: &mut Record) -> Vec<String> {
    let names = if record.has("taxonomies") {
        record.texts("taxonomies")
    } else {
        drop(record.texts("taxonomies"));
        vec!["tags".to_owned()]
    };
    for name in &names {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        {
            record.report_in(
                "taxonomies",
                name,
                format!("`{name}` cannot name a taxonomy"),
                "use lower-case letters, digits and `_`",
            );
        }
    }
    names
}

fn menu(record: &mut Record) -> Vec<MenuEntry> {
    let rows = record.rows("menu", &["name", "url"]);
    let mut entries = Vec::new();
    for mut row in rows {
        match (row.values[0].take(), row.values[1].take()) {
            (Some(name), Some(url)) if crate::base::link::is_allowed(&url) => {
                let span = record.span_in_row(row.span, &url);
                entries.push(MenuEntry { name, url, span });
            }
            (Some(_), Some(url)) => {
                let help = "use a path from the site's root, a page as `@/topics/page.md`, or http(s)";
                record.report_row(row.span, &url, format!("`{url}` is not an address a menu may have"), help);
            }
            _ => {
                let help = "write `- {name: Topics, url: /topics/}`";
                record.report_row(row.span, "", "a menu entry needs `name` and `url`", help);
            }
        }
    }
    entries
}

fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\".contains(c))
    })
}

fn license(record: &mut Record) -> Option<String> {
    let url = record.text("license")?;
    if is_web_address(&url) {
        return Some(url);
    }
    record.report(
        "license",
        format!("`{url}` is not the address of a licence"),
        "write its address, such as https://creativecommons.org/licenses/by/4.0/",
    );
    None
}

fn author_pages(record: &mut Record) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for (name, value) in record.nested_pairs("author_pages") {
        match value {
            Entry::Text(url) if is_web_address(&url) => drop(pages.insert(name, url)),
            Entry::Text(url) => record.report_in(
                "author_pages",
                &url,
                format!("`{url}` is not an address"),
                "write an absolute http or https address",
            ),
            Entry::Pairs(_) => record.report_in(
                "author_pages",
                &name,
                format!("`{name}` has no address"),
                "write `Name: https://…`",
            ),
        }
    }
    pages
}

fn editor(record: &mut Record) -> Option<Editor> {
    let name = record.text("editor")?;
    let editor = Editor::named(&name);
    if editor.is_none() {
        let names = Editor::NAMED.map(|(name, _)| name);
        let help = match nearest(&name, names) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write one of {}", names.join(", ")),
        };
        record.report("editor", format!("there is no editor `{name}` that the preview can open"), &help);
    }
    editor
}
