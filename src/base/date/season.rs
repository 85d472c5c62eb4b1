//! Seasons, which ISO 8601 does not have.

use serde::{Deserialize, Serialize};

/// A season of a year, of no hemisphere in particular (EDTF level 1, ISO 8601-2:2019, 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Season {
    /// `21`.
    Spring,
    /// `22`.
    Summer,
    /// `23`.
    Autumn,
    /// `24`.
    Winter,
}

impl Season {
    const ALL: [Self; 4] = [Self::Spring, Self::Summer, Self::Autumn, Self::Winter];

    /// 1 for spring to 4 for winter, as CSL counts them.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Spring => 1,
            Self::Summer => 2,
            Self::Autumn => 3,
            Self::Winter => 4,
        }
    }

    /// The number that stands in the place of a month: 21 to 24.
    #[must_use]
    pub fn edtf_number(self) -> u8 {
        20 + self.number()
    }

    /// The season of a number from 21 to 24.
    pub(super) fn from_edtf(number: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|season| season.edtf_number().to_string() == number)
    }
}
