//! State in parts: a [`Part`] is an immutable document that is hashed once, shared by clones and saved once.
//!
//! A big state is a tree of documents. Serialising a document writes its parts as digests only, so a change costs the
//! documents on the way to it. [`save`] walks the parts and skips those that are stored already; [`Part::load`] reads
//! the root and then resolves its parts through [`Origins`].

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Parts, Source};

/// Documents inside documents, at most.
const MAX_DEPTH: usize = 4096;

/// Where saved documents and blobs come from when a state is loaded.
pub trait Origins {
    /// The stored bytes with this SHA-256 (hex).
    fn stored(&self, sha256: &str) -> Option<Bytes>;
    /// The source that makes the bytes with this SHA-256 (hex), such as a catalogue layer. `recipe` is what the source
    /// said of itself when it was saved ([`Source::recipe`]).
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>>;
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
pub trait Document: Parts + Serialize + DeserializeOwned + Send + Sync + 'static {}
impl<T: Parts + Serialize + DeserializeOwned + Send + Sync + 'static> Document for T {}

/// A part of any type: what saving and loading need of it.
pub trait AnyPart {
    /// SHA-256 (hex) of the stored bytes; `None` if there is nothing to store (made elsewhere).
    fn sha256_hex(&self) -> Option<String>;
    /// The bytes to store.
    fn stored_bytes(&self) -> Bytes;
    /// Calls `visit` for the parts inside.
    fn children(&self, visit: &mut dyn FnMut(&dyn AnyPart));
    /// Loads what was only a digest, and everything inside it.
    fn resolve(&mut self, loading: &Loading) -> Result<(), LoadError>;
}

/// Loading in progress: where things come from, and what has come already, so that a document or a blob that is named
/// twice is loaded once and shared. Use one for all states that are loaded together.
pub struct Loading<'a> {
    origins: &'a dyn Origins,
    documents: RefCell<BTreeMap<String, Arc<dyn Any + Send + Sync>>>,
    blobs: RefCell<BTreeMap<String, Bytes>>,
    depth: Cell<usize>,
}

impl<'a> Loading<'a> {
    /// Nothing loaded yet.
    pub fn new(origins: &'a dyn Origins) -> Self {
        Loading { origins, documents: RefCell::default(), blobs: RefCell::default(), depth: Cell::new(0) }
    }

    /// Where things come from.
    pub fn origins(&self) -> &dyn Origins {
        self.origins
    }

    /// The blob with this SHA-256 (hex): read and verified once, whoever holds a piece of it.
    pub(super) fn blob(&self, digest: &str) -> Result<Bytes, LoadError> {
        if let Some(bytes) = self.blobs.borrow().get(digest) {
            return Ok(bytes.clone());
        }
        let bytes = self.bytes(digest)?;
        self.blobs.borrow_mut().insert(digest.to_string(), bytes.clone());
        Ok(bytes)
    }

    /// The stored bytes with this SHA-256 (hex), if they are those.
    pub fn bytes(&self, digest: &str) -> Result<Bytes, LoadError> {
        let bytes = self.origins.stored(digest).ok_or_else(|| LoadError::Missing(digest.to_string()))?;
        if hex(&sha2_of(&bytes)) != digest {
            let reason = "its bytes have another digest".to_string();
            return Err(LoadError::Damaged { digest: digest.to_string(), reason });
        }
        Ok(bytes)
    }
}

/// Saves `part` and everything inside it, what is inside first. `has` says what is stored already (with everything
/// inside it) and need not be looked at; `put` takes the bytes and their SHA-256 (hex).
pub fn save<E>(
    part: &dyn AnyPart,
    has: &dyn Fn(&str) -> bool,
    put: &mut dyn FnMut(&str, Bytes) -> Result<(), E>,
) -> Result<(), E> {
    let mut done = BTreeSet::new();
    save_new(part, has, &mut done, put)
}

fn save_new<E>(
    part: &dyn AnyPart,
    has: &dyn Fn(&str) -> bool,
    done: &mut BTreeSet<String>,
    put: &mut dyn FnMut(&str, Bytes) -> Result<(), E>,
) -> Result<(), E> {
    let digest = part.sha256_hex();
    if digest.as_ref().is_some_and(|digest| done.contains(digest) || has(digest)) {
        return Ok(());
    }
    let mut result = Ok(());
    part.children(&mut |child| {
        if result.is_ok() {
            result = save_new(child, has, done, put);
        }
    });
    result?;
    if let Some(digest) = digest {
        put(&digest, part.stored_bytes())?;
        done.insert(digest);
    }
    Ok(())
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

    /// The stored document with this SHA-256 (hex), and everything inside it.
    pub fn load(digest: &str, loading: &Loading) -> Result<Self, LoadError> {
        let mut part = Self::named(digest.to_string());
        part.resolve(loading)?;
        Ok(part)
    }

    fn named(digest: String) -> Self {
        Part { inner: Arc::new(Inner { value: OnceLock::new(), digest: OnceLock::from(digest) }) }
    }

    /// Whether the document is here, and not only its digest.
    pub fn is_resolved(&self) -> bool {
        self.inner.value.get().is_some()
    }

    /// The document. (A part is always resolved, except while a state is being loaded.)
    pub fn get(&self) -> &T {
        self.inner.value.get().expect("a part is resolved when its state has been loaded")
    }

    /// SHA-256 (hex) of the document's canonical JSON, computed once.
    pub fn digest(&self) -> &str {
        self.inner.digest.get_or_init(|| hex(&sha2_of(&self.bytes())))
    }

    /// Whether both are the very same document in memory (then they are equal; otherwise they may be).
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self.get()).expect("a document serialises")
    }
}

impl<T> Part<T> {
    /// The document, if nobody else has it.
    pub fn unshared(&mut self) -> Option<&mut T> {
        Arc::get_mut(&mut self.inner)?.value.get_mut()
    }
}

impl<T: Document + Clone> Part<T> {
    /// The document for changing: a copy if it is shared; its digest is forgotten.
    pub fn get_mut(&mut self) -> &mut T {
        if Arc::get_mut(&mut self.inner).is_none() {
            *self = Part::new(self.get().clone());
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
    fn resolve(&mut self, loading: &Loading) -> Result<(), LoadError> {
        if self.inner.value.get().is_some() {
            return Ok(());
        }
        let digest = self.inner.digest.get().cloned().unwrap_or_default();
        let known = loading.documents.borrow().get(&digest).cloned();
        if let Some(inner) = known.and_then(|known| known.downcast::<Inner<T>>().ok()) {
            self.inner = inner;
            return Ok(());
        }
        let damaged = |reason: String| LoadError::Damaged { digest: digest.clone(), reason };
        let depth = loading.depth.get();
        if depth >= MAX_DEPTH {
            return Err(damaged(format!("more than {MAX_DEPTH} documents inside each other")));
        }
        let bytes = loading.bytes(&digest)?;
        let mut value: T = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        loading.depth.set(depth + 1);
        let resolved = value.parts_mut(&mut |part| part.resolve(loading));
        loading.depth.set(depth);
        resolved?;
        self.inner = Arc::new(Inner { value: OnceLock::from(value), digest: OnceLock::from(digest.clone()) });
        loading.documents.borrow_mut().insert(digest, self.inner.clone());
        Ok(())
    }
}

pub(super) fn sha2_of(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| DIGITS[usize::from(nibble & 15)];
    let pairs = bytes.iter().map(|byte| [digit(byte >> 4), digit(*byte)]);
    String::from_utf8(pairs.collect::<Vec<_>>().into_flattened()).unwrap_or_default()
}

impl<T> Clone for Part<T> {
    fn clone(&self) -> Self {
        Part { inner: self.inner.clone() }
    }
}
impl<T: Document> PartialEq for Part<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is_same(other) || self.digest() == other.digest()
    }
}
impl<T: Document> Eq for Part<T> {}
impl<T: Document + Default> Default for Part<T> {
    fn default() -> Self {
        Part::new(T::default())
    }
}
impl<T: fmt::Debug> fmt::Debug for Part<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.inner.value.get() {
            Some(value) => value.fmt(f),
            None => write!(f, "Part(sha256:{})", self.inner.digest.get().map_or("", String::as_str)),
        }
    }
}
impl<T: Document> Serialize for Part<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digest())
    }
}
impl<'de, T: Document> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::named(String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Filler, Rope, Segment};
    use super::*;

    #[derive(Clone, Debug, Default, Serialize, Deserialize)]
    struct Page {
        text: Rope,
        pages: Vec<Part<Page>>,
    }
    crate::content::parts!(Page { text, pages } besides {});

    #[derive(Debug)]
    struct Letters;
    impl Source for Letters {
        fn len(&self) -> u64 {
            26
        }
        fn sha256(&self) -> [u8; 32] {
            self.produce().sha256()
        }
        fn produce(&self) -> Rope {
            "abcdefghijklmnopqrstuvwxyz".into()
        }
        fn as_any(&self) -> &dyn Any {
            self
        }
    }

    #[derive(Default)]
    struct Memory(BTreeMap<String, Bytes>);
    impl Origins for Memory {
        fn stored(&self, sha256: &str) -> Option<Bytes> {
            self.0.get(sha256).cloned()
        }
        fn made(&self, sha256: &str, _recipe: Option<&str>) -> Option<Arc<dyn Source>> {
            (sha256 == hex(&Letters.sha256())).then(|| Arc::new(Letters) as Arc<dyn Source>)
        }
    }
    impl Memory {
        /// Saves, and says how many documents and blobs were written.
        fn save(&mut self, part: &dyn AnyPart) -> usize {
            let mut new = vec![];
            let put = &mut |digest: &str, bytes: Bytes| {
                new.push((digest.to_string(), bytes));
                Ok::<_, LoadError>(())
            };
            super::save(part, &|digest| self.0.contains_key(digest), put).unwrap();
            let count = new.len();
            self.0.extend(new);
            count
        }
        fn load(&self, digest: &str) -> Result<Part<Page>, LoadError> {
            Part::load(digest, &Loading::new(self))
        }
    }

    fn leaf(text: impl Into<Rope>) -> Part<Page> {
        Part::new(Page { text: text.into(), pages: vec![] })
    }

    fn book() -> Part<Page> {
        let letters = Rope::made(Arc::new(Letters));
        let mixed = Rope::concat([
            Rope::from("short \u{e9}"),
            letters.slice(3..20),
            vec![0xff, 0, 1].into(),
            Rope::filler(Filler { seed: u64::MAX, dense: 77 }, 1 << 40).slice(5..1 << 33),
            vec![b'x'; 300].into(),
            letters.clone(),
            vec![0xfe; 70_000].into(),
        ]);
        let pages = vec![leaf("one"), leaf(""), leaf(mixed), leaf(letters), leaf(vec![b'x'; 300]), leaf(vec![0xff])];
        Part::new(Page { text: "book".into(), pages })
    }

    #[test]
    fn what_was_saved_is_loaded() {
        let mut memory = Memory::default();
        let book = book();
        memory.save(&book);
        let loaded = memory.load(book.digest()).unwrap();
        for (page, back) in book.get().pages.iter().zip(&loaded.get().pages) {
            assert_eq!(page.get().text.len(), back.get().text.len());
            let mut end = 1 << 20;
            end = end.min(page.get().text.len());
            assert_eq!(page.get().text.slice(0..end), back.get().text.slice(0..end));
        }
        assert_eq!(hex(&sha2_of(&loaded.bytes())), book.digest());
        assert!(loaded.get().pages[3].get().text.source().is_some());
    }

    #[test]
    fn a_change_costs_the_documents_on_the_way_to_it() {
        let mut memory = Memory::default();
        let first = book();
        assert_eq!(memory.save(&first), 1 + 6 + 2);
        let mut second = first.clone();
        second.get_mut().pages[0].get_mut().text = "two".into();
        assert_eq!(first.get().pages[0].get().text, Rope::from("one"));
        assert_ne!(first, second);
        assert_eq!(memory.save(&second), 2);
        second.get_mut().pages[0].get_mut().text = "one".into();
        assert_eq!(first, second);
        assert_eq!(memory.save(&second), 0);
    }

    #[test]
    fn a_document_named_twice_is_loaded_once() {
        let mut page = leaf("deep");
        for _ in 0..60 {
            page = Part::new(Page { text: Rope::new(), pages: vec![page.clone(), page] });
        }
        let mut memory = Memory::default();
        assert_eq!(memory.save(&page), 61);
        let loaded = memory.load(page.digest()).unwrap();
        assert!(loaded.get().pages[0].is_same(&loaded.get().pages[1]));
    }

    #[test]
    fn bytes_that_stand_in_it_often_are_written_once_and_read_once() {
        let block = Rope::from(vec![b'x'; 70_000]);
        let long = Rope::concat((0..4000).map(|_| block.clone()));
        let book = Part::new(Page { text: long.clone(), pages: vec![leaf(long.slice(0..140_000)), leaf(block)] });
        let mut memory = Memory::default();
        memory.save(&book);
        assert!(memory.0.values().map(Bytes::len).sum::<usize>() < 72_000);
        let loaded = memory.load(book.digest()).unwrap();
        let pages = loaded.get().pages.iter().map(|page| &page.get().text);
        let segments = pages.chain([&loaded.get().text]).flat_map(Rope::segments);
        let start =
            |segment: &Segment| if let Segment::Bytes(bytes) = segment { bytes.as_ptr() } else { std::ptr::null() };
        let starts: BTreeSet<*const u8> = segments.map(start).collect();
        assert_eq!((starts.len(), loaded.get().text.len()), (1, long.len()));
    }

    #[test]
    fn missing_and_tampered_bytes_are_refused() {
        let mut memory = Memory::default();
        let book = book();
        memory.save(&book);
        for digest in memory.0.keys().cloned().collect::<Vec<_>>() {
            let bytes = memory.0.remove(&digest).unwrap();
            assert_eq!(memory.load(book.digest()).unwrap_err(), LoadError::Missing(digest.clone()));
            memory.0.insert(digest.clone(), bytes.slice(1..));
            let error = memory.load(book.digest()).unwrap_err();
            assert_eq!(error.to_string(), format!("sha256:{digest} is damaged: its bytes have another digest"));
            memory.0.insert(digest, bytes);
        }
    }

    #[test]
    fn documents_of_another_form_are_refused() {
        let mut memory = Memory::default();
        let letters = hex(&Letters.sha256());
        let bad = [
            "[]".to_string(),
            r#"{"text":[{"base64":"*"}],"pages":[]}"#.to_string(),
            r#"{"text":[{"seed":1,"dense":1,"offset":2,"len":18446744073709551615}],"pages":[]}"#.to_string(),
            format!(r#"{{"text":[{{"made":"{letters}","offset":20,"len":7}}],"pages":[]}}"#),
        ];
        for text in bad {
            let digest = hex(&sha2_of(text.as_bytes()));
            memory.0.insert(digest.clone(), text.into());
            assert!(matches!(memory.load(&digest), Err(LoadError::Damaged { .. })));
        }
    }
}
