//! Draws maps: the land around some places, and a numbered marker for each.
//!
//! 1. [`frame`]: places → which part of the world is shown;
//! 2. [`land`], [`outline`]: the coast lines of the world → those of the frame, as a path;
//! 3. [`label`]: places → where their numbers and names stand, so that none covers another.
//!
//! There are no borders of states, rivers or names of anything else: a map shows nothing that its page does not state
//! but where there is land.

mod frame;
mod label;
mod land;
mod outline;

use std::fmt::Write;

use crate::base::escape::escape;
use frame::{Frame, WIDTH};
use label::{DOT, Label, NAME_SIZE, RADIUS};

/// Where a place is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coordinates {
    /// Degrees north of the equator, from -90 to 90.
    pub latitude: f64,
    /// Degrees east of Greenwich, from -180 to 180.
    pub longitude: f64,
}

/// A marker of a map.
#[derive(Clone, Copy, Debug)]
pub struct MapMarker<'m> {
    /// The number that stands in it.
    pub number: usize,
    /// The place's name.
    pub name: &'m str,
    /// Where it is.
    pub position: Coordinates,
    /// Id of the element with what is said of it, to which the marker leads.
    pub leads_to: &'m str,
}

/// A map as an element `svg`, named by `title`, whose own id is `title_id`; nothing where there are no markers.
#[must_use]
pub fn svg(markers: &[MapMarker<'_>], title: &str, title_id: &str) -> Option<String> {
    let positions: Vec<Coordinates> = markers.iter().map(|marker| marker.position).collect();
    let frame = Frame::around(&positions)?;
    let height = frame.drawn_height();
    let places: Vec<((f64, f64), &str)> =
        markers.iter().map(|marker| (frame.place(marker.position), marker.name)).collect();
    let labels = label::labels(&places, height);
    let (title, title_id) = (escape(title), escape(title_id));
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-labelledby=\"{title_id}\" direction=\"ltr\" font-family=\"var(--ui,sans-serif)\" font-size=\"{NAME_SIZE}\"><title id=\"{title_id}\">{title}</title><path d=\"{}\" fill=\"currentColor\" fill-opacity=\".13\" fill-rule=\"evenodd\" stroke=\"currentColor\" stroke-opacity=\".45\"/><rect width=\"{WIDTH}\" height=\"{height}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".35\" stroke-width=\"2\"/>",
        outline::land(&frame)
    );
    // Lines and dots first, so that they cover no number.
    for ((place, _), label) in places.iter().zip(&labels) {
        leader(&mut svg, *place, label.disc);
    }
    for (marker, label) in markers.iter().zip(&labels) {
        link(&mut svg, marker, label);
    }
    numbers(&mut svg, markers, &labels);
    svg.push_str("</svg>");
    Some(svg)
}

/// What leads from a place to a disc that stands apart from it.
fn leader(svg: &mut String, place: (f64, f64), disc: (f64, f64)) {
    if place == disc {
        return;
    }
    let ((x, y), (to_x, to_y)) = (place, disc);
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<line x1=\"{x:.0}\" y1=\"{y:.0}\" x2=\"{to_x:.0}\" y2=\"{to_y:.0}\" stroke=\"currentColor\" stroke-width=\"2\"/><circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{DOT}\" fill=\"currentColor\"/>"
    );
}

/// A marker as a link: a disc, and the name where there is room, with an edge that keeps it readable on coast lines.
fn link(svg: &mut String, marker: &MapMarker<'_>, label: &Label) {
    let MapMarker { number, name, leads_to, .. } = marker;
    let (name, leads_to, (x, y)) = (escape(name), escape(leads_to), label.disc);
    let _ = write!(
        svg,
        "<a href=\"#{leads_to}\" fill=\"currentColor\"><title>{number}. {name}</title><circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{RADIUS}\"/>"
    );
    if let Some(place) = &label.name {
        let ((x, y), anchor) = (place.at, place.anchor);
        let _ = write!(
            svg,
            "<text x=\"{x:.0}\" y=\"{y:.0}\" dy=\".35em\" text-anchor=\"{anchor}\" stroke=\"var(--bg,Canvas)\" stroke-width=\"6\" stroke-linejoin=\"round\" paint-order=\"stroke\">{name}</text>"
        );
    }
    svg.push_str("</a>");
}

/// The numbers of the discs. They stand outside of the links, so that no theme underlines them, and programs that read
/// a page aloud have them from the links' titles.
fn numbers(svg: &mut String, markers: &[MapMarker<'_>], labels: &[Label]) {
    svg.push_str("<g fill=\"var(--bg,Canvas)\" font-size=\"29\" font-weight=\"600\" text-anchor=\"middle\" pointer-events=\"none\" aria-hidden=\"true\">");
    for (marker, label) in markers.iter().zip(labels) {
        let (number, (x, y)) = (marker.number, label.disc);
        let _ = write!(svg, "<text x=\"{x:.0}\" y=\"{y:.0}\" dy=\".35em\">{number}</text>");
    }
    svg.push_str("</g>");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(number: usize, name: &str, latitude: f64, longitude: f64) -> MapMarker<'_> {
        MapMarker { number, name, position: Coordinates { latitude, longitude }, leads_to: "map-x" }
    }

    #[test]
    fn a_map_has_a_link_for_each_place() {
        let markers = [marker(1, "Berlin", 52.5, 13.4), marker(2, "London", 51.5, -0.1)];
        let svg = svg(&markers, "Where", "map-title").unwrap();
        assert_eq!(svg.matches("<a href=\"#map-x\"").count(), 2);
        assert!(svg.contains("<title>1. Berlin</title>") && svg.contains(">London</text>"));
        assert!(svg.contains("<title id=\"map-title\">Where</title>"));
        assert!(svg.len() < 12_000, "{}", svg.len());
    }

    #[test]
    fn without_places_there_is_no_map() {
        assert!(svg(&[], "Where", "map-title").is_none());
    }

    #[test]
    fn names_are_escaped() {
        let svg = svg(&[marker(1, "<script>\"", 52.5, 13.4)], "<b>", "\"").unwrap();
        assert!(!svg.contains("<script") && !svg.contains("<b>"));
    }
}
