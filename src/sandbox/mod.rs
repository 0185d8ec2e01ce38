//! The sandbox as a value: [`World`] is everything that a learner's machine, its engine and its registries hold;
//! a [`Session`] takes lines and gives reactions, and keeps the history of operations that undo and redo go through.
//!
//! A command maps one World to the next. Where a program needs a line from the terminal (a container's prompt, a
//! password, `[y/N]`), the command is not held up: how far it came is kept as a value (`Waiting`), and with the line it
//! goes on from there.
#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod commands;
mod faults;
mod forks;
mod kept;
mod layout;
mod logins;
mod machine;
mod operation;
mod reaction;
mod registries;
mod replay;
mod save;
mod session;
mod stacks;
mod start;
mod student;
#[cfg(test)]
mod tests;
mod waiting;
mod world;

pub use crate::allowance::Halt;
pub use crate::shell::{Secret, TerminalSize, Typed};
pub use commands::HELPERS;
pub use kept::{Bookmark, Kept, ROOT, keep, leave, load_kept, open_kept, sweep};
pub use layout::Layout;
pub use logins::{has_revoked, is_revoked, login_of, user_of};
pub use operation::{Kind, Operation, PlacedFile};
pub use reaction::{Chunk, Next, Reaction};
pub use save::{Directory, Past, SaveError, Store};
pub use session::{COMMAND_BYTES, Session};
pub use start::{Setup, WorkspaceFile};
pub use student::{DIRECTORY, HOME, LEARNER};
pub use world::World;
