//! A new topic page.

use serde::Deserialize;

use super::file::{create_in, quoted, single_line, twin};
use super::read_back::refuse_errors;
use crate::base::Failure;
use crate::base::address::slug;
use crate::parse::topic;
use crate::read::config;
use crate::read::snapshot::{CONFIG_FILE, SiteRoot, Snapshot, is_ignored};

/// A topic page to be started.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTopic {
    /// Its title.
    pub(crate) title: String,
    /// Folder below `content/`.
    pub(crate) section: String,
    /// Whether the next build publishes it: a new page is a draft otherwise.
    #[serde(default)]
    pub(crate) publish: bool,
}

/// Writes the file of a new topic page; gives its path below the root.
pub(crate) fn new_topic(place: &SiteRoot, new: &NewTopic) -> Result<String, Failure> {
    let title = single_line(&new.title);
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
    if matches!(&*name, "index" | "_index") {
        return Err(Failure::new(format!(
            "`{title}` gives the file name `{name}`, which is that of a section's own page"
        ))
        .help("use a longer title"));
    }
    let section = new.section.trim().trim_matches('/');
    // What the program does not read as content is none.
    let is_wrong =
        |part: &str| crate::base::address::unfit(part).is_some() || is_ignored(part) || part.trim() != part;
    if !section.is_empty() && section.split('/').any(is_wrong) {
        return Err(Failure::new(format!("`{section}` is not a folder below content/"))
            .help("name a folder such as `topics`"));
    }
    let mut folder = place.root.join("content");
    for part in section.split('/').chain([&*format!("{name}.md")]).filter(|part| !part.is_empty()) {
        if let Some(there) = twin(&folder, part) {
            return Err(Failure::new(format!(
                "`{part}` differs only in its letters' case or form from `{there}`"
            ))
            .help(format!("write `{there}`, or choose another name")));
        }
        folder.push(part);
    }
    let relative = if section.is_empty() {
        format!("content/{name}.md")
    } else {
        format!("content/{section}/{name}.md")
    };
    let draft = if new.publish { "" } else { "draft: true\n" };
    let today = jiff::Zoned::now().date();
    let text = format!(
        "---\ntitle: {}\ndate: {today}\n{draft}---\n\n::: summary\nThe answer in two or three sentences.\n:::\n\n## A question that readers ask\n\nSay it in your own words and cite while you write: `[@key]`, or pin it with the source's words: `[@key, \"exact words\"]`.\n",
        quoted(&title)
    );
    let (config, _) = config::parse(&Snapshot::default(), CONFIG_FILE);
    let (_, findings) =
        topic::parse(&Snapshot::from_iter([(relative.as_str(), text.as_str())]), &config, &relative);
    refuse_errors(&findings)?;
    create_in(place, &relative, &text)?;
    Ok(relative)
}
