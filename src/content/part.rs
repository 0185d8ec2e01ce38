//! State in parts: a [`Part`] is an immutable document that is hashed once, shared by clones and saved once.
//!
//! A big state is a tree of documents. Serialising a document writes its parts as digests only, so a change costs the
//! documents on the way to it. Saving walks the parts and skips those that are stored already; loading reads the
//! root and then resolves its parts through [`Origins`].

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::OnceLock;

use super::Source;

/// Where saved documents and blobs come from when a state is loaded.
pub trait Origins {
    /// The stored bytes with this SHA-256 (hex).
    fn stored(&self, sha256: &str) -> Option<Bytes>;
    /// The source that makes the bytes with this SHA-256 (hex), such as a catalogue layer.
    fn made(&self, sha256: &str) -> Option<Arc<dyn Source>>;
}

/// Why a saved state could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// A document or blob is not there.
    #[error("sha256:{0} is missing")]
    Missing(String),
    /// The bytes are not those of their digest, or not a document of the expected form.
    #[error("sha256:{digest} is damaged: {reason}")]
    Damaged { digest: String, reason: String },
}

/// A piece of state that is stored as one JSON document.
pub trait Document: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Calls `visit` for every part (and rope) directly inside this document.
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart));
    /// Calls `visit` for every part (and rope) directly inside, to resolve it after loading.
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError>;
}

/// A part of any type: what saving and loading need of it.
pub trait AnyPart {
    /// SHA-256 (hex) of the stored bytes; `None` if there is nothing to store (made elsewhere).
    fn sha256_hex(&self) -> Option<String>;
    /// The bytes to store.
    fn stored_bytes(&self) -> Bytes;
    /// Calls `visit` for the parts inside.
    fn children(&self, visit: &mut dyn FnMut(&dyn AnyPart));
    /// Loads what was only a digest, and everything inside it.
    fn resolve(&mut self, origins: &dyn Origins) -> Result<(), LoadError>;
}

/// A shared, immutable document. Equality is equality of digests.
pub struct Part<T> {
    inner: Arc<Inner<T>>,
}

struct Inner<T> {
    value: OnceLock<T>,
    digest: OnceLock<String>,
}

impl<T: Document> Part<T> {
    /// A new document.
    pub fn new(value: T) -> Self {
        Part { inner: Arc::new(Inner { value: OnceLock::from(value), digest: OnceLock::new() }) }
    }

    /// The document. (A part is always resolved, except while a state is being loaded.)
    pub fn get(&self) -> &T {
        self.inner.value.get().expect("a part is resolved when its state has been loaded")
    }

    /// SHA-256 (hex) of the document's canonical JSON, computed once.
    pub fn digest(&self) -> &str {
        self.inner.digest.get_or_init(|| hex(&sha2_of(&self.bytes())))
    }

    fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self.get()).expect("a document serialises")
    }
}

impl<T: Document + Clone> Part<T> {
    /// The document for changing: a copy if it is shared; its digest is forgotten.
    pub fn get_mut(&mut self) -> &mut T {
        if Arc::get_mut(&mut self.inner).is_none() {
            self.inner = Part::new(self.get().clone()).inner;
        }
        let inner = Arc::get_mut(&mut self.inner).expect("just made unique");
        inner.digest = OnceLock::new();
        inner.value.get_mut().expect("a part is resolved when its state has been loaded")
    }
}

impl<T: Document> AnyPart for Part<T> {
    fn sha256_hex(&self) -> Option<String> {
        Some(self.digest().to_string())
    }
    fn stored_bytes(&self) -> Bytes {
        self.bytes().into()
    }
    fn children(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        self.get().parts(visit);
    }
    fn resolve(&mut self, origins: &dyn Origins) -> Result<(), LoadError> {
        if self.inner.value.get().is_some() {
            return Ok(());
        }
        let digest = self.inner.digest.get().cloned().unwrap_or_default();
        let bytes = origins.stored(&digest).ok_or_else(|| LoadError::Missing(digest.clone()))?;
        let damaged = |reason: String| LoadError::Damaged { digest: digest.clone(), reason };
        if hex(&sha2_of(&bytes)) != digest {
            return Err(damaged("its bytes have another digest".into()));
        }
        let mut value: T = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        value.parts_mut(&mut |part| part.resolve(origins))?;
        let inner = Inner { value: OnceLock::from(value), digest: OnceLock::from(digest) };
        self.inner = Arc::new(inner);
        Ok(())
    }
}

fn sha2_of(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Part { inner: self.inner.clone() }
    }
}
impl<T: Document> PartialEq for Part<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.digest() == other.digest()
    }
}
impl<T: Document> Eq for Part<T> {}
impl<T: Document + Default> Default for Part<T> {
    fn default() -> Self {
        Part::new(T::default())
    }
}
impl<T: Document + fmt::Debug> fmt::Debug for Part<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
impl<T: Document> Serialize for Part<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digest())
    }
}
impl<'de, T: Document> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digest = String::deserialize(deserializer)?;
        Ok(Part { inner: Arc::new(Inner { value: OnceLock::new(), digest: OnceLock::from(digest) }) })
    }
}
