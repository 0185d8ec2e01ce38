//! The build cache, and all else that the builder remembers: results by key, files of contexts, cache mounts, past builds.
//!
//! A record holds a stack of layers in the image store's snapshots ([`crate::engine::Images::hold`]), so it stays when
//! the last image goes that shares it.

mod prune;
mod record;
mod usage;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::super::api::BuildRecord;
use crate::content::{Part, Table, parts};
use crate::oci::{ChainId, Digest};

pub use prune::{build_prune, prune, remove, trim};
pub use record::{CacheMount, Key, LocalMemo, PULLED, Record, SiteMemo};
pub use usage::{records, usage};

/// Everything that the builder remembers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Builder {
    /// By ID.
    pub(super) records: Table<Record>,
    /// By the hexadecimal digits of a key.
    pub(super) keys: Table<Key>,
    /// What each step was made of last time.
    pub(super) sites: Table<SiteMemo>,
    /// The files of contexts as they were sent last.
    pub(super) locals: Table<LocalMemo>,
    /// By the name of the cache.
    pub(super) mounts: Table<CacheMount>,
    /// Past builds, the newest last.
    pub(super) history: Vec<Part<BuildRecord>>,
}

parts!(Builder { records, keys, sites, locals, mounts, history } besides {});

impl Builder {
    /// How many records it holds.
    pub fn count(&self) -> usize {
        self.records.iter().count()
    }

    /// The stacks of layers that records hold.
    pub fn held(&self) -> Vec<ChainId> {
        self.records.iter().filter_map(|(_, record)| record.chain).collect()
    }

    /// The stacks that steps made. BuildKit keeps them under names of its own, so that a pull does not find them.
    pub fn made(&self) -> BTreeSet<ChainId> {
        let steps = self.records.iter().filter(|(_, record)| !record.description.starts_with(PULLED));
        steps.filter_map(|(_, record)| record.chain).collect()
    }

    /// The content that records hold.
    pub fn held_content(&self) -> Vec<Digest> {
        self.records.iter().flat_map(|(_, record)| record.content.iter().copied()).collect()
    }

    /// The result that a key leads to.
    pub(super) fn find(&self, key: &Digest) -> Option<(&Key, &Record)> {
        let key = self.keys.get(&key.hex())?;
        Some((key, self.records.get(&key.record)?))
    }
}
