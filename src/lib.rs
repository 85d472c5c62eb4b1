//! ibid builds a publishable website of *sourced explainers*: every quotation is compared word for word
//! with the saved article before anything is published.
//!
//! A site passes through these stages, in the order of the modules below:
//!
//! 1. **read**: [`snapshot`], folders → path and bytes; the only reader;
//! 2. **parse**: [`source`] and [`topic`] (on [`markdown`], [`yaml`], [`date`]), a file → `Source` or `Page`,
//!    per file, pure and total;
//! 3. **verify**: [`verify`], page × sources → the state of every citation, and findings;
//! 4. **index**: [`site`], everything → one graph: addresses, backlinks, timeline, terms, links;
//! 5. **view**: [`markup`] writes texts as HTML, [`view`] makes one value per output page, which is all that
//!    a template may see;
//! 6. **render**: [`render`], view × theme → bytes; [`machine`] and [`mod@reference`], files for other programs; [`search`], the index of the search; [`picture`], cards, icons, images in
//!    other sizes;
//! 7. **publish**: [`publish`], bytes → the output folder; its only writer.
//!
//! [`engine`] runs stages 2 to 6 over a snapshot, [`command`] is the command line and [`preview`] the server
//! around it. An author's mistake is a [`diagnostic`]; a failure of the system is a [`Failure`].

// 1 read
pub mod snapshot;

// 2 parse
pub mod date;
pub mod markdown;
pub mod source;
pub mod topic;
pub mod yaml;

// 3 verify
pub mod verify;

// 4 index
pub mod site;

// 5 view
pub mod markup;
pub mod view;

// 6 render
pub mod machine;
pub mod picture;
pub mod reference;
pub mod render;
pub mod search;

// 7 publish
pub mod publish;

// around the stages
pub mod command;
pub mod engine;
pub mod preview;

// beside the stages
pub mod config;
pub mod diagnostic;
mod differences;
pub mod editor;
mod failure;
pub mod language;
pub mod lock;
mod look;
pub mod span;
pub mod store;
pub mod suggest;
pub mod words;

pub use failure::Failure;
