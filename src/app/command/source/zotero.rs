//! A Zotero library on this computer, over its local API (Web API v3 at 127.0.0.1): its items as records, its
//! highlights as citations. Its database is never read.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::app::engine::Checked;
use crate::app::fetch::{Fetcher, Unfetched};
use crate::app::ingest::bibliography::BibliographyEntry;
use crate::app::scaffold::citation::excerpt_citation;
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::diagnostic::printable;

/// How the library is named in the place of a file: `zotero:`, or `zotero:24119` where it listens at another port.
const NAME: &str = "zotero:";
/// The port at which Zotero listens, unless it was told another.
const PORT: u16 = 23119;
/// Largest answer, in bytes.
const LARGEST: u64 = 64 << 20;

/// A library.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zotero {
    port: u16,
}

impl Zotero {
    /// The library that a name in the place of a file means; nothing where it means a file.
    ///
    /// # Errors
    /// Where the port is none.
    pub(super) fn named(file: &Path) -> Result<Option<Self>, Failure> {
        let name = file.to_string_lossy();
        let Some(port) = name.strip_prefix(NAME) else { return Ok(None) };
        match port.parse::<u16>() {
            _ if port.is_empty() => Ok(Some(Self { port: PORT })),
            Ok(port) if port > 0 => Ok(Some(Self { port })),
            _ => Err(Failure::usage(format!("`{port}` is no port"))
                .help("write `zotero:`, or `zotero:24119` where Zotero listens at another port")),
        }
    }

    /// The items of the library as CSL-JSON.
    pub(super) fn items(self) -> Result<Vec<u8>, Failure> {
        self.ask("items/top?format=csljson")
    }

    fn ask(self, what: &str) -> Result<Vec<u8>, Failure> {
        let address = format!("http://127.0.0.1:{}/api/users/0/{what}", self.port);
        let fetched = Fetcher::for_program(self.port, LARGEST).get(&address);
        fetched.map(|fetched| fetched.bytes).map_err(|unfetched| match unfetched {
            Unfetched::Status(403) => Failure::new("Zotero does not let other programs ask")
                .help("allow it in Zotero's settings, under Advanced: “Allow other applications on this computer to communicate with Zotero”"),
            Unfetched::Failed(reason) => Failure::new(format!("Zotero does not answer: {reason}"))
                .help("start Zotero, or export the library to a file and import that"),
            other => Failure::new(format!("Zotero does not answer: {other}"))
                .help("export the library to a file and import that"),
        })
    }

    fn list(self, what: &str) -> Result<Vec<Value>, Failure> {
        match serde_json::from_slice(&self.ask(what)?) {
            Ok(Value::Array(items)) => Ok(items),
            _ => Err(Failure::new("Zotero's answer is no list of items")
                .help("update Zotero, or export the library to a file and import that")),
        }
    }

    /// The highlights of the library, by the key of the item that they were made in, in the order of its pages.
    fn highlights(self) -> Result<BTreeMap<String, Vec<Highlight>>, Failure> {
        let field = |item: &Value, name: &str| {
            item.get("data")
                .and_then(|data| data.get(name))
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let key = |item: &Value| item.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
        let attachments = self.list("items?itemType=attachment&format=json")?;
        let parents: BTreeMap<String, String> =
            attachments.iter().map(|item| (key(item), field(item, "parentItem"))).collect();
        let mut found: BTreeMap<String, Vec<Highlight>> = BTreeMap::new();
        for item in self.list("items?itemType=annotation&format=json")? {
            let words = field(&item, "annotationText");
            if words.trim().is_empty() {
                continue;
            }
            let attachment = field(&item, "parentItem");
            let parent = parents.get(&attachment).filter(|parent| !parent.is_empty()).unwrap_or(&attachment);
            found.entry(parent.clone()).or_default().push(Highlight {
                words,
                page: field(&item, "annotationPageLabel"),
                order: field(&item, "annotationSortIndex"),
            });
        }
        found.values_mut().for_each(|highlights| highlights.sort_by(|one, two| one.order.cmp(&two.order)));
        Ok(found)
    }

    /// Prints the highlights of the entries as citations. Only those pass whose words stand in the source's text; of
    /// the others it says why. Whether all did.
    pub(super) fn print_highlights(
        self,
        items: &[u8],
        entries: &[&BibliographyEntry],
        checked: &Checked,
        global: &Global,
    ) -> Result<bool, Failure> {
        let highlights = self.highlights()?;
        let names = original_keys(items);
        let (mut ready, mut failed) = (0, 0);
        for (item, highlights) in &highlights {
            let Some(entry) =
                names.get(item).and_then(|name| entries.iter().find(|entry| entry.original_key == *name))
            else {
                continue;
            };
            let source = checked.site.sources.iter().find(|source| source.key == entry.key);
            for highlight in highlights {
                let done = match source {
                    None => Err("it is not imported yet"),
                    Some(source) if !source.is_comparable() => Err("its text is still to be saved"),
                    Some(_) => highlight.citation(checked, &entry.key),
                };
                match done {
                    Ok(citation) => {
                        ready += 1;
                        terminal::print(&format!("{}\n", printable::line(&citation)));
                    }
                    Err(reason) => {
                        failed += 1;
                        let words: String = highlight.words.chars().take(60).collect();
                        terminal::say(&printable::line(&format!("{}: {reason}: “{words}”", entry.key)));
                    }
                }
            }
        }
        if !global.quiet {
            terminal::say(&format!(
                "{ready} highlights stand in the texts of their sources, {failed} were not found or not compared"
            ));
        }
        Ok(failed == 0)
    }
}

/// The key of each item in the bibliography, by its key in Zotero: the `id` of CSL-JSON is `LIBRARY/ITEM`.
fn original_keys(items: &[u8]) -> BTreeMap<String, String> {
    let value: Value = serde_json::from_slice(items).unwrap_or_default();
    let items = value.get("items").unwrap_or(&value).as_array().cloned().unwrap_or_default();
    let text =
        |item: &Value, name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let keys = items.iter().map(|item| {
        let id = text(item, "id");
        let key = id.rsplit('/').next().unwrap_or_default().to_owned();
        let named = text(item, "citation-key");
        (key, if named.is_empty() { id } else { named })
    });
    keys.collect()
}

/// Words that somebody marked in a document.
struct Highlight {
    words: String,
    /// The page as it is printed; may be empty.
    page: String,
    order: String,
}

impl Highlight {
    /// The citation with the page, if the words stand on it; else without.
    fn citation(&self, checked: &Checked, key: &str) -> Result<String, &'static str> {
        let is_page = !self.page.is_empty() && self.page.chars().all(char::is_alphanumeric);
        let page = is_page.then(|| format!("p. {}", self.page));
        let with_page = page.and_then(|page| excerpt_citation(checked, key, Some(&page), &self.words).ok());
        match with_page {
            Some(citation) => Ok(citation),
            None => excerpt_citation(checked, key, None, &self.words)
                .map_err(|_| "the words do not stand in its text"),
        }
    }
}
