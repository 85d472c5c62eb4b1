//! Whatever a file says, in whatever format: what `source add` writes is a source that a check does not refuse, and the
//! words of the file are its words.

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::source::{CaptureFormat, MadeSource, NewSource, add_source};
    use crate::app::ingest::{self, Format, archive};
    use crate::base::diagnostic::Severity;
    use crate::base::spaces::single_spaces;
    use crate::parse::source;
    use crate::read::snapshot::{self, SiteRoot};
    use crate::render::export::ExportFile;

    /// Pieces of a text that mean something in Markdown, YAML, HTML or a mail, and are words all the same.
    const SIGNS: [&str; 18] = [
        "3*4*5 crowns",
        "<close bridge>",
        "an _under_ score",
        "a [link](x.html)",
        "# not a heading",
        "some `code`",
        "an &amp; entity",
        "+++ fence",
        "--- fence",
        "| a | b |",
        "a \\* star",
        "~~never~~",
        "title: a",
        "- a dash",
        "1. an item",
        "![picture](x.png)",
        "<!-- comment -->",
        "a $x$ formula",
    ];

    fn texts() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            Just("---\n".to_owned()),
            Just("title: a\n".to_owned()),
            Just("\u{feff}".to_owned()),
            Just("\n\n".to_owned()),
            Just("+++\n".to_owned()),
            Just("```\n".to_owned()),
            Just("\u{85}\u{2028}\u{202e}".to_owned()),
            "\\PC{0,20}",
            any::<String>(),
        ];
        proptest::collection::vec(pieces, 1..8).prop_map(|pieces| pieces.concat())
    }

    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    }

    fn zip(files: &[(&str, String)]) -> Vec<u8> {
        let file = |(path, text): &(&str, String)| ExportFile {
            path: (*path).to_owned(),
            bytes: text.clone().into_bytes(),
            is_stored: *path == "mimetype",
        };
        archive::pack(&files.iter().map(file).collect::<Vec<_>>()).unwrap()
    }

    fn page(title: &str, paragraphs: &[String]) -> String {
        let paragraphs: String = paragraphs.iter().map(|text| format!("<p>{}</p>", escaped(text))).collect();
        format!(
            "<html><head><title>{}</title></head><body><article>{paragraphs}</article></body></html>",
            escaped(title)
        )
    }

    /// Each paragraph between two pieces of markup.
    fn each(paragraphs: &[String], open: &str, close: &str) -> String {
        paragraphs.iter().map(|text| format!("{open}{}{close}", escaped(text))).collect()
    }

    /// A file of each format with a title and paragraphs.
    fn files(title: &str, paragraphs: &[String]) -> Vec<(&'static str, Vec<u8>)> {
        let written = messages(title, paragraphs)
            .into_iter()
            .chain(subtitles(paragraphs))
            .map(|(name, text)| (name, text.into_bytes()));
        let packed = documents(title, paragraphs).into_iter().chain(tables(title, paragraphs));
        written.chain(packed.map(|(name, parts)| (name, zip(&parts)))).collect()
    }

    /// Text, a page, mail, and pages as mail and archives hold them.
    fn messages(title: &str, paragraphs: &[String]) -> Vec<(&'static str, String)> {
        let html = page(title, paragraphs);
        let line = single_spaces(title);
        let mime = |kind: &str, body: &str| {
            format!(
                "From: {line} <a@a.example>\r\nSubject: {line}\r\nDate: Mon, 15 Dec 2025 14:46:00 +0200\r\n\
                 MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}"
            )
        };
        let related = format!(
            "--bound\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: https://a.example/\r\n\r\n{html}\r\n--bound--\r\n"
        );
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
        let warc = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        );
        let csv = paragraphs.iter().map(|text| format!("\"{}\"\r\n", text.replace('"', "\"\""))).collect();
        vec![
            ("a.txt", paragraphs.join("\n\n")),
            ("a.html", html),
            ("a.eml", mime("text/plain; charset=utf-8", &paragraphs.join("\r\n\r\n"))),
            ("a.mhtml", mime("multipart/related; type=\"text/html\"; boundary=\"bound\"", &related)),
            ("a.warc", warc),
            ("a.csv", csv),
        ]
    }

    fn subtitles(paragraphs: &[String]) -> Vec<(&'static str, String)> {
        let cues = |stop: &str, is_escaped: bool| -> String {
            let cue = |(number, text): (usize, &String)| {
                let text = single_spaces(text);
                let text = if is_escaped { escaped(&text) } else { text };
                let time = format!("00:00:{number:02}{stop}");
                format!("{}\n{time}000 --> {time}900\n{text}\n\n", number + 1)
            };
            paragraphs.iter().enumerate().map(cue).collect()
        };
        vec![("a.vtt", format!("WEBVTT\n\n{}", cues(".", true))), ("a.srt", cues(",", false))]
    }

    /// The parts of a packed file: their paths and texts.
    type Parts = Vec<(&'static str, String)>;

    fn documents(title: &str, paragraphs: &[String]) -> Vec<(&'static str, Parts)> {
        let word = format!(
            "<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>",
            each(paragraphs, "<w:p><w:r><w:t>", "</w:t></w:r></w:p>")
        );
        let facts = format!("<c xmlns:dc=\"d\"><dc:title>{}</dc:title></c>", escaped(title));
        let text = format!("<o xmlns:text=\"t\">{}</o>", each(paragraphs, "<text:p>", "</text:p>"));
        let book = format!(
            "<package xmlns:dc=\"d\"><metadata><dc:title>{}</dc:title></metadata><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>",
            escaped(title)
        );
        let container = "<c><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></c>".to_owned();
        let chapter = format!("<html><body>{}</body></html>", each(paragraphs, "<p>", "</p>"));
        vec![
            (
                "a.docx",
                vec![
                    ("[Content_Types].xml", "<Types/>".to_owned()),
                    ("word/document.xml", word),
                    ("docProps/core.xml", facts),
                ],
            ),
            (
                "a.odt",
                vec![
                    ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
                    ("content.xml", text),
                ],
            ),
            (
                "a.epub",
                vec![
                    ("mimetype", "application/epub+zip".to_owned()),
                    ("META-INF/container.xml", container),
                    ("b.opf", book),
                    ("a.xhtml", chapter),
                ],
            ),
        ]
    }

    fn tables(title: &str, paragraphs: &[String]) -> Vec<(&'static str, Parts)> {
        let title = escaped(title);
        let rows =
            each(paragraphs, "<t:table-row><t:table-cell><t:p>", "</t:p></t:table-cell></t:table-row>");
        let table = format!("<o xmlns:t=\"t\"><t:table t:name=\"{title}\">{rows}</t:table></o>");
        let book = format!("<w><sheets><sheet name=\"{title}\" r:id=\"a\"/></sheets></w>");
        let links = "<R><Relationship Id=\"a\" Target=\"s.xml\"/></R>".to_owned();
        let cells = each(paragraphs, "<row><c t=\"inlineStr\"><is><t>", "</t></is></c></row>");
        vec![
            (
                "a.ods",
                vec![
                    ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
                    ("content.xml", table),
                ],
            ),
            (
                "a.xlsx",
                vec![
                    ("[Content_Types].xml", "<Types/>".to_owned()),
                    ("xl/workbook.xml", book),
                    ("xl/_rels/workbook.xml.rels", links),
                    ("xl/s.xml", format!("<s>{cells}</s>")),
                ],
            ),
        ]
    }

    struct Site {
        folder: tempfile::TempDir,
        place: SiteRoot,
    }

    impl Site {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            crate::app::scaffold::file::create(&folder.path().join("ibid.yaml"), "title: A\n").unwrap();
            let place = SiteRoot::find(Some(folder.path()), None).unwrap();
            Self { folder, place }
        }

        /// Adds a file as a source with the facts that its author gives; nothing where that is refused, with nothing written
        /// then.
        fn add(&self, (name, bytes): &(&str, Vec<u8>), mut new: NewSource) -> Option<MadeSource> {
            let made = Format::of(bytes, name).ok().and_then(|format| {
                let capture = ingest::read_here(bytes, format, None).ok()?;
                new.take(capture, Some((bytes.clone(), format.extension().to_owned())));
                if new.format != CaptureFormat::Page {
                    new.selector.clear();
                }
                add_source(&self.place, &new).ok()
            });
            if made.is_none() {
                assert!(!self.folder.path().join("seeds/k.txt").exists(), "{name}");
                assert!(!self.folder.path().join("seeds/k.html").exists(), "{name}");
            }
            made
        }

        /// What a check says of the source: no error; its plain text.
        fn read(&self, made: &MadeSource, name: &str) -> String {
            let (snapshot, found) = snapshot::read(&self.place).unwrap();
            let (read, findings) = source::parse(&snapshot, &made.file);
            let is_error = |finding: &&_| {
                let finding: &crate::base::diagnostic::Diagnostic = finding;
                finding.rule.default_severity() == Severity::Error
            };
            let errors: Vec<_> = findings.iter().chain(&found).filter(is_error).collect();
            let written = || snapshot.utf8(&made.file).map(str::to_owned).unwrap_or_default();
            assert!(errors.is_empty(), "{name}: {errors:?}\n{}", written());
            read.unwrap_or_else(|| panic!("{name}\n{}", written())).text.plain
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn what_is_written_is_a_source(
            text in texts(), title in texts(), author in texts(), selector in "(article|p|[#.\\[]?\\PC{0,4})?",
            name in "a\\.(txt|md|html)",
        ) {
            let site = Site::new();
            let new = NewSource { key: "k".to_owned(), title, author: vec![author], selector, ..NewSource::default() };
            if let Some(made) = site.add(&(&name, text.into_bytes()), new) {
                site.read(&made, &name);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// In every format, with any words and any title.
        #[test]
        fn every_reader_writes_a_source(paragraphs in proptest::collection::vec(texts(), 1..5), title in texts()) {
            for file in files(&title, &paragraphs) {
                let site = Site::new();
                let new = NewSource { key: "k".to_owned(), ..NewSource::default() };
                if let Some(made) = site.add(&file, new) {
                    site.read(&made, file.0);
                }
            }
        }

        /// Signs that mean something elsewhere are words of the text in every format.
        #[test]
        fn no_sign_is_lost(picked in proptest::sample::subsequence(SIGNS.to_vec(), 1..6)) {
            let first = "The council of the town voted for a new bridge over the harbour on Monday.".to_owned();
            let paragraphs: Vec<String> =
                std::iter::once(first).chain(picked.iter().map(|sign| format!("It said {sign} there."))).collect();
            for file in files("A vote", &paragraphs) {
                let site = Site::new();
                let new = NewSource { key: "k".to_owned(), ..NewSource::default() };
                let made = site.add(&file, new).unwrap_or_else(|| panic!("{}", file.0));
                let plain = single_spaces(&site.read(&made, file.0));
                for sign in &picked {
                    // In subtitles of this format angle brackets are markup, and references are read.
                    if file.0 != "a.srt" || !sign.contains(['<', '&']) {
                        prop_assert!(plain.contains(&format!("It said {sign} there.")), "{}: {sign}\n{plain}", file.0);
                    }
                }
            }
        }

        /// A file that was cut off or changed somewhere is read or refused, and nothing is written then.
        #[test]
        fn a_damaged_file_is_read_or_refused(
            paragraphs in proptest::collection::vec(texts(), 1..4), cut in 0.0..1.0f64, at in 0.0..1.0f64, byte: u8,
        ) {
            let place = |share: f64, length: usize| (share * length as f64) as usize;
            for (name, whole) in files("A vote", &paragraphs) {
                let mut changed = whole.clone();
                let index = place(at, changed.len()).min(changed.len().saturating_sub(1));
                if let Some(one) = changed.get_mut(index) {
                    *one = byte;
                }
                for bytes in [whole[..place(cut, whole.len())].to_vec(), changed] {
                    let site = Site::new();
                    let new = NewSource { key: "k".to_owned(), ..NewSource::default() };
                    if let Some(made) = site.add(&(name, bytes), new) {
                        site.read(&made, name);
                    }
                }
            }
        }
    }
}
