//! Numbers of pages, sources and citations of a site, each a type of its own, so that one cannot be taken for the
//! other. They are valid within one state of a site: when files come or go, the numbers change.

use std::fmt;
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// A page, by its place among the pages of the site in the order of their paths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PageId(usize);

/// A source, by its place among the sources of the site in the order of their keys.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(usize);

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

impl PageId {
    /// The page at a place.
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(index)
    }

    /// Its place.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }

    /// The first so many pages.
    pub fn all(count: usize) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        (0..count).map(Self)
    }

    /// Items that belong to all pages, in order, each with its page.
    pub fn enumerate<T>(items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (Self, T)> {
        items.into_iter().enumerate().map(|(index, item)| (Self(index), item))
    }
}

impl SourceId {
    /// The source at a place.
    #[must_use]
    pub fn new(index: usize) -> Self {
        Self(index)
    }

    /// Its place.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }

    /// The first so many sources.
    pub fn all(count: usize) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        (0..count).map(Self)
    }

    /// Items that belong to all sources, in order, each with its source.
    pub fn enumerate<T>(items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (Self, T)> {
        items.into_iter().enumerate().map(|(index, item)| (Self(index), item))
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

impl<T> Index<PageId> for [T] {
    type Output = T;

    fn index(&self, page: PageId) -> &T {
        &self[page.0]
    }
}

impl<T> IndexMut<PageId> for [T] {
    fn index_mut(&mut self, page: PageId) -> &mut T {
        &mut self[page.0]
    }
}

impl<T> Index<PageId> for Vec<T> {
    type Output = T;

    fn index(&self, page: PageId) -> &T {
        &self[page.0]
    }
}

impl<T> IndexMut<PageId> for Vec<T> {
    fn index_mut(&mut self, page: PageId) -> &mut T {
        &mut self[page.0]
    }
}

impl<T> Index<SourceId> for [T] {
    type Output = T;

    fn index(&self, source: SourceId) -> &T {
        &self[source.0]
    }
}

impl<T> IndexMut<SourceId> for [T] {
    fn index_mut(&mut self, source: SourceId) -> &mut T {
        &mut self[source.0]
    }
}

impl<T> Index<SourceId> for Vec<T> {
    type Output = T;

    fn index(&self, source: SourceId) -> &T {
        &self[source.0]
    }
}

impl<T> IndexMut<SourceId> for Vec<T> {
    fn index_mut(&mut self, source: SourceId) -> &mut T {
        &mut self[source.0]
    }
}
