//! A site of another generator as a site of this program: its pages with their front matter in YAML, its other files,
//! and the settings that have a counterpart. The text of pages stays as it is; what it has of another tool's syntax,
//! `ibid check` reports with its place.

mod document;
mod fields;
mod settings;
mod toml;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::file::create;
use crate::base::{Failure, address, regular_file};
use crate::read::snapshot::{CONFIG_FILE, MAX_TEXT, is_ignored};
use document::ForeignPage;
use fields::FrontMatterDraft;

/// Values by their names, of front matter or settings.
type FieldMap = Map<String, Value>;

/// The most files that are taken over.
const MAX_FILES: usize = 200_000;
/// The largest file that is taken over, in bytes.
const MAX_FILE: u64 = 256 << 20;

/// A generator whose sites are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Generator {
    Zola,
    Hugo,
    Quarto,
    Myst,
}

impl Generator {
    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Zola => "Zola",
            Self::Hugo => "Hugo",
            Self::Quarto => "Quarto",
            Self::Myst => "MyST",
        }
    }

    /// The folders that are taken over: of pages, and of other files. Quarto and MyST have their pages in the site's
    /// folder itself.
    fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Zola | Self::Hugo => &["content", "static"],
            Self::Quarto | Self::Myst => &["."],
        }
    }

    fn is_page(self, name: &str) -> bool {
        let extensions: &[&str] = if self == Self::Quarto { &[".qmd", ".md"] } else { &[".md"] };
        extensions.iter().any(|extension| name.ends_with(extension))
    }

    /// Whether a file or folder in the site's own folder is not published.
    fn is_internal(self, name: &str) -> bool {
        let is_of_project =
            matches!(name, "README.md" | "LICENSE" | "LICENSE.md" | "CONTRIBUTING.md" | "node_modules");
        let is_code =
            [".ipynb", ".yml", ".yaml", ".toml", ".json", ".lock", ".bib", ".csl", ".scss", ".Rproj"]
                .iter()
                .any(|extension| name.ends_with(extension));
        matches!(self, Self::Quarto | Self::Myst) && (name.starts_with('_') || is_of_project || is_code)
    }
}

/// What was taken over, and what was not.
#[derive(Debug)]
pub(crate) struct Migration {
    /// Whose site it was.
    pub(crate) generator: Generator,
    /// How many pages were written.
    pub(crate) pages: usize,
    /// How many other files were copied.
    pub(crate) files: usize,
    /// What was left out, a line each.
    pub(crate) left_out: Vec<String>,
}

/// A file of the other site.
struct ForeignFile {
    path: PathBuf,
    /// Its path in the other site, for messages.
    shown: String,
    /// Its path below `content/` of the new one.
    target: String,
}

/// A site of another generator.
#[derive(Debug)]
pub(crate) struct OldSite {
    folder: PathBuf,
    generator: Generator,
    settings: FieldMap,
}

impl OldSite {
    /// Reads the settings in a folder, and whose site it is.
    ///
    /// # Errors
    /// Where it is not the site of a generator that is known, or its settings cannot be read.
    pub(crate) fn open(folder: &Path) -> Result<Self, Failure> {
        let (generator, settings) = settings::read(folder)?;
        Ok(Self { folder: folder.to_owned(), generator, settings })
    }

    /// Makes it a site of this program in `folder`, which is empty. Nothing of the old one is changed.
    ///
    /// # Errors
    /// Where a file cannot be read or written.
    pub(crate) fn migrate(&self, folder: &Path) -> Result<Migration, Failure> {
        let generator = self.generator;
        let mut migration = Migration { generator, pages: 0, files: 0, left_out: Vec::new() };
        let (mut taxonomies, mut targets) = (BTreeSet::new(), BTreeSet::new());
        for file in files(generator, &self.folder, &mut migration.left_out)? {
            if !targets.insert(file.target.to_lowercase()) {
                migration.left_out.push(format!("{}: another file has its place", file.shown));
                continue;
            }
            let bytes = regular_file::read(&file.path)
                .map_err(|error| Failure::io("cannot read", &file.path, &error))?;
            let target = folder.join("content").join(&file.target);
            if !generator.is_page(&file.shown) {
                create(&target, bytes)?;
                migration.files += 1;
                continue;
            }
            match String::from_utf8(bytes) {
                Ok(text) if text.len() as u64 <= MAX_TEXT => {
                    let page = page(generator, &file, &text, &mut taxonomies, &mut migration.left_out);
                    create(&target, page)?;
                    migration.pages += 1;
                }
                Ok(_) => migration.left_out.push(format!("{}: longer than 8 MiB", file.shown)),
                Err(_) => migration.left_out.push(format!("{}: not UTF-8", file.shown)),
            }
        }
        migration.left_out.sort_unstable();
        create(&folder.join(CONFIG_FILE), settings::config(&self.settings, &taxonomies))?;
        create(&folder.join(".gitignore"), "/public/\n/.ibid/\n")?;
        Ok(migration)
    }
}

/// The files that are taken over, by their paths.
fn files(generator: Generator, from: &Path, left_out: &mut Vec<String>) -> Result<Vec<ForeignFile>, Failure> {
    let mut found = Vec::new();
    for folder in generator.folders() {
        let root = if *folder == "." { from.to_owned() } else { from.join(folder) };
        let mut waiting = vec![(root, String::new())];
        while let Some((folder_path, below)) = waiting.pop() {
            let entries = match std::fs::read_dir(&folder_path) {
                Ok(entries) => entries,
                // Not every site has each of the folders.
                Err(error) if below.is_empty() && error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(Failure::io("cannot read", &folder_path, &error)),
            };
            for entry in entries {
                let entry = entry.map_err(|error| Failure::io("cannot read", &folder_path, &error))?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if is_ignored(&name) || generator.is_internal(&name) {
                    continue;
                }
                let target = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
                let shown = if *folder == "." { target.clone() } else { format!("{folder}/{target}") };
                let kind =
                    entry.file_type().map_err(|error| Failure::io("cannot read", &entry.path(), &error))?;
                if kind.is_symlink() {
                    left_out.push(format!("{shown}: a link"));
                } else if let Some(reason) = address::unfit(&name) {
                    left_out.push(format!("{shown}: {reason}"));
                } else if kind.is_dir() {
                    waiting.push((entry.path(), target));
                } else if !kind.is_file() {
                    left_out.push(format!("{shown}: neither a file nor a folder"));
                } else if entry.metadata().is_ok_and(|file| file.len() > MAX_FILE) {
                    left_out.push(format!("{shown}: larger than 256 MiB"));
                } else {
                    let target = target_of(generator, &target);
                    found.push(ForeignFile { path: entry.path(), shown, target });
                }
            }
            if found.len() > MAX_FILES {
                return Err(Failure::new(format!("more than {MAX_FILES} files in {}", from.display()))
                    .help("name the folder of the site itself"));
            }
        }
    }
    found.sort_unstable_by(|one, other| one.shown.cmp(&other.shown));
    Ok(found)
}

/// Where a file of another generator stands below `content/`.
fn target_of(generator: Generator, path: &str) -> String {
    if !matches!(generator, Generator::Quarto | Generator::Myst) || !generator.is_page(path) {
        return path.to_owned();
    }
    let path = path.strip_suffix(".qmd").map_or(path.to_owned(), |stem| format!("{stem}.md"));
    // The page of a folder, whose other pages belong to it.
    match path.strip_suffix("index.md") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("{folder}_index.md"),
        _ => path,
    }
}

/// A page of this program.
fn page(
    generator: Generator,
    file: &ForeignFile,
    text: &str,
    taxonomies: &mut BTreeSet<String>,
    left_out: &mut Vec<String>,
) -> String {
    let document = match ForeignPage::read(&file.shown, text) {
        Ok(document) => document,
        Err(reason) => {
            left_out.push(format!(
                "{}: its front matter cannot be read ({reason}); it stays as it was",
                file.shown
            ));
            return text.to_owned();
        }
    };
    let mut front = FrontMatterDraft::new(generator, document.fields);
    let body = front.complete(&file.target, document.body);
    if !front.left_out.is_empty() {
        left_out.push(format!("{}: {}", file.shown, front.left_out.join(", ")));
    }
    taxonomies.extend(front.taxonomies.keys().cloned());
    format!("---\n{}---\n{body}", front.written())
}
