//! What pages stated when they were last recorded as published, so that no statement changes afterwards
//! without a correction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::diagnostic::{Diagnostic, Rule, TODAY};
use crate::base::span::Span;
use crate::parse::topic::Page;
use crate::read::snapshot::LOCK_FILE;

/// Hexadecimal digits of a hash: enough to notice a change, and the file stays small.
pub(super) const DIGITS: usize = 16;

/// A page as it was recorded.
#[derive(Clone, Debug, Default)]
pub(super) struct Published {
    /// Hash of its corrections.
    pub(super) corrections: String,
    /// Id and hash of each cited statement, in the order of the page.
    pub(super) statements: Vec<(String, String)>,
    /// Its line in the lock file, for findings.
    pub(super) span: Span,
}

impl PartialEq for Published {
    fn eq(&self, other: &Self) -> bool {
        // Its place in the file is not part of what it says.
        self.corrections == other.corrections && self.statements == other.statements
    }
}

impl Eq for Published {}

impl Published {
    /// A page as it is now.
    pub(super) fn now(page: &Page) -> Self {
        let statements = page.document.groups.iter().map(|group| &group.claim);
        Self {
            corrections: corrections_hash(page),
            statements: statements.map(|claim| (claim.id.clone(), hash(&words(&claim.text)))).collect(),
            span: Span::default(),
        }
    }

    /// The lines of the lock file.
    pub(super) fn lines(&self, path: &str) -> String {
        let statements = self.statements.iter().map(|(id, hash)| format!("{path}#{id}: {hash}\n"));
        format!("{path}: {}\n{}", self.corrections, statements.collect::<String>())
    }

    /// Findings for statements that are not what was recorded, where the corrections are.
    fn compare(&self, page: &Page) -> Vec<Diagnostic> {
        if self.corrections != corrections_hash(page) {
            return Vec::new();
        }
        let now = Self::now(page);
        let stands: BTreeSet<&str> = now.statements.iter().map(|(_, hash)| hash.as_str()).collect();
        let successors = self.successors(&now);
        let lost =
            self.statements.iter().enumerate().filter(|(_, (_, hash))| !stands.contains(hash.as_str()));
        lost.map(|(at, (id, _))| {
            let (span, message) = match successors.get(&at) {
                Some(&now) => {
                    let message = format!("the published statement `#{id}` reads differently now");
                    (page.document.groups[now].claim.span, message)
                }
                None => (page.front.address_span, format!("the published statement `#{id}` is gone")),
            };
            Diagnostic::new(Rule::CorrectionMissing, &page.path, span, message)
                .help(format!(
                    "say so in the front matter: `corrections: [{{date: {TODAY}, text: \"what was wrong\"}}]`"
                ))
                .help(format!("if it makes no difference to readers, run `ibid claim accept {}`", page.path))
        })
        .collect()
    }

    /// Whether at least half of the statements stand in a page.
    fn stands_in(&self, page: &Page) -> bool {
        let now = Self::now(page);
        let stands: BTreeSet<&str> = now.statements.iter().map(|(_, hash)| hash.as_str()).collect();
        let found = self.statements.iter().filter(|(_, hash)| stands.contains(hash.as_str())).count();
        found > 0 && 2 * found >= self.statements.len()
    }

    /// For recorded statements that no longer stand the ones that stand in their place: of the same id, or
    /// between the same neighbours.
    fn successors(&self, now: &Self) -> BTreeMap<usize, usize> {
        let mut successors = BTreeMap::new();
        let ids: BTreeMap<&str, usize> =
            now.statements.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
        let hashes = |published: &Self| -> Vec<String> {
            published.statements.iter().map(|(_, hash)| hash.clone()).collect()
        };
        let (old, new) = (hashes(self), hashes(now));
        for change in similar::capture_diff_slices(similar::Algorithm::Myers, &old, &new) {
            if let similar::DiffTag::Replace = change.tag() {
                successors.extend(change.old_range().zip(change.new_range()));
            }
        }
        for (at, (id, _)) in self.statements.iter().enumerate() {
            successors.extend(ids.get(id.as_str()).map(|&now| (at, now)));
        }
        successors
    }
}

/// Findings for every recorded page.
pub(super) fn uncorrected(recorded: &BTreeMap<String, Published>, pages: &[Arc<Page>]) -> Vec<Diagnostic> {
    if recorded.is_empty() {
        return Vec::new();
    }
    let by_path: BTreeMap<&str, &Page> =
        pages.iter().map(|page| (page.path.as_str(), page.as_ref())).collect();
    let mut findings = Vec::new();
    for (path, published) in recorded {
        match by_path.get(path.as_str()) {
            Some(page) => findings.extend(published.compare(page)),
            None => {
                let message = format!("{path} was published and is gone");
                let mut finding =
                    Diagnostic::new(Rule::CorrectionMissing, LOCK_FILE, published.span, message).help(
                        format!("if it was renamed or withdrawn on purpose, run `ibid claim accept {path}`"),
                    );
                let unrecorded = pages.iter().filter(|page| !recorded.contains_key(&page.path));
                if let Some(page) = unrecorded.map(|page| &**page).find(|page| published.stands_in(page)) {
                    finding = finding.help(format!(
                        "its statements stand in {}: name the old address in the `aliases:` of that page, and links to it still arrive",
                        page.path
                    ));
                }
                findings.push(finding);
            }
        }
    }
    findings
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..DIGITS].to_owned()
}

fn corrections_hash(page: &Page) -> String {
    let entries = page.front.corrections.iter().map(|(date, text)| format!("{} {text}\n", date.iso()));
    hash(&entries.collect::<String>())
}

/// A statement reduced to what matters to a reader: without case, white space, and punctuation except that of figures.
fn words(text: &str) -> String {
    let letters: Vec<char> =
        text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let kept = |(at, letter): (usize, &char)| {
        let is_punctuation = ".,:;!?…'’‘\"“”„«»()[]/-–—‑".contains(*letter);
        // 5.5 is not 55, and -5 is not 5; a hyphen between words or a stop after a year says nothing.
        let before = at.checked_sub(1);
        let in_figure = is_digit(Some(at + 1))
            && (is_digit(before) || (*letter == '-' && before.is_none_or(|before| letters[before] == ' ')));
        (!is_punctuation || in_figure).then_some(*letter)
    };
    letters.iter().enumerate().filter_map(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn figures_keep_their_marks_and_words_do_not() {
        assert_eq!(words("In 1994, it  “joined”."), words("in 1994 it joined"));
        assert_eq!(words("a 28-point plan"), words("a 28point plan"));
        assert_ne!(words("5.5 percent"), words("55 percent"));
        assert_ne!(words("at -5 degrees"), words("at 5 degrees"));
        assert_ne!(words("5%"), words("5"));
        assert_ne!(words("not signed"), words("signed"));
        assert_ne!(words("1994–1997"), words("19941997"));
    }
}
