//! Another key for a source: every citation, its file, the file kept beside it, the lock and the records of
//! reviews, as one edit.

use serde_json::{Value, json};

use super::actions::{document_changes, whole_file};
use super::place::{self, CitationPart, DocumentPlace, Thing};
use super::{Query, RequestResult};
use crate::app::lsp::message::{ErrorCode, ResponseError};
use crate::app::lsp::protocol::{PositionParams, RenameParams, TextEdit};
use crate::app::scaffold::rename::SourceRename;
use crate::app::scaffold::source::check_key;
use crate::read::snapshot::LOCK_FILE;

/// The key at a place, where it is one of a source.
pub(super) fn prepare(query: &Query<'_>, params: &PositionParams) -> RequestResult {
    let place = place::at(query, &params.text_document.uri, params.position);
    let Some((path, DocumentPlace::Page(place))) = place else { return Ok(Value::Null) };
    let Thing::Cite { cite, part: CitationPart::Key, .. } = place.thing else { return Ok(Value::Null) };
    if query.source_of_key(&cite.key).is_none() {
        return Ok(Value::Null);
    }
    Ok(json!({ "range": query.range(&path, cite.key_span), "placeholder": cite.key }))
}

/// The edit.
///
/// # Errors
/// Where no source's key stands here, where the new name is not a valid key, or where the client cannot rename files.
pub(super) fn edit(query: &Query<'_>, params: &RenameParams) -> RequestResult {
    let refuse = |words: String| Err(ResponseError::new(ErrorCode::RequestFailed, words));
    let place = place::at(query, &params.text_document.uri, params.position);
    let cite = match &place {
        Some((_, DocumentPlace::Page(place))) => match place.thing {
            Thing::Cite { cite, part: CitationPart::Key, .. } => Some(cite),
            _ => None,
        },
        _ => None,
    };
    let Some((_, source)) = cite.and_then(|cite| query.source_of_key(&cite.key)) else {
        return refuse("only the keys of sources can be renamed, where they are cited".to_owned());
    };
    let key = params.new_name.trim().trim_start_matches('@');
    if key == source.key {
        return Ok(Value::Null);
    }
    check_key(key).map_err(|failure| ResponseError::new(ErrorCode::RequestFailed, failure.message()))?;
    if let Some((_, taken)) = query.source_of_key(key) {
        return refuse(format!("{} has the key `{key}` already", taken.path));
    }
    // Some clients that do both say so of one only.
    if !query.client.renames_files {
        return refuse(format!(
            "this editor renames no files; run `ibid source rename {} {key}`",
            source.key
        ));
    }
    let rename = SourceRename::new(query.checked, source, key);
    let mut files: Vec<(String, Vec<TextEdit>)> = Vec::new();
    for (path, spans) in &rename.citations {
        let edit = |span| TextEdit { range: query.range(path, span), new_text: key.to_owned() };
        files.push((path.clone(), spans.iter().map(|span| edit(*span)).collect()));
    }
    if rename.original.is_some()
        && let Some(text) = query.text(&source.path)
    {
        let text = rename
            .text(&text.text)
            .map_err(|failure| ResponseError::new(ErrorCode::RequestFailed, failure.message()))?;
        files.push((source.path.clone(), vec![whole_file(query, &source.path, text)]));
    }
    if query.text(LOCK_FILE).is_some() {
        files.push((LOCK_FILE.to_owned(), vec![whole_file(query, LOCK_FILE, rename.lock.text())]));
    }
    for (path, text) in &rename.reviews {
        files.push((path.clone(), vec![whole_file(query, path, text.clone())]));
    }
    let mut changes = document_changes(query, files);
    for (from, to) in rename.original.iter().chain([&rename.file]) {
        changes.push(json!({ "kind": "rename", "oldUri": query.uri(from), "newUri": query.uri(to) }));
    }
    Ok(json!({ "documentChanges": changes }))
}
