//! Numbers of pages, sources, languages and citations of a site, each a type of its own, so that one cannot be taken
//! for the other. They are valid within one state of a site: when files come or go, the numbers change.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// A place in one kind of list, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<Kind>(usize, PhantomData<Kind>);

/// The kind of [`PageId`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfPage {}

/// The kind of [`SourceId`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfSource {}

/// The kind of [`LanguageId`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfLanguage {}

/// A page, by its place among the pages of the site in the order of their paths.
pub type PageId = Id<OfPage>;

/// A source, by its place among the sources of the site in the order of their keys.
pub type SourceId = Id<OfSource>;

/// A language, by its place among those of the settings.
pub type LanguageId = Id<OfLanguage>;

/// A citation: the page, the group of citations on the page, the citation in the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CiteId {
    /// The page.
    pub page: PageId,
    /// The group, by its place on the page.
    pub group: usize,
    /// The citation, by its place in the group.
    pub cite: usize,
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

impl fmt::Debug for PageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "page {}", self.0)
    }
}

impl fmt::Debug for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "source {}", self.0)
    }
}

impl fmt::Debug for LanguageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "language {}", self.0)
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
