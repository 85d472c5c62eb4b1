//! The editors that the preview can open, by the addresses that they register.

use std::path::Path;

use clap::ValueEnum;

use crate::base::percent::encode_path_value;

/// An editor that registers an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Editor {
    /// Visual Studio Code
    Vscode,
    /// Zed
    Zed,
    /// Sublime Text (with a handler for `subl:`)
    Sublime,
    /// IntelliJ IDEA and its relatives
    Jetbrains,
    /// MacVim and others that know `mvim:`
    Vim,
}

impl Editor {
    /// Every editor with its name in `editor:` and `--editor`.
    pub const NAMED: [(&'static str, Self); 5] = [
        ("vscode", Self::Vscode),
        ("zed", Self::Zed),
        ("sublime", Self::Sublime),
        ("jetbrains", Self::Jetbrains),
        ("vim", Self::Vim),
    ];

    /// The editor with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(own, _)| *own == name).map(|(_, editor)| *editor)
    }

    /// The address that opens `path`, relative to `root`, at a line and column (both from 1).
    #[must_use]
    pub fn url(self, root: &Path, path: &str, line: usize, column: usize) -> String {
        let path = encode_path_value(&root.join(path).to_string_lossy().replace('\\', "/"));
        let file = if path.starts_with('/') { path } else { format!("/{path}") };
        match self {
            Self::Vscode => format!("vscode://file{file}:{line}:{column}"),
            Self::Zed => format!("zed://file{file}:{line}:{column}"),
            Self::Sublime => format!("subl://open?url=file://{file}&line={line}&column={column}"),
            Self::Jetbrains => format!("idea://open?file={file}&line={line}&column={column}"),
            Self::Vim => format!("mvim://open?url=file://{file}&line={line}&column={column}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_option_and_the_configuration_know_the_same_names() {
        let of_option: Vec<String> = Editor::value_variants()
            .iter()
            .filter_map(|editor| Some(editor.to_possible_value()?.get_name().to_owned()))
            .collect();
        assert_eq!(of_option, Editor::NAMED.map(|(name, _)| name));
        assert_eq!(Editor::named("zed"), Some(Editor::Zed));
        assert_eq!(Editor::named("Zed"), None);
    }

    #[test]
    fn addresses_open_the_file_at_its_place() {
        let root = Path::new("/home/a b/site");
        let url = |editor: Editor| editor.url(root, "content/x&y.md", 5, 12);
        assert_eq!(url(Editor::Vscode), "vscode://file/home/a%20b/site/content/x%26y.md:5:12");
        assert_eq!(url(Editor::Zed), "zed://file/home/a%20b/site/content/x%26y.md:5:12");
        assert_eq!(
            url(Editor::Jetbrains),
            "idea://open?file=/home/a%20b/site/content/x%26y.md&line=5&column=12"
        );
        assert_eq!(
            url(Editor::Sublime),
            "subl://open?url=file:///home/a%20b/site/content/x%26y.md&line=5&column=12"
        );
        assert_eq!(
            url(Editor::Vim),
            "mvim://open?url=file:///home/a%20b/site/content/x%26y.md&line=5&column=12"
        );
    }
}
