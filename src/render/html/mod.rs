//! Stage 6, render: view × theme → bytes. Parallel over pages; HTML is a function of view and theme.
//!
//! 1. [`theme`]: templates, words and files (`style`, `script`), compiled once, with what all pages show alike written
//!    out in them (`constants`); which of the names in them nothing defines (`template_names`); [`policy`]: what its
//!    pages may load and run;
//! 2. the template engine fills the template of a page;
//! 3. [`minify()`]: the page made small, by one pass over its bytes (`tight`) or by the library.

mod constants;
mod minify;
pub mod missing_words;
pub mod policy;
mod script;
mod style;
mod template_names;
pub mod theme;
mod tight;

pub use minify::minify;
pub use theme::Theme;
pub use tight::{KnownPieces, WrittenPage};
