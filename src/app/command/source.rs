//! `ibid source`: add, list and accept sources.

mod add;
mod capture_summary;
mod edit;
mod health;
mod import;
mod live;
mod show;
mod zotero;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;

use crate::app::command::{check_with_drafts, completion};
use crate::app::engine::Checked;
use crate::app::scaffold::file::replace;
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::diagnostic::printable;
use crate::base::ids::SourceId;
use crate::parse::source::Source;
use crate::read::snapshot::LOCK_FILE;

#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    #[command(subcommand)]
    what: SourceCommand,
}

#[derive(Debug, Subcommand)]
enum SourceCommand {
    /// Save a text, a saved page, a PDF or another file as a source
    Add(Box<add::AddSourceArgs>),
    /// Make records of the entries of a bibliography; their texts are added later
    Import(import::ImportArgs),
    /// List the sources with their uses and state
    List {
        /// Only those that lack this: their text, or a fact that they neither state nor are said not to state
        #[arg(long, value_name = "WHAT", value_parser = ["text", "title", "publisher", "url", "date", "author"])]
        wanting: Option<String>,
        /// Only those that no page cites
        #[arg(long)]
        unused: bool,
    },
    /// Show a source's facts and its numbered paragraphs
    Show {
        /// The source's key
        #[arg(add = completion::sources())]
        key: String,
    },
    /// Change what is stated of a source
    Set(edit::SetArgs),
    /// Give a source another key, wherever it is cited
    Rename(edit::RenameArgs),
    /// Give a source the text of another file, and show what changed
    Replace(edit::ReplaceArgs),
    /// Delete a source that no page cites
    Remove {
        /// The source's key
        #[arg(add = completion::sources())]
        key: String,
    },
    /// See whether the files that sources were read out of are there and unchanged
    Health {
        /// Only this source
        #[arg(add = completion::sources())]
        key: Option<String>,
        /// Ask the sources' addresses whether the words that pages cite still stand there
        #[arg(long)]
        live: bool,
    },
    /// Accept the text of sources as it is now
    Accept {
        /// The sources' keys
        #[arg(required_unless_present = "all", add = completion::sources())]
        keys: Vec<String>,
        /// Accept all
        #[arg(long)]
        all: bool,
    },
}

pub(super) fn run(args: &SourceArgs, global: &Global) -> Result<bool, Failure> {
    match &args.what {
        SourceCommand::Add(args) => add::run(args, global),
        SourceCommand::Import(args) => import::run(args, global),
        SourceCommand::List { wanting, unused } => list(wanting.as_deref(), *unused, global),
        SourceCommand::Show { key } => show::run(key, global),
        SourceCommand::Set(args) => edit::set(args, global),
        SourceCommand::Rename(args) => edit::rename(args, global),
        SourceCommand::Replace(args) => edit::replace_text(args, global),
        SourceCommand::Remove { key } => edit::remove(key, global),
        SourceCommand::Health { key, live } => health::run(key.as_deref(), *live, global),
        SourceCommand::Accept { keys, all } => accept(keys, *all, global),
    }
}

/// The source with a key.
fn source_with_key<'c>(checked: &'c Checked, key: &str) -> Result<&'c Source, Failure> {
    let sources = &checked.site.sources;
    sources.iter().find(|source| source.key == key).map(|source| &**source).ok_or_else(|| {
        let failure = Failure::new(format!("there is no source `{key}`"));
        match crate::base::suggest::nearest(key, sources.iter().map(|source| source.key.as_str())) {
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None => failure.help("`ibid source list` lists the sources"),
        }
    })
}

/// Whether a source lacks its text, or a fact.
fn lacks(source: &Source, what: &str) -> bool {
    let meta = &source.meta;
    let is_there = match what {
        "text" => source.is_comparable(),
        "title" => meta.title.is_some(),
        "publisher" => meta.publisher.is_some(),
        "url" => meta.url.is_some(),
        "date" => meta.date.is_some(),
        _ => !meta.authors.is_empty(),
    };
    !is_there && !meta.not_stated.iter().any(|name| name == what)
}

fn list(wanting: Option<&str>, unused: bool, global: &Global) -> Result<bool, Failure> {
    let (_, checked) = check_with_drafts(global)?;
    let uses = |index: SourceId| checked.site.backlinks[index].uses;
    let is_wanted = |index: SourceId, source: &Source| {
        wanting.is_none_or(|what| lacks(source, what)) && !(unused && uses(index) > 0)
    };
    let rows = SourceId::enumerate(&checked.site.sources);
    let rows = rows.filter(|(index, source)| is_wanted(*index, source)).map(|(index, source)| ListedSource {
        key: &source.key,
        title: source.meta.title.as_deref(),
        publisher: source.meta.publisher.as_deref(),
        date: source.meta.date.as_ref().map(crate::base::date::Edtf::stated),
        origin: source.meta.origin.as_deref(),
        uses: uses(index),
        accepted: checked.lock.accepts(source),
    });
    match global.format {
        terminal::OutputFormat::Json => rows.for_each(|row| terminal::print(&format!("{}\n", json!(row)))),
        _ => print_table(rows.map(|row| row.cells()).collect()),
    }
    Ok(true)
}

/// What is listed of a source.
#[derive(Serialize)]
struct ListedSource<'s> {
    key: &'s str,
    title: Option<&'s str>,
    publisher: Option<&'s str>,
    date: Option<String>,
    origin: Option<&'s str>,
    uses: usize,
    accepted: bool,
}

impl ListedSource<'_> {
    /// The heads of the table's columns.
    const HEADS: [&'static str; 7] = ["KEY", "TITLE", "PUBLISHER", "DATE", "ORIGIN", "USES", "STATE"];

    fn cells(self) -> [String; 7] {
        let stated = |value: Option<&str>| value.unwrap_or("–").to_owned();
        [
            self.key.to_owned(),
            stated(self.title),
            stated(self.publisher),
            stated(self.date.as_deref()),
            stated(self.origin),
            self.uses.to_string(),
            if self.accepted { "accepted" } else { "not accepted" }.to_owned(),
        ]
    }
}

fn print_table(mut rows: Vec<[String; 7]>) {
    rows.insert(0, ListedSource::HEADS.map(str::to_owned));
    // A title comes from the capture, which is untrusted.
    let clip = |text: &String| {
        let text = printable::line(text);
        match text.chars().count() > 44 {
            true => format!("{}…", text.chars().take(43).collect::<String>()),
            false => text,
        }
    };
    let rows: Vec<[String; 7]> = rows.iter().map(|row| row.each_ref().map(clip)).collect();
    terminal::print(&terminal::columns(&rows));
}

fn accept(keys: &[String], all: bool, global: &Global) -> Result<bool, Failure> {
    let (place, checked) = check_with_drafts(global)?;
    for key in keys {
        source_with_key(&checked, key)?;
    }
    let accepted = checked.site.sources.iter().filter(|source| all || keys.contains(&source.key));
    let lock = checked.lock.with_accepted(accepted);
    replace(&place.root.join(LOCK_FILE), lock.text())?;
    Ok(true)
}
