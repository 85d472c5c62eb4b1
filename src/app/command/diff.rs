//! `ibid diff`: which statements differ between two publications.

mod compare;
mod publication;
mod record;
mod revision;

use clap::Args;
use serde_json::json;

use crate::app::terminal::{self, Global, OutputFormat};
use crate::base::Failure;
use crate::base::diagnostic::printable;
use crate::base::word_diff::marked;
use crate::site::renamed::keep_address;
use compare::{Change, ChangeKind, Comparison, renamed};
use publication::{Publication, PublishedClaim};

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The earlier one: the folder of a published site, its claims.json, or a revision of git
    old: String,
    /// The later one, named in the same way (default: the site as its files are now)
    new: Option<String>,

    /// Add the statements that were added, changed and dropped to changes.jsonl, which the site shows as /changes/
    #[arg(long)]
    record: bool,
}

pub(super) fn run(args: &DiffArgs, global: &Global) -> Result<bool, Failure> {
    let old = Publication::find(&args.old, global)?;
    let new = match &args.new {
        Some(name) => Publication::find(name, global)?,
        None => Publication::of_site(&global.place()?)?,
    };
    let comparison = Comparison::new(&old, &new);
    if args.record {
        record::record(&comparison, global)?;
    }
    if global.format == OutputFormat::Json {
        for change in &comparison.changes {
            terminal::print(&format!("{}\n", as_json(change)));
        }
        return Ok(true);
    }
    let mut page = "";
    for change in &comparison.changes {
        if change.page() != page {
            page = change.page();
            terminal::print(&format!("{}\n", printable::line(page)));
        }
        terminal::print(&printable::lines(&as_text(change)));
    }
    for (before, now) in renamed(&comparison, &old, &new) {
        let advice = keep_address(before.trim_matches('/'));
        terminal::print(&printable::lines(&format!("{now} was at {before}: {advice}\n")));
    }
    terminal::print(&format!("{}\n", summary(&comparison)));
    Ok(true)
}

fn as_text(change: &Change<'_>) -> String {
    let Change { kind, before, now } = change;
    let name = format!("  {:<9}", kind.name());
    let one = |claim: &PublishedClaim| format!("{name}#{}  {}\n", claim.id, claim.words);
    match (before, now) {
        (Some(before), Some(now)) => {
            let id = if before.id == now.id {
                format!("#{}", now.id)
            } else {
                format!("#{} → #{}", before.id, now.id)
            };
            let from = if before.page == now.page { "" } else { &*format!(" from {}", before.page) };
            let mut text = format!("{name}{id}{from}  {}\n", marked(&before.words, &now.words));
            if before.rests_on != now.rests_on {
                let rests = marked(&before.rests_on.join("; "), &now.rests_on.join("; "));
                text.push_str(&format!("           rests on {rests}\n"));
            }
            text
        }
        (Some(claim), None) | (None, Some(claim)) => one(claim),
        (None, None) => String::new(),
    }
}

fn as_json(change: &Change<'_>) -> serde_json::Value {
    let side = |claim: &PublishedClaim| json!({ "page": claim.page, "id": claim.id, "claim": claim.words, "rests_on": claim.rests_on });
    json!({
        "change": change.kind.name(),
        "before": change.before.map(side),
        "now": change.now.map(side),
    })
}

fn summary(comparison: &Comparison<'_>) -> String {
    let count = |kind: ChangeKind| comparison.changes.iter().filter(|change| change.kind == kind).count();
    let counts = ChangeKind::ALL.map(|kind| (kind, count(kind)));
    let named = counts.iter().filter(|(_, count)| *count > 0);
    let named: Vec<String> = named.map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    let same = format!("{} unchanged", comparison.unchanged);
    if named.is_empty() { same } else { format!("{}; {same}", named.join(", ")) }
}
