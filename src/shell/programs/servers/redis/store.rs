//! [`Store`]: what a Redis server holds.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::shell::Process;
use crate::vfs::Errno;

/// Where the server keeps its data: the image's volume.
const FILE: &str = "/data/dump.rdb";
/// Bytes of data that are read again.
const LIMIT: u64 = 16 << 20;

/// A value of Redis'.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    Text(String),
    List(Vec<String>),
    Hash(BTreeMap<String, String>),
    Set(BTreeSet<String>),
    Sorted(BTreeMap<String, f64>),
}

/// A value, and when it is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub data: Data,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// All keys of the first database.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Store {
    #[serde(default)]
    pub keys: BTreeMap<String, Entry>,
}

impl Store {
    /// What the server holds now: what is over is gone.
    pub fn load(process: &mut Process<'_>) -> Store {
        let now = process.system.clock().now();
        let content = process.system.files().read(FILE).ok();
        let bytes = content.and_then(|content| content.bytes_up_to(LIMIT).ok()).unwrap_or_default();
        let mut store: Store = serde_json::from_slice(&bytes).unwrap_or_default();
        store.keys.retain(|_, entry| entry.until.is_none_or(|until| until > now));
        store
    }

    /// Keeps it.
    pub fn save(&self, process: &mut Process<'_>) -> Result<(), Errno> {
        let text = serde_json::to_string(self).unwrap_or_default();
        process.system.files().make_dirs("/data", 0o755)?;
        process.system.files().write(FILE, text.into(), 0o600)
    }
}
