//! A request → a response. The one file that uses axum's routing and responses.
//!
//! There are two kinds of addresses: those of the site, which are looked up in the newest edition (never
//! on disk), and those below `/_ibid/`, which are the preview's own:
//!
//! ```text
//! /healthz                     for tools: {"status":"ok",…}
//! /_ibid/                      the list of all pages
//! /_ibid/preview.js            the script, with the library that it uses, and the token
//! /_ibid/preview.css           its looks
//! /_ibid/marks.css             what it marks in the page's own text
//! /_ibid/capture               (POST) a page of a browser extension, with a token of its own
//! /_ibid/TOKEN/events          one event per edition
//! /_ibid/TOKEN/findings?/x/    the findings, those of the page /x/ first
//! /_ibid/TOKEN/page?/x/        how the page /x/ stands, for the toolbar
//! /_ibid/TOKEN/search?WORDS    passages of the sources
//! /_ibid/TOKEN/cite?KEY&WORDS  the citation of a passage
//! /_ibid/TOKEN/reading?7&/x/   the source with the page /x/, from ¶ 7 on
//! /_ibid/TOKEN/statements?…    statements to read against their sources
//! /_ibid/TOKEN/new-topic       (POST) a new page
//! /_ibid/TOKEN/add-source      (POST) a new source
//! /_ibid/TOKEN/add-file        (POST) a new source out of a file
//! /_ibid/TOKEN/state-facts     (POST) what is stated of a source
//! /_ibid/TOKEN/trim            (POST) which paragraphs of a source are furniture
//! /_ibid/TOKEN/accept          (POST) the text of a source is accepted
//! /_ibid/TOKEN/review          (POST) a record of a review
//! ```

mod events;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
    HeaderName, HeaderValue, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode, request::Parts};
use axum::response::Response;
use axum::serve::IncomingStream;
use serde_json::{Value, json};
use tokio::sync::watch::Receiver;
use tokio::sync::{Mutex, Semaphore};

use super::connection::{Allowance, ConnectionSlots, Listeners, MOST_STREAMS};
use super::edition::{Edition, Served};
use super::findings::{self, EditorLinks};
use super::guard::{FORMS, Guard, HttpRefusal, is_local};
use super::{capture, form, inject, listing, reading, search, standing, statements};
use crate::app::scaffold::citation::excerpt_citation;
use crate::base::Failure;
use crate::base::diagnostic::Severity;
use crate::base::editor::Editor;
use crate::base::percent::{decode, encode_path};
use crate::base::served;
use crate::read::snapshot::SiteRoot;

/// Longest time in which a form must have arrived.
const FORM_TIME: Duration = Duration::from_secs(30);
/// The script that is sent, after the library that it uses.
const SCRIPT: &str = concat!(
    include_str!("assets/idiomorph.js"),
    "\n",
    include_str!("assets/preview.js"),
    "\n",
    include_str!("assets/toolbar.js"),
    "\n",
    include_str!("assets/reading.js"),
    "\n",
    include_str!("assets/walk.js")
);
const STYLE: &str = include_str!("assets/preview.css");
/// What the toolbar shows on the site's own text.
const MARKS: &str = include_str!("assets/marks.css");

/// What every request can see.
#[derive(Debug)]
pub(super) struct ServerState {
    pub guard: Guard,
    pub current: Receiver<Arc<Edition>>,
    pub follow: bool,
    pub editor: Option<Editor>,
    pub place: SiteRoot,
    /// Held while a form writes: one at a time.
    pub writing: Mutex<()>,
    /// A permit for every stream that is open.
    pub streams: Arc<Semaphore>,
}

/// As many streams as there may be at a time.
pub(super) fn streams() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(MOST_STREAMS))
}

impl ServerState {
    fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.current.borrow())
    }

    fn editor_links(&self, edition: &Edition) -> EditorLinks<'_> {
        EditorLinks { root: &self.place.root, editor: self.editor.or(edition.checked.config.editor) }
    }
}

/// This end of a connection.
#[derive(Clone, Debug)]
struct ConnectionInfo {
    address: SocketAddr,
    allowance: Allowance,
    slots: ConnectionSlots,
}

impl Connected<IncomingStream<'_, Listeners>> for ConnectionInfo {
    fn connect_info(stream: IncomingStream<'_, Listeners>) -> Self {
        let connection = stream.io();
        let (allowance, slots) = (connection.allowance.clone(), connection.slots.clone());
        Self { address: *stream.remote_addr(), allowance, slots }
    }
}

/// Serves until the process ends.
///
/// # Errors
/// Where the system refuses.
pub(super) async fn run(listeners: Listeners, shared: ServerState) -> Result<(), Failure> {
    let service = Router::new().fallback(answer).with_state(Arc::new(shared));
    let served =
        axum::serve(listeners, service.into_make_service_with_connect_info::<ConnectionInfo>()).await;
    served.map_err(|error| Failure::new(format!("the server ended: {error}")))
}

async fn answer(
    State(shared): State<Arc<ServerState>>,
    ConnectInfo(here): ConnectInfo<ConnectionInfo>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let is_page = parts.method == Method::POST && parts.uri.path() == capture::PATH;
    let mut response = match shared.guard.admit(&parts, here.address) {
        _ if is_page => take_page(&shared, &parts, &here, body).await,
        Ok(path) if parts.method == Method::POST => form(&shared, &parts, &here, &path, body).await,
        Ok(path) => route(&shared, &parts, here.address, path).await,
        Err(refusal) => refused(refusal),
    };
    let status = response.status();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(CACHE_CONTROL, "no-store");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // What is left of a body would be taken for the head of another request.
    let has_body = parts.method != Method::GET && parts.method != Method::HEAD;
    if has_body || status.is_client_error() || !here.slots.are_enough_to_keep_one() {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    set_policy(headers);
    response
}

/// Takes a page that a browser extension sends.
async fn take_page(shared: &Arc<ServerState>, parts: &Parts, here: &ConnectionInfo, body: Body) -> Response {
    let kind = match shared.guard.admit_capture(parts, here.address) {
        Err(refusal) => return refused(refusal),
        Ok(kind) => kind.to_owned(),
    };
    let body = match received(parts, here, body, capture::LARGEST).await {
        Err(refusal) => return refused(refusal),
        Ok(body) => body,
    };
    let _one_at_a_time = shared.writing.lock().await;
    let place = shared.place.clone();
    match tokio::task::spawn_blocking(move || capture::save(&kind, &body, &place)).await {
        Ok((status, value)) => typed(status, "application/json", value.to_string()),
        Err(_) => refused(FAULT),
    }
}

/// The body of an admitted request.
async fn received(
    parts: &Parts,
    here: &ConnectionInfo,
    body: Body,
    largest: usize,
) -> Result<Bytes, HttpRefusal> {
    let length = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    match length {
        None => return Err((StatusCode::LENGTH_REQUIRED, "the form's length must be stated")),
        Some(length) if length > largest => {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "the form is too large"));
        }
        Some(length) => here.allowance.raise(length),
    }
    let body = tokio::time::timeout(FORM_TIME, axum::body::to_bytes(body, largest)).await;
    let Ok(Ok(body)) = body else { return Err((StatusCode::REQUEST_TIMEOUT, "the form did not arrive")) };
    Ok(body)
}

/// Takes a form; the guard has seen that the path is one of a form.
async fn form(
    shared: &Arc<ServerState>,
    parts: &Parts,
    here: &ConnectionInfo,
    path: &str,
    body: Body,
) -> Response {
    match receive(shared, parts, here, path, body).await {
        Err(refusal) => refused(refusal),
        Ok((status, value)) => typed(status, "application/json", value.to_string()),
    }
}

async fn receive(
    shared: &Arc<ServerState>,
    parts: &Parts,
    here: &ConnectionInfo,
    path: &str,
    body: Body,
) -> Result<(StatusCode, Value), HttpRefusal> {
    shared.guard.admit_form(parts, here.address)?;
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = FORMS.into_iter().find(|form| *form == name).unwrap_or_default();
    let body = received(parts, here, body, form::largest(name)).await?;
    let _one_at_a_time = shared.writing.lock().await;
    let (place, edition) = (shared.place.clone(), shared.edition());
    let written = tokio::task::spawn_blocking(move || form::write(name, &body, &place, &edition)).await;
    written.map_err(|_| FAULT)
}

/// Answers that are made from many files, away from the thread that serves.
async fn ask_sources(shared: &ServerState, parts: &Parts, here: SocketAddr, name: &'static str) -> Response {
    if let Err(refusal) = shared.guard.admit_author(parts, here) {
        return refused(refusal);
    }
    let edition = shared.edition();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let place = shared.place.clone();
    let answered = tokio::task::spawn_blocking(move || {
        let (first, rest) = query.split_once('&').unwrap_or((&query, ""));
        match name {
            "search" => search::json(&edition, &decode(&query)),
            "reading" => {
                reading::json(&edition, source_of(&edition, rest), first.parse().unwrap_or(1), &place)
            }
            "statements" => statements::json(&edition, &decode(&query)),
            _ => match excerpt_citation(&edition.checked, &decode(first), None, &decode(rest)) {
                Ok(citation) => json!({ "citation": citation }),
                Err(reason) => json!({ "error": reason }),
            },
        }
    });
    match answered.await {
        Ok(value) => typed(StatusCode::OK, "application/json", value.to_string()),
        Err(_) => refused(FAULT),
    }
}

async fn route(shared: &Arc<ServerState>, parts: &Parts, here: SocketAddr, path: String) -> Response {
    let edition = shared.edition();
    if path == "/healthz" {
        return health(&edition);
    }
    if let Some(own) = path.strip_prefix("/_ibid/") {
        let asked = own.strip_prefix(shared.guard.token.as_str()).and_then(|own| own.strip_prefix('/'));
        if let Some(name) =
            ["search", "cite", "reading", "statements"].into_iter().find(|name| asked == Some(*name))
        {
            return ask_sources(shared, parts, here, name).await;
        }
        return own_address(shared, &edition, parts, here, own);
    }
    if path == "/_ibid" {
        return redirect("/_ibid/");
    }
    // Rendering takes about a millisecond, and a first page the time of indexing the addresses.
    let looked_up = tokio::task::spawn_blocking(move || site_address(&edition, &path)).await;
    looked_up.unwrap_or_else(|_| refused(FAULT))
}

const FAULT: HttpRefusal = (StatusCode::INTERNAL_SERVER_ERROR, "a fault in ibid itself");

/// A page or a file of the site.
fn site_address(edition: &Edition, path: &str) -> Response {
    let page = |status: StatusCode, html: &[u8]| {
        let with_script = inject::inject(html, &inject::tag(edition.number));
        typed(status, "text/html; charset=utf-8", with_script)
    };
    let missing = || strict(page(StatusCode::NOT_FOUND, listing::missing(edition, path).as_bytes()));
    if edition.made.is_none() {
        let reason = "The theme cannot be used; the findings say why.";
        let html = listing::broken(reason);
        return strict(page(StatusCode::INTERNAL_SERVER_ERROR, html.as_bytes()));
    }
    let Some(below) = path.strip_prefix(edition.base_path()) else {
        let is_root = path == "/" || edition.base_path().strip_suffix('/') == Some(path);
        return if is_root { redirect(edition.base_path()) } else { missing() };
    };
    let is_folder = below.is_empty() || below.ends_with('/');
    let file = if is_folder { format!("{below}index.html") } else { below.to_owned() };
    match edition.find(&file) {
        Served::Page(html) => page(StatusCode::OK, &html),
        Served::File(bytes) if served::content_type(&file).starts_with("text/html") => {
            page(StatusCode::OK, &bytes)
        }
        Served::File(bytes) | Served::Asset(bytes) => {
            let mut response = typed(StatusCode::OK, served::content_type(&file), shared_body(bytes));
            let policy = HeaderValue::from_static(served::policy(&file));
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
            response
        }
        Served::Broken(findings) => {
            let message = findings.first().map_or("", |finding| finding.message.as_str());
            let html = listing::broken(message);
            strict(page(StatusCode::INTERNAL_SERVER_ERROR, html.as_bytes()))
        }
        Served::Nothing if !is_folder && edition.has(&format!("{below}/index.html")) => {
            redirect(&format!("{}{}/", edition.base_path(), encode_path(below)))
        }
        Served::Nothing => missing(),
    }
}

/// What lies below `/_ibid/`.
fn own_address(
    shared: &Arc<ServerState>,
    edition: &Arc<Edition>,
    parts: &Parts,
    here: SocketAddr,
    own: &str,
) -> Response {
    let token = &shared.guard.token;
    if own.is_empty() {
        let html = listing::start(edition, shared.editor_links(edition));
        let html = inject::inject(html.as_bytes(), &inject::tag(edition.number));
        return strict(typed(StatusCode::OK, "text/html; charset=utf-8", html));
    }
    match own {
        "preview.js" => {
            return match shared.guard.admit_script(parts) {
                Err(refusal) => refused(refusal),
                Ok(()) => typed(StatusCode::OK, "text/javascript; charset=utf-8", script(token)),
            };
        }
        "preview.css" => return typed(StatusCode::OK, "text/css; charset=utf-8", STYLE),
        "marks.css" => return typed(StatusCode::OK, "text/css; charset=utf-8", MARKS),
        _ => {}
    }
    let Some(name) = own.strip_prefix(token.as_str()).and_then(|rest| rest.strip_prefix('/')) else {
        return refused((StatusCode::FORBIDDEN, "not an address of this run; load the page again"));
    };
    match name {
        "events" | "findings" | "page" => match shared.guard.admit_own(parts) {
            Err(refusal) => refused(refusal),
            Ok(()) if name == "events" => events::stream(shared, parts),
            Ok(()) => {
                let source = source_of(edition, parts.uri.query().unwrap_or_default());
                let editor_links = shared.editor_links(edition);
                let json = match name {
                    "findings" => findings::json(edition, source, editor_links),
                    _ => standing::json(edition, source, editor_links, is_local(here)),
                };
                typed(StatusCode::OK, "application/json", json.to_string())
            }
        },
        name if FORMS.contains(&name) => refused((StatusCode::METHOD_NOT_ALLOWED, "forms are sent by POST")),
        _ => refused((StatusCode::NOT_FOUND, "there is no such address")),
    }
}

/// The file that a page was written in.
fn source_of<'e>(edition: &'e Edition, page: &str) -> Option<&'e str> {
    let path = super::guard::decode(page)?;
    let below = path.strip_prefix(edition.base_path())?;
    if let Some(last_good) = edition.last_good.get(&format!("{below}index.html")) {
        return Some(&last_good.source);
    }
    let site = edition.site();
    let folder = below.trim_end_matches('/');
    let page = || site.addresses.by_folder.get(folder).map(|&page| site.pages[page].path.as_str());
    let source = || {
        let index = site.addresses.sources.iter().position(|source| source == folder)?;
        Some(site.sources[index].path.as_str())
    };
    page().or_else(source)
}

fn health(edition: &Edition) -> Response {
    let count =
        |severity: Severity| edition.findings.iter().filter(|finding| finding.severity == severity).count();
    let health = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "edition": edition.number,
        "pages": edition.checked.counts.pages,
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
    });
    typed(StatusCode::OK, "application/json", health.to_string())
}

/// The script as it is sent: with the token in a scope that no other script of the page sees.
fn script(token: &str) -> String {
    format!("(() => {{\nconst home = \"/_ibid/{token}/\";\n{SCRIPT}\n}})();\n")
}

/// A file as a body: its bytes are those of the edition, however many clients they are sent to.
fn shared_body(bytes: Arc<[u8]>) -> Body {
    Body::from(Bytes::from_owner(bytes))
}

/// What is no page is in a sandbox, whatever it is; a page has its own policy, and is not embedded elsewhere.
fn set_policy(headers: &mut HeaderMap) {
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let usual = if is_page { "frame-ancestors 'self'" } else { served::policy("") };
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(usual));
}

fn typed(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The preview's own pages may load nothing but what is the preview's.
fn strict(mut response: Response) -> Response {
    const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn refused((status, reason): HttpRefusal) -> Response {
    let mut response = typed(status, "text/plain; charset=utf-8", format!("{reason}\n"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

/// To another address of this preview, given encoded.
fn redirect(to: &str) -> Response {
    let mut response = typed(StatusCode::FOUND, "text/plain; charset=utf-8", Body::empty());
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}
