//! `ibid source health --live`: whether the words that pages rely on still stand at the sources' addresses.
//!
//! What was seen is written to `health.json`, day by day: one failure says little, three on three days that a page is
//! gone. A server that turns programs away says nothing about the page.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ibid_quotation::{Normal, Pattern};
use serde_json::json;

use crate::app::engine::Checked;
use crate::app::fetch::{Fetched, Fetcher, Unfetched};
use crate::app::ingest::{self, DocumentPart, MAX_FILE};
use crate::app::scaffold::file::replace;
use crate::app::terminal::{self, Global, OutputFormat};
use crate::base::diagnostic::printable;
use crate::base::ids::SourceId;
use crate::base::link::web_host;
use crate::base::{Failure, regular_file};
use crate::parse::health::{Health, SourceHealth};
use crate::parse::source::{self, Source};
use crate::read::snapshot::{HEALTH_FILE, SiteRoot, Snapshot};

/// Time between two requests to one host.
const PAUSE: Duration = Duration::from_secs(2);
/// Days on which a page must have failed to be called gone.
const DAYS: usize = 3;
/// Share of the saved words below which an answer is not a text to compare with: a notice, a page that scripts fill.
const LEAST: f64 = 0.2;

/// The name of a state, for people.
fn name(health: Health) -> &'static str {
    match health {
        Health::Same => "same",
        Health::WordsIntact => "words intact",
        Health::WordsGone => "words gone",
        Health::Gone => "gone",
        Health::Blocked => "blocked",
        Health::Unknown => "unknown",
    }
}

/// What one look gave.
enum Look {
    There(Health, Vec<usize>, String),
    Failed(String),
    /// No server answered at all.
    Silent(String),
}

pub(super) fn run(
    keys: Option<&str>,
    place: &SiteRoot,
    checked: &Checked,
    global: &Global,
) -> Result<bool, Failure> {
    let path = place.root.join(HEALTH_FILE);
    let mut seen: BTreeMap<String, SourceHealth> = match regular_file::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| {
            Failure::new(format!("{HEALTH_FILE} cannot be read: {error}"))
                .help("restore it, or delete it: it is made anew")
        })?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
        Err(error) => return Err(Failure::io("cannot read", &path, &error)),
    };
    let today = jiff::Zoned::now().date().to_string();
    let all = SourceId::enumerate(&checked.site.sources);
    let wanted: Vec<(SourceId, &Source, &str)> = all
        .filter(|(_, source)| keys.is_none_or(|key| source.key == key) && source.is_comparable())
        .filter_map(|(index, source)| Some((index, &**source, source.meta.url.as_deref()?)))
        .collect();
    if wanted.is_empty() {
        return Err(Failure::new("no source has both its text and an address")
            .help("`ibid source set KEY url=…` states an address"));
    }
    let mut pauses = Pauses::default();
    let mut looks = Vec::new();
    for (at, (index, source, url)) in wanted.iter().enumerate() {
        if wanted.len() > 1 && !global.quiet {
            terminal::say(&format!("[{}/{}] {}", at + 1, wanted.len(), source.key));
        }
        pauses.wait(url);
        looks.push(look(checked, *index, source, url));
    }
    if looks.iter().all(|look| matches!(look, Look::Silent(_))) {
        let reason =
            looks.iter().find_map(|look| if let Look::Silent(reason) = look { Some(reason) } else { None });
        return Err(Failure::new(format!("no server could be asked: {}", reason.map_or("", String::as_str)))
            .help("see whether this computer is connected; nothing was recorded"));
    }
    let mut is_well = true;
    for ((_, source, url), look) in wanted.iter().zip(looks) {
        let before = seen.get(&source.key).filter(|seen| seen.url == *url);
        let now = recorded(before, url, look, &today);
        is_well &= !matches!(now.state, Health::WordsGone | Health::Gone);
        print(source, &now, global);
        seen.insert(source.key.clone(), now);
    }
    seen.retain(|key, _| checked.site.sources.iter().any(|source| source.key == *key));
    let text = serde_json::to_string_pretty(&seen)
        .map_err(|error| Failure::new(format!("{HEALTH_FILE}: {error}")))?;
    replace(&path, format!("{text}\n"))?;
    Ok(is_well)
}

/// When each host was asked last.
#[derive(Default)]
struct Pauses {
    hosts: BTreeMap<String, Instant>,
}

impl Pauses {
    /// Waits until a host may be asked again.
    fn wait(&mut self, url: &str) {
        let host = web_host(url).map(|host| host.name).unwrap_or_default();
        if let Some(last) = self.hosts.get(&host) {
            sleep(PAUSE.saturating_sub(last.elapsed()));
        }
        self.hosts.insert(host, Instant::now());
    }
}

fn look(checked: &Checked, index: SourceId, source: &Source, url: &str) -> Look {
    match Fetcher::for_web(MAX_FILE).get(url) {
        Err(Unfetched::Status(status @ (401 | 403 | 407 | 429 | 451))) => {
            Look::There(Health::Blocked, Vec::new(), Unfetched::Status(status).to_string())
        }
        Err(unfetched @ Unfetched::Status(_)) => Look::Failed(unfetched.to_string()),
        Err(Unfetched::Refused(reason)) => Look::There(Health::Unknown, Vec::new(), reason),
        Err(Unfetched::Failed(reason)) => Look::Silent(reason),
        Ok(fetched) => compared(checked, index, source, &fetched),
    }
}

/// How what came compares with the saved text.
fn compared(checked: &Checked, index: SourceId, source: &Source, fetched: &Fetched) -> Look {
    let unknown = |reason: String| Look::There(Health::Unknown, Vec::new(), reason);
    let part = DocumentPart::of_extractor(source.meta.extractor.as_deref());
    let name = match fetched.media_type.as_str() {
        "text/html" => "page.html",
        _ => fetched.address.as_str(),
    };
    let capture = match ingest::read_part(&fetched.bytes, name, part) {
        Err(refusal) => return unknown(format!("what stands there {}", refusal.reason)),
        Ok(capture) => capture,
    };
    let file = format!("seeds/live.{}", capture.body.extension());
    let selector =
        source.meta.selector.as_ref().map(|selector| format!("selector: {}\n", json!(selector.value)));
    let language = source.meta.language.as_ref().map(|language| format!("language: {}\n", json!(language)));
    let front = format!(
        "---\n{}{}text: full\n---\n",
        selector.filter(|_| file.ends_with("html")).unwrap_or_default(),
        language.unwrap_or_default()
    );
    let text = format!("{front}{}", capture.body.text());
    let (Some(live), _) = source::parse(&Snapshot::from_iter([(file.as_str(), text.as_str())]), &file) else {
        return unknown("the page has no text to compare with".to_owned());
    };
    let words = |source: &Source| source.text.own().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (saved, now) = (words(source), words(&live));
    if saved == now {
        return Look::There(Health::Same, Vec::new(), String::new());
    }
    let normal = Normal::with_gaps(&live.text.plain, &live.text.gaps());
    let language = source.meta.language.as_deref().unwrap_or(&checked.config.language);
    let stands = |words: &str| {
        let pattern = Pattern::new(words, false, language);
        pattern.stands_literally_in(&normal) || pattern.find(&normal, 0..normal.text.len(), language).is_ok()
    };
    let passages = checked.site.backlinks[index].passages.keys();
    let gone: Vec<usize> = passages
        .filter(|passage| !stands(&source.text.plain[passage.plain.range()]))
        .map(|passage| passage.paragraph)
        .collect();
    #[expect(clippy::cast_precision_loss, reason = "a share of words")]
    let share = now.len() as f64 / saved.len().max(1) as f64;
    match gone.is_empty() {
        true => Look::There(Health::WordsIntact, Vec::new(), String::new()),
        false if share < LEAST => unknown(format!(
            "what programs get has {} words, the saved text {}: a notice, or a page that scripts fill",
            now.len(),
            saved.len()
        )),
        false => Look::There(Health::WordsGone, gone, String::new()),
    }
}

/// What is known after a look.
fn recorded(before: Option<&SourceHealth>, url: &str, look: Look, today: &str) -> SourceHealth {
    let mut seen = SourceHealth {
        url: url.to_owned(),
        state: Health::Unknown,
        checked: today.to_owned(),
        there: before.and_then(|seen| seen.there.clone()),
        failed: Vec::new(),
        reason: String::new(),
        gone: Vec::new(),
    };
    match look {
        Look::There(state, gone, reason) => {
            if matches!(state, Health::Same | Health::WordsIntact | Health::WordsGone) {
                seen.there = Some(today.to_owned());
            } else {
                // That programs are turned away neither adds to the failures nor takes from them.
                seen.failed = before.map(|seen| seen.failed.clone()).unwrap_or_default();
            }
            (seen.state, seen.gone, seen.reason) = (state, gone, reason);
        }
        Look::Failed(reason) | Look::Silent(reason) => {
            seen.failed = before.map(|seen| seen.failed.clone()).unwrap_or_default();
            if !seen.failed.iter().any(|day| day == today) && seen.failed.len() < DAYS {
                seen.failed.push(today.to_owned());
            }
            seen.state = if seen.failed.len() >= DAYS { Health::Gone } else { Health::Unknown };
            seen.reason = reason;
        }
    }
    seen
}

fn print(source: &Source, seen: &SourceHealth, global: &Global) {
    let copy = source.meta.archive_url.as_deref();
    if global.format == OutputFormat::Json {
        let mut line = json!(seen);
        line["key"] = json!(source.key);
        line["archive_url"] = json!(copy);
        terminal::print(&format!("{line}\n"));
        return;
    }
    let mut line = format!("{}: {}", source.key, name(seen.state));
    if !seen.gone.is_empty() {
        let places: Vec<String> = seen.gone.iter().map(|number| format!("¶ {number}")).collect();
        line.push_str(&format!(" ({}): {}", places.join(", "), seen.url));
    }
    if !seen.reason.is_empty() {
        line.push_str(&format!(": {}", seen.reason));
    }
    if !seen.failed.is_empty() {
        line.push_str(&format!(" (failed on {})", seen.failed.join(", ")));
    }
    if let Some(copy) = copy.filter(|_| !matches!(seen.state, Health::Same | Health::WordsIntact)) {
        line.push_str(&format!("; a copy: {copy}"));
    }
    terminal::print(&format!("{}\n", printable::line(&line)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://example.org/";

    #[test]
    fn a_page_is_gone_after_failures_on_three_days() {
        let failed = || Look::Failed("no".to_owned());
        let mut seen = recorded(None, URL, failed(), "2031-01-01");
        for day in ["2031-01-01", "2031-01-01", "2031-01-05"] {
            seen = recorded(Some(&seen), URL, failed(), day);
            assert_eq!(seen.state, Health::Unknown, "{day}");
        }
        let blocked = Look::There(Health::Blocked, Vec::new(), String::new());
        seen = recorded(Some(&seen), URL, blocked, "2031-01-06");
        assert_eq!((seen.state, seen.failed.len()), (Health::Blocked, 2));
        seen = recorded(Some(&seen), URL, failed(), "2031-01-07");
        assert_eq!(seen.state, Health::Gone);
        seen = recorded(Some(&seen), URL, Look::There(Health::Same, Vec::new(), String::new()), "2031-01-08");
        assert_eq!(
            (seen.state, seen.failed.len(), seen.there.as_deref()),
            (Health::Same, 0, Some("2031-01-08"))
        );
    }
}
