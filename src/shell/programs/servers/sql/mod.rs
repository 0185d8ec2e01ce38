//! A little SQL: tables of one database at a time, with what tutorials ask of them. PostgreSQL's and MySQL's servers
//! share it; their clients word it. A statement that is not simulated says so.

mod evaluate;
mod lexer;
mod parser;
mod run;
mod store;
mod surroundings;
mod syntax;
mod value;
pub(super) mod words;

pub(super) use parser::{parse, statements};
pub(super) use run::{Outcome, Session};
pub(super) use store::{Database, Store};
pub(super) use surroundings::Surroundings;
pub(super) use value::Value;

/// Why a statement has no result.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// At this byte; what stands from there on.
    Syntax {
        at: usize,
        near: String,
    },
    /// The statement.
    Unsimulated(String),
    NoDatabase(String),
    DatabaseExists(String),
    /// No database has been chosen (MySQL).
    NoneChosen,
    NoTable {
        name: String,
        at: usize,
    },
    TableExists(String),
    NoColumn {
        name: String,
        at: usize,
    },
    NoFunction {
        name: String,
        at: usize,
    },
    /// A row with this key is there already.
    Duplicate {
        table: String,
        column: String,
        primary: bool,
        value: Value,
    },
    /// A column that must have a value has none in this row.
    Missing {
        table: String,
        column: String,
        row: Vec<Value>,
    },
    /// More or fewer values than columns.
    Counts {
        more: bool,
        at: usize,
    },
    NotANumber {
        kind: String,
        value: String,
    },
    DivisionByZero,
    TooManyRows,
}
