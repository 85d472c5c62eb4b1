//! Changes of one source: what is stated of it, which of its paragraphs are furniture, that its text is accepted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::file::{quoted, replace, single_line};
use super::front_matter::FrontMatterEdit;
use super::source::{CITED_FACTS, file_of};
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::{Failure, regular_file};
use crate::parse::lock::Lock;
use crate::parse::source::{self, Source};
use crate::read::snapshot::{self, LOCK_FILE, SiteRoot, Snapshot};

/// The file of a source, relative to the root, and its text.
pub(crate) fn file_and_text(place: &SiteRoot, key: &str) -> Result<(String, String), Failure> {
    let file = file_of(place, key).ok_or_else(|| {
        Failure::new(format!("there is no source `{key}`")).help("`ibid source list` lists the sources")
    })?;
    let path = place.root.join(&file);
    let text = regular_file::read_text(&path).map_err(|error| Failure::io("cannot read", &path, &error))?;
    Ok((file, text))
}

/// States facts of a source, by the names of their fields; a field without values is deleted. What is stated is not
/// said to be absent any more, and is not ascribed to the file that it was read out of. Of what is not stated,
/// `not_stated` has what the capture is said not to state, where that changed. Gives the file.
pub(crate) fn state_facts(
    place: &SiteRoot,
    key: &str,
    fields: &BTreeMap<&str, Vec<String>>,
    not_stated: Option<&[String]>,
) -> Result<String, Failure> {
    let (file, text) = file_and_text(place, key)?;
    let mut front = FrontMatterEdit::of(&file, &text)?;
    let before = front.list("not_stated");
    for (name, values) in fields {
        front.set(name, values);
    }
    let said = not_stated.unwrap_or(&before);
    let still: Vec<String> = said.iter().filter(|name| !front.has(name)).cloned().collect();
    if still != before {
        front.set("not_stated", &still);
    }
    let snapshot: Snapshot = [(file.as_str(), text.as_bytes().to_vec())].into_iter().collect();
    if let (Some(source), _) = source::parse(&snapshot, &file) {
        let stated_by = &source.meta.stated_by;
        let kept = stated_by.iter().filter(|(fact, _)| !fields.contains_key(fact.as_str()));
        let kept: Vec<String> = kept.map(|(fact, by)| format!("{fact}: {}", quoted(by))).collect();
        if kept.is_empty() && !stated_by.is_empty() {
            front.write("stated_by", "");
        } else if kept.len() < stated_by.len() {
            front.write("stated_by", &format!("stated_by: {{{}}}", kept.join(", ")));
        }
    }
    let changed = front.into_text();
    refuse_wrong(&file, &text, &changed)?;
    if changed != text {
        replace(&place.root.join(&file), &changed)?;
    }
    Ok(file)
}

/// Refuses a change of front matter that is not readable afterwards, if it was before.
fn refuse_wrong(file: &str, before: &str, after: &str) -> Result<(), Failure> {
    let errors = |text: &str| {
        let snapshot: Snapshot = [(file, text.as_bytes().to_vec())].into_iter().collect();
        let (_, findings) = source::parse(&snapshot, file);
        let is_refused =
            |finding: &Diagnostic| finding.rule == Rule::FrontMatter || finding.severity == Severity::Error;
        findings.into_iter().filter(is_refused).collect::<Vec<_>>()
    };
    let known: Vec<String> = errors(before).into_iter().map(|finding| finding.message).collect();
    match errors(after).into_iter().find(|finding| !known.contains(&finding.message)) {
        None => Ok(()),
        Some(finding) => {
            let failure = Failure::new(finding.message.clone());
            Err(finding.help_texts().fold(failure, Failure::help))
        }
    }
}

/// The facts that a form may state, and whether a capture may be said not to state them.
pub(crate) const FORM_FACTS: [(&str, bool); 7] = [
    ("title", true),
    ("author", true),
    ("publisher", true),
    ("date", true),
    ("url", true),
    ("origin", false),
    ("language", false),
];

/// As [`state_facts`], of what a form has sent.
pub(crate) fn state_sent_facts(
    place: &SiteRoot,
    key: &str,
    sent: &BTreeMap<String, Vec<String>>,
    not_stated: &[String],
) -> Result<String, Failure> {
    let mut fields: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (name, values) in sent {
        if !FORM_FACTS.iter().any(|(known, _)| known == name) {
            return Err(Failure::new(format!("`{name}` is not a fact of a source")));
        }
        let values: Vec<String> =
            values.iter().map(|value| single_line(value)).filter(|value| !value.is_empty()).collect();
        if values.len() > 1 && name != "author" {
            return Err(Failure::new(format!("`{name}` has two values")).help("give it once"));
        }
        fields.insert(name, values);
    }
    if let Some(name) = not_stated.iter().find(|name| !CITED_FACTS.contains(&name.as_str())) {
        return Err(Failure::new(format!("`{name}` is not a fact that a capture may lack")));
    }
    state_facts(place, key, &fields, Some(not_stated))
}

/// The source as it is on the disk, and the lock.
fn as_seen(place: &SiteRoot, key: &str, seen: &str) -> Result<(Arc<Source>, Lock), Failure> {
    let file = file_of(place, key).ok_or_else(|| {
        Failure::new(format!("there is no source `{key}` any more")).help("load the page again")
    })?;
    let (snapshot, _) = snapshot::read(place)?;
    let source = source::parse(&snapshot, &file).0.filter(|source| source.recorded == seen);
    let Some(source) = source else {
        return Err(
            Failure::new("the text has changed since it was shown here").help("read what is there now")
        );
    };
    let (lock, findings) = Lock::read(&snapshot);
    if let Some(finding) = findings.first() {
        let failure = Failure::new(format!("ibid.lock cannot be read: {}", finding.message));
        return Err(finding.help_texts().fold(failure, Failure::help));
    }
    Ok((Arc::new(source), lock))
}

/// Accepts the text of a source, if it is the one that was `seen` (as `ibid.lock` would record it).
pub(crate) fn accept(place: &SiteRoot, key: &str, seen: &str) -> Result<(), Failure> {
    let (source, lock) = as_seen(place, key, seen)?;
    let lock = lock.with_accepted(std::iter::once(&source));
    replace(&place.root.join(LOCK_FILE), lock.text())
}

/// Leaves out paragraphs of a source as furniture, and no others, if its text is the one that was `seen`. Gives the
/// file.
pub(crate) fn trim(place: &SiteRoot, key: &str, seen: &str, numbers: &[usize]) -> Result<String, Failure> {
    let (source, _) = as_seen(place, key, seen)?;
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    let count = source.text.paragraphs.len();
    if let Some(wrong) = numbers.iter().find(|number| !(1..=count).contains(*number)) {
        return Err(Failure::new(format!("the source has no paragraph {wrong}")).help("load the page again"));
    }
    if numbers.len() == count {
        return Err(
            Failure::new("nothing of the text would be left").help("keep the paragraphs of the article")
        );
    }
    let (file, text) = file_and_text(place, key)?;
    let mut front = FrontMatterEdit::of(&file, &text)?;
    let ranges: Vec<String> = numbers
        .chunk_by(|one, next| one + 1 == *next)
        .map(|run| match run {
            [one] => one.to_string(),
            run => format!("{}-{}", run[0], run[run.len() - 1]),
        })
        .collect();
    let written = if ranges.is_empty() { String::new() } else { format!("trim: [{}]", ranges.join(", ")) };
    front.write("trim", &written);
    let changed = front.into_text();
    refuse_wrong(&file, &text, &changed)?;
    replace(&place.root.join(&file), &changed)?;
    Ok(file)
}
