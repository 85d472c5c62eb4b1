//! The one thing that a served page has and a published page has not: the tag of the preview's script.

use memchr::memmem;

/// The tag. `number` is that of the edition the page was made from.
pub(super) fn tag(number: u64) -> String {
    format!("<script src=\"/_ibid/preview.js\" data-edition=\"{number}\"></script>")
}

/// The page with the tag before the end of its body, or at its end where it states none.
pub(super) fn inject(page: &[u8], tag: &str) -> Vec<u8> {
    let at = memmem::rfind(page, b"</body>").unwrap_or(page.len());
    let mut with = Vec::with_capacity(page.len() + tag.len());
    with.extend_from_slice(&page[..at]);
    with.extend_from_slice(tag.as_bytes());
    with.extend_from_slice(&page[at..]);
    with
}

#[cfg(test)]
mod tests {
    use super::inject;

    #[test]
    fn the_tag_stands_before_the_last_body_end_or_at_the_end() {
        assert_eq!(inject(b"<p></body>x</body></html>", "T"), b"<p></body>xT</body></html>");
        assert_eq!(inject(b"<p>x", "T"), b"<p>xT");
    }
}
