//! Units that measure the same.

/// Units that differ by a power of ten only, with that power.
pub(super) const PREFIXED: [&[(&str, i32)]; 6] = [
    &[
        ("nanometre", -9),
        ("micrometre", -6),
        ("millimetre", -3),
        ("centimetre", -2),
        ("metre", 0),
        ("kilometre", 3),
    ],
    &[("milligram", -3), ("gram", 0), ("kilogram", 3), ("tonne", 6)],
    &[("millilitre", -3), ("litre", 0)],
    &[("watt", 0), ("kilowatt", 3), ("megawatt", 6), ("gigawatt", 9), ("terawatt", 12)],
    &[("kilowatt-hour", 3), ("megawatt-hour", 6), ("gigawatt-hour", 9), ("terawatt-hour", 12)],
    &[("byte", 0), ("kilobyte", 3), ("megabyte", 6), ("gigabyte", 9), ("terabyte", 12)],
];

/// Whether two units measure the same. Degrees may be those of either scale.
pub(super) fn measures_the_same(one: &str, other: &str) -> bool {
    if [one, other].contains(&"degree") {
        return false;
    }
    let dimension = |name: &str| match name {
        "percent" | "percentage-points" => Some("share"),
        name => ibid_languages::units().iter().find(|unit| unit.name == name).map(|unit| unit.dimension),
    };
    dimension(one).is_some() && dimension(one) == dimension(other)
}
