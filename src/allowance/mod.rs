//! What one command line may use of the real machine, whoever works for it: memory, time, and the depth of the stack.
//!
//! A line is begun with [`Line::begin`]. What runs for it says every now and then that it works ([`work`]) and is told
//! when the allowance is spent; it then ends in whatever way it has for failures. The allowance stays spent until the
//! line is over, so nobody can go on, and who began the line sees it ([`Line::spent`]) and takes the state before.
//!
//! Who has no way to fail (an iterator over bytes) is left by unwinding ([`insist`], [`caught`]).
//!
//! Memory is counted by whoever hands it out: the program's allocator tells [`meter`]. So nothing that grows can be
//! forgotten, and it is looked at whenever somebody works.
//! Recursion is guarded by [`Nesting`].
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod line;
pub mod meter;
mod stack;

pub use line::{
    Halt, INTERRUPTED, Line, STOPPED, Spent, apart, caught, glance, insist, insist_room, room, set_timer, work,
};
pub use meter::Taken;
pub use stack::{MAX_NESTING, Nesting, TooDeep, declare_stack, stack};
