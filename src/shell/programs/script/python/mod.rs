//! Python.

mod builtins;
pub(super) mod command;
mod display;
mod errors;
mod evaluating;
mod exceptions;
mod format;
mod hashing;
mod importing;
mod inherited;
mod lazy;
mod lexer;
mod methods;
mod modules;
mod numbers;
mod operators;
mod parser;
mod place;
mod program;
mod repl;
mod sameness;
mod sequences;
mod special;
mod traceback;

pub(super) use operators::PYTHON;
pub(super) use program::prepare;

use super::Fault;
use super::value::Value;
use super::vm::Vm;

/// A module by its name.
pub(super) fn import(vm: &mut Vm<'_, '_>, name: &str) -> Result<Value, Fault> {
    importing::import(vm, &name.into(), false)
}

/// The version of the interpreter that runs, e.g. `3.14.7`.
pub(super) fn version(process: &crate::shell::Process<'_>) -> String {
    let own = process.version.clone();
    own.or_else(|| process.environment.get("PYTHON_VERSION").cloned()).unwrap_or_else(|| "3.14.7".to_string())
}

/// Its major and minor number.
pub(super) fn minor(process: &crate::shell::Process<'_>) -> (u32, u32) {
    let version = version(process);
    let mut numbers = version.split('.').map(|part| part.parse().unwrap_or(0));
    (numbers.next().unwrap_or(3), numbers.next().unwrap_or(14))
}

/// Whether it is at least this version.
pub(super) fn since(vm: &Vm<'_, '_>, wanted: u32) -> bool {
    minor(vm.process) >= (3, wanted)
}
