//! [`HubFiles`]: the files that a Hub is described by, wherever they are.

use std::fmt;

use bytes::Bytes;

/// A folder's files, read when asked for. The host implements it over a directory.
pub trait HubFiles: Send + Sync + fmt::Debug {
    /// The paths of all files, relative, with `/`; an image layout's `blobs/` may be left out.
    fn files(&self) -> Vec<String>;
    /// A file's bytes, if it is there.
    fn read(&self, path: &str) -> Option<Bytes>;
}
