//! How severe a site takes each rule to be, as a whole and below paths.

use std::collections::BTreeMap;

use crate::base::diagnostic::{Edit, Help, Rule, Severity};
use crate::base::span::Spanned;
use crate::base::suggest::nearest;
use crate::read::yaml::{MappingReader, NamedValue, Shape};

/// Severities set by the site.
#[derive(Clone, Debug, Default)]
pub struct RuleSettings {
    /// For the whole site.
    pub everywhere: BTreeMap<Rule, Severity>,
    /// For the paths that match a glob; later entries win.
    pub by_path: Vec<(String, BTreeMap<Rule, Severity>)>,
}

impl RuleSettings {
    /// Whether a rule is in force for any path.
    #[must_use]
    pub fn may_report(&self, rule: Rule) -> bool {
        let settings = self.by_path.iter().map(|(_, settings)| settings).chain([&self.everywhere]);
        let mut set = settings.filter_map(|settings| settings.get(&rule));
        set.any(|severity| *severity != Severity::Off)
            || (rule.default_severity() != Severity::Off
                && self.everywhere.get(&rule) != Some(&Severity::Off))
    }

    /// Reports a rule that is off for the whole site; where it is set for some paths, that stands.
    pub fn raise(&mut self, rule: Rule, severity: Severity) {
        let set = self.everywhere.entry(rule).or_insert_with(|| rule.default_severity());
        *set = severity.max(*set);
    }

    /// The severity of `rule` for a finding in `path`.
    #[must_use]
    pub fn severity(&self, rule: Rule, path: &str) -> Severity {
        self.by_path
            .iter()
            .rev()
            .filter(|(glob, _)| glob_matches(glob.as_bytes(), path.as_bytes()))
            .find_map(|(_, settings)| settings.get(&rule).copied())
            .or_else(|| self.everywhere.get(&rule).copied())
            .unwrap_or_else(|| rule.default_severity())
    }
}

/// Whether `path` matches `glob`: `*` is any run without `/`, `**` any run, `?` one character. Looks at each
/// place of the path once for each sign of the glob, however many stars there are.
#[must_use]
pub fn glob_matches(glob: &[u8], path: &[u8]) -> bool {
    // The places of the path that the signs so far can lead to.
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    let mut rest = glob;
    while let Some((&sign, mut behind)) = rest.split_first() {
        let mut next = vec![false; path.len() + 1];
        if sign == b'*' && behind.first() == Some(&b'*') {
            behind = &behind[1..];
            let is_folders = behind.first() == Some(&b'/');
            behind = if is_folders { &behind[1..] } else { behind };
            let mut is_open = false;
            for at in 0..=path.len() {
                let may_end = !is_folders || at > 0 && path[at - 1] == b'/';
                next[at] = reached[at] || is_open && may_end;
                is_open |= reached[at];
            }
        } else if sign == b'*' {
            for at in 0..=path.len() {
                next[at] = reached[at] || at > 0 && next[at - 1] && path[at - 1] != b'/';
            }
        } else {
            for (at, &letter) in path.iter().enumerate() {
                next[at + 1] = reached[at] && (letter == sign || sign == b'?' && letter != b'/');
            }
        }
        (reached, rest) = (next, behind);
    }
    reached[path.len()]
}

/// The severities by their names.
const SEVERITIES: [&str; 4] = ["off", "note", "warning", "error"];

/// `rules:`, for the whole site and below paths.
pub(super) fn read(settings: &mut MappingReader<'_>) -> RuleSettings {
    let mut rules = RuleSettings::default();
    let values = settings.named_values("rules");
    let shape = Shape::Named { names: Rule::all().map(Rule::name).collect(), values: SEVERITIES.to_vec() };
    settings.expects("rules", shape);
    for (name, value) in values {
        match value {
            NamedValue::Text(severity) => {
                if let Some((rule, severity)) = rule_setting(settings, &name, &severity) {
                    rules.everywhere.insert(rule, severity);
                }
            }
            NamedValue::Texts(inner) => {
                let inner = inner
                    .iter()
                    .filter_map(|(name, severity)| rule_setting(settings, name, severity))
                    .collect();
                rules.by_path.push((name.value, inner));
            }
        }
    }
    rules
}

fn rule_setting(
    settings: &mut MappingReader<'_>,
    name: &Spanned<String>,
    severity: &Spanned<String>,
) -> Option<(Rule, Severity)> {
    let Spanned { value: name, span: name_span } = name;
    let Some(rule) = Rule::named(name) else {
        let help = match nearest(name, Rule::all().map(Rule::name)) {
            Some(meant) => {
                Help::with_edit(format!("did you mean `{meant}`?"), Edit::replace(*name_span, meant))
            }
            None => "`ibid explain` lists the rules".into(),
        };
        settings.report_at(*name_span, format!("there is no rule `{name}`"), help);
        return None;
    };
    const FIXED: [Rule; 6] = [
        Rule::FrontMatter,
        Rule::NotUtf8,
        Rule::FileUnreadable,
        Rule::Template,
        Rule::Config,
        Rule::PermalinkCollision,
    ];
    if FIXED.contains(&rule) && severity.value != "error" {
        // Without the file, the page or its address there would be nothing to publish.
        settings.report_at(*name_span, format!("`{name}` cannot be turned down"), "delete the line");
        return None;
    }
    match severity.value.as_str() {
        "off" => Some((rule, Severity::Off)),
        "note" => Some((rule, Severity::Note)),
        "warning" | "warn" => Some((rule, Severity::Warning)),
        "error" => Some((rule, Severity::Error)),
        other => {
            settings.report_at(
                severity.span,
                format!("`{other}` is not a severity"),
                "write off, note, warning or error",
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::glob_matches;

    #[test]
    fn globs_match_as_expected() {
        let matches = |glob: &str, path: &str| glob_matches(glob.as_bytes(), path.as_bytes());
        assert!(matches("content/**", "content/a/b.md"));
        assert!(matches("content/**/*.md", "content/b.md"));
        assert!(matches("content/*.md", "content/b.md"));
        assert!(!matches("content/*.md", "content/a/b.md"));
        assert!(matches("content/?.md", "content/b.md"));
        assert!(matches("content/**", "content/") && matches("**", "") && matches("**/b.md", "b.md"));
        assert!(!matches("content/**/b.md", "content/ab.md") && !matches("content/?", "content//"));
        // In time.
        let (glob, path) = ("**/*a".repeat(40), "a/".repeat(400));
        assert!(!matches(&format!("{glob}x"), &path));
    }
}
