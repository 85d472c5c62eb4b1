//! Files made for authors: a new topic page, a new source. The command line and the preview's forms both
//! call these, so there is one way to make each.

pub(crate) mod citation;
pub(crate) mod file;
pub(crate) mod front_matter;
pub(crate) mod migrate;
mod read_back;
pub(crate) mod rename;
pub(crate) mod review;
pub(crate) mod source;
pub(crate) mod source_change;
pub(crate) mod topic;
mod written;
