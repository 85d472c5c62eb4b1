//! What commands refuse: output folders, files that are none, links out of the site, hostile files.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use super::Site;
use super::printed::json_places;
use crate::support::files::{tree, write};
use crate::support::program;
use crate::support::program::{IBID, ibid, run_command};

#[test]
fn an_output_folder_that_must_not_be_written_to_is_refused() {
    let site =
        Site::with("-- themes/paper/theme.yaml --\nname: Paper\n-- file --\nx\n-- nothing -> gone --\n");
    let parent = site.path.parent().expect("a parent");
    let before = tree(parent);
    site.run(&["build", "-o", "."]).exits(2);
    assert!(before == tree(parent), "a refused first build wrote something");
    site.run(&["build"]).exits(0);
    let before = tree(parent);
    let folders = [
        "/",
        ".",
        "..",
        "../site",
        "content",
        "content/",
        "content/deep/er",
        "seeds",
        "seeds/x",
        "themes",
        "themes/paper",
        ".ibid",
        ".ibid/stage",
        "content/../content",
        "file",
        "nothing",
    ];
    for folder in folders {
        for force in [false, true] {
            let mut args = vec!["build", "-o", folder];
            args.extend(force.then_some("--force"));
            let ran = site.run(&args);
            assert!(
                ran.code == Some(2) && ran.stderr.contains("help:"),
                "-o {folder}: {:?}\n{}",
                ran.code,
                ran.stderr
            );
        }
    }
    let mut command = ibid(&site.path, &["build", "--force", "-o"]);
    command.arg(parent.join("home")).env("HOME", parent.join("home/me"));
    fs::create_dir_all(parent.join("home/me")).expect("make a home");
    run_command(command, "").exits(2).says("home folder");
    fs::remove_dir_all(parent.join("home")).expect("remove the home");
    // So it is where the site has faults, and where nothing is kept.
    write(&site.path, "content/page.md", "---\ntitle: Page\n---\n\nSee [@nobody].\n");
    for args in [&["build", "-o", "."][..], &["build", "--no-cache", "-o", "seeds"]] {
        site.run(args).exits(2).says("will not publish to");
    }
    fs::remove_file(site.path.join("content/page.md")).expect("remove the page");
    assert!(before == tree(parent), "a refused build wrote something");
}

#[test]
fn a_configured_output_folder_is_refused_alike() {
    for folder in ["/", "..", ".", "content", "seeds/out", ""] {
        let site = Site::new();
        write(
            &site.path,
            "ibid.yaml",
            format!("title: A\nbase_url: https://example.org/\noutput_dir: \"{folder}\"\n"),
        );
        let before = tree(site.path.parent().expect("a parent"));
        let ran = site.run(&["build", "--force"]);
        assert!(
            ran.code == Some(2) && ran.stderr.contains("help:"),
            "{folder}: {:?}\n{}",
            ran.code,
            ran.stderr
        );
        assert!(before == tree(site.path.parent().expect("a parent")), "{folder}");
    }
}

#[test]
fn a_foreign_folder_is_published_to_by_force_only_and_keeps_its_files() {
    let site = Site::with("-- out/letter.txt --\nDear\n");
    let before = site.tree();
    site.run(&["build", "-o", "out"]).exits(1).says("letter.txt").says("--force");
    assert!(before == site.tree());
    site.run(&["build", "-o", "out", "--force"]).exits(0);
    assert!(site.read("out/letter.txt") == "Dear\n" && site.has("out/index.html"));
    site.run(&["build", "-o", "out"]).exits(0);
    // A foreign file where a page must go.
    write(&site.path, "taken/index.html", "mine");
    site.run(&["build", "-o", "taken"]).exits(1);
    assert_eq!(site.read("taken/index.html"), "mine");
}

#[test]
fn a_page_edited_by_hand_is_restored_and_the_copy_kept() {
    let site = Site::new();
    site.run(&["build"]).exits(0);
    let home = site.read("public/index.html");
    write(&site.path, "public/index.html", "edited by hand");
    fs::remove_file(site.path.join("public/sources/newsx/index.html")).expect("remove a page");
    site.run(&["build"]).exits(0).says("index.html was changed by hand");
    assert!(site.read("public/index.html") == home && site.has("public/sources/newsx/index.html"));
    let kept = tree(&site.path.join(".ibid/backups")).into_values().any(|bytes| bytes == b"edited by hand");
    assert!(kept, "no copy of the edited page");
}

#[test]
fn pipes_sockets_and_devices_are_findings_and_never_read() {
    let site = Site::with("-- content/zero.md -> /dev/zero --\n");
    program::system("mkfifo", &[&site.path.join("content/pipe.md")]);
    program::system("mkfifo", &[&site.path.join("seeds/pipe.txt")]);
    program::system("mkfifo", &[&site.path.join("content/pipe.png")]);
    let _socket = std::os::unix::net::UnixListener::bind(site.path.join("content/s.md")).expect("a socket");
    let ran = site.run(&["check", "--format", "json"]).exits(1);
    let paths: Vec<String> = json_places(&ran.stdout).into_iter().map(|place| place.path).collect();
    assert_eq!(
        paths,
        ["content/pipe.md", "content/pipe.png", "content/s.md", "content/zero.md", "seeds/pipe.txt"]
    );
    assert_eq!(ran.stdout.matches("file-unreadable").count(), 5);
    site.run(&["build"]).exits(1);
}

#[test]
fn a_configuration_that_is_no_file_is_refused() {
    let site = Site::new();
    fs::remove_file(site.path.join("ibid.yaml")).expect("remove the configuration");
    program::system("mkfifo", &[&site.path.join("ibid.yaml")]);
    site.run(&["check"]).exits(1);
    fs::remove_file(site.path.join("ibid.yaml")).expect("remove the pipe");
    fs::create_dir(site.path.join("ibid.yaml")).expect("make a folder");
    site.run(&["check", "-r", "."]).exits(1);
}

#[test]
fn a_named_configuration_that_is_no_file_is_refused() {
    let site = Site::new();
    program::system("mkfifo", &[&site.path.join("pipe.yaml")]);
    site.run(&["check", "-c", "pipe.yaml"]).exits(1).says("pipe.yaml");
    site.run(&["check", "-c", "content"]).exits(1).says("content");
}

#[test]
fn links_that_lead_out_of_the_site_publish_nothing() {
    let site =
        Site::with("-- content/page.md --\n---\ntitle: A\n---\n\n![x](secret.png) [y](folder/letter.txt)\n");
    let outside = site.path.parent().expect("a parent").join("outside");
    write(&outside, "letter.txt", "a secret letter");
    symlink(outside.join("letter.txt"), site.path.join("content/secret.png")).expect("a link");
    symlink(&outside, site.path.join("content/folder")).expect("a link");
    symlink("../../outside/letter.txt", site.path.join("seeds/letter.md")).expect("a link");
    let ran = site.run(&["build", "--format", "json"]).exits(1);
    for path in ["content/secret.png", "content/folder", "seeds/letter.md"] {
        assert!(ran.stdout.contains(&format!("\"{path}\"")), "{path} is not in:\n{}", ran.stdout);
    }
    assert!(!ran.stdout.contains("a secret letter") && !site.has("public"));
    // A folder of the site that is itself a link out of it.
    let site = Site::new();
    fs::rename(site.path.join("seeds"), site.path.parent().expect("a parent").join("seeds")).expect("move");
    symlink("../seeds", site.path.join("seeds")).expect("a link");
    let ran = site.run(&["build"]);
    assert!(ran.code == Some(1), "seeds/ is a link out of the site: {}", ran.stderr);
}

#[test]
fn names_that_are_not_utf8_are_findings() {
    let site = Site::new();
    let name = OsStr::from_bytes(b"caf\xe9.md");
    fs::write(site.path.join("content").join(name), "---\ntitle: A\n---\n").expect("write the page");
    let ran = site.run(&["check", "--format", "json"]).exits(1);
    assert!(ran.stdout.contains("file-unreadable") && ran.stdout.contains("UTF-8"), "{}", ran.stdout);
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    let site = Site::with("-- content/page.md --\n---\ntitle: A\n---\n");
    let grow = |path: &str, length: u64| {
        let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(site.path.join(path));
        file.expect("open the file").set_len(length).expect("make it long");
    };
    grow("content/page.md", 1 << 30);
    grow("seeds/long.txt", 9 << 20);
    grow("content/film.mp4", 1 << 34);
    let ran = site.run(&["check", "--format", "json"]).exits(1);
    assert_eq!(ran.stdout.matches("file-unreadable").count(), 3, "{}", ran.stdout);
}

#[test]
fn hostile_pages_end_in_time() {
    let header = "---\ntitle: A\n---\n\n";
    let pages = [
        ("quotes", ">".repeat(50_000) + "x"),
        ("comments", "!-- <".repeat(20_000)),
        ("nested", "[[a|]]".repeat(16)),
        ("definitions", "- [n]:Z\r\n\t\t".repeat(2_000)),
        (
            "columns",
            format!("|{}\n|{}\n|{}\n", "a|".repeat(10_000), "-|".repeat(10_000), "b|".repeat(10_000)),
        ),
        ("emphasis", "*a_".repeat(20_000)),
        ("lists", (0..5_000).map(|depth| format!("{}- x\n", " ".repeat(depth % 200))).collect()),
        ("divisions", "::: summary\n".repeat(5_000)),
        ("backticks", (1..400).map(|n| "`".repeat(n) + "x").collect()),
        ("one-line", "word ".repeat(200_000)),
    ];
    for (name, page) in pages {
        ends_in_time(name, format!("{header}{page}"));
    }
}

#[test]
fn hostile_brackets_end_in_time() {
    for unit in ["[", "[a ", "[^a\n", "[@", "^[", "“", "\"a ", "@{", "[@a, \"", "[@a; "] {
        ends_in_time("page", format!("---\ntitle: A\n---\n\n{}", unit.repeat(20_000)));
    }
}

#[track_caller]
fn ends_in_time(name: &str, page: String) {
    let site = Site::new();
    write(&site.path, &format!("content/{name}.md"), page);
    let ran = site.run(&["check", "--format", "json"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{name}: {:?}", ran.code);
}

#[test]
fn hostile_front_matter_ends_in_time() {
    let yaml = [
        format!("title: A\nextra: {}\n", "[".repeat(20_000)),
        format!("title: A\nextra: {}1{}\n", "{a: ".repeat(20_000), "}".repeat(20_000)),
        format!("title: A\ndescription: {}\n", "x".repeat(300 << 10)),
        (1..9).map(|n| format!("a{n}: &a{n} [{}]\n", format!("*a{}, ", n - 1).repeat(9))).collect::<String>(),
        format!("title: A\ntags: [{}]\n", "a, ".repeat(50_000)),
    ];
    for yaml in yaml {
        let site = Site::new();
        write(&site.path, "content/page.md", format!("---\n{yaml}---\n"));
        let ran = site.run(&["check", "--format", "json"]);
        assert!(matches!(ran.code, Some(0 | 1)), "{:?}", ran.code);
    }
}

#[test]
fn a_strange_environment_is_no_obstacle() {
    let site = Site::new();
    let mut command = ibid(&site.path, &["build"]);
    command.env_clear();
    run_command(command, "").exits(0);
    let gone = tempfile::tempdir().expect("a temporary folder");
    let mut command = std::process::Command::new("sh");
    let script = format!("mkdir d && cd d && rmdir ../d && {} check", IBID);
    command.current_dir(gone.path()).args(["-c", &script]);
    run_command(command, "").exits(1).says("error");
}
