//! SELECTs in brackets: what they are worth stands in their places before an expression is worked out.

use super::Session;
use super::select::Answer;
use crate::allowance;
use crate::shell::programs::servers::sql::Fault;
use crate::shell::programs::servers::sql::columns::{Column, LOOK, Shown, place};
use crate::shell::programs::servers::sql::evaluate::{Row, evaluate};
use crate::shell::programs::servers::sql::rows::{Rows, bind};
use crate::shell::programs::servers::sql::syntax::{
    Asks, ColumnDefinition, Expression, ExpressionKind, Select, Source,
};
use crate::shell::programs::servers::sql::value::Value;

impl Session {
    /// The places of the rows that a filter takes.
    pub(super) fn chosen(&self, rows: &Rows, filter: Option<&Expression>) -> Result<Vec<usize>, Fault> {
        match filter {
            Some(filter) if filter.selects() => {
                let (mut filter, mut rows) = (filter.clone(), rows.clone());
                self.answered(&mut filter, &mut rows)?;
                rows.chosen(Some(&filter), &self.around)
            }
            filter => rows.chosen(filter, &self.around),
        }
    }

    /// Puts what SELECTs are worth in their places. One that names columns of the rows around it is worth something else
    /// in each row: that becomes one more value of the row.
    pub(super) fn answered(&self, expression: &mut Expression, rows: &mut Rows) -> Result<(), Fault> {
        allowance::stack()?;
        if !matches!(expression.kind, ExpressionKind::Select { .. }) {
            return expression.kind.parts_mut().into_iter().try_for_each(|part| self.answered(part, rows));
        }
        match self.worth(expression.clone()) {
            Ok(mut worth) => {
                worth.kind.parts_mut().into_iter().try_for_each(|part| self.answered(part, rows))?;
                *expression = worth;
                return Ok(());
            }
            Err(Fault::NoColumn { .. } | Fault::NoSource { .. }) if !rows.columns.is_empty() => {}
            Err(fault) => return Err(fault),
        }
        if rows.rows.is_empty() {
            // A name that nobody knows is a fault even so.
            let nothing = vec![Value::Null; rows.columns.len()];
            self.worth_in(expression, &rows.columns, &nothing)?;
        }
        let mut values = Vec::with_capacity(rows.rows.len());
        for row in &rows.rows {
            allowance::work(LOOK)?;
            values.push(self.worth_in(expression, &rows.columns, row)?);
        }
        let kind = match values.iter().find(|value| **value != Value::Null) {
            Some(Value::Int(_) | Value::Float(_)) => "numeric",
            Some(Value::Bool(_)) => "boolean",
            _ => "text",
        };
        let definition = ColumnDefinition::plain("", kind.into());
        rows.columns.push(Column { table: String::new(), definition, shown: Shown::Not });
        rows.rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
        *expression = Expression::leaf(ExpressionKind::Place(rows.columns.len() - 1));
        Ok(())
    }

    /// A SELECT in an expression as what it finds.
    fn worth(&self, expression: Expression) -> Result<Expression, Fault> {
        let ExpressionKind::Select { asks, select } = expression.kind else { return Ok(expression) };
        let Answer { heads, rows } = self.answer(*select, false)?;
        if asks == Asks::Exists {
            return Ok(Expression::leaf(ExpressionKind::Value(Value::Bool(!rows.is_empty()))));
        }
        if heads.len() != 1 {
            return Err(Fault::ManyColumns);
        }
        let mut values = rows.into_iter().filter_map(|row| row.into_iter().next());
        let leaf = |value| Expression::leaf(ExpressionKind::Value(value));
        match asks {
            Asks::Among { of, not } => Expression::new(ExpressionKind::In { of, all: values.map(leaf).collect(), not }),
            Asks::Value | Asks::Exists => match (values.next().unwrap_or_default(), values.next()) {
                (value, None) => Ok(leaf(value)),
                (_, Some(_)) => Err(Fault::ManyRows),
            },
        }
    }

    /// The value of a SELECT in an expression for one of the rows around it.
    fn worth_in(&self, expression: &Expression, columns: &[Column], row: &[Value]) -> Result<Value, Fault> {
        let mut own = expression.clone();
        if let ExpressionKind::Select { select, .. } = &mut own.kind {
            self.fill(select, (columns, row), &[])?;
        }
        let mut worth = self.worth(own)?;
        let mut around = Rows { columns: columns.to_vec(), rows: vec![row.to_vec()] };
        self.answered(&mut worth, &mut around)?;
        bind(&mut worth, &around.columns, &self.around)?;
        evaluate(&worth, Row::new(around.rows.first().map_or(&[], Vec::as_slice)), &self.around)
    }

    /// Puts values in the place of columns of the row around a SELECT. `known`: columns of those that it is in.
    fn fill(&self, select: &mut Select, outer: (&[Column], &[Value]), known: &[Column]) -> Result<(), Fault> {
        let _nesting = allowance::Nesting::enter()?;
        let mut own = known.to_vec();
        for joined in &select.from {
            own.extend(self.read(joined)?.columns);
        }
        for joined in &mut select.from {
            if let Source::Select(inner) = &mut joined.source {
                self.fill(inner, outer, known)?;
            }
        }
        for together in &mut select.more {
            self.fill(&mut together.select, outer, known)?;
        }
        select.expressions_mut().into_iter().try_for_each(|expression| self.fill_in(expression, outer, &own))
    }

    fn fill_in(&self, expression: &mut Expression, outer: (&[Column], &[Value]), own: &[Column]) -> Result<(), Fault> {
        allowance::stack()?;
        match &mut expression.kind {
            ExpressionKind::Column(named) => {
                let strange = matches!(place(own, named), Err(Fault::NoColumn { .. } | Fault::NoSource { .. }));
                if let (true, Ok(at)) = (strange, place(outer.0, named)) {
                    expression.kind = ExpressionKind::Value(outer.1.get(at).cloned().unwrap_or_default());
                }
                return Ok(());
            }
            ExpressionKind::Select { select, .. } => self.fill(select, outer, own)?,
            _ => {}
        }
        expression.kind.parts_mut().into_iter().try_for_each(|part| self.fill_in(part, outer, own))
    }
}
