//! The toolbar's forms: what they send → a new file, written by the same code as that of `ibid new topic`
//! and `ibid source add`. Whatever is wrong is said in the form.

use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::app::scaffold::source::{NewSource, add_source};
use crate::app::scaffold::topic::{NewTopic, new_topic};
use crate::base::Failure;
use crate::read::snapshot::{MAX_TEXT, SiteRoot};

/// Largest form, in bytes; a source may be as large as a text file that is read.
pub(super) fn largest(form: &str) -> usize {
    if form == "add-source" { MAX_TEXT as usize } else { 16 << 10 }
}

/// Does what a form asks for; gives the status and what to show.
pub(super) fn write(form: &str, body: &[u8], place: &SiteRoot) -> (StatusCode, Value) {
    let done = match form {
        "new-topic" => read::<NewTopic>(body).and_then(|topic| {
            let path = new_topic(place, &topic)?;
            Ok(json!({ "made": path }))
        }),
        _ => read::<NewSource>(body).and_then(|source| {
            let made = add_source(place, &source)?;
            Ok(json!({ "made": made.file, "cite": format!("[@{}]", source.key.trim()) }))
        }),
    };
    match done {
        Ok(made) => (StatusCode::CREATED, made),
        Err(failure) => {
            let wrong = json!({ "error": failure.message(), "help": failure.helps() });
            (StatusCode::UNPROCESSABLE_ENTITY, wrong)
        }
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| Failure::new(format!("the form cannot be read: {error}")))
}
