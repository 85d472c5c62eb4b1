//! "Did you mean": the nearest known name. The one file that uses strsim.

use strsim::osa_distance;

/// Longest part of a name that is compared, in characters.
const LONGEST: usize = 64;

/// The candidate nearest to `name`, if one is near enough to be what was meant.
///
/// Near is an edit distance (insertions, deletions, substitutions, swaps of neighbours: optimal string
/// alignment) of at most a
/// third of the name's length, and at least one; upper and lower case count as equal. Some letter must be the same.
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let cut = |text: &str| text.to_lowercase().chars().take(LONGEST).collect::<String>();
    let wanted = cut(name);
    let length = wanted.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters = cut(candidate);
            let distance = osa_distance(&wanted, &letters);
            (distance < length.max(letters.chars().count())).then_some((distance, candidate))
        })
        .filter(|(distance, candidate)| *distance <= limit && *candidate != name)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let keys = ["title", "description", "date", "updated"];
        assert_eq!(nearest("titel", keys), Some("title"));
        assert_eq!(nearest("Date", keys), Some("date"));
        assert_eq!(nearest("descripton", keys), Some("description"));
        assert_eq!(nearest("weather", keys), None);
        // Nothing in common.
        assert_eq!(nearest("d", ["", "p"]), None);
        assert_eq!(nearest("d", ["", "p", "do"]), Some("do"));
    }
}
