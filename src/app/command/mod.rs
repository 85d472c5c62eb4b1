//! The command line: arguments → one of the commands → exit code.
//!
//! Exit codes: 0 done; 1 findings or failure; 2 usage (from clap, and where a folder is named that can never be
//! the output).

mod build;
mod check;
mod claim;
mod completion;
mod diff;
mod explain;
mod export;
mod init;
mod manual;
mod new;
mod review;
mod schema;
mod shard;
mod source;
mod summary;
mod theme;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::app::engine::{Checked, RunOptions};
use crate::app::ingest::child;
use crate::app::mcp;
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::parallel;
use crate::read::snapshot::SiteRoot;

/// Builds a website of sourced explainers, every quotation checked against the saved article.
#[derive(Debug, Parser)]
#[command(name = "ibid", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a small working site in an empty folder
    Init(init::InitArgs),
    /// Check the site and publish it
    Build(build::BuildArgs),
    /// Delete the build cache (`.ibid/cache`); the published site stays
    Clean,
    /// Preview the site and show every save
    Serve(crate::app::preview::ServeArgs),
    /// Answer an editor: a language server on standard input and output
    Lsp,
    /// Check the site and publish nothing
    Check(check::CheckArgs),
    /// Build a large site in parts, each a process of its own on any machine
    Shard(shard::ShardArgs),
    /// Write the site as a book, a document, annotations or evidence
    Export(export::ExportArgs),
    /// Start a new page
    New(new::NewArgs),
    /// Add, list and accept sources
    Source(source::SourceArgs),
    /// Record what pages state as published
    Claim(claim::ClaimArgs),
    /// Read statements against their sources, and record what you found
    Review(Box<review::ReviewArgs>),
    /// Say which statements differ between two publications
    Diff(diff::DiffArgs),
    /// Make files of the theme the site's own
    Theme(theme::ThemeArgs),
    /// Answer an assistant's questions about the site (Model Context Protocol)
    Mcp,
    /// Say what a rule means, with an example
    Explain(explain::ExplainArgs),
    /// Reads a file of another program; called by the program itself (`ingest::child`)
    #[command(hide = true, name = child::COMMAND)]
    ReadFormat {
        /// The extension of the file's format
        extension: String,
    },
    /// Print a JSON Schema of the settings, of front matter, or of what a command prints
    Schema(schema::SchemaArgs),
    /// Write the manual pages into a folder, for those who package the program
    #[command(hide = true)]
    ManPages {
        /// The folder; created if it does not exist
        folder: PathBuf,
    },
    /// Print a completion script for a shell
    ///
    /// It has the shell ask the program itself, which also offers the site's sources, pages, statements and rules.
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    completion::answer_shell();
    let cli = Cli::parse();
    // A child that reads a file has the memory that its limit leaves.
    let is_child = matches!(cli.command, Command::ReadFormat { .. });
    // Deeply nested pages need more stack than threads have by default.
    let threads = usize::from(is_child);
    parallel::start(threads, 16 << 20);
    let global = &cli.global;
    let done = match cli.command {
        Command::Init(args) => init::init(&args, global),
        Command::Build(args) => build::build(&args, global),
        Command::Clean => build::clean(global),
        Command::Serve(args) => crate::app::preview::serve(&args, global),
        Command::Lsp => return crate::app::lsp::serve(std::io::stdin(), std::io::stdout()),
        Command::Check(args) => check::check(&args, global),
        Command::Shard(args) => shard::run(&args, global),
        Command::Export(args) => export::export(&args, global),
        Command::New(args) => new::new(&args, global),
        Command::Source(args) => source::run(&args, global),
        Command::Claim(args) => claim::run(&args, global),
        Command::Review(args) => review::run(&args, global),
        Command::Diff(args) => diff::run(&args, global),
        Command::Theme(args) => theme::run(&args, global),
        Command::Mcp => global.place().and_then(|place| {
            mcp::serve(place, std::io::stdin().lock(), std::io::stdout().lock()).map(|()| true)
        }),
        Command::Explain(args) => explain::run(&args),
        Command::Schema(args) => schema::run(&args, global),
        Command::ReadFormat { extension } => {
            child::answer(&extension, std::io::stdin().lock(), std::io::stdout().lock())
                .map_err(|error| Failure::new(format!("no answer could be given: {error}")))
        }
        Command::ManPages { folder } => manual::write(<Cli as clap::CommandFactory>::command(), &folder),
        Command::Completions { shell } => completion::print_script(shell),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            terminal::failure(&failure, global);
            ExitCode::from(if failure.is_usage() { 2 } else { 1 })
        }
    }
}

/// Reads and checks a command's site, drafts included: their authors work on them before they are published.
fn check_with_drafts(global: &Global) -> Result<(SiteRoot, Arc<Checked>), Failure> {
    let place = global.place()?;
    let options = RunOptions { drafts: true, skip_minify: true, ..RunOptions::default() };
    let checked = build::check_site(&place, &options)?;
    Ok((place, checked))
}
