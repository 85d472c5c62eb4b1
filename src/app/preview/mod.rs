//! `ibid serve`: the site in a browser, brought up to date at every save. Writes nothing but what its
//! author asks for in a form, and what it made into the store that a build made.
//!
//! ```text
//! bind         the address, before anything is read, so that early requests wait
//! watch, poll  the file system → batches of changed paths
//! session      a batch → the next [`edition::Edition`]: everything there is to serve, immutable
//! server       a request → [`guard`] → a page of the current edition, rendered on demand; or for the
//!              toolbar: [`findings`], [`standing`] of a page and its [`failed`] citations, [`search`] in the
//!              sources, the [`reading`] of one, [`statements`] to read against them, a [`form`]
//! ```
//!
//! One thread watches and updates; it hands each edition over through a channel that holds the newest
//! value. Requests and event streams only read from that channel, so that there is nothing to lock.
//!
//! Not handled: TLS, and clients that one does not trust (it is a preview, see [`guard`]).

mod accepted;
mod bind;
mod capture;
mod connection;
mod edition;
mod failed;
mod file_event;
mod findings;
mod form;
mod guard;
mod inject;
mod listing;
mod moved;
mod poll;
mod reading;
mod search;
mod server;
mod session;
mod standing;
mod statements;
pub(crate) mod watch;

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::sync::watch as newest;

use crate::app::terminal::{self, Global};
use crate::base::Failure;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::editor::Editor;
use edition::Edition;
use session::{Session, Update};
use watch::Watch;

/// Stack of threads that parse or render: deeply nested pages need more than the default.
const STACK: usize = 16 << 20;

/// Options of `ibid serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// The address to listen on
    #[arg(short, long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    interface: String,
    /// The port, or the next free one; 0 is any free one (default: 1111)
    #[arg(short, long)]
    port: Option<u16>,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    open: bool,
    /// Show drafts too
    #[arg(long)]
    drafts: bool,
    /// Go to the page that was edited
    #[arg(long)]
    follow: bool,
    /// Look for changes instead of being told, for file systems that tell nothing
    #[arg(long)]
    poll: bool,
    /// Take pages that the browser extension SingleFile sends, as sources
    #[arg(long)]
    capture: bool,
    /// The editor that a click on a finding opens (default: `editor` in ibid.yaml)
    #[arg(long, value_enum)]
    editor: Option<Editor>,
}

/// Serves the site until it is interrupted.
pub(crate) fn serve(args: &ServeArgs, global: &Global) -> Result<bool, Failure> {
    let started = Instant::now();
    let place = global.place()?;
    let bound = bind::bind(&args.interface, args.port)?;
    let capture_token = if args.capture { Some(capture::token(&place, guard::token)?) } else { None };
    // The watch begins before the first reading, so that no edit falls between the two.
    let watch = Watch::start(&place, args.poll);
    if let Some(reason) = &watch.polls_because {
        terminal::say(&format!("{reason}; looking for changes twice a second"));
    }
    let (session, first) = Session::open(place.clone(), args.drafts, &bound.origin)?;
    if let Some(token) = &capture_token {
        terminal::say(&format!(
            "pages are taken at {}{} with the token {token}",
            bound.origin,
            capture::PATH
        ));
    }
    greet(&first, &bound, started.elapsed(), global);
    let url = first.edition.url();
    let (editions, current) = newest::channel(Arc::clone(&first.edition));
    let verbosity = global.clone();
    std::thread::Builder::new()
        .name("update".to_owned())
        .stack_size(STACK)
        .spawn(move || keep_up(session, watch, &editions, &verbosity))
        .map_err(|error| Failure::new(format!("cannot start a thread: {error}")))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
        .map_err(|error| Failure::new(format!("cannot start the server: {error}")))?;
    let served = runtime.block_on(async {
        let shared = server::ServerState {
            guard: guard::Guard::new(&args.interface, capture_token)?,
            current,
            follow: args.follow,
            editor: args.editor,
            place: place.clone(),
            writing: tokio::sync::Mutex::new(()),
            streams: server::streams(),
        };
        let listeners = connection::Listeners::new(bound.listeners)?;
        if args.open {
            open_browser(&url);
        }
        tokio::select! {
            result = server::run(listeners, shared) => result,
            () = interrupted() => Ok(()),
        }
    });
    runtime.shutdown_timeout(Duration::from_millis(200));
    served.map(|()| true)
}

/// Turns batches of changes into editions until the program ends.
fn keep_up(mut session: Session, mut watch: Watch, editions: &newest::Sender<Arc<Edition>>, global: &Global) {
    session.keep();
    while let Some(batch) = watch.next() {
        if let Some(reason) = batch.note {
            terminal::say(&reason);
        }
        let update = session.update(&batch.paths, batch.everything);
        watch.follow_links(session.links());
        match update {
            Ok(None) => {}
            Ok(Some(update)) => {
                editions.send_replace(Arc::clone(&update.edition));
                report_update(&update, batch.began.elapsed(), global);
            }
            Err(failure) => terminal::say(&format!("{} {failure}", clock())),
        }
    }
}

/// Ctrl-C, or a polite request to end.
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

fn greet(first: &Update, bound: &bind::BoundPorts, took: Duration, global: &Global) {
    if global.is_verbose() {
        terminal::findings(&first.edition.findings, first.edition.checked.snapshot.as_ref(), global);
    }
    bound.warning.iter().chain(&bound.moved).for_each(|line| terminal::say(line));
    let pages = plural(first.edition.checked.counts.pages, "page");
    if !global.is_quiet() {
        terminal::say(&format!("{pages}, {} ({})", weigh(&first.edition.findings), short(took)));
    }
    terminal::say(&format!("{}  (Ctrl-C ends; all pages: {}/_ibid/)", first.edition.url(), bound.origin));
}

/// One calm line: when, what, for how many pages, with what result, how fast.
fn report_update(update: &Update, took: Duration, global: &Global) {
    if global.is_verbose() {
        terminal::findings(&update.edition.findings, update.edition.checked.snapshot.as_ref(), global);
    }
    if global.is_quiet() {
        return;
    }
    let what = match update.changed.as_slice() {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    };
    let pages = update.pages.map_or_else(String::new, |pages| format!(", {}", plural(pages, "page")));
    terminal::say(&format!(
        "{} {what}{pages}: {} ({})",
        clock(),
        weigh(&update.edition.findings),
        short(took)
    ));
}

/// How many findings there are, in words.
fn weigh(findings: &[Diagnostic]) -> String {
    let count = |severity: Severity, one: &str| {
        let number = findings.iter().filter(|finding| finding.severity == severity).count();
        (number > 0).then(|| plural(number, one))
    };
    let parts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts: Vec<String> = parts.into_iter().filter_map(|(severity, one)| count(severity, one)).collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

fn plural(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

fn short(took: Duration) -> String {
    if took.as_secs() > 0 {
        format!("{:.2} s", took.as_secs_f64())
    } else {
        format!("{} ms", took.as_millis())
    }
}

fn clock() -> String {
    let now = jiff::Zoned::now();
    format!("{:02}:{:02}:{:02}", now.hour(), now.minute(), now.second())
}

/// Opens the browser; where that is not possible, the address is on the terminal.
fn open_browser(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let started = std::process::Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        terminal::say("no browser could be opened");
    }
}

#[cfg(test)]
mod tests {
    use super::weigh;
    use crate::base::diagnostic::{Diagnostic, Rule, Severity};
    use crate::base::span::Span;

    #[test]
    fn every_finding_is_counted() {
        let finding = |severity: Severity| Diagnostic {
            severity,
            ..Diagnostic::new(Rule::LinkBroken, "content/page.md", Span::default(), "it leads nowhere")
        };
        assert_eq!(weigh(&[]), "no findings");
        assert_eq!(weigh(&[finding(Severity::Note)]), "1 note");
        let all = [Severity::Note, Severity::Error, Severity::Warning, Severity::Note].map(finding);
        assert_eq!(weigh(&all), "1 error, 1 warning, 2 notes");
    }
}
