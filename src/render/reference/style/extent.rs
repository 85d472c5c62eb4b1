//! How much a style is, counted before it is applied: elements that stand in each other, and macros that call
//! macros, which a few lines can make endless.

use hayagriva::citationberg::{
    IndependentStyle, LayoutRenderingElement as Element, NamesChild, SortKey, Text, TextTarget,
};
use std::collections::{BTreeMap, BTreeSet};

/// Longest style, in bytes.
pub(super) const MAX_BYTES: usize = 1 << 20;
/// Deepest nesting of elements, those of called macros included.
pub(super) const MAX_DEPTH: usize = 100;
/// Most elements that are applied to one source, those of a macro counted as often as it is called. The longest style
/// that is built in has 1,089.
pub(super) const MAX_ELEMENTS: usize = 5_000;

/// The deepest nesting of elements in some XML; nothing where that cannot be told, because it declares a type of
/// documents.
pub(super) fn depth_of_xml(xml: &str) -> Option<usize> {
    let (mut depth, mut deepest): (usize, usize) = (0, 0);
    let mut rest = xml;
    while let Some((_, after)) = rest.split_once('<') {
        let behind = |end: &str| after.split_once(end).map_or("", |(_, behind)| behind);
        rest = if after.starts_with("!--") {
            behind("-->")
        } else if after.starts_with("![CDATA[") {
            behind("]]>")
        } else if after.starts_with('!') {
            return None;
        } else if after.starts_with('?') {
            behind("?>")
        } else if after.starts_with('/') {
            depth = depth.saturating_sub(1);
            behind(">")
        } else {
            let end = tag_end(after);
            if !after[..end].ends_with('/') {
                depth += 1;
                deepest = deepest.max(depth);
            }
            &after[end..]
        };
    }
    Some(deepest)
}

/// The offset of the `>` that ends a tag; one inside a quoted value does not.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    let end = tag.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        quote.is_none() && byte == b'>'
    });
    end.unwrap_or(tag.len())
}

/// How many elements a part of a style applies, and how deep they stand in each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) elements: usize,
    pub(super) depth: usize,
}

/// The extent of a style's layouts. A macro that calls itself counts once: its inner call prints nothing.
pub(super) fn extent(style: &IndependentStyle) -> Extent {
    let mut measure = Measure::new(style);
    let layouts = [Some(&style.citation.layout), style.bibliography.as_ref().map(|list| &list.layout)];
    let mut whole = Extent::default();
    for layout in layouts.into_iter().flatten() {
        let one = measure.elements(&layout.elements, 0);
        whole = Extent { elements: whole.elements.max(one.elements), depth: whole.depth.max(one.depth) };
    }
    whole
}

/// The names of the macros that citations call, or that sort them.
pub(super) fn macros_of_citations(style: &IndependentStyle) -> BTreeSet<String> {
    let mut measure = Measure::new(style);
    measure.elements(&style.citation.layout.elements, 0);
    for key in style.citation.sort.iter().flat_map(|sort| &sort.keys) {
        if let SortKey::MacroName { name, .. } = key {
            measure.called(name, 0);
        }
    }
    measure.known.into_keys().map(str::to_owned).collect()
}

struct Measure<'s> {
    macros: BTreeMap<&'s str, &'s [Element]>,
    known: BTreeMap<&'s str, Extent>,
}

impl<'s> Measure<'s> {
    fn new(style: &'s IndependentStyle) -> Self {
        let mut macros = BTreeMap::new();
        for found in &style.macros {
            macros.entry(found.name.as_str()).or_insert(found.children.as_slice());
        }
        Self { macros, known: BTreeMap::new() }
    }

    /// `above` counts what this call stands in: beyond the limit nothing more is measured.
    fn elements(&mut self, elements: &'s [Element], above: usize) -> Extent {
        let mut whole = Extent { elements: 0, depth: 1 };
        for element in elements {
            let within = if above > MAX_DEPTH { Extent::default() } else { self.element(element, above + 1) };
            whole.elements = whole.elements.saturating_add(1).saturating_add(within.elements);
            whole.depth = whole.depth.max(1 + within.depth);
        }
        whole
    }

    fn element(&mut self, element: &'s Element, above: usize) -> Extent {
        match element {
            Element::Text(Text { target: TextTarget::Macro { name }, .. }) => self.called(name, above),
            Element::Group(group) => self.elements(&group.children, above),
            Element::Names(names) => {
                let substitutes = names.children.iter().filter_map(|child| match child {
                    NamesChild::Substitute(substitute) => Some(substitute.children.as_slice()),
                    _ => None,
                });
                self.largest(substitutes, above)
            }
            // One of the branches is applied.
            Element::Choose(choose) => {
                let otherwise = choose.otherwise.iter().map(|otherwise| otherwise.children.as_slice());
                let branches = choose.branches().map(|branch| branch.children.as_slice());
                self.largest(branches.chain(otherwise), above)
            }
            _ => Extent::default(),
        }
    }

    fn largest(&mut self, lists: impl Iterator<Item = &'s [Element]>, above: usize) -> Extent {
        lists.fold(Extent::default(), |largest, list| {
            let one = self.elements(list, above);
            Extent { elements: largest.elements.max(one.elements), depth: largest.depth.max(one.depth) }
        })
    }

    fn called(&mut self, name: &str, above: usize) -> Extent {
        let Some((&name, &children)) = self.macros.get_key_value(name) else { return Extent::default() };
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        self.known.insert(name, Extent::default());
        let extent = self.elements(children, above);
        self.known.insert(name, extent);
        extent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayagriva::archive::ArchivedStyle;
    use hayagriva::citationberg::Style;

    #[test]
    fn every_style_that_is_built_in_is_within_the_limits() {
        for archived in ArchivedStyle::all() {
            let Style::Independent(style) = archived.get() else { continue };
            let found = extent(&style);
            assert!(found.elements <= MAX_ELEMENTS / 2, "{:?}: {found:?}", archived.names());
            assert!(found.depth <= MAX_DEPTH / 2, "{:?}: {found:?}", archived.names());
        }
    }

    #[test]
    fn only_what_is_open_is_deep() {
        assert_eq!(
            depth_of_xml("<?xml version='1'?><a b='>'><b/><c><!-- <d> --></c><![CDATA[<d>]]></a>"),
            Some(2)
        );
        assert_eq!(depth_of_xml(&"<a>".repeat(1_000)), Some(1_000));
        assert_eq!(depth_of_xml("<!DOCTYPE a [<!ENTITY b '</a>'>]><a/>"), None);
        assert_eq!(depth_of_xml("<a b=\"<"), Some(1));
    }
}
