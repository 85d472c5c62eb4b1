//! The names of objects: hashes.

use serde::{Deserialize, Serialize};

use crate::base::store::Key;

/// A hash, in hexadecimal digits in records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct ObjectHash(pub(super) Key);

impl TryFrom<String> for ObjectHash {
    type Error = &'static str;

    fn try_from(digits: String) -> Result<Self, Self::Error> {
        Key::from_hex(&digits).map(Self).ok_or("a hash has 64 hexadecimal digits")
    }
}

impl From<ObjectHash> for String {
    fn from(hash: ObjectHash) -> Self {
        hash.0.hex()
    }
}

/// The name of an object: the hash of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct ObjectName(ObjectHash);

impl From<Key> for ObjectName {
    fn from(key: Key) -> Self {
        Self(ObjectHash(key))
    }
}

impl ObjectName {
    /// The name of an object of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(ObjectHash(Key::hash(bytes)))
    }

    /// Its path below the store.
    pub(super) fn path(self) -> String {
        let digits = self.0.0.hex();
        format!("objects/{}/{digits}", &digits[..2])
    }
}
