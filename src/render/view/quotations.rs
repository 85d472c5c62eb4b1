//! The view of the quotations of a language, by speaker.

use std::collections::BTreeSet;

use super::maker::{Maker, Output, View};
use super::{NavLink, PageType, QuotationsView, SpeakerView, SpokenView, paging};
use crate::base::address::slug;
use crate::base::ids::{CitePlace, SpokenId};
use crate::parse::source::Publish;
use crate::site::{Speaker, paging as numbered};

/// The list's folder below that of the language.
const LIST: &str = "quotations";

/// Page `number` of all quotations whose speakers are known.
pub(super) fn make(maker: &Maker<'_>, number: usize) -> Output {
    let speakers = maker.site.speakers(maker.language);
    let ids = ids(&speakers);
    let rows: Vec<(usize, SpokenId)> = speakers
        .iter()
        .enumerate()
        .flat_map(|(at, speaker)| speaker.quotations.iter().map(move |&spoken| (at, spoken)))
        .collect();
    let shown = numbered::rows(&rows, numbered::MOST_ENTRIES, number);
    // Who fills more than one page stands on each of them.
    let of_speaker = |rows: &[(usize, SpokenId)]| {
        let (at, _) = *rows.first()?;
        Some(SpeakerView {
            id: ids[at].clone(),
            name: speakers[at].name.clone(),
            quotations: rows
                .chunk_by(|one, other| maker.site.is_same_quotation(one.1, other.1))
                .filter_map(|same| spoken_view(maker, same))
                .collect(),
        })
    };
    let view = View::Quotations(QuotationsView {
        speakers: shown.chunk_by(|one, other| one.0 == other.0).filter_map(of_speaker).collect(),
        total: rows.len(),
        paging: paging::of_list(maker, LIST, number),
    });
    paging::output(maker, (PageType::Quotations, LIST), maker.words.get("title_quotations"), number, view)
}

/// An id for each speaker, all of them different.
fn ids(speakers: &[Speaker]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let id = |speaker: &Speaker| {
        let first = format!("who-{}", slug(&speaker.name));
        let mut id = first.clone();
        for number in 2.. {
            if taken.insert(id.clone()) {
                break;
            }
            id = format!("{first}-{number}");
        }
        id
    };
    speakers.iter().map(id).collect()
}

/// Words of a source with all that quotes them.
fn spoken_view(maker: &Maker<'_>, same: &[(usize, SpokenId)]) -> Option<SpokenView> {
    let &(_, id) = same.first()?;
    let checks = &maker.site.checks[id.page];
    let spoken = checks.spoken.get(id.index.index())?;
    let check = checks.cite(CitePlace { group: spoken.group, cite: spoken.cite })?;
    let source = check.source?;
    let is_shown = maker.site.sources[source].meta.publish != Publish::None;
    let quoted_by = |&(_, id): &(usize, SpokenId)| {
        let group = maker.site.checks[id.page].spoken[id.index].group;
        NavLink { url: maker.site.claim_path(id.page, group), ..maker.page_link(id.page) }
    };
    let is_named =
        |&(_, id): &(usize, SpokenId)| maker.site.checks[id.page].spoken[id.index].is_named_by_source;
    Some(SpokenView {
        words: spoken.words.clone(),
        pages: same
            .chunk_by(|one, other| one.1.page == other.1.page)
            .map(|of_page| quoted_by(&of_page[0]))
            .collect(),
        source: NavLink {
            title: maker.source_label(source).to_owned(),
            url: maker.parts.sources[source].url.clone(),
        },
        paragraph_text: maker.paragraph_text(source, &spoken.passage),
        passage_url: is_shown.then(|| maker.passage_url(source, &spoken.passage)),
        state: maker.state_of(source, check.state),
        is_named_by_source: same.iter().all(is_named),
    })
}
