//! `ibid new`: a new page.

use clap::{Args, Subcommand};

use crate::app::scaffold::topic::{NewTopic, new_topic};
use crate::app::terminal::{self, Global};
use crate::base::Failure;

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    #[command(subcommand)]
    what: New,
}

#[derive(Debug, Subcommand)]
enum New {
    /// A topic page: content/topics/TITLE.md
    Topic {
        /// The page's title
        title: String,
        /// Folder below content/
        #[arg(long, default_value = "topics", value_name = "FOLDER")]
        section: String,
        /// Leave the page out of builds for now
        #[arg(long)]
        draft: bool,
    },
}

/// Starts a new page.
pub(super) fn new(args: &NewArgs, global: &Global) -> Result<bool, Failure> {
    let New::Topic { title, section, draft } = &args.what;
    let topic = NewTopic { title: title.clone(), section: section.clone(), draft: *draft };
    let relative = new_topic(&global.place()?, &topic)?;
    if !global.quiet {
        terminal::say(&format!("made {relative}"));
    }
    Ok(true)
}
