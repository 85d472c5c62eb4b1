//! The files of a site as a revision of git has them.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;

use crate::app::git;
use crate::base::Failure;
use crate::read::snapshot::{MAX_TEXT, SiteRoot, Snapshot};

/// What the statements of the site at a revision follow from: all but the other files of the content folder.
pub(super) fn read(place: &SiteRoot, revision: &str) -> Result<Snapshot, Failure> {
    let commit = format!("{revision}^{{commit}}");
    let hash = git::run(&place.root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    let Some(hash) = hash.map(|hash| String::from_utf8_lossy(&hash).trim().to_owned()) else {
        return Err(Failure::new(format!("`{revision}` is neither a file or folder nor a revision of git"))
            .help(
                "name a published folder, a claims.json, or a commit, branch or tag of the site's repository",
            ));
    };
    // Paths are relative to the folder in which git runs, and only those below it are listed.
    let listed = git::run(&place.root, &["ls-tree", "-r", "-z", "-l", &hash])?.unwrap_or_default();
    let files: Vec<(String, String)> = listed
        .split(|byte| *byte == 0)
        .filter_map(|entry| entry_of(std::str::from_utf8(entry).ok()?))
        .filter(|(path, _)| is_wanted(place, path))
        .collect();
    let contents = contents(&place.root, files.iter().map(|(_, object)| object.as_str()))?;
    Ok(Snapshot::of_files(files.into_iter().map(|(path, _)| path).zip(contents)))
}

/// Path and object of an entry that is a file and not too long: `MODE blob OBJECT SIZE<tab>PATH`.
fn entry_of(entry: &str) -> Option<(String, String)> {
    let (facts, path) = entry.split_once('\t')?;
    let facts: Vec<&str> = facts.split_whitespace().collect();
    let [mode, "blob", object, size] = facts.as_slice() else { return None };
    let is_file = mode.starts_with("100") && size.parse::<u64>().is_ok_and(|size| size <= MAX_TEXT);
    is_file.then(|| (path.to_owned(), (*object).to_owned()))
}

fn is_wanted(place: &SiteRoot, path: &str) -> bool {
    let is_style = path.ends_with(".csl") && !path.contains('/');
    let is_of_site = place.concerns(&place.root.join(path)).is_some();
    is_style || is_of_site && (!path.starts_with("content/") || path.ends_with(".md"))
}

/// The bytes of objects, in their order.
fn contents<'o>(root: &Path, objects: impl Iterator<Item = &'o str>) -> Result<Vec<Vec<u8>>, Failure> {
    let names: String = objects.map(|object| format!("{object}\n")).collect();
    let count = names.lines().count();
    let failed = |error: &std::io::Error| Failure::io("cannot read the repository of", root, error);
    let mut child = git::command(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(&error))?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    // Git answers while it reads requests: writing all of them first could block both sides for ever.
    let asking = std::thread::spawn(move || input.map(|mut input| input.write_all(names.as_bytes())));
    let mut answer = Vec::new();
    let read = output.map_or(Ok(0), |mut output| output.read_to_end(&mut answer));
    let ended = child.wait();
    let _ = asking.join();
    read.and(ended).map_err(|error| failed(&error))?;
    let contents = split(&answer);
    if contents.len() == count {
        Ok(contents)
    } else {
        Err(Failure::new("git did not give all files of the revision")
            .help("run `git fsck` in the repository"))
    }
}

/// The objects in what `git cat-file --batch` answers: `OBJECT blob SIZE`, a line end, the bytes, a line end.
fn split(mut answer: &[u8]) -> Vec<Vec<u8>> {
    let mut contents = Vec::new();
    while let Some(end) = answer.iter().position(|byte| *byte == b'\n') {
        let head = String::from_utf8_lossy(&answer[..end]);
        let Some(size) = head.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok()) else { break };
        let Some(content) = answer.get(end + 1..end + 1 + size) else { break };
        contents.push(content.to_vec());
        answer = answer.get(end + 2 + size..).unwrap_or_default();
    }
    contents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_split_by_their_sizes() {
        let answer = b"abc blob 4\na\nb\n\ndef blob 0\n\n";
        assert_eq!(split(answer), [b"a\nb\n".to_vec(), Vec::new()]);
        assert_eq!(split(b"abc missing\n"), Vec::<Vec<u8>>::new());
        assert_eq!(split(b"abc blob 40\nshort"), Vec::<Vec<u8>>::new());
    }

    #[test]
    fn only_files_are_read() {
        let file = |entry: &str| entry_of(entry);
        assert_eq!(
            file("100644 blob 1a      12\tcontent/a b.md"),
            Some(("content/a b.md".into(), "1a".into()))
        );
        assert_eq!(file("120000 blob 1a      12\tcontent/a.md"), None);
        assert_eq!(file("160000 commit 1a      -\tcontent/a"), None);
        assert_eq!(file("100644 blob 1a 99999999\tseeds/a.md"), None);
    }
}
