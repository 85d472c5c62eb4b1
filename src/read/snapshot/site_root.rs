//! Where a site stands on disk.

use std::path::{Path, PathBuf};

use super::{CONFIG_FILE, LOCK_RECORD};
use crate::base::Failure;

/// Where a site stands on disk.
#[derive(Clone, Debug)]
pub struct SiteRoot {
    /// The folder that holds the configuration.
    pub root: PathBuf,
    /// The configuration's path relative to the root.
    pub config: String,
}

impl SiteRoot {
    /// True if an earlier build recorded that the site has a lock.
    pub(super) fn had_lock(&self) -> bool {
        self.root.join(LOCK_RECORD).symlink_metadata().is_ok()
    }

    /// Finds the site: `config` if given, else `ibid.yaml` in `root`, else in the current folder or
    /// the nearest one above it.
    ///
    /// # Errors
    /// Where there is no configuration.
    pub fn find(root: Option<&Path>, config: Option<&Path>) -> Result<Self, Failure> {
        let not_found = |place: String| {
            Failure::new(format!("no ibid.yaml {place}"))
                .help("run `ibid init` in an empty folder, or name the site's folder with --root")
        };
        let canonical =
            |path: &Path| path.canonicalize().map_err(|error| Failure::io("cannot open", path, &error));
        if let Some(config) = config {
            let relative_to = root.unwrap_or(Path::new("."));
            let file = canonical(&relative_to.join(config)).or_else(|_| canonical(config))?;
            if !file.is_file() {
                return Err(Failure::new(format!("{} is not a regular file", file.display()))
                    .help("name the site's ibid.yaml"));
            }
            let root = match root {
                Some(root) => canonical(root)?,
                None => file.parent().unwrap_or(Path::new("/")).to_path_buf(),
            };
            let name = file.strip_prefix(&root).map_or_else(|_| file.display().to_string(), slashed);
            return Ok(Self { root, config: name });
        }
        let found = match root {
            Some(root) => {
                let root = canonical(root)?;
                if !root.join(CONFIG_FILE).is_file() {
                    return Err(not_found(format!("in {}", root.display())));
                }
                root
            }
            None => {
                let here = canonical(Path::new("."))?;
                here.ancestors()
                    .find(|folder| folder.join(CONFIG_FILE).is_file())
                    .ok_or_else(|| not_found(format!("in {} or any folder above it", here.display())))?
                    .to_path_buf()
            }
        };
        Ok(Self { root: found, config: CONFIG_FILE.to_owned() })
    }
}

/// A path with `/` between its parts, whatever the system.
pub(super) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
