//! `ibid review`: people read statements against their sources, and record what they found.

mod list;
mod printed;
mod walk;

use clap::{Args, Subcommand};

use crate::app::command::{check_with_drafts, completion};
use crate::app::review::{Reviewer, known_role, place};
use crate::app::scaffold::file::single_line;
use crate::app::scaffold::review as records;
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::parse::review::Verdict;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ReviewArgs {
    #[command(subcommand)]
    what: Option<ReviewCommand>,
    #[command(flatten)]
    walk: walk::WalkArgs,
}

#[derive(Debug, Subcommand)]
enum ReviewCommand {
    /// Record what you found of one statement
    Add(AddReviewArgs),
    /// List the reviews: whether each is in force, or of words that have changed
    List {
        /// Only those of this page's file
        #[arg(add = completion::pages())]
        page: Option<String>,
    },
    /// Show a statement with its passages and reviews, and what changed since they were made
    Show {
        /// The statement: PAGE:LINE, or PAGE#ID
        #[arg(add = completion::statements())]
        statement: String,
    },
    /// Count for each page how many statements have been read
    Status,
}

#[derive(Debug, Args)]
struct AddReviewArgs {
    /// The statement: PAGE:LINE, or PAGE#ID
    #[arg(add = completion::statements())]
    statement: String,
    #[command(flatten)]
    reader: ReaderArgs,
    /// What the sources say of it
    #[arg(long, value_parser = ["supports", "partly", "no", "unsure"])]
    says: String,
    /// A remark for colleagues; it is not published
    #[arg(long)]
    note: Option<String>,
}

/// Who reads.
#[derive(Debug, Args)]
struct ReaderArgs {
    /// Your name as readers will see it (default: the environment variable IBID_REVIEWER)
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// The role in which you read, such as editor (default: the one that the site demands, if it is one)
    #[arg(long, add = completion::roles())]
    role: Option<String>,
}

pub(super) fn run(args: &ReviewArgs, global: &Global) -> Result<bool, Failure> {
    match &args.what {
        None => walk::run(&args.walk, global),
        Some(ReviewCommand::Add(args)) => add(args, global),
        Some(ReviewCommand::List { page }) => list::list(page.as_deref(), global),
        Some(ReviewCommand::Show { statement }) => list::show(statement, global),
        Some(ReviewCommand::Status) => list::status(global),
    }
}

fn add(args: &AddReviewArgs, global: &Global) -> Result<bool, Failure> {
    let (place, checked) = check_with_drafts(global)?;
    let statement = place::find(&checked, &args.statement)?;
    let Some(by) = args.reader.name() else {
        return Err(Failure::new("who has read it?").help("write --by NAME, or set IBID_REVIEWER"));
    };
    let roles = &checked.config.review_roles;
    let role = match (&args.reader.role, roles.as_slice()) {
        (Some(role), _) => Some(known_role(role, roles)?),
        (None, []) => None,
        (None, [role]) => Some(role.clone()),
        (None, _) => {
            return Err(Failure::new("in which role was it read?")
                .help(format!("write --role with one of {}", roles.join(", "))));
        }
    };
    let verdict = Verdict::named(&args.says).unwrap_or(Verdict::Unsure);
    let reader = Reviewer { by, role };
    let record = reader.record(&checked, &statement, verdict, args.note.as_deref());
    records::add(&place, &record)?;
    if !global.is_quiet() {
        let file = records::file_of(&record.by);
        terminal::say(&format!("recorded in {file}: {}#{} {}", record.page, record.id, args.says));
    }
    Ok(true)
}

impl ReaderArgs {
    /// The name that the options or the environment give.
    fn name(&self) -> Option<String> {
        let name = self.by.clone().or_else(|| std::env::var("IBID_REVIEWER").ok());
        name.map(|name| single_line(&name)).filter(|name| !name.is_empty())
    }
}
