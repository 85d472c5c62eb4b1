//! Turns of speech in a transcript: `LIND: The dam will hold.`, `[00:12:31] Ada Lind: The dam will hold.`

/// Words of the longest name before a turn.
const LONGEST_NAME: usize = 4;

/// What stands before the words of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn<'t> {
    /// The time at which it begins, as it is written: `00:12:31`.
    pub time: Option<&'t str>,
    /// Who speaks.
    pub speaker: Option<&'t str>,
    /// Bytes before the words.
    pub length: usize,
}

impl<'t> Turn<'t> {
    /// What stands before the words of a paragraph; nothing where it begins with neither a time nor a name.
    #[must_use]
    pub fn of(paragraph: &'t str) -> Option<Self> {
        if let Some(turn) = Self::in_line_above(paragraph) {
            return Some(turn);
        }
        let (time, words) = match time(paragraph) {
            Some((time, words)) => (Some(time), words),
            None => (None, paragraph),
        };
        let named = words.split_once(": ").or_else(|| words.split_once(":\n"));
        let Some((name, said)) = named.filter(|(name, _)| is_name(name)) else {
            let length = paragraph.len() - words.len();
            return time.map(|time| Self { time: Some(time), speaker: None, length });
        };
        Some(Self { time, speaker: Some(name), length: paragraph.len() - said.len() })
    }

    /// A turn whose first line is a name with a time, as services that write down speech have it.
    fn in_line_above(paragraph: &'t str) -> Option<Self> {
        let (line, said) = paragraph.split_once('\n')?;
        let (name, time) = line.trim_end().rsplit_once([' ', '\t'])?;
        let (name, time) = (name.trim_end(), time.trim_matches(['(', ')', '[', ']']));
        let is_turn = is_time(time) && !name.is_empty() && is_name(name);
        is_turn.then_some(Self {
            time: Some(time),
            speaker: Some(name),
            length: paragraph.len() - said.len(),
        })
    }
}

/// Whether a text is the time of a recording: `0:05`, `00:12:31`.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    (2..=3).contains(&parts.len())
        && parts
            .iter()
            .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a text may be the name of a speaker: a few words with capitals.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').take(LONGEST_NAME + 1).collect();
    let is_capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    words.len() <= LONGEST_NAME && words.iter().all(is_capital) && !name.contains([',', '“', '"', '«'])
}

/// The time before a text, with or without brackets, and what stands behind it.
fn time(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_start_matches(['[', '(']);
    let length = inner.find(|letter: char| !letter.is_ascii_digit() && letter != ':' && letter != '.')?;
    let (written, rest) = inner.split_at(length);
    let time = written.split('.').next().unwrap_or_default();
    // A time that is part of a sentence is none of the recording: “12:30 is too late”.
    let is_bracketed = inner.len() < text.len();
    let behind = rest.trim_start_matches([']', ')']);
    let is_apart = if is_bracketed { behind.len() < rest.len() } else { time.split(':').count() == 3 };
    (is_time(time) && is_apart).then(|| (time, behind.trim_start_matches([' ', '\t', '-', '–', '\n'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_begin_with_times_and_names() {
        let of =
            |text: &'static str| Turn::of(text).map(|turn| (turn.time, turn.speaker, &text[turn.length..]));
        assert_eq!(of("LIND: The dam will hold."), Some((None, Some("LIND"), "The dam will hold.")));
        assert_eq!(of("Ada Lind: The dam will hold."), Some((None, Some("Ada Lind"), "The dam will hold.")));
        assert_eq!(
            of("[00:12:31] Ada Lind: It will."),
            Some((Some("00:12:31"), Some("Ada Lind"), "It will."))
        );
        assert_eq!(of("00:12:31.250 - It will."), Some((Some("00:12:31"), None, "It will.")));
        assert_eq!(of("(12:31) It will."), Some((Some("12:31"), None, "It will.")));
        assert_eq!(of("12:30 is too late: go home."), None);
        assert_eq!(of("He said this: The dam will hold."), None);
        assert_eq!(of("Ada Lind  0:05\nIt will."), Some((Some("0:05"), Some("Ada Lind"), "It will.")));
        assert_eq!(of("we met at 10:30\nand left."), None);
        assert_eq!(of("[1] A note."), None);
    }
}
