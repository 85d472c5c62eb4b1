//! How a file looks from outside: enough to know without reading it that nobody has changed it.
//!
//! A file is taken for the one that was there if its size, its inode, and the times at which its bytes and the
//! inode were last changed are the same. No program can set the last of them, so that one which puts back the
//! time of the bytes is seen all the same. Two changes within one tick of the clock have one time: what was
//! changed a moment before it was looked at must be looked at again. After a restart of the computer nothing is
//! believed, for the bytes may not have reached the disk.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

/// How a file looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Look {
    pub(crate) device: u64,
    pub(crate) inode: u64,
    pub(crate) size: u64,
    /// Seconds and nanoseconds.
    pub(crate) bytes_changed: (i64, i64),
    pub(crate) changed: (i64, i64),
}

impl From<&Metadata> for Look {
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
