//! Expectations that stand in files.

/// A readable comparison, with `-` before lines that are expected and `+` before those that are there.
pub(crate) fn difference(expected: &str, found: &str) -> String {
    similar::TextDiff::from_lines(expected, found)
        .unified_diff()
        .context_radius(2)
        .header("expected", "found")
        .to_string()
}

/// Whether expectations are to be rewritten instead of compared: `UPDATE=1 cargo test`.
pub(crate) fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}
