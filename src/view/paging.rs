//! The links between the numbered pages of a long list.

use super::maker::Maker;
use super::{Link, PagingView};
use crate::site::paging::folder;

/// Where page `number` of `pages` stands; nothing where the list has one page. `list` is the list's folder.
pub(super) fn view(maker: &Maker<'_>, list: &str, number: usize, pages: usize) -> Option<PagingView> {
    let text = |number: usize| {
        maker.words.fill("page_of", &[("n", &number.to_string()), ("pages", &pages.to_string())])
    };
    let link = |number: usize| Link { title: text(number), url: maker.path(&folder(list, number)) };
    (pages > 1).then(|| PagingView {
        text: text(number),
        previous: (number > 1).then(|| link(number - 1)),
        next: (number < pages).then(|| link(number + 1)),
    })
}

/// The title of a page of a list.
pub(super) fn title(maker: &Maker<'_>, title: &str, number: usize) -> String {
    match number {
        0 | 1 => title.to_owned(),
        _ => maker.words.fill("page_title", &[("title", title), ("n", &number.to_string())]),
    }
}
