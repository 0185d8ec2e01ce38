//! [`Run`]: how a running container's main process came to where it is.

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::content::{AnyPart, LoadError};
use crate::shell::Stay;
use crate::vfs::Changes;

use super::super::execution::External;
use super::log::Log;

/// How a running container's main process came to where it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    /// Time and chance when it started.
    pub clock: Clock,
    /// The writable layer when it started.
    pub upper: Changes,
    /// The log when it started.
    pub log: Log,
    /// What it waits for.
    pub stay: Stay,
    /// What `exec` and `cp` changed since.
    pub externals: Vec<External>,
    /// Bytes that it has printed.
    pub written: u64,
    /// Whether it met a limit: it goes on no more.
    pub frozen: bool,
}

impl Run {
    /// See [`crate::content::Document::parts`].
    pub fn parts(&self, visit: &mut dyn FnMut(&dyn AnyPart)) {
        visit(&self.upper);
        self.externals.iter().for_each(|external| visit(&external.set));
    }

    /// See [`crate::content::Document::parts_mut`].
    pub fn parts_mut(
        &mut self,
        visit: &mut dyn FnMut(&mut dyn AnyPart) -> Result<(), LoadError>,
    ) -> Result<(), LoadError> {
        visit(&mut self.upper)?;
        self.externals.iter_mut().try_for_each(|external| visit(&mut external.set))
    }
}
