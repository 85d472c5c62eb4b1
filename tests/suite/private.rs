//! Private comments: wherever one stands on a page, no file of the site has its words, and it is said.

use std::collections::BTreeMap;
use std::sync::Arc;

use ibid::app::engine::{self, RunOptions};
use ibid::read::snapshot::Snapshot;

use crate::support::files;
use crate::support::program::run;

/// A word that stands nowhere else.
const SECRET: &str = "zqxsecret";
/// Where a comment may stand.
const PLACE: &str = "⟦⟧";

/// A page with a place wherever a text may stand.
const PAGE: &str = "---
title: 'The ⟦⟧ votes'
description: 'What ⟦⟧ was voted'
date: 2025-03-05
authors: ['Ada ⟦⟧ Lind']
tags: ['Votes ⟦⟧']
corrections: [{date: 2025-03-06, text: 'A number ⟦⟧ was wrong.'}]
extra: {mood: 'calm ⟦⟧', list: ['one ⟦⟧']}
raw_html: true
---

⟦⟧ The council has 21 members [@a]. It ⟦⟧ voted *for ⟦⟧ the* plan [see ⟦⟧ @a, p. 3 ⟦⟧]. The end ⟦⟧

⟦⟧

## A heading ⟦⟧

::: summary
The council ⟦⟧ has “21 ⟦⟧ members” [@a].
:::

1. one ⟦⟧
2. two

   - nested ⟦⟧ item [@a, \"voted ⟦⟧ for the plan\"]

| head ⟦⟧ | b |
|---|---|
| cell ⟦⟧ | c |

> The council has ⟦⟧ 21 members. [@a]

> [!NOTE]
> An alert ⟦⟧

[link ⟦⟧](https://a.example/ \"title ⟦⟧\") and ![picture ⟦⟧](p.png \"its title ⟦⟧\") and [words][label ⟦⟧].

[label]: https://b.example \"its title ⟦⟧\"

A note[^n] and another^[of ⟦⟧ one line].

[^n]: The note ⟦⟧ says so.

::: timeline
- 2025-03-04: The ⟦⟧ vote [@a].
:::

::: glossary
- **Quorum ⟦⟧**: the members ⟦⟧ who vote [@a].
:::

::: unknown
- Who voted ⟦⟧ first. {searched=\"first ⟦⟧ vote\"}
:::

::: disagreement {settle=\"a record ⟦⟧\"}
Who ⟦⟧ voted?

- One ⟦⟧ says so [@a].
- Another says no [@a].
:::

<div title=\"of a box ⟦⟧\">In HTML ⟦⟧</div>

Inline <b title=\"x ⟦⟧\">HTML ⟦⟧</b> here. @a reports ⟦⟧ it.
";

const SOURCE: &str = "---\ntitle: Votes\nauthor: Pike, Joan\npublisher: The Courier\ndate: 2025-03-04\nurl: https://courier.example/a\n---\n\nThe council has 21 members. It voted for the plan on Tuesday. Nobody else was there.\n";

/// Ways to write a comment.
const COMMENTS: [&str; 8] = [
    "%%zqxsecret%%",
    "{>>zqxsecret *a* [b](c)<<}",
    "{# a zqxsecret #}",
    "{/* zqxsecret */}",
    "\\iffalse zqxsecret \\fi",
    "{% comment %}zqxsecret{% endcomment %}",
    "{{!-- zqxsecret --}}",
    "<%# zqxsecret “a %>",
];

/// Comments over several lines and blocks, which stand where a block may.
const LONG_COMMENTS: [&str; 4] = [
    "%%zqxsecret\n\n- zqxsecret\n\n> zqxsecret%%",
    "{>>\n\n```\nzqxsecret\n```\n\n<<}",
    "{# a\n::: summary\nzqxsecret\n:::\n#}",
    "\\iffalse\n# zqxsecret\n\n| zqxsecret |\n|---|\n\n\\fi",
];

fn page_with(comments: impl Fn(usize) -> Option<String>) -> String {
    let mut page = String::new();
    for (index, part) in PAGE.split(PLACE).enumerate() {
        if index > 0 {
            page.push_str(&comments(index - 1).unwrap_or_default());
        }
        page.push_str(part);
    }
    page
}

const CONFIG: &str = "title: Kept\nbase_url: https://example.org/\nlanguage: en\noutputs: [markdown, embed]\ntaxonomies: [tags]\n";

/// The names of the files of a site that have the secret, and whether a comment was reported.
fn published(page: &str) -> (Vec<String>, bool) {
    let mut site: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
    for (path, text) in [
        ("ibid.yaml", CONFIG),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/topics/votes.md", page),
        ("seeds/a.md", SOURCE),
    ] {
        site.insert(path.to_owned(), text.as_bytes().into());
    }
    let snapshot = Arc::new(site.into_iter().collect::<Snapshot>());
    let run = engine::run(snapshot, "ibid.yaml", Vec::new(), &RunOptions::default()).unwrap();
    assert!(run.files.keys().any(|path| path.ends_with("votes/index.html")), "the page is not made");
    let has_secret = |bytes: &[u8]| memchr::memmem::find(bytes, SECRET.as_bytes()).is_some();
    let told = run.files.iter().filter(|(path, bytes)| has_secret(bytes) || path.contains(SECRET));
    let told = told.map(|(path, _)| path.clone()).collect();
    (told, run.findings.iter().any(|finding| finding.message.contains("private comment")))
}

fn places() -> usize {
    PAGE.matches(PLACE).count()
}

#[test]
fn no_file_has_the_words_of_a_comment_wherever_it_stands() {
    for place in 0..places() {
        for turn in 0..2 {
            let comment = COMMENTS[(place + turn * 3) % COMMENTS.len()];
            let page = page_with(|index| (index == place).then(|| comment.to_owned()));
            let (told, is_reported) = published(&page);
            assert!(told.is_empty(), "{comment:?} at place {place} is published in {told:?}");
            assert!(is_reported, "{comment:?} at place {place} is not reported");
        }
    }
}

#[test]
fn the_same_words_without_marks_are_published() {
    let shown = (0..places()).filter(|place| {
        let page = page_with(|index| (index == *place).then(|| SECRET.to_owned()));
        !published(&page).0.is_empty()
    });
    // A label and values for a theme that shows none are in no file.
    assert!(shown.count() + 4 >= places());
}

#[test]
fn comments_over_several_blocks_are_left_out() {
    for comment in LONG_COMMENTS {
        for text in [
            format!("Before {comment} behind.\n"),
            format!("Before\n\n{comment}\n\nbehind.\n"),
            format!("- Before {comment} behind.\n- more\n"),
            format!("{comment}behind\n"),
            format!("% {SECRET}\n% {SECRET}\n\n{comment}\n\n## Heading\n\nbehind\n"),
        ] {
            let page = format!("---\ntitle: Votes\ndate: 2025-03-05\n---\n\n{text}");
            let (told, is_reported) = published(&page);
            assert!(told.is_empty() && is_reported, "{text:?}: {told:?}");
        }
    }
}

#[test]
fn a_comment_that_is_not_closed_is_an_error_and_hides_what_follows() {
    for text in [
        format!("%% {SECRET}\n\n{SECRET}\n"),
        format!("Before {{>>{SECRET}\n\n{SECRET}\n"),
        format!("- a %% {SECRET}\n- {SECRET}\n"),
        format!("Before %% `%%` {SECRET} %% behind\n"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        files::write(folder.path(), "ibid.yaml", CONFIG);
        files::write(folder.path(), "content/votes.md", format!("---\ntitle: Votes\n---\n\n{text}"));
        let told = run(folder.path(), &["build"]).exits(1);
        assert!(format!("{told:?}").contains("block-syntax"), "{text:?}");
        let page = format!("---\ntitle: Votes\n---\n\n{text}");
        assert!(published(&page).0.is_empty(), "{text:?}");
    }
}

#[test]
fn exports_have_no_comment() {
    let folder = tempfile::tempdir().unwrap();
    let page = page_with(|index| Some(COMMENTS[index % COMMENTS.len()].to_owned()));
    let page = page.replace("- Another says no [@a].", "- Another says no [@b].").replace("p.png", "/p.svg");
    for (path, text) in [
        ("ibid.yaml", CONFIG),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
        ("content/topics/votes.md", &page),
        ("content/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"),
        ("seeds/a.md", SOURCE),
        ("seeds/b.md", &SOURCE.replace("Courier", "Post").replace("courier", "post")),
    ] {
        files::write(folder.path(), path, text);
    }
    for format in ["pandoc", "typst", "annotations"] {
        let to = format!("exported-{format}");
        let told = run(folder.path(), &["export", format, "--quiet", "--to", &to]);
        let target = folder.path().join(&to);
        let bytes = std::fs::read(&target).unwrap_or_else(|_| panic!("{format}: {told:?}"));
        assert!(memchr::memmem::find(&bytes, SECRET.as_bytes()).is_none(), "{format} has a comment");
    }
}
