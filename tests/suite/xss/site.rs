//! Sites with a payload in every field.

use serde_json::Value;

/// Rules that would keep a page from being made, where they can be turned off: what must not run must not
/// run even then.
const RULES: &str = "rules: {link-scheme: off, link-broken: off, anchor-broken: off, source-unknown: off, \
quote-absent: off, quote-altered: off, quote-elsewhere: off, locator-missing: off, footnote-undefined: off, \
block-syntax: off, timeline-date: off, disagreement-one-sided: off, unknown-found: off, unknown-key: off}\n";

/// A YAML scalar.
fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// The payload in a table cell or another place of one line.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn config() -> String {
    format!("title: The record\nbase_url: https://example.org/\n{RULES}")
}

/// A page in which the payload is every text.
fn texts(index: usize, payload: &str) -> (String, usize) {
    let scalar = quoted(payload);
    let row = cell(payload);
    // Within quotation marks, as an attribute of a block is written.
    let settle = payload.replace(['"', '\n'], "'");
    let front = format!(
        "---\ntitle: {scalar}\ndescription: {scalar}\ndate: 2025-03-05\nupdated: 2025-03-06\ntags: [{scalar}]\nauthors: [{scalar}]\ncorrections: [{{date: 2025-03-06, text: {scalar}}}]\nextra: {{note: {scalar}}}\n---\n"
    );
    let body = format!(
        "\nw {payload} w [@s{index}, p. 3 {payload}].\n\n## w {payload} w\n\n## Heading {{#{payload} .{payload}}}\n\n“{payload}” [@s{index}].\n\n\
         It says so [@s{index}, \"{payload}\"].\n\n- w {payload}\n\n> w {payload} [@s{index}]\n\n| w {row} | b |\n|---|---|\n| w {row} | `{row}` |\n\n\
         ~~~{payload}\nw {payload}\n~~~\n\n`{payload}`\n\nA note[^n] and ^[one w {payload} w].\n\n[^n]: w {payload}\n\n![w {payload}](x.png \"{payload}\")\n\n\
         ::: timeline\n- 2025-03-04: w {payload} [@s{index}]\n:::\n\n::: disagreement {{#{payload}}}\nw {payload}?\n\n- w {payload} [@s{index}]\n- other [@s0]\n:::\n\n\
         ::: disagreement {{settle=\"{settle}\"}}\nw?\n\n- w [@s{index}]\n- other [@s0]\n:::\n\n\
         ::: unknown {{searched=\"{settle}\"}}\nw {payload}\n:::\n\n\
         ::: glossary\n- T{index} {payload}: w {payload} [@s{index}]. {{forms=\"note, {settle}\"}}\n:::\n\n\
         ::: map {{#m{index}}}\n- M {payload} {{geo=\"54.32, 10.14\"}}: w {payload} [@s{index}].\n:::\n\n\
         ::: summary\nw {payload}\n:::\n\n> [!NOTE]\n> w {payload}\n\nwords [@s{index}]. {{#{payload}}}\n\n{payload}\n"
    );
    (front + &body, 39)
}

/// A page in which the payload is every address.
fn addresses(payload: &str) -> (String, usize) {
    let scalar = quoted(payload);
    let front = format!("---\ntitle: Addresses\naliases: [{scalar}]\ntemplate: topic.html\n---\n");
    let body = format!(
        "\n[a](<{payload}>) [b]({payload}) [c][r] [d][e] <{payload}> ![f](<{payload}>) ![g]({payload} \"{payload}\") [h](@/{payload}) [i](#{payload})\n\n[r]: <{payload}>\n[e]: {payload} '{payload}'\n"
    );
    (front + &body, 12)
}

/// A page on which HTML is turned on.
fn raw(payload: &str) -> (String, usize) {
    let row = cell(payload);
    let body = format!(
        "\nw {payload} w\n\n<div class=\"{payload}\">\n\n{payload}\n\n</div>\n\n<b>{payload}</b>\n\n| w {row} |\n|---|\n| <i>{row}</i> |\n\nA note[^n].\n\n[^n]: w {payload}\n\n<table><tr><td title=\"{payload}\">{payload}</td></tr></table>\n\n{payload}\n"
    );
    (format!("---\ntitle: HTML\ndate: 2025-03-05\nraw_html: true\n---\n{body}"), 9)
}

/// A source in which the payload is every field.
fn source(payload: &str) -> (String, usize) {
    let scalar = quoted(payload);
    let text = format!(
        "---\ntitle: {scalar}\nauthor: [{scalar}]\npublisher: {scalar}\norigin: {scalar}\nlicense: {scalar}\nabout: {scalar}\nurl: {scalar}\narchive_url: {scalar}\nlanguage: en\ndate: 2025-03-04\npublish: full\n---\n{payload}\n\nw {payload} w\n\nBefore it {payload} and after.\n"
    );
    (text, 9)
}

/// A site with pages, sources and files for each payload, and how many fields have one.
pub(crate) fn of_pages(payloads: &[&String]) -> (Vec<(String, String)>, usize) {
    let mut files = vec![
        ("ibid.yaml".to_owned(), config()),
        ("content/_index.md".to_owned(), "---\ntitle: Home\n---\n".to_owned()),
        ("content/topics/_index.md".to_owned(), "---\ntitle: Topics\n---\n".to_owned()),
    ];
    let mut fields = 0;
    for (index, payload) in payloads.iter().enumerate() {
        let made = [
            ("content/topics/t", ".md", texts(index, payload)),
            ("content/topics/u", ".md", addresses(payload)),
            ("content/topics/h", ".md", raw(payload)),
            ("seeds/s", ".txt", source(payload)),
        ];
        for (before, after, (text, count)) in made {
            files.push((format!("{before}{index}{after}"), text));
            fields += count;
        }
        // Names of files: a page, a picture beside it, a source.
        let name = payload.replace(['/', '\0'], "∕");
        let page = "---\ntitle: Name\n---\n\n![x](x.png)\n".to_owned();
        files.push((format!("content/topics/{name}.md"), page.clone()));
        files.push((format!("content/topics/{name}/x.png"), "x".to_owned()));
        files.push((format!("seeds/{name}.txt"), format!("---\ntitle: Name\n---\n{payload}\n")));
        for (key, number) in [("slug", index), ("path", index)] {
            let front = format!("---\ntitle: Address\n{key}: {}\n---\n", quoted(payload));
            files.push((format!("content/topics/{key}{number}.md"), front));
        }
        fields += 5;
    }
    (files, fields)
}

/// A small site with the payload in its configuration.
pub(crate) fn of_config(payload: &str) -> (Vec<(String, String)>, usize) {
    let scalar = quoted(payload);
    let config = format!(
        "title: {scalar}\nbase_url: https://example.org/\ndescription: {scalar}\nauthors: [{scalar}]\nlanguage: {scalar}\nmenu: [{{name: {scalar}, url: /topics/}}, {{name: x, url: {scalar}}}]\nextra: {{note: {scalar}}}\n\
         withdrawn: [{{url: /old/, date: 2025-03-05, reason: {scalar}}}, \
         {{url: /older/, date: 2025-03-05, reason: w, instead: {scalar}}}]\n{RULES}"
    );
    let files = vec![
        ("ibid.yaml".to_owned(), config),
        ("content/_index.md".to_owned(), "---\ntitle: Home\n---\n".to_owned()),
        ("content/topics/a.md".to_owned(), "---\ntitle: A\ndate: 2025-03-05\n---\n\nText.\n".to_owned()),
    ];
    (files, 9)
}
