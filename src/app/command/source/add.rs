//! `ibid source add`: one file, several, or a folder of them.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::capture_summary;
use crate::app::fetch::Fetcher;
use crate::app::ingest::fact::SourceFact;
use crate::app::ingest::{self, Capture, DocumentPart, Format, MAX_FILE};
use crate::app::scaffold::source::{
    CITED_FACTS, CaptureFormat, MadeSource, NewSource, add_source, check_key, free_key,
};
use crate::app::terminal::{self, Global};
use crate::base::diagnostic::printable;
use crate::base::{Failure, regular_file};
use crate::parse::source::SourceText;
use crate::read::snapshot::SiteRoot;

#[derive(Debug, Args)]
pub(super) struct AddSourceArgs {
    /// The citation key
    #[arg(required_unless_present = "each")]
    key: Option<String>,
    /// The file, or its address (https://…): text, Markdown, a saved page (.html, .mhtml), PDF, EPUB, .docx, .odt, .csv, .tsv,
    /// .xlsx, .ods, .vtt, .srt, .eml, WARC, WACZ;
    /// standard input without it
    file: Option<PathBuf>,
    /// Add every file, and every file of a folder, under a key made of its name
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["key", "file", "title", "author", "date", "url", "not_stated"])]
    each: Vec<PathBuf>,
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
    /// Address, if stated; of a web archive with several pages, that of the page
    #[arg(long)]
    url: Option<String>,
    /// Where its reporting comes from, if stated
    #[arg(long)]
    origin: Option<String>,
    /// Language of the text
    #[arg(long)]
    language: Option<String>,
    /// The part of a saved page that is the article, as a CSS selector, such as `main` or `#story`
    #[arg(long, value_name = "CSS")]
    selector: Option<String>,
    /// The sheet of a spreadsheet; the first one without it
    #[arg(long, value_name = "NAME", conflicts_with = "each")]
    sheet: Option<String>,
    /// A fact that the capture does not state; may be given several times
    #[arg(long, value_name = "FACT", value_parser = CITED_FACTS)]
    not_stated: Vec<String>,
}

pub(super) fn run(args: &AddSourceArgs, global: &Global) -> Result<bool, Failure> {
    let place = global.place()?;
    match &args.key {
        Some(key) => add(args, key, args.file.as_deref(), &place, global).map(|()| true),
        None => add_each(args, &place, global),
    }
}

/// Adds every file that is named or stands in a folder that is; goes on where one cannot be added.
fn add_each(args: &AddSourceArgs, place: &SiteRoot, global: &Global) -> Result<bool, Failure> {
    let mut files = Vec::new();
    for path in &args.each {
        if path.is_dir() {
            files.extend(files_of(path, &place.root)?);
        } else {
            files.push(path.clone());
        }
    }
    let count = files.len();
    let mut failed = 0;
    for (at, file) in files.iter().enumerate() {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let key = free_key(place, &stem);
        if count > 1 && !global.quiet {
            terminal::say(&format!("[{}/{count}] {}", at + 1, file.display()));
        }
        if let Err(failure) = add(args, &key, Some(file), place, global) {
            failed += 1;
            terminal::failure(&failure, global);
        }
    }
    if count == 0 {
        return Err(
            Failure::new("there is no file in the folder").help("name a folder with the files to add")
        );
    }
    if count > 1 && !global.quiet {
        terminal::say(&format!("{} of {count} files were added", count - failed));
    }
    Ok(failed == 0)
}

/// The folders of a site whose files are the site's own, and so no sources of it.
const OWN_FOLDERS: [&str; 4] = ["content", "seeds", "themes", "public"];

/// The files of a folder and the folders in it, in the order of their names; hidden ones are nobody's sources, nor are
/// the site's own.
fn files_of(folder: &Path, root: &Path) -> Result<Vec<PathBuf>, Failure> {
    let own = OWN_FOLDERS.map(|name| root.join(name).canonicalize().ok());
    let is_own = |path: &Path| {
        let path = path.canonicalize().ok();
        path.is_some_and(|path| own.iter().flatten().any(|own| path.starts_with(own)))
    };
    if is_own(folder) {
        let message =
            format!("{} is a folder of the site itself, which is no source of its own", folder.display());
        return Err(Failure::new(message).help("name a folder with the files to add"));
    }
    let is_hidden = |entry: &walkdir::DirEntry| {
        entry.depth() > 0
            && (entry.file_name().to_string_lossy().starts_with('.')
                || entry.file_type().is_dir() && is_own(entry.path()))
    };
    let mut files = Vec::new();
    for entry in
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !is_hidden(entry))
    {
        let entry = entry.map_err(|error| Failure::new(format!("cannot read the folder: {error}")))?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

fn add(
    args: &AddSourceArgs,
    key: &str,
    file: Option<&Path>,
    place: &SiteRoot,
    global: &Global,
) -> Result<(), Failure> {
    check_key(key.trim())?;
    let SourceInput { bytes, name, fetched_from } = input_of(file)?;
    let sheet = args.sheet.as_deref().map(DocumentPart::Sheet);
    let part = sheet.or_else(|| args.url.as_deref().map(|url| DocumentPart::Page(url.trim())));
    let (mut capture, format) = read_capture(&bytes, &name, part)?;
    if let Some(address) = &fetched_from {
        capture.facts.state_fetched(address, &jiff::Zoned::now().date().to_string());
    }
    let stated = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut source = NewSource {
        key: key.to_owned(),
        title: stated(&args.title),
        author: args.author.clone(),
        publisher: stated(&args.publisher),
        date: stated(&args.date),
        url: stated(&args.url),
        origin: stated(&args.origin),
        language: stated(&args.language),
        not_stated: Some(args.not_stated.clone()),
        selector: stated(&args.selector).trim().to_owned(),
        ..NewSource::default()
    };
    if let Some(fact) = args.not_stated.iter().find(|fact| !source.missing().any(|missing| missing == **fact))
    {
        return Err(Failure::usage(format!("the {fact} is given, and said not to be stated"))
            .help(format!("leave out `--{fact}` or `--not-stated {fact}`")));
    }
    let report = Report::of(&capture);
    source.take(without(capture, &args.not_stated), Some((bytes, format.to_owned())));
    let made = add_source(place, &source).map_err(|failure| match fetched_from {
        Some(_) => failure.help(FOR_BROWSERS),
        None => failure,
    })?;
    if fetched_from.is_some() && source.format == CaptureFormat::Page && is_short(&made.text) {
        terminal::say(&format!("note: the page has few words: {FOR_BROWSERS}"));
    }
    if !global.quiet {
        report.print(&made, &source);
        let open: Vec<&str> =
            source.missing().filter(|fact| !args.not_stated.iter().any(|one| one == fact)).collect();
        if !open.is_empty() {
            let open = open.join(", ");
            terminal::say(&format!(
                "it still lacks {open}: state there what the article says, or `not_stated: [{open}]`"
            ));
        }
    }
    Ok(())
}

/// What a file says, or a part of it, and the extension of its format.
pub(super) fn read_capture(
    bytes: &[u8],
    name: &str,
    part: Option<DocumentPart<'_>>,
) -> Result<(Capture, &'static str), Failure> {
    let capture = ingest::read_part(bytes, name, part)
        .map_err(|refusal| Failure::new(format!("{name} {}", refusal.reason)).help(refusal.help))?;
    Ok((capture, Format::of(bytes, name).map(Format::extension).unwrap_or_default()))
}

/// A capture without the facts that its author says it does not state.
fn without(mut capture: Capture, not_stated: &[String]) -> Capture {
    capture.facts.remove(|fact| not_stated.iter().any(|name| name == fact.name()));
    capture
}

/// What is said of a page that may be empty without its scripts.
const FOR_BROWSERS: &str =
    "if its text comes from scripts, open it in the browser, save it there, and name the file";
/// Words below which a page that was fetched may have lost its text.
const SHORT: usize = 80;

fn is_short(text: &SourceText) -> bool {
    text.own().split_whitespace().take(SHORT).count() < SHORT
}

/// What a source is made of.
pub(super) struct SourceInput {
    pub(super) bytes: Vec<u8>,
    /// How messages name it; its extension is that of its type, where that is known.
    pub(super) name: String,
    /// The address that it was fetched from.
    pub(super) fetched_from: Option<String>,
}

/// What stands in a file, at an address, or on standard input.
pub(super) fn input_of(file: Option<&Path>) -> Result<SourceInput, Failure> {
    let Some(file) = file else {
        let reading = |error| Failure::new(format!("cannot read standard input: {error}"));
        let bytes = limited(std::io::stdin().lock(), "standard input", reading)?;
        return Ok(SourceInput { bytes, name: "standard input".to_owned(), fetched_from: None });
    };
    let name = file.to_string_lossy();
    if ["http://", "https://"].iter().any(|scheme| name.to_ascii_lowercase().starts_with(scheme)) {
        return fetched(&name);
    }
    Ok(SourceInput { bytes: file_bytes(file)?, name: file.display().to_string(), fetched_from: None })
}

fn fetched(address: &str) -> Result<SourceInput, Failure> {
    let fetched = Fetcher::for_web(MAX_FILE).get(address).map_err(|unfetched| {
        Failure::new(format!("{address} was not fetched: {unfetched}")).help(unfetched.help())
    })?;
    let extension = match fetched.media_type.as_str() {
        "text/html" | "application/xhtml+xml" => ".html",
        "text/markdown" => ".md",
        "text/csv" | "text/tab-separated-values" => ".csv",
        _ => "",
    };
    let end = fetched.address.split(['?', '#']).next().unwrap_or_default();
    Ok(SourceInput {
        bytes: fetched.bytes,
        name: if end.ends_with(extension) { end.to_owned() } else { format!("{end}{extension}") },
        fetched_from: Some(fetched.address),
    })
}

/// The bytes of a file.
pub(super) fn file_bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    let name = file.display().to_string();
    if file.is_dir() {
        return Err(Failure::new(format!("{name} is a folder"))
            .help(format!("name one of its files, or add them all: `ibid source add --each {name}`")));
    }
    let reading = |error: std::io::Error| Failure::io("cannot read", file, &error);
    if file.metadata().is_ok_and(|found| !found.is_file()) {
        return Err(Failure::new(format!("{name} is not a regular file"))
            .help("a source is a file; pipe what a program writes into `ibid source add KEY`"));
    }
    limited(regular_file::open(file).map_err(reading)?, &name, reading)
}

/// Reads as many bytes as a file may have.
fn limited(
    from: impl Read,
    name: &str,
    reading: impl Fn(std::io::Error) -> Failure,
) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    from.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(reading)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Failure::new(format!("{name} has more than {} MiB", MAX_FILE >> 20))
            .help("give the part of it that you cite"));
    }
    Ok(bytes)
}

/// What is said of a file that was read.
struct Report {
    lines: Vec<String>,
}

impl Report {
    fn of(capture: &Capture) -> Self {
        let mut lines = Vec::new();
        if let (Some(first), Some(last)) = (capture.marks.first(), capture.marks.last()) {
            lines.push(format!("{} to {}", shown_label(&first.label), shown_label(&last.label)));
        }
        for (fact, stated) in capture.facts.all().filter(|(fact, _)| *fact != SourceFact::Type) {
            lines.push(format!("{}: {} ({})", fact.name(), stated.values.join("; "), stated.by));
        }
        for (fact, stated, other) in capture.facts.contradictions() {
            lines.push(format!(
                "note: {} says otherwise of the {}: {} (taken: {})",
                other.by,
                fact.name(),
                other.values.join("; "),
                stated.by
            ));
        }
        for role in capture.facts.doubtful_roles() {
            lines.push(format!(
                "note: “{role}” behind a name is taken for what the author does, not for a name"
            ));
        }
        lines.extend(capture.remarks.iter().map(|remark| format!("note: {remark}")));
        Self { lines }
    }

    fn print(&self, made: &MadeSource, source: &NewSource) {
        let kept = made.original.as_ref().map(|kept| format!(" (the file itself is kept as {kept})"));
        terminal::say(&format!(
            "made {}{}; cite it as [@{}]",
            made.file,
            kept.unwrap_or_default(),
            source.key
        ));
        for line in capture_summary::lines(&made.text, source.key.trim(), !source.selector.is_empty())
            .iter()
            .chain(&self.lines)
        {
            terminal::say(&format!("  {}", printable::line(line)));
        }
    }
}

/// A mark's locator without the page's place in the file.
fn shown_label(label: &str) -> &str {
    label.split(" #").next().unwrap_or(label)
}
