//! [`HubFiles`]: the files that a Hub is described by, wherever they are.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;

/// A folder's files, read when asked for. The program implements it over a directory; here they are in memory.
pub trait HubFiles: Send + Sync + fmt::Debug {
    /// The paths of all files, relative, with `/`; an image layout's `blobs/` may be left out.
    fn files(&self) -> Vec<String>;
    /// A file's bytes, if it is there.
    fn read(&self, path: &str) -> Option<Bytes>;
    /// How many bytes it has, if it is there.
    fn size(&self, path: &str) -> Option<u64> {
        self.read(path).map(|bytes| bytes.len() as u64)
    }
}

impl HubFiles for BTreeMap<String, Bytes> {
    fn files(&self) -> Vec<String> {
        self.keys().cloned().collect()
    }
    fn read(&self, path: &str) -> Option<Bytes> {
        self.get(path).cloned()
    }
}
