//! [`Column`]: a column that a statement sees, and how names find it.

use super::Fault;
use super::syntax::{ColumnDefinition, Named};

/// Units of work that looking at a row is.
pub const LOOK: u64 = 1 << 10;

/// A column, and the table that it is of.
#[derive(Clone, Debug)]
pub struct Column {
    pub table: String,
    pub definition: ColumnDefinition,
    pub shown: Shown,
}

/// Where `*` shows a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    InPlace,
    /// Before the others: the tables have it in common.
    First,
    /// Nowhere, and only its table finds it.
    Not,
}

/// The columns of a table under this name.
pub fn columns_of(table: &str, definitions: &[ColumnDefinition]) -> Vec<Column> {
    definitions
        .iter()
        .map(|definition| Column { table: table.into(), definition: definition.clone(), shown: Shown::InPlace })
        .collect()
}

/// The place of a column in the rows.
pub fn place(columns: &[Column], named: &Named) -> Result<usize, Fault> {
    let of_table = |column: &Column| named.of.as_ref().is_none_or(|of| of.eq_ignore_ascii_case(&column.table));
    if let Some(of) = named.of.as_ref().filter(|_| !columns.iter().any(of_table)) {
        return Err(Fault::NoSource { table: of.clone(), column: named.name.clone(), at: named.at });
    }
    let seen = |column: &Column| named.of.is_some() || column.shown != Shown::Not;
    let is_meant =
        |column: &Column| seen(column) && column.definition.name.eq_ignore_ascii_case(&named.name) && of_table(column);
    let mut found = columns.iter().enumerate().filter(|(_, column)| is_meant(column)).map(|(at, _)| at);
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        (Some(_), Some(_)) => Err(Fault::Ambiguous { name: named.name.clone(), at: named.at }),
        (None, _) => {
            let of = named.of.as_ref().map_or(String::new(), |of| format!("{of}."));
            Err(Fault::NoColumn { name: format!("{of}{}", named.name), at: named.at })
        }
    }
}
