//! The base site of the diagnostics cases in a temporary folder, to be changed by commands.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::archive::Archive;
use super::program::{Ran, run};

/// A site that ends with the test.
pub(crate) struct Site {
    /// Its root.
    pub(crate) path: PathBuf,
    _folder: TempDir,
}

impl Site {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().canonicalize().expect("the folder's path").join("site");
        fs::create_dir(&path).expect("make the folder");
        Archive::base().write(&path);
        Self { path, _folder: folder }
    }

    /// Runs the program in the site.
    #[track_caller]
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        run(&self.path, args)
    }

    /// A file's text.
    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}
