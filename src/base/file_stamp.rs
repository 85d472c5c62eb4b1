//! A file's stamp: enough to know, without reading the file, that it has not changed.
//!
//! A file counts as unchanged if its size, its inode, and the times at which its bytes and its inode last changed
//! are the same. No program can set the last of them, so a program that restores the time of the bytes is noticed
//! all the same. Two changes within one tick of the clock have the same time, so a file that changed a moment
//! before its stamp was taken has to be read again. Stamps from before a restart of the computer are not used,
//! since the bytes may not have reached the disk.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// What identifies one state of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileStamp {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) size: u64,
    /// Seconds and nanoseconds.
    pub(crate) bytes_changed: (i64, i64),
    pub(crate) changed: (i64, i64),
}

impl From<&Metadata> for FileStamp {
    fn from(found: &Metadata) -> Self {
        Self {
            device: found.dev(),
            inode: found.ino(),
            size: found.size(),
            bytes_changed: (found.mtime(), found.mtime_nsec()),
            changed: (found.ctime(), found.ctime_nsec()),
        }
    }
}

/// The time `long` before another, as file systems give it: seconds and nanoseconds.
pub(crate) fn time_before(time: SystemTime, long: Duration) -> (i64, i64) {
    let since = time.checked_sub(long).and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let since = since.unwrap_or_default();
    (i64::try_from(since.as_secs()).unwrap_or_default(), i64::from(since.subsec_nanos()))
}

/// Identifies the time since the computer last started.
pub(crate) fn boot_id() -> Option<String> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()
}

/// File systems of other machines and of programs: their stamps may be out of date, or be invented.
const REMOTE: [&str; 18] = [
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "fuse", "gfs", "gluster", "lustre", "ncp", "nfs", "ocfs",
    "orangefs", "prl_fs", "smb", "vboxsf", "virtiofs",
];

/// Whether stamps of files in a folder, given by its real path, can be relied on: whether it is on local file
/// systems only.
pub(crate) fn is_reliable_in(folder: &Path) -> bool {
    std::fs::read_to_string("/proc/self/mountinfo").is_ok_and(|mounts| is_local(&mounts, folder))
}

/// Whether a folder, and all that is mounted in it, is on file systems of this computer. `mounts` is as
/// proc(5) describes `/proc/PID/mountinfo`: the fifth field of a line is where it is mounted, the first after
/// ` - ` the type.
fn is_local(mounts: &str, folder: &Path) -> bool {
    let is_local = |kind: &str| !REMOTE.iter().any(|remote| kind.starts_with(remote));
    let mut own: Option<(usize, bool)> = None;
    for line in mounts.lines() {
        let Some((mount, rest)) = line.split_once(" - ") else { continue };
        let Some(place) = mount.split(' ').nth(4).map(unescaped) else { continue };
        let is_local = is_local(rest.split(' ').next().unwrap_or_default());
        let place = Path::new(&place);
        let depth = place.components().count();
        if folder.starts_with(place) {
            // Of two that are mounted at one place, the later is seen.
            own = own.filter(|(deepest, _)| *deepest > depth).or(Some((depth, is_local)));
        } else if place.starts_with(folder) && !is_local {
            return false;
        }
    }
    own.is_some_and(|(_, is_local)| is_local)
}

/// White space and backslashes stand in the list as `\040` and the like.
fn unescaped(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .into_iter()
        .fold(text.to_owned(), |text, (code, letter)| text.replace(code, letter))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::is_local;

    const MOUNTS: &str = "\
21 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 21 0:25 / /home/a\\040b rw - nfs4 server:/home rw
31 30 0:26 / /home/a\\040b/near rw - tmpfs tmpfs rw
32 21 0:27 / /srv/site/seeds rw - fuse.sshfs other: rw
33 21 0:28 / /mnt rw - cifs //server rw
34 21 0:29 / /mnt rw - xfs /dev/vdb rw
";

    #[test]
    fn stamps_of_remote_file_systems_are_not_relied_on() {
        for (folder, near) in [
            ("/work", true),
            ("/home/a b/site", false),
            ("/home/a b/near/site", true),
            ("/home/a c", true),
            ("/srv/site", false),
            ("/srv/site2", true),
            ("/mnt/site", true),
        ] {
            assert_eq!(is_local(MOUNTS, Path::new(folder)), near, "{folder}");
        }
        assert!(!is_local("", Path::new("/work")), "nothing is known");
    }
}
