//! [`Intake`]: the body of a request, piece by piece, not longer and not slower than allowed.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use hyper::StatusCode;
use hyper::body::{Body, Bytes, Incoming};
use tokio::time::{Instant, timeout, timeout_at};

use super::pace::patience;

/// Bytes of a body that is too large which are still taken (and thrown away), so that its sender reads the answer.
const OVERFLOW: u64 = 16 << 20;
/// For how long.
const OVERFLOW_TIME: Duration = Duration::from_secs(5);

/// Why a body was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum IntakeError {
    /// More than allowed.
    #[error("this is larger than the limit of {limit} bytes")]
    TooLarge { limit: u64 },
    /// Its sender took too long.
    #[error("the sender took too long")]
    TooSlow,
    /// The connection broke, or the sender did not keep to the protocol.
    #[error("what was sent is not whole")]
    Broken,
}

impl IntakeError {
    /// The status that says so.
    pub fn status(self) -> StatusCode {
        match self {
            IntakeError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            IntakeError::TooSlow => StatusCode::REQUEST_TIMEOUT,
            IntakeError::Broken => StatusCode::BAD_REQUEST,
        }
    }
}

/// A body on its way in.
pub(super) struct Intake {
    body: Incoming,
    limit: u64,
    came: u64,
    began: Instant,
}

impl Intake {
    /// Takes at most so many bytes.
    pub fn new(body: Incoming, limit: u64) -> Intake {
        Intake { body, limit, came: 0, began: Instant::now() }
    }

    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, IntakeError> {
        if self.body.size_hint().lower() > self.limit - self.came {
            return Err(self.too_large().await);
        }
        let deadline = self.began + patience(self.came);
        let piece = timeout_at(deadline, piece(&mut self.body)).await.map_err(|_| IntakeError::TooSlow)??;
        self.came += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if self.came > self.limit {
            return Err(self.too_large().await);
        }
        Ok(piece)
    }

    /// The whole of a small body.
    pub async fn whole(mut self) -> Result<Vec<u8>, IntakeError> {
        let mut all = Vec::new();
        while let Some(piece) = self.next().await? {
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }

    /// Lets the rest come, to some end: a sender whose bytes nobody reads gets a broken connection, and no answer.
    async fn too_large(&mut self) -> IntakeError {
        let mut over = 0;
        let rest = async {
            while let Ok(Some(piece)) = piece(&mut self.body).await {
                over += piece.len() as u64;
                if over > OVERFLOW {
                    break;
                }
            }
        };
        let _whether_it_ended = timeout(OVERFLOW_TIME, rest).await;
        IntakeError::TooLarge { limit: self.limit }
    }
}

/// The next data of a body; trailers are passed over.
async fn piece(body: &mut Incoming) -> Result<Option<Bytes>, IntakeError> {
    loop {
        let Some(frame) = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await else { return Ok(None) };
        if let Ok(data) = frame.map_err(|_| IntakeError::Broken)?.into_data() {
            return Ok(Some(data));
        }
    }
}
