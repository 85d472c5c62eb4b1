//! What a text is: a web page, a mail, a transcript, a table, or a text without a form of its own.

use super::{
    DATA, EXECUTABLE, ForeignFormat, Format, HEAD, IMAGE, MARKUP, OFFICE, RECORDS, SECRET, SHORTCUT, refused,
};
use crate::app::ingest::{FileRefusal, line};

/// What a text is, by what it says and the extension of its name.
///
/// # Errors
/// Where it is none that is read: which, and what to do.
pub(super) fn of_text(text: &str, extension: &str) -> Result<Format, FileRefusal> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let lower: String = text.chars().take(HEAD).collect::<String>().to_ascii_lowercase();
    let foreign = |name, help| Err(refused(ForeignFormat { name, help }));
    if lower.starts_with("webvtt") {
        return Ok(Format::WebVtt);
    }
    if is_subrip(text) {
        return Ok(Format::SubRip);
    }
    if is_markup(&lower) {
        return of_markup(&lower, extension);
    }
    if let Some(found) = of_mail(text, extension) {
        return found;
    }
    if let Some(foreign) = of_first_line(&lower, extension) {
        return Err(refused(foreign));
    }
    if text.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        let is_records = text.contains("\"issued\"") && text.contains("\"type\"") && text.contains("\"id\"");
        return if is_records {
            foreign("a bibliography (CSL-JSON)", RECORDS)
        } else {
            foreign("a JSON file", DATA)
        };
    }
    if are_json_lines(text) {
        return foreign("a file of JSON lines", DATA);
    }
    if is_table(text, extension) {
        return Ok(Format::Csv);
    }
    match extension {
        "md" | "markdown" | "mdown" | "mkd" => Ok(Format::Markdown),
        "html" | "htm" | "xhtml" | "xht" => Ok(Format::Page),
        "yaml" | "yml" | "toml" => foreign("a file of settings", DATA),
        "tex" | "rst" | "adoc" | "org" | "typ" => {
            foreign("a text with the markup of another program", MARKUP)
        }
        _ => Ok(Format::Text),
    }
}

/// Whether each of the first lines is JSON for itself, in braces or brackets.
fn are_json_lines(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(5).collect();
    lines.len() > 1
        && lines.iter().all(|line| {
            line.starts_with(['{', '[']) && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok()
        })
}

/// Formats of text that begin with words of their own, in small letters.
fn of_first_line(lower: &str, extension: &str) -> Option<ForeignFormat> {
    const BEGINNINGS: [(&str, &str, &str); 13] = [
        ("-----begin certificate", "a certificate", EXECUTABLE),
        ("[script info]", "a subtitle file (.ass)", "convert it to .srt or .vtt"),
        ("[internetshortcut]", "a shortcut to a page", SHORTCUT),
        ("[{000214a0", "a shortcut to a page", SHORTCUT),
        ("ty  - ", "a bibliography (RIS)", RECORDS),
        ("begin:vcalendar", "a calendar (.ics)", DATA),
        ("begin:vcard", "an address book (.vcf)", DATA),
        (
            "version https://git-lfs.github.com/spec",
            "a pointer to a file of Git LFS",
            "run `git lfs pull`, and give the file itself",
        ),
        ("\\documentclass", "a LaTeX file", MARKUP),
        ("\\input", "a TeX file", MARKUP),
        ("-----begin pgp message", "an encrypted message", "decrypt it, and give the text"),
        ("#!/", "a program", EXECUTABLE),
        ("%yaml", "a file of settings", DATA),
    ];
    if lower.starts_with("-----begin")
        && lower.lines().next().is_some_and(|line| line.contains("private key"))
    {
        return Some(ForeignFormat { name: "a private key", help: SECRET });
    }
    let found = BEGINNINGS.iter().find(|(beginning, ..)| lower.starts_with(beginning));
    if let Some((_, name, help)) = found {
        return Some(ForeignFormat { name, help });
    }
    let is_bibtex = lower.lines().any(|line| {
        let entry = line.trim_start().strip_prefix('@').and_then(|rest| rest.split_once(['{', '(']));
        entry.is_some_and(|(kind, rest)| {
            kind.trim().bytes().all(|byte| byte.is_ascii_alphabetic()) && rest.contains(',')
        })
    });
    (extension == "bib" || (lower.starts_with(['@', '%']) && is_bibtex))
        .then_some(ForeignFormat { name: "a bibliography (BibTeX)", help: RECORDS })
}

/// Whether a text begins with a tag, a comment or a declaration.
fn is_markup(lower: &str) -> bool {
    lower.strip_prefix('<').is_some_and(|rest| {
        rest.starts_with(['!', '?'])
            || rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) && rest.contains('>')
    })
}

/// What a text that begins with markup is.
fn of_markup(lower: &str, extension: &str) -> Result<Format, FileRefusal> {
    let foreign = |name, help| Err(refused(ForeignFormat { name, help }));
    let root = roots(lower);
    match root.as_str() {
        "html" => Ok(Format::Page),
        "svg" => foreign("an SVG image", IMAGE),
        "rss" | "feed" | "rdf" => {
            foreign("a feed", "open the article's own page, save it with the browser, and give that file")
        }
        "plist" => foreign("a property list or a shortcut to a page", SHORTCUT),
        "tei" | "article" | "book" | "fictionbook" | "dtbook" | "nitf" | "newsml"
            if lower.starts_with("<?xml") =>
        {
            foreign("a text in XML", MARKUP)
        }
        "tt" | "transcript" | "timedtext" => foreign("a subtitle file in XML", "convert it to .srt or .vtt"),
        "w" | "office" | "pkg" => foreign("an Office file in flat XML", OFFICE),
        _ if lower.starts_with("<?xml") && !matches!(extension, "xhtml" | "xht") => {
            foreign("an XML file", DATA)
        }
        _ if matches!(extension, "txt" | "text") => Ok(Format::Text),
        _ if matches!(extension, "md" | "markdown") => Ok(Format::Markdown),
        _ => Ok(Format::Page),
    }
}

/// The name of the first element, without its prefix's rest: what the text as a whole is.
fn roots(lower: &str) -> String {
    let mut rest = lower;
    loop {
        rest = rest.trim_start();
        if rest.starts_with("<!doctype html") {
            return "html".to_owned();
        }
        let end = if let Some(inside) = rest.strip_prefix("<!--") {
            inside.find("-->").map(|at| at + "<!---->".len())
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest.find('>').map(|at| at + 1)
        } else {
            let name = rest.strip_prefix('<').unwrap_or_default();
            return name.chars().take_while(char::is_ascii_alphanumeric).collect();
        };
        match end {
            Some(end) => rest = &rest[end..],
            None => return String::new(),
        }
    }
}

/// Whether a text is a mail or a page in one: fields of a header (RFC 5322), among them some that only mails have.
fn of_mail(text: &str, extension: &str) -> Option<Result<Format, FileRefusal>> {
    let is_mailbox = text.lines().next().is_some_and(begins_message);
    let header: Vec<&str> = text
        .lines()
        .skip(usize::from(is_mailbox))
        .take(200)
        .take_while(|line| !line.trim().is_empty())
        .collect();
    let has = |name: &str| {
        header.iter().any(|line| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
    };
    let is_field = |line: &&str| {
        line.starts_with([' ', '\t'])
            || line
                .split_once(':')
                .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()))
    };
    let is_header = header.len() > 1 && header.iter().all(is_field);
    let is_mime = has("mime-version:") || has("content-type:");
    if !is_header
        || !(is_mime && (has("from:") || has("subject:"))
            || has("received:")
            || has("message-id:")
            || has("from:") && has("date:") && has("subject:") && (is_mailbox || extension == "eml"))
    {
        return None;
    }
    let mut lines = text.lines().skip(1);
    let mut before = "";
    let has_another = lines.any(|line| {
        let begins = before.trim().is_empty() && begins_message(line);
        before = line;
        begins
    });
    if is_mailbox && has_another {
        let help = "save the message from the mail program as .eml, and give that file";
        return Some(Err(refused(ForeignFormat { name: "a mailbox of several messages", help })));
    }
    let is_page = has("snapshot-content-location:")
        || header.iter().any(|line| line.to_ascii_lowercase().contains("multipart/related"))
            && !has("to:")
            && !has("received:");
    Some(Ok(if is_page { Format::Mhtml } else { Format::Mail }))
}

/// Whether a line begins a message of a mailbox (RFC 4155): `From`, who sent it or a dash, and when.
fn begins_message(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("From ") else { return false };
    let words: Vec<&str> = rest.split_whitespace().collect();
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    words.len() > 3 && words.iter().any(|word| line::seconds(word).is_some()) && words.iter().any(is_year)
}

/// Whether a text begins with a cue of SubRip: a number, then a line with two times.
fn is_subrip(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let number = lines.next().unwrap_or_default();
    let times = lines.next().unwrap_or_default();
    let is_times = |line: &str| {
        line.split_once("-->")
            .is_some_and(|(from, to)| [from, to].iter().all(|time| line::seconds(time).is_some()))
    };
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && is_times(times)
        || is_times(number)
}

/// Whether a text is a table: by its name, or because each of its first lines has the same number of tabs or
/// semicolons, two at least, and no sentence.
fn is_table(text: &str, extension: &str) -> bool {
    match extension {
        "csv" | "tsv" | "tab" => return true,
        // Markdown has tables of its own.
        "md" | "markdown" | "mdown" | "mkd" => return false,
        _ => {}
    }
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    lines.len() >= 5
        && ['\t', ';', ',', '|'].iter().any(|separator| {
            let count = lines[0].matches(*separator).count();
            count >= 2
                && lines.iter().all(|line| {
                    line.matches(*separator).count() == count
                        && !line.trim_end().ends_with('.')
                        && !line.contains(", ")
                        && !line.contains("; ")
                })
        })
}
