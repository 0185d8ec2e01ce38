//! The little POSIX shell and the userland programs.
//!
//! A program sees the world through [`Process`] and its [`System`]: files, clock, terminal, other programs. It never
//! blocks: where it would have to wait for the person at the terminal it ends with [`Stop::Input`], and whoever runs
//! it starts the whole command line again with one more line of input (everything is deterministic, so the second run
//! comes to the same place and goes on).

#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod arithmetic;
mod braces;
mod builtins;
mod channel;
#[allow(dead_code, reason = "compilers make programs with it")]
pub(crate) mod elf;
mod environment;
mod executable;
mod expansion;
mod glob;
mod interpreter;
pub mod language;
mod launch;
mod nesting;
pub mod pattern;
mod process;
pub mod programs;
mod redirect;
mod runnable;
mod sh;
#[allow(clippy::module_inception)]
mod shell;
mod simple;

pub use environment::Environment;
pub use executable::{NOTE, ProgramFile, identify};
pub use interpreter::run;
pub use language::{ParseError, parse};
pub use launch::{DEFAULT_PATH, Launch, LaunchError, execute, find, normalize};
pub use process::{
    Executable, Flavour, HttpReply, Input, Interrupt, KERNEL_RELEASE, Output, OutputBuffer, Process, ProcessInfo,
    ProcessParts, Program, Prompt, Stay, Stop, Stream, System, TerminalSize,
};
pub use runnable::{Known, executable};
pub use shell::{Dialect, Shell, ShellOptions, Variable};

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
