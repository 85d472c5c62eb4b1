//! `ibid diff`: which statements differ between two publications.

mod compare;
mod publication;
mod record;
mod renames;
mod revision;

use clap::Args;
use serde_json::json;

use super::completion;
use crate::app::terminal::{self, Global, OutputFormat};
use crate::base::Failure;
use crate::base::diagnostic::printable;
use crate::base::percent::decode;
use crate::base::word_diff::marked;
use crate::site::renamed::keep_address;
use compare::{Change, ChangeKind, Comparison};
use publication::{Evidence, PublishedClaim, PublishedSite};

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The earlier one: the folder of a published site, its claims.json, or a revision of git
    #[arg(add = completion::publications())]
    old: String,
    /// The later one, named in the same way (default: the site as its files are now)
    #[arg(add = completion::publications())]
    new: Option<String>,

    /// Add the statements that were added, changed and dropped to changes.jsonl, which the site shows as /changes/
    #[arg(long)]
    record: bool,
}

pub(super) fn run(args: &DiffArgs, global: &Global) -> Result<bool, Failure> {
    let old = PublishedSite::find(&args.old, global)?;
    let new = match &args.new {
        Some(name) => PublishedSite::find(name, global)?,
        None => PublishedSite::of_site(&global.place()?)?,
    };
    let comparison = Comparison::new(&old, &new);
    if args.record {
        record::record(&comparison, global)?;
    }
    if global.format == OutputFormat::Json {
        for change in as_json(&comparison) {
            terminal::print(&format!("{change}\n"));
        }
        return Ok(true);
    }
    for line in renames_as_text(&comparison) {
        terminal::print(&printable::lines(&line));
    }
    let mut page = "";
    for change in &comparison.changes {
        if change.page() != page {
            page = change.page();
            terminal::print(&format!("{}\n", printable::line(page)));
        }
        terminal::print(&printable::lines(&as_text(change, &comparison)));
    }
    terminal::print(&format!("{}\n", summary(&comparison)));
    Ok(true)
}

/// The sources and pages that have another name, and what to write where a former address leads nowhere.
fn renames_as_text(comparison: &Comparison<'_>) -> Vec<String> {
    let sources = comparison.sources.iter().map(|(before, now)| format!("@{now} was @{before}\n"));
    let pages = comparison.pages.iter().map(|page| {
        let advice = match page.is_address_kept {
            Some(false) => format!(": {}", keep_address(&decode(page.before.trim_matches('/')))),
            _ => String::new(),
        };
        format!("{} was at {}{advice}\n", page.now, page.before)
    });
    sources.chain(pages).collect()
}

fn as_text(change: &Change<'_>, comparison: &Comparison<'_>) -> String {
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
            let rested_on = comparison.rested_on(before);
            if rested_on != now.rests_on {
                let words = |evidence: &[Evidence]| {
                    evidence.iter().map(Evidence::to_string).collect::<Vec<_>>().join("; ")
                };
                let rests = marked(&words(&rested_on), &words(&now.rests_on));
                text.push_str(&format!("           rests on {rests}\n"));
            }
            text
        }
        (Some(claim), None) | (None, Some(claim)) => one(claim),
        (None, None) => String::new(),
    }
}

/// The changes as `docs/schemas/diff.schema.json` describes them: what was renamed, then the statements.
fn as_json(comparison: &Comparison<'_>) -> Vec<serde_json::Value> {
    let sources = comparison.sources.iter().map(|(before, now)| {
        json!({ "change": "source-renamed", "before": { "source": before }, "now": { "source": now } })
    });
    let pages = comparison.pages.iter().map(|page| {
        json!({
            "change": "page-renamed",
            "before": { "page": page.before },
            "now": { "page": page.now },
            "address_kept": page.is_address_kept,
        })
    });
    let side = |claim: &PublishedClaim| {
        let rests_on: Vec<String> = claim.rests_on.iter().map(Evidence::to_string).collect();
        json!({ "page": claim.page, "id": claim.id, "claim": claim.words, "rests_on": rests_on })
    };
    let statements = comparison.changes.iter().map(|change| {
        json!({
            "change": change.kind.name(),
            "before": change.before.map(side),
            "now": change.now.map(side),
        })
    });
    sources.chain(pages).chain(statements).collect()
}

fn summary(comparison: &Comparison<'_>) -> String {
    let count = |kind: ChangeKind| comparison.changes.iter().filter(|change| change.kind == kind).count();
    let counts = ChangeKind::ALL.map(|kind| (kind, count(kind)));
    let named = counts.iter().filter(|(_, count)| *count > 0);
    let mut named: Vec<String> = named.map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    for (count, what) in [(comparison.pages.len(), "page"), (comparison.sources.len(), "source")] {
        match count {
            0 => {}
            1 => named.push(format!("1 {what} renamed")),
            count => named.push(format!("{count} {what}s renamed")),
        }
    }
    let same = format!("{} unchanged", comparison.unchanged);
    if named.is_empty() { same } else { format!("{}; {same}", named.join(", ")) }
}
