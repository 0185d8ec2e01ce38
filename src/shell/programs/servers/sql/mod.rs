//! A little SQL: tables of one database at a time, with what tutorials ask of them. PostgreSQL's and MySQL's servers
//! share it; their clients word it. A statement that is not simulated says so.

mod columns;
mod cursor;
mod dump;
mod evaluate;
mod kinds;
mod lexer;
mod parser;
mod rows;
mod run;
mod store;
mod surroundings;
mod syntax;
#[cfg(test)]
mod tests;
mod value;
pub(super) mod words;

pub(super) use dump::Dump;
pub(super) use lexer::{quoted, skipped};
pub(super) use parser::{parse, statements};
pub(super) use run::{Outcome, Session};
pub(super) use store::{Database, Store};
pub(super) use surroundings::Surroundings;
pub(super) use value::Value;

use crate::allowance::{Spent, TooDeep};

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
    /// An expression has too many operators inside each other.
    TooDeep,
    /// The allowance of the command line is used up.
    Spent(Spent),
    NoDatabase(String),
    DatabaseExists(String),
    /// `at`: where it stands, if the server marks it.
    NoSchema {
        name: String,
        at: Option<usize>,
    },
    SchemaExists(String),
    /// It has tables.
    SchemaInUse(String),
    UserExists(String),
    /// No database has been chosen (MySQL).
    NoneChosen,
    NoTable {
        name: String,
        at: usize,
    },
    /// The table that is to be removed.
    NoSuchTable {
        name: String,
    },
    TableExists(String),
    ColumnExists {
        table: String,
        column: String,
    },
    NoColumn {
        name: String,
        at: usize,
    },
    /// A column of a key.
    NoKeyColumn {
        name: String,
        at: usize,
    },
    /// Several tables have a column of this name.
    Ambiguous {
        name: String,
        at: usize,
    },
    /// A column is of a table that is not read.
    NoSource {
        table: String,
        column: String,
        at: usize,
    },
    /// Two tables have this name.
    AliasTwice {
        alias: String,
    },
    NoFunction {
        name: String,
        at: usize,
    },
    /// A function of a window where there is none.
    WindowHere,
    /// A function over all rows where there is one.
    OverAllHere,
    /// A column, first in the output of this number, is neither grouped by nor in a function over all rows.
    Ungrouped {
        number: usize,
        table: String,
        name: String,
    },
    /// `ORDER BY 9`
    NoOutput {
        number: i64,
    },
    /// A column of an index.
    NoIndexColumn {
        name: String,
    },
    /// The index that is to be removed.
    NoIndex {
        name: String,
    },
    /// The index that is to be made.
    IndexExists {
        name: String,
    },
    /// Rows have the same values in the columns of a unique index that is to be made.
    NotUnique {
        index: String,
        columns: Vec<String>,
        values: Vec<Value>,
    },
    /// ON CONFLICT names columns that are no key.
    NoArbiter,
    /// A row with this key is there already.
    Duplicate {
        /// The key's own name, if it has one.
        index: Option<String>,
        table: String,
        columns: Vec<String>,
        primary: bool,
        values: Vec<Value>,
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
    OutOfRange {
        kind: String,
    },
    TooLong {
        kind: String,
    },
    /// A value does not fit into its column.
    InColumn {
        column: String,
        fault: Box<Fault>,
    },
    DivisionByZero,
    /// A SELECT that stands for a value finds several rows.
    ManyRows,
    /// Or has several columns.
    ManyColumns,
    /// Results that go together have not as many columns; what joins them.
    Widths(&'static str),
    /// A SELECT that is read has no name (MySQL).
    NoAlias,
    TooManyRows,
}

impl From<TooDeep> for Fault {
    fn from(_: TooDeep) -> Self {
        Fault::TooDeep
    }
}

impl From<Spent> for Fault {
    fn from(spent: Spent) -> Self {
        Fault::Spent(spent)
    }
}
