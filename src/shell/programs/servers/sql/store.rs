//! [`Store`]: what a database server holds, in a file of its data directory.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::syntax::ColumnDefinition;
use super::value::Value;
use crate::shell::Process;
use crate::shell::programs::servers::kept::{Kept, Lost};

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
    /// Those of PostgreSQL's other schemas are called `schema.table`.
    pub tables: BTreeMap<String, Table>,
    /// PostgreSQL's schemas besides `public`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub schemas: BTreeSet<String>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<ColumnDefinition>,
    pub rows: Vec<Vec<Value>>,
    /// The number that a counting column gave last.
    #[serde(default)]
    pub counter: i64,
    /// Columns that have each combination of values once, besides single ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uniques: Vec<Vec<String>>,
    /// Indexes by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub indexes: BTreeMap<String, Index>,
}

/// An index: it makes nothing quicker here, but may ask that values are unique.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    pub columns: Vec<String>,
    #[serde(default)]
    pub unique: bool,
}

impl Kept for Store {}

impl Store {
    /// What lies at `path`; nothing if there is nothing.
    pub fn load(process: &mut Process<'_>, path: &str) -> Result<Store, Lost> {
        Ok(Kept::read(process, path)?.unwrap_or_default())
    }
}
