//! Markdown as plain text.

use pulldown_cmark::{Event, Options, Parser, TagEnd};

/// The text of a Markdown paragraph with its markup stripped: runs of (offset in `text`, characters).
/// Tables are not parsed, so that a captured table keeps its cells as written.
#[must_use]
pub fn plain_runs(text: &str) -> Vec<(usize, String)> {
    let mut runs: Vec<(usize, String)> = Vec::new();
    let mut is_raised = false;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
        match event {
            Event::Text(words) => {
                let ends_in_digit = |(_, run): &(usize, String)| run.ends_with(char::is_numeric);
                // A power is no digit of the number below it: 10^6, not 106.
                if std::mem::take(&mut is_raised)
                    && words.starts_with(char::is_numeric)
                    && runs.last().is_some_and(ends_in_digit)
                {
                    runs.push((range.start, "^".to_owned()));
                }
                runs.push((range.start, words.into_string()));
            }
            Event::InlineHtml(tag) => {
                let tag = tag.to_ascii_lowercase();
                is_raised = tag.starts_with("<sup");
                if tag.starts_with("<br") {
                    runs.push((range.start, "\n".to_owned()));
                }
            }
            Event::Code(words) => {
                let start = text[range.clone()].find(&*words).map_or(range.start, |at| range.start + at);
                runs.push((start, words.into_string()));
            }
            Event::SoftBreak | Event::HardBreak => runs.push((range.start, "\n".to_owned())),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock) => {
                runs.push((range.end.saturating_sub(1), "\n".to_owned()));
            }
            Event::Html(words) => runs.push((range.start, words.into_string())),
            _ => {}
        }
    }
    runs
}
