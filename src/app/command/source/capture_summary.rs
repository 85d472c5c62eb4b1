//! What was kept of a capture, in a few lines: whoever adds a source sees at once whether it is the right one.

use crate::parse::source::{PagePart, SourceText};

/// Characters of a paragraph that are shown.
const SHOWN: usize = 60;

/// How many paragraphs and words were kept, how the text begins and ends, what stands beside it on its page. Where the
/// author has not named the article, a warning if it is less than half of the page.
pub(super) fn lines(text: &SourceText, key: &str, has_selector: bool) -> Vec<String> {
    let of = |part: PagePart| {
        let paragraphs = text.paragraphs.iter();
        let paragraphs = paragraphs.filter(move |paragraph| !paragraph.is_trimmed && paragraph.part == part);
        paragraphs.map(|paragraph| &text.plain[paragraph.plain.range()]).collect::<Vec<_>>()
    };
    let words = |texts: &[&str]| texts.iter().map(|text| text.split_whitespace().count()).sum::<usize>();
    let (article, around, outside) = (of(PagePart::Article), of(PagePart::Around), of(PagePart::Outside));
    let kept = words(&article);
    let visible = kept + words(&around) + words(&outside);
    let count = counted(article.len(), "paragraph");
    let mut lines = vec![match visible > kept {
        true => format!("{count}, {} of {} visible words", grouped(kept), grouped(visible)),
        false => format!("{count}, {}", counted(kept, "word")),
    }];
    if let ([first, _, ..], Some(last)) = (&*article, article.last()) {
        lines.push(format!("begins: {}", shortened(first)));
        lines.push(format!("ends: {}", shortened(last)));
    }
    for (what, beside) in [("with it", &around), ("outside of it", &outside)] {
        if let Some(first) = beside.first() {
            lines.push(format!("{what}: {}, from: {}", counted(beside.len(), "paragraph"), shortened(first)));
        }
    }
    if kept * 2 < visible && !has_selector {
        lines.push(format!(
            "warning: less than half of the visible words are the article; if what you cite is not in it, name the \
             part of the page that has it, such as `main`: `ibid source set {key} selector=main`"
        ));
    }
    lines
}

/// A number with its noun: `1 word`, `1,830 words`.
fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{} {what}s", grouped(count)) }
}

/// A number in groups of three digits: `1,830`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    groups.map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(",")
}

fn shortened(paragraph: &str) -> String {
    let line: String = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() > SHOWN {
        true => format!("{} …", line.chars().take(SHOWN).collect::<String>().trim_end()),
        false => line,
    }
}
