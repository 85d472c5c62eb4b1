//! Numbers of pages, sources and languages of a site and of what stands on a page, each a type of its own, so that one
//! cannot be taken for the other. They are valid within one state of a site: when files come or go, the numbers
//! change.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut, Range};

use serde::{Deserialize, Serialize};

/// A place in one kind of list, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<Kind>(usize, PhantomData<Kind>);

/// What a list has places of.
pub trait IdKind {
    /// What one of it is called in the output of tests.
    const NAME: &'static str;
}

/// The kind of [`PageId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfPage {}

impl IdKind for OfPage {
    const NAME: &'static str = "page";
}

/// The kind of [`SourceId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfSource {}

impl IdKind for OfSource {
    const NAME: &'static str = "source";
}

/// The kind of [`LanguageId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfLanguage {}

impl IdKind for OfLanguage {
    const NAME: &'static str = "language";
}

/// The kind of [`GroupIndex`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfGroup {}

impl IdKind for OfGroup {
    const NAME: &'static str = "group";
}

/// The kind of [`CiteIndex`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfCite {}

impl IdKind for OfCite {
    const NAME: &'static str = "citation";
}

/// The kind of [`EventId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfEvent {}

impl IdKind for OfEvent {
    const NAME: &'static str = "event";
}

/// The kind of [`DisagreementId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfDisagreement {}

impl IdKind for OfDisagreement {
    const NAME: &'static str = "disagreement";
}

/// The kind of [`DefinitionId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfDefinition {}

impl IdKind for OfDefinition {
    const NAME: &'static str = "definition";
}

/// The kind of [`SpokenId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfSpoken {}

impl IdKind for OfSpoken {
    const NAME: &'static str = "spoken words";
}

/// A page, by its place among the pages of the site in the order of their paths.
pub type PageId = Id<OfPage>;

/// A source, by its place among the sources of the site in the order of their keys.
pub type SourceId = Id<OfSource>;

/// A language, by its place among those of the settings.
pub type LanguageId = Id<OfLanguage>;

/// A group of citations, by its place among those of its page.
pub type GroupIndex = Id<OfGroup>;

/// A citation, by its place in its group.
pub type CiteIndex = Id<OfCite>;

/// Groups that stand side by side on a page.
pub type GroupRange = IdRange<OfGroup>;

/// Items of a list that stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct IdRange<Kind: IdKind> {
    /// The first.
    pub start: Id<Kind>,
    /// Just behind the last.
    pub end: Id<Kind>,
}

/// A citation of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitePlace {
    /// The group.
    pub group: GroupIndex,
    /// The citation in the group.
    pub cite: CiteIndex,
}

/// A citation of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CiteId {
    /// The page.
    pub page: PageId,
    /// The group on the page.
    pub group: GroupIndex,
    /// The citation in the group.
    pub cite: CiteIndex,
}

/// Something that stands on a page, by its place among all of its kind there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OnPage<Kind: IdKind> {
    /// The page.
    pub page: PageId,
    /// The place on the page.
    pub index: Id<Kind>,
}

/// A statement, by the first of the groups of citations that carry it.
pub type StatementId = OnPage<OfGroup>;

/// An entry of a timeline.
pub type EventId = OnPage<OfEvent>;

/// A disagreement between sources.
pub type DisagreementId = OnPage<OfDisagreement>;

/// A definition of a glossary.
pub type DefinitionId = OnPage<OfDefinition>;

/// A quotation of somebody's speech, by its place among those that the checks of its page found.
pub type SpokenId = OnPage<OfSpoken>;

impl<Kind: IdKind> OnPage<Kind> {
    /// All of some items of a page, in order, each with its id.
    pub fn enumerate<T>(page: PageId, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (Self, T)> {
        Id::enumerate(items).map(move |(index, item)| (Self { page, index }, item))
    }
}

impl CiteId {
    /// What is stated with it, by its own group.
    #[must_use]
    pub fn statement(self) -> StatementId {
        StatementId { page: self.page, index: self.group }
    }
}

impl LanguageId {
    /// The site's own language, which stands first.
    pub const MAIN: Self = Self(0, PhantomData);
}

impl<Kind> Id<Kind> {
    /// The item at a place.
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(index, PhantomData)
    }

    /// The ids of a list of this length.
    pub fn all(count: usize) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        (0..count).map(Self::new)
    }

    /// Items that belong to all of a list, in order, each with its number.
    pub fn enumerate<T>(items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (Self, T)> {
        items.into_iter().enumerate().map(|(index, item)| (Self::new(index), item))
    }
}

impl<Kind: Copy> Id<Kind> {
    /// Its place.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

impl<Kind: IdKind> fmt::Debug for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", Kind::NAME, self.0)
    }
}

impl<Kind, T> Index<Id<Kind>> for [T] {
    type Output = T;

    fn index(&self, id: Id<Kind>) -> &T {
        &self[id.0]
    }
}

impl<Kind, T> IndexMut<Id<Kind>> for [T] {
    fn index_mut(&mut self, id: Id<Kind>) -> &mut T {
        &mut self[id.0]
    }
}

impl<Kind, T> Index<Id<Kind>> for Vec<T> {
    type Output = T;

    fn index(&self, id: Id<Kind>) -> &T {
        &self[id.0]
    }
}

impl<Kind, T> IndexMut<Id<Kind>> for Vec<T> {
    fn index_mut(&mut self, id: Id<Kind>) -> &mut T {
        &mut self[id.0]
    }
}

impl<Kind: IdKind> IdRange<Kind> {
    /// The items from one place to just before another.
    #[must_use]
    pub fn new(places: Range<usize>) -> Self {
        Self { start: Id::new(places.start), end: Id::new(places.end) }
    }

    /// How many they are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.end.0.saturating_sub(self.start.0)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether an item is one of them.
    #[must_use]
    pub fn contains(&self, id: &Id<Kind>) -> bool {
        self.start.0 <= id.0 && id.0 < self.end.0
    }

    /// Each of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Id<Kind>> + DoubleEndedIterator + Clone + use<Kind> {
        (self.start.0..self.end.0).map(Id::new)
    }
}

impl<Kind: IdKind, T> Index<IdRange<Kind>> for [T] {
    type Output = [T];

    fn index(&self, ids: IdRange<Kind>) -> &[T] {
        &self[ids.start.0..ids.end.0]
    }
}

impl<Kind: IdKind, T> Index<IdRange<Kind>> for Vec<T> {
    type Output = [T];

    fn index(&self, ids: IdRange<Kind>) -> &[T] {
        &self[ids.start.0..ids.end.0]
    }
}

impl<Kind: IdKind, T> IndexMut<IdRange<Kind>> for Vec<T> {
    fn index_mut(&mut self, ids: IdRange<Kind>) -> &mut [T] {
        &mut self[ids.start.0..ids.end.0]
    }
}
