//! What commands fetch when they are told to: sources from addresses, their health there, Zotero's library. The servers
//! are this test's own.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use crate::support::files::{tree, write};
use crate::support::program::{Ran, ibid, run_command};
use crate::support::site::Site;

/// What stands at a path, as the bytes of a response.
type Answers = fn(&str) -> String;

/// A server of this computer; what it answers may change.
struct Server {
    address: SocketAddr,
    answer: Arc<Mutex<Answers>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new(answer: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            answer: Arc::new(Mutex::new(answer)),
            asked: Arc::default(),
        };
        let (answer, asked) = (Arc::clone(&server.answer), Arc::clone(&server.asked));
        // It ends with the tests' process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
                let request = lines.next().unwrap_or_default();
                lines.take_while(|line| !line.is_empty()).for_each(drop);
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                let response = answer.lock().unwrap()(&path);
                asked.lock().unwrap().push(path);
                // A client that has enough hangs up.
                let _ = stream.write_all(response.as_bytes());
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn answers(&self, answer: Answers) {
        *self.answer.lock().unwrap() = answer;
    }
}

fn response(status: &str, header: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{header}\r\n{body}", body.len())
}

fn page(body: &str) -> String {
    let html = format!(
        "<html lang=\"en\"><head><title>The old bridge</title></head><body><article>{body}</article></body></html>"
    );
    response("200 OK", "Content-Type: text/html; charset=utf-8\r\n", &html)
}

const ARTICLE: &str = "<p>The harbour office counted 400 lorries a day on the old bridge in 2028, the last full year before it was closed to them, and expects as many on the new one.</p><p>Nobody has paid a toll since the spring, and the council does not want to ask for one.</p>";

impl Site {
    /// Runs the program in the site, which may fetch from a server of this test.
    fn run_beside(&self, server: &Server, args: &[&str]) -> Ran {
        let mut command = ibid(&self.path, args);
        command.env("IBID_TEST_SERVER", server.address.to_string());
        run_command(command, "")
    }
}

#[test]
fn a_page_is_fetched_and_cited() {
    let server = Server::new(|path| match path {
        "/old" => response("302 Found", "Location: /new?a=1\r\n", ""),
        _ => page(ARTICLE),
    });
    let site = Site::new();
    site.run_beside(&server, &["source", "add", "bridge", &server.url("/old#top"), "--date", "2029-01-02"])
        .exits(0);
    let source = site.read("seeds/bridge.html");
    let address = server.url("/new?a=1");
    assert!(source.contains(&format!("url: \"{address}\"")), "{source}");
    assert!(source.contains("accessed: ") && source.contains("title: \"The old bridge\""), "{source}");
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\nIt has “400 lorries a day” [@bridge].\n");
    site.run_beside(&server, &["check"]).exits(0);
    assert_eq!(*server.asked.lock().unwrap(), ["/old", "/new?a=1"], "a check fetches nothing");
}

#[test]
fn what_may_not_be_fetched_is_not() {
    let server = Server::new(|path| match path {
        "/private" => response("302 Found", "Location: http://127.0.0.2/\r\n", ""),
        "/file" => response("302 Found", "Location: file:///etc/passwd\r\n", ""),
        "/loop" => response("302 Found", "Location: /loop\r\n", ""),
        "/missing" => response("404 Not Found", "", "<p>Nothing here</p>"),
        "/guarded" => response("403 Forbidden", "", "<p>Are you human?</p>"),
        "/picture" => response("200 OK", "Content-Type: image/png\r\n", "\u{0}PNG"),
        "/short" => "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nshort".to_owned(),
        "/large" => "HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n".to_owned(),
        "/scripts" => page("<div id=root></div><script>fill()</script>"),
        _ => page(ARTICLE),
    });
    let site = Site::new();
    let before = tree(&site.path.join("seeds"));
    for (path, says) in [
        ("/private", "an address of this computer or of a private network"),
        ("/file", "is no address of the web"),
        ("/loop", "it leads on more than 10 times"),
        ("/missing", "there is no such page (404)"),
        ("/guarded", "refuses to give the page to programs (403)"),
        ("/short", "it cannot be fetched"),
        ("/large", "it has more than 256 MiB"),
        ("/scripts", "if its text comes from scripts, open it in the browser"),
    ] {
        site.run_beside(&server, &["source", "add", "k", &server.url(path)])
            .exits(1)
            .says(says)
            .says("help:");
    }
    site.run_beside(&server, &["source", "add", "k", &server.url("/picture")]).exits(1);
    // Without the tests' allowance nothing of this computer is asked, and the allowance is for one address.
    let asked = server.asked.lock().unwrap().len();
    for allowed in ["", "127.0.0.1", "127.0.0.1:1", "10.0.0.1:80", "localhost"] {
        let mut command = ibid(&site.path, &["source", "add", "k", &server.url("/")]);
        command.env("IBID_TEST_SERVER", allowed);
        run_command(command, "").exits(1).says("an address of this computer or of a private network");
    }
    assert_eq!(server.asked.lock().unwrap().len(), asked);
    assert!(tree(&site.path.join("seeds")) == before, "nothing is half written");
}

#[test]
fn health_says_whether_the_words_still_stand_there() {
    let server = Server::new(|_| page(ARTICLE));
    let site = Site::new();
    site.run_beside(&server, &["source", "add", "bridge", &server.url("/"), "--not-stated", "date"]).exits(0);
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\nIt has “400 lorries a day” [@bridge].\n");
    site.run_beside(&server, &["source", "set", "bridge", "archive_url=https://archive.example/bridge"]);
    let health = || site.run_beside(&server, &["source", "health", "--live", "bridge"]);
    health().exits(0).prints("bridge: same");
    server.answers(|_| page(&ARTICLE.replace("the spring", "May")));
    health().exits(0).prints("bridge: words intact");
    server.answers(|_| page(&ARTICLE.replace("400", "500")));
    health().exits(1).prints("bridge: words gone (¶ 1)");
    server.answers(|_| page("<p>We value your privacy. Please accept.</p>"));
    health().exits(0).prints("bridge: unknown: what programs get has");
    server.answers(|_| response("403 Forbidden", "", ""));
    health().exits(0).prints("bridge: blocked");
    server.answers(|_| response("404 Not Found", "", ""));
    health().exits(0).prints("bridge: unknown: the server says that there is no such page (404) (failed on ");
    // Two earlier days make three.
    let seen = site.read("health.json");
    let day = seen.split("\"failed\": [").nth(1).and_then(|rest| rest.split('"').nth(1)).unwrap();
    write(
        &site.path,
        "health.json",
        seen.replacen(&format!("\"{day}\"\n"), "\"2025-01-01\",\"2025-02-01\"\n", 2),
    );
    let seen = site.read("health.json");
    assert!(seen.contains("2025-02-01"), "{seen}");
    health().exits(1).prints("bridge: gone: ").prints("2025-01-01, 2025-02-01, ");
    write(&site.path, "health.json", "{");
    health().exits(1).says("health.json cannot be read");
    site.run_beside(&server, &["source", "health", "--live", "nothing"])
        .exits(1)
        .says("there is no source `nothing`");
}

#[test]
fn a_zotero_library_is_imported_with_its_highlights() {
    let server = Server::new(|path| {
        let json = match path {
            "/api/users/0/items/top?format=csljson" => {
                r#"{"items":[{"id":"1/AAAA1111","citation-key":"lind2028","type":"report","title":"The bridge","author":[{"family":"Lind","given":"Ada"}],"issued":{"date-parts":[["2028"]]}},{"id":"1/BBBB2222","type":"book","title":"Tolls"}]}"#
            }
            "/api/users/0/items?itemType=attachment&format=json" => {
                r#"[{"key":"PDF1","data":{"parentItem":"AAAA1111"}},{"key":"PDF2","data":{"parentItem":"BBBB2222"}}]"#
            }
            "/api/users/0/items?itemType=annotation&format=json" => {
                r#"[{"key":"X2","data":{"parentItem":"PDF1","annotationType":"highlight","annotationText":"Nobody has *paid*","annotationPageLabel":"2","annotationSortIndex":"2"}},
                    {"key":"X1","data":{"parentItem":"PDF1","annotationType":"highlight","annotationText":"counted 400 lorries\na day","annotationPageLabel":"7","annotationSortIndex":"1"}},
                    {"key":"X3","data":{"parentItem":"PDF1","annotationText":"everybody paid","annotationSortIndex":"3"}},
                    {"key":"X4","data":{"parentItem":"PDF2","annotationText":"of tolls"}},
                    {"key":"X5","data":{"parentItem":"PDF1","annotationType":"note","annotationComment":"mine"}}]"#
            }
            _ => return response("404 Not Found", "", ""),
        };
        response("200 OK", "Content-Type: application/json\r\n", json)
    });
    let site = Site::new();
    let library = format!("zotero:{}", server.address.port());
    site.run_beside(&server, &["source", "import", &library, "lind2028"]).exits(0).says("made 1 records");
    assert!(site.read("seeds/lind2028.md").contains("author: [\"Lind, Ada\"]"));
    write(
        &site.path,
        "seeds/lind2028.md",
        "---\ntitle: The bridge\nmarks: {1: \"p. 1\", 2: \"p. 2\"}\n---\n\nThe office counted 400 lorries a day.\n\nNobody has \\*paid\\* since.\n",
    );
    let ran = site.run_beside(&server, &["source", "import", &library, "--all", "--highlights"]).exits(1);
    assert_eq!(
        ran.stdout,
        "[@lind2028, \"counted 400 lorries a day\"]\n[@lind2028, p. 2, \"Nobody has \\*paid\\*\"]\n"
    );
    assert!(
        ran.stderr.contains("lind2028: the words do not stand in its text: “everybody paid”"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("it is not imported yet: “of tolls”"), "{}", ran.stderr);
    site.run_beside(&server, &["source", "import", "zotero:x", "--all"]).exits(2).says("`x` is no port");
    site.run_beside(&server, &["source", "import", "ibid.yaml", "--all", "--highlights"]).exits(1);
    server.answers(|_| response("403 Forbidden", "", "Local API is not enabled"));
    site.run_beside(&server, &["source", "import", &library, "--all"])
        .exits(1)
        .says("Allow other applications");
}
