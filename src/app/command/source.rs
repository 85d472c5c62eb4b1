//! `ibid source`: add, list and accept sources.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;

use crate::app::engine::{Checked, RunOptions, Workspace};
use crate::app::scaffold::file::replace;
use crate::app::scaffold::source::{CaptureFormat, FACTS, NewSource, add_source};
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::diagnostic::printable;
use crate::base::ids::SourceId;
use crate::read::snapshot;
use crate::read::snapshot::LOCK_FILE;
use crate::read::snapshot::{MAX_TEXT, SiteRoot};

#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    #[command(subcommand)]
    what: SourceCommand,
}

#[derive(Debug, Subcommand)]
enum SourceCommand {
    /// Save a text as seeds/KEY.md, a saved page as seeds/KEY.html
    Add(Box<AddArgs>),
    /// List the sources with their uses and state
    List,
    /// Accept the text of sources as it is now
    Accept {
        /// The sources' keys
        #[arg(required_unless_present = "all")]
        keys: Vec<String>,
        /// Accept all
        #[arg(long)]
        all: bool,
    },
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The citation key
    key: String,
    /// A file with the captured text, or a page saved by a browser (.html); standard input without it
    file: Option<PathBuf>,
    /// Title, if the capture states one
    #[arg(long)]
    title: Option<String>,
    /// Author, if stated; may be given several times
    #[arg(long)]
    author: Vec<String>,
    /// Publisher, if stated
    #[arg(long)]
    publisher: Option<String>,
    /// Date of publication, if stated
    #[arg(long)]
    date: Option<String>,
    /// Address, if stated
    #[arg(long)]
    url: Option<String>,
    /// Where its reporting comes from, if stated
    #[arg(long)]
    origin: Option<String>,
    /// Language of the text
    #[arg(long)]
    language: Option<String>,
    /// A fact that the capture does not state; may be given several times
    #[arg(long, value_name = "FACT", value_parser = FACTS)]
    not_stated: Vec<String>,
}

pub(super) fn run(args: &SourceArgs, global: &Global) -> Result<bool, Failure> {
    match &args.what {
        SourceCommand::Add(args) => add(args, global),
        SourceCommand::List => list(global),
        SourceCommand::Accept { keys, all } => accept(keys, *all, global),
    }
}

fn add(args: &AddArgs, global: &Global) -> Result<bool, Failure> {
    let place = global.place()?;
    let (text, format) = captured(args.file.as_deref())?;
    let stated = |value: &Option<String>| value.clone().unwrap_or_default();
    let source = NewSource {
        key: args.key.clone(),
        title: stated(&args.title),
        author: args.author.clone(),
        publisher: stated(&args.publisher),
        date: stated(&args.date),
        url: stated(&args.url),
        origin: stated(&args.origin),
        language: stated(&args.language),
        not_stated: Some(args.not_stated.clone()),
        text,
        format,
    };
    if let Some(fact) = args.not_stated.iter().find(|fact| !source.missing().any(|missing| missing == **fact))
    {
        return Err(Failure::usage(format!("the {fact} is given, and said not to be stated"))
            .help(format!("leave out `--{fact}` or `--not-stated {fact}`")));
    }
    let relative = add_source(&place, &source)?;
    if !global.quiet {
        terminal::say(&format!("made {relative}; cite it as [@{}]", args.key));
        let open: Vec<&str> =
            source.missing().filter(|fact| !args.not_stated.iter().any(|one| one == fact)).collect();
        if !open.is_empty() {
            let open = open.join(", ");
            terminal::say(&format!(
                "it still lacks {open}: state there what the article says, or `not_stated: [{open}]`"
            ));
        }
    }
    Ok(true)
}

/// The captured text in a file or on standard input, and in what it is written.
fn captured(file: Option<&Path>) -> Result<(String, CaptureFormat), Failure> {
    let Some(file) = file else {
        let reading = |error| Failure::new(format!("cannot read standard input: {error}"));
        return Ok((text_of(std::io::stdin().lock(), "standard input", reading)?, CaptureFormat::Text));
    };
    let name = file.display().to_string();
    if ["http://", "https://"].iter().any(|scheme| name.to_ascii_lowercase().starts_with(scheme)) {
        return Err(Failure::new("ibid fetches nothing from the network")
            .help("save the page with the browser and name the file: `ibid source add KEY page.html`"));
    }
    let reading = |error| Failure::io("cannot read", file, &error);
    let text = text_of(std::fs::File::open(file).map_err(reading)?, &name, reading)?;
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let format = match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" | "xhtml" => CaptureFormat::Page,
        _ => CaptureFormat::Text,
    };
    Ok((text, format))
}

/// Reads text, as much as a source may have.
fn text_of(
    from: impl Read,
    name: &str,
    reading: impl Fn(std::io::Error) -> Failure,
) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    from.take(MAX_TEXT + 1).read_to_end(&mut bytes).map_err(reading)?;
    let kind = [("%PDF-", "a PDF"), ("PK\u{3}\u{4}", "an archive")];
    if let Some((_, what)) = kind.iter().find(|(start, _)| bytes.starts_with(start.as_bytes())) {
        return Err(
            Failure::new(format!("{name} is {what}, not text")).help("give the text in it, unchanged")
        );
    }
    if bytes.len() as u64 > MAX_TEXT {
        let message = format!("{name} has more than {} MiB, the limit for a source", MAX_TEXT >> 20);
        return Err(Failure::new(message).help("split the text over several sources"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format!("{name} is not UTF-8 (from byte {at} on)")).help("save it as UTF-8")
    })
}

fn load(global: &Global) -> Result<(SiteRoot, Checked), Failure> {
    let place = global.place()?;
    let (snapshot, found) = snapshot::read(&place)?;
    let options = RunOptions { drafts: true, skip_minify: true, ..RunOptions::default() };
    let checked = Workspace::default().update(Arc::new(snapshot), &place.config, found, &options)?;
    Ok((place, checked))
}

fn list(global: &Global) -> Result<bool, Failure> {
    let (_, checked) = load(global)?;
    let rows = SourceId::enumerate(&checked.site.sources).map(|(index, source)| ListedSource {
        key: &source.key,
        title: source.meta.title.as_deref(),
        publisher: source.meta.publisher.as_deref(),
        date: source.meta.date.as_ref().map(crate::base::date::Edtf::iso),
        origin: source.meta.origin.as_deref(),
        uses: checked.site.backlinks[index].uses,
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
    let (place, checked) = load(global)?;
    for key in keys {
        if !checked.site.sources.iter().any(|source| source.key == *key) {
            let failure = Failure::new(format!("there is no source `{key}`"));
            let meant = crate::base::suggest::nearest(
                key,
                checked.site.sources.iter().map(|source| source.key.as_str()),
            );
            return Err(match meant {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => failure.help("`ibid source list` lists the sources"),
            });
        }
    }
    let accepted = checked.site.sources.iter().filter(|source| all || keys.contains(&source.key));
    let lock = checked.lock.with_accepted(accepted);
    replace(&place.root.join(LOCK_FILE), &lock.text())?;
    Ok(true)
}
