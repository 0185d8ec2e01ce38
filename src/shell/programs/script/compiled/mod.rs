//! Programs that a compiler of the sandbox's made: they carry their sources, which run here in their stead.
//!
//! A language has a parser of its own, which makes the one tree of [`super::syntax`], and a library in Python
//! (`library/`), which has what the language's own library has. So its values are Python's: a struct is an instance of a
//! class, an error that nobody takes an exception. What a type says is said where a value is made.

mod c;
mod c_program;
mod cursor;
mod go;
mod go_program;
mod java;
mod java_program;
mod lexer;
mod preprocessor;
mod running;
mod rust;
mod rust_program;

pub use rust_program::{MANIFEST as RUST_MANIFEST, TESTS as RUST_TESTS};

use crate::shell::Process;
use crate::shell::Stream;
use crate::shell::embedded::{Embedded, Language};
use crate::shell::programs::Ended;

/// Runs a compiled program with the process's arguments.
pub fn run(process: &mut Process<'_>, program: &Embedded) -> Ended {
    match program.language {
        Language::C => c_program::run(process, program),
        Language::Go => go_program::run(process, program),
        Language::Java => java_program::run(process, program),
        Language::Rust => rust_program::run(process, program),
        _ => {
            process.output.write(Stream::Err, b"layercake: programs of this language are not simulated\n")?;
            Ok(1)
        }
    }
}
