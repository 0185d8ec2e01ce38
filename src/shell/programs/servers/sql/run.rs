//! [`Session`]: a client's connection, and what statements do.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::Fault;
use super::evaluate::{Row, cast, evaluate, is_over_all};
use super::store::{Database, MAX_ROWS, Store, Table};
use super::surroundings::Surroundings;
use super::syntax::{ColumnDefinition, Expression, Named, Output, Select, Statement};
use super::value::Value;

/// What a statement came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Rows; of each column its name, and whether it holds numbers.
    Rows { columns: Vec<(String, bool)>, rows: Vec<Vec<Value>> },
    /// It is done: the word for it, how many rows, what is to be noted.
    Done { tag: &'static str, count: Option<usize>, notice: Option<String> },
}

/// A client's connection.
pub struct Session {
    pub store: Store,
    pub around: Surroundings,
    /// What the server held when a transaction began.
    before: Option<Store>,
}

fn done(tag: &'static str) -> Result<Outcome, Fault> {
    Ok(Outcome::Done { tag, count: None, notice: None })
}

fn counted(tag: &'static str, count: usize) -> Result<Outcome, Fault> {
    Ok(Outcome::Done { tag, count: Some(count), notice: None })
}

fn noted(tag: &'static str, notice: String) -> Result<Outcome, Fault> {
    Ok(Outcome::Done { tag, count: None, notice: Some(notice) })
}

impl Session {
    /// A connection to a server that holds `store`.
    pub fn new(store: Store, around: Surroundings) -> Session {
        Session { store, around, before: None }
    }

    /// Whether a transaction is open: what it did is not to be kept yet.
    pub fn in_transaction(&self) -> bool {
        self.before.is_some()
    }

    /// The database in use.
    pub fn database(&mut self) -> Result<&mut Database, Fault> {
        let name = self.around.database.clone().ok_or(Fault::NoneChosen)?;
        self.store.databases.get_mut(&name).ok_or(Fault::NoDatabase(name))
    }

    fn table(&mut self, named: &Named) -> Result<&mut Table, Fault> {
        let missing = Fault::NoTable { name: named.name.clone(), at: named.at };
        self.database()?.tables.get_mut(&named.name).ok_or(missing)
    }

    /// Carries a statement out.
    pub fn run(&mut self, statement: Statement) -> Result<Outcome, Fault> {
        let mysql = self.around.mysql;
        match statement {
            Statement::CreateDatabase { name, if_missing } => {
                if self.store.databases.contains_key(&name) {
                    return if if_missing { done("CREATE DATABASE") } else { Err(Fault::DatabaseExists(name)) };
                }
                let owner = self.around.user.clone();
                self.store.databases.insert(name, Database { owner, ..Database::default() });
                counted("CREATE DATABASE", 1)
            }
            Statement::DropDatabase { name, if_there } => match self.store.databases.remove(&name) {
                None if !if_there => Err(Fault::NoDatabase(name)),
                None => noted("DROP DATABASE", format!("database \"{name}\" does not exist, skipping")),
                Some(_) => done("DROP DATABASE"),
            },
            Statement::Use(name) => {
                if !self.store.databases.contains_key(&name) {
                    return Err(Fault::NoDatabase(name));
                }
                self.around.database = Some(name);
                done("USE")
            }
            Statement::ShowDatabases => {
                let mut names: BTreeSet<&str> = self.store.databases.keys().map(String::as_str).collect();
                names.extend(["information_schema", "mysql", "performance_schema", "sys"]);
                Ok(texts("Database", names.into_iter().map(str::to_string)))
            }
            Statement::ShowTables => {
                let name = self.around.database.clone().unwrap_or_default();
                let names: Vec<String> = self.database()?.tables.keys().cloned().collect();
                Ok(texts(&format!("Tables_in_{name}"), names))
            }
            Statement::Describe(named) => Ok(described(self.table(&named)?)),
            Statement::CreateTable { table, columns, if_missing } => {
                let name = table.name;
                let tables = &mut self.database()?.tables;
                if tables.contains_key(&name) {
                    let notice = format!("relation \"{name}\" already exists, skipping");
                    return if if_missing { noted("CREATE TABLE", notice) } else { Err(Fault::TableExists(name)) };
                }
                tables.insert(name, Table { columns, ..Table::default() });
                counted("CREATE TABLE", 0)
            }
            Statement::DropTable { tables, if_there } => {
                let mut notice = None;
                for named in tables {
                    if self.database()?.tables.remove(&named.name).is_none() {
                        if !if_there {
                            return Err(Fault::NoTable { name: named.name, at: named.at });
                        }
                        notice = Some(format!("table \"{}\" does not exist, skipping", named.name));
                    }
                }
                Ok(Outcome::Done { tag: "DROP TABLE", count: Some(0), notice })
            }
            Statement::AddColumn { table, column } => {
                let table = self.table(&table)?;
                let value = column.default.clone().unwrap_or_default();
                table.rows.iter_mut().for_each(|row| row.push(value.clone()));
                table.columns.push(column);
                counted("ALTER TABLE", 0)
            }
            Statement::Insert { table, columns, rows, returning } => self.insert(table, columns, rows, returning),
            Statement::Select(select) => self.select(*select),
            Statement::Update { table, changes, filter } => self.update(table, changes, filter),
            Statement::Delete { table, filter } => {
                let (_, rows) = self.chosen(&table, filter.as_ref())?;
                let gone: BTreeSet<usize> = rows.into_iter().collect();
                let table = self.table(&table)?;
                let mut at = 0;
                table.rows.retain(|_| {
                    at += 1;
                    !gone.contains(&(at - 1))
                });
                counted("DELETE", gone.len())
            }
            Statement::Truncate(named) => {
                self.table(&named)?.rows.clear();
                counted("TRUNCATE TABLE", 0)
            }
            Statement::CreateUser { name, role } => {
                self.store.users.insert(name);
                if role || !mysql { done("CREATE ROLE") } else { counted("CREATE USER", 0) }
            }
            Statement::Accepted(tag) => counted(tag, 0),
            Statement::Begin => self.begin(),
            Statement::Commit => {
                self.before = None;
                counted("COMMIT", 0)
            }
            Statement::Rollback => self.roll_back(),
        }
    }

    fn begin(&mut self) -> Result<Outcome, Fault> {
        self.before = Some(self.store.clone());
        counted("BEGIN", 0)
    }

    fn roll_back(&mut self) -> Result<Outcome, Fault> {
        if let Some(before) = self.before.take() {
            self.store = before;
        }
        counted("ROLLBACK", 0)
    }

    fn insert(
        &mut self,
        named: Named,
        columns: Vec<Named>,
        rows: Vec<Vec<Expression>>,
        returning: Vec<Output>,
    ) -> Result<Outcome, Fault> {
        let mut table = self.table(&named)?.clone();
        let stamp = if self.around.mysql { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S.%6f" };
        let now = Value::Text(self.around.now.in_utc(stamp));
        let places = match columns.is_empty() {
            true => (0..table.columns.len()).collect(),
            false => columns.iter().map(|column| place(&table.columns, column)).collect::<Result<Vec<_>, _>>()?,
        };
        let count = rows.len();
        let first = table.rows.len();
        for row in rows {
            if row.len() > places.len() || row.len() < places.len() && !columns.is_empty() {
                return Err(Fault::Counts { more: row.len() > places.len(), at: named.at });
            }
            let mut given: Vec<Option<Value>> = vec![None; table.columns.len()];
            for (place, expression) in places.iter().zip(&row) {
                let nothing = Row { columns: &[], values: &[], group: None };
                let value = evaluate(expression, nothing, &self.around)?;
                if let (Some(slot), Some(column)) = (given.get_mut(*place), table.columns.get(*place)) {
                    *slot = Some(cast(value, &column.kind)?);
                }
            }
            let mut values = Vec::with_capacity(given.len());
            for (column, value) in table.columns.iter().zip(given) {
                let counts = column.counts && value.as_ref().is_none_or(|value| *value == Value::Null);
                values.push(match value {
                    _ if counts => {
                        table.counter += 1;
                        Value::Int(table.counter)
                    }
                    Some(value) => {
                        if let (true, Value::Int(number), true) = (column.counts, &value, self.around.mysql) {
                            table.counter = table.counter.max(*number);
                        }
                        value
                    }
                    None if column.default_now => cast(now.clone(), &column.kind)?,
                    None => column.default.clone().unwrap_or_default(),
                });
            }
            check(&named.name, &table, &values, None)?;
            table.rows.push(values);
            if table.rows.len() > MAX_ROWS {
                return Err(Fault::TooManyRows);
            }
        }
        let new: Vec<Vec<Value>> = table.rows.get(first..).unwrap_or_default().to_vec();
        let definitions = table.columns.clone();
        *self.table(&named)? = table;
        if returning.is_empty() {
            return counted("INSERT 0", count);
        }
        self.outputs(&returning, &definitions, &new)
    }

    fn update(
        &mut self,
        named: Named,
        changes: Vec<(Named, Expression)>,
        filter: Option<Expression>,
    ) -> Result<Outcome, Fault> {
        let (columns, rows) = self.chosen(&named, filter.as_ref())?;
        let mut table = self.table(&named)?.clone();
        for at in &rows {
            let Some(before) = table.rows.get(*at).cloned() else { continue };
            let mut values = before.clone();
            for (column, expression) in &changes {
                let place = place(&columns, column)?;
                let row = Row { columns: &columns, values: &before, group: None };
                let kind = columns.get(place).map_or("", |column| column.kind.as_str());
                let value = cast(evaluate(expression, row, &self.around)?, kind)?;
                if let Some(slot) = values.get_mut(place) {
                    *slot = value;
                }
            }
            check(&named.name, &table, &values, Some(*at))?;
            if let Some(slot) = table.rows.get_mut(*at) {
                *slot = values;
            }
        }
        *self.table(&named)? = table;
        counted("UPDATE", rows.len())
    }

    /// A table's columns, and the rows that a filter takes.
    fn chosen(
        &mut self,
        named: &Named,
        filter: Option<&Expression>,
    ) -> Result<(Vec<ColumnDefinition>, Vec<usize>), Fault> {
        let table = self.table(named)?.clone();
        let mut chosen = Vec::new();
        for (at, values) in table.rows.iter().enumerate() {
            let row = Row { columns: &table.columns, values, group: None };
            let takes = match filter {
                Some(filter) => evaluate(filter, row, &self.around)?.truth() == Some(true),
                None => true,
            };
            if takes {
                chosen.push(at);
            }
        }
        // A wrong column is wrong in an empty table, too.
        if let Some(filter) = filter.filter(|_| table.rows.is_empty()) {
            let values = vec![Value::Null; table.columns.len()];
            evaluate(filter, Row { columns: &table.columns, values: &values, group: None }, &self.around)?;
        }
        Ok((table.columns, chosen))
    }

    fn select(&mut self, select: Select) -> Result<Outcome, Fault> {
        let (columns, mut rows) = match &select.table {
            None => (Vec::new(), vec![Vec::new()]),
            Some(named) => {
                let (columns, chosen) = self.chosen(named, select.filter.as_ref())?;
                let table = self.table(named)?;
                let rows = chosen.into_iter().filter_map(|at| table.rows.get(at).cloned()).collect();
                (columns, rows)
            }
        };
        if !select.order.is_empty() {
            let mut keyed = Vec::with_capacity(rows.len());
            for values in rows {
                let row = Row { columns: &columns, values: &values, group: None };
                let mut keys = Vec::new();
                for (expression, _) in &select.order {
                    keys.push(evaluate(self.meant(expression, &select.outputs), row, &self.around)?);
                }
                keyed.push((keys, values));
            }
            keyed.sort_by(|left, right| {
                let pairs = left.0.iter().zip(&right.0).zip(&select.order);
                let mut orders = pairs.map(|((left, right), (_, descending))| {
                    // Nothing comes last in PostgreSQL, first in MySQL.
                    let nothing = |value: &Value| (*value == Value::Null) != self.around.mysql;
                    let order = left.compare(right).unwrap_or_else(|| nothing(left).cmp(&nothing(right)));
                    if *descending { order.reverse() } else { order }
                });
                orders.find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
            });
            rows = keyed.into_iter().map(|(_, values)| values).collect();
        }
        let over_all = select.outputs.iter().any(|output| match output {
            Output::Expression { value, .. } => is_over_all(value),
            Output::All => false,
        });
        let mut outcome = match over_all {
            true => self.summary(&select.outputs, &columns, &rows)?,
            false => self.outputs(&select.outputs, &columns, &rows)?,
        };
        if let Outcome::Rows { rows, .. } = &mut outcome {
            if select.distinct {
                let mut seen = Vec::new();
                rows.retain(|row| {
                    !seen.contains(row) && {
                        seen.push(row.clone());
                        true
                    }
                });
            }
            *rows =
                std::mem::take(rows).into_iter().skip(select.offset).take(select.limit.unwrap_or(MAX_ROWS)).collect();
        }
        Ok(outcome)
    }

    /// What `ORDER BY` means: the number or the name of an output is that output.
    fn meant<'e>(&self, expression: &'e Expression, outputs: &'e [Output]) -> &'e Expression {
        let values = outputs.iter().filter_map(|output| match output {
            Output::Expression { value, name } => Some((value, name)),
            Output::All => None,
        });
        let found = match expression {
            Expression::Value(Value::Int(number)) => {
                values.into_iter().nth((*number as usize).wrapping_sub(1)).map(|(value, _)| value)
            }
            Expression::Column(named) => {
                values.into_iter().find(|(_, name)| name.eq_ignore_ascii_case(&named.name)).map(|(value, _)| value)
            }
            _ => None,
        };
        found.unwrap_or(expression)
    }

    /// One row over all rows.
    fn summary(&self, outputs: &[Output], columns: &[ColumnDefinition], rows: &[Vec<Value>]) -> Result<Outcome, Fault> {
        let nothing = vec![Value::Null; columns.len()];
        let row = Row { columns, values: rows.first().unwrap_or(&nothing), group: Some(rows) };
        let (mut heads, mut values) = (Vec::new(), Vec::new());
        for output in outputs {
            if let Output::Expression { value, name } = output {
                values.push(evaluate(value, row, &self.around)?);
                heads.push((name.clone(), true));
            }
        }
        Ok(Outcome::Rows { columns: heads, rows: vec![values] })
    }

    fn outputs(&self, outputs: &[Output], columns: &[ColumnDefinition], rows: &[Vec<Value>]) -> Result<Outcome, Fault> {
        let mut heads = Vec::new();
        for output in outputs {
            match output {
                Output::All => {
                    heads.extend(columns.iter().map(|column| (column.name.clone(), is_number(&column.kind))))
                }
                Output::Expression { value, name } => {
                    let of_column = match value {
                        Expression::Column(named) => columns.iter().find(|column| column.name == named.name),
                        _ => None,
                    };
                    let row = Row { columns, values: &vec![Value::Null; columns.len()], group: None };
                    let sample = evaluate(value, row, &self.around)?;
                    let number = matches!(sample, Value::Int(_) | Value::Float(_));
                    heads.push((name.clone(), of_column.map_or(number, |column| is_number(&column.kind))));
                }
            }
        }
        let mut results = Vec::with_capacity(rows.len());
        for values in rows {
            let row = Row { columns, values, group: None };
            let mut result = Vec::new();
            for output in outputs {
                match output {
                    Output::All => result.extend(values.iter().cloned()),
                    Output::Expression { value, .. } => result.push(evaluate(value, row, &self.around)?),
                }
            }
            results.push(result);
        }
        Ok(Outcome::Rows { columns: heads, rows: results })
    }
}

fn place(columns: &[ColumnDefinition], named: &Named) -> Result<usize, Fault> {
    let at = columns.iter().position(|column| column.name.eq_ignore_ascii_case(&named.name));
    at.ok_or(Fault::NoColumn { name: named.name.clone(), at: named.at })
}

fn is_number(kind: &str) -> bool {
    ["int", "bigint", "smallint", "tinyint", "numeric", "decimal", "double", "float", "real"]
        .iter()
        .any(|start| kind.starts_with(start))
}

/// What a table asks of a row; `except`: the row that it replaces.
fn check(name: &str, table: &Table, values: &[Value], except: Option<usize>) -> Result<(), Fault> {
    for (at, column) in table.columns.iter().enumerate() {
        let value = values.get(at).unwrap_or(&Value::Null);
        if column.not_null && *value == Value::Null {
            let (table, column) = (name.to_string(), column.name.clone());
            return Err(Fault::Missing { table, column, row: values.to_vec() });
        }
        let same = |row: &Vec<Value>| row.get(at).is_some_and(|own| own.compare(value) == Some(Ordering::Equal));
        let mut others = table.rows.iter().enumerate().filter(|(at, _)| Some(*at) != except);
        if (column.primary || column.unique) && others.any(|(_, row)| same(row)) {
            let (table, primary) = (name.to_string(), column.primary);
            return Err(Fault::Duplicate { table, column: column.name.clone(), primary, value: value.clone() });
        }
    }
    Ok(())
}

fn texts(head: &str, rows: impl IntoIterator<Item = String>) -> Outcome {
    let rows = rows.into_iter().map(|text| vec![Value::Text(text)]).collect();
    Outcome::Rows { columns: vec![(head.to_string(), false)], rows }
}

/// MySQL's `DESCRIBE`.
fn described(table: &Table) -> Outcome {
    let columns = ["Field", "Type", "Null", "Key", "Default", "Extra"].map(|head| (head.to_string(), false)).to_vec();
    let rows = table.columns.iter().map(|column| {
        let text = |text: &str| Value::Text(text.into());
        let key = if column.primary {
            "PRI"
        } else if column.unique {
            "UNI"
        } else {
            ""
        };
        let default = match (&column.default, column.default_now) {
            (_, true) => text("CURRENT_TIMESTAMP"),
            (Some(value), _) => text(&value.plain()),
            (None, _) => Value::Null,
        };
        let extra = if column.counts {
            "auto_increment"
        } else if column.default_now {
            "DEFAULT_GENERATED"
        } else {
            ""
        };
        let null = if column.not_null { "NO" } else { "YES" };
        vec![text(&column.name), text(&column.kind), text(null), text(key), default, text(extra)]
    });
    Outcome::Rows { columns, rows: rows.collect() }
}
