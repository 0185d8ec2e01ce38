//! The little POSIX shell and the userland programs.
//!
//! A program sees the world through [`Process`] and its [`System`]: files, clock, terminal, other programs. It never
//! blocks: where it would have to wait for the person at the terminal it ends with [`Stop::Input`]. Whoever runs it
//! keeps how far it came ([`Visits`]), and runs it again from there when the line is typed.

#![cfg_attr(not(test), deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros))]

mod absolute;
mod arithmetic;
mod arrays;
mod bash_version;
mod bounds;
mod braces;
mod builtins;
mod channel;
mod conditions;
pub mod elf;
mod embedded;
mod environment;
mod executable;
mod expansion;
mod fields;
mod glob;
mod interpreter;
mod jobs;
pub mod language;
mod launch;
mod limits;
mod listening;
mod nesting;
mod parameter;
pub mod pattern;
mod printed;
mod process;
mod processes;
pub mod programs;
mod quoted;
mod redirect;
mod runnable;
mod secret;
mod served;
mod sh;
mod simple;
mod state;
mod steps;
mod value;
mod visits;

pub use bounds::{Bounds, OUT_OF_MEMORY, SIGNALLED};
pub use builtins::builtin_names;
pub use elf::NOTE;
pub use embedded::Language;
pub use environment::Environment;
pub use executable::{ProgramFile, identify};
pub use interpreter::{run, run_whole};
pub use language::{Dialect, ParseError, parse};
pub use launch::{DEFAULT_PATH, Launch, LaunchError, execute, find};
pub use limits::{Limits, UNLIMITED};
pub use listening::{bare_ports, listeners, program_name};
pub use printed::{Gate, Live, Printed, Recorder};
pub use process::{
    Behind, Entered, Executable, FREE_MEMORY, Flavour, GATEWAY, HOST_NAME, Hold, Input, Interrupt, KERNEL_RELEASE,
    Listed, Listener, MEMORY, Output, OutputBuffer, PROCESSORS, Process, ProcessInfo, ProcessParts, Program, Prompt,
    Stay, Stop, Stream, System, TerminalSize, Typed,
};
pub use runnable::{Known, executable};
pub use secret::Secret;
pub use served::{HttpAsked, HttpReply, HttpRequest, Page, RegistrySettings, Served, Signal};
pub use simple::not_found;
pub use state::{Form, Shell, ShellOptions, Variable};
pub use steps::Steps;
pub use value::Value;
pub use visits::{Answer, Over, Visits};

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
