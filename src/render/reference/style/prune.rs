//! A CSL style cut down to what one source can use: for speed.
//!
//! `hayagriva` asks at every level of a style whether anything below will print, so that a note in Chicago
//! style takes 2.4 ms, nearly all of it for volumes, editors and later citations that no source here has.
//! What is known before (the type, which variables are absent, that the citation is the first and has no
//! locator) is decided here once, from the bottom up. A test compares every built-in style before and after.
//!
//! Kept as in `hayagriva`: a group or macro whose variables are all absent prints nothing. So an element
//! that would call an absent variable is not dropped but becomes [`dead`], unless a neighbour decides.
//! Conditions on variables that are present stay, because `cs:substitute` may suppress these.

use hayagriva::citationberg::taxonomy::{
    DateVariable, Kind, NameVariable, NumberVariable, StandardVariable, Variable,
};
use hayagriva::citationberg::{
    Choose, ChooseBranch, ChooseMatch, CslMacro, ElseBranch, Group, IndependentStyle,
    LayoutRenderingElement as Element, Names, NamesChild, TestPosition, Text, TextTarget,
};
use std::collections::BTreeMap;

/// What is known of a source before its style is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct KnownFacts {
    pub(super) kind: Option<Kind>,
    /// Whether it is cited in a note; positions are not tested in a bibliography.
    pub(super) is_note: bool,
    pub(super) author: bool,
    pub(super) issued: bool,
    pub(super) accessed: bool,
    pub(super) publisher: bool,
    pub(super) container: bool,
    pub(super) address: bool,
}

impl KnownFacts {
    /// Whether the variable may have a value. A title always has: the label, if nothing else.
    fn has(&self, variable: Variable) -> bool {
        match variable {
            Variable::Standard(StandardVariable::Title) => true,
            Variable::Standard(StandardVariable::ContainerTitle) => self.container,
            Variable::Standard(StandardVariable::Publisher) => self.publisher,
            Variable::Standard(StandardVariable::URL) => self.address,
            Variable::Name(NameVariable::Author) => self.author,
            Variable::Date(DateVariable::Issued) => self.issued,
            Variable::Date(DateVariable::Accessed) => self.accessed,
            Variable::Number(NumberVariable::CitationNumber | NumberVariable::FirstReferenceNoteNumber) => {
                true
            }
            _ => false,
        }
    }
}

/// The style without what the source cannot use. `shell` is the style without its macros and layout.
pub(super) fn prune(
    style: &IndependentStyle,
    shell: &IndependentStyle,
    known: KnownFacts,
) -> IndependentStyle {
    let mut pruner = Pruner { macros: &style.macros, known, pruned: BTreeMap::new() };
    let mut pruned = shell.clone();
    pruned.citation.layout.elements = pruner.elements(&style.citation.layout.elements);
    let macros = pruner.pruned.into_iter();
    pruned.macros = macros.map(|(name, children)| CslMacro { name: name.to_owned(), children }).collect();
    pruned
}

struct Pruner<'s> {
    macros: &'s [CslMacro],
    known: KnownFacts,
    /// The macros that are called, each cut once. One that calls itself is empty, as it would never end.
    pruned: BTreeMap<&'s str, Vec<Element>>,
}

/// Calls a variable that no source has: prints nothing, and makes its group print nothing if it is alone.
fn dead() -> Element {
    let var = Variable::Standard(StandardVariable::Annote);
    Element::Text(Text::with_target(TextTarget::Variable { var, form: Default::default() }))
}

fn is_dead(element: &Element) -> bool {
    let annote = Variable::Standard(StandardVariable::Annote);
    matches!(element, Element::Text(Text { target: TextTarget::Variable { var, .. }, .. }) if *var == annote)
}

/// Whether the element prints words of the style, which do not keep a group alive.
fn is_words(element: &Element) -> bool {
    matches!(element, Element::Text(Text { target: TextTarget::Term { .. } | TextTarget::Value { .. }, .. }))
}

/// Whether the children of a group or macro can print nothing, though they call a variable.
fn are_dead(children: &[Element]) -> bool {
    children.iter().any(is_dead) && children.iter().all(|child| is_dead(child) || is_words(child))
}

impl<'s> Pruner<'s> {
    fn elements(&mut self, elements: &'s [Element]) -> Vec<Element> {
        let mut kept = Vec::new();
        let mut has_dead = false;
        for element in elements {
            match self.element(element) {
                Some(element) if is_dead(&element) => has_dead = true,
                Some(element) => kept.push(element),
                None => {}
            }
        }
        if has_dead {
            kept.push(dead());
        }
        kept
    }

    /// The element cut down; nothing if it neither prints nor calls a variable.
    fn element(&mut self, element: &'s Element) -> Option<Element> {
        match element {
            Element::Text(text) => match &text.target {
                // Not counted as a variable, and without disambiguation never there.
                TextTarget::Variable { var: Variable::Standard(StandardVariable::YearSuffix), .. } => None,
                TextTarget::Variable { var, .. } if !self.known.has(*var) => Some(dead()),
                TextTarget::Macro { name } => {
                    let children = self.called(name)?;
                    Some(if are_dead(children) { dead() } else { element.clone() })
                }
                _ => Some(element.clone()),
            },
            Element::Date(date) => match date.variable {
                Some(variable) if self.known.has(variable.into()) => Some(element.clone()),
                Some(_) => Some(dead()),
                None => Some(element.clone()),
            },
            Element::Number(number) => {
                Some(if self.known.has(number.variable.into()) { element.clone() } else { dead() })
            }
            Element::Label(label) => self.known.has(label.variable.into()).then(|| element.clone()),
            Element::Names(names) => self.names(names).map(Element::Names),
            Element::Group(group) => {
                let children = self.elements(&group.children);
                if children.is_empty() {
                    return None;
                }
                if are_dead(&children) {
                    return Some(dead());
                }
                Some(Element::Group(with_children(group, children)))
            }
            Element::Choose(choose) => self.choose(choose),
        }
    }

    /// The children of a macro; nothing if it has none left.
    fn called(&mut self, name: &str) -> Option<&[Element]> {
        let macros = self.macros;
        let found = macros.iter().find(|found| found.name == name)?;
        if !self.pruned.contains_key(found.name.as_str()) {
            self.pruned.insert(&found.name, Vec::new());
            let children = self.elements(&found.children);
            self.pruned.insert(&found.name, children);
        }
        self.pruned.get(name).map(Vec::as_slice).filter(|children| !children.is_empty())
    }

    fn names(&mut self, names: &'s Names) -> Option<Names> {
        if names.variable.iter().any(|variable| self.known.has((*variable).into())) {
            return Some(names.clone());
        }
        let mut has_substitute = false;
        let mut cut = names.clone();
        for (child, original) in cut.children.iter_mut().zip(&names.children) {
            if let (NamesChild::Substitute(child), NamesChild::Substitute(original)) = (child, original) {
                // In order, one by one: the first that prints is taken.
                child.children = original.children.iter().filter_map(|child| self.element(child)).collect();
                child.children.retain(|child| !is_dead(child));
                has_substitute |= !child.children.is_empty();
            }
        }
        has_substitute.then_some(cut)
    }

    fn choose(&mut self, choose: &'s Choose) -> Option<Element> {
        let mut branches: Vec<ChooseBranch> = Vec::new();
        let mut otherwise = choose.otherwise.as_ref().map(|otherwise| otherwise.children.as_slice());
        for branch in choose.branches() {
            match self.test(branch) {
                Some(false) => {}
                Some(true) => {
                    otherwise = Some(&branch.children);
                    break;
                }
                None => {
                    let children = self.elements(&branch.children);
                    branches.push(undecided(branch, children));
                }
            }
        }
        let children = otherwise.map(|children| self.elements(children)).unwrap_or_default();
        let mut branches = branches.into_iter();
        let Some(if_) = branches.next() else {
            // Decided. Still a `choose`, since a group within it counts less than one that stands free.
            return match children.as_slice() {
                [] => None,
                [only] if !matches!(only, Element::Group(_)) => children.into_iter().next(),
                _ => Some(Element::Choose(Choose {
                    if_: always(children),
                    else_if: Vec::new(),
                    otherwise: None,
                })),
            };
        };
        let otherwise = (!children.is_empty()).then_some(ElseBranch { children });
        Some(Element::Choose(Choose { if_, else_if: branches.collect(), otherwise }))
    }

    /// What the condition of a branch comes to; `None` if that is not known yet.
    fn test(&self, branch: &ChooseBranch) -> Option<bool> {
        let present = |has: bool| if has { None } else { Some(false) };
        let mut tests: Vec<Option<bool>> = Vec::new();
        tests.extend(branch.disambiguate.map(|wanted| Some(!wanted)));
        tests.extend(branch.is_numeric.iter().flatten().map(|variable| present(self.known.has(*variable))));
        let dates = branch.is_uncertain_date.iter().flatten();
        tests.extend(dates.map(|variable| present(self.known.has((*variable).into()))));
        tests.extend(branch.locator.iter().flatten().map(|_| Some(false)));
        tests.extend(
            branch
                .position
                .iter()
                .flatten()
                .map(|position| Some(self.known.is_note && *position == TestPosition::First)),
        );
        tests.extend(branch.type_.iter().flatten().map(|kind| Some(Some(*kind) == self.known.kind)));
        tests.extend(branch.variable.iter().flatten().map(|variable| present(self.known.has(*variable))));
        let (wanted, of_all) = match branch.match_ {
            ChooseMatch::All => (false, false),
            ChooseMatch::Any => (true, true),
            ChooseMatch::None => (true, false),
        };
        if tests.contains(&Some(wanted)) {
            Some(of_all)
        } else if tests.contains(&None) {
            None
        } else {
            Some(!of_all)
        }
    }
}

/// A branch with the conditions that are not decided yet; those that are make no difference to them.
fn undecided(branch: &ChooseBranch, children: Vec<Element>) -> ChooseBranch {
    ChooseBranch {
        is_numeric: branch.is_numeric.clone(),
        is_uncertain_date: branch.is_uncertain_date.clone(),
        variable: branch.variable.clone(),
        match_: branch.match_,
        ..always(children)
    }
}

/// A branch without conditions, which is always taken.
fn always(children: Vec<Element>) -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::All,
        children,
    }
}

fn with_children(group: &Group, children: Vec<Element>) -> Group {
    Group {
        children,
        font_style: group.font_style,
        font_variant: group.font_variant,
        font_weight: group.font_weight,
        text_decoration: group.text_decoration,
        vertical_align: group.vertical_align,
        prefix: group.prefix.clone(),
        suffix: group.suffix.clone(),
        delimiter: group.delimiter.clone(),
        display: group.display,
    }
}

#[cfg(test)]
mod tests {
    use crate::base::date::Edtf;
    use crate::parse::source::{Meta, Publish, Saved, Source, SourceText};
    use crate::render::reference::style::{Styler, style_names};

    /// A source with those fields whose bits are set.
    fn source(kind: &str, fields: u32) -> Source {
        let has = |bit: u32| fields >> bit & 1 == 1;
        let text = |bit: u32, text: &str| has(bit).then(|| text.to_owned());
        let date = |bit: u32, text: &str| has(bit).then(|| Edtf::parse(text).unwrap());
        let authors: &[&str] = if has(1) { &["Doe, Jane", "Office"] } else { &[] };
        let meta = Meta {
            title: text(0, "Title"),
            authors: authors.iter().map(|&name| name.to_owned()).collect(),
            publisher: text(2, "Publisher"),
            date: date(3, if has(5) { "2014~" } else { "2025-12-14" }),
            accessed: date(4, "2025-12-16"),
            url: text(5, "https://a.example/"),
            archive_url: None,
            archive_date: None,
            language: None,
            kind: kind.to_owned(),
            origin: None,
            saved: Saved::None,
            publish: Publish::None,
            license: None,
            not_stated: Vec::new(),
            original: None,
            selector: None,
            extractor: None,
            about: None,
            stated_by: Vec::new(),
        };
        let text = SourceText::plain("", 0, &[], ibid_languages::Language::get("en")).0;
        Source {
            key: "k".to_owned(),
            path: String::new(),
            meta,
            text,
            hash: String::new(),
            recorded: String::new(),
            agencies: crate::parse::source::ReportingAgencies::default(),
        }
    }

    #[test]
    fn a_style_says_the_same_before_and_after() {
        let kinds =
            ["article-newspaper", "book", "webpage", "document", "report", "speech", "treaty", "interview"];
        let mut different = Vec::new();
        // `alphanumeric` prints nothing but labels, which are not references.
        for name in style_names().into_iter().filter(|name| *name != "alphanumeric") {
            let styler = Styler::new(name, "en").unwrap();
            for (i, kind) in kinds.iter().enumerate() {
                // Every combination of fields for the default style, a spread of them for the others.
                let all = if name == "chicago-notes" {
                    (0..64).collect()
                } else {
                    vec![63, 0, i as u32 * 9 % 64, i as u32 * 23 % 64]
                };
                for fields in all {
                    let source = source(kind, fields);
                    let (cut, whole) =
                        (styler.reference_html(&source, "LABEL"), styler.whole_html(&source, "LABEL"));
                    if cut != whole {
                        different.push(format!("{name} {kind} {fields:06b}\n  {cut}\n  {whole}"));
                    }
                }
            }
        }
        assert!(different.is_empty(), "{}", different.join("\n"));
    }
}
