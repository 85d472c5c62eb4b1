//! Front matter as people write it, and as they might: every kind of scalar, list and mapping, drawn from a seed.

use std::fmt::Write as _;

/// SplitMix64: the same seed gives the same documents everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn one_in(&mut self, odds: usize) -> bool {
        self.below(odds) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const KEYS: &[&str] = &[
    "title",
    "Date",
    "min_sources",
    "a-b",
    "x.y",
    "ключ",
    "cap",
    "größe",
    "@type",
    "two words",
    "a,b",
    "q?",
    "7",
    "null",
];

const WORDS: &[&str] = &[
    "ships",
    "docks",
    "the",
    "Harbour",
    "naïve",
    "порт",
    "港",
    "a",
    "I",
    "№",
    "—",
    "don't",
    "rock'n'roll",
    "x@y.org",
    "50%",
    "C#",
    "1,000",
    "http://x.org/a?b=c#d",
    "and/or",
    "a:b",
    "-x",
    "--",
    "5\"",
    "(sic)",
    "a&b",
    "*",
    "&",
    "!",
    "|",
    ">",
    "`",
    "“quoted”",
    "…",
    "?",
    "title:x",
    "=",
    "~",
];

const JOINS: &[&str] = &[" ", " ", " ", " ", ", ", "; ", " & ", " - ", " — ", "  ", " | ", " #", ": "];

const SPECIAL: &[&str] = &[
    "null",
    "~",
    "Null",
    "true",
    "TRUE",
    "tRUE",
    "false",
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "n",
    "0",
    "7",
    "-7",
    "+7",
    "007",
    "08",
    "0o17",
    "0x1F",
    "-0x1F",
    "0b101",
    "1_000",
    "1:30",
    "190:20:30",
    "1.5",
    ".5",
    "5.",
    "+.5",
    "-1.5",
    "1e3",
    "1.5e3",
    "1.5e+3",
    ".inf",
    "-.INF",
    ".nan",
    "2024-01-02",
    "2024-1-2",
    "2024-01-02T10:00:00Z",
    "2024-01-02 10:00:00",
    "2024",
    "12-14",
    "=",
    "v1.2.3",
    "1.2.3",
    "١",
];

/// A document of a few keys.
pub(crate) fn document(random: &mut Random) -> String {
    let mut text = String::new();
    if random.one_in(8) {
        text.push_str("# a comment: with a colon\n");
    }
    mapping(random, &mut text, 0, 0);
    if random.one_in(12) {
        text = text.replace('\n', "\r\n");
    }
    text
}

fn mapping(random: &mut Random, text: &mut String, indent: usize, depth: usize) {
    let count = 1 + random.below(4);
    let mut used = Vec::new();
    for _ in 0..count {
        let key = random.pick(KEYS);
        if used.contains(&key) {
            continue;
        }
        used.push(key);
        if text.is_empty() || text.ends_with('\n') {
            text.extend(std::iter::repeat_n(' ', indent));
        }
        match random.below(10) {
            0 => write!(text, "\"{key}\"").unwrap(),
            1 => write!(text, "'{key}'").unwrap(),
            _ if key.starts_with('@') => write!(text, "'{key}'").unwrap(),
            _ => text.push_str(key),
        }
        text.push(':');
        value(random, text, indent, depth);
        if random.one_in(10) {
            text.push_str(random.pick(&["\n", "# between\n", "  # indented: comment\n"]));
        }
    }
}

/// The value behind `key:`, with the end of its line.
fn value(random: &mut Random, text: &mut String, indent: usize, depth: usize) {
    match random.below(if depth < 3 { 17 } else { 13 }) {
        0 => {}
        1..=4 => {
            text.push(' ');
            plain(random, text);
        }
        5 | 6 => {
            text.push(' ');
            text.push_str(random.pick(SPECIAL));
        }
        7 => {
            text.push(' ');
            single_quoted(random, text, indent);
        }
        8 => {
            text.push(' ');
            double_quoted(random, text, indent);
        }
        9 => {
            text.push(' ');
            flow(random, text, indent, 0);
        }
        10 | 11 => return block_scalar(random, text, indent),
        12 => {
            // A plain text that goes on in the next line.
            text.push(' ');
            words(random, text);
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent + 2));
            words(random, text);
        }
        13 | 14 => {
            text.push('\n');
            let step = 1 + random.below(4);
            return mapping(random, text, indent + step, depth + 1);
        }
        _ => return sequence(random, text, indent, depth),
    }
    if random.one_in(8) {
        text.push_str(" # a comment, \"quoted\"");
    }
    if random.one_in(12) {
        text.push_str("  ");
    }
    text.push('\n');
}

fn sequence(random: &mut Random, text: &mut String, indent: usize, depth: usize) {
    text.push('\n');
    // In the column of the key, or indented.
    let indent = indent + [0, 2, 4][random.below(3)];
    for _ in 0..=random.below(3) {
        text.extend(std::iter::repeat_n(' ', indent));
        text.push('-');
        if random.one_in(4) {
            text.push(' ');
            mapping(random, text, indent + 2, depth + 1);
        } else {
            value(random, text, indent, depth + 2);
        }
    }
}

fn words(random: &mut Random, text: &mut String) {
    for at in 0..=random.below(5) {
        if at > 0 {
            text.push_str(random.pick(JOINS));
        }
        text.push_str(random.pick(WORDS));
    }
}

fn plain(random: &mut Random, text: &mut String) {
    words(random, text);
}

fn single_quoted(random: &mut Random, text: &mut String, indent: usize) {
    let mut inner = String::new();
    words(random, &mut inner);
    inner = inner.replace('\'', "''");
    if random.one_in(4) {
        write!(inner, "\n{}more: text", " ".repeat(indent + 2)).unwrap();
    }
    write!(text, "'{inner}'").unwrap();
}

fn double_quoted(random: &mut Random, text: &mut String, indent: usize) {
    let mut inner = String::new();
    words(random, &mut inner);
    inner = inner.replace('\\', "\\\\").replace('"', "\\\"");
    inner.push_str(random.pick(&[
        "",
        "\\n",
        "\\u00e9",
        "\\x41",
        "\\t",
        "\\\\",
        "\\\"",
        "\\U0001F6A2",
        "\\/",
        " # no comment",
    ]));
    if random.one_in(4) {
        let indent = " ".repeat(indent + 2);
        inner.push_str(
            &random
                .pick(&["\n{}more: text", "\n\n{}after a blank line", " \\\n{}joined"])
                .replace("{}", &indent),
        );
    }
    write!(text, "\"{inner}\"").unwrap();
}

fn block_scalar(random: &mut Random, text: &mut String, indent: usize) {
    text.push(' ');
    text.push_str(random.pick(&["|", ">"]));
    text.push_str(random.pick(&["", "-", "+"]));
    text.push_str(random.pick(&["", "", " # a comment"]));
    text.push('\n');
    let step = " ".repeat(indent + 1 + random.below(4));
    for line in 0..=random.below(4) {
        match random.below(6) {
            0 if line > 0 => {}
            1 if line > 0 => write!(text, "{step}  more indented").unwrap(),
            2 => write!(text, "{step}# no comment, & no *anchor").unwrap(),
            3 => write!(text, "{step}title: no key").unwrap(),
            _ => {
                text.push_str(&step);
                words(random, text);
            }
        }
        text.push('\n');
    }
}

fn flow(random: &mut Random, text: &mut String, indent: usize, depth: usize) {
    let is_list = random.one_in(2);
    text.push(if is_list { '[' } else { '{' });
    let count = random.below(4);
    for at in 0..count {
        if at > 0 {
            text.push(',');
            if random.one_in(6) {
                write!(text, "\n{}", " ".repeat(indent + 2)).unwrap();
            } else if !random.one_in(6) {
                text.push(' ');
            }
        }
        if !is_list {
            write!(text, "k{at}:").unwrap();
            if random.one_in(6) {
                continue;
            }
            text.push(' ');
        }
        match random.below(if depth < 2 { 7 } else { 5 }) {
            0 => text.push_str(random.pick(&[
                "a",
                "b c",
                "don't",
                "x-y",
                "http://x.org",
                "5%",
                "порт",
                "a & b",
            ])),
            1 => text.push_str(random.pick(SPECIAL)),
            2 => text.push_str(random.pick(&["'a, b'", "'it''s'", "'[x]'", "''"])),
            3 => text.push_str(random.pick(&["\"a: b\"", "\"a, \\\"b\\\"\"", "\"{}\"", "\"\""])),
            4 => text.push_str(random.pick(&["one two three", "a-b", "c.d", "1", "2024"])),
            _ => flow(random, text, indent, depth + 1),
        }
    }
    text.push_str(if random.one_in(8) && count > 0 { "," } else { "" });
    text.push(if is_list { ']' } else { '}' });
}
