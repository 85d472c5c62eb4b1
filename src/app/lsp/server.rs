//! The queue of events → answers.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Instant;

use serde_json::{Value, json};

use super::ServerEvent;
use super::analysis::{Analysis, OpenText};
use super::client::Client;
use super::message::{self, ErrorCode, Message, Request, ResponseError, parse};
use super::protocol::{DidChange, DidChangeWatchedFiles, DidChangeWorkspaceFolders, DidOpen, DocumentParams};
use super::query::{self, Query};
use super::site::{OpenSite, SiteEvent, root_of};
use super::text::{IndexedText, with_newlines};
use super::uri;
use crate::read::snapshot::{CONFIG_FILE, MAX_TEXT};

/// How far the life of the server has come (“Server lifecycle”).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Waiting,
    Serving,
    ShutDown,
}

/// An open document, as the client has it.
#[derive(Debug)]
struct EditedDocument {
    text: IndexedText,
    /// The site that it belongs to, and its path there.
    home: Option<(usize, String)>,
}

/// A request that waits for a state of a site.
#[derive(Debug)]
struct PendingRequest {
    request: Request,
    /// The sites with the revisions that it waits for.
    states: Vec<(usize, u64)>,
}

/// The state of the server.
pub(super) struct Server<W> {
    output: W,
    events: SyncSender<ServerEvent>,
    phase: Phase,
    client: Client,
    sites: Vec<OpenSite>,
    documents: BTreeMap<String, EditedDocument>,
    waiting: Vec<PendingRequest>,
}

impl<W: Write> Server<W> {
    pub(super) fn new(output: W, events: SyncSender<ServerEvent>) -> Self {
        Self {
            output,
            events,
            phase: Phase::Waiting,
            client: Client::default(),
            sites: Vec::new(),
            documents: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    /// Reacts to events until the client ends; gives the exit code.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub(super) fn run(&mut self, events: &Receiver<ServerEvent>) -> io::Result<u8> {
        loop {
            let due = self.sites.iter().filter_map(OpenSite::due).min();
            let event = match due {
                None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(due) => events.recv_timeout(due.saturating_duration_since(Instant::now())),
            };
            let code = match event {
                Ok(ServerEvent::Message(message)) => self.message(message)?,
                Ok(ServerEvent::Site(number, event)) => self.site_event(number, event).map(|()| None)?,
                Ok(ServerEvent::Closed(reason)) => {
                    if let Some(reason) = reason {
                        let error = ResponseError::new(ErrorCode::ParseError, reason);
                        self.send(&message::response(&Value::Null, Err(error)))?;
                    }
                    Some(u8::from(self.phase != Phase::ShutDown))
                }
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(1),
            };
            if let Some(code) = code {
                return Ok(code);
            }
            self.sites.iter_mut().for_each(OpenSite::begin);
        }
    }

    fn send(&mut self, message: &Value) -> io::Result<()> {
        message::write(&mut self.output, message)
    }

    fn notify(&mut self, method: &str, params: &Value) -> io::Result<()> {
        self.send(&message::notification(method, params))
    }

    /// Tells the user something (“ShowMessage Notification”; 1 is an error).
    fn show(&mut self, words: &str) -> io::Result<()> {
        self.notify("window/showMessage", &json!({ "type": 1, "message": format!("ibid: {words}") }))
    }

    fn message(&mut self, message: Message) -> io::Result<Option<u8>> {
        match message {
            Message::Request(request) => self.request(request)?,
            Message::Notification { method, .. } if method == "exit" => {
                return Ok(Some(u8::from(self.phase != Phase::ShutDown)));
            }
            Message::Notification { method, params } if self.phase == Phase::Serving => {
                self.notification(&method, params)?;
            }
            Message::Notification { .. } | Message::Response => {}
            Message::Invalid { id, error } => self.send(&message::response(&id, Err(error)))?,
        }
        Ok(None)
    }

    fn request(&mut self, request: Request) -> io::Result<()> {
        let refuse = |code, words: &str| Err(ResponseError::new(code, words));
        let answer = match (self.phase, request.method.as_str()) {
            (Phase::Waiting, "initialize") => Ok(self.initialize(&request.params)),
            (Phase::Waiting, _) => refuse(ErrorCode::ServerNotInitialized, "`initialize` comes first"),
            (Phase::ShutDown, _) => refuse(ErrorCode::InvalidRequest, "the server is shut down"),
            (Phase::Serving, "initialize") => refuse(ErrorCode::InvalidRequest, "`initialize` comes once"),
            (Phase::Serving, "shutdown") => {
                self.phase = Phase::ShutDown;
                for waiting in std::mem::take(&mut self.waiting) {
                    let answer = refuse(ErrorCode::RequestCancelled, "the server shuts down");
                    self.send(&message::response(&waiting.request.id, answer))?;
                }
                Ok(Value::Null)
            }
            (Phase::Serving, method) if query::is_known(method) => return self.query(request),
            (Phase::Serving, method) => {
                refuse(ErrorCode::MethodNotFound, &format!("there is no method `{method}`"))
            }
        };
        self.send(&message::response(&request.id, answer))
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.client = Client::of_params(params);
        self.phase = Phase::Serving;
        for folder in self.client.folders.clone() {
            self.add_site_in(&folder);
        }
        json!({
            "capabilities": query::capabilities(&self.client),
            "serverInfo": { "name": "ibid", "version": env!("CARGO_PKG_VERSION") },
        })
    }

    /// Adds the site in a folder, if there is one that is not known yet; its number.
    fn add_site_in(&mut self, root: &std::path::Path) -> Option<usize> {
        if let Some(known) = self.sites.iter().position(|site| site.root == root) {
            return Some(known);
        }
        if !root.join(CONFIG_FILE).is_file() {
            return None;
        }
        let number = self.sites.len();
        match OpenSite::start(number, root, &self.client, &self.events) {
            Ok(site) => {
                self.sites.push(site);
                Some(number)
            }
            Err(failure) => {
                // Where not even that can be written, the next answer shows it.
                let _ = self.show(&failure.to_string());
                None
            }
        }
    }

    fn notification(&mut self, method: &str, params: Value) -> io::Result<()> {
        // What cannot be understood cannot be answered: a notification has no id.
        match method {
            "textDocument/didOpen" => {
                if let Ok(DidOpen { text_document: item }) = parse(params) {
                    self.open(item.uri, item.version, item.text);
                }
            }
            "textDocument/didChange" => {
                if let Ok(change) = parse(params) {
                    self.change(change);
                }
            }
            "textDocument/didClose" => {
                if let Ok(DocumentParams { text_document }) = parse(params)
                    && let Some(EditedDocument { home: Some((site, path)), .. }) =
                        self.documents.remove(&text_document.uri)
                {
                    self.sites[site].closed(&path);
                }
            }
            "textDocument/didSave" => {
                if let Ok(DocumentParams { text_document }) = parse(params) {
                    self.files_changed([text_document.uri]);
                }
            }
            "workspace/didChangeWatchedFiles" => {
                if let Ok(DidChangeWatchedFiles { changes }) = parse(params) {
                    self.files_changed(changes.into_iter().map(|change| change.uri));
                }
            }
            "workspace/didChangeWorkspaceFolders" => {
                if let Ok(DidChangeWorkspaceFolders { event }) = parse(params) {
                    let removed: Vec<PathBuf> =
                        event.removed.iter().filter_map(|folder| uri::to_path(&folder.uri)).collect();
                    self.client.folders.retain(|folder| !removed.contains(folder));
                    for folder in event.added.iter().filter_map(|folder| uri::to_path(&folder.uri)) {
                        self.add_site_in(&folder);
                        self.client.folders.push(folder);
                    }
                }
            }
            "$/cancelRequest" => {
                let id = params.get("id");
                if let Some(at) = self.waiting.iter().position(|waiting| Some(&waiting.request.id) == id) {
                    let PendingRequest { request, .. } = self.waiting.remove(at);
                    let error = ResponseError::new(ErrorCode::RequestCancelled, "cancelled");
                    self.send(&message::response(&request.id, Err(error)))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, uri: String, version: i64, text: String) {
        let path = uri::to_path(&uri);
        let root = path.as_ref().and_then(|path| root_of(path, &self.client.folders));
        let site = root.and_then(|root| self.add_site_in(&root));
        let home = site.and_then(|site| Some((site, self.sites[site].relative(&path?)?)));
        let document = EditedDocument { text: IndexedText::new(text), home };
        self.documents.insert(uri.clone(), document);
        self.take_text(&uri, version);
    }

    fn change(&mut self, change: DidChange) {
        let encoding = self.client.encoding;
        let Some(document) = self.documents.get_mut(&change.text_document.uri) else { return };
        for part in change.content_changes {
            match part.range {
                Some(range) => document.text.replace(range, &part.text, encoding),
                None => document.text = IndexedText::new(part.text),
            }
        }
        self.take_text(&change.text_document.uri, change.text_document.version);
    }

    /// Hands the text of a document to its site. One that is longer than a text of a site may be is not: what is on
    /// disk counts, and what is said of it.
    fn take_text(&mut self, uri: &str, version: i64) {
        let Some(EditedDocument { text, home: Some((site, path)) }) = self.documents.get(uri) else { return };
        if text.text.len() as u64 > MAX_TEXT {
            return self.sites[*site].closed(path);
        }
        let content = with_newlines(&text.text).into();
        self.sites[*site].opened(path, OpenText { content, version });
    }

    fn files_changed(&mut self, uris: impl IntoIterator<Item = String>) {
        for path in uris.into_iter().filter_map(|uri| uri::to_path(&uri)) {
            if let Some(root) = root_of(&path, &self.client.folders) {
                self.add_site_in(&root);
            }
            for site in &mut self.sites {
                if let Some(relative) = site.relative(&path) {
                    site.touched([relative], false);
                }
            }
        }
    }

    fn site_event(&mut self, number: usize, event: SiteEvent) -> io::Result<()> {
        match event {
            SiteEvent::Files { paths, everything } => self.sites[number].touched(paths, everything),
            SiteEvent::Done(failure) => {
                self.sites[number].done();
                if let Some(failure) = failure {
                    self.show(&failure)?;
                    // Nothing can be said of the site as it is.
                    let revision = self.sites[number].revision;
                    let is_for =
                        |waiting: &PendingRequest| waiting.states.iter().any(|(site, _)| *site == number);
                    let (gone, rest): (Vec<PendingRequest>, Vec<PendingRequest>) =
                        std::mem::take(&mut self.waiting).into_iter().partition(|waiting| {
                            is_for(waiting) && !self.sites[number].has_checked(revision)
                        });
                    self.waiting = rest;
                    for PendingRequest { request, .. } in gone {
                        let error = ResponseError::new(ErrorCode::RequestFailed, failure.clone());
                        self.send(&message::response(&request.id, Err(error)))?;
                    }
                }
            }
            SiteEvent::Analysed(analysis) => {
                let analysis = Arc::new(analysis);
                self.publish(number, &analysis)?;
                self.sites[number].latest = Some(analysis);
                self.answer_waiting()?;
            }
        }
        Ok(())
    }

    /// Publishes the diagnostics of the files whose findings have changed.
    fn publish(&mut self, number: usize, analysis: &Analysis) -> io::Result<()> {
        let site = &self.sites[number];
        let query = self.query_of(number, analysis);
        let changes = query::diagnostics::changed_diagnostics(
            &query,
            site.latest.as_deref(),
            &site.published,
            |path| {
                // Of a text that has changed meanwhile the places are others; the next state is on its way.
                site.open().get(path).map(|text| text.version) == analysis.versions.get(path).copied()
            },
        );
        let uris: Vec<String> = changes.iter().map(|(path, _)| query.uri(path)).collect();
        for ((path, diagnostics), uri) in changes.into_iter().zip(uris) {
            let version = analysis.versions.get(&path).copied();
            let mut params = json!({ "uri": uri, "diagnostics": diagnostics });
            if let Some(version) = version {
                params["version"] = json!(version);
            }
            self.notify("textDocument/publishDiagnostics", &params)?;
            let published = &mut self.sites[number].published;
            match diagnostics.as_array().is_some_and(Vec::is_empty) {
                true => drop(published.remove(&path)),
                false => drop(published.insert(path, diagnostics)),
            }
        }
        Ok(())
    }

    /// A site as requests see it.
    fn query_of<'q>(&'q self, number: usize, analysis: &'q Analysis) -> Query<'q> {
        let site = &self.sites[number];
        let of_site = self.documents.iter().filter_map(|(uri, document)| {
            let (home, path) = document.home.as_ref()?;
            (*home == number).then_some((path.as_str(), (uri.as_str(), &document.text)))
        });
        Query::new(&self.client, &site.root, analysis, of_site.collect())
    }

    /// The sites that a request is about, with the state that it needs.
    fn states_of(&self, request: &Request) -> Vec<(usize, u64)> {
        if query::is_of_all_sites(&request.method) {
            return self.sites.iter().enumerate().map(|(number, site)| (number, site.revision)).collect();
        }
        let uri = request.params.pointer("/textDocument/uri").and_then(Value::as_str);
        let home = uri.and_then(|uri| match self.documents.get(uri) {
            Some(document) => document.home.clone(),
            // Of a file that is not open, too.
            None => {
                let path = uri::to_path(uri)?;
                let mut sites = self.sites.iter().enumerate();
                sites.find_map(|(number, site)| Some((number, site.relative(&path)?)))
            }
        });
        let revision = |number: usize| match query::takes_any_state(&request.method) {
            true => 0,
            false => self.sites[number].revision,
        };
        home.map(|(number, _)| (number, revision(number))).into_iter().collect()
    }

    fn query(&mut self, request: Request) -> io::Result<()> {
        let states = self.states_of(&request);
        states.iter().for_each(|(number, _)| self.sites[*number].hurry());
        self.waiting.push(PendingRequest { request, states });
        self.answer_waiting()
    }

    /// Answers the requests of which the states are there.
    fn answer_waiting(&mut self) -> io::Result<()> {
        let is_ready = |waiting: &PendingRequest| {
            waiting.states.iter().all(|(site, revision)| self.sites[*site].has_checked(*revision))
        };
        let (ready, waiting): (Vec<PendingRequest>, Vec<PendingRequest>) =
            std::mem::take(&mut self.waiting).into_iter().partition(is_ready);
        self.waiting = waiting;
        for PendingRequest { request, states } in ready {
            let known: Vec<(usize, Arc<Analysis>)> = states
                .iter()
                .filter_map(|(number, _)| Some((*number, Arc::clone(self.sites[*number].latest.as_ref()?))))
                .collect();
            let queries: Vec<Query<'_>> =
                known.iter().map(|(number, analysis)| self.query_of(*number, analysis)).collect();
            let (method, params) = (request.method, request.params);
            let answer = catch_unwind(AssertUnwindSafe(|| query::answer(&method, params, &queries)));
            let fault = |_| {
                let words = format!("a fault in ibid itself while answering `{method}`; please report it");
                Err(ResponseError::new(ErrorCode::InternalError, words))
            };
            let answer = answer.unwrap_or_else(fault);
            drop(queries);
            self.send(&message::response(&request.id, answer))?;
        }
        Ok(())
    }
}
