//! Terms of the site's glossary: where the first occurrence of one stands in a page, it leads to its definition.

use std::ops::Range;

use ibid_quotation::is_boundary;

use super::{BodyWriter, escape, escape_into};
use crate::base::ids::PageId;
use crate::parse::topic::document::Definition;

/// A term that a page may lead on from.
#[derive(Debug)]
pub(super) struct TermLink<'a> {
    /// The term and its other forms, and each with the other case of its first letter; with the pairs of letters of
    /// each ([`pairs`]).
    forms: Vec<(String, u128)>,
    /// The address of its definition.
    url: String,
    /// The words of the definition.
    definition: &'a str,
}

impl TermLink<'_> {
    /// The first place of the term in a text with these pairs of letters.
    fn place(&self, (text, text_pairs): (&str, u128)) -> Option<Range<usize>> {
        // Most terms do not stand in a text, and most of these have a pair of letters that it lacks.
        let may_stand = self.forms.iter().filter(|(_, pairs)| pairs & !text_pairs == 0);
        let places = may_stand.filter_map(|(form, _)| {
            let mut found = text.match_indices(form.as_str()).map(|(at, form)| at..at + form.len());
            found.find(|place| is_boundary(text, place.start) && is_boundary(text, place.end))
        });
        places.min_by_key(first_and_longest)
    }
}

/// The pairs of bytes that follow each other in a text, as a set of bits: a text with another one inside has all of its.
fn pairs(text: &str) -> u128 {
    let bytes = text.as_bytes();
    let bit = |(one, next): (&u8, &u8)| 1 << (one.wrapping_mul(31).wrapping_add(next.wrapping_mul(7)) & 127);
    bytes.iter().zip(bytes.get(1..).unwrap_or_default()).map(bit).fold(0, |pairs, bit: u128| pairs | bit)
}

fn with_pairs(form: String) -> (String, u128) {
    let pairs = pairs(&form);
    (form, pairs)
}

/// The order in which places count.
fn first_and_longest(place: &Range<usize>) -> (usize, std::cmp::Reverse<usize>) {
    (place.start, std::cmp::Reverse(place.end))
}

/// Words with the other case of their first letter.
fn with_other_case(words: &str) -> Option<String> {
    let mut letters = words.chars();
    let first = letters.next()?;
    let other: String =
        if first.is_uppercase() { first.to_lowercase().collect() } else { first.to_uppercase().collect() };
    Some(other + letters.as_str())
}

impl<'a> BodyWriter<'a> {
    /// The same writer, where the first occurrence of each term leads to its definition.
    #[must_use]
    pub fn with_terms(mut self) -> Self {
        self.terms = self.term_links();
        self
    }

    /// Notes a link that an author writes as HTML: no link stands in another.
    pub(super) fn author_link(&mut self, html: &str) {
        let name = html.trim_start_matches(['<', '/']).split(|letter: char| !letter.is_alphanumeric()).next();
        if !name.is_some_and(|name| name.eq_ignore_ascii_case("a")) {
            return;
        }
        let depth = self.without_terms;
        self.without_terms = if html.starts_with("</") { depth.saturating_sub(1) } else { depth + 1 };
    }

    /// Writes text, in which terms are links.
    pub(super) fn text(&mut self, text: &str) {
        let mut rest = text;
        if self.without_terms == 0 {
            while let Some((index, place)) = next_term(&self.terms, rest) {
                let term = self.terms.remove(index);
                // A term that is defined twice leads to the first definition.
                self.terms.retain(|other| !other.forms.iter().any(|form| term.forms.contains(form)));
                escape_into(&rest[..place.start], &mut self.out);
                let (url, definition) = (escape(&term.url), escape(term.definition));
                let words = escape(&rest[place.clone()]).into_owned();
                self.write(format_args!(
                    "<a class=\"term\" href=\"{url}\" title=\"{definition}\">{words}</a>"
                ));
                rest = &rest[place.end..];
            }
        }
        escape_into(rest, &mut self.out);
    }

    /// The terms of the page's language that are defined on other pages.
    fn term_links(&self) -> Vec<TermLink<'a>> {
        let site = self.site;
        let elsewhere = site.glossary(self.page.language).filter(|(page, _)| *page != self.index);
        let link = |(page, definition): (PageId, &'a Definition)| {
            let path = site.addresses.path(&site.pages[page].folder);
            let forms = std::iter::once(&definition.term).chain(&definition.forms);
            let forms = forms.flat_map(|form| [Some(form.clone()), with_other_case(form)]).flatten();
            TermLink {
                forms: forms.map(with_pairs).collect(),
                url: format!("{path}#{}", definition.id),
                definition: &definition.text,
            }
        };
        elsewhere.map(link).collect()
    }
}

/// The term that stands first in a text, of several the longest.
fn next_term(terms: &[TermLink<'_>], text: &str) -> Option<(usize, Range<usize>)> {
    if terms.is_empty() {
        return None;
    }
    let text = (text, pairs(text));
    let places = terms.iter().enumerate().filter_map(|(index, term)| Some((index, term.place(text)?)));
    places.min_by_key(|(_, place)| first_and_longest(place))
}
