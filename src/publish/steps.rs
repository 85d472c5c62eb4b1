//! The steps of a small change: which files are removed, written and removed, in this order.

use serde::{Deserialize, Serialize};

use super::plan::Plan;

/// The steps of a roll-forward, as paths; what may be removed follows from the manifests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps {
    pub(super) evicts: Vec<String>,
    pub(super) writes: Vec<String>,
    pub(super) removes: Vec<String>,
}

impl Steps {
    /// The steps of `plan`. Order matters to a reader who comes in between: first what pages refer to,
    /// then pages, then what refers to pages; removals last.
    pub(super) fn new(plan: &Plan) -> Self {
        let mut writes: Vec<String> = plan.writes().map(|item| item.path.clone()).collect();
        writes.sort_by_key(|path| match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("html") => 1,
            Some("xml" | "json" | "txt") => 2,
            _ => 0,
        });
        Self { evicts: plan.evicts.clone(), writes, removes: plan.removes.clone() }
    }
}
