//! A new topic page.

use serde::Deserialize;

use super::file::{create_in, quoted, single_line};
use crate::base::Failure;
use crate::base::address::slug;
use crate::read::snapshot::SiteRoot;

/// A topic page to be started.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTopic {
    /// Its title.
    pub(crate) title: String,
    /// Folder below `content/`.
    pub(crate) section: String,
    /// Whether it is left out of builds for now.
    pub(crate) draft: bool,
}

/// Writes the file of a new topic page; gives its path below the root.
pub(crate) fn new_topic(place: &SiteRoot, topic: &NewTopic) -> Result<String, Failure> {
    let title = single_line(&topic.title);
    if title.is_empty() {
        return Err(Failure::new("a page needs a title").help("write the question that it answers"));
    }
    let mut name = slug(&title);
    while name.len() > 100 {
        name.pop();
    }
    if let Some(reason) = crate::base::address::unfit(&name) {
        return Err(Failure::new(format!("`{title}` gives no file name: {reason}"))
            .help("use a title with letters or digits"));
    }
    let section = topic.section.trim().trim_matches('/');
    if !section.is_empty() && section.split('/').any(|part| crate::base::address::unfit(part).is_some()) {
        return Err(Failure::new(format!("`{section}` is not a folder below content/"))
            .help("name a folder such as `topics`"));
    }
    let relative = if section.is_empty() {
        format!("content/{name}.md")
    } else {
        format!("content/{section}/{name}.md")
    };
    let draft = if topic.draft { "draft: true\n" } else { "" };
    let today = jiff::Zoned::now().date();
    let text = format!(
        "---\ntitle: {}\ndate: {today}\n{draft}---\n\n::: summary\nThe answer in two or three sentences.\n:::\n\n## A question that readers ask\n\nSay it in your own words and cite while you write: `[@key]`, or pin it with the source's words: `[@key, \"exact words\"]`.\n",
        quoted(&title)
    );
    create_in(place, &relative, &text)?;
    Ok(relative)
}
