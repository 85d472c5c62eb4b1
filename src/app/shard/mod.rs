//! A site that is built in parts, by any scheduler: four steps over a folder, the [`ShardStore`], that all processes
//! see.
//!
//! 1. [`outline()`]: parses and checks its share of the pages, and writes what was found;
//! 2. [`merge()`]: joins what was found of all pages, checks the site as a whole, and says whether it may be published;
//! 3. [`build()`]: makes its share of the files, and writes them as packs of about 64 MiB;
//! 4. [`publish()`]: puts the files of all parts into the output folder.
//!
//! What is published is what `ibid build` publishes, byte for byte, whatever the number of parts and the order of the
//! steps. A step that has been taken is not taken again; one that was killed leaves nothing that another takes for
//! its work, since every file of the store is written under another name first. Which part a page or a file belongs
//! to follows from a hash of its path ([`SitePart`]).
//!
//! What is damaged, of another state of the site or of another build of the program is refused and named by its part: a
//! record names the build that wrote it and the hash of its bytes ([`record`]), an object is named by the hash of its
//! own. That tells damage and not intent, so whoever can write the store can publish anything; the paths of files are
//! checked all the same, as those of any publication.
//!
//! Every process of steps 2 and 3 has the facts of all pages in memory, though not their texts: docs/scale.md has
//! figures.

mod build;
mod merge;
mod object;
mod outline;
mod pack;
mod part;
mod publish;
mod record;
mod site;
mod status;
mod store;

pub use build::{BuildReport, build};
pub use merge::{MergeReport, merge};
pub use outline::{OutlineReport, outline};
pub use part::SitePart;
pub use publish::{PublishPartsError, PublishedParts, publish};
pub use record::SiteOptions;
pub use status::{StepStatus, status};
pub use store::ShardStore;
