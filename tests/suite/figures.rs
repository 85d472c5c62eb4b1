//! Rule `figure-unsupported` against labelled statements (`figures/corpus.tsv`).
//!
//! A line gives the statement's language (and the source's, if another), `supported` or the figures
//! that are to be reported, the statement, the passage, and the source's date if one is stated.

use ibid::verify::figure::{FigureIndex, FigureText};

const CORPUS: &str = include_str!("../figures/corpus.tsv");

#[test]
fn reports_what_a_careful_reader_would() {
    let (mut right, mut wrong, mut missed, mut lines) = (0_u32, 0_u32, 0_u32, 0_u32);
    for line in CORPUS.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (languages, label, statement, passage) = (cells[0], cells[1], cells[2], cells[3]);
        let (language, of_source) = languages.split_once('/').unwrap_or((languages, languages));
        let source =
            FigureIndex::new(passage, of_source, cells.get(4).and_then(|date| publication_date(date)));
        let mut expected: Vec<&str> =
            label.strip_prefix("unsupported: ").map(|all| all.split(" | ").collect()).unwrap_or_default();
        assert!(!expected.is_empty() || label == "supported", "unknown label: {line}");
        for figure in FigureText::new(statement, language).unsupported(&[&source]) {
            assert_eq!(figure.text, statement[figure.range.clone()]);
            // Case and `ё` are the corpus writer's; the extent is the rule's.
            match expected
                .iter()
                .position(|text| text.to_lowercase() == figure.text.to_lowercase().replace('ё', "е"))
            {
                Some(at) => {
                    expected.remove(at);
                    right += 1;
                }
                None => {
                    println!("wrongly reported {:?} ({:?}): {line}", figure.text, figure.value);
                    wrong += 1;
                }
            }
        }
        for text in expected {
            println!("not reported {text:?}: {line}");
            missed += 1;
        }
        lines += 1;
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + missed);
    println!("{lines} statements: precision {precision:.3}, recall {recall:.3}");
    assert!(lines >= 150 && precision >= 0.95 && recall >= 0.90);
}

fn publication_date(text: &str) -> Option<(i16, Option<u8>, Option<u8>)> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let mut part = || parts.next().and_then(|part| part.parse().ok());
    Some((year, part(), part()))
}
