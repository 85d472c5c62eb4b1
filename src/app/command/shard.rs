//! `ibid shard`: a site that is built in parts.

use std::path::PathBuf;
use std::time::Instant;

use clap::{Args, Subcommand};

use super::{build, summary};
use crate::app::engine::{self, Checked};
use crate::app::scaffold::file::replace;
use crate::app::shard::{self, PublishPartsError, ShardStore, SiteOptions, SitePart, StepStatus};
use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::store::{self, Store};
use crate::publish::{Mode, PublishOptions};
use crate::read::config::check_base_url;
use crate::read::snapshot::{LOCK_FILE, SiteRoot};

#[derive(Debug, Args)]
pub(crate) struct ShardArgs {
    #[command(subcommand)]
    step: ShardStep,
}

#[derive(Debug, Subcommand)]
enum ShardStep {
    /// First step, once for each part: parse and check the pages of a part
    Outline {
        /// The part: 2/3 is the second of three
        #[arg(value_name = "PART/PARTS")]
        part: SitePart,
        #[command(flatten)]
        store: StoreArg,
        /// Publish drafts too
        #[arg(long)]
        drafts: bool,
        /// Use this address instead of the configured one
        #[arg(short = 'u', long, value_name = "URL", value_parser = check_base_url)]
        base_url: Option<String>,
    },
    /// Second step: join the parts, and check the site as a whole
    Merge {
        #[command(flatten)]
        store: StoreArg,
        /// Publish nothing while there are warnings
        #[arg(long)]
        strict: bool,
    },
    /// Third step, once for each part: make the files of a part
    Build {
        /// The part: 2/3 is the second of three
        #[arg(value_name = "PART/PARTS")]
        part: SitePart,
        #[command(flatten)]
        store: StoreArg,
    },
    /// Fourth step: publish the files of all parts
    Publish {
        #[command(flatten)]
        store: StoreArg,
        /// Use this output folder instead of the configured one
        #[arg(short, long, value_name = "FOLDER")]
        output_dir: Option<PathBuf>,
        /// Publish into a folder that ibid did not create
        #[arg(short, long)]
        force: bool,
    },
    /// Say which steps have been taken
    Status {
        #[command(flatten)]
        store: StoreArg,
    },
}

#[derive(Debug, Args)]
struct StoreArg {
    /// The folder through which the parts meet: all of them read and write it
    #[arg(long, value_name = "FOLDER")]
    store: PathBuf,
}

pub(super) fn run(args: &ShardArgs, global: &Global) -> Result<bool, Failure> {
    let place = global.place()?;
    match &args.step {
        ShardStep::Outline { part, store, drafts, base_url } => {
            let store = ShardStore::create(&store.store, &place)?;
            let options = SiteOptions { drafts: *drafts, base_url: base_url.clone() };
            outline(&place, &store, *part, &options, global)
        }
        ShardStep::Merge { store, strict } => {
            merge(&place, &ShardStore::open(&store.store, &place)?, *strict, global)
        }
        ShardStep::Build { part, store } => {
            make(&place, &ShardStore::open(&store.store, &place)?, *part, global)
        }
        ShardStep::Publish { store, output_dir, force } => {
            let store = ShardStore::open(&store.store, &place)?;
            publish(&place, &store, output_dir.as_ref(), *force, global)
        }
        ShardStep::Status { store } => status(&ShardStore::open(&store.store, &place)?),
    }
}

fn say(text: &str, global: &Global) {
    if !global.is_quiet() {
        terminal::say(text);
    }
}

/// Where the time of a step went, with `--verbose`.
fn say_times(checked: &Checked, global: &Global) {
    if global.is_verbose() {
        terminal::say(checked.timings.table(checked.counts.pages).trim_end());
    }
}

/// `1 page`, `2 pages`.
fn counted(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn outline(
    place: &SiteRoot,
    store: &ShardStore,
    part: SitePart,
    options: &SiteOptions,
    global: &Global,
) -> Result<bool, Failure> {
    let report = shard::outline(place, store, part, options)?;
    let done = match report.stands {
        true => "wrote nothing: its record stands".to_owned(),
        false => format!("wrote {} of facts", size(report.length)),
    };
    let read = format!(
        "part {part}: read {}, {} and {}; skipped {} of other parts; {done}",
        counted(report.pages, "page"),
        counted(report.others, "other file"),
        counted(report.sources, "source"),
        counted(report.skipped, "file")
    );
    say(&read, global);
    Ok(true)
}

fn merge(place: &SiteRoot, store: &ShardStore, strict: bool, global: &Global) -> Result<bool, Failure> {
    let started = Instant::now();
    let report = shard::merge(place, store, strict)?;
    build::read_files_of(&report.checked.snapshot, &report.findings)?;
    terminal::findings(&report.findings, report.checked.snapshot.as_ref(), global);
    let what = match report.is_publishable {
        true => format!("merged {}; it may be published", counted(report.parts, "part")),
        false => format!("read {}; nothing can be published", counted(report.parts, "part")),
    };
    let found = engine::counts(&report.findings);
    summary::close(report.checked.counts, found, &what, started.elapsed(), global);
    say_times(&report.checked, global);
    Ok(report.is_publishable)
}

fn make(place: &SiteRoot, store: &ShardStore, part: SitePart, global: &Global) -> Result<bool, Failure> {
    let report = shard::build(place, store, part)?;
    if let Some((findings, checked)) = &report.found {
        build::read_files_of(&checked.snapshot, findings)?;
        terminal::findings(findings, checked.snapshot.as_ref(), global);
    }
    let files = counted(report.files, "file");
    let done = match (report.stands, report.is_publishable) {
        (true, _) => format!("made nothing: its record stands, with {files}"),
        (false, true) => {
            format!("made {files}; wrote {} in {}", size(report.length), counted(report.packs, "pack"))
        }
        (false, false) => "nothing can be published".to_owned(),
    };
    say(&format!("part {part}: {done}"), global);
    report.found.iter().for_each(|(_, checked)| say_times(checked, global));
    Ok(report.is_publishable)
}

fn publish(
    place: &SiteRoot,
    store: &ShardStore,
    output: Option<&PathBuf>,
    force: bool,
    global: &Global,
) -> Result<bool, Failure> {
    let started = Instant::now();
    let (protected, state) = (build::protected(place), build::state(place));
    let cache = Store::new(&place.root.join(store::FOLDER));
    let options =
        PublishOptions { force, protected: &protected, store: Some(&cache), ..PublishOptions::default() };
    let to = (output.map(PathBuf::as_path), state.as_path());
    let published = shard::publish(place, store, to, options).map_err(|error| match error {
        PublishPartsError::Failure(failure) => failure,
        PublishPartsError::Publish(error) => build::failure(error),
    })?;
    summary::say_what_was_rescued(&published.report.rescued);
    summary::say_what_stays(&published.report.left_edited);
    if let Some(lock) = published.lock {
        replace(&place.root.join(LOCK_FILE), lock)?;
        build::record_lock(place)?;
    }
    let parts = counted(published.parts, "part");
    let report = published.report;
    let what = match report.mode {
        Mode::Nothing => format!("{parts}: nothing to change"),
        _ => format!(
            "{parts}: {} files written, {} removed, {} unchanged",
            report.written.len(),
            report.removed.len(),
            report.unchanged
        ),
    };
    summary::close(published.counts, published.found, &what, started.elapsed(), global);
    Ok(true)
}

fn status(store: &ShardStore) -> Result<bool, Failure> {
    let (outlined, is_merged, built) = shard::status(store)?;
    terminal::print(&line("outlined", &outlined));
    terminal::print(if is_merged { "merged    yes\n" } else { "merged    no\n" });
    terminal::print(&line("built", &built));
    Ok(true)
}

fn line(step: &str, status: &StepStatus) -> String {
    let all = status.done.len() + status.missing.len();
    let mut text = format!("{step:<9} {} of {all}", status.done.len());
    let missing = status.missing.iter().map(|(part, why)| match why {
        Some(why) => format!("{part} ({why})"),
        None => part.to_string(),
    });
    let missing: Vec<String> = missing.collect();
    if !missing.is_empty() {
        text.push_str(&format!("; missing: {}", missing.join(", ")));
    }
    text.push('\n');
    text
}
