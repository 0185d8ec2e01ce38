//! Everything that touches the machine: the command line, files, the terminal.

mod cli;
mod disk;
mod exec;
mod hub;
mod hub_lock;
mod workspace;

pub use cli::main;
