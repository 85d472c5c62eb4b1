//! Messages of JSON-RPC 2.0 in the frames of the Language Server Protocol 3.17 (“Base Protocol”).
//!
//! A frame is a few header lines and as many bytes of JSON as they say. What is wrong inside a frame is answered, and
//! the next frame is read; where a frame itself cannot be read, nobody knows where the next one begins, and reading
//! ends.

use std::io::{self, BufRead, Read, Write};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Longest message that is read, in bytes: eight times the longest text of a site.
pub(super) const MAX_MESSAGE: u64 = 64 << 20;
/// Longest line of a header, in bytes.
const MAX_HEADER: u64 = 4 << 10;
/// Most lines of a header.
const MAX_HEADERS: usize = 32;

/// What a client sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Message {
    /// Something to be answered.
    Request(Request),
    /// Something to be known.
    Notification { method: String, params: Value },
    /// An answer to what the server asked.
    Response,
    /// Anything else, with the id to answer to, or null.
    Invalid { id: Value, error: ResponseError },
}

/// A request with the id under which it is answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) id: Value,
    pub(super) method: String,
    pub(super) params: Value,
}

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ResponseError {
    pub(super) code: ErrorCode,
    pub(super) message: String,
}

/// The codes of JSON-RPC 2.0 (section 5.1) and of LSP 3.17 (“Response Message”).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorCode {
    ParseError = -32700,
    InvalidRequest = -32600,
    MethodNotFound = -32601,
    InvalidParams = -32602,
    InternalError = -32603,
    ServerNotInitialized = -32002,
    RequestFailed = -32803,
    RequestCancelled = -32800,
}

impl ResponseError {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl Message {
    /// What a value of JSON is as a message.
    fn of_json(value: Value) -> Self {
        let Value::Object(mut fields) = value else {
            return Self::invalid(Value::Null, "a message is an object");
        };
        let id = fields.remove("id");
        let params = fields.remove("params").unwrap_or(Value::Null);
        let is_id = id.as_ref().is_none_or(|id| id.is_string() || id.is_i64() || id.is_u64());
        match (fields.remove("method"), id) {
            (_, Some(id)) if !is_id && !id.is_null() => {
                Self::invalid(Value::Null, "an id is a number or a text")
            }
            (Some(Value::String(method)), Some(id)) if !id.is_null() => {
                Self::Request(Request { id, method, params })
            }
            (Some(Value::String(method)), _) => Self::Notification { method, params },
            (None, Some(_)) if fields.contains_key("result") || fields.contains_key("error") => {
                Self::Response
            }
            (_, id) => Self::invalid(id.unwrap_or(Value::Null), "neither a request nor an answer"),
        }
    }

    fn invalid(id: Value, message: &str) -> Self {
        Self::Invalid { id, error: ResponseError::new(ErrorCode::InvalidRequest, message) }
    }
}

/// Reads a message; nothing where the input has ended.
///
/// # Errors
/// Where the input cannot be read, or is not in frames.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(length) = read_header(input)? else { return Ok(None) };
    if length > MAX_MESSAGE {
        if io::copy(&mut input.take(length), &mut io::sink())? < length {
            return Ok(None);
        }
        let message = format!("a message has at most {} MiB", MAX_MESSAGE >> 20);
        return Ok(Some(Message::invalid(Value::Null, &message)));
    }
    let mut bytes = Vec::new();
    if input.take(length).read_to_end(&mut bytes)? as u64 != length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&bytes) {
        Ok(value) => Message::of_json(value),
        Err(error) => {
            let error = ResponseError::new(ErrorCode::ParseError, format!("not JSON: {error}"));
            Message::Invalid { id: Value::Null, error }
        }
    }))
}

/// The length that a header states; nothing where the input has ended.
fn read_header(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut length = None;
    for _ in 0..MAX_HEADERS {
        let mut line = Vec::new();
        if input.take(MAX_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if !line.ends_with(b"\n") {
            return Err(broken("a header without end"));
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            return length.map(Some).ok_or_else(|| broken("a header without `Content-Length`"));
        }
        let (name, value) = line.split_once(':').ok_or_else(|| broken("a line that is no header"))?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse().map_err(|_| broken("a length that is no number"))?);
        }
    }
    Err(broken("too many headers"))
}

/// Writes a message in its frame.
///
/// # Errors
/// Where the output cannot be written.
pub(super) fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let text = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

/// The answer to a request.
pub(super) fn response(id: &Value, answer: Result<Value, ResponseError>) -> Value {
    match answer {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(ResponseError { code, message }) => {
            json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": message } })
        }
    }
}

/// Something for the client to know.
pub(super) fn notification(method: &str, params: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}

/// Reads parameters.
///
/// # Errors
/// `InvalidParams`, where they are others.
pub(super) fn parse<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params)
        .map_err(|error| ResponseError::new(ErrorCode::InvalidParams, format!("not the parameters: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(bytes: &[u8]) -> (Vec<Message>, bool) {
        let mut input = bytes;
        let mut messages = Vec::new();
        loop {
            match read(&mut input) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => return (messages, true),
                Err(_) => return (messages, false),
            }
        }
    }

    fn framed(json: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{json}", json.len())
    }

    #[test]
    fn messages_are_told_apart() {
        let text = [
            framed(r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{}}"#),
            framed(r#"{"jsonrpc":"2.0","method":"b"}"#),
            framed(r#"{"jsonrpc":"2.0","id":"x","result":null}"#),
            framed(r#"{"id":true,"method":"a"}"#),
            framed("[1]"),
            framed("{"),
        ]
        .concat();
        let (messages, is_whole) = read_all(text.as_bytes());
        assert!(is_whole);
        assert!(matches!(&messages[0], Message::Request(request) if request.method == "a"));
        assert!(matches!(&messages[1], Message::Notification { method, .. } if method == "b"));
        assert_eq!(messages[2], Message::Response);
        let code = |message: &Message| match message {
            Message::Invalid { error, .. } => error.code,
            other => panic!("{other:?}"),
        };
        let codes: Vec<ErrorCode> = messages[3..].iter().map(code).collect();
        assert_eq!(codes, [ErrorCode::InvalidRequest, ErrorCode::InvalidRequest, ErrorCode::ParseError]);
    }

    #[test]
    fn what_is_no_frame_ends_reading() {
        for text in ["no header\r\n\r\n{}", "Content-Length: x\r\n\r\n", "A: b\r\n\r\n{}", &"x".repeat(9000)]
        {
            assert_eq!(read_all(text.as_bytes()), (Vec::new(), false), "{text:.40}");
        }
        assert_eq!(read_all(&"A: b\r\n".repeat(40).into_bytes()), (Vec::new(), false));
        // Cut off within.
        assert_eq!(read_all(b"Content-Length: 9\r\n\r\n{}"), (Vec::new(), true));
    }
}
