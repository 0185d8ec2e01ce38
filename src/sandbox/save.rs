//! Saving and loading a session: documents by digest, then one small root.
//!
//! The host gives a [`Store`]. Everything below the root is written before the root is, so whatever the moment of a kill,
//! the root names only what is there.

use std::collections::BTreeSet;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::content::{self, AnyPart, LoadError, Loading, Origins, Part, Parts};

use super::operation::Operation;
use super::waiting::Waiting;

/// The version of the saved form that this program writes.
pub const SAVE_VERSION: u32 = 1;

/// Where saved documents go.
pub trait Store: Origins {
    /// Whether a document is stored already.
    fn has(&self, sha256: &str) -> bool;
    /// Stores a document, whole or not at all.
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError>;
}

/// A directory with saved documents, and a few that have names.
pub trait Directory: Store {
    /// Writes a document with a name, whole or not at all, after everything that was put before.
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), SaveError>;
    /// Reads a document with a name, if it is there.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SaveError>;
    /// Removes the documents without a name whose digests (hex) are not among `needed`.
    fn keep_only(&mut self, needed: &BTreeSet<String>) -> Result<(), SaveError>;
}

/// Why a session could not be saved or loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The disk said no.
    #[error("{0}")]
    Disk(String),
    /// What is stored is damaged or incomplete.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The root is no document of ours.
    #[error("the saved sandbox cannot be read: {0}")]
    Malformed(String),
    /// A newer layercake wrote it.
    #[error("the saved sandbox has version {0}, and this program knows versions up to {SAVE_VERSION}")]
    Newer(u32),
}

/// The root of a saved session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Root {
    pub layercake: u32,
    /// What was done, oldest first.
    pub operations: Vec<Part<Operation>>,
    /// A command that waits for a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
}

/// Stores a part and all that it holds, what is inside first. What is there already is not looked into.
pub(super) fn store(part: &dyn AnyPart, into: &mut dyn Store) -> Result<(), SaveError> {
    let into = std::cell::RefCell::new(into);
    content::save(part, &|sha256| into.borrow().has(sha256), &mut |sha256, bytes| into.borrow_mut().put(sha256, &bytes))
}

impl Root {
    /// Reads a root and everything it names.
    pub fn read(bytes: &[u8], from: &dyn Origins) -> Result<Root, SaveError> {
        let malformed = |error: serde_json::Error| SaveError::Malformed(error.to_string());
        let document: serde_json::Value = serde_json::from_slice(bytes).map_err(malformed)?;
        let version = document.get("layercake").and_then(serde_json::Value::as_u64).unwrap_or(0);
        if version == 0 || version > u64::from(SAVE_VERSION) {
            return match u32::try_from(version) {
                Ok(0) | Err(_) => Err(SaveError::Malformed("it does not say which version it has".into())),
                Ok(newer) => Err(SaveError::Newer(newer)),
            };
        }
        let mut root: Root = serde_json::from_value(document).map_err(malformed)?;
        if root.operations.is_empty() {
            return Err(SaveError::Malformed("it has no operation".into()));
        }
        let loading = Loading::new(from);
        for operation in &mut root.operations {
            operation.resolve(&loading)?;
        }
        if let Some(waiting) = &mut root.waiting {
            waiting.parts_mut(&mut |part| part.resolve(&loading))?;
        }
        Ok(root)
    }
}
