//! `ibid source import`: entries of a bibliography → records of sources whose texts are still to be saved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::add::file_bytes;
use super::zotero::Zotero;
use crate::app::command::check_with_drafts;
use crate::app::ingest::bibliography::same::WorkIdentity;
use crate::app::ingest::bibliography::{BibliographyEntry, numbered};
use crate::app::ingest::child;
use crate::app::ingest::fact::SourceFact;
use crate::app::scaffold::file::{folded, replace};
use crate::app::scaffold::front_matter::FrontMatterEdit;
use crate::app::scaffold::source::{NewSource, Reading, add_record, files_by_key};
use crate::app::terminal::{self, Global};
use crate::base::diagnostic::printable;
use crate::base::suggest::nearest;
use crate::base::{Failure, regular_file};
use crate::read::snapshot::SiteRoot;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// A bibliography (BibTeX or biblatex, CSL-JSON, RIS), or `zotero:` for the library of Zotero on this computer
    file: PathBuf,
    /// The keys of the entries
    #[arg(required_unless_present = "all")]
    keys: Vec<String>,
    /// Import all entries
    #[arg(long, conflicts_with = "keys")]
    all: bool,
    /// Add to records of the same works what they do not state; nothing is overwritten
    #[arg(long)]
    update: bool,
    /// Print what was highlighted in Zotero as citations, each compared with its source; nothing is imported
    #[arg(long, conflicts_with = "update")]
    highlights: bool,
}

pub(super) fn run(args: &ImportArgs, global: &Global) -> Result<bool, Failure> {
    let place = global.place()?;
    let name = args.file.display().to_string();
    let zotero = Zotero::named(&args.file)?;
    let bytes = match zotero {
        Some(zotero) => zotero.items()?,
        None => file_bytes(&args.file)?,
    };
    let bibliography = child::read_bibliography(&bytes)
        .map_err(|refusal| Failure::new(format!("{name} {}", refusal.reason)).help(refusal.help))?;
    let records = chosen(&bibliography.records, args)?;
    for problem in &bibliography.problems {
        terminal::say(&format!("{name}: {problem}"));
    }
    if args.highlights {
        let zotero = zotero.ok_or_else(|| {
            Failure::usage("only Zotero has highlights")
                .help("write `ibid source import zotero: --highlights --all`")
        })?;
        return zotero.print_highlights(&bytes, &records, &check_with_drafts(global)?.1, global);
    }
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    let mut files = files_by_key(&place);
    let (mut made, mut updated, mut there, mut others) = (0, 0, 0, 0);
    for record in records {
        match place_of(&place, &files, record)? {
            RecordPlace::Free(key) => {
                let file = add_record(&place, &NewSource { key: key.clone(), ..new_source(record) })?;
                files.insert(folded(&key), file);
                made += 1;
                record.left_out.iter().for_each(|field| *left_out.entry(field).or_default() += 1);
                if key != record.original_key && !global.quiet {
                    terminal::say(&called(record, &key));
                }
            }
            RecordPlace::Same(file) if args.update && update(&place, &file, record)? => updated += 1,
            RecordPlace::Same(_) => there += 1,
            RecordPlace::Other(file) => {
                others += 1;
                let is_exact = Path::new(&file).file_stem().is_some_and(|stem| stem == record.key.as_str());
                let capitals = if is_exact { "" } else { " but for its capitals" };
                terminal::say(&printable::line(&format!(
                    "{name}: `{}` is another work than {file}, which has this key{capitals}: nothing was taken; give one of them another key",
                    record.original_key
                )));
            }
        }
    }
    if !global.quiet {
        terminal::say(&format!("made {made} records, updated {updated}, left {there} as they were"));
        if !left_out.is_empty() {
            let fields: Vec<String> =
                left_out.iter().map(|(field, count)| format!("{field} ({count})")).collect();
            terminal::say(&format!("a source has no place for: {}", fields.join(", ")));
        }
        if made > 0 {
            terminal::say(
                "their texts are still to be saved (`ibid source list --wanting text`): `ibid source replace KEY FILE`",
            );
        }
    }
    Ok(bibliography.problems.is_empty() && others == 0)
}

/// How an entry is called here, by its own key or its title.
fn called(record: &BibliographyEntry, key: &str) -> String {
    let name = if record.original_key.is_empty() {
        format!("“{}”", record.facts.value(SourceFact::Title))
    } else {
        format!("`{}`", record.original_key)
    };
    printable::line(&format!("{name} is called `{key}` here"))
}

/// Where the record of an entry stands, or is to stand.
enum RecordPlace {
    /// Under this key, which no source has.
    Free(String),
    /// In this file, which is of the same work.
    Same(String),
    /// Nowhere: this file has its key, and is of another work.
    Other(String),
}

/// Looks for the record of an entry's work. A key that was made here does not identify the work, so that another work
/// under it leaves the next number to this one.
fn place_of(
    place: &SiteRoot,
    files: &BTreeMap<String, String>,
    record: &BibliographyEntry,
) -> Result<RecordPlace, Failure> {
    let wanted = identity(record);
    let file_of = |key: &str| files.get(&folded(key)).cloned();
    let Some(stem) = &record.made_from else {
        return Ok(match file_of(&record.key) {
            None => RecordPlace::Free(record.key.clone()),
            Some(file) if wanted.is_same_as(&identity_of(place, &file)?) => RecordPlace::Same(file),
            Some(file) => RecordPlace::Other(file),
        });
    };
    for key in numbered(stem) {
        match file_of(&key) {
            None => return Ok(RecordPlace::Free(key)),
            Some(file) if wanted.is_same_as(&identity_of(place, &file)?) => {
                return Ok(RecordPlace::Same(file));
            }
            Some(_) => {}
        }
    }
    Ok(RecordPlace::Free(record.key.clone()))
}

/// What identifies the work of an entry.
fn identity(record: &BibliographyEntry) -> WorkIdentity {
    let value = |fact: SourceFact| record.facts.value(fact);
    let authors = record.facts.get(SourceFact::Author).map_or(&[][..], |authors| &authors.values);
    WorkIdentity::of(
        value(SourceFact::Title),
        authors,
        value(SourceFact::Publisher),
        value(SourceFact::Date),
        value(SourceFact::Url),
    )
}

/// What identifies the work of a source's file.
fn identity_of(place: &SiteRoot, file: &str) -> Result<WorkIdentity, Failure> {
    let path = place.root.join(file);
    let text = regular_file::read_text(&path).map_err(|error| Failure::io("cannot read", &path, &error))?;
    let front = FrontMatterEdit::of(file, &text)?;
    let value = |name: &str| front.list(name).into_iter().next().unwrap_or_default();
    Ok(WorkIdentity::of(
        &value("title"),
        &front.list("author"),
        &value("publisher"),
        &value("date"),
        &value("url"),
    ))
}

fn chosen<'b>(
    records: &'b [BibliographyEntry],
    args: &ImportArgs,
) -> Result<Vec<&'b BibliographyEntry>, Failure> {
    if args.all {
        return Ok(records.iter().collect());
    }
    let find = |key: &String| {
        let found = records.iter().find(|record| record.original_key == *key || record.key == *key);
        found.ok_or_else(|| {
            let failure = Failure::new(format!("the bibliography has no entry `{key}`"));
            match nearest(key, records.iter().map(|record| record.original_key.as_str())) {
                Some(meant) => failure.help(format!("did you mean `{meant}`?")),
                None => failure.help("`--all` imports every entry"),
            }
        })
    };
    args.keys.iter().map(find).collect()
}

fn new_source(record: &BibliographyEntry) -> NewSource {
    let value = |fact: SourceFact| record.facts.value(fact).to_owned();
    NewSource {
        key: record.key.clone(),
        title: value(SourceFact::Title),
        author: record
            .facts
            .get(SourceFact::Author)
            .map(|authors| authors.values.clone())
            .unwrap_or_default(),
        publisher: value(SourceFact::Publisher),
        date: value(SourceFact::Date),
        url: value(SourceFact::Url),
        language: value(SourceFact::Language),
        not_stated: Some(Vec::new()),
        reading: Reading {
            kind: value(SourceFact::Type),
            accessed: value(SourceFact::Accessed),
            ..Reading::default()
        },
        ..NewSource::default()
    }
}

/// Adds to a source's file what it neither states nor is said not to state; whether that was anything.
fn update(place: &SiteRoot, file: &str, record: &BibliographyEntry) -> Result<bool, Failure> {
    let path = place.root.join(file);
    let text = regular_file::read_text(&path).map_err(|error| Failure::io("cannot read", &path, &error))?;
    let mut front = FrontMatterEdit::of(file, &text)?;
    let not_stated = front.list("not_stated");
    for (fact, stated) in record.facts.all() {
        let name = fact.name();
        if !front.has(name) && !not_stated.iter().any(|one| one == name) {
            front.set(name, &stated.values);
        }
    }
    let changed = front.into_text();
    if changed == text {
        return Ok(false);
    }
    replace(&path, &changed)?;
    Ok(true)
}
