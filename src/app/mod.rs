//! The top floor: the stages run as one ([`engine`]), the command line ([`command`]), the preview ([`preview`]) and
//! the language server ([`lsp`]).

pub mod command;
pub mod engine;
mod fetch;
pub(crate) mod git;
pub mod ingest;
pub(crate) mod lsp;
mod mcp;
pub mod preview;
pub(crate) mod review;
pub(crate) mod scaffold;
pub(crate) mod schema;
pub mod shard;
pub(crate) mod terminal;
