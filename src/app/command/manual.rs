//! The manual pages of the command line, in roff, for packages of the program.

use std::path::Path;

use crate::base::Failure;

/// Writes `ibid.1` and a page for each command that is shown.
pub(super) fn write(command: clap::Command, folder: &Path) -> Result<bool, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::io("cannot make", folder, &error))?;
    clap_mangen::generate_to(command, folder)
        .map_err(|error| Failure::io("cannot write the manual pages to", folder, &error))?;
    Ok(true)
}
