//! JavaScript as Node.js has it.

mod builtins;
pub(super) mod command;
mod conversion;
mod display;
mod errors;
mod finding;
mod importing;
mod inspect;
mod lexer;
mod manifest;
mod methods;
mod mocks;
mod operators;
mod options;
mod parser;
mod place;
mod programs;
mod resting;
mod uncaught;

pub(super) use operators::JAVASCRIPT;

use super::value::Value;

/// The version of Node.js, e.g. `26.7.0`.
pub(super) fn version(process: &crate::shell::Process<'_>) -> String {
    let own = process.version.clone();
    own.or_else(|| process.environment.get("NODE_VERSION").cloned()).unwrap_or_else(|| "26.7.0".to_string())
}

/// A number of the language: all are of one kind.
fn number(value: usize) -> Value {
    Value::Float(value as f64)
}
