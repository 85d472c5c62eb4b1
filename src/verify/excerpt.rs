//! `excerpt-missing`: citations that name a source and no passage, with the passage that is likely meant,
//! as text that can be pasted over the citation.

use ibid_languages::Language;
use ibid_quotation::Pattern;

use super::PageChecks;
use super::page::{CiteCheck, State};
use super::reading::TrackedLibrary;
use crate::base::diagnostic::{Diagnostic, Edit, Help, Rule};
use crate::base::ids::{CiteIndex, SourceId};
use crate::base::spaces::single_spaces;
use crate::base::span::PlainSpan;
use crate::parse::markdown;
use crate::parse::topic::document;
use crate::parse::topic::{CitationGroup, Cite, Page};

/// Reports the citations of a page that name no passage, one finding a group.
pub(super) fn check(
    (page, text): (&Page, &str),
    checks: &PageChecks,
    library: &TrackedLibrary<'_>,
) -> Vec<Diagnostic> {
    let groups = page.document.groups.iter().zip(&checks.groups);
    let findings = groups.zip(page.document.events_of_groups()).filter_map(|((group, checks), event)| {
        // The date of a timeline's entry is part of what it states.
        let date = event.map_or(String::new(), |event| event.date.iso());
        check_group((page, text), group, &format!("{date} {}", group.claim.text), checks, library)
    });
    findings.collect()
}

/// A passage offered for a citation.
struct Offer {
    cite: CiteIndex,
    source: SourceId,
    /// Where it stands in the source's plain text.
    place: PlainSpan,
    /// Its words, as they may be pasted between quotation marks.
    words: String,
}

fn check_group(
    (page, page_text): (&Page, &str),
    group: &CitationGroup,
    statement: &str,
    checks: &[CiteCheck],
    library: &TrackedLibrary<'_>,
) -> Option<Diagnostic> {
    let bare: Vec<(CiteIndex, SourceId)> = CiteIndex::enumerate(checks)
        .filter(|(_, check)| check.state == State::Cited && check.passages.is_empty())
        .filter_map(|(cite, check)| Some((cite, check.source?)))
        .collect();
    let (_, first) = *bare.first()?;
    let offers: Vec<Offer> =
        bare.iter().filter_map(|&(cite, source)| offer(group, cite, statement, source, library)).collect();
    let names: Vec<String> =
        bare.iter().map(|(_, source)| format!("`{}`", library.source(*source).key)).collect();
    let message = format!("the citation names no passage of {}", names.join(" and "));
    let mut finding = Diagnostic::new(Rule::ExcerptMissing, &page.path, group.span, message);
    let pasted =
        with_excerpts(page_text, group, &offers).filter(|text| is_sound(text, group, &offers, library));
    let Some(text) = pasted else {
        let key = &library.source(first).key;
        return Some(finding.help(format!(
            "no passage comes near the statement; give the words it rests on, `[@{key}, \"exact words\"]`, or cite the source that has them"
        )));
    };
    for offer in &offers {
        let source = library.source(offer.source);
        let paragraph = source.text.paragraph_at(offer.place.start).map_or(1, |paragraph| paragraph.number);
        let message = format!("(¶ {paragraph}) most likely supports the statement");
        finding = finding.related(&source.path, source.text.file_span(offer.place), message);
    }
    let edit = Edit::replace(group.span, text.as_str()).unsure();
    Some(finding.help(Help::with_edit(format!("if it does, write: {text}"), edit)))
}

fn offer(
    group: &CitationGroup,
    cite: CiteIndex,
    statement: &str,
    source: SourceId,
    library: &TrackedLibrary<'_>,
) -> Option<Offer> {
    let within = library.located(&group.cites[cite], source);
    let place = library.all().rarity().likely(statement, source, within)?;
    let words = pasteable(&library.source(source).text.plain[place.range()]);
    Some(Offer { cite, source, place, words })
}

/// The group as it stands in the file, with the excerpts in it.
fn with_excerpts(page_text: &str, group: &CitationGroup, offers: &[Offer]) -> Option<String> {
    let mut text = page_text.get(group.span.range())?.to_owned();
    // From the last to the first, so that the places of those still to come stay as they are.
    for offer in offers.iter().rev() {
        let cite = &group.cites[offer.cite];
        let at = (cite.span.end - group.span.start) as usize;
        let has_bracket = !group.is_narrative || offer.cite.index() > 0 || cite.span.end > cite.key_end();
        let written = match has_bracket {
            true => format!(", \"{}\"", offer.words),
            false if group.cites.len() == 1 => format!(" [\"{}\"]", offer.words),
            false => return None,
        };
        text.insert_str(at, &written);
    }
    (!offers.is_empty()).then_some(text)
}

/// Whether the text, read again, is the same citations with excerpts that stand in their sources.
fn is_sound(text: &str, group: &CitationGroup, offers: &[Offer], library: &TrackedLibrary<'_>) -> bool {
    let (blocks, _) = markdown::parse("", text, 0);
    let (document, _, _) = document::read("", blocks, false, Language::get(library.site_language()));
    let [read] = document.groups.as_slice() else { return false };
    let keys = |cites: &[Cite]| cites.iter().map(|cite| cite.key.clone()).collect::<Vec<_>>();
    keys(&read.cites) == keys(&group.cites)
        && offers.iter().all(|offer| {
            let Some(excerpt) = read.cites[offer.cite].excerpts.last() else { return false };
            let language = library.language(offer.source);
            let source = library.normal(offer.source);
            Pattern::new(&excerpt.text, false, language).find(source, 0..source.text.len(), language).is_ok()
        })
}

/// Words of a source as they may stand between double quotation marks in a page: marks inside become
/// single ones, which the contract takes for the same, and what Markdown would read is escaped.
pub(crate) fn pasteable(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for letter in single_spaces(words).chars() {
        match letter {
            '“' => text.push('‘'),
            '”' | '‟' => text.push('’'),
            '„' => text.push('‚'),
            '«' => text.push('‹'),
            '»' => text.push('›'),
            '"' => text.push('\''),
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '`' | '~' | '&' | '|' | '^' => {
                text.push('\\');
                text.push(letter);
            }
            letter => text.push(letter),
        }
    }
    text
}
