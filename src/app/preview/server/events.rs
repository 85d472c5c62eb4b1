//! The stream by which a browser learns of new editions.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode, request::Parts};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use serde_json::json;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::watch::Receiver;

use super::{ServerState, typed};
use crate::app::preview::edition::Edition;
use crate::base::diagnostic::Severity;

/// Time between signs of life on an event stream.
const ALIVE: Duration = Duration::from_secs(10);
/// When a browser asks again for a stream that broke off, and for one that had no place.
const SOON: Duration = Duration::from_millis(500);
const LATER: Duration = Duration::from_secs(3);

/// One event for the edition that is there, and one for each that comes.
pub(super) fn stream(shared: &Arc<ServerState>, parts: &Parts) -> Response {
    if parts.method == Method::HEAD {
        return typed(StatusCode::OK, "text/event-stream", Body::empty());
    }
    let mut newest = shared.current.clone();
    newest.mark_changed();
    let permit = Arc::clone(&shared.streams).try_acquire_owned().ok();
    let stream =
        Editions { follow: shared.follow, next: Box::pin(next_edition(newest)), permit, is_first: true };
    let alive = KeepAlive::new().interval(ALIVE);
    Sse::new(stream).keep_alive(alive).into_response()
}

type Next = Pin<Box<dyn Future<Output = Receiver<Arc<Edition>>> + Send>>;

/// The editions as events. A slow reader misses those that are no longer the newest.
struct Editions {
    follow: bool,
    next: Next,
    /// Nothing where there are enough streams: then it ends after one edition, and the browser asks again.
    permit: Option<OwnedSemaphorePermit>,
    is_first: bool,
}

async fn next_edition(mut newest: Receiver<Arc<Edition>>) -> Receiver<Arc<Edition>> {
    if newest.changed().await.is_err() {
        // Nothing new can come; the stream stays, so that browsers do not ask again and again.
        std::future::pending::<()>().await;
    }
    newest
}

impl Stream for Editions {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.permit.is_none() && !self.is_first {
            return Poll::Ready(None);
        }
        let mut newest = ready!(self.next.as_mut().poll(context));
        self.is_first = false;
        let edition = Arc::clone(&newest.borrow_and_update());
        self.next = Box::pin(next_edition(newest));
        let count = |severity: Severity| {
            edition.findings.iter().filter(|finding| finding.severity == severity).count()
        };
        let data = json!({
            "edition": edition.number,
            "style": edition.style,
            "rest": edition.rest,
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "edited": edition.edited,
            "follow": self.follow,
        });
        let again = if self.permit.is_some() { SOON } else { LATER };
        let event = Event::default().id(edition.number.to_string()).retry(again);
        Poll::Ready(Some(Ok(event.data(data.to_string()))))
    }
}
