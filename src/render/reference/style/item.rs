//! A source as a CSL item in which stand-ins take the place of all texts.

use crate::base::author::AuthorName;
use crate::base::date::Edtf;
use crate::parse::source::{Meta, Source};
use crate::render::reference::csl::{date_parts, is_about};
use crate::render::reference::render::{StyledText, TextKind};
use crate::render::reference::{is_contained, line, stated, web_address};
use hayagriva::citationberg::json::{
    DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange,
};
use std::collections::BTreeMap;

/// The first stand-in; planes 15 and 16 are private use, so no language has letters there.
pub(super) const FIRST_STAND_IN: u32 = 0xF_0000;
/// A stand-in for nothing.
const FILLER: &str = "\u{10fffd}";
/// How many texts of one source may have a stand-in.
const STAND_INS: usize = 0xFFFD;

/// The texts of one source, in the order of their stand-ins.
#[derive(Default)]
pub(super) struct StyledTexts(pub(super) Vec<StyledText>);

impl StyledTexts {
    /// Keeps a text and gives what stands in for it.
    fn stand_in(&mut self, kind: TextKind, text: &str) -> String {
        let index = self.0.len();
        let Some(stand_in) =
            u32::try_from(index).ok().and_then(|index| char::from_u32(FIRST_STAND_IN + index))
        else {
            return String::new();
        };
        if index >= STAND_INS {
            return String::new();
        }
        let is_mark = |c: char| kind != TextKind::Address && matches!(c, '.' | '!' | '?' | '…');
        let end = text.char_indices().next_back().filter(|(_, c)| is_mark(*c));
        let (words, mark) = text.split_at(end.map_or(text.len(), |(at, _)| at));
        self.0.push(StyledText { kind, words: words.to_owned() });
        format!("{stand_in}{mark}")
    }
}

/// The item; its texts are kept in `texts`.
pub(super) fn item(source: &Source, label: &str, is_note: bool, texts: &mut StyledTexts) -> Item {
    let meta = &source.meta;
    let mut item = BTreeMap::from([
        ("id".to_owned(), Value::String("1".to_owned())),
        ("type".to_owned(), Value::String(kind(&source.meta, is_note).to_owned())),
    ]);
    let mut put = |name: &str, value: Value| item.insert(name.to_owned(), value);
    let title = match stated(meta.title.as_ref()) {
        Some(title) => texts.stand_in(TextKind::Title, &title),
        None => texts.stand_in(TextKind::Label, &line(label)),
    };
    put("title", Value::String(title));
    let names: Vec<NameValue> =
        AuthorName::all(&meta.authors).iter().map(|name| name_value(name, texts)).collect();
    if !names.is_empty() {
        put("author", Value::Names(names));
    }
    if let Some(publisher) = stated(meta.publisher.as_ref()) {
        let place = if is_contained(&meta.kind) { "container-title" } else { "publisher" };
        put(place, Value::String(texts.stand_in(TextKind::Other, &publisher)));
    }
    if let Some(url) = web_address(meta.url.as_ref()) {
        put("URL", Value::String(texts.stand_in(TextKind::Address, url)));
    }
    for (name, date) in [("issued", &meta.date), ("accessed", &meta.accessed)] {
        if let Some(date) = date {
            put(name, date_value(date));
        }
    }
    Item(item)
}

/// The CSL type that is given to a style.
///
/// To CSL an `article` of no kind is a preprint, and styles say so; editors mean any article. And note
/// styles set the title of an article in italics, as that of a book, when what it appeared in is not
/// stated; a document's title they quote.
fn kind(meta: &Meta, is_note: bool) -> &str {
    let is_part = meta.kind.starts_with("article-") || meta.kind.starts_with("post");
    let stands_free = is_note && is_part && stated(meta.publisher.as_ref()).is_none();
    if meta.kind == "article" || stands_free { "document" } else { &meta.kind }
}

fn name_value(name: &AuthorName, texts: &mut StyledTexts) -> NameValue {
    match name {
        AuthorName::Organization(literal) | AuthorName::Literal(literal) => {
            NameValue::Literal(LiteralName { literal: texts.stand_in(TextKind::Other, literal) })
        }
        // No style of ours knows that such a name is never turned round.
        name if name.is_family_first() => {
            NameValue::Literal(LiteralName { literal: texts.stand_in(TextKind::Other, &name.display()) })
        }
        AuthorName::Person { family, given, suffix } => {
            let has_initials = given.chars().any(char::is_uppercase) && !given.chars().any(is_stand_in);
            // Without capitals there are no initials. A single letter would be taken for one, so two stand in.
            let stand_in = |texts: &mut StyledTexts| texts.stand_in(TextKind::Other, given) + FILLER;
            let given = if has_initials { given.clone() } else { stand_in(texts) };
            NameValue::Item(NameItem {
                family: texts.stand_in(TextKind::Other, family),
                given: Some(given),
                non_dropping_particle: None,
                dropping_particle: None,
                suffix: suffix.clone(),
                comma_suffix: None,
            })
        }
    }
}

fn is_stand_in(c: char) -> bool {
    u32::from(c) >= FIRST_STAND_IN
}

/// The date as `hayagriva` takes it: it knows no intervals, so these are given by their first year, to
/// which `row` adds the [`span`].
fn date_value(date: &Edtf) -> Value {
    let parts = if date.to.is_some() { vec![date.from.year] } else { date_parts(&date.from) };
    Value::Date(DateValue::DateParts {
        date_parts: VecDateRange(vec![VecDate(parts)]),
        literal: None,
        season: date.from.season.filter(|_| date.to.is_none()).map(|season| season.number().to_string()),
        circa: is_about(&date.from),
    })
}

/// The year in which an interval begins, and what follows it: `1991`, `–2018`.
pub(super) fn span(date: Option<&Edtf>) -> Option<(String, String)> {
    let date = date?;
    let last = date.to.as_ref().map_or(date.from.year + date.from.years - 1, |to| to.year + to.years - 1);
    (last != date.from.year).then(|| (date.from.year.to_string(), format!("–{last}")))
}
