//! Ruby.

mod classes;
pub(super) mod command;
mod comparison;
mod constants;
mod display;
mod errors;
mod format;
mod functions;
mod lexer;
mod library;
mod loading;
mod methods;
mod operators;
mod parser;
mod place;
mod program;
mod uncaught;

use super::value::Value;
use super::vm::Vm;

/// The version of the interpreter that runs, e.g. `4.0.6`.
fn version(vm: &Vm<'_, '_>) -> String {
    vm.registry.get("version").and_then(Value::as_text).unwrap_or("4.0.6").to_string()
}

/// Whether it is at least this version.
fn since(vm: &Vm<'_, '_>, major: u32, minor: u32) -> bool {
    let version = version(vm);
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    (numbers.next().unwrap_or(4), numbers.next().unwrap_or(0)) >= (major, minor)
}
