//! What templates see, type by type; `docs/templates.md` is made from these files.

pub(super) mod changes;
pub(super) mod embed;
pub(super) mod evidence;
pub(super) mod frame;
pub(super) mod lists;
pub(super) mod matrix;
pub(super) mod part;
pub(super) mod quotations;
pub(super) mod search;
pub(super) mod source;
pub(super) mod timeline;
pub(super) mod topic;
