//! Files of other programs as sources: `ibid source add` and `import`, and what becomes of them in a check.

mod kinds;
mod lost;
mod notes;
mod records;
mod stated;

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use crate::support::files::{tree, write};
use crate::support::site::Site;

impl Site {
    /// Adds a file under the key `k`, and a page that quotes it; the check must find the words.
    #[track_caller]
    fn quotes(&self, name: &str, bytes: &[u8], citation: &str) {
        write(&self.path, name, bytes);
        self.run(&["source", "add", "k", name]).exits(0);
        write(&self.path, "content/page.md", format!("---\ntitle: P\n---\n\n{citation}\n"));
        self.run(&["check"]).exits(0);
    }
}

/// A zip archive (APPNOTE 6.3.10) of these files, packed unless they are the first.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (at, (name, text)) in files.iter().enumerate() {
        let (method, packed) = if at == 0 {
            (0u16, text.as_bytes().to_vec())
        } else {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(text.as_bytes()).unwrap();
            (8, encoder.finish().unwrap())
        };
        let mut sum = flate2::Crc::new();
        sum.update(text.as_bytes());
        let mut fields = Vec::new();
        for number in [20, 0, method, 0, 0] {
            fields.extend(u16::to_le_bytes(number));
        }
        let length = |bytes: usize| u32::try_from(bytes).unwrap();
        for number in [sum.sum(), length(packed.len()), length(text.len())] {
            fields.extend(u32::to_le_bytes(number));
        }
        fields.extend(u16::to_le_bytes(u16::try_from(name.len()).unwrap()));
        fields.extend([0, 0]);
        let offset = length(bytes.len());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&fields);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend(u32::to_le_bytes(offset));
        directory.extend(name.as_bytes());
    }
    let (start, length) = (u32::try_from(bytes.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(files.len()).unwrap();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(u16::to_le_bytes(count));
    bytes.extend(u16::to_le_bytes(count));
    bytes.extend(u32::to_le_bytes(length));
    bytes.extend(u32::to_le_bytes(start));
    bytes.extend([0, 0]);
    bytes
}

/// A PDF of pages with lines of text, each (size, x, y, words).
fn pdf(pages: &[&[(u32, u32, u32, &str)]]) -> Vec<u8> {
    let mut objects = vec![
        String::new(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut kids = Vec::new();
    for lines in pages {
        let content: String = lines
            .iter()
            .map(|(size, x, y, words)| format!("BT /F {size} Tf {x} {y} Td ({words}) Tj ET\n"))
            .collect();
        let number = objects.len() + 1;
        objects.push(format!("<</Length {}>>\nstream\n{content}endstream", content.len()));
        objects.push(format!("<</Type/Page/Parent 1 0 R/MediaBox[0 0 400 600]/Resources<</Font<</F 2 0 R>>>>/Contents {} 0 R>>", number));
        kids.push(format!("{} 0 R", number + 1));
    }
    objects[0] = format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), kids.len());
    objects.push("<</Type/Catalog/Pages 1 0 R>>".to_owned());
    objects.push("<</Title(The harbour report)/Author(Ada Lind)>>".to_owned());
    // Offsets are those of bytes; the text is Latin-1.
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    offsets.iter().for_each(|offset| bytes.extend(format!("{offset:010} 00000 n \n").bytes()));
    let count = objects.len();
    bytes.extend(
        format!(
            "trailer\n<</Size {}/Root {} 0 R/Info {count} 0 R>>\nstartxref\n{start}\n%%EOF\n",
            count + 1,
            count - 1
        )
        .bytes(),
    );
    bytes
}

#[test]
fn a_pdf_is_read_with_its_pages() {
    let head = |number: &'static str| (8, 40, 560, number);
    let file = pdf(&[
        &[
            head("The Record 1"),
            (10, 40, 500, "The council voted on Tuesday to replace the har-"),
            (10, 40, 488, "bour bridge. The harbour is old. It has been said that the"),
            (10, 40, 476, "mayor would"),
        ],
        &[head("The Record 2"), (10, 40, 500, "not accept it.")],
        &[head("The Record 3"), (10, 40, 500, "Nobody paid for the new bridge in the end.")],
    ]);
    let site = Site::new();
    site.quotes(
        "report.pdf",
        &file,
        "It said “to replace the harbour bridge” [@k, p. 1] and “the mayor would not accept it” [@k, p. 1]. “Nobody paid” [@k, p. 3].",
    );
    let seed = site.read("seeds/k.txt");
    assert!(
        seed.contains("title: \"The harbour report\"") && seed.contains("author: [\"Ada Lind\"]"),
        "{seed}"
    );
    assert!(!seed.contains("The Record"), "running heads are no text: {seed}");
    assert!(fs::read(site.path.join("seeds/originals/k.pdf")).unwrap() == file, "the file is kept as it is");
    write(
        &site.path,
        "content/page.md",
        "---\ntitle: P\n---\n\n“Nobody paid” [@k, p. 2]. It is so [@k, p. 9].\n",
    );
    site.run(&["check"]).exits(1).says("(p. 3) of `k`, not where the locator says").says("`k` has no p. 9");
    site.run(&["source", "health"]).exits(0).says("1 of 2 sources");
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\n“Nobody paid” [@k, p. 3].\n");
    site.run(&["source", "set", "k", "url=https://record.example/report.pdf"]).exits(0);
    site.run(&["build"]).exits(0);
    let page = site.read("public/page/index.html");
    assert!(page.contains("https://record.example/report.pdf#page=3"), "{page}");
    assert!(
        tree(&site.path.join("public"))
            .keys()
            .all(|path| !path.contains("originals") && !path.ends_with("k.pdf"))
    );
    fs::write(site.path.join("seeds/originals/k.pdf"), "other").unwrap();
    site.run(&["source", "health", "k"]).exits(1).says("is not the file that the text was read out of");
}

#[test]
fn documents_and_books_are_read() {
    let body = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>The council </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins><w:r><w:t>voted.</w:t></w:r></w:ins></w:p></w:body></w:document>";
    let docx = zip(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", body),
        (
            "docProps/core.xml",
            "<c xmlns:dc=\"d\"><dc:title>A vote</dc:title><dc:creator>Ada Lind</dc:creator></c>",
        ),
    ]);
    let site = Site::new();
    site.quotes("vote.docx", &docx, "“The council voted.” [@k]");
    assert!(site.read("seeds/k.txt").contains("title: \"A vote\""));

    let odt = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            "<o xmlns:text=\"t\"><text:h>Vote</text:h><text:p>The council<text:s/>voted<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In May.</text:p></text:note-body></text:note> for it.</text:p></o>",
        ),
    ]);
    Site::new().quotes("vote.odt", &odt, "“The council voted for it.” [@k] “In May.” [@k]");

    let epub = zip(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<c><rootfiles><rootfile full-path=\"OEBPS/b.opf\"/></rootfiles></c>"),
        (
            "OEBPS/b.opf",
            "<package xmlns:dc=\"d\"><metadata><dc:title>A book</dc:title><dc:creator>Bo Berg</dc:creator><dc:publisher>House</dc:publisher><dc:date>2024</dc:date></metadata><manifest><item id=\"b\" href=\"b%20.xhtml\"/><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>",
        ),
        (
            "OEBPS/a.xhtml",
            "<html><head><title>x</title></head><body><h1>One</h1><p>The <i>first</i> words&nbsp;here.</p></body></html>",
        ),
        ("OEBPS/b .xhtml", "<html><body><p>The second words.</p></body></html>"),
    ]);
    let site = Site::new();
    site.quotes("book.epub", &epub, "“The second words.” [@k, chap. 2]");
    let seed = site.read("seeds/k.txt");
    assert!(
        seed.contains("One\n\nThe first words\u{a0}here.\n\nThe second words.\n")
            && seed.contains("publisher: \"House\""),
        "{seed}"
    );
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\n“The second words.” [@k, chap. 1]\n");
    site.run(&["check"]).exits(1).says("(chap. 2)");
}

#[test]
fn mails_pages_and_archives_are_read() {
    let mail = "From: Ada Lind <ada@a.example>\r\nTo: all@a.example\r\nSubject: =?UTF-8?Q?Br=C3=BCcke?=\r\nDate: Mon, 15 Dec 2025 14:46:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=C3=A9 is clo=\r\nsed.\r\n";
    let site = Site::new();
    site.quotes("m.eml", mail.as_bytes(), "“The café is closed.” [@k]");
    let seed = site.read("seeds/k.txt");
    for fact in ["title: \"Brücke\"", "author: [\"Ada Lind\"]", "date: 2025-12-15T14:46:00+02:00"] {
        assert!(seed.contains(fact), "{fact}: {seed}");
    }

    let html = "<html lang=\"en\"><head><title>A vote</title></head><body><article><p>The council voted for a new bridge over the harbour.</p><p>It has 21 members in all.</p></article></body></html>";
    let mhtml = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://daily.example/vote\r\nSubject: A vote\r\nDate: Mon, 15 Dec 2025 14:46:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Location: https://daily.example/vote\r\n\r\n{html}\r\n--b--\r\n"
    );
    let site = Site::new();
    site.quotes("p.mhtml", mhtml.as_bytes(), "It “has 21 members in all” [@k, ¶ 2].");
    let seed = site.read("seeds/k.html");
    assert!(
        seed.contains("url: \"https://daily.example/vote\"")
            && seed.contains("accessed: 2025-12-15T14:46:00+00:00"),
        "{seed}"
    );

    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}");
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://daily.example/vote\r\nWARC-Date: 2025-12-15T10:00:00Z\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(warc.as_bytes()).unwrap();
    Site::new().quotes("a.warc.gz", &encoder.finish().unwrap(), "It “has 21 members in all” [@k].");
}

#[test]
fn transcripts_and_clippings_are_read() {
    let site = Site::new();
    let vtt = "WEBVTT\n\n00:00:05.000 --> 00:00:08.000\n<v Ada Lind>We never agreed\n\n00:00:08.000 --> 00:00:10.000\nto that.\n\n00:20:00.000 --> 00:20:02.000\n<v Bo Berg>Nobody did.\n";
    site.quotes("t.vtt", vtt.as_bytes(), "She said “We never agreed to that.” [@k, 00:00:05]");
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\n“Nobody did.” [@k, 00:00:05]\n");
    site.run(&["check"]).exits(1).says("(00:20:00)");

    let site = Site::new();
    let clipping = "---\ntitle: A vote\nsource: https://daily.example/vote\nauthor:\n  - \"[[Ada Lind]]\"\npublished: 2025-12-15\ntags: [clippings]\n---\nThe **council** voted.\n";
    site.quotes("c.md", clipping.as_bytes(), "“The council voted.” [@k]");
    let seed = site.read("seeds/k.md");
    assert!(seed.contains("url: \"https://daily.example/vote\"") && !seed.contains("tags"), "{seed}");
}

#[test]
fn signs_and_encodings_of_a_text_are_kept() {
    let site = Site::new();
    site.quotes(
        "t.txt",
        b"It cost 3*4*5 crowns, <close bridge> said the sign.",
        "“It cost 3\\*4\\*5 crowns” [@k]",
    );
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\nIt cost “345 crowns” [@k].\n");
    site.run(&["check"]).exits(1);
    let (text, ..) =
        encoding_rs::WINDOWS_1251.encode("Уряд оголосив, що переговори почнуться в понеділок зранку.");
    let site = Site::new();
    site.quotes("r.txt", &text, "“переговори почнуться в понеділок” [@k]");
    assert!(fs::read(site.path.join("seeds/originals/k.txt")).unwrap() == *text);
}

#[test]
fn whatever_is_not_read_is_refused_by_name() {
    let site = Site::new();
    let scan = pdf(&[&[], &[]]);
    let encrypted_book = zip(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/encryption.xml", "<e><CipherReference URI=\"OEBPS/a.xhtml\"/></e>"),
        ("META-INF/container.xml", "<c/>"),
    ]);
    let before = site.path.join("seeds");
    let seeds = tree(&before);
    let cases: [(&str, &[u8], &str); 12] = [
        ("scan.pdf", &scan, "is a PDF without text: its 2 pages are pictures (a scan)"),
        ("cut.pdf", &scan[..60], "is a PDF, but it is damaged"),
        ("locked.epub", &encrypted_book, "protected against copying"),
        (
            "broken.docx",
            b"PK\x03\x04[Content_Types].xml word/document.xml",
            "is a Word document (.docx), but it is damaged",
        ),
        ("a.png", b"\x89PNG\r\n\x1a\n....", "is a PNG image"),
        ("a.txt", b"SQLite format 3\0....", "is an SQLite database"),
        ("a.json", b"{\"a\": 1}", "is a JSON file"),
        ("a.xlsb", b"PK\x03\x04[Content_Types].xml xl/workbook.bin", "is a binary spreadsheet (.xlsb)"),
        ("a.bib", b"@book{a, title={A}}\n", "`ibid source import FILE`"),
        ("empty.txt", b" \n", "is empty"),
        ("noise.txt", b"\x01\x02\x03\x04\x05\x06\x07\x08", "is no text"),
        ("a.vtt", b"WEBVTT\n\nNOTE nothing\n", "without a single cue"),
    ];
    for (name, bytes, says) in cases {
        write(&site.path, name, bytes);
        site.run(&["source", "add", "k", name]).exits(1).says(says).says("help:");
    }
    site.run(&["source", "add", "k", "content"]).exits(1).says("is a folder").says("--each");
    assert!(tree(&before) == seeds, "nothing is half written");
}

#[test]
fn a_table_is_read_row_by_row() {
    let site = Site::new();
    let table = "Year;Lorries a day;Remark\n2027;1,380;\n2028;400;\"Closed to them; from May\"\n";
    let quotes = "It counted lorries [@k, row 3, \"Lorries a day: 400\"], and said “Closed to them; from May” [@k, line 3].";
    site.quotes("traffic.csv", table.as_bytes(), quotes);
    assert!(site.read("seeds/originals/k.csv") == table);
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\nIt counted lorries [@k, row 2, \"400\"].\n");
    site.run(&["check"]).exits(1).says("the words stand in ¶ 3 (row 3)").says("write `row 3`");
    write(&site.path, "content/page.md", "---\ntitle: P\n---\n\nIt counted lorries [@k, row 9, \"400\"].\n");
    site.run(&["check"]).exits(1).says("`k` has no row 9: its text goes from 1 to 3");
    site.run(&["source", "health"]).exits(0).says("1 of");
}

/// Sheets of these names, each with the XML of its rows.
fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let each = |made: &dyn Fn(usize, &str, &str) -> String| -> String {
        sheets.iter().enumerate().map(|(at, (name, state, _))| made(at + 1, name, state)).collect()
    };
    let workbook = each(&|number, name, state| {
        format!("<sheet name=\"{name}\" sheetId=\"{number}\" state=\"{state}\" r:id=\"rId{number}\"/>")
    });
    let relations = each(&|number, _, _| {
        format!("<Relationship Id=\"rId{number}\" Type=\"t\" Target=\"worksheets/sheet{number}.xml\"/>")
    });
    let mut files = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        ("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{workbook}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")),
        (
            "xl/sharedStrings.xml".to_owned(),
            "<sst><si><t>Harbour</t></si><si><r><t>Sha</t></r><r><t>re</t></r></si><si><t>Counted on</t></si></sst>".to_owned(),
        ),
        (
            "xl/styles.xml".to_owned(),
            "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"0.0%\"/></numFmts>\
             <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
             <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
                .to_owned(),
        ),
    ];
    for (at, (_, _, rows)) in sheets.iter().enumerate() {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{}.xml", at + 1), sheet));
    }
    zip(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

#[test]
fn a_spreadsheet_is_read_as_it_is_shown() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"D1\" t=\"s\"><v>2</v></c></row>\
        <row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>North &amp; east</t></is></c><c r=\"B4\" s=\"1\"><v>0.125</v></c><c r=\"D4\" s=\"2\"><v>46000</v></c></row>";
    let file = xlsx(&[
        ("Notes", "hidden", "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>Nobody counted</v></c></row>"),
        ("Harbours", "visible", rows),
    ]);
    let site = Site::new();
    site.quotes("harbours.xlsx", &file, "Its part is small [@k, row 4, \"Share: 12.5%\"].");
    let source = site.read("seeds/k.txt");
    assert!(source.contains("Harbour: North & east\nShare: 12.5%\nCounted on: 2025-12-09"), "{source}");
    assert!(source.contains("sheet Harbours"), "{source}");
    site.run(&["source", "health", "k"]).exits(0);
    site.run(&["source", "add", "l", "harbours.xlsx", "--sheet", "Notes"]).exits(0).says("not “Harbours”");
    assert!(site.read("seeds/l.txt").contains("Nobody counted"));
    site.run(&["source", "replace", "l", "harbours.xlsx"]).exits(0);
    assert!(site.read("seeds/l.txt").contains("Nobody counted"), "the sheet is the one that was read before");
    site.run(&["source", "add", "m", "harbours.xlsx", "--sheet", "None"])
        .exits(1)
        .says("“Notes”, “Harbours”");
    site.run(&["source", "add", "m", "ibid.yaml", "--sheet", "None"]).exits(1);
}

#[test]
fn an_opendocument_spreadsheet_is_read_as_it_is_shown() {
    let content = "<o xmlns:table=\"t\" xmlns:text=\"x\" xmlns:office=\"f\"><table:table table:name=\"One\">\
        <table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell><table:table-cell><text:p>Lorries</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
        <table:table-row><table:table-cell><office:annotation><text:p>guessed</text:p></office:annotation><text:p>2028</text:p></table:table-cell><table:table-cell office:value=\"1380\"><text:p>1,380</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
        </table:table><table:table table:name=\"Two\"><table:table-row><table:table-cell><text:p>Other</text:p></table:table-cell></table:table-row></table:table></o>";
    let file = |content: &str| {
        zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])
    };
    let site = Site::new();
    site.quotes("a.ods", &file(content), "It counted many [@k, row 5, \"Year: 2028 Lorries: 1,380\"].");
    let source = site.read("seeds/k.txt");
    assert!(!source.contains("guessed") && !source.contains("Other"), "{source}");
    // A row that is repeated a million times, and a cell.
    let bomb = content.replace("number-rows-repeated=\"1048570\"><table:table-cell", "number-rows-repeated=\"1048570\"><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell");
    write(&site.path, "bomb.ods", file(&bomb));
    site.run(&["source", "add", "l", "bomb.ods"]).exits(1).says("more than 10000 rows");
}

#[test]
fn a_folder_of_files_is_added_at_once() {
    let site = Site::new();
    write(&site.path, "captures/A vote.txt", "The council voted.");
    write(&site.path, "captures/deep/Toll.md", "Nobody *paid*.");
    write(&site.path, "captures/picture.png", b"\x89PNG\r\n\x1a\n");
    let ran = site.run(&["source", "add", "--each", "captures"]).exits(1);
    assert!(
        ran.stderr.contains("2 of 3 files were added") && ran.stderr.contains("is a PNG image"),
        "{}",
        ran.stderr
    );
    assert!(site.read("seeds/a-vote.txt").ends_with("The council voted."));
    assert!(site.read("seeds/toll.md").ends_with("Nobody *paid*."));
    for own in ["content", "seeds"] {
        site.run(&["source", "add", "--each", own]).exits(1).says("is a folder of the site itself");
    }
}

#[test]
fn a_bibliography_becomes_records_and_records_get_texts() {
    let site = Site::new();
    let bib = "@string{d = {Daily}}\n@article{lind2025, title={A {Vote}}, author={Lind, Ada}, journal=d, date={2025-12-15}, volume=3}\n@book{loop, title={L}, crossref={loop2}}\n@book{loop2, title={L2}, crossref={loop}}\n@book{lind2025, title={Other}}\n@book{open, title={O}\n";
    write(&site.path, "library.bib", bib);
    let ran = site.run(&["source", "import", "library.bib", "--all"]).exits(1);
    for says in [
        "loop → loop2 → loop",
        "several entries `lind2025`",
        "`open` is not closed",
        "made 3 records",
        "no place for: volume (1)",
    ] {
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
    }
    let record = site.read("seeds/lind2025.md");
    assert!(
        record.contains("title: \"A Vote\"")
            && record.contains("publisher: \"Daily\"")
            && record.contains("text: none"),
        "{record}"
    );
    site.run(&["source", "list", "--wanting", "text"]).exits(0).prints("lind2025").prints("loop2");
    site.run(&["check"]).exits(0);
    write(
        &site.path,
        "library.json",
        "[{\"id\":\"lind2025\",\"title\":\"A vote\",\"URL\":\"https://daily.example/\"}]",
    );
    site.run(&["source", "import", "library.json", "lind2025"]).exits(0).says("left 1 as they were");
    site.run(&["source", "import", "library.json", "lind2025", "--update"]).exits(0).says("updated 1");
    let updated = site.read("seeds/lind2025.md");
    assert!(
        updated.contains("title: \"A Vote\"") && updated.contains("url: \"https://daily.example/\""),
        "{updated}"
    );
    site.run(&["source", "import", "library.json", "lind2026"]).exits(1).says("did you mean `lind2025`?");

    write(&site.path, "vote.txt", "The council voted.\n\nNobody paid.\n");
    site.run(&["source", "replace", "lind2025", "vote.txt"]).exits(0).says("are new");
    assert!(
        site.read("seeds/lind2025.txt").contains("text: full")
            && !site.path.join("seeds/lind2025.md").exists()
    );
    write(
        &site.path,
        "content/page.md",
        "---\ntitle: P\n---\n\n“Nobody paid.” [@lind2025, ¶ 2] [see @lind2025, ¶ 1; @newsx]\n",
    );
    site.run(&["build"]).exits(0);
    site.run(&["source", "show", "lind2025"]).exits(0).prints("¶ 2\nNobody paid.");
    site.run(&["source", "remove", "lind2025"]).exits(1).says("is cited on content/page.md");
    site.run(&["source", "rename", "lind2025", "vote"]).exits(0).says("2 citations on 1 pages");
    assert!(site.read("content/page.md").contains("[@vote, ¶ 2] [see @vote, ¶ 1; @newsx]"));
    site.run(&["build"]).exits(0);
    site.run(&["source", "set", "vote", "date=yesterday"]).exits(1).says("is not a date");
    site.run(&["source", "set", "vote", "colour=red"]).exits(2).says("fields: title");
    site.run(&["source", "set", "vote", "author=Berg, Bo", "author=Ek, Cy"]).exits(0);
    assert!(site.read("seeds/vote.txt").contains("author: [\"Berg, Bo\", \"Ek, Cy\"]"));
    site.run(&["source", "remove", "loop"]).exits(0);
    assert!(!site.path.join("seeds/loop.md").exists());
}
