//! [`Rows`]: the rows that a statement sees, with the tables' columns in them.

use std::cmp::Ordering::Equal;

use super::Fault;
use super::columns::{Column, LOOK, Shown, place};
use super::evaluate::{Row, evaluate};
use super::store::MAX_ROWS;
use super::surroundings::Surroundings;
use super::syntax::{Expression, ExpressionKind, Joined, Named, Shared};
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
        let (before, width) = (self.columns.len(), more.columns.len());
        let pairs = shared(joined.shared.as_ref(), &self.columns, &more.columns)?;
        let mut columns: Vec<Column> = self.columns.into_iter().chain(more.columns).collect();
        for (left, right) in &pairs {
            columns.get_mut(*left).into_iter().for_each(|column| column.shown = Shown::First);
            columns.get_mut(before + right).into_iter().for_each(|column| column.shown = Shown::Not);
        }
        let mut on = joined.on.clone();
        if let Some(on) = &mut on {
            bind(on, &columns, around)?;
        }
        let (mut rows, mut met) = (Vec::new(), vec![false; more.rows.len()]);
        for left in self.rows {
            let mut alone = true;
            for (right, met) in more.rows.iter().zip(&mut met) {
                allowance::work(LOOK)?;
                let same = |(one, other): &(usize, usize)| {
                    left.get(*one).zip(right.get(*other)).is_some_and(|(one, other)| one.compare(other) == Some(Equal))
                };
                if !pairs.iter().all(same) {
                    continue;
                }
                let values = [left.as_slice(), right].concat();
                let holds = match &on {
                    Some(on) => evaluate(on, Row::new(&values), around)?.truth() == Some(true),
                    None => true,
                };
                if holds {
                    (alone, *met) = (false, true);
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
        for (right, _) in more.rows.iter().zip(met).filter(|(_, met)| joined.right && !met) {
            let mut values = vec![Value::Null; before];
            for (one, other) in &pairs {
                if let (Some(slot), Some(value)) = (values.get_mut(*one), right.get(*other)) {
                    *slot = value.clone();
                }
            }
            rows.push(values.into_iter().chain(right.iter().cloned()).collect());
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

/// The places of the columns that two tables share, in the one and in the other.
fn shared(shared: Option<&Shared>, left: &[Column], right: &[Column]) -> Result<Vec<(usize, usize)>, Fault> {
    let named = |name: &String| Named { of: None, name: name.clone(), at: 0 };
    let names = match shared {
        None => return Ok(Vec::new()),
        Some(Shared::Using(names)) => names.clone(),
        Some(Shared::Same) => {
            let there = |column: &&Column| right.iter().any(|other| other.definition.name == column.definition.name);
            let own = left.iter().filter(|column| column.shown != Shown::Not).filter(there);
            own.map(|column| named(&column.definition.name)).collect()
        }
    };
    names.iter().map(|name| Ok((place(left, name)?, place(right, name)?))).collect()
}
