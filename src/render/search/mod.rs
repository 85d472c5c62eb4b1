//! The search of the published site: records → an index that a reader's browser asks for in pieces.
//!
//! 1. [`record`]: what can be found: pages, sources, timeline entries, disagreements, each with the words
//!    that its page shows. Those of pages were counted when the pages were parsed ([`crate::parse::topic::wording`]);
//! 2. [`crate::base::term`]: words folded into terms, in the same way as the theme's `search.js` folds a query;
//! 3. [`index`]: the records of each term with a weight, some records at a time on all cores;
//! 4. [`piece`]: the terms in their order, cut into files of about the same size, and the titles likewise.
//!
//! Each language has an index of its own, in the folder of its search: its pages, and all sources, each with
//! its page in that language. `search/index.json` says where the cuts are. A query loads that file, the piece or two of each of its
//! words, and the titles of what it shows: a few small files, whatever the size of the site.
//!
//! Only what pages show is indexed. Of a source that is its record, the passages relied on with the words
//! shown around them, and the whole text only where the source says `publish: full`.

mod index;
mod piece;

use crate::base::output::OutputSink;
use crate::render::machine;
use crate::render::view::{Maker, record};
use crate::site::machine_files;

/// Makes the files of the index, and puts them on the sink.
///
/// # Errors
/// What the sink answers; the rest is not made then.
pub fn write<S: OutputSink>(maker: &Maker<'_>, sink: &S) -> Result<(), S::Error> {
    if !maker.site.config.has_search {
        return Ok(());
    }
    let file = maker.site.folder_in(maker.language, &format!("search/{}", machine_files::OPEN_SEARCH));
    if !sink.takes(&file) {
        return Ok(());
    }
    sink.write(&file, machine::open_search(maker).as_bytes(), None)?;
    let list = record::list(maker);
    let postings = index::postings(maker, &list);
    piece::write(maker, &list, postings, sink)
}
