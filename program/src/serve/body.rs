//! [`Body`]: what a response carries. Small things as they are, files and events piece by piece.

use std::fs::File;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};
use tokio::sync::mpsc;

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

    /// So many bytes of files, which a thread reads as they are taken.
    pub fn files(files: Vec<(File, u64)>) -> Body {
        let (sender, pieces) = mpsc::channel(WAITING);
        let left = files.iter().map(|(_, len)| len).sum();
        tokio::task::spawn_blocking(move || {
            for (file, len) in files {
                if read(file, len, &sender).is_err() {
                    return;
                }
            }
        });
        Body::Pieces { pieces, left: Some(left) }
    }
}

/// Nobody takes the pieces any more, or the file ended too soon.
struct Ended;

fn read(mut file: File, len: u64, sender: &mpsc::Sender<io::Result<Bytes>>) -> Result<(), Ended> {
    let mut left = len;
    while left > 0 {
        let mut piece = Vec::new();
        let read = (&mut file).take(left.min(PIECE)).read_to_end(&mut piece);
        let short = || io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter");
        let result = read.and_then(|len| if len == 0 { Err(short()) } else { Ok(len as u64) });
        let failed = result.is_err();
        left -= result.as_ref().copied().unwrap_or(left);
        sender.blocking_send(result.map(|_| piece.into())).map_err(|_| Ended)?;
        if failed {
            return Err(Ended);
        }
    }
    Ok(())
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
