//! A theme: templates, words, static files. The one file that uses tera.
//!
//! The themes `default` and `plain` are built into the program. A site's theme of the same name lies over them
//! file by file, and any other theme falls back to the default one for what it does not have, so that a theme
//! may be as small as one template.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use super::constants::Constants;
use super::policy::{self, Policy};
use super::script;
use super::style::{small, with_tokens};
use super::template_names::{BoundVariable, EngineName, WrongName, bound_variables, wrong_names};
use super::tight::{KnownPieces, WrittenPage};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::escape::escape;
use crate::base::span::Span;
use crate::base::suggest::nearest;
use crate::read::config::Config;
use crate::read::snapshot::{Content, Snapshot};
use crate::read::words::{ThemeWords, fill};
use crate::read::yaml::MappingReader;
use crate::render::view::Fragments;
use crate::render::view::{Output, SiteView, SourceRef, StateView};

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
static PLAIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/plain");

/// The themes that are built into the program. Every other theme falls back to the first.
pub const BUILT_IN: [&str; 2] = ["default", "plain"];

/// The files of a built-in theme as it is used, with those that it falls back to: path → bytes.
#[must_use]
pub fn built_in_files(theme: &str) -> BTreeMap<String, &'static [u8]> {
    let mut files = BTreeMap::new();
    let mut gather = |folder: &'static Dir<'static>| {
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            for file in folder.files() {
                files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents());
            }
        }
    };
    gather(&DEFAULT);
    if theme == "plain" {
        gather(&PLAIN);
    }
    files
}

/// The folder of the templates of parts that many pages show, below `templates/`.
const FRAGMENTS: &str = "fragments/";
/// The variables of templates: a page and its view, or the value of a fragment, and what all templates see.
const SEEN: [&str; 6] = ["page", "view", "state", "source", "site", "t"];
/// The folder of the parts of scripts.
const SCRIPTS: &str = "scripts/";

/// A theme, compiled.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// What every template sees: `site` and `t`.
    shared: Context,
    /// The words of the site's language.
    pub words: ThemeWords,
    /// Published as they are, below the output folder.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// What its pages may load and run.
    pub policy: Policy,
    /// The pieces that its pages have in common, made small.
    pub pieces: KnownPieces,
    /// Template → its file, for findings.
    origins: BTreeMap<String, String>,
    /// Template → its text, for the names at which errors stand.
    texts: BTreeMap<String, String>,
    /// The templates that are no files of the site.
    built_in: BTreeSet<String>,
    /// Whether all templates are, to the letter, those that are built in. A template of a site's own may give `t` and
    /// `site` another meaning, and its mistakes are shown where they stand, so that nothing is written into it.
    is_usual: bool,
    /// Where the site names its theme.
    named_at: (String, Span),
}

/// The files of a theme below its folder, with the file each comes from.
type ThemeFiles = BTreeMap<String, (Arc<[u8]>, String)>;

/// Loads the configured theme in a language.
///
/// # Errors
/// Findings, where a file of the theme cannot be used.
pub fn load(snapshot: &Snapshot, config: &Config, language: &str) -> Result<Theme, Vec<Diagnostic>> {
    let files = collect(snapshot, config).map_err(|finding| vec![*finding])?;
    let mut findings = Vec::new();
    let mut theme = Theme {
        tera: Tera::new(),
        shared: Context::new(),
        words: ThemeWords::default(),
        files: BTreeMap::new(),
        policy: Policy::default(),
        pieces: KnownPieces::default(),
        origins: BTreeMap::new(),
        texts: BTreeMap::new(),
        built_in: BTreeSet::new(),
        is_usual: false,
        named_at: (config.path.clone(), config.theme.span),
    };
    for (path, (bytes, origin)) in &files {
        if let Some(name) = path.strip_prefix("templates/") {
            match template_text(bytes, origin) {
                Ok(text) => drop(theme.texts.insert(name.to_owned(), text)),
                Err(finding) => findings.push(*finding),
            }
            theme.origins.insert(name.to_owned(), origin.clone());
            if !snapshot.files.contains_key(origin) {
                theme.built_in.insert(name.to_owned());
            }
        } else if let Some(name) = path.strip_prefix("static/") {
            let bytes = static_file(&files, name, config, &mut findings);
            theme.files.insert(name.to_owned(), bytes);
        }
    }
    theme.words = words(&files, config, language, &mut findings);
    findings.extend(manifest(&files));
    let spoken = theme.words.clone();
    theme.tera.register_filter("fill", move |value: &Value, arguments: Kwargs, _: &State<'_>| {
        fill_value(value, &arguments, &spoken)
    });
    theme.tera.set_escape_fn(|text, page| page.write_all(escape(text).as_bytes()));
    let usual = built_in_files(&config.theme);
    theme.is_usual = theme.texts.iter().all(|(name, text)| {
        usual.get(&format!("templates/{name}")).is_some_and(|bytes| *bytes == text.as_bytes())
    });
    let (policy, found) = policy::of_templates(&theme.texts, &theme.origins);
    theme.policy = policy;
    findings.extend(found);
    // The others come when all is known that they may see.
    let is_compiled = |name: &str| !theme.is_usual || name.starts_with(FRAGMENTS);
    let compiled = theme.texts.iter().filter(|(name, _)| is_compiled(name));
    if let Err(error) = theme.tera.add_raw_templates(compiled.map(|(name, text)| (name.clone(), text))) {
        // Of names that it does not know, the engine tells only in prose.
        let is_unplaced = matches!(error.kind(), tera::ErrorKind::Msg(_));
        let wrong = if is_unplaced { theme.wrong_names() } else { Vec::new() };
        if wrong.is_empty() {
            findings.push(theme.finding(&error, "base.html", &Context::new()));
        }
        findings.extend(wrong);
    }
    if findings.is_empty() { Ok(theme) } else { Err(findings) }
}

/// The text of a template.
fn template_text(bytes: &[u8], origin: &str) -> Result<String, Box<Diagnostic>> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
        let place = Span::at(error.valid_up_to());
        let finding = Diagnostic::new(Rule::NotUtf8, origin, place, "the template is not UTF-8");
        Box::new(finding.help("save the file as UTF-8"))
    })
}

/// A file of `static/` as it is published: scripts whole, styles with the theme's tokens and small.
fn static_file(files: &ThemeFiles, name: &str, config: &Config, findings: &mut Vec<Diagnostic>) -> Arc<[u8]> {
    let Some((bytes, origin)) = files.get(&format!("static/{name}")) else { return Arc::default() };
    match std::str::from_utf8(bytes).ok() {
        Some(text) if name.ends_with(".js") => {
            let parts: Vec<&str> = files.keys().filter_map(|path| path.strip_prefix(SCRIPTS)).collect();
            let (text, found) = script::with_parts(text, origin, |part| script_part(files, part), &parts);
            findings.extend(found);
            text.into_bytes().into()
        }
        Some(text) if name == "style.css" => {
            let (text, found) = with_tokens(text, config);
            findings.extend(found);
            small(&text).into_bytes().into()
        }
        Some(text) if name.ends_with(".css") => small(text).into_bytes().into(),
        _ => Arc::clone(bytes),
    }
}

/// The text of a part of scripts.
fn script_part<'f>(files: &'f ThemeFiles, name: &str) -> Option<&'f str> {
    let (bytes, _) = files.get(&format!("{SCRIPTS}{name}"))?;
    std::str::from_utf8(bytes).ok()
}

fn collect(snapshot: &Snapshot, config: &Config) -> Result<ThemeFiles, Box<Diagnostic>> {
    let mut files = ThemeFiles::new();
    for (path, bytes) in built_in_files(&config.theme) {
        let is_own = config.theme.value == "plain" && PLAIN.get_file(&path).is_some();
        let theme = if is_own { "plain" } else { "default" };
        let origin = format!("themes/{theme}/{path}");
        files.insert(path, (bytes.into(), origin));
    }
    let folder = format!("themes/{}", config.theme.value);
    let is_name =
        !config.theme.is_empty() && !config.theme.contains(['/', '\\']) && config.theme.value != "..";
    let own: Vec<(&str, &Content)> = if is_name { snapshot.under(&folder).collect() } else { Vec::new() };
    if own.is_empty() && !BUILT_IN.contains(&config.theme.as_str()) {
        let themes: Vec<&str> = snapshot
            .under("themes")
            .filter_map(|(path, _)| path.split_once('/'))
            .map(|(name, _)| name)
            .chain(BUILT_IN)
            .collect();
        let finding = Diagnostic::new(
            Rule::Template,
            &config.path,
            config.theme.span,
            format!("there is no theme `{}`: no files in {folder}/", config.theme.value),
        );
        return Err(Box::new(match nearest(&config.theme, themes) {
            Some(meant) => finding.help(format!("did you mean `{meant}`?")),
            None => finding.help("write `theme: default`, or put the theme's files into that folder"),
        }));
    }
    for (path, content) in own {
        files.insert(path.to_owned(), (Arc::clone(content.read()?), format!("{folder}/{path}")));
    }
    Ok(files)
}

/// The words of a language, completed by its primary language and by English, and the theme's by those that are
/// built in: a theme may name some words only.
fn words(files: &ThemeFiles, config: &Config, language: &str, findings: &mut Vec<Diagnostic>) -> ThemeWords {
    let primary = language.split(['-', '_']).next().unwrap_or(language);
    let built_in = built_in_files(&config.theme);
    let mut words = ThemeWords::empty(language);
    let has_words = |name: &&str| files.contains_key(&format!("i18n/{name}.yaml"));
    words.written_in = [language, primary].into_iter().find(has_words).unwrap_or("en").to_owned();
    let mut names = vec![language, primary, "en"];
    names.dedup();
    for name in names {
        if name == "en" {
            // No language is called by the name of another.
            words = words.or(&ThemeWords::name_of(language));
        }
        let path = format!("i18n/{name}.yaml");
        let own = files.get(&path).map(|(bytes, origin)| (&**bytes, origin.as_str()));
        // Most sites have no words of their own.
        let below = built_in.get(&path).map(|bytes| (*bytes, path.as_str()));
        let below = below.filter(|below| own.is_none_or(|own| own.0 != below.0));
        for (bytes, origin) in own.into_iter().chain(below) {
            match ThemeWords::parse(name, origin, &String::from_utf8_lossy(bytes)) {
                Ok(more) => words = words.or(&more),
                Err(finding) => findings.push(*finding),
            }
        }
    }
    words
}

fn manifest(files: &ThemeFiles) -> Vec<Diagnostic> {
    let Some((bytes, origin)) = files.get("theme.yaml") else { return Vec::new() };
    let text = String::from_utf8_lossy(bytes);
    let mut manifest = MappingReader::parse(origin, &text, Span::new(0, text.len()), Rule::Config);
    for key in ["name", "description", "license", "author", "homepage"] {
        manifest.text(key);
    }
    manifest.finish()
}

/// `{{ t.key | fill(n=3) }}`: placeholders replaced, the plural form chosen by `n`.
fn fill_value(value: &Value, arguments: &Kwargs, words: &ThemeWords) -> tera::TeraResult<String> {
    let values: Vec<(String, String)> =
        arguments.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let text = match value.as_map() {
        None => value.to_string(),
        Some(forms) => {
            let number =
                values.iter().find(|(name, _)| name == "n").and_then(|(_, n)| n.parse().ok()).unwrap_or(0);
            let form = |name: &'static str| forms.get(&tera::value::Key::from(name)).map(ToString::to_string);
            let chosen = form(words.plural(number)).or_else(|| form("other"));
            chosen.ok_or_else(|| tera::Error::message("the words have no form `other`"))?
        }
    };
    Ok(fill(&text, values.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

/// The values that a loop over a value goes through.
fn elements(value: &Value) -> Vec<&Value> {
    let of_map = value.as_map().into_iter().flat_map(|fields| fields.values());
    value.as_array().unwrap_or_default().iter().chain(of_map).collect()
}

impl Fragments<Box<Diagnostic>> for Theme {
    fn state(&self, state: &StateView) -> Result<String, Box<Diagnostic>> {
        self.fragment("fragments/badge.html", "state", state)
    }

    fn source(&self, source: &SourceRef) -> Result<String, Box<Diagnostic>> {
        self.fragment("fragments/bib.html", "source", source)
    }
}

impl Theme {
    /// Makes the site and the words known to every template, for good: texts that stand on each page as they are
    /// become text of the templates that are built in.
    ///
    /// # Errors
    /// A finding in a template.
    pub fn complete(&mut self, site: &SiteView) -> Result<(), Box<Diagnostic>> {
        self.set_site(site);
        if !self.is_usual {
            return Ok(());
        }
        let constants = Constants::new(self.words.all(), site);
        let texts = self.texts.iter().map(|(name, text)| (name.clone(), constants.written_out(text)));
        let added = self.tera.add_raw_templates(texts);
        added.map_err(|error| Box::new(self.finding(&error, "base.html", &Context::new())))
    }

    /// Makes the site and the words known to the fragments, of which the site's parts are made.
    pub fn set_site(&mut self, site: &SiteView) {
        let words = self.words.all().clone();
        self.shared.insert("site", site);
        self.shared.insert("t", &words);
        self.tera.global_context().extend(self.shared.clone());
    }

    /// Fills the template of a page.
    ///
    /// # Errors
    /// A finding at the template's line, or at the page where the template does not exist.
    pub fn render(&self, output: Output) -> Result<WrittenPage, Box<Diagnostic>> {
        let Output { file, template, template_span, origin, head, view, .. } = output;
        if !self.tera.contains_template(&template) {
            let message = format!("the theme has no template `{template}`");
            let finding = Diagnostic::new(Rule::Template, &origin, template_span, message);
            return Err(Box::new(match nearest(&template, self.tera.get_template_names()) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding.help("add it to the theme's templates/"),
            }));
        }
        #[derive(Serialize)]
        struct Seen<'o> {
            page: &'o crate::render::view::PageHead,
            view: &'o crate::render::view::View,
        }
        let context = Context::from_serialize(&Seen { page: &head, view: &view });
        drop((head, view));
        let failed = |error: &tera::Error, context: &Context| {
            let finding = self.finding(error, &template, context);
            Box::new(finding.related(&origin, Span::default(), format!("while making {file}")))
        };
        let context = context.map_err(|error| failed(&error, &Context::new()))?;
        let mut html = WrittenPage::from(Vec::with_capacity(64 << 10));
        let rendered = self.tera.render_to(&template, &context, &mut html);
        rendered.map(|()| html).map_err(|error| failed(&error, &context))
    }

    /// Fills the template of a part, which sees it under `name`.
    fn fragment<T: Serialize>(
        &self,
        template: &str,
        name: &'static str,
        part: &T,
    ) -> Result<String, Box<Diagnostic>> {
        let mut context = Context::new();
        context.insert(name, part);
        let html = self.tera.render(template, &context);
        let failed = |error| Box::new(self.finding(&error, template, &context));
        html.map(|html| html.trim().to_owned()).map_err(failed)
    }

    /// An error of the engine as a finding: where and what, as far as it says so by values; its words as they are.
    /// `context` is what the template saw.
    fn finding(&self, error: &tera::Error, template: &str, context: &Context) -> Diagnostic {
        use tera::ErrorKind;
        let (name, span, message, meant) = match error.kind() {
            ErrorKind::SyntaxError(report) => (
                report.filename(),
                Span::from(report.span().range.clone()),
                report.message().to_owned(),
                None,
            ),
            ErrorKind::RenderingError(report) => {
                let (name, span) = (report.filename(), Span::from(report.span().range.clone()));
                (name, span, report.message().to_owned(), self.meant(name, span, context))
            }
            ErrorKind::CircularExtend { tpl, inheritance_chain } => (
                inheritance_chain.last().unwrap_or(tpl).as_str(),
                Span::default(),
                format!("the templates extend each other: {}", inheritance_chain.join(" → ")),
                None,
            ),
            ErrorKind::CircularInclude { tpl, include_chain } => (
                tpl.as_str(),
                Span::default(),
                format!("the templates include each other: {}", include_chain.join(" → ")),
                None,
            ),
            ErrorKind::MissingParent { current, parent } => (
                current.as_str(),
                Span::default(),
                format!("it extends `{parent}`, which is not there"),
                None,
            ),
            _ => (template, Span::default(), error.to_string(), None),
        };
        self.found(name, span, message, meant.as_deref())
    }

    /// The name that was meant by the one at which the engine failed, if it is one that is not there: a field like it of
    /// the value before it, or a variable. What the arguments of a component are is known only while it runs.
    fn meant(&self, template: &str, span: Span, context: &Context) -> Option<String> {
        let text = self.texts.get(template)?;
        let name = text.get(span.range())?;
        let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if !name.chars().all(is_of_name) {
            return None;
        }
        let start = span.start as usize;
        let bound = bound_variables(text);
        let known: BTreeSet<&str> = match text[..start].strip_suffix('.') {
            Some(before) => {
                let is_outside = |letter: char| !is_of_name(letter) && letter != '.';
                let holder = before.rsplit(is_outside).next().unwrap_or_default();
                let fields =
                    self.values(holder, (&bound, start), context).into_iter().filter_map(Value::as_map);
                fields.flat_map(|fields| fields.keys()).filter_map(|field| field.as_str()).collect()
            }
            None => {
                let is_seen = |name: &&str| context.contains_key(name) || self.shared.contains_key(name);
                SEEN.into_iter()
                    .filter(is_seen)
                    .chain(bound.iter().map(|bound| bound.name.as_str()))
                    .collect()
            }
        };
        let is_missing = !known.contains(name);
        nearest(name, known).filter(|_| is_missing).map(str::to_owned)
    }

    /// What a path such as `view.children` stands for at a place of a template: several values where its variable is
    /// that of a loop.
    fn values<'v, 'p>(
        &'v self,
        mut path: &'p str,
        (bound, mut place): (&'p [BoundVariable], usize),
        context: &'v Context,
    ) -> Vec<&'v Value> {
        let root = |name: &str| context.get(name).or_else(|| self.shared.get(name));
        // From the path back to a variable that the template does not name itself: fields, and whether they are those of
        // each element.
        let mut steps = Vec::new();
        let mut values = loop {
            let (variable, fields) = path.split_once('.').unwrap_or((path, ""));
            let variable_of = bound.iter().rfind(|bound| bound.name == variable && bound.at < place);
            steps.push((fields, variable_of.is_some_and(|bound| bound.is_element)));
            let Some(bound) = variable_of else { break root(variable).into_iter().collect::<Vec<_>>() };
            (path, place) = (&bound.of, bound.at);
        };
        for (fields, is_of_each) in steps.into_iter().rev() {
            if is_of_each {
                values = values.into_iter().flat_map(elements).collect();
            }
            for field in fields.split('.').filter(|name| !name.is_empty()) {
                let key = tera::value::Key::from(field.to_owned());
                values = values.into_iter().filter_map(|value| value.as_map()?.get(&key)).collect();
            }
        }
        values
    }

    /// A finding in a template; where that is built in, it shows what the site's own files lack.
    fn found(&self, name: &str, span: Span, message: String, meant: Option<&str>) -> Diagnostic {
        if self.built_in.contains(name) || self.is_usual {
            let (path, span) = &self.named_at;
            let message = format!("in the built-in template {name}: {message}");
            let help = "a template or word list of the theme leaves out what this one needs";
            return Diagnostic::new(Rule::Template, path, *span, message).help(help);
        }
        let origin = self.origins.get(name).cloned().unwrap_or_else(|| format!("themes/{name}"));
        let help =
            meant.map_or("correct the template".to_owned(), |meant| format!("did you mean `{meant}`?"));
        Diagnostic::new(Rule::Template, &origin, span, message).help(help)
    }

    /// What the templates name and nothing defines. Of those that are built in, one shows that something is missing.
    fn wrong_names(&self) -> Vec<Diagnostic> {
        let wrong = wrong_names(&self.texts, |kind, name| self.knows(kind, name));
        let (built_in, own): (Vec<WrongName>, Vec<WrongName>) =
            wrong.into_iter().partition(|wrong| self.built_in.contains(&wrong.template));
        let most = usize::from(own.is_empty());
        let shown = own.into_iter().chain(built_in.into_iter().take(most));
        shown
            .map(|wrong| self.found(&wrong.template, wrong.span, wrong.message, wrong.meant.as_deref()))
            .collect()
    }

    /// Whether the engine has a filter, test or function: it is asked to compile a template that calls it.
    fn knows(&self, kind: EngineName, name: &str) -> bool {
        let words = match kind {
            EngineName::Filter => ["0", "|", name],
            EngineName::Test => ["0", "is", name],
            EngineName::Function => [name, "(", ")"],
        };
        let call = format!("{{{{{}}}}}", words.join(" "));
        self.tera.clone().add_raw_template("call", &call).is_ok()
    }
}
