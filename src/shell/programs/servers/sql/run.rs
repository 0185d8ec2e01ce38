//! [`Session`]: a client's connection, and what statements do.

mod change;
mod index;
mod keys;
mod select;
mod subquery;
mod window;

use std::collections::BTreeSet;

use super::Fault;
use super::columns::columns_of;
use super::rows::Rows;
use super::store::{Database, Store, Table};
use super::surroundings::Surroundings;
use super::syntax::{Named, Statement};
use super::value::Value;

/// What a statement came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Rows; of each column its name, and whether it holds numbers.
    Rows { columns: Vec<(String, bool)>, rows: Vec<Vec<Value>> },
    /// It is done: the word for it, how many rows, what is to be noted.
    Done { tag: &'static str, count: Option<usize>, notice: Option<String> },
    /// Both: what RETURNING gives of rows that were changed.
    Returned { columns: Vec<(String, bool)>, rows: Vec<Vec<Value>>, tag: &'static str, count: usize },
}

/// A client's connection.
pub struct Session {
    pub store: Store,
    pub around: Surroundings,
    /// What the server held when a transaction began, and whether that was kept.
    before: Option<(Store, bool)>,
    /// Whether the store is other than what was kept last.
    changed: bool,
}

type Ran = Result<Outcome, Fault>;

fn done(tag: &'static str) -> Ran {
    Ok(Outcome::Done { tag, count: None, notice: None })
}

fn counted(tag: &'static str, count: usize) -> Ran {
    Ok(Outcome::Done { tag, count: Some(count), notice: None })
}

fn noted(tag: &'static str, notice: String) -> Ran {
    Ok(Outcome::Done { tag, count: None, notice: Some(notice) })
}

impl Session {
    /// A connection to a server that holds `store`.
    pub fn new(store: Store, around: Surroundings) -> Session {
        Session { store, around, before: None, changed: false }
    }

    /// Whether there is something to be kept now; it counts as kept from here on. (What an open transaction did is not to
    /// be kept yet.)
    pub fn takes_keeping(&mut self) -> bool {
        self.before.is_none() && std::mem::take(&mut self.changed)
    }

    /// The database in use.
    pub fn database(&self) -> Result<&Database, Fault> {
        let name = self.around.database.as_ref().ok_or(Fault::NoneChosen)?;
        self.store.databases.get(name).ok_or_else(|| Fault::NoDatabase(name.clone()))
    }

    fn database_mut(&mut self) -> Result<&mut Database, Fault> {
        let name = self.around.database.clone().ok_or(Fault::NoneChosen)?;
        self.store.databases.get_mut(&name).ok_or(Fault::NoDatabase(name))
    }

    /// The database that a table's name is in, and what the table is called there.
    fn home(&self, named: &Named) -> Result<(String, String), Fault> {
        let own = self.around.database.clone();
        match (&named.of, self.around.mysql) {
            (Some(of), true) => Ok((of.clone(), named.name.clone())),
            (Some(of), false) if of != "public" => {
                if matches!(of.as_str(), "information_schema" | "pg_catalog") {
                    return Err(Fault::Unsimulated(format!("the tables of {of}")));
                }
                Ok((own.ok_or(Fault::NoneChosen)?, format!("{of}.{}", named.name)))
            }
            _ => Ok((own.ok_or(Fault::NoneChosen)?, named.name.clone())),
        }
    }

    /// A table that is read.
    fn table(&self, named: &Named) -> Result<&Table, Fault> {
        let (database, name) = self.home(named)?;
        let holder = self.store.databases.get(&database).ok_or(Fault::NoDatabase(database))?;
        holder.tables.get(&name).ok_or(Fault::NoTable { name, at: named.at })
    }

    /// A table that is changed.
    fn table_mut(&mut self, named: &Named) -> Result<&mut Table, Fault> {
        let (database, name) = self.home(named)?;
        let holder = self.store.databases.get_mut(&database).ok_or(Fault::NoDatabase(database))?;
        let table = holder.tables.get_mut(&name).ok_or(Fault::NoTable { name, at: named.at })?;
        self.changed = true;
        Ok(table)
    }

    /// The rows of a table.
    fn rows_of(&self, named: &Named, alias: &str) -> Result<Rows, Fault> {
        let table = self.table(named)?;
        crate::allowance::work(super::columns::LOOK.saturating_mul(table.rows.len() as u64))?;
        Ok(Rows { columns: columns_of(alias, &table.columns), rows: table.rows.clone() })
    }

    /// Carries a statement out.
    pub fn run(&mut self, statement: Statement) -> Ran {
        match statement {
            Statement::CreateDatabase { .. }
            | Statement::DropDatabase { .. }
            | Statement::CreateSchema { .. }
            | Statement::DropSchema { .. }
            | Statement::CreateTable { .. }
            | Statement::DropTable { .. }
            | Statement::AddColumn { .. }
            | Statement::CreateIndex { .. }
            | Statement::DropIndex { .. }
            | Statement::CreateUser { .. } => self.define(statement),
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
            Statement::ShowTables(of) => {
                let name = of.or_else(|| self.around.database.clone()).ok_or(Fault::NoneChosen)?;
                let database = self.store.databases.get(&name).ok_or_else(|| Fault::NoDatabase(name.clone()))?;
                let names: Vec<String> = database.tables.keys().cloned().collect();
                Ok(texts(&format!("Tables_in_{name}"), names))
            }
            Statement::Describe(named) => Ok(described(self.table(&named)?)),
            Statement::Insert { table, columns, rows, conflict, returning } => {
                self.insert(table, (columns, rows), conflict.as_ref(), returning)
            }
            Statement::Select(select) => self.select(*select),
            Statement::Update { table, changes, filter, returning } => self.update(table, changes, filter, returning),
            Statement::Delete { table, filter, returning } => self.delete(&table, filter.as_ref(), returning),
            Statement::Truncate(named) => {
                self.table_mut(&named)?.rows.clear();
                counted("TRUNCATE TABLE", 0)
            }
            Statement::Accepted(tag) => counted(tag, 0),
            Statement::Begin => {
                self.before.get_or_insert_with(|| (self.store.clone(), self.changed));
                counted("BEGIN", 0)
            }
            Statement::Commit => {
                self.before = None;
                counted("COMMIT", 0)
            }
            Statement::Rollback => {
                if let Some((store, changed)) = self.before.take() {
                    (self.store, self.changed) = (store, changed);
                }
                counted("ROLLBACK", 0)
            }
        }
    }

    /// Makes, changes and removes what holds rows, and users.
    fn define(&mut self, statement: Statement) -> Ran {
        let ran = match statement {
            Statement::CreateDatabase { name, if_missing } => {
                if self.store.databases.contains_key(&name) {
                    return if if_missing { done("CREATE DATABASE") } else { Err(Fault::DatabaseExists(name)) };
                }
                let owner = self.around.user.clone();
                self.store.databases.insert(name, Database { owner, ..Database::default() });
                counted("CREATE DATABASE", 1)
            }
            Statement::DropDatabase { name, if_there } => match self.store.databases.remove(&name) {
                None if !if_there => return Err(Fault::NoDatabase(name)),
                None => return noted("DROP DATABASE", format!("database \"{name}\" does not exist, skipping")),
                Some(_) => done("DROP DATABASE"),
            },
            Statement::CreateSchema { name, if_missing } => {
                let is_new = name != "public" && self.database_mut()?.schemas.insert(name.clone());
                match (is_new, if_missing) {
                    (true, _) => done("CREATE SCHEMA"),
                    (false, true) => {
                        return noted("CREATE SCHEMA", format!("schema \"{name}\" already exists, skipping"));
                    }
                    (false, false) => return Err(Fault::SchemaExists(name)),
                }
            }
            Statement::DropSchema { name, if_there, cascade } => return self.drop_schema(name, if_there, cascade),
            Statement::CreateTable { table: named, columns, uniques, if_missing } => {
                let (database, name) = self.home(&named)?;
                let holder = self.store.databases.get_mut(&database).ok_or(Fault::NoDatabase(database))?;
                if let Some(schema) = named.of.filter(|of| !self.around.mysql && of != "public")
                    && !holder.schemas.contains(&schema)
                {
                    return Err(Fault::NoSchema { name: schema, at: Some(named.at) });
                }
                if holder.tables.contains_key(&name) {
                    let name = named.name;
                    let notice = format!("relation \"{name}\" already exists, skipping");
                    return if if_missing { noted("CREATE TABLE", notice) } else { Err(Fault::TableExists(name)) };
                }
                holder.tables.insert(name, Table { columns, uniques, ..Table::default() });
                counted("CREATE TABLE", 0)
            }
            Statement::DropTable { tables, if_there } => {
                let mut notice = None;
                for named in tables {
                    let (database, name) = self.home(&named)?;
                    let holder = self.store.databases.get_mut(&database).ok_or(Fault::NoDatabase(database))?;
                    if holder.tables.remove(&name).is_none() {
                        if !if_there {
                            return Err(Fault::NoSuchTable { name: named.name });
                        }
                        notice = Some(format!("table \"{}\" does not exist, skipping", named.name));
                    }
                }
                Ok(Outcome::Done { tag: "DROP TABLE", count: Some(0), notice })
            }
            Statement::AddColumn { table: named, column } => return self.add_column(&named, column),
            Statement::CreateIndex { name, table, columns, unique, if_missing } => {
                return self.create_index(name, &table, &columns, unique, if_missing);
            }
            Statement::DropIndex { names, table, if_there } => {
                return self.drop_indexes(names, table.as_ref(), if_there);
            }
            Statement::CreateUser { name, role } => {
                if !self.store.users.insert(name.clone()) {
                    return Err(Fault::UserExists(name));
                }
                if role || !self.around.mysql { done("CREATE ROLE") } else { counted("CREATE USER", 0) }
            }
            other => return self.run(other),
        };
        self.changed = true;
        ran
    }

    fn drop_schema(&mut self, name: String, if_there: bool, cascade: bool) -> Ran {
        let database = self.database_mut()?;
        let prefix = format!("{name}.");
        let full = database.tables.keys().any(|table| table.starts_with(&prefix));
        match database.schemas.contains(&name) {
            false if if_there => return noted("DROP SCHEMA", format!("schema \"{name}\" does not exist, skipping")),
            false => return Err(Fault::NoSchema { name, at: None }),
            true if full && !cascade => return Err(Fault::SchemaInUse(name)),
            true => {}
        }
        database.schemas.remove(&name);
        database.tables.retain(|table, _| !table.starts_with(&prefix));
        self.changed = true;
        done("DROP SCHEMA")
    }
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
        let key = match column {
            column if column.primary => "PRI",
            column if column.unique => "UNI",
            column if table.indexes.values().any(|index| index.unique && index.columns == [column.name.clone()]) => {
                "UNI"
            }
            column if table.uniques.iter().any(|names| names.first() == Some(&column.name)) => "MUL",
            column if table.indexes.values().any(|index| index.columns.first() == Some(&column.name)) => "MUL",
            _ => "",
        };
        let default = match (&column.default, column.default_now) {
            (_, true) => text("CURRENT_TIMESTAMP"),
            (Some(value), _) => text(&value.plain()),
            (None, _) => Value::Null,
        };
        let extra = match column {
            column if column.counts => "auto_increment",
            column if column.default_now => "DEFAULT_GENERATED",
            _ => "",
        };
        let null = if column.not_null { "NO" } else { "YES" };
        vec![text(&column.name), text(&column.kind), text(null), text(key), default, text(extra)]
    });
    Outcome::Rows { columns, rows: rows.collect() }
}
