//! Numbers of notes, running heads and tables: what stands on a page beside its sentences.

use super::{pdf, zip};
use crate::support::files::write;
use crate::support::site::Site;

/// Whether the check of a page with these words finds them in the source `k`.
fn passes(site: &Site, words: &str) -> bool {
    write(&site.path, "content/page.md", format!("---\ntitle: P\n---\n\n“{words}” [@k]\n"));
    let ran = site.run(&["check"]);
    assert!(matches!(ran.code, Some(0 | 1)), "{}", ran.stderr);
    ran.code == Some(0)
}

#[test]
fn the_number_of_a_note_is_no_part_of_the_words() {
    // The raised digits stand half a size higher, behind the word.
    let file = pdf(&[&[
        (10, 40, 500, "We surrender the rights."),
        (6, 146, 504, "13"),
        (10, 164, 500, "Therefore nobody paid."),
        (10, 40, 470, "The field has 120 m"),
        (6, 127, 474, "2"),
        (10, 145, 470, "of grass."),
        (8, 40, 100, "13 A note of the council."),
    ]]);
    let site = Site::new();
    site.quotes("a.pdf", &file, "“We surrender the rights. Therefore nobody paid.” [@k]");
    assert!(!passes(&site, "The field has 120 of grass."));
    assert!(!passes(&site, "The field has 120 m of grass."), "{}", site.read("seeds/k.txt"));
    assert!(passes(&site, "The field has 120 m² of grass."));

    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
    };
    let raised = "<w:vertAlign w:val=\"superscript\"/>";
    let body = [
        run("", "It wrote a report."),
        run(raised, "2"),
        run("", " The field has 120 m"),
        run(raised, "2"),
        run("", " of grass."),
    ];
    let document =
        format!("<w:document xmlns:w=\"w\"><w:body><w:p>{}</w:p></w:body></w:document>", body.concat());
    let docx = zip(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &document)]);
    let site = Site::new();
    site.quotes("a.docx", &docx, "“It wrote a report. The field has 120 m² of grass.” [@k]");
    assert!(!passes(&site, "The field has 120 m of grass."));
}

#[test]
fn a_book_marks_its_notes_and_they_are_no_words() {
    let document = "<html xmlns:epub=\"e\"><body><p>It met on Tuesday.<a href=\"#n1\" epub:type=\"noteref\"><sup>1</sup></a> No one<sup><a href=\"n.xhtml#n2\">[2]</a></sup> came; 10<sup>3</sup> stayed<a role=\"doc-noteref\" href=\"#n3\">3</a>, on 120 m<sup>2</sup>, see <a href=\"#x\">5</a>.</p></body></html>";
    let book = zip(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<c><rootfile full-path=\"b.opf\"/></c>"),
        (
            "b.opf",
            "<package><manifest><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>",
        ),
        ("a.xhtml", document),
    ]);
    let site = Site::new();
    site.quotes("b.epub", &book, "“It met on Tuesday. No one came; 10^3 stayed, on 120 m², see 5.” [@k]");
    assert!(!passes(&site, "on 120 m, see 5"));
}

#[test]
fn sentences_that_differ_in_their_numbers_are_no_running_heads() {
    let sentences: Vec<String> = (0..6)
        .map(|at| format!("In {} the fund paid {} crowns to the district.", 1990 + at, 1000 + 137 * at))
        .collect();
    let pages: Vec<[(u32, u32, u32, &str); 2]> = sentences
        .iter()
        .map(|sentence| [(8, 40, 580, "The Record"), (10, 40, 540, sentence.as_str())])
        .collect();
    let pages: Vec<&[(u32, u32, u32, &str)]> = pages.iter().map(|page| page.as_slice()).collect();
    let site = Site::new();
    write(&site.path, "a.pdf", pdf(&pages));
    site.run(&["source", "add", "k", "a.pdf"])
        .exits(0)
        .says("6 lines are left out as running heads and feet, such as “The Record”");
    for sentence in &sentences {
        assert!(passes(&site, sentence), "{sentence}: {}", site.read("seeds/k.txt"));
    }
}

#[test]
fn a_table_is_read_across() {
    let file = pdf(&[&[
        (10, 40, 540, "The ferry took more people every year, as the council had hoped."),
        (10, 40, 500, "Year"),
        (10, 160, 500, "Passengers"),
        (10, 40, 488, "2023"),
        (10, 160, 488, "1234"),
        (10, 40, 476, "2024"),
        (10, 160, 476, "1300"),
    ]]);
    let site = Site::new();
    site.quotes("a.pdf", &file, "It counted “2023 1234” [@k].");
    assert!(!passes(&site, "Passengers 2023") && !passes(&site, "1234 2024"));
}

#[test]
fn notes_at_a_pages_foot_do_not_cut_a_sentence() {
    let file = pdf(&[
        &[
            (10, 40, 540, "The council met on Monday, and spoke of the ferry."),
            (6, 262, 544, "1"),
            (10, 40, 528, "It has been said that the mayor of the town would"),
            (10, 40, 100, "1 See the minutes of the council"),
        ],
        &[(10, 40, 540, "not accept the gift of the ferry.")],
    ]);
    let site = Site::new();
    site.quotes("a.pdf", &file, "“the mayor of the town would not accept the gift” [@k]");
    assert!(passes(&site, "See the minutes of the council"));
    assert!(!passes(&site, "minutes of the council not accept"));
}
