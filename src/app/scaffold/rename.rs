//! Another key for a source: what changes in which files.

use std::collections::BTreeMap;

use super::front_matter::FrontMatterEdit;
use crate::app::engine::Checked;
use crate::base::Failure;
use crate::base::span::Span;
use crate::parse::lock::Lock;
use crate::parse::review;
use crate::parse::source::Source;
use crate::read::snapshot::{ORIGINALS, REVIEWS, Snapshot};

/// Everything that names a source by its key.
#[derive(Clone, Debug)]
pub(crate) struct SourceRename {
    /// The places of the key in pages, drafts included, by the pages' files; in order.
    pub(crate) citations: BTreeMap<String, Vec<Span>>,
    /// The source's file, and what it is called then: in the same folder.
    pub(crate) file: (String, String),
    /// The file that its text was read out of, and what it is called then.
    pub(crate) original: Option<(String, String)>,
    /// The lock as it is then.
    pub(crate) lock: Lock,
    /// The files of records of reviews that name it, with their texts then: who read the source has read this one.
    pub(crate) reviews: BTreeMap<String, String>,
}

impl SourceRename {
    /// What changes where a source gets another key.
    pub(crate) fn new(checked: &Checked, source: &Source, key: &str) -> Self {
        let renamed = |path: &str| {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("seeds", path));
            let extension = name.rsplit('.').next().unwrap_or("md");
            format!("{folder}/{key}.{extension}")
        };
        let original = source.meta.original.as_ref().map(|original| format!("{ORIGINALS}/{}", original.file));
        Self {
            citations: citations_of(checked, &source.key),
            file: (source.path.clone(), renamed(&source.path)),
            original: original.map(|path| (path.clone(), renamed(&path))),
            lock: checked.lock.with_renamed(&source.key, key),
            reviews: reviews_of(&checked.snapshot, &source.key, key),
        }
    }

    /// The text of the source's file as it is then.
    ///
    /// # Errors
    /// Where its front matter cannot be changed.
    pub(crate) fn text(&self, text: &str) -> Result<String, Failure> {
        let mut front = FrontMatterEdit::of(&self.file.0, text)?;
        if let Some((_, to)) = &self.original {
            let name = to.rsplit('/').next().unwrap_or(to);
            front.set("original", &[name.to_owned()]);
        }
        Ok(front.into_text())
    }
}

/// The files of records that name a source, with another key in its place.
fn reviews_of(snapshot: &Snapshot, key: &str, new: &str) -> BTreeMap<String, String> {
    let files = snapshot.below(REVIEWS).filter(|(path, _)| path.ends_with(".jsonl"));
    let renamed = files.filter_map(|(path, _)| {
        let mut text = snapshot.utf8(path).ok()?.to_owned();
        let (records, _) = review::parse(snapshot, path);
        let named: Vec<_> = records.iter().filter(|record| record.names(key)).collect();
        for record in named.iter().rev() {
            text.replace_range(record.span.range(), &record.with_renamed(key, new).json());
        }
        (!named.is_empty()).then(|| (path.to_owned(), text))
    });
    renamed.collect()
}

/// Where pages cite a source, drafts included, by the pages' files; in order.
pub(crate) fn citations_of(checked: &Checked, key: &str) -> BTreeMap<String, Vec<Span>> {
    let mut pages: BTreeMap<String, Vec<Span>> = BTreeMap::new();
    for page in checked.site.pages.iter().chain(&checked.drafts) {
        let cites = page.document.groups.iter().flat_map(|group| &group.cites);
        for cite in cites.filter(|cite| cite.key == key) {
            pages.entry(page.path.clone()).or_default().push(cite.key_span);
        }
    }
    for spans in pages.values_mut() {
        spans.sort_unstable();
        spans.dedup();
    }
    pages
}
