//! The style of sites that name none. It is part of the program as it is used, since reading it out of the library's
//! archive would be the largest part of what the build of a small site costs.

use super::archived::from_json;
use hayagriva::citationberg::IndependentStyle;

/// The style of sites that name none.
const NAME: &str = "chicago-notes";
/// It, after [`super::prepared`], as JSON, which is read in a fraction of the time that the archive's format takes.
static STYLE: &[u8] = include_bytes!("assets/chicago-notes.json");

/// The style of this name as it is used, if it is the usual one.
pub(super) fn usual(name: &str) -> Option<IndependentStyle> {
    if name == NAME { from_json(STYLE) } else { None }
}

#[cfg(test)]
mod tests {
    use super::{NAME, STYLE, usual};
    use hayagriva::archive::ArchivedStyle;
    use hayagriva::citationberg::Style;

    /// After an update of the library, `UPDATE=1 cargo test --lib usual` makes the file again.
    #[test]
    fn the_usual_style_is_that_of_the_library() {
        let Style::Independent(style) = ArchivedStyle::by_name(NAME).unwrap().get() else {
            panic!("depends")
        };
        let style = super::super::prepared(style).unwrap();
        let file = serde_json::to_vec(&Style::Independent(style.clone())).unwrap();
        if std::env::var_os("UPDATE").is_some() {
            let path =
                concat!(env!("CARGO_MANIFEST_DIR"), "/src/render/reference/style/assets/chicago-notes.json");
            std::fs::write(path, &file).unwrap();
        } else {
            assert!(file == STYLE, "the file is not the library's style");
            assert_eq!(usual(NAME), Some(style));
        }
        assert_eq!(usual("apa"), None);
    }
}
