//! Pages that a site has withdrawn.

use crate::base::address::unfit;
use crate::base::date::Edtf;
use crate::base::diagnostic::TODAY;
use crate::base::link::is_plain_web_address;
use crate::base::span::Span;
use crate::base::span::Spanned;
use crate::read::yaml::{DATE_HELP, MappingReader};

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
pub(super) fn read(settings: &mut MappingReader<'_>) -> Vec<Withdrawn> {
    let mut pages = Vec::new();
    for mut entry in settings.mappings("withdrawn", &["url", "date", "reason", "instead"]) {
        pages.extend(read_entry(&mut entry));
        settings.add_findings_of(entry);
    }
    pages
}

fn read_entry(entry: &mut MappingReader<'_>) -> Option<Withdrawn> {
    let mut value = |key: &str| entry.text_or_number(key).filter(|value| !value.trim().is_empty());
    let (url, written, reason, instead) = (value("url"), value("date"), value("reason"), value("instead"));
    let (Some(url), Some(written), Some(reason)) = (url, written, reason) else {
        let help = format!("write `- {{url: /topics/old/, date: {TODAY}, reason: \"…\"}}`");
        entry.report_at(entry.span(), "a withdrawn page needs `url`, `date` and `reason`", help);
        return None;
    };
    let folder = url.trim_matches('/').to_owned();
    if let Some(reason) = folder.split('/').find_map(unfit) {
        let message = format!("`{}` cannot be the address of a withdrawn page: {reason}", url.value);
        entry.report_at(url.span, message, "write the path where it stood: `/topics/old/`");
        return None;
    }
    if let Some(Spanned { value, span }) =
        instead.as_ref().filter(|url| !url.starts_with('/') && !is_plain_web_address(url))
    {
        let help = "write a path from the site's root, or an absolute http or https address";
        entry.report_at(*span, format!("`{value}` cannot stand instead of a page"), help);
        return None;
    }
    match Edtf::parse(&written) {
        Ok(date) => Some(Withdrawn {
            folder,
            date,
            reason: reason.value,
            instead: instead.map(|url| url.value),
            span: entry.span(),
        }),
        Err(reason) => {
            let message = format!("`{}` is not a date: {reason}", written.value);
            entry.report_at(written.span, message, DATE_HELP);
            None
        }
    }
}
