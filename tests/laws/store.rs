//! A store in memory, and a Hub of three small images.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use layercake::content::{Origins, Source};
use layercake::hub::{self, Hub, Shelf};
use layercake::sandbox::{SaveError, Store};

pub struct Memory {
    hub: Arc<dyn Hub>,
    documents: BTreeMap<String, Bytes>,
}

impl Memory {
    pub fn new(hub: Arc<dyn Hub>) -> Self {
        Memory { hub, documents: BTreeMap::new() }
    }
}

impl Origins for Memory {
    fn stored(&self, sha256: &str) -> Option<Bytes> {
        self.documents.get(sha256).cloned()
    }
    fn made(&self, sha256: &str) -> Option<Arc<dyn Source>> {
        self.hub.made(sha256)
    }
}

impl Store for Memory {
    fn has(&self, sha256: &str) -> bool {
        self.documents.contains_key(sha256)
    }
    fn put(&mut self, sha256: &str, bytes: &Bytes) -> Result<(), SaveError> {
        self.documents.insert(sha256.into(), bytes.clone());
        Ok(())
    }
}

/// The files of the Hub.
#[derive(Debug)]
struct Files;

const FILES: [(&str, &str); 3] = [
    ("alpine.toml", include_str!("hub/alpine.toml")),
    ("busybox.toml", include_str!("hub/busybox.toml")),
    ("hello-world.toml", include_str!("hub/hello-world.toml")),
];

impl Shelf for Files {
    fn files(&self) -> Vec<String> {
        FILES.iter().map(|(name, _)| name.to_string()).collect()
    }
    fn read(&self, path: &str) -> Option<Bytes> {
        let (_, text) = FILES.iter().find(|(name, _)| *name == path)?;
        Some(Bytes::from_static(text.as_bytes()))
    }
}

/// A Hub of three small images.
pub fn small_hub() -> Arc<dyn Hub> {
    hub::open(Arc::new(Files)).expect("the files are right")
}
