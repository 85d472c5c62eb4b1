//! Lines of a file: their spaces, and the times in them.

/// A line with single spaces, without those at its ends. No-break spaces stay what they are; what a text file cannot
/// hold goes.
pub(super) fn single_spaced(line: &str) -> String {
    let mut single = String::with_capacity(line.len());
    for letter in line.trim().chars() {
        match letter {
            ' ' | '\t' | '\u{c}' | '\u{b}' => {
                if !single.ends_with(' ') {
                    single.push(' ');
                }
            }
            '\0' => {}
            letter => single.push(letter),
        }
    }
    single
}

/// Adds words to a text. A power, or the number of a note, is raised, and is no digit of the number it stands at.
pub(super) fn push_words(text: &mut String, words: &str, is_raised: bool) {
    if is_raised && text.ends_with(char::is_numeric) && words.starts_with(char::is_numeric) {
        text.push('^');
    }
    text.push_str(words);
}

/// Seconds of a time such as `00:12:31.250`, `12:31,250` or `0:12:31`.
pub(super) fn seconds(time: &str) -> Option<f64> {
    let time = time.split_whitespace().next()?.replace(',', ".");
    let parts: Vec<&str> = time.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let is_number =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !parts.iter().all(is_number) {
        return None;
    }
    parts.iter().try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?))
}

/// A time as a locator names it: `00:12:31`.
pub(super) fn clock(time: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole seconds of a recording"
    )]
    let all = time as u64;
    format!("{:02}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60)
}
