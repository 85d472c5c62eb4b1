//! Stage 5, render: the index → the bytes of every file that is published.
//!
//! [`markup`] writes texts as HTML, with [`map`]s, and [`mod@reference`] formats sources; [`view`] makes one value per output
//! page, which is all that a template may see; [`html`] applies the theme to it. Beside the pages stand the
//! files for other programs ([`machine`]), the search's index ([`search`]), and cards, icons and images in
//! other sizes ([`picture`], [`pictures`]), and the formats that people take away with them ([`export`]).

pub mod export;
pub mod html;
pub mod machine;
pub mod map;
pub mod markup;
pub mod picture;
pub mod pictures;
pub mod reference;
pub mod search;
pub mod view;
