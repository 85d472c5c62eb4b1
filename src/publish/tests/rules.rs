//! The rules of publishing, one test each.

use std::os::unix::fs::{MetadataExt, symlink};

use super::super::{Fault, Mode, PublishError, PublishTarget, Recovery, publish, recover};
use super::{Bench, pages, site, text, with};
use std::io::ErrorKind;

#[test]
fn a_first_build_writes_everything_at_once() {
    let bench = Bench::new();
    let files = pages(5, "one");
    let report = bench.publish(&files).unwrap();
    assert_eq!((report.written.len(), report.unchanged, report.mode), (5, 0, Mode::Swap));
    assert_eq!((report.recovered, report.locked), (Recovery::Nothing, true));
    assert_eq!(bench.tree(), text(&files));
    bench.assert_clean();
}

#[test]
fn a_second_build_finds_nothing_to_do() {
    let bench = Bench::new();
    let files = pages(5, "one");
    bench.publish(&files).unwrap();
    let before = bench.output.join("topics/page-0/index.html").metadata().unwrap();
    let report = bench.publish(&files).unwrap();
    assert_eq!((report.written.len(), report.unchanged, report.mode), (0, 5, Mode::Nothing));
    let after = bench.output.join("topics/page-0/index.html").metadata().unwrap();
    assert_eq!((before.ino(), before.mtime_nsec()), (after.ino(), after.mtime_nsec()));
}

#[test]
fn one_changed_file_is_one_written_file() {
    let bench = Bench::new();
    bench.publish(&pages(9, "one")).unwrap();
    let inode = |path: &str| bench.output.join(path).metadata().unwrap().ino();
    let before = inode("topics/page-1/index.html");
    let files = with(pages(9, "one"), "topics/page-0/index.html", "two");
    let report = bench.publish(&files).unwrap();
    assert_eq!(report.written, ["topics/page-0/index.html"]);
    assert_eq!((report.unchanged, report.mode), (8, Mode::RollForward));
    assert_eq!(inode("topics/page-1/index.html"), before);
    assert_eq!(bench.tree(), text(&files));
    bench.assert_clean();
}

#[test]
fn same_size_and_time_do_not_deceive() {
    let bench = Bench::new();
    bench.publish(&pages(9, "one")).unwrap();
    let path = bench.output.join("topics/page-3/index.html");
    let time = path.metadata().unwrap().modified().unwrap();
    std::fs::write(&path, "oen").unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    let report = bench.publish(&pages(9, "one")).unwrap();
    assert_eq!(report.written, ["topics/page-3/index.html"]);
}

#[test]
fn pages_that_are_gone_are_removed_with_their_folders() {
    for (before, mode) in [(9, Mode::RollForward), (20, Mode::Swap)] {
        let bench = Bench::new();
        bench.publish(&pages(before, "one")).unwrap();
        let report = bench.publish(&pages(8, "one")).unwrap();
        assert_eq!((report.removed.len(), report.mode), (before - 8, mode));
        assert_eq!(bench.tree(), text(&pages(8, "one")));
        assert!(!bench.output.join("topics/page-8").exists());
        bench.assert_clean();
    }
}

#[test]
fn foreign_files_are_kept() {
    for (n, mode) in [(1, Mode::RollForward), (20, Mode::Swap)] {
        let bench = Bench::new();
        std::fs::create_dir(&bench.output).unwrap();
        bench.write(".gitkeep", "");
        bench.publish(&pages(20, "one")).unwrap();
        bench.write("CNAME", "example.org");
        bench.write("uploads/a/b.txt", "b");
        std::fs::create_dir(bench.output.join("empty")).unwrap();
        symlink("CNAME", bench.output.join("topics/link")).unwrap();
        let mut files = pages(20, "one");
        files.extend(pages(n, "two"));
        let report = bench.publish(&files).unwrap();
        assert_eq!(report.mode, mode);
        assert_eq!(report.kept_foreign, [".gitkeep", "CNAME", "topics/link", "uploads/a/b.txt"]);
        let mut expected = text(&files);
        expected.extend(
            [
                (".gitkeep", ""),
                ("CNAME", "example.org"),
                ("topics/link", "-> CNAME"),
                ("uploads/a/b.txt", "b"),
            ]
            .map(|(path, text)| (path.to_owned(), text.to_owned())),
        );
        assert_eq!(bench.tree(), expected);
        assert!(bench.output.join("empty").is_dir());
        assert!(report.rescued.is_empty() && bench.backups().is_empty());
        bench.assert_clean();
    }
}

#[test]
fn an_edited_page_is_restored_and_the_edit_kept() {
    for (n, mode) in [(1, Mode::RollForward), (20, Mode::Swap)] {
        let bench = Bench::new();
        bench.publish(&pages(20, "one")).unwrap();
        bench.write("topics/page-0/index.html", "edited by hand");
        let mut files = pages(20, "one");
        files.extend(pages(n, "two"));
        let report = bench.publish(&files).unwrap();
        assert_eq!(report.mode, mode);
        assert_eq!(report.rescued.len(), 1);
        assert_eq!(report.rescued[0].path, "topics/page-0/index.html");
        assert_eq!(std::fs::read_to_string(&report.rescued[0].copy).unwrap(), "edited by hand");
        assert_eq!(bench.tree(), text(&files));
        bench.assert_clean();
    }
}

#[test]
fn an_edited_page_that_is_gone_from_the_site_is_left_to_its_editor() {
    let bench = Bench::new();
    bench.publish(&pages(9, "one")).unwrap();
    bench.write("topics/page-8/index.html", "edited by hand");
    let report = bench.publish(&pages(8, "one")).unwrap();
    assert_eq!(report.kept_foreign, ["topics/page-8/index.html"]);
    assert_eq!(report.left_edited, ["topics/page-8/index.html"]);
    assert!(report.removed.is_empty());
    assert_eq!(bench.read("topics/page-8/index.html"), "edited by hand");
}

#[test]
fn a_page_deleted_by_hand_comes_back() {
    let bench = Bench::new();
    bench.publish(&pages(9, "one")).unwrap();
    std::fs::remove_dir_all(bench.output.join("topics/page-4")).unwrap();
    assert_eq!(bench.publish(&pages(9, "one")).unwrap().written, ["topics/page-4/index.html"]);
    std::fs::remove_dir_all(&bench.output).unwrap();
    assert_eq!(bench.publish(&pages(9, "one")).unwrap().written.len(), 9);
}

#[test]
fn a_file_may_become_a_folder_and_the_reverse() {
    let (file, folder) = (with(pages(9, "one"), "a", "file"), with(pages(9, "one"), "a/b/c", "below"));
    for faults in [&[][..], &[Fault::Always("exchange", ErrorKind::Unsupported)]] {
        for (from, to) in [(&file, &folder), (&folder, &file)] {
            for large in [false, true] {
                let bench = Bench::new();
                bench.publish(from).unwrap();
                let to = if large { with(site(&[("x", "x")]), "a", "file") } else { to.clone() };
                let report = bench.with(faults, &to).0.unwrap();
                assert_eq!(report.mode == Mode::Swap, large && faults.is_empty());
                assert_eq!(bench.tree(), text(&to));
                assert_eq!(bench.publish(&to).unwrap().mode, Mode::Nothing);
                bench.assert_clean();
            }
        }
    }
}

#[test]
fn where_folders_cannot_be_exchanged_files_are() {
    for kind in [ErrorKind::Unsupported, ErrorKind::CrossesDevices, ErrorKind::ResourceBusy] {
        let bench = Bench::new();
        bench.publish(&pages(9, "one")).unwrap();
        let report = bench.with(&[Fault::Always("exchange", kind)], &pages(9, "two")).0.unwrap();
        assert_eq!(report.mode, Mode::RollForward);
        assert_eq!(bench.tree(), text(&pages(9, "two")));
        bench.assert_clean();
    }
}

#[test]
fn an_output_on_another_file_system_is_staged_beside_it() {
    if !std::path::Path::new(super::MEMORY).is_dir() {
        return;
    }
    let mut bench = Bench::new();
    bench.move_output();
    let files = pages(9, "one");
    assert_eq!(bench.publish(&files).unwrap().mode, Mode::Swap);
    bench.write("topics/page-0/index.html", "edited by hand");
    let files = with(files, "topics/page-1/index.html", "two");
    let report = bench.publish(&files).unwrap();
    assert_eq!((report.mode, report.written.len()), (Mode::RollForward, 2));
    assert_eq!(bench.backups(), ["edited by hand"]);
    for page in 0..9 {
        bench.write(&format!("topics/page-{page}/index.html"), "edited too");
    }
    let report = bench.publish(&pages(9, "three")).unwrap();
    assert_eq!((report.mode, report.rescued.len(), bench.backups().len()), (Mode::Swap, 9, 10));
    assert_eq!(bench.tree(), text(&pages(9, "three")));
    bench.assert_clean();
}

#[test]
fn two_builds_at_once_leave_one_of_the_two_sites() {
    let bench = Bench::new();
    for round in 0..40 {
        let sites = [pages(30, &format!("a{round}")), pages(25, &format!("b{round}"))];
        std::thread::scope(|scope| {
            for files in &sites {
                scope.spawn(|| bench.publish(files).unwrap());
            }
        });
        assert!(sites.iter().any(|files| bench.tree() == text(files)));
        bench.assert_clean();
    }
    assert!(bench.backups().is_empty());
}

#[test]
fn a_build_need_not_wait() {
    let mut bench = Bench::new();
    bench.options.wait = false;
    bench.publish(&pages(1, "one")).unwrap();
    let lock = std::fs::File::open(bench.state().join("lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(bench.publish(&pages(1, "two")), Err(PublishError::Busy { .. })));
    drop(lock);
    bench.publish(&pages(1, "two")).unwrap();
}

#[test]
fn the_public_functions_do_the_same() {
    let bench = Bench::new();
    let target = PublishTarget { output: &bench.output, state: &bench.state(), options: Default::default() };
    assert_eq!(recover(&target).unwrap(), Recovery::Nothing);
    publish(&pages(3, "one"), &target).unwrap();
    std::fs::create_dir(bench.state().join("stage").join("rubbish")).unwrap();
    assert_eq!(recover(&target).unwrap(), Recovery::Nothing);
    assert_eq!(bench.tree(), text(&pages(3, "one")));
}

#[test]
fn a_damaged_state_is_ignored() {
    let bench = Bench::new();
    bench.publish(&pages(9, "one")).unwrap();
    let manifest = bench.state().join("manifests").read_dir().unwrap().next().unwrap().unwrap().path();
    std::fs::write(&manifest, "{\"schema\":1,\"output\"").unwrap();
    let journal = bench.state().join("journal").join(manifest.file_name().unwrap());
    std::fs::write(journal, [0; 64]).unwrap();
    let files = with(pages(9, "one"), "topics/page-0/index.html", "two");
    assert_eq!(bench.publish(&files).unwrap().recovered, Recovery::Discarded);
    assert_eq!(bench.tree(), text(&files));
    bench.assert_clean();
}

#[test]
fn a_journal_cannot_lead_out_of_the_output() {
    let bench = Bench::new();
    bench.publish(&pages(9, "one")).unwrap();
    std::fs::write(bench.root.path().join("secret"), "secret").unwrap();
    let manifest = bench.state().join("manifests").read_dir().unwrap().next().unwrap().unwrap().file_name();
    let steps = r#"{"evicts":["../secret"],"writes":[],"removes":["../secret"]}"#;
    let journal = format!(r#"{{"schema":1,"place":"state","commit":{{"roll-forward":{steps}}}}}"#);
    std::fs::write(bench.state().join("journal").join(manifest), journal).unwrap();
    assert_eq!(bench.publish(&pages(9, "one")).unwrap().recovered, Recovery::Discarded);
    assert!(bench.root.path().join("secret").exists());
}

#[test]
fn the_record_is_the_same_for_the_same_site() {
    let (one, other) = (Bench::new(), Bench::new());
    one.publish(&pages(9, "old")).unwrap();
    one.publish(&pages(3, "new")).unwrap();
    other.publish(&pages(3, "new")).unwrap();
    let records = [one, other].map(|bench| super::list(&bench.state().join("manifests")));
    assert_eq!(records[0], records[1]);
}
