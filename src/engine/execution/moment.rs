//! [`Moment`]: the state of a process's files and clock, as a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::content::{AnyPart, Document, LoadError};
use crate::vfs::{Changes, Tree};

/// Files and clock at a moment: what can be written to is kept, the rest follows from where the process runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Moment {
    pub clock: Clock,
    /// The upper layer of the root.
    pub upper: Changes,
    /// The mounted trees that take writes, by mount point.
    pub mounts: BTreeMap<String, Tree>,
}

impl Document for Moment {
    fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        visit(&self.upper);
        self.mounts.values().for_each(|tree| visit(tree));
    }
    fn parts_mut(&mut self, visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>) -> Result<(), LoadError> {
        visit(&mut self.upper)?;
        self.mounts.values_mut().try_for_each(|tree| visit(tree))
    }
}
