//! [`Nesting`]: a guard for this program's own stack. Parsing and running call themselves, and learners write recursive
//! functions.

use std::cell::Cell;

/// Commands inside commands, brackets inside brackets: counted over everything that calls itself.
pub const MAX_NESTING: usize = 120;
/// The stack of a thread of which nobody said how much it has.
const UNKNOWN_STACK: usize = 512 << 10;
/// What of it is left for whatever does not call itself.
const RESERVE: usize = 192 << 10;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The highest address that was seen on the stack, and how many bytes there are below it.
    static STACK: Cell<(usize, usize)> = const { Cell::new((0, UNKNOWN_STACK)) };
}

/// Something is nested too deeply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nested more than {MAX_NESTING} deep")]
pub struct TooDeep;

/// This thread has a stack of so many bytes, of which little is used yet.
pub fn declare_stack(bytes: usize) {
    STACK.set((here(), bytes));
}

/// About where the stack ends now. (It grows downwards.)
#[inline(never)]
fn here() -> usize {
    let marker = 0_u8;
    (&raw const marker).addr()
}

/// One level; it ends when the value is dropped.
pub struct Nesting(());

impl Nesting {
    /// Goes one level deeper, unless there are [`MAX_NESTING`] already, or little of the stack is left.
    pub fn enter() -> Result<Nesting, TooDeep> {
        Self::within(MAX_NESTING)
    }

    /// The same for what calls itself with little on the stack, and may therefore go deeper: `levels` deep.
    pub fn within(levels: usize) -> Result<Nesting, TooDeep> {
        if DEPTH.get() >= levels || !has_stack() {
            return Err(TooDeep);
        }
        DEPTH.set(DEPTH.get() + 1);
        Ok(Nesting(()))
    }
}

/// Whether enough of the stack is left for who counts its levels itself.
pub fn stack() -> Result<(), TooDeep> {
    if has_stack() { Ok(()) } else { Err(TooDeep) }
}

fn has_stack() -> bool {
    let (top, bytes) = STACK.get();
    let here = here();
    if here > top {
        STACK.set((here, bytes));
        return true;
    }
    top - here < bytes.saturating_sub(RESERVE)
}

impl Drop for Nesting {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deep(levels: usize) -> usize {
        let Ok(_nesting) = Nesting::within(levels) else { return 0 };
        let ballast = std::hint::black_box([1_u8; 4096]);
        deep(levels) + usize::from(ballast[0])
    }

    #[test]
    fn a_small_stack_is_not_used_up() {
        let thread = std::thread::Builder::new().stack_size(512 << 10).spawn(|| deep(usize::MAX)).unwrap();
        assert!((40..128).contains(&thread.join().unwrap()));
        let thread = std::thread::Builder::new().stack_size(4 << 20).spawn(|| {
            declare_stack(4 << 20);
            (deep(usize::MAX), deep(MAX_NESTING))
        });
        let (all, counted) = thread.unwrap().join().unwrap();
        assert!(all > 400 && counted == MAX_NESTING, "{all} {counted}");
    }
}
