//! The tests of the program, in one process: each module says what it tests. Apart stand `tests/mutation`, `fuzz`
//! and `scale`, which compute for long or measure the time of their own process.
//!
//! `cargo test --test suite golden` runs one module.

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)] // in a test, a surprise is a failure

mod support;

#[path = "../../crates/quotation/tests/mutation/oracle.rs"]
mod oracle;

mod browser;
mod cases;
mod changes;
mod citations_pandoc;
mod claims;
mod cli;
mod completions;
mod diagnostics;
mod docs;
mod editor_schemas;
mod escapes;
mod exports;
mod fetched;
mod figures;
mod flagship;
mod forges;
mod full_disk;
mod golden;
mod guide;
mod hostile;
mod incremental;
mod ingest;
mod interrupted;
mod labelled;
mod languages;
mod layers;
mod letters;
mod lsp;
mod maps;
mod mcp;
mod metadata;
mod migrate;
mod minify;
mod output;
mod paging;
mod pictures;
mod preview;
mod private;
mod quotations;
mod references;
mod repository;
mod reviews;
mod schemas;
mod search;
mod shard;
mod sites;
mod suggestions;
mod templates;
mod theme;
mod type_names;
mod updates;
mod xss;
mod yaml_differential;
