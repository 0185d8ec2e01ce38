//! SELECT.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Outcome, Ran, Session};
use crate::allowance;
use crate::shell::programs::servers::sql::Fault;
use crate::shell::programs::servers::sql::columns::{Column, LOOK, Shown};
use crate::shell::programs::servers::sql::evaluate::{Row, evaluate};
use crate::shell::programs::servers::sql::kinds::{gives_number, is_number, with_scale};
use crate::shell::programs::servers::sql::rows::{Rows, bind};
use crate::shell::programs::servers::sql::store::MAX_ROWS;
use crate::shell::programs::servers::sql::surroundings::Surroundings;
use crate::shell::programs::servers::sql::syntax::{
    ColumnDefinition, Expression, ExpressionKind, How, Joined, Output, Select, Source, Together,
};
use crate::shell::programs::servers::sql::value::Value;

/// What a SELECT finds.
pub(super) struct Answer {
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Vec<Value>>,
}

/// A column of a result: what it is called, and what it is worth.
pub(super) struct Head {
    name: String,
    number: bool,
    value: Expression,
    /// The type of the column that it is, whose digits are shown.
    kind: Option<String>,
}

impl Head {
    /// As a column of a table.
    pub(super) fn column(&self, table: &str) -> Column {
        let kind = self.kind.clone().unwrap_or_else(|| if self.number { "numeric" } else { "text" }.into());
        Column { table: table.into(), definition: ColumnDefinition::plain(&self.name, kind), shown: Shown::InPlace }
    }
}

/// What two rows have in common that are the same.
fn identity(row: &[Value]) -> Vec<(u8, String)> {
    row.iter().map(Value::identity).collect()
}

/// Rows of a group; without one, a single row.
struct Group {
    first: Vec<Value>,
    rows: Option<Vec<Vec<Value>>>,
}

impl Group {
    fn row(&self) -> Row<'_> {
        match &self.rows {
            Some(rows) => Row::of_group(&self.first, rows),
            None => Row::new(&self.first),
        }
    }
}

/// The columns of the result.
fn heads(outputs: Vec<Output>, columns: &[Column], around: &Surroundings) -> Result<Vec<Head>, Fault> {
    let of_column = |at: usize, column: &Column| Head {
        name: column.definition.name.clone(),
        number: is_number(&column.definition.kind),
        value: Expression::leaf(ExpressionKind::Place(at)),
        kind: Some(column.definition.kind.clone()),
    };
    let mut heads = Vec::new();
    for output in outputs {
        let all = columns.iter().enumerate();
        match output {
            Output::All => {
                let shown = |wanted: Shown| columns.iter().enumerate().filter(move |(_, it)| it.shown == wanted);
                let all = shown(Shown::First).chain(shown(Shown::InPlace));
                heads.extend(all.map(|(at, column)| of_column(at, column)));
            }
            Output::AllOf(table) => {
                let own = all.filter(|(_, column)| column.table.eq_ignore_ascii_case(&table.name));
                let before = heads.len();
                heads.extend(own.map(|(at, column)| of_column(at, column)));
                if heads.len() == before {
                    return Err(Fault::NoSource { table: table.name, column: "*".into(), at: table.at });
                }
            }
            Output::Expression { mut value, name } => {
                bind(&mut value, columns, around)?;
                let number = gives_number(&value, columns);
                let kind = match value.kind {
                    ExpressionKind::Place(at) => columns.get(at).map(|column| column.definition.kind.clone()),
                    _ => None,
                };
                heads.push(Head { name, number, value, kind });
            }
        }
    }
    Ok(heads)
}

/// Whether a name means a column of the tables first, or one of the result.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Table,
    Result,
}

/// What an expression of `ORDER BY`, `GROUP BY` or `HAVING` means: the name of an output is that output.
fn meant(
    mut expression: Expression,
    first: First,
    heads: &[Head],
    columns: &[Column],
    around: &Surroundings,
) -> Result<Expression, Fault> {
    let of_result = match &expression.kind {
        ExpressionKind::Column(named) if named.of.is_none() => {
            heads.iter().find(|head| head.name.eq_ignore_ascii_case(&named.name))
        }
        _ => None,
    };
    let value = of_result.map(|head| head.value.clone());
    match (bind(&mut expression, columns, around), value) {
        (Ok(()), Some(value)) if first == First::Result => Ok(value),
        (Ok(()), _) => Ok(expression),
        (Err(_), Some(value)) => Ok(value),
        (Err(fault), None) => Err(fault),
    }
}

/// The output of this number, if the expression is one.
fn numbered(expression: &Expression, heads: &[Head]) -> Result<Option<Expression>, Fault> {
    let ExpressionKind::Value(Value::Int(number)) = expression.kind else { return Ok(None) };
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let head = at.and_then(|at| heads.get(at)).ok_or(Fault::NoOutput { number })?;
    Ok(Some(head.value.clone()))
}

/// Finds a column that is neither grouped by nor inside a function over all rows.
fn ungrouped(expression: &Expression, groups: &[Expression], columns: &[Column]) -> Option<usize> {
    if groups.contains(expression) || matches!(expression.kind, ExpressionKind::OverAll { .. }) {
        return None;
    }
    if let ExpressionKind::Place(at) = expression.kind {
        // A table whose key is grouped by has one row in each group.
        let table = columns.get(at).map(|column| &column.table);
        let keys =
            columns.iter().enumerate().filter(|(_, column)| Some(&column.table) == table && column.definition.primary);
        let mut keys = keys.map(|(at, _)| Expression::leaf(ExpressionKind::Place(at))).peekable();
        return (keys.peek().is_none() || !keys.all(|key| groups.contains(&key))).then_some(at);
    }
    expression.kind.parts().into_iter().find_map(|part| ungrouped(part, groups, columns))
}

impl Session {
    pub(super) fn select(&self, select: Select) -> Ran {
        let Answer { heads, rows } = self.answer(select, true)?;
        Ok(Outcome::Rows { columns: heads.into_iter().map(|head| (head.name, head.number)).collect(), rows })
    }

    /// What a SELECT finds. `scaled`: numbers have the digits of their columns, as a client shows them.
    pub(super) fn answer(&self, mut select: Select, scaled: bool) -> Result<Answer, Fault> {
        let _nesting = allowance::Nesting::enter()?;
        if !select.more.is_empty() {
            return self.together(select, scaled);
        }
        let (limit, offset) = (select.limit, select.offset);
        let mut rows = self.source(std::mem::take(&mut select.from))?;
        if let Some(filter) = select.filter.take() {
            let chosen = self.chosen(&rows, Some(&filter))?;
            rows.rows = chosen.into_iter().filter_map(|at| rows.rows.get(at).cloned()).collect();
        }
        for expression in select.expressions_mut() {
            self.answered(expression, &mut rows)?;
        }
        self.windows(&mut select, &mut rows)?;
        let Select { outputs, groups, having, order, distinct, .. } = select;
        let (heads, found) = self.found(rows, outputs, groups, having, order)?;
        let mut results = self.results(&heads, &found, scaled)?;
        if distinct {
            let mut seen = BTreeSet::new();
            results.retain(|row| seen.insert(identity(row)));
        }
        Ok(Answer { heads, rows: results.into_iter().skip(offset).take(limit.unwrap_or(MAX_ROWS)).collect() })
    }

    /// The rows, grouped and in their order, and what is shown of them.
    fn found(
        &self,
        rows: Rows,
        outputs: Vec<Output>,
        groups: Vec<Expression>,
        having: Option<Expression>,
        order: Vec<(Expression, bool)>,
    ) -> Result<(Vec<Head>, Vec<Group>), Fault> {
        let around = &self.around;
        let heads = heads(outputs, &rows.columns, around)?;
        let mean = |expression, first| match numbered(&expression, &heads)? {
            Some(value) => Ok(value),
            None => meant(expression, first, &heads, &rows.columns, around),
        };
        let by = groups.into_iter().map(|one| mean(one, First::Table)).collect::<Result<Vec<_>, Fault>>()?;
        let order = order
            .into_iter()
            .map(|(expression, descending)| Ok((mean(expression, First::Result)?, descending)))
            .collect::<Result<Vec<_>, Fault>>()?;
        let having = having.map(|one| meant(one, First::Table, &heads, &rows.columns, around)).transpose()?;
        let grouped = !by.is_empty()
            || heads.iter().map(|head| &head.value).chain(&having).any(Expression::is_over_all)
            || order.iter().any(|(value, _)| value.is_over_all());
        let mut found = match grouped {
            true => {
                let all =
                    heads.iter().map(|head| &head.value).chain(&having).chain(order.iter().map(|(value, _)| value));
                let stray = all.enumerate().find_map(|(at, value)| Some((at, ungrouped(value, &by, &rows.columns)?)));
                if let Some((number, column)) = stray.and_then(|(at, place)| Some((at + 1, rows.columns.get(place)?))) {
                    let (table, name) = (column.table.clone(), column.definition.name.clone());
                    return Err(Fault::Ungrouped { number, table, name });
                }
                self.grouped(rows, &by)?
            }
            false => rows.rows.into_iter().map(|first| Group { first, rows: None }).collect(),
        };
        if let Some(having) = having {
            let mut kept = Vec::new();
            for group in found {
                if evaluate(&having, group.row(), around)?.truth() == Some(true) {
                    kept.push(group);
                }
            }
            found = kept;
        }
        let found = if order.is_empty() { found } else { self.ordered(found, &order)? };
        Ok((heads, found))
    }

    /// `SELECT … UNION SELECT …`: the rows of all of them, ordered by what the first calls its columns.
    fn together(&self, mut select: Select, scaled: bool) -> Result<Answer, Fault> {
        let (more, order) = (std::mem::take(&mut select.more), std::mem::take(&mut select.order));
        let (limit, offset) = (select.limit.take(), std::mem::take(&mut select.offset));
        let Answer { heads, mut rows } = self.answer(select, scaled)?;
        for Together { how, all, select } in more {
            let other = self.answer(select, scaled)?;
            if other.heads.len() != heads.len() {
                let word = match how {
                    How::Union => "UNION",
                    How::Intersect => "INTERSECT",
                    How::Except => "EXCEPT",
                };
                return Err(Fault::Widths(word));
            }
            allowance::work(LOOK.saturating_mul((rows.len() + other.rows.len()) as u64))?;
            let theirs: BTreeSet<_> = other.rows.iter().map(|row| identity(row)).collect();
            match how {
                How::Union => rows.extend(other.rows),
                How::Intersect => rows.retain(|row| theirs.contains(&identity(row))),
                How::Except => rows.retain(|row| !theirs.contains(&identity(row))),
            }
            if rows.len() > MAX_ROWS {
                return Err(Fault::TooManyRows);
            }
            if !all {
                let mut seen = BTreeSet::new();
                rows.retain(|row| seen.insert(identity(row)));
            }
        }
        let columns: Vec<Column> = heads.iter().map(|head| head.column("")).collect();
        let order = order.into_iter().map(|(mut expression, descending)| {
            let place = match &expression.kind {
                ExpressionKind::Value(Value::Int(number)) => {
                    usize::try_from(number - 1).ok().filter(|at| *at < heads.len())
                }
                _ => None,
            };
            match (place, &expression.kind) {
                (Some(at), _) => expression = Expression::leaf(ExpressionKind::Place(at)),
                (None, ExpressionKind::Value(Value::Int(number))) => return Err(Fault::NoOutput { number: *number }),
                (None, _) => bind(&mut expression, &columns, &self.around)?,
            }
            Ok((expression, descending))
        });
        let order = order.collect::<Result<Vec<_>, Fault>>()?;
        if !order.is_empty() {
            let groups = rows.into_iter().map(|first| Group { first, rows: None }).collect();
            rows = self.ordered(groups, &order)?.into_iter().map(|group| group.first).collect();
        }
        Ok(Answer { heads, rows: rows.into_iter().skip(offset).take(limit.unwrap_or(MAX_ROWS)).collect() })
    }

    /// What RETURNING gives of rows.
    pub(super) fn outputs(&self, outputs: Vec<Output>, rows: &Rows) -> Ran {
        let heads = heads(outputs, &rows.columns, &self.around)?;
        let groups: Vec<Group> = rows.rows.iter().map(|row| Group { first: row.clone(), rows: None }).collect();
        let rows = self.results(&heads, &groups, true)?;
        Ok(Outcome::Rows { columns: heads.into_iter().map(|head| (head.name, head.number)).collect(), rows })
    }

    fn results(&self, heads: &[Head], groups: &[Group], scaled: bool) -> Result<Vec<Vec<Value>>, Fault> {
        let mut results = Vec::with_capacity(groups.len());
        for group in groups {
            allowance::work(LOOK)?;
            let mut result = Vec::with_capacity(heads.len());
            for head in heads {
                let value = evaluate(&head.value, group.row(), &self.around)?;
                let kind = head.kind.as_ref().filter(|_| scaled);
                result.push(kind.map_or_else(|| value.clone(), |kind| with_scale(&value, kind)));
            }
            results.push(result);
        }
        Ok(results)
    }

    /// The rows of all tables, joined.
    fn source(&self, from: Vec<Joined>) -> Result<Rows, Fault> {
        let mut from = from.into_iter();
        let Some(first) = from.next() else { return Ok(Rows { columns: Vec::new(), rows: vec![Vec::new()] }) };
        let mut aliases = BTreeSet::from([first.alias.clone()]);
        let mut rows = self.read(&first)?;
        for joined in from {
            if !aliases.insert(joined.alias.clone()) && !joined.alias.is_empty() {
                return Err(Fault::AliasTwice { alias: joined.alias });
            }
            let more = self.read(&joined)?;
            rows = rows.joined(&joined, more, &self.around)?;
        }
        Ok(rows)
    }

    /// The rows of one table, or of a SELECT that stands for one.
    pub(super) fn read(&self, joined: &Joined) -> Result<Rows, Fault> {
        match &joined.source {
            Source::Table(named) => self.rows_of(named, &joined.alias),
            Source::Select(select) => {
                let Answer { heads, rows } = self.answer((**select).clone(), false)?;
                Ok(Rows { columns: heads.iter().map(|head| head.column(&joined.alias)).collect(), rows })
            }
        }
    }

    /// The groups in the order in which they come first; without expressions all rows are one.
    fn grouped(&self, rows: Rows, by: &[Expression]) -> Result<Vec<Group>, Fault> {
        let mut places: BTreeMap<Vec<(u8, String)>, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<Vec<Value>>> = Vec::new();
        if by.is_empty() {
            let first = rows.rows.first().cloned().unwrap_or_else(|| vec![Value::Null; rows.columns.len()]);
            return Ok(vec![Group { first, rows: Some(rows.rows) }]);
        }
        for row in rows.rows {
            allowance::work(LOOK)?;
            let mut key = Vec::with_capacity(by.len());
            for expression in by {
                key.push(evaluate(expression, Row::new(&row), &self.around)?.identity());
            }
            let place = *places.entry(key).or_insert(groups.len());
            match groups.get_mut(place) {
                Some(group) => group.push(row),
                None => groups.push(vec![row]),
            }
        }
        let group =
            |rows: Vec<Vec<Value>>| Group { first: rows.first().cloned().unwrap_or_default(), rows: Some(rows) };
        Ok(groups.into_iter().map(group).collect())
    }

    fn ordered(&self, groups: Vec<Group>, order: &[(Expression, bool)]) -> Result<Vec<Group>, Fault> {
        let mut keyed = Vec::with_capacity(groups.len());
        for group in groups {
            allowance::work(LOOK)?;
            let mut keys = Vec::with_capacity(order.len());
            for (expression, _) in order {
                keys.push(evaluate(expression, group.row(), &self.around)?);
            }
            keyed.push((keys, group));
        }
        keyed.sort_by(|(left, _), (right, _)| {
            let mut orders = left.iter().zip(right).zip(order).map(|((left, right), (_, descending))| {
                // Nothing comes last in PostgreSQL, first in MySQL.
                let nothing = |value: &Value| (*value == Value::Null) != self.around.mysql;
                let order = left.compare(right).unwrap_or_else(|| nothing(left).cmp(&nothing(right)));
                if *descending { order.reverse() } else { order }
            });
            orders.find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
        });
        Ok(keyed.into_iter().map(|(_, group)| group).collect())
    }
}
