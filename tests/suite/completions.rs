//! What shells complete: the commands, and the names that a site has. Here the program is asked as a script of
//! `ibid completions` asks it, and bash with its script; `tests/editors` presses Tab in bash, zsh and fish.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::files;
use crate::support::program::{self, IBID};

const PAGE: &str = "---\ntitle: The vote\n---\n\nThe council has 21 members [@daily].\n\n\
                    It voted on Tuesday [@daily] [@herald]. Work begins in May [@daily]. {#work}\n";

fn site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let source =
        |title: &str| format!("---\ntitle: {title}\npublisher: Bay\n---\nThe council has 21 members.\n");
    for (path, text) in [
        ("ibid.yaml", "title: S\nbase_url: https://example.org/\nreview: [reporter, editor]\n".to_owned()),
        ("content/_index.md", "---\ntitle: Home\n---\n".to_owned()),
        ("content/topics/vote.md", PAGE.to_owned()),
        ("content/topics/vow.md", "---\ntitle: V\n---\n".to_owned()),
        ("content/picture.png", String::new()),
        ("seeds/daily.md", source("A vote")),
        ("seeds/more/herald.txt", source("\"Talks\\e[2J\"")),
        ("seeds/originals/daily.pdf", String::new()),
    ] {
        files::write(folder.path(), path, text);
    }
    folder
}

/// What is offered for the last of some words, each with what it is said to be.
fn described(folder: &Path, words: &[&str]) -> Vec<(String, String)> {
    let args = [&["--", "ibid"], words].concat();
    let mut command = program::ibid(folder, &args);
    command.env("IBID_COMPLETE", "fish");
    let ran = program::run_command(command, "").exits(0);
    assert_eq!(ran.stderr, "");
    let lines = ran.stdout.lines().map(|line| line.split_once('\t').unwrap_or((line, "")));
    lines.map(|(word, about)| (word.to_owned(), about.to_owned())).collect()
}

/// The words that are offered and are no options.
fn offered(folder: &Path, words: &[&str]) -> Vec<String> {
    let words = described(folder, words).into_iter().map(|(word, _)| word);
    words.filter(|word| !word.starts_with('-')).collect()
}

#[test]
fn names_of_the_site_are_offered() {
    let folder = site();
    let folder = folder.path();
    for command in ["show", "rename", "remove", "health", "accept", "set", "replace"] {
        assert_eq!(offered(folder, &["source", command, ""]), ["daily", "herald"], "{command}");
    }
    assert_eq!(offered(folder, &["source", "accept", "daily", "h"]), ["herald"]);
    assert_eq!(offered(folder, &["source", "set", "daily", "da"]), ["date="]);
    let pages = ["content/topics/vote.md", "content/topics/vow.md"];
    assert_eq!(offered(folder, &["claim", "accept", "content/t"]), pages);
    assert_eq!(offered(folder, &["export", "epub", "--page", "content/t"]), pages);
    assert_eq!(offered(folder, &["export", "epub", "--language", ""]), ["en"]);
    assert_eq!(offered(folder, &["review", "list", "content/_"]), ["content/_index.md"]);
    assert_eq!(offered(folder, &["review", "add", "x", "--role", ""]), ["reporter", "editor"]);
    assert_eq!(offered(folder, &["new", "topic", "T", "--section", ""]), ["topics"]);
    assert_eq!(offered(folder, &["theme", "eject", "topic"]), ["topic.html"]);
    assert_eq!(offered(folder, &["explain", "quote-al"]), ["quote-altered"]);
    assert_eq!(offered(folder, &["schema", ""]), ["settings", "page", "source", "diff"]);
    assert_eq!(offered(folder, &["source", "re"]), ["rename", "replace", "remove"]);
    // As each of them is told apart.
    assert_eq!(described(folder, &["source", "show", "d"]), [("daily".to_owned(), "A vote, Bay".to_owned())]);
    let meaning = &described(folder, &["explain", "quote-absent"])[0].1;
    assert!(meaning.starts_with("Neither the words of the quotation"), "{meaning}");
}

#[test]
fn statements_are_offered_once_their_page_is_settled() {
    let folder = site();
    let folder = folder.path();
    assert_eq!(offered(folder, &["review", "show", "content/topics/vo"]).len(), 2);
    let statements = described(folder, &["review", "show", "content/topics/vot"]);
    let words: Vec<&str> = statements.iter().map(|(_, words)| words.as_str()).collect();
    assert_eq!(words, ["The council has 21 members", "It voted on Tuesday", "Work begins in May"]);
    assert_eq!(statements[2].0, "content/topics/vote.md#work");
    assert_eq!(
        offered(folder, &["review", "add", "content/topics/vote.md#w"]),
        ["content/topics/vote.md#work"]
    );
    let lines = described(folder, &["review", "show", "content/topics/vote.md:"]);
    // Two statements stand on the other line.
    let expected = [("content/topics/vote.md:5", "The council has 21 members")];
    assert_eq!(lines, expected.map(|(line, words)| (line.to_owned(), words.to_owned())));
    assert_eq!(
        offered(folder, &["review", "show", "content/topics/vote.md:5"]),
        ["content/topics/vote.md:5"]
    );
    assert!(offered(folder, &["review", "show", "content/topics/none.md:"]).is_empty());
    // And each of them is one.
    for (statement, _) in statements.into_iter().chain(lines) {
        program::run(folder, &["review", "show", &statement]).exits(0);
    }
}

#[test]
fn publications_are_files_and_revisions() {
    let folder = site();
    let folder = folder.path();
    for args in [
        &["init", "-q", "-b", "main"][..],
        &["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "x"],
        &["tag", "v1.0"],
    ] {
        assert!(Command::new("git").current_dir(folder).args(args).status().unwrap().success());
    }
    assert_eq!(offered(folder, &["diff", "v"]), ["v1.0"]);
    assert_eq!(offered(folder, &["diff", "v1.0", "ma"]), ["main"]);
    assert_eq!(offered(folder, &["diff", "con"]), ["content/"]);
}

#[test]
fn the_site_is_the_one_that_the_words_name() {
    let (folder, elsewhere) = (site(), tempfile::tempdir().unwrap());
    let root = folder.path().to_str().unwrap();
    assert_eq!(offered(elsewhere.path(), &["source", "show", ""]), [""; 0]);
    assert_eq!(offered(elsewhere.path(), &["source", "show", "--root", root, ""]), ["daily", "herald"]);
    assert_eq!(offered(elsewhere.path(), &["-r", root, "source", "show", "h"]), ["herald"]);
    assert_eq!(offered(elsewhere.path(), &["explain", "quote-al"]), ["quote-altered"]);
    // Settings that cannot be read, and files that are none.
    files::write(folder.path(), "ibid.yaml", "a: [");
    files::write(folder.path(), "seeds/daily.md", [0xff, 0xfe]);
    assert_eq!(offered(folder.path(), &["source", "show", ""]), ["daily", "herald"]);
    assert_eq!(offered(folder.path(), &["review", "add", "x", "--role", ""]), [""; 0]);
}

#[test]
fn nothing_of_a_file_is_an_order_to_a_shell() {
    let folder = site();
    let folder = folder.path();
    for name in ["$(touch x)", "`touch x`", "a;touch x", "a b", "-x", "a*", "a\nb", "\u{1b}[2J", "a'b", "a&b"]
    {
        files::write(folder, &format!("seeds/{name}.md"), "---\ntitle: T\n---\nText.\n");
        files::write(folder, &format!("content/{name}.md"), "---\ntitle: T\n---\n");
    }
    assert_eq!(offered(folder, &["source", "show", ""]), ["daily", "herald"]);
    let pages = ["content/-x.md", "content/_index.md", "content/topics/vote.md", "content/topics/vow.md"];
    assert_eq!(offered(folder, &["claim", "accept", ""]), pages);
    let about = &described(folder, &["source", "show", "her"])[0].1;
    assert_eq!(about, "Talks␛[2J, Bay");
}

#[test]
fn many_sources_are_offered_without_what_they_are() {
    let folder = site();
    let folder = folder.path();
    for number in 0..201 {
        files::write(folder, &format!("seeds/s{number}.md"), "---\ntitle: T\n---\nText.\n");
    }
    let all = described(folder, &["source", "show", "s"]);
    assert_eq!(all.len(), 201);
    assert!(all.iter().all(|(_, about)| about.is_empty()));
    assert_eq!(described(folder, &["source", "show", "s200"]), [("s200".to_owned(), "T".to_owned())]);
}

#[test]
fn every_shell_has_a_script_and_bash_completes_by_its_own() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        program::run(Path::new("/"), &["completions", shell]).exits(0).prints("IBID_COMPLETE").prints(shell);
    }
    let folder = site();
    // What bash does when Tab is pressed; the program is found in the path. At a colon bash begins a new word.
    let script = "source <(ibid completions bash)\n\
                  complete -p ibid\n\
                  COMP_TYPE=9\n\
                  press() { COMP_LINE=$1 COMP_POINT=${#1} COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()\n\
                      _ibid ibid \"$2\" \"${COMP_WORDS[COMP_CWORD - 1]}\"; printf '%s|' \"${COMPREPLY[@]}\"; echo; }\n\
                  COMP_WORDS=(ibid review show content/topics/vote.md :); press 'ibid review show content/topics/vote.md:' ''\n\
                  COMP_WORDS=(ibid review show content/topics/vote.md : 5); press 'ibid review show content/topics/vote.md:5' 5\n\
                  COMP_WORDS=(ibid review show content/topics/vote.md#w); press 'ibid review show content/topics/vote.md#w' 'content/topics/vote.md#w'\n\
                  COMP_WORDS=(ibid source show d); press 'ibid source show d' d\n";
    let mut command = Command::new("bash");
    let path = std::env::var("PATH").unwrap_or_default();
    let programs = Path::new(IBID).parent().unwrap().display();
    command
        .args(["--norc", "-c", script])
        .current_dir(folder.path())
        .env("PATH", format!("{programs}:{path}"));
    let ran = program::run_command(command, "").exits(0);
    let ran = ran.prints("-F _ibid ibid\n");
    let offered: Vec<Vec<&str>> = ran
        .stdout
        .lines()
        .skip(1)
        .map(|line| line.split('|').map(str::trim).filter(|word| !word.is_empty()).collect())
        .collect();
    assert_eq!(offered, [vec!["5"], vec!["5"], vec!["content/topics/vote.md#work"], vec!["daily"]]);
    assert_eq!(ran.stderr, "");
}
