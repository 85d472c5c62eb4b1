//! Between index and view: a page's document → finished, escaped HTML.
//!
//! 1. [`notes`]: sources are numbered, places lettered, mentions counted;
//! 2. [`passage`]: the words of a source that a note shows, with their context and addresses;
//! 3. [`body`]: blocks and inlines are written, tight, with the markers of the notes; HTML of authors, where
//!    it is on, passes through `raw`.
//!
//! Everything passes through one escaper ([`crate::base::escape`]); nothing of a source is ever interpreted.

pub mod body;
pub mod notes;
pub mod passage;
mod raw;
