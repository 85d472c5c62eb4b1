//! Finds quotations in their sources, word for word.
//!
//! A quotation stands in a source if its words do, in their order, with what stands between them: nothing is
//! scored and nothing is guessed. What counts as the same words all the same (the shape of a quotation mark, a
//! word broken at the end of a line, `[brackets]` and omissions …), and what is refused though the words are
//! there (an omission that hides a *not*), is the [contract](CLAUSES): a table whose rows are the clauses that
//! run.
//!
//! ```
//! use ibid_quotation::{Normal, Pattern};
//!
//! let text = "“The bridge—a long one—will open in May,” said the mayor.";
//! let source = Normal::new(text);
//! let quotation = Pattern::new("The bridge – a long one – will open", false, "en");
//! let found = quotation.find(&source, 0..source.text.len(), "en").expect("it stands there");
//! assert_eq!(&text[source.origin(found.pieces[0].clone(), text)], "The bridge—a long one—will open");
//! ```
//!
//! 1. [`Normal`]: the form in which texts are compared, with a map back to the original;
//! 2. [`Pattern`]: a quotation, taken apart at omissions and brackets, and how it is found;
//! 3. [`nearest()`]: the passage that comes nearest to a quotation that is not there.
//!
//! All offsets are bytes. [`Match`] and [`Refusal`] speak of the normalised source; [`Normal::origin`] leads back.

mod align;
mod boundary;
mod contract;
mod finder;
mod letters;
mod marker;
mod nearest;
mod normal;
mod refusal;
mod search;
mod words;

pub use boundary::is_boundary;
pub use contract::{CLAUSES, Clause, ClauseKind, ClauseText, Contract, contract_page};
pub use marker::without_note_markers;
pub use nearest::{Nearest, nearest, word_diff};
pub use normal::Normal;
pub use refusal::Refusal;
pub use search::{BRACKET_WORDS, Caution, Match, OMISSION_WORDS, Pattern};
