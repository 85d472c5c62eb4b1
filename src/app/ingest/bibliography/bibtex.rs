//! BibTeX and biblatex. The one module that uses `biblatex`, with those below it.
//!
//! The library reads a file whole or not at all, and follows references without end where they lead in a circle. So the
//! file is cut into its entries ([`pieces`]). Each is read by itself, without what it refers to; where it refers to
//! others it is read again together with them, once [`endless`] has seen that the library comes to an end. Where the
//! library panics over a value, the entry that has it cannot be read.

mod endless;
mod fields;
mod pieces;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use biblatex::{Bibliography as Parsed, RawBibliography};

use super::abbreviations::Abbreviations;
use super::{Bibliography, BibliographyEntry};
use pieces::{BibPiece, cut, deepest};

/// Longer entries are not read, in bytes.
const LONGEST: usize = 1 << 20;
/// Deepest nesting of braces.
const DEEPEST: usize = 64;
/// Most entries that one refers to, directly or through others, and most bytes of their texts.
const MOST_PARENTS: usize = 16;
const LONGEST_PARENTS: usize = 64 << 10;

/// An entry of the file.
struct FileEntry<'t> {
    piece: BibPiece<'t>,
    /// What stands in the entry itself, or why it cannot be read.
    own: Result<OwnFields, String>,
}

/// What an entry says without those that it refers to.
struct OwnFields {
    record: BibliographyEntry,
    /// The keys that it refers to.
    references: Vec<String>,
}

pub(super) fn read(text: &str) -> Bibliography {
    let (pieces, mut problems) = cut(text);
    let (strings, pieces) = sort(pieces, &mut problems);
    let entries: Vec<FileEntry<'_>> = pieces.into_iter().map(|piece| own_fields(piece, &strings)).collect();
    let mut by_key: BTreeMap<&str, &FileEntry<'_>> = BTreeMap::new();
    for entry in &entries {
        by_key.entry(entry.piece.key).or_insert(entry);
    }
    let mut records = Vec::new();
    for entry in entries.iter().filter(|entry| !entry.piece.kind.eq_ignore_ascii_case("xdata")) {
        match &entry.own {
            Ok(own) if own.references.is_empty() => records.push(own.record.clone()),
            Ok(own) => match with_references(entry, &by_key, &strings) {
                Ok(record) => records.push(record),
                Err(reason) => {
                    problems.push(format!("line {}: {reason}", entry.piece.line));
                    records.push(own.record.clone());
                }
            },
            Err(reason) => problems.push(format!("line {}: {reason}", entry.piece.line)),
        }
    }
    Bibliography { records, problems }
}

/// The abbreviations and the entries of a file, without those that are too long or nested too deeply.
fn sort<'t>(pieces: Vec<BibPiece<'t>>, problems: &mut Vec<String>) -> (Abbreviations, Vec<BibPiece<'t>>) {
    let mut strings = Abbreviations::default();
    let mut entries = Vec::new();
    for piece in pieces {
        let BibPiece { key, line, .. } = piece;
        match piece.kind.to_ascii_lowercase().as_str() {
            "comment" | "preamble" => {}
            _ if piece.text.len() > LONGEST => {
                problems.push(format!("line {line}: the entry `{key}` is too long"));
            }
            _ if deepest(&piece.text) > DEEPEST => problems
                .push(format!("line {line}: the braces of `{key}` are nested more than {DEEPEST} deep")),
            "string" if strings.has(key) => {
                problems.push(format!("line {line}: the abbreviation `{key}` is defined already"));
            }
            "string" => {
                // An abbreviation that cannot be read would cost every entry that uses it.
                let used = strings.used_in(&piece.text);
                let read = used.and_then(|used| unlinked(raw(&format!("{used}{}\n", piece.text))?));
                match read {
                    Ok(_) => strings.add(key, &piece.text),
                    Err(reason) => problems
                        .push(format!("line {line}: the abbreviation `{key}` cannot be read: {reason}")),
                }
            }
            _ => entries.push(piece),
        }
    }
    (strings, entries)
}

fn own_fields<'t>(piece: BibPiece<'t>, strings: &Abbreviations) -> FileEntry<'t> {
    let own = caught(|| {
        let used = strings.used_in(&piece.text)?;
        let parsed = unlinked(raw(&format!("{used}{}", piece.text))?)?;
        let entry = parsed.get(piece.key).ok_or("its key is not understood")?;
        let record = fields::record(&endless::without_references(entry));
        Ok(OwnFields { record, references: endless::references(entry) })
    });
    let own = own.map_err(|reason| format!("the entry `{}` cannot be read: {reason}", piece.key));
    FileEntry { piece, own }
}

/// An entry with what it takes over from those that it refers to.
///
/// # Errors
/// Where they cannot be read or lead in a circle, in words that say so.
fn with_references(
    entry: &FileEntry<'_>,
    by_key: &BTreeMap<&str, &FileEntry<'_>>,
    strings: &Abbreviations,
) -> Result<BibliographyEntry, String> {
    let key = entry.piece.key;
    let unread = |_| format!("what `{key}` refers to cannot be read, and was left out");
    let mut text = String::new();
    for FileEntry { piece, .. } in ancestors(entry, by_key).into_iter().chain([entry]) {
        text.push_str(&piece.text);
        text.push('\n');
    }
    let text = strings.used_in(&text).map_err(unread)? + &text;
    let raw = raw(&text).map_err(unread)?;
    endless::check_references(&unlinked(raw.clone()).map_err(unread)?, key)?;
    let linked = caught(|| {
        let linked = Parsed::from_raw(raw).map_err(|error| error.kind.to_string())?;
        Ok(linked.get(key).map(fields::record))
    });
    linked.map_err(unread)?.ok_or_else(|| unread(String::new()))
}

/// The entries that one refers to, directly or through others.
fn ancestors<'e, 't>(
    entry: &'e FileEntry<'t>,
    by_key: &BTreeMap<&str, &'e FileEntry<'t>>,
) -> Vec<&'e FileEntry<'t>> {
    let mut found: Vec<&FileEntry<'_>> = Vec::new();
    let mut open = vec![entry];
    let mut length = 0;
    while let Some(next) = open.pop() {
        let references = next.own.iter().flat_map(|own| &own.references);
        for parent in references.filter_map(|key| by_key.get(key.as_str()).copied()) {
            let is_known = [entry].iter().chain(&found).any(|known| known.piece.key == parent.piece.key);
            if is_known || found.len() >= MOST_PARENTS || length + parent.piece.text.len() > LONGEST_PARENTS {
                continue;
            }
            length += parent.piece.text.len();
            found.push(parent);
            open.push(parent);
        }
    }
    found
}

/// What the library gives. It panics over some values that it does not expect, such as a year `- 2020`.
fn caught<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("a value in it is not understood".to_owned()))
}

/// A text as it is written, if its abbreviations lead to an end.
fn raw(text: &str) -> Result<RawBibliography<'_>, String> {
    let raw = RawBibliography::parse(text).map_err(|error| error.kind.to_string())?;
    endless::check_abbreviations(&raw)?;
    Ok(raw)
}

/// The entries of a text, none with what it refers to.
fn unlinked(raw: RawBibliography<'_>) -> Result<Parsed, String> {
    Parsed::from_raw(endless::set_aside(raw)).map_err(|error| error.kind.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::BibliographyEntry;
    use super::*;
    use crate::app::ingest::fact::SourceFact;

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
    fn what_never_ends_is_refused_however_it_is_written() {
        let long: String = (1..200).map(|n| format!("@string{{a{n} = a{}}}\n", n - 1)).collect();
        let wide: String = (0..17)
            .map(|n| format!("@book{{k{n}, title = {{T}}, xdata = {{k{0}, k{0}, k{0}}}}}\n", n + 1))
            .collect();
        for (text, problem) in [
            ("@string{a = a}\n@book{b, title = a}\n".to_owned(), "`a` consists of itself"),
            ("@string{jan = x}\n@string{x = jan}\n@book{b, title = x}\n".to_owned(), "consists of itself"),
            (format!("@string{{a0 = {{word}}}}\n{long}@book{{b, title = a199}}\n"), "more than 64 deep"),
            ("@book{\n  e, title = {T}, crossref = {e}}\n".to_owned(), "`e` refers to itself"),
            ("@book{e, title = {T}, ids = {f}, crossref = {f}}\n".to_owned(), "`e` refers to itself"),
            ("@string{e = {e}}\n@book{e, title = {T}, crossref = e}\n".to_owned(), "`e` refers to itself"),
            (
                "@book{e, title = {T}} @book{f, crossref = {f}}\n@book{g, title = {G}, crossref = {e}}\n"
                    .to_owned(),
                "",
            ),
            (
                "@book{e, title = \"{\", note = \"} @book{f, crossref={f}}\"}\n@book{g, crossref={e}}\n"
                    .to_owned(),
                "",
            ),
            (wide, "leads on too far"),
        ] {
            let problems = of(&text).1;
            assert!(
                problem.is_empty() || problems.iter().any(|found| found.contains(problem)),
                "{text}{problems:?}"
            );
        }
    }

    #[test]
    fn a_value_over_which_the_library_panics_costs_one_entry() {
        let (records, problems) = of(
            "@book{a, title={A}, year={- 2020}}\n@book{b, title={B}}\n@inbook{c, title={C}, crossref={a}}\n",
        );
        let keys: Vec<&str> = records.iter().map(|record| record.original_key.as_str()).collect();
        assert_eq!(keys, ["b", "c"]);
        assert_eq!(
            problems,
            [
                "line 1: the entry `a` cannot be read: a value in it is not understood",
                "line 3: what `c` refers to cannot be read, and was left out"
            ]
        );
    }

    #[test]
    fn an_entry_whose_key_stands_on_the_next_line_is_read() {
        let (records, problems) = of("@book{\n  e, title = {T}}\n");
        assert_eq!(problems, [""; 0]);
        assert_eq!(records[0].original_key, "e");
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
