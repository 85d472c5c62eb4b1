//! How a file looks from outside: enough to know without reading it that nobody has changed it.
//!
//! A file is taken for the one that was there if its size, its inode, and the times at which its bytes and the
//! inode were last changed are the same. No program can set the last of them, so that one which puts back the
//! time of the bytes is seen all the same. Two changes within one tick of the clock have one time: what was
//! changed a moment before it was looked at must be looked at again. After a restart of the computer nothing is
//! believed, for the bytes may not have reached the disk.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// How a file looked.
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

/// A time as file systems give it, so long before another.
pub(crate) fn before(time: SystemTime, long: Duration) -> (i64, i64) {
    let since = time.checked_sub(long).and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
    let since = since.unwrap_or_default();
    (i64::try_from(since.as_secs()).unwrap_or_default(), i64::from(since.subsec_nanos()))
}

/// Names the present run of the computer's system.
pub(crate) fn boot() -> Option<String> {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()
}

/// File systems of other machines and of programs: what is told of a file may be a minute old, or be what the
/// program likes.
const DISTANT: [&str; 18] = [
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "fuse", "gfs", "gluster", "lustre", "ncp", "nfs", "ocfs",
    "orangefs", "prl_fs", "smb", "vboxsf", "virtiofs",
];

/// Whether the system tells truly and at once how the files in a folder look, given by its real path.
pub(crate) fn is_told(folder: &Path) -> bool {
    std::fs::read_to_string("/proc/self/mountinfo").is_ok_and(|mounts| is_near(&mounts, folder))
}

/// Whether a folder, and all that is mounted in it, stands on file systems of this machine. `mounts` is as
/// proc(5) describes `/proc/PID/mountinfo`: the fifth field of a line is where it is mounted, the first after
/// ` - ` the type.
fn is_near(mounts: &str, folder: &Path) -> bool {
    let is_near = |kind: &str| !DISTANT.iter().any(|distant| kind.starts_with(distant));
    let mut own: Option<(usize, bool)> = None;
    for line in mounts.lines() {
        let Some((mount, rest)) = line.split_once(" - ") else { continue };
        let Some(place) = mount.split(' ').nth(4).map(unescaped) else { continue };
        let is_near = is_near(rest.split(' ').next().unwrap_or_default());
        let place = Path::new(&place);
        let depth = place.components().count();
        if folder.starts_with(place) {
            // Of two that are mounted at one place, the later is seen.
            own = own.filter(|(deepest, _)| *deepest > depth).or(Some((depth, is_near)));
        } else if place.starts_with(folder) && !is_near {
            return false;
        }
    }
    own.is_some_and(|(_, is_near)| is_near)
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

    use super::is_near;

    const MOUNTS: &str = "\
21 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 21 0:25 / /home/a\\040b rw - nfs4 server:/home rw
31 30 0:26 / /home/a\\040b/near rw - tmpfs tmpfs rw
32 21 0:27 / /srv/site/seeds rw - fuse.sshfs other: rw
33 21 0:28 / /mnt rw - cifs //server rw
34 21 0:29 / /mnt rw - xfs /dev/vdb rw
";

    #[test]
    fn what_is_told_of_distant_files_is_not_believed() {
        for (folder, near) in [
            ("/work", true),
            ("/home/a b/site", false),
            ("/home/a b/near/site", true),
            ("/home/a c", true),
            ("/srv/site", false),
            ("/srv/site2", true),
            ("/mnt/site", true),
        ] {
            assert_eq!(is_near(MOUNTS, Path::new(folder)), near, "{folder}");
        }
        assert!(!is_near("", Path::new("/work")), "nothing is known");
    }
}
