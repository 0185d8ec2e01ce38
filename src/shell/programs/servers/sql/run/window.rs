//! Functions of windows: each row gets a value from those that go with it, before anything is shown.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Session;
use crate::allowance;
use crate::shell::programs::servers::sql::Fault;
use crate::shell::programs::servers::sql::columns::{Column, LOOK, Shown};
use crate::shell::programs::servers::sql::evaluate::{Row, evaluate};
use crate::shell::programs::servers::sql::rows::{Rows, bind};
use crate::shell::programs::servers::sql::syntax::{
    ColumnDefinition, Expression, ExpressionKind, Output, Select, Windowed,
};
use crate::shell::programs::servers::sql::value::Value;

/// A row of a part: what it is ordered by, and its place among all.
type Keyed = (Vec<Value>, usize);

impl Session {
    /// Puts the values of windows in their places, in what is shown and in its order.
    pub(super) fn windows(&self, select: &mut Select, rows: &mut Rows) -> Result<(), Fault> {
        let shown = select.outputs.iter_mut().filter_map(|output| match output {
            Output::Expression { value, .. } => Some(value),
            Output::All | Output::AllOf(_) => None,
        });
        let all: Vec<&mut Expression> = shown.chain(select.order.iter_mut().map(|(value, _)| value)).collect();
        let windowed = all.iter().any(|expression| expression.is_windowed());
        if windowed && (!select.groups.is_empty() || all.iter().any(|expression| expression.is_over_all())) {
            return Err(Fault::Unsimulated("a window over groups".into()));
        }
        all.into_iter().try_for_each(|expression| self.windowed(expression, rows))
    }

    fn windowed(&self, expression: &mut Expression, rows: &mut Rows) -> Result<(), Fault> {
        allowance::stack()?;
        let ExpressionKind::Windowed { function, of, partition, order } = &mut expression.kind else {
            return expression.kind.parts_mut().into_iter().try_for_each(|part| self.windowed(part, rows));
        };
        let own = of.iter_mut().map(|of| &mut **of);
        let parts = own.chain(partition.iter_mut()).chain(order.iter_mut().map(|(value, _)| value));
        for part in parts {
            bind(part, &rows.columns, &self.around)?;
        }
        let values = self.of_window(*function, of.as_deref(), (partition.as_slice(), order.as_slice()), rows)?;
        let kind = match values.iter().find(|value| **value != Value::Null) {
            Some(Value::Int(_) | Value::Float(_)) => "numeric",
            _ => "text",
        };
        let definition = ColumnDefinition::plain("", kind.into());
        rows.columns.push(Column { table: String::new(), definition, shown: Shown::Not });
        rows.rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
        // The rows stand as the window put them, unless they are ordered afterwards.
        let ascending = partition.iter().map(|one| (one.clone(), false));
        let whole: Vec<(Expression, bool)> = ascending.chain(order.iter().cloned()).collect();
        let mut keyed = Vec::with_capacity(rows.rows.len());
        for row in std::mem::take(&mut rows.rows) {
            allowance::work(LOOK)?;
            let worth = |(one, _): &(Expression, bool)| evaluate(one, Row::new(&row), &self.around);
            keyed.push((whole.iter().map(worth).collect::<Result<Vec<_>, Fault>>()?, row));
        }
        keyed.sort_by(|(left, _), (right, _)| self.compared(left, right, &whole));
        rows.rows = keyed.into_iter().map(|(_, row)| row).collect();
        *expression = Expression::leaf(ExpressionKind::Place(rows.columns.len() - 1));
        Ok(())
    }

    /// The values for all rows.
    fn of_window(
        &self,
        function: Windowed,
        of: Option<&Expression>,
        (partition, order): (&[Expression], &[(Expression, bool)]),
        rows: &Rows,
    ) -> Result<Vec<Value>, Fault> {
        let mut parts: BTreeMap<Vec<(u8, String)>, Vec<Keyed>> = BTreeMap::new();
        for (at, row) in rows.rows.iter().enumerate() {
            allowance::work(LOOK)?;
            let worth = |expression: &Expression| evaluate(expression, Row::new(row), &self.around);
            let part = partition.iter().map(|one| Ok(worth(one)?.identity())).collect::<Result<Vec<_>, Fault>>()?;
            let keys = order.iter().map(|(one, _)| worth(one)).collect::<Result<Vec<_>, Fault>>()?;
            parts.entry(part).or_default().push((keys, at));
        }
        let mut values = vec![Value::Null; rows.rows.len()];
        for mut part in parts.into_values() {
            part.sort_by(|(left, _), (right, _)| self.compared(left, right, order));
            let mut group: Vec<Vec<Value>> = Vec::with_capacity(part.len());
            let (mut start, mut dense) = (0, 0);
            while start < part.len() {
                let same = |(keys, _): &&Keyed| {
                    part.get(start).is_some_and(|(first, _)| self.compared(first, keys, order) == Ordering::Equal)
                };
                let end = start + part.iter().skip(start).take_while(same).count().max(1);
                dense += 1;
                group.extend(part.iter().take(end).skip(start).filter_map(|(_, at)| rows.rows.get(*at).cloned()));
                let whole = match (function, of) {
                    (Windowed::OverAll, Some(of)) => {
                        allowance::work(LOOK.saturating_mul(group.len() as u64))?;
                        let first = group.first().map_or(&[][..], Vec::as_slice);
                        evaluate(of, Row::of_group(first, &group), &self.around)?
                    }
                    _ => Value::Null,
                };
                for (number, (_, at)) in part.iter().enumerate().take(end).skip(start) {
                    let counted = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
                    let value = match function {
                        Windowed::RowNumber => counted(number + 1),
                        Windowed::Rank => counted(start + 1),
                        Windowed::DenseRank => counted(dense),
                        Windowed::OverAll => whole.clone(),
                    };
                    values.get_mut(*at).into_iter().for_each(|slot| *slot = value.clone());
                }
                start = end;
            }
        }
        Ok(values)
    }

    /// The order of two rows by their keys.
    fn compared(&self, left: &[Value], right: &[Value], order: &[(Expression, bool)]) -> Ordering {
        let mut orders = left.iter().zip(right).zip(order).map(|((left, right), (_, descending))| {
            let nothing = |value: &Value| (*value == Value::Null) != self.around.mysql;
            let order = left.compare(right).unwrap_or_else(|| nothing(left).cmp(&nothing(right)));
            if *descending { order.reverse() } else { order }
        });
        orders.find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
    }
}
