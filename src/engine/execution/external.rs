//! [`External`]: what somebody else did to the files of a process meanwhile.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::content::parts;
use crate::vfs::Changes;

/// What the learner's own files are called among volumes. No volume has a slash in its name.
pub const HOST: &str = "/";

/// A change of the files by somebody else than the process itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct External {
    pub at: Timestamp,
    /// What changed in the upper layer.
    pub set: Changes,
    /// Paths of which the upper layer says nothing any more.
    pub unset: Vec<String>,
    /// What changed in volumes, by name, and in the learner's own files ([`HOST`]).
    pub volumes: BTreeMap<String, Changes>,
}

parts!(External { set, volumes } besides { at, unset });

impl External {
    /// What turns the upper layer `before` into `after`.
    pub fn between(at: Timestamp, before: &Changes, after: &Changes) -> External {
        let mut external = External { at, ..External::default() };
        for (path, change) in after.iter() {
            if before.get(path) != Some(change) {
                external.set.set(path, change.clone());
            }
        }
        for (path, _) in before.iter() {
            if after.get(path).is_none() {
                external.unset.push(path.to_string());
            }
        }
        external
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.unset.is_empty() && self.volumes.is_empty()
    }

    /// An upper layer with this change.
    pub fn on(&self, upper: &Changes) -> Changes {
        let mut changed = upper.clone();
        self.unset.iter().for_each(|path| changed.forget(path));
        self.set.iter().for_each(|(path, change)| changed.set(path, change.clone()));
        changed
    }
}
