//! Front matter of other generators in the words of this one. What each key becomes is also what the finding for an
//! unknown key says (`parse/topic/counterparts.rs`).

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{FieldMap, Generator};
use crate::app::scaffold::file::{quoted, single_line};
use crate::base::date::Edtf;

/// What becomes of a key.
#[derive(Clone, Copy)]
enum Becomes {
    /// A text under this key, if nothing stands there yet.
    Text(&'static str),
    /// A day under this key.
    Day(&'static str),
    /// The day on which the page was published, unless one is known; before it, the page is held back.
    PublishedOn,
    /// The day from which on the page is held back.
    ShownUntil,
    /// Names of people.
    Authors,
    /// Terms of the taxonomy of this name.
    Terms(&'static str),
    /// Several taxonomies.
    Taxonomies,
    /// The address.
    Address,
    /// Former addresses.
    Aliases,
    Draft,
    /// `false` makes it a draft.
    Published,
    Weight,
    /// Values for the theme.
    Extra,
}

/// What becomes of each key. Where two give different values to one, the one further up wins and the other is left
/// out, as is a key that is missing here.
const KEYS: &[(&str, Becomes)] = &[
    ("title", Becomes::Text("title")),
    ("description", Becomes::Text("description")),
    ("summary", Becomes::Text("description")),
    ("abstract", Becomes::Text("description")),
    ("date", Becomes::Day("date")),
    ("publishDate", Becomes::PublishedOn),
    ("pubDate", Becomes::PublishedOn),
    ("expiryDate", Becomes::ShownUntil),
    ("unpublishDate", Becomes::ShownUntil),
    ("updated", Becomes::Day("updated")),
    ("lastmod", Becomes::Day("updated")),
    ("date-modified", Becomes::Day("updated")),
    ("modified", Becomes::Day("updated")),
    ("slug", Becomes::Text("slug")),
    ("path", Becomes::Address),
    ("url", Becomes::Address),
    ("aliases", Becomes::Aliases),
    ("weight", Becomes::Weight),
    ("order", Becomes::Weight),
    ("draft", Becomes::Draft),
    ("published", Becomes::Published),
    ("authors", Becomes::Authors),
    ("author", Becomes::Authors),
    ("tags", Becomes::Terms("tags")),
    ("keywords", Becomes::Terms("tags")),
    ("subject", Becomes::Terms("tags")),
    ("categories", Becomes::Terms("categories")),
    ("series", Becomes::Terms("series")),
    ("taxonomies", Becomes::Taxonomies),
    ("extra", Becomes::Extra),
    ("params", Becomes::Extra),
];

/// The front matter of a page, while it is made.
#[derive(Debug, Default)]
pub(super) struct FrontMatterDraft {
    generator: Option<Generator>,
    /// Texts and days, by key.
    texts: BTreeMap<&'static str, String>,
    authors: Vec<String>,
    aliases: Vec<String>,
    weight: Option<i64>,
    is_draft: bool,
    /// Terms by taxonomy.
    pub(super) taxonomies: BTreeMap<String, Vec<String>>,
    extra: FieldMap,
    /// The keys that were left out, some with the value that was not taken over.
    pub(super) left_out: Vec<String>,
}

impl FrontMatterDraft {
    /// Reads the fields of a page.
    pub(super) fn new(generator: Generator, mut old: FieldMap) -> Self {
        let mut front = Self { generator: Some(generator), ..Self::default() };
        if generator == Generator::Hugo {
            old = old.into_iter().map(|(key, value)| (known_spelling(key), value)).collect();
            front.wait_for_date(&old);
        }
        for (key, becomes) in KEYS {
            if let Some(value) = old.remove(*key)
                && !front.take(key, *becomes, &value)
            {
                let shown: String = value.to_string().chars().take(60).collect();
                front.left_out.push(format!("{key}: {shown}"));
            }
        }
        front.left_out.extend(old.into_iter().map(|(key, _)| key));
        front
    }

    /// Hugo publishes a page on its date where that is yet to come, unless another day is stated for it.
    fn wait_for_date(&mut self, old: &FieldMap) {
        let states_another = ["publishDate", "pubDate"].iter().any(|key| old.contains_key(*key));
        let date = old.get("date").and_then(text).filter(|_| !states_another);
        if let Some(date) = date.filter(|date| is_to_come(date) == Some(true)) {
            self.hold_back("date", &date, "is yet to come");
        }
    }

    /// Makes the page a draft, since here nothing is published or taken back when a day comes.
    fn hold_back(&mut self, key: &str, date: &str, reason: &str) {
        self.is_draft = true;
        self.left_out.push(format!("{key}: {date} {reason} (the page is a draft)"));
    }

    /// Takes a day over on which Hugo begins or ends to show the page; whether it could be.
    fn take_turn(&mut self, key: &str, value: &Value, is_end: bool) -> bool {
        let date = text(value).unwrap_or_default();
        match is_to_come(&date) {
            Some(true) if !is_end => {
                self.hold_back(key, &date, "is yet to come");
                self.put("date", day(&date));
            }
            Some(false) if is_end => self.hold_back(key, &date, "has passed"),
            Some(_) if is_end => return false,
            Some(_) => return self.put("date", day(&date)),
            None if date.is_empty() => {}
            // Better held back than published by mistake.
            None => self.hold_back(key, &single_line(&value.to_string()), "is no date"),
        }
        true
    }

    /// Puts a text under a key; whether there is one, and no other stands there.
    fn put(&mut self, key: &'static str, text: Option<String>) -> bool {
        text.is_some_and(|text| *self.texts.entry(key).or_insert_with(|| text.clone()) == text)
    }

    /// Takes a value over; whether it could be read. An empty one is.
    fn take(&mut self, key: &str, becomes: Becomes, value: &Value) -> bool {
        if value.is_null() {
            return true;
        }
        match becomes {
            Becomes::Text(name) => return self.put(name, text(value)),
            Becomes::Day(name) => return self.put(name, text(value).as_deref().and_then(day)),
            Becomes::PublishedOn => return self.take_turn(key, value, false),
            Becomes::ShownUntil => return self.take_turn(key, value, true),
            Becomes::Address => return self.put("path", text(value).map(|path| rooted(&path))),
            Becomes::Aliases => match texts(value) {
                Some(aliases) => self.aliases.extend(aliases.iter().map(|alias| rooted(alias))),
                None => return false,
            },
            Becomes::Authors => match names(value) {
                Some(names) if self.authors.is_empty() => self.authors = names,
                names => return names.is_some_and(|names| names == self.authors),
            },
            Becomes::Terms(taxonomy) => return self.add_terms(taxonomy, value),
            Becomes::Taxonomies => match value.as_object() {
                Some(taxonomies) => {
                    let taken: Vec<bool> =
                        taxonomies.iter().map(|(name, terms)| self.add_terms(name, terms)).collect();
                    return taken.into_iter().all(|is_taken| is_taken);
                }
                None => return false,
            },
            Becomes::Weight => match value.as_i64() {
                Some(weight) => return *self.weight.get_or_insert(weight) == weight,
                None => return false,
            },
            Becomes::Draft | Becomes::Published => match value.as_bool() {
                Some(flag) => self.is_draft |= flag == matches!(becomes, Becomes::Draft),
                // Better held back than published by mistake.
                None => {
                    self.is_draft = true;
                    return false;
                }
            },
            Becomes::Extra => match value.as_object() {
                Some(values) => self.extra.extend(values.clone()),
                None => return false,
            },
        }
        true
    }

    /// Adds terms of a taxonomy. Quarto and MyST have one only, under several names.
    fn add_terms(&mut self, taxonomy: &str, value: &Value) -> bool {
        let Some(terms) = texts(value) else { return false };
        let is_one = matches!(self.generator, Some(Generator::Quarto | Generator::Myst));
        let name = if is_one { "tags".to_owned() } else { taxonomy_name(taxonomy) };
        if name.is_empty() {
            return false;
        }
        let all = self.taxonomies.entry(name).or_default();
        for term in terms {
            if !all.contains(&term) {
                all.push(term);
            }
        }
        true
    }

    /// Gives a page that has no title the one of its first heading, which is taken out of the text, or of its file;
    /// gives the text.
    pub(super) fn complete<'t>(&mut self, target: &str, body: &'t str) -> &'t str {
        if self.generator == Some(Generator::Zola) {
            self.read_file_name(target);
        }
        if self.texts.get("title").is_some_and(|title| !title.is_empty()) {
            return body;
        }
        let trimmed = body.trim_start();
        let first = trimmed.split_inclusive('\n').next().unwrap_or_default();
        let heading = first.strip_prefix("# ").map(single_line).filter(|title| !title.is_empty());
        let (title, body) = match heading {
            Some(title) => (title, &trimmed[first.len()..]),
            None => (title_of(target), body),
        };
        self.texts.insert("title", title);
        body
    }

    /// Zola reads the date at the beginning of a file's name, which is then no part of the address.
    fn read_file_name(&mut self, target: &str) {
        let name = target.rsplit('/').find(|part| !matches!(*part, "index.md")).unwrap_or_default();
        let Some((date, rest)) = name.split_at_checked(10) else { return };
        let rest = rest.strip_suffix(".md").unwrap_or(rest);
        if let (Some(day), Some(slug)) = (day(date), rest.strip_prefix(['-', '_']))
            && !slug.is_empty()
        {
            self.texts.entry("date").or_insert(day);
            if !self.texts.contains_key("path") {
                self.texts.entry("slug").or_insert(slug.to_owned());
            }
        }
    }

    /// The lines of the front matter.
    pub(super) fn written(&self) -> String {
        let mut lines = Vec::new();
        let list = |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
        for key in ["title", "description", "date", "updated", "slug", "path"] {
            match self.texts.get(key) {
                Some(day) if matches!(key, "date" | "updated") => lines.push(format!("{key}: {day}")),
                Some(text) if !text.is_empty() => lines.push(format!("{key}: {}", quoted(text))),
                _ => {}
            }
        }
        lines.extend(self.weight.map(|weight| format!("weight: {weight}")));
        lines.extend(self.is_draft.then(|| "draft: true".to_owned()));
        for (key, items) in [("aliases", &self.aliases), ("authors", &self.authors)] {
            lines.extend((!items.is_empty()).then(|| format!("{key}: [{}]", list(items))));
        }
        let taxonomies = self.taxonomies.iter().filter(|(_, terms)| !terms.is_empty());
        lines.extend(taxonomies.map(|(name, terms)| format!("{name}: [{}]", list(terms))));
        // An object of JSON is one of YAML.
        lines.extend((!self.extra.is_empty()).then(|| format!("extra: {}", json!(self.extra))));
        lines.push(String::new());
        lines.join("\n")
    }
}

/// A text or a number, on one line.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(single_line(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A list of texts; a text is a list of one.
fn texts(value: &Value) -> Option<Vec<String>> {
    let texts: Option<Vec<String>> = match value {
        Value::Array(items) => items.iter().map(text).collect(),
        one => text(one).map(|text| vec![text]),
    };
    texts.map(|texts| texts.into_iter().filter(|text| !text.is_empty()).collect())
}

/// Names of people: texts, or objects as Quarto and MyST have them.
fn names(value: &Value) -> Option<Vec<String>> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    items.iter().map(name).collect()
}

fn name(value: &Value) -> Option<String> {
    let Value::Object(fields) = value else { return text(value) };
    let name = fields.get("name").unwrap_or(value);
    let part = |key: &str| name.get(key).and_then(text);
    text(name).or_else(|| part("literal")).or_else(|| Some(format!("{} {}", part("given")?, part("family")?)))
}

/// The day at the beginning of a date with or without a time.
fn day(text: &str) -> Option<String> {
    let (day, rest) = text.trim().split_at_checked(10)?;
    let is_whole = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
    (is_whole && Edtf::parse_day(day).is_ok()).then(|| day.to_owned())
}

/// Whether the moment that a date names is yet to come; one without a time zone is in UTC, as in Hugo.
fn is_to_come(date: &str) -> Option<bool> {
    let now = jiff::Timestamp::now();
    let in_utc = || date.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    let moment = date.parse::<jiff::Timestamp>().ok().or_else(|| Some(in_utc()?.timestamp()));
    // Where the time cannot be read, that of this very day may be yet to come.
    moment.map(|moment| moment > now).or_else(|| Some(day(date)?.as_str() >= &now.to_string()[..10]))
}

/// A key as it is written here, if it is known: Hugo reads them in small letters and in capitals alike.
fn known_spelling(key: String) -> String {
    let known = KEYS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&key));
    known.map_or(key, |(known, _)| (*known).to_owned())
}

/// A path from the site's root.
fn rooted(path: &str) -> String {
    format!("/{}", path.trim_start_matches('/'))
}

/// The name of a taxonomy as settings have it: small letters, digits and `_`.
fn taxonomy_name(name: &str) -> String {
    let fit = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    name.chars().map(fit).collect()
}

/// A title made of a file's name, or of its folder's.
fn title_of(target: &str) -> String {
    let stem = target.strip_suffix(".md").unwrap_or(target);
    let part = stem.rsplit('/').find(|part| !matches!(*part, "index" | "_index")).unwrap_or("Home");
    let words = single_line(&part.replace(['-', '_'], " "));
    let mut letters = words.chars();
    letters.next().map_or_else(|| "Home".to_owned(), |first| first.to_uppercase().chain(letters).collect())
}
