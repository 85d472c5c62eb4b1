//! The reference of the guide, made from the pages in `docs/`, the theme and the program's own help.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::support::program;

/// The names of the contract's sections, in their order, as files.
const SECTIONS: [&str; 15] = [
    "site",
    "yaml",
    "settings",
    "sources",
    "lock",
    "pages",
    "text",
    "citations",
    "states",
    "matching",
    "findings",
    "published",
    "promises",
    "limits",
    "reviews",
];

/// Pages of `docs/` that are copied whole: file, file in the reference, title, description.
const COPIED: [(&str, &str, &str, &str); 5] = [
    ("matching.md", "clauses.md", "Clauses of matching", "What counts as the same words, row by row."),
    ("rules.md", "rules.md", "Rules", "Every finding: what it means and how to fix it."),
    ("templates.md", "templates.md", "Templates", "What the templates of a theme see."),
    (
        "machines.md",
        "other-files.md",
        "Search, pictures and files for other programs",
        "What a build publishes besides pages.",
    ),
    ("security.md", "security.md", "Threat model", "What ibid protects, from whom, and how."),
];

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// What the pages of the guide cite, by key: pages of the documentation, the program's own help, and what the step for
/// GitHub Actions says of itself.
pub(super) const SOURCES: [&str; 6] =
    ["action", "command-line", "contract", "machines", "rules", "templates"];

/// A source that is made, by its path in the guide's folder.
fn source(key: &str, title: &str, text: &str) -> (String, String) {
    let facts = "publisher: ibid\nnot_stated: [author, date, url]\nlanguage: en\ntype: webpage\n\
                 license: MIT OR Apache-2.0\n";
    (format!("seeds/{key}.md"), format!("---\ntitle: {title}\n{facts}---\n{text}"))
}

/// The files that are made, by their path in the guide's folder: the pages of the reference, and what they are made of
/// as the sources on which the guide's other pages rest.
pub(super) fn pages() -> BTreeMap<String, String> {
    let (contract, commands) = (read("docs/contract.md"), command_line());
    let texts = [
        format!("# action.yml\n\n```yaml\n{}```\n", read("action.yml")),
        format!("# Command line\n\n{commands}"),
        contract.clone(),
        read("docs/machines.md"),
        read("docs/rules.md"),
        read("docs/templates.md"),
    ];
    let titles = [
        "The step for GitHub Actions",
        "The command line",
        "The contract",
        "What is published for other programs",
        "Rules",
        "What templates see",
    ];
    let sources = SOURCES.into_iter().zip(titles).zip(&texts);
    let mut pages: BTreeMap<_, _> = sources.map(|((key, title), text)| source(key, title, text)).collect();
    let mut add = |name: &str, title: &str, description: &str, weight: usize, text: &str| {
        let (title, description) = (json!(title), json!(description));
        let front = format!("---\ntitle: {title}\ndescription: {description}\nweight: {weight}\n---\n");
        pages.insert(format!("content/reference/{name}"), format!("{front}\n{}\n", text.trim()));
    };
    let mut sections = contract.split("\n## ");
    let about = "What ibid reads, what it writes, and what a mark on a published page means.";
    add("contract/_index.md", "The contract", about, 1, &without_title(sections.next().unwrap()));
    for (at, section) in sections.enumerate() {
        let (heading, text) = section.split_once('\n').unwrap();
        let (number, title) = heading.split_once(". ").unwrap();
        assert_eq!(number, (at + 1).to_string());
        let description = format!("Section {number} of the contract.");
        let text = adapted(text, Part::Section);
        add(&format!("contract/{}.md", SECTIONS[at]), &title.replace('`', ""), &description, at + 1, &text);
    }
    for (at, (file, name, title, description)) in COPIED.into_iter().enumerate() {
        let text = without_title(&read(&format!("docs/{file}")));
        add(name, title, description, at + 2, &text);
    }
    let about = "Colours and measures that ibid.yaml may set.";
    add("tokens.md", "Tokens", about, COPIED.len() + 2, &tokens());
    add("command-line.md", "Command line", "Commands and their options.", COPIED.len() + 3, &commands);
    pages
}

/// What a text is that is adapted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A page of `docs/`.
    Whole,
    /// A section of the contract: its headings move up, and the sections that it names are pages.
    Section,
}

fn without_title(page: &str) -> String {
    let (title, text) = page.split_once('\n').unwrap();
    assert!(title.starts_with("# "));
    adapted(text, Part::Whole)
}

/// A text of `docs/` as that of a page: code stays as it is; elsewhere links lead to the pages of the reference, and
/// citations that are examples are escaped.
fn adapted(text: &str, part: Part) -> String {
    let mut is_code = false;
    let mut adapted = String::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            let line = if part == Part::Section && line.starts_with("###") { &line[1..] } else { line };
            for (at, piece) in line.split_inclusive('`').enumerate() {
                adapted += &if at % 2 == 0 { prose(piece, part) } else { piece.to_owned() };
            }
            adapted.push('\n');
            continue;
        }
        adapted += line;
        adapted.push('\n');
    }
    adapted
}

fn prose(text: &str, part: Part) -> String {
    let linked = with_links(text);
    let linked = if part == Part::Section { with_sections(&linked) } else { linked };
    linked.replace("[@", "[\\@")
}

/// Links between pages of `docs/`, as links of the guide; pages that it does not have are named.
fn with_links(text: &str) -> String {
    let mut parts = text.split("](");
    let mut linked = parts.next().unwrap().to_owned();
    for part in parts {
        let (target, rest) = part.split_once(')').unwrap_or((part, ""));
        let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
        let copied = COPIED.iter().find(|(copied, ..)| *copied == file).map(|(_, name, ..)| *name);
        let section = fragment.split('-').next().and_then(|number| number.parse::<usize>().ok());
        let page = match (file, section) {
            ("contract.md", Some(number)) => Some(format!("contract/{}.md", SECTIONS[number - 1])),
            ("contract.md", None) => Some("contract/_index.md".to_owned()),
            _ => copied.map(|name| target.replacen(file, name, 1)),
        };
        if let Some(page) = page {
            linked += &format!("](@/reference/{page})");
        } else if file.is_empty() || target.contains(':') {
            linked += &format!("]({target})");
        } else {
            let words = linked.rfind('[').unwrap();
            linked.truncate(words);
            let path = target.strip_prefix("../").map_or_else(|| format!("docs/{target}"), str::to_owned);
            linked += &format!("`{path}`");
        }
        linked += rest;
    }
    linked
}

/// Links to the sections of the contract that are named: `section 10`, but not `section 6.9` of something else.
fn with_sections(text: &str) -> String {
    let mut parts = text.split("section ");
    let mut linked = parts.next().unwrap().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = part.split_at(digits);
        let is_longer =
            rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let name = number.parse::<usize>().ok().and_then(|number| SECTIONS.get(number.checked_sub(1)?));
        linked += &match name.filter(|_| !is_longer) {
            Some(name) => format!("[section {number}](@/reference/contract/{name}.md){rest}"),
            None => format!("section {part}"),
        };
    }
    linked
}

/// The custom properties of the default theme, from the first rule of its style sheet.
fn tokens() -> String {
    let style = read("themes/default/static/style.css");
    let first = style.split('}').next().unwrap();
    let properties =
        first.lines().filter_map(|line| line.strip_prefix("  --")?.strip_suffix(';')?.split_once(": "));
    let rows: String = properties.map(|(name, value)| format!("| `{name}` | `{value}` |\n")).collect();
    assert!(rows.lines().count() > 20, "{rows}");
    format!(
        "A token is set in `ibid.yaml` under `tokens`, without the dashes. `light-dark(a, b)` has a value for the light \
         and one for the dark scheme; in `ibid.yaml` it is written `{{light: a, dark: b}}`.\n\n\
         | token | default |\n|---|---|\n{rows}"
    )
}

/// What `ibid COMMAND -h` prints, with the options that every command has once.
fn command_line() -> String {
    let program = Help::of("");
    let is_stated_once =
        |(name, _): &&(String, String)| !["-h", "-V"].iter().any(|one| name.starts_with(one));
    let shared: Vec<_> = program.rows.iter().filter(is_stated_once).collect();
    let mut page = format!("## Options of every command {{#options}}\n\n{}", table(&shared));
    let commands = leaves("", &program);
    assert!(shared.len() > 5 && commands.len() > 12, "{shared:?} {commands:?}");
    for command in commands {
        let Help { about, usage, rows, .. } = Help::of(&command);
        page += &format!("\n## ibid {command} {{#{}}}\n\n{about}.\n\n", command.replace(' ', "-"));
        page += &format!("```text\n{usage}\n```\n");
        let is_own = |row: &&(String, String)| !program.rows.iter().any(|(name, _)| *name == row.0);
        let own: Vec<_> = rows.iter().filter(is_own).collect();
        if !own.is_empty() {
            page += &format!("\n{}", table(&own));
        }
    }
    page + "\nExit codes: 0 done; 1 findings or a failure; 2 wrong usage.\n"
}

/// The commands without commands of their own, below a command.
fn leaves(command: &str, help: &Help) -> Vec<String> {
    let below = |name: &String| {
        let command = format!("{command} {name}").trim().to_owned();
        let help = Help::of(&command);
        if help.commands.is_empty() { vec![command] } else { leaves(&command, &help) }
    };
    help.commands.iter().filter(|name| *name != "help").flat_map(below).collect()
}

/// A help text in its parts.
struct Help {
    about: String,
    usage: String,
    commands: Vec<String>,
    /// Arguments and options, and what they mean.
    rows: Vec<(String, String)>,
}

impl Help {
    fn of(command: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments: Vec<&str> = command.split_whitespace().chain(["-h"]).collect();
        let text = program::run(folder.path(), &arguments).exits(0).stdout;
        let (about, rest) = text.split_once("\n\nUsage: ").unwrap();
        let (usage, rest) = rest.split_once('\n').unwrap();
        let (mut commands, mut rows, mut heading) = (Vec::new(), Vec::<(String, String)>::new(), "");
        for line in rest.lines() {
            if !line.starts_with(' ') {
                heading = line;
            } else if heading == "Commands:" {
                commands.extend(
                    line.strip_prefix("  ").and_then(|line| line.split(' ').next()).map(str::to_owned),
                );
            } else if line.starts_with("        ") {
                let (_, meaning) = rows.last_mut().unwrap();
                *meaning += &format!(" {}", line.trim());
            } else {
                let (name, meaning) = line.trim().split_once("  ").unwrap_or((line.trim(), ""));
                rows.push((name.to_owned(), meaning.trim().to_owned()));
            }
        }
        commands.retain(|name| !name.is_empty());
        let about = about.replace('\n', " ").trim_end_matches('.').to_owned();
        Self { about, usage: usage.to_owned(), commands, rows }
    }
}

fn table(rows: &[&(String, String)]) -> String {
    // In the middle of a text, brackets could begin a link, and two hyphens are a dash.
    let plain = |meaning: &str| meaning.replace('[', "\\[").replace("--", "\\-\\-");
    let row = |(name, meaning): &(String, String)| format!("| `{name}` | {} |\n", plain(meaning));
    "| option | meaning |\n|---|---|\n".to_owned() + &rows.iter().copied().map(row).collect::<String>()
}
