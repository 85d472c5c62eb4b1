//! The toolbar's forms: what they send → a changed or a new file, written by the same code as those of the commands
//! `ibid new topic`, `ibid source` and `ibid review`. Whatever is wrong is said in the form.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::edition::Edition;
use super::statements::{self, SentReview};
use crate::app::ingest::{self, Format};
use crate::app::scaffold::source::{NewSource, add_source, check_key};
use crate::app::scaffold::source_change::{accept, state_sent_facts, trim};
use crate::app::scaffold::topic::{NewTopic, new_topic};
use crate::base::Failure;
use crate::read::snapshot::{MAX_TEXT, SiteRoot};

/// Largest form, in bytes; a source may be as large as a text file that is read, and a file that it is read out of
/// larger.
pub(super) fn largest(form: &str) -> usize {
    match form {
        "add-source" => MAX_TEXT as usize,
        "add-file" => 8 * MAX_TEXT as usize,
        "trim" => 1 << 20,
        _ => 16 << 10,
    }
}

/// Does what a form asks for; gives the status and what to show.
pub(super) fn write(form: &str, body: &[u8], place: &SiteRoot, edition: &Edition) -> (StatusCode, Value) {
    let done = match form {
        "new-topic" => read::<NewTopic>(body).and_then(|topic| {
            let path = new_topic(place, &topic)?;
            Ok(json!({ "made": path }))
        }),
        "add-source" => read::<NewSource>(body).and_then(|source| made(place, &source)),
        "add-file" => add_file(place, body),
        "state-facts" => read::<SentFacts>(body).and_then(|sent| {
            let file = state_sent_facts(place, &sent.key, &sent.fields, &sent.not_stated)?;
            Ok(json!({ "made": file }))
        }),
        "trim" => read::<SentTrim>(body).and_then(|sent| {
            let file = trim(place, &sent.key, &sent.recorded, &sent.trim)?;
            Ok(json!({ "made": file }))
        }),
        "accept" => read::<SentAcceptance>(body).and_then(|sent| {
            accept(place, &sent.key, &sent.recorded)?;
            Ok(json!({ "made": "ibid.lock" }))
        }),
        _ => read::<SentReview>(body).and_then(|sent| statements::record(edition, place, &sent)),
    };
    match done {
        Ok(made) => (StatusCode::CREATED, made),
        Err(failure) => {
            let wrong = json!({ "error": failure.message(), "help": failure.helps() });
            (StatusCode::UNPROCESSABLE_ENTITY, wrong)
        }
    }
}

/// What is stated of a source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentFacts {
    key: String,
    /// The fields that are to be other than they are.
    fields: BTreeMap<String, Vec<String>>,
    /// What the capture does not state.
    not_stated: Vec<String>,
}

/// Which paragraphs are furniture.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentTrim {
    key: String,
    /// The text in which they have these numbers, as `ibid.lock` would record it.
    recorded: String,
    trim: Vec<usize>,
}

/// Which text of a source is accepted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SentAcceptance {
    key: String,
    recorded: String,
}

/// What stands before the bytes of a file.
#[derive(Debug, Deserialize)]
struct FileHead {
    name: String,
    source: NewSource,
}

fn made(place: &SiteRoot, source: &NewSource) -> Result<Value, Failure> {
    let made = add_source(place, source)?;
    let open: Vec<&str> = source.missing().collect();
    Ok(json!({ "made": made.file, "cite": format!("[@{}]", source.key.trim()), "missing": open }))
}

/// Makes a source of a file: a line with what is said of it, then its bytes. What the form leaves empty is taken from
/// the file, and said to be stated there.
fn add_file(place: &SiteRoot, body: &[u8]) -> Result<Value, Failure> {
    let end = memchr::memchr(b'\n', body).unwrap_or(body.len());
    let FileHead { name, mut source } = read(&body[..end])?;
    let bytes = body.get(end + 1..).unwrap_or_default();
    check_key(source.key.trim())?;
    let capture = ingest::read(bytes, &name)
        .map_err(|refusal| Failure::new(format!("{name} {}", refusal.reason)).help(refusal.help))?;
    let format = Format::of(bytes, &name).map(Format::extension).unwrap_or_default();
    // Nothing is said to be absent that nobody has looked for.
    source.not_stated = Some(Vec::new());
    source.take(capture, Some((bytes.to_vec(), format.to_owned())));
    made(place, &source)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| Failure::new(format!("the form cannot be read: {error}")))
}
