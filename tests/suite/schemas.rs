//! `claims.json` and SARIF against their schemas.
//!
//! The schema of `claims.json` is published beside it; every site of the golden tests and the flagship are
//! validated. SARIF is validated with the findings of every case of `diagnostics/`; `schemas/NOTE.md` says
//! where its schema comes from.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::archive::Archive;
use crate::support::files;
use crate::support::program;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn validator(schema: &str) -> Validator {
    let schema = serde_json::from_str(schema).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn valid(validator: &Validator, value: &Value, name: &str) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{name}\n{}", errors.join("\n"));
}

/// The files with an extension in a folder, or one of this name in each of its folders.
fn cases(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.iter_mut().filter(|path| path.is_dir()).for_each(|path| path.push("site.txt"));
    paths.retain(|path| path.to_string_lossy().ends_with(ending));
    paths.sort();
    paths
}

/// Writes a case's site, completed by the base site.
fn write(case: &str, folder: &Path) -> Archive {
    let site = Archive::parse(case);
    site.write_completed(folder);
    site
}

/// Builds a site and gives its claims, and the schema published with them.
fn claims(root: &Path) -> (Value, String) {
    let output = tempfile::tempdir().unwrap();
    let public = output.path().join("public");
    // The site's own folder stays as it is: the flagship is built too.
    let copy = tempfile::tempdir().unwrap();
    for folder in ["content", "seeds", "themes"].iter().filter(|folder| root.join(folder).is_dir()) {
        for (path, bytes) in files::tree(&root.join(folder)) {
            files::write(copy.path(), &format!("{folder}/{path}"), bytes);
        }
    }
    for file in ["ibid.yaml", "ibid.lock"] {
        if let Ok(bytes) = fs::read(root.join(file)) {
            files::write(copy.path(), file, bytes);
        }
    }
    program::run(copy.path(), &["build", "--quiet", "-o", public.to_str().unwrap()]).exits(0);
    let read = |name: &str| fs::read_to_string(public.join(name)).unwrap();
    (serde_json::from_str(&read("claims.json")).unwrap(), read("claims.schema.json"))
}

#[test]
fn claims_are_what_their_schema_says() {
    let (flagship, schema) = claims(Path::new(ROOT));
    jsonschema::meta::validate(&serde_json::from_str(&schema).unwrap()).unwrap();
    let validator = validator(&schema);
    valid(&validator, &flagship, "the flagship");
    let count = |value: &Value, key: &str| value[key].as_array().unwrap().len();
    let mut claimed = count(&flagship, "claims");
    assert!(claimed > 100 && count(&flagship, "sources") == 5);
    let mut sites = 1;
    for case in cases("tests/golden", "site.txt") {
        let folder = tempfile::tempdir().unwrap();
        write(&fs::read_to_string(&case).unwrap(), folder.path());
        let (found, same) = claims(folder.path());
        assert_eq!(schema, same);
        valid(&validator, &found, &case.display().to_string());
        claimed += count(&found, "claims");
        sites += 1;
    }
    println!("{claimed} claims of {sites} sites are valid");
    assert!(sites > 15);
}

#[test]
fn the_schema_of_claims_refuses_what_is_wrong() {
    let (flagship, schema) = claims(Path::new(ROOT));
    let validator = validator(&schema);
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut changed = flagship.clone();
        change(&mut changed);
        assert!(changed != flagship && !validator.is_valid(&changed));
    };
    refused(&|all| drop(all.as_object_mut().unwrap().remove("claims")));
    refused(&|all| all["new"] = json!(1));
    refused(&|all| all["site"] = json!("example.org"));
    refused(&|all| all["sources"][0]["blake3"] = json!("0123"));
    refused(&|all| all["sources"][0]["url"] = json!("javascript:alert(1)"));
    refused(&|all| all["claims"][0]["citations"][0]["state"] = json!("true"));
    refused(&|all| all["claims"][0]["permalink"] = json!("https://example.org/"));
    refused(&|all| all["claims"][0]["corroboration"]["origins"] = json!(-1));
    refused(&|all| all["claims"][0]["citations"][0]["selectors"][0]["exact"] = json!(""));
    refused(&|all| all["claims"][0]["citations"][0]["selectors"][0]["paragraph"] = json!(0));
}

#[test]
fn sarif_is_what_its_schema_says() {
    let schema = include_str!("../schemas/sarif-2.1.0.json");
    // A pattern of OASIS's (for a property that ibid does not write) has a bracket too many, which the
    // validator refuses.
    let mended = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    assert_ne!(schema, mended);
    let validator = validator(&mended);
    let (mut runs, mut results) = (0, 0);
    for case in cases("tests/diagnostics", ".txt") {
        let folder = tempfile::tempdir().unwrap();
        let text = fs::read_to_string(&case).unwrap();
        let site = write(&text, folder.path());
        let args = site.preamble.lines().find_map(|line| line.strip_prefix("args: "));
        let mut arguments = vec!["check", "--suggest", "--format", "sarif"];
        arguments.extend(args.into_iter().flat_map(|args| args.split(' ')));
        let ran = program::run(folder.path(), &arguments);
        let log: Value = serde_json::from_str(&ran.stdout).unwrap();
        valid(&validator, &log, &case.display().to_string());
        runs += 1;
        results += log["runs"][0]["results"].as_array().unwrap().len();
    }
    println!("{results} results of {runs} runs are valid SARIF 2.1.0");
    assert!(runs > 80 && results > 200);
    let broken = json!({ "version": "2.1.0", "runs": [{ "tool": { "driver": {} }, "results": [{ "level": "fatal" }] }] });
    assert_eq!(validator.iter_errors(&broken).count(), 3, "the schema refuses what is wrong");
}
