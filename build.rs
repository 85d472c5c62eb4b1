//! Gives the program a name for its own build: a hash of everything that it is made from. What one build
//! keeps in its store is never read by another.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What decides about the bytes that the program makes.
const PARTS: [&str; 6] = ["Cargo.toml", "Cargo.lock", "crates", "src", "themes/default", "themes/plain"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut hasher = DefaultHasher::new();
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        add(&root.join(part), &mut hasher)?;
    }
    println!("cargo::rustc-env=IBID_BUILD={:016x}", hasher.finish());
    Ok(())
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    path.file_name().hash(hasher);
    if !path.is_dir() {
        // A packaged crate may leave a file out.
        if path.is_file() {
            fs::read(path)?.hash(hasher);
        }
        return Ok(());
    }
    let mut entries =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    entries.iter().try_for_each(|entry| add(entry, hasher))
}
