//! Which part of the world a map shows, and where on the map a place is.
//!
//! The projection is equirectangular with the scale true in the middle latitude: in a frame of a continent's size or
//! less shapes look as people know them, and north is up everywhere.

use super::Coordinates;
use super::land::{Ring, rings};

/// Width of every map, in units of its drawing.
pub(super) const WIDTH: f64 = 960.0;
/// How much of the places' extent is shown around them.
const MARGIN: f64 = 0.15;
/// Least height and width, in degrees of latitude: what the coast lines are detailed enough for.
const LEAST: (f64, f64) = (8.0, 14.0);
/// Least and greatest height as a share of the width.
const RATIO: (f64, f64) = (0.5, 0.8);
/// Nearer to the poles shapes are drawn too wide.
const LEAST_COSINE: f64 = 0.2;
/// As many points of coast lines make clear what a map shows.
const COAST: usize = 24;
/// Where there are not as many, the frame grows by this factor, so often at most.
const GROWTH: (f64, usize) = (1.4, 10);

/// A part of the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// Longitude of the left edge, from -540 to 180.
    west: f64,
    /// Latitude of the upper edge.
    north: f64,
    /// Extent in degrees of longitude, 360 at most.
    width: f64,
    /// Extent in degrees of latitude, 180 at most.
    height: f64,
    /// Of the middle latitude: what a degree of longitude measures in degrees of latitude.
    cosine: f64,
}

impl Frame {
    /// The frame of some places: all of them with a margin, and as much more that there is a coast to be seen.
    pub(super) fn around(places: &[Coordinates]) -> Option<Self> {
        let (west, width) = shortest_arc(places)?;
        let south = places.iter().map(|place| place.latitude).reduce(f64::min)?;
        let north = places.iter().map(|place| place.latitude).reduce(f64::max)?;
        let middle = (west + width / 2.0, (south + north) / 2.0);
        let cosine = middle.1.to_radians().cos().max(LEAST_COSINE);
        // In degrees of latitude.
        let (wide, high) = (width * cosine, north - south);
        let margin = 2.0 * MARGIN * wide.max(high);
        let (mut high, mut wide) = ((high + margin).max(LEAST.0), (wide + margin).max(LEAST.1));
        let mut frame = Self::fitted(middle, (wide, high), cosine);
        for _ in 0..GROWTH.1 {
            if frame.shows_coast() {
                break;
            }
            (wide, high) = (wide * GROWTH.0, high * GROWTH.0);
            frame = Self::fitted(middle, (wide, high), cosine);
        }
        Some(frame)
    }

    /// A frame of a fit shape that holds a width and a height, in degrees of latitude, and not more than the world.
    fn fitted(middle: (f64, f64), (wide, high): (f64, f64), cosine: f64) -> Self {
        let wide = wide.max(high / RATIO.1).min(360.0 * cosine);
        let height = high.max(wide * RATIO.0).min(180.0);
        let width = wide / cosine;
        let north = (middle.1 + height / 2.0).min(90.0).max(height - 90.0);
        Self { west: middle.0 - width / 2.0, north, width, height, cosine }
    }

    /// Height of the map, in units of its drawing.
    pub(super) fn drawn_height(&self) -> f64 {
        (WIDTH * self.height / (self.width * self.cosine)).round()
    }

    /// Where a place is on the map, in units of its drawing.
    pub(super) fn place(&self, place: Coordinates) -> (f64, f64) {
        let east_of_edge = (place.longitude - self.west).rem_euclid(360.0);
        self.scaled(east_of_edge, self.north - place.latitude)
    }

    /// A ring as it is drawn, as many times as the frame shows it: one that ends at the right edge may begin again at
    /// the left one.
    pub(super) fn copies<'r>(&'r self, ring: &'r Ring) -> impl Iterator<Item = Vec<(f64, f64)>> + 'r {
        let is_shown = move |&turns: &i32| {
            let turned = f64::from(turns) * 360.0;
            degrees(ring.greatest.0) + turned > self.west
                && degrees(ring.least.0) + turned < self.west + self.width
                && degrees(ring.greatest.1) > self.north - self.height
                && degrees(ring.least.1) < self.north
        };
        (-2..=3).filter(is_shown).map(move |turns| {
            let west = self.west - f64::from(turns) * 360.0;
            let point = |&(x, y): &(i32, i32)| self.scaled(degrees(x) - west, self.north - degrees(y));
            ring.points.iter().map(point).collect()
        })
    }

    /// Degrees from the left and from the upper edge in units of the drawing.
    fn scaled(&self, east: f64, south: f64) -> (f64, f64) {
        (east / self.width * WIDTH, south / self.height * self.drawn_height())
    }

    /// Whether so much coast is in the frame that it can be told what it shows.
    fn shows_coast(&self) -> bool {
        let height = self.drawn_height();
        let is_inside = |&(x, y): &(f64, f64)| x > 0.0 && x < WIDTH && y > 0.0 && y < height;
        let points = rings().iter().flat_map(|ring| self.copies(ring)).flatten();
        points.filter(is_inside).take(COAST).count() == COAST
    }
}

/// The shortest stretch of longitudes that has all places: where it begins, and how long it is. It may cross 180
/// degrees.
fn shortest_arc(places: &[Coordinates]) -> Option<(f64, f64)> {
    let mut longitudes: Vec<f64> = places.iter().map(|place| place.longitude.rem_euclid(360.0)).collect();
    longitudes.sort_by(f64::total_cmp);
    let first = *longitudes.first()?;
    let next = longitudes.iter().skip(1).copied().chain([first + 360.0]);
    let gaps = longitudes.iter().zip(next).map(|(from, to)| (to - from, to));
    let (gap, begin) = gaps.reduce(|best, gap| if gap.0 > best.0 { gap } else { best })?;
    let begin = if begin > 180.0 { begin - 360.0 } else { begin };
    Some((begin, 360.0 - gap))
}

fn degrees(hundredths: i32) -> f64 {
    f64::from(hundredths) / 100.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(latitude: f64, longitude: f64) -> Coordinates {
        Coordinates { latitude, longitude }
    }

    fn around(places: &[(f64, f64)]) -> Frame {
        let places: Vec<Coordinates> =
            places.iter().map(|&(latitude, longitude)| at(latitude, longitude)).collect();
        Frame::around(&places).unwrap()
    }

    #[test]
    fn one_place_is_in_the_middle_of_a_region() {
        let frame = around(&[(52.52, 13.4)]);
        let (x, y) = frame.place(at(52.52, 13.4));
        assert!((x - WIDTH / 2.0).abs() < 1.0 && (y - frame.drawn_height() / 2.0).abs() < 1.0);
        assert!((8.0..12.0).contains(&frame.height), "{frame:?}");
    }

    #[test]
    fn far_from_the_sea_the_frame_grows_until_there_is_a_coast() {
        // The middle of Asia, and of the Pacific.
        for place in [(46.3, 86.7), (-48.9, -123.4)] {
            let frame = around(&[place]);
            assert!(frame.height > 20.0 && frame.shows_coast(), "{frame:?}");
        }
    }

    #[test]
    fn places_on_both_sides_of_180_degrees_stand_beside_each_other() {
        // Fiji and Samoa.
        let frame = around(&[(-18.1, 178.4), (-13.8, -171.8)]);
        assert!(frame.width < 60.0, "{frame:?}");
        let (fiji, samoa) = (frame.place(at(-18.1, 178.4)), frame.place(at(-13.8, -171.8)));
        assert!(0.0 < fiji.0 && fiji.0 < samoa.0 && samoa.0 < WIDTH);
    }

    #[test]
    fn places_all_over_the_world_are_shown_on_all_of_it() {
        let frame = around(&[(64.1, -21.9), (-41.3, 174.8), (35.7, 139.7), (-33.4, -70.7), (-33.9, 18.4)]);
        assert!(frame.width > 300.0 && frame.height > 120.0 && frame.height <= 180.0, "{frame:?}");
    }

    #[test]
    fn a_pole_is_the_edge_of_its_map() {
        let frame = around(&[(90.0, 0.0)]);
        assert!((frame.north - 90.0).abs() < 1e-9);
        assert!(around(&[(-90.0, 0.0), (90.0, 10.0)]).height <= 180.0);
    }

    proptest! {
        #[test]
        fn every_place_is_inside_the_frame(
            places in prop::collection::vec((-90.0..=90.0f64, -180.0..=180.0f64), 1..8)
        ) {
            let frame = around(&places);
            let height = frame.drawn_height();
            prop_assert!(frame.width <= 360.0 + 1e-9 && frame.height <= 180.0);
            prop_assert!((0.4 * WIDTH..=1.5 * WIDTH).contains(&height), "{frame:?} {height}");
            for (latitude, longitude) in places {
                let (x, y) = frame.place(at(latitude, longitude));
                prop_assert!((0.0..=WIDTH).contains(&x) && (0.0..=height).contains(&y), "{frame:?} {x} {y}");
            }
        }
    }
}
