//! INSERT, UPDATE, DELETE and what else changes rows.

use std::collections::BTreeSet;

use super::keys::Keys;
use super::{Outcome, Ran, Session, counted};
use crate::allowance;
use crate::shell::programs::servers::sql::Fault;
use crate::shell::programs::servers::sql::columns::{Column, LOOK, Shown, columns_of, place};
use crate::shell::programs::servers::sql::evaluate::{Row, evaluate};
use crate::shell::programs::servers::sql::kinds::cast;
use crate::shell::programs::servers::sql::rows::{Rows, bind};
use crate::shell::programs::servers::sql::store::{MAX_ROWS, Table};
use crate::shell::programs::servers::sql::syntax::{
    ColumnDefinition, Conflict, EXCLUDED, Expression, ExpressionKind, Given, Named, Output,
};
use crate::shell::programs::servers::sql::value::Value;

/// A value as a column holds it; what does not fit is said of the column.
fn fitted(value: Value, column: &ColumnDefinition) -> Result<Value, Fault> {
    cast(value, &column.kind).map_err(|fault| Fault::InColumn { column: column.name.clone(), fault: Box::new(fault) })
}

/// MySQL's `VALUES(column)`: of the row that was to be put in.
fn of_new(expression: &mut Expression) -> Result<(), Fault> {
    allowance::stack()?;
    if let ExpressionKind::Call(function, arguments) = &expression.kind
        && function.name.eq_ignore_ascii_case("values")
        && let [argument] = arguments.as_slice()
        && let ExpressionKind::Column(column) = &argument.kind
    {
        expression.kind = ExpressionKind::Column(Named { of: Some(EXCLUDED.into()), ..column.clone() });
        return Ok(());
    }
    expression.kind.parts_mut().into_iter().try_for_each(of_new)
}

impl Session {
    pub(super) fn insert(
        &mut self,
        named: Named,
        (columns, rows): (Vec<Named>, Given),
        conflict: Option<&Conflict>,
        returning: Vec<Output>,
    ) -> Ran {
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
        let mut touched = Vec::new();
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
            if let Some(conflict) = conflict {
                let of = conflict.columns.iter().map(|column| place(&known, column)).collect::<Result<Vec<_>, _>>()?;
                if let Some(at) = keys.clash(&table, &values, &of)?.ok_or(Fault::NoArbiter)? {
                    if self.changed_instead(&named, &mut table, at, values, conflict)? {
                        touched.push(at);
                        keys = Keys::of(&table, |_| true)?;
                    }
                    continue;
                }
            }
            keys.check(&named.name, &table, &values)?;
            touched.push(table.rows.len());
            table.rows.push(values);
            if table.rows.len() > MAX_ROWS {
                return Err(Fault::TooManyRows);
            }
        }
        let rows = touched.iter().filter_map(|at| table.rows.get(*at).cloned()).collect();
        let outcome = self.returned("INSERT 0", returning, &Rows { columns: known, rows });
        if outcome.is_ok() {
            *self.table_mut(&named)? = table;
        }
        outcome
    }

    /// What a statement that changes rows answers.
    fn returned(&self, tag: &'static str, returning: Vec<Output>, rows: &Rows) -> Ran {
        let count = rows.rows.len();
        if returning.is_empty() {
            return counted(tag, count);
        }
        match self.outputs(returning, rows)? {
            Outcome::Rows { columns, rows } => Ok(Outcome::Returned { columns, rows, tag, count }),
            other => Ok(other),
        }
    }

    /// Changes the row that has the key of one that was to be put in; whether it did.
    fn changed_instead(
        &self,
        named: &Named,
        table: &mut Table,
        at: usize,
        new: Vec<Value>,
        conflict: &Conflict,
    ) -> Result<bool, Fault> {
        let Some(before) = table.rows.get(at).cloned() else { return Ok(false) };
        let own = columns_of(&named.name, &table.columns);
        let mut others = columns_of(EXCLUDED, &table.columns);
        if self.around.mysql {
            others.iter_mut().for_each(|column| column.shown = Shown::Not);
        }
        let columns: Vec<Column> = own.iter().cloned().chain(others).collect();
        let both: Vec<Value> = before.iter().cloned().chain(new).collect();
        let mut filter = conflict.filter.clone();
        if let Some(filter) = &mut filter {
            bind(filter, &columns, &self.around)?;
            if evaluate(filter, Row::new(&both), &self.around)?.truth() != Some(true) {
                return Ok(false);
            }
        }
        let mut after = before;
        for (column, expression) in &conflict.changes {
            let mut expression = expression.clone();
            of_new(&mut expression)?;
            bind(&mut expression, &columns, &self.around)?;
            let value = evaluate(&expression, Row::new(&both), &self.around)?;
            let at = place(&own, column)?;
            if let (Some(slot), Some(column)) = (after.get_mut(at), table.columns.get(at)) {
                *slot = fitted(value, column)?;
            }
        }
        let mut keys = Keys::of(table, |other| other != at)?;
        keys.check(&named.name, table, &after)?;
        if let Some(slot) = table.rows.get_mut(at) {
            *slot = after;
        }
        Ok(!conflict.changes.is_empty())
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
        returning: Vec<Output>,
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
        let after = chosen.iter().filter_map(|at| table.rows.get(*at).cloned()).collect();
        let after = Rows { columns: columns_of(&named.name, &table.columns), rows: after };
        let outcome = self.returned("UPDATE", returning, &after)?;
        if !chosen.is_empty() {
            *self.table_mut(&named)? = table;
        }
        Ok(outcome)
    }

    pub(super) fn delete(&mut self, named: &Named, filter: Option<&Expression>, returning: Vec<Output>) -> Ran {
        let rows = self.rows_of(named, &named.name)?;
        let gone: BTreeSet<usize> = self.chosen(&rows, filter)?.into_iter().collect();
        let before = gone.iter().filter_map(|at| rows.rows.get(*at).cloned()).collect();
        let outcome = self.returned("DELETE", returning, &Rows { columns: rows.columns.clone(), rows: before })?;
        if !gone.is_empty() {
            let left = rows.rows.into_iter().enumerate().filter(|(at, _)| !gone.contains(at));
            self.table_mut(named)?.rows = left.map(|(_, row)| row).collect();
        }
        Ok(outcome)
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
