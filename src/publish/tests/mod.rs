//! What publishing promises. `rules` reads as the specification, `refusals` says where it will not
//! write, `crash` stops or breaks it at every single file operation, `faults` does so
//! with each error that a system gives.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod crash;
mod faults;
mod refusals;
mod rules;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::fs::{Fault, Fs};
use super::{Files, PublishError, PublishOptions, PublishReport, PublishTarget, publish_on};

/// Linux's file system in memory.
const MEMORY: &str = "/dev/shm";

/// A site in a temporary folder.
struct Bench {
    root: TempDir,
    /// Holds the output folder where that is elsewhere.
    elsewhere: Option<TempDir>,
    output: PathBuf,
    options: PublishOptions<'static>,
}

impl Bench {
    fn new() -> Self {
        // In memory where there is such a place: ten thousands of builds would wait for a disk.
        let root = if Path::new(MEMORY).is_dir() { TempDir::new_in(MEMORY) } else { TempDir::new() }.unwrap();
        let output = root.path().join("public");
        Self {
            root,
            elsewhere: None,
            output,
            options: PublishOptions { sync: false, ..PublishOptions::default() },
        }
    }

    /// Moves the output to another file system, where there are two.
    fn move_output(&mut self) {
        let elsewhere = self.elsewhere.insert(TempDir::new().unwrap());
        self.output = elsewhere.path().join("www");
    }

    fn state(&self) -> PathBuf {
        self.root.path().join(".ibid")
    }

    fn publish(&self, files: &Files) -> Result<PublishReport, PublishError> {
        self.publish_on(&Fs::default(), files)
    }

    fn publish_on(&self, fs: &Fs, files: &Files) -> Result<PublishReport, PublishError> {
        let target = PublishTarget { output: &self.output, state: &self.state(), options: self.options };
        publish_on(fs, files, &target)
    }

    fn with(&self, faults: &[Fault], files: &Files) -> (Result<PublishReport, PublishError>, usize) {
        let fs = Fs { faults: faults.to_vec(), ..Fs::default() };
        let result = self.publish_on(&fs, files);
        (result, fs.count.into_inner())
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.output.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.output.join(path)).unwrap()
    }

    /// What a visitor finds: path to text.
    fn tree(&self) -> BTreeMap<String, String> {
        list(&self.output)
    }

    /// The texts of all copies kept.
    fn backups(&self) -> Vec<String> {
        list(&self.state().join("backups")).into_values().collect()
    }

    /// Nothing is left but the lock, the manifests and copies kept.
    fn assert_clean(&self) {
        let left: Vec<String> =
            list(&self.state()).into_keys().filter(|path| !path.starts_with("backups/")).collect();
        assert!(left.iter().all(|path| path == "lock" || path.starts_with("manifests/")), "{left:?}");
        assert!(left.iter().all(|path| !path.ends_with(".next")), "{left:?}");
        let stage = self.state().join("stage");
        assert!(!stage.exists() || stage.read_dir().unwrap().next().is_none());
        assert!(!self.state().join("backups/half").exists());
        let beside = self.output.parent().unwrap().read_dir().unwrap();
        let names: Vec<String> =
            beside.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.iter().all(|name| !name.contains("ibid-stage")), "{names:?}");
        assert!(!self.output.join(".ibid-stage").exists());
    }
}

/// All files and links below a folder.
fn list(root: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten() {
            let path = entry.unwrap().path();
            let facts = path.symlink_metadata().unwrap();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            match () {
                () if facts.is_dir() => folders.push(path),
                () if facts.is_symlink() => {
                    drop(all.insert(name, format!("-> {}", path.read_link().unwrap().display())))
                }
                () => drop(all.insert(name, std::fs::read_to_string(path).unwrap())),
            }
        }
    }
    all
}

fn site(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().into())).collect()
}

/// A site of `n` pages that all say `text`.
fn pages(n: usize, text: &str) -> Files {
    (0..n).map(|i| (format!("topics/page-{i}/index.html"), text.as_bytes().into())).collect()
}

fn with(mut files: Files, path: &str, text: &str) -> Files {
    files.insert(path.to_owned(), text.as_bytes().into());
    files
}

fn text(files: &Files) -> BTreeMap<String, String> {
    files.iter().map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.to_vec()).unwrap())).collect()
}
