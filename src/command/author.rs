//! Files made for authors: `ibid init`, `ibid new`, and the writing of source files.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::{Global, report};
use crate::Failure;
use crate::snapshot::Place;
use crate::topic::address::slug;

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder; made if need be
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
        report::say(&format!("made a site with one topic and two sources\nnext: {change}ibid serve --open"));
    }
    Ok(true)
}

/// A topic page to be started.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTopic {
    /// Its title.
    pub(crate) title: String,
    /// Folder below `content/`.
    pub(crate) section: String,
    /// Whether it is left out of builds for now.
    pub(crate) draft: bool,
}

/// Starts a new page.
pub(super) fn new(args: &NewArgs, global: &Global) -> Result<bool, Failure> {
    let New::Topic { title, section, draft } = &args.what;
    let topic = NewTopic { title: title.clone(), section: section.clone(), draft: *draft };
    let relative = new_topic(&global.place()?, &topic)?;
    if !global.quiet {
        report::say(&format!("made {relative}"));
    }
    Ok(true)
}

/// Writes the file of a new topic page; gives its path below the root.
pub(crate) fn new_topic(place: &Place, topic: &NewTopic) -> Result<String, Failure> {
    let title = single_line(&topic.title);
    if title.is_empty() {
        return Err(Failure::new("a page needs a title").help("write the question that it answers"));
    }
    let mut name = slug(&title);
    while name.len() > 100 {
        name.pop();
    }
    if let Some(reason) = crate::topic::address::unfit(&name) {
        return Err(Failure::new(format!("`{title}` gives no file name: {reason}"))
            .help("use a title with letters or digits"));
    }
    let section = topic.section.trim().trim_matches('/');
    if !section.is_empty() && section.split('/').any(|part| crate::topic::address::unfit(part).is_some()) {
        return Err(Failure::new(format!("`{section}` is not a folder below content/"))
            .help("name a folder such as `topics`"));
    }
    let relative = if section.is_empty() {
        format!("content/{name}.md")
    } else {
        format!("content/{section}/{name}.md")
    };
    let draft = if topic.draft { "draft: true\n" } else { "" };
    let today = jiff::Zoned::now().date();
    let text = format!(
        "---\ntitle: {}\ndate: {today}\n{draft}---\n\n::: summary\nThe answer in two or three sentences.\n:::\n\n## A question that readers ask\n\nSay it in your own words and cite while you write: `[@key]`, or pin it with the source's words: `[@key, \"exact words\"]`.\n",
        quoted(&title)
    );
    create_in(place, &relative, &text)?;
    Ok(relative)
}

/// A text without line ends and double spaces.
pub(super) fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as a YAML scalar: JSON's quoting is valid YAML.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::String(text.to_owned()).to_string()
}

/// Writes a new file of a site, as [`create`] does, and never outside of the site: a folder that is a link
/// may lead anywhere.
pub(super) fn create_in(place: &Place, relative: &str, text: &str) -> Result<(), Failure> {
    let path = place.root.join(relative);
    if path.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("{relative} exists already")).help("choose another name"));
    }
    let folder = path.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or(&place.root);
    let real = folder.canonicalize().map_err(|error| Failure::io("cannot open", folder, &error))?;
    if !real.starts_with(&place.root) {
        let shown = folder.strip_prefix(&place.root).unwrap_or(folder);
        return Err(Failure::new(format!("{} leads out of the site", shown.display()))
            .help("replace the link by a folder"));
    }
    create(&path, text)
}

/// Writes a new file, whole or not at all; an existing one is never touched.
fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| Failure::io("cannot write", path, error);
    if path.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("{} exists already", path.display())).help("choose another name"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| Failure::io("cannot make", folder, &error))?;
    let temporary = temporary_beside(path);
    write_synced(&temporary, text).map_err(|error| failed(&error))?;
    // A hard link fails where the name is taken, so of two racers one wins.
    let linked = std::fs::hard_link(&temporary, path);
    let removed = std::fs::remove_file(&temporary);
    linked.and(removed).map_err(|error| failed(&error))
}

/// Replaces a file of ours, whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let temporary = temporary_beside(path);
    write_synced(&temporary, text)
        .and_then(|()| std::fs::rename(&temporary, path))
        .map_err(|error| Failure::io("cannot write", path, &error))
}

fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

fn write_synced(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
