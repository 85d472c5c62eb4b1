//! ibid builds a publishable website of sourced explainers. wip
pub mod config;
pub mod date;
pub mod diagnostic;
pub mod markdown;
pub mod snapshot;
pub mod source;
pub mod span;
pub mod suggest;
pub mod topic;
pub mod verify;
pub mod view;
pub mod yaml;
mod failure;
pub use failure::Failure;
