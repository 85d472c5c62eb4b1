//! Pages that a site has withdrawn.

use super::is_web_address;
use crate::base::address::unfit;
use crate::base::date::Edtf;
use crate::base::span::Span;
use crate::read::yaml::{DATE_HELP, Record};

/// A page that was withdrawn: a notice stands at its address.
#[derive(Clone, Debug, PartialEq)]
pub struct Withdrawn {
    /// The folder that it stood in, without slashes at its ends.
    pub folder: String,
    /// When it was withdrawn.
    pub date: Edtf,
    /// Why.
    pub reason: String,
    /// What stands instead: a path from the site's root, or an absolute address.
    pub instead: Option<String>,
    /// The entry, for findings.
    pub span: Span,
}

impl Withdrawn {
    /// The anchor of its entry among the corrections: a hash, so that it stays when others are added.
    #[must_use]
    pub fn id(&self) -> String {
        let hash = blake3::hash(format!("{} {} {}", self.folder, self.date.iso(), self.reason).as_bytes());
        format!("k-{}", &hash.to_hex()[..8])
    }
}

/// `withdrawn:`: the addresses of pages that are no more, with the reason.
pub(super) fn read(record: &mut Record) -> Vec<Withdrawn> {
    let mut pages = Vec::new();
    for mut row in record.rows("withdrawn", &["url", "date", "reason", "instead"]) {
        let mut value = |field: usize| row.values[field].take().filter(|value| !value.trim().is_empty());
        let (Some(url), Some(written), Some(reason), instead) = (value(0), value(1), value(2), value(3))
        else {
            let help = "write `- {url: /topics/old/, date: 2025-12-17, reason: \"…\"}`";
            record.report_row(row.span, "", "a withdrawn page needs `url`, `date` and `reason`", help);
            continue;
        };
        let folder = url.trim_matches('/').to_owned();
        if let Some(reason) = folder.split('/').find_map(unfit) {
            let message = format!("`{url}` cannot be the address of a withdrawn page: {reason}");
            record.report_row(row.span, &url, message, "write the path where it stood: `/topics/old/`");
            continue;
        }
        if let Some(url) = instead.as_ref().filter(|url| !url.starts_with('/') && !is_web_address(url)) {
            let help = "write a path from the site's root, or an absolute http or https address";
            record.report_row(row.span, url, format!("`{url}` cannot stand instead of a page"), help);
            continue;
        }
        match Edtf::parse(&written) {
            Ok(date) => pages.push(Withdrawn { folder, date, reason, instead, span: row.span }),
            Err(reason) => {
                let message = format!("`{written}` is not a date: {reason}");
                record.report_row(row.span, &written, message, DATE_HELP);
            }
        }
    }
    pages
}
