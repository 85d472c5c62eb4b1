//! Which paths a site may publish.
//!
//! Checked before anything is written, on every system alike, so that a site that builds on one
//! computer builds on all and no path can lead out of the output folder.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// Where files wait inside an output folder that is a file system of its own; not a site's to use.
pub(super) const RESERVED: &str = ".ibid-stage";

/// A path that cannot be published, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPath {
    /// The path as given.
    pub path: String,
    /// What is wrong with it.
    pub problem: PathProblem,
}

/// What can be wrong with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathProblem {
    /// It begins with `/`.
    Absolute,
    /// A component is empty, `.` or `..`.
    Component,
    /// It holds a NUL, another control character or a backslash.
    Character,
    /// A component is longer than 255 bytes.
    TooLong,
    /// It begins with the name of ibid's own temporary folder.
    Reserved,
    /// It is the other path but for the case of its letters: one file on macOS and Windows.
    SameButForCase(String),
    /// One is a file and the other a folder of the same name.
    FileAndFolder(String),
}

impl fmt::Display for BadPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ", self.path.escape_debug())?;
        match &self.problem {
            PathProblem::Absolute => write!(f, "is not relative"),
            PathProblem::Component => write!(f, "has an empty, `.` or `..` component"),
            PathProblem::Character => write!(f, "holds a control character or a backslash"),
            PathProblem::TooLong => write!(f, "has a component of more than 255 bytes"),
            PathProblem::Reserved => write!(f, "begins with `{RESERVED}`, which ibid keeps for itself"),
            PathProblem::SameButForCase(other) => write!(f, "and `{other}` differ only in case"),
            PathProblem::FileAndFolder(other) => write!(f, "is a file, but `{other}` needs a folder there"),
        }
    }
}

/// What is wrong with one path by itself.
pub(super) fn problem(path: &str) -> Option<PathProblem> {
    if is_plain(path) {
        return None;
    }
    if path.starts_with('/') {
        return Some(PathProblem::Absolute);
    }
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Some(PathProblem::Component);
    }
    if path.bytes().any(|byte| byte < 0x20 || byte == 0x7f || byte == b'\\') {
        return Some(PathProblem::Character);
    }
    if path.split('/').any(|part| part.len() > 255) {
        return Some(PathProblem::TooLong);
    }
    let top = path.split('/').next().unwrap_or_default();
    top.eq_ignore_ascii_case(RESERVED).then_some(PathProblem::Reserved)
}

/// Whether a path is fit at a glance, as nearly all are: no part of it is empty, long or begins with a dot.
fn is_plain(path: &str) -> bool {
    let mut length = 0;
    for byte in path.bytes().chain([b'/']) {
        match byte {
            b'/' if length == 0 || length > 255 => return false,
            b'/' => length = 0,
            b'.' if length == 0 => return false,
            0..0x20 | 0x7f | b'\\' => return false,
            _ => length += 1,
        }
    }
    true
}

/// Everything that is wrong with the paths of a site, in order.
pub(super) fn check<'a>(paths: impl ExactSizeIterator<Item = &'a String>) -> Vec<BadPath> {
    let mut bad = Vec::new();
    let mut taken: HashMap<Cow<'a, str>, (&str, bool)> = HashMap::with_capacity(2 * paths.len());
    let mut previous = "";
    for path in paths {
        if let Some(problem) = problem(path) {
            bad.push(BadPath { path: path.clone(), problem });
            continue;
        }
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        // Paths come sorted, so the folders of a path are mostly those of the one before.
        let new = if parent == previous { Vec::new() } else { ancestors(path).collect() };
        previous = parent;
        let clash = new
            .into_iter()
            .map(|folder| (folder, true))
            .chain([(path.as_str(), false)])
            .find_map(|(name, folder)| clash(&mut taken, name, folder, path));
        bad.extend(clash);
    }
    bad
}

fn clash<'a>(
    taken: &mut HashMap<Cow<'a, str>, (&'a str, bool)>,
    name: &'a str,
    folder: bool,
    path: &str,
) -> Option<BadPath> {
    let is_small = name.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    let small = if is_small { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) };
    let (other, other_is_folder) = *taken.entry(small).or_insert((name, folder));
    if folder != other_is_folder {
        let (file, needs) = if folder { (other, path) } else { (path, other) };
        let problem = PathProblem::FileAndFolder(needs.to_owned());
        return Some(BadPath { path: file.to_owned(), problem });
    }
    let problem = PathProblem::SameButForCase(other.to_owned());
    (other != name).then(|| BadPath { path: name.to_owned(), problem })
}

/// The folders above a path, nearest first: `a/b`, `a` for `a/b/c`.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(above, _)| above.rsplit_once('/')).map(|(above, _)| above)
}
