//! `cs:names` without `cs:name`: completed, so that the names are printed.
//!
//! In CSL 1.0.2 (§ Names) `cs:name` is optional; without it names are printed with the options in force.
//! `hayagriva` 0.10 takes a `cs:names` with a label or a substitute and no `cs:name` for one that prints
//! nothing, so the styles that leave it out (`vancouver` and others) would lose their authors.

use hayagriva::citationberg::{
    IndependentStyle, LayoutRenderingElement as Element, Name, Names, NamesChild, Substitute,
};

/// Gives every `cs:names` of the style a `cs:name`, except where a substitute takes over that of its parent.
pub(super) fn complete(style: &mut IndependentStyle) {
    let macros = style.macros.iter_mut().flat_map(|found| found.children.iter_mut());
    let layouts = style.citation.layout.elements.iter_mut();
    layouts.chain(macros).for_each(complete_element);
}

fn complete_element(element: &mut Element) {
    match element {
        Element::Group(group) => group.children.iter_mut().for_each(complete_element),
        Element::Choose(choose) => {
            let others = choose.otherwise.iter_mut().flat_map(|otherwise| otherwise.children.iter_mut());
            let branches = std::iter::once(&mut choose.if_).chain(&mut choose.else_if);
            branches.flat_map(|branch| branch.children.iter_mut()).chain(others).for_each(complete_element);
        }
        Element::Names(names) => complete_names(names),
        Element::Text(_) | Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
    }
}

fn complete_names(names: &mut Names) {
    for child in &mut names.children {
        if let NamesChild::Substitute(Substitute { children }) = child {
            // A `cs:names` directly inside takes over the children of its parent; with one of its own it would not.
            children
                .iter_mut()
                .filter(|child| !matches!(child, Element::Names(_)))
                .for_each(complete_element);
        }
    }
    if !names.children.is_empty() && names.name().is_none() {
        // First, so that a label follows the names, as in the processors that the styles were written for.
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
}
