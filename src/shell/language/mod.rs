//! The language's syntax: text to [`Script`], nothing run (POSIX XCU chapter 2, as dash and BusyBox ash take it).

mod dialect;
mod parser;
mod problem;
mod syntax;
mod word;

pub use dialect::Dialect;
pub use parser::{Parser, is_name, is_reserved, parse};
pub use problem::{ParseError, Problem, Unfinished};
pub use syntax::{
    AndOr, Arm, Command, CommandKind, Connector, Function, Item, Operation, Parameter, Part, Pipeline, Redirection,
    RedirectionKind, Script, Word,
};

/// Here-documents that one line may announce.
const HEREDOCS: usize = 1000;
/// Bytes that a script may have.
pub const SCRIPT_LIMIT: u64 = 8 << 20;
