//! Ctrl-C while no line is read: it is noted, and never ends the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether Ctrl-C was pressed.
#[derive(Clone, Debug, Default)]
pub(super) struct Interrupts(Arc<AtomicBool>);

impl Interrupts {
    /// From now on Ctrl-C is noted.
    pub fn watch() -> Self {
        let interrupts = Interrupts::default();
        // Where that is not possible, Ctrl-C ends the program, and what was done is saved.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, interrupts.0.clone());
        interrupts
    }

    /// What was pressed before does not count.
    pub fn forget(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// As if it was pressed.
    #[cfg(test)]
    pub fn press(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was pressed since the last call.
    pub fn came(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}
