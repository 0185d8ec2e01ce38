//! Memory, as the program's allocator counts it: for each thread what it took, less what it gave back.

use std::cell::Cell;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
}

/// This thread took so many bytes (or gave them back, if negative). For allocators: it takes none itself.
#[inline]
pub fn count(bytes: isize) {
    // At a thread's very end nobody counts any more.
    let _ = HELD.try_with(|held| held.set(held.get().wrapping_add(bytes)));
}

/// What this thread holds. Without an allocator that counts: nothing.
pub(super) fn held() -> isize {
    HELD.with(Cell::get)
}

/// Bytes that are taken on this thread from now on, and not given back.
#[derive(Clone, Copy, Debug)]
pub struct Taken(isize);

impl Taken {
    /// Nothing yet.
    pub fn nothing() -> Taken {
        Taken(held())
    }

    /// How many there are.
    pub fn bytes(self) -> usize {
        usize::try_from(held().wrapping_sub(self.0)).unwrap_or(0)
    }
}
