//! BibTeX and biblatex. The one file that uses `biblatex`.
//!
//! The library reads a file whole or not at all, and follows references from entry to entry without end where they
//! lead in a circle. So the file is cut into its entries, and each is read for itself, together with those that it
//! refers to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use biblatex::{
    Bibliography as Parsed, Chunks, ChunksExt, Date, DateValue, Datetime, Entry, PermissiveType, Person,
};

use super::abbreviations::Abbreviations;
use super::latex::unmarked;
use super::{Bibliography, BibliographyEntry, csl_type, doi_address};
use crate::app::ingest::fact::{SourceFact, StatedFacts};

const BY: &str = "the bibliography";

/// Fields that are carried, or say nothing of the work.
const CARRIED: [&str; 33] = [
    "abstract",
    "author",
    "crossref",
    "date",
    "day",
    "doi",
    "file",
    "howpublished",
    "institution",
    "journal",
    "journaltitle",
    "keywords",
    "langid",
    "language",
    "month",
    "organization",
    "publisher",
    "school",
    "shorttitle",
    "subtitle",
    "timestamp",
    "title",
    "url",
    "urldate",
    "year",
    "xdata",
    "annotation",
    "note",
    "groups",
    "booktitle",
    "titleaddon",
    "options",
    "entrysubtype",
];

/// Fields with what published a work, in the order in which they are taken.
const CONTAINERS: [&str; 8] = [
    "journaltitle",
    "journal",
    "booktitle",
    "publisher",
    "institution",
    "school",
    "organization",
    "howpublished",
];

/// Entries whose text is longer are none.
const LONGEST: usize = 1 << 20;
/// Deepest nesting of braces.
const DEEPEST: usize = 64;
/// Most entries that one refers to, directly or through others, and most bytes of their texts.
const MOST_PARENTS: usize = 16;
const LONGEST_PARENTS: usize = 64 << 10;

/// A piece of the file.
#[derive(Clone, Debug)]
struct RawEntry<'t> {
    /// `article`, `string`.
    kind: &'t str,
    key: &'t str,
    /// With braces around it, whatever the file has.
    text: Cow<'t, str>,
    line: usize,
}

pub(super) fn read(text: &str) -> Bibliography {
    let mut bibliography = Bibliography::default();
    let (pieces, mut problems) = cut(text);
    let mut strings = Abbreviations::default();
    let mut entries: BTreeMap<&str, RawEntry<'_>> = BTreeMap::new();
    let mut order: Vec<RawEntry<'_>> = Vec::new();
    for piece in pieces {
        match piece.kind.to_ascii_lowercase().as_str() {
            "comment" | "preamble" => {}
            _ if piece.text.len() > LONGEST => {
                problems.push(format!("line {}: the entry `{}` is too long", piece.line, piece.key))
            }
            _ if deepest(&piece.text) > DEEPEST => problems.push(format!(
                "line {}: the braces of `{}` are nested more than {DEEPEST} deep",
                piece.line, piece.key
            )),
            "string" if strings.has(piece.key) => problems
                .push(format!("line {}: the abbreviation `{}` is defined already", piece.line, piece.key)),
            "string" => {
                // An abbreviation that cannot be read would cost every entry.
                let read = strings.used_in(&piece.text).and_then(|used| {
                    let parsed = Parsed::parse(&format!("{used}{}\n", piece.text));
                    parsed.map(|_| ()).map_err(|error| error.kind.to_string())
                });
                match read {
                    Ok(()) => strings.add(piece.key, &piece.text),
                    Err(reason) => problems.push(format!(
                        "line {}: the abbreviation `{}` cannot be read: {reason}",
                        piece.line, piece.key
                    )),
                }
            }
            _ => {
                entries.entry(piece.key).or_insert_with(|| piece.clone());
                order.push(piece);
            }
        }
    }
    for mut piece in order {
        if piece.kind.eq_ignore_ascii_case("xdata") {
            continue;
        }
        let (parents, circle) = parents(&piece, &entries);
        if let Some(circle) = circle {
            problems.push(format!(
                "line {}: `{}` refers to itself ({circle}); what it refers to was left out",
                piece.line, piece.key
            ));
            // The library follows a reference of an entry to itself for ever.
            piece.text = Cow::Owned(without_references(&piece.text));
        }
        let mut read = entry_of(&strings, &parents, &piece);
        if read.is_err() && !parents.is_empty() {
            problems.push(format!(
                "line {}: what `{}` refers to cannot be read, and was left out",
                piece.line, piece.key
            ));
            read = entry_of(&strings, &[], &piece);
        }
        match read {
            Ok(record) => bibliography.records.push(record),
            Err(reason) => problems.push(format!("line {}: {reason}", piece.line)),
        }
    }
    bibliography.problems = problems;
    bibliography
}

/// What an entry says, with the abbreviations of the file and the entries that it refers to.
fn entry_of(
    strings: &Abbreviations,
    parents: &[RawEntry<'_>],
    piece: &RawEntry<'_>,
) -> Result<BibliographyEntry, String> {
    let texts = parents.iter().map(|parent| &*parent.text);
    let joined = texts.chain([&*piece.text]).collect::<Vec<_>>().join("\n");
    let used = strings
        .used_in(&joined)
        .map_err(|reason| format!("the entry `{}` cannot be read: {reason}", piece.key))?;
    match Parsed::parse(&format!("{used}{joined}")) {
        Ok(parsed) => parsed.get(piece.key).map(record).ok_or_else(|| format!("`{}` is no entry", piece.key)),
        Err(error) => Err(format!("the entry `{}` cannot be read: {}", piece.key, error.kind)),
    }
}

/// The pieces of a file: everything from an `@` at the beginning of a line to its closing brace.
fn cut(text: &str) -> (Vec<RawEntry<'_>>, Vec<String>) {
    let bytes = text.as_bytes();
    let mut pieces = Vec::new();
    let mut problems = Vec::new();
    let (mut at, mut line, mut counted) = (0, 1, 0);
    while let Some(found) = memchr::memchr(b'@', &bytes[at..]) {
        let start = at + found;
        at = start + 1;
        line += bytes[counted..start].iter().filter(|byte| **byte == b'\n').count();
        counted = start;
        let is_first = text[..start].trim_end_matches([' ', '\t']).ends_with(['\n', '\r', '}', ')'])
            || text[..start].trim().is_empty();
        let rest = &text[at..];
        let name_end = rest.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(rest.len());
        let kind = &rest[..name_end];
        let behind = rest[name_end..].trim_start();
        if !is_first || kind.is_empty() || !behind.starts_with(['{', '(']) {
            continue;
        }
        let open = start + 1 + name_end + (rest.len() - name_end - behind.len());
        let key = behind[1..].split([',', '}', ')', '=', '\n']).next().unwrap_or_default().trim();
        match closing(bytes, open) {
            Some(end) => {
                let whole = &text[start..=end];
                // The library knows no round brackets around an entry.
                let text = match whole.strip_suffix(')') {
                    Some(before) => {
                        let inner = before.split_once('(').map_or("", |(_, inner)| inner);
                        Cow::Owned(format!("@{kind}{{{inner}}}"))
                    }
                    None => Cow::Borrowed(whole),
                };
                pieces.push(RawEntry { kind, key, text, line });
                at = end + 1;
            }
            None => {
                problems.push(format!("line {line}: the entry `{key}` is not closed"));
                // The next entry begins at a line of its own.
                at = open + 1;
            }
        }
    }
    (pieces, problems)
}

/// Where the brace or bracket at `open` is closed. An entry that runs into the next one is not.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let is_round = bytes.get(open) == Some(&b'(');
    let mut depth = 0usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            _ if at > open && bytes[at - 1] == b'\\' && matches!(byte, b'{' | b'}') => {}
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !is_round {
                    return Some(at);
                }
            }
            b')' if is_round && depth == 0 => return Some(at),
            b'@' if at > open && bytes[at - 1] == b'\n' && begins_entry(&bytes[at + 1..]) => return None,
            _ => {}
        }
    }
    None
}

/// How deep braces are nested, those that are escaped too: a reader may take them for others.
fn deepest(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Whether a name and an opening brace stand here.
fn begins_entry(bytes: &[u8]) -> bool {
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    letters > 1 && matches!(bytes.get(letters), Some(b'{' | b'('))
}

/// The entries that one refers to, directly or through others; and the circle, where they lead back.
fn parents<'t>(
    piece: &RawEntry<'t>,
    entries: &BTreeMap<&'t str, RawEntry<'t>>,
) -> (Vec<RawEntry<'t>>, Option<String>) {
    let mut found: Vec<RawEntry<'t>> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::from([piece.key]);
    let mut paths: Vec<Vec<&'t str>> = vec![vec![piece.key]];
    while let Some(path) = paths.pop() {
        let Some(entry) =
            path.last().and_then(|key| if *key == piece.key { Some(piece) } else { entries.get(key) })
        else {
            continue;
        };
        for parent in references(&entry.text) {
            if path.contains(&parent) {
                let circle = path.iter().chain([&parent]).copied().collect::<Vec<_>>().join(" → ");
                return (Vec::new(), Some(circle));
            }
            if path.len() <= MOST_PARENTS
                && let Some(entry) = entries.get(parent)
            {
                let mut longer = path.clone();
                longer.push(entry.key);
                paths.push(longer);
                let length: usize = found.iter().map(|parent| parent.text.len()).sum();
                if length + entry.text.len() <= LONGEST_PARENTS && seen.insert(entry.key) {
                    found.push(entry.clone());
                }
            }
        }
        if found.len() >= MOST_PARENTS || paths.len() > MOST_PARENTS {
            break;
        }
    }
    (found, None)
}

/// The keys in the fields `crossref` and `xdata` of an entry.
fn references(text: &str) -> Vec<&str> {
    let lower = text.to_ascii_lowercase();
    let mut keys = Vec::new();
    for name in ["crossref", "xdata"] {
        for (at, _) in lower.match_indices(name) {
            let is_field = is_field(&lower, at, name);
            let Some(value) = text[at + name.len()..].trim_start().strip_prefix('=').filter(|_| is_field)
            else {
                continue;
            };
            let value = value.trim_start();
            let value = match value.chars().next() {
                Some('{') => value[1..].split('}').next(),
                Some('"') => value[1..].split('"').next(),
                _ => value.split([',', '}', '\n']).next(),
            };
            keys.extend(value.unwrap_or_default().split(',').map(str::trim).filter(|key| !key.is_empty()));
        }
    }
    keys
}

/// An entry whose fields `crossref` and `xdata` have the name of one that says nothing of the work.
fn without_references(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut fields: Vec<(usize, &str)> = ["crossref", "xdata"]
        .into_iter()
        .flat_map(|name| lower.match_indices(name).filter(|(at, name)| is_field(&lower, *at, name)))
        .collect();
    fields.sort_unstable();
    let (mut changed, mut end) = (String::with_capacity(text.len()), 0);
    for (at, name) in fields {
        changed.push_str(&text[end..at]);
        changed.push_str("timestamp");
        end = at + name.len();
    }
    changed + &text[end..]
}

/// Whether what stands at an offset is the name of a field.
fn is_field(lower: &str, at: usize, name: &str) -> bool {
    (lower[..at].trim_end().ends_with([',', '{', '(']) || lower[..at].ends_with('\n'))
        && lower[at + name.len()..].trim_start().starts_with('=')
}

fn record(entry: &Entry) -> BibliographyEntry {
    let mut facts = StatedFacts::default();
    let text = |field: &str| entry.get(field).map(plain).unwrap_or_default();
    let title = match (text("title"), text("subtitle")) {
        (title, subtitle) if subtitle.is_empty() => title,
        (title, subtitle) => format!("{title}: {subtitle}"),
    };
    facts.state(SourceFact::Title, &title, BY);
    // `and others` stands for names that are not given.
    for person in entry.author().unwrap_or_default().iter().filter(|person| !is_others(person)) {
        facts.state_author(&name(person), BY);
    }
    let entry_type = kind(&entry.entry_type.to_string());
    // Of a whole book this is its own title.
    let is_within = matches!(entry_type, "chapter" | "paper-conference" | "entry");
    for field in CONTAINERS.into_iter().filter(|field| is_within || *field != "booktitle") {
        facts.state(SourceFact::Publisher, &text(field), BY);
    }
    let year = text("year");
    let date = match entry.date() {
        // Of a year that is more than one number the library takes the first.
        Ok(PermissiveType::Typed(_)) if text("date").is_empty() && !is_number(&year) => years(&year),
        Ok(PermissiveType::Typed(date)) => edtf(&date),
        Ok(PermissiveType::Chunks(_)) | Err(_) => years(&year),
    };
    facts.state(SourceFact::Date, &date, BY);
    facts.state(SourceFact::Url, &text("url"), BY);
    facts.state(SourceFact::Url, &doi_address(&text("doi")), BY);
    facts.state(SourceFact::Url, text("howpublished").trim_start_matches("\\url{").trim_end_matches('}'), BY);
    if let Ok(date) = entry.url_date()
        && let PermissiveType::Typed(date) = date
    {
        facts.state(SourceFact::Accessed, &edtf(&date), BY);
    }
    for field in ["language", "langid"] {
        facts.state(SourceFact::Language, language(&text(field)), BY);
    }
    facts.state(SourceFact::Type, csl_type(entry_type), BY);
    let left_out = entry
        .fields
        .keys()
        .filter(|field| !CARRIED.contains(&field.as_str()) && !field.starts_with("bdsk"))
        .cloned();
    let mut left_out: Vec<String> = left_out.collect();
    // A source has one place for what published it: of a chapter that is the book.
    let is_address = |field: &str| field == "howpublished" && text(field).contains("://");
    left_out.extend(
        CONTAINERS
            .iter()
            .filter(|field| {
                let name = text(field);
                !name.is_empty()
                    && name != facts.value(SourceFact::Publisher)
                    && name != title
                    && !is_address(field)
            })
            .map(|field| (*field).to_owned()),
    );
    // A date that cannot be written as one here, such as a year before Christ.
    if facts.get(SourceFact::Date).is_none() {
        left_out.extend(
            ["date", "year"].into_iter().find(|field| !text(field).trim().is_empty()).map(str::to_owned),
        );
    }
    BibliographyEntry {
        key: String::new(),
        made_from: None,
        original_key: entry.key.clone(),
        facts,
        left_out,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A year as it is written; two with a stroke or a dash between them are an interval.
fn years(text: &str) -> String {
    let ends =
        text.split_once(['/', '-', '–']).map(|(from, to)| [from.trim(), to.trim_start_matches('-').trim()]);
    match ends {
        Some([from, to]) if [from, to].iter().all(|year| year.len() == 4 && is_number(year)) => {
            format!("{from}/{to}")
        }
        _ => text.to_owned(),
    }
}

fn plain(chunks: &[biblatex::Spanned<biblatex::Chunk>]) -> String {
    let chunks: Chunks = chunks.to_vec();
    unmarked(&chunks.format_verbatim())
}

fn is_others(person: &Person) -> bool {
    person.name.trim() == "others" && person.given_name.trim().is_empty()
}

/// `Last, First`; an organisation by its name.
fn name(person: &Person) -> String {
    let family = [person.prefix.trim(), person.name.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let parts = [family.as_str(), person.given_name.trim(), person.suffix.trim()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn edtf(date: &Date) -> String {
    let sign = match (date.uncertain, date.approximate) {
        (true, true) => "%",
        (true, false) => "?",
        (false, true) => "~",
        (false, false) => "",
    };
    let one = |date: &Datetime| {
        let mut text = format!("{}{:04}", if date.year < 0 { "-" } else { "" }, date.year.unsigned_abs());
        if let Some(month) = date.month {
            text.push_str(&format!("-{:02}", month + 1));
            if let Some(day) = date.day {
                text.push_str(&format!("-{:02}", day + 1));
            }
        }
        format!("{text}{sign}")
    };
    match &date.value {
        DateValue::At(date) | DateValue::After(date) | DateValue::Before(date) => one(date),
        DateValue::Between(from, to) => format!("{}/{}", one(from), one(to)),
    }
}

/// The tag of a language that babel or polyglossia name.
fn language(name: &str) -> &str {
    match name.to_ascii_lowercase().as_str() {
        "english" | "american" | "british" | "usenglish" | "ukenglish" | "australian" => "en",
        "german" | "ngerman" | "austrian" | "naustrian" => "de",
        "french" | "francais" => "fr",
        "ukrainian" => "uk",
        "russian" => "ru",
        "spanish" => "es",
        "italian" => "it",
        "polish" => "pl",
        "portuguese" | "brazilian" => "pt",
        "dutch" => "nl",
        "swedish" => "sv",
        _ => name,
    }
}

/// The CSL type of an entry type, as Pandoc maps them.
fn kind(entry_type: &str) -> &'static str {
    match entry_type.to_ascii_lowercase().as_str() {
        "article" | "suppperiodical" => "article-journal",
        "book" | "mvbook" | "collection" | "mvcollection" | "booklet" => "book",
        "inbook" | "incollection" | "bookinbook" | "suppbook" | "suppcollection" => "chapter",
        "proceedings" | "mvproceedings" => "book",
        "inproceedings" | "conference" => "paper-conference",
        "reference" | "mvreference" => "book",
        "inreference" => "entry",
        "report" | "techreport" => "report",
        "thesis" | "phdthesis" | "mastersthesis" => "thesis",
        "online" | "electronic" | "www" => "webpage",
        "patent" => "patent",
        "periodical" => "periodical",
        "unpublished" => "manuscript",
        "dataset" => "dataset",
        "software" => "software",
        "legislation" => "legislation",
        "jurisdiction" => "legal_case",
        _ => "document",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Vec<BibliographyEntry>, Vec<String>) {
        let found = read(text);
        (found.records, found.problems)
    }

    #[test]
    fn an_entry_states_its_facts() {
        let (records, problems) = of(
            "@string{dp = \"Daily Press\"}\n@Article{lind2025,\n author = {Lind, Ada and {World Bank} and van der Berg, Bo},\n title = {The {Bridge}: caf\\'e \\& more},\n journal = dp, year = 2025, month = mar, volume = 3,\n doi = {10.1000/182}\n}\n",
        );
        assert!(problems.is_empty(), "{problems:?}");
        let facts = &records[0].facts;
        assert_eq!(facts.value(SourceFact::Title), "The Bridge: café & more");
        assert_eq!(
            facts.get(SourceFact::Author).unwrap().values,
            ["Lind, Ada", "World Bank", "van der Berg, Bo"]
        );
        assert_eq!(facts.value(SourceFact::Publisher), "Daily Press");
        assert_eq!(facts.value(SourceFact::Date), "2025-03");
        assert_eq!(facts.value(SourceFact::Url), "https://doi.org/10.1000/182");
        assert_eq!(facts.value(SourceFact::Type), "article-journal");
        assert_eq!(records[0].left_out, ["volume"]);
    }

    #[test]
    fn one_bad_abbreviation_costs_no_entry() {
        let (records, problems) = of(
            "@string(vp = {Valley Post})\n@string{bad = }\n@article(a, title = {A \\emph{new {B}oat}~in sight}, author = {Ek, Cy and others}, journal = vp)\n",
        );
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("line 2: the abbreviation `bad`"), "{problems:?}");
        let facts = &records[0].facts;
        assert_eq!(facts.value(SourceFact::Title), "A new Boat in sight");
        assert_eq!(facts.value(SourceFact::Publisher), "Valley Post");
        assert_eq!(facts.get(SourceFact::Author).unwrap().values, ["Ek, Cy"]);
    }

    #[test]
    fn what_an_entry_refers_to_costs_it_nothing() {
        let (records, problems) = of(
            "@incollection{a, title = {A}, crossref = {b}}\n@collection{b, title = {B}, booktitle = {B}, publisher = {House}, year = {c. 1998}}\n",
        );
        assert!(
            problems.iter().any(|problem| problem.contains("`a` refers to cannot be read")),
            "{problems:?}"
        );
        assert_eq!(records[0].facts.value(SourceFact::Title), "A");
        assert_eq!(records[1].facts.value(SourceFact::Publisher), "House");
        assert_eq!(records[1].left_out, ["year"]);
    }

    #[test]
    fn one_bad_entry_costs_no_other() {
        let (records, problems) =
            of("@book{a, title = {A}}\n@book{b, title = {B\n@book{c, title = {C}}\n@book{a, title = {A2}}\n");
        let keys: Vec<&str> = records.iter().map(|record| record.original_key.as_str()).collect();
        assert_eq!(keys, ["a", "c", "a"]);
        assert_eq!(problems, ["line 2: the entry `b` is not closed"]);
    }

    #[test]
    fn what_grows_without_end_is_refused_in_time() {
        let begun = std::time::Instant::now();
        let doubled: String = (1..40).map(|n| format!("@string{{a{n} = a{0} # a{0}}}\n", n - 1)).collect();
        let entry = "@book{b, title = a39}\n@book{c, title = {C}}\n";
        let (records, problems) = of(&format!("@string{{a0 = {{word word}}}}\n{doubled}{entry}"));
        assert!(problems.iter().any(|problem| problem.contains("comes to more than")), "{problems:?}");
        assert_eq!(records.last().unwrap().original_key, "c");
        let nested = format!("@book{{a, title = {}x{}}}\n", "{".repeat(200_000), "}".repeat(200_000));
        let (records, problems) = of(&format!("{nested}@book{{c, title = {{C}}}}\n"));
        assert!(problems[0].contains("nested more than 64 deep"), "{problems:?}");
        assert_eq!(records.len(), 1);
        let chain: String = (0..2_000)
            .map(|n| format!("@inbook{{k{n}, title = {{T{n}}}, crossref = {{k{}}}}}\n", n + 1))
            .collect();
        assert_eq!(of(&chain).0.len(), 2_000);
        let many: String = (0..2_000).map(|n| format!("@string{{s{n} = {{word {n}}}}}\n")).collect();
        let (records, problems) = of(&format!("{many}@book{{b, title = s1999}}\n"));
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(records[0].facts.value(SourceFact::Title), "word 1999");
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    #[test]
    fn an_entry_that_refers_to_itself_is_read_without_that() {
        let (records, problems) = of("@book{e, title={The crossref}, CrossRef = {e}}\n");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(records[0].facts.value(SourceFact::Title), "The crossref");
    }

    #[test]
    fn circles_are_cut_and_parents_are_read() {
        let (records, problems) = of(
            "@inbook{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}\n@inproceedings{c, title={C}, crossref={d}}\n@proceedings{d, title={D}, publisher={P}, year={2001}}\n",
        );
        assert_eq!(records.len(), 4);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains("a → b → a"), "{problems:?}");
        let c = records.iter().find(|record| record.original_key == "c").unwrap();
        assert_eq!(c.facts.value(SourceFact::Publisher), "D");
    }
}
