//! A client of the language server, over pipes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::program;

/// The longest that an answer may take, on a machine that computes other tests too.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a client can do, if nothing else is said: all that changes what it is sent, and columns in characters.
pub(crate) fn capabilities(encoding: &str) -> Value {
    json!({
        "general": { "positionEncodings": [encoding] },
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "publishDiagnostics": { "relatedInformation": true, "versionSupport": true },
        },
        "workspace": {
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] },
        },
    })
}

/// A running server and what it said.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Option<Value>>,
    root: PathBuf,
    next_id: u64,
    /// The answer to `initialize`.
    pub(crate) started: Value,
    /// The last diagnostics of each file, by its path below the root.
    pub(crate) diagnostics: BTreeMap<String, Value>,
    /// The files of which diagnostics came, in the order in which they came.
    pub(crate) published: Vec<String>,
    /// Other notifications.
    pub(crate) notes: Vec<Value>,
}

impl Client {
    /// Starts a server for the site in a folder, as a client that counts in characters.
    pub(crate) fn start(root: &Path) -> Self {
        Self::start_with(root, &capabilities("utf-32"), &json!({}))
    }

    /// Starts a server for a client with these capabilities and options.
    pub(crate) fn start_with(root: &Path, capabilities: &Value, options: &Value) -> Self {
        let mut client = Self::bare(root);
        let folder = json!([{ "uri": client.uri(""), "name": "site" }]);
        let params = json!({
            "processId": null,
            "rootUri": null,
            "workspaceFolders": folder,
            "capabilities": capabilities,
            "initializationOptions": options,
        });
        client.started = client.request("initialize", params).expect("it starts");
        client.notify("initialized", json!({}));
        client
    }

    /// Starts a server and says nothing to it.
    pub(crate) fn bare(root: &Path) -> Self {
        let mut command = program::ibid(root, &["lsp"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("start the server");
        let output = child.stdout.take().expect("its output");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(Some(message)).is_err() {
                    return;
                }
            }
            let _ = sender.send(None);
        });
        Self {
            input: child.stdin.take(),
            child,
            messages,
            root: root.to_owned(),
            next_id: 1,
            started: Value::Null,
            diagnostics: BTreeMap::new(),
            published: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The address of a file below the root.
    pub(crate) fn uri(&self, path: &str) -> String {
        let path = self.root.join(path).to_string_lossy().into_owned();
        let encode = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        };
        format!("file://{}", path.trim_end_matches('/').bytes().map(encode).collect::<String>())
    }

    /// The path below the root of an address.
    pub(crate) fn path(&self, uri: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = uri.strip_prefix("file://").expect("the address of a file").bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                let digits = String::from_utf8(digits).expect("digits");
                bytes.push(u8::from_str_radix(&digits, 16).expect("two hexadecimal digits"));
            } else {
                bytes.push(byte);
            }
        }
        let path = String::from_utf8(bytes).expect("UTF-8");
        let below = Path::new(&path).strip_prefix(&self.root).map(Path::to_owned);
        below.unwrap_or_else(|_| path.into()).to_string_lossy().into_owned()
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        // A server that has ended reads nothing; its exit code is what is looked at then.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and does not wait; its id.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to a request, or the error.
    #[track_caller]
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(&json!(id))
    }

    /// Waits for the answer to a request that was sent.
    #[track_caller]
    pub(crate) fn answer(&mut self, id: &Value) -> Result<Value, Value> {
        loop {
            let message = self.next(PATIENCE).expect("an answer");
            if message.get("method").is_none() && message.get("id") == Some(id) {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }

    /// The next message, within a time; nothing where the server has ended or says nothing.
    pub(crate) fn next(&mut self, patience: Duration) -> Option<Value> {
        let message = match self.messages.recv_timeout(patience) {
            Ok(message) => message?,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        };
        if message["method"] == "textDocument/publishDiagnostics" {
            let path = self.path(message["params"]["uri"].as_str().expect("an address"));
            self.diagnostics.insert(path.clone(), message["params"].clone());
            self.published.push(path);
        } else if message.get("method").is_some() {
            self.notes.push(message.clone());
        }
        Some(message)
    }

    /// Waits until everything that was sent is checked and told.
    #[track_caller]
    pub(crate) fn settle(&mut self) {
        self.request("workspace/symbol", json!({ "query": "" })).expect("an answer");
    }

    /// Waits until something holds of what was told, as when files change on disk.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let started = Instant::now();
        while !holds(self) {
            assert!(started.elapsed() < PATIENCE, "{what}: {:?}", self.diagnostics);
            self.settle();
            self.next(Duration::from_millis(50));
        }
    }

    pub(crate) fn open(&mut self, path: &str, text: &str) {
        let item = json!({ "uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
    }

    /// Replaces the whole text of an open document.
    pub(crate) fn change(&mut self, path: &str, version: u64, text: &str) {
        let document = json!({ "uri": self.uri(path), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", params);
    }

    pub(crate) fn close(&mut self, path: &str) {
        let params = json!({ "textDocument": { "uri": self.uri(path) } });
        self.notify("textDocument/didClose", params);
    }

    /// A request about a place of a file.
    #[track_caller]
    pub(crate) fn at(&mut self, method: &str, path: &str, (line, character): (usize, usize)) -> Value {
        let position = json!({ "line": line, "character": character });
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position });
        self.request(&format!("textDocument/{method}"), params).expect("an answer")
    }

    /// The diagnostics of a file that hold.
    pub(crate) fn of(&self, path: &str) -> Vec<Value> {
        let told = self.diagnostics.get(path).and_then(|params| params["diagnostics"].as_array());
        told.cloned().unwrap_or_default()
    }

    /// The rules of the diagnostics of a file that hold.
    pub(crate) fn rules(&self, path: &str) -> Vec<String> {
        self.of(path).iter().map(|found| found["code"].as_str().expect("a rule").to_owned()).collect()
    }

    /// Closes the input; the exit code.
    #[track_caller]
    pub(crate) fn end(mut self) -> Option<i32> {
        drop(self.input.take());
        self.exit()
    }

    /// Ends as the protocol wants it; the exit code.
    #[track_caller]
    pub(crate) fn shut_down(mut self) -> Option<i32> {
        self.request("shutdown", Value::Null).expect("an answer");
        self.notify("exit", Value::Null);
        self.exit()
    }

    /// Waits for the end; the exit code.
    #[track_caller]
    pub(crate) fn exit(&mut self) -> Option<i32> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("wait for the server") {
                return status.code();
            }
            assert!(started.elapsed() < PATIENCE, "the server does not end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// The most memory that the server has held, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        program::peak(self.child.id())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(": ") {
            Some((_, number)) => length = number.parse().expect("a length"),
            None => break,
        }
    }
    let mut bytes = vec![0; length];
    output.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).expect("the server writes JSON"))
}

/// A text with edits applied, whose columns count characters.
pub(crate) fn apply(text: &str, edits: &[Value]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let offset = |position: &Value| -> usize {
        let number = |key: &str| usize::try_from(position[key].as_u64().expect("a number")).expect("small");
        let line = number("line");
        let before: usize = lines.iter().take(line).map(|line| line.len()).sum();
        let rest = lines.get(line).map_or("", |line| line);
        before + rest.chars().take(number("character")).map(char::len_utf8).sum::<usize>()
    };
    let mut places: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    places.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, with) in places.into_iter().rev() {
        text.replace_range(start..end, with);
    }
    text
}
