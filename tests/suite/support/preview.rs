//! A running preview of a copy of a small site, and a browser made by hand.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::program::IBID;

/// Long enough for a busy machine; nothing waits for it unless something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A site in a temporary folder.
pub(crate) struct Site {
    pub(crate) folder: tempfile::TempDir,
}

impl Site {
    /// What `ibid init` makes, with a second page, an image and a page beside which it lies.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let done = Command::new(IBID).args(["init", "--quiet"]).arg(folder.path()).status().unwrap();
        assert!(done.success());
        let site = Self { folder };
        site.write(
            "content/topics/ferry.md",
            &page("The ferry", "The old bridge has been “closed to lorries since 2029” [@courier]."),
        );
        site.write("content/topics/map/index.md", &page("A map & more", "See ![the map](map.svg)."));
        site.write("content/topics/map/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        site
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{from}");
        self.write(path, &text.replace(from, to));
    }

    /// Every file with its bytes.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(self.folder.path())
    }

    /// What `ibid build` publishes of a copy of the site at another address.
    pub(crate) fn published(&self, base_url: &str) -> BTreeMap<String, Vec<u8>> {
        let copy = tempfile::tempdir().unwrap();
        for (path, bytes) in self.files() {
            let path = copy.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let built = Command::new(IBID)
            .args(["build", "--base-url", base_url, "--root"])
            .arg(copy.path())
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        files(&copy.path().join("public"))
    }
}

/// A page's file.
pub(crate) fn page(title: &str, text: &str) -> String {
    format!("---\ntitle: \"{title}\"\n---\n\n{text}\n")
}

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn below(folder: &Path, root: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, root, files);
            } else if let Ok(bytes) = std::fs::read(&path) {
                files.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), bytes);
            }
        }
    }
    let mut all = BTreeMap::new();
    below(root, root, &mut all);
    all
}

/// `ibid serve`, until it is dropped.
pub(crate) struct Preview {
    pub(crate) child: Child,
    pub(crate) port: u16,
    /// The site's address.
    pub(crate) url: String,
    said: Arc<Mutex<String>>,
}

impl Preview {
    pub(crate) fn of(site: &Site) -> Self {
        Self::with(site, &["--port", "0"])
    }

    pub(crate) fn with(site: &Site, arguments: &[&str]) -> Self {
        let mut child = Command::new(IBID)
            .args(["serve", "--root"])
            .arg(site.folder.path())
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (sender, receiver) = channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let hear = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                hear.lock().unwrap().push_str(&format!("{line}\n"));
                if let Some(url) = line.split_whitespace().next().filter(|word| word.starts_with("http://")) {
                    let _ = sender.send(url.to_owned());
                }
            }
        });
        let Ok(url) = receiver.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            panic!("the preview did not start: {}", said.lock().unwrap());
        };
        let port = url.split([':', '/']).nth(4).unwrap().parse().unwrap();
        Self { child, port, url, said }
    }

    /// What it wrote to the terminal.
    pub(crate) fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Asks as a browser does that was told the address.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(path, &[])
    }

    /// Asks with more headers.
    pub(crate) fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let host = format!("127.0.0.1:{}", self.port);
        let mut all = vec![("Host", host.as_str())];
        all.extend_from_slice(headers);
        self.raw("GET", path, &all)
    }

    /// Asks with exactly these headers.
    pub(crate) fn raw(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        self.bytes(request.as_bytes())
    }

    /// Sends bytes and reads until the other side ends.
    pub(crate) fn bytes(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let _ = stream.write_all(request); // refused before all was sent: the answer says why
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Answer::parse(&answer)
    }

    /// The script that a page of the preview loads.
    pub(crate) fn script(&self) -> String {
        let answer =
            self.ask("/_ibid/preview.js", &[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Dest", "script")]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    }

    /// The token of this run, as the script has it.
    pub(crate) fn token(&self) -> String {
        let script = self.script();
        let start = script.find("\"/_ibid/").unwrap() + "\"/_ibid/".len();
        script[start..].split('/').next().unwrap().to_owned()
    }

    /// The findings that a page is given.
    pub(crate) fn findings(&self, page: &str) -> Value {
        let answer = self
            .ask(&format!("/_ibid/{}/findings?{page}", self.token()), &[("Sec-Fetch-Site", "same-origin")]);
        assert_eq!(answer.status, 200, "{}", answer.text());
        serde_json::from_str(&answer.text()).unwrap()
    }

    /// The number of the edition that is served.
    pub(crate) fn edition(&self) -> u64 {
        let health: Value = serde_json::from_str(&self.get("/healthz").text()).unwrap();
        health["edition"].as_u64().unwrap()
    }

    /// Listens to the editions.
    pub(crate) fn events(&self) -> Events {
        let path = format!("/_ibid/{}/events", self.token());
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nSec-Fetch-Site: same-origin\r\n\r\n",
            self.port
        )
        .unwrap();
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(data) = line.strip_prefix("data: ")
                    && sender.send((Instant::now(), serde_json::from_str(data).unwrap())).is_err()
                {
                    return;
                }
            }
        });
        let events = Events(receiver);
        events.next(); // the edition that is there
        events
    }

    /// Waits until something is so.
    pub(crate) fn wait(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !is_so(self) {
            assert!(start.elapsed() < PATIENCE, "not so after {PATIENCE:?}: {what}\n{}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn wait_for(&self, path: &str, words: &str) {
        self.wait(&format!("{path} has {words}"), |preview| preview.get(path).text().contains(words));
    }

    pub(crate) fn wait_for_status(&self, path: &str, status: u16) {
        self.wait(&format!("{path} is {status}"), |preview| preview.get(path).status == status);
    }

    /// Sends a signal and waits for the end.
    #[cfg(unix)]
    pub(crate) fn signal(&mut self, name: &str) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A stream of editions.
pub(crate) struct Events(Receiver<(Instant, Value)>);

impl Events {
    pub(crate) fn next(&self) -> Value {
        self.timed().1
    }

    /// The next event and when it came.
    pub(crate) fn timed(&self) -> (Instant, Value) {
        self.0.recv_timeout(PATIENCE).expect("an event")
    }

    /// Whether nothing comes for a while.
    pub(crate) fn is_quiet(&self, time: Duration) -> bool {
        self.0.recv_timeout(time).is_err()
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// 0 if the connection was cut without one.
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") else {
            return Self { status: 0, headers: Vec::new(), body: bytes.to_vec() };
        };
        let head = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let pair = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_lowercase(), value.to_owned())
        };
        Self { status, headers: lines.map(pair).collect(), body: bytes[end + 4..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body without the preview's script; `None` where the script is not there exactly once.
    pub(crate) fn without_script(&self) -> Option<Vec<u8>> {
        let text = String::from_utf8(self.body.clone()).ok()?;
        let start = text.find("<script src=\"/_ibid/")?;
        let end = start + text[start..].find("</script>")? + "</script>".len();
        let bare = format!("{}{}", &text[..start], &text[end..]);
        (!bare.contains("/_ibid/")).then(|| bare.into_bytes())
    }
}
