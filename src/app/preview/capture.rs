//! Pages that a browser extension sends: SingleFile, with “upload to a REST Form API”. Open only with `--capture`.
//!
//! The form has the page (`file`) and its address (`url`), and carries the token that the extension was given. No page
//! of the web can send it: browsers state the origin of every POST, and only those of extensions are let in
//! ([`super::guard::Guard::admit_capture`]).

use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::app::ingest::{self, Format};
use crate::app::scaffold::source::{NewSource, add_source, free_key};
use crate::base::{Failure, regular_file};
use crate::read::snapshot::SiteRoot;

/// The path that takes pages.
pub(super) const PATH: &str = "/_ibid/capture";
/// Largest form, in bytes: a page with its pictures.
pub(super) const LARGEST: usize = 64 << 20;
/// Most bytes of front matter before a page.
const MOST_FRONT: u64 = 64 << 10;
/// The file with the token, so that the extension is set up once.
const TOKEN: &str = ".ibid/capture-token";

/// The token of this site: the one that was made before, if nobody else can have written or read it; else a new one.
///
/// # Errors
/// Where it cannot be kept.
pub(super) fn token(
    place: &SiteRoot,
    new: impl FnOnce() -> Result<String, Failure>,
) -> Result<String, Failure> {
    let path = place.root.join(TOKEN);
    if let Some(token) = kept_token(&path) {
        return Ok(token);
    }
    let token = new()?;
    let folder = place.root.join(".ibid");
    std::fs::create_dir_all(&folder).map_err(|error| Failure::io("cannot create", &folder, &error))?;
    let written = std::fs::remove_file(&path).or(Ok(())).and_then(|()| {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true).mode(0o600).open(&path)?.write_all(token.as_bytes())
    });
    written.map_err(|error: std::io::Error| Failure::io("cannot write", &path, &error))?;
    Ok(token)
}

fn kept_token(path: &Path) -> Option<String> {
    let found = path.symlink_metadata().ok()?;
    // A checkout or an archive writes files that others may read.
    let is_ours = found.is_file()
        && found.mode() & 0o777 == 0o600
        && found.uid() == rustix::process::geteuid().as_raw();
    let token = regular_file::read_text(path).ok().filter(|_| is_ours)?;
    (token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(token)
}

/// Saves the page of a form as a source; gives the status and what to answer.
pub(super) fn save(content_type: &str, body: &[u8], place: &SiteRoot) -> (StatusCode, Value) {
    match saved(content_type, body, place) {
        Ok((true, made)) => (StatusCode::CREATED, made),
        Ok((false, there)) => (StatusCode::OK, there),
        Err(failure) => {
            let wrong = json!({ "error": failure.message(), "help": failure.helps() });
            (StatusCode::UNPROCESSABLE_ENTITY, wrong)
        }
    }
}

/// Whether a source was made, and what to answer.
fn saved(content_type: &str, body: &[u8], place: &SiteRoot) -> Result<(bool, Value), Failure> {
    let parts = parts(content_type, body).ok_or_else(|| Failure::new("the form cannot be read"))?;
    let named = |name: &str| parts.iter().find(|part| part.name == name);
    let page = named("file").ok_or_else(|| {
        Failure::new("the form has no page")
            .help("call the field of the page `file` in the extension's settings")
    })?;
    let capture = ingest::read(page.bytes, "page.html")
        .map_err(|refusal| Failure::new(format!("the page {}", refusal.reason)).help(refusal.help))?;
    let mut source = NewSource { not_stated: Some(Vec::new()), ..NewSource::default() };
    let extension = Format::of(page.bytes, "page.html").map(Format::extension).unwrap_or_default();
    source.take(capture, Some((page.bytes.to_vec(), extension.to_owned())));
    if source.url.is_empty()
        && let Some(url) = named("url").and_then(|part| std::str::from_utf8(part.bytes).ok())
        && crate::base::link::is_web_address(url)
    {
        url.clone_into(&mut source.url);
    }
    if let Some((key, file)) = same_capture(place, &source.text) {
        return Ok((false, json!({ "there": file, "cite": format!("[@{key}]") })));
    }
    source.key = free_key(place, &source.title);
    let made = add_source(place, &source)?;
    Ok((true, json!({ "made": made.file, "cite": format!("[@{}]", source.key) })))
}

/// The key and the file of the source that has this very capture: an extension may send a page twice.
fn same_capture(place: &SiteRoot, page: &str) -> Option<(String, String)> {
    let files = std::fs::read_dir(place.root.join("seeds")).ok()?.flatten();
    let mut names: Vec<String> = files.filter_map(|file| file.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names.into_iter().find_map(|name| {
        let path = place.root.join("seeds").join(&name);
        let key = name.strip_suffix(".html")?.to_owned();
        let behind = path.metadata().ok()?.len().checked_sub(page.len() as u64)?;
        let is_same = behind < MOST_FRONT && regular_file::read_text(&path).ok()?.ends_with(page);
        is_same.then(|| (key, format!("seeds/{name}")))
    })
}

/// A field of a form.
struct FormField<'b> {
    name: String,
    bytes: &'b [u8],
}

/// The fields of a form (RFC 7578).
fn parts<'b>(content_type: &str, body: &'b [u8]) -> Option<Vec<FormField<'b>>> {
    let (kind, parameters) = content_type.split_once(';')?;
    let boundary = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("boundary="))?;
    let boundary = boundary.trim_matches('"');
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") || boundary.is_empty() || boundary.len() > 70
    {
        return None;
    }
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(&delimiter.as_bytes()[2..])?;
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let head = memchr::memmem::find(part, b"\r\n\r\n").filter(|head| *head < 4096)?;
        let end = memchr::memmem::find(part, delimiter.as_bytes()).filter(|end| *end >= head + 4)?;
        let name = std::str::from_utf8(&part[..head]).ok().and_then(name_of)?;
        parts.push(FormField { name, bytes: &part[head + 4..end] });
        rest = &part[end + delimiter.len()..];
    }
    rest.starts_with(b"--").then_some(parts)
}

/// The field's name in the head of a part.
fn name_of(head: &str) -> Option<String> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let name = line.split(';').find_map(|parameter| parameter.trim().strip_prefix("name="))?;
    Some(name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_its_fields() {
        let kind = "multipart/form-data; boundary=\"x y\"";
        let body = b"--x y\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a; b.html\"\r\nContent-Type: text/html\r\n\r\n<p>\r\n--x</p>\r\n--x y\r\ncontent-disposition: form-data; name=url\r\n\r\nhttps://x/\r\n--x y--\r\n";
        let read: Vec<(String, &[u8])> =
            parts(kind, body).unwrap().into_iter().map(|part| (part.name, part.bytes)).collect();
        assert_eq!(
            read,
            [("file".to_owned(), &b"<p>\r\n--x</p>"[..]), ("url".to_owned(), &b"https://x/"[..])]
        );
        for cut in 0..body.len() - 4 {
            assert!(parts(kind, &body[..cut]).is_none(), "{cut}");
        }
        assert!(
            parts("multipart/form-data", body).is_none() && parts("text/plain; boundary=x", body).is_none()
        );
    }
}
