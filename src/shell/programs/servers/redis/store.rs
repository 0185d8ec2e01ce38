//! [`Store`]: what a Redis server holds.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::shell::Process;
use crate::shell::programs::servers::kept::{Kept, Lost};
use crate::shell::programs::servers::number::Number;

/// Where the server keeps its data: the image's volume.
const FILE: &str = "/data/dump.rdb";

/// A value of Redis'.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    Text(String),
    List(Vec<String>),
    Hash(BTreeMap<String, String>),
    Set(BTreeSet<String>),
    Sorted(BTreeMap<String, Number>),
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
    /// What clients must say first: the server that started last wrote it down (`requirepass`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl Kept for Store {}

impl Store {
    /// What the server holds now: what is over is gone.
    pub fn load(process: &mut Process<'_>) -> Result<Store, Lost> {
        let now = process.system.clock().now();
        let mut store = <Store as Kept>::read(process, FILE)?.unwrap_or_default();
        store.keys.retain(|_, entry| entry.until.is_none_or(|until| until > now));
        Ok(store)
    }

    /// Keeps it.
    pub fn save(&self, process: &mut Process<'_>) -> Result<(), Lost> {
        let made = process.system.files().make_dirs("/data", 0o755);
        made.map_err(|errno| Lost::File { path: "/data".into(), errno })?;
        self.write(process, FILE)
    }
}
