//! Whether icons can be made of the site's mark.

use super::renderer::assets::MARK;
use crate::base::FileChanged;
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::span::Span;
use crate::read::snapshot::{Content, Snapshot};
use crate::render::picture::icon;
use crate::site::Site;

/// A mark that was looked at, and what was wrong with it.
pub(super) type SeenMark = (Content, Option<Diagnostic>);

/// What is wrong with the mark of a site, a file of its own or of its theme.
///
/// # Errors
/// Where the file is no longer what its stamp promised.
pub(super) fn finding(
    seen: &mut Option<SeenMark>,
    snapshot: &Snapshot,
    site: &Site,
) -> Result<Option<Diagnostic>, FileChanged> {
    let of_theme = || format!("themes/{}/static/{MARK}", site.config.theme);
    let path = site.addresses.assets.get(MARK).cloned().unwrap_or_else(of_theme);
    let Some(content) = snapshot.files.get(&path) else { return Ok(None) };
    if let Some((same, finding)) = seen
        && same.is(content)
    {
        return Ok(finding.clone());
    }
    let finding = icon::unfit(content.read()?).map(|reason| {
        let message = format!("no icons are made of the site's mark: {reason}");
        Diagnostic::new(Rule::ImageUnreadable, &path, Span::default(), message)
            .help("draw it of plain shapes: a mark is a few lines, without effects that are computed")
    });
    *seen = Some((content.clone(), finding.clone()));
    Ok(finding)
}
