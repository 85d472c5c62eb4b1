//! What drawing a mark takes, computed before it is drawn: the pixels that are touched, and those that are held at a
//! time. Every number of a drawing may decide it (sizes, lengths of dashes, deviations of filters), so it is taken from
//! the tree that `usvg` resolved, in which each number is what it comes to.

use resvg::tiny_skia::{Path as Outline, PathSegment, Point, Rect};
use resvg::usvg::filter::{Filter, Kind};
use resvg::usvg::{ClipPath, Group, Mask, Node, Paint, Path, Stroke, Transform, Tree};

/// The side of the picture for which the work is computed, in pixels: the largest icon.
const SIDE: f32 = 512.0;
/// Most pixels that are touched, each as often as it is: a thousand times all pixels of the largest icon.
const MOST_TOUCHED: f64 = 1000.0 * 512.0 * 512.0;
/// Most pixels that are held at a time; each takes four bytes.
const MOST_HELD: f64 = 24e6;
/// Most dashes of all lines.
const MOST_DASHES: f64 = 10_000.0;
/// Longest dashed line, in pixels.
const LONGEST_DASHED: f64 = 1e6;
/// Largest deviation of a blur, in pixels.
const LARGEST_DEVIATION: f32 = 1000.0;
/// How many times as long as a plain one a pixel takes whose colour is computed.
const COMPUTED: f64 = 8.0;
/// How many times as long as a plain one a pixel takes in a filter.
const FILTERED: f64 = 50.0;
/// Lines of samples in a row of pixels.
const SAMPLES: f64 = 4.0;
/// Segments of the outline of a line for each of its own.
const OUTLINED: f64 = 8.0;
/// How many times the side of its picture a layer may have (resvg 0.49, `max_filter_bbox`).
const LARGEST_LAYER: f32 = 5.0;

/// Why a mark is not drawn.
pub(in crate::render::picture) type DrawingRefusal = &'static str;

const TOO_MUCH_WORK: DrawingRefusal = "drawing it takes too long";
const TOO_MUCH_MEMORY: DrawingRefusal = "drawing it takes too much memory";

/// Refuses a drawing that takes too much time or memory.
pub(super) fn check(tree: &Tree) -> Result<(), DrawingRefusal> {
    let scale = SIDE / tree.size().width().max(tree.size().height());
    let mut work = Work::default();
    work.group(tree.root(), Transform::from_scale(scale, scale), DrawnArea { width: SIDE, height: SIDE })
}

/// A surface that is drawn on, in pixels.
#[derive(Clone, Copy)]
struct DrawnArea {
    width: f32,
    height: f32,
}

impl DrawnArea {
    fn pixels(self) -> f64 {
        f64::from(self.width) * f64::from(self.height)
    }

    /// As much of it as a rectangle covers at most.
    fn covered_by(self, rect: Rect, transform: Transform) -> Result<Self, DrawingRefusal> {
        let rect = rect.transform(transform).ok_or("its numbers are too large")?;
        // Edges are drawn smooth, so that a line without width touches pixels, too.
        Ok(Self {
            width: (rect.width() + 2.0).min(self.width),
            height: (rect.height() + 2.0).min(self.height),
        })
    }
}

#[derive(Default)]
struct Work {
    touched: f64,
    held: f64,
    dashes: f64,
}

impl Work {
    /// Counts pixels that are touched. What is no number is too much.
    fn touch(&mut self, pixels: f64) -> Result<(), DrawingRefusal> {
        self.touched += pixels;
        if self.touched <= MOST_TOUCHED { Ok(()) } else { Err(TOO_MUCH_WORK) }
    }

    /// Counts pixels that are held while `inside` is drawn.
    fn hold(
        &mut self,
        pixels: f64,
        inside: impl FnOnce(&mut Self) -> Result<(), DrawingRefusal>,
    ) -> Result<(), DrawingRefusal> {
        self.held += pixels;
        self.touch(pixels)?;
        if self.held <= MOST_HELD {
            inside(self)?;
            self.held -= pixels;
            Ok(())
        } else {
            Err(TOO_MUCH_MEMORY)
        }
    }

    fn group(&mut self, group: &Group, transform: Transform, on: DrawnArea) -> Result<(), DrawingRefusal> {
        let transform = transform.pre_concat(group.transform());
        if !group.should_isolate() {
            return self.children(group, transform, on);
        }
        let largest = DrawnArea { width: SIDE * LARGEST_LAYER, height: SIDE * LARGEST_LAYER };
        let layer = largest.covered_by(group.layer_bounding_box().to_rect(), transform)?;
        self.hold(layer.pixels(), |work| {
            work.children(group, transform, layer)?;
            for filter in group.filters() {
                work.filter(filter, transform, layer)?;
            }
            if let Some(clip) = group.clip_path() {
                work.clip(clip, transform, layer)?;
            }
            group.mask().map_or(Ok(()), |mask| work.mask(mask, transform, layer))
        })
    }

    fn children(&mut self, group: &Group, transform: Transform, on: DrawnArea) -> Result<(), DrawingRefusal> {
        for child in group.children() {
            match child {
                Node::Group(group) => self.group(group, transform, on)?,
                Node::Path(path) => self.path(path, transform, on)?,
                // Neither files nor fonts are read for a mark.
                Node::Image(_) | Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn mask(&mut self, mask: &Mask, transform: Transform, layer: DrawnArea) -> Result<(), DrawingRefusal> {
        self.hold(2.0 * layer.pixels(), |work| {
            work.group(mask.root(), transform, layer)?;
            mask.mask().map_or(Ok(()), |mask| work.mask(mask, transform, layer))
        })
    }

    fn clip(
        &mut self,
        clip: &ClipPath,
        transform: Transform,
        layer: DrawnArea,
    ) -> Result<(), DrawingRefusal> {
        self.hold(2.0 * layer.pixels(), |work| {
            work.clipping(clip.root(), transform.pre_concat(clip.transform()), layer)?;
            clip.clip_path().map_or(Ok(()), |clip| work.clip(clip, transform, layer))
        })
    }

    /// The shapes of a clip path, of which each may be clipped itself.
    fn clipping(
        &mut self,
        group: &Group,
        transform: Transform,
        layer: DrawnArea,
    ) -> Result<(), DrawingRefusal> {
        for child in group.children() {
            match child {
                Node::Path(path) => self.path(path, transform, layer)?,
                Node::Group(group) => {
                    let transform = transform.pre_concat(group.transform());
                    match group.clip_path() {
                        None => self.clipping(group, transform, layer)?,
                        Some(clip) => self.hold(layer.pixels(), |work| {
                            work.clipping(group, transform, layer)?;
                            work.clip(clip, transform, layer)
                        })?,
                    }
                }
                Node::Image(_) | Node::Text(_) => {}
            }
        }
        Ok(())
    }

    /// The results of a filter's parts are all held to its end.
    fn filter(
        &mut self,
        filter: &Filter,
        transform: Transform,
        layer: DrawnArea,
    ) -> Result<(), DrawingRefusal> {
        if transform.has_skew() && !is_turned_only(transform) {
            return Err("it has a filter on something that is skewed");
        }
        let (x, y) = transform.get_scale();
        let pixels = layer.pixels();
        for part in filter.primitives() {
            let deviation = match part.kind() {
                Kind::GaussianBlur(blur) => (blur.std_dev_x().get() * x).max(blur.std_dev_y().get() * y),
                Kind::DropShadow(shadow) => (shadow.std_dev_x().get() * x).max(shadow.std_dev_y().get() * y),
                Kind::Blend(_)
                | Kind::ColorMatrix(_)
                | Kind::ComponentTransfer(_)
                | Kind::Composite(_)
                | Kind::Flood(_)
                | Kind::Merge(_)
                | Kind::Offset(_) => 0.0,
                Kind::Turbulence(_) => return Err("it has the filter `feTurbulence`"),
                Kind::Morphology(_) => return Err("it has the filter `feMorphology`"),
                Kind::ConvolveMatrix(_) => return Err("it has the filter `feConvolveMatrix`"),
                Kind::DisplacementMap(_) => return Err("it has the filter `feDisplacementMap`"),
                Kind::DiffuseLighting(_) | Kind::SpecularLighting(_) => {
                    return Err("it has a filter that computes light");
                }
                Kind::Image(_) | Kind::Tile(_) => return Err("it has the filter `feImage` or `feTile`"),
            };
            if deviation.is_nan() || deviation > LARGEST_DEVIATION {
                return Err("it has a filter that blurs over more than all of it");
            }
            self.touch(FILTERED * pixels)?;
        }
        let held = 4.0 + counted(filter.primitives().len());
        self.hold(held * pixels, |_| Ok(()))
    }

    fn path(&mut self, path: &Path, transform: Transform, on: DrawnArea) -> Result<(), DrawingRefusal> {
        let segments = counted(path.data().len());
        if let Some(fill) = path.fill() {
            let area = on.covered_by(path.bounding_box(), transform)?;
            self.shape(area, segments)?;
            self.paint(fill.paint(), transform, area)?;
        }
        if let Some(stroke) = path.stroke() {
            let area = on.covered_by(path.stroke_bounding_box(), transform)?;
            self.dashes(path.data(), stroke, transform)?;
            self.shape(area, OUTLINED * segments)?;
            self.paint(stroke.paint(), transform, area)?;
        }
        Ok(())
    }

    /// A shape of so many segments: of each row of pixels all may be looked at, and of each pixel the colour is set.
    fn shape(&mut self, area: DrawnArea, segments: f64) -> Result<(), DrawingRefusal> {
        self.touch(area.pixels() + segments * SAMPLES * f64::from(area.height))
    }

    fn paint(&mut self, paint: &Paint, transform: Transform, area: DrawnArea) -> Result<(), DrawingRefusal> {
        match paint {
            Paint::Color(_) => Ok(()),
            Paint::LinearGradient(gradient) => {
                self.touch(area.pixels() * (COMPUTED + counted(gradient.stops().len())))
            }
            Paint::RadialGradient(gradient) => {
                self.touch(area.pixels() * (COMPUTED + counted(gradient.stops().len())))
            }
            Paint::Pattern(pattern) => {
                self.touch(area.pixels() * COMPUTED)?;
                let (x, y) = transform.pre_concat(pattern.transform()).get_scale();
                let tile =
                    DrawnArea { width: pattern.rect().width() * x, height: pattern.rect().height() * y };
                self.hold(tile.pixels(), |work| work.group(pattern.root(), Transform::from_scale(x, y), tile))
            }
        }
    }

    fn dashes(
        &mut self,
        line: &Outline,
        stroke: &Stroke,
        transform: Transform,
    ) -> Result<(), DrawingRefusal> {
        let Some(dashes) = stroke.dasharray() else { return Ok(()) };
        let period: f64 = dashes.iter().map(|dash| f64::from(*dash)).sum();
        let length = length(line);
        let (x, y) = transform.get_scale();
        self.dashes += length / period * counted(dashes.len());
        let is_drawn = self.dashes <= MOST_DASHES && length * f64::from(x.max(y)) <= LONGEST_DASHED;
        if is_drawn { Ok(()) } else { Err("it has a line of too many dashes") }
    }
}

/// A number of things; more than four thousand million are as good as that.
fn counted(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Whether a transform turns and scales, each side by itself, and does nothing else.
fn is_turned_only(transform: Transform) -> bool {
    let (along, across) = (transform.sx * transform.kx + transform.ky * transform.sy, transform.get_scale());
    along.abs() <= 1e-3 * across.0 * across.1
}

/// The length of a line at most: curves are shorter than the lines between their points.
fn length(line: &Outline) -> f64 {
    let mut length = 0.0;
    let (mut begin, mut last) = (Point::zero(), Point::zero());
    let mut to = |point: Point, last: &mut Point| {
        length += f64::from(point.x - last.x).hypot(f64::from(point.y - last.y));
        *last = point;
    };
    for segment in line.segments() {
        match segment {
            PathSegment::MoveTo(point) => (begin, last) = (point, point),
            PathSegment::LineTo(point) => to(point, &mut last),
            PathSegment::QuadTo(one, point) => [one, point].into_iter().for_each(|at| to(at, &mut last)),
            PathSegment::CubicTo(one, two, point) => {
                [one, two, point].into_iter().for_each(|at| to(at, &mut last));
            }
            PathSegment::Close => to(begin, &mut last),
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::super::mark;

    fn drawn(inside: &str) -> Result<(), &'static str> {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{inside}</svg>");
        mark(svg.as_bytes(), 32).map(|_| ())
    }

    fn filtered(parts: &str) -> String {
        format!("<filter id='f'>{parts}</filter><rect width='9' height='9' filter='url(#f)'/>")
    }

    #[test]
    fn what_a_number_makes_endless_is_not_drawn() {
        let nested = |open: &str, count: usize| {
            format!("{}<path d='M-99 -99h999v999z'/>{}", open.repeat(count), "</g>".repeat(count))
        };
        let gradient = "<radialGradient id='g'><stop stop-color='red'/><stop offset='1'/></radialGradient>";
        for (inside, reason) in [
            (filtered("<feTurbulence numOctaves='100000000'/>"), "feTurbulence"),
            (filtered("<feMorphology radius='5000' operator='dilate'/>"), "feMorphology"),
            (filtered("<feConvolveMatrix order='3' kernelMatrix='1 1 1 1 1 1 1 1 1'/>"), "feConvolveMatrix"),
            (filtered("<feGaussianBlur stdDeviation='1e30'/>"), "blurs"),
            (filtered("<feDropShadow stdDeviation='1e9'/>"), "blurs"),
            ("<rect width='9' height='9' filter='blur(1e9px)'/>".to_owned(), "blurs"),
            ("<path stroke-dasharray='0.00001' stroke='red' d='M0 0L9 9'/>".to_owned(), "dashes"),
            ("<path style='stroke:red;stroke-dasharray:1e-9' d='M0 0L9 9'/>".to_owned(), "dashes"),
            ("<path stroke-dasharray='1' stroke='red' d='M0 0Q9e9 9 9 9e9'/>".to_owned(), "dashes"),
            ("<path stroke-dasharray='1' stroke='red' d='M0 0L1e8 9'/>".to_owned(), "dashes"),
            (
                "<pattern id='p' width='1e6' height='1e6' patternUnits='userSpaceOnUse'><path d='M0 0h1v1z'/></pattern>\
                 <rect width='9' height='9' fill='url(#p)'/>"
                    .to_owned(),
                "too",
            ),
            (nested("<g opacity='.9'>", 60), "memory"),
            (format!("{gradient}{}", "<rect width='9' height='9' fill='url(#g)'/>".repeat(4000)), "too long"),
            (format!("<path stroke='red' d='{}'/>", "M0 0L1 9".repeat(20_000)), "too long"),
        ] {
            let drawn = drawn(&inside);
            assert!(drawn.is_err_and(|found| found.contains(reason)), "{drawn:?}: {:.90}", inside);
        }
    }

    #[test]
    fn marks_with_shadows_dashes_and_layers_are_drawn() {
        let shadow = "<feGaussianBlur stdDeviation='.4'/><feOffset dy='.3'/>\
                      <feColorMatrix values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 .3 0'/>\
                      <feMerge><feMergeNode/><feMergeNode in='SourceGraphic'/></feMerge>";
        for inside in [
            filtered(shadow),
            "<g transform='rotate(30)'><rect width='9' height='9' filter='drop-shadow(1px 1px 1px red)'/></g>".to_owned(),
            "<circle r='4' stroke='red' stroke-dasharray='.1 .2'/>".to_owned(),
            "<g opacity='.5'>".repeat(20) + "<rect width='9' height='9'/>" + &"</g>".repeat(20),
            "<pattern id='p' width='1' height='1'><path d='M0 0h1v1z'/></pattern><rect width='9' height='9' fill='url(#p)'/>"
                .to_owned(),
            format!("<path d='{}'/>", "M0 0L1 1L2 0z".repeat(500)),
        ] {
            assert_eq!(drawn(&inside), Ok(()), "{inside}");
        }
    }
}
