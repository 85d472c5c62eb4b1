//! Following a page of the guide: what it says to write is written, what it says to type is run.
//!
//! The info string of a fenced block says after the language what the block is; the program reads the language alone.
//!
//! - `file=PATH`: a file to write;
//! - `add=PATH`: lines to add at the end of a file;
//! - `edit=PATH`: lines of a file (` ` and `-`), once in it, to be replaced (` ` and `+`);
//! - `contains=PATH`: lines that a file has;
//! - `run`: commands that end well; `run fails`: commands that end with exit code 1;
//! - `prints`: lines of what the commands before it print, each whole or in part;
//! - `shown`: nothing to try.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::files;
use crate::support::program::{self, IBID};

/// A fenced block of a page.
struct Fence<'p> {
    /// Line of its content, from 1.
    line: usize,
    /// The words of its info string behind the language.
    marks: Vec<&'p str>,
    text: String,
}

/// The fenced blocks of a page, closed by as many backticks as open them.
fn fences(page: &str) -> Vec<Fence<'_>> {
    let mut fences = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let marks = line.trim_start_matches('`');
        let rail = &line[..line.len() - marks.len()];
        if rail.len() < 3 || marks.contains('`') {
            continue;
        }
        let content = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != rail);
        let text = content.map(|line| format!("{line}\n")).collect();
        fences.push(Fence { line: at + 2, marks: marks.split_whitespace().skip(1).collect(), text });
    }
    fences
}

/// Readers do not see the marks: what a page says of a file to write or change must name it.
fn assert_named(mark: &str, page: &str, line: usize, place: &str) {
    let path = mark.split_once('=').map_or("", |(_, path)| path);
    let above: Vec<&str> = page.lines().take(line.saturating_sub(2)).collect();
    let mut prose = above.iter().rev().take_while(|line| !line.starts_with("```"));
    assert!(prose.any(|line| line.contains(&format!("`{path}`"))), "{place}: `{path}` is not named");
}

/// Follows the page `path` of the guide in `folder`; gives the folder in which its commands end.
pub(super) fn follow(guide: &Path, path: &str, folder: &Path) -> PathBuf {
    let page = std::fs::read_to_string(guide.join(path)).unwrap();
    let (mut folder, mut printed) = (folder.to_path_buf(), String::new());
    for fence in fences(&page) {
        let place = format!("docs/guide/{path}:{}", fence.line);
        let text = &fence.text;
        match fence.marks[..] {
            ["run"] => (printed, folder) = run(text, &folder, 0, &place),
            ["run", "fails"] => (printed, folder) = run(text, &folder, 1, &place),
            ["prints"] => {
                for line in text.lines() {
                    assert!(
                        printed.contains(line),
                        "{place}: `{line}` is not in what is printed:\n{printed}"
                    );
                }
            }
            ["shown"] => {}
            [mark] => {
                assert_named(mark, &page, fence.line, &place);
                change(mark, text, &folder, &place);
            }
            _ => panic!("{place}: the block is marked by one word: {:?}", fence.marks),
        }
    }
    folder
}

/// Runs commands in a folder; gives what they print and the folder that they end in.
fn run(commands: &str, folder: &Path, code: i32, place: &str) -> (String, PathBuf) {
    let note = tempfile::NamedTempFile::new().unwrap();
    let programs = Path::new(IBID).parent().unwrap().display();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("bash");
    command.args(["-e", "-c", &format!("trap 'pwd > \"$NOTE\"' EXIT\n{commands}")]);
    command.current_dir(folder).env("PATH", path).env("NOTE", note.path());
    command.env("TERM", "dumb").env_remove("NO_COLOR");
    let ran = program::run_command(command, "");
    let printed = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, Some(code), "{place}:\n{commands}\n{printed}");
    let folder = std::fs::read_to_string(note.path()).unwrap();
    (printed, PathBuf::from(folder.trim_end()))
}

/// A block that is about a file.
fn change(mark: &str, text: &str, folder: &Path, place: &str) {
    let (what, path) = mark.split_once('=').unwrap_or_else(|| panic!("{place}: unknown mark `{mark}`"));
    let read = || {
        let read = std::fs::read_to_string(folder.join(path));
        read.unwrap_or_else(|error| panic!("{place}: {path}: {error}"))
    };
    match what {
        "file" => files::write(folder, path, text),
        "add" => files::write(folder, path, read() + text),
        "contains" => assert!(read().contains(text), "{place}: {path} has:\n{}", read()),
        "edit" => {
            let side = |sign: char| -> String {
                let lines = text.lines().filter(|line| line.starts_with([' ', sign]));
                lines.map(|line| format!("{}\n", &line[1..])).collect()
            };
            let (before, old) = (read(), side('-'));
            assert_eq!(before.matches(&old).count(), 1, "{place}: the lines are not once in\n{before}");
            files::write(folder, path, before.replace(&old, &side('+')));
        }
        _ => panic!("{place}: unknown mark `{mark}`"),
    }
}

#[test]
fn blocks_are_read_with_their_marks() {
    let page =
        "Text.\n\n```sh run fails\nibid check\n```\n\n````text file=a\n```\n````\n\n`code` in a line\n";
    let read: Vec<_> = fences(page).into_iter().map(|fence| (fence.line, fence.marks, fence.text)).collect();
    assert_eq!(read[0], (4, vec!["run", "fails"], "ibid check\n".to_owned()));
    assert_eq!(read[1], (8, vec!["file=a"], "```\n".to_owned()));
    assert_eq!(read.len(), 2);
}

#[test]
#[should_panic(expected = "is not in what is printed")]
fn a_page_that_says_what_is_not_printed_fails() {
    let guide = tempfile::tempdir().unwrap();
    files::write(guide.path(), "a.md", "```sh run\necho one\n```\n\n```text prints\ntwo\n```\n");
    follow(guide.path(), "a.md", guide.path());
}

#[test]
#[should_panic(expected = "the lines are not once in")]
fn a_page_that_edits_what_is_not_there_fails() {
    let guide = tempfile::tempdir().unwrap();
    files::write(
        guide.path(),
        "a.md",
        "`b`:\n\n```text file=b\none\n```\n\nIn `b`:\n\n```diff edit=b\n-two\n+three\n```\n",
    );
    follow(guide.path(), "a.md", guide.path());
}
