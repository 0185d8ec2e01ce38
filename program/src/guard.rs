//! Bugs of this program: a panic while a command runs is caught and reported, and the state before the command goes on.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

use layercake::words;

thread_local! {
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What went wrong inside, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}\n{}", words::bug(.0), words::bug_state())]
pub(super) struct Bug(String);

impl Bug {
    /// One that is no panic.
    pub fn because(reason: String) -> Bug {
        Bug(reason)
    }
}

/// From now on a panic is noted instead of printed.
pub(super) fn note_panics() {
    set_hook(Box::new(|panic| {
        let message = panic.payload().downcast_ref::<&str>().map(|text| text.to_string());
        let message = message.or_else(|| panic.payload().downcast_ref::<String>().cloned()).unwrap_or_default();
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
        LAST.set(Some(message + &place));
    }));
}

/// Does something that must not panic; a panic becomes a [`Bug`]. What `act` changed must not be used then.
pub(super) fn guarded<T>(act: impl FnOnce() -> T) -> Result<T, Bug> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|_| Bug(LAST.take().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_value() {
        assert_eq!(guarded(|| 1), Ok(1));
        assert!(guarded(|| panic!("oh")).is_err());
    }
}
