//! What is made for authors is read as the program will read it, before it is written.

use crate::base::Failure;
use crate::base::diagnostic::{Diagnostic, Severity};

/// Refuses a new file in which the program finds an error; says the first of them.
pub(crate) fn refuse_errors(findings: &[Diagnostic]) -> Result<(), Failure> {
    let Some(error) = findings.iter().find(|finding| finding.severity == Severity::Error) else {
        return Ok(());
    };
    Err(error.help_texts().fold(Failure::new(error.message.clone()), Failure::help))
}
