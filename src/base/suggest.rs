//! "Did you mean": the nearest known name.

/// The candidate nearest to `name`, if one is near enough to be what was meant.
///
/// Near is an edit distance (insertions, deletions, substitutions, swaps of neighbours) of at most a
/// third of the name's length, and at least one; upper and lower case count as equal. Some letter must be the same.
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted: Vec<char> = name.to_lowercase().chars().take(64).collect();
    let limit = (wanted.len() / 3).max(1);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let letters: Vec<char> = candidate.to_lowercase().chars().take(64).collect();
            let distance = distance(&wanted, &letters);
            (distance < wanted.len().max(letters.len())).then_some((distance, candidate))
        })
        .filter(|(distance, candidate)| *distance <= limit && *candidate != name)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance (Levenshtein with swaps of neighbours).
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut rows = vec![0usize; (a.len() + 1) * width];
    for (j, cell) in rows.iter_mut().take(width).enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        rows[i * width] = i;
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[(i - 1) * width + j] + 1)
                .min(rows[i * width + j - 1] + 1)
                .min(rows[(i - 1) * width + j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[(i - 2) * width + j - 2] + 1);
            }
            rows[i * width + j] = best;
        }
    }
    rows[a.len() * width + b.len()]
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
