//! What a client can do and wants, as it says when it starts (“Initialize Request”).

use std::path::PathBuf;

use serde_json::Value;

use super::text::Encoding;
use super::uri;

/// A client's capabilities and options, as far as they change what it is sent.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    /// In what units places count.
    pub(super) encoding: Encoding,
    /// Whether hovers may be Markdown.
    pub(super) has_markdown: bool,
    /// Whether findings may name other places.
    pub(super) has_related: bool,
    /// Whether findings may name an address at which their rule is explained.
    pub(super) has_code_description: bool,
    /// Whether symbols may be nested.
    pub(super) has_nested_symbols: bool,
    /// Whether an edit of several files may rename files.
    pub(super) renames_files: bool,
    /// Whether an edit may say of which version of a document it is.
    pub(super) has_document_changes: bool,
    /// Whether actions may come with their edits; without, they would have to be commands.
    pub(super) has_action_literals: bool,
    /// Commands of the client's own that the server may name.
    pub(super) commands: Vec<String>,
    /// Check drafts too.
    pub(super) drafts: bool,
    /// Offer passages for citations that name none.
    pub(super) suggest: bool,
    /// Show the state of each citation in the text.
    pub(super) inlay_states: bool,
    /// The folders that are open.
    pub(super) folders: Vec<PathBuf>,
}

impl Client {
    /// What the parameters of `initialize` say. What is absent or of another type counts as not there.
    pub(super) fn of_params(params: &Value) -> Self {
        let at = |path: &str| params.pointer(path);
        let flag = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
        let texts = |path: &str| -> Vec<String> {
            let values = at(path).and_then(Value::as_array).into_iter().flatten();
            values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let offered = texts("/capabilities/general/positionEncodings");
        let encoding = Encoding::ALL
            .iter()
            .find(|(name, _)| offered.iter().any(|offer| offer == name))
            .map_or(Encoding::Utf16, |(_, encoding)| *encoding);
        let folders = at("/workspaceFolders").and_then(Value::as_array).into_iter().flatten();
        let mut folders: Vec<PathBuf> =
            folders.filter_map(|folder| uri::to_path(folder.get("uri")?.as_str()?)).collect();
        if folders.is_empty() {
            let root = at("/rootUri").and_then(Value::as_str).and_then(uri::to_path);
            let old = || at("/rootPath").and_then(Value::as_str).filter(|path| path.starts_with('/'));
            folders.extend(root.or_else(|| old().map(PathBuf::from)));
        }
        Self {
            encoding,
            has_markdown: texts("/capabilities/textDocument/hover/contentFormat")
                .iter()
                .any(|format| format == "markdown"),
            has_related: flag("/capabilities/textDocument/publishDiagnostics/relatedInformation"),
            has_code_description: flag(
                "/capabilities/textDocument/publishDiagnostics/codeDescriptionSupport",
            ),
            has_nested_symbols: flag(
                "/capabilities/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport",
            ),
            renames_files: texts("/capabilities/workspace/workspaceEdit/resourceOperations")
                .iter()
                .any(|operation| operation == "rename"),
            has_document_changes: flag("/capabilities/workspace/workspaceEdit/documentChanges"),
            has_action_literals: at("/capabilities/textDocument/codeAction/codeActionLiteralSupport")
                .is_some_and(Value::is_object),
            commands: texts("/initializationOptions/commands"),
            drafts: flag("/initializationOptions/drafts"),
            suggest: flag("/initializationOptions/suggest"),
            inlay_states: flag("/initializationOptions/inlayStates"),
            folders,
        }
    }
}
