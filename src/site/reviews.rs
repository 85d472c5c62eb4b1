//! Which reviews are in force: those of just the words that stand there now.
//!
//! A review concerns a statement, the pins of its citations, their passages and the texts of the sources. It is in
//! force for every statement of which all of this is as it was read, wherever it stands. Otherwise it is looked up which
//! statement took the place of the one that was read, and that one has *changed since it was read*.

mod rules;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use ibid_languages::Language;

use super::{Site, statement};
use crate::base::ids::{GroupIndex, GroupRange, PageId, SourceId, StatementId};
use crate::base::word_diff::likeness;
use crate::parse::review::{ReadCitation, ReadStatement, ReviewRecord, Verdict};
use crate::parse::source::Source;
use crate::parse::topic::emphasis::Emphasis;
use crate::parse::topic::{Cite, Page};
use crate::verify::CiteCheck;

pub use rules::changes;
pub(super) use rules::findings;

/// Share of the words from which a statement counts as the successor of another.
const ALIKE: f64 = 0.5;

/// The reviews of a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reviews {
    /// What there is of each statement that has been read.
    statements: BTreeMap<StatementId, StatementReviews>,
    /// Reviews of statements that stand nowhere any more.
    pub gone: Vec<Arc<ReviewRecord>>,
}

/// The reviews of one statement, each list in the order of dates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatementReviews {
    /// Reviews of just these words; of each person in each role the latest.
    pub in_force: Vec<Arc<ReviewRecord>>,
    /// Reviews of what stood here before, by people who have not read what stands here now.
    pub changed: Vec<Arc<ReviewRecord>>,
    /// Reviews by people who have read it again since.
    pub replaced: Vec<Arc<ReviewRecord>>,
}

impl Reviews {
    /// The reviews of a statement.
    #[must_use]
    pub fn of_statement(&self, id: StatementId) -> Option<&StatementReviews> {
        self.statements.get(&id)
    }

    /// The statements of a page that have been read, by the first of their groups.
    pub fn of_page(&self, page: PageId) -> impl Iterator<Item = (GroupIndex, &StatementReviews)> {
        let first = StatementId { page, index: GroupIndex::new(0) };
        let last = StatementId { page, index: GroupIndex::new(usize::MAX) };
        self.statements.range(first..=last).map(|(id, reviews)| (id.index, reviews))
    }

    /// All statements that have been read, in the order of pages.
    pub fn all(&self) -> impl Iterator<Item = (StatementId, &StatementReviews)> {
        self.statements.iter().map(|(place, reviews)| (*place, reviews))
    }

    /// The reviews that records make of a site.
    pub(super) fn new(site: &Site, records: &[Arc<ReviewRecord>]) -> Self {
        if records.is_empty() {
            return Self::default();
        }
        let mut records = records.to_vec();
        // Among those of a day the later line of a file counts.
        records.sort_by(|one, other| one.date.cmp(&other.date));
        let mut found = RecordPlaces::new(site, &records);
        let mut reviews = Self::default();
        for (number, record) in records.iter().enumerate() {
            for place in found.as_read.remove(&number).unwrap_or_default() {
                reviews.statements.entry(place).or_default().in_force.push(Arc::clone(record));
                found.is_placed[number] = true;
            }
        }
        for statement in reviews.statements.values_mut() {
            statement.keep_latest();
        }
        for (number, record) in records.iter().enumerate().filter(|(number, _)| !found.is_placed[*number]) {
            match found.successor(site, number, record) {
                Some(place) => reviews.statements.entry(place).or_default().add_changed(record),
                None => reviews.gone.push(Arc::clone(record)),
            }
        }
        reviews
    }
}

impl StatementReviews {
    /// Whether somebody found the statement supported, and nobody found otherwise.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        !self.in_force.is_empty() && !self.is_doubted()
    }

    /// Whether somebody found that the statement is not, or not quite, what its sources say.
    #[must_use]
    pub fn is_doubted(&self) -> bool {
        self.in_force.iter().any(|record| record.says != Verdict::Supports)
    }

    /// Of each person in each role the latest review stays in force.
    fn keep_latest(&mut self) {
        let mut latest: Vec<Arc<ReviewRecord>> = Vec::new();
        for record in std::mem::take(&mut self.in_force).into_iter().rev() {
            let is_earlier = latest.iter().any(|later| is_of_same_reader(later, &record));
            if is_earlier { self.replaced.push(record) } else { latest.push(record) }
        }
        latest.reverse();
        self.replaced.reverse();
        self.in_force = latest;
    }

    fn add_changed(&mut self, record: &Arc<ReviewRecord>) {
        if self.in_force.iter().any(|read| is_of_same_reader(read, record)) {
            self.replaced.push(Arc::clone(record));
            return;
        }
        if let Some(earlier) = self.changed.iter().position(|other| is_of_same_reader(other, record)) {
            self.replaced.push(self.changed.remove(earlier));
        }
        self.changed.push(Arc::clone(record));
    }
}

fn is_of_same_reader(one: &ReviewRecord, other: &ReviewRecord) -> bool {
    let role = |record: &ReviewRecord| record.role.as_ref().map(|role| role.to_lowercase());
    one.person() == other.person() && role(one) == role(other)
}

/// Where the statements stand that records are of.
struct RecordPlaces {
    /// For a record the statements that are as it read them.
    as_read: BTreeMap<usize, Vec<StatementId>>,
    /// For a record the first statement with the same words that rests on something else, of its own page if there is
    /// one.
    same_words: BTreeMap<usize, StatementId>,
    /// Whether a record is that of a statement as it stands.
    is_placed: Vec<bool>,
    pages: BTreeMap<String, PageId>,
}

impl RecordPlaces {
    fn new(site: &Site, records: &[Arc<ReviewRecord>]) -> Self {
        let mut by_words: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, record) in records.iter().enumerate() {
            by_words.entry(&record.read.statement).or_default().push(number);
        }
        let (mut as_read, mut same_words) = (BTreeMap::<usize, Vec<_>>::new(), BTreeMap::new());
        for id in PageId::all(site.pages.len()) {
            let page = PageStatements::new(site, id);
            for groups in page.statements() {
                let Some(numbers) = by_words.get(&*page.words(groups.start)) else { continue };
                let (read, place) = (page.read(groups), StatementId { page: id, index: groups.start });
                for &number in numbers {
                    if records[number].read == read {
                        as_read.entry(number).or_default().push(place);
                    } else if records[number].page == site.pages[id].path {
                        same_words.insert(number, place);
                    } else {
                        same_words.entry(number).or_insert(place);
                    }
                }
            }
        }
        let pages = PageId::enumerate(&site.pages).map(|(id, page)| (page.path.clone(), id)).collect();
        Self { as_read, same_words, is_placed: vec![false; records.len()], pages }
    }

    /// The statement that stands in the place of the one that was read: with its words, or on its page with its id, or
    /// the most alike there.
    fn successor(&self, site: &Site, number: usize, record: &ReviewRecord) -> Option<StatementId> {
        if let Some(place) = self.same_words.get(&number) {
            return Some(*place);
        }
        let id = *self.pages.get(&record.page)?;
        let page = PageStatements::new(site, id);
        let groups = &site.pages[id].document.groups;
        let mut statements = page.statements();
        if let Some(named) = statements.find(|range| groups[range.start].claim.id == record.id) {
            return Some(StatementId { page: id, index: named.start });
        }
        let alike = page.statements().map(|range| {
            (likeness(&record.read.statement, &page.words(range.start)), std::cmp::Reverse(range.start))
        });
        let best = alike.max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)))?;
        (best.0 >= ALIKE).then_some(StatementId { page: id, index: best.1.0 })
    }
}

impl Site {
    /// The statements of a page that can be read against sources, by their groups.
    #[must_use]
    pub fn statements_to_read(&self, page: PageId) -> Vec<GroupRange> {
        PageStatements::new(self, page).statements().collect()
    }

    /// A statement with what it rests on, as it is read.
    #[must_use]
    pub fn as_read(&self, page: PageId, groups: GroupRange) -> ReadStatement {
        PageStatements::new(self, page).read(groups)
    }
}

/// The statements of a page with what is read with them.
struct PageStatements<'s> {
    site: &'s Site,
    page: &'s Page,
    checks: &'s [Vec<CiteCheck>],
    /// For each group the date of the entry of a timeline that it stands in, or the question that it answers; empty
    /// where no group of the page has any.
    with: BTreeMap<GroupIndex, String>,
}

impl<'s> PageStatements<'s> {
    fn new(site: &'s Site, id: PageId) -> Self {
        let page = &*site.pages[id];
        let document = &page.document;
        let mut with = BTreeMap::new();
        for fact in &document.disagreements {
            let groups = fact.positions.iter().flat_map(|(groups, _)| groups.iter());
            with.extend(groups.map(|group| (group, fact.question.clone())));
        }
        if !document.events.is_empty() {
            let events = GroupIndex::enumerate(document.events_of_groups());
            with.extend(events.filter_map(|(group, event)| Some((group, event?.date.edtf()))));
        }
        Self { site, page, checks: &site.checks[id].groups, with }
    }

    /// Groups that stand side by side carry one statement; without words there is none.
    fn statements(&self) -> impl Iterator<Item = GroupRange> + use<'s> {
        let mut end = 0;
        let together = self.page.document.groups.chunk_by(|one, other| one.claim.span == other.claim.span);
        together.filter_map(move |groups| {
            let range = GroupRange::new(end..end + groups.len());
            end = range.end.index();
            let claim = &groups[0].claim;
            (!claim.text.is_empty() || claim.with_keys.is_some()).then_some(range)
        })
    }

    fn words(&self, group: GroupIndex) -> Cow<'s, str> {
        let words = statement(self.site, &self.page.document.groups[group].claim);
        match self.with.get(&group) {
            Some(with) => Cow::Owned(format!("{with}: {words}")),
            None => words,
        }
    }

    fn read(&self, groups: GroupRange) -> ReadStatement {
        let statement = self.words(groups.start).into_owned();
        let cited = self.page.document.groups[groups].iter().zip(&self.checks[groups]);
        let citations = cited.flat_map(|(group, checks)| group.cites.iter().zip(checks));
        let citations = citations.map(|(cite, check)| citation(self.site, cite, check)).collect();
        ReadStatement { statement, citations }
    }
}

fn citation(site: &Site, cite: &Cite, check: &CiteCheck) -> ReadCitation {
    let source = check.source.map(|id: SourceId| &*site.sources[id]);
    let passages = source.into_iter().flat_map(|source| {
        let words = |place: &crate::verify::Passage| source.text.plain.get(place.plain.range());
        check.passages.iter().filter_map(words).map(str::to_owned)
    });
    ReadCitation {
        source: cite.key.clone(),
        text: source.map(text_hash).unwrap_or_default(),
        pin: pin(cite),
        passages: passages.collect(),
    }
}

/// What stands for the text of a source. Where none was saved, people read the original that the record names.
fn text_hash(source: &Source) -> String {
    if source.is_comparable() {
        return source.recorded.clone();
    }
    let meta = &source.meta;
    let named = [&meta.title, &meta.url, &meta.archive_url].map(|text| text.as_deref().unwrap_or_default());
    blake3::hash(format!("{}\n{}", source.recorded, named.join("\n")).as_bytes()).to_hex().to_string()
}

/// What a citation says besides the key.
fn pin(cite: &Cite) -> String {
    let plain = |text: &str| text.chars().filter(|letter| !Emphasis::is_mark(*letter)).collect::<String>();
    let locator = cite.locator.as_ref().map(|locator| locator.display(Language::get("en")));
    let excerpts = cite.excerpts.iter().map(|excerpt| format!("“{}”", excerpt.text));
    let parts = std::iter::once(plain(&cite.prefix))
        .chain(locator)
        .chain(excerpts)
        .chain(cite.is_translated.then(|| "translated".to_owned()))
        .chain(std::iter::once(plain(&cite.suffix)));
    parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
