//! A site in memory, served without its Content-Security-Policy.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use ibid::base::percent;

pub(crate) struct Server {
    origin: String,
}

impl Server {
    /// Serves until the test ends.
    pub(crate) fn of(files: BTreeMap<String, Arc<[u8]>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let files = Arc::new(files);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let files = Arc::clone(&files);
                std::thread::spawn(move || answer(stream, &files));
            }
        });
        Self { origin }
    }

    /// The address of a file.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/{}", self.origin, percent::encode_path(path))
    }
}

/// Answers one request after another.
fn answer(stream: TcpStream, files: &BTreeMap<String, Arc<[u8]>>) {
    let mut writer = stream.try_clone().unwrap();
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(request)) = lines.next() {
        while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
        let target = request.split(' ').nth(1).unwrap_or_default();
        let path = percent::decode(target.split(['?', '#']).next().unwrap_or_default());
        let path = path.trim_start_matches('/');
        let found = files.get(path).or_else(|| files.get(&format!("{path}index.html")));
        let (status, kind) = match path.rsplit('.').next() {
            _ if found.is_none() => ("404 Not Found", "text/plain"),
            Some("css") => ("200 OK", "text/css"),
            Some("js") => ("200 OK", "text/javascript"),
            Some("svg") => ("200 OK", "image/svg+xml"),
            Some("json") => ("200 OK", "application/json"),
            Some("xml") => ("200 OK", "application/xml"),
            _ => ("200 OK", "text/html; charset=utf-8"),
        };
        let mut body = found.map(|bytes| bytes.to_vec()).unwrap_or_default();
        if kind.starts_with("text/html") {
            let html = String::from_utf8(body).unwrap();
            body = html.replacen("http-equiv=Content-Security-Policy", "name=no-policy", 1).into_bytes();
        }
        let head =
            format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
        if writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(&body)).is_err() {
            return;
        }
    }
}
