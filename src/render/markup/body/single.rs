//! Sections that cite a single source say so, where the site asks for it.

use std::collections::{BTreeMap, BTreeSet};

use super::{BodyWriter, escape, short_name};
use crate::base::ids::SourceId;

/// Fewest statements of a section of which it is worth saying.
const FEWEST: usize = 2;

impl<'a> BodyWriter<'a> {
    /// Below the heading of a section: that all its citations are of one source, where they are.
    pub(super) fn single_source(&mut self, heading: &str) {
        let Some(&source) = self.single.get_or_init(|| self.single_sources()).get(heading) else { return };
        let label = escape(self.words.get("single_source")).into_owned();
        let folder = self.site.source_folder(self.page.language, source);
        let url = self.site.addresses.path(&folder);
        let mut name = short_name(self.site, source);
        if let Some(publisher) =
            self.site.sources[source].meta.publisher.as_ref().filter(|other| **other != name)
        {
            name = format!("{name}{}{publisher}", self.words.get("list_separator"));
        }
        let name = escape(&name).into_owned();
        self.write(format_args!("<p class=\"meta\">{label} <a href=\"{}\">{name}</a></p>", escape(&url)));
    }

    /// The sections of level 2 in which several statements cite, and all of them the same source.
    fn single_sources(&self) -> BTreeMap<&'a str, SourceId> {
        let document = &self.page.document;
        let checks = &self.site.checks[self.index].groups;
        let sections: Vec<_> = document.headings.iter().filter(|heading| heading.level <= 2).collect();
        let mut single = BTreeMap::new();
        for (at, heading) in sections.iter().enumerate() {
            let end = sections.get(at + 1).map_or(u32::MAX, |next| next.span.start);
            let groups = document.groups.iter().zip(checks);
            let within = groups.filter(|(group, _)| (heading.span.end..end).contains(&group.span.start));
            let mut statements = BTreeSet::new();
            let mut sources = BTreeSet::new();
            for (group, checks) in within {
                statements.insert(group.claim.span);
                sources.extend(checks.iter().map(|check| check.source));
            }
            if statements.len() >= FEWEST
                && sources.len() == 1
                && let Some(Some(source)) = sources.first()
            {
                single.insert(heading.id.as_str(), *source);
            }
        }
        single
    }
}
