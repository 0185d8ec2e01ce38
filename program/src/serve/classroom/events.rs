//! News for pages that are open: server-sent events (WHATWG HTML, 9.2), at most one a second, one when nothing happens for a
//! while, and the end when the server ends.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use http::header::CACHE_CONTROL;
use hyper::body::Bytes;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::{sleep, timeout};

use super::super::answer::{self, Answer};
use super::super::body::Body;
use super::super::listen::Stop;

/// Pages that hear news as they come; others ask every few seconds.
const LISTENERS: usize = 128;
/// Time between two events, at least.
const REST: Duration = Duration::from_secs(1);
/// Time after which a sign of life is sent.
const QUIET: Duration = Duration::from_secs(15);

/// Places for pages that listen.
#[derive(Debug)]
pub(super) struct Listeners(Arc<Semaphore>);

impl Default for Listeners {
    fn default() -> Self {
        Listeners(Arc::new(Semaphore::new(LISTENERS)))
    }
}

impl Listeners {
    /// One more page listens, if there is a place.
    pub fn join(&self, mut news: watch::Receiver<u64>, mut stop: Stop) -> Answer {
        let Ok(place) = self.0.clone().try_acquire_owned() else {
            return answer::text(StatusCode::SERVICE_UNAVAILABLE, "too many pages listen; ask again in a while\n");
        };
        let (sender, pieces) = mpsc::channel(1);
        tokio::spawn(async move {
            let _place = place;
            let send = async |text: &'static str| sender.send(Ok(Bytes::from_static(text.as_bytes()))).await;
            let tell = async {
                // How long a page waits before it comes back.
                let mut text = "retry: 3000\n\n";
                while send(text).await.is_ok() {
                    text = match timeout(QUIET, news.changed()).await {
                        Ok(Ok(())) => "data: news\n\n",
                        Ok(Err(_)) => return,
                        Err(_) => ": quiet\n\n",
                    };
                    sleep(REST).await;
                }
            };
            tokio::select! {
                () = tell => {}
                _ = stop.changed() => {}
            }
        });
        let mut answer = answer::content(StatusCode::OK, "text/event-stream", Body::live(pieces));
        answer::set(&mut answer, CACHE_CONTROL, "no-store");
        answer
    }
}
