//! Everything that touches the machine: the command line, files, the terminal.

mod cli;
mod courses;
mod disk;
mod exec;
mod exercises;
mod guard;
mod hub;
mod hub_lock;
mod lessons;
mod mdbook;
mod own_lessons;
mod progress;
mod proofs;
mod state;
mod terminal;
mod workspace;

pub use cli::{main, mdbook_main};
