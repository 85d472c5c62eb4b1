//! The statements of a publication, from its `claims.json`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;

use super::revision;
use crate::app::engine::{RenderError, Renderer, RunOptions, Workspace};
use crate::app::terminal::Global;
use crate::base::percent::decode;
use crate::base::{Failure, FileChanged, regular_file};
use crate::read::snapshot::{self, CONFIG_FILE, SiteRoot, Snapshot};
use crate::site::{Site, machine_files};

/// The cited statements of a site as it was or would be published, in the order of its pages.
#[derive(Debug, Default)]
pub(super) struct PublishedSite {
    pub(super) claims: Vec<PublishedClaim>,
    pub(super) sources: Vec<PublishedSource>,
    /// What else is known of it.
    pub(super) addresses: PublishedAddresses,
}

/// What is known of the addresses of a publication.
#[derive(Debug, Default)]
pub(super) enum PublishedAddresses {
    /// Nothing.
    #[default]
    Unknown,
    /// Those of a site.
    Site(Arc<Site>),
    /// Those of a published folder.
    Folder(PathBuf),
}

/// What stands at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AddressState {
    /// A page, or the notice that it was withdrawn.
    Page,
    /// Something else that is published, such as the way to another address.
    LeadsOn,
    /// Nothing.
    Nothing,
}

impl PublishedAddresses {
    /// What stands at the address of a page; nothing where that is not known.
    pub(super) fn standing(&self, page: &str) -> Option<AddressState> {
        let folder = &*decode(page.trim_matches('/'));
        Some(match self {
            Self::Unknown => return None,
            Self::Site(site) => {
                let addresses = &site.addresses;
                if addresses.by_folder.contains_key(folder) || addresses.withdrawn.contains_key(folder) {
                    AddressState::Page
                } else if addresses.is_published(folder) {
                    AddressState::LeadsOn
                } else {
                    AddressState::Nothing
                }
            }
            Self::Folder(root) => match regular_file::read(&root.join(folder).join("index.html")) {
                Ok(page) if memchr::memmem::find(&page, REDIRECT).is_some() => AddressState::LeadsOn,
                Ok(_) => AddressState::Page,
                Err(_) => AddressState::Nothing,
            },
        })
    }
}

/// What only pages have that lead to another address: in text, the quotation marks would be escaped.
const REDIRECT: &[u8] = b"<meta http-equiv=\"refresh\"";

/// A source, as `claims.json` has it.
#[derive(Debug, Deserialize)]
pub(super) struct PublishedSource {
    pub(super) key: String,
    /// Hash of its text.
    pub(super) blake3: String,
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
}

/// A cited statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PublishedClaim {
    /// Its id on the page.
    pub(super) id: String,
    /// The page's address below the site's root, with a slash in front.
    pub(super) page: String,
    /// Its words.
    pub(super) words: String,
    /// Its citations.
    pub(super) rests_on: Vec<Evidence>,
}

/// What a statement rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Evidence {
    /// The key of the source.
    pub(super) source: String,
    /// The rest in words: state, locator and passages.
    pub(super) words: String,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source, self.words)
    }
}

/// `claims.json`, as far as it is needed.
#[derive(Deserialize)]
struct ClaimsFile {
    site: String,
    sources: Vec<PublishedSource>,
    claims: Vec<ClaimEntry>,
}

#[derive(Deserialize)]
struct ClaimEntry {
    id: String,
    claim: String,
    page: String,
    citations: Vec<CitationEntry>,
}

#[derive(Deserialize)]
struct CitationEntry {
    source: String,
    state: String,
    locator: Option<String>,
    #[serde(default)]
    selectors: Vec<SelectorEntry>,
}

#[derive(Deserialize)]
struct SelectorEntry {
    exact: String,
}

impl PublishedSite {
    /// The publication that somebody names: a folder, a file, else a revision of git.
    pub(super) fn find(name: &str, global: &Global) -> Result<Self, Failure> {
        let path = Path::new(name);
        let claims = path.join(machine_files::CLAIMS);
        match path.metadata() {
            Ok(meta) if meta.is_dir() && claims.is_file() => {
                let addresses = PublishedAddresses::Folder(path.to_owned());
                Ok(Self { addresses, ..Self::read(&claims)? })
            }
            Ok(meta) if meta.is_dir() && path.join(CONFIG_FILE).is_file() => {
                Self::of_site(&SiteRoot::find(Some(path), None)?)
            }
            Ok(meta) if meta.is_dir() => {
                let message = format!("{name} holds no {}", machine_files::CLAIMS);
                Err(Failure::new(message)
                    .help("name the folder of a published site, or of one with an ibid.yaml"))
            }
            Ok(_) => Self::read(path),
            Err(_) => {
                let place = global.place()?;
                let snapshot = revision::read(&place, name)?;
                Self::of_snapshot(snapshot, &place.config, Some(name))
            }
        }
    }

    /// What the files of a site would be published as now.
    pub(super) fn of_site(place: &SiteRoot) -> Result<Self, Failure> {
        let (snapshot, _) = snapshot::read(place)?;
        Self::of_snapshot(snapshot, &place.config, None)
    }

    fn of_snapshot(snapshot: Snapshot, config: &str, revision: Option<&str>) -> Result<Self, Failure> {
        let options = RunOptions { skip_minify: true, ..RunOptions::default() };
        let checked = Workspace::default().update(Arc::new(snapshot), config, Vec::new(), &options)?;
        let when = revision.map(|revision| format!(" at {revision}")).unwrap_or_default();
        let failed = |what: &str| Failure::new(format!("the {what} of the site{when} cannot be read"));
        if !checked.config.is_readable {
            return Err(failed("settings").help(format!("there has to be a {config} without mistakes{when}")));
        }
        let addresses = PublishedAddresses::Site(Arc::clone(&checked.site));
        let claims = Renderer::new(Arc::new(checked)).map_err(|error| match error {
            RenderError::FileChanged(changed) => changed.into(),
            RenderError::Findings(findings) => {
                let first = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
                failed("theme").help(first)
            }
        });
        let [claims, _] = claims?.claims().map_err(|changed: FileChanged| Failure::from(changed))?;
        Ok(Self { addresses, ..Self::parse(&claims, "the site's statements")? })
    }

    fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = regular_file::read(path).map_err(|error| Failure::io("cannot read", path, &error))?;
        Self::parse(&bytes, &path.display().to_string())
    }

    fn parse(bytes: &[u8], name: &str) -> Result<Self, Failure> {
        let file: ClaimsFile = serde_json::from_slice(bytes).map_err(|error| {
            Failure::new(format!("{name} is not a claims.json of ibid: {error}"))
                .help("name the claims.json of a published site, or its folder")
        })?;
        let page = |url: &str| format!("/{}", url.strip_prefix(&file.site).unwrap_or(url));
        let claims = file.claims.iter().map(|claim| PublishedClaim {
            id: claim.id.clone(),
            page: page(&claim.page),
            words: claim.claim.clone(),
            rests_on: claim.citations.iter().map(CitationEntry::evidence).collect(),
        });
        let claims = claims.collect();
        Ok(Self { claims, sources: file.sources, ..Self::default() })
    }
}

impl CitationEntry {
    fn evidence(&self) -> Evidence {
        let locator = self.locator.as_ref().map(|locator| format!(", {locator}")).unwrap_or_default();
        let mut words = format!("({}{locator})", self.state);
        for selector in &self.selectors {
            words.push_str(&format!(" “{}”", selector.exact));
        }
        Evidence { source: self.source.clone(), words }
    }
}
