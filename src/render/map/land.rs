//! The coast lines of the world: Natural Earth's land at 1:50,000,000, as `assets/land.py` has packed it.

use std::sync::LazyLock;

static PACKED: &[u8] = include_bytes!("assets/land.bin");

/// The rings, unpacked when the first map is drawn.
static RINGS: LazyLock<Vec<Ring>> = LazyLock::new(|| unpack(PACKED));

/// A point: longitude and latitude in hundredths of a degree.
pub(super) type GeoPoint = (i32, i32);

/// The border of land, or of water in it. The last point is joined to the first.
#[derive(Debug)]
pub(super) struct Ring {
    /// Its points. Where it crosses 180 degrees, it goes on beyond.
    pub(super) points: Vec<GeoPoint>,
    /// Its least longitude and latitude.
    pub(super) least: GeoPoint,
    /// Its greatest longitude and latitude.
    pub(super) greatest: GeoPoint,
}

/// All rings. What lies inside an odd number of them is land.
pub(super) fn rings() -> &'static [Ring] {
    &RINGS
}

/// Reads what `assets/land.py` describes; what cannot be read ends it.
fn unpack(packed: &[u8]) -> Vec<Ring> {
    let mut numbers = VarintReader { packed, at: 0 };
    let mut rings = Vec::new();
    while let Some(count) = numbers.next() {
        let mut point = (0, 0);
        let mut step = || {
            point = (point.0 + numbers.signed()?, point.1 + numbers.signed()?);
            Some(point)
        };
        let points: Vec<GeoPoint> = (0..count).map_while(|_| step()).collect();
        let bound = |choose: fn(i32, i32) -> i32| {
            points.iter().copied().reduce(|a, b| (choose(a.0, b.0), choose(a.1, b.1))).unwrap_or_default()
        };
        let (least, greatest) = (bound(i32::min), bound(i32::max));
        rings.push(Ring { points, least, greatest });
    }
    rings
}

/// Integers of variable length, 7 bits a byte, the lowest first.
struct VarintReader<'p> {
    packed: &'p [u8],
    at: usize,
}

impl VarintReader<'_> {
    fn next(&mut self) -> Option<u32> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = *self.packed.get(self.at)?;
            self.at += 1;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    /// 0, 1, 2, 3 as 0, -1, 1, -2.
    fn signed(&mut self) -> Option<i32> {
        let number = self.next()?;
        let half = i32::try_from(number >> 1).ok()?;
        Some(if number & 1 == 0 { half } else { -half - 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_land(longitude: f64, latitude: f64) -> bool {
        let (y, mut is_land) = (latitude * 100.0, false);
        for ring in rings() {
            for x in [longitude - 360.0, longitude, longitude + 360.0].map(|degrees| degrees * 100.0) {
                let mut before = ring.points[ring.points.len() - 1];
                for &point in &ring.points {
                    let (a, b) = [before, point].map(|(x, y)| (f64::from(x), f64::from(y))).into();
                    let crosses = (a.1 > y) != (b.1 > y);
                    is_land ^= crosses && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0;
                    before = point;
                }
            }
        }
        is_land
    }

    #[test]
    fn cities_are_on_land_and_seas_are_not() {
        let land = [(13.4, 52.5), (37.6, 55.8), (-77.0, 38.9), (170.0, 67.0), (-178.0, 66.5), (0.0, -85.0)];
        let sea = [(51.0, 42.0), (-30.0, 45.0), (33.0, 43.5), (179.0, 0.0), (-179.0, 60.0), (17.0, 42.3)];
        for (longitude, latitude) in land {
            assert!(is_land(longitude, latitude), "{longitude} {latitude}");
        }
        for (longitude, latitude) in sea {
            assert!(!is_land(longitude, latitude), "{longitude} {latitude}");
        }
    }

    #[test]
    fn every_ring_is_closed_and_goes_on_where_it_crosses_180_degrees() {
        assert_eq!(rings().len(), 1419);
        for ring in rings() {
            assert!(ring.points.len() >= 3);
            assert!(ring.least.1 >= -9000 && ring.greatest.1 <= 9000);
            for pair in ring.points.windows(2) {
                // Antarctica's is led along the pole.
                assert!((pair[0].0 - pair[1].0).abs() < 18_000 || pair[0].1 == -9000, "{pair:?}");
            }
        }
    }

    #[test]
    fn what_is_cut_off_ends_the_rings() {
        assert!(unpack(&PACKED[..2]).len() <= 1);
        assert!(unpack(&[0xff; 9]).is_empty());
    }
}
