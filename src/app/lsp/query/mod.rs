//! Requests → answers, from a checked site. Nothing here changes anything.

mod actions;
mod completion;
pub(super) mod diagnostics;
mod hints;
mod hover;
mod navigation;
mod place;
mod rename;
mod symbols;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use serde_json::{Value, json};

use super::analysis::Analysis;
use super::client::Client;
use super::message::{ErrorCode, ResponseError, parse};
use super::protocol::{Location, Position, Range};
use super::text::IndexedText;
use super::uri;
use crate::app::engine::Checked;
use crate::base::diagnostic::{Diagnostic, Texts};
use crate::base::span::Span;
use crate::parse::source::Source;
use crate::parse::topic::Page;
use crate::verify::PageChecks;

/// What is sent for a request, or why nothing is.
type RequestResult = Result<Value, ResponseError>;

/// Answers a request about a document of a site, with its parameters.
type Handler = fn(&Query<'_>, Value) -> RequestResult;

/// The requests that are answered, with how.
const METHODS: [(&str, Handler); 13] = [
    ("textDocument/codeAction", |query, params| Ok(actions::all(query, &parse(params)?))),
    ("textDocument/codeLens", |query, params| Ok(hints::lenses(query, &parse(params)?))),
    ("textDocument/completion", |query, params| Ok(completion::all(query, &parse(params)?))),
    ("textDocument/declaration", |query, params| Ok(navigation::definition(query, &parse(params)?))),
    ("textDocument/definition", |query, params| Ok(navigation::definition(query, &parse(params)?))),
    ("textDocument/documentHighlight", |query, params| Ok(navigation::highlights(query, &parse(params)?))),
    ("textDocument/documentLink", |query, params| Ok(navigation::links(query, &parse(params)?))),
    ("textDocument/documentSymbol", |query, params| Ok(symbols::of_document(query, &parse(params)?))),
    ("textDocument/hover", |query, params| Ok(hover::at(query, &parse(params)?))),
    ("textDocument/inlayHint", |query, params| Ok(hints::states(query, &parse(params)?))),
    ("textDocument/prepareRename", |query, params| rename::prepare(query, &parse(params)?)),
    ("textDocument/references", |query, params| Ok(navigation::references(query, &parse(params)?))),
    ("textDocument/rename", |query, params| rename::edit(query, &parse(params)?)),
];

/// The one request about all sites.
const SYMBOLS: &str = "workspace/symbol";

/// Whether there is an answer to a method.
pub(super) fn is_known(method: &str) -> bool {
    is_of_all_sites(method) || METHODS.iter().any(|(known, _)| *known == method)
}

/// Whether a request is about all sites, and not about one document.
pub(super) fn is_of_all_sites(method: &str) -> bool {
    method == SYMBOLS
}

/// Whether a request is answered from the text as it is, with what is known of the site, however old.
pub(super) fn takes_any_state(method: &str) -> bool {
    method == "textDocument/completion"
}

/// Answers a request about these sites. There is none where the document belongs to none.
pub(super) fn answer(method: &str, params: Value, sites: &[Query<'_>]) -> RequestResult {
    if is_of_all_sites(method) {
        let query = parse(params)?;
        return Ok(Value::Array(sites.iter().flat_map(|site| symbols::of_site(site, &query)).collect()));
    }
    let Some((_, make)) = METHODS.iter().find(|(known, _)| *known == method) else {
        return Err(ResponseError::new(ErrorCode::MethodNotFound, method));
    };
    if let Some(site) = sites.first() {
        return make(site, params);
    }
    match params.pointer("/textDocument/uri").is_some_and(Value::is_string) {
        true => Ok(Value::Null),
        false => Err(ResponseError::new(ErrorCode::InvalidParams, "no document is named")),
    }
}

/// What the server can do, for this client (“ServerCapabilities”).
pub(super) fn capabilities(client: &Client) -> Value {
    json!({
        "positionEncoding": client.encoding.name(),
        // Changes come as ranges.
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "completionProvider": { "triggerCharacters": ["@", "\"", "“", "¶", "#", "/", "("] },
        "hoverProvider": true,
        "definitionProvider": true,
        "declarationProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "documentLinkProvider": {},
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "codeLensProvider": {},
        "codeActionProvider": { "codeActionKinds": ["quickfix"] },
        "renameProvider": { "prepareProvider": true },
        "inlayHintProvider": client.inlay_states,
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    })
}

/// The open documents of a site by path: address, and text as the client has it.
pub(super) type OpenDocuments<'q> = BTreeMap<&'q str, (&'q str, &'q IndexedText)>;

/// A checked site, and how its places are told to the client.
pub(super) struct Query<'q> {
    pub(super) client: &'q Client,
    root: &'q Path,
    pub(super) checked: &'q Checked,
    pub(super) findings: &'q [Diagnostic],
    versions: &'q BTreeMap<String, i64>,
    open: OpenDocuments<'q>,
    /// Texts that were looked up.
    texts: RefCell<BTreeMap<String, Rc<IndexedText>>>,
}

impl<'q> Query<'q> {
    pub(super) fn new(
        client: &'q Client,
        root: &'q Path,
        analysis: &'q Analysis,
        open: OpenDocuments<'q>,
    ) -> Self {
        Self {
            client,
            root,
            checked: &analysis.checked,
            findings: &analysis.findings,
            versions: &analysis.versions,
            open,
            texts: RefCell::default(),
        }
    }

    /// The address of a file, as the client writes it where it is open.
    pub(super) fn uri(&self, path: &str) -> String {
        match self.open.get(path) {
            Some((uri, _)) => (*uri).to_owned(),
            None => uri::of_path(&self.root.join(path)),
        }
    }

    /// The path of a document below the root.
    pub(super) fn path(&self, uri: &str) -> Option<Cow<'_, str>> {
        if let Some((path, _)) = self.open.iter().find(|(_, (own, _))| *own == uri) {
            return Some(Cow::Borrowed(path));
        }
        let path = uri::to_path(uri)?;
        let below = path.strip_prefix(self.root).ok()?.to_str()?.to_owned();
        Some(Cow::Owned(below))
    }

    /// The text of a document as the client has it now, which may be newer than what was checked.
    pub(super) fn current(&self, path: &str) -> Option<Rc<IndexedText>> {
        match self.open.get(path) {
            Some((_, text)) => Some(Rc::new((*text).clone())),
            None => self.text(path),
        }
    }

    /// The text of a file as it was checked.
    pub(super) fn text(&self, path: &str) -> Option<Rc<IndexedText>> {
        if let Some(known) = self.texts.borrow().get(path) {
            return Some(Rc::clone(known));
        }
        let text = self.checked.snapshot.text(path)?.into_owned();
        let text = Rc::new(IndexedText::new(text));
        self.texts.borrow_mut().insert(path.to_owned(), Rc::clone(&text));
        Some(text)
    }

    /// The version of an open document, as it was checked.
    pub(super) fn version(&self, path: &str) -> Option<i64> {
        self.versions.get(path).copied()
    }

    /// The places of a span; the beginning of the file where it has no text.
    pub(super) fn range(&self, path: &str, span: Span) -> Range {
        self.text(path).map_or_else(Range::default, |text| text.range(span, self.client.encoding))
    }

    pub(super) fn location(&self, path: &str, span: Span) -> Location {
        Location { uri: self.uri(path), range: self.range(path, span) }
    }

    /// The byte at a place of a file, as it was checked.
    pub(super) fn offset(&self, path: &str, position: Position) -> Option<usize> {
        Some(self.text(path)?.offset(position, self.client.encoding))
    }

    /// The page in a file with its checks, which a draft that is not checked has none of.
    pub(super) fn page(&self, path: &str) -> Option<(&'q Page, Option<&'q PageChecks>)> {
        let site = &self.checked.site;
        if let Some(&id) = site.addresses.by_file.get(path) {
            return Some((&site.pages[id], Some(&site.checks[id])));
        }
        let draft = self.checked.drafts.iter().find(|draft| draft.path == path)?;
        Some((draft, None))
    }

    /// The source in a file, with its number.
    pub(super) fn source(&self, path: &str) -> Option<(crate::base::ids::SourceId, &'q Source)> {
        let mut sources = crate::base::ids::SourceId::enumerate(&self.checked.site.sources);
        sources.find(|(_, source)| source.path == path).map(|(id, source)| (id, &**source))
    }

    /// The source with a key, with its number.
    pub(super) fn source_of_key(&self, key: &str) -> Option<(crate::base::ids::SourceId, &'q Source)> {
        let sources = &self.checked.site.sources;
        let at = sources.binary_search_by(|source| source.key.as_str().cmp(key)).ok()?;
        Some((crate::base::ids::SourceId::new(at), &sources[at]))
    }

    /// Every page, those included that are drafts and not checked.
    pub(super) fn pages(&self) -> impl Iterator<Item = &'q Page> + '_ {
        self.checked.site.pages.iter().chain(&self.checked.drafts).map(|page| &**page)
    }
}
