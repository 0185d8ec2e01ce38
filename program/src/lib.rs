//! Everything that touches the machine: the command line, files, the terminal.

#[macro_use]
mod output;

mod classroom;
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
mod memory;
mod own_lessons;
mod processor;
mod progress;
mod proofs;
mod reading;
mod serve;
mod site;
mod state;
mod terminal;
mod workspace;

pub use cli::{main, mdbook_main};
pub use processor::give_back;
