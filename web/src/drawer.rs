//! [`Drawer`]: the documents of one sandbox, and what of them the browser has yet to store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;
use layercake::{Directory, Hub, Origins, SaveError, Source, Store};

/// A document that is to be stored under a key, or (nothing) removed.
pub type Change = (String, Option<Bytes>);

/// The documents of a sandbox, in memory.
pub struct Drawer {
    /// What stands before the names of its documents in the browser's store: `sandboxes/NAME/`.
    prefix: String,
    hub: Arc<dyn Hub>,
    documents: BTreeMap<String, Bytes>,
    changes: Vec<Change>,
}

impl Drawer {
    /// An empty one.
    pub fn new(prefix: String, hub: Arc<dyn Hub>) -> Self {
        Drawer { prefix, hub, documents: BTreeMap::new(), changes: Vec::new() }
    }

    /// A document comes back from the browser's store.
    pub fn put_back(&mut self, key: &str, bytes: Bytes) {
        if let Some(name) = key.strip_prefix(&self.prefix) {
            self.documents.insert(name.into(), bytes);
        }
    }

    /// What is to be stored since this was asked last, in its order.
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        let names: Vec<String> = self.documents.keys().cloned().collect();
        names.iter().for_each(|name| self.set(name, None));
    }

    fn set(&mut self, name: &str, bytes: Option<Bytes>) {
        self.changes.push((format!("{}{name}", self.prefix), bytes.clone()));
        match bytes {
            Some(bytes) => self.documents.insert(name.into(), bytes),
            None => self.documents.remove(name),
        };
    }
}

impl Origins for Drawer {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        self.documents.get(sha256).cloned()
    }
    fn made(&self, sha256: &str, recipe: Option<&str>) -> Option<Arc<dyn Source>> {
        self.hub.made(sha256, recipe)
    }
}

impl Store for Drawer {
    fn has(&self, sha256: &str) -> bool {
        self.documents.contains_key(sha256)
    }
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        self.set(sha256, Some(bytes.clone()));
        Ok(())
    }
}

impl Directory for Drawer {
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), SaveError> {
        self.set(name, Some(Bytes::copy_from_slice(bytes)));
        Ok(())
    }
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SaveError> {
        Ok(self.documents.get(name).map(|bytes| bytes.to_vec()))
    }
    fn keep_only(&mut self, needed: &BTreeSet<String>) -> Result<(), SaveError> {
        let is_document = |name: &&String| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let gone: Vec<String> =
            self.documents.keys().filter(is_document).filter(|name| !needed.contains(*name)).cloned().collect();
        gone.iter().for_each(|name| self.set(name, None));
        Ok(())
    }
}
