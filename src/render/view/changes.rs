//! The view of the log of statements.

use super::maker::{Maker, Output, View};
use super::{ChangeDay, ChangeName, ChangeView, ChangesView, NavLink, PageType, paging};
use crate::base::ids::GroupIndex;
use crate::base::percent::decode;
use crate::parse::changes::{LoggedChange, WhatChanged};
use crate::site::{addresses::CHANGES, paging as numbered};

/// Page `number` of the log.
pub(super) fn make(maker: &Maker<'_>, number: usize) -> Output {
    let all = maker.site.changes(maker.language);
    let shown = numbered::rows(&all, numbered::MOST_ENTRIES, number);
    let days = shown.chunk_by(|one, other| one.date == other.date).map(|changes| ChangeDay {
        date: maker.date(&changes[0].date),
        changes: changes.iter().map(|change| change_view(maker, change)).collect(),
    });
    let view =
        View::Changes(ChangesView { days: days.collect(), paging: paging::of_list(maker, CHANGES, number) });
    let title = maker.words.get("title_changes");
    let mut output = paging::output(maker, (PageType::Changes, CHANGES), title, number, view);
    output.head.updated = all.first().map(|latest| maker.date(&latest.date));
    output
}

fn change_view(maker: &Maker<'_>, change: &LoggedChange) -> ChangeView {
    let (kind, before, now) = match &change.what {
        WhatChanged::Added(now) => (ChangeName::Added, None, Some(now)),
        WhatChanged::Changed(before, now) => (ChangeName::Changed, Some(before), Some(now)),
        WhatChanged::Dropped(before) => (ChangeName::Dropped, Some(before), None),
    };
    ChangeView { kind, before: before.cloned(), now: now.cloned(), page: page(maker, change) }
}

/// Where the statement stands or stood.
fn page(maker: &Maker<'_>, change: &LoggedChange) -> NavLink {
    let site = maker.site;
    let folder = decode(change.page.trim_matches('/'));
    let Some(&page) = site.addresses.by_folder.get(folder.as_str()) else {
        let url = site.addresses.path(&folder);
        return NavLink { title: change.page.clone(), url };
    };
    let groups = &site.pages[page].document.groups;
    match groups.iter().position(|group| group.claim.id == change.id) {
        Some(group) => {
            NavLink { url: site.claim_path(page, GroupIndex::new(group)), ..maker.page_link(page) }
        }
        None => maker.page_link(page),
    }
}
