//! References against Pandoc, the oracle for CSL-JSON, biblatex and CSL styles (`apt-get install pandoc`).
//!
//! Where ours differ from Pandoc's, the difference stands in [`DIFFERENCES`] with its reason, so that a
//! change of either side shows.

use std::io::Write;
use std::process::{Command, Stdio};

use ibid::base::date::Edtf;
use ibid::parse::source::{Meta, Publish, ReportingAgencies, Saved, Source, SourceText};
use ibid::render::reference::{self, SourceRecord, StyleError, Styler, style};
use serde_json::Value;

fn records(sources: &[&Source]) -> Vec<SourceRecord> {
    sources.iter().map(|source| SourceRecord::new(source, None)).collect()
}

fn csl_json(sources: &[&Source]) -> Value {
    serde_json::from_str(&reference::csl_json(&records(sources).iter().collect::<Vec<_>>())).unwrap()
}

fn bibtex(sources: &[&Source]) -> String {
    reference::bibtex(&records(sources).iter().collect::<Vec<_>>())
}

fn ris(sources: &[&Source]) -> String {
    reference::ris(&records(sources).iter().collect::<Vec<_>>())
}

/// Stands for a title that is not stated.
const LABEL: &str = "Untitled source";

/// A made-up source: key, type, language, then `field: value` lines.
fn source(key: &str, kind: &str, language: &str, fields: &[(&str, &str)]) -> Source {
    let all = |name: &str| -> Vec<String> {
        fields.iter().filter(|(field, _)| *field == name).map(|(_, value)| (*value).to_owned()).collect()
    };
    let one = |name: &str| all(name).into_iter().next();
    let date = |name: &str| one(name).map(|text| Edtf::parse(&text).unwrap());
    let meta = Meta {
        title: one("title"),
        authors: all("author"),
        publisher: one("publisher"),
        date: date("date"),
        accessed: date("accessed"),
        url: one("url"),
        archive_url: one("archive_url"),
        archive_date: date("archive_date"),
        language: Some(language.to_owned()),
        kind: kind.to_owned(),
        origin: None,
        saved: Saved::Full,
        publish: Publish::Excerpt,
        license: None,
        not_stated: Vec::new(),
        original: None,
        selector: None,
        extractor: None,
        about: None,
        stated_by: Vec::new(),
    };
    let text = SourceText::plain("words", 0, &[], ibid_languages::Language::get("en")).0;
    let (hash, recorded) = (String::new(), String::new());
    let path = format!("seeds/{key}.txt");
    Source { key: key.to_owned(), path, meta, text, hash, recorded, agencies: ReportingAgencies::default() }
}

/// One of each kind that gives trouble: key, type and language, then the fields.
const SOURCES: &str = r##"
book book en | title: The Long Table | author: Doe, Jane Q. | publisher: Press & Sons | date: 1994
journal article-journal en | title: Neutrality and Its Limits | author: de la Cruz, María | publisher: Journal of Treaties | date: 2019-04 | url: https://a.example/x--y?a=1&b=50%25#c_d~e
newspaper article-newspaper en | title: Talks Resume in Berlin | author: International Desk | publisher: The Daily | date: 2025-12-15T14:46:00 | url: https://a.example/x--y?a=1&b=50%25#c_d~e | accessed: 2025-12-16
webpage webpage en | title: Questions and Answers | author: Public Information Office | publisher: Council of Cities | date: 2025-12-01 | url: https://a.example/x--y?a=1&b=50%25#c_d~e | accessed: 2025-12-16
report report en | title: Annual Survey | author: Ministry of Foreign Affairs | publisher: State Printer | date: 2001
speech speech en | title: Address to the Assembly | author: King, Martin, Jr. | date: 1963-08-28
treaty treaty en | title: Memorandum on Security Assurances | date: 1994-12-05
no-author article-magazine en | title: Who Was There | publisher: The Weekly | date: 2020-01-03
no-title webpage en | publisher: Council of Cities | date: 2020-05-06 | url: https://a.example/x--y?a=1&b=50%25#c_d~e
no-date webpage en | title: About the Office | publisher: Council of Cities | url: https://a.example/x--y?a=1&b=50%25#c_d~e | accessed: 2025-12-16
nothing document en
several book en | title: Four Hands and More | author: Ames, Ada | author: Bell, Ben | author: Cole, Cy | author: Dorn, Di | date: 2011
two report en | title: Shared Work | author: Ames, Ada | author: Office for Statistics | publisher: State Printer | date: 2012-07
lower-case article-newspaper en | title: eBay and GitHub: a look at {DNA} in $x$ | author: bell hooks | publisher: The Daily | date: 2018-02-03
quotes article-newspaper en | title: He Said “a Lot of Progress” | author: O’Neil, Ann | publisher: The Daily | date: 2018-02-03
question article-newspaper en | title: Is It Over? | author: Ames, Ada | publisher: The Daily | date: 2018-02-03
specials book en | title: A < B & C > D: 50 % of #1_a^2 ~ \x `y` "z" --- -- | author: R&D {Group} #1 | date: 2018
cyrillic article-newspaper uk | title: Переговори в Берліні | author: Шевченко, Олена | publisher: Щоденник | date: 2025-12-14
arabic article-newspaper ar | title: مذكرة بودابست | author: علي, محمد | publisher: الجريدة | date: 2025-12-14
about book en | title: An Undated Chronicle | author: Doe, Jane | publisher: Press | date: 1650~
about-web webpage uk | title: Угода | author: Шевченко, Олена | publisher: Сайт | date: 2014~ | url: https://a.example/x--y?a=1&b=50%25#c_d~e
interval book en | title: Collected Papers | author: Doe, Jane | publisher: Press | date: 1991/2018
"##;

fn sources() -> Vec<Source> {
    let read = |line: &str| {
        let mut parts = line.split(" | ");
        let head: Vec<&str> = parts.next().unwrap().split(' ').collect();
        let fields: Vec<(&str, &str)> = parts.map(|part| part.split_once(": ").unwrap()).collect();
        source(head[0], head[1], head[2], &fields)
    };
    SOURCES.trim().lines().map(read).collect()
}

/// Runs Pandoc on a text.
fn pandoc(arguments: &[&str], input: &str) -> String {
    let started = Command::new("pandoc")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = started.unwrap_or_else(|error| {
        panic!("these tests compare with Pandoc, which could not be started ({error}); install it: apt-get install -y pandoc")
    });
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "pandoc {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The text of an HTML fragment.
fn text_of(html: &str) -> String {
    let mut parts = html.split('<');
    let first = parts.next().unwrap().to_owned();
    let text = parts.fold(first, |text, part| text + part.split_once('>').unwrap().1);
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Names as one line, as each format may divide them in its own way.
fn names(item: &Value) -> Vec<String> {
    let part = |name: &Value, key: &str| name[key].as_str().map(str::to_owned);
    let name = |name: &Value| {
        let family =
            [part(name, "non-dropping-particle"), part(name, "dropping-particle"), part(name, "family")];
        let family: Vec<String> = family.into_iter().flatten().collect();
        let parts =
            [part(name, "literal"), Some(family.join(" ")), part(name, "given"), part(name, "suffix")];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    };
    item["author"].as_array().map(|names| names.iter().map(name).collect()).unwrap_or_default()
}

/// Pandoc marks what must keep its case and curls straight quotes.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_default()
        .replace("<span class=\"nocase\">", "")
        .replace("</span>", "")
        .replace('\'', "’")
        .replace(['“', '”'], "\"")
}

fn items(json: &str) -> Vec<Value> {
    let items: Value = serde_json::from_str(json).unwrap();
    items.as_array().unwrap().clone()
}

fn same_facts(ours: &Value, theirs: &Value) {
    let key = ours["id"].as_str().unwrap();
    assert_eq!(theirs["id"], ours["id"]);
    assert_eq!(plain(&theirs["title"]), plain(&ours["title"]), "{key}: title");
    assert_eq!(names(theirs), names(ours), "{key}: authors");
    assert_eq!(theirs["issued"]["date-parts"], ours["issued"]["date-parts"], "{key}: date");
    assert_eq!(theirs["accessed"]["date-parts"], ours["accessed"]["date-parts"], "{key}: accessed");
    assert_eq!(theirs["URL"], ours["URL"], "{key}: address");
}

#[test]
fn csl_json_is_what_pandoc_reads() {
    let sources = sources();
    let ours = csl_json(&sources.iter().collect::<Vec<_>>());
    let theirs = items(&pandoc(&["-f", "csljson", "-t", "csljson"], &ours.to_string()));
    assert_eq!(theirs.len(), sources.len());
    for (ours, theirs) in ours.as_array().unwrap().iter().zip(&theirs) {
        same_facts(ours, theirs);
        for field in ["type", "publisher", "container-title", "language"] {
            assert_eq!(theirs[field], ours[field], "{}: {field}", ours["id"]);
        }
    }
}

#[test]
fn bibtex_is_what_pandoc_reads() {
    let sources = sources();
    let sources: Vec<&Source> = sources.iter().collect();
    let ours = csl_json(&sources);
    for format in ["biblatex", "bibtex"] {
        let theirs = items(&pandoc(&["-f", format, "-t", "csljson"], &bibtex(&sources)));
        assert_eq!(theirs.len(), sources.len());
        for ours in ours.as_array().unwrap() {
            let theirs = theirs.iter().find(|theirs| theirs["id"] == ours["id"]).unwrap();
            same_facts(ours, theirs);
        }
    }
}

/// Key | ours | Pandoc’s | why.
const DIFFERENCES: &str = r##"
no-title | Untitled source, Council of Cities, May 6, 2020, https://a.example/x--y?a=1&b=50%25#c_d~e. | Council of Cities, May 6, 2020, https://a.example/x--y?a=1&b=50%25#c_d~e. | the label stands for a title that is not stated
nothing | Untitled source. | N.d. | the label again; a style’s words for what is absent are not printed
lower-case | bell hooks, “eBay and GitHub: a look at {DNA} in $x$,” The Daily, February 3, 2018. | Bell hooks, “eBay and GitHub: A Look at {DNA} in $x$,” The Daily, February 3, 2018. | words keep the case that the source gives them
quotes | Ann O’Neil, “He Said “a Lot of Progress”,” The Daily, February 3, 2018. | Ann O’Neil, “He Said ‘a Lot of Progress’,” The Daily, February 3, 2018. | a title keeps its own quotation marks
question | Ada Ames, “Is It Over?,” The Daily, February 3, 2018. | Ada Ames, “Is It Over?” The Daily, February 3, 2018. | ours keeps the comma that the style sets after a title that ends with a question mark
specials | R&D {Group} #1, A < B & C > D: 50 % of #1_a^2 ~ \x `y` "z" --- -- (2018). | R&D {Group} #1, A < B & C > D: 50 % of #1_a^2 ~ \x `y` “z” --- -- (2018). | straight quotes are not curled
"##;

#[test]
fn notes_are_pandocs_but_for_the_differences() {
    let sources = sources();
    let items = csl_json(&sources.iter().collect::<Vec<_>>());
    let archived = hayagriva::archive::ArchivedStyle::ChicagoNotes.get();
    let folder = tempfile::tempdir().unwrap();
    let (csl, library) = (folder.path().join("chicago.csl"), folder.path().join("library.json"));
    std::fs::write(&csl, archived.to_xml().unwrap()).unwrap();
    std::fs::write(&library, items.to_string()).unwrap();
    let citations: Vec<String> = sources.iter().map(|source| format!("[@{}]\n", source.key)).collect();
    let (csl, library) =
        (format!("--csl={}", csl.display()), format!("--bibliography={}", library.display()));
    let arguments = [
        "--citeproc",
        &csl,
        &library,
        "-M",
        "suppress-bibliography=true",
        "-M",
        "lang=en-US",
        "-t",
        "plain",
        "--wrap=none",
    ];
    let output = pandoc(&arguments, &citations.join("\n"));
    let styler = Styler::new("chicago-notes", "en").unwrap();
    let mut found = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let mark = format!("[{}] ", index + 1);
        let theirs = output.lines().find_map(|line| line.strip_prefix(&mark)).unwrap_or_default().trim_end();
        let ours = text_of(&styler.reference_html(source, LABEL));
        if ours != theirs {
            found.push([source.key.clone(), ours, theirs.to_owned()].join(" | "));
        }
    }
    let listed: Vec<&str> =
        DIFFERENCES.trim().lines().map(|line| line.rsplit_once(" | ").unwrap().0).collect();
    assert_eq!(found, listed);
}

#[test]
fn nothing_hostile_comes_through() {
    let long = "x".repeat(10_000);
    let title =
        format!("<script>alert(\"1\")</script>\u{0}\u{1b}[31m\u{202e}\r\nER  - \r\n}}\n@book{{evil,{long}");
    let hostile = source(
        "evil},\n@book{x",
        "webpage",
        "en\" onload=\"x",
        &[
            ("title", &title),
            ("author", "<img src=x onerror=alert(1)>, \"a' onx='"),
            ("author", "} and {\nAU  - x"),
            ("publisher", "</i><script>\n\u{f0000}\u{10fffd}"),
            ("url", "javascript:alert(1)"),
            ("archive_url", "https://a.example/\"><script>"),
            ("date", "2020"),
        ],
    );
    let linked = source(
        "linked",
        "webpage",
        "fr",
        &[("title", "T"), ("url", "https://a.example/\"onx='{<script>}\\")],
    );
    for name in style::style_names() {
        let styler = Styler::new(name, "en").unwrap();
        for source in [&hostile, &linked] {
            let html = styler.reference_html(source, "<b>&\"");
            let mut rest = html.as_str();
            while let Some(start) = rest.find('<') {
                let end = start + rest[start..].find('>').unwrap();
                let tag = rest[start + 1..end].trim_start_matches('/');
                let link = "a href=\"https://a.example/&quot;onx=&#39;{&lt;script&gt;}\\\" rel=\"noopener noreferrer\"";
                let is_ours = [
                    "i",
                    "b",
                    "u",
                    "sup",
                    "sub",
                    "bdi",
                    "bdi lang=\"fr\"",
                    "span",
                    "a",
                    "span class=\"small-caps\"",
                    link,
                ]
                .contains(&tag);
                assert!(is_ours, "{name}: {tag}");
                rest = &rest[end + 1..];
            }
            assert!(
                !html.contains(|c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)),
                "{name}: {html}"
            );
        }
        // A few styles leave out the title of a web page without a date.
        assert!(!styler.reference_html(&hostile, "").contains("javascript"), "{name}");
    }
    let records = ris(&[&hostile, &linked]);
    assert_eq!(records.matches("\r\nER  - \r\n").count(), 2);
    assert!(records.split("\r\n").all(|line| line.is_empty() || line.get(2..6) == Some("  - ")), "{records}");
    let theirs = items(&pandoc(&["-f", "biblatex", "-t", "csljson"], &bibtex(&[&hostile, &linked])));
    assert_eq!(theirs.len(), 2);
    assert!(theirs.iter().all(|item| !item.to_string().contains("javascript")));
    assert!(!csl_json(&[&hostile]).to_string().contains("javascript"));
}

#[test]
fn words_are_the_sources_own_in_every_style() {
    let title = "eBay’s GitHub page: a look at {DNA} -- $x$ & “McDonald's” in iOS";
    let fields = [
        ("title", title),
        ("author", "International Desk"),
        ("publisher", "the Daily iPaper"),
        ("date", "2020-01-02"),
    ];
    for name in style::style_names() {
        let styler = Styler::new(name, "en").unwrap();
        for kind in ["article-newspaper", "book"] {
            let text = text_of(&styler.reference_html(&source("k", kind, "en", &fields), LABEL));
            // Numbered chemistry styles leave out the titles of articles.
            let leaves_out = !text.contains("eBay");
            assert!(text.contains(title) || (leaves_out && kind == "article-newspaper"), "{name}: {text}");
            assert!(text.contains("International Desk") || !text.contains("Desk"), "{name}: {text}");
        }
    }
}

/// Styles that print no names by design: a label of letters and digits stands for the whole reference.
const NAMELESS: [&str; 1] = ["alphanumeric"];

#[test]
fn no_style_loses_the_authors() {
    let fields = [
        ("title", "Tide tables"),
        ("author", "Berg, Jo"),
        ("publisher", "Port Office"),
        ("date", "2019-05-04"),
        ("url", "https://a.example/"),
    ];
    let lost: Vec<String> = style::style_names()
        .into_iter()
        .filter(|name| !NAMELESS.contains(name))
        .flat_map(|name| ["report", "book", "article-newspaper"].map(|kind| (name, kind)))
        .filter_map(|(name, kind)| {
            let styler = Styler::new(name, "en").unwrap();
            let text = text_of(&styler.reference_html(&source("k", kind, "en", &fields), LABEL));
            (!text.to_lowercase().contains("berg")).then(|| format!("{name}, {kind}: {text}"))
        })
        .collect();
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn nothing_is_invented() {
    let empty = source("k", "article", "en", &[]);
    for name in [
        "chicago-notes",
        "chicago-author-date",
        "apa",
        "mla",
        "ieee",
        "harvard-cite-them-right",
        "turabian-fullnote-8",
    ] {
        let html = Styler::new(name, "en").unwrap().reference_html(&empty, LABEL);
        assert_eq!(html.trim_end_matches('.'), LABEL, "{name}");
    }
}

#[test]
fn references_are_marked_up() {
    let find = |key: &str| sources().into_iter().find(|source| source.key == key).unwrap();
    let html = |style: &str, language: &str, key: &str| {
        Styler::new(style, language).unwrap().reference_html(&find(key), LABEL)
    };
    assert_eq!(
        html("chicago-notes", "en", "book"),
        "Jane Q. Doe, <i>The Long Table</i> (Press &amp; Sons, 1994)."
    );
    assert_eq!(
        html("chicago-notes", "en", "cyrillic"),
        "Олена Шевченко, “<bdi lang=\"uk\">Переговори в Берліні</bdi>,” <i>Щоденник</i>, December 14, 2025."
    );
    assert_eq!(
        html("apa", "de", "arabic"),
        "<bdi>علي</bdi>, <bdi>محمد</bdi>. (2025, Dezember 14). <bdi lang=\"ar\">مذكرة بودابست</bdi>. <i><bdi>الجريدة</bdi></i>."
    );
    let address = "https://a.example/x--y?a=1&amp;b=50%25#c_d~e";
    assert_eq!(
        html("mla", "en", "no-title"),
        format!(
            "Untitled source. <i>Council of Cities</i>, 6 May 2020, <a href=\"{address}\" rel=\"noopener noreferrer\">{address}</a>."
        )
    );
    assert_eq!(html("chicago-notes", "en", "nothing"), "Untitled source.");
    let free = source("k", "article-newspaper", "en", &[("title", "Talks Resume"), ("date", "2025-12-15")]);
    let note = Styler::new("chicago-notes", "en").unwrap().reference_html(&free, LABEL);
    assert_eq!(note, "“Talks Resume,” December 15, 2025.");
}

#[test]
fn the_same_source_gives_the_same_bytes_in_any_thread() {
    use rayon::prelude::*;
    let sources = sources();
    let styler = Styler::new("apa", "en").unwrap();
    let once: Vec<String> = sources.iter().map(|source| styler.reference_html(source, LABEL)).collect();
    let again: Vec<String> = sources.par_iter().map(|source| styler.reference_html(source, LABEL)).collect();
    assert_eq!(once, again);
}

#[test]
fn styles_are_found_or_the_nearest_is_named() {
    let unknown = Styler::new("chicago-note", "en").unwrap_err();
    assert_eq!(unknown, StyleError::Unknown { name: "chicago-note".into(), nearest: Some("chicago-notes") });
    assert_eq!(
        unknown.to_string(),
        "there is no citation style `chicago-note`; did you mean `chicago-notes`?"
    );
    assert!(matches!(Styler::from_csl("<style>", "en"), Err(StyleError::Invalid(_))));
    let archived = hayagriva::archive::ArchivedStyle::ChicagoNotes.get().to_xml().unwrap();
    let (own, built_in) =
        (Styler::from_csl(&archived, "en").unwrap(), Styler::new("chicago-notes", "en").unwrap());
    for source in sources() {
        assert_eq!(own.reference_html(&source, LABEL), built_in.reference_html(&source, LABEL));
    }
}

#[test]
fn keys_are_legal_and_unique() {
    let keys = ["a", "b c", "b{c", "b-c", "A", "є"];
    let sources: Vec<Source> = keys.iter().map(|key| source(key, "book", "en", &[("title", "T")])).collect();
    let text = bibtex(&sources.iter().collect::<Vec<_>>());
    let found: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("@book{")?.strip_suffix(',')).collect();
    assert_eq!(found, ["a", "b-c-2", "b-c-3", "b-c", "A-2", "є"]);
}

#[test]
fn ris_is_tagged_lines() {
    let sources = sources();
    let newspaper = sources.iter().find(|source| source.key == "newspaper").unwrap();
    let expected = "TY  - NEWS\r\nID  - newspaper\r\nTI  - Talks Resume in Berlin\r\nAU  - International Desk\r\nT2  - The Daily\r\n\
        PY  - 2025\r\nDA  - 2025/12/15/\r\nUR  - https://a.example/x--y?a=1&b=50%25#c_d~e\r\nY2  - 2025/12/16/\r\nLA  - en\r\nER  - \r\n\r\n";
    assert_eq!(ris(&[newspaper]), expected);
}

#[test]
fn dates_say_no_more_than_the_source_and_no_less() {
    // The date, `DA` and `PY` of RIS, `issued` of CSL-JSON.
    let cases = [
        ("2014", "2014///", Some("2014"), r#"{"date-parts": [[2014]]}"#),
        ("2014-05", "2014/05//", Some("2014"), r#"{"date-parts": [[2014, 5]]}"#),
        ("2001-21", "2001///2001-21", Some("2001"), r#"{"date-parts": [[2001]], "season": 1}"#),
        ("2014~", "ca. 2014", None, r#"{"date-parts": [[2014]], "circa": true}"#),
        ("2014?", "2014?", None, r#"{"date-parts": [[2014]], "circa": true}"#),
        ("2014%", "ca. 2014?", None, r#"{"date-parts": [[2014]], "circa": true}"#),
        ("2014-05~", "ca. 2014-05", None, r#"{"date-parts": [[2014, 5]], "circa": true}"#),
        ("19XX", "19XX", None, r#"{"literal": "19XX"}"#),
        ("199X~", "ca. 199X", None, r#"{"literal": "199X~"}"#),
        ("1991/2018", "1991-2018", None, r#"{"date-parts": [[1991], [2018]]}"#),
        ("2014~/2016", "ca. 2014 - 2016", None, r#"{"date-parts": [[2014], [2016]], "circa": true}"#),
        ("2014/2016?", "2014 - 2016?", None, r#"{"date-parts": [[2014], [2016]], "circa": true}"#),
        ("199X/2005", "199X-2005", None, r#"{"literal": "199X/2005"}"#),
        ("2001-22/2002-23", "2001-2002", None, r#"{"date-parts": [[2001], [2002]]}"#),
    ];
    for (date, da, py, issued) in cases {
        let source = source("k", "book", "en", &[("date", date)]);
        let ris = ris(&[&source]);
        let field = |tag: &str| ris.lines().find_map(|line| line.strip_prefix(&format!("{tag}  - ")));
        assert_eq!((field("DA"), field("PY")), (Some(da), py), "{date}");
        let expected: Value = serde_json::from_str(issued).unwrap();
        assert_eq!(csl_json(&[&source])[0]["issued"], expected, "{date}");
        assert!(bibtex(&[&source]).contains(&format!("  date = {{{date}}}")), "{date}");
    }
}

#[test]
fn records_lead_to_the_page_of_their_source_in_fields_that_no_style_prints() {
    let source = source("odd", "report", "en", &[]);
    let page = "https://site.example/sources/odd/";
    let record = SourceRecord::new(&source, Some(page));
    let items: Value = serde_json::from_str(&reference::csl_json(&[&record])).unwrap();
    assert_eq!(items[0]["annote"], page);
    let bibtex = reference::bibtex(&[&record]);
    assert!(bibtex.contains(&format!("  annotation = {{\\url{{{page}}}}}")), "{bibtex}");
    let ris = reference::ris(&[&record]);
    assert!(ris.contains(&format!("N1  - {page}\r\n")), "{ris}");
    assert!(!reference::ris(&[&SourceRecord::new(&source, None)]).contains("N1"));
}
