//! `ibid theme eject`: a built-in theme's files as the site's own, to be changed.

use std::fs::{File, OpenOptions, create_dir_all};
use std::io::Write;
use std::path::Path;

use clap::{Args, Subcommand};

use super::completion;
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::suggest::nearest;
use crate::read::config;
use crate::read::snapshot;
use crate::render::html::theme::{BUILT_IN, built_in_files};

#[derive(Debug, Args)]
pub(crate) struct ThemeArgs {
    #[command(subcommand)]
    what: ThemeCommand,
}

#[derive(Debug, Subcommand)]
enum ThemeCommand {
    /// Copy files of the theme in use into themes/, where they take the place of the built-in ones
    Eject {
        /// Templates, or other files of the theme: topic.html, static/style.css, i18n/en.yaml (default: all)
        #[arg(add = completion::theme_files())]
        files: Vec<String>,
    },
}

pub(super) fn run(args: &ThemeArgs, global: &Global) -> Result<bool, Failure> {
    let ThemeCommand::Eject { files } = &args.what;
    let place = global.place()?;
    let (snapshot, _) = snapshot::read(&place)?;
    let (config, findings) = config::parse(&snapshot, &place.config);
    if !findings.is_empty() {
        terminal::findings(&findings, &snapshot, global);
        return Ok(false);
    }
    let theme = &config.theme.value;
    let is_name = !theme.is_empty() && !theme.contains(['/', '\\']) && theme != "..";
    if !is_name {
        return Err(Failure::new(format!("`{theme}` cannot name a theme's folder")));
    }
    let built_in = built_in_files(theme);
    let wanted: Vec<&str> = if files.is_empty() {
        built_in.keys().map(String::as_str).collect()
    } else {
        files.iter().map(|name| find(name, built_in.keys())).collect::<Result<_, _>>()?
    };
    let mut is_done = true;
    for path in wanted {
        let file = place.root.join("themes").join(theme).join(path);
        let shown = format!("themes/{theme}/{path}");
        match write_new(&file, built_in[path]) {
            Ok(()) => terminal::print(&format!("wrote {shown}\n")),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                is_done &= files.is_empty();
                terminal::print(&format!("kept {shown}, which is there already\n"));
            }
            Err(error) => return Err(Failure::io("cannot write", &file, &error)),
        }
    }
    if !BUILT_IN.contains(&theme.as_str()) {
        terminal::print(&format!("`{theme}` falls back to the theme `default` for what it does not have\n"));
    }
    Ok(is_done)
}

/// The path of a file of the theme: `topic.html` is `templates/topic.html`.
fn find<'n>(name: &str, known: impl Iterator<Item = &'n String> + Clone) -> Result<&'n str, Failure> {
    let as_template = format!("templates/{name}");
    if let Some(path) = known.clone().find(|path| *path == name || **path == as_template) {
        return Ok(path);
    }
    let names = known.map(|path| path.strip_prefix("templates/").unwrap_or(path));
    let failure = Failure::new(format!("the theme has no file `{name}`"));
    Err(match nearest(name, names) {
        Some(meant) => failure.help(format!("did you mean `{meant}`?")),
        None => failure.help("docs/templates.md lists the templates"),
    })
}

/// Writes a file that is not there yet.
fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        create_dir_all(folder)?;
    }
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}
