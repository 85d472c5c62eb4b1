//! What git has of a site's files, read by calling `git`: nothing is checked out, and nothing of a repository's own
//! settings is run.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::base::Failure;
use crate::read::snapshot::MAX_TEXT;

/// A call of git in a folder; the paths that it is given and lists are relative to the folder.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    // A repository may name programs that git runs; none of them is needed for reading objects.
    command.args(["--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]);
    command.arg("-C").arg(folder);
    command
}

/// What git prints; nothing where it refuses.
///
/// # Errors
/// Where there is no git.
pub(crate) fn run(folder: &Path, args: &[&str]) -> Result<Option<Vec<u8>>, Failure> {
    let done = command(folder).args(args).stdin(Stdio::null()).output();
    let done = done.map_err(|error| {
        Failure::new(format!("git cannot be called: {error}"))
            .help("install git, or compare with a published folder or its claims.json")
    })?;
    Ok(done.status.success().then_some(done.stdout))
}

/// The texts that a file had in the commits that lead to the present one, the latest first, at most `most` of them.
/// None where there is no repository, or no git.
pub(crate) fn versions(folder: &Path, file: &str, most: usize) -> impl Iterator<Item = String> + use<> {
    let count = format!("--max-count={most}");
    let listed = run(folder, &["rev-list", &count, "HEAD", "--", file]).ok().flatten().unwrap_or_default();
    let commits: Vec<String> = String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect();
    let (folder, file) = (folder.to_owned(), file.to_owned());
    commits.into_iter().filter_map(move |commit| {
        let object = format!("{commit}:./{file}");
        let size = run(&folder, &["cat-file", "-s", &object]).ok()??;
        let size: u64 = String::from_utf8_lossy(&size).trim().parse().ok()?;
        let bytes = (size <= MAX_TEXT).then(|| run(&folder, &["cat-file", "blob", &object]).ok()?)??;
        String::from_utf8(bytes).ok()
    })
}
