//! [`Body`]: what a response carries. Small things as they are, files and events piece by piece.

use std::fs::File;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::sync::mpsc;

use super::blocking::{Failed, blocking};

/// Bytes of a file that are read at once.
const PIECE: u64 = 64 << 10;
/// Pieces that wait for a slow reader.
const WAITING: usize = 4;

/// The body of a response.
#[derive(Debug)]
pub(super) enum Body {
    /// All of it; nothing, once it was taken.
    Whole(Option<Bytes>),
    /// Pieces that come; an error ends the connection, so that nobody takes a part for the whole.
    Pieces { pieces: mpsc::Receiver<io::Result<Bytes>>, left: Option<u64> },
}

impl Body {
    /// All of these bytes.
    pub fn whole(bytes: impl Into<Bytes>) -> Body {
        Body::Whole(Some(bytes.into()).filter(|bytes: &Bytes| !bytes.is_empty()))
    }

    /// What others send, until they drop their end. Its length is not known.
    pub fn live(pieces: mpsc::Receiver<io::Result<Bytes>>) -> Body {
        Body::Pieces { pieces, left: None }
    }

    /// So many bytes of a file, which are read as they are taken.
    pub fn file(file: File, len: u64) -> Body {
        let (sender, pieces) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            let (mut file, mut left) = (file, len);
            while left > 0 {
                let read = blocking(move || (piece(&mut file, left), file)).await;
                let failed = |Failed| Err(io::Error::other(Failed));
                let (result, again) =
                    read.map_or_else(|error| (failed(error), None), |(read, file)| (read, Some(file)));
                left -= result.as_ref().map_or(left, |piece| piece.len() as u64);
                // Nobody takes the pieces any more, or there are none.
                match (sender.send(result).await, again) {
                    (Ok(()), Some(again)) => file = again,
                    _ => return,
                }
            }
        });
        Body::Pieces { pieces, left: Some(len) }
    }
}

/// The next piece of a file of which so many bytes are wanted.
fn piece(file: &mut File, left: u64) -> io::Result<Bytes> {
    let mut piece = Vec::new();
    match file.take(left.min(PIECE)).read_to_end(&mut piece)? {
        0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter")),
        _ => Ok(piece.into()),
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match self.get_mut() {
            Body::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Body::Pieces { pieces, left } => pieces.poll_recv(cx).map(|piece| {
                if let (Some(left), Some(Ok(piece))) = (left, &piece) {
                    *left = left.saturating_sub(piece.len() as u64);
                }
                piece.map(|piece| piece.map(Frame::data))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Body::Whole(None) | Body::Pieces { left: Some(0), .. })
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Body::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Body::Pieces { left: Some(left), .. } => SizeHint::with_exact(*left),
            Body::Pieces { left: None, .. } => SizeHint::default(),
        }
    }
}
