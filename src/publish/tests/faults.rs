//! Each error that a system gives, at every single file operation.

use std::io::ErrorKind;

use super::super::{Fault, PublishError};
use super::crash::{assert_finished, assert_true, count, expected, scenes};
use super::{Bench, pages};

/// The errors of Linux that a build can meet, by number.
const NUMBERS: [(&str, i32); 8] = [
    ("EINTR", 4),
    ("EIO", 5),
    ("EACCES", 13),
    ("ENFILE", 23),
    ("EMFILE", 24),
    ("ENOSPC", 28),
    ("EROFS", 30),
    ("EDQUOT", 122),
];

/// After each of them the answer is true, what the site shows is whole, and the next build repairs the rest.
#[test]
fn every_error_of_the_system_at_every_operation() {
    let (mut points, mut injected) = (0, 0);
    for scene in scenes() {
        let count = count(&scene);
        points += count;
        for at in 0..count {
            // Of a write that fails, half may have been written.
            let faults = NUMBERS.map(|(name, number)| (name, Fault::Number(at, number)));
            let short =
                [("short write, ENOSPC", Fault::Short(at, 28)), ("short write, EIO", Fault::Short(at, 5))];
            for (name, fault) in faults.into_iter().chain(short) {
                let bench = scene.set();
                let tampered = bench.tree();
                let new = expected(&scene, &tampered);
                let result = bench.with(&[&[fault], &scene.faults[..]].concat(), &scene.new).0;
                assert_true(&scene, at, &result, [&bench.tree(), &tampered, &new], name);
                if let Err(PublishError::Io { failure, .. }) = &result {
                    let said = failure.to_string();
                    assert!(said.contains(&failure.path.display().to_string()), "no path: {said}");
                    assert!(failure.action != "write" || failure.bytes.is_some(), "no size: {said}");
                }
                assert_finished(&scene, at, &bench, &tampered);
                injected += 1;
            }
        }
    }
    println!("faults: {injected} injected at {points} operations, 0 lost or changed files");
}

#[test]
fn without_locks_it_publishes_and_says_so() {
    let bench = Bench::new();
    let unable = [Fault::Always("lock", ErrorKind::Unsupported)];
    assert!(!bench.with(&unable, &pages(3, "one")).0.unwrap().locked);
    assert!(bench.publish(&pages(3, "two")).unwrap().locked);
}
