//! Records of reviews, each in the file of its person.

use crate::base::address::slug;
use crate::base::{Failure, regular_file};
use crate::parse::review::ReviewRecord;
use crate::read::snapshot::{REVIEWS, SiteRoot};

use super::file::{create_in, replace};

/// Most characters of the name of a file; what is longer, some systems refuse.
const LONGEST_NAME: usize = 50;

/// The file of a person's records.
pub(crate) fn file_of(person: &str) -> String {
    let name: String = slug(person).chars().take(LONGEST_NAME).collect();
    format!("{REVIEWS}/{}.jsonl", if name.is_empty() { "reviewer" } else { &name })
}

/// Adds a record at the end of the file of its person. Lines that are there stay as they are, whatever they say.
pub(crate) fn add(place: &SiteRoot, record: &ReviewRecord) -> Result<(), Failure> {
    let relative = file_of(&record.by);
    let path = place.root.join(&relative);
    let line = format!("{}\n", record.json());
    if path.symlink_metadata().is_err() {
        return create_in(place, &relative, line);
    }
    let is_within = path.canonicalize().is_ok_and(|real| real.starts_with(&place.root) && real.is_file());
    if !is_within {
        return Err(Failure::new(format!("{relative} is not a regular file of the site"))
            .help("replace it by a file of your own, or delete it"));
    }
    let mut bytes = regular_file::read(&path).map_err(|error| Failure::io("cannot read", &path, &error))?;
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(line.as_bytes());
    replace(&path, bytes)
}
