//! [`Halt`]: a way to stop a command from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Stops the command that has a clone of it: at its next step it ends as by Ctrl-C, and nothing has happened.
#[derive(Clone, Debug, Default)]
pub struct Halt(Arc<AtomicBool>);

impl Halt {
    /// Stops it.
    pub fn halt(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    pub fn is_halted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
