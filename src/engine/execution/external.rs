//! [`External`]: what somebody else did to the files of a process meanwhile.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::vfs::Changes;

/// A change of the upper layer by somebody else than the process itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct External {
    pub at: Timestamp,
    pub set: Changes,
    /// Paths of which the upper layer says nothing any more.
    pub unset: Vec<String>,
}

impl External {
    /// What turns `before` into `after`; `None` if nothing.
    pub fn between(at: Timestamp, before: &Changes, after: &Changes) -> Option<External> {
        let mut external = External { at, ..External::default() };
        let mut any = false;
        for (path, change) in after.iter() {
            if before.get(path) != Some(change) {
                external.set.set(path, change.clone());
                any = true;
            }
        }
        for (path, _) in before.iter() {
            if after.get(path).is_none() {
                external.unset.push(path.to_string());
                any = true;
            }
        }
        any.then_some(external)
    }

    /// An upper layer with this change.
    pub fn on(&self, upper: &Changes) -> Changes {
        let mut changed = upper.clone();
        self.unset.iter().for_each(|path| changed.forget(path));
        self.set.iter().for_each(|(path, change)| changed.set(path, change.clone()));
        changed
    }
}
