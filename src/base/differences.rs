//! What differs between what is wanted and what is known, both in the order of paths.

use std::collections::BTreeMap;

/// The wanted items that are new or differ from the known ones, and the known ones that are no longer wanted. Walks
/// both once, side by side: ten thousand look-ups would take longer than everything else after an edit.
pub(crate) fn differences<'w, W, K>(
    wanted: impl Iterator<Item = (&'w str, W)>,
    known: &BTreeMap<String, K>,
    is_same: impl Fn(&W, &K) -> bool,
) -> (Vec<(&'w str, W)>, Vec<String>) {
    let mut known = known.iter().peekable();
    let (mut new, mut gone) = (Vec::new(), Vec::new());
    for (path, value) in wanted {
        while let Some((path, _)) = known.next_if(|(other, _)| other.as_str() < path) {
            gone.push(path.clone());
        }
        match known.next_if(|(other, _)| other.as_str() == path) {
            Some((_, same)) if is_same(&value, same) => {}
            _ => new.push((path, value)),
        }
    }
    gone.extend(known.map(|(path, _)| path.clone()));
    (new, gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_changed_or_gone_is_found() {
        let known: BTreeMap<String, u8> =
            [("b", 1), ("c", 2), ("d", 3), ("f", 4)].map(|(path, value)| (path.to_owned(), value)).into();
        let wanted = [("a", 0), ("b", 1), ("c", 9), ("e", 5)];
        let (new, gone) = differences(wanted.into_iter(), &known, |one, other| one == other);
        assert_eq!(new, [("a", 0), ("c", 9), ("e", 5)]);
        assert_eq!(gone, ["d", "f"]);
        assert_eq!(differences(std::iter::empty::<(&str, u8)>(), &known, |_, _| true).1.len(), 4);
    }
}
