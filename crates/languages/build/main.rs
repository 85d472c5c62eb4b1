//! Reads the languages' files and writes them as Rust constants, so that a program that uses them parses nothing.
//!
//! An unknown key, a word twice in a list, a letter of the wrong script: the build stops with the file and the
//! words concerned.

#![allow(missing_docs, unreachable_pub, dead_code, reason = "a build script has no public items")]
#![allow(clippy::print_stdout, reason = "a build script speaks to cargo through its output")]

#[path = "../src/fold.rs"]
mod fold;
#[path = "../src/key.rs"]
mod key;
#[path = "../src/letter.rs"]
mod letter;
mod read;
#[path = "../src/starts.rs"]
mod starts;
mod write;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    build().inspect_err(|error| println!("cargo::error={}", error.to_string().replace('\n', "; ")))
}

fn build() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/key.rs");
    println!("cargo::rerun-if-changed=src/fold.rs");
    println!("cargo::rerun-if-changed=src/letter.rs");
    println!("cargo::rerun-if-changed=src/starts.rs");
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("data");
    let mut languages = Vec::new();
    let mut common = None;
    let mut faults = Vec::new();
    let mut paths =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let at_file = |error: Box<dyn Error>| format!("data/{name}.yaml: {error}");
        let text = fs::read_to_string(path)?;
        if name == "common" {
            common = Some(read::common(&text).map_err(at_file)?);
        } else {
            match read::language(&name, &text) {
                Ok(language) => languages.push(language),
                Err(error) => faults.push(at_file(error)),
            }
        }
    }
    let common = common.ok_or("data/common.yaml is missing")?;
    for language in &languages {
        if let Err(error) = read::check_names(language, &common) {
            faults.push(format!("data/{}.yaml: {error}", language.code));
        }
    }
    if !faults.is_empty() {
        return Err(faults.join("\n").into());
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("languages.rs");
    fs::write(out, write::module(&languages, &common)?)?;
    Ok(())
}
