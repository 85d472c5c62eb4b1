//! Failures of the system, as opposed to findings in the author's files.

use std::fmt;
use std::path::Path;

use super::diagnostic::{Diagnostic, Rule};
use super::span::Span;

/// Why a command could not do its work: a missing folder, a full disk, a refused output folder.
#[derive(Debug)]
pub struct Failure {
    message: String,
    help: Vec<String>,
    is_usage: bool,
}

impl Failure {
    /// A failure with one line of explanation.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new(), is_usage: false }
    }

    /// What was asked for can never be done.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self { is_usage: true, ..Self::new(message) }
    }

    /// Whether what was asked for can never be done.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        self.is_usage
    }

    /// A failed file operation: `what` ("cannot read"), the file, the system's reason, and what to do.
    #[must_use]
    pub fn io(what: &str, path: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let help = match error.kind() {
            ErrorKind::NotFound => "check the name",
            ErrorKind::PermissionDenied => "check the owner and the permissions of that path",
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space on that disk",
            ErrorKind::ReadOnlyFilesystem => "that disk is mounted read-only; choose another folder",
            ErrorKind::AlreadyExists => "choose another name",
            ErrorKind::InvalidData => "save the file as UTF-8 (in most editors: Save with encoding)",
            _ => "see to that path and try again",
        };
        Self::new(format!("{what} {}: {error}", path.display())).help(help)
    }

    /// What failed.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Ways to fix it.
    #[must_use]
    pub fn helps(&self) -> &[String] {
        &self.help
    }

    /// The same failure with one way to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n  = help: {help}"))
    }
}

impl std::error::Error for Failure {}

/// A file no longer has the bytes that its stamp promised, or cannot be read any more. Nothing that was made of the
/// site as it was read is to be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChanged {
    /// The path relative to the site's root.
    pub path: String,
}

impl fmt::Display for FileChanged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} changed while the site was being read", self.path)
    }
}

impl std::error::Error for FileChanged {}

impl From<FileChanged> for Box<Diagnostic> {
    fn from(changed: FileChanged) -> Self {
        let message = "cannot be read: it changed while the site was being read";
        let finding = Diagnostic::new(Rule::FileUnreadable, &changed.path, Span::default(), message);
        Box::new(finding.help("run the command again"))
    }
}

impl From<FileChanged> for Failure {
    fn from(changed: FileChanged) -> Self {
        Self::new(changed.to_string()).help("run the command again")
    }
}
