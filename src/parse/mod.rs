//! Stage 2, parse: one file → one value and findings. Pure and total: whatever the bytes, a value comes out.

pub mod changes;
pub mod health;
pub mod lock;
pub mod markdown;
pub mod review;
pub mod source;
pub mod topic;
