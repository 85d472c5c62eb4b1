//! `ibid export`: the site as a book, a document, a collection of annotations or evidence.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{build, completion};
use crate::app::engine::{self, Checked, Renderer, RunOptions};
use crate::app::ingest::archive;
use crate::app::scaffold::file::replace;
use crate::app::terminal::{self, Global};
use crate::base::diagnostic::Severity;
use crate::base::ids::{LanguageId, PageId};
use crate::base::suggest::nearest;
use crate::base::{Failure, FileChanged};
use crate::parse::topic::PageKind;
use crate::render::export::{
    ExportFile, ExportedWork, SiteFiles, annotations, epub, evidence, okf, pages_in_order, pandoc, typst,
};
use crate::render::view::Maker;

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The format
    #[arg(value_enum, value_name = "FORMAT")]
    kind: ExportFormat,
    /// Write to this file (`-` is standard output)
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Export this page only, such as content/topics/x.md; may be repeated
    #[arg(long = "page", value_name = "FILE", add = completion::pages())]
    pages: Vec<String>,
    /// Export the pages of this language (default: the site's own)
    #[arg(long, value_name = "TAG", add = completion::languages())]
    language: Option<String>,
    /// Export nothing while there are warnings
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// A book with notes that open beside the text (EPUB 3.3)
    Epub,
    /// A document with footnotes on the page, to be compiled with Typst
    Typst,
    /// Pandoc's document tree as JSON, for DOCX, ODT, JATS and more (pandoc 3)
    Pandoc,
    /// Every citation as a W3C web annotation (JSON-LD)
    Annotations,
    /// A bundle in the Open Knowledge Format 0.2
    Okf,
    /// Pages, cited passages, records and hashes, to be verified with sha256sum
    Evidence,
}

impl ExportFormat {
    /// Where it goes unless something else is asked for; nothing for texts, which go to standard output.
    fn default_file(self) -> Option<&'static str> {
        match self {
            Self::Epub => Some("site.epub"),
            Self::Okf => Some("site-okf.zip"),
            Self::Evidence => Some("evidence.zip"),
            Self::Typst | Self::Pandoc | Self::Annotations => None,
        }
    }
}

/// Checks the site as a build does and writes one file.
pub(super) fn export(args: &ExportArgs, global: &Global) -> Result<bool, Failure> {
    let target = args.to.clone().or_else(|| args.kind.default_file().map(PathBuf::from));
    let target = target.filter(|path| path != Path::new("-"));
    if let Some(folder) = target.as_ref().filter(|path| path.is_dir()) {
        let message = format!("{} is a folder", folder.display());
        return Err(Failure::usage(message).help("name the file to write: `--to FOLDER/site.epub`"));
    }
    let place = global.place()?;
    let options = RunOptions { skip_minify: true, ..RunOptions::default() };
    let checked = build::check_site(&place, &options)?;
    let renderer = Renderer::new(Arc::clone(&checked));
    let found = match &renderer {
        Ok(renderer) => renderer.problems()?,
        Err(_) => Vec::new(),
    };
    let (renderer, found) = match renderer {
        Ok(renderer) => (Some(renderer), found),
        Err(error) => (None, error.into_findings()),
    };
    let findings = checked.reported(found);
    // Notes are for the site's authors, not for those who export it.
    let shown: Vec<_> =
        findings.iter().filter(|finding| finding.severity != Severity::Note).cloned().collect();
    terminal::findings(&shown, checked.snapshot.as_ref(), global);
    let renderer = renderer.filter(|_| engine::is_publishable(&findings, args.strict));
    let Some(renderer) = renderer else {
        terminal::say("the checks failed; nothing was exported");
        return Ok(false);
    };
    let bytes = bytes(args, &checked, &renderer)?;
    match &target {
        Some(path) => {
            replace(path, &bytes)?;
            if !global.is_quiet() {
                terminal::say(&format!("wrote {} ({} bytes)", path.display(), bytes.len()));
            }
        }
        None => terminal::print_bytes(&bytes),
    }
    Ok(true)
}

/// The language that is asked for.
fn language(args: &ExportArgs, checked: &Checked) -> Result<LanguageId, Failure> {
    let site = &checked.site;
    let Some(tag) = &args.language else { return Ok(LanguageId::MAIN) };
    let code = |language: &LanguageId| site.config.languages[*language].code.as_str();
    let found = site.languages.iter().find(|language| code(language) == tag);
    found.copied().ok_or_else(|| {
        let message = format!("the site has no pages in the language `{tag}`");
        let names = site.languages.iter().map(code).collect::<Vec<_>>().join(", ");
        Failure::new(message).help(format!("its languages are {names}"))
    })
}

/// The pages that are asked for: those named, or all of the language.
fn pages(args: &ExportArgs, checked: &Checked, maker: &Maker<'_>) -> Result<Vec<PageId>, Failure> {
    let by_file = &checked.site.addresses.by_file;
    let find = |name: &String| {
        let path = name.trim_start_matches("./").replace('\\', "/");
        by_file.get(&path).copied().ok_or_else(|| {
            let failure = Failure::new(format!("there is no page {name}"));
            match nearest(&path, by_file.keys().map(String::as_str)) {
                Some(meant) => failure.help(format!("did you mean {meant}?")),
                None => {
                    failure.help("name its file as it stands below the site's folder: content/topics/x.md")
                }
            }
        })
    };
    match args.pages.is_empty() {
        true => Ok(pages_in_order(maker)),
        false => args.pages.iter().map(find).collect(),
    }
}

/// The bytes of the export.
fn bytes(args: &ExportArgs, checked: &Checked, renderer: &Renderer) -> Result<Vec<u8>, Failure> {
    let maker = renderer.maker_of(language(args, checked)?);
    let mut pages = pages(args, checked, &maker)?;
    if args.pages.is_empty() && pages.is_empty() {
        let is_home = |page: &PageId| checked.site.pages[*page].kind == PageKind::Home;
        pages.extend(maker.pages().find(is_home));
    }
    // Pages that are named may be of another language than the site's.
    let maker = match pages.first() {
        Some(&page) if !args.pages.is_empty() => renderer.maker_of(checked.site.pages[page].language),
        _ => maker,
    };
    let work = ExportedWork::new(&maker, &pages)?;
    let file = |path: &str| {
        let content = checked.snapshot.files.get(path);
        content.map(|content| content.read().map(Arc::clone)).transpose()
    };
    Ok(match args.kind {
        ExportFormat::Typst => typst::typst(&work).into_bytes(),
        ExportFormat::Pandoc => pandoc::pandoc(&work).into_bytes(),
        ExportFormat::Annotations => annotations::annotations(&maker, &pages).into_bytes(),
        ExportFormat::Epub => {
            let image = |target: &str| match checked.site.addresses.assets.get(target) {
                Some(origin) => file(origin),
                None => Ok(None),
            };
            packed(&epub::epub(&work, &image)?)?
        }
        ExportFormat::Okf => {
            // The day of the comparison, the only thing here that does not come from the site.
            let today = jiff::Zoned::now().date().to_string();
            packed(&okf::okf(&maker, &work, &pages, &today))?
        }
        ExportFormat::Evidence => packed(&evidence(&maker, &work, checked, renderer, &file)?)?,
    })
}

fn evidence(
    maker: &Maker<'_>,
    work: &ExportedWork,
    checked: &Checked,
    renderer: &Renderer,
    file: &SiteFiles<'_>,
) -> Result<Vec<ExportFile>, FileChanged> {
    let claims = renderer.claims()?;
    let lock = checked.lock_to_publish().text();
    evidence::evidence(maker, work, evidence::Recorded { claims, lock }, file)
}

fn packed(files: &[ExportFile]) -> Result<Vec<u8>, Failure> {
    archive::pack(files).map_err(|reason| Failure::new(format!("the archive cannot be made: {reason}")))
}
