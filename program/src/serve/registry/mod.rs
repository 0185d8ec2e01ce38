//! The class registry: what the core's registry answers, spoken over real HTTP below `/v2/` and kept in a folder.
//!
//! A layer goes to a file as it comes and from a file as it leaves, so its size costs no memory.

mod shelf;
mod stored;

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS};
use http::request::Parts;
use http::{Method, Request, StatusCode};
use hyper::body::{Bytes, Incoming};
use layercake::{RegistryRequest, RegistryResponse, Rope};
use sha2::Digest as _;
use tempfile::NamedTempFile;
use tokio::sync::mpsc;

use self::shelf::{Shelf, stored};
use self::stored::Stored;
use super::answer::{Answer, set};
use super::body::Body;
use super::intake::{Intake, IntakeError};
use super::path::decoded;

/// Bytes that one layer may have.
const LAYER_BYTES: u64 = 4 << 30;
/// Bytes that all of it may have.
const REGISTRY_BYTES: u64 = 32 << 30;
/// Pieces of a body that wait for the disk.
const WAITING: usize = 16;

/// The class registry.
#[derive(Clone, Debug)]
pub(super) struct Registry(Arc<Shelf>);

/// Why a request cannot be answered.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error("this registry is full: it may have {REGISTRY_BYTES} bytes")]
    Full,
    #[error("the path is not well written")]
    Path,
    #[error("the registry's disk: {0}")]
    Disk(#[from] io::Error),
    #[error("an error in layercake: nothing was changed")]
    Bug,
}

impl Trouble {
    /// The status and the registry's code for it.
    fn row(&self) -> (StatusCode, &'static str) {
        match self {
            Trouble::Intake(error @ IntakeError::TooLarge { .. }) => (error.status(), "SIZE_INVALID"),
            Trouble::Intake(error) => (error.status(), "BLOB_UPLOAD_INVALID"),
            Trouble::Full => (StatusCode::INSUFFICIENT_STORAGE, "DENIED"),
            Trouble::Path => (StatusCode::BAD_REQUEST, "NAME_INVALID"),
            Trouble::Disk(_) | Trouble::Bug => (StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN"),
        }
    }
}

impl Registry {
    /// Opens the registry in a folder, which is made if need be.
    pub fn open(folder: &Path) -> io::Result<Registry> {
        Ok(Registry(Arc::new(Shelf::open(folder)?)))
    }

    /// Answers a request below `/v2/`.
    pub async fn answer(&self, request: Request<Incoming>) -> Answer {
        let response = self.respond(request).await.unwrap_or_else(|trouble| {
            let (status, code) = trouble.row();
            refusal(status, code, &trouble.to_string())
        });
        answer_of(response)
    }

    async fn respond(&self, request: Request<Incoming>) -> Result<RegistryResponse, Trouble> {
        let (head, body) = request.into_parts();
        let path = decoded(head.uri.path(), false).ok_or(Trouble::Path)?;
        let body = if has_body(&head) { self.take(body).await? } else { Rope::new() };
        let request = RegistryRequest {
            method: head.method,
            path,
            query: head.uri.query().unwrap_or_default().into(),
            headers: head.headers,
            body,
        };
        let shelf = self.0.clone();
        Ok(tokio::task::spawn_blocking(move || shelf.answer(request)).await.map_err(|_| Trouble::Bug)??)
    }

    /// Brings a body into a file, and its digest with it.
    async fn take(&self, body: Incoming) -> Result<Rope, Trouble> {
        let left = REGISTRY_BYTES.saturating_sub(self.0.size());
        let (sender, pieces) = mpsc::channel(WAITING);
        let file = self.0.incoming()?;
        let writer = tokio::task::spawn_blocking(move || write(file, pieces));
        let mut intake = Intake::new(body, LAYER_BYTES.min(left));
        let came = async {
            while let Some(piece) = intake.next().await? {
                // The writer has given up: it says why below.
                if sender.send(Ok(piece)).await.is_err() {
                    break;
                }
            }
            Ok::<(), IntakeError>(())
        };
        let came = came.await;
        if came.is_err() {
            let _whoever_listens = sender.send(Err(Cut)).await;
        }
        drop(sender);
        let written = writer.await.map_err(|_| Trouble::Bug)?;
        match came {
            Err(IntakeError::TooLarge { .. }) if left < LAYER_BYTES => Err(Trouble::Full),
            Err(error) => Err(error.into()),
            Ok(()) => Ok(written?),
        }
    }
}

/// A body that did not come to its end.
struct Cut;

/// Writes what comes to a file that is removed with the rope, and syncs it.
fn write(mut file: NamedTempFile, mut pieces: mpsc::Receiver<Result<Bytes, Cut>>) -> io::Result<Rope> {
    let (mut hasher, mut len) = (sha2::Sha256::new(), 0);
    while let Some(piece) = pieces.blocking_recv() {
        let piece = piece.map_err(|Cut| io::ErrorKind::UnexpectedEof)?;
        file.write_all(&piece)?;
        hasher.update(&piece);
        len += piece.len() as u64;
    }
    if len == 0 {
        return Ok(Rope::new());
    }
    file.as_file().sync_all()?;
    Ok(Rope::made(Arc::new(Stored::temporary(file.into_temp_path(), len, hasher.finalize().into()))))
}

/// Whether a request brings something that is to be kept.
fn has_body(head: &Parts) -> bool {
    let sends = [Method::PUT, Method::PATCH, Method::POST].contains(&head.method);
    let length = head.headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    sends && (length || head.headers.contains_key(TRANSFER_ENCODING))
}

/// A refusal in the form of the registry's own.
pub(super) fn refusal(status: StatusCode, code: &str, message: &str) -> RegistryResponse {
    RegistryResponse::registry_refusal(status, code, message)
}

/// The response as it goes out: bytes of files are read while they are sent.
pub(super) fn answer_of(response: RegistryResponse) -> Answer {
    let body = match stored(&response.body).map(|(stored, offset, len)| (stored.open(offset), len)) {
        None => Body::whole(response.body.to_bytes()),
        Some((Ok(file), len)) => Body::files(vec![(file, len)]),
        Some((Err(error), _)) => {
            let trouble = Trouble::Disk(error);
            let (status, code) = trouble.row();
            return answer_of(refusal(status, code, &trouble.to_string()));
        }
    };
    let mut answer = Answer::new(body);
    *answer.status_mut() = response.status;
    *answer.headers_mut() = response.headers;
    set(&mut answer, X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer
}
