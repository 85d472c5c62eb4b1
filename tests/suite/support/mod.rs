//! What many tests need: sites in temporary folders, the program, a preview, a browser, a reader of HTML.

pub(crate) mod archive;
pub(crate) mod browser;
pub(crate) mod expectation;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod flagship;
pub(crate) mod html;
pub(crate) mod lsp;
pub(crate) mod preview;
pub(crate) mod program;
pub(crate) mod random;
pub(crate) mod settings;
pub(crate) mod site;
