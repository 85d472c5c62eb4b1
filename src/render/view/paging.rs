//! The numbered pages of a long list, and the links between them.

use super::maker::{Maker, Output, View};
use super::{NavLink, PageType, PagingView};
use crate::site::paging::folder;

/// Where page `number` of `pages` stands; nothing where the list has one page. `list` is the list's folder.
pub(super) fn view(maker: &Maker<'_>, list: &str, number: usize, pages: usize) -> Option<PagingView> {
    let text = |number: usize| {
        maker.words.fill("page_of", &[("n", &number.to_string()), ("pages", &pages.to_string())])
    };
    let address = |number: usize| maker.site.addresses.path(&folder(list, number));
    let link = |number: usize| NavLink { title: text(number), url: address(number) };
    (pages > 1).then(|| PagingView {
        text: text(number),
        number,
        previous: (number > 1).then(|| link(number - 1)),
        next: (number < pages).then(|| link(number + 1)),
    })
}

/// As [`view`], of a list that ibid makes below the folder of the maker's language.
pub(super) fn of_list(maker: &Maker<'_>, list: &str, number: usize) -> Option<PagingView> {
    let list = maker.site.folder_in(maker.language, list);
    view(maker, &list, number, maker.site.addresses.pages_of(&list))
}

/// The title of a page of a list.
pub(super) fn title(maker: &Maker<'_>, title: &str, number: usize) -> String {
    match number {
        0 | 1 => title.to_owned(),
        _ => maker.words.fill("page_title", &[("title", title), ("n", &number.to_string())]),
    }
}

/// A page of a list that ibid makes. `list` is the list's folder below that of the language.
pub(super) fn output(
    maker: &Maker<'_>,
    (kind, list): (PageType, &str),
    heading: &str,
    number: usize,
    view: View,
) -> Output {
    maker.generated(kind, &folder(list, number), title(maker, heading, number), view)
}
