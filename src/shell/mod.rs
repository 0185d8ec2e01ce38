//! The little POSIX shell and the userland programs.
//!
//! A program sees the world through [`Process`] and its [`System`]: files, clock, terminal, other programs. It never
//! blocks: where it would have to wait for the person at the terminal it ends with [`Stop::Input`], and whoever runs
//! it starts the whole command line again with one more line of input (everything is deterministic, so the second run
//! comes to the same place and goes on).

mod executable;
mod process;

pub use executable::{NOTE, ProgramFile, identify};
pub use process::{
    Executable, Flavour, HttpReply, Input, Interrupt, KERNEL_RELEASE, Output, OutputBuffer, Process, ProcessInfo,
    ProcessParts, Program, Prompt, Stay, Stop, Stream, System, TerminalSize,
};
