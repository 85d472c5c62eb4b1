//! Pictures that stand in a saved page itself (`data:`, RFC 2397) and may be many times as large as its text.

/// Most bytes of a picture that stays: signs and the like.
const SMALL: usize = 1024;

/// The page without its larger pictures, and how many there were.
pub(super) fn left_out(html: &str) -> (String, usize) {
    let mut page = String::with_capacity(html.len() / 2);
    let mut count = 0;
    let mut rest = html;
    while let Some(at) = rest.find(";base64,") {
        let (before, behind) = rest.split_at(at + ";base64,".len());
        let is_address = before.len() - before.rfind("data:").unwrap_or_default() < 200;
        let is_letter =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
        let length = behind.bytes().take_while(|byte| is_letter(*byte)).count();
        page.push_str(before);
        if is_address && before.contains("data:") && length > SMALL {
            count += 1;
        } else {
            page.push_str(&behind[..length]);
        }
        rest = &behind[length..];
    }
    page.push_str(rest);
    (page, count)
}

#[cfg(test)]
mod tests {
    use super::left_out;

    #[test]
    fn large_pictures_go_and_words_stay() {
        let large = "A".repeat(5000);
        let page = format!(
            "<p>a;base64,b<img src='data:image/png;base64,{large}'><img src=data:image/gif;base64,R0lG> é;base64,{large}"
        );
        let (small, count) = left_out(&page);
        assert_eq!(count, 1);
        assert_eq!(
            small,
            format!(
                "<p>a;base64,b<img src='data:image/png;base64,'><img src=data:image/gif;base64,R0lG> é;base64,{large}"
            )
        );
    }
}
