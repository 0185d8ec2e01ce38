//! [`Rows`]: the rows that a statement sees, with the tables' columns in them.

use super::Fault;
use super::columns::{Column, LOOK, place};
use super::evaluate::{Row, evaluate};
use super::store::MAX_ROWS;
use super::surroundings::Surroundings;
use super::syntax::{Expression, ExpressionKind, Joined};
use super::value::Value;
use crate::allowance;

/// Rows, and what their values are called.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
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
