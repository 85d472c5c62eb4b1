//! stub
use clap::Args;
use crate::{Failure, command::Global};
/// a
#[derive(Debug, Args)]
pub struct ServeArgs {}
pub(crate) fn serve(_a: &ServeArgs, _g: &Global) -> Result<bool, Failure> { Ok(true) }
