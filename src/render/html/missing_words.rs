//! Words that a theme lacks in a language of the site: readers meet them in English.

use std::collections::{BTreeMap, BTreeSet};

use super::theme::built_in_files;
use crate::base::FileChanged;
use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::ids::LanguageId;
use crate::base::span::Span;
use crate::read::config::Config;
use crate::read::snapshot::Snapshot;
use crate::read::words::{LANGUAGE_NAME, ThemeWords};

/// The language whose words stand where a theme lacks those of another.
const FALLBACK: &str = "en";
/// Missing words that a finding names.
const NAMED: usize = 3;

/// One finding for each of some languages in which the theme has no words, or not all that English has. Built-in
/// words are complete; so only a site's own files are read.
///
/// # Errors
/// Where a file is no longer what its stamp promised.
pub fn missing_words(
    snapshot: &Snapshot,
    config: &Config,
    languages: &[LanguageId],
) -> Result<Vec<Diagnostic>, FileChanged> {
    let theme = ThemeWordFiles {
        snapshot,
        built_in: built_in_files(&config.theme),
        folder: format!("themes/{}/i18n", config.theme.value),
    };
    let findings = languages.iter().map(|&language| theme.finding(config, language));
    Ok(findings.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// The files of words of the theme in use.
struct ThemeWordFiles<'s> {
    snapshot: &'s Snapshot,
    built_in: BTreeMap<String, &'static [u8]>,
    folder: String,
}

impl ThemeWordFiles<'_> {
    fn finding(&self, config: &Config, language: LanguageId) -> Result<Option<Diagnostic>, FileChanged> {
        let language = &config.languages[language];
        let code = language.code.as_str();
        let primary = code.split('-').next().unwrap_or(code);
        if primary == FALLBACK {
            return Ok(None);
        }
        let is_own = |name: &str| self.snapshot.files.contains_key(&self.file(name));
        let names = [code, primary];
        let is_known = |name: &&str| is_own(name) || self.built_in.contains_key(&built_in(name));
        if !names.iter().any(is_known) {
            let message =
                format!("the theme has no words in `{code}`: readers of its pages meet English ones");
            let help = format!(
                "translate the words of the theme, which `ibid theme eject i18n/{FALLBACK}.yaml` copies, as {}",
                self.file(code)
            );
            return Ok(Some(finding(&config.path, language.span, message, help)));
        }
        if !names.into_iter().chain([FALLBACK]).any(is_own) {
            return Ok(None);
        }
        let (own, english) = (self.words(&names)?, self.words(&[FALLBACK])?);
        let missing: Vec<&String> =
            english.iter().filter(|name| *name != LANGUAGE_NAME && !own.contains(*name)).collect();
        if missing.is_empty() {
            return Ok(None);
        }
        let some: Vec<String> = missing.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
        let rest = match missing.len().saturating_sub(NAMED) {
            0 => String::new(),
            rest => format!(" and {rest} more"),
        };
        let what = if missing.len() == 1 { "a word" } else { "words" };
        let message = format!("the theme lacks {what} in `{code}`: {}{rest}", some.join(", "));
        let file = self.file(code);
        let stated =
            names.into_iter().chain([FALLBACK]).find(|name| is_own(name)).map(|name| self.file(name));
        let help = format!("write them in {file}: readers meet English ones until then");
        Ok(Some(finding(&stated.unwrap_or(file.clone()), Span::default(), message, help)))
    }

    /// The site's own file of a language, whether it is there or not.
    fn file(&self, language: &str) -> String {
        format!("{}/{language}.yaml", self.folder)
    }

    /// The names of the words that the theme has in some languages. What cannot be read is a finding elsewhere.
    fn words(&self, languages: &[&str]) -> Result<BTreeSet<String>, FileChanged> {
        let mut names = BTreeSet::new();
        for language in languages {
            let own = self.snapshot.lossy_text(&self.file(language))?;
            let below = self.built_in.get(&built_in(language)).copied().unwrap_or_default();
            for text in [own, String::from_utf8_lossy(below)] {
                let read = ThemeWords::parse(language, &self.folder, &text);
                names.extend(read.iter().flat_map(|words| words.all().keys().cloned()));
            }
        }
        Ok(names)
    }
}

/// The built-in file of a language.
fn built_in(language: &str) -> String {
    format!("i18n/{language}.yaml")
}

fn finding(path: &str, span: Span, message: String, help: String) -> Diagnostic {
    let mut finding = Diagnostic::new(Rule::LanguageUnknown, path, span, message).help(help);
    finding.severity = Severity::Note;
    finding
}
