//! Ways in that are tried in every spelling, and counted: paths that lead out of what is served, and names and
//! origins that are not the preview's. `tests/long preview` prints the counts.

use std::collections::BTreeMap;

use crate::support::preview::{Answer, Preview, Site, page};

/// Stand in files that are never served.
const SECRET: &str = "the words of a secret";

/// Ways up, to the top, to another drive, around a check: plain, encoded once and twice, in other forms.
const STEPS: [&str; 28] = [
    "../",
    "..%2f",
    "..%2F",
    "%2e%2e/",
    "%2E%2E%2F",
    ".%2e/",
    "%2e./",
    "%252e%252e/",
    "%252e%252e%252f",
    "..%5c",
    "..\\",
    "..%255c",
    "..%c0%af",
    "%c0%ae%c0%ae/",
    "..%e0%80%af",
    "..%ef%bc%8f",
    "%ef%bc%8e%ef%bc%8e/",
    "..;/",
    "..%00/",
    "..%0d%0a/",
    ".../",
    "....//",
    "./../",
    "/",
    "//",
    "%2f",
    "C:/",
    "~/",
];

/// What they are to reach.
const TARGETS: [&str; 8] = [
    "secret.txt",
    "ibid.yaml",
    "content/secret.md",
    "seeds/secret.md",
    "public-secret/index.html",
    "themes/secret.html",
    ".ibid/secret",
    "etc/passwd",
];

#[test]
fn no_path_leads_out_of_what_is_served() {
    let site = Site::new();
    for path in &TARGETS[..7] {
        let text = match *path {
            "ibid.yaml" => format!("{}# {SECRET}\n", site.read(path)),
            "content/secret.md" => page("Draft", SECRET).replace("title:", "draft: true\ntitle:"),
            "seeds/secret.md" => page("A source", SECRET),
            _ => SECRET.to_owned(),
        };
        site.write(path, &text);
    }
    // Beside the site's folder.
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.txt"), SECRET).unwrap();
    let beside = format!("{}/secret.txt", outside.path().file_name().unwrap().to_string_lossy());
    let preview = Preview::of(&site);
    let mut answers: BTreeMap<u16, usize> = BTreeMap::new();
    for base in ["/", "/topics/", "/topics/ferry/"] {
        for step in STEPS {
            for times in [1, 3] {
                for target in TARGETS.into_iter().chain([beside.as_str()]) {
                    let path = format!("{base}{}{target}", step.repeat(times));
                    let answer = preview.get(&path);
                    let text = answer.text();
                    assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
                    assert!(!text.contains(SECRET) && !text.contains("root:"), "{path}: {text}");
                    *answers.entry(answer.status).or_default() += 1;
                }
            }
        }
    }
    let tried: usize = answers.values().sum();
    assert!(tried >= 500);
    println!("preview: {tried} paths that lead out of what is served, 0 passed (by status: {answers:?})");
}

/// Names that lead to this computer only because somebody else says so.
const FOREIGN: [&str; 16] = [
    "evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io",
    "localhost.evil.example",
    "evil-localhost",
    "localhostevil",
    "localhost.",
    ".localhost",
    "localhost%2eevil",
    "user@localhost",
    "localhost@evil.example",
    "localhost,evil.example",
    "localhost/evil",
    "[localhost]",
    "2130706433",
    "0x7f.1",
];

#[test]
fn no_other_name_or_origin_is_let_in() {
    let site = Site::new();
    let preview = Preview::of(&site);
    let (port, token) = (preview.port, preview.token());
    let mut tried = 0;
    let mut refused = |what: &str, answer: &Answer| {
        assert!(matches!(answer.status, 400 | 403), "{what}: {}", answer.status);
        assert!(!answer.text().contains("courier"), "{what}");
        tried += 1;
    };
    let ports = ["".to_owned(), ":1".to_owned(), format!(":{port}"), format!(":{}", port ^ 1)];
    for path in ["/", "/claims.json"] {
        for name in FOREIGN {
            for port in &ports {
                let host = format!("{name}{port}");
                refused(&host, &preview.raw("GET", path, &[("Host", &host)]));
            }
        }
        for name in ["localhost", "127.0.0.1", "[::1]", "site.localhost"] {
            for port in ["".to_owned(), ":1".to_owned(), format!(":{}", port ^ 1), format!(":+{port}")] {
                let host = format!("{name}{port}");
                refused(&host, &preview.raw("GET", path, &[("Host", &host)]));
            }
        }
    }
    let host = format!("127.0.0.1:{port}");
    for (method, name) in [
        ("GET", "events"),
        ("GET", "findings"),
        ("GET", "search?bridge"),
        ("GET", "cite?courier"),
        ("POST", "new-topic"),
        ("POST", "add-source"),
    ] {
        let path = format!("/_ibid/{token}/{name}");
        let others = ["http://127.0.0.1:1", "http://localhost", "http://6.6.6.6", "null", "", "file://"];
        let foreign = FOREIGN
            .iter()
            .flat_map(|name| ["http", "https"].map(|scheme| format!("{scheme}://{name}:{port}")));
        let own = ["https", "ftp"].map(|scheme| format!("{scheme}://{host}"));
        for origin in others.map(str::to_owned).into_iter().chain(foreign).chain(own) {
            let headers = [
                ("Host", host.as_str()),
                ("Origin", origin.as_str()),
                ("Sec-Fetch-Site", "same-origin"),
                ("Content-Type", "application/json"),
                ("Content-Length", "0"),
            ];
            refused(&format!("{name} {origin}"), &preview.raw(method, &path, &headers));
        }
    }
    assert!(tried >= 100);
    println!("preview: {tried} tries with a foreign Host or Origin, 0 passed");
}
