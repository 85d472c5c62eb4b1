//! `ibid source`: add, list and accept sources.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::{Global, author, report};
use crate::config::LOCK_FILE;
use crate::engine::{Checked, Options, Workspace};
use crate::topic::citation::is_simple_key;
use crate::{Failure, snapshot};

#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Save a text as seeds/KEY.md
    Add(AddArgs),
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
    /// A text file with the captured text (default: standard input)
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
}

pub(super) fn run(args: &SourceArgs, global: &Global) -> Result<bool, Failure> {
    match &args.what {
        What::Add(args) => add(args, global),
        What::List => list(global),
        What::Accept { keys, all } => accept(keys, *all, global),
    }
}

fn add(args: &AddArgs, global: &Global) -> Result<bool, Failure> {
    let place = global.place()?;
    let unfit = crate::topic::address::unfit(&args.key);
    let wrong = unfit.or((!is_simple_key(&args.key))
        .then_some("a key has letters and digits with single `-`, `_`, `.` or `:` between them"));
    if let Some(reason) = wrong {
        let failure = Failure::new(format!("`{}` cannot be a key: {reason}", args.key));
        return Err(failure.help("choose a short, telling name, such as `memo-1994`"));
    }
    if let Some(date) = &args.date {
        crate::date::Edtf::parse(date).map_err(|reason| {
            Failure::new(format!("`{date}` is not a date: {reason}")).help(crate::yaml::DATE_HELP)
        })?;
    }
    let mut body = String::new();
    match &args.file {
        Some(file) => {
            body = std::fs::read_to_string(file).map_err(|error| Failure::io("cannot read", file, &error))?
        }
        None => {
            std::io::stdin()
                .lock()
                .read_to_string(&mut body)
                .map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
        }
    }
    let mut front = String::from("---\n");
    let mut missing = Vec::new();
    let fields =
        [("title", &args.title), ("publisher", &args.publisher), ("url", &args.url), ("date", &args.date)];
    for (name, value) in fields {
        match value {
            Some(value) if name == "date" => front.push_str(&format!("date: {value}\n")),
            Some(value) => front.push_str(&format!("{name}: {}\n", author::quoted(value))),
            None => missing.push(name),
        }
    }
    match args.author.as_slice() {
        [] => missing.push("author"),
        authors => {
            let authors: Vec<String> = authors.iter().map(|name| author::quoted(name)).collect();
            front.push_str(&format!("author: [{}]\n", authors.join(", ")));
        }
    }
    for (name, value) in [("origin", &args.origin), ("language", &args.language)] {
        if let Some(value) = value {
            front.push_str(&format!("{name}: {}\n", author::quoted(value)));
        }
    }
    if !missing.is_empty() {
        front.push_str(&format!("not_stated: [{}]\n", missing.join(", ")));
    }
    front.push_str("text: full\npublish: excerpt\n---\n");
    let relative = format!("seeds/{}.md", args.key);
    author::create(&place.root.join(&relative), &format!("{front}{body}"))?;
    if !global.quiet {
        report::say(&format!("made {relative}; cite it as [@{}]", args.key));
    }
    Ok(true)
}

fn load(global: &Global) -> Result<(crate::snapshot::Place, Checked), Failure> {
    let place = global.place()?;
    let (snapshot, found) = snapshot::read(&place)?;
    let options = Options { drafts: true, skip_minify: true, ..Options::default() };
    let checked = Workspace::default().update(Arc::new(snapshot), &place.config, found, &options);
    Ok((place, checked))
}

fn list(global: &Global) -> Result<bool, Failure> {
    let (_, checked) = load(global)?;
    let mut rows = vec![["KEY", "TITLE", "PUBLISHER", "DATE", "ORIGIN", "USES", "STATE"].map(str::to_owned)];
    for (index, source) in checked.site.sources.iter().enumerate() {
        let absent = || "–".to_owned();
        let state = if checked.lock.accepts(source) { "accepted" } else { "not accepted" };
        rows.push([
            source.key.clone(),
            source.meta.title.clone().unwrap_or_else(absent),
            source.meta.publisher.clone().unwrap_or_else(absent),
            source.meta.date.as_ref().map_or_else(absent, crate::date::Edtf::iso),
            source.meta.origin.clone().unwrap_or_else(absent),
            checked.site.backlinks[index].uses.to_string(),
            state.to_owned(),
        ]);
    }
    let clip = |text: &str| {
        if text.chars().count() > 44 {
            format!("{}…", text.chars().take(43).collect::<String>())
        } else {
            text.to_owned()
        }
    };
    let widths: Vec<usize> = (0..7)
        .map(|column| rows.iter().map(|row| clip(&row[column]).chars().count()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let line: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{:<width$}", clip(cell))).collect();
        report::print(&format!("{}\n", line.join("  ").trim_end()));
    }
    Ok(true)
}

fn accept(keys: &[String], all: bool, global: &Global) -> Result<bool, Failure> {
    let (place, checked) = load(global)?;
    for key in keys {
        if !checked.site.sources.iter().any(|source| source.key == *key) {
            let failure = Failure::new(format!("there is no source `{key}`"));
            let meant =
                crate::suggest::nearest(key, checked.site.sources.iter().map(|source| source.key.as_str()));
            return Err(match meant {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => failure.help("`ibid source list` lists the sources"),
            });
        }
    }
    let accepted = checked.site.sources.iter().filter(|source| all || keys.contains(&source.key));
    let lock = checked.lock.with_accepted(accepted);
    author::replace(&place.root.join(LOCK_FILE), &lock.text())?;
    Ok(true)
}
