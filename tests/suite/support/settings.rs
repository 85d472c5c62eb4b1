//! Settings of a run, from the environment: how long, and from which seed.

use std::str::FromStr;

/// The number that a variable of the environment gives, or the default where it is not set.
#[track_caller]
pub(crate) fn number<N: FromStr>(name: &str, default: N) -> N {
    std::env::var(name)
        .map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name}={value} is not a number")))
}
