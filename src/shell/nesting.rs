//! A guard for this program's own stack: parsing and running call themselves, and learners write recursive functions.

use std::cell::Cell;

use super::Stop;

/// Commands inside commands, counted over functions, substitutions and scripts that start scripts.
pub const MAX_NESTING: usize = 120;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// One level; it ends when the value is dropped.
pub struct Nesting(());

impl Nesting {
    /// Goes one level deeper; `None` if there are [`MAX_NESTING`] already.
    pub fn enter() -> Option<Nesting> {
        DEPTH.with(|depth| {
            (depth.get() < MAX_NESTING).then(|| {
                depth.set(depth.get() + 1);
                Nesting(())
            })
        })
    }

    /// Goes one level deeper, or says why not.
    pub fn enter_or_stop() -> Result<Nesting, Stop> {
        Self::enter().ok_or_else(|| Stop::Limit(format!("commands are nested more than {MAX_NESTING} deep")))
    }
}

impl Drop for Nesting {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}
