//! Security of the preview (docs/contract.md, section 13): names, origins, paths, clients.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use super::FERRY;
use crate::support::preview::{Answer, Preview, Site, page};
use crate::support::program;
use crate::support::settings::number;

#[test]
fn v1_only_this_computers_names_are_served() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let port = preview.port;
    for host in ["evil.example", "localhost:1", "localhost", "127.0.0.1.evil.example"] {
        assert_eq!(preview.raw("GET", "/", &[("Host", host)]).status, 403, "{host}");
        assert_eq!(preview.raw("GET", "/", &[("Host", &format!("{host}@x:{port}"))]).status, 403, "{host}");
    }
    assert_eq!(preview.raw("GET", "/", &[("Host", &format!("evil.example:{port}"))]).status, 403);
    for host in ["localhost", "127.0.0.1", "[::1]", "site.localhost"] {
        assert_eq!(preview.raw("GET", "/", &[("Host", &format!("{host}:{port}"))]).status, 200, "{host}");
    }
}

#[test]
fn v2_the_host_is_stated_once_and_the_address_is_a_path() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let host = format!("127.0.0.1:{}", preview.port);
    assert_eq!(preview.raw("GET", "/", &[]).status, 400);
    assert_eq!(preview.raw("GET", "/", &[("Host", &host), ("Host", &host)]).status, 400);
    assert_eq!(preview.raw("GET", &format!("http://{host}/"), &[("Host", &host)]).status, 400);
    assert_eq!(preview.bytes(b"GET / HTTP/1.0\r\n\r\n").status, 400);
    assert_eq!(preview.raw("OPTIONS", "*", &[("Host", &host)]).status / 100, 4);
    assert_eq!(preview.raw("CONNECT", &host, &[("Host", &host)]).status / 100, 4);
}

#[test]
fn v3_forwarding_headers_mean_nothing() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let good = format!("127.0.0.1:{}", preview.port);
    let headers =
        [("Host", "evil.example"), ("X-Forwarded-Host", good.as_str()), ("Forwarded", "host=localhost")];
    assert_eq!(preview.raw("GET", "/", &headers).status, 403);
    assert_eq!(preview.ask("/", &[("X-Forwarded-Host", "evil.example")]).status, 200);
}

#[test]
fn v4_the_stream_is_for_pages_of_this_preview() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let (port, token) = (preview.port, preview.token());
    let own = ("Sec-Fetch-Site", "same-origin");
    for name in ["events", "findings"] {
        let path = format!("/_ibid/{token}/{name}");
        for origin in [
            "http://evil.example",
            "null",
            "http://127.0.0.1:1",
            "http://6.6.6.6",
            &format!("http://6.6.6.6:{port}"),
            &format!("https://127.0.0.1:{port}"),
            &format!("http://evil.example:{port}"),
            "",
        ] {
            assert_eq!(preview.ask(&path, &[own, ("Origin", origin)]).status, 403, "{name} {origin}");
        }
        assert_eq!(preview.ask(&path, &[]).status, 403, "who asks must be known");
        for site in ["cross-site", "same-site", "none", "Same-Origin"] {
            assert_eq!(preview.ask(&path, &[("Sec-Fetch-Site", site)]).status, 403, "{site}");
        }
        let wrong = format!("/_ibid/{}/{name}", "0".repeat(32));
        assert_eq!(preview.ask(&wrong, &[own]).status, 403);
        assert_eq!(preview.ask(&format!("/_ibid//{name}"), &[own]).status, 400);
        assert_eq!(preview.raw("POST", &path, &[("Host", &format!("127.0.0.1:{port}")), own]).status, 405);
    }
    let origin = format!("http://localhost:{port}");
    let path = format!("/_ibid/{token}/findings?/");
    assert_eq!(preview.ask(&path, &[own, ("Origin", &origin)]).status, 200);
    assert_ne!(token, Preview::of(&site).token(), "every run has its own");
}

#[test]
fn v4_a_foreign_origin_gets_nothing() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let port = preview.port;
    let paths = ["/", "/topics/ferry/", "/style.css", "/claims.json", "/none", "/healthz", "/_ibid/"];
    for path in paths {
        for origin in
            ["http://evil.example", "null", "", "http://127.0.0.1:1", &format!("https://127.0.0.1:{port}")]
        {
            let answer = preview.ask(path, &[("Origin", origin)]);
            assert_eq!(answer.status, 403, "{path} {origin}");
            assert!(!answer.text().contains("ferry"), "{path} {origin}");
        }
        let own = format!("http://127.0.0.1:{port}");
        assert_eq!(preview.ask(path, &[("Origin", &own)]).status, preview.get(path).status, "{path}");
    }
}

#[test]
fn v5_other_sites_may_link_but_not_embed_or_read() {
    let site = Site::new();
    let preview = Preview::of(&site);
    for from in ["cross-site", "same-site"] {
        for (mode, dest) in [
            ("cors", "empty"),
            ("no-cors", "script"),
            ("no-cors", "image"),
            ("navigate", "iframe"),
            ("navigate", "object"),
            ("no-cors", "style"),
        ] {
            let headers = [("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest)];
            for path in ["/", "/script.js", "/claims.json", "/healthz", "/_ibid/"] {
                assert_eq!(preview.ask(path, &headers).status, 403, "{from} {mode} {dest} {path}");
            }
        }
        let link = [("Sec-Fetch-Site", from), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
        assert_eq!(preview.ask("/", &link).status, 200);
    }
    for answer in [
        preview.get("/"),
        preview.get("/style.css"),
        preview.get("/none"),
        preview.get("/%00"),
        preview.raw("GET", "/", &[("Host", "evil")]),
    ] {
        assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control-")), "{answer:?}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert!(answer.header("content-security-policy").unwrap().contains("frame-ancestors 'self'"));
    }
}

#[test]
fn v6_only_known_paths_are_found() {
    let site = Site::new();
    site.write("secret.txt", "secret");
    site.write("public-secret/index.html", "secret");
    let preview = Preview::of(&site);
    for path in [
        "/../ibid.yaml",
        "/%2e%2e/ibid.yaml",
        "/..%2fibid.yaml",
        "/..%5cibid.yaml",
        "/..\\ibid.yaml",
        "//etc/passwd",
        "/topics/../ibid.yaml",
        "/topics/%2e%2e/ibid.yaml",
        "/a%00b",
        "/%0d%0aset-cookie:x",
        "/%23",
        "/%",
        "/%zz",
        "/./",
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 400, "{path}");
        assert!(answer.header("set-cookie").is_none());
    }
    for path in [
        "/%252e%252e/ibid.yaml",
        "/secret.txt",
        "/public-secret/",
        "/ibid.yaml",
        "/content/_index.md",
        "/seeds/courier.md",
        "/C:/x",
        "/topics./ferry/",
        "/Topics/ferry/",
        "/topics/ferry.md",
        "/etc/passwd",
        "/.ibid/",
        "/themes/default/theme.yaml",
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret<"), "{path}");
    }
    let plain = preview.get("/topics/ferry/").body;
    assert_eq!(preview.get("/topics/ferry/?raw").body, plain);
    assert_eq!(preview.get("/topics/ferry/?/../..").body, plain);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"] {
        let answer = preview.raw(method, "/", &[("Host", &format!("127.0.0.1:{}", preview.port))]);
        assert_eq!(answer.status, 405, "{method}");
    }
}

/// V7 and V8: nothing is looked up on disk, so that links planted after the reading lead nowhere.
#[cfg(unix)]
#[test]
fn v7_v8_links_planted_later_lead_nowhere() {
    let site = Site::new();
    site.write("secret.txt", "the secret words");
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("map.svg"), "the secret words").unwrap();
    std::fs::write(outside.path().join("index.md"), page("Stolen", "the secret words")).unwrap();
    let preview = Preview::of(&site);
    std::os::unix::fs::symlink(outside.path().join("map.svg"), site.path("content/topics/planted.svg"))
        .unwrap();
    std::os::unix::fs::symlink(outside.path(), site.path("content/planted")).unwrap();
    preview.wait("the links are findings", |preview| preview.findings("/")["errors"] == 2);
    assert_eq!(preview.get("/topics/planted.svg").status, 404);
    std::fs::write(outside.path().join("index.md"), page("Stolen", "the secret words again")).unwrap();
    for path in ["/planted/", "/planted/map.svg"] {
        assert_eq!(preview.get(path).status, 404);
    }
    let (folder, away) = (site.path("content/topics/map"), site.path("away"));
    for _ in 0..number("IBID_SWAPS", 300) {
        std::fs::rename(&folder, &away).unwrap();
        std::os::unix::fs::symlink(outside.path(), &folder).unwrap();
        let answer = preview.get("/topics/map/map.svg");
        assert!(!answer.text().contains("the secret words"));
        std::fs::remove_file(&folder).unwrap();
        std::fs::rename(&away, &folder).unwrap();
    }
    preview.wait_for("/topics/map/map.svg", "<svg");
}

#[test]
fn v9_names_titles_and_addresses_are_text() {
    const EVIL: &str = "<img src=x onerror=alert(1)>";
    let site = Site::new();
    site.write(
        "content/topics/evil.md",
        &format!("---\ntitle: '{EVIL}'\n---\n\n“{EVIL} not in it” [@courier].\n"),
    );
    site.write("content/topics/<img src=x onerror=alert(2)>.md", &page("Named", "x"));
    let preview = Preview::of(&site);
    let is_inert = |answer: &Answer| {
        assert!(!answer.text().contains("<img"), "{}", answer.text());
        assert!(answer.header("content-security-policy").unwrap().contains("default-src 'none'"));
    };
    is_inert(&preview.get("/_ibid/"));
    is_inert(&preview.get("/%3Cimg%20src=x%20onerror=alert(1)%3E"));
    is_inert(&preview.get("/none/"));
    let answer = preview.ask(
        &format!("/_ibid/{}/findings?/topics/evil/", preview.token()),
        &[("Sec-Fetch-Site", "same-origin")],
    );
    assert_eq!(answer.header("content-type"), Some("application/json"), "never HTML");
    assert!(answer.text().contains("<img"), "data are as they are; the script shows them as text");
    let script = preview.script();
    let own = &script[script.rfind("// The preview's part in the page").unwrap()..];
    for way in ["innerHTML =", "outerHTML =", "insertAdjacentHTML", "document.write", "eval("] {
        assert!(!own.contains(way), "{way}");
    }
}

/// A file that somebody put into the site is a document of no site: it runs nothing, and the token is in no page.
#[test]
fn files_of_the_site_are_in_a_sandbox_and_no_page_has_the_token() {
    let site = Site::new();
    let names = [
        "map.svg",
        "own.html",
        "own.htm",
        "data.xml",
        "data.xhtml",
        "a.js",
        "a.css",
        "a.txt",
        "a.json",
        "a.png",
        "a.gif",
        "a.webp",
        "a.mp4",
        "a.mp3",
        "a.woff2",
        "a.zip",
        "a.unknown",
        "a",
        "a.vtt",
        "a.csv",
        "a.ico",
    ];
    for name in names {
        site.write(&format!("content/topics/{name}"), "<p>Some words.</p>\n");
    }
    site.write("content/topics/a.pdf", "%PDF-1.4\n");
    let preview = Preview::of(&site);
    let policy = |path: &str| {
        let answer = preview.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        answer.header("content-security-policy").unwrap().to_owned()
    };
    for name in names {
        let path = format!("/topics/{name}");
        assert!(policy(&path).starts_with("sandbox; default-src 'none'"), "{path}");
        assert!(!preview.get(&path).text().contains("preview.js"), "{path}: it is as it is");
    }
    for path in
        ["/style.css", "/claims.json", "/atom.xml", "/sitemap.xml", "/robots.txt", "/favicon.svg", "/healthz"]
    {
        assert!(policy(path).starts_with("sandbox; default-src 'none'"), "{path}");
    }
    assert!(!policy("/topics/a.pdf").contains("sandbox"), "a viewer of its own shows it");
    let token = preview.token();
    for path in
        ["/", "/topics/ferry/", "/_ibid/", "/none/", "/404.html", "/_ibid/preview.css", "/_ibid/marks.css"]
    {
        let page = preview.get(path).text();
        assert!(!page.contains(&token), "{path}");
    }
    // To load the script is not to read it.
    for headers in [
        &[][..],
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Dest", "empty")],
        &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "script")],
        &[("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Dest", "script")],
        &[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Dest", "script"), ("Origin", "null")],
    ] {
        assert_eq!(preview.ask("/_ibid/preview.js", headers).status, 403, "{headers:?}");
    }
}

/// However many pages listen, and whoever connects and says nothing: a request is answered.
#[test]
fn streams_and_clients_that_wait_leave_places_for_requests() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let address = format!("/_ibid/{}/events", preview.token());
    let open = |request: &str| {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    let head = format!("Host: 127.0.0.1:{}\r\n", preview.port);
    let listen = format!("GET {address} HTTP/1.1\r\n{head}Sec-Fetch-Site: same-origin\r\n\r\n");
    let streams: Vec<_> = (0..100).map(|_| open(&listen)).collect();
    let kept: Vec<_> = (0..60).map(|_| open(&format!("GET / HTTP/1.1\r\n{head}\r\n"))).collect();
    let silent: Vec<_> = (0..60).map(|_| open("")).collect();
    let begun: Vec<_> = (0..200).map(|_| open("GET / HT")).collect();
    for _ in 0..3 {
        let asked = Instant::now();
        assert_eq!(preview.get("/").status, 200);
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
    }
    // A stream that has no place says what there is, and when to ask again.
    let mut answered = 0;
    for mut stream in streams {
        stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
        let mut text = String::new();
        let mut bytes = [0; 4096];
        while !text.contains("\n\n") || !text.contains("data:") {
            match stream.read(&mut bytes) {
                Ok(count @ 1..) => text.push_str(&String::from_utf8_lossy(&bytes[..count])),
                _ => break,
            }
        }
        assert!(text.starts_with("HTTP/1.1 200") && text.contains("\"edition\""), "{text}");
        answered += usize::from(text.contains("retry: 3000") || text.contains("retry:3000"));
    }
    assert!(answered >= 60, "{answered}");
    drop((kept, silent, begun));
}

#[test]
fn heads_addresses_and_clients_are_limited() {
    let site = Site::new();
    let preview = Preview::of(&site);
    assert_eq!(preview.get(&format!("/{}", "x".repeat(9000))).status, 414);
    assert_eq!(preview.ask("/", &[("X-Long", &"x".repeat(12 << 10))]).status, 200);
    assert_eq!(preview.ask("/", &[("X-Long", &"x".repeat(20 << 10))]).status, 431);
    assert_eq!(preview.ask("/", &[("X-Long", &"x".repeat(2 << 20))]).status % 431, 0);
    // S10: streams and silent clients take every place; when they go, others are served.
    let silent: Vec<_> =
        (0..70).map(|_| std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap()).collect();
    drop(silent);
    assert_eq!(preview.get("/").status, 200);
}

#[test]
fn a_silent_client_is_cut_after_ten_seconds() {
    use std::io::{Read, Write};
    let site = Site::new();
    let preview = Preview::of(&site);
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n").unwrap();
    let started = Instant::now();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer:?}");
    let waited = started.elapsed();
    assert!(waited > Duration::from_secs(8) && waited < Duration::from_secs(15), "{waited:?}");
}

/// S10: who takes nothing of what is sent loses the connection.
#[test]
fn a_client_that_does_not_read_is_cut_after_half_a_minute() {
    use std::io::{Read, Write};
    let site = Site::new();
    std::fs::write(site.path("content/topics/map/large.bin"), vec![7; 32 << 20]).unwrap();
    let preview = Preview::of(&site);
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
    write!(stream, "GET /topics/map/large.bin HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port).unwrap();
    std::thread::sleep(Duration::from_secs(33));
    let mut taken = Vec::new();
    let _ = stream.read_to_end(&mut taken);
    assert!(taken.starts_with(b"HTTP/1.1 200 ") && taken.len() < 32 << 20, "{}", taken.len());
    assert_eq!(preview.get("/topics/map/large.bin").body.len(), 32 << 20, "who reads gets all");
}

/// A file is held once, however many clients ask for it and take nothing.
#[cfg(target_os = "linux")]
#[test]
fn clients_that_do_not_read_take_no_memory() {
    let site = Site::new();
    std::fs::write(site.path("content/topics/map/large.mp4"), vec![7; 64 << 20]).unwrap();
    let preview = Preview::of(&site);
    assert_eq!(preview.get("/topics/map/large.mp4").body.len(), 64 << 20);
    let before = program::peak(preview.child.id());
    let request = format!("GET /topics/map/large.mp4 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.port);
    let clients: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = std::net::TcpStream::connect(("127.0.0.1", preview.port)).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            // The answer has begun.
            stream.read_exact(&mut [0; 12]).unwrap();
            stream
        })
        .collect();
    assert_eq!(preview.get("/").status, 200);
    let more = program::peak(preview.child.id()).saturating_sub(before);
    assert!(more < 64 << 10, "{} MiB more", more >> 10);
    drop(clients);
}

#[cfg(target_os = "linux")]
#[test]
fn open_opens_the_browser_at_the_site() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    let folder = tempfile::tempdir().unwrap();
    let (program, told) = (folder.path().join("xdg-open"), folder.path().join("told"));
    std::fs::write(&program, format!("#!/bin/sh\necho \"$1\" > {}\n", told.display())).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut preview = std::process::Command::new(program::IBID)
        .args(["serve", "--open", "--port", "0", "--root"])
        .arg(site.folder.path())
        .env("PATH", path)
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let url = loop {
        match std::fs::read_to_string(&told) {
            Ok(url) if url.ends_with('\n') => break url,
            _ if started.elapsed() > Duration::from_secs(20) => break String::new(),
            _ => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    preview.kill().unwrap();
    preview.wait().unwrap();
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/\n"), "{url}");
}

#[test]
fn clicks_open_the_editor_at_the_place() {
    let site = Site::new();
    site.replace(FERRY, "closed to lorries", "closed to all lorries");
    let preview = Preview::with(&site, &["--port", "0", "--editor", "vscode"]);
    let finding = &preview.findings("/topics/ferry/")["findings"][0];
    let url = finding["editor"].as_str().unwrap();
    assert!(url.starts_with("vscode://file/") && url.contains("/content/topics/ferry.md:5:"), "{url}");
    assert!(finding["related"][0]["editor"].as_str().unwrap().contains("/seeds/courier.md:"), "{finding}");
}

/// A form as SingleFile sends it: the page and its address.
fn capture_form(html: &str) -> String {
    format!(
        "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Lorries (2029).html\"\r\nContent-Type: text/html\r\n\r\n{html}\r\n\
         --b0\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://courier.example/lorries\r\n--b0--\r\n"
    )
}

/// V12: only an extension of a browser on this computer that knows the token may send pages, and only where `--capture`
/// was given.
#[test]
fn a_page_that_an_extension_sends_becomes_a_source() {
    let html = "<html><head><title>Lorries on the bridge</title></head><body><article><p>The harbour office counted 400 lorries a day on the old bridge in 2028, the last full year before it was closed to them.</p></article></body></html>";
    let form = capture_form(html);
    let send = |preview: &Preview, token: &str, changed: &[(&str, &str)]| {
        let (host, length) = (format!("127.0.0.1:{}", preview.port), form.len().to_string());
        let token = format!("Bearer {token}");
        let mut headers = BTreeMap::from([
            ("Host", host.as_str()),
            ("Origin", "moz-extension://0a1b2c3d-0000-4000-8000-000000000000"),
            ("Authorization", token.as_str()),
            ("Content-Type", "multipart/form-data; boundary=b0"),
            ("Content-Length", length.as_str()),
        ]);
        headers.extend(changed.iter().copied());
        let head: String = headers
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        preview.bytes(format!("POST /_ibid/capture HTTP/1.1\r\n{head}\r\n{form}").as_bytes())
    };
    let site = Site::new();
    let closed = Preview::of(&site);
    assert_eq!(send(&closed, "", &[]).status, 404);
    drop(closed);
    let preview = Preview::with(&site, &["--port", "0", "--capture"]);
    let token = site.read(".ibid/capture-token");
    for changed in [
        ("Authorization", ""),
        ("Authorization", "Bearer 00000000000000000000000000000000"),
        ("Origin", "https://evil.example"),
        ("Origin", preview.url.trim_end_matches('/')),
        ("Origin", "null"),
        ("Host", "evil.example"),
        ("Content-Type", "application/json"),
    ] {
        let answer = send(&preview, &token, &[changed]);
        assert!((400..=499).contains(&answer.status), "{changed:?}: {}", answer.status);
    }
    assert_eq!(
        send(&preview, &token, &[("Content-Type", "multipart/form-data; boundary=other")]).status,
        422
    );
    assert!(!site.path("seeds/lorries-on-the-bridge.html").exists());
    let answer = send(&preview, &token, &[]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert!(answer.text().contains("[@lorries-on-the-bridge]"), "{}", answer.text());
    let source = site.read("seeds/lorries-on-the-bridge.html");
    assert!(
        source.contains("url: \"https://courier.example/lorries\"") && source.ends_with(html),
        "{source}"
    );
    // The same capture again is the same source, and that is said.
    let again = send(&preview, &token, &[("Origin", "")]);
    assert_eq!(again.status, 200, "{}", again.text());
    assert!(again.text().contains("\"there\":\"seeds/lorries-on-the-bridge.html\""), "{}", again.text());
    assert!(!site.path("seeds/lorries-on-the-bridge-2.html").exists());
    // Another page of the same title is another source; nothing is overwritten.
    std::fs::rename(
        site.path("seeds/lorries-on-the-bridge.html"),
        site.path("seeds/lorries-on-the-bridge.txt"),
    )
    .unwrap();
    assert_eq!(send(&preview, &token, &[]).status, 201);
    assert!(site.path("seeds/lorries-on-the-bridge-2.html").exists());
    drop(preview);
    // The token stays, unless others may have read or written it.
    drop(Preview::with(&site, &["--port", "0", "--capture"]));
    assert_eq!(site.read(".ibid/capture-token"), token);
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(site.path(".ibid/capture-token"), std::fs::Permissions::from_mode(0o644))
        .unwrap();
    drop(Preview::with(&site, &["--port", "0", "--capture"]));
    assert_ne!(site.read(".ibid/capture-token"), token);
}
