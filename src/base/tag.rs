//! How large a tag of HTML or XML may be, measured before a parser sees it: html5ever, roxmltree and quick-xml compare
//! each attribute of a tag with all the others, which takes the square of their number.

/// Most attributes of a tag that is parsed.
pub(crate) const MAX_ATTRIBUTES: u32 = 512;
/// Most bytes of a tag of an author's HTML that is parsed.
pub(crate) const MAX_BYTES: usize = 64 << 10;

/// Whether a tag of an author's HTML is beyond a limit.
pub(crate) fn is_too_large(tag: &str) -> bool {
    tag.len() > MAX_BYTES || crowded(tag).is_some()
}

/// A tag that is being read, as its attributes so far and the offset of its `<`: of two, the one with more attributes is
/// the larger number. 0 is none.
type OpenTag = u64;

const ONE_ATTRIBUTE: OpenTag = 1 << 32;

fn opened(at: usize) -> OpenTag {
    ONE_ATTRIBUTE | u64::from(u32::try_from(at).unwrap_or(u32::MAX))
}

/// The same tag with another attribute.
fn with_another(tag: OpenTag) -> OpenTag {
    if tag == 0 { 0 } else { tag + ONE_ATTRIBUTE }
}

/// For each place in a tag where a tokenizer may be (WHATWG HTML, sections 13.2.5.8 and 13.2.5.32 to 13.2.5.40), the
/// tag with the most attributes of which it may be there.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct TagStates {
    /// Behind the `<`.
    tag_open: OpenTag,
    tag_name: OpenTag,
    /// Also behind a quoted value, and behind a slash.
    before_name: OpenTag,
    name: OpenTag,
    after_name: OpenTag,
    before_value: OpenTag,
    double_quoted: OpenTag,
    single_quoted: OpenTag,
    unquoted: OpenTag,
}

impl TagStates {
    /// The places after a byte.
    fn after(self, byte: u8) -> Self {
        let name = with_another(self.before_name.max(self.after_name)).max(self.name);
        // Where nothing else is said, a byte is a part of what it stands in.
        let part = Self {
            tag_name: self.tag_name.max(self.tag_open),
            unquoted: self.unquoted.max(self.before_value),
            double_quoted: self.double_quoted,
            single_quoted: self.single_quoted,
            ..Self::default()
        };
        match byte {
            b'>' => Self { tag_name: 0, unquoted: 0, ..part },
            b'/' => Self {
                // The slash of an end tag.
                tag_name: self.tag_open,
                before_name: self.tag_name.max(self.before_name).max(self.name).max(self.after_name),
                ..part
            },
            b'=' => Self {
                name: with_another(self.before_name),
                before_value: self.name.max(self.after_name),
                ..part
            },
            b'"' => Self {
                name,
                before_name: self.double_quoted,
                double_quoted: self.before_value,
                unquoted: self.unquoted,
                ..part
            },
            b'\'' => Self {
                name,
                before_name: self.single_quoted,
                single_quoted: self.before_value,
                unquoted: self.unquoted,
                ..part
            },
            byte if byte.is_ascii_whitespace() => Self {
                tag_name: self.tag_open,
                unquoted: 0,
                before_name: self.tag_name.max(self.before_name).max(self.unquoted),
                after_name: self.name.max(self.after_name),
                before_value: self.before_value,
                ..part
            },
            _ => Self { name, ..part },
        }
    }
}

/// The offset of the `<` of the first tag of HTML or XML with more than [`MAX_ATTRIBUTES`] attributes.
///
/// Whether a `<` begins a tag depends on what stands before it (comments, scripts, drawings, quoted values), about
/// which a parser may have another opinion. So every `<` before a letter counts as the beginning of one: all tags
/// that are possible at a place are followed at once. Takes time proportional to the text.
pub(crate) fn crowded(markup: &str) -> Option<usize> {
    const TOO_MANY: OpenTag = (MAX_ATTRIBUTES as OpenTag + 2) * ONE_ATTRIBUTE;
    walk(markup.as_bytes(), |_| 0, |_, _, after| (after.name >= TOO_MANY).then(|| start(after.name)))
}

/// Something that may be a part of a tag, and its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TagPart {
    /// The name of the tag.
    Tag(usize),
    /// The name of an attribute.
    Name(usize),
    /// The value of an attribute, without the quotation mark before it, and the `<` of the tag.
    Value(usize, usize),
}

/// The first of the tag parts that are possible in HTML or XML of which `find` makes something.
///
/// As in [`crowded`], nothing hides a part: what a comment or a quoted value has is possible, too. Where a value may
/// belong to several tags, it is given with one of those of the highest `rank` (0 to 3), which is asked with the offset
/// behind each `<`.
pub(crate) fn find_part<T>(
    markup: &str,
    rank: impl Fn(usize) -> u8,
    mut find: impl FnMut(TagPart) -> Option<T>,
) -> Option<T> {
    let bytes = markup.as_bytes();
    let rank = |at: usize| u64::from(rank(at + 1).min(3)) << 62;
    walk(bytes, rank, |at, before, _| {
        let byte = bytes[at];
        if before.tag_open > 0 {
            let found = find(TagPart::Tag(if byte == b'/' { at + 1 } else { at }));
            if found.is_some() {
                return found;
            }
        }
        let is_name = !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
        if is_name && (before.before_name > 0 || before.after_name > 0) {
            let found = find(TagPart::Name(at));
            if found.is_some() {
                return found;
            }
        }
        let is_value = !byte.is_ascii_whitespace() && byte != b'>';
        let is_quoted = matches!(byte, b'"' | b'\'');
        (before.before_value > 0 && is_value)
            .then(|| find(TagPart::Value(if is_quoted { at + 1 } else { at }, start(before.before_value))))
            .flatten()
    })
}

/// The offset of a tag.
fn start(tag: OpenTag) -> usize {
    usize::try_from(tag % ONE_ATTRIBUTE).unwrap_or(usize::MAX)
}

/// Gives `see` every offset that may be inside a tag with the places before and after its byte, until it makes
/// something of them. `rank` is added to the tag that begins at an offset.
fn walk<T>(
    bytes: &[u8],
    rank: impl Fn(usize) -> OpenTag,
    mut see: impl FnMut(usize, &TagStates, &TagStates) -> Option<T>,
) -> Option<T> {
    let mut places = TagStates::default();
    let mut at = 0;
    while at < bytes.len() {
        if places == TagStates::default() {
            at += memchr::memchr(b'<', &bytes[at..])?;
        }
        let after = places.after(bytes[at]);
        if let Some(found) = see(at, &places, &after) {
            return Some(found);
        }
        places = after;
        if bytes[at] == b'<' && begins_tag(&bytes[at + 1..]) {
            places.tag_open = opened(at) + rank(at);
        }
        at += 1;
    }
    None
}

/// Whether the name of an HTML or XML tag begins behind a `<`, or behind a slash there.
fn begins_tag(behind: &[u8]) -> bool {
    let name = behind.strip_prefix(b"/").unwrap_or(behind);
    name.first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_' || *byte == b':' || !byte.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::{MAX_ATTRIBUTES, crowded};

    #[test]
    fn a_tag_of_too_many_attributes_is_found_however_it_is_written() {
        let most = MAX_ATTRIBUTES as usize;
        for (unit, attributes) in
            [(" a", 1), ("/a", 1), (" a=b", 1), (" a = 'x > y'", 1), (" a=\"x\"b=''", 2), (" a</", 1)]
        {
            let tag = |count: usize| format!("<p>x</p><p{}>y", unit.repeat(count));
            assert_eq!(crowded(&tag(most / attributes)), None, "{unit}");
            assert_eq!(crowded(&tag(most / attributes + 1)), Some(8), "{unit}");
        }
        let exactly = |count: usize| format!("<p{}>", " a".repeat(count));
        assert_eq!(crowded(&exactly(most)), None);
        assert_eq!(crowded(&exactly(most + 1)), Some(0));
        assert_eq!(crowded(&format!("</p{}>", " a".repeat(most + 1))), Some(0), "end tags have them too");
        assert_eq!(crowded(&"<p a b c>word word".repeat(most)), None);
        assert_eq!(crowded(&format!("1 < 2 {}", "word ".repeat(2 * most))), None);
    }

    /// What hides a tag from one reader may show it to another.
    #[test]
    fn nothing_hides_a_tag() {
        let tag = format!("<x{}>", " a".repeat(MAX_ATTRIBUTES as usize + 1));
        for before in [
            "<select><title>",
            "<p title=\"<!--\">",
            "<svg><![CDATA[<!--]]>",
            "<script><!--<script></script><textarea></script>",
            "<a b=\"<a b=\"",
            "<p a='",
            "<p a=\"<i b='",
        ] {
            assert!(crowded(&format!("{before}{tag}")).is_some(), "{before}");
        }
    }

    #[test]
    fn no_text_takes_long() {
        let begun = std::time::Instant::now();
        for unit in ["<a", "<a b=\"", "<a b='<a c=\"", "<", "</a ", "<a b", "word <b>x</b> "] {
            crowded(&unit.repeat((1 << 20) / unit.len()));
        }
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }
}
