//! A type's name says what it is without the path before it: no two types of the program and its crates share one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use syn::{Attribute, Block, ImplItem, Item, Stmt, TraitItem};

use crate::layers::rust_files;

/// The names of the types that some items define, those within their modules and functions included. Unit tests are
/// left out.
fn add_names(items: &[Item], names: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Struct(item) if !is_test(&item.attrs) => names.push(item.ident.to_string()),
            Item::Enum(item) if !is_test(&item.attrs) => names.push(item.ident.to_string()),
            Item::Union(item) if !is_test(&item.attrs) => names.push(item.ident.to_string()),
            Item::Type(item) if !is_test(&item.attrs) => names.push(item.ident.to_string()),
            Item::Trait(item) if !is_test(&item.attrs) => {
                names.push(item.ident.to_string());
                let bodies = item.items.iter().filter_map(|item| match item {
                    TraitItem::Fn(function) => function.default.as_ref(),
                    _ => None,
                });
                bodies.for_each(|body| add_local_names(body, names));
            }
            Item::Mod(module) if !is_test(&module.attrs) => {
                module.content.iter().for_each(|(_, items)| add_names(items, names));
            }
            Item::Fn(function) if !is_test(&function.attrs) => add_local_names(&function.block, names),
            Item::Impl(item) if !is_test(&item.attrs) => {
                let bodies = item.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) => Some(&function.block),
                    _ => None,
                });
                bodies.for_each(|body| add_local_names(body, names));
            }
            _ => {}
        }
    }
}

/// As [`add_names`], of the items at the top of a function's body.
fn add_local_names(body: &Block, names: &mut Vec<String>) {
    for statement in &body.stmts {
        if let Stmt::Item(item) = statement {
            add_names(std::slice::from_ref(item), names);
        }
    }
}

/// Whether an item is compiled for unit tests alone.
fn is_test(attributes: &[Attribute]) -> bool {
    let is_test = |attribute: &Attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test")
    };
    attributes.iter().any(is_test)
}

/// The names that some code defines.
fn names_of(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    add_names(&syn::parse_file(code).unwrap().items, &mut names);
    names
}

#[test]
fn no_type_name_is_defined_twice() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let is_of_program = |file: &Path| {
        let is_unit_test = file.file_stem().is_some_and(|stem| stem == "tests");
        !is_unit_test && !file.components().any(|part| part.as_os_str() == "examples")
    };
    let files = ["src", "crates"].map(|folder| rust_files(Path::new(folder)));
    for file in files.iter().flatten().filter(|file| is_of_program(file)) {
        for name in names_of(&fs::read_to_string(file).unwrap()) {
            places.entry(name).or_default().push(file.display().to_string());
        }
    }
    assert!(places.len() > 500, "only {} names were read", places.len());
    let is_twice = |(_, files): &(&String, &Vec<String>)| files.len() > 1;
    let twice: Vec<String> =
        places.iter().filter(is_twice).map(|(name, files)| format!("{name}: {}", files.join(", "))).collect();
    assert!(twice.is_empty(), "each of these is defined more than once:\n{}", twice.join("\n"));
}

#[test]
fn names_are_read_wherever_they_are_defined() {
    let code = "
        struct Alone;
        enum Choice { Variant }
        type Alias = Alone;
        trait Trait { type Associated; fn shown() { struct InDefault; } }
        mod inner { pub struct InModule; }
        fn shown() { enum InFunction {} }
        impl Alone { fn shown() { struct InMethod; } }
        #[cfg(test)]
        mod tests { struct OfTests; }
        #[cfg(unix)]
        struct OnUnix;
    ";
    let expected =
        ["Alone", "Choice", "Alias", "Trait", "InDefault", "InModule", "InFunction", "InMethod", "OnUnix"];
    assert_eq!(names_of(code), expected);
}
