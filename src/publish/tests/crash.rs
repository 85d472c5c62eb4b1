//! Stop, or break, at every single file operation, then build again.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use super::super::{Fault, Files, Mode, PublishError, Standing};
use super::{Bench, pages, text, with};

/// A site on disk, and the next state of it.
pub(super) struct Scene {
    pub(super) name: &'static str,
    old: Option<Files>,
    tamper: fn(&Bench),
    pub(super) new: Files,
    pub(super) faults: Vec<Fault>,
    mode: Mode,
    elsewhere: bool,
}

impl Scene {
    pub(super) fn set(&self) -> Bench {
        let mut bench = Bench::new();
        if self.elsewhere {
            bench.move_output();
        }
        if let Some(old) = &self.old {
            bench.publish(old).unwrap();
        }
        (self.tamper)(&bench);
        bench
    }
}

pub(super) type Shown = BTreeMap<String, String>;

fn large() -> (Files, Files) {
    let old = with(with(pages(4, "old"), "a", "old file"), "b/c", "old below");
    let new = with(with(pages(3, "new"), "a/x", "new below"), "b", "new file");
    (old, with(new, "topics/page-9/index.html", "new"))
}

pub(super) fn scenes() -> Vec<Scene> {
    fn nothing(_: &Bench) {}
    fn keep(bench: &Bench) {
        bench.write(".gitkeep", "");
    }
    fn edit(bench: &Bench) {
        bench.write("CNAME", "foreign");
        bench.write("topics/page-0/index.html", "edited by hand");
    }
    let (old, new) = large();
    let small = with(pages(9, "old"), "topics/page-0/index.html", "new");
    let small = with(small, "style.css", "new");
    let scene = |name, old: Option<&Files>, tamper, new: &Files, mode| Scene {
        name,
        old: old.cloned(),
        tamper,
        new: new.clone(),
        faults: Vec::new(),
        mode,
        elsewhere: false,
    };
    let mut all = vec![
        scene("first", None, nothing, &new, Mode::Swap),
        scene("first, with .gitkeep", None, keep, &new, Mode::Swap),
        scene("swap", Some(&old), edit, &new, Mode::Swap),
        scene("roll forward", Some(&pages(10, "old")), edit, &small, Mode::RollForward),
    ];
    let unable = vec![Fault::Always("exchange", ErrorKind::Unsupported)];
    let fallback = scene("no exchange", Some(&old), edit, &new, Mode::RollForward);
    all.push(Scene { faults: unable, ..fallback });
    if std::path::Path::new(super::MEMORY).is_dir() {
        all.push(Scene { elsewhere: true, ..scene("elsewhere", Some(&old), edit, &new, Mode::Swap) });
    }
    all
}

/// The old site or the new one, whole; file by file where it was made file by file.
pub(super) fn assert_whole(scene: &Scene, at: usize, shown: &Shown, old: &Shown, new: &Shown) {
    let context = format!("{} stopped at {at}: {shown:#?}", scene.name);
    if scene.mode == Mode::Swap {
        assert!(shown == old || shown == new, "{context}");
        return;
    }
    let inside = |path: &str| path.starts_with(".ibid-stage");
    for (path, text) in shown.iter().filter(|(path, _)| !inside(path)) {
        assert!([old, new].iter().any(|site| site.get(path) == Some(text)), "{path} is torn; {context}");
    }
    for (path, text) in old.iter().filter(|(path, text)| new.get(*path).is_some_and(|new| new == *text)) {
        assert_eq!(shown.get(path), Some(text), "{context}");
    }
}

/// What the new site looks like, with what was not ours.
pub(super) fn expected(scene: &Scene, tampered: &Shown) -> Shown {
    let foreign = [".gitkeep", "CNAME"].into_iter().filter_map(|path| tampered.get_key_value(path));
    text(&scene.new).into_iter().chain(foreign.map(|(path, text)| (path.clone(), text.clone()))).collect()
}

pub(super) fn assert_finished(scene: &Scene, at: usize, bench: &Bench, tampered: &Shown) {
    bench.publish(&scene.new).unwrap_or_else(|error| panic!("{} after {at}: {error}", scene.name));
    assert_eq!(bench.tree(), expected(scene, tampered), "{} after {at}", scene.name);
    let edited = tampered.values().any(|text| text == "edited by hand");
    let lost = if edited { vec!["edited by hand"] } else { vec![] };
    assert_eq!(bench.backups(), lost, "{} after {at}", scene.name);
    bench.assert_clean();
}

pub(super) fn count(scene: &Scene) -> usize {
    let (result, count) = scene.set().with(&scene.faults, &scene.new);
    assert_eq!(result.unwrap().mode, scene.mode, "{}", scene.name);
    count
}

#[test]
fn stopped_anywhere_the_site_is_whole_and_the_next_build_finishes() {
    for scene in scenes() {
        for at in 0..count(&scene) {
            let bench = scene.set();
            let tampered = bench.tree();
            let faults = [&[Fault::Stop(at)], &scene.faults[..]].concat();
            bench.with(&faults, &scene.new).0.unwrap_err();
            assert_whole(&scene, at, &bench.tree(), &tampered, &expected(&scene, &tampered));
            assert_finished(&scene, at, &bench, &tampered);
        }
    }
}

#[test]
fn stopped_again_while_it_finishes_it_still_does() {
    for scene in scenes() {
        for at in (0..count(&scene)).step_by(3) {
            for again in (0..60).step_by(7) {
                let bench = scene.set();
                let tampered = bench.tree();
                let new = expected(&scene, &tampered);
                for stop in [at, again] {
                    let faults = [&[Fault::Stop(stop)], &scene.faults[..]].concat();
                    let _ = bench.with(&faults, &scene.new);
                    assert_whole(&scene, stop, &bench.tree(), &tampered, &new);
                }
                assert_finished(&scene, at, &bench, &tampered);
            }
        }
    }
}

#[test]
fn an_error_anywhere_is_reported_truly_and_the_next_build_repairs_it() {
    let kinds =
        [ErrorKind::StorageFull, ErrorKind::PermissionDenied, ErrorKind::CrossesDevices, ErrorKind::Other];
    for scene in scenes() {
        for at in 0..count(&scene) {
            let kind = kinds[at % kinds.len()];
            for kind in [kind, ErrorKind::ReadOnlyFilesystem] {
                let bench = scene.set();
                let tampered = bench.tree();
                let new = expected(&scene, &tampered);
                let faults = [&[Fault::Error(at, kind)], &scene.faults[..]].concat();
                let result = bench.with(&faults, &scene.new).0;
                assert_true(&scene, at, &result, [&bench.tree(), &tampered, &new], &format!("{kind:?}"));
                assert_finished(&scene, at, &bench, &tampered);
            }
        }
    }
}

/// What the answer says of the site is so: `trees` are what stands now, what stood, and what was to stand.
pub(super) fn assert_true(
    scene: &Scene,
    at: usize,
    result: &Result<super::PublishReport, PublishError>,
    [now, old, new]: [&Shown; 3],
    what: &str,
) {
    let context = format!("{} with {what} at {at}", scene.name);
    match result {
        Ok(_) | Err(PublishError::Io { standing: Standing::New, .. }) => assert_eq!(now, new, "{context}"),
        Err(PublishError::Io { standing: Standing::Mixed, .. }) => assert_whole(scene, at, now, old, new),
        Err(_) => assert_eq!(now, old, "{context}"),
    }
}
