//! Where the number and the name of a place stand on a map, so that none covers another.

use super::frame::WIDTH;

/// Radius of the disc with a number, in units of the drawing.
pub(super) const RADIUS: f64 = 23.0;
/// Size of names, in units of the drawing.
pub(super) const NAME_SIZE: f64 = 30.0;
/// Radius of the dot at a place whose disc stands apart from it.
pub(super) const DOT: f64 = 5.0;
/// What stays free between two things.
const GAP: f64 = 3.0;
/// Width of a letter as a share of its height; of wide letters it is twice that. Rather too much than too little,
/// since the reader's typeface is not known.
const LETTER: f64 = 0.6;
/// Around a disc's place so many directions are tried, and so many distances; then all of the map.
const DIRECTIONS: (u16, u16) = (16, 12);
/// From one distance to the next.
const STEP: f64 = 12.0;

/// A rectangle of the drawing.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn around((x, y): (f64, f64), (half_width, half_height): (f64, f64)) -> Self {
        Self { left: x - half_width, top: y - half_height, right: x + half_width, bottom: y + half_height }
    }

    fn meets(&self, other: &Self) -> bool {
        self.left < other.right + GAP
            && other.left < self.right + GAP
            && self.top < other.bottom + GAP
            && other.top < self.bottom + GAP
    }

    fn is_on_map(&self, height: f64) -> bool {
        self.left >= GAP && self.top >= GAP && self.right <= WIDTH - GAP && self.bottom <= height - GAP
    }
}

/// What is drawn of a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Label {
    /// Centre of the disc with its number.
    pub(super) disc: (f64, f64),
    /// The name, where there is room for it.
    pub(super) name: Option<NamePlace>,
}

/// Where a name stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct NamePlace {
    /// The point that it begins at, ends at or is centred on; the middle of its height.
    pub(super) at: (f64, f64),
    /// `start`, `end` or `middle`, of a line from left to right.
    pub(super) anchor: &'static str,
}

/// Labels of places, each given by its place on the map and its name.
pub(super) fn labels(places: &[((f64, f64), &str)], height: f64) -> Vec<Label> {
    let dots: Vec<Area> = places.iter().map(|(at, _)| Area::around(*at, (DOT, DOT))).collect();
    let mut discs: Vec<Area> = Vec::new();
    let mut centres = Vec::new();
    for (index, (at, _)) in places.iter().enumerate() {
        // The first of several places at one point keeps it.
        let others = dots.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, dot)| dot);
        let centre = disc(*at, height, &discs, &others.collect::<Vec<_>>());
        discs.push(Area::around(centre, (RADIUS, RADIUS)));
        centres.push(centre);
    }
    let mut taken: Vec<Area> = discs.iter().chain(&dots).copied().collect();
    let mut labels = Vec::with_capacity(places.len());
    for (centre, (_, text)) in centres.into_iter().zip(places) {
        let name = name(centre, text, height, &taken);
        taken.extend(name.map(|(area, _)| area));
        labels.push(Label { disc: centre, name: name.map(|(_, place)| place) });
    }
    labels
}

/// The nearest point to a place at which a disc covers no other and no other place; where there is none, one at which
/// it covers no other; else the place itself.
fn disc(place: (f64, f64), height: f64, discs: &[Area], dots: &[&Area]) -> (f64, f64) {
    let is_apart = |centre: &(f64, f64)| {
        let area = Area::around(*centre, (RADIUS, RADIUS));
        area.is_on_map(height) && !discs.iter().any(|other| area.meets(other))
    };
    let is_free = |centre: &(f64, f64)| {
        let area = Area::around(*centre, (RADIUS, RADIUS));
        is_apart(centre) && !dots.iter().any(|other| area.meets(other))
    };
    let around = (1..=DIRECTIONS.1).flat_map(|step| {
        (0..DIRECTIONS.0).map(move |direction| {
            // First to the right, then above.
            let angle = f64::from(direction) * std::f64::consts::TAU / f64::from(DIRECTIONS.0);
            let away = RADIUS + STEP * f64::from(step);
            (place.0 + away * angle.cos(), place.1 - away * angle.sin())
        })
    });
    if let Some(centre) = std::iter::once(place).chain(around).find(is_free) {
        return centre;
    }
    let distance = |centre: &(f64, f64)| (centre.0 - place.0).hypot(centre.1 - place.1);
    let nearest = |a: &(f64, f64), b: &(f64, f64)| distance(a).total_cmp(&distance(b));
    let free = grid(height).filter(is_free).min_by(nearest);
    free.or_else(|| grid(height).filter(is_apart).min_by(nearest)).unwrap_or(place)
}

/// Points all over the map.
fn grid(height: f64) -> impl Iterator<Item = (f64, f64)> {
    let along =
        |length: f64| (0..u16::MAX).map(|index| f64::from(index) * STEP).take_while(move |at| *at <= length);
    along(height).flat_map(move |y| along(WIDTH).map(move |x| (x, y)))
}

/// About how wide a name is. From Hangul on, letters of most scripts are as wide as high.
fn width(text: &str) -> f64 {
    text.chars().map(|letter| if letter < '\u{1100}' { 1.0 } else { 2.0 }).sum::<f64>() * NAME_SIZE * LETTER
}

/// Where beside a disc its name covers nothing.
fn name(disc: (f64, f64), text: &str, height: f64, taken: &[Area]) -> Option<(Area, NamePlace)> {
    let width = width(text);
    let (x, y) = disc;
    let beside = RADIUS + 2.0 * GAP;
    let above = beside + NAME_SIZE / 2.0;
    let shifted = NAME_SIZE * 0.7;
    let tried = [
        ((x + beside, y), "start", x + beside + width / 2.0),
        ((x - beside, y), "end", x - beside - width / 2.0),
        ((x, y - above), "middle", x),
        ((x, y + above), "middle", x),
        ((x + beside, y - shifted), "start", x + beside + width / 2.0),
        ((x + beside, y + shifted), "start", x + beside + width / 2.0),
        ((x - beside, y - shifted), "end", x - beside - width / 2.0),
        ((x - beside, y + shifted), "end", x - beside - width / 2.0),
    ];
    tried.into_iter().find_map(|(at, anchor, centre)| {
        let area = Area::around((centre, at.1), (width / 2.0, NAME_SIZE / 2.0));
        let is_free = area.is_on_map(height) && !taken.iter().any(|other| area.meets(other));
        is_free.then_some((area, NamePlace { at, anchor }))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn discs(labels: &[Label]) -> Vec<Area> {
        labels.iter().map(|label| Area::around(label.disc, (RADIUS, RADIUS))).collect()
    }

    #[test]
    fn a_place_alone_has_its_disc_where_it_is_and_its_name_to_the_right() {
        let labels = labels(&[((400.0, 300.0), "Berlin")], 600.0);
        assert_eq!(labels[0].disc, (400.0, 300.0));
        assert_eq!(labels[0].name.unwrap().anchor, "start");
    }

    #[test]
    fn a_name_at_the_right_edge_stands_to_the_left() {
        let labels = labels(&[((900.0, 300.0), "Constantinople")], 600.0);
        assert_eq!(labels[0].name.unwrap().anchor, "end");
    }

    #[test]
    fn a_name_that_fits_nowhere_is_left_out() {
        let long = "a".repeat(200);
        assert_eq!(labels(&[((400.0, 300.0), &long)], 600.0)[0].name, None);
    }

    #[test]
    fn a_hundred_places_at_one_point_do_not_cover_each_other() {
        let places = vec![((480.0, 240.0), "Berlin"); 100];
        let discs = discs(&labels(&places, 480.0));
        for (index, disc) in discs.iter().enumerate() {
            assert!(disc.is_on_map(480.0));
            assert!(!discs[index + 1..].iter().any(|other| disc.meets(other)));
        }
    }

    proptest! {
        #[test]
        fn nothing_covers_a_disc(places in prop::collection::vec((22.0..938.0f64, 22.0..458.0f64), 1..40)) {
            let named: Vec<((f64, f64), &str)> = places.iter().map(|place| (*place, "A place")).collect();
            let labels = labels(&named, 480.0);
            let mut areas = discs(&labels);
            areas.extend(labels.iter().filter_map(|label| {
                let NamePlace { at, anchor } = label.name?;
                let half = "A place".len() as f64 * NAME_SIZE * LETTER / 2.0;
                let centre = at.0 + match anchor { "start" => half, "end" => -half, _ => 0.0 };
                Some(Area::around((centre, at.1), (half, NAME_SIZE / 2.0)))
            }));
            for (index, area) in areas.iter().enumerate() {
                prop_assert!(!areas[index + 1..].iter().any(|other| area.meets(other)));
            }
        }
    }
}
