//! [`Limits`]: what a reader of layers and archives takes, and why it refuses ([`LayerError`]).

/// What a reader of layers and archives is ready to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes after decompression.
    pub bytes: u64,
    /// Entries of a tar.
    pub entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 8 << 30, entries: 1_000_000 }
    }
}

/// Why bytes are no layer (or no archive).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LayerError {
    /// Not what its compression says.
    #[error("{0}")]
    Gzip(String),
    /// Not a tar that can be taken.
    #[error("{0}")]
    Tar(String),
    /// More than the [`Limits`].
    #[error("{0}")]
    Limit(String),
}
