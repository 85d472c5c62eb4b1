//! RIS (Research Information Systems, 2011): lines of a tag, two spaces, a hyphen and a value.

use super::{Bibliography, BibliographyEntry, csl_type, doi_address};
use crate::app::ingest::fact::{SourceFact, StatedFacts};

const BY: &str = "the bibliography";

/// Tags that say nothing of the work: keys, keywords, abstracts, notes, files.
const SILENT: [&str; 14] =
    ["TY", "ER", "ID", "KW", "AB", "N1", "N2", "L1", "L2", "L4", "DB", "AN", "DP", "ST"];

/// Tags that are carried.
const READ: [&str; 18] = [
    "TI", "T1", "CT", "BT", "AU", "A1", "JF", "JO", "T2", "JA", "PB", "DA", "PY", "Y1", "Y2", "UR", "DO",
    "LA",
];

pub(super) fn read(text: &str) -> Bibliography {
    let mut bibliography = Bibliography::default();
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut begun = 0;
    for (number, line) in text.lines().enumerate() {
        match tag_of(line) {
            Some(("ER", _)) => end(&mut bibliography, &mut fields, begun),
            Some((tag, value)) => {
                if tag == "TY" {
                    if !fields.is_empty() {
                        bibliography.problems.push(format!("line {begun}: the entry has no end (`ER  - `)"));
                    }
                    end(&mut bibliography, &mut fields, begun);
                    begun = number + 1;
                }
                fields.push((tag.to_owned(), value.to_owned()));
            }
            // A long value goes on in the next line.
            None => {
                if let Some((_, value)) = fields.last_mut().filter(|_| !line.trim().is_empty()) {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
        }
    }
    end(&mut bibliography, &mut fields, begun);
    bibliography
}

fn tag_of(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches('\u{feff}');
    let tag = line.get(..2)?;
    let is_tag = tag.bytes().next()?.is_ascii_uppercase()
        && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = line[2..]
        .trim_start_matches(' ')
        .strip_prefix('-')
        .filter(|_| is_tag && line[2..].starts_with(' '))?;
    Some((tag, value.trim()))
}

fn end(bibliography: &mut Bibliography, fields: &mut Vec<(String, String)>, line: usize) {
    let fields = std::mem::take(fields);
    if fields.is_empty() {
        return;
    }
    let all = |tags: &[&str]| -> Vec<String> {
        let of = |tag: &&str| {
            fields
                .iter()
                .filter(|(other, _)| other == tag)
                .map(|(_, value)| value.clone())
                .collect::<Vec<_>>()
        };
        tags.iter().map(of).find(|values| values.iter().any(|value| !value.is_empty())).unwrap_or_default()
    };
    let first = |tags: &[&str]| all(tags).into_iter().next().unwrap_or_default();
    let mut facts = StatedFacts::default();
    facts.state(SourceFact::Title, &first(&["TI", "T1", "CT", "BT"]), BY);
    for name in all(&["AU", "A1"]) {
        facts.state_author(&name, BY);
    }
    if facts.get(SourceFact::Title).or(facts.get(SourceFact::Author)).is_none() {
        bibliography.problems.push(format!("line {line}: the entry has neither a title nor an author"));
        return;
    }
    let journals = first(&["JF", "JO", "T2", "JA", "BT"]);
    if journals != facts.value(SourceFact::Title) {
        facts.state(SourceFact::Publisher, &journals, BY);
    }
    facts.state(SourceFact::Publisher, &first(&["PB"]), BY);
    facts.state(SourceFact::Date, &date(&first(&["DA"])), BY);
    facts.state(SourceFact::Date, &date(&first(&["PY", "Y1"])), BY);
    facts.state(SourceFact::Accessed, &date(&first(&["Y2"])), BY);
    facts.state(SourceFact::Url, &first(&["UR"]), BY);
    facts.state(SourceFact::Url, &doi_address(&first(&["DO"])), BY);
    facts.state(SourceFact::Language, &first(&["LA"]), BY);
    facts.state(SourceFact::Type, csl_type(kind(&first(&["TY"]))), BY);
    let mut left_out: Vec<String> = Vec::new();
    for (tag, value) in &fields {
        // A source has one place for what published it, and it is taken.
        let is_second = *tag == "PB" && !value.is_empty() && value != facts.value(SourceFact::Publisher);
        if is_second && !left_out.contains(tag) {
            left_out.push(tag.clone());
        }
        if !SILENT.contains(&tag.as_str()) && !READ.contains(&tag.as_str()) && !left_out.contains(tag) {
            left_out.push(tag.clone());
        }
    }
    bibliography.records.push(BibliographyEntry {
        key: String::new(),
        made_from: None,
        original_key: first(&["ID"]),
        facts,
        left_out,
    });
}

/// `2025/12/15/a note`, `1991-2018`, `ca. 2014` and `2014?` as EDTF; else what is written.
fn date(value: &str) -> String {
    let years = value.split_once('-').filter(|(_, to)| to.len() == 4);
    let ends =
        value.split_once(" - ").or(years).and_then(|(from, to)| Some([one_date(from)?, one_date(to)?]));
    ends.map(|ends| ends.join("/")).or_else(|| one_date(value)).unwrap_or_else(|| value.to_owned())
}

/// One date as EDTF, if it begins with a year.
fn one_date(text: &str) -> Option<String> {
    let (text, is_about) = text.strip_prefix("ca.").map_or((text, false), |text| (text, true));
    let (text, is_uncertain) = text.strip_suffix('?').map_or((text, false), |text| (text, true));
    let mut parts = text.split(['/', '-']).map(str::trim);
    let year = parts.next().filter(|year| {
        year.len() == 4 && year.trim_end_matches('X').bytes().all(|byte| byte.is_ascii_digit())
    })?;
    let numbers = parts.take(2).take_while(|part| {
        !part.is_empty() && part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    let mark = match (is_about, is_uncertain) {
        (true, true) => "%",
        (true, false) => "~",
        (false, true) => "?",
        (false, false) => "",
    };
    Some(numbers.fold(year.to_owned(), |date, part| format!("{date}-{part:0>2}")) + mark)
}

fn kind(ty: &str) -> &'static str {
    match ty {
        "JOUR" | "EJOUR" | "INPR" => "article-journal",
        "NEWS" => "article-newspaper",
        "MGZN" => "article-magazine",
        "BOOK" | "EBOOK" | "EDBOOK" => "book",
        "CHAP" | "ECHAP" => "chapter",
        "CONF" | "CPAPER" => "paper-conference",
        "RPRT" | "GOVDOC" => "report",
        "THES" => "thesis",
        "ELEC" | "WEB" => "webpage",
        "BLOG" => "post-weblog",
        "BILL" => "bill",
        "CASE" => "legal_case",
        "STAT" | "LEGAL" => "legislation",
        "HEAR" => "hearing",
        "PAT" => "patent",
        "VIDEO" | "MPCT" => "motion_picture",
        "SOUND" => "song",
        "MAP" => "map",
        "DATA" | "AGGR" => "dataset",
        "COMP" => "software",
        "STAND" => "standard",
        "UNPB" | "MANSCPT" => "manuscript",
        "PCOMM" | "ICOMM" => "personal_communication",
        "ENCYC" => "entry-encyclopedia",
        "DICT" => "entry-dictionary",
        "PAMP" => "pamphlet",
        _ => "document",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_taken_with_what_is_said_of_them() {
        for (written, edtf) in [
            ("2025/12/15/", "2025-12-15"),
            ("2025/12//", "2025-12"),
            ("2025/12/15/morning - noon", "2025-12-15"),
            ("1991-2018", "1991/2018"),
            ("2014-05 - 2014-07", "2014-05/2014-07"),
            ("ca. 2014", "2014~"),
            ("2014?", "2014?"),
            ("ca. 2014?", "2014%"),
            ("ca. 2014 - 2016", "2014~/2016"),
            ("19XX", "19XX"),
            ("spring", "spring"),
            ("дата - 2014", "дата - 2014"),
        ] {
            assert_eq!(date(written), edtf, "{written}");
        }
    }

    #[test]
    fn entries_state_their_facts() {
        let found = read(
            "TY  - NEWS\nTI  - A vote\nAU  - Lind, Ada\nAU  - Berg, Bo\nT2  - Daily\nPY  - 2025\nDA  - 2025/12/15/\nUR  - https://daily.example/\nVL  - 3\nER  - \n\nTY  - BOOK\nER  - \n",
        );
        assert_eq!((found.records.len(), found.problems.len()), (1, 1));
        let facts = &found.records[0].facts;
        assert_eq!(facts.get(SourceFact::Author).unwrap().values, ["Lind, Ada", "Berg, Bo"]);
        assert_eq!(
            [SourceFact::Publisher, SourceFact::Date, SourceFact::Type].map(|fact| facts.value(fact)),
            ["Daily", "2025-12-15", "article-newspaper"]
        );
        assert_eq!(found.records[0].left_out, ["VL"]);
    }
}
