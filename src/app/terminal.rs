//! The terminal: the options that every command has, and printing. Nothing else in the program writes to standard output or standard error.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use crate::base::Failure;
use crate::base::diagnostic::{Diagnostic, Texts, human, machine, printable};
use crate::read::snapshot::SiteRoot;
use clap::{Args, ValueEnum};
use unicode_width::UnicodeWidthStr;

/// Options that stand before or after the command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// The site's folder (default: the nearest one upwards with an ibid.yaml)
    #[arg(short, long, global = true, value_name = "FOLDER")]
    pub(crate) root: Option<PathBuf>,
    /// The configuration file (default: ibid.yaml)
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, global = true, value_enum, default_value_t = OutputFormat::Human)]
    pub(crate) format: OutputFormat,
    /// When to use colours (NO_COLOR is respected)
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, visible_alias = "colour")]
    pub(crate) color: Colour,
    /// Print findings and failures only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Print more
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people, on standard error
    Human,
    /// One JSON object per finding (or source, review or statement, of commands that list them), on standard output
    Json,
    /// SARIF 2.1.0, on standard output
    Sarif,
    /// GitHub annotations, on standard output
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

/// Rows as a table of columns that are as wide as their widest cell, in places of a terminal.
pub(crate) fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let widest = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(widest);
    let mut table = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.width() + 2));
        }
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

impl Global {
    /// The site that the options name.
    pub(crate) fn place(&self) -> Result<SiteRoot, Failure> {
        SiteRoot::find(self.root.as_deref(), self.config.as_deref())
    }

    /// Whether the options name a site.
    pub(crate) fn names_a_site(&self) -> bool {
        self.root.is_some() || self.config.is_some()
    }

    /// Whether only findings and failures are to be printed.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether more is to be printed than usual.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }
}

/// Findings shown at most to people; machines get all.
const MOST: usize = 100;

/// Prints to standard output. A closed pipe is not an error.
pub(crate) fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints bytes to standard output, as they are. A closed pipe is not an error.
pub(crate) fn print_bytes(bytes: &[u8]) {
    let _ = std::io::stdout().lock().write_all(bytes);
}

/// Prints to standard error. Names of files and the like may come from anywhere, so nothing in the text can
/// give a terminal orders.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", printable::lines(text));
}

/// Prints findings in the chosen format: for people to standard error, for other programs to standard output.
pub(crate) fn findings(findings: &[Diagnostic], texts: &dyn Texts, global: &Global) {
    match global.format {
        OutputFormat::Human => {
            let text = human::render(findings, texts, is_coloured(global), MOST);
            let _ = std::io::stderr().lock().write_all(text.as_bytes());
        }
        OutputFormat::Json => print(&machine::json(findings, texts)),
        OutputFormat::Sarif => print(&machine::sarif(findings, texts)),
        OutputFormat::Github => print(&machine::github(findings, texts)),
    }
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
