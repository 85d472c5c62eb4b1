//! What templates may see: `docs/templates.md` is made from the view types themselves (`UPDATE=1 cargo test
//! --test suite templates`), and every page of the flagship is made from exactly what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use ibid::app::engine::{Renderer, RunOptions, Workspace};
use ibid::base::ids::LanguageId;
use ibid::read::snapshot::{SiteRoot, read};
use ibid::render::html::theme::built_in_files;
use ibid::render::view::{Job, JobKind};
use serde_json::{Value, json};
use syn::{Fields, GenericArgument, Item, PathArguments, Type};

use crate::support::expectation;
use crate::support::flagship::root;
use crate::support::program;

/// The templates of a theme, with the type of their `view`, or of the part that they are made for.
const TEMPLATES: [(&str, &str, &str); 21] = [
    ("home.html", "TopicView", "the home page"),
    ("section.html", "TopicView", "a folder's own page"),
    ("topic.html", "TopicView", "a page"),
    ("source.html", "SourceView", "a source"),
    ("sources.html", "SourcesView", "all sources"),
    ("timeline.html", "TimelineView", "all events"),
    ("disagreements.html", "DisagreementsView", "all disagreements"),
    ("quotations.html", "QuotationsView", "all quotations, by speaker"),
    ("evidence.html", "EvidenceView", "the report of the site or of a page"),
    ("method.html", "MethodView", "how quotations are checked"),
    ("corrections.html", "CorrectionsView", "all corrections"),
    ("changes.html", "ChangesView", "the log of statements"),
    ("taxonomy.html", "TaxonomyView", "the terms of a taxonomy"),
    ("term.html", "TermView", "the pages of a term"),
    ("search.html", "SearchView", "the search, and its index by letters"),
    ("withdrawn.html", "WithdrawnView", "the notice at the address of a page that was withdrawn"),
    ("embed.html", "EmbedView", "a statement on a card, for frames of other sites"),
    ("404.html", "NotFoundView", "an address that leads nowhere"),
    ("fragments/badge.html", "StateView", "a state, made once for all pages; its view is `state`"),
    (
        "fragments/bib.html",
        "SourceRef",
        "a source in the notes, made once for all pages; its view is `source`",
    ),
    ("base.html", "", "the frame of every page"),
];

struct Field {
    name: String,
    doc: String,
    /// As it is printed.
    kind: String,
    /// The view type that it holds.
    holds: Option<String>,
}

struct View {
    doc: String,
    fields: Vec<Field>,
}

fn doc(attributes: &[syn::Attribute]) -> String {
    let lines =
        attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
            let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
            let syn::Expr::Lit(literal) = &pair.value else { return None };
            let syn::Lit::Str(text) = &literal.lit else { return None };
            Some(text.value().trim().to_owned())
        });
    lines.collect::<Vec<_>>().join(" ")
}

/// `not-found` for `NotFound`, as serde writes it.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(letter.to_lowercase());
    }
    kebab
}

/// A type in words, and the view type within it. `enums` has the values of each.
fn kind(ty: &Type, views: &BTreeSet<String>, enums: &BTreeMap<String, String>) -> (String, Option<String>) {
    let Type::Path(path) = ty else { return ("text".to_owned(), None) };
    let last = path.path.segments.last().unwrap();
    let name = last.ident.to_string();
    let inner = || {
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { panic!("{name}") };
        let GenericArgument::Type(inner) = arguments.args.first().unwrap() else { panic!("{name}") };
        kind(inner, views, enums)
    };
    match name.as_str() {
        "Vec" => {
            let (words, holds) = inner();
            (format!("list of {words}"), holds)
        }
        "Option" => {
            let (words, holds) = inner();
            (format!("{words}, or nothing"), holds)
        }
        "Shared" | "Box" => inner(),
        "String" => ("text".to_owned(), None),
        "bool" => ("true or false".to_owned(), None),
        "usize" | "u8" | "u32" | "u64" | "i32" | "f64" => ("number".to_owned(), None),
        "Value" => ("whatever the author wrote".to_owned(), None),
        view if views.contains(view) => (format!("[{view}](#{})", view.to_lowercase()), Some(name)),
        other if enums.contains_key(other) => (format!("one of {}", enums[other]), None),
        other => panic!("a view has a field of the type {other}"),
    }
}

/// The items of some source files.
fn items(files: impl IntoIterator<Item = PathBuf>) -> Vec<Item> {
    let parse = |file| syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap().items;
    files.into_iter().flat_map(parse).collect()
}

/// The view types, as the files of `src/render/view/data/` have them.
fn views() -> BTreeMap<String, View> {
    let files = std::fs::read_dir(root().join("src/render/view/data")).unwrap();
    let items_of_views = items(files.map(|file| file.unwrap().path()));
    let elsewhere = ["base/date.rs", "base/diagnostic/mod.rs", "base/language.rs", "verify/page/checks.rs"];
    let items_elsewhere = items(elsewhere.map(|file| root().join("src").join(file)));
    let enums: BTreeMap<String, String> = items_of_views
        .iter()
        .chain(&items_elsewhere)
        .filter_map(|item| if let Item::Enum(item) = item { Some(item) } else { None })
        .map(|item| {
            let values =
                item.variants.iter().map(|variant| format!("`{}`", kebab(&variant.ident.to_string())));
            (item.ident.to_string(), values.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let structs: Vec<syn::ItemStruct> = items_of_views
        .into_iter()
        .filter_map(|item| if let Item::Struct(item) = item { Some(item) } else { None })
        .collect();
    let names: BTreeSet<String> = structs.iter().map(|item| item.ident.to_string()).collect();
    let view = |item: &syn::ItemStruct| {
        let Fields::Named(fields) = &item.fields else { panic!("{}", item.ident) };
        let fields = fields.named.iter().map(|field| {
            let (words, holds) = kind(&field.ty, &names, &enums);
            let name = field.ident.as_ref().unwrap().to_string();
            Field { name, doc: doc(&field.attrs), kind: words, holds }
        });
        View { doc: doc(&item.attrs), fields: fields.collect() }
    };
    structs.iter().map(|item| (item.ident.to_string(), view(item))).collect()
}

fn page(views: &BTreeMap<String, View>) -> String {
    let mut out = String::from(
        "# What templates see\n\n\
         This page is generated from the program's own types (`UPDATE=1 cargo test --test suite templates`).\n\n\
         A theme is a folder in `themes/` with `templates/`, `static/`, `i18n/` and `theme.yaml`. Files that it does \
         not have come from the theme `default`, so a theme may consist of a single template; `theme: plain` is a \
         second theme that is built in. `ibid theme eject topic.html` copies one template of the current theme into \
         `themes/`, where it replaces the built-in one; `ibid theme eject` copies all files. A token (a custom \
         property of `static/style.css`) needs no file; it is set in `ibid.yaml`:\n\n\
         ```yaml\ntokens:\n  measure: 38rem\n  link: {light: \"#8a1538\", dark: \"#ff9eb5\"}\n```\n\n\
         A line `//@ include colours.js` in a script in `static/` is replaced by the theme's `scripts/colours.js`, \
         so that scripts may share parts and a page makes one request. `scripts/` is not published.\n\n\
         Templates are [Tera](https://keats.github.io/tera/) templates. Each sees `view`, the page's own \
         content; `page` ([PageHead](#pagehead)); `site` ([SiteView](#siteview)); and `t`, the theme's words in \
         the page's language, from `i18n/`. `{{ t.pages_count | fill(n=3) }}` fills the placeholders of a word \
         and chooses the plural form for `n`. No template can reach files, the network or the time. An absent \
         value is null (`{% if page.updated %}`), never an unknown name. Fields that end in `_html` are finished \
         HTML (`| safe`); everything else is text and is escaped.\n\n\
         | template | shows | its `view` |\n|---|---|---|\n",
    );
    for (template, view, shows) in TEMPLATES {
        let view =
            if view.is_empty() { String::new() } else { format!("[{view}](#{})", view.to_lowercase()) };
        out.push_str(&format!("| `{template}` | {shows} | {view} |\n"));
    }
    for (name, view) in views {
        out.push_str(&format!("\n## {name}\n\n{}\n\n| field | is | holds |\n|---|---|---|\n", view.doc));
        for field in &view.fields {
            let doc = field.doc.replace('|', "\\|");
            out.push_str(&format!("| `{}` | {} | {doc} |\n", field.name, field.kind));
        }
    }
    out
}

#[test]
fn the_page_of_views_is_made_from_their_types() {
    let page = page(&views());
    let path = root().join("docs/templates.md");
    if expectation::is_update() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/templates.md is not up to date\n{}",
        expectation::difference(&page, &written)
    );
}

#[test]
fn every_template_of_a_theme_is_named() {
    let named: BTreeSet<String> = TEMPLATES.iter().map(|(name, _, _)| format!("templates/{name}")).collect();
    for theme in ["default", "plain"] {
        let files = built_in_files(theme);
        let is_page = |path: &&String| {
            path.starts_with("templates/")
                && !path.contains("/partials/")
                && !path.ends_with("/components.html")
        };
        let templates: BTreeSet<String> = files.keys().filter(is_page).cloned().collect();
        assert_eq!(templates, named, "{theme}");
    }
}

/// Compares a value with what is written of its type; says which types were met.
fn walk(views: &BTreeMap<String, View>, name: &str, value: &Value, seen: &mut BTreeSet<String>) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| walk(views, name, item, seen)),
        Value::Object(found) => {
            let view = &views[name];
            let written: BTreeSet<&str> = view.fields.iter().map(|field| field.name.as_str()).collect();
            let found_names: BTreeSet<&str> = found.keys().map(String::as_str).collect();
            assert_eq!(found_names, written, "{name}");
            seen.insert(name.to_owned());
            for field in &view.fields {
                if let Some(inner) = &field.holds {
                    walk(views, inner, &found[&field.name], seen);
                }
            }
        }
        other => panic!("{name}: {other}"),
    }
}

#[test]
fn pages_are_made_from_what_is_written_and_nothing_else() {
    let views = views();
    let (snapshot, found) = read(&SiteRoot::find(Some(root()), None).unwrap()).unwrap();
    assert!(found.is_empty());
    let options = RunOptions::default();
    let checked = Workspace::default().update(Arc::new(snapshot), "ibid.yaml", found, &options).unwrap();
    let renderer = Renderer::new(Arc::new(checked)).unwrap();
    let of_template: BTreeMap<&str, &str> = TEMPLATES.iter().map(|(name, view, _)| (*name, *view)).collect();
    let mut seen = BTreeSet::new();
    for job in renderer.jobs() {
        let output = renderer.output(&job).unwrap();
        walk(&views, of_template[output.template.as_str()], &json!(output.view), &mut seen);
        walk(&views, "PageHead", &json!(output.head), &mut seen);
    }
    walk(
        &views,
        "SiteView",
        &json!(renderer.site_view(&Job::new(JobKind::NotFound, LanguageId::MAIN))),
        &mut seen,
    );
    // What the flagship has no example of is shown by the tests of expectations, and by those of long lists.
    let unseen: Vec<&String> = views.keys().filter(|name| !seen.contains(*name)).collect();
    assert_eq!(
        unseen,
        [
            "AuthorNote",
            "CorrectionView",
            "EmbedSource",
            "EmbedView",
            "ExemptionView",
            "LoweredRuleView",
            "WarningView",
            "WithdrawnView"
        ]
    );
}

#[test]
fn a_file_of_the_theme_is_made_the_sites_own() {
    let site = tempfile::tempdir().unwrap();
    program::run(site.path(), &["init"]).exits(0);
    let out = program::run(site.path(), &["theme", "eject", "topic.html", "i18n/en.yaml"]).exits(0).stdout;
    assert_eq!(out, "wrote themes/default/templates/topic.html\nwrote themes/default/i18n/en.yaml\n");
    program::run(site.path(), &["theme", "eject", "topic.html"]).exits(1);
    let topic = site.path().join("themes/default/templates/topic.html");
    let text = std::fs::read_to_string(&topic).unwrap();
    std::fs::write(&topic, text.replace("<h1>", "<h1 class=\"own\">")).unwrap();
    program::run(site.path(), &["build", "--quiet"]).exits(0);
    let html = std::fs::read_to_string(site.path().join("public/topics/harbour-bridge/index.html")).unwrap();
    assert!(html.contains("<h1 class=own>"), "{html}");
    let wrong = program::run(site.path(), &["theme", "eject", "tpoic.html"]).exits(1);
    assert!(wrong.stderr.contains("did you mean `topic.html`?"), "{}", wrong.stderr);
    let all = program::run(site.path(), &["theme", "eject"]).exits(0).stdout;
    assert!(
        all.contains("kept themes/default/templates/topic.html")
            && all.contains("wrote themes/default/static/style.css")
    );
    program::run(site.path(), &["build", "--quiet"]).exits(0);
}

#[test]
fn a_token_is_set_without_a_file() {
    let site = tempfile::tempdir().unwrap();
    program::run(site.path(), &["init"]).exits(0);
    let config = site.path().join("ibid.yaml");
    let text = std::fs::read_to_string(&config).unwrap();
    let tokens = "tokens:\n  measure: 38rem\n  link: {light: \"#8a1538\", dark: \"#ff9eb5\"}\n";
    std::fs::write(&config, format!("{text}\n{tokens}")).unwrap();
    program::run(site.path(), &["build", "--quiet"]).exits(0);
    let css = std::fs::read_to_string(site.path().join("public/style.css")).unwrap();
    assert!(
        css.ends_with("--link:light-dark(#8a1538,#ff9eb5)}") && css.contains("--measure:38rem;"),
        "{css}"
    );
}

#[test]
fn the_plain_theme_shows_the_same_statements() {
    let site = tempfile::tempdir().unwrap();
    program::run(site.path(), &["init"]).exits(0);
    let config = site.path().join("ibid.yaml");
    let text = std::fs::read_to_string(&config).unwrap();
    let build = |theme: &str| {
        std::fs::write(&config, format!("{text}\ntheme: {theme}\n")).unwrap();
        program::run(site.path(), &["build", "--quiet"]).exits(0);
        let html =
            std::fs::read_to_string(site.path().join("public/topics/harbour-bridge/index.html")).unwrap();
        let document = dom_query::Document::from(html);
        let text = |selector: &str| {
            document.select(selector).text().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        (text(".body"), text(".notes blockquote"), document.select("script[src]").length())
    };
    let (default, plain) = (build("default"), build("plain"));
    assert_eq!((&default.0, &default.1), (&plain.0, &plain.1));
    assert_eq!((default.2, plain.2), (1, 0));
}
