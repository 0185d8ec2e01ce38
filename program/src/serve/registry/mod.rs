//! The class registry: what the core's registry answers, spoken over real HTTP below `/v2/` and kept in a folder.
//!
//! A layer goes to a file as it comes and from a file as it leaves, so its size costs no memory.

mod shelf;
mod stored;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS};
use http::request::Parts;
use http::{Method, Request, StatusCode};
use hyper::body::{Bytes, Incoming};
use layercake::{RegistryError, RegistryRequest, RegistryResponse, Rope};
use sha2::Digest as _;
use tempfile::NamedTempFile;

use self::shelf::{Shelf, ShelfError, stored};
use self::stored::Stored;
use super::answer::{Answer, set};
use super::blocking::{Failed, blocking};
use super::body::Body;
use super::intake::{Intake, IntakeError};
use super::path::decoded;

/// Bytes that one layer may have.
const LAYER_BYTES: u64 = 4 << 30;
/// Bytes of a body that are brought to the disk at once.
const BATCH: usize = 256 << 10;

/// The class registry.
#[derive(Clone, Debug)]
pub(super) struct Registry(Arc<Shelf>);

/// Why a request cannot be answered.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("one layer may have {} GiB here", LAYER_BYTES >> 30)]
    Large,
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error("the path is not well written")]
    Path,
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    #[error(transparent)]
    Failed(#[from] Failed),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Shelf(error.into())
    }
}

impl From<Trouble> for RegistryResponse {
    fn from(trouble: Trouble) -> RegistryResponse {
        let (code, status) = match &trouble {
            Trouble::Large => (RegistryError::SizeInvalid, StatusCode::PAYLOAD_TOO_LARGE),
            Trouble::Intake(error) => (RegistryError::BlobUploadInvalid, error.status()),
            Trouble::Path => (RegistryError::NameInvalid, StatusCode::BAD_REQUEST),
            Trouble::Shelf(ShelfError::Full) => (RegistryError::Denied, StatusCode::INSUFFICIENT_STORAGE),
            Trouble::Shelf(ShelfError::Disk(_)) | Trouble::Failed(_) => {
                (RegistryError::Unknown, StatusCode::INTERNAL_SERVER_ERROR)
            }
        };
        RegistryResponse::refused(code, status, &trouble.to_string())
    }
}

impl Registry {
    /// Opens the registry in a folder, which is made if need be.
    pub fn open(folder: &Path) -> io::Result<Registry> {
        Ok(Registry(Arc::new(Shelf::open(folder)?)))
    }

    /// Answers a request below `/v2/`.
    pub async fn answer(&self, request: Request<Incoming>) -> Answer {
        self.respond(request).await.unwrap_or_else(|trouble| sent(trouble.into(), None))
    }

    async fn respond(&self, request: Request<Incoming>) -> Result<Answer, Trouble> {
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
        blocking(move || {
            let response = shelf.answer(request)?;
            // Bytes of a file are read while they are sent.
            let file =
                stored(&response.body).map(|(stored, offset, len)| Ok::<_, io::Error>((stored.open(offset)?, len)));
            Ok(sent(response, file.transpose()?))
        })
        .await?
    }

    /// Brings a body into a file, and its digest with it. The file goes with the rope.
    async fn take(&self, body: Incoming) -> Result<Rope, Trouble> {
        let shelf = self.0.clone();
        let (left, mut arrival) = blocking(move || (shelf.left(), shelf.incoming().map(Arrival::new))).await?;
        let mut intake = Intake::new(body, LAYER_BYTES.min(left));
        let mut pieces = Vec::new();
        loop {
            let piece = intake.next().await.map_err(|error| match error {
                IntakeError::TooLarge { .. } if left < LAYER_BYTES => ShelfError::Full.into(),
                IntakeError::TooLarge { .. } => Trouble::Large,
                error => error.into(),
            })?;
            let ends = piece.is_none();
            pieces.extend(piece);
            if ends || pieces.iter().map(Bytes::len).sum::<usize>() >= BATCH {
                let came = std::mem::take(&mut pieces);
                arrival = blocking(move || arrival?.with(&came)).await?;
            }
            if ends {
                return Ok(blocking(move || arrival?.whole()).await??);
            }
        }
    }
}

/// What came of a body so far.
struct Arrival {
    file: NamedTempFile,
    hasher: sha2::Sha256,
    len: u64,
}

impl Arrival {
    fn new(file: NamedTempFile) -> Arrival {
        Arrival { file, hasher: sha2::Sha256::new(), len: 0 }
    }

    /// Writes what came.
    fn with(mut self, pieces: &[Bytes]) -> io::Result<Arrival> {
        for piece in pieces {
            self.file.write_all(piece)?;
            self.hasher.update(piece);
            self.len += piece.len() as u64;
        }
        Ok(self)
    }

    /// All of it, on the disk.
    fn whole(self) -> io::Result<Rope> {
        if self.len == 0 {
            return Ok(Rope::new());
        }
        self.file.as_file().sync_all()?;
        let sha256 = self.hasher.finalize().into();
        Ok(Rope::made(Arc::new(Stored::temporary(self.file.into_temp_path(), self.len, sha256))))
    }
}

/// Whether a request brings something that is to be kept.
fn has_body(head: &Parts) -> bool {
    let sends = [Method::PUT, Method::PATCH, Method::POST].contains(&head.method);
    let length = head.headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    sends && (length || head.headers.contains_key(TRANSFER_ENCODING))
}

/// The response as it goes out, with the part of a file that is its body, if it has one.
fn sent(response: RegistryResponse, file: Option<(File, u64)>) -> Answer {
    let mut answer = Answer::new(match file {
        None => Body::whole(response.body.to_bytes()),
        Some((file, len)) => Body::file(file, len),
    });
    *answer.status_mut() = response.status;
    *answer.headers_mut() = response.headers;
    set(&mut answer, X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer
}
