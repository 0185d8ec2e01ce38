//! [`Store`]: what a database server holds, in a file of its data directory.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::syntax::ColumnDefinition;
use super::value::Value;
use crate::shell::Process;
use crate::vfs::Errno;

/// Bytes of data that are read again.
const LIMIT: u64 = 32 << 20;
/// Rows that a table may have.
pub const MAX_ROWS: usize = 100_000;

/// Databases by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Store {
    pub databases: BTreeMap<String, Database>,
    #[serde(default)]
    pub users: BTreeSet<String>,
    /// What the administrator logs in with; `None`: nothing is asked.
    #[serde(default)]
    pub password: Option<String>,
    /// What other users log in with.
    #[serde(default)]
    pub passwords: BTreeMap<String, String>,
}

/// Tables by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Database {
    pub owner: String,
    pub tables: BTreeMap<String, Table>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<ColumnDefinition>,
    pub rows: Vec<Vec<Value>>,
    /// The number that a counting column gave last.
    #[serde(default)]
    pub counter: i64,
}

impl Store {
    /// What lies at `path`; nothing if there is nothing.
    pub fn load(process: &mut Process<'_>, path: &str) -> Option<Store> {
        let content = process.system.files().read(path).ok()?;
        serde_json::from_slice(&content.bytes_up_to(LIMIT).ok()?).ok()
    }

    /// Keeps it at `path`.
    pub fn save(&self, process: &mut Process<'_>, path: &str) -> Result<(), Errno> {
        let text = serde_json::to_string(self).unwrap_or_default();
        process.system.files().write(path, text.into(), 0o600)
    }
}
