//! [`Moment`]: the state of a process's files and clock, as a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::content::parts;
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

parts!(Moment { upper, mounts } besides { clock });
