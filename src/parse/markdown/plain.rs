//! Markdown as plain text.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The text of a Markdown paragraph with its markup stripped: runs of (offset in `text`, characters).
/// Tables are not parsed, so that a captured table keeps its cells as written.
#[must_use]
pub fn plain_runs(text: &str) -> Vec<(usize, String)> {
    let mut runs: Vec<(usize, String)> = Vec::new();
    let mut is_raised = false;
    // Words that are struck out are not the text's.
    let mut struck = 0_usize;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
        match &event {
            Event::Start(Tag::Strikethrough) if text[range.clone()].starts_with("~~") => struck += 1,
            Event::End(TagEnd::Strikethrough) if text[range.clone()].starts_with("~~") => {
                struck = struck.saturating_sub(1);
            }
            Event::InlineHtml(tag) => match struck_tag(tag) {
                Some(true) => struck += 1,
                Some(false) => struck = struck.saturating_sub(1),
                None => {}
            },
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => struck = 0,
            _ => {}
        }
        if struck > 0 {
            continue;
        }
        match event {
            Event::Text(words) => {
                let ends_in_digit = |(_, run): &(usize, String)| run.ends_with(char::is_numeric);
                // A power is not a digit of the number below it: 10^6, not 106.
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

/// Whether an HTML tag begins or ends words that are struck out.
fn struck_tag(tag: &str) -> Option<bool> {
    let inner = tag.strip_prefix('<')?.trim_end_matches('>');
    let (is_start, name) = inner.strip_prefix('/').map_or((true, inner), |name| (false, name));
    let name = name.split(|letter: char| letter.is_whitespace() || letter == '/').next()?;
    ["del", "s", "strike"].iter().any(|struck| name.eq_ignore_ascii_case(struck)).then_some(is_start)
}
