//! The language's syntax: text to [`Script`], nothing run (POSIX XCU chapter 2, as dash and BusyBox ash take it).

mod dialect;
mod parser;
mod problem;
mod syntax;
mod word;

pub use dialect::{Dialect, Extra};
pub use parser::{Parser, is_name, is_reserved, parse};
pub use problem::{ParseError, Problem, Unfinished};
pub use syntax::{
    AfterArm, AndOr, Arm, Assigned, Assignment, Command, CommandKind, Condition, Connector, Element, Function, Index,
    Item, Operation, Parameter, Part, Pipeline, Place, Redirection, RedirectionKind, Script, Timed, Word,
};

/// Here-documents that one line may announce.
const HEREDOCS: usize = 1000;
/// Bytes that a script may have.
pub const SCRIPT_LIMIT: u64 = 8 << 20;
