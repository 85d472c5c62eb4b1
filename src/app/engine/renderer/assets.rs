//! What the pages of one language have in common: the compiled theme, its words, the references.

use std::sync::Arc;

use super::RenderError;
use crate::app::engine::Checked;
use crate::app::engine::references::{self, KnownReferences};
use crate::base::ids::LanguageId;
use crate::base::store::{Key, KeyMaker};
use crate::read::words::{LANGUAGE_NAME, ThemeWords};
use crate::render::html::{self, Theme};
use crate::render::picture::icon;
use crate::render::view::{LanguageView, Maker, Parts, SiteView};
use crate::site::Site;
use crate::site::links::{ResolvedLink, resolve_menu};

/// The site's mark: a file of its own, or the theme's.
pub(in crate::app::engine) const MARK: &str = "favicon.svg";

/// The theme in one language, compiled, and what many pages show.
#[derive(Debug)]
pub(super) struct LanguageAssets {
    pub(super) language: LanguageId,
    pub(super) theme: Theme,
    pub(super) words: ThemeWords,
    pub(super) parts: Parts,
    /// What every page sees of the site.
    pub(super) site_view: SiteView,
    /// Its key.
    pub(super) site: Key,
}

impl LanguageAssets {
    /// The assets of all languages, the site's own first.
    pub(super) fn all(checked: &Checked, known: KnownReferences) -> Result<Arc<[Self]>, RenderError> {
        let site = &checked.site;
        let theme_folder = format!("themes/{}", site.config.theme);
        checked.snapshot.read_files(checked.snapshot.below(&theme_folder).map(|(path, _)| path))?;
        let load = |language: LanguageId| {
            let code = &site.config.languages[language].code;
            html::theme::load(&checked.snapshot, &checked.config, code)
        };
        let themes: Vec<Theme> = checked
            .timings
            .time("theme", || site.languages.iter().map(|&language| load(language)).collect::<Result<_, _>>())
            .map_err(RenderError::Findings)?;
        let named = themes.iter().zip(&site.languages).map(|(theme, &language)| LanguageView {
            code: theme.words.language.clone(),
            name: theme.words.find(LANGUAGE_NAME).unwrap_or(&theme.words.language).to_owned(),
            home: site.addresses.path(&site.folder_in(language, "")),
        });
        let named: Vec<LanguageView> = if themes.len() > 1 { named.collect() } else { Vec::new() };
        let mut known = known.into_iter();
        let assets = themes.into_iter().zip(&site.languages);
        assets.map(|(theme, &language)| Self::new(checked, language, theme, &named, known.next())).collect()
    }

    /// `known` are the references of these sources in this style and language that an earlier run formatted.
    fn new(
        checked: &Checked,
        language: LanguageId,
        mut theme: Theme,
        named: &[LanguageView],
        known: Option<Vec<Option<String>>>,
    ) -> Result<Self, RenderError> {
        let (site, timings) = (&checked.site, &checked.timings);
        let words = theme.words.clone();
        let known = known.filter(|known| known.len() == site.sources.len());
        let known = known.unwrap_or_else(|| vec![None; site.sources.len()]);
        let references = timings.time("references", || references::format(checked, &words, known))?;
        let policy = theme.policy.meta.clone();
        let asset = |name: &str| site.addresses.file(name);
        let site_view = |parts: &Parts| {
            let (lock, bodies) = (&checked.lock, &checked.bodies);
            let maker = Maker { site, lock, warnings: &[], language, words: &words, parts, bodies };
            maker.site_view(asset("style.css"), asset("script.js"), policy.clone(), named.to_vec())
        };
        // The parts are filled into templates that see the site, and then belong to it.
        theme.set_site(&site_view(&Parts::default()));
        let mark = site.addresses.assets.get(MARK).and_then(|origin| checked.snapshot.files.get(origin));
        let mark = mark.map(|content| content.read()).transpose()?;
        let mark = mark.or_else(|| theme.files.get(MARK)).filter(|mark| icon::png(mark, 16).is_some());
        let parts = Parts::new(site, (language, &words), references, mark.map(Arc::clone), &theme)?;
        let site_view = site_view(&parts);
        theme.complete(&site_view)?;
        let mut key = KeyMaker::new("site view");
        key.add_value(&site_view);
        Ok(Self { language, theme, words, parts, site_view, site: key.finish() })
    }
}

/// Whether two checked sites have the same settings, theme and languages.
pub(super) fn has_same_settings(one: &Checked, other: &Checked) -> bool {
    let same_file = |path: &str| one.snapshot.files.get(path) == other.snapshot.files.get(path);
    one.options == other.options
        && one.config.path == other.config.path
        && same_file(&one.config.path)
        && same_file(&one.config.citation_style)
        && one.snapshot.under("themes").eq(other.snapshot.under("themes"))
        && one.site.languages == other.site.languages
}

/// Whether two checked sites have the same settings, theme and sources.
pub(super) fn has_same_look(one: &Checked, other: &Checked) -> bool {
    let sources = one.site.sources.iter().zip(&other.site.sources);
    has_same_settings(one, other)
        && one.site.sources.len() == other.site.sources.len()
        && sources.into_iter().all(|(one, other)| Arc::ptr_eq(one, other))
        && one.site.addresses.sources == other.site.addresses.sources
        && menu(&one.site).eq(menu(&other.site))
        // In another language the menu names pages by their own titles.
        && (one.site.languages.len() < 2 || same_titles(&one.site, &other.site))
}

/// Where the entries of the menu lead, in each language.
fn menu(site: &Site) -> impl Iterator<Item = Option<ResolvedLink>> + '_ {
    let entries = move |language: LanguageId| {
        site.config.menu.iter().map(move |entry| resolve_menu(site, language, &entry.url))
    };
    site.languages.iter().flat_map(move |&language| entries(language))
}

fn same_titles(one: &Site, other: &Site) -> bool {
    let mut pages = one.pages.iter().zip(&other.pages);
    one.pages.len() == other.pages.len()
        && pages.all(|(one, other)| one.front.title == other.front.title && one.folder == other.folder)
}
