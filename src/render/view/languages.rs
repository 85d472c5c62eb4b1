//! What a page says of itself in other languages, and what the menu is in each.

use super::{AlternateView, Job, JobKind, Maker, NavLink};
use crate::base::ids::LanguageId;
use crate::read::config::MenuEntry;
use crate::site::links::{ResolvedLink, folder_at, resolve_menu};

impl Maker<'_> {
    /// An entry of the menu. In another language than the site's own it leads to what it is there, under
    /// the name it has there; what there is not is left out.
    pub(super) fn menu_link(&self, entry: &MenuEntry) -> Option<NavLink> {
        let target = resolve_menu(self.site, self.language, &entry.url)?;
        let title = match &target {
            ResolvedLink::Internal(url) if self.language != LanguageId::MAIN => self.title_at(url)?,
            _ => entry.name.clone(),
        };
        let url = match target {
            ResolvedLink::Internal(url) | ResolvedLink::External(url) => url,
            ResolvedLink::Fragment(_) => entry.url.value.clone(),
            ResolvedLink::Broken(..) => "#".to_owned(),
        };
        Some(NavLink { title, url })
    }

    /// The title of the page at an address of this language.
    fn title_at(&self, url: &str) -> Option<String> {
        let folder = folder_at(self.site, url)?;
        Some(match self.site.addresses.by_folder.get(&folder) {
            Some(&page) => self.site.pages[page].front.title.clone(),
            None => self.generated_title(folder.strip_prefix(&self.about().prefix).unwrap_or(&folder)),
        })
    }

    /// The page of a job, or the first page of its list, in every language.
    pub(super) fn in_languages(&self, job: &Job) -> Vec<AlternateView> {
        let kind = match &job.kind {
            JobKind::SearchLetter(_) => &JobKind::Search,
            kind => kind,
        };
        self.alternates_of(kind)
    }

    /// The page of a job in every language that it is in, this one included; nothing where there is no other.
    pub(super) fn alternates(&self, job: &Job) -> Vec<AlternateView> {
        // What stands on further pages of a list differs by language.
        if job.number > 1 { Vec::new() } else { self.alternates_of(&job.kind) }
    }

    fn alternates_of(&self, kind: &JobKind) -> Vec<AlternateView> {
        let site = self.site;
        let folders: Vec<(LanguageId, String)> = match kind {
            JobKind::Page(page) => {
                let pages = site.translations[*page].iter().map(|&page| &site.pages[page]);
                pages.map(|page| (page.language, page.folder.clone())).collect()
            }
            JobKind::EvidenceOf(page) => {
                let pages = site.translations[*page].iter().map(|&page| &site.pages[page]);
                let pages = pages.filter(|page| page.has_evidence());
                pages.map(|page| (page.language, site.evidence_folder(page))).collect()
            }
            // What stands on them differs by language.
            JobKind::NotFound | JobKind::SearchLetter(_) | JobKind::Withdrawn(_) => Vec::new(),
            kind => {
                let folder = kind.folder(site);
                let folders =
                    site.languages.iter().map(|&language| (language, site.folder_in(language, &folder)));
                folders.filter(|(_, folder)| site.addresses.generated.contains(folder)).collect()
            }
        };
        if folders.len() < 2 {
            return Vec::new();
        }
        let alternates = folders.into_iter().map(|(language, folder)| AlternateView {
            language: site.config.languages[language].code.clone(),
            url: site.addresses.path(&folder),
            absolute: site.addresses.absolute(&folder),
        });
        alternates.collect()
    }
}
