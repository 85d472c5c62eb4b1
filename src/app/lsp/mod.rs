//! `ibid lsp`: a language server for editors, on standard input and output (LSP 3.17).
//!
//! ```text
//! message      frames ↔ messages; a thread reads them into the queue of events
//! server       the queue of events → answers; lifecycle, documents, which site a document belongs to
//! site         one site: what of it is to be checked next, what was found, what was published
//! analysis     files on disk and open documents → a checked site, on a thread of its own for each site
//! query        a request → the answer, from a checked site: hover, completion, …
//! ```
//!
//! A change of a document sets the time at which its site is checked again; what is typed meanwhile is checked with
//! it. Requests about places wait until the text that they were asked of is checked; completion, which an author sees
//! while typing, is answered at once from the text as it is and the sources as they were.
//!
//! A site is a folder with an `ibid.yaml`: one that the client has open, or one between it and an opened file. Nothing
//! above the open folders is ever read. Nothing is written: changes of files are edits that the client makes.

mod analysis;
mod client;
mod message;
mod protocol;
mod query;
mod server;
mod site;
mod text;
mod uri;

use std::io::{BufReader, BufWriter, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc::sync_channel;

use crate::app::terminal;
use message::Message;
use server::Server;

/// Events that wait at most; a client that sends more waits.
const QUEUE: usize = 256;

/// Stack of threads that parse: deeply nested pages need more than the default.
const STACK: usize = 16 << 20;

/// What the server reacts to.
#[derive(Debug)]
enum ServerEvent {
    /// A message of the client.
    Message(Message),
    /// The client sends nothing more; why, where that is not as it should be.
    Closed(Option<String>),
    /// What is known of a site.
    Site(usize, site::SiteEvent),
}

/// Serves a client until it asks to end, or its input ends.
///
/// The exit code is 0 where the client said beforehand that it will end, else 1 (“Exit Notification”).
pub(crate) fn serve(input: impl Read + Send + 'static, output: impl Write) -> ExitCode {
    let (sender, events) = sync_channel(QUEUE);
    let to_queue = sender.clone();
    let reading = std::thread::Builder::new().name("read".to_owned()).spawn(move || {
        let mut input = BufReader::new(input);
        loop {
            let event = match message::read(&mut input) {
                Ok(Some(message)) => ServerEvent::Message(message),
                Ok(None) => ServerEvent::Closed(None),
                Err(error) => ServerEvent::Closed(Some(error.to_string())),
            };
            let is_last = matches!(event, ServerEvent::Closed(_));
            if to_queue.send(event).is_err() || is_last {
                return;
            }
        }
    });
    if let Err(error) = reading {
        terminal::say(&format!("cannot start a thread: {error}"));
        return ExitCode::from(1);
    }
    let mut server = Server::new(BufWriter::new(output), sender);
    match server.run(&events) {
        Ok(code) => ExitCode::from(code),
        // Nobody is there to read the answers.
        Err(_) => ExitCode::from(1),
    }
}
