//! Home pages that no author wrote: every page links to the one of its language, so each language has one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::ids::LanguageId;
use crate::parse::topic::{self, Page, PageKind};
use crate::read::config::Config;
use crate::read::snapshot::Snapshot;

/// Home pages that were made, by the path at which one would be written.
pub(super) type Homes = BTreeMap<String, Arc<Page>>;

/// Adds to the pages, which are in the order of their paths, a home page in each language that has pages and
/// none of its own, and in the site's own language. It has the language's title and no text; what its section
/// holds is listed on it as on any other.
pub(super) fn complete(pages: &mut Vec<Arc<Page>>, config: &Config, snapshot: &Snapshot, made: &mut Homes) {
    let mut missing: BTreeSet<LanguageId> =
        pages.iter().map(|page| page.language).chain([LanguageId::MAIN]).collect();
    for page in pages.iter().filter(|page| page.kind == PageKind::Home) {
        missing.remove(&page.language);
    }
    // Or an HTML page by an author stands there.
    let is_written = |language: &LanguageId| {
        let written = format!("content/{}index.html", config.languages[*language].prefix);
        snapshot.files.contains_key(&written)
    };
    for language in missing.into_iter().filter(|language| !is_written(language)) {
        let path = path(config, language);
        let home = match made.get(&path) {
            Some(home) => Arc::clone(home),
            None => {
                let Some(home) = home(config, &path, language) else { continue };
                Arc::clone(made.entry(path).or_insert_with(|| Arc::new(home)))
            }
        };
        let at = pages.partition_point(|page| page.path < home.path);
        pages.insert(at, home);
    }
}

fn path(config: &Config, language: LanguageId) -> String {
    match language {
        LanguageId::MAIN => "content/_index.md".to_owned(),
        _ => format!("content/_index.{}.md", config.languages[language].code),
    }
}

fn home(config: &Config, path: &str, language: LanguageId) -> Option<Page> {
    // A text in JSON is one in YAML.
    let title = serde_json::Value::from(config.languages[language].title.as_str());
    topic::parse_text(config, path, &format!("---\ntitle: {title}\n---\n")).0
}
