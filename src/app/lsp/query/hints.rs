//! What is shown between the lines: on paragraphs of sources what rests on them, and behind citations their states.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Query;
use super::hover::state_words;
use super::navigation::statement;
use crate::app::lsp::protocol::{DocumentParams, Location, RangeParams};
use crate::base::ids::{CiteId, StatementId};

/// The command of a client that lists places, as `editors/vscode` has it: with an address, a place and locations.
const SHOW: &str = "ibid.showReferences";

/// “3 statements rest on this”, on each paragraph of a source that is relied on.
pub(super) fn lenses(query: &Query<'_>, params: &DocumentParams) -> Value {
    let uri = &params.text_document.uri;
    let Some(path) = query.path(uri) else { return Value::Null };
    let Some((id, source)) = query.source(&path) else { return Value::Null };
    let mut by_paragraph: BTreeMap<usize, BTreeSet<StatementId>> = BTreeMap::new();
    let mut cites: BTreeMap<usize, Vec<CiteId>> = BTreeMap::new();
    for (passage, of_passage) in &query.checked.site.backlinks[id].passages {
        for cite in of_passage {
            if by_paragraph.entry(passage.paragraph).or_default().insert(cite.statement()) {
                cites.entry(passage.paragraph).or_default().push(*cite);
            }
        }
    }
    let lens = |(number, cites): (&usize, &Vec<CiteId>)| {
        let range = query.range(&path, source.text.paragraph(*number)?.file);
        let title = match cites.len() {
            1 => "1 statement rests on this".to_owned(),
            count => format!("{count} statements rest on this"),
        };
        // Without a command of the client's it is only shown.
        let mut command = json!({ "title": title, "command": "" });
        if query.client.commands.iter().any(|command| command == SHOW) {
            let places: Vec<Location> = cites.iter().map(|cite| statement(query, cite)).collect();
            command = json!({ "title": title, "command": SHOW, "arguments": [uri, range.start, places] });
        }
        Some(json!({ "range": { "start": range.start, "end": range.start }, "command": command }))
    };
    cites.iter().filter_map(lens).collect()
}

/// The state of each citation, behind its group, where the client asked for it when it started.
pub(super) fn states(query: &Query<'_>, params: &RangeParams) -> Value {
    let Some(path) = query.path(&params.text_document.uri).filter(|_| query.client.inlay_states) else {
        return Value::Null;
    };
    let Some((page, Some(checks))) = query.page(&path) else { return Value::Null };
    let groups = page.document.groups.iter().zip(&checks.groups);
    let hints = groups.filter_map(|(group, checks)| {
        let position = query.range(&path, group.span).end;
        let is_inside = params.range.start <= position && position <= params.range.end;
        let known = checks.iter().filter(|check| check.source.is_some());
        let mut names: Vec<&str> = known.clone().map(|check| check.state.name().as_str()).collect();
        names.dedup();
        (is_inside && !names.is_empty()).then(|| {
            let words: Vec<&str> = known.map(|check| state_words(check.state)).collect();
            json!({
                "position": position,
                "label": names.join(", "),
                "paddingLeft": true,
                "tooltip": words.join("\n"),
            })
        })
    });
    hints.collect()
}
