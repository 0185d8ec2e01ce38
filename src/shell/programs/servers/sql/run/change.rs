//! INSERT, UPDATE, DELETE and what else changes rows.

use std::collections::BTreeSet;

use super::keys::Keys;
use super::{Outcome, Ran, Session, counted};
use crate::allowance;
use crate::shell::programs::servers::sql::Fault;
use crate::shell::programs::servers::sql::columns::{LOOK, columns_of, place};
use crate::shell::programs::servers::sql::evaluate::{Row, evaluate};
use crate::shell::programs::servers::sql::kinds::cast;
use crate::shell::programs::servers::sql::rows::{Rows, bind};
use crate::shell::programs::servers::sql::store::{MAX_ROWS, Table};
use crate::shell::programs::servers::sql::syntax::{
    ColumnDefinition, Expression, ExpressionKind, Given, Named, Output,
};
use crate::shell::programs::servers::sql::value::Value;

/// A value as a column holds it; what does not fit is said of the column.
fn fitted(value: Value, column: &ColumnDefinition) -> Result<Value, Fault> {
    cast(value, &column.kind).map_err(|fault| Fault::InColumn { column: column.name.clone(), fault: Box::new(fault) })
}

impl Session {
    pub(super) fn insert(&mut self, named: Named, columns: Vec<Named>, rows: Given, returning: Vec<Output>) -> Ran {
        let mut table = self.table(&named)?.clone();
        let mut keys = Keys::of(&table, |_| true)?;
        let known = columns_of(&named.name, &table.columns);
        let places = match columns.is_empty() {
            true => (0..table.columns.len()).collect(),
            false => columns.iter().map(|column| place(&known, column)).collect::<Result<Vec<_>, _>>()?,
        };
        let rows = match rows {
            Given::Rows(rows) => rows,
            Given::Select(select) => {
                let value = |value| Some(Expression::leaf(ExpressionKind::Value(value)));
                let found = self.answer(*select, false)?.rows.into_iter();
                found.map(|row| row.into_iter().map(value).collect()).collect()
            }
        };
        let count = rows.len();
        let first = table.rows.len();
        for row in rows {
            if row.len() > places.len() || row.len() < places.len() && (!columns.is_empty() || self.around.mysql) {
                return Err(Fault::Counts { more: row.len() > places.len(), at: named.at });
            }
            let mut given: Vec<Option<Value>> = vec![None; table.columns.len()];
            for (place, expression) in places.iter().zip(row) {
                let (Some(mut expression), Some(column)) = (expression, table.columns.get(*place)) else { continue };
                self.answered(&mut expression, &mut Rows { columns: Vec::new(), rows: vec![Vec::new()] })?;
                bind(&mut expression, &[], &self.around)?;
                let value = evaluate(&expression, Row::new(&[]), &self.around)?;
                if let Some(slot) = given.get_mut(*place) {
                    *slot = Some(fitted(value, column)?);
                }
            }
            let values = self.completed(&mut table, given)?;
            keys.check(&named.name, &table, &values)?;
            table.rows.push(values);
            if table.rows.len() > MAX_ROWS {
                return Err(Fault::TooManyRows);
            }
        }
        let new = Rows { columns: known, rows: table.rows.get(first..).unwrap_or_default().to_vec() };
        let outcome = match returning.is_empty() {
            true => counted("INSERT 0", count),
            false => self.outputs(returning, &new),
        };
        if outcome.is_ok() {
            *self.table_mut(&named)? = table;
        }
        outcome
    }

    /// A row with what its columns have where nothing was given.
    fn completed(&self, table: &mut Table, given: Vec<Option<Value>>) -> Result<Vec<Value>, Fault> {
        let stamp = if self.around.mysql { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S.%6f" };
        let now = || Value::Text(self.around.now.in_utc(stamp));
        let mut values = Vec::with_capacity(given.len());
        for (column, value) in table.columns.iter().zip(given) {
            // MySQL counts for NULL, too.
            let nothing = |value: &Value| *value == Value::Null && self.around.mysql;
            values.push(match value {
                value if column.counts && value.as_ref().is_none_or(nothing) => {
                    table.counter = table.counter.checked_add(1).ok_or(Fault::OutOfRange { kind: "bigint".into() })?;
                    fitted(Value::Int(table.counter), column)?
                }
                Some(value) => {
                    if let (true, Value::Int(number), true) = (column.counts, &value, self.around.mysql) {
                        table.counter = table.counter.max(*number);
                    }
                    value
                }
                None if column.default_now => cast(now(), &column.kind)?,
                None => fitted(column.default.clone().unwrap_or_default(), column)?,
            });
        }
        Ok(values)
    }

    pub(super) fn update(
        &mut self,
        named: Named,
        changes: Vec<(Named, Expression)>,
        filter: Option<Expression>,
    ) -> Ran {
        let mut rows = self.rows_of(&named, &named.name)?;
        let chosen: BTreeSet<usize> = self.chosen(&rows, filter.as_ref())?.into_iter().collect();
        let mut bound = Vec::with_capacity(changes.len());
        for (column, mut expression) in changes {
            let at = place(&rows.columns, &column)?;
            self.answered(&mut expression, &mut rows)?;
            bind(&mut expression, &rows.columns, &self.around)?;
            bound.push((at, expression));
        }
        let mut table = self.table(&named)?.clone();
        let mut keys = Keys::of(&table, |at| !chosen.contains(&at))?;
        for at in &chosen {
            allowance::work(LOOK)?;
            let Some(before) = rows.rows.get(*at) else { continue };
            let mut values = before.clone();
            values.truncate(table.columns.len());
            for (place, expression) in &bound {
                let value = evaluate(expression, Row::new(before), &self.around)?;
                if let (Some(slot), Some(column)) = (values.get_mut(*place), table.columns.get(*place)) {
                    *slot = fitted(value, column)?;
                }
            }
            keys.check(&named.name, &table, &values)?;
            if let Some(slot) = table.rows.get_mut(*at) {
                *slot = values;
            }
        }
        if !chosen.is_empty() {
            *self.table_mut(&named)? = table;
        }
        counted("UPDATE", chosen.len())
    }

    pub(super) fn delete(&mut self, named: &Named, filter: Option<&Expression>) -> Ran {
        let rows = self.rows_of(named, &named.name)?;
        let gone: BTreeSet<usize> = self.chosen(&rows, filter)?.into_iter().collect();
        if !gone.is_empty() {
            let left = rows.rows.into_iter().enumerate().filter(|(at, _)| !gone.contains(at));
            self.table_mut(named)?.rows = left.map(|(_, row)| row).collect();
        }
        counted("DELETE", gone.len())
    }

    pub(super) fn add_column(&mut self, named: &Named, column: ColumnDefinition) -> Result<Outcome, Fault> {
        let table = self.table(named)?;
        if table.columns.iter().any(|own| own.name.eq_ignore_ascii_case(&column.name)) {
            return Err(Fault::ColumnExists { table: named.name.clone(), column: column.name });
        }
        let count = table.rows.len();
        let mut whole = Table { columns: vec![column.clone()], ..Table::default() };
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            allowance::work(LOOK)?;
            values.extend(self.completed(&mut whole, vec![None])?);
        }
        if let Some(first) = values.first().filter(|value| column.not_null && **value == Value::Null) {
            let row = vec![first.clone()];
            return Err(Fault::Missing { table: named.name.clone(), column: column.name, row });
        }
        let table = self.table_mut(named)?;
        table.rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
        table.counter = table.counter.max(whole.counter);
        table.columns.push(column);
        counted("ALTER TABLE", 0)
    }
}
