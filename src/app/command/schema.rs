//! `ibid schema`.

use clap::Args;

use crate::app::schema::{Schema, schema};
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::read::config;
use crate::read::snapshot;

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// What it is of
    #[arg(value_enum)]
    what: Schema,
}

/// Prints a schema, with the taxonomies of the site where the command is run in one.
pub(super) fn run(args: &SchemaArgs, global: &Global) -> Result<bool, Failure> {
    let taxonomies = match global.place() {
        Ok(place) => {
            let (snapshot, _) = snapshot::read(&place)?;
            config::parse(&snapshot, &place.config).0.taxonomies
        }
        Err(failure) if global.names_a_site() => return Err(failure),
        Err(_) => vec!["tags".to_owned()],
    };
    terminal::print(&format!("{:#}\n", schema(args.what, &taxonomies)));
    Ok(true)
}
