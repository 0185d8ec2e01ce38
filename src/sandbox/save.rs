//! Saving and loading a session: documents by digest, then one small root.
//!
//! Whoever keeps it gives a [`Store`]. Everything below the root is written before the root is, so whatever the moment of
//! a kill, the root names only what is there.

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::content::{self, AnyPart, LoadError, Loading, Origins, Part, Parts};
use crate::shell::Typed;

use super::operation::{Before, Kind, Operation};
use super::waiting::Waiting;

/// The version of the saved form that this program writes.
pub const SAVE_VERSION: u32 = 2;

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
    /// Whether a blob is a file that other programs find.
    fn has_file(&self, sha256: &str) -> bool {
        self.has(sha256)
    }
    /// Stores a blob as a file that other programs find.
    fn put_file(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        self.put(sha256, bytes)
    }
    /// Whether it is time to remove what is not needed.
    fn is_wasteful(&self) -> bool {
        false
    }
    /// Where the document with this digest (hex) lies: what it mentions was there before it, and lies below. Whoever reads
    /// many from the highest down reads each part of the directory once.
    fn place(&self, _sha256: &str) -> (u64, usize) {
        (0, 0)
    }
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

/// The root of a saved session. The operations are a chain: each names the one before it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Root {
    layercake: u32,
    /// The operation that was done last.
    last: Part<Operation>,
    /// How many operations there are, counted back from the last.
    count: usize,
    /// The operation that `reset` goes back to, if those after it are forgotten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<Part<Operation>>,
    /// A command that waits for a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting: Option<Waiting>,
}

/// The root as it was written before: with all operations, oldest first, which did not say what came before them. It had
/// no checksum, so a key that nobody knows is one that was damaged.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RootOfOne {
    #[serde(rename = "layercake")]
    _version: IgnoredAny,
    operations: Vec<Part<Operation>>,
    #[serde(default)]
    waiting: Option<Waiting>,
    /// The bookmark, which others read.
    #[serde(default, rename = "lesson")]
    _bookmark: IgnoredAny,
}

/// What a root stands for.
pub(super) struct Saved {
    /// Oldest first; at least one.
    pub history: Vec<Part<Operation>>,
    pub waiting: Option<Waiting>,
    /// Operations that could not be read, and with them all that came before.
    pub lost: usize,
}

/// Stores a part and all that it holds, what is inside first. What is there already is not looked into.
pub(super) fn store(part: &dyn AnyPart, into: &mut dyn Store) -> Result<(), SaveError> {
    let into = std::cell::RefCell::new(into);
    content::save(part, &|sha256| into.borrow().has(sha256), &mut |sha256, bytes| into.borrow_mut().put(sha256, &bytes))
}

/// All SHA-256 (hex) that a document mentions, but for the operation before it (which may be forgotten). What is no
/// document mentions nothing.
pub fn mentions(bytes: &[u8]) -> Vec<String> {
    const PARENT: &[u8] = b"\"parent\":\"";
    const HEX: usize = 64;
    if !matches!(bytes.first(), Some(b'{' | b'[')) {
        return Vec::new();
    }
    let is_hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let (mut found, mut start) = (Vec::new(), 0);
    while let Some(window) = bytes.get(start..start + HEX) {
        // Before `start` is nothing, or no digit.
        if let Some(other) = window.iter().rposition(|byte| !is_hex(byte)) {
            start += other + 1;
            continue;
        }
        let more = bytes[start + HEX..].iter().take_while(|byte| is_hex(byte)).count();
        if more == 0 && !bytes[..start].ends_with(PARENT) {
            found.push(String::from_utf8_lossy(window).into_owned());
        }
        start += HEX + more + 1;
    }
    found
}

impl RootOfOne {
    /// Reads the operations, and links them as they are saved today. One that cannot be read ends the way.
    fn follow(self, loading: &Loading) -> Result<Saved, SaveError> {
        let RootOfOne { mut operations, mut waiting, .. } = self;
        let count = operations.len();
        let mut history = Vec::new();
        while let Some(mut operation) = operations.pop() {
            match operation.resolve(loading) {
                Ok(()) => history.push(operation),
                Err(error) if history.is_empty() => return Err(error.into()),
                Err(_) => break,
            }
        }
        let lost = count - history.len();
        history.reverse();
        if let Some(waiting) = &mut waiting {
            waiting.seal();
        }
        let mut before = None;
        for operation in &mut history {
            seal(operation);
            if let Some(before) = before.take() {
                operation.get_mut().parent = Some(before);
            }
            before = Some(Before::new(operation));
        }
        Ok(Saved { history, waiting, lost })
    }
}

/// What was typed into a command was once saved as it was, and not whether it was seen: it may be a password. So nothing of it
/// stays but its seal.
fn seal(operation: &mut Part<Operation>) {
    let Kind::Command { inputs, .. } = &operation.get().kind else { return };
    if inputs.iter().any(|typed| matches!(typed, Typed::Line(_)))
        && let Kind::Command { inputs, .. } = &mut operation.get_mut().kind
    {
        *inputs = std::mem::take(inputs).into_iter().map(Typed::sealed).collect();
    }
}

impl Root {
    /// The root of these operations.
    pub fn new(history: &[Part<Operation>], waiting: Option<Waiting>) -> Option<Root> {
        let follows = |pair: &&[Part<Operation>]| match pair {
            [before, after] => after.get().parent.as_ref().map(Before::digest) == Some(before.digest()),
            _ => false,
        };
        let count = 1 + history.windows(2).rev().take_while(follows).count();
        let start = history.first().filter(|_| count < history.len()).cloned();
        Some(Root { layercake: SAVE_VERSION, last: history.last()?.clone(), count, start, waiting })
    }

    /// Reads a root and the operations; their Worlds are not read.
    pub fn read(bytes: &[u8], loading: &Loading) -> Result<Saved, SaveError> {
        let malformed = |error: serde_json::Error| SaveError::Malformed(error.to_string());
        let document: serde_json::Value = serde_json::from_slice(bytes).map_err(malformed)?;
        let mut saved = match document.get("layercake").and_then(serde_json::Value::as_u64).unwrap_or(0) {
            1 => serde_json::from_value::<RootOfOne>(document).map_err(malformed)?.follow(loading)?,
            version if version == u64::from(SAVE_VERSION) => {
                serde_json::from_value::<Root>(document).map_err(malformed)?.follow(loading)?
            }
            version => {
                return match u32::try_from(version) {
                    Ok(0) | Err(_) => Err(SaveError::Malformed("it does not say which version it has".into())),
                    Ok(newer) => Err(SaveError::Newer(newer)),
                };
            }
        };
        if saved.history.is_empty() {
            return Err(SaveError::Malformed("it has no operation".into()));
        }
        if let Some(waiting) = &mut saved.waiting {
            waiting.parts_mut(&mut |part| part.resolve(loading))?;
        }
        Ok(saved)
    }

    /// Goes back from the last operation. One that cannot be read ends the way.
    fn follow(mut self, loading: &Loading) -> Result<Saved, SaveError> {
        self.last.resolve(loading)?;
        let mut history = vec![self.last];
        while history.len() < self.count {
            let parent = history.last().and_then(|operation| operation.get().parent.clone());
            match parent.map(|before| Part::load(before.digest(), loading)) {
                Some(Ok(operation)) => history.push(operation),
                Some(Err(_)) | None => break,
            }
        }
        let lost = self.count - history.len();
        history.extend(
            self.start.take().filter(|_| lost == 0).and_then(|mut start| start.resolve(loading).ok().map(|()| start)),
        );
        history.reverse();
        Ok(Saved { history, waiting: self.waiting, lost })
    }
}

/// Where the Worlds of old operations come from, when somebody goes back to them.
#[derive(Clone)]
pub struct Past(pub Arc<dyn Origins + Send + Sync>);

impl std::fmt::Debug for Past {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Past")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        /// Runs of exactly 64 digits count, whatever stands around them.
        #[test]
        fn digests_are_found_anywhere(
            runs in proptest::collection::vec((select(&[0_usize, 1, 63, 64, 65, 128][..]), select(&["\"", "G", ":\"", "\"parent\":\"", " "][..])), 0..9),
        ) {
            let mut text = String::from("{");
            let mut expected = Vec::new();
            for (number, (digits, before)) in runs.iter().enumerate() {
                let run: String = (0..*digits).map(|at| char::from(b"0123456789abcdef"[(at + number) % 16])).collect();
                text += before;
                text += &run;
                if *digits == 64 && *before != "\"parent\":\"" {
                    expected.push(run);
                }
            }
            prop_assert_eq!(mentions(text.as_bytes()), expected);
        }
    }

    #[test]
    fn what_is_no_document_mentions_nothing() {
        assert!(mentions(format!("x{}", "a".repeat(64)).as_bytes()).is_empty() && mentions(b"").is_empty());
    }
}
