//! Where the Markdown twin of a page stands.

/// The name of a page's Markdown twin in its folder.
pub const TWIN: &str = "index.md";

/// The file of a page's Markdown twin, below the output.
#[must_use]
pub fn twin_file(folder: &str) -> String {
    if folder.is_empty() { TWIN.to_owned() } else { format!("{folder}/{TWIN}") }
}
