//! A new source.

use serde::Deserialize;

use super::file::{create_in, quoted, single_line, twin};
use super::read_back::refuse_errors;
use crate::base::Failure;
use crate::parse::source;
use crate::parse::topic::citation::is_simple_key;
use crate::read::snapshot::{MAX_TEXT, SiteRoot, Snapshot};

/// What a reference needs.
pub(crate) const FACTS: [&str; 5] = ["title", "publisher", "url", "date", "author"];

/// In what a captured text is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CaptureFormat {
    /// Text, in which Markdown may mark words.
    #[default]
    Text,
    /// A page saved by a browser.
    Page,
}

/// A source to be saved. What is not given is empty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSource {
    /// The citation key.
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) author: Vec<String>,
    pub(crate) publisher: String,
    pub(crate) date: String,
    pub(crate) url: String,
    pub(crate) origin: String,
    pub(crate) language: String,
    /// What the capture is known not to state; nothing where that is all that is empty.
    #[serde(default)]
    pub(crate) not_stated: Option<Vec<String>>,
    /// The captured text.
    pub(crate) text: String,
    /// In what it is written.
    #[serde(default)]
    pub(crate) format: CaptureFormat,
}

impl NewSource {
    /// The facts that are not given.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &'static str> {
        let given = [
            !single_line(&self.title).is_empty(),
            !single_line(&self.publisher).is_empty(),
            !single_line(&self.url).is_empty(),
            !single_line(&self.date).is_empty(),
            !self.authors().is_empty(),
        ];
        FACTS.into_iter().zip(given).filter(|(_, is_given)| !is_given).map(|(fact, _)| fact)
    }

    fn authors(&self) -> Vec<String> {
        self.author.iter().map(|name| single_line(name)).filter(|name| !name.is_empty()).collect()
    }
}

/// Writes the file of a new source; gives its path below the root.
pub(crate) fn add_source(place: &SiteRoot, new: &NewSource) -> Result<String, Failure> {
    let key = new.key.trim();
    if key.is_empty() {
        return Err(
            Failure::new("a source needs a key").help("choose a short, telling name, such as `memo-1994`")
        );
    }
    let unfit = crate::base::address::unfit(key);
    let wrong = unfit.or((!is_simple_key(key))
        .then_some("a key has letters and digits with single `-`, `_`, `.` or `:` between them"));
    if let Some(reason) = wrong {
        let failure = Failure::new(format!("`{key}` cannot be a key: {reason}"));
        return Err(failure.help("choose a short, telling name, such as `memo-1994`"));
    }
    let extension = if new.format == CaptureFormat::Page { "html" } else { "md" };
    for other in ["md", "txt", "html", "htm"].map(|extension| format!("{key}.{extension}")) {
        let seeds = place.root.join("seeds");
        let is_other = other != format!("{key}.{extension}");
        let same = Some(&other).filter(|other| is_other && seeds.join(other).symlink_metadata().is_ok());
        if let Some(taken) = same.cloned().or_else(|| twin(&seeds, &other)) {
            let message = format!("seeds/{taken} has the key `{key}` already");
            return Err(Failure::new(message).help("choose another key; capitals do not make a difference"));
        }
    }
    let date = new.date.trim();
    if !date.is_empty() {
        crate::base::date::Edtf::parse(date).map_err(|reason| {
            Failure::new(format!("`{date}` is not a date: {reason}")).help(crate::read::yaml::DATE_HELP)
        })?;
    }
    if new.text.trim().is_empty() || new.text.contains('\0') {
        return Err(Failure::new("there is no text to save").help("give the captured text, unchanged"));
    }
    if new.format == CaptureFormat::Page
        && let Err(reason) = source::saved_article(&new.text)
    {
        return Err(Failure::new(format!("the saved page has no article to compare with: {reason}"))
            .help("copy the article's text into a text file, and give that"));
    }
    let relative = format!("seeds/{key}.{extension}");
    let text = format!("{}{}", front_matter(new, date), new.text);
    if text.len() as u64 > MAX_TEXT {
        return Err(Failure::new(format!("the source has more than {} MiB", MAX_TEXT >> 20))
            .help("save the part of it that you cite, with `text: partial`"));
    }
    // What the program would not read is not written.
    let (_, findings) = source::parse(&Snapshot::from_iter([(relative.as_str(), text.as_str())]), &relative);
    refuse_errors(&findings)?;
    create_in(place, &relative, &text)?;
    Ok(relative)
}

/// What is stated of a source, and what is not.
fn front_matter(source: &NewSource, date: &str) -> String {
    let mut front = String::from("---\n");
    let fields = [
        ("title", &*source.title),
        ("publisher", &source.publisher),
        ("url", &source.url),
        ("date", date),
        ("origin", &source.origin),
        ("language", &source.language),
    ];
    for (name, value) in fields {
        match single_line(value) {
            value if value.is_empty() => {}
            date if name == "date" => front.push_str(&format!("date: {date}\n")),
            value => front.push_str(&format!("{name}: {}\n", quoted(&value))),
        }
    }
    let authors: Vec<String> = source.authors().iter().map(|name| quoted(name)).collect();
    if !authors.is_empty() {
        front.push_str(&format!("author: [{}]\n", authors.join(", ")));
    }
    let not_stated: Vec<&str> = match &source.not_stated {
        Some(facts) => FACTS.into_iter().filter(|fact| facts.iter().any(|one| one == fact)).collect(),
        None => source.missing().collect(),
    };
    if !not_stated.is_empty() {
        front.push_str(&format!("not_stated: [{}]\n", not_stated.join(", ")));
    }
    front.push_str("text: full\npublish: excerpt\n---\n");
    front
}
