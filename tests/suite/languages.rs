//! Quotations from sources in many languages: what is the same in print is found, what differs in a letter
//! is not. Every row goes through the whole check, as a page that quotes one source.

use std::sync::Arc;

use ibid::base::diagnostic::{Diagnostic, Severity};
use ibid::base::ids::GroupIndex;
use ibid::read::snapshot::Snapshot;
use ibid::verify::{self, Library, State, Unverified};

/// Language, the source's text, quotations that stand in it, quotations that do not.
const ROWS: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "en",
        "“It’s a bridge,” she said; the co-operative’s\nmembers weren't asked — not once.",
        &[
            "It's a bridge",
            "the co‑operative's members weren’t asked",
            "asked -- not once",
            "[The] co-operative’s members",
        ],
        &[
            "Its a bridge",
            "[The] co-operative",
            "the cooperative’s members",
            "the co-operative’s members were asked",
            "she … once",
        ],
    ),
    (
        "uk",
        "Ґанок об'єкта\nзруйновано, сім’я виїхала; під’їзд зачинено. Й досі «їжак» — за м'яким знаком.",
        &[
            "Ґанок обʼєкта зруйновано",
            "сімʼя виїхала; під'їзд",
            // Decomposed: і + ◌̈, и + ◌̆.
            "пі\u{434}’і\u{308}зд зачинено",
            "И\u{306} досі “і\u{308}жак” – за м‘яким",
            "ґанок об’єкта",
        ],
        &["Ганок об'єкта", "ґанок обєкта", "сім’я виіхала", "за м’який знак", "Ґанок … не зачинено"],
    ),
    (
        "ru",
        "Ещё в мае он не согласился: «Мост — общий».\nЕго объезд закрыт, всё решено.",
        &["Ещё в мае", "Еще\u{308} в мае", "“Мост - общий”", "объезд закрыт, всё решено", "Мост … закрыт"],
        &["Еще в мае", "обьезд закрыт", "он … согласился", "все решено"],
    ),
    (
        "de",
        "Der Bürgermeister sagte: „Die Straße bleibt offen.“ Über die Brücke wurde nicht ge\u{ad}stritten.",
        &[
            "Bu\u{308}rgermeister sagte",
            "»Die Straße bleibt offen.«",
            "wurde nicht gestritten",
            "ü[ber] die Brücke",
        ],
        &["Burgermeister", "Die Strasse bleibt", "die strasse bleibt offen", "die Brücke wurde … gestritten"],
    ),
    (
        "fr",
        "« Nous n’accepterons pas », a-t-elle dit. L’œuvre\u{a0}: « une e\u{301}cole ».",
        &["Nous n'accepterons pas", "a‑t‑elle dit", "une école", "L'œuvre : « une école »"],
        &["Nous accepterons", "une ecole", "L’oeuvre", "a t elle dit"],
    ),
    (
        "ar",
        "قال: \u{200f}«الجسر مغلق»\u{200e} اليوم، ولم يُفتح بعد.",
        &["الجسر مغلق", "\u{2067}الجسر مغلق\u{2069}", "اليوم، ولم يُفتح", "قال: “الجسر مغلق”"],
        &["الجسر مغلقا", "الجســر مغلق", "اليوم, ولم"],
    ),
    ("he", "הגשר\u{200f} סגור — ״לא נפתח״.", &["הגשר סגור", "הגשר סגור – ״לא"], &["הגשר פתוח"]),
    (
        "zh",
        "市长说：“大桥不会关闭。”议会——共二十一人——投票。",
        &["大桥不会关闭", "市长说：“大桥不会关闭。”", "议会—共二十一人"],
        &["大桥会关闭", "大橋不會關閉", "议会共二十一人"],
    ),
];

/// What the check says of a page with this quotation.
fn check(language: &str, source: &str, quotation: &str) -> (Option<State>, Vec<Diagnostic>) {
    let text = format!("---\ntext: full\nlanguage: {language}\n---\n{source}\n");
    let snapshot = Snapshot::from_iter([("seeds/k.txt", text)]);
    let (config, _) = ibid::read::config::parse(&Snapshot::default(), "ibid.yaml");
    let (source, _) = ibid::parse::source::parse(&snapshot, "seeds/k.txt");
    let library = Library::new(&[Arc::new(source.unwrap())], &config);
    // As an excerpt, whose marks no quotation inside can be mistaken for.
    let quotation = quotation.replace('"', "'");
    let body = format!("---\ntitle: T\n---\n\nA statement [@k, \"{quotation}\"].\n");
    let (page, _) = ibid::parse::topic::parse_text(&config, "content/p.md", &body);
    let (checks, mut findings) = verify::page::check(&page.unwrap(), &body, &library);
    findings.retain(|finding| finding.severity == Severity::Error);
    (checks.groups[0].first().map(|check| check.state), findings)
}

#[test]
fn what_is_the_same_in_print_is_found() {
    let mut wrong = Vec::new();
    let mut found = 0;
    for (language, source, same, _) in ROWS {
        for quotation in *same {
            match check(language, source, quotation) {
                (Some(State::Excerpt), findings) if findings.is_empty() => found += 1,
                (state, findings) => wrong.push(format!("{language}: {quotation}: {state:?} {findings:?}")),
            }
        }
    }
    assert!(wrong.is_empty() && found > 25, "{}", wrong.join("\n"));
}

#[test]
fn what_differs_in_a_letter_is_not() {
    let mut wrong = Vec::new();
    for (language, source, _, different) in ROWS {
        for quotation in *different {
            let (state, findings) = check(language, source, quotation);
            if findings.len() != 1 || state != Some(State::Unverified(Unverified::NoMatch)) {
                wrong.push(format!("{language}: {quotation}: {state:?} {findings:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn quotations_in_the_marks_of_their_language_are_found() {
    let (config, _) = ibid::read::config::parse(&Snapshot::default(), "ibid.yaml");
    for (marks, words) in [
        ("«»", "Ґанок об’єкта"),
        ("„“", "Die Straße"),
        ("„”", "most"),
        ("“”", "the bridge"),
        ("\"\"", "大桥"),
        ("«»", "الجسر مغلق"),
    ] {
        let marks: Vec<char> = marks.chars().collect();
        let body = format!("---\ntitle: T\n---\n\nSo: {}{words}{} [@k].\n", marks[0], marks[1]);
        let (page, _) = ibid::parse::topic::parse_text(&config, "content/p.md", &body);
        let document = page.unwrap().document;
        assert_eq!(document.quotations.len(), 1, "{body}");
        assert_eq!(
            (document.quotations[0].text.as_str(), document.quotations[0].group),
            (words, Some(GroupIndex::new(0)))
        );
    }
}
