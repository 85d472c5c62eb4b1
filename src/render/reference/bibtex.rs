//! BibTeX in the flavour of biblatex: dates in EDTF, `@online`, `@report`, names in Unicode.
//!
//! Titles stand in double braces, so that no style re-cases them; literal names likewise, so that they
//! are not taken apart. An address is verbatim in biblatex: braces and backslashes in it are written as
//! percent escapes, everything else as it is.

use super::{SourceRecord, is_contained, line, stated, web_address};
use crate::base::author::AuthorName;
use crate::base::date::Edtf;
use crate::parse::source::Source;
use std::collections::BTreeSet;

/// The sources as BibTeX, in the order given.
///
/// A citation key is kept where it is legal; elsewhere other characters become `-`, and a letter is added
/// to a key that is taken (keys that differ only in case are the same to BibTeX).
#[must_use]
pub fn bibtex(records: &[&SourceRecord]) -> String {
    let mut text = String::new();
    for (record, key) in records.iter().zip(keys(records)) {
        if !text.is_empty() {
            text.push('\n');
        }
        let (entry_type, fields) = &record.bibtex;
        text.extend(["@", entry_type, "{", &key, fields, "\n}\n"]);
    }
    text
}

/// One key each; legal ones have the first choice.
fn keys(records: &[&SourceRecord]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut keys: Vec<Option<String>> = Vec::with_capacity(records.len());
    for record in records {
        let is_kept = is_legal(&record.key) && taken.insert(record.key.to_lowercase());
        keys.push(is_kept.then(|| record.key.clone()));
    }
    keys.into_iter()
        .zip(records)
        .map(|(key, record)| key.unwrap_or_else(|| made_legal(&record.key, &mut taken)))
        .collect()
}

fn is_legal(key: &str) -> bool {
    !key.is_empty() && key.chars().all(is_key_letter)
}

fn is_key_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+' | '/')
}

fn made_legal(key: &str, taken: &mut BTreeSet<String>) -> String {
    let legal: String = key.chars().map(|c| if is_key_letter(c) { c } else { '-' }).collect();
    let legal = if legal.is_empty() { "source".to_owned() } else { legal };
    if taken.insert(legal.to_lowercase()) {
        return legal;
    }
    let mut number = 2;
    loop {
        let numbered = format!("{legal}-{number}");
        if taken.insert(numbered.to_lowercase()) {
            return numbered;
        }
        number += 1;
    }
}

/// The type of a source's entry, and its fields: what follows the key.
pub(super) fn entry(source: &Source, page: Option<&str>) -> (&'static str, String) {
    let meta = &source.meta;
    let (entry_type, subtype) = entry_type(&meta.kind);
    let mut fields = String::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            fields.push_str(&format!(",\n  {name} = {{{value}}}"));
        }
    };
    put("entrysubtype", subtype.map(str::to_owned));
    put("type", stated_type(&meta.kind).map(str::to_owned));
    put("title", stated(meta.title.as_ref()).map(|title| format!("{{{}}}", escape(&title))));
    let names: Vec<String> = AuthorName::all(&meta.authors).iter().map(name).collect();
    put("author", (!names.is_empty()).then(|| names.join(" and ")));
    let publisher = stated(meta.publisher.as_ref()).map(|publisher| format!("{{{}}}", escape(&publisher)));
    put(place(entry_type, &meta.kind), publisher);
    put("date", meta.date.as_ref().map(Edtf::edtf));
    put("url", web_address(meta.url.as_ref()).map(address));
    put("urldate", meta.accessed.as_ref().map(Edtf::edtf));
    put("note", archived(source));
    put("annotation", page.map(|page| format!("\\url{{{}}}", address(page))));
    put("langid", meta.language.as_deref().and_then(babel_name).map(str::to_owned));
    (entry_type, fields)
}

/// Where the publisher goes.
fn place(entry_type: &str, kind: &str) -> &'static str {
    match entry_type {
        "article" | "review" => "journaltitle",
        // In biblatex's model it has no publisher, and its own title is that of the journal.
        "periodical" => "addendum",
        "online" => "organization",
        "report" | "thesis" => "institution",
        "inreference" => "booktitle",
        "unpublished" => "howpublished",
        // The standard styles print all of these as `misc`, which has no publisher (biblatex's standard.bbx).
        "image" | "jurisdiction" | "legal" | "legislation" | "letter" | "movie" | "music" | "performance"
        | "software" | "standard" => "organization",
        _ if is_contained(kind) => "howpublished",
        "misc" => "organization",
        _ => "publisher",
    }
}

/// What a reference calls a source of which the entry's type does not say enough.
fn stated_type(kind: &str) -> Option<&'static str> {
    match kind {
        "speech" => Some("speech"),
        "interview" => Some("interview"),
        "hearing" => Some("hearing"),
        _ => None,
    }
}

fn archived(source: &Source) -> Option<String> {
    let copy = address(web_address(source.meta.archive_url.as_ref())?);
    let day = source.meta.archive_date.as_ref().and_then(Edtf::exact_day);
    Some(match day {
        Some(day) => format!("Archived {day}: \\url{{{copy}}}"),
        None => format!("Archived: \\url{{{copy}}}"),
    })
}

fn name(name: &AuthorName) -> String {
    match name {
        AuthorName::Organization(name) | AuthorName::Literal(name) => format!("{{{}}}", escape(name)),
        AuthorName::Person { family, given, suffix } => {
            let suffix = suffix.as_ref().map(|suffix| format!(", {}", escape(suffix))).unwrap_or_default();
            format!("{}{suffix}, {}", part(family), part(given))
        }
    }
}

/// A part of a name; braced where a comma or the word `and` would divide it.
fn part(text: &str) -> String {
    let divides = text.contains(',') || text.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
    if divides { format!("{{{}}}", escape(text)) } else { escape(text) }
}

fn address(url: &str) -> String {
    url.replace('\\', "%5C").replace('{', "%7B").replace('}', "%7D")
}

/// Text in which LaTeX sees nothing but text: specials are escaped, ligatures (`--`, ` `` `, `''`, `?``)
/// are taken apart. Single `'` and `"` stay, as everyone writes them.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut previous = '\0';
    for letter in line(text).chars() {
        if matches!(letter, '-' | '\'' | ',') && letter == previous {
            escaped.push_str("{}");
        }
        match letter {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '%' | '#' | '_' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            // The accent on nothing: readers know it, while they drop `\textasciigrave`.
            '`' => escaped.push_str("\\`{}"),
            letter => escaped.push(letter),
        }
        previous = letter;
    }
    escaped
}

/// The biblatex type nearest to a CSL type, and its subtype.
fn entry_type(kind: &str) -> (&'static str, Option<&'static str>) {
    match kind {
        "article-journal" => ("article", None),
        "article-magazine" => ("article", Some("magazine")),
        "article-newspaper" => ("article", Some("newspaper")),
        "bill" | "legislation" | "regulation" => ("legislation", None),
        // biblatex's name for treaties and their like (its manual, 2.1.3).
        "treaty" => ("legal", None),
        "book" | "classic" => ("book", None),
        "broadcast" | "motion_picture" => ("movie", None),
        "chapter" => ("incollection", None),
        "collection" => ("collection", None),
        "dataset" => ("dataset", None),
        "entry" | "entry-dictionary" | "entry-encyclopedia" => ("inreference", None),
        "figure" | "graphic" | "map" => ("image", None),
        "legal_case" => ("jurisdiction", None),
        "manuscript" => ("unpublished", None),
        "pamphlet" => ("booklet", None),
        "paper-conference" => ("inproceedings", None),
        "patent" => ("patent", None),
        "performance" => ("performance", None),
        "periodical" => ("periodical", None),
        "personal_communication" => ("letter", None),
        "post" | "post-weblog" | "webpage" => ("online", None),
        "report" => ("report", None),
        "review" | "review-book" => ("review", None),
        "speech" => ("unpublished", None),
        "software" => ("software", None),
        "song" | "musical_score" => ("music", None),
        "standard" => ("standard", None),
        "thesis" => ("thesis", None),
        _ => ("misc", None),
    }
}

/// The name that LaTeX's babel has for a language; absent where this table does not know it.
fn babel_name(language: &str) -> Option<&'static str> {
    let primary = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let names = [
        ("ar", "arabic"),
        ("be", "belarusian"),
        ("bg", "bulgarian"),
        ("ca", "catalan"),
        ("cs", "czech"),
        ("da", "danish"),
        ("de", "german"),
        ("el", "greek"),
        ("en", "english"),
        ("es", "spanish"),
        ("et", "estonian"),
        ("fa", "persian"),
        ("fi", "finnish"),
        ("fr", "french"),
        ("he", "hebrew"),
        ("hr", "croatian"),
        ("hu", "hungarian"),
        ("it", "italian"),
        ("ja", "japanese"),
        ("ko", "korean"),
        ("lt", "lithuanian"),
        ("lv", "latvian"),
        ("nl", "dutch"),
        ("pl", "polish"),
        ("pt", "portuguese"),
        ("ro", "romanian"),
        ("ru", "russian"),
        ("sk", "slovak"),
        ("sl", "slovene"),
        ("sr", "serbian"),
        ("sv", "swedish"),
        ("tr", "turkish"),
        ("uk", "ukrainian"),
        ("zh", "chinese"),
    ];
    names.iter().find(|(code, _)| *code == primary).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latex_sees_nothing_but_text() {
        assert_eq!(escape(r"50 % of {DNA} & $x_1$ #1"), r"50 \% of \{DNA\} \& \$x\_1\$ \#1");
        assert_eq!(escape(r"a\b~c^d`"), r"a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d\`{}");
        assert_eq!(escape("a--b '' c---d"), "a-{}-b '{}' c-{}-{}-d");
    }

    #[test]
    fn names_are_not_taken_apart() {
        assert_eq!(name(&AuthorName::Literal("Dewey, Cheatem and Howe".into())), "{Dewey, Cheatem and Howe}");
        let person = AuthorName::Person {
            family: "King".into(),
            given: "Martin Luther".into(),
            suffix: Some("Jr.".into()),
        };
        assert_eq!(name(&person), "King, Jr., Martin Luther");
    }
}
