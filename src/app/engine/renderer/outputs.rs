//! What a site publishes beside its pages when its settings ask for it (`outputs:`).

use std::time::Instant;

use super::{LanguageAssets, Renderer, each_once};
use crate::app::engine::timings::PageClock;
use crate::base::FileChanged;
use crate::base::diagnostic::Diagnostic;
use crate::base::ids::{GroupIndex, PageId, SourceId};
use crate::base::output::OutputSink;
use crate::base::parallel;
use crate::base::store::{Key, KeyMaker, MadeFrom};
use crate::parse::topic::PageKind;
use crate::render::export::lists::ExportedList;
use crate::render::export::prose::Prose;
use crate::render::export::twin::twin_file;
use crate::render::export::{self, compose, llms, markdown};
use crate::render::view::embed;
use crate::render::view::made_from::{self, Origins};
use crate::render::view::{Job, Maker};
use crate::site::machine_files;

impl Renderer {
    /// The pages, the pages of sources, and the lists of sources and quotations as Markdown, and `llms.txt`, which lists
    /// them.
    pub(super) fn write_twins<S: OutputSink>(
        &self,
        origins: Option<&Origins>,
        sink: &S,
    ) -> Result<(), S::Error> {
        if !self.checked.config.outputs.markdown {
            return Ok(());
        }
        sink.file(machine_files::LLMS, None, || llms::llms_txt(self.makers()).into_bytes())?;
        self.assets.iter().try_for_each(|assets| {
            let maker = self.maker(assets);
            let pages: Vec<PageId> = maker.pages().collect();
            let write = |page| write_twin(&maker, assets, page, origins, sink);
            parallel::try_each(&pages, 4, |page| write(*page))?;
            let sources: Vec<SourceId> = SourceId::all(maker.site.sources.len()).collect();
            let write = |source| write_twin_of_source(&maker, assets, source, origins, sink);
            parallel::try_each(&sources, 1, |source| write(*source))?;
            ExportedList::ALL.into_iter().try_for_each(|list| {
                write_prose(sink, &twin_file(&list.folder(&maker)), None, || list.compose(&maker))
            })
        })
    }

    /// The cards of the statements of pages that are written in certain files, each with its description; the
    /// findings of their template.
    pub(super) fn write_cards<S: OutputSink>(
        &self,
        origins: Option<&Origins>,
        sink: &S,
        is_asked: impl Fn(&str) -> bool + Sync,
    ) -> Result<Vec<Diagnostic>, S::Error> {
        if !self.checked.config.outputs.embed {
            return Ok(Vec::new());
        }
        let mut findings = Vec::new();
        for assets in self.assets.iter() {
            let maker = self.maker(assets);
            let pages = maker.pages().filter(|page| is_asked(&maker.site.pages[*page].path));
            let pages: Vec<PageId> = pages.collect();
            let write = |page| self.write_cards_of(assets, &maker, page, origins, sink);
            let found = parallel::try_map(&pages, 4, |page| write(*page))?;
            findings.extend(found.into_iter().flatten());
        }
        Ok(each_once(findings.into_iter()))
    }

    /// The cards of a page. One shows nothing that its page does not, so its key is the page's with the number of the
    /// statement.
    fn write_cards_of<S: OutputSink>(
        &self,
        assets: &LanguageAssets,
        maker: &Maker<'_>,
        page: PageId,
        origins: Option<&Origins>,
        sink: &S,
    ) -> Result<Vec<Diagnostic>, S::Error> {
        let of_page = key_of_page(maker, assets, page, origins);
        let mut findings = Vec::new();
        for group in GroupIndex::all(maker.site.pages[page].document.groups.len()) {
            let Some(folder) = embed::folder(maker, page, group) else { continue };
            let key = of_page.map(|of_page| {
                let mut key = KeyMaker::new("embed");
                key.add_key(&of_page);
                key.add(&group.index().to_le_bytes());
                MadeFrom::from(key.finish())
            });
            let files = [format!("{folder}/index.html"), format!("{folder}/oembed.json")];
            if !files.iter().any(|file| sink.takes(file)) {
                continue;
            }
            if let Some(key) = key
                && sink.keep(&files[0], key)?
                && sink.keep(&files[1], key)?
            {
                continue;
            }
            let output = embed::card(maker, page, group, &folder);
            let oembed = embed::oembed(maker, &output);
            match self.fill(assets, output, Instant::now(), &PageClock::default()) {
                Ok((html, _)) => {
                    sink.write(&files[0], &html, key)?;
                    sink.write(&files[1], oembed.as_bytes(), key)?;
                }
                Err(finding) => findings.push(*finding),
            }
        }
        Ok(findings)
    }
}

/// A page as Markdown. A topic's shows nothing that its page does not, so its key is the page's.
fn write_twin<S: OutputSink>(
    maker: &Maker<'_>,
    assets: &LanguageAssets,
    index: PageId,
    origins: Option<&Origins>,
    sink: &S,
) -> Result<(), S::Error> {
    let page = &maker.site.pages[index];
    let is_topic = page.kind == PageKind::Topic && maker.site.children[index].is_empty();
    let key = key_of_page(maker, assets, index, origins.filter(|_| is_topic)).map(MadeFrom::from);
    let file = twin_file(&page.folder);
    write_prose(sink, &file, key, || compose::compose(maker, index))
}

/// Writes a page as Markdown, unless it is made elsewhere or as it was.
fn write_prose<S: OutputSink>(
    sink: &S,
    file: &str,
    key: Option<MadeFrom>,
    compose: impl FnOnce() -> Result<Prose, FileChanged>,
) -> Result<(), S::Error> {
    if !sink.takes(file) {
        return Ok(());
    }
    if let Some(key) = key
        && sink.keep(file, key)?
    {
        return Ok(());
    }
    sink.write(file, markdown::markdown(&compose()?).as_bytes(), key)
}

/// The page of a source as Markdown. It shows nothing that the page does not, so its key is that of the page, or of all
/// of them where it goes on.
fn write_twin_of_source<S: OutputSink>(
    maker: &Maker<'_>,
    assets: &LanguageAssets,
    source: SourceId,
    origins: Option<&Origins>,
    sink: &S,
) -> Result<(), S::Error> {
    let file = twin_file(&export::source::folder(maker, source));
    let key = origins.and_then(|origins| {
        let mut key = KeyMaker::new("twin-of-source");
        for job in export::source::jobs(maker, source) {
            let keys = made_from::Keys { maker, job: &job, origins, site: &assets.site };
            key.add_key(&keys.from_inputs()?);
        }
        Some(MadeFrom::from(key.finish()))
    });
    write_prose(sink, &file, key, || export::source::compose(maker, source))
}

/// The key of everything that a page is made from, where that is known before the page is made.
fn key_of_page(
    maker: &Maker<'_>,
    assets: &LanguageAssets,
    page: PageId,
    origins: Option<&Origins>,
) -> Option<Key> {
    let job = Job::page(maker.site, page);
    let keys = made_from::Keys { maker, job: &job, origins: origins?, site: &assets.site };
    keys.from_inputs()
}
