//! Connections, and the limits that hold before anything is parsed: how many there are, how long and
//! how slow a request head may be, how slowly a client may read. A body is received only when its request
//! was admitted and the [`Allowance`] raised; until then its bytes count as those of a head.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{Instant, Sleep, sleep, timeout};

use crate::base::Failure;

/// Most connections at a time; others wait in the system's queue.
const MOST: usize = 64;
/// Most streams at a time, each of which keeps its connection.
pub(super) const MOST_STREAMS: usize = 24;
/// Most connections at a time that are kept for another request. With the streams, that leaves places for requests
/// that end.
const MOST_KEPT: usize = 24;
/// Below so many free places nobody is waited for long.
const FEW: usize = 16;
/// The longest time that is waited then.
const CROWDED_TIME: Duration = Duration::from_secs(2);
/// How long a client may take over its request's head where somebody waits for its place.
const GRACE: Duration = Duration::from_millis(100);
/// Longest request head, in bytes.
const HEAD: usize = 16 << 10;
/// Longest time from a request's first byte (or from connecting) to the end of its head.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Longest time in which nothing is sent or received.
const IDLE_TIME: Duration = Duration::from_secs(60);
/// Longest time in which a client takes nothing of what is sent.
const STALL_TIME: Duration = Duration::from_secs(30);

/// The preview's listeners.
#[derive(Debug)]
pub(super) struct Listeners {
    listeners: Vec<TcpListener>,
    free: Arc<Semaphore>,
    silent: SilentClients,
}

impl Listeners {
    /// Takes over listeners; must be called inside the runtime.
    ///
    /// # Errors
    /// Where the system refuses.
    pub(super) fn new(listeners: Vec<std::net::TcpListener>) -> Result<Self, Failure> {
        let take = |listener: std::net::TcpListener| {
            listener.set_nonblocking(true)?;
            TcpListener::from_std(listener)
        };
        let listeners = listeners.into_iter().map(take).collect::<io::Result<_>>();
        let listeners = listeners.map_err(|error| Failure::new(format!("cannot listen: {error}")))?;
        Ok(Self { listeners, free: Arc::new(Semaphore::new(MOST)), silent: SilentClients::default() })
    }

    async fn next(&self) -> io::Result<(TcpStream, SocketAddr)> {
        std::future::poll_fn(|context| {
            for listener in &self.listeners {
                if let Poll::Ready(accepted) = listener.poll_accept(context) {
                    return Poll::Ready(accepted);
                }
            }
            Poll::Pending
        })
        .await
    }
}

impl Listeners {
    /// A place for a connection: where none is free, that of the client that has been silent longest.
    async fn place(&self) -> OwnedSemaphorePermit {
        loop {
            if self.free.available_permits() == 0 {
                self.silent.close_longest();
            }
            if let Ok(Ok(permit)) = timeout(GRACE, Arc::clone(&self.free).acquire_owned()).await {
                return permit;
            }
        }
    }
}

/// Since when a client is silent, and what closes its connection.
type WaitingClient = (Instant, oneshot::Sender<()>);

/// The clients that have not sent the whole head of a request yet: since when, and what closes their connection.
#[derive(Clone, Debug, Default)]
struct SilentClients {
    by_number: Arc<Mutex<BTreeMap<u64, WaitingClient>>>,
    last: Arc<AtomicU64>,
}

impl SilentClients {
    fn insert(&self) -> SilentClient {
        let number = self.last.fetch_add(1, Ordering::Relaxed);
        let (close, closed) = oneshot::channel();
        let mut clients = self.by_number.lock().unwrap_or_else(PoisonError::into_inner);
        clients.insert(number, (Instant::now(), close));
        SilentClient { clients: self.clone(), number, closed }
    }

    fn remove(&self, number: u64) {
        self.by_number.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
    }

    /// Closes the connection of the client that has been silent longest, if that is longer than it may.
    fn close_longest(&self) {
        let mut clients = self.by_number.lock().unwrap_or_else(PoisonError::into_inner);
        let longest = clients.iter().min_by_key(|(_, (since, _))| *since);
        let number = longest.filter(|(_, (since, _))| since.elapsed() >= GRACE).map(|(number, _)| *number);
        if let Some((_, close)) = number.and_then(|number| clients.remove(&number)) {
            let _ = close.send(());
        }
    }
}

/// A client while it is silent.
#[derive(Debug)]
struct SilentClient {
    clients: SilentClients,
    number: u64,
    closed: oneshot::Receiver<()>,
}

impl SilentClient {
    /// Whether its place was given to another.
    fn poll_closed(&mut self, context: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.closed).poll(context).map(|_| ())
    }
}

impl Drop for SilentClient {
    fn drop(&mut self) {
        self.clients.remove(self.number);
    }
}

impl Listener for Listeners {
    type Io = Connection;
    /// The address of *this* end of the connection: what a `Host` may say depends on it.
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            let accepted = self.next().await.and_then(|(stream, _)| {
                stream.set_nodelay(true)?;
                let here = stream.local_addr()?;
                Ok((stream, here))
            });
            match accepted {
                Ok((stream, here)) => {
                    let permit = self.place().await;
                    return (Connection::new(stream, permit, self.silent.clone()), here);
                }
                // Out of file descriptors, or a client that has gone: try again, but not in a tight loop.
                Err(_) => sleep(Duration::from_millis(50)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listeners.first().ok_or(io::ErrorKind::NotConnected)?.local_addr()
    }
}

/// How many bytes of a body a connection may still receive.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowance(Arc<AtomicUsize>);

impl Allowance {
    /// Allows a body of this many bytes. The connection cannot be used for another request afterwards.
    pub(super) fn raise(&self, bytes: usize) {
        self.0.store(bytes, Ordering::Relaxed);
    }

    /// Takes from the allowance what was received; says how much of it that was.
    fn consume(&self, received: usize) -> usize {
        let left = self.0.load(Ordering::Relaxed);
        let part = left.min(received);
        self.0.store(left - part, Ordering::Relaxed);
        part
    }
}

/// How many slots there are left.
#[derive(Clone, Debug)]
pub(super) struct ConnectionSlots(Arc<Semaphore>);

impl ConnectionSlots {
    /// Whether a connection is kept for another request when it has been answered.
    pub(super) fn are_enough_to_keep_one(&self) -> bool {
        MOST - self.0.available_permits() <= MOST_KEPT
    }

    /// A time to wait for a client, shorter where there are few slots left.
    fn patience(&self, time: Duration) -> Duration {
        if self.0.available_permits() < FEW { time.min(CROWDED_TIME) } else { time }
    }
}

/// A connection that ends when its client breaks a limit.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    /// What may be received besides heads.
    pub(super) allowance: Allowance,
    /// How many slots are left.
    pub(super) slots: ConnectionSlots,
    /// Bytes of the head that is being received.
    head: usize,
    /// Line ends seen in a row: two end a head.
    line_ends: u8,
    /// When the client must have sent something by.
    deadline: Pin<Box<Sleep>>,
    /// When the client must have taken something by, while it does not.
    stalled: Option<Pin<Box<Sleep>>>,
    silent_clients: SilentClients,
    /// While the head of a request is awaited or not complete.
    silent: Option<SilentClient>,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    fn new(stream: TcpStream, permit: OwnedSemaphorePermit, silent_clients: SilentClients) -> Self {
        let slots = ConnectionSlots(Arc::clone(permit.semaphore()));
        let deadline = Box::pin(sleep(slots.patience(HEAD_TIME)));
        let allowance = Allowance::default();
        let silent = Some(silent_clients.insert());
        Self {
            stream,
            allowance,
            slots,
            head: 0,
            line_ends: 0,
            deadline,
            stalled: None,
            silent_clients,
            silent,
            _permit: permit,
        }
    }

    /// Counts what was received; says whether the head is not too long.
    fn received(&mut self, bytes: &[u8]) -> bool {
        let of_body = self.allowance.consume(bytes.len());
        if of_body > 0 {
            (self.head, self.line_ends) = (0, 0);
        }
        let bytes = &bytes[of_body..];
        let began = self.head == 0;
        let mut longest = 0;
        for &byte in bytes {
            self.head += 1;
            longest = longest.max(self.head);
            match byte {
                b'\n' => self.line_ends += 1,
                b'\r' => {}
                _ => self.line_ends = 0,
            }
            if self.line_ends == 2 {
                (self.head, self.line_ends) = (0, 0);
            }
        }
        if self.head == 0 {
            self.silent = None;
            self.deadline.as_mut().reset(Instant::now() + IDLE_TIME);
        } else if began {
            self.silent.get_or_insert_with(|| self.silent_clients.insert());
            self.deadline.as_mut().reset(Instant::now() + self.slots.patience(HEAD_TIME));
        }
        longest <= HEAD
    }

    /// Says why the connection ends, as far as the client listens.
    fn refuse(&self, status: &str) {
        let answer = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        let _ = self.stream.try_write(answer.as_bytes());
        // What was received and not read makes the system cut the connection before the answer arrives.
        let mut rest = [0; 4096];
        for _ in 0..64 {
            if !matches!(self.stream.try_read(&mut rest), Ok(1..)) {
                break;
            }
        }
    }

    /// Passes on how a write went, unless the client has taken nothing for too long.
    fn sent(
        &mut self,
        context: &mut Context<'_>,
        result: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if result.is_ready() {
            self.stalled = None;
            if self.head == 0 {
                self.deadline.as_mut().reset(Instant::now() + IDLE_TIME);
            }
            return result;
        }
        let patience = self.slots.patience(STALL_TIME);
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        if Pin::new(&mut this.stream).poll_read(context, buffer)?.is_ready() {
            if !this.received(&buffer.filled()[before..]) {
                buffer.set_filled(before);
                this.refuse("431 Request Header Fields Too Large");
            }
            return Poll::Ready(Ok(()));
        }
        let is_replaced = this.silent.as_mut().is_some_and(|silent| silent.poll_closed(context).is_ready());
        if is_replaced {
            this.silent = None;
        } else {
            ready!(this.deadline.as_mut().poll(context));
        }
        if this.head > 0 {
            this.refuse("408 Request Timeout");
        }
        Poll::Ready(Ok(())) // the end of what we listen to
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.sent(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.sent(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
