//! The settings of other generators' sites, and what of them has a counterpart.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{FieldMap, Generator, document, toml};
use crate::app::scaffold::file::quoted;
use crate::base::{Failure, regular_file};

/// The names of settings files, and whose they may be. `config.toml` was the name in both Zola and Hugo.
const FILES: [(&str, Generator); 12] = [
    ("zola.toml", Generator::Zola),
    ("hugo.toml", Generator::Hugo),
    ("hugo.yaml", Generator::Hugo),
    ("hugo.yml", Generator::Hugo),
    ("hugo.json", Generator::Hugo),
    ("config.toml", Generator::Zola),
    ("config.yaml", Generator::Hugo),
    ("config.yml", Generator::Hugo),
    ("config.json", Generator::Hugo),
    ("_quarto.yml", Generator::Quarto),
    ("_quarto.yaml", Generator::Quarto),
    ("myst.yml", Generator::Myst),
];
/// Folders of settings in Hugo: of every build, and of builds that are published, which have the last word.
const HUGO_FOLDERS: [&str; 2] = ["config/_default", "config/production"];
/// How the names of Hugo's settings files end.
const HUGO_ENDINGS: [&str; 4] = [".toml", ".yaml", ".yml", ".json"];

/// Whose site a folder is, and its settings.
///
/// # Errors
/// Where it is not a site of a generator that is known, or its settings cannot be read.
pub(super) fn read(from: &Path) -> Result<(Generator, FieldMap), Failure> {
    let present = FILES.iter().find(|(name, _)| from.join(name).is_file());
    let (mut generator, mut fields) = match present {
        Some((name, generator)) => (Some(*generator), fields(&from.join(name))?),
        None => (None, FieldMap::new()),
    };
    let is_hugos =
        ["baseURL", "baseurl", "baseUrl", "languageCode"].iter().any(|key| fields.contains_key(*key));
    if present.is_some_and(|(name, _)| *name == "config.toml") && is_hugos {
        generator = Some(Generator::Hugo);
    }
    if matches!(generator, None | Some(Generator::Hugo)) && add_folders(from, &mut fields)? {
        generator = Some(Generator::Hugo);
    }
    let Some(generator) = generator else {
        return Err(Failure::new(format!("{} is not a site of Zola, Hugo, Quarto or MyST", from.display()))
            .help(
                "name the folder that has zola.toml, hugo.toml, config/_default, _quarto.yml or myst.yml",
            ));
    };
    if generator == Generator::Hugo {
        let language = fields.get("defaultContentLanguage").and_then(Value::as_str).unwrap_or("en");
        let own = fields.get("languages").and_then(|languages| languages.get(language));
        if let Some(own) = own.and_then(Value::as_object).cloned() {
            merge(&mut fields, own);
        }
    }
    Ok((generator, fields))
}

/// Adds what stands in Hugo's folders of settings; whether there are any that make a site.
fn add_folders(from: &Path, fields: &mut FieldMap) -> Result<bool, Failure> {
    let mut is_site = false;
    for folder in HUGO_FOLDERS {
        for (place, path) in hugo_files(&from.join(folder))? {
            is_site |= place.is_empty();
            let mut found = self::fields(&path)?;
            for key in place.iter().rev() {
                found = Map::from_iter([(key.clone(), Value::Object(found))]);
            }
            merge(fields, found);
        }
    }
    Ok(is_site)
}

/// The settings files in one of Hugo's folders, each with the place of what it has among all settings: `hugo.toml` has
/// them all, `params.toml` those below `params`, `languages.de.toml` those below `languages` and `de`.
fn hugo_files(folder: &Path) -> Result<Vec<(Vec<String>, PathBuf)>, Failure> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Failure::io("cannot read", folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let stem = HUGO_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
        let Some(stem) = stem.filter(|_| entry.path().is_file()) else { continue };
        let is_whole = matches!(stem, "hugo" | "config");
        let place = if is_whole { Vec::new() } else { stem.split('.').map(str::to_owned).collect() };
        found.push((place, entry.path()));
    }
    // What is said of one place wins over what is said of all.
    found.sort_unstable_by(|(one, path), (other, other_path)| {
        one.len().cmp(&other.len()).then_with(|| path.cmp(other_path))
    });
    Ok(found)
}

/// The values of a settings file.
fn fields(path: &Path) -> Result<FieldMap, Failure> {
    let bytes = regular_file::read(path).map_err(|error| Failure::io("cannot read", path, &error))?;
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::new(format!("{} is not UTF-8", path.display())))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let fields = if name.ends_with(".toml") { toml::fields(&text) } else { document::yaml(&name, &text) };
    fields.map_err(|reason| Failure::new(format!("{} cannot be read: {reason}", path.display())))
}

/// Adds values to others, which give way where both have one.
fn merge(fields: &mut FieldMap, others: FieldMap) {
    for (key, value) in others {
        match (fields.get_mut(&key), value) {
            (Some(Value::Object(below)), Value::Object(others)) => merge(below, others),
            (_, value) => drop(fields.insert(key, value)),
        }
    }
}

/// The settings of the new site.
pub(super) fn config(old: &FieldMap, taxonomies: &BTreeSet<String>) -> String {
    let nested = |place: &str| {
        place.split('.').try_fold(None, |at: Option<&Value>, name| match at {
            None => old.get(name).map(Some),
            Some(value) => value.get(name).map(Some),
        })
    };
    let text = |places: &[&str]| {
        let texts = places.iter().filter_map(|place| nested(place).flatten()?.as_str());
        texts.map(str::trim).find(|text| !text.is_empty()).map(str::to_owned)
    };
    let title = text(&["title", "website.title", "book.title", "project.title", "site.title"]);
    let url = text(&["base_url", "baseURL", "baseurl", "baseUrl", "website.site-url", "book.site-url"])
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let url = url.unwrap_or_else(|| "https://example.org/".to_owned());
    let language = text(&["default_language", "defaultContentLanguage", "languageCode", "locale", "lang"]);
    let description =
        text(&["description", "params.description", "website.description", "project.description"]);
    let mut lines = vec![
        format!("title: {}", quoted(&title.unwrap_or_else(|| "My explainers".to_owned()))),
        format!("base_url: {}", quoted(&format!("{}/", url.trim_end_matches('/')))),
    ];
    lines.extend(language.map(|language| format!("language: {}", quoted(&language))));
    lines.extend(description.map(|description| format!("description: {}", quoted(&description))));
    if taxonomies.iter().any(|name| name != "tags") {
        let names: Vec<&str> = taxonomies.iter().map(String::as_str).collect();
        lines.push(format!("taxonomies: [{}]", names.join(", ")));
    }
    lines.push(String::new());
    lines.join("\n")
}
