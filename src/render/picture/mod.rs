//! What a build draws: cards for social networks ([`card`]) and icons ([`icon`]).
//!
//! [`draw`] is the gatekeeper of `resvg`, `ttf-parser` and `png`: the site's mark, text, PNG files.

pub mod card;
mod draw;
pub mod icon;
