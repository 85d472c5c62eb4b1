//! What is the same on every page of a language, written into the templates when they are compiled: the theme's words
//! and what the settings say of the site. A template then has text where it had a name that is looked up, in every
//! scope from the innermost loop to the words, each time that a page comes to it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::base::escape::escape;

/// The values that every page sees under `t` and `site`.
pub(super) struct Constants {
    words: Value,
    site: Value,
}

impl Constants {
    pub(super) fn new(words: &impl Serialize, site: &impl Serialize) -> Self {
        let value = |part: serde_json::Result<Value>| part.unwrap_or_else(|_| Map::new().into());
        Self { words: value(serde_json::to_value(words)), site: value(serde_json::to_value(site)) }
    }

    /// A template with the texts written out that it shows as they are: `{{ t.notes_title }}` and
    /// `{{ site.words_html | safe }}`.
    pub(super) fn written_out(&self, template: &str) -> String {
        let mut written = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(open) = rest.find("{{") {
            let (before, shown) = rest.split_at(open);
            written.push_str(before);
            let Some(length) = shown.find("}}").map(|end| end + 2) else {
                rest = shown;
                break;
            };
            match self.text(&shown[2..length - 2]).filter(|text| can_stand_behind(text, &written)) {
                Some(text) => written.push_str(&text),
                None => written.push_str(&shown[..length]),
            }
            rest = &shown[length..];
        }
        written.push_str(rest);
        written
    }

    /// What an expression shows, if it is no more than the name of a text.
    fn text(&self, expression: &str) -> Option<String> {
        let (name, filter) = match expression.split_once('|') {
            Some((name, filter)) => (name.trim(), filter.trim()),
            None => (expression.trim(), ""),
        };
        let (values, name) = match name.split_once('.')? {
            ("t", name) => (&self.words, name),
            ("site", name) => (&self.site, name),
            _ => return None,
        };
        let text = values.get(name)?.as_str()?;
        match filter {
            "" => Some(escape(text).into_owned()),
            "safe" => Some(text.to_owned()),
            _ => None,
        }
    }
}

/// Whether a text may take the place of an expression behind what is written: it must not be taken for more syntax,
/// and the white space that tags beside it take away must be the same.
fn can_stand_behind(text: &str, written: &str) -> bool {
    let before = written.chars().next_back();
    if text.contains(['{', '}']) || before == Some('{') {
        return false;
    }
    if text.is_empty() {
        return before.is_some_and(|before| before != '}' && !before.is_whitespace());
    }
    !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Constants;

    fn written_out(template: &str) -> String {
        let words = BTreeMap::from([("a", "A & B"), ("space", "a "), ("count", "{n} pages"), ("none", "")]);
        Constants::new(&words, &BTreeMap::from([("html", "<b>")])).written_out(template)
    }

    #[test]
    fn names_of_texts_give_way_to_the_texts() {
        for (template, written) in [
            ("<p>{{ t.a }}</p>", "<p>A &amp; B</p>"),
            ("<p>{{t.a}} {{ site.html | safe }}{{ site.html }}", "<p>A &amp; B <b>&lt;b&gt;"),
            ("<p{{ t.none }}> {%- if a %}", "<p> {%- if a %}"),
        ] {
            assert_eq!(written_out(template), written);
        }
    }

    #[test]
    fn what_could_change_its_surroundings_stays_as_it_is() {
        for template in [
            "{{- t.a }}",
            "{{ t.a -}}",
            "{{ t.count }}",
            "{{ t.count | fill(n=1) }}",
            "{{ t.a | upper }}",
            "{{ t.space }}{%- if a %}",
            "{% if a -%}{{ t.none }} b",
            "a {{ t.none }} {%- if a %}",
            "{{ t.b }}",
            "{{ t[\"a\"] }}",
            "{{ page.title }}",
            "{{ t.a ~ t.a }}",
            "{{{ t.a }}",
            "{{ t.a",
        ] {
            assert_eq!(written_out(template), template);
        }
    }
}
