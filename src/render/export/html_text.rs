//! The words of HTML that an author wrote: formats that are not HTML have its text and none of its tags.

/// The text between tags and comments, white space made single, with the characters that the commonest references
/// stand for.
pub(super) fn html_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = &rest[at..];
        let end = match tag.strip_prefix("<!--") {
            Some(_) => tag.find("-->").map(|end| end + 3),
            None => tag.find('>').map(|end| end + 1),
        };
        // A block begins a new word, whatever stands before it.
        if is_block(tag) {
            text.push(' ');
        }
        rest = end.map_or("", |end| &tag[end..]);
    }
    text.push_str(rest);
    let text = ["&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;", "&amp;"]
        .iter()
        .zip(["<", ">", "\"", "'", "\u{a0}", "&"])
        .fold(text, |text, (reference, letter)| text.replace(reference, letter));
    crate::base::spaces::single_spaces(&text).trim().to_owned()
}

/// Whether a tag is that of an element that stands in lines of its own.
fn is_block(tag: &str) -> bool {
    const INLINE: [&str; 20] = [
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q",
        "s", "small", "span", "strong", "sub",
    ];
    let name: String = tag
        .trim_start_matches(['<', '/'])
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric())
        .collect();
    !INLINE.contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::html_text;

    #[test]
    fn tags_and_comments_are_no_words() {
        assert_eq!(
            html_text("<p>One <b>tw</b>o</p><!-- a > b --><p>three &lt;4&gt;</p>"),
            "One two three <4>"
        );
        assert_eq!(html_text("<br>"), "");
        assert_eq!(html_text("<a href=\"x"), "");
    }
}
