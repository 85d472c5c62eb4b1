//! The YAML reader against PyYAML, which has another author and another parser: over thousands of generated front
//! matters both read the same data, or ibid reports a finding where PyYAML fails too. No valid front matter is
//! refused.
//!
//! PyYAML reads YAML 1.1, ibid YAML 1.2 with the core schema. Where the types of plain scalars differ for that reason,
//! the difference stands in [`SCHEMA_DIFFERENCES`].

mod generator;

use std::io::Write as _;
use std::process::{Command, Stdio};

use generator::{Random, document};
use ibid::base::diagnostic::Rule;
use ibid::base::span::Span;
use ibid::read::yaml::{self, Node, NodeKind, ScalarType};
use serde_json::Value;

const DOCUMENTS: usize = 3000;

/// A difference between YAML 1.1 and the core schema of YAML 1.2.
struct SchemaDifference {
    what: &'static str,
    pyyaml: &'static str,
    ibid: &'static str,
    applies: fn(&str) -> bool,
}

const SCHEMA_DIFFERENCES: &[SchemaDifference] = &[
    SchemaDifference {
        what: "yes, no, on and off are texts",
        pyyaml: "bool",
        ibid: "str",
        applies: |text| ["yes", "no", "on", "off"].contains(&text.to_lowercase().as_str()),
    },
    SchemaDifference {
        what: "octal numbers begin with 0o",
        pyyaml: "str",
        ibid: "number",
        applies: |text| text.starts_with("0o"),
    },
    SchemaDifference {
        what: "zeros in front change nothing",
        pyyaml: "str",
        ibid: "number",
        applies: |text| text.starts_with('0') && text.contains(['8', '9']),
    },
    SchemaDifference {
        what: "hours and minutes are texts",
        pyyaml: "number",
        ibid: "str",
        applies: |text| text.contains(':'),
    },
    SchemaDifference {
        what: "numbers have no underscores",
        pyyaml: "number",
        ibid: "str",
        applies: |text| text.contains('_'),
    },
    SchemaDifference {
        what: "there are no binary numbers",
        pyyaml: "number",
        ibid: "str",
        applies: |text| text.starts_with("0b"),
    },
    SchemaDifference {
        what: "hexadecimal numbers have no sign",
        pyyaml: "number",
        ibid: "str",
        applies: |text| text.starts_with("-0x"),
    },
    SchemaDifference {
        what: "an exponent needs neither a point nor a sign, and a fraction may have a sign",
        pyyaml: "str",
        ibid: "number",
        applies: |text| text.contains(['e', 'E']) || text.starts_with("+."),
    },
    SchemaDifference {
        what: "dates are texts, which ibid reads itself",
        pyyaml: "timestamp",
        ibid: "str",
        applies: |text| text.starts_with("2024-"),
    },
    SchemaDifference { what: "= is a text", pyyaml: "value", ibid: "str", applies: |text| text == "=" },
];

/// Syntax that YAML 1.2 allows and PyYAML does not, by the words of PyYAML.
const REFUSED_BY_PYYAML: &[&str] = &[];

fn pyyaml(texts: &[String]) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/yaml_differential/reader.py");
    let mut child = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 runs");
    let input = serde_json::to_vec(texts).unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().expect("the script reads");
    assert!(output.status.success(), "PyYAML is needed: Debian's python3-yaml");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// How the readers differ over a node, if they do; the schema differences that were met are noted.
fn difference(text: &str, ours: &Node, theirs: &Value, met: &mut [usize]) -> Option<String> {
    match &ours.kind {
        NodeKind::Sequence(items) => {
            let Some(other) = theirs["sequence"].as_array() else { return Some(format!("a list, {theirs}")) };
            if items.len() != other.len() {
                return Some(format!("{} items, {}", items.len(), other.len()));
            }
            items.iter().zip(other).find_map(|(item, other)| difference(text, item, other, met))
        }
        NodeKind::Mapping(fields) => {
            let Some(other) = theirs["mapping"].as_array() else {
                return Some(format!("a mapping, {theirs}"));
            };
            if fields.len() != other.len() {
                return Some(format!("{} fields, {}", fields.len(), other.len()));
            }
            fields.iter().zip(other).find_map(|(field, other)| {
                if other[0]["scalar"].as_str() != Some(field.key.value.as_str()) {
                    return Some(format!("the key {:?}, {}", field.key, other[0]));
                }
                place_difference(text, field.key.span, &other[0])
                    .or_else(|| difference(text, &field.value, &other[1], met))
            })
        }
        NodeKind::Scalar(scalar) => {
            if theirs["scalar"].as_str() != Some(scalar.text.as_str()) {
                return Some(format!("{:?}, {theirs}", scalar.text));
            }
            let our_type = match scalar.scalar_type {
                ScalarType::Null => "null",
                ScalarType::Boolean(_) => "bool",
                ScalarType::Number => "number",
                ScalarType::Text => "str",
            };
            let their_type = match theirs["tag"].as_str().unwrap_or_default() {
                "int" | "float" => "number",
                tag => tag,
            };
            if our_type != their_type {
                let known = SCHEMA_DIFFERENCES.iter().position(|known| {
                    known.pyyaml == their_type && known.ibid == our_type && (known.applies)(&scalar.text)
                });
                match known {
                    Some(known) => met[known] += 1,
                    None => return Some(format!("{:?} is {our_type}, {their_type}", scalar.text)),
                }
            }
            place_difference(text, ours.span, theirs)
        }
    }
}

/// Whether a scalar stands elsewhere for PyYAML.
fn place_difference(text: &str, span: Span, theirs: &Value) -> Option<String> {
    let place = theirs["place"].as_array()?;
    let characters = |offset: u32| text[..offset as usize].chars().count() as u64;
    let ours = [characters(span.start), characters(span.end)];
    let theirs = [place[0].as_u64()?, place[1].as_u64()?];
    (ours != theirs).then(|| format!("at {ours:?}, {theirs:?}"))
}

#[test]
fn front_matter_reads_as_in_pyyaml() {
    let texts: Vec<String> = (0..DOCUMENTS).map(|seed| document(&mut Random::new(seed as u64))).collect();
    let mut met = vec![0; SCHEMA_DIFFERENCES.len()];
    let (mut same, mut refused, mut wrong) = (0, 0, Vec::new());
    for (text, theirs) in texts.iter().zip(pyyaml(&texts)) {
        let ours = yaml::parse("p.md", text, Span::new(0, text.len()), Rule::FrontMatter);
        let complaint = match (ours, theirs["error"].as_str()) {
            (Ok(Some(node)), None) => difference(text, &node, &theirs["tree"], &mut met),
            (Ok(None), None) => theirs["tree"].is_object().then(|| format!("nothing, {theirs}")),
            (Err(_), Some(_)) => {
                refused += 1;
                continue;
            }
            // Valid, and not read here.
            (Err(_), None) if theirs["has_properties"] == true => {
                refused += 1;
                continue;
            }
            (Err(finding), None) => Some(format!("refused: {}", finding.message)),
            (Ok(_), Some(error)) if REFUSED_BY_PYYAML.iter().any(|known| error.contains(known)) => continue,
            (Ok(_), Some(error)) => Some(format!("PyYAML refuses: {error}")),
        };
        match complaint {
            Some(complaint) => wrong.push(format!("{complaint}\n{text}")),
            None => same += 1,
        }
    }
    let shown = wrong.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("\n----\n");
    assert!(wrong.is_empty(), "{} of {DOCUMENTS} differ:\n{shown}", wrong.len());
    // The generator must not drift into documents that nobody can read, or into too simple ones.
    assert!(same > DOCUMENTS / 2 && refused > DOCUMENTS / 100, "{same} the same, {refused} refused by both");
    for (known, met) in SCHEMA_DIFFERENCES.iter().zip(met) {
        assert!(met > 0, "no document has: {}", known.what);
    }
}
