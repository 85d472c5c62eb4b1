//! Addresses of files (`file:` of RFC 8089) ↔ paths.

use std::path::{Component, Path, PathBuf};

use crate::base::percent::{decode, encode_path};

/// The path that an address names, without `.` and `..`; nothing where it names no file of this machine.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    if !path.starts_with('/') {
        return None;
    }
    let path = decode(path);
    if path.contains('\0') {
        return None;
    }
    let mut clean = PathBuf::new();
    for component in Path::new(&path).components() {
        match component {
            Component::ParentDir => drop(clean.pop()),
            Component::CurDir => {}
            other => clean.push(other),
        }
    }
    Some(clean)
}

/// The address of a path.
pub(super) fn of_path(path: &Path) -> String {
    format!("file://{}", encode_path(&path.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_back() {
        for path in ["/home/a b/site/content/ім’я.md", "/x/50%.md", "/a/#1?.md"] {
            assert_eq!(to_path(&of_path(Path::new(path))).unwrap(), Path::new(path));
        }
        assert_eq!(to_path("file:///a/../b/./c%20d").unwrap(), Path::new("/b/c d"));
        assert_eq!(to_path("file:///../../etc").unwrap(), Path::new("/etc"));
        for uri in ["untitled:1", "http://x/y", "file://host/x", "file:x", "", "file:///a%00b"] {
            assert_eq!(to_path(uri), None, "{uri}");
        }
    }
}
