//! The language server, as a client over pipes sees it. `tests/editors` has editors as clients.

mod completion;
mod findings;
mod hostile;
mod requests;

use std::path::Path;

use tempfile::TempDir;

use crate::support::archive::Archive;
use crate::support::files;
use crate::support::lsp::Client;

/// A small site with what requests are about.
const SITE: &str = "\
-- ibid.yaml --
title: The record
base_url: https://example.org/
-- content/_index.md --
---
title: Home
---

The council voted for a new harbour bridge [@newsx].
-- content/topics/_index.md --
---
title: Topics
---
-- content/topics/bridge.md --
---
title: The bridge
tags: [bridges]
---

## The vote {#vote}

The mayor said: “We will not accept a bridge that closes twice a day” [@newsx]. Work begins in 2026 [@newsx, ¶ 3, \"Work is to begin in May 2026\"].

## Later

See [the home page](@/_index.md), [the vote](#vote), and [@gazette].
-- seeds/gazette.md --
---
title: A ferry at noon
author: \"Berg, Jo\"
publisher: The Gazette
date: 2025-04-01
url: https://gazette.example/ferry
---
The ferry leaves at noon. It takes a quarter of an hour.
";

/// Writes a site, completed by the base site.
fn written(site: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    Archive::parse(site).write_completed(folder.path());
    folder
}

/// The small site, with a server.
fn started() -> (TempDir, Client) {
    let folder = written(SITE);
    let client = Client::start(folder.path());
    (folder, client)
}

fn text(folder: &Path, path: &str) -> String {
    String::from_utf8(files::tree(folder).remove(path).unwrap()).unwrap()
}

/// The line and the column, in characters, of the first occurrence of some words.
fn place(text: &str, words: &str) -> (usize, usize) {
    let at = text.find(words).unwrap_or_else(|| panic!("`{words}` is not in the text"));
    let before = &text[..at];
    let line = before.matches('\n').count();
    (line, before.rsplit('\n').next().unwrap().chars().count())
}
