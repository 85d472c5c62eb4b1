//! How much a drawing comes to when its references are followed, counted before it is drawn: elements that are used by
//! elements that are used, which a few lines can make endless.

use std::collections::HashMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use super::work::DrawingRefusal;
use crate::base::tag;

/// Most elements that are drawn, each as often as it is used.
const MOST: u64 = 20_000;
/// Deepest nesting of elements, those that are used included.
const DEEPEST: usize = 100;
/// What an element counts whose drawing is a picture of its own, which is put on the picture below it.
const LAYER: u64 = 20;
/// What a filter counts, which computes every pixel.
const FILTER: u64 = 500;
/// Most bytes that entities may come to.
const MOST_OF_ENTITIES: usize = 16 << 20;
/// Most references inside a reference that a parser follows (roxmltree 0.21).
const REFERENCES: usize = 255;

/// Most bytes of outlines that count as one element.
const OUTLINE: usize = 64;
/// Most pairs of a rule of a stylesheet and an element, each of which is compared.
const MOST_COMPARED: usize = 2_000_000;

const TOO_MANY: DrawingRefusal = "it comes to too many elements";

/// Refuses a drawing that could not be parsed in time: its tags have too many attributes, or its entities grow.
pub(super) fn check_text(svg: &str) -> Result<(), DrawingRefusal> {
    let declared =
        svg.find("<!ENTITY").map_or(0, |start| svg.rfind("]>").unwrap_or(svg.len()).saturating_sub(start));
    let used = if declared > 0 { svg.matches('&').count() } else { 0 };
    if tag::crowded(svg).is_some() {
        return Err("it has a tag of too many attributes");
    }
    if used.saturating_mul(declared).saturating_mul(REFERENCES) > MOST_OF_ENTITIES {
        return Err("its entities come to too much");
    }
    Ok(())
}

/// Refuses a drawing of too many elements, each counted as often as it is used.
pub(super) fn check_elements(drawing: &Document<'_>) -> Result<(), DrawingRefusal> {
    let mut ids = HashMap::new();
    for node in drawing.descendants() {
        if let Some(id) = node.attribute("id") {
            ids.entry(id).or_insert(node);
        }
    }
    let styles = || drawing.descendants().filter(|node| node.tag_name().name() == "style");
    let text = |style: Node<'_, '_>| -> usize {
        let parts = style.children().filter_map(|part| part.text());
        parts.map(|text| text.matches(['{', ',']).count()).sum()
    };
    let rules: usize = styles().map(text).sum();
    if rules.saturating_mul(drawing.descendants().count()) > MOST_COMPARED {
        return Err("its styles come to too many rules");
    }
    let styles: Vec<Node<'_, '_>> = styles()
        .flat_map(|style| references(style.text().unwrap_or_default()))
        .filter_map(|id| ids.get(id).copied())
        .collect();
    let mut count = Count { ids, styles, known: HashMap::new() };
    match count.of_element(drawing.root_element(), 0) {
        Some(count) if count <= MOST => Ok(()),
        _ => Err(TOO_MANY),
    }
}

struct Count<'d, 'i> {
    ids: HashMap<&'d str, Node<'d, 'i>>,
    /// What stylesheets refer to, each of whose rules may hold for any element.
    styles: Vec<Node<'d, 'i>>,
    /// The elements that were counted; one that is being counted counts nothing, as a circle is not drawn.
    known: HashMap<NodeId, u64>,
}

impl<'d, 'i> Count<'d, 'i> {
    /// How many elements one comes to; nothing where they are too many, or nest too deep.
    fn of_element(&mut self, node: Node<'d, 'i>, depth: usize) -> Option<u64> {
        if let Some(known) = self.known.get(&node.id()) {
            return Some(*known);
        }
        if depth > DEEPEST {
            return None;
        }
        self.known.insert(node.id(), 0);
        let mut count = own_count(node);
        for child in node.children().filter(Node::is_element) {
            count = count.saturating_add(self.of_element(child, depth + 1)?);
        }
        let mut used: Vec<Node<'d, 'i>> = Vec::new();
        for attribute in node.attributes() {
            let linked = attribute.value().strip_prefix('#').filter(|_| attribute.name() == "href");
            let named = linked.into_iter().chain(references(attribute.value()));
            used.extend(named.filter_map(|id| self.ids.get(id).copied()));
        }
        if !self.styles.is_empty() && node.tag_name().name() != "style" {
            used.extend(self.styles.iter().copied());
        }
        // A marker stands at every point of a line.
        let points =
            node.attribute("d").or(node.attribute("points")).map_or(1, |line| 1 + line.len() as u64 / 2);
        for one in used {
            let times = if one.tag_name().name() == "marker" { points } else { 1 };
            count = count.saturating_add(self.of_element(one, depth + 1)?.saturating_mul(times));
        }
        if count > MOST {
            return None;
        }
        self.known.insert(node.id(), count);
        Some(count)
    }
}

/// What an element counts without those in it.
fn own_count(node: Node<'_, '_>) -> u64 {
    let outline = ["d", "points", "style"].iter().filter_map(|name| node.attribute(*name));
    let outline = outline.map(|outline| outline.len() / OUTLINE).sum::<usize>() as u64;
    let has_layer = node.attributes().any(|attribute| {
        ["opacity", "mask", "clip-path", "filter", "style", "mix-blend-mode", "isolation"]
            .contains(&attribute.name())
    });
    match node.tag_name().name() {
        name if name.starts_with("fe") && name.len() > 2 => FILTER,
        "filter" | "pattern" | "mask" => FILTER,
        _ if has_layer => LAYER + outline,
        _ => 1 + outline,
    }
}

/// The ids in `url(#id)` of a style or an attribute.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        let id = rest.strip_prefix('#')?;
        Some(id.split(|c: char| matches!(c, ')' | '"' | '\'') || c.is_whitespace()).next().unwrap_or(id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_drawn(svg: &str) -> bool {
        check_text(svg).is_ok() && Document::parse(svg).is_ok_and(|drawing| check_elements(&drawing).is_ok())
    }

    #[test]
    fn what_uses_what_it_uses_is_not_drawn() {
        let in_svg = |inside: &str| format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");
        let doubled = |one: &dyn Fn(usize) -> String| (0..40).map(one).collect::<String>();
        let used = doubled(&|n| format!("<g id='a{n}'><use href='#a{0}'/><use href='#a{0}'/></g>", n + 1));
        assert!(!is_drawn(&in_svg(&used)));
        let patterns = doubled(&|n| {
            format!(
                "<pattern id='a{n}'><rect fill='url(#a{0})'/><rect style='fill:url( \"#a{0}\")'/></pattern>",
                n + 1
            )
        });
        assert!(!is_drawn(&in_svg(&patterns)));
        let chain: String = (0..500).map(|n| format!("<g id='a{n}'><use href='#a{}'/></g>", n + 1)).collect();
        assert!(!is_drawn(&in_svg(&chain)));
        assert!(!is_drawn(&in_svg(&format!("{}{}", "<g>".repeat(5_000), "</g>".repeat(5_000)))));
        assert!(!is_drawn(&in_svg(&format!("<filter id='f'>{}</filter>", "<feBlend/>".repeat(100)))));
        let marker = "<marker id='m'><path d='M0 0'/></marker>";
        assert!(!is_drawn(&in_svg(&format!(
            "{marker}<path marker-mid='url(#m)' d='{}'/>",
            "L1 1".repeat(20_000)
        ))));
        let names: String = (0..600).map(|n| format!(" z{n}='1'")).collect();
        assert!(!is_drawn(&in_svg(&format!("<g{names}/>"))));
        let entities = format!("<!DOCTYPE svg [<!ENTITY a '{}'>]>", "x".repeat(10_000));
        assert!(!is_drawn(&format!(
            "{entities}{}",
            in_svg(&format!("<text>{}</text>", "&a;".repeat(1_000)))
        )));
    }

    #[test]
    fn marks_as_programs_draw_them_are_drawn() {
        for svg in [
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><rect width='8' height='8' fill='red'/></svg>",
            "<svg xmlns='http://www.w3.org/2000/svg'><defs><clipPath id='c'><path d='M0 0h8v8z'/></clipPath>\
             <filter id='f'><feOffset/><feGaussianBlur/><feMerge/></filter></defs><style>.a{clip-path:url(#c)}</style>\
             <g class='a' filter='url(#f)'><use href='#c'/></g></svg>",
            "<svg xmlns='http://www.w3.org/2000/svg'><g id='a'><use href='#a'/></g></svg>",
        ] {
            assert!(is_drawn(svg), "{svg}");
        }
        let entities =
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x' [<!ENTITY ns 'http://www.w3.org/2000/svg'>]>";
        assert_eq!(check_text(&format!("{entities}<svg xmlns='&ns;'/>")), Ok(()));
    }
}
