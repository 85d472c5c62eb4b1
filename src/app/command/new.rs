//! `ibid new`: a new page.

use clap::{Args, Subcommand};

use super::completion;
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
        #[arg(long, default_value = "topics", value_name = "FOLDER", add = completion::sections())]
        section: String,
        /// Publish the page with the next build (default: it is a draft)
        #[arg(long)]
        publish: bool,
    },
}

/// Starts a new page.
pub(super) fn new(args: &NewArgs, global: &Global) -> Result<bool, Failure> {
    let New::Topic { title, section, publish } = &args.what;
    let topic = NewTopic { title: title.clone(), section: section.clone(), publish: *publish };
    let relative = new_topic(&global.place()?, &topic)?;
    if !global.quiet {
        terminal::say(&format!("made {relative}"));
        if !publish {
            terminal::say(
                "it is a draft: `ibid serve --drafts` shows it, and without the line `draft: true` it is published",
            );
        }
    }
    Ok(true)
}
