//! ibid builds a publishable website of *sourced explainers*: every quotation is compared word for word
//! with the saved article before anything is published.
//!
//! A site passes through these stages, which are the floors of this folder:
//!
//! 1. [`read`]: folders → paths and bytes, settings, words; the only reader of a site;
//! 2. [`parse`]: a file → `Source`, `Page` or `Lock`, per file, pure and total;
//! 3. [`verify`]: page × sources → the state of every citation, and findings;
//! 4. [`site`]: everything → one index: addresses, backlinks, timeline, terms, links;
//! 5. [`render`]: the index → views → bytes: pages, files for other programs, the search index, pictures;
//! 6. [`publish`]: bytes → the output folder; its only writer.
//!
//! [`app`] runs the stages, and is the command line and the preview around them; its [`app::ingest`] makes sources of
//! other programs' files before any stage runs. [`base`] holds the values that every stage uses. A floor imports only
//! what stands above it in ARCHITECTURE.md's table of rooms;
//! `tests/suite/layers.rs` holds that.

pub mod base;

pub mod read;

pub mod parse;

pub mod verify;

pub mod site;

pub mod render;

pub mod publish;

pub mod app;
