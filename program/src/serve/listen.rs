//! A server at work: connections, their limits, and the end at Ctrl-C.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::header::CONTENT_LENGTH;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::answer::Answer;
use super::blocking;
use super::body::Body;
use super::open_files;
use super::patient::Patient;
use super::visitors::Visitors;
use crate::processor;

/// Connections at once; more wait until one ends.
const CONNECTIONS: usize = 768;
/// Time for the head of a request; a connection that asks nothing for so long is closed.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Bytes that the head of a request may have.
const HEAD_BYTES: usize = 32 << 10;
/// Headers that a request may have.
const HEADERS: usize = 64;
/// How long requests under way may go on after Ctrl-C.
const FAREWELL: Duration = Duration::from_secs(5);
/// A pause when the system has no connection to give.
const BREATH: Duration = Duration::from_millis(50);

/// What answers requests.
pub(super) trait Site: Send + Sync + 'static {
    /// Answers one request. `stop` changes when the server ends: whatever stays open must end then.
    fn answer(self: Arc<Self>, request: Request<Incoming>, stop: Stop) -> impl Future<Output = Answer> + Send;
}

/// Becomes true when the server ends.
pub(super) type Stop = watch::Receiver<bool>;

/// Takes the address, says where it is to `bound`, and serves until Ctrl-C.
pub(super) fn serve<S: Site>(address: SocketAddr, site: Arc<S>, bound: impl FnOnce(SocketAddr)) -> io::Result<()> {
    open_files::make_room();
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    threads.thread_stack_size(processor::STACK).on_thread_start(processor::declare());
    threads.max_blocking_threads(blocking::THREADS);
    let runtime = threads.enable_io().enable_time().build()?;
    let result = runtime.block_on(async {
        let listener = TcpListener::bind(address).await?;
        // Whoever reads where it is may end it at once.
        let end = interrupted()?;
        bound(listener.local_addr()?);
        serve_until(listener, site, end).await;
        Ok(())
    });
    // What a thread still reads from the disk is nobody's any more.
    runtime.shutdown_timeout(Duration::from_secs(1));
    result
}

/// Heeds Ctrl-C, and the signal by which services are ended, from now on; what it gives waits for the first of them.
#[cfg(unix)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Heeds Ctrl-C from now on; what it gives waits for it.
#[cfg(windows)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        let _it_came = interrupt.recv().await;
    })
}

async fn serve_until<S: Site>(listener: TcpListener, site: Arc<S>, end: impl Future<Output = ()>) {
    let (ending, stop) = watch::channel(false);
    let (slots, visitors) = (Arc::new(Semaphore::new(CONNECTIONS)), Visitors::default());
    let graceful = GracefulShutdown::new();
    let mut end = std::pin::pin!(end);
    loop {
        let next = async {
            let slot = slots.clone().acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            next = next => next,
            () = &mut end => break,
        };
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            // The other end was gone, or there are too many open files: neither ends the server.
            Err(_) => {
                sleep(BREATH).await;
                continue;
            }
        };
        // One machine may not take all connections.
        let Some(visit) = visitors.enter(from.ip()) else { continue };
        let connection = graceful.watch(connection(stream, site.clone(), stop.clone()));
        tokio::spawn(async move {
            // What ends a connection early (it was too slow, it is gone) concerns nobody else.
            let _however_it_ended = connection.await;
            drop((visit, slot));
        });
    }
    drop(listener);
    let _nobody_listens = ending.send(true);
    let _whether_all_ended = timeout(FAREWELL, graceful.shutdown()).await;
}

/// The protocol on one connection.
fn connection<S: Site>(
    stream: TcpStream,
    site: Arc<S>,
    stop: Stop,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let _only_slower = stream.set_nodelay(true);
    let answer = service_fn(move |request: Request<Incoming>| {
        let (site, stop, head) = (site.clone(), stop.clone(), request.method() == Method::HEAD);
        async move {
            let answer = site.answer(request, stop).await;
            Ok::<_, Infallible>(if head { without(answer) } else { answer })
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS)
        // Some say that they have sent everything, and then wait for the answer.
        .half_close(true)
        .serve_connection(TokioIo::new(Patient::new(stream)), answer)
}

/// The same, with nothing in it: a HEAD request is answered by headers alone.
fn without(answer: Answer) -> Answer {
    let length = hyper::body::Body::size_hint(answer.body()).exact();
    let (mut head, _) = answer.into_parts();
    if let Some(length) = length.filter(|length| *length > 0) {
        head.headers.entry(CONTENT_LENGTH).or_insert(length.into());
    }
    Answer::from_parts(head, Body::whole(""))
}
