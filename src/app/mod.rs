//! The top floor: the stages run as one ([`engine`]), the command line ([`command`]) and the preview
//! ([`preview`]).

pub mod command;
pub mod engine;
pub mod ingest;
mod mcp;
pub mod preview;
pub(crate) mod scaffold;
pub(crate) mod terminal;
