//! `ibid source set`, `rename`, `replace` and `remove`: changes of a source that concern more than its one file, or that
//! are easily made wrongly by hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use similar::{ChangeTag, TextDiff};

use super::add::{SourceInput, input_of, read_capture};
use super::source_with_key;
use crate::app::command::{check_with_drafts, completion};
use crate::app::ingest::{DocumentPart, Format};
use crate::app::scaffold::file::{create_in, replace, single_line};
use crate::app::scaffold::front_matter::FrontMatterEdit;
use crate::app::scaffold::rename::{SourceRename, citations_of};
use crate::app::scaffold::source::{CaptureFormat, NewSource, check_key, describe_reading, file_of};
use crate::app::scaffold::source_change::{file_and_text, state_facts};
use crate::app::terminal::{self, Global};
use crate::base::diagnostic::printable;
use crate::base::{Failure, regular_file};
use crate::parse::source::{self, FACTS, Saved, Source};
use crate::read::snapshot::{LOCK_FILE, MAX_TEXT, ORIGINALS, SiteRoot, Snapshot};

#[derive(Debug, Args)]
pub(super) struct SetArgs {
    /// The source's key
    #[arg(add = completion::sources())]
    key: String,
    /// Fields with their values, such as `date=2025-12-15`; several authors are several fields; an empty value deletes
    #[arg(required = true, value_name = "FIELD=VALUE", add = completion::fields(settable()))]
    fields: Vec<String>,
}

/// The fields that may be set: the facts of a source, and what is to be done with it.
fn settable() -> Vec<&'static str> {
    FACTS.into_iter().chain(["type", "text", "publish", "selector"]).collect()
}

/// Paragraphs of a change that are shown.
const SHOWN: usize = 12;

pub(super) fn set(args: &SetArgs, global: &Global) -> Result<bool, Failure> {
    let mut fields: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for field in &args.fields {
        let (name, value) = field.split_once('=').ok_or_else(|| {
            Failure::usage(format!("`{field}` is not a field with a value")).help("write `date=2025-12-15`")
        })?;
        if !settable().contains(&name) {
            return Err(Failure::usage(format!("`{name}` is not a field that can be set"))
                .help(format!("fields: {}", settable().join(", "))));
        }
        let values = fields.entry(name).or_default();
        values.extend(Some(single_line(value)).filter(|value| !value.is_empty()));
    }
    if let Some((name, _)) = fields.iter().find(|(name, values)| values.len() > 1 && **name != "author") {
        return Err(Failure::usage(format!("`{name}` has two values")).help("give it once"));
    }
    let place = global.place()?;
    let file = state_facts(&place, &args.key, &fields, None)?;
    if !global.quiet {
        terminal::say(&format!("changed {file}"));
    }
    Ok(true)
}

#[derive(Debug, Args)]
pub(super) struct RenameArgs {
    /// The source's key
    #[arg(add = completion::sources())]
    key: String,
    /// Its new key
    new: String,
}

/// Gives a source another key: its file, the file kept beside it, the lock, every citation.
pub(super) fn rename(args: &RenameArgs, global: &Global) -> Result<bool, Failure> {
    let (place, checked) = check_with_drafts(global)?;
    let (key, new) = (args.key.as_str(), args.new.trim());
    let source = source_with_key(&checked, key)?;
    check_key(new)?;
    if let Some(taken) = file_of(&place, new) {
        return Err(Failure::new(format!("{taken} has the key `{new}` already")).help("choose another key"));
    }
    let rename = SourceRename::new(&checked, source, new);
    let pages = &rename.citations;
    let mut changed = Vec::new();
    for (path, spans) in pages {
        let file = place.root.join(path);
        // Places count LF as the line's end; a file with CR LF is not changed by them.
        let mut text =
            regular_file::read_text(&file).map_err(|error| Failure::io("cannot read", &file, &error))?;
        for span in spans.iter().rev() {
            if text.get(span.range()) != Some(key) {
                return Err(Failure::new(format!(
                    "{path} has another system's line endings, or has changed in the meantime"
                ))
                .help("save it with line ends LF, and run the command again"));
            }
            text.replace_range(span.range(), new);
        }
        changed.push((file, text));
    }
    changed.extend(rename.reviews.iter().map(|(path, text)| (place.root.join(path), text.clone())));
    let file = place.root.join(&source.path);
    let text = regular_file::read_text(&file).map_err(|error| Failure::io("cannot read", &file, &error))?;
    let text = rename.text(&text)?;
    if let Some((from, to)) = &rename.original {
        let (from, to) = (place.root.join(from), place.root.join(to));
        if from.is_file() && !to.exists() {
            std::fs::rename(&from, &to).map_err(|error| Failure::io("cannot rename", &from, &error))?;
        }
    }
    create_in(&place, &rename.file.1, text)?;
    for (file, text) in &changed {
        replace(file, text)?;
    }
    replace(&place.root.join(LOCK_FILE), rename.lock.text())?;
    std::fs::remove_file(&file).map_err(|error| Failure::io("cannot delete", &file, &error))?;
    if !global.quiet {
        let count: usize = pages.values().map(Vec::len).sum();
        terminal::say(&format!(
            "`{key}` is `{new}` now; {count} citations on {} pages were changed",
            pages.len()
        ));
    }
    Ok(true)
}

#[derive(Debug, Args)]
pub(super) struct ReplaceArgs {
    /// The source's key
    #[arg(add = completion::sources())]
    key: String,
    /// The new capture, a file or an address (https://…)
    file: PathBuf,
}

/// Gives a source another text, and shows what changed. What is stated of it stays.
pub(super) fn replace_text(args: &ReplaceArgs, global: &Global) -> Result<bool, Failure> {
    let (place, checked) = check_with_drafts(global)?;
    let before = source_with_key(&checked, &args.key)?;
    let SourceInput { bytes, name, .. } = input_of(Some(&args.file))?;
    // The part that was read before: of a spreadsheet only if the new file is one.
    let is_spreadsheet = matches!(Format::of(&bytes, &name), Ok(Format::Xlsx | Format::Ods));
    let part = DocumentPart::of_extractor(before.meta.extractor.as_deref())
        .filter(|part| is_spreadsheet || matches!(part, DocumentPart::Page(_)));
    let (capture, format) = read_capture(&bytes, &name, part)?;
    let mut new = NewSource { key: args.key.clone(), ..NewSource::default() };
    new.take(capture, Some((bytes, format.to_owned())));
    let (file, text) = file_and_text(&place, &args.key)?;
    let mut front = FrontMatterEdit::of(&file, &text)?;
    let kept =
        new.reading.original.as_ref().map(|(_, extension)| format!("{ORIGINALS}/{}.{extension}", args.key));
    describe_reading(&mut front, &new.reading, kept.as_deref());
    if before.meta.saved != Saved::Partial {
        front.set("text", &["full".to_owned()]);
    }
    if new.format != CaptureFormat::Page {
        front.set("selector", &[]);
    }
    let had_trim = front.has("trim");
    front.set("trim", &[]);
    let head = front.body().len();
    let whole = front.into_text();
    let written = format!("{}{}", &whole[..whole.len() - head], new.text);
    if written.len() as u64 > MAX_TEXT {
        let message = format!("the text has more than {} MiB, the limit for a source", MAX_TEXT >> 20);
        return Err(Failure::new(message).help("split the text over several sources"));
    }
    let relative = format!("seeds/{}.{}", args.key, new.format.extension());
    let snapshot: Snapshot = [(relative.as_str(), written.as_bytes().to_vec())].into_iter().collect();
    let (Some(after), _) = source::parse(&snapshot, &relative) else {
        return Err(Failure::new(format!("{name} has no text to compare with"))
            .help("give the captured text, unchanged"));
    };
    if after.text.plain.trim().is_empty() {
        return Err(Failure::new(format!("{name} has no text to compare with"))
            .help("give the captured text, unchanged"));
    }
    write_replaced(
        &place,
        before,
        (&relative, &written),
        kept.as_deref().zip(new.reading.original.as_ref()),
    )?;
    if !global.quiet {
        show_change(before, &after);
        if had_trim {
            terminal::say(
                "its `trim` named paragraphs of the old text and was deleted: see `ibid source show`",
            );
        }
        terminal::say(&format!(
            "run `ibid check` to see which quotations still stand, then `ibid source accept {}`",
            args.key
        ));
    }
    Ok(true)
}

fn write_replaced(
    place: &SiteRoot,
    before: &Source,
    (relative, written): (&str, &str),
    kept: Option<(&str, &(Vec<u8>, String))>,
) -> Result<(), Failure> {
    if let Some((kept, (bytes, _))) = kept {
        let path = place.root.join(kept);
        if path.is_file() {
            std::fs::remove_file(&path).map_err(|error| Failure::io("cannot delete", &path, &error))?;
        }
        create_in(place, kept, bytes)?;
    }
    let old = before.meta.original.as_ref().map(|original| format!("{ORIGINALS}/{}", original.file));
    if let Some(old) = old.filter(|old| kept.is_none_or(|(kept, _)| kept != old)) {
        let _ = std::fs::remove_file(place.root.join(old));
    }
    if relative == before.path {
        return replace(&place.root.join(relative), written);
    }
    create_in(place, relative, written)?;
    let file = place.root.join(&before.path);
    std::fs::remove_file(&file).map_err(|error| Failure::io("cannot delete", &file, &error))
}

/// Prints the paragraphs that are not the same.
fn show_change(before: &Source, after: &Source) {
    let paragraphs = |source: &Source| -> Vec<String> {
        source
            .text
            .own()
            .split("\n\n")
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|text| !text.is_empty())
            .collect()
    };
    let (old, new) = (paragraphs(before), paragraphs(after));
    let old: Vec<&str> = old.iter().map(String::as_str).collect();
    let new: Vec<&str> = new.iter().map(String::as_str).collect();
    let diff = TextDiff::configure().timeout(std::time::Duration::from_secs(5)).diff_slices(&old, &new);
    let changes: Vec<(ChangeTag, &str)> = diff
        .iter_all_changes()
        .filter(|change| change.tag() != ChangeTag::Equal)
        .map(|change| (change.tag(), change.value()))
        .collect();
    let count = |tag: ChangeTag| changes.iter().filter(|(other, _)| *other == tag).count();
    terminal::say(&format!(
        "{} of {} paragraphs are gone, {} of {} are new",
        count(ChangeTag::Delete),
        old.len(),
        count(ChangeTag::Insert),
        new.len()
    ));
    for (tag, text) in changes.iter().take(SHOWN) {
        let sign = if *tag == ChangeTag::Delete { '-' } else { '+' };
        let shown: String = text.chars().take(200).collect();
        terminal::say(&format!("  {sign} {}", printable::line(&shown)));
    }
    if changes.len() > SHOWN {
        terminal::say(&format!("  … and {} more", changes.len() - SHOWN));
    }
}

/// Deletes a source that no page cites, with the file that is kept beside it.
pub(super) fn remove(key: &str, global: &Global) -> Result<bool, Failure> {
    let (place, checked) = check_with_drafts(global)?;
    let source = source_with_key(&checked, key)?;
    let pages = citations_of(&checked, key);
    if !pages.is_empty() {
        let names: Vec<&str> = pages.keys().take(5).map(String::as_str).collect();
        let more = if pages.len() > names.len() { " and others" } else { "" };
        return Err(Failure::new(format!("`{key}` is cited on {}{more}", names.join(", ")))
            .help("take its citations out first; for a source without its text, write `text: none`"));
    }
    let delete = |path: &Path| match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::io("cannot delete", path, &error))
        }
        _ => Ok(()),
    };
    delete(&place.root.join(&source.path))?;
    if let Some(original) = &source.meta.original {
        delete(&place.root.join(ORIGINALS).join(&original.file))?;
    }
    if !global.quiet {
        terminal::say(&format!("deleted {}", source.path));
    }
    Ok(true)
}
