//! What the library would follow until its stack is full: abbreviations that consist of themselves, entries that refer to
//! themselves, and chains of either. Looked for in what the library itself has parsed, since it takes some texts for
//! other entries than [`super::pieces`] does.

use std::collections::BTreeMap;

use biblatex::{Bibliography, Entry, Field, RawBibliography, RawChunk};

use super::{DEEPEST, MOST_PARENTS};

/// The fields by which an entry takes over those of others, and names for them that the library does not follow and no
/// file can have.
const CROSSREF: [&str; 2] = ["crossref", "@crossref"];
const XDATA: [&str; 2] = ["xdata", "@xdata"];
/// Most entries that are looked up for one, each counted as often as a way leads to it: the library reads it as often.
const MOST_LOOKUPS: usize = 1 << 12;

/// Refuses abbreviations that consist of themselves, or of others that are nested too deeply.
pub(super) fn check_abbreviations(raw: &RawBibliography<'_>) -> Result<(), String> {
    let by_name: BTreeMap<&str, &Field<'_>> =
        raw.abbreviations.iter().map(|pair| (pair.key.v, &pair.value.v)).collect();
    let mut heights = BTreeMap::new();
    by_name.keys().try_for_each(|name| height(name, &by_name, &mut Vec::new(), &mut heights).map(drop))
}

/// How many abbreviations are nested in one, itself counted. `path` are those that it is nested in.
fn height<'r>(
    name: &'r str,
    by_name: &BTreeMap<&'r str, &'r Field<'r>>,
    path: &mut Vec<&'r str>,
    heights: &mut BTreeMap<&'r str, usize>,
) -> Result<usize, String> {
    if path.contains(&name) {
        return Err(format!("`{name}` consists of itself"));
    }
    let known = heights.get(name).copied();
    if path.len() + known.unwrap_or(1) > DEEPEST {
        return Err(format!("its abbreviations are nested more than {DEEPEST} deep"));
    }
    if let Some(known) = known {
        return Ok(known);
    }
    path.push(name);
    let mut highest = 0;
    for chunk in by_name.get(name).copied().into_iter().flatten() {
        if let RawChunk::Abbreviation(inner) = chunk.v
            && by_name.contains_key(inner)
        {
            highest = highest.max(height(inner, by_name, path, heights)?);
        }
    }
    path.pop();
    heights.insert(name, highest + 1);
    Ok(highest + 1)
}

/// Entries whose references have names that the library does not follow.
pub(super) fn set_aside(mut raw: RawBibliography<'_>) -> RawBibliography<'_> {
    for pair in raw.entries.iter_mut().flat_map(|entry| &mut entry.v.fields) {
        for [field, aside] in [CROSSREF, XDATA] {
            if pair.key.v.eq_ignore_ascii_case(field) {
                pair.key.v = aside;
            }
        }
    }
    raw
}

/// The keys that an entry refers to, from the fields that were set aside.
pub(super) fn references(entry: &Entry) -> Vec<String> {
    let crossref = entry.get_as::<String>(CROSSREF[1]).ok();
    crossref.into_iter().chain(entry.get_as::<Vec<String>>(XDATA[1]).unwrap_or_default()).collect()
}

/// An entry without the fields that were set aside.
pub(super) fn without_references(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    for [_, aside] in [CROSSREF, XDATA] {
        entry.remove(aside);
    }
    entry
}

/// Refuses entries of which one refers to itself, directly or through others, or to too many. Their references must have
/// been set aside; `key` is the entry for whose sake they are read.
pub(super) fn check_references(entries: &Bibliography, key: &str) -> Result<(), String> {
    let mut lookups = 0;
    // First from the entry that is meant, so that a circle is shown as it leads there.
    let others = entries.iter().filter(|entry| entry.key != key);
    for entry in entries.get(key).into_iter().chain(others) {
        follow(entry, entries, &mut Vec::new(), &mut lookups).map_err(|way| match way {
            Some(circle) => {
                format!("`{key}` refers to itself ({circle}); what it refers to was left out")
            }
            None => format!("what `{key}` refers to leads on too far, and was left out"),
        })?;
    }
    Ok(())
}

/// Follows the references of an entry as the library does.
///
/// # Errors
/// The circle in which they lead, or nothing where there are too many.
fn follow<'b>(
    entry: &'b Entry,
    entries: &'b Bibliography,
    path: &mut Vec<&'b str>,
    lookups: &mut usize,
) -> Result<(), Option<String>> {
    *lookups += 1;
    if path.contains(&entry.key.as_str()) {
        return Err(Some([path.as_slice(), &[&entry.key]].concat().join(" → ")));
    }
    if path.len() > MOST_PARENTS || *lookups > MOST_LOOKUPS {
        return Err(None);
    }
    path.push(&entry.key);
    for parent in references(entry).iter().filter_map(|key| entries.get(key)) {
        follow(parent, entries, path, lookups)?;
    }
    path.pop();
    Ok(())
}
