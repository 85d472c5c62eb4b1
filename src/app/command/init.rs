//! `ibid init`: a small working site, and the file that has a forge check and publish it.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::app::scaffold::file::create;
use crate::app::scaffold::migrate::{Migration, OldSite};
use crate::app::terminal::{self, Global};
use crate::base::Failure;

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder; created if it does not exist
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Write the file that checks every change on this forge and publishes the site; in a folder that is a site
    /// already, only this file
    #[arg(long, value_name = "FORGE")]
    ci: Option<Forge>,
    /// Make it of the pages and files of a site of Zola, Hugo, Quarto or MyST, which stays as it is
    #[arg(long, value_name = "SITE")]
    from: Option<PathBuf>,
}

/// Where a site's repository is kept.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Forge {
    /// GitHub Actions and GitHub Pages
    Github,
    /// GitLab CI and GitLab Pages
    Gitlab,
    /// Forgejo Actions, which pushes the site to a branch `pages`
    Forgejo,
}

impl Forge {
    /// Where the forge looks for its file.
    fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/site.yml",
            Self::Gitlab => ".gitlab-ci.yml",
            Self::Forgejo => ".forgejo/workflows/site.yml",
        }
    }

    /// The file; it installs the version of the program that wrote it.
    fn text(self) -> String {
        let template = match self {
            Self::Github => include_str!("starter/ci/github.yml"),
            Self::Gitlab => include_str!("starter/ci/gitlab.yml"),
            Self::Forgejo => include_str!("starter/ci/forgejo.yml"),
        };
        template.replace("VERSION", env!("CARGO_PKG_VERSION"))
    }
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

/// How git joins the work of two people, or of one on two machines: each line of these files is a record of its own, so
/// that both sides' lines are kept.
const ATTRIBUTES: &str = "changes.jsonl merge=union\nreviews/*.jsonl merge=union\n";

/// Makes a small working site.
pub(super) fn init(args: &InitArgs, global: &Global) -> Result<bool, Failure> {
    let folder = &args.folder;
    let old = args.from.as_deref().map(OldSite::open).transpose()?;
    std::fs::create_dir_all(folder).map_err(|error| Failure::io("cannot make", folder, &error))?;
    let is_site = folder.join("ibid.yaml").is_file();
    if is_site && let Some(forge) = args.ci {
        create(&folder.join(forge.path()), forge.text())?;
        if !global.quiet {
            terminal::say(&format!("made {}", forge.path()));
        }
        return Ok(true);
    }
    let entries = std::fs::read_dir(folder).map_err(|error| Failure::io("cannot read", folder, &error))?;
    let other = entries.flatten().find(|entry| entry.file_name() != ".git");
    if let Some(other) = other {
        let message = format!("the folder is not empty: {}", other.path().display());
        return Err(Failure::new(message).help("choose an empty folder: `ibid init my-site`"));
    }
    let migration = old.map(|old| old.migrate(folder)).transpose()?;
    if migration.is_none() {
        STARTER.into_iter().try_for_each(|(path, text)| create(&folder.join(path), text))?;
    }
    // An old site's own files stay as they were taken over.
    let attributes = folder.join(".gitattributes");
    if !attributes.exists() {
        create(&attributes, ATTRIBUTES)?;
    }
    if let Some(forge) = args.ci {
        create(&folder.join(forge.path()), forge.text())?;
    }
    if !global.quiet {
        let change =
            if folder == Path::new(".") { String::new() } else { format!("cd {} && ", folder.display()) };
        match migration {
            Some(migration) => say_what_moved(&migration, &change),
            None => terminal::say(&format!(
                "made a site with one topic and two sources\nnext: {change}ibid serve --open"
            )),
        }
    }
    Ok(true)
}

/// Prints what was taken over from another generator, and what is left to do.
fn say_what_moved(migration: &Migration, change: &str) {
    for line in &migration.left_out {
        terminal::say(&format!("left out  {line}"));
    }
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    terminal::say(&format!(
        "took over {} and {} from a site in {}\nnext: {change}ibid check",
        count(migration.pages, "page"),
        count(migration.files, "other file"),
        migration.generator.name()
    ));
}
