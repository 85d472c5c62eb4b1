//! Words that must not be lost in silence: in documents with tracked changes, in books that are not well written, and
//! where a reader leaves something out.

use super::zip;
use crate::support::files::write;
use crate::support::site::Site;

/// A Word document of this body.
fn docx(body: &str) -> Vec<u8> {
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document)])
}

/// A run of text in a Word document.
fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A book of one document with this body.
fn book(document: &str) -> Vec<u8> {
    zip(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<c><rootfile full-path=\"b.opf\"/></c>"),
        (
            "b.opf",
            "<package><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>",
        ),
        ("a.xhtml", document),
    ])
}

/// The text that is saved of a file, and what is said of it.
#[track_caller]
fn text_of(name: &str, bytes: &[u8]) -> (String, String) {
    let site = Site::new();
    write(&site.path, name, bytes);
    let ran = site.run(&["source", "add", "k", name]).exits(0);
    let source = site.read("seeds/k.txt");
    let text = source.split_once("\n---\n").map(|(_, text)| text.to_owned()).unwrap_or_default();
    (text, ran.stderr)
}

#[test]
fn how_a_run_was_set_before_a_change_does_not_hide_it() {
    let before = |old: &str| format!("<w:b/><w:rPrChange w:id=\"1\"><w:rPr>{old}</w:rPr></w:rPrChange>");
    let body = format!(
        "<w:p><w:pPr><w:rPr><w:strike/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr></w:pPr>{}{}{}{}{}</w:p>",
        run("", "The council did "),
        run(&before("<w:strike/>"), "not "),
        run(&before("<w:vanish/>"), "vote "),
        // Struck out now, whatever it was before.
        run(&format!("<w:strike/>{}", before("<w:strike w:val=\"0\"/>")), "against "),
        run(
            &format!("{}<w:vertAlign w:val=\"baseline\"/>", before("<w:vertAlign w:val=\"superscript\"/>")),
            "for 12."
        ),
    );
    assert_eq!(text_of("a.docx", &docx(&body)).0, "The council did not vote for 12.\n");
}

#[test]
fn a_text_box_does_not_change_the_run_around_it() {
    let inner = format!(
        "<w:txbxContent><w:p>{}{}</w:p></w:txbxContent>",
        run("<w:vanish/>", "hidden"),
        run("", "Shown.")
    );
    let body = format!(
        "<w:p><w:r><w:t>It did </w:t>{inner}<w:t>not hold.</w:t></w:r></w:p><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:r></w:p>",
        run("", "unseen")
    );
    let (text, _) = text_of("a.docx", &docx(&body));
    assert_eq!(text, "Shown.\n\nIt did not hold.\n");
}

#[test]
fn what_a_text_cannot_hold_of_a_document_is_said() {
    let body = format!(
        "<w:altChunk r:id=\"x\"/><w:p>{}<w:r><w:sym w:font=\"Symbol\" w:char=\"2260\"/></w:r>{}<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0E0\"/></w:r></w:p>",
        run("", "a "),
        run("", " b"),
    );
    let (text, said) = text_of("a.docx", &docx(&body));
    assert_eq!(text, "a ≠ b\n");
    assert!(said.contains("other documents in 1 places") && said.contains("1 of its signs"), "{said}");
    let site = Site::new();
    write(&site.path, "a.docx", docx("<w:altChunk r:id=\"x\"/>"));
    site.run(&["source", "add", "k", "a.docx"]).exits(1).says("stands in other documents").says("help:");
    assert!(!text_of("b.docx", &docx(&format!("<w:p>{}</w:p>", run("", "Words.")))).1.contains("note:"));
}

#[test]
fn rows_of_a_book_without_ends_lose_no_words() {
    let document = "<html><body><table><tr><td>Mill</td><td>180</td><tr><td>Dam<td>90</table><p>A long chapter.</p><table><tr><td>Last</td></body></html>";
    let (text, said) = text_of("b.epub", &book(document));
    assert_eq!(text, "Mill 180\n\nDam 90\n\nA long chapter.\n\nLast\n");
    assert!(!said.contains("have no end"), "{said}");
    // A table in a cell ends no row around it.
    let document = "<html><body><table><tr><td>One<table><tr><td>inner<tr><td>second</table></td><td>Two</td></tr></table></body></html>";
    assert_eq!(text_of("b.epub", &book(document)).0, "One\n\ninner\n\nsecond\n\nTwo\n");
}

#[test]
fn only_the_numbers_of_notes_are_left_out_of_a_book() {
    let marker = |words: &str| format!("<a epub:type=\"noteref\" href=\"#n\">{words}</a>");
    let document = format!(
        "<html xmlns:epub=\"e\"><head><title>x</title><body><p>It did{} {} vote{}, and it was {}{}.</p><p>One<a epub:type=\"noteref\">2</p><p>All behind.</p><p>Two<a epub:type=\"noteref\">3<p>And this.</p></body></html>",
        marker("1"),
        marker("not"),
        marker("[iv]"),
        marker("ill"),
        marker("<sup>†</sup>"),
    );
    let (text, _) = text_of("b.epub", &book(&document));
    assert_eq!(text, "It did not vote, and it was ill.\n\nOne\n\nAll behind.\n\nTwo\n\nAnd this.\n");
}

#[test]
fn what_is_struck_out_without_an_end_is_said() {
    let (text, said) = text_of(
        "b.epub",
        &book("<html><body><p>It <del>never </del>did.</p><p>It <del>did not.</p><p>So.</p></body></html>"),
    );
    assert_eq!(text, "It did.\n\nIt\n\nSo.\n");
    assert!(said.contains("1 elements whose words are left out"), "{said}");
    let (text, said) =
        text_of("b.epub", &book("<html><head><title>x</title><body><p>It <del/>did.</p></body></html>"));
    assert_eq!(text, "It did.\n");
    assert!(!said.contains("have no end"), "{said}");
}

#[test]
fn a_table_in_a_frame_ends_no_row_around_it() {
    let cell = |inner: &str| format!("<table:table-cell><text:p>{inner}</text:p></table:table-cell>");
    let inner = format!(
        "<draw:frame><table:table><table:table-row>{}</table:table-row></table:table></draw:frame>",
        cell("inner")
    );
    let content = format!(
        "<o xmlns:text=\"t\" xmlns:table=\"b\" xmlns:draw=\"d\"><table:table><table:table-row>{}{}{}</table:table-row></table:table><text:p>Behind.</text:p></o>",
        cell(&format!("Mill{inner}")),
        cell("180"),
        cell("90"),
    );
    let odt = zip(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content)]);
    assert_eq!(text_of("a.odt", &odt).0, "Mill\n\ninner\n\n180\n\n90\n\nBehind.\n");
}

#[test]
fn a_cell_far_to_the_right_is_read_in_time_and_below_its_head() {
    let sheet = |rows: &str| {
        zip(&[
            ("[Content_Types].xml", "<Types/>"),
            ("xl/workbook.xml", "<w><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></w>"),
            ("xl/_rels/workbook.xml.rels", "<r><Relationship Id=\"r1\" Target=\"worksheets/s.xml\"/></r>"),
            ("xl/worksheets/s.xml", &format!("<s><sheetData>{rows}</sheetData></s>")),
        ])
    };
    let cell = |place: &str, text: &str| format!("<c{place} t=\"str\"><v>{text}</v></c>");
    let head = format!("<row>{}{}</row>", cell("", "Town"), cell(" r=\"XFD1\"", "Lorries"));
    let row = format!("<row>{}</row>", cell(" r=\"XFD2\"", "some"));
    let (text, _) = text_of("a.xlsx", &sheet(&format!("{head}{}", row.repeat(5_000))));
    assert!(text.starts_with("Town\nLorries\n\nLorries: some\n\n"), "{}", &text[..200]);
    // A cell without a place stands behind the one before it, though that is empty.
    let rows =
        format!("<row>{}{}</row><row><c/>{}</row>", cell("", "Town"), cell("", "Lorries"), cell("", "many"));
    let (text, said) = text_of("a.xlsx", &sheet(&rows));
    assert_eq!(text, "Town\nLorries\n\nLorries: many\n");
    assert!(!said.contains("does not have"), "{said}");
    let (_, said) = text_of("a.xlsx", &sheet(&format!("{rows}<row><c t=\"s\"><v>7</v></c></row>")));
    assert!(said.contains("1 of its cells name a text"), "{said}");

    let rows = "<table:table-row><table:table-cell table:number-columns-repeated=\"16383\"/><table:table-cell><text:p>far</text:p></table:table-cell></table:table-row>".repeat(5_000);
    let content = format!(
        "<o xmlns:table=\"b\" xmlns:text=\"t\"><table:table table:name=\"A\">{rows}</table:table></o>"
    );
    let ods =
        zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]);
    assert!(text_of("a.ods", &ods).0.starts_with("far\n\nfar\n"));
}
