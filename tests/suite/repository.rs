//! What the repository keeps: nothing that was built, and no large files, which every clone would carry for ever.

use std::path::Path;
use std::process::Command;

/// The largest file that is kept, in bytes.
const LIMIT: u64 = 1_000_000;

/// The files that git keeps, by their paths in the repository.
fn kept() -> Vec<String> {
    let mut command = Command::new("git");
    command.args(["ls-files", "-z"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let listed = command.output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let paths = String::from_utf8(listed.stdout).unwrap();
    paths.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn no_large_file_is_kept() {
    let paths = kept();
    assert!(paths.len() > 500, "{paths:?}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // One that was moved away and is not yet recorded so has no size.
    let size = |path: &str| std::fs::symlink_metadata(root.join(path)).map_or(0, |file| file.len());
    let large: Vec<&String> = paths.iter().filter(|path| size(path) > LIMIT).collect();
    assert!(large.is_empty(), "larger than {LIMIT} bytes: {large:?}");
}

#[test]
fn nothing_is_kept_that_was_built() {
    let is_built = |path: &&String| {
        let ends = [".whl", ".deb", ".tgz", ".tar.gz", ".oci.tar", ".o", ".rlib", ".so", ".pyc"];
        ends.iter().any(|end| path.ends_with(end)) || path.split('/').any(|part| part == "node_modules")
    };
    let built: Vec<String> = kept().iter().filter(is_built).cloned().collect();
    assert!(built.is_empty(), "{built:?}");
}
