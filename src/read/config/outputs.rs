//! What a site publishes beside its pages when it asks for it.

use crate::base::suggest::nearest;
use crate::read::yaml::MappingReader;

/// What is published beside the pages. All of it is off unless the settings ask for it, and then costs nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outputs {
    /// Each page, and each source's, as Markdown beside it (`index.md`), and `llms.txt`.
    pub markdown: bool,
    /// A card of each statement, to be shown in frames of other sites.
    pub embed: bool,
}

/// The values of `outputs:`.
const NAMES: [&str; 2] = ["markdown", "embed"];

/// `outputs:`: a list of names.
pub(super) fn read(settings: &mut MappingReader<'_>) -> Outputs {
    let mut outputs = Outputs::default();
    for name in settings.spanned_texts("outputs") {
        match name.as_str() {
            "markdown" => outputs.markdown = true,
            "embed" => outputs.embed = true,
            other => {
                let help = match nearest(other, NAMES) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("write one of {}", NAMES.join(", ")),
                };
                settings.report_at(name.span, format!("there is no output `{other}`"), &help);
            }
        }
    }
    outputs
}
