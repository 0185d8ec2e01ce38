//! [`Rows`]: the rows that a statement sees, with the tables' columns in them; and how names find their columns.

use super::Fault;
use super::evaluate::{Row, evaluate};
use super::store::MAX_ROWS;
use super::surroundings::Surroundings;
use super::syntax::{ColumnDefinition, Expression, ExpressionKind, Joined, Named};
use super::value::Value;
use crate::allowance;

/// Units of work that looking at a row is.
pub const LOOK: u64 = 1 << 10;

/// A column, and the table that it is of.
#[derive(Clone, Debug)]
pub struct Column {
    pub table: String,
    pub definition: ColumnDefinition,
}

/// Rows, and what their values are called.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
}

/// The columns of a table under this name.
pub fn columns_of(table: &str, definitions: &[ColumnDefinition]) -> Vec<Column> {
    definitions.iter().map(|definition| Column { table: table.into(), definition: definition.clone() }).collect()
}

/// The place of a column in the rows.
pub fn place(columns: &[Column], named: &Named) -> Result<usize, Fault> {
    let of_table = |column: &Column| named.of.as_ref().is_none_or(|of| of.eq_ignore_ascii_case(&column.table));
    if let Some(of) = named.of.as_ref().filter(|_| !columns.iter().any(of_table)) {
        return Err(Fault::NoSource { table: of.clone(), column: named.name.clone(), at: named.at });
    }
    let is_meant = |column: &Column| column.definition.name.eq_ignore_ascii_case(&named.name) && of_table(column);
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

/// Puts places in the rows where an expression names columns.
pub fn bind(expression: &mut Expression, columns: &[Column], around: &Surroundings) -> Result<(), Fault> {
    allowance::stack()?;
    if let ExpressionKind::Column(named) = &expression.kind {
        expression.kind = match (place(columns, named), around.constant(&named.name)) {
            (Ok(at), _) => ExpressionKind::Place(at),
            (Err(_), Some(value)) if named.of.is_none() => ExpressionKind::Value(value),
            (Err(fault), _) => return Err(fault),
        };
    }
    if let ExpressionKind::Call(named, arguments) = &expression.kind
        && !around.knows(&named.name, arguments.len())
    {
        return Err(Fault::NoFunction { name: named.name.to_lowercase(), at: named.at });
    }
    expression.kind.parts_mut().into_iter().try_for_each(|part| bind(part, columns, around))
}

impl Rows {
    /// The same rows with those of one more table. `more`: its columns and rows.
    pub fn joined(self, joined: &Joined, more: Rows, around: &Surroundings) -> Result<Rows, Fault> {
        let width = more.columns.len();
        let columns: Vec<Column> = self.columns.into_iter().chain(more.columns).collect();
        let mut on = joined.on.clone();
        if let Some(on) = &mut on {
            bind(on, &columns, around)?;
        }
        let mut rows = Vec::new();
        for left in self.rows {
            let mut alone = true;
            for right in &more.rows {
                allowance::work(LOOK)?;
                let values = [left.as_slice(), right].concat();
                let holds = match &on {
                    Some(on) => evaluate(on, Row::new(&values), around)?.truth() == Some(true),
                    None => true,
                };
                if holds {
                    alone = false;
                    rows.push(values);
                }
                if rows.len() > MAX_ROWS {
                    return Err(Fault::TooManyRows);
                }
            }
            if alone && joined.left {
                rows.push(left.into_iter().chain(vec![Value::Null; width]).collect());
            }
        }
        Ok(Rows { columns, rows })
    }

    /// The places of the rows that a filter takes.
    pub fn chosen(&self, filter: Option<&Expression>, around: &Surroundings) -> Result<Vec<usize>, Fault> {
        let Some(filter) = filter else { return Ok((0..self.rows.len()).collect()) };
        let mut filter = filter.clone();
        bind(&mut filter, &self.columns, around)?;
        let mut chosen = Vec::new();
        for (at, values) in self.rows.iter().enumerate() {
            allowance::work(LOOK)?;
            if evaluate(&filter, Row::new(values), around)?.truth() == Some(true) {
                chosen.push(at);
            }
        }
        Ok(chosen)
    }
}
