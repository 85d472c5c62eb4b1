//! The floors of the house: a room imports only what stands above it in ARCHITECTURE.md's table.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the table, in its order: `base`, `read/yaml`, `verify` …
fn rooms() -> Vec<String> {
    let page = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let table = page.split("| floor | room |").nth(1).expect("the table of rooms");
    let cell = |row: &str| Some(row.split('|').nth(2)?.trim().trim_matches('`').to_owned());
    table.lines().skip(2).take_while(|line| line.starts_with('|')).filter_map(cell).collect()
}

/// Every Rust file below `folder`, without tests that are files of their own.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code of a file: no comments, no strings, no unit tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let without_comment = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().map(without_comment).collect::<Vec<_>>().join("\n")
}

/// The module path of a file: `src/read/yaml/field.rs` is `read::yaml::field`.
fn module(path: &Path) -> Vec<String> {
    let relative = path.strip_prefix("src").unwrap().with_extension("");
    let mut parts: Vec<String> =
        relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}

/// The module paths that a file names, by `crate::` or by `super::`, each as far as it is in lower case.
fn named(path: &Path) -> BTreeSet<Vec<String>> {
    named_in(&code(&fs::read_to_string(path).unwrap()), &module(path))
}

/// As [`named`], in some code of a module.
fn named_in(code: &str, here: &[String]) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for (at, start) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':') {
            continue;
        }
        let mut rest = &code[at..];
        let mut target = if start == "crate::" { Vec::new() } else { here.to_vec() };
        rest = rest.strip_prefix("crate::").unwrap_or(rest);
        while let Some(after) = rest.strip_prefix("super::") {
            target.pop();
            rest = after;
        }
        add_paths(rest, target, &mut found);
    }
    found
}

/// Adds the paths with which some code begins, each part of a group by itself: `yaml::{field, fence}`.
fn add_paths(code: &str, mut path: Vec<String>, found: &mut BTreeSet<Vec<String>>) {
    if let Some(group) = code.strip_prefix('{') {
        let (mut depth, mut start) = (0, 0);
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    add_paths(group[start..at].trim(), path.clone(), found);
                    start = at + 1;
                }
                _ => {}
            }
            if letter == '}' && start > at {
                return;
            }
        }
        return;
    }
    let word: String = code.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let rest = &code[word.len()..];
    if !word.is_empty() && !word.starts_with(char::is_uppercase) {
        path.push(word);
        if let Some(rest) = rest.strip_prefix("::") {
            return add_paths(rest, path, found);
        }
    }
    found.insert(path);
}

#[test]
fn paths_are_read_in_groups_too() {
    let here = ["verify", "page"].map(str::to_owned);
    let found =
        named_in("use crate::parse::{source, topic::{document, Page}};\nsuper::figure::read(1)", &here);
    let found: Vec<String> = found.iter().map(|path| path.join("/")).collect();
    assert_eq!(found, ["parse/source", "parse/topic", "parse/topic/document", "verify/figure/read"]);
}

/// The room of a module path: the longest name of the table that it begins with.
fn room_of<'r>(module: &[String], rooms: &'r [String]) -> Option<&'r str> {
    let whole = module.join("/");
    let is_in = |room: &&String| whole == **room || whole.starts_with(&format!("{room}/"));
    rooms.iter().filter(is_in).max_by_key(|room| room.len()).map(String::as_str)
}

#[test]
fn every_file_stands_in_a_room_of_the_table() {
    let rooms = rooms();
    assert!(rooms.len() > 15, "{rooms:?}");
    let mut used = BTreeSet::new();
    for file in rust_files(Path::new("src")) {
        let path = module(&file);
        let is_face = matches!(fs::read_to_string(&file), Ok(text) if code(&text).lines().all(|line| {
            let line = line.trim();
            line.is_empty() || line.starts_with("pub mod") || line.starts_with("pub(crate) mod") || line.starts_with("pub use") || line.starts_with("mod ")
        }));
        match room_of(&path, &rooms) {
            Some(room) => drop(used.insert(room.to_owned())),
            None => assert!(is_face || path == ["app", "main"], "{} is in no room", file.display()),
        }
    }
    let unused: Vec<&String> = rooms.iter().filter(|room| !used.contains(*room)).collect();
    assert!(unused.is_empty(), "rooms of the table without a file: {unused:?}");
}

#[test]
fn a_room_imports_only_what_stands_above_it() {
    let rooms = rooms();
    let order: BTreeMap<&str, usize> =
        rooms.iter().enumerate().map(|(at, room)| (room.as_str(), at)).collect();
    let mut upward = Vec::new();
    for file in rust_files(Path::new("src")) {
        let Some(from) = room_of(&module(&file), &rooms) else { continue };
        for target in named(&file) {
            let Some(to) = room_of(&target, &rooms) else { continue };
            if order[to] > order[from] {
                upward.push(format!("{}: {from} imports {to} ({})", file.display(), target.join("::")));
            }
        }
    }
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

#[test]
fn the_ground_floor_shows_the_pipeline() {
    let entries = fs::read_dir("src").unwrap().count();
    assert!(entries <= 9, "{entries} entries in src");
}

/// The modules that a `use` item names: `prefix::{a, b::c}` is two of them.
fn leaves(tree: &syn::UseTree, prefix: &[String], found: &mut Vec<Vec<String>>) {
    let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
    match tree {
        syn::UseTree::Path(path) => leaves(&path.tree, &with(&path.ident), found),
        syn::UseTree::Name(name) if name.ident == "self" => found.push(prefix.to_vec()),
        syn::UseTree::Name(name) => found.push(with(&name.ident)),
        syn::UseTree::Rename(rename) => found.push(with(&rename.ident)),
        syn::UseTree::Glob(_) => found.push(prefix.to_vec()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, prefix, found)),
    }
}

/// A path of a `use` item from the crate's root; nothing for other crates.
fn from_root(
    path: &[String],
    here: &[String],
    modules: &BTreeMap<Vec<String>, PathBuf>,
) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([here, rest].concat()),
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            Some([&here[..here.len() - ups], &path[ups..]].concat())
        }
        child => modules.contains_key(&[here, &[child.to_owned()]].concat()).then(|| [here, path].concat()),
    }
}

/// Every file by its module path.
fn modules() -> BTreeMap<Vec<String>, PathBuf> {
    rust_files(Path::new("src")).into_iter().map(|file| (module(&file), file)).collect()
}

/// What each file imports, and what each re-exports under which name.
struct Imports {
    of: BTreeMap<Vec<String>, Vec<Vec<String>>>,
    exported: BTreeMap<Vec<String>, Vec<String>>,
}

impl Imports {
    fn read(modules: &BTreeMap<Vec<String>, PathBuf>) -> Self {
        let mut imports = Self { of: BTreeMap::new(), exported: BTreeMap::new() };
        for (here, file) in modules {
            let text = fs::read_to_string(file).unwrap();
            let parsed = syn::parse_file(&text).unwrap();
            let mut all: Vec<Vec<String>> = Vec::new();
            for item in &parsed.items {
                let syn::Item::Use(item) = item else { continue };
                let mut found = Vec::new();
                leaves(&item.tree, &[], &mut found);
                let found = found.iter().filter_map(|path| from_root(path, here, modules));
                if matches!(item.vis, syn::Visibility::Inherited) {
                    all.extend(found);
                } else {
                    for path in found {
                        let name = path.last().cloned().unwrap_or_default();
                        imports.exported.insert([here.as_slice(), &[name]].concat(), path);
                    }
                }
            }
            // Paths that stand within the code: `super::sibling::function()`.
            let code = code(&text);
            let is_use = |statement: &&str| statement.split_whitespace().any(|word| word == "use");
            let rest: Vec<&str> = code.split(';').filter(|statement| !is_use(statement)).collect();
            all.extend(named_in(&rest.join(";"), here));
            imports.of.insert(here.clone(), all);
        }
        imports
    }

    /// The file that defines what a path names: through re-exports to the longest module that it begins with.
    fn file(&self, path: &[String], modules: &BTreeMap<Vec<String>, PathBuf>) -> Option<Vec<String>> {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let exported =
                (1..=path.len()).rev().find_map(|end| Some((end, self.exported.get(&path[..end])?)));
            match exported {
                Some((end, target)) if !modules.contains_key(&path[..end]) => {
                    path = [target.as_slice(), &path[end..]].concat();
                }
                _ => break,
            }
        }
        (1..=path.len()).rev().map(|end| path[..end].to_vec()).find(|path| modules.contains_key(path))
    }
}

/// Apart from a module and those inside it, which belong together, no files import each other in a circle.
#[test]
fn files_do_not_import_each_other_in_circles() {
    let modules = modules();
    let imports = Imports::read(&modules);
    let is_inside = |one: &[String], other: &[String]| other.starts_with(one) || one.starts_with(other);
    let mut edges: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for (here, paths) in &imports.of {
        let files = paths.iter().filter_map(|path| imports.file(path, &modules));
        edges.insert(here.clone(), files.filter(|file| !is_inside(here, file)).collect());
    }
    assert!(edges.values().map(BTreeSet::len).sum::<usize>() > 500, "the imports were not read");
    let reaches_itself = |start: &Vec<String>| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&Vec<String>> = edges[start].iter().collect();
        while let Some(file) = next.pop() {
            if file == start {
                return true;
            }
            if seen.insert(file) {
                next.extend(&edges[file]);
            }
        }
        false
    };
    let circles: Vec<String> =
        edges.keys().filter(|file| reaches_itself(file)).map(|file| file.join("/")).collect();
    assert_eq!(circles, Vec::<String>::new());
}
