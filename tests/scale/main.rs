//! Time and memory in proportion to what is read. Apart from the suite, since the computing time of the whole process
//! is measured here: nothing else may compute in it.

#![allow(clippy::unwrap_used, clippy::print_stdout)] // in a test, a surprise is a failure

mod complexity;
mod linear_time;
mod memory;
#[allow(dead_code, reason = "only a part of it is needed here")]
#[path = "../suite/support/mod.rs"]
mod support;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// One test computes at a time: each holds this while it runs.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}
