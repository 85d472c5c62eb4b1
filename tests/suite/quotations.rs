//! Quotations by speaker: whose words are listed, under which name, and whose are not.

use std::collections::BTreeMap;
use std::sync::Arc;

use ibid::app::engine::{self, PipelineRun, RunOptions};
use ibid::base::diagnostic::Rule;
use ibid::site::paging::MOST_ENTRIES;

use crate::support::html;

const DAILY: &str = "---\ntitle: The dam\norigin: Daily\n---\n\n\
    “The dam will hold,” said Mayor Ada Lind. “Nobody has to leave,” she added.\n\n\
    Karl Weber, the engineer, said: “The gates were closed in time.”\n\n\
    Weber said that the lower valley was not in danger.\n\n\
    “We heard the water all night,” said Rosa Ortiz, and Jan Novak agreed.\n\n\
    “It was a long day,” a lawyer for Weber said.\n";

fn site(files: &[(&str, &str)]) -> PipelineRun {
    let config = "title: Site\nbase_url: https://example.org/\nlanguages:\n  uk: {title: Сайт}\n";
    let mut all: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    for (path, text) in [("ibid.yaml", config), ("seeds/daily.md", DAILY)].iter().chain(files) {
        all.insert((*path).to_owned(), Arc::from(text.as_bytes()));
    }
    let files = all.into_iter().collect();
    engine::run(Arc::new(files), "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap()
}

fn page_of(text: &str) -> PipelineRun {
    site(&[("content/dam.md", &format!("---\ntitle: The dam\nmin_coverage: 0\n---\n\n{text}\n"))])
}

fn listed(run: &PipelineRun, url: &str) -> html::Page {
    let file = format!("{}index.html", url.trim_start_matches('/'));
    let html = run.files.get(&file).unwrap_or_else(|| panic!("{file} is not published: {:?}", run.findings));
    html::Page::read(std::str::from_utf8(html).unwrap())
}

/// The ids of the speakers, in order.
fn speakers(page: &html::Page) -> Vec<&str> {
    page.elements("h2")
        .filter_map(|heading| heading.attribute("id"))
        .filter(|id| id.starts_with("who-"))
        .collect()
}

const NAMED_BY_PAGE: &str = "named as the speaker on the page";

#[test]
fn words_stand_under_the_one_whom_the_source_names() {
    let run = page_of(
        "The engineer said: “The gates were closed in time” [@daily].\n\n\
         “The dam will hold”, said Lind [@daily].",
    );
    let page = listed(&run, "/quotations/");
    let text = page.text();
    // By last names, as completely as the source has them.
    assert_eq!(speakers(&page), ["who-ada-lind", "who-karl-weber"]);
    assert!(text.contains("The gates were closed in time") && text.contains("The dam will hold"), "{text}");
    assert!(!text.contains(NAMED_BY_PAGE), "{text}");
    let leads_to = |start: &str| page.links.iter().any(|link| link.href.starts_with(start));
    assert!(leads_to("/dam/#c-") && leads_to("/sources/daily/#p-"), "{:?}", page.links);
}

#[test]
fn where_the_source_names_nobody_the_page_does_and_the_list_says_so() {
    let run = page_of("Ada Lind said: “Nobody has to leave” [@daily].");
    let page = listed(&run, "/quotations/");
    assert_eq!(speakers(&page), ["who-ada-lind"]);
    assert!(page.text().contains(NAMED_BY_PAGE), "{}", page.text());
}

#[test]
fn a_false_speaker_is_a_finding_and_nothing_is_listed() {
    let run = page_of("Karl Weber said: “The dam will hold” [@daily].");
    assert!(run.findings.iter().any(|finding| finding.rule == Rule::QuoteSpeaker), "{:?}", run.findings);
    assert_eq!(speakers(&listed(&run, "/quotations/")), [""; 0]);
}

#[test]
fn a_report_and_the_words_of_somebody_who_belongs_to_another_are_nobodys() {
    let run = page_of(
        "The “lower valley was not in danger” [@daily].\n\n\
         It was “a long day”, said somebody [@daily].\n\n\
         Lind said that the dam is safe [@daily, \"The dam will hold\"].",
    );
    let page = listed(&run, "/quotations/");
    assert_eq!(speakers(&page), [""; 0]);
    assert!(page.text().contains("quotes anyone"), "{}", page.text());
}

#[test]
fn translations_stand_in_the_list_of_their_language() {
    let run = site(&[
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        (
            "content/dam.uk.md",
            "---\ntitle: Гребля\nmin_coverage: 0\n---\n\nЛінд сказала: «Гребля вистоїть» [@daily, \"The dam will hold\", translated].\n",
        ),
    ]);
    let page = listed(&run, "/uk/quotations/");
    assert_eq!(speakers(&page), ["who-ada-lind"]);
    assert!(page.text().contains("Гребля вистоїть"), "{}", page.text());
    assert_eq!(speakers(&listed(&run, "/quotations/")), [""; 0]);
}

#[test]
fn a_long_list_goes_on_under_the_same_name() {
    let number = MOST_ENTRIES + 3;
    let said: String = (0..number).map(|at| format!("“Gate {at} is closed,” said Ada Lind.\n\n")).collect();
    let quoted: String =
        (0..number).map(|at| format!("Lind said: “Gate {at} is closed” [@gates].\n\n")).collect();
    let source = format!("---\ntitle: Gates\norigin: Daily\n---\n\n{said}");
    let page = format!("---\ntitle: Gates\n---\n\n{quoted}");
    let run = site(&[("seeds/gates.md", &source), ("content/gates.md", &page)]);
    let quotations =
        |page: &html::Page| page.links.iter().filter(|link| link.href.starts_with("/gates/#")).count();
    let (first, second) = (listed(&run, "/quotations/"), listed(&run, "/quotations/page/2/"));
    assert_eq!((quotations(&first), quotations(&second)), (MOST_ENTRIES, 3));
    assert_eq!((speakers(&first), speakers(&second)), (vec!["who-ada-lind"], vec!["who-ada-lind"]));
}
