//! Stage 1, read: the site's folders → paths and bytes, settings, words of the theme.

pub mod asset;
pub mod config;
pub mod image;
pub mod snapshot;
pub mod words;
pub mod yaml;
