//! What a site asks of reviews, and what reviews say against a site.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::StatementReviews;
use crate::base::author::AuthorName;
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::ids::{PageId, StatementId};
use crate::base::spaces::single_spaces;
use crate::base::span::Span;
use crate::base::word_diff::marked;
use crate::parse::review::{ReadCitation, ReadStatement, ReviewRecord, Verdict};
use crate::parse::topic::Page;
use crate::site::Site;

/// The findings of all pages.
pub(in crate::site) fn findings(site: &Site) -> Vec<Diagnostic> {
    let roles = &site.config.review_roles;
    let mut findings = Vec::new();
    if roles.is_empty() {
        for (id, reviews) in site.reviews.all() {
            ReviewedStatement::new(site, id, Some(reviews)).report(&[], &mut findings);
        }
        return findings;
    }
    for page in PageId::all(site.pages.len()) {
        for groups in site.statements_to_read(page) {
            let id = StatementId { page, index: groups.start };
            ReviewedStatement::new(site, id, site.reviews.of_statement(id)).report(roles, &mut findings);
        }
    }
    findings
}

/// A statement with its reviews.
struct ReviewedStatement<'s> {
    site: &'s Site,
    id: StatementId,
    page: &'s Page,
    /// Where it stands.
    span: Span,
    in_force: &'s [Arc<ReviewRecord>],
    changed: &'s [Arc<ReviewRecord>],
}

impl<'s> ReviewedStatement<'s> {
    fn new(site: &'s Site, id: StatementId, reviews: Option<&'s StatementReviews>) -> Self {
        let page = &*site.pages[id.page];
        let span = page.document.groups[id.index].claim.span;
        let (in_force, changed) = reviews.map_or((&[][..], &[][..]), |it| (&it.in_force, &it.changed));
        Self { site, id, page, span, in_force, changed }
    }

    fn report(&self, roles: &[String], findings: &mut Vec<Diagnostic>) {
        for record in self.in_force.iter().filter(|record| record.says != Verdict::Supports) {
            findings.push(self.negative(record, roles));
        }
        let lacking: Vec<&String> = roles.iter().filter(|role| !self.is_read_as(role)).collect();
        if !lacking.is_empty() {
            findings.push(self.missing(&lacking));
        } else if !roles.is_empty() {
            findings.extend(self.same_person(roles));
        }
        for record in self.changed {
            // What is lacking for it has been said.
            if !lacking.iter().any(|role| record.is_as(role)) {
                findings.push(self.stale(record));
            }
        }
    }

    /// Whether somebody has read it in a role, whatever was found: what is not support is reported by itself.
    fn is_read_as(&self, role: &str) -> bool {
        self.in_force.iter().any(|record| record.is_as(role))
    }

    fn finding(&self, rule: Rule, message: String) -> Diagnostic {
        Diagnostic::new(rule, &self.page.path, self.span, message)
    }

    /// How the statement is named in a command.
    fn name(&self) -> String {
        format!("{}#{}", self.page.path, self.page.document.groups[self.id.index].claim.id)
    }

    fn negative(&self, record: &ReviewRecord, roles: &[String]) -> Diagnostic {
        let (reader, date) = (record.reader(), &record.date);
        let message = match record.says {
            Verdict::No => format!("{reader} found on {date} that the source does not say this"),
            Verdict::Partly => format!("{reader} found on {date} that the source says only a part of this"),
            _ => format!("{reader} could not tell on {date} whether the source says this"),
        };
        let message = match &record.note {
            Some(note) => format!("{message}: {note}"),
            None => message,
        };
        let mut finding = self.finding(Rule::ReviewNegative, message);
        if record.says != Verdict::No && !roles.iter().any(|role| record.is_as(role)) {
            finding.severity = Severity::Note;
        }
        finding.help("say what the source says, or cite one that says this; then have it read again").related(
            &record.path,
            record.span,
            "is the review",
        )
    }

    fn missing(&self, lacking: &[&String]) -> Diagnostic {
        let listed: Vec<String> = lacking.iter().map(|role| format!("`{role}`")).collect();
        let roles = if listed.len() > 1 { "roles" } else { "role" };
        let listed = listed.join(" and ");
        let message = format!("nobody has read this against its sources in the {roles} of {listed}");
        let role = lacking.first().map_or("", |role| role.as_str());
        let mut finding = self.finding(Rule::ReviewMissing, message).help(format!(
            "read it: `ibid review`, or `ibid review add {} --by NAME --role {role} --says supports`",
            self.name()
        ));
        for record in self.changed.iter().filter(|record| lacking.iter().any(|role| record.is_as(role))) {
            finding = finding.related(&record.path, record.span, self.change(record));
        }
        finding
    }

    fn stale(&self, record: &ReviewRecord) -> Diagnostic {
        let message = format!("changed since {} read it on {}", record.reader(), record.date);
        self.finding(Rule::ReviewStale, message)
            .help(format!("read it again: `ibid review add {} --by NAME --says supports`", self.name()))
            .related(&record.path, record.span, self.change(record))
    }

    /// What is not as it was read.
    fn change(&self, record: &ReviewRecord) -> String {
        let groups = self.site.statements_to_read(self.id.page);
        let groups = groups.into_iter().find(|groups| groups.start == self.id.index);
        let now = groups.map(|groups| self.site.as_read(self.id.page, groups)).unwrap_or_default();
        changes(&record.read, &now).into_iter().next().unwrap_or_default()
    }

    /// A finding where the roles are not filled by as many people, or all by the only author of the page.
    fn same_person(&self, roles: &[String]) -> Option<Diagnostic> {
        let readers: Vec<BTreeSet<String>> = roles
            .iter()
            .map(|role| self.in_force.iter().filter(|it| it.is_as(role)).map(|it| it.person()).collect())
            .collect();
        let people: BTreeSet<&String> = readers.iter().flatten().collect();
        let first = self.in_force.iter().find(|record| roles.iter().any(|role| record.is_as(role)))?;
        let message = if !has_distinct(&readers) {
            format!("{} read this in more than one role", first.by)
        } else if people.len() == 1 && self.only_author().as_ref() == people.first().copied() {
            format!("{} wrote this page, and nobody else has read it", first.by)
        } else {
            return None;
        };
        let finding = self.finding(Rule::ReviewSamePerson, message);
        Some(finding.help("have another person read it").related(
            &first.path,
            first.span,
            "is one of the reviews",
        ))
    }

    fn only_author(&self) -> Option<String> {
        let own = &self.page.front.authors;
        let authors = if own.is_empty() { &self.site.config.authors } else { own };
        let [author] = authors.as_slice() else { return None };
        let name = AuthorName::parse(author)?;
        Some(single_spaces(&name.display()).to_lowercase())
    }
}

/// Whether each set can have a member of its own: whether the roles can be filled by as many people.
fn has_distinct(sets: &[BTreeSet<String>]) -> bool {
    /// Gives a set one of its members, and those who had it another.
    fn place<'s>(
        at: usize,
        sets: &'s [BTreeSet<String>],
        taken: &mut Vec<(&'s String, usize)>,
        tried: &mut BTreeSet<&'s String>,
    ) -> bool {
        for member in &sets[at] {
            if !tried.insert(member) {
                continue;
            }
            let holder = taken.iter().position(|(other, _)| *other == member);
            match holder {
                None => {
                    taken.push((member, at));
                    return true;
                }
                Some(index) => {
                    let other = taken[index].1;
                    if place(other, sets, taken, tried) {
                        taken.retain(|(kept, set)| !(*kept == member && *set == other));
                        taken.push((member, at));
                        return true;
                    }
                }
            }
        }
        false
    }
    let mut taken = Vec::new();
    (0..sets.len()).all(|at| place(at, sets, &mut taken, &mut BTreeSet::new()))
}

/// What is not as it was read, most important first: the statement, pins, passages, texts.
#[must_use]
pub fn changes(before: &ReadStatement, now: &ReadStatement) -> Vec<String> {
    let mut changes = Vec::new();
    if before.statement != now.statement {
        changes.push(format!("the statement: {}", marked(&before.statement, &now.statement)));
    }
    let keys = |read: &ReadStatement| -> Vec<String> {
        read.citations.iter().map(|cite| cite.source.clone()).collect()
    };
    let (cited, citing) = (keys(before), keys(now));
    if cited != citing {
        changes.push(format!("the sources: {}", marked(&cited.join(" "), &citing.join(" "))));
        return changes;
    }
    for (old, new) in before.citations.iter().zip(&now.citations) {
        changes.extend(citation_changes(old, new));
    }
    changes
}

fn citation_changes(old: &ReadCitation, new: &ReadCitation) -> Vec<String> {
    let mut changes = Vec::new();
    let key = &new.source;
    if old.pin != new.pin {
        changes.push(format!("the citation of `{key}`: {}", marked(&old.pin, &new.pin)));
    }
    if old.passages != new.passages {
        let (old, new) = (old.passages.join(" … "), new.passages.join(" … "));
        changes.push(format!("the passage of `{key}`: {}", marked(&old, &new)));
    }
    if old.text != new.text {
        let others = if changes.is_empty() { ", elsewhere than in the passage" } else { "" };
        changes.push(format!("the text of `{key}`{others}"));
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_filled_by_different_people() {
        let sets = |sets: &[&[&str]]| -> Vec<BTreeSet<String>> {
            sets.iter().map(|set| set.iter().map(|name| (*name).to_owned()).collect()).collect()
        };
        assert!(has_distinct(&sets(&[&["a"], &["b"]])));
        assert!(!has_distinct(&sets(&[&["a"], &["a"]])));
        assert!(has_distinct(&sets(&[&["a", "b"], &["a"]])));
        assert!(has_distinct(&sets(&[&["a"], &["a", "b"], &["b", "c"]])));
        assert!(!has_distinct(&sets(&[&["a", "b"], &["a", "b"], &["a", "b"]])));
        assert!(!has_distinct(&sets(&[&[]])));
    }
}
