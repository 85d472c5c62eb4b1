//! The land in a frame as one path of SVG: cut off at the edges, and no more detailed than can be seen.

use std::fmt::Write;

use super::frame::{Frame, WIDTH};
use super::land::rings;

/// Longest path, in bytes: where the coast has more detail, less of it is drawn.
const LONGEST: usize = 9_500;
/// How far the path may be from the coast line, in units of the drawing: at first, and by which factor it grows.
const TOLERANCE: (f64, f64) = (1.2, 1.35);
/// So far beyond the edges land is cut off, so that no border shows there.
const BEYOND: f64 = 4.0;

/// A point of the drawing.
type DrawnPoint = (f64, f64);

/// The attribute `d` of a path that is filled by the rule “evenodd”.
pub(super) fn land(frame: &Frame) -> String {
    let height = frame.drawn_height();
    let inside: Vec<Vec<DrawnPoint>> = rings()
        .iter()
        .flat_map(|ring| frame.copies(ring))
        .map(|ring| clipped(ring, height))
        .filter(|ring| ring.len() >= 3)
        .collect();
    let mut tolerance = TOLERANCE.0;
    loop {
        let path = path(&inside, tolerance);
        if path.len() <= LONGEST {
            return path;
        }
        tolerance *= TOLERANCE.1;
    }
}

/// What of a ring lies on the map (Sutherland and Hodgman 1974: cut off at one edge after the other).
fn clipped(mut ring: Vec<DrawnPoint>, height: f64) -> Vec<DrawnPoint> {
    // How deep a point lies inside of the left edge, the right, the upper and the lower one.
    let depths: [&dyn Fn(DrawnPoint) -> f64; 4] =
        [&|point| point.0 + BEYOND, &|point| WIDTH + BEYOND - point.0, &|point| point.1 + BEYOND, &|point| {
            height + BEYOND - point.1
        }];
    for depth in depths {
        if ring.iter().all(|point| depth(*point) >= 0.0) {
            continue;
        }
        let Some(&last) = ring.last() else { break };
        let mut before = last;
        let mut kept = Vec::with_capacity(ring.len());
        for point in ring {
            let (from, to) = (depth(before), depth(point));
            if (from >= 0.0) != (to >= 0.0) {
                let share = from / (from - to);
                kept.push((before.0 + (point.0 - before.0) * share, before.1 + (point.1 - before.1) * share));
            }
            if to >= 0.0 {
                kept.push(point);
            }
            before = point;
        }
        ring = kept;
    }
    ring
}

/// Rings as a path of whole numbers, each point given by its distance from the one before.
fn path(rings: &[Vec<DrawnPoint>], tolerance: f64) -> String {
    let mut path = String::new();
    let mut at = (0, 0);
    for ring in rings {
        let ring = rounded(&simplified(ring, tolerance));
        if area(&ring) < 4.0 * tolerance * tolerance {
            continue;
        }
        let start = ring[0];
        path.push('m');
        for (index, &(x, y)) in ring.iter().enumerate() {
            // A minus sign separates as well as a space.
            let space = if index > 0 && x >= at.0 { " " } else { "" };
            let comma = if y >= at.1 { " " } else { "" };
            let _ = write!(path, "{space}{}{comma}{}", x - at.0, y - at.1);
            at = (x, y);
        }
        path.push('z');
        at = start;
    }
    path
}

/// A ring with fewer points, none of which it passes at more than a distance (Douglas and Peucker 1973), from the
/// first point to the one farthest from it and back.
fn simplified(ring: &[DrawnPoint], tolerance: f64) -> Vec<DrawnPoint> {
    let Some(&first) = ring.first() else { return Vec::new() };
    let away = |point: &DrawnPoint| (point.0 - first.0).hypot(point.1 - first.1);
    let farthest = (0..ring.len()).max_by(|a, b| away(&ring[*a]).total_cmp(&away(&ring[*b]))).unwrap_or(0);
    let mut is_kept = vec![false; ring.len()];
    (is_kept[0], is_kept[farthest]) = (true, true);
    let point = |at: usize| ring[at % ring.len()];
    let mut stretches = vec![(0, farthest), (farthest, ring.len())];
    while let Some((from, to)) = stretches.pop() {
        let distances = (from + 1..to).map(|at| (distance(point(at), point(from), point(to)), at));
        let Some((distance, at)) = distances.reduce(|best, next| if next.0 > best.0 { next } else { best })
        else {
            continue;
        };
        if distance > tolerance {
            is_kept[at] = true;
            stretches.extend([(from, at), (at, to)]);
        }
    }
    ring.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(point, _)| *point).collect()
}

/// How far a point is from the line between two others.
fn distance(point: DrawnPoint, from: DrawnPoint, to: DrawnPoint) -> f64 {
    let (along, across) = (to.0 - from.0, to.1 - from.1);
    let length = along.mul_add(along, across * across);
    let (x, y) = (point.0 - from.0, point.1 - from.1);
    let share = if length > 0.0 { (x.mul_add(along, y * across) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - along * share).hypot(y - across * share)
}

/// A ring in whole numbers, without points that follow themselves.
fn rounded(ring: &[DrawnPoint]) -> Vec<(i32, i32)> {
    // Points lie within the edges of the map, which are a few thousand units apart at most.
    #[expect(clippy::cast_possible_truncation, reason = "rounded, and small")]
    let rounded = |&(x, y): &DrawnPoint| (x.round() as i32, y.round() as i32);
    let mut whole: Vec<(i32, i32)> = ring.iter().map(rounded).collect();
    whole.dedup();
    whole
}

/// The area that a ring encloses.
fn area(ring: &[(i32, i32)]) -> f64 {
    let next = ring.iter().skip(1).chain(ring.first());
    let twice: i64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1))
        .sum();
    // Areas of drawings are far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "small")]
    let area = twice.abs() as f64 / 2.0;
    area
}

#[cfg(test)]
mod tests {
    use super::super::Coordinates;
    use super::*;

    fn around(places: &[(f64, f64)]) -> Frame {
        let places: Vec<Coordinates> =
            places.iter().map(|&(latitude, longitude)| Coordinates { latitude, longitude }).collect();
        Frame::around(&places).unwrap()
    }

    #[test]
    fn what_lies_beyond_the_edges_is_cut_off() {
        let ring = vec![(-100.0, 100.0), (500.0, 100.0), (500.0, 2000.0), (-100.0, 2000.0)];
        let inside = clipped(ring, 600.0);
        let mut corners = rounded(&inside);
        corners.sort_unstable();
        assert_eq!(corners, [(-4, 100), (-4, 604), (500, 100), (500, 604)]);
        assert!(clipped(vec![(-9.0, 0.0), (-8.0, 9.0), (-7.0, 0.0)], 600.0).is_empty());
    }

    #[test]
    fn a_line_keeps_the_points_that_can_be_seen() {
        let ring = [
            (0.0, 0.0),
            (50.0, 0.5),
            (100.0, 0.0),
            (100.0, 50.0),
            (99.5, 75.0),
            (100.0, 100.0),
            (0.0, 100.0),
        ];
        assert_eq!(simplified(&ring, 1.0), [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]);
        assert_eq!(simplified(&ring, 0.1).len(), ring.len());
        assert!(simplified(&[], 1.0).is_empty());
    }

    #[test]
    fn a_path_says_how_far_each_point_is_from_the_last() {
        let square = vec![(10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0)];
        let speck = vec![(1.0, 1.0), (2.0, 1.0), (2.0, 2.0)];
        let other = square.iter().map(|&(x, y)| (x + 100.0, y)).collect();
        assert_eq!(path(&[square, speck, other], 1.0), "m10 10 20 0 0 20-20 0zm100 0 20 0 0 20-20 0z");
    }

    #[test]
    fn maps_of_every_size_are_small_and_lie_within_their_edges() {
        let europe = [(64.1, -21.9), (38.7, -9.1), (55.8, 37.6), (41.0, 29.0)];
        let world = [(64.1, -21.9), (-41.3, 174.8), (35.7, 139.7), (-33.4, -70.7), (-33.9, 18.4)];
        for places in
            [&europe[..], &world, &[(52.5, 13.4)], &[(60.4, 5.3)], &[(-18.1, 178.4)], &[(90.0, 0.0)]]
        {
            let frame = around(places);
            let path = land(&frame);
            assert!((100..=LONGEST).contains(&path.len()), "{places:?}: {} bytes", path.len());
            assert!(path.bytes().all(|byte| b"mz- 0123456789".contains(&byte)), "{path}");
        }
    }
}
