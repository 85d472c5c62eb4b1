//! Files made for authors: `ibid init`, `ibid new`, and the writing of source files.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use crate::app::scaffold::file::create;
use crate::app::scaffold::topic::{NewTopic, new_topic};
use crate::app::terminal::{self, Global};
use crate::base::Failure;

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder; created if it does not exist
    #[arg(default_value = ".")]
    folder: PathBuf,
}

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

/// The files of a new site.
const STARTER: [(&str, &str); 7] = [
    ("ibid.yaml", include_str!("starter/ibid.yaml")),
    ("content/_index.md", include_str!("starter/home.md")),
    ("content/topics/_index.md", include_str!("starter/topics.md")),
    ("content/topics/harbour-bridge.md", include_str!("starter/harbour-bridge.md")),
    ("seeds/courier.md", include_str!("starter/courier.md")),
    ("seeds/gazette.md", include_str!("starter/gazette.md")),
    (".gitignore", "/public/\n/.ibid/\n"),
];

/// Makes a small working site.
pub(super) fn init(args: &InitArgs, global: &Global) -> Result<bool, Failure> {
    let folder = &args.folder;
    std::fs::create_dir_all(folder).map_err(|error| Failure::io("cannot make", folder, &error))?;
    let entries = std::fs::read_dir(folder).map_err(|error| Failure::io("cannot read", folder, &error))?;
    let other = entries.flatten().find(|entry| entry.file_name() != ".git");
    if let Some(other) = other {
        let message = format!("the folder is not empty: {}", other.path().display());
        return Err(Failure::new(message).help("choose an empty folder: `ibid init my-site`"));
    }
    for (path, text) in STARTER {
        create(&folder.join(path), text)?;
    }
    if !global.quiet {
        let change =
            if folder == Path::new(".") { String::new() } else { format!("cd {} && ", folder.display()) };
        terminal::say(&format!(
            "made a site with one topic and two sources\nnext: {change}ibid serve --open"
        ));
    }
    Ok(true)
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
