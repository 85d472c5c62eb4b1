//! PDF: letters with their places → lines ([`mod@line`]) → paragraphs with the pages they stand on ([`layout`]). The one
//! module that uses `pdf-extract` (and `lopdf` through it), with [`endless`] below it.
//!
//! The library panics over much that it does not expect, and never comes to the end of some pages; such pages are left
//! out, and that is said.

mod bidi;
mod endless;
mod layout;
mod line;
mod repair;
mod table;
mod xmp;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{
    ColorSpace, Dictionary, Document, MediaBox, Object, ObjectId, OutputDev, OutputError, Path, Transform,
    decode_text_string, output_doc_page,
};

use super::capture::Capture;
use super::fact::{SourceFact, StatedFacts};
use super::raised::RaisedNumbers;
use super::{FileRefusal, Format};
use endless::Forms;
use layout::Layout;
use line::{Lines, PdfLine, PlacedGlyph};

/// Most pages of one file.
const MOST_PAGES: usize = 10_000;
/// Letters of a page below which it has no text of its own: a stamp, a number.
const FEWEST_LETTERS: usize = 20;

const PROPERTIES: &str = "the PDF's properties";
const SCAN: &str = "have its words recognised, for example with `ocrmypdf IN.pdf OUT.pdf`, check them against the pictures, and add the result";

pub(super) fn read(bytes: &[u8]) -> Result<Capture, FileRefusal> {
    let (mut document, is_repaired) = opened(bytes)?;
    let ids = document.get_pages();
    if ids.is_empty() {
        return Err(FileRefusal::damaged(Format::Pdf, "it has no pages"));
    }
    if ids.len() > MOST_PAGES {
        return Err(FileRefusal::new(
            format!("is a PDF of {} pages; at most {MOST_PAGES} are read", ids.len()),
            "divide it, and give the part that you cite",
        ));
    }
    spell_out_widths(&mut document);
    let labels = labels(&document, ids.len());
    let (mut pages, unread) = pages(&document, &ids);
    let raised = settle_raised(&mut pages);
    let mut pages: Vec<Vec<PdfLine>> = pages.into_iter().map(bidi::ordered).collect();
    line::spell_hyphens(&mut pages);
    refuse_scan(&document, &ids, &pages, unread.len()).map_err(|refusal| match is_repaired {
        // Whether they are pictures or were lost nobody can tell.
        true => FileRefusal::damaged(Format::Pdf, "no text is found in what is left of it"),
        false => refusal,
    })?;
    let Layout { paragraphs, left_out } = layout::laid_out(&pages, &labels);
    let mut capture = paragraphs.into_capture("pdf-extract 0.12 layout 3");
    capture.facts = facts(&document);
    capture.remarks.extend(left_out);
    capture.remarks.extend(raised);
    remark_on_letters(&mut capture)?;
    capture.remarks.extend(remarks_on_pages(&pages, &unread, is_repaired));
    Ok(capture)
}

/// The document, decrypted and, where its structure is damaged, repaired; and whether it was repaired.
fn opened(bytes: &[u8]) -> Result<(Document, bool), FileRefusal> {
    let protected = || {
        FileRefusal::new(
            "is a PDF that is protected by a password",
            "open it with its password and save or print a copy without one",
        )
    };
    let mut is_repaired = false;
    let loaded = loaded(bytes).or_else(|error| {
        let repaired = repair::repaired(bytes).filter(|_| !is_protection(&error));
        let loaded = repaired.and_then(|bytes| loaded(&bytes).ok()).ok_or(error);
        is_repaired = loaded.is_ok();
        loaded
    });
    let mut document = match loaded {
        Ok(document) => document,
        Err(error) if is_protection(&error) => return Err(protected()),
        Err(error) => return Err(FileRefusal::damaged(Format::Pdf, error)),
    };
    // Many files are encrypted with an empty password, and open without one.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(protected());
    }
    Ok((document, is_repaired))
}

/// What the author should know of pages that may be missing or incomplete.
fn remarks_on_pages(pages: &[Vec<PdfLine>], unread: &[u32], is_repaired: bool) -> Vec<String> {
    let mut remarks = Vec::new();
    let pictures =
        pages.iter().filter(|lines| letters(lines) < FEWEST_LETTERS).count().saturating_sub(unread.len());
    if !unread.is_empty() {
        let numbers: Vec<String> = unread.iter().take(10).map(u32::to_string).collect();
        remarks.push(format!(
            "{} of its {} pages cannot be read and are missing: {}{}",
            unread.len(),
            pages.len(),
            numbers.join(", "),
            if unread.len() > numbers.len() { " …" } else { "" }
        ));
    }
    if is_repaired {
        remarks.push(
            "it is damaged, and was read by the pages that could be found: see whether it is complete"
                .to_owned(),
        );
    }
    if pictures * 4 > pages.len() {
        remarks.push(format!(
            "{pictures} of its {} pages have hardly any text: they may be pictures",
            pages.len()
        ));
    }
    remarks
}

fn loaded(bytes: &[u8]) -> Result<Document, pdf_extract::Error> {
    catch_unwind(|| Document::load_mem(bytes))
        .unwrap_or_else(|_| Err(pdf_extract::Error::Syntax("its structure cannot be read".to_owned())))
}

fn is_protection(error: &pdf_extract::Error) -> bool {
    matches!(error, pdf_extract::Error::Decryption(_) | pdf_extract::Error::InvalidPassword)
}

/// Most letters of a font whose widths are spelled out.
const MOST_WIDTHS: usize = 1 << 17;

/// Writes the widths of letters one by one where a font gives one width for a range of them (ISO 32000-2, 9.7.4.3):
/// pdf-extract 0.12 reads `first last width` as if it were `first first first`.
fn spell_out_widths(document: &mut Document) {
    let is_font = |object: &Object| {
        object
            .as_dict()
            .ok()
            .filter(|font| {
                font.get(b"Subtype")
                    .and_then(Object::as_name)
                    .is_ok_and(|name| name.starts_with(b"CIDFontType"))
            })
            .is_some()
    };
    let fonts: Vec<ObjectId> =
        document.objects.iter().filter(|(_, object)| is_font(object)).map(|(id, _)| *id).collect();
    for id in fonts {
        let widths = document.objects.get(&id).and_then(|font| font.as_dict().ok()?.get(b"W").ok());
        let Some(widths) = widths.and_then(|widths| followed(document, widths)?.as_array().ok()) else {
            continue;
        };
        let spelled = spelled_out(widths);
        if let Some(Object::Dictionary(font)) = document.objects.get_mut(&id) {
            font.set("W", Object::Array(spelled));
        }
    }
}

fn spelled_out(widths: &[Object]) -> Vec<Object> {
    let mut spelled = Vec::with_capacity(widths.len());
    let mut rest = widths;
    let mut count = 0;
    while let [first, second, behind @ ..] = rest {
        if second.as_array().is_ok() {
            spelled.extend([first.clone(), second.clone()]);
            rest = behind;
            continue;
        }
        let [width, behind @ ..] = behind else { break };
        rest = behind;
        let (Ok(from), Ok(to)) = (first.as_i64(), second.as_i64()) else { continue };
        let letters = usize::try_from(to.saturating_sub(from).saturating_add(1)).unwrap_or_default();
        count += letters;
        if count > MOST_WIDTHS {
            break;
        }
        spelled.extend([first.clone(), Object::Array(vec![width.clone(); letters])]);
    }
    spelled
}

/// The lines of every page, and the numbers of the pages that could not be read.
fn pages(document: &Document, ids: &BTreeMap<u32, ObjectId>) -> (Vec<Vec<PdfLine>>, Vec<u32>) {
    let mut unread = Vec::new();
    let mut forms = Forms::new(document);
    let pages = ids.iter().map(|(number, id)| {
        let mut lines = Lines::default();
        let read = catch_unwind(AssertUnwindSafe(|| {
            forms.come_to_an_end(*id).then(|| output_doc_page(document, &mut lines, *number))
        }));
        if !matches!(read, Ok(Some(Ok(())))) {
            unread.push(*number);
        }
        lines.finish()
    });
    let pages = pages.collect();
    (pages, unread)
}

/// Writes raised numbers as what they are; what is to be said of them.
fn settle_raised(pages: &mut [Vec<PdfLine>]) -> Option<String> {
    let mut numbers = RaisedNumbers::of(pages.iter().flatten().map(|line| line.text.as_str()));
    for line in pages.iter_mut().flatten() {
        line.text = numbers.settled(&line.text);
    }
    numbers.remark()
}

fn letters(lines: &[PdfLine]) -> usize {
    lines.iter().map(|line| line.text.chars().filter(|letter| letter.is_alphanumeric()).count()).sum()
}

/// Refuses a file whose pages are pictures of text.
fn refuse_scan(
    document: &Document,
    ids: &BTreeMap<u32, ObjectId>,
    pages: &[Vec<PdfLine>],
    unread: usize,
) -> Result<(), FileRefusal> {
    if pages.iter().any(|lines| letters(lines) >= FEWEST_LETTERS) {
        return Ok(());
    }
    if unread == ids.len() {
        return Err(FileRefusal::damaged(Format::Pdf, "none of its pages can be read"));
    }
    let has_pictures =
        ids.values().any(|id| document.get_page_images(*id).is_ok_and(|images| !images.is_empty()));
    if has_pictures || pages.iter().all(|lines| letters(lines) == 0) {
        let pages = if ids.len() == 1 {
            "its page is a picture".to_owned()
        } else {
            format!("its {} pages are pictures", ids.len())
        };
        return Err(FileRefusal::new(format!("is a PDF without text: {pages} (a scan)"), SCAN));
    }
    Ok(())
}

/// Refuses, or speaks of, text whose fonts do not say which letters they show.
fn remark_on_letters(capture: &mut Capture) -> Result<(), FileRefusal> {
    let text = capture.body.text();
    let all = text.chars().filter(|letter| !letter.is_whitespace()).count();
    let is_unknown = |letter: &char| {
        matches!(letter, '\u{fffd}' | '\u{e000}'..='\u{f8ff}')
            || letter.is_control() && !letter.is_whitespace()
    };
    let unknown = text.chars().filter(is_unknown).count();
    if unknown * 5 > all {
        return Err(FileRefusal::new("is a PDF whose fonts do not say which letters they show", SCAN));
    }
    if unknown > 0 {
        capture.remarks.push(format!("its fonts do not say which letters {unknown} of its {all} signs are"));
        if let super::CapturedText::Text(text) = &mut capture.body {
            *text =
                text.chars().map(|letter| if is_unknown(&letter) { '\u{fffd}' } else { letter }).collect();
        }
    }
    Ok(())
}

impl OutputDev for Lines {
    fn begin_page(
        &mut self,
        _: u32,
        media_box: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.top = media_box.ury;
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        // The direction of writing: along it lines run, across it they follow each other.
        let size = font_size.abs() * at.m21.hypot(at.m22);
        let scale = at.m11.hypot(at.m12);
        let (x, y) = (at.m31, self.top - at.m32);
        let is_turned = at.m12.abs() > at.m11.abs();
        let (along, across) = match (is_turned, at.m12 > 0.0) {
            (false, _) => (x, y),
            (true, true) => (-y, x),
            (true, false) => (y, -x),
        };
        let advance = (width * font_size + spacing) * scale;
        self.push(PlacedGlyph { along, across, advance, size, is_turned, text });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn stroke(&mut self, _: &Transform, _: &ColorSpace, _: &[f64], _: &Path) -> Result<(), OutputError> {
        Ok(())
    }
}

/// An object, with what a reference leads to.
fn followed<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Object> {
    match object {
        Object::Reference(id) => document.get_object(*id).ok(),
        object => Some(object),
    }
}

fn dictionary<'d>(document: &'d Document, of: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
    followed(document, of.get(key).ok()?)?.as_dict().ok()
}

fn text(document: &Document, of: &Dictionary, key: &[u8]) -> Option<String> {
    let object = followed(document, of.get(key).ok()?)?;
    decode_text_string(object).ok()
}

/// The document's properties (ISO 32000-2, 14.3). When it was written is not when it was published.
fn facts(document: &Document) -> StatedFacts {
    let mut facts = StatedFacts::default();
    let title = dictionary(document, &document.trailer, b"Info").and_then(|info| {
        let author = text(document, info, b"Author").unwrap_or_default();
        facts.state(SourceFact::Author, &author, PROPERTIES);
        text(document, info, b"Title")
    });
    let title = title.unwrap_or_default();
    if !is_file_name(&title) {
        facts.state(SourceFact::Title, &title, PROPERTIES);
    }
    if let Ok(catalog) = document.catalog() {
        facts.state(SourceFact::Language, &text(document, catalog, b"Lang").unwrap_or_default(), PROPERTIES);
        if let Some(metadata) = metadata(document, catalog) {
            xmp::state(&metadata, &mut facts);
        }
    }
    facts
}

/// Whether a title is what printers write: the name of the file.
fn is_file_name(title: &str) -> bool {
    const EXTENSIONS: [&str; 12] =
        ["doc", "docx", "odt", "pdf", "indd", "qxd", "tex", "rtf", "pub", "ppt", "pptx", "html"];
    let lower = title.trim().to_lowercase();
    lower.starts_with("microsoft word - ")
        || lower == "untitled"
        || lower.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
}

/// The document's metadata as XMP (ISO 32000-2, 14.3.2).
fn metadata(document: &Document, catalog: &Dictionary) -> Option<Vec<u8>> {
    let stream = followed(document, catalog.get(b"Metadata").ok()?)?.as_stream().ok()?;
    let unpacked = catch_unwind(AssertUnwindSafe(|| stream.decompressed_content())).ok()?;
    Some(unpacked.unwrap_or_else(|_| stream.content.clone()))
}

/// What is printed on each page as its number, where the document says it (ISO 32000-2, 12.4.2); else its count.
fn labels(document: &Document, count: usize) -> Vec<String> {
    let mut labels: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
    let tree = document.catalog().ok().and_then(|catalog| dictionary(document, catalog, b"PageLabels"));
    let mut ranges = BTreeMap::new();
    if let Some(tree) = tree {
        label_ranges(document, tree, 0, &mut ranges);
    }
    let starts: Vec<usize> = ranges.keys().copied().filter(|start| *start < count).collect();
    for (at, start) in starts.iter().enumerate() {
        let (prefix, style, first): &(String, u8, usize) = &ranges[start];
        let end = starts.get(at + 1).copied().unwrap_or(count);
        for (page, label_of_page) in labels.iter_mut().enumerate().take(end).skip(*start) {
            let number = first + page - start;
            let written = match style {
                b'D' => number.to_string(),
                b'R' => roman(number).to_uppercase(),
                b'r' => roman(number),
                b'A' => letters_of(number).to_uppercase(),
                b'a' => letters_of(number),
                _ => String::new(),
            };
            let label = format!("{prefix}{written}");
            // A label that no citation could name is none.
            if !label.is_empty() && label.len() < 12 && label.bytes().all(|byte| byte.is_ascii_alphanumeric())
            {
                *label_of_page =
                    if label == (page + 1).to_string() { label } else { format!("{label} #{}", page + 1) };
            }
        }
    }
    labels
}

/// The ranges of a number tree (ISO 32000-2, 7.9.7): from which page on there is which prefix, style and number.
fn label_ranges(
    document: &Document,
    tree: &Dictionary,
    depth: usize,
    ranges: &mut BTreeMap<usize, (String, u8, usize)>,
) {
    if depth > 16 {
        return;
    }
    let array = |key: &[u8]| followed(document, tree.get(key).ok()?)?.as_array().ok();
    for pair in array(b"Nums").into_iter().flat_map(|numbers| numbers.chunks_exact(2)) {
        let (Ok(start), Some(label)) =
            (pair[0].as_i64(), followed(document, &pair[1]).and_then(|label| label.as_dict().ok()))
        else {
            continue;
        };
        let Ok(start) = usize::try_from(start) else { continue };
        let prefix = text(document, label, b"P").unwrap_or_default();
        let style =
            label.get(b"S").ok().and_then(|style| style.as_name().ok()?.first().copied()).unwrap_or(b' ');
        let first =
            label.get(b"St").ok().and_then(|first| usize::try_from(first.as_i64().ok()?).ok()).unwrap_or(1);
        ranges.insert(start, (prefix, style, first.min(1_000_000)));
    }
    for kid in array(b"Kids").into_iter().flatten() {
        if let Some(kid) = followed(document, kid).and_then(|kid| kid.as_dict().ok()) {
            label_ranges(document, kid, depth + 1, ranges);
        }
    }
}

/// A Roman number in small letters.
pub(super) fn roman(mut number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    number = number.min(3999);
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            number -= value;
            written.push_str(sign);
        }
    }
    written
}

/// `a` to `z`, then `aa` to `zz` and so on.
fn letters_of(number: usize) -> String {
    let index = number.saturating_sub(1);
    let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or_default());
    letter.to_string().repeat((index / 26 + 1).min(10))
}
