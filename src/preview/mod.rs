//! stub
use crate::{Failure, command::Global};
use clap::Args;
/// a
#[derive(Debug, Args)]
pub struct ServeArgs {}
pub(crate) fn serve(_a: &ServeArgs, _g: &Global) -> Result<bool, Failure> {
    Ok(true)
}
