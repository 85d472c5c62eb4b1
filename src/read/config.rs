//! `ibid.yaml`: what a site sets.

mod outputs;
mod rules;
mod withdrawn;

use std::collections::BTreeMap;

pub use outputs::Outputs;
pub use rules::{RuleSettings, glob_matches};
pub use withdrawn::Withdrawn;

use crate::base::author::AuthorName;
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::editor::Editor;
use crate::base::link::is_plain_web_address;
use crate::base::spaces::single_spaces;
use crate::base::span::{Span, Spanned};
use crate::base::suggest::nearest;
use crate::read::snapshot::Snapshot;
use crate::read::yaml::{MappingReader, NamedValue, Shape, TAG_HELP};

/// A menu entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuEntry {
    /// The visible text.
    pub name: String,
    /// A path from the site's root, a page's file (`@/topics/x.md`), or an absolute address.
    pub url: Spanned<String>,
}

/// A token of the theme (a CSS custom property) with the site's own value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeToken {
    /// Its name without `--`.
    pub name: Spanned<String>,
    /// Its value, as CSS.
    pub value: String,
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
    /// Where the settings name it.
    pub span: Span,
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
    pub theme: Spanned<String>,
    /// Tokens of the theme that the site sets: name (without `--`) → value, as CSS.
    pub tokens: Vec<ThemeToken>,
    /// Output folder, relative to the root.
    pub output_dir: String,
    /// CSL style of references: the name of a built-in one, or a `.csl` file beside the configuration.
    pub citation_style: Spanned<String>,
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
    /// Largest share of the words of one source, 0 to 1, that may be published without a licence.
    pub excerpt_share: f64,
    /// Whether sections that cite a single source say so.
    pub says_single_source: bool,
    /// Whether pages that state no `as_of` give the date of the newest source that they cite.
    pub has_as_of_sources: bool,
    /// The menu.
    pub menu: Vec<MenuEntry>,
    /// Pages that were withdrawn.
    pub withdrawn: Vec<Withdrawn>,
    /// Whether the site has a search.
    pub has_search: bool,
    /// What is published beside the pages.
    pub outputs: Outputs,
    /// Whether pages have a picture for social networks; nothing where that depends on their number.
    pub social_cards: Option<bool>,
    /// Address of the licence under which the texts may be used.
    pub license: Option<String>,
    /// Author → the address of a page about them (a site of their own, an ORCID iD).
    pub author_pages: BTreeMap<String, String>,
    /// What a click on a finding opens in the preview.
    pub editor: Option<Editor>,
    /// The roles in which people have to read every statement before it is published.
    pub review_roles: Vec<String>,
    /// Whether readers see the names of those who have read a statement.
    pub names_reviewers: bool,
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
    let mut settings = MappingReader::parse(path, text, Span::new(start, text.len()), Rule::Config);
    let mut config = read(&mut settings, path);
    config.is_readable &= snapshot.files.contains_key(path);
    if settings.is_readable() {
        for (key, help) in [
            ("base_url", "write the site's address, such as https://example.org/"),
            ("title", "add `title: …`"),
        ] {
            if !settings.has(key) {
                settings.report_at(Span::at(start), format!("the site has no `{key}`"), help);
            }
        }
    }
    (config, settings.finish())
}

/// The keys of the settings, with what their values may be.
#[must_use]
pub fn fields() -> BTreeMap<String, Shape> {
    let mut settings = MappingReader::parse("", "", Span::default(), Rule::Config);
    read(&mut settings, "");
    settings.into_shapes()
}

fn read(settings: &mut MappingReader<'_>, path: &str) -> Config {
    let fallback = defaults(path);
    let title = settings.text("title").unwrap_or(fallback.title);
    let description = settings.text("description");
    let language = settings.language("language").unwrap_or(fallback.language);
    Config {
        path: path.to_owned(),
        is_readable: settings.is_readable(),
        base_url: base_url(settings).unwrap_or(fallback.base_url),
        languages: languages(settings, &language, &title, description.as_ref()),
        title,
        language,
        description,
        authors: settings.texts("authors"),
        theme: settings.spanned_text("theme").unwrap_or(fallback.theme),
        tokens: tokens(settings),
        output_dir: settings.text("output_dir").unwrap_or(fallback.output_dir),
        citation_style: settings.spanned_text("citation_style").unwrap_or(fallback.citation_style),
        taxonomies: taxonomies(settings),
        rules: rules::read(settings),
        min_coverage: settings.share("min_coverage").map(|share| share.value),
        min_sources: settings.count("min_sources").map(|count| count.value),
        excerpt_words: settings.count("excerpt_words").map_or(fallback.excerpt_words, |count| count.value),
        excerpt_share: settings.share("excerpt_share").map_or(fallback.excerpt_share, |share| share.value),
        says_single_source: settings.flag("single_source").unwrap_or(fallback.says_single_source),
        has_as_of_sources: settings.flag("as_of_sources").unwrap_or(fallback.has_as_of_sources),
        menu: menu(settings),
        withdrawn: withdrawn::read(settings),
        has_search: settings.flag("search").unwrap_or(fallback.has_search),
        outputs: outputs::read(settings),
        social_cards: settings.flag("social_cards"),
        license: license(settings),
        author_pages: author_pages(settings),
        editor: editor(settings),
        review_roles: review_roles(settings),
        names_reviewers: settings.flag("reviewer_names").unwrap_or(fallback.names_reviewers),
        extra: settings.deserialize("extra", "values").unwrap_or_default(),
    }
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
        theme: Spanned::new("default".to_owned(), Span::default()),
        tokens: Vec::new(),
        output_dir: "public".to_owned(),
        citation_style: Spanned::new("chicago-notes".to_owned(), Span::default()),
        taxonomies: vec!["tags".to_owned()],
        rules: RuleSettings::default(),
        min_coverage: None,
        min_sources: None,
        excerpt_words: 1000,
        excerpt_share: 0.25,
        says_single_source: false,
        has_as_of_sources: false,
        menu: Vec::new(),
        withdrawn: Vec::new(),
        has_search: true,
        outputs: Outputs::default(),
        social_cards: None,
        license: None,
        author_pages: BTreeMap::new(),
        editor: None,
        review_roles: Vec::new(),
        names_reviewers: true,
        extra: serde_json::Value::Null,
    }
}

/// Checks and completes an absolute address: http or https, with a slash at the end.
///
/// # Errors
/// What is wrong with it.
pub fn check_base_url(url: &str) -> Result<String, String> {
    if !is_plain_web_address(url) || url.contains(['?', '#']) {
        return Err(format!("`{url}` is not an absolute http or https address"));
    }
    Ok(if url.ends_with('/') { url.to_owned() } else { format!("{url}/") })
}

fn base_url(settings: &mut MappingReader<'_>) -> Option<String> {
    let url = settings.text("base_url")?;
    match check_base_url(&url) {
        Ok(url) => Some(url),
        Err(message) => {
            settings.report("base_url", message, "write the site's address, such as https://example.org/");
            None
        }
    }
}

/// `tokens:`: a value, or one for each colour scheme.
fn tokens(settings: &mut MappingReader<'_>) -> Vec<ThemeToken> {
    let mut tokens = Vec::new();
    for (name, value) in settings.named_values("tokens") {
        match value {
            NamedValue::Text(value) => tokens.push(ThemeToken { name, value: value.value }),
            NamedValue::Texts(schemes) => {
                let value_for = |scheme: &str| {
                    schemes.iter().find(|(name, _)| name.value == scheme).map(|(_, value)| &value.value)
                };
                match (value_for("light"), value_for("dark"), schemes.len()) {
                    (Some(light), Some(dark), 2) => {
                        let value = format!("light-dark({light}, {dark})");
                        tokens.push(ThemeToken { name, value });
                    }
                    _ => settings.report_at(
                        name.span,
                        format!("`{}` takes a value, or one for each scheme", name.value),
                        "write `{light: …, dark: …}`",
                    ),
                }
            }
        }
    }
    tokens
}

fn own_language(code: &str, title: &str, description: Option<&String>) -> SiteLanguage {
    SiteLanguage {
        code: code.to_owned(),
        prefix: String::new(),
        title: title.to_owned(),
        description: description.cloned(),
        span: Span::default(),
    }
}

/// The site's own language, and those under `languages:`, each with its title and description.
fn languages(
    settings: &mut MappingReader<'_>,
    own: &str,
    title: &str,
    description: Option<&String>,
) -> Vec<SiteLanguage> {
    let mut languages = vec![own_language(own, title, description)];
    if settings.has("language") {
        languages[0].span = settings.value_span("language");
    }
    for (code, value) in settings.named_values("languages") {
        let Spanned { value: code, span } = code;
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
            settings.report_at(span, message, help);
            continue;
        }
        let mut language = own_language(&code, title, description);
        language.prefix = format!("{code}/");
        language.span = span;
        match value {
            NamedValue::Text(title) => language.title = title.value,
            NamedValue::Texts(fields) => {
                for (name, text) in fields {
                    match name.value.as_str() {
                        "title" => language.title = text.value,
                        "description" => language.description = Some(text.value),
                        _ => settings.report_at(
                            name.span,
                            format!("a language has no `{}`", name.value),
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

fn taxonomies(settings: &mut MappingReader<'_>) -> Vec<String> {
    let is_set = settings.has("taxonomies");
    let names = settings.spanned_texts("taxonomies");
    if !is_set {
        return vec!["tags".to_owned()];
    }
    for name in &names {
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        {
            settings.report_at(
                name.span,
                format!("`{}` cannot name a taxonomy", name.value),
                "use lower-case letters, digits and `_`",
            );
        }
    }
    names.into_iter().map(|name| name.value).collect()
}

fn menu(settings: &mut MappingReader<'_>) -> Vec<MenuEntry> {
    let mut entries = Vec::new();
    for mut entry in settings.mappings("menu", &["name", "url"]) {
        match (entry.text_or_number("name"), entry.text_or_number("url")) {
            (Some(name), Some(url)) if crate::base::link::is_allowed(&url) => {
                entries.push(MenuEntry { name: name.value, url });
            }
            (Some(_), Some(url)) => {
                let help = "use a path from the site's root, a page as `@/topics/page.md`, or http(s)";
                entry.report_at(url.span, format!("`{}` is not an address a menu may have", url.value), help);
            }
            _ if entry.has("name") && entry.has("url") => {}
            _ => {
                let help = "write `- {name: Topics, url: /topics/}`";
                entry.report_at(entry.span(), "a menu entry needs `name` and `url`", help);
            }
        }
        settings.add_findings_of(entry);
    }
    entries
}

fn license(settings: &mut MappingReader<'_>) -> Option<String> {
    let url = settings.spanned_text("license")?;
    if is_plain_web_address(&url) {
        return Some(url.value);
    }
    settings.report_at(
        url.span,
        format!("`{}` is not the address of a licence", url.value),
        "write its address, such as https://creativecommons.org/licenses/by/4.0/",
    );
    None
}

impl Config {
    /// The address of a page about an author, whose name may stand in the settings as pages write it or as readers
    /// see it: `Pike, Joan` or `Joan Pike`.
    #[must_use]
    pub fn author_page(&self, name: &str) -> Option<&String> {
        let displayed = || AuthorName::parse(name).map(|name| name.display());
        self.author_pages.get(name).or_else(|| self.author_pages.get(&displayed()?))
    }
}

fn author_pages(settings: &mut MappingReader<'_>) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for (name, value) in settings.named_values("author_pages") {
        match value {
            NamedValue::Text(url) if is_plain_web_address(&url) => drop(pages.insert(name.value, url.value)),
            NamedValue::Text(url) => settings.report_at(
                url.span,
                format!("`{}` is not an address", url.value),
                "write an absolute http or https address",
            ),
            NamedValue::Texts(_) => settings.report_at(
                name.span,
                format!("`{}` has no address", name.value),
                "write `Name: https://…`",
            ),
        }
    }
    pages
}

/// `review:`: the roles in which every statement has to be read.
fn review_roles(settings: &mut MappingReader<'_>) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    for role in settings.spanned_texts("review") {
        let name = single_spaces(&role.value);
        if name.is_empty() || roles.iter().any(|other| other.to_lowercase() == name.to_lowercase()) {
            let message = format!("`{}` is not a further role", role.value);
            settings.report_at(role.span, message, "name each role once: `review: [reporter, editor]`");
        } else {
            roles.push(name);
        }
    }
    roles
}

fn editor(settings: &mut MappingReader<'_>) -> Option<Editor> {
    let name = settings.text("editor");
    let names: Vec<&str> = Editor::NAMED.iter().map(|(name, _)| *name).collect();
    settings.expects("editor", Shape::Choice(names.into()));
    let name = name?;
    let editor = Editor::named(&name);
    if editor.is_none() {
        let names = Editor::NAMED.map(|(name, _)| name);
        let help = match nearest(&name, names) {
            Some(meant) => {
                let edit = Edit::replace(settings.value_span("editor"), meant);
                Help::with_edit(format!("did you mean `{meant}`?"), edit)
            }
            None => format!("write one of {}", names.join(", ")).into(),
        };
        settings.report("editor", format!("there is no editor `{name}` that the preview can open"), help);
    }
    editor
}
