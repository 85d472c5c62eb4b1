//! The command line: arguments → one of the commands → exit code.
//!
//! Exit codes: 0 done; 1 findings or failure; 2 usage (from clap, and where a folder is named that can never be
//! the output).

pub(crate) mod author;
mod build;
mod claim;
mod explain;
pub(crate) mod report;
pub(crate) mod source;
mod theme;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::Failure;
use crate::snapshot::Place;

/// Builds a website of sourced explainers, every quotation checked against the saved article.
#[derive(Debug, Parser)]
#[command(name = "ibid", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that stand before or after the command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// The site's folder (default: the nearest one upwards with an ibid.yaml)
    #[arg(short, long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// The configuration file (default: ibid.yaml)
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// When to use colours (NO_COLOR is respected)
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, visible_alias = "colour")]
    color: Colour,
    /// Print findings and failures only
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print more
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people, on standard error
    Human,
    /// One JSON object per finding (or source, of `source list`), on standard output
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

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a small working site in an empty folder
    Init(author::InitArgs),
    /// Check the site and publish it
    Build(build::BuildArgs),
    /// Remove what builds keep for the next (`.ibid/cache`); the published site stays
    Clean,
    /// Preview the site and show every save
    Serve(crate::preview::ServeArgs),
    /// Check the site and publish nothing
    Check(build::CheckArgs),
    /// Start a new page
    New(author::NewArgs),
    /// Add, list and accept sources
    Source(source::SourceArgs),
    /// Record what pages state as published
    Claim(claim::ClaimArgs),
    /// Make files of the theme the site's own
    Theme(theme::ThemeArgs),
    /// Say what a rule means, with an example
    Explain(explain::ExplainArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

impl Global {
    /// The site that the options name.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        Place::find(self.root.as_deref(), self.config.as_deref())
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

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // Deeply nested pages need more stack than threads have by default.
    let pool = rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build_global();
    drop(pool);
    let global = &cli.global;
    let done = match cli.command {
        Command::Init(args) => author::init(&args, global),
        Command::Build(args) => build::build(&args, global),
        Command::Clean => build::clean(global),
        Command::Serve(args) => crate::preview::serve(&args, global),
        Command::Check(args) => build::check(&args, global),
        Command::New(args) => author::new(&args, global),
        Command::Source(args) => source::run(&args, global),
        Command::Claim(args) => claim::run(&args, global),
        Command::Theme(args) => theme::run(&args, global),
        Command::Explain(args) => explain::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(
                shell,
                &mut <Cli as clap::CommandFactory>::command(),
                "ibid",
                &mut script,
            );
            report::print(&String::from_utf8_lossy(&script));
            Ok(true)
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            report::failure(&failure, global);
            ExitCode::from(if failure.is_usage() { 2 } else { 1 })
        }
    }
}
