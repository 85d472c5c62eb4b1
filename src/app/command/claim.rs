//! `ibid claim`: record what pages state as published.

use std::sync::Arc;

use clap::{Args, Subcommand};

use super::completion;
use crate::app::engine::{RunOptions, Workspace};
use crate::app::scaffold::file::replace;
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::read::snapshot;
use crate::read::snapshot::LOCK_FILE;

#[derive(Debug, Args)]
pub(crate) struct ClaimArgs {
    #[command(subcommand)]
    what: ClaimCommand,
}

#[derive(Debug, Subcommand)]
enum ClaimCommand {
    /// Record the statements of pages as published, as they are now
    ///
    /// From then on `ibid check` and `ibid build` warn when one of them changes and the page has no new
    /// entry under `corrections`. Run it when you publish, and keep ibid.lock in version control.
    Accept {
        /// The pages' files, such as content/topics/page.md
        #[arg(required_unless_present = "all", add = completion::pages())]
        pages: Vec<String>,
        /// Record all
        #[arg(long)]
        all: bool,
    },
}

pub(super) fn run(args: &ClaimArgs, global: &Global) -> Result<bool, Failure> {
    let ClaimCommand::Accept { pages, all } = &args.what;
    let place = global.place()?;
    let (snapshot, found) = snapshot::read(&place)?;
    let options = RunOptions { skip_minify: true, ..RunOptions::default() };
    let checked = Workspace::default().update(Arc::new(snapshot), &place.config, found, &options)?;
    let published = &checked.site.pages;
    let stands = |path: &str| published.iter().any(|page| page.path == path);
    let gone: Vec<String> = checked.lock.recorded().filter(|path| !stands(path)).map(str::to_owned).collect();
    if let Some(path) = pages.iter().find(|path| !stands(path) && !gone.contains(path)) {
        let failure = Failure::new(format!("no page is published from `{path}`"));
        let known = published.iter().map(|page| page.path.as_str());
        return Err(match crate::base::suggest::nearest(path, known) {
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None => failure.help("name its file from the site's folder: content/topics/page.md"),
        });
    }
    let is_meant = |path: &String| *all || pages.contains(path);
    let accepted: Vec<_> = published.iter().filter(|page| is_meant(&page.path)).collect();
    let mut lock = checked.lock.with_published(accepted.iter().copied());
    for path in gone.iter().filter(|path| is_meant(path)) {
        lock = lock.without(path);
    }
    replace(&place.root.join(LOCK_FILE), lock.text())?;
    if !global.is_quiet() {
        let statements: usize = accepted.iter().map(|page| page.document.groups.len()).sum();
        let count =
            |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
        let (statements, pages) = (count(statements, "statement"), count(accepted.len(), "page"));
        terminal::say(&format!("recorded {statements} of {pages} in {LOCK_FILE}"));
    }
    Ok(true)
}
