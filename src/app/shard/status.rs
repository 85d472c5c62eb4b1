//! Which steps have been taken.

use super::SitePart;
use super::record::{self, BuiltRecord, MergedRecord, OutlineRecord, RecordError};
use super::site;
use super::store::{PartStep, ShardStore};
use crate::base::Failure;

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepStatus {
    /// The parts whose records can be used.
    pub done: Vec<SitePart>,
    /// The parts that are missing, and those whose records cannot be used, with the reason.
    pub missing: Vec<(SitePart, Option<String>)>,
}

/// How far the outlines are, whether the parts are merged, and how far the parts are built.
///
/// # Errors
/// Where the store cannot be read.
pub fn status(store: &ShardStore) -> Result<(StepStatus, bool, StepStatus), Failure> {
    let of = store.parts(PartStep::Outline)?.last().map_or(0, |part| part.count());
    let outlined = step(of, |part| {
        record::of_part(store, PartStep::Outline, part, |record: &OutlineRecord| record.part).map(drop)
    });
    let merged: Option<MergedRecord> = site::merged(store).ok();
    let built = step(of, |part| {
        let (record, _) = record::of_part(store, PartStep::Build, part, |record: &BuiltRecord| record.part)?;
        match &merged {
            Some(merged) if record.site == merged.site => Ok(()),
            _ => Err(RecordError::Damaged("it was built from another state of the site".to_owned())),
        }
    });
    Ok((outlined, merged.is_some(), built))
}

fn step(of: usize, read: impl Fn(SitePart) -> Result<(), RecordError>) -> StepStatus {
    let mut status = StepStatus { done: Vec::new(), missing: Vec::new() };
    for part in SitePart::all(of) {
        match read(part) {
            Ok(()) => status.done.push(part),
            Err(RecordError::Absent) => status.missing.push((part, None)),
            Err(RecordError::Damaged(what) | RecordError::OtherProgram(what)) => {
                status.missing.push((part, Some(what)));
            }
        }
    }
    status
}
