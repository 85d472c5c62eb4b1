//! Citations are Pandoc's: the same strings, read by ibid and by `pandoc -f markdown`, give the same
//! citations.
//!
//! Compared for each case: the list of groups in order; in each the ids, the modes, the prefixes as
//! plain text, and the extent of the suffixes (their source text with markup marks removed). Where a
//! suffix holds no locator and no excerpt, its words as ibid keeps them are compared too. White space is
//! made single, and Pandoc's typographic quotes and dashes are read back as typed.
//!
//! Needs Pandoc (Debian's 2.17 is what was compared): without it the tests fail, since nothing would be
//! tested.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use ibid::parse::topic::emphasis::Emphasis;
use ibid::read::config::{self, Config};
use ibid::read::snapshot::Snapshot;
use serde_json::Value;

/// Pandoc's Markdown without what is no concern of citations and differs from ours by design.
const FORMAT: &str = "markdown-example_lists-tex_math_dollars-raw_tex-superscript-subscript\
    -bracketed_spans-implicit_header_references-link_attributes-inline_code_attributes-raw_attribute\
    -native_spans-native_divs-fancy_lists";

/// One citation, as both readers can tell it.
#[derive(Clone, Debug, PartialEq)]
struct Cited {
    id: String,
    mode: &'static str,
    prefix: String,
    /// The extent of the suffix.
    suffix: String,
    /// Its words, for a suffix without locator and excerpt.
    words: Option<String>,
}

/// Strings that both readers must read alike.
const CASES: &[&str] = &[
    // One citation, several, with prefix, suffix and locator.
    "As reported [@wire].",
    "As reported [@wire; @daily, p. 3; see also @letter-12].",
    "Numbers [cf. @wire, pp. 33-35, 38 and elsewhere; @daily, chap. 2].",
    "[see *the* @wire, sec. 4 and **much** more]",
    "[@wire, p. iv, a remark]",
    "[@wire]",
    "Two groups [@a] [@b]; three [@c].",
    "[@wire{ii, A, D-Z}, with a remark]",
    "[@wire, {pp. iv, vi-xi, (xv)-(xvii)} with a remark]",
    "[@wire{}, 99 years later]",
    "[@wire, p. 3, in which it says so; @daily, 2-4 passim]",
    "[  @wire  ]",
    "[  see @wire ;  @daily  ]",
    "[@wire ]",
    // The author left out.
    "Smith says [-@wire].",
    "[see -@wire, p. 3; -@daily]",
    "[--@wire] and [see ---@daily] and [- @letter]",
    "-@wire says so",
    "x-@wire",
    // In the sentence.
    "@wire says so.",
    "@wire [p. 33] says so.",
    "@wire [p. 33; @daily] say so.",
    "@wire [@daily] and @wire [see @daily; @letter, p. 2]",
    "@wire [p. 33, citing nobody]; @daily",
    "@wire[¶ 4] without a space",
    "@wire's own words and @daily’s",
    "@wire, [p. 3] is apart",
    "@wire @daily [p. 3]",
    "@wire [p. 3] [p. 4]",
    "@wire []",
    "@wire [ ]",
    "@wire [; @daily]",
    "@wire [-@daily]",
    "@wire [[p. 3]]",
    "@wire [p. [3]; @daily]",
    "(@wire) and (see @daily, p. 3)",
    "“@wire” and \"@daily\" and '@letter'",
    // Keys.
    "[@{https://example.org/a?b=c}, p. 3] and @{10.1000/xyz;2-#}",
    "@{a{b}c} [p. 4]",
    "@a@b @{c}@d me@x.org@e [@a@b; @c\"d; e\"]",
    "[@{a]b}; @{c;d}]",
    "@https://example.org/a?b#c. Next",
    "@a.b.c. @a:b: @a--b @a-b- @a/b/ @a//b @a?! @a_b @Foo_bar_ @a&b",
    "@a~b~c @a~b~ ~@a~ @a|b @a=b @a,b @a(b) @a¶3",
    "[@a.b. and more; @c:, d; @e--f]",
    "[@2010; @_x; @Київ2014; @größe]",
    "@7.5 and @1984",
    "@ a [@] [@ a] [-@] @. @, @-",
    "@@wire",
    "[@a|b], [@a, ], [@a,]",
    // What is no citation.
    "me@example.org, 5.@a, U.S.@a, é@a, a.@b",
    "5,@a x:@b y/@c *d*@e **f**@g `h`@i \"j\"@k",
    "dots.@a dots..@b dots...@c dots....@d",
    "\\@wire [\\@wire] \\[@wire] [@wire\\]",
    "`@wire` and `[@wire]` and [`x` @wire]",
    "<me@example.org> <https://example.org/@wire>",
    "[see@wire] [see@wire @daily]",
    "[no key; @wire] [@wire; no key] [@wire;] [;@wire] [@wire;;@daily]",
    "[a; b @wire]",
    "[nothing] [] [ ]",
    "[@wire",
    "[@wire, p. 3",
    "@wire [p. 3",
    "@wire]",
    // Brackets in brackets, and what follows one.
    "[@wire [sic; really] yes; @daily]",
    "[[@wire]] [x [@wire] y] [@wire]]",
    "[see [the] @wire]",
    "[@wire [ x]",
    "[@wire, @daily]",
    "[@wire see [@daily; @letter] here]",
    "[see [@wire] and @daily]",
    "[@wire](no target)",
    "[@wire][label]",
    "[@wire][see me]",
    "[@wire]{.small}",
    "@wire [p. 3]{.small}",
    "@wire [p. 3][label]",
    // Quoted strings are units.
    "[@wire, \"one; two\"; @daily]",
    "[@wire, \"one ] two\" three; @daily]",
    "[@wire, “one; two” three] [@wire, “one; two\"; @daily]",
    "[@wire, 'one; two' three; @daily]",
    "[@wire, \"one 'two; three' four\"; @daily, 'five \"six; seven\" eight']",
    "[@wire, \"one; @daily] open",
    "[@wire, 6\" wide; @daily]",
    "[@wire's; @daily's] [@wire 'tis; @daily 'twas] [@wire rock 'n' roll; @daily]",
    "[@wire '90s; @daily the '80s; no]",
    "[@wire \" x; @daily \"y]",
    "[@wire (\"x;y\") z\"u;@v\"]",
    "[@wire x.\"x;y\"; @daily]",
    "[@wire *see*\"x;y\"; @daily]",
    "[@wire \"\"; @daily \"\"]",
    "[@wire ''; @daily]",
    "[see \"x @no\" here @wire] [see 'x @no' @daily] [see “x @no” @letter]",
    "He said \"so [@wire, \"one; two\"] and\" left",
    "“Translated [@wire, 'one; two']” [@daily]",
    "\"@wire [p. 3; see @daily]\"",
    "x \"y @wire [p. \"3; z\"] w\"",
    "[@wire, escaped \\\"one; @daily\\\"]",
    "[@wire, \\'one; @daily\\']",
    "[@wire, “one \"two; three\" four”]",
    // Markup in citations.
    "[@wire, *one; two* three; @daily]",
    "[see *one @no* @wire]",
    "[*see* @wire] [**cf.** @daily]",
    "[*@wire*] *[@wire]* **@daily** [p. 3]",
    "*see @wire [p. 3] there*",
    "[@wire `;` x; @daily `]` y]",
    "[@wire \\; \\] x; @daily]",
    "[@wire ~~one; two~~ x; @daily]",
    "[@wire [one; two](u) x; @daily]",
    "[@wire ![one; two](u) x; @daily]",
    "[@wire <https://example.org/;x> y; @daily]",
    "[@wire <b>x</b> y; @daily]",
    "~~@wire~~ and ~~[@daily]~~",
    "@wire *[p. 3]* and *@wire* [p. 3]",
    // Notes.
    "Text^[A note citing @wire [p. 3] and [@daily]].",
    "Text [^n] and [^m @wire] and [^-@daily]",
    "Text.[^1]\n\n[^1]: A note citing [@wire, p. 3].",
    "@wire [^2]",
    "@wire ^[note @daily]",
    // Lines.
    "[@wire,\np. 3;\n@daily]",
    "[see\n@wire]",
    "@wire\n[p. 3]",
    "@wire  \n[p. 3]",
    "@wire\\\n[p. 3]",
    "[\n@wire\n]",
    "@wire\n\n[p. 3]",
    // Blocks.
    "# Heading [@wire]",
    "## @wire [p. 3]: a heading",
    "Heading [@wire]\n===",
    "- item [@wire]\n- @daily [p. 3]\n  and [see\n  @letter]",
    "1. one [@wire]\n\n2. two @daily",
    "> quoted [@wire, p. 3]\n> and @daily",
    "> - both [@wire]",
    "| a [@wire] | b |\n|---|---|\n| @daily [p. 3] | [see @letter; -@wire] |",
    "```\n[@wire]\n```",
    "    [@wire] in code",
];

/// Known differences: a case, what Pandoc 2.17 reads, what ibid reads, and why. Groups are written
/// `mode id` with mode N (normal), S (author suppressed), A (author in text), citations apart by `,`,
/// groups by `|`.
const DIFFERENCES: &[(&str, &str, &str, &str)] = &[
    ("[text @wire](u)", "A wire", "", "link text does not cite (docs/contract.md, section 8)"),
    ("[@wire](u)", "A wire", "", "a link, as in CommonMark"),
    ("[@wire, «one; @daily»]", "N wire,N daily", "N wire", "«…» is a quotation"),
    ("[@wire, „one; @daily“]", "N wire,N daily", "N wire", "„…“ is a quotation"),
    ("[@{odd key}, p. 3]", "", "N odd key", "a key in braces may hold spaces (docs/contract.md, section 8)"),
    ("@wire@x.org", "A wire|A x.org", "", "a name in a social network (docs/contract.md, section 8)"),
    ("[@*]", "N *", "", "no wildcard: a key begins with a letter, digit or `_`"),
    ("[@{}]", "N ", "", "no empty keys"),
    ("[@wire][@daily]", "A wire|N daily", "N wire|N daily", "two groups, as in Pandoc 3"),
    ("[@wire][^1]\n\n[^1]: Note.", "A wire", "N wire", "a group and a note, as in Pandoc 3"),
    ("@wire [p. 3][l](m)", "A wire", "A wire", "the locator counts, though a link follows"),
    ("[no; [@wire \"\"]]\"", "N wire", "A wire", "a mark after the outer bracket closes the inner quotation"),
    ("[see]@wire p. 3]", "N wire", "A wire", "Pandoc lets a `]` end a prefix"),
    ("[no; @{g]h} cite]", "", "A g]h", "a `]` in braces ends Pandoc's bracket, unless that cites"),
    ("@_a_ b", "A _a_", "", "CommonMark has read emphasis"),
    ("@{a*b*c}", "A a*b*c", "", "CommonMark has read emphasis"),
    ("@a<b>c", "A a<b>c", "A a", "CommonMark has read HTML"),
    ("[@wire, p. 3\n\n@daily]", "A wire", "A wire|A daily", "Pandoc's bracket swallows the next paragraph"),
    ("*[@wire* x]", "N wire", "A wire", "CommonMark lets emphasis end inside a bracket"),
];

// --- Pandoc ------------------------------------------------------------------------------------

/// What Pandoc reads in each case. Each stands in a blockquote, because Pandoc lets an open bracket look
/// for its partner beyond the paragraph.
fn pandoc(cases: &[String]) -> Vec<Vec<Vec<Cited>>> {
    let mut text = String::new();
    for (number, case) in cases.iter().enumerate() {
        let _ = write!(text, "CASE{number}MARK\n\n> {}\n\n", case.replace('\n', "\n> "));
    }
    let missing = "these tests hold ibid against Pandoc, which is not installed: `apt-get install pandoc`";
    let mut child = Command::new("pandoc")
        .args(["-f", FORMAT, "-t", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect(missing);
    let mut input = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("pandoc ends");
    writer.join().expect("no panic").expect("pandoc reads");
    assert!(output.status.success(), "pandoc failed: {}", output.status);
    let document: Value = serde_json::from_slice(&output.stdout).expect("pandoc writes JSON");
    let mut read: Vec<Vec<Vec<Cited>>> = Vec::new();
    for block in document["blocks"].as_array().expect("blocks") {
        if flat(block, false) == format!("CASE{}MARK", read.len()) {
            read.push(Vec::new());
        } else if let Some(groups) = read.last_mut() {
            collect(block, groups);
        }
    }
    assert_eq!(
        read.len(),
        cases.len(),
        "a case has swallowed the next: {:?}",
        cases.get(read.len().saturating_sub(1))
    );
    read
}

fn collect(value: &Value, groups: &mut Vec<Vec<Cited>>) {
    match value {
        Value::Object(fields) if fields.get("t").is_some_and(|tag| tag == "Cite") => {
            groups.push(value["c"][0].as_array().expect("citations").iter().map(cited).collect());
        }
        Value::Object(fields) => fields.values().for_each(|value| collect(value, groups)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, groups)),
        _ => {}
    }
}

fn cited(value: &Value) -> Cited {
    Cited {
        id: value["citationId"].as_str().unwrap_or_default().to_owned(),
        mode: match value["citationMode"]["t"].as_str() {
            Some("NormalCitation") => "N",
            Some("SuppressAuthor") => "S",
            _ => "A",
        },
        prefix: plain(&flat(&value["citationPrefix"], false)),
        suffix: plain(&flat(&value["citationSuffix"], true)),
        // Pandoc keeps a citation in a suffix as it is written, markup and all.
        words: (!value["citationSuffix"].to_string().contains("\"Cite\""))
            .then(|| parts(&flat(&value["citationSuffix"], false))),
    }
}

/// The text of some of Pandoc's inlines; `with_targets`: links as they are written.
fn flat(value: &Value, with_targets: bool) -> String {
    let inner = |value: &Value| flat(value, with_targets);
    if let Some(values) = value.as_array() {
        return values.iter().map(inner).collect();
    }
    let content = &value["c"];
    if !content.is_array() && !content.is_string() {
        return " ".repeat(usize::from(value.is_object()));
    }
    match value["t"].as_str().unwrap_or_default() {
        "Str" => content.as_str().unwrap_or_default().to_owned(),
        "Quoted" if content[0]["t"] == "SingleQuote" => format!("'{}'", inner(&content[1])),
        "Quoted" => format!("\"{}\"", inner(&content[1])),
        "Cite" | "Span" => inner(&content[1]),
        "Code" => content[1].as_str().unwrap_or_default().to_owned(),
        "RawInline" if with_targets => content[1].as_str().unwrap_or_default().to_owned(),
        "Link" if with_targets && content[0][1][0] == "uri" => format!("<{}>", inner(&content[1])),
        "Link" if with_targets => {
            format!("[{}]({})", inner(&content[1]), content[2][0].as_str().unwrap_or_default())
        }
        "Image" if with_targets => {
            format!("![{}]({})", inner(&content[1]), content[2][0].as_str().unwrap_or_default())
        }
        "Link" => inner(&content[1]),
        "Note" if with_targets => format!("^[{}]", inner(content)),
        "Image" | "RawInline" | "Note" => String::new(),
        _ => inner(content),
    }
}

// --- ibid --------------------------------------------------------------------------------------

/// What ibid reads.
fn ibid(config: &Config, case: &str) -> Vec<Vec<Cited>> {
    let text = format!("---\ntitle: Citations\nraw_html: true\n---\n\n{case}\n");
    let page = ibid::parse::topic::parse_text(config, "content/case.md", &text).0.expect("a page");
    let mut groups = page.document.groups;
    groups.sort_by_key(|group| group.span.start);
    let mut read = Vec::new();
    for group in groups {
        let mut cites = Vec::new();
        for (index, cite) in group.cites.into_iter().enumerate() {
            let is_narrative = group.is_narrative && index == 0;
            let mut rest = &text[cite.key_span.end as usize..cite.span.end.max(cite.key_span.end) as usize];
            if text[..cite.key_span.start as usize].ends_with("@{") {
                rest = rest.strip_prefix('}').unwrap_or(rest);
            }
            if is_narrative {
                rest = rest.trim_start().strip_prefix('[').unwrap_or(rest);
            }
            let is_bare =
                cite.locator.is_none() && cite.excerpts.is_empty() && !rest.contains(['{', '"', '“']);
            cites.push(Cited {
                id: cite.key,
                mode: match (is_narrative, cite.suppress_author) {
                    (true, _) => "A",
                    (false, true) => "S",
                    (false, false) => "N",
                },
                prefix: plain(&cite.prefix),
                suffix: plain(rest),
                words: is_bare.then(|| parts(&cite.suffix)),
            });
        }
        read.push(cites);
    }
    read
}

// --- comparing ---------------------------------------------------------------------------------

/// Text without markup marks and with typed quotes and dashes; white space single.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    // A link is as written where Pandoc keeps a citation around it as written.
    for letter in text.replace("[l](m)", "l").chars() {
        match letter {
            letter if Emphasis::is_mark(letter) => {}
            '*' | '`' | '\\' | '~' | '{' | '}' | '<' | '>' => {}
            '“' | '”' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            '–' => plain.push_str("--"),
            '—' => plain.push_str("---"),
            '…' => plain.push_str("..."),
            letter => plain.push(letter),
        }
    }
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    // Pandoc trims inside quotation marks, and sets a space before a bracket after a key.
    ["\"", "'", "["]
        .iter()
        .fold(plain, |plain, mark| plain.split(mark).map(str::trim).collect::<Vec<_>>().join(mark))
}

/// The parts of a suffix between commas.
fn parts(text: &str) -> String {
    let plain = plain(text);
    plain.split(',').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Says where two readings differ; nothing where they do not.
fn difference(case: &str, theirs: &[Vec<Cited>], ours: &[Vec<Cited>]) -> Option<String> {
    let (mut theirs, mut ours) = (theirs.to_vec(), ours.to_vec());
    for (theirs, ours) in theirs.iter_mut().flatten().zip(ours.iter_mut().flatten()) {
        if theirs.words.is_none() || ours.words.is_none() {
            (theirs.words, ours.words) = (None, None);
        }
    }
    (theirs != ours)
        .then(|| format!("{case:?}\n  pandoc {}\n  ibid   {}\n", written(&theirs), written(&ours)))
}

fn written(groups: &[Vec<Cited>]) -> String {
    let cite = |cite: &Cited| {
        format!("({} {:?} {} {:?} {:?})", cite.mode, cite.prefix, cite.id, cite.suffix, cite.words)
    };
    groups.iter().map(|group| group.iter().map(cite).collect::<String>()).collect::<Vec<_>>().join(" | ")
}

fn defaults() -> Config {
    config::parse(&Snapshot::default(), "ibid.yaml").0
}

fn agree(cases: &[String]) {
    let config = defaults();
    let wrong: Vec<String> = cases
        .iter()
        .zip(pandoc(cases))
        .filter_map(|(case, theirs)| difference(case, &theirs, &ibid(&config, case)))
        .collect();
    let shown = wrong.iter().take(40).map(String::as_str).collect::<String>();
    assert!(wrong.is_empty(), "{} of {} cases differ from Pandoc:\n{shown}", wrong.len(), cases.len());
}

#[test]
fn the_manual_and_its_corners() {
    agree(&CASES.iter().map(|case| (*case).to_owned()).collect::<Vec<_>>());
}

#[test]
fn known_differences_are_as_they_were() {
    let short = |groups: &[Vec<Cited>]| {
        let group = |group: &Vec<Cited>| {
            group.iter().map(|cite| format!("{} {}", cite.mode, cite.id)).collect::<Vec<_>>().join(",")
        };
        groups.iter().map(group).collect::<Vec<_>>().join("|")
    };
    let cases: Vec<String> = DIFFERENCES.iter().map(|(case, ..)| (*case).to_owned()).collect();
    let (config, mut wrong) = (defaults(), String::new());
    for ((case, pandocs, ibids, why), theirs) in DIFFERENCES.iter().zip(pandoc(&cases)) {
        let (theirs, ours) = (short(&theirs), short(&ibid(&config, case)));
        if theirs != *pandocs || ours != *ibids {
            let _ = writeln!(
                wrong,
                "{case:?} ({why}): pandoc `{theirs}`, listed `{pandocs}`; ibid `{ours}`, listed `{ibids}`"
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

// --- generated cases ---------------------------------------------------------------------------

/// A small deterministic generator of numbers (xorshift64*).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).expect("31 bits") % sides
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.roll(from.len())]
    }

    /// A unit; emphasis stands apart, since what may stand next to it is another question.
    fn unit(&mut self) -> String {
        let unit = self.pick(UNITS);
        if unit.starts_with(['*', '~']) { format!(" {unit} ") } else { unit.to_owned() }
    }
}

const WORDS: &[&str] = &[
    "see",
    "cf.",
    "word",
    "U.S.",
    "don't",
    "’90s",
    "'90s",
    "Київ",
    "naïve",
    "p. 33",
    "pp. 3-5",
    "¶ 4",
    "chap. 2",
    "99",
    "x.y",
    "6\"",
    "rock 'n' roll",
    "me@x.org",
    "end.",
    "so!",
    "what?",
    "a--b",
    "a---b",
    "...",
    "{ii}",
    "{}",
    "=",
    "&",
    "%",
];
const KEYS: &[&str] = &[
    "@a",
    "@b",
    "@wire",
    "@a-b",
    "@a.b.",
    "@a_b",
    "@x:y/z",
    "@https://x.y/z",
    "@{d/e;f}",
    "@2010",
    "@Ключ",
    "-@c",
    "-@{m}",
    "@a--b",
    "@{k",
    "--@n",
    "\\@o",
    "@",
    "-@",
    "@@p",
    "@q's",
    "@r, p. 3",
    "@t;",
    "@u?",
];
/// How many of the keys are nothing but keys.
const PLAIN_KEYS: usize = 13;
const UNITS: &[&str] = &[
    "\"one\"",
    "\"one; two\"",
    "\"one ] two\"",
    "\"one @a two\"",
    "“three; four”",
    "“three ] four\"",
    "'five; six'",
    "‘five; six’",
    "'five \"six; seven\" eight'",
    "''",
    "`;`",
    "`@a]`",
    "`\"`",
    "*em*",
    "*em; x*",
    "**st; @a**",
    "~~old;~~",
    "\\;",
    "\\]",
    "\\[",
    "\\\"",
    "[x]",
    "[x; y]",
    "[]",
    "[x @b]",
    "[@c]",
    "<https://x.y/;z>",
    "![i](j)",
    "[l](m)",
];
const MARKS: &[&str] =
    &["[", "]", "[", "]", ";", ";", ",", "(", ")", "\"", "'", "“", "”", ".", ":", "-", "--", " ", "!"];

/// Citation-like text of a few pieces.
fn soup(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..3 + dice.roll(10) {
        match dice.roll(10) {
            0 | 1 => text.push_str(dice.pick(WORDS)),
            2..=4 => text.push_str(dice.pick(KEYS)),
            5 | 6 => text.push_str(&dice.unit()),
            _ => text.push_str(dice.pick(MARKS)),
        }
        text.push_str(dice.pick(&["", " ", " ", "\nw "]));
    }
    text
}

/// A group, well formed but for a letter that may be lost.
fn group(dice: &mut Dice) -> String {
    let mut text = String::new();
    text.push_str(dice.pick(&["", "w ", "w", "*see* ", "\"w ", "(", "@k ", "@k", "@k\n", "@k [p. 3; "]));
    text.push_str(dice.pick(&["[", "[", "[", "[ ", "[see ", "[[", ""]));
    for index in 0..1 + dice.roll(4) {
        if index > 0 {
            text.push_str(dice.pick(&[";", "; ", "; ", " ; ", ";\nw ", ", "]));
        }
        for _ in 0..dice.roll(3) {
            text.push_str(&if dice.roll(3) == 0 { dice.unit() } else { dice.pick(WORDS).to_owned() });
            text.push_str(dice.pick(&[" ", " ", ""]));
        }
        text.push_str(if dice.roll(6) == 0 { dice.pick(KEYS) } else { dice.pick(&KEYS[..PLAIN_KEYS]) });
        for _ in 0..dice.roll(4) {
            text.push_str(dice.pick(&[" ", ", ", " ", ""]));
            text.push_str(&if dice.roll(2) == 0 { dice.unit() } else { dice.pick(WORDS).to_owned() });
        }
    }
    text.push_str(dice.pick(&["]", "]", "]", " ]", "]]", ""]));
    text.push_str(dice.pick(&["", ".", " w", "\"", ")", " [@k]", " [p. 3]"]));
    if dice.roll(4) == 0 {
        let letters: Vec<char> = text.chars().collect();
        let lost = dice.roll(letters.len());
        text = letters
            .iter()
            .enumerate()
            .filter(|(at, letter)| *at != lost || **letter == ' ')
            .map(|(_, letter)| *letter)
            .collect();
    }
    text
}

/// Keeps a case within what CommonMark and Pandoc read alike outside citations: one paragraph, no
/// accidental links, and none of the known differences.
fn tame(text: &str) -> String {
    let mut tame = format!("w{}", if text.starts_with(['[', '@', '(', '"', '“']) { " " } else { "" });
    tame.push_str(text);
    // Letters of no language stand for the links that are meant.
    let apart = [
        ("![i](j)", "\u{e000}"),
        ("[l](m)", "\u{e001}"),
        ("<https://x.y/;z>", "\u{e002}"),
        ("![", "! ["),
        ("](", "] ("),
        ("][", "] ["),
        ("]{", "] {"),
        ("]:", "] :"),
        ("]@", "] @"),
        ("]-@", "] -@"),
        ("@*", "@ *"),
        ("@{}", "@ {}"),
        ("<", " < "),
        (">", " > "),
        ("``", "` `"),
        ("]\u{e001}", "] \u{e001}"),
        (" * ", " "),
        (" ** ", " "),
        ("\u{e000}", "![i](j)"),
        ("\u{e001}", "[l](m)"),
        ("\u{e002}", " <https://x.y/;z>"),
    ];
    for (from, to) in apart {
        tame = tame.replace(from, to);
    }
    // Nor does a name go on as one in a social network.
    tame = tame.split_inclusive(char::is_whitespace).map(apart_at_second_at).collect();
    // Emphasis that does not close swallows the rest in Pandoc, code closes elsewhere.
    for mark in ['*', '~', '`'] {
        if tame.matches(mark).count() % 2 == 1 {
            tame = tame.replace(mark, "");
        }
    }
    tame.trim_end().to_owned()
}

/// A word with a space before each `@` that follows a letter or a digit, behind its first one.
fn apart_at_second_at(word: &str) -> String {
    let Some((before, rest)) = word.split_once('@') else { return word.to_owned() };
    let mut apart = format!("{before}@");
    for letter in rest.chars() {
        if letter == '@' && apart.ends_with(char::is_alphanumeric) {
            apart.push(' ');
        }
        apart.push(letter);
    }
    apart
}

#[test]
fn five_thousand_generated_strings() {
    let mut dice = Dice(0x1B1D_2014);
    let cases: Vec<String> = (0..5000)
        .map(|number| tame(&if number % 4 == 0 { soup(&mut dice) } else { group(&mut dice) }))
        .collect();
    // Most of them cite, or they would show little.
    let config = defaults();
    let citing =
        cases.iter().filter(|case| ibid(&config, case).iter().any(|group| group[0].mode != "A")).count();
    assert!(citing > 1500, "{citing} cases with a group in brackets");
    std::thread::scope(|scope| {
        for batch in cases.chunks(2500) {
            scope.spawn(|| agree(batch));
        }
    });
}
