//! Where publishing stops before it has touched anything.

use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::super::{
    Fault, OutputRefusal, PathProblem, PublishError, PublishOptions, PublishTarget, Standing, publish,
};
use super::{Bench, pages, site, text, with};

fn refusal(result: Result<super::PublishReport, PublishError>) -> OutputRefusal {
    match result {
        Err(PublishError::Refused { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_folder_that_ibid_did_not_create() {
    let mut bench = Bench::new();
    bench.write("thesis.doc", "years of work");
    let error = bench.publish(&pages(3, "one")).unwrap_err();
    assert!(matches!(&error, PublishError::NotOurs { count: 1, .. }));
    assert!(error.to_string().contains("thesis.doc") && error.to_string().contains("--force"), "{error}");
    assert_eq!(bench.tree().len(), 1);
    bench.options.force = true;
    let report = bench.publish(&pages(3, "one")).unwrap();
    assert_eq!(report.kept_foreign, ["thesis.doc"]);
    assert_eq!(bench.tree().len(), 4);
    bench.options.force = false;
    bench.publish(&pages(3, "two")).unwrap();
}

#[test]
fn but_not_an_empty_one_or_one_of_dotfiles() {
    let bench = Bench::new();
    bench.write(".gitkeep", "");
    bench.write(".git/HEAD", "ref");
    bench.publish(&pages(3, "one")).unwrap();
    assert_eq!((bench.read(".gitkeep").as_str(), bench.read(".git/HEAD").as_str()), ("", "ref"));
    let bench = Bench::new();
    std::fs::create_dir(&bench.output).unwrap();
    bench.publish(&pages(3, "one")).unwrap();
}

#[test]
fn but_not_one_whose_record_was_lost() {
    let bench = Bench::new();
    bench.publish(&pages(9, "one")).unwrap();
    std::fs::remove_dir_all(bench.state()).unwrap();
    let files = with(pages(9, "one"), "topics/page-0/index.html", "two");
    let report = bench.publish(&files).unwrap();
    assert_eq!((report.written.len(), report.rescued.len()), (1, 1));
    assert_eq!(bench.backups(), ["one"]);
    std::fs::remove_dir_all(bench.state()).unwrap();
    bench.write("thesis.doc", "years of work");
    assert!(matches!(bench.publish(&files), Err(PublishError::NotOurs { .. })));
}

#[test]
fn foreign_files_in_the_way() {
    for (path, files) in [
        ("a", with(pages(9, "one"), "a", "ours")),
        ("a", with(pages(9, "one"), "a/index.html", "ours")),
        ("a/b", with(pages(9, "one"), "a", "ours")),
    ] {
        for large in [false, true] {
            let mut bench = Bench::new();
            bench.publish(&if large { pages(1, "old") } else { pages(9, "one") }).unwrap();
            bench.write(path, "theirs");
            let before = bench.tree();
            let error = bench.publish(&files).unwrap_err();
            assert!(
                matches!(&error, PublishError::Conflict { files, forcible: true, .. } if files == &[path])
            );
            assert_eq!(bench.tree(), before);
            bench.options.force = true;
            let report = bench.publish(&files).unwrap();
            assert_eq!((report.rescued.len(), bench.backups()), (1, vec!["theirs".to_owned()]));
            assert_eq!(bench.tree(), text(&files));
            bench.assert_clean();
        }
    }
}

#[test]
fn links_that_lead_out_are_not_followed() {
    let mut bench = Bench::new();
    bench.publish(&pages(9, "one")).unwrap();
    let outside = bench.root.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    symlink(&outside, bench.output.join("new")).unwrap();
    let files = with(pages(9, "one"), "new/index.html", "ours");
    assert!(matches!(bench.publish(&files), Err(PublishError::Conflict { .. })));
    bench.options.force = true;
    bench.publish(&files).unwrap();
    assert_eq!(bench.tree(), text(&files));
    assert!(outside.read_dir().unwrap().next().is_none());
}

#[test]
fn folders_that_are_never_an_output() {
    let bench = Bench::new();
    let root = bench.root.path();
    let protected = ["content", "themes"].map(|name| root.join(name));
    std::fs::create_dir_all(protected[0].join("a")).unwrap();
    symlink(&protected[0], root.join("alias")).unwrap();
    symlink(root.join("nowhere"), root.join("dangling")).unwrap();
    std::fs::write(root.join("file"), "").unwrap();
    let home = std::env::home_dir().unwrap();
    let try_out = |output: &Path| {
        let options = PublishOptions { force: true, protected: &protected, ..PublishOptions::default() };
        refusal(publish(&pages(1, "one"), &PublishTarget { output, state: &bench.state(), options }))
    };
    assert_eq!(try_out(Path::new("/")), OutputRefusal::FilesystemRoot);
    assert_eq!(try_out(&home), OutputRefusal::Home);
    assert_eq!(try_out(root), OutputRefusal::SiteRoot);
    assert_eq!(try_out(&root.join("content/../../")), OutputRefusal::SiteRoot);
    for inside in ["content", "content/a", "content/new/er", "alias", "alias/x"] {
        assert_eq!(try_out(&root.join(inside)), OutputRefusal::Overlaps(protected[0].clone()), "{inside}");
    }
    assert_eq!(try_out(&root.join("themes/x")), OutputRefusal::Overlaps(protected[1].clone()));
    assert!(matches!(try_out(&root.join(".ibid/x")), OutputRefusal::Overlaps(_)));
    assert_eq!(try_out(&root.join("dangling")), OutputRefusal::DanglingLink);
    assert_eq!(try_out(&root.join("file")), OutputRefusal::NotAFolder);
    assert_eq!(try_out(&root.join("file/x")), OutputRefusal::NotAFolder);
    assert_eq!(try_out(&root.join("missing/../content")), OutputRefusal::Unresolvable);
    assert!(!bench.state().exists() && !root.join("nowhere").exists());
}

#[test]
fn an_output_that_is_a_link_is_written_through() {
    let mut bench = Bench::new();
    let real = bench.root.path().join("real/site");
    std::fs::create_dir_all(&real).unwrap();
    symlink(&real, &bench.output).unwrap();
    for text in ["one", "two"] {
        bench.publish(&pages(3, text)).unwrap();
        assert!(bench.output.is_symlink());
    }
    bench.output = real;
    assert_eq!(bench.tree(), text(&pages(3, "two")));
    bench.assert_clean();
}

#[test]
fn paths_that_cannot_be_published() {
    let long = "x".repeat(256);
    for (path, problem) in [
        ("/etc/passwd", PathProblem::Absolute),
        ("", PathProblem::Component),
        ("a//b", PathProblem::Component),
        ("a/", PathProblem::Component),
        ("./a", PathProblem::Component),
        ("a/../../b", PathProblem::Component),
        ("a\\b", PathProblem::Character),
        ("a\0b", PathProblem::Character),
        (long.as_str(), PathProblem::TooLong),
        (".ibid-stage/a", PathProblem::Reserved),
    ] {
        let bench = Bench::new();
        match bench.publish(&site(&[(path, "")])) {
            Err(PublishError::Paths(bad)) => assert_eq!((bad.len(), &bad[0].problem), (1, &problem)),
            other => panic!("{path}: {other:?}"),
        }
        assert!(!bench.output.exists() && !bench.state().exists());
    }
}

#[test]
fn paths_that_collide() {
    for (one, other) in [("A.html", "a.html"), ("A/x", "a/y"), ("a", "a/b"), ("a", "A/b/c"), ("É", "é")] {
        match Bench::new().publish(&site(&[(one, ""), (other, "")])) {
            Err(PublishError::Paths(bad)) => assert_eq!(bad.len(), 1, "{bad:?}"),
            other => panic!("{other:?}"),
        }
    }
    Bench::new().publish(&site(&[("a", ""), ("a.b", ""), ("ab/a", ""), ("b/a", "")])).unwrap();
}

#[test]
fn a_read_only_folder_is_reported() {
    let bench = Bench::new();
    bench.publish(&pages(3, "one")).unwrap();
    std::fs::set_permissions(&bench.output, PermissionsExt::from_mode(0o555)).unwrap();
    let error = bench.publish(&pages(3, "two")).unwrap_err();
    assert!(matches!(&error, PublishError::Io { standing: Standing::Old, .. }), "{error}");
    assert!(error.to_string().contains("public`: the folder is read-only"), "{error}");
    assert_eq!(bench.tree(), text(&pages(3, "one")));
    std::fs::set_permissions(&bench.output, PermissionsExt::from_mode(0o755)).unwrap();
}

#[test]
fn a_full_disk_names_the_file_and_leaves_the_old_site() {
    let bench = Bench::new();
    bench.publish(&pages(3, "one")).unwrap();
    let error =
        bench.with(&[Fault::Always("write", ErrorKind::StorageFull)], &pages(3, "two")).0.unwrap_err();
    let message = error.to_string();
    assert!(message.contains("index.html` (3 bytes)") && message.contains("still stands"), "{message}");
    assert_eq!(bench.tree(), text(&pages(3, "one")));
    bench.assert_clean();
}
