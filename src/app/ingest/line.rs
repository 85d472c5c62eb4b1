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

/// How many characters [`single_spaced`] makes of the beginnings of a text that end at these offsets, which ascend.
pub(super) fn single_spaced_lengths(text: &str, offsets: &[usize]) -> Vec<usize> {
    let mut lengths = Vec::with_capacity(offsets.len());
    // Characters that are made so far, and of them those before the spaces at the end.
    let (mut made, mut trimmed, mut is_space) = (0, 0, true);
    let mut offsets = offsets.iter().peekable();
    for (at, letter) in text.char_indices() {
        while offsets.next_if(|offset| **offset <= at).is_some() {
            lengths.push(trimmed);
        }
        let is_single = matches!(letter, ' ' | '\t' | '\u{c}' | '\u{b}');
        let is_at_start = trimmed == 0 && letter.is_whitespace();
        made += usize::from(letter != '\0' && !is_at_start && !(is_single && is_space));
        is_space = is_at_start || if letter == '\0' { is_space } else { is_single };
        if !letter.is_whitespace() {
            trimmed = made;
        }
    }
    lengths.extend(offsets.map(|_| trimmed));
    lengths
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
    use super::{seconds, single_spaced, single_spaced_lengths};

    #[test]
    fn the_length_of_a_beginning_is_that_of_its_single_spaced_text() {
        for text in ["", "  one  two\t three ", "\u{a0} a\u{a0} b\n \n c ", "é\u{b}\u{c} ü.", "a", " "] {
            let offsets: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len(), text.len() + 9]).collect();
            let expected: Vec<usize> = offsets
                .iter()
                .map(|at| single_spaced(&text[..(*at).min(text.len())]).chars().count())
                .collect();
            assert_eq!(single_spaced_lengths(text, &offsets), expected, "{text:?}");
        }
    }

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
