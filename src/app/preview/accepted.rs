//! The text of a source that was accepted, where it is another one now: `ibid.lock` has only its hash. It is what the
//! preview showed before, or a version that the site's repository has.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};

use crate::app::engine::Checked;
use crate::app::git;
use crate::base::word_diff::{DiffPart, parts};
use crate::parse::lock::Lock;
use crate::parse::source::{self, Source};
use crate::read::snapshot::{SiteRoot, Snapshot};

/// Versions of a file that are looked at in a repository.
const VERSIONS: usize = 40;
/// Changes that are shown.
const MOST: usize = 200;
/// Longest time in which paragraphs are paired.
const TIME: std::time::Duration = std::time::Duration::from_secs(2);

/// Sources as they were when their texts were accepted, by key, of those that are others now.
pub(super) type AcceptedSources = BTreeMap<String, Arc<Source>>;

/// What is remembered of an edition and those before it.
pub(super) fn remembered(before: &AcceptedSources, was: &Checked, now: &Checked) -> AcceptedSources {
    let mut kept = before.clone();
    // What did not change is shared by the two.
    let earlier: BTreeMap<&str, &Arc<Source>> =
        was.site.sources.iter().map(|source| (source.key.as_str(), source)).collect();
    for source in now.site.sources.iter().filter(|source| now.lock.has_changed(source)) {
        if let Some(old) = earlier.get(source.key.as_str()).filter(|old| now.lock.accepts(old)) {
            kept.insert(source.key.clone(), Arc::clone(old));
        }
    }
    let is_changed = |key: &String, old: &Source| {
        now.lock.accepts(old) && now.site.sources.iter().any(|source| source.key == *key)
    };
    kept.retain(|key, old| is_changed(key, old));
    kept
}

/// How a source differs from what was accepted; nothing where it does not.
pub(super) fn change(
    remembered: &AcceptedSources,
    lock: &Lock,
    source: &Source,
    place: &SiteRoot,
) -> Option<Value> {
    if !lock.has_changed(source) {
        return None;
    }
    let known = remembered.get(&source.key).filter(|old| lock.accepts(old));
    let old = known.map(Arc::clone).or_else(|| in_repository(lock, source, place));
    let Some(old) = old else { return Some(json!({ "known": false })) };
    let changes = changes(&old, source);
    let more = changes.len().saturating_sub(MOST);
    Some(
        json!({ "known": true, "changes": changes.into_iter().take(MOST).collect::<Vec<_>>(), "more": more }),
    )
}

fn in_repository(lock: &Lock, source: &Source, place: &SiteRoot) -> Option<Arc<Source>> {
    let versions = git::versions(&place.root, &source.path, VERSIONS);
    versions.into_iter().find_map(|text| {
        let snapshot: Snapshot = [(source.path.as_str(), text.into_bytes())].into_iter().collect();
        source::parse(&snapshot, &source.path).0.filter(|old| lock.accepts(old)).map(Arc::new)
    })
}

/// The paragraphs that are not the same, word by word, each with its number in the newer text, if it has one.
fn changes(old: &Source, new: &Source) -> Vec<Value> {
    let paragraphs = |source: &Source| -> Vec<(usize, String)> {
        let paragraphs = source.text.paragraphs.iter().filter(|paragraph| !paragraph.is_trimmed);
        let words = |span: crate::base::span::PlainSpan| {
            source.text.plain[span.range()].split_whitespace().collect::<Vec<_>>().join(" ")
        };
        paragraphs.map(|paragraph| (paragraph.number, words(paragraph.plain))).collect()
    };
    let (old, new) = (paragraphs(old), paragraphs(new));
    let words = |all: &[(usize, String)]| all.iter().map(|(_, words)| words.clone()).collect::<Vec<_>>();
    let deadline = Some(std::time::Instant::now() + TIME);
    let mut found = Vec::new();
    for change in capture_diff_slices_deadline(Algorithm::Myers, &words(&old), &words(&new), deadline) {
        if change.tag() == DiffTag::Equal {
            continue;
        }
        let (gone, come) = (&old[change.old_range()], &new[change.new_range()]);
        for at in 0..gone.len().max(come.len()) {
            let words =
                |all: &[(usize, String)]| all.get(at).map_or(String::new(), |(_, words)| words.clone());
            let number = come.get(at).map(|(number, _)| number);
            let shown: Vec<Value> = parts(&words(gone), &words(come)).into_iter().map(part).collect();
            found.push(json!({ "paragraph": number, "parts": shown }));
        }
    }
    found
}

fn part(part: DiffPart) -> Value {
    match part {
        DiffPart::Same(words) => json!(["same", words]),
        DiffPart::Omitted => json!(["same", "…"]),
        DiffPart::Gone(words) => json!(["gone", words]),
        DiffPart::New(words) => json!(["new", words]),
    }
}
