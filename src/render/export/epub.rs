//! A publication as a book: EPUB 3.3, one chapter a page, notes that open beside the text.

use std::collections::BTreeMap;

use super::prose::{ProseBlock, ProseInline};
use super::xhtml::{Book, chapter, document};
use super::{ExportFile, ExportedWork, SiteFiles};
use crate::base::FileChanged;
use crate::base::escape::escape_xml;

/// The files of the book in their order: the first is stored as it is (EPUB 3.3, 4.2.6.1). `image` gives the bytes of
/// an image of the site.
///
/// # Errors
/// What `image` answers.
pub fn epub(publication: &ExportedWork, image: &SiteFiles<'_>) -> Result<Vec<ExportFile>, FileChanged> {
    let mut files = vec![
        ExportFile { path: "mimetype".to_owned(), bytes: b"application/epub+zip".to_vec(), is_stored: true },
        ExportFile::text("META-INF/container.xml", CONTAINER),
    ];
    let mut images: BTreeMap<String, (String, &'static str)> = BTreeMap::new();
    let mut pictures = Vec::new();
    for file in publication.pages.iter().flat_map(|page| images_of(&page.blocks)) {
        let Some(kind) = media_type(&file).filter(|_| !images.contains_key(&file)) else { continue };
        let Some(bytes) = image(&file)? else { continue };
        let extension = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let name = format!("image-{}.{extension}", images.len() + 1);
        pictures.push(ExportFile { path: format!("EPUB/{name}"), bytes: bytes.to_vec(), is_stored: false });
        images.insert(file, (name, kind));
    }
    let name = |number: usize| format!("page-{}.xhtml", number + 1);
    let pages = publication.pages.iter().enumerate();
    let book = Book {
        chapters: pages.map(|(number, page)| (page.url.clone(), name(number))).collect(),
        images: images.iter().map(|(file, (name, _))| (file.clone(), name.clone())).collect(),
    };
    files.push(ExportFile::text("EPUB/package.opf", &package(publication, images.values())));
    files.push(ExportFile::text("EPUB/nav.xhtml", &navigation(publication)));
    files.push(ExportFile::text("EPUB/style.css", STYLE));
    let pages = publication.pages.iter().enumerate();
    files
        .extend(pages.map(|(number, page)| {
            ExportFile::text(&format!("EPUB/{}", name(number)), &chapter(page, &book))
        }));
    files.extend(pictures);
    Ok(files)
}

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n<rootfiles><rootfile full-path=\"EPUB/package.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\n</container>\n";

const STYLE: &str = "body { line-height: 1.5; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; }
.lede { font-size: 1.1em; }
.by, .label { font-size: .85em; }
.part { margin: 1em 0; padding: .75em 1em; border-inline-start: 3px solid; }
.part-title { font-weight: bold; }
blockquote { margin: .75em 0; padding-inline-start: 1em; border-inline-start: 2px solid; }
sup { line-height: 1; }
pre { white-space: pre-wrap; }
table { border-collapse: collapse; }
th, td { padding: .3em .6em; border: 1px solid; text-align: start; vertical-align: top; }
.center { text-align: center; }
.right { text-align: end; }
img { max-width: 100%; }
aside { margin: 1em 0; font-size: .9em; }
";

/// The package document (EPUB 3.3, 5).
fn package<'i>(
    publication: &ExportedWork,
    images: impl Iterator<Item = &'i (String, &'static str)>,
) -> String {
    let mut metadata = format!(
        "<dc:identifier id=\"id\">{}</dc:identifier>\n<dc:title>{}</dc:title>\n<dc:language>{}</dc:language>\n<meta property=\"dcterms:modified\">{}</meta>\n",
        escape_xml(&publication.url),
        escape_xml(&publication.title),
        escape_xml(&publication.language),
        publication.modified()
    );
    for author in &publication.authors {
        metadata.push_str(&format!("<dc:creator>{}</dc:creator>\n", escape_xml(author)));
    }
    if let Some(description) = &publication.description {
        metadata.push_str(&format!("<dc:description>{}</dc:description>\n", escape_xml(description)));
    }
    if let Some(date) = &publication.date {
        metadata.push_str(&format!("<dc:date>{}</dc:date>\n", escape_xml(date)));
    }
    if let Some(license) = &publication.license {
        metadata.push_str(&format!("<dc:rights>{}</dc:rights>\n", escape_xml(license)));
    }
    for (property, value) in ACCESSIBILITY {
        metadata.push_str(&format!("<meta property=\"schema:{property}\">{value}</meta>\n"));
    }
    let mut manifest = String::from(
        "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n",
    );
    let mut spine = String::new();
    for number in 1..=publication.pages.len() {
        manifest.push_str(&format!(
            "<item id=\"page-{number}\" href=\"page-{number}.xhtml\" media-type=\"application/xhtml+xml\"/>\n"
        ));
        spine.push_str(&format!("<itemref idref=\"page-{number}\"/>\n"));
    }
    for (name, kind) in images {
        let id = name.replace('.', "-");
        manifest.push_str(&format!("<item id=\"{id}\" href=\"{name}\" media-type=\"{kind}\"/>\n"));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n{metadata}</metadata>\n<manifest>\n{manifest}</manifest>\n<spine{}>\n{spine}</spine>\n</package>\n",
        escape_xml(&publication.language),
        // Right to left, where the language is.
        match crate::base::language::direction(&publication.language) {
            crate::base::language::Direction::Rtl => " page-progression-direction=\"rtl\"",
            crate::base::language::Direction::Ltr => "",
        }
    )
}

/// What is true of every book that is made here (EPUB Accessibility 1.1, 2.2).
const ACCESSIBILITY: [(&str, &str); 5] = [
    ("accessMode", "textual"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityHazard", "none"),
];

fn navigation(publication: &ExportedWork) -> String {
    let items: String = publication
        .pages
        .iter()
        .enumerate()
        .map(|(number, page)| {
            format!("<li><a href=\"page-{}.xhtml\">{}</a></li>\n", number + 1, escape_xml(&page.title))
        })
        .collect();
    let body = format!(
        "<nav epub:type=\"toc\" role=\"doc-toc\">\n<h1>{}</h1>\n<ol>\n{items}</ol>\n</nav>\n",
        escape_xml(&publication.title)
    );
    document(&publication.language, &publication.title, &body)
}

/// The core media types for images (EPUB 3.3, 3.2).
fn media_type(file: &str) -> Option<&'static str> {
    match file.rsplit('.').next()?.to_ascii_lowercase().as_str() {
        "png" => Some("image/png"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        "gif" => Some("image/gif"),
        "webp" => Some("image/webp"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// The images of some blocks that are files of the site.
fn images_of(blocks: &[ProseBlock]) -> Vec<String> {
    fn of_words(words: &[ProseInline], found: &mut Vec<String>) {
        for inline in words {
            match inline {
                ProseInline::Image { file, .. } => found.extend(file.clone()),
                ProseInline::Emphasis(inner)
                | ProseInline::Strong(inner)
                | ProseInline::Strike(inner)
                | ProseInline::Marked(inner)
                | ProseInline::Link { words: inner, .. }
                | ProseInline::Statement { words: inner, .. } => of_words(inner, found),
                _ => {}
            }
        }
    }
    fn of_blocks(blocks: &[ProseBlock], found: &mut Vec<String>) {
        for block in blocks {
            match block {
                ProseBlock::Paragraph(words) | ProseBlock::Heading { words, .. } => of_words(words, found),
                ProseBlock::Quote { blocks, .. } | ProseBlock::Part { blocks, .. } => {
                    of_blocks(blocks, found)
                }
                ProseBlock::List { items, .. } => items.iter().for_each(|item| of_blocks(item, found)),
                ProseBlock::Table { head, rows, .. } => {
                    head.iter().chain(rows.iter().flatten()).for_each(|cell| of_words(cell, found));
                }
                ProseBlock::Code { .. } | ProseBlock::Rule => {}
            }
        }
    }
    let mut found = Vec::new();
    of_blocks(blocks, &mut found);
    found
}
