//! Maps: lists of places, each with its coordinates and a statement that cites its source.

use std::collections::BTreeMap;

use super::text::flow_words;
use super::{BlockContext, DocumentParser, MapPlace, Text};
use crate::base::address;
use crate::base::diagnostic::{Edit, Help, Rule};
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::parse::markdown::{Block, Flow, ListItem, Mark, Piece, PieceKind};

/// Longest name of a place, in bytes: what is longer is no name.
const LONGEST_NAME: usize = 120;
/// Longest coordinates with their braces, in bytes.
const LONGEST_COORDINATES: usize = 80;
/// Most places of a map: the numbers of many more could not stand on it without covering each other.
const MOST_PLACES: usize = 100;
/// Most maps of a page, each of which is some ten kilobytes.
const MOST_MAPS: usize = 20;

const ITEM_HELP: &str = "begin with the place, its latitude and longitude in degrees, and a colon: `- Berlin {geo=\"52.52, 13.41\"}: …`";

/// What tells places apart: the name in lower case, and the bits of the latitude and the longitude.
type PlaceKey = (String, u64, u64);

/// What an item of a map begins with.
struct PlaceHeading {
    name: String,
    name_span: Span,
    /// What is written behind `geo=`.
    coordinates: String,
    /// Where that stands, with its braces.
    span: Span,
}

/// Why the beginning of an item is not that of a place.
enum Unread {
    /// There is no name, or there are no coordinates.
    Beginning,
    /// Braces behind a name hold numbers without the key: what they hold, and where they stand.
    Key(String, Span),
    /// No colon stands behind the coordinates of a name, which stand there.
    Colon(String, Span),
}

impl DocumentParser<'_> {
    pub(super) fn map(
        &mut self,
        blocks: Vec<Block<Flow>>,
        id: &str,
        span: Span,
        context: BlockContext,
    ) -> Vec<Block<Text>> {
        self.maps += 1;
        if self.maps == MOST_MAPS + 1 {
            let message = format!("more than {MOST_MAPS} maps on one page");
            self.finding(Rule::BlockSyntax, span, message, "divide the page");
        }
        let mut written = Vec::new();
        let mut numbered = 0;
        let mut seen: BTreeMap<PlaceKey, Span> = BTreeMap::new();
        for block in self.without_comments(blocks) {
            let Block::List { items, span: list_span, .. } = block else {
                written.extend(self.block(block, context));
                continue;
            };
            let start = u64::try_from(numbered).unwrap_or(0) + 1;
            let mut texts = Vec::with_capacity(items.len());
            for item in items {
                numbered += 1;
                if numbered == MOST_PLACES + 1 {
                    let message = format!("a map of more than {MOST_PLACES} places");
                    self.finding(Rule::BlockSyntax, first_letter(item.span), message, "divide the map");
                }
                let is_drawn = numbered <= MOST_PLACES && self.maps <= MOST_MAPS;
                let map = is_drawn.then_some(id);
                texts.push(self.place(item, map, &mut seen, context));
            }
            written.push(Block::List { start: Some(start), items: texts, span: list_span });
        }
        if numbered == 0 {
            let help = "write one list item for each place: `- Berlin {geo=\"52.52, 13.41\"}: …`";
            self.finding(Rule::BlockSyntax, span, "a map without a list", help);
        }
        written
    }

    /// An item of a map, whose id is given where it is still drawn.
    fn place(
        &mut self,
        mut item: ListItem<Flow>,
        map: Option<&str>,
        seen: &mut BTreeMap<PlaceKey, Span>,
        context: BlockContext,
    ) -> ListItem<Text> {
        let first_group = self.document.groups.len();
        let item_span = item.span;
        let begins = match item.blocks.first_mut() {
            Some(Block::Paragraph(flow)) => take_place(flow),
            _ => Err(Unread::Beginning),
        };
        let says = says_something(&item, self.language);
        let written = self.item(item, context);
        let begins = match begins {
            Ok(begins) => begins,
            Err(reason) => {
                self.not_a_place(reason, item_span);
                return written;
            }
        };
        let PlaceHeading { name, name_span, .. } = &begins;
        let groups = self.groups_since(first_group);
        if !says {
            let message = format!("there is no statement about “{name}”");
            self.finding(
                Rule::BlockSyntax,
                *name_span,
                message,
                "write behind the colon what happened there",
            );
        } else if groups.is_empty() {
            let message = format!("the statement about “{name}” cites no source");
            self.finding(Rule::BlockSyntax, *name_span, message, "cite the source that says it");
        }
        let Some((latitude, longitude)) = self.coordinates(&begins) else { return written };
        let place = (name.to_lowercase(), latitude.to_bits(), longitude.to_bits());
        if let Some(first) = seen.get(&place) {
            let message = format!("“{name}” stands twice at one place of this map");
            let (path, first) = (self.path, *first);
            self.finding(
                Rule::BlockSyntax,
                *name_span,
                message,
                "say both in one item, or give the two names that tell them apart",
            );
            if let Some(finding) = self.findings.pop() {
                self.findings.push(finding.related(path, first, "the first one"));
            }
        } else {
            seen.insert(place, *name_span);
        }
        if let Some(map) = map {
            let id = self.unique_id(&format!("{map}-{}", address::slug(name)));
            let place = MapPlace { name: name.clone(), id, latitude, longitude, item: item_span };
            self.document.places.push(place);
        }
        written
    }

    /// Reports an item that does not begin with a place.
    fn not_a_place(&mut self, reason: Unread, item: Span) {
        match reason {
            Unread::Beginning => {
                let message = "the item does not begin with a place and its coordinates";
                self.finding(Rule::BlockSyntax, first_letter(item), message, ITEM_HELP);
            }
            Unread::Key(held, span) => {
                let text = format!("{{geo=\"{held}\"}}");
                let help = Help::with_edit(format!("write `{text}`"), Edit::replace(span, text));
                self.finding(Rule::BlockSyntax, span, "coordinates are written with the key `geo`", help);
            }
            Unread::Colon(name, span) => {
                let message = format!("there is no colon behind the coordinates of “{name}”");
                let edit = Edit::replace(Span::at(span.end as usize), ":");
                let help = Help::with_edit("put a colon between the place and the statement", edit);
                self.finding(Rule::BlockSyntax, span, message, help);
            }
        }
    }

    /// Latitude and longitude of a place.
    fn coordinates(&mut self, written: &PlaceHeading) -> Option<(f64, f64)> {
        let PlaceHeading { coordinates, span, .. } = written;
        let Some((latitude, longitude)) = read_pair(coordinates) else {
            let message = format!("`{coordinates}` is not a latitude and a longitude");
            let help = "write degrees with a decimal point, the latitude first: `{geo=\"52.52, 13.41\"}`; south and west are negative";
            self.finding(Rule::BlockSyntax, *span, message, help);
            return None;
        };
        let (name, value, most) = match (latitude.abs() <= 90.0, longitude.abs() <= 180.0) {
            (true, true) => return Some((latitude, longitude)),
            (false, _) => ("latitude", latitude, 90),
            (true, false) => ("longitude", longitude, 180),
        };
        let message = format!("the {name} {value} is not between -{most} and {most}");
        let help = if longitude.abs() <= 90.0 && latitude.abs() <= 180.0 {
            let text = format!("{{geo=\"{longitude}, {latitude}\"}}");
            Help::with_edit(format!("write the latitude first: `{text}`"), Edit::replace(*span, text))
        } else {
            "correct it; latitudes run from -90 at the South Pole to 90, longitudes from -180 to 180".into()
        };
        self.finding(Rule::BlockSyntax, *span, message, help);
        None
    }
}

/// The first letter of an item, where nothing else in it can be pointed at.
fn first_letter(item: Span) -> Span {
    Span::new(item.start as usize, item.start as usize + 1)
}

/// Whether an item has words besides the place's name, which its first paragraph begins with.
fn says_something(item: &ListItem<Flow>, language: &'static ibid_languages::Language) -> bool {
    let [Block::Paragraph(flow)] = item.blocks.as_slice() else { return true };
    let all = flow_words(flow, language);
    all.split_once(':').is_none_or(|(_, said)| said.chars().any(char::is_alphanumeric))
}

/// Takes ` {geo="52.52, 13.41"}` out of a flow that begins with `Berlin {geo="52.52, 13.41"}:`, and makes the name
/// bold.
fn take_place(flow: &mut Flow) -> Result<PlaceHeading, Unread> {
    let name = PlaceName::read(flow).ok_or(Unread::Beginning)?;
    let (opens, before) = name.brace;
    let (held, (last, end)) = braced(flow, name.brace).ok_or(Unread::Beginning)?;
    let span = Span { start: offset(&flow.pieces[opens], before), end: offset(&flow.pieces[last], end) };
    let coordinates = held.strip_prefix("geo=");
    if coordinates.is_none() && (held.contains('=') || read_pair(&held).is_none()) {
        return Err(Unread::Beginning);
    }
    // Whatever else is wrong, coordinates are no words of the statement.
    let rest = cut(flow, name.brace, (last, end));
    let has_colon = rest.trim_start().starts_with(':');
    if !name.is_bold && name.is_fit() {
        let mark = |kind, at: u32| Piece { kind, span: Span::at(at as usize) };
        flow.pieces.insert(opens + 1, mark(PieceKind::Close(Mark::Strong), name.span.end));
        flow.pieces.insert(0, mark(PieceKind::Open(Mark::Strong), name.span.start));
    }
    match coordinates {
        _ if !name.is_fit() => Err(Unread::Beginning),
        None => Err(Unread::Key(held, span)),
        Some(_) if !has_colon => Err(Unread::Colon(name.text, span)),
        Some(written) => {
            let coordinates = written.trim().trim_matches('"').trim().to_owned();
            Ok(PlaceHeading { name: name.text, name_span: name.span, coordinates, span })
        }
    }
}

/// Takes out of a flow what stands between two places in its texts, each given by piece and place, with the white space
/// before it; gives the text behind it.
fn cut(flow: &mut Flow, (opens, before): (usize, usize), (last, end): (usize, usize)) -> String {
    let rest = text_of(&flow.pieces[last]).map(|text| text[end..].to_owned()).unwrap_or_default();
    let start = offset(&flow.pieces[last], end);
    let span = Span { start, end: flow.pieces[last].span.end.max(start) };
    let behind = Piece { kind: PieceKind::Text { text: rest.clone(), escaped: false }, span };
    flow.pieces.splice(opens + 1..=last, [behind]);
    truncate(&mut flow.pieces[opens], before);
    rest
}

/// The name of a place, as a flow begins with it: `Berlin {` or `**Berlin** {`.
struct PlaceName {
    text: String,
    span: Span,
    is_bold: bool,
    /// The piece in which the brace behind it stands, and where in its text.
    brace: (usize, usize),
}

impl PlaceName {
    fn read(flow: &Flow) -> Option<Self> {
        let is_bold = matches!(flow.pieces.first()?.kind, PieceKind::Open(Mark::Strong));
        let first = usize::from(is_bold);
        let mut text = String::new();
        let mut at = first;
        // The pieces that are all name; of the last one only a part may be.
        let brace = loop {
            let piece = flow.pieces.get(at)?;
            if is_bold && matches!(piece.kind, PieceKind::Close(Mark::Strong)) {
                let (before, brace) =
                    text_of(flow.pieces.get(at + 1)?).and_then(|text| Some((text, text.find('{')?)))?;
                break before[..brace].trim().is_empty().then_some((at + 1, brace))?;
            }
            let written = text_of(piece)?;
            // A letter behind a backslash is no brace, whichever it is.
            let from = if is_escaped(piece) { written.chars().next().map_or(0, char::len_utf8) } else { 0 };
            if let Some(brace) = written[from..].find('{').filter(|_| !is_bold) {
                text.push_str(&written[..from + brace]);
                break (at, from + brace);
            }
            text.push_str(written);
            at += 1;
        };
        let span = if is_bold {
            flow.pieces[first].span.to(flow.pieces[at - 1].span)
        } else {
            let (piece, before) = (&flow.pieces[brace.0], brace.1);
            let trimmed = text_of(piece)?[..before].trim_end().len();
            Span { start: flow.pieces[first].span.start, end: offset(piece, trimmed) }
        };
        Some(Self { text: single_spaces(text.trim()), span, is_bold, brace })
    }

    /// Whether it can be a name.
    fn is_fit(&self) -> bool {
        let Self { text, .. } = self;
        text.chars().any(char::is_alphanumeric) && text.len() <= LONGEST_NAME && !text.contains(':')
    }
}

/// What stands in the braces that open in a piece at some place of its text, and where they end: the piece, and the
/// place behind them in its text.
fn braced(flow: &Flow, (opens, before): (usize, usize)) -> Option<(String, (usize, usize))> {
    let mut held = String::new();
    for (index, piece) in flow.pieces.iter().enumerate().skip(opens) {
        let (text, from) = match &piece.kind {
            PieceKind::SoftBreak => (" ", 0),
            _ if index == opens => (text_of(piece)?, before + 1),
            _ => (text_of(piece)?, 0),
        };
        if let Some(length) = text[from..].find('}') {
            held.push_str(&text[from..from + length]);
            let held = single_spaces(held.trim());
            return (held.len() <= LONGEST_COORDINATES).then_some((held, (index, from + length + 1)));
        }
        held.push_str(&text[from..]);
        if held.len() > LONGEST_COORDINATES {
            return None;
        }
    }
    None
}

fn text_of(piece: &Piece) -> Option<&str> {
    match &piece.kind {
        PieceKind::Text { text, .. } => Some(text),
        _ => None,
    }
}

fn is_escaped(piece: &Piece) -> bool {
    matches!(piece.kind, PieceKind::Text { escaped: true, .. })
}

/// Where a byte of a piece's text stands in the file.
fn offset(piece: &Piece, at: usize) -> u32 {
    piece.span.start + u32::try_from(at).unwrap_or(0)
}

/// Cuts a text off, with the white space before.
fn truncate(piece: &mut Piece, at: usize) {
    if let PieceKind::Text { text, .. } = &mut piece.kind {
        text.truncate(at);
        text.truncate(text.trim_end().len());
        piece.span.end = piece.span.start + u32::try_from(text.len()).unwrap_or(0);
    }
}

/// `52.52, 13.41` as two numbers of degrees.
fn read_pair(written: &str) -> Option<(f64, f64)> {
    let (first, second) = written.split_once(',')?;
    Some((read_degrees(first.trim())?, read_degrees(second.trim())?))
}

/// Degrees with a decimal point: no exponents, no minutes.
fn read_degrees(written: &str) -> Option<f64> {
    let plain = written.replace('\u{2212}', "-");
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let is_number = digits.len() <= 20
        && digits.starts_with(|letter: char| letter.is_ascii_digit())
        && digits.ends_with(|letter: char| letter.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // Added, so that there is one zero.
    plain.parse::<f64>().ok().filter(|_| is_number).map(|degrees| degrees + 0.0)
}
