//! The page of all rules, from the same texts as `ibid explain`.

use super::{Rule, Severity};

/// `docs/rules.md`.
#[must_use]
pub fn rules_page() -> String {
    let mut page = String::from(
        "# Rules\n\n\
         Every finding belongs to one of these rules. `ibid explain RULE` prints the same text.\n\n\
         Severities are set in `ibid.yaml`, for the whole site or for the paths that match a glob (later ones win):\n\n\
         ```yaml\nrules:\n  single-origin: warning\n  \"content/archive/**\":\n    figure-unsupported: off\n```\n\n\
         A severity is `error` (nothing is published), `warning` (fails under `--strict`), `note` (never fails) or \
         `off`. A block is exempted by a comment before it, whose reason readers see on `/evidence/`:\n\n\
         ```markdown\n<!-- ibid-allow figure-unsupported: rounded from 19.6 -->\n```\n",
    );
    for severity in [Severity::Error, Severity::Warning, Severity::Note, Severity::Off] {
        let title = match severity {
            Severity::Error => "Errors",
            Severity::Warning => "Warnings",
            Severity::Note => "Notes",
            Severity::Off => "Off unless turned on",
        };
        page.push_str(&format!("\n## {title}\n"));
        for rule in Rule::all().filter(|rule| rule.default_severity() == severity) {
            let text = rule.explanation();
            page.push_str(&format!("\n### {}\n\n{}\n\n", text.name, text.meaning));
            page.push_str(&format!("Fails:\n\n{}\nFix:", fenced(text.example)));
            // A fix is advice, or the example as it should be written.
            match text.fix.contains('\n') {
                true => page.push_str(&format!("\n\n{}", fenced(text.fix))),
                false => page.push_str(&format!(" {}\n", text.fix)),
            }
        }
    }
    page
}

fn fenced(text: &str) -> String {
    format!("```text\n{text}\n```\n")
}
