//! What is known of HTML's elements, looked up twice for every tag of a site. Section numbers are those of
//! the HTML Living Standard.

/// Beside its tags no browser shows white space: blocks, parts of tables and lists (section 15.3), and
/// shapes.
pub(super) const BLOCK: u8 = 1;
/// Not shown itself (section 15.3.1).
pub(super) const UNSEEN: u8 = 2;
/// Without content (section 13.1.2).
pub(super) const VOID: u8 = 4;
/// Its text is not markup (section 13.1.2).
pub(super) const VERBATIM: u8 = 8;

/// The elements that are not simply inline.
const ELEMENTS: [(&str, u8); 86] = [
    ("html", BLOCK),
    ("head", BLOCK),
    ("body", BLOCK),
    ("base", UNSEEN | VOID),
    ("link", UNSEEN | VOID),
    ("meta", UNSEEN | VOID),
    ("script", UNSEEN | VERBATIM),
    ("style", UNSEEN | VERBATIM),
    ("template", UNSEEN),
    ("title", UNSEEN | VERBATIM),
    ("textarea", VERBATIM),
    ("iframe", VERBATIM),
    ("noembed", VERBATIM),
    ("xmp", BLOCK | VERBATIM),
    ("area", VOID),
    ("br", VOID),
    ("col", BLOCK | VOID),
    ("embed", VOID),
    ("hr", BLOCK | VOID),
    ("img", VOID),
    ("input", VOID),
    ("source", VOID),
    ("track", VOID),
    ("wbr", VOID),
    ("address", BLOCK),
    ("article", BLOCK),
    ("aside", BLOCK),
    ("blockquote", BLOCK),
    ("center", BLOCK),
    ("dd", BLOCK),
    ("details", BLOCK),
    ("dialog", BLOCK),
    ("dir", BLOCK),
    ("div", BLOCK),
    ("dl", BLOCK),
    ("dt", BLOCK),
    ("fieldset", BLOCK),
    ("figcaption", BLOCK),
    ("figure", BLOCK),
    ("footer", BLOCK),
    ("form", BLOCK),
    ("h1", BLOCK),
    ("h2", BLOCK),
    ("h3", BLOCK),
    ("h4", BLOCK),
    ("h5", BLOCK),
    ("h6", BLOCK),
    ("header", BLOCK),
    ("hgroup", BLOCK),
    ("legend", BLOCK),
    ("li", BLOCK),
    ("main", BLOCK),
    ("menu", BLOCK),
    ("nav", BLOCK),
    ("ol", BLOCK),
    ("optgroup", BLOCK),
    ("option", BLOCK),
    ("p", BLOCK),
    ("pre", BLOCK),
    ("search", BLOCK),
    ("section", BLOCK),
    ("summary", BLOCK),
    ("table", BLOCK),
    ("caption", BLOCK),
    ("colgroup", BLOCK),
    ("tbody", BLOCK),
    ("td", BLOCK),
    ("tfoot", BLOCK),
    ("th", BLOCK),
    ("thead", BLOCK),
    ("tr", BLOCK),
    ("ul", BLOCK),
    ("symbol", BLOCK),
    ("path", BLOCK),
    ("circle", BLOCK),
    ("use", BLOCK),
    ("g", BLOCK),
    ("defs", BLOCK),
    ("rect", BLOCK),
    ("line", BLOCK),
    ("polyline", BLOCK),
    ("polygon", BLOCK),
    ("ellipse", BLOCK),
    ("clipPath", BLOCK),
    ("marker", BLOCK),
    ("stop", BLOCK),
];

/// The elements by the hash of their names, each at the first free place from there on: looked up twice
/// for every tag of a site.
static TABLE: [(u64, u8); 256] = table();

/// A name as a number. Of longer names the last letters are enough to tell these elements apart.
pub(super) const fn pack(name: &[u8]) -> u64 {
    let mut packed = 0;
    let mut at = 0;
    while at < name.len() {
        packed = with(packed, name[at]);
        at += 1;
    }
    packed
}

/// A name as a number, with one more letter.
pub(super) const fn with(packed: u64, letter: u8) -> u64 {
    packed << 8 | letter as u64
}

/// Where to look for a packed name first (Fibonacci hashing).
const fn slot(packed: u64) -> usize {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

const fn table() -> [(u64, u8); 256] {
    let mut table = [(0, 0); 256];
    let mut at = 0;
    while at < ELEMENTS.len() {
        let packed = pack(ELEMENTS[at].0.as_bytes());
        let mut place = slot(packed);
        while table[place].0 != 0 {
            place = (place + 1) % 256;
        }
        table[place] = (packed, ELEMENTS[at].1);
        at += 1;
    }
    table
}

/// What is known of an element, whose name is given as a number.
pub(super) fn kind(packed: u64) -> u8 {
    let mut place = slot(packed);
    while TABLE[place].0 != 0 {
        if TABLE[place].0 == packed {
            return TABLE[place].1;
        }
        place = (place + 1) % 256;
    }
    0
}
