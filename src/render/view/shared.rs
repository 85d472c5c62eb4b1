//! Parts that many views show: prepared once, not once a page.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A part of views that is turned into the template engine's own form once, however many views hold it.
#[derive(Debug)]
pub struct Shared<T>(Arc<(T, tera::Value)>);

impl<T: Serialize> Shared<T> {
    /// Prepares a part.
    #[must_use]
    pub fn new(part: T) -> Self {
        let prepared = tera::Value::from_serializable(&part);
        Self(Arc::new((part, prepared)))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.0
    }
}

impl<T> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.1.serialize(serializer)
    }
}
