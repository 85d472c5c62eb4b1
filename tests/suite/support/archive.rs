//! A site in one readable text file, like Go's txtar.
//!
//! Free text says what the case is about. Then each file of the site follows below a line
//! `-- path --`, up to the next such line. Three notes may stand behind the path:
//!
//! - `-- path (escaped) --`: `\xff`, `\0`, `\t`, `\r`, `\n` and `\\` are read as bytes, and a `\` at the
//!   end of a line takes the line end away;
//! - `-- path (absent) --`: the base site's file of this name is left out;
//! - `-- path -> target --`: a symbolic link.

use std::path::Path;

use super::files;

/// A text archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Archive {
    /// What stands above the first file.
    pub(crate) preamble: String,
    pub(crate) files: Vec<File>,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Relative to the site's root.
    pub(crate) path: String,
    pub(crate) kind: Kind,
    /// The lines as they stand in the archive.
    pub(crate) lines: Vec<String>,
}

/// What the header of a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Escaped,
    Absent,
    Link(String),
}

impl Archive {
    pub(crate) fn parse(text: &str) -> Self {
        let mut archive = Self { preamble: String::new(), files: Vec::new() };
        for line in text.lines() {
            let header = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            match (header, archive.files.last_mut()) {
                (Some(header), _) => archive.files.push(File::new(header)),
                (None, Some(file)) => file.lines.push(line.to_owned()),
                (None, None) => archive.preamble.push_str(&format!("{line}\n")),
            }
        }
        archive
    }

    /// The site that cases complete: `diagnostics/base.site`.
    pub(crate) fn base() -> Self {
        Self::parse(include_str!("../../diagnostics/base.site"))
    }

    /// Writes the site below `folder`, with what it leaves out from the base site.
    pub(crate) fn write_completed(&self, folder: &Path) {
        for file in Self::base().files.iter().filter(|file| self.file(&file.path).is_none()) {
            files::write(folder, &file.path, file.content());
        }
        self.write(folder);
    }

    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Writes the site below `folder`.
    pub(crate) fn write(&self, folder: &Path) {
        for file in &self.files {
            match &file.kind {
                Kind::Absent => {}
                Kind::Link(target) => {
                    let path = folder.join(&file.path);
                    std::fs::create_dir_all(path.parent().expect("in a folder")).expect("make the folder");
                    std::os::unix::fs::symlink(target, path).expect("make the link");
                }
                Kind::Text | Kind::Escaped => files::write(folder, &file.path, file.content()),
            }
        }
    }
}

impl File {
    fn new(header: &str) -> Self {
        let (path, kind) = if let Some((path, target)) = header.split_once(" -> ") {
            (path, Kind::Link(target.to_owned()))
        } else if let Some(path) = header.strip_suffix(" (escaped)") {
            (path, Kind::Escaped)
        } else if let Some(path) = header.strip_suffix(" (absent)") {
            (path, Kind::Absent)
        } else {
            (header, Kind::Text)
        };
        Self { path: path.to_owned(), kind, lines: Vec::new() }
    }

    /// The line above the file.
    pub(crate) fn header(&self) -> String {
        match &self.kind {
            Kind::Text => format!("-- {} --", self.path),
            Kind::Escaped => format!("-- {} (escaped) --", self.path),
            Kind::Absent => format!("-- {} (absent) --", self.path),
            Kind::Link(target) => format!("-- {} -> {target} --", self.path),
        }
    }

    /// The bytes of the file.
    pub(crate) fn content(&self) -> Vec<u8> {
        let text: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        if self.kind == Kind::Escaped { unescape(&text) } else { text.into_bytes() }
    }
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            bytes.extend(letter.to_string().bytes());
            continue;
        }
        match letters.next().expect("something behind the backslash") {
            'x' => {
                let digits: String = letters.by_ref().take(2).collect();
                bytes.push(u8::from_str_radix(&digits, 16).expect("two hexadecimal digits behind \\x"));
            }
            '0' => bytes.push(0),
            't' => bytes.push(b'\t'),
            'r' => bytes.push(b'\r'),
            'n' => bytes.push(b'\n'),
            '\\' => bytes.push(b'\\'),
            '\n' => {}
            other => panic!("`\\{other}` is not an escape"),
        }
    }
    bytes
}
