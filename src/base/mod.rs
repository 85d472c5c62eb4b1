//! The ground floor: values and small functions that every stage uses, and that know nothing of a site.

pub mod address;
pub mod author;
pub mod date;
pub mod diagnostic;
pub(crate) mod differences;
pub mod digit;
pub mod editor;
pub mod escape;
mod failure;
pub(crate) mod file_stamp;
pub mod ids;
pub mod language;
pub mod link;
pub mod output;
pub(crate) mod parallel;
pub mod percent;
pub(crate) mod regular_file;
pub mod sentence;
pub mod served;
pub mod sha256;
pub mod spaces;
pub mod span;
pub mod store;
pub mod suggest;
pub(crate) mod tag;
pub mod term;
pub mod word_diff;

pub use failure::{Failure, FileChanged};
