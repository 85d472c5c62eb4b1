//! `ibid source health`: whether the files that sources were read out of are still there and unchanged, and whether
//! reading them again gives the same text.

use std::collections::BTreeSet;

use super::{live, source_with_key};
use crate::app::command::check_with_drafts;
use crate::app::ingest::{self, DocumentPart};
use crate::app::terminal::{self, Global};
use crate::base::diagnostic::printable;
use crate::base::{Failure, regular_file};
use crate::parse::source::{Original, Source};
use crate::read::snapshot::{ORIGINALS, SiteRoot};

pub(super) fn run(key: Option<&str>, is_live: bool, global: &Global) -> Result<bool, Failure> {
    let (place, checked) = check_with_drafts(global)?;
    if is_live {
        if let Some(key) = key {
            source_with_key(&checked, key)?;
        }
        return live::run(key, &place, &checked, global);
    }
    let all: Vec<&Source> = match key {
        Some(key) => vec![source_with_key(&checked, key)?],
        None => checked.site.sources.iter().map(|source| &**source).collect(),
    };
    let mut problems = Vec::new();
    let mut whole = 0;
    for source in &all {
        let Some(original) = &source.meta.original else { continue };
        match problem(&place, source, original) {
            Some(problem) => problems.push(format!("{}: {problem}", source.path)),
            None => whole += 1,
        }
    }
    if key.is_none() {
        problems.extend(strangers(&place, &all));
    }
    for problem in &problems {
        terminal::say(&printable::line(problem));
    }
    if !global.quiet {
        terminal::say(&format!(
            "{whole} of {} sources have their file beside them, unchanged, and reading it gives the saved text",
            all.len()
        ));
    }
    Ok(problems.is_empty())
}

/// What is wrong with the file of a source.
fn problem(place: &SiteRoot, source: &Source, original: &Original) -> Option<String> {
    let path = format!("{ORIGINALS}/{}", original.file);
    let Ok(bytes) = regular_file::read(&place.root.join(&path)) else {
        return Some(format!("{path} is missing; restore it, or delete `original` and `original_hash`"));
    };
    if original.hash.as_ref().is_some_and(|hash| blake3::hash(&bytes).to_hex().as_str() != hash) {
        return Some(format!(
            "{path} is not the file that the text was read out of; restore it, or replace the source"
        ));
    }
    let part = DocumentPart::of_extractor(source.meta.extractor.as_deref());
    match ingest::read_part(&bytes, &original.file, part) {
        Err(refusal) => Some(format!("{path} {}", refusal.reason)),
        Ok(capture) => {
            let hash = blake3::hash(capture.body.text().as_bytes()).to_hex().to_string();
            (hash != source.hash).then(|| {
                let extractor = source.meta.extractor.as_deref().unwrap_or("another program");
                format!("the text is not what is read out of {path} today (it was read by {extractor}, or edited); `ibid source replace {} {path}` shows the difference", source.key)
            })
        }
    }
}

/// Files beside the sources that no source names.
fn strangers(place: &SiteRoot, sources: &[&Source]) -> Vec<String> {
    let named: BTreeSet<&str> = sources
        .iter()
        .filter_map(|source| source.meta.original.as_ref())
        .map(|original| original.file.as_str())
        .collect();
    let entries = std::fs::read_dir(place.root.join(ORIGINALS)).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| !named.contains(name.as_str()) && !name.starts_with('.'));
    names.sort_unstable();
    names.into_iter().map(|name| format!("{ORIGINALS}/{name}: no source names it")).collect()
}
