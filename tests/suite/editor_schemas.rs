//! The JSON Schemas of settings and front matter (`docs/schemas/`): made from the keys that the program reads and the
//! tables of the contract, by `UPDATE=1 cargo test --test suite editor_schemas`; and that they take what `ibid check`
//! takes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ibid::base::diagnostic::Rule;
use ibid::parse::{source, topic};
use ibid::read::config::{self, Config};
use ibid::read::snapshot::Snapshot;
use ibid::read::yaml::{self, Shape};
use jsonschema::Validator;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::diagnostics::{self, Case};
use crate::support::{expectation, files, findings, program};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The three schemas by name.
const NAMES: [&str; 3] = ["settings", "page", "source"];

fn settings() -> Config {
    config::parse(&Snapshot::default(), "ibid.yaml").0
}

/// The value and the meaning of each key, by the tables of the contract.
fn described(part: &str) -> BTreeMap<String, (String, String)> {
    let contract = fs::read_to_string(format!("{ROOT}/docs/contract.md")).unwrap();
    let (_, rest) = contract.split_once(part).unwrap_or_else(|| panic!("no {part}"));
    let table = rest.split("| key |").nth(1).unwrap();
    let mut keys = BTreeMap::new();
    for row in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let words = |cell: &str| cell.trim_matches(['|', ' ']).replace('`', "");
        let value = words(cells[1]);
        let mut meaning = words(cells[cells.len() - 1]);
        if cells.len() > 3 && !words(cells[2]).is_empty() {
            meaning.push_str(&format!(" (default: {})", words(cells[2])));
        }
        let names = cells[0].split('`').skip(1).step_by(2).map(str::to_owned);
        keys.extend(names.map(|name| (name, (value.clone(), meaning.clone()))));
        if cells[0].starts_with("each taxonomy") {
            keys.insert("tags".to_owned(), (value, meaning));
        }
    }
    keys
}

/// A shape as a schema. Every key may be left empty, which counts as absent.
fn schema_of(shape: &Shape) -> Value {
    let or_null = |values: &[&str]| -> Vec<Value> {
        values.iter().map(|value| json!(value)).chain([Value::Null]).collect()
    };
    match shape {
        Shape::Text | Shape::Language => json!({ "type": ["string", "null"] }),
        Shape::TextOrNumber | Shape::Date => json!({ "type": ["string", "number", "null"] }),
        Shape::Day => json!({ "type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}" }),
        Shape::Texts => json!({ "type": ["array", "string", "null"], "items": { "type": "string" } }),
        Shape::NumbersAndRanges => json!({
            "type": ["array", "string", "integer", "null"],
            "items": { "type": ["string", "integer"] },
        }),
        Shape::Flag => json!({ "type": ["boolean", "null"] }),
        Shape::Count => json!({ "type": ["integer", "null"], "minimum": 0 }),
        Shape::Integer => json!({ "type": ["integer", "null"] }),
        Shape::Share => json!({
            "type": ["number", "string", "null"],
            "minimum": 0,
            "maximum": 1,
            "pattern": "^[0-9.]+ *%$",
        }),
        Shape::Anything => json!({}),
        Shape::Choice(values) => json!({ "enum": or_null(values) }),
        Shape::Choices(values) => json!({
            "type": ["array", "string", "null"],
            "items": { "enum": values },
        }),
        Shape::Named { names, values } => named(names, values),
        Shape::Mappings(keys) => {
            let properties: BTreeMap<&String, Value> =
                keys.iter().map(|key| (key, json!({ "type": ["string", "number"] }))).collect();
            let item = json!({ "type": "object", "properties": properties, "additionalProperties": false });
            json!({ "type": ["array", "null"], "items": item })
        }
    }
}

fn named(names: &[&'static str], values: &[&'static str]) -> Value {
    let text = if values.is_empty() { json!({ "type": "string" }) } else { json!({ "enum": values }) };
    if names.is_empty() {
        let inner = json!({ "type": ["string", "object"], "additionalProperties": text });
        return json!({ "type": ["object", "null"], "additionalProperties": inner });
    }
    let property = |name: &&'static str| {
        let mut property = text.clone();
        if let Some(rule) = Rule::named(name) {
            let explained = rule.explanation();
            property["title"] = json!(format!("{} by default", explained.severity));
            property["description"] = json!(explained.meaning);
        }
        ((*name).to_owned(), property)
    };
    let properties: BTreeMap<String, Value> = names.iter().map(property).collect();
    // Of a rule below a path the explanation is the same.
    let bare: BTreeMap<&str, &Value> = names.iter().map(|name| (*name, &text)).collect();
    let below = json!({ "type": "object", "properties": bare, "additionalProperties": false });
    json!({ "type": ["object", "null"], "properties": properties, "additionalProperties": below })
}

fn made(name: &str) -> Value {
    let (fields, part, title, required): (_, _, _, &[&str]) = match name {
        "settings" => (config::fields(), "## 3. `ibid.yaml`", "ibid.yaml", &["title", "base_url"]),
        "page" => (
            topic::front_matter::fields(&settings()),
            "## 6. Pages",
            "Front matter of a page of ibid",
            &["title"],
        ),
        _ => (source::fields(), "## 4. Sources", "Front matter of a source of ibid", &[]),
    };
    let described = described(part);
    let properties: BTreeMap<&String, Value> = fields
        .iter()
        .map(|(key, shape)| {
            let (value, meaning) = described.get(key).unwrap_or_else(|| panic!("no row for `{key}`"));
            let mut schema = schema_of(shape);
            schema["title"] = json!(value);
            if !meaning.is_empty() {
                schema["description"] = json!(meaning);
            }
            (key, schema)
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

#[test]
fn the_schemas_are_what_is_read() {
    for name in NAMES {
        let path = format!("{ROOT}/docs/schemas/{name}.schema.json");
        let text = format!("{}\n", serde_json::to_string_pretty(&made(name)).unwrap());
        if expectation::is_update() {
            fs::write(&path, &text).unwrap();
        }
        let old = fs::read_to_string(&path).unwrap_or_default();
        assert!(old == text, "{path} is out of date\n{}", expectation::difference(&old, &text));
        jsonschema::meta::validate(&made(name)).unwrap();
    }
}

struct Validators([Validator; 3]);

impl Validators {
    fn new() -> Self {
        Self(NAMES.map(|name| jsonschema::validator_for(&made(name)).unwrap()))
    }

    /// What is wrong with the YAML of a file; nothing where it is none that has a schema.
    fn errors(&self, path: &str, text: &str) -> Option<Vec<String>> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let (number, written) = match path {
            "ibid.yaml" => (0, text.as_str()),
            _ => {
                let is_page = path.starts_with("content/") && path.ends_with(".md");
                let is_source = path.starts_with("seeds/");
                let split = yaml::split(path, &text).ok().filter(|_| is_page || is_source)?;
                (if is_page { 1 } else { 2 }, split.yaml)
            }
        };
        let value: serde_yaml::Value = serde_yaml::from_str(written).ok()?;
        // Keys are texts as they are written: `1: "p. 1"`.
        let value = as_json(value);
        let value = if value.is_null() { json!({}) } else { value };
        let errors = self.0[number].iter_errors(&value);
        Some(errors.map(|error| format!("{path} {}: {error}", error.instance_path())).collect())
    }
}

fn as_json(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Mapping(fields) => {
            let fields = fields.into_iter().map(|(key, value)| {
                let key = match as_json(key) {
                    Value::String(key) => key,
                    other => other.to_string(),
                };
                (key, as_json(value))
            });
            Value::Object(fields.collect())
        }
        serde_yaml::Value::Sequence(items) => items.into_iter().map(as_json).collect(),
        other => serde_json::to_value(other).unwrap_or(Value::Null),
    }
}

#[test]
fn the_schemas_take_the_sites_of_this_repository() {
    let validators = Validators::new();
    let mut count = 0;
    for site in [".", "docs/guide"] {
        let root = Path::new(ROOT).join(site);
        let mut texts = vec![("ibid.yaml".to_owned(), fs::read(root.join("ibid.yaml")).unwrap())];
        for folder in ["content", "seeds"] {
            let tree = files::tree(&root.join(folder));
            texts.extend(tree.into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
        }
        for (path, bytes) in texts {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if let Some(errors) = validators.errors(&path, &text) {
                assert!(errors.is_empty(), "{}", errors.join("\n"));
                count += 1;
            }
        }
    }
    println!("{count} files are valid");
    assert!(count > 50);
}

/// Findings of a file's YAML that a schema may not show: dates that are none, addresses, tags of languages, keys that
/// stand twice.
const BEYOND: [&str; 2] = ["front-matter", "config"];

/// What the schemas say of a case's files that the program says otherwise; and how many are valid, and how many not.
fn disagreements(validators: &Validators, case: &Case) -> (usize, usize, Vec<String>) {
    let (mut valid, mut invalid, mut wrong) = (0, 0, Vec::new());
    let folder = tempfile::tempdir().unwrap();
    case.site.write_completed(folder.path());
    let args = case.args.iter().map(String::as_str);
    let args: Vec<&str> = ["check", "--format", "json"].into_iter().chain(args).collect();
    let found = findings::parse(&program::run(folder.path(), &args).stdout).unwrap();
    let settings = fs::read(folder.path().join("ibid.yaml")).unwrap_or_default();
    let (config, _) = config::parse(&Snapshot::from_iter([("ibid.yaml", settings)]), "ibid.yaml");
    for file in &case.site.files {
        let Ok(text) = String::from_utf8(file.content()) else { continue };
        let Some(errors) = validators.errors(&file.path, &text) else { continue };
        let of_file = |rules: &[&str]| {
            found.iter().any(|finding| finding.path == file.path && rules.contains(&finding.rule.as_str()))
        };
        // Without settings only their own mistakes are reported.
        let is_hidden = found.iter().any(|finding| finding.path == "ibid.yaml" && finding.rule == "config")
            && file.path != "ibid.yaml";
        // The schema in docs/ has the taxonomies of a site that sets none.
        let has_own_taxonomies = config.taxonomies != ["tags"];
        if of_file(&["unknown-key"]) {
            invalid += 1;
            if errors.is_empty() {
                wrong.push(format!("{}: {} has an unknown key, and is valid", case.name, file.path));
            }
        } else if !of_file(&BEYOND) && !is_hidden && !has_own_taxonomies {
            valid += 1;
            if !errors.is_empty() {
                wrong.push(format!("{}: {}", case.name, errors.join("\n")));
            }
        }
    }
    (valid, invalid, wrong)
}

#[test]
fn the_schemas_and_the_program_agree_on_every_case() {
    let validators = Validators::new();
    let all: Vec<(usize, usize, Vec<String>)> =
        diagnostics::cases().par_iter().map(|case| disagreements(&validators, case)).collect();
    let valid: usize = all.iter().map(|(valid, ..)| valid).sum();
    let invalid: usize = all.iter().map(|(_, invalid, _)| invalid).sum();
    let wrong: Vec<String> = all.into_iter().flat_map(|(.., wrong)| wrong).collect();
    println!("{valid} files are valid, {invalid} are not");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(valid > 200 && invalid > 5, "{valid} {invalid}");
}

#[test]
fn a_sites_own_taxonomies_are_keys_of_its_pages() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "title: T\nbase_url: https://example.org/\ntaxonomies: [people, places]\n";
    files::write(folder.path(), "ibid.yaml", settings);
    let ran = program::run(folder.path(), &["schema", "page"]).exits(0);
    let schema: Value = serde_json::from_str(&ran.stdout).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    assert!(properties.contains_key("people") && properties.contains_key("places"));
    assert!(!properties.contains_key("tags"));
    // Elsewhere than in a site it is the schema of one that sets none.
    let nowhere = tempfile::tempdir().unwrap();
    for name in NAMES {
        let ran = program::run(nowhere.path(), &["schema", name]).exits(0);
        assert_eq!(serde_json::from_str::<Value>(&ran.stdout).unwrap(), made(name));
    }
}
