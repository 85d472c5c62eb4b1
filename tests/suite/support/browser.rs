//! Chromium without a window, driven over the DevTools protocol (the Debian package `chromium`, which
//! `tests/run` installs). Only what the tests need: to go, to ask, to click, to type.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use super::expectation::is_update;
use super::files;

/// Long enough for a busy machine; nothing waits for it unless something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with one tab.
pub(crate) struct Browser {
    child: Child,
    socket: WebSocket<TcpStream>,
    session: Option<String>,
    calls: u64,
    // Dropped after the browser has ended.
    _profile: tempfile::TempDir,
}

impl Browser {
    pub(crate) fn open() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let child = Command::new("chromium")
            // Without a sandbox it runs in containers too; it sees nothing but our own pages.
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--disable-background-networking", "--window-size=1280,800"])
            .args(["--remote-debugging-port=0", "about:blank"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.unwrap_or_else(|error| {
            panic!("cannot start `chromium`: {error}; install the package, as tests/run does")
        });
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|line| Some(line.split_once("DevTools listening on ")?.1.to_owned()));
        let address = address.expect("Chromium says where it listens");
        std::thread::spawn(move || lines.for_each(drop)); // what else it says must not block it
        let host = address.split('/').nth(2).unwrap();
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(&address, stream).unwrap();
        let mut browser = Self { child, socket, session: None, calls: 0, _profile: profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.call("Target.attachToTarget", attach);
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        browser
    }

    /// Compares what is shown with a picture of the guide, as far as other fonts leave it the same: as grids of shades
    /// of grey. `UPDATE=1` writes the picture.
    pub(crate) fn picture(&mut self, name: &str) {
        let path = format!("{}/docs/guide/content/how-to/{name}", env!("CARGO_MANIFEST_DIR"));
        let size = json!({ "width": 1100, "height": 640, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        self.call("Emulation.clearDeviceMetricsOverride", json!({}));
        let bytes = data_encoding::BASE64.decode(shot["data"].as_str().unwrap().as_bytes()).unwrap();
        if is_update() {
            return files::write(Path::new("/"), &path, bytes);
        }
        let shades = |bytes: &[u8]| {
            let image = image::load_from_memory(bytes).unwrap().to_luma8();
            image::imageops::resize(&image, 32, 18, image::imageops::FilterType::Triangle).into_raw()
        };
        let (made, kept) = (shades(&bytes), shades(&std::fs::read(&path).unwrap()));
        let far: u32 = made.iter().zip(&kept).map(|(one, other)| u32::from(one.abs_diff(*other))).sum();
        let far = f64::from(far) / made.len() as f64;
        assert!(far < 7.0, "{name} is {far:.1} shades of grey from what is shown");
    }

    /// A command of the protocol; its result.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.try_call(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn try_call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.calls += 1;
        let id = self.calls;
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(command.to_string())).unwrap();
        loop {
            let message = self.socket.read().unwrap_or_else(|error| panic!("{method}: {error}"));
            let Message::Text(text) = message else { continue };
            let answer: Value = serde_json::from_str(&text).unwrap();
            if answer["id"] == id {
                let error = &answer["error"];
                return if error.is_null() { Ok(answer["result"].clone()) } else { Err(error.clone()) };
            }
        }
    }

    /// The value of an expression on the page; promises are waited for.
    pub(crate) fn ask(&mut self, expression: &str) -> Value {
        let params = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let answer = self.call("Runtime.evaluate", params);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// The value as text.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        match self.ask(expression) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// Waits until an expression is true. While a page is being left, nothing is.
    pub(crate) fn wait(&mut self, expression: &str) {
        let started = Instant::now();
        loop {
            let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
            let answer = self.try_call("Runtime.evaluate", params).unwrap_or_else(|error| error);
            if answer["result"]["value"] == true {
                return;
            }
            if started.elapsed() > PATIENCE {
                let page = self.text("location.href + '\\n' + document.documentElement.innerText");
                panic!("not so after {PATIENCE:?}: {expression}\n{answer}\n{page}");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Goes to an address and waits until the preview's script listens there.
    pub(crate) fn go(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
        self.wait(&format!("location.href === {} && document.readyState === 'complete'", json!(url)));
        self.wait("!!document.querySelector('ibid-preview')?.shadowRoot.querySelector('.standing p')");
    }

    /// Clicks in the middle of what an expression gives, as a person does.
    pub(crate) fn click(&mut self, element: &str) {
        let place = self.ask(&format!(
            "(() => {{ const element = {element}; element.scrollIntoView({{ block: 'nearest', behavior: 'instant' }}); const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ));
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            self.call(
                "Input.dispatchMouseEvent",
                json!({ "type": kind, "x": place[0], "y": place[1], "button": button, "clickCount": 1 }),
            );
        }
    }

    /// Types into what has the focus.
    pub(crate) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
