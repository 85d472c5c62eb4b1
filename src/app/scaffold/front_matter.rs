//! Changes of a source's front matter: single fields are rewritten, everything else stays as its author wrote it.

use super::file::quoted;
use crate::base::Failure;
use crate::base::diagnostic::Rule;
use crate::base::span::Span;
use crate::read::yaml::{self, Field, NodeKind};

/// Fields whose values are written without quotation marks.
const PLAIN: [&str; 7] = ["date", "accessed", "archive_date", "type", "text", "publish", "original_hash"];

/// A file with front matter that is being changed.
#[derive(Clone, Debug)]
pub(crate) struct FrontMatterEdit {
    path: String,
    text: String,
}

impl FrontMatterEdit {
    /// The front matter of a file.
    ///
    /// # Errors
    /// Where it cannot be read, or is written in braces.
    pub(crate) fn of(path: &str, text: &str) -> Result<Self, Failure> {
        let front = Self { path: path.to_owned(), text: text.to_owned() };
        front.fields().map(|_| front)
    }

    /// The file's text.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// The text below the front matter.
    pub(crate) fn body(&self) -> &str {
        yaml::split(&self.path, &self.text).map_or("", |split| &self.text[split.body_offset..])
    }

    /// Whether a field has a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields()
            .is_ok_and(|fields| fields.iter().any(|field| field.key.value == name && !field.value.is_null()))
    }

    /// The texts of a list, or a single text as a list of one.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let fields = self.fields().unwrap_or_default();
        let Some(field) = fields.iter().find(|field| field.key.value == name) else { return Vec::new() };
        let items = match &field.value.kind {
            NodeKind::Sequence(items) => {
                items.iter().filter_map(yaml::Node::text_or_number).collect::<Vec<_>>()
            }
            _ => field.value.text_or_number().into_iter().collect(),
        };
        items.into_iter().map(|item| item.value).collect()
    }

    /// Writes a field with its value; with no values it is deleted, with several they are a list.
    pub(crate) fn set(&mut self, name: &str, values: &[String]) {
        let written = |value: &String| if PLAIN.contains(&name) { value.clone() } else { quoted(value) };
        match values {
            [] => self.write(name, ""),
            [value] if name != "author" && name != "not_stated" => {
                self.write(name, &format!("{name}: {}", written(value)))
            }
            values => {
                let items: Vec<String> = match name {
                    "not_stated" => values.to_vec(),
                    _ => values.iter().map(written).collect(),
                };
                self.write(name, &format!("{name}: [{}]", items.join(", ")));
            }
        }
    }

    /// Writes the lines of a field in place of those that it has, or at the end.
    pub(crate) fn write(&mut self, name: &str, lines: &str) {
        let lines = if lines.is_empty() { String::new() } else { format!("{}\n", lines.trim_end()) };
        let fields = self.fields().unwrap_or_default();
        let Ok(split) = yaml::split(&self.path, &self.text) else { return };
        let end_of_yaml = split.yaml_offset + split.yaml.len();
        match fields.iter().find(|field| field.key.value == name) {
            Some(field) => {
                let start = field.key.span.start as usize;
                // A quoted key begins before its words.
                let start = self.text[..start].rfind('\n').map_or(start, |at| at + 1);
                let end = (field.value.span.end as usize).max(field.key.span.end as usize);
                let end = self.text[end..].find('\n').map_or(end_of_yaml, |at| end + at + 1);
                self.text.replace_range(start..end.min(end_of_yaml), &lines);
            }
            None => self.text.insert_str(end_of_yaml, &lines),
        }
    }

    fn fields(&self) -> Result<Vec<Field>, Failure> {
        let unreadable = |message: &str| {
            Failure::new(format!("{}: {message}", self.path))
                .help("mend it in an editor; `ibid check` says what is wrong")
        };
        let split = yaml::split(&self.path, &self.text).map_err(|finding| unreadable(&finding.message))?;
        let span = Span::new(split.yaml_offset, split.yaml_offset + split.yaml.len());
        if split.yaml.trim_start().starts_with('{') {
            return Err(unreadable("its front matter is written in braces, which is changed by hand only"));
        }
        match yaml::parse(&self.path, &self.text, span, Rule::FrontMatter)
            .map_err(|finding| unreadable(&finding.message))?
        {
            None => Ok(Vec::new()),
            Some(node) => match node.kind {
                NodeKind::Mapping(fields) => Ok(fields),
                _ => Err(unreadable("its front matter has no keys")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FrontMatterEdit;

    #[test]
    fn one_field_is_changed_and_the_rest_stays() {
        let text = "---\ntitle: A   # mine\nauthor:\n  - B\n  - C\n# a remark\ndate: 2025\n---\nWords.\n";
        let mut front = FrontMatterEdit::of("seeds/a.md", text).unwrap();
        front.set("author", &["D".to_owned()]);
        front.set("url", &["https://a.example/".to_owned()]);
        front.set("date", &[]);
        assert_eq!(front.list("author"), ["D"]);
        assert_eq!(
            front.into_text(),
            "---\ntitle: A   # mine\nauthor: [\"D\"]\n# a remark\nurl: \"https://a.example/\"\n---\nWords.\n"
        );
    }
}
