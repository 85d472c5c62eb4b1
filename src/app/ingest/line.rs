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
    let numbers: Vec<f64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    // Behind the first part stand minutes and seconds, of which there are sixty.
    let is_time = numbers.len() == parts.len() && numbers[1..].iter().all(|number| *number < 60.0);
    is_time.then(|| numbers.iter().fold(0.0, |sum, number| sum * 60.0 + number))
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

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_time_has_sixty_minutes_and_seconds() {
        for (time, expected) in [
            ("00:12:31.250", Some(751.25)),
            ("90:00,5", Some(5400.5)),
            ("00:99:99.000", None),
            ("01:60", None),
            ("1:2:3:4", None),
            ("12", None),
        ] {
            assert_eq!(seconds(time), expected, "{time}");
        }
    }
}
