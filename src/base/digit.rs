//! Decimal digits of the scripts in which texts are usually written.

/// The zero of each script whose digits are read; the other nine follow it.
const ZEROS: [u32; 13] =
    [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xBE6, 0xC66, 0xCE6, 0xE50, 0x17E0, 0xFF10];

/// The ASCII digit for a decimal digit of any of these scripts; nothing for any other character.
#[must_use]
pub fn ascii_digit(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return letter.is_ascii_digit().then_some(letter);
    }
    let code = u32::from(letter);
    let zero = ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::ascii_digit;

    #[test]
    fn digits_of_several_scripts() {
        let read = |text: &str| text.chars().filter_map(ascii_digit).collect::<String>();
        assert_eq!(read("٣٤ ५۶ ๗ ８9"), "3456789");
        assert_eq!(read("Ⅻ²½a"), "");
    }
}
