//! Who publishes at which address: every owner claims its own, and no two owners share one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::{Addresses, CHANGES, EMBED, GENERATED, SEARCH, base_path, source_folder};
use crate::base::address::unfit;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::ids::{LanguageId, PageId};
use crate::base::span::{Span, Spanned};
use crate::parse::source::Source;
use crate::parse::topic::Page;
use crate::read::config::{Config, Withdrawn};
use crate::site::last_change::last_change;
use crate::site::paging::{self, PageCounts};
use crate::site::{SiteInput, Terms, evidence_folder, folder_in, machine_files};

/// Who publishes at an address. Named only in findings: a site has tens of thousands.
struct Owner<'a> {
    name: AddressUse<'a>,
    path: Cow<'a, str>,
    span: Span,
}

enum AddressUse<'a> {
    /// A file.
    File,
    /// The evidence of the page in the file.
    Evidence,
    /// A former address of the page in the file.
    Alias,
    /// A term's list.
    Taxonomy(&'a str),
    /// A page that ibid makes at this address.
    Made(String),
    /// A page that the settings withdraw.
    Withdrawn,
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.name {
            AddressUse::File => write!(f, "{path}"),
            AddressUse::Evidence => write!(f, "the evidence of {path}"),
            AddressUse::Alias => write!(f, "an alias of {path}"),
            AddressUse::Taxonomy(taxonomy) => write!(f, "the taxonomy `{taxonomy}`"),
            AddressUse::Made(folder) => write!(f, "the page /{folder}/ that ibid makes"),
            AddressUse::Withdrawn => write!(f, "a page that {path} withdraws"),
        }
    }
}

impl<'a> Owner<'a> {
    fn new(name: AddressUse<'a>, path: &'a str, span: Span) -> Self {
        Self { name, path: path.into(), span }
    }
}

/// Collects the addresses and reports collisions.
pub(in crate::site) fn collect(
    input: SiteInput<'_>,
    languages: &[LanguageId],
    terms: &[Terms],
    numbered: PageCounts,
) -> (Addresses, Vec<Diagnostic>) {
    let SiteInput { config, snapshot, pages, library, changes, .. } = input;
    let search_in = |&language: &LanguageId| format!("{}/", folder_in(config, language, SEARCH));
    let searches: Vec<String> =
        if config.has_search { languages.iter().map(search_in).collect() } else { Vec::new() };
    let mut claims = Claims {
        owners: HashMap::with_capacity(2 * pages.len()),
        // What lies below a search is its index, whose files depend on what there is to find.
        reserved: reserved(&searches, config),
        config: &config.path,
        findings: Vec::new(),
    };
    let mut addresses = Addresses {
        base_path: base_path(&config.base_url),
        base_url: config.base_url.clone(),
        sources: Vec::new(),
        by_file: BTreeMap::new(),
        by_folder: BTreeMap::new(),
        drafts: input.drafts.iter().map(|page| (page.path.clone(), page.folder.clone())).collect(),
        assets: BTreeMap::new(),
        aliases: BTreeMap::new(),
        withdrawn: BTreeMap::new(),
        generated: BTreeSet::new(),
        numbered,
        searches,
        has_feeds: last_change(config, pages, &library.sources, changes).is_some(),
    };
    generated(&mut addresses, &mut claims, config, (languages, !changes.is_empty()));
    further_pages(&mut addresses, &mut claims);
    for (id, page) in PageId::enumerate(pages) {
        addresses.by_file.insert(page.path.clone(), id);
        if claims.add(&page.folder, Owner::new(AddressUse::File, &page.path, page.front.address_span)) {
            addresses.by_folder.insert(page.folder.clone(), id);
        }
    }
    sources(&mut addresses, &mut claims, config, languages, &library.sources);
    for &language in languages {
        taxonomies(&mut addresses, &mut claims, (config, language), pages, &terms[language]);
    }
    for (id, page) in PageId::enumerate(pages) {
        evidence(&mut addresses, &mut claims, config, (id, page));
        aliases(&mut addresses, &mut claims, page);
    }
    for (index, page) in config.withdrawn.iter().enumerate() {
        if claims.add(&page.folder, Owner::new(AddressUse::Withdrawn, &config.path, page.span)) {
            addresses.withdrawn.insert(page.folder.clone(), index);
        }
    }
    let made = MadeFiles { config, languages, terms, pages, has_feeds: addresses.has_feeds };
    for path in snapshot.assets() {
        asset(&mut addresses, &mut claims, &made, path);
    }
    let instead = config.withdrawn.iter().filter_map(|page| broken_instead(&addresses, config, page));
    claims.findings.extend(instead);
    (addresses, claims.findings)
}

/// The pages that ibid makes in every language.
fn generated<'a>(
    addresses: &mut Addresses,
    claims: &mut Claims<'a>,
    config: &'a Config,
    (languages, has_changes): (&[LanguageId], bool),
) {
    let optional = [config.has_search.then_some(SEARCH), has_changes.then_some(CHANGES)];
    for &language in languages {
        for folder in GENERATED.into_iter().chain(optional.into_iter().flatten()) {
            let folder = folder_in(config, language, folder);
            let owner = Owner::new(AddressUse::Made(folder.clone()), &config.path, Span::default());
            claims.add(&folder, owner);
            addresses.generated.insert(folder);
        }
    }
}

/// The evidence of a page.
fn evidence<'a>(
    addresses: &mut Addresses,
    claims: &mut Claims<'a>,
    config: &Config,
    (id, page): (PageId, &'a Page),
) {
    if !page.has_evidence() {
        return;
    }
    let folder = evidence_folder(config, page);
    // Of pages that would share an address, one finding is enough.
    if addresses.by_folder.get(&page.folder) == Some(&id) {
        claims.add(&folder, Owner::new(AddressUse::Evidence, &page.path, page.front.address_span));
    }
    addresses.generated.insert(folder);
}

/// The files beside pages that ibid makes itself, and that others rely on.
struct MadeFiles<'a> {
    config: &'a Config,
    languages: &'a [LanguageId],
    terms: &'a [Terms],
    pages: &'a [Arc<Page>],
    /// Whether the site has a date to show in feeds.
    has_feeds: bool,
}

impl MadeFiles<'_> {
    /// Whether a path below the output is that of one of them. What is made for hosts and readers' devices and the
    /// theme's own files a site may have its own of.
    fn has(&self, addresses: &Addresses, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or_default();
        let name = if folder.is_empty() { path } else { name };
        match name.to_ascii_lowercase().as_str() {
            name if machine_files::REPLACEABLE.contains(&name) => false,
            name if machine_files::AT_ROOT.contains(&name) => folder.is_empty(),
            name if machine_files::REFERENCES.contains(&name) => {
                let page = addresses.by_folder.get(folder).map(|&page| &self.pages[page]);
                folder.is_empty() || page.is_some_and(|page| page.cites())
            }
            machine_files::ATOM_FEED => {
                self.is_with_feeds(folder) || self.has_feeds && self.is_in_language(folder, "corrections")
            }
            machine_files::JSON_FEED => self.is_with_feeds(folder),
            _ => false,
        }
    }

    fn is_in_language(&self, folder: &str, below: &str) -> bool {
        self.languages.iter().any(|&language| folder_in(self.config, language, below) == folder)
    }

    /// Whether a folder is that of a language or of a term.
    fn is_with_feeds(&self, folder: &str) -> bool {
        if !self.has_feeds {
            return false;
        }
        let of_term = |(taxonomy, terms): (&String, &BTreeMap<String, _>)| {
            terms.keys().any(|slug| self.is_in_language(folder, &format!("{taxonomy}/{slug}")))
        };
        self.is_in_language(folder, "") || self.terms.iter().flatten().any(of_term)
    }
}

/// A file beside pages.
fn asset(addresses: &mut Addresses, claims: &mut Claims<'_>, made: &MadeFiles<'_>, path: &str) {
    let target: String = path.nfc().collect();
    let path = format!("content/{path}");
    if let Some(reason) = target.split('/').find_map(unfit) {
        let message = format!("the file cannot be published: {reason}");
        let finding = Diagnostic::new(Rule::FileUnreadable, &path, Span::default(), message);
        claims.findings.push(finding.help("rename it"));
        return;
    }
    if made.has(addresses, &target) {
        let message = format!("ibid makes the file /{target} itself");
        let finding = Diagnostic::new(Rule::PermalinkCollision, &path, Span::default(), message);
        claims.findings.push(finding.help("rename it, or move it into another folder"));
        return;
    }
    // What is shown at the address of a folder stands in its way.
    let folder = target.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    let address = folder.map_or(target.as_str(), |folder| folder.trim_end_matches('/'));
    if claims.add(address, Owner { name: AddressUse::File, path: path.clone().into(), span: Span::default() })
    {
        addresses.assets.insert(target, path);
    }
}

/// Whether what stands instead of a withdrawn page is there.
fn broken_instead(addresses: &Addresses, config: &Config, page: &Withdrawn) -> Option<Diagnostic> {
    let path = page.instead.as_deref()?.strip_prefix('/')?;
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_matches('/');
    let is_there = addresses.is_published(path) && !addresses.withdrawn.contains_key(path);
    (!is_there).then(|| {
        let message = format!("nothing stands at /{path} instead of the withdrawn page");
        Diagnostic::new(Rule::LinkBroken, &config.path, page.span, message)
            .help("name a page of this site, or leave `instead` out")
    })
}

/// A folder below which only ibid publishes.
struct ReservedAddress {
    /// The folder, in lower case, with a slash at its end.
    prefix: String,
    /// What stands there.
    what: &'static str,
    /// What the settings would have to say to free it.
    setting: &'static str,
}

fn reserved(searches: &[String], config: &Config) -> Vec<ReservedAddress> {
    let search = |folder: &String| ReservedAddress {
        prefix: folder.to_lowercase(),
        what: "the search's index is",
        setting: "set `search: false`",
    };
    let mut reserved: Vec<ReservedAddress> = searches.iter().map(search).collect();
    reserved.extend(config.outputs.embed.then(|| ReservedAddress {
        prefix: format!("{EMBED}/"),
        what: "the cards of statements are",
        setting: "take `embed` out of `outputs`",
    }));
    reserved
}

struct Claims<'a> {
    /// Case-folded, composed address → owner: what is one file on some systems must be one here.
    owners: HashMap<String, Owner<'a>>,
    /// Prefixes of addresses that are reserved.
    reserved: Vec<ReservedAddress>,
    /// Path of the configuration.
    config: &'a str,
    findings: Vec<Diagnostic>,
}

impl<'a> Claims<'a> {
    fn add(&mut self, folder: &str, owner: Owner<'a>) -> bool {
        let key = match folder.is_ascii() {
            true => folder.to_ascii_lowercase(),
            false => folder.nfc().collect::<String>().to_lowercase(),
        };
        if let Some(reserved) = self.reserved.iter().find(|reserved| key.starts_with(&reserved.prefix)) {
            let ReservedAddress { prefix, what, setting } = reserved;
            let message = format!("the address /{folder} lies below /{prefix}, where {what}");
            let help = format!("choose another address, or {setting} in {}", self.config);
            let finding = Diagnostic::new(Rule::PermalinkCollision, &owner.path, owner.span, message);
            self.findings.push(finding.help(help));
            return false;
        }
        if let Some(other) = self.owners.get(&key) {
            let message = format!(
                "the address /{folder}{} is that of {other} too",
                if folder.is_empty() { "" } else { "/" }
            );
            let is_withdrawn = |owner: &Owner<'_>| matches!(owner.name, AddressUse::Withdrawn);
            let help = if is_withdrawn(&owner) || is_withdrawn(other) {
                "delete the entry of `withdrawn:`, if the page is back; else publish under another address"
            } else if owner.path.starts_with("seeds/") {
                "rename one of the files"
            } else {
                "give one of them another `slug:`, alias or file name"
            };
            let finding = Diagnostic::new(Rule::PermalinkCollision, &owner.path, owner.span, message)
                .help(help)
                .related(&other.path, other.span, "published there");
            self.findings.push(finding);
            return false;
        }
        self.owners.insert(key, owner);
        true
    }
}

/// The further pages of long lists.
fn further_pages(addresses: &mut Addresses, claims: &mut Claims<'_>) {
    let pages = |(list, &pages): (&String, &usize)| {
        (2..=pages).map(|number| paging::folder(list, number)).collect::<Vec<_>>()
    };
    for folder in addresses.numbered.iter().flat_map(pages) {
        claims.add(&folder, Owner::new(AddressUse::Made(folder.clone()), claims.config, Span::default()));
        addresses.generated.insert(folder);
    }
}

fn sources<'a>(
    addresses: &mut Addresses,
    claims: &mut Claims<'a>,
    config: &Config,
    languages: &[LanguageId],
    sources: &'a [Arc<Source>],
) {
    for source in sources {
        let folder = source_folder(source);
        let unfit = unfit(folder.trim_start_matches("sources/"));
        if let Some(reason) = unfit {
            let message = format!("`{}` gives no address: {reason}", source.key);
            let finding = Diagnostic::new(Rule::FrontMatter, &source.path, Span::default(), message);
            claims.findings.push(finding.help("rename the file with letters or digits"));
        }
        for &language in languages {
            let folder = folder_in(config, language, &folder);
            if unfit.is_none() {
                claims.add(&folder, Owner::new(AddressUse::File, &source.path, Span::default()));
            }
            addresses.generated.insert(folder);
        }
        addresses.sources.push(folder);
    }
}

fn taxonomies<'a>(
    addresses: &mut Addresses,
    claims: &mut Claims<'a>,
    (config, language): (&'a Config, LanguageId),
    pages: &[Arc<Page>],
    terms: &'a Terms,
) {
    for (taxonomy, terms) in terms {
        if terms.is_empty() {
            continue;
        }
        let owner = || Owner::new(AddressUse::Taxonomy(taxonomy), &config.path, Span::default());
        let taxonomy_folder = folder_in(config, language, taxonomy);
        claims.add(&taxonomy_folder, owner());
        addresses.generated.insert(taxonomy_folder.clone());
        for (slug, (name, pages_of)) in terms {
            let page = &pages[pages_of[0]];
            if slug.is_empty() {
                let message =
                    format!("the term `{name}` of `{taxonomy}` has no letter or digit for an address");
                claims.findings.push(
                    Diagnostic::new(Rule::FrontMatter, &page.path, term_span(page, taxonomy, name), message)
                        .help("rename the term"),
                );
                continue;
            }
            for &other in pages_of {
                let spellings = pages[other].front.terms.get(taxonomy).into_iter().flatten();
                for spelling in spellings.filter(|spelling| {
                    spelling.value != *name && crate::base::address::slug(spelling) == *slug
                }) {
                    let message = format!(
                        "the terms `{spelling}` and `{name}` would share the address /{taxonomy_folder}/{slug}/"
                    );
                    let finding = Diagnostic::new(
                        Rule::PermalinkCollision,
                        &pages[other].path,
                        term_span(&pages[other], taxonomy, spelling),
                        message,
                    )
                    .help("write the term the same way everywhere")
                    .related(
                        &page.path,
                        term_span(page, taxonomy, name),
                        "written differently here",
                    );
                    claims.findings.push(finding);
                }
            }
            let folder = format!("{taxonomy_folder}/{slug}");
            claims.add(&folder, owner());
            addresses.generated.insert(folder);
        }
    }
}

/// Where a page states a term.
fn term_span(page: &Page, taxonomy: &str, term: &str) -> Span {
    let mut names = page.front.terms.get(taxonomy).into_iter().flatten();
    names.find(|name| name.value == term).map(|name| name.span).unwrap_or_default()
}

fn aliases<'a>(addresses: &mut Addresses, claims: &mut Claims<'a>, page: &'a Page) {
    for Spanned { value: alias, span } in &page.front.aliases {
        let folder = alias.trim_matches('/');
        let reason = folder.split('/').find_map(unfit);
        if let Some(reason) = reason {
            claims.findings.push(
                Diagnostic::new(
                    Rule::FrontMatter,
                    &page.path,
                    *span,
                    format!("`{alias}` cannot be an alias: {reason}"),
                )
                .help("write a former address of this page: `/topics/old-name/`"),
            );
        } else if claims.add(folder, Owner::new(AddressUse::Alias, &page.path, *span)) {
            addresses.aliases.insert(folder.to_owned(), page.folder.clone());
        }
    }
}
