//! `ibid source`: add, list and accept sources.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Global, author, report};
use crate::config::LOCK_FILE;
use crate::diagnostic::printable;
use crate::engine::{Checked, Options, Workspace};
use crate::snapshot::{MAX_TEXT, Place};
use crate::topic::citation::is_simple_key;
use crate::{Failure, snapshot};

#[derive(Debug, Args)]
pub(crate) struct SourceArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
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

/// What a reference needs.
const FACTS: [&str; 5] = ["title", "publisher", "url", "date", "author"];

pub(super) fn run(args: &SourceArgs, global: &Global) -> Result<bool, Failure> {
    match &args.what {
        What::Add(args) => add(args, global),
        What::List => list(global),
        What::Accept { keys, all } => accept(keys, *all, global),
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
        report::say(&format!("made {relative}; cite it as [@{}]", args.key));
        let open: Vec<&str> =
            source.missing().filter(|fact| !args.not_stated.iter().any(|one| one == fact)).collect();
        if !open.is_empty() {
            let open = open.join(", ");
            report::say(&format!(
                "it still lacks {open}: state there what the article says, or `not_stated: [{open}]`"
            ));
        }
    }
    Ok(true)
}

/// The captured text in a file or on standard input, and in what it is written.
fn captured(file: Option<&Path>) -> Result<(String, Format), Failure> {
    let Some(file) = file else {
        let reading = |error| Failure::new(format!("cannot read standard input: {error}"));
        return Ok((text_of(std::io::stdin().lock(), "standard input", reading)?, Format::Text));
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
        "html" | "htm" | "xhtml" => Format::Page,
        _ => Format::Text,
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

/// In what a captured text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Text, in which Markdown may mark words.
    #[default]
    Text,
    /// A page saved by a browser.
    Page,
}

/// A source to be saved. What is not given is empty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSource {
    /// The citation key.
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) author: Vec<String>,
    pub(crate) publisher: String,
    pub(crate) date: String,
    pub(crate) url: String,
    pub(crate) origin: String,
    pub(crate) language: String,
    /// What the capture is known not to state; nothing where that is all that is empty.
    #[serde(default)]
    pub(crate) not_stated: Option<Vec<String>>,
    /// The captured text.
    pub(crate) text: String,
    /// In what it is written.
    #[serde(default)]
    pub(crate) format: Format,
}

impl NewSource {
    /// The facts that are not given.
    fn missing(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            !author::single_line(&self.title).is_empty(),
            !author::single_line(&self.publisher).is_empty(),
            !author::single_line(&self.url).is_empty(),
            !author::single_line(&self.date).is_empty(),
            !self.authors().is_empty(),
        ];
        FACTS.into_iter().zip(given).filter(|(_, is_given)| !is_given).map(|(fact, _)| fact)
    }

    fn authors(&self) -> Vec<String> {
        self.author.iter().map(|name| author::single_line(name)).filter(|name| !name.is_empty()).collect()
    }
}

/// Writes the file of a new source; gives its path below the root.
pub(crate) fn add_source(place: &Place, source: &NewSource) -> Result<String, Failure> {
    let key = source.key.trim();
    if key.is_empty() {
        return Err(
            Failure::new("a source needs a key").help("choose a short, telling name, such as `memo-1994`")
        );
    }
    let unfit = crate::topic::address::unfit(key);
    let wrong = unfit.or((!is_simple_key(key))
        .then_some("a key has letters and digits with single `-`, `_`, `.` or `:` between them"));
    if let Some(reason) = wrong {
        let failure = Failure::new(format!("`{key}` cannot be a key: {reason}"));
        return Err(failure.help("choose a short, telling name, such as `memo-1994`"));
    }
    let extension = if source.format == Format::Page { "html" } else { "md" };
    if let Some(taken) = ["md", "txt", "html", "htm"]
        .into_iter()
        .filter(|other| *other != extension)
        .map(|extension| format!("seeds/{key}.{extension}"))
        .find(|other| place.root.join(other).symlink_metadata().is_ok())
    {
        return Err(Failure::new(format!("{taken} has the key `{key}` already")).help("choose another key"));
    }
    let date = source.date.trim();
    if !date.is_empty() {
        crate::date::Edtf::parse(date).map_err(|reason| {
            Failure::new(format!("`{date}` is not a date: {reason}")).help(crate::yaml::DATE_HELP)
        })?;
    }
    if source.text.trim().is_empty() || source.text.contains('\0') {
        return Err(Failure::new("there is no text to save").help("give the captured text, unchanged"));
    }
    if source.format == Format::Page
        && let Err(reason) = crate::source::saved_article(&source.text)
    {
        return Err(Failure::new(format!("the saved page has no article to compare with: {reason}"))
            .help("copy the article's text into a text file, and give that"));
    }
    let relative = format!("seeds/{key}.{extension}");
    author::create_in(place, &relative, &format!("{}{}", front_matter(source, date), source.text))?;
    Ok(relative)
}

/// What is stated of a source, and what is not.
fn front_matter(source: &NewSource, date: &str) -> String {
    let mut front = String::from("---\n");
    let fields = [
        ("title", &*source.title),
        ("publisher", &source.publisher),
        ("url", &source.url),
        ("date", date),
        ("origin", &source.origin),
        ("language", &source.language),
    ];
    for (name, value) in fields {
        match author::single_line(value) {
            value if value.is_empty() => {}
            date if name == "date" => front.push_str(&format!("date: {date}\n")),
            value => front.push_str(&format!("{name}: {}\n", author::quoted(&value))),
        }
    }
    let authors: Vec<String> = source.authors().iter().map(|name| author::quoted(name)).collect();
    if !authors.is_empty() {
        front.push_str(&format!("author: [{}]\n", authors.join(", ")));
    }
    let not_stated: Vec<&str> = match &source.not_stated {
        Some(facts) => FACTS.into_iter().filter(|fact| facts.iter().any(|one| one == fact)).collect(),
        None => source.missing().collect(),
    };
    if !not_stated.is_empty() {
        front.push_str(&format!("not_stated: [{}]\n", not_stated.join(", ")));
    }
    front.push_str("text: full\npublish: excerpt\n---\n");
    front
}

fn load(global: &Global) -> Result<(Place, Checked), Failure> {
    let place = global.place()?;
    let (snapshot, found) = snapshot::read(&place)?;
    let options = Options { drafts: true, skip_minify: true, ..Options::default() };
    let checked = Workspace::default().update(Arc::new(snapshot), &place.config, found, &options);
    Ok((place, checked))
}

fn list(global: &Global) -> Result<bool, Failure> {
    let (_, checked) = load(global)?;
    let rows = checked.site.sources.iter().enumerate().map(|(index, source)| Row {
        key: &source.key,
        title: source.meta.title.as_deref(),
        publisher: source.meta.publisher.as_deref(),
        date: source.meta.date.as_ref().map(crate::date::Edtf::iso),
        origin: source.meta.origin.as_deref(),
        uses: checked.site.backlinks[index].uses,
        accepted: checked.lock.accepts(source),
    });
    match global.format {
        super::Format::Json => rows.for_each(|row| report::print(&format!("{}\n", json!(row)))),
        _ => print_table(rows.map(|row| row.cells()).collect()),
    }
    Ok(true)
}

/// What is listed of a source.
#[derive(Serialize)]
struct Row<'s> {
    key: &'s str,
    title: Option<&'s str>,
    publisher: Option<&'s str>,
    date: Option<String>,
    origin: Option<&'s str>,
    uses: usize,
    accepted: bool,
}

impl Row<'_> {
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
    rows.insert(0, Row::HEADS.map(str::to_owned));
    // A title comes from the capture, which is untrusted.
    let clip = |text: &String| {
        let text = printable::line(text);
        match text.chars().count() > 44 {
            true => format!("{}…", text.chars().take(43).collect::<String>()),
            false => text,
        }
    };
    let rows: Vec<[String; 7]> = rows.iter().map(|row| row.each_ref().map(clip)).collect();
    let widths: Vec<usize> =
        (0..7).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    for row in rows {
        let line: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        report::print(&format!("{}\n", line.join("  ").trim_end()));
    }
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
