//! What is used of the types of the Language Server Protocol 3.17, by the names that they have there. Answers are
//! written as JSON where they are made; these are the types of what comes in, and of places.

use serde::{Deserialize, Serialize};

/// A place in a text (“Position”): both from 0, the second in units of the agreed encoding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) line: u32,
    pub(super) character: u32,
}

/// From a place to just before another (“Range”).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// A range of a document (“Location”).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Location {
    pub(super) uri: String,
    pub(super) range: Range,
}

/// A change of a document (“TextEdit”).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextEdit {
    pub(super) range: Range,
    pub(super) new_text: String,
}

/// “TextDocumentIdentifier”
#[derive(Debug, Deserialize)]
pub(super) struct DocumentId {
    pub(super) uri: String,
}

/// Parameters that name a document.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DocumentParams {
    pub(super) text_document: DocumentId,
}

/// “TextDocumentPositionParams”
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PositionParams {
    pub(super) text_document: DocumentId,
    pub(super) position: Position,
}

/// “ReferenceParams”
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReferenceParams {
    pub(super) text_document: DocumentId,
    pub(super) position: Position,
    #[serde(default)]
    pub(super) context: ReferenceContext,
}

/// “ReferenceContext”
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReferenceContext {
    #[serde(default)]
    pub(super) include_declaration: bool,
}

/// “RenameParams”
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RenameParams {
    pub(super) text_document: DocumentId,
    pub(super) position: Position,
    pub(super) new_name: String,
}

/// “InlayHintParams”, and the part of “CodeActionParams” that is used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RangeParams {
    pub(super) text_document: DocumentId,
    pub(super) range: Range,
}

/// “WorkspaceSymbolParams”
#[derive(Debug, Deserialize)]
pub(super) struct SymbolQuery {
    pub(super) query: String,
}

/// “DidOpenTextDocumentParams”
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidOpen {
    pub(super) text_document: DocumentItem,
}

/// “TextDocumentItem”
#[derive(Debug, Deserialize)]
pub(super) struct DocumentItem {
    pub(super) uri: String,
    pub(super) version: i64,
    pub(super) text: String,
}

/// “DidChangeTextDocumentParams”
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DidChange {
    pub(super) text_document: VersionedId,
    pub(super) content_changes: Vec<ContentChange>,
}

/// “VersionedTextDocumentIdentifier”
#[derive(Debug, Deserialize)]
pub(super) struct VersionedId {
    pub(super) uri: String,
    pub(super) version: i64,
}

/// “TextDocumentContentChangeEvent”: of a range, or of the whole text.
#[derive(Debug, Deserialize)]
pub(super) struct ContentChange {
    pub(super) range: Option<Range>,
    pub(super) text: String,
}

/// “DidChangeWatchedFilesParams”
#[derive(Debug, Deserialize)]
pub(super) struct DidChangeWatchedFiles {
    pub(super) changes: Vec<DocumentId>,
}

/// “DidChangeWorkspaceFoldersParams”
#[derive(Debug, Deserialize)]
pub(super) struct DidChangeWorkspaceFolders {
    pub(super) event: FoldersChange,
}

/// “WorkspaceFoldersChangeEvent”
#[derive(Debug, Deserialize)]
pub(super) struct FoldersChange {
    #[serde(default)]
    pub(super) added: Vec<DocumentId>,
    #[serde(default)]
    pub(super) removed: Vec<DocumentId>,
}
