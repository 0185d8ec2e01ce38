//! Small programs run: an honest interpreter for what tutorials write.
//!
//! Every language has a parser of its own, which makes the one tree of [`syntax`], and a [`dialect`], which says what
//! the operations mean; [`compile`] makes code of the tree and [`vm`] runs it. So recursion, exceptions, generators,
//! budgets and the way to an HTTP request exist once. What a language's library has that is small is native; the rest
//! (`flask`, `express`, `pathlib`, …) is written in the language itself, in the `library` folders.
//!
//! What is not simulated is said with the line of the program that wanted it. A run is a function of its files, its
//! clock and the requests that came: a server that is asked again is played again ([`crate::shell::System::accept`]).

mod arguments;
mod bundled;
mod code;
mod command;
mod compile;
mod compiled;
mod decimal;
mod dialect;
mod digest;
mod floats;
mod heap;
mod held;
mod input;
mod javascript;
mod json;
mod library;
mod numeral;
mod plain;
mod python;
mod ruby;
mod symbols;
mod syntax;
#[cfg(test)]
mod tests;
mod tokens;
mod updates;
mod value;
mod vm;
mod web;

use super::{Bail, Ended};
use crate::shell::{Stop, Stream};
use syntax::Span;
use value::Value;
use vm::Vm;

pub(super) use command::ALL;
pub(super) use compiled::run as run_compiled;
pub(super) use compiled::{RUST_MANIFEST, RUST_TESTS};
pub(super) use plain::{Site, serve as serve_php};
pub(super) use python::command::run as python;

/// A language whose program is described beside the servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Described {
    Ruby,
    Php,
    Perl,
}

/// Runs a program of such a language.
pub(super) fn run_described(process: &mut crate::shell::Process<'_>, language: Described, version: &str) -> Ended {
    match language {
        Described::Ruby => ruby::command::run(process, version),
        Described::Php => plain::run(process, plain::Tongue::Php, version),
        Described::Perl => plain::run(process, plain::Tongue::Perl, version),
    }
}

/// Why a program's text cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// It is wrong.
    Syntax { span: Span, message: String },
    /// It is right, but the sandbox does not know it.
    Unsimulated { span: Span, what: String },
}

impl Halt {
    fn syntax(span: Span, message: impl Into<String>) -> Halt {
        Halt::Syntax { span, message: message.into() }
    }
}

/// Why a program stops before its end.
#[derive(Clone, Debug)]
pub enum Fault {
    /// An exception.
    Throw(Value),
    /// `exit()`
    Exit(i32),
    /// With whoever waits for it: a limit, a server that stays.
    Stop(Stop),
    /// Something that is not simulated, where the innermost frame stands.
    Unsimulated(String),
    UnsimulatedAt {
        line: u32,
        what: String,
    },
    /// A file whose text is wrong.
    Syntax {
        span: Span,
        message: String,
        file: Option<std::rc::Rc<code::SourceText>>,
    },
}

impl Fault {
    /// The machine's stack is not as the compiler left it, which cannot be.
    fn broken() -> Fault {
        Fault::Stop(Stop::Limit("the interpreter lost its place".into()))
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        Fault::Stop(stop)
    }
}

/// Kinds of errors that the languages have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    Type,
    Value,
    Name,
    Attribute,
    Index,
    Key,
    Division,
    Recursion,
    Import,
    Syntax,
    System,
}

/// What a step of running a program came to, for a program's function: an exception has no place there.
fn ending<T>(result: Result<T, Fault>) -> Result<T, Bail> {
    result.map_err(|fault| match fault {
        Fault::Stop(stop) => Bail::Stop(stop),
        Fault::Exit(code) => Bail::Status(code),
        _ => Bail::Status(1),
    })
}

/// Says which line of the program is not simulated, or passes on what stops it.
fn not_simulated(vm: &mut Vm<'_, '_>, fault: Fault, file: &code::SourceText) -> Ended {
    let (what, place) = match fault {
        Fault::Stop(stop) => return Err(Bail::Stop(stop)),
        Fault::UnsimulatedAt { line, what } => (what, format!("{}, line {line}", file.shown)),
        Fault::Unsimulated(what) => {
            let frame = vm.frames.iter().rev().find(|frame| !frame.code.file.is_library);
            let place = frame.map(|frame| format!("{}, line {}", frame.code.file.shown, frame.span().line));
            (what, place.unwrap_or_else(|| file.shown.to_string()))
        }
        _ => return Ok(1),
    };
    let text = format!("layercake: {place}: {what} is not simulated\n");
    vm.process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}
