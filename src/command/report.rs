//! Printing. Nothing else in the program writes to standard output or standard error.

use std::io::{IsTerminal, Write};

use super::{Colour, Format, Global};
use crate::Failure;
use crate::diagnostic::{Diagnostic, Texts, human, machine, printable};

/// Findings shown at most to people; machines get all.
const MOST: usize = 100;

/// Prints to standard output. A closed pipe is no failure of ours.
pub(crate) fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints to standard error. Names of files and the like may come from anywhere, so nothing in the text can
/// give a terminal orders.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", printable::lines(text));
}

/// Findings in the chosen format.
#[derive(Debug)]
pub(crate) struct Findings {
    text: String,
    is_for_people: bool,
}

impl Findings {
    /// The findings as they will be printed; asks for the texts that they show.
    pub(crate) fn new(findings: &[Diagnostic], texts: &dyn Texts, global: &Global) -> Self {
        let text = match global.format {
            Format::Human => human::render(findings, texts, is_coloured(global), MOST),
            Format::Json => machine::json(findings, texts),
            Format::Sarif => machine::sarif(findings, texts),
            Format::Github => machine::github(findings, texts),
        };
        Self { text, is_for_people: global.format == Format::Human }
    }

    /// Prints them: for people to standard error, for other programs to standard output.
    pub(crate) fn print(&self) {
        if self.is_for_people {
            let _ = std::io::stderr().lock().write_all(self.text.as_bytes());
        } else {
            print(&self.text);
        }
    }
}

/// Prints findings in the chosen format.
pub(crate) fn findings(findings: &[Diagnostic], texts: &dyn Texts, global: &Global) {
    Findings::new(findings, texts, global).print();
}

/// Prints why a command could not do its work.
pub(crate) fn failure(failure: &Failure, global: &Global) {
    let label = if is_coloured(global) { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
    let _ = writeln!(std::io::stderr().lock(), "{label}: {}", printable::lines(&failure.to_string()));
}

/// Whether standard error is to be coloured.
pub(crate) fn is_coloured(global: &Global) -> bool {
    match global.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !forbidden && std::io::stderr().is_terminal()
        }
    }
}
