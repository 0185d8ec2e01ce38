//! Statements that make a database again: what `pg_dump` and `mysqldump` write. Keys stand with their columns, and rows are
//! inserted, so that the clients here can read them.

use super::store::{Database, Table};
use super::syntax::ColumnDefinition;
use super::value::Value;
use crate::allowance::{self, Spent};

/// Units of work that writing a value is.
const VALUE: u64 = 1 << 8;

/// What is written of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dump {
    /// In MySQL's words; else PostgreSQL's.
    pub mysql: bool,
    /// Without the rows.
    pub only_schema: bool,
    /// Without the tables themselves.
    pub only_data: bool,
    /// Tables that are there are removed first.
    pub cleans: bool,
}

impl Dump {
    /// The statements for these tables (none named: all).
    pub fn of(self, database: &Database, tables: &[String]) -> Result<String, Spent> {
        let named = |name: &&String| tables.is_empty() || tables.contains(name);
        let mut text = String::new();
        if !self.mysql && !self.only_data && tables.is_empty() {
            for schema in &database.schemas {
                text += &format!("CREATE SCHEMA {schema};\n\n");
            }
        }
        let all = || database.tables.iter().filter(|(name, _)| named(name));
        if !self.only_data {
            for (name, table) in all() {
                text += &self.definition(name, table, &database.owner);
                if self.mysql && !self.only_schema {
                    text += &self.rows(name, table)?;
                }
            }
        }
        if !self.only_schema && (!self.mysql || self.only_data) {
            for (name, table) in all() {
                text += &self.rows(name, table)?;
            }
        }
        Ok(text)
    }

    fn quoted(self, name: &str) -> String {
        let plain = name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
        match self.mysql {
            true => format!("`{}`", name.replace('`', "``")),
            false if plain => name.to_string(),
            false => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A table's name with its schema.
    fn table(self, name: &str) -> String {
        match name.split_once('.').filter(|_| !self.mysql) {
            Some((schema, name)) => format!("{}.{}", self.quoted(schema), self.quoted(name)),
            None if self.mysql => self.quoted(name),
            None => format!("public.{}", self.quoted(name)),
        }
    }

    fn definition(self, name: &str, table: &Table, owner: &str) -> String {
        let own = self.table(name);
        let mut lines: Vec<String> = table.columns.iter().map(|column| self.column(column)).collect();
        let list = |columns: &[String]| columns.iter().map(|name| self.quoted(name)).collect::<Vec<_>>().join(",");
        let keys: Vec<String> =
            table.columns.iter().filter(|column| column.primary).map(|column| column.name.clone()).collect();
        if !keys.is_empty() {
            lines.push(format!("PRIMARY KEY ({})", list(&keys)));
        }
        lines.extend(table.uniques.iter().map(|columns| format!("UNIQUE ({})", list(columns))));
        let mut text = match self.mysql {
            true => format!("--\n-- Table structure for table {own}\n--\n\nDROP TABLE IF EXISTS {own};\n"),
            false => {
                let (schema, bare) = name.split_once('.').unwrap_or(("public", name));
                let cleans = if self.cleans { format!("DROP TABLE IF EXISTS {own};\n") } else { String::new() };
                format!("--\n-- Name: {bare}; Type: TABLE; Schema: {schema}; Owner: {owner}\n--\n\n{cleans}")
            }
        };
        let indent = if self.mysql { "  " } else { "    " };
        text += &format!("CREATE TABLE {own} (\n{indent}{}\n);\n\n", lines.join(&format!(",\n{indent}")));
        for (index, made) in &table.indexes {
            let unique = if made.unique { "UNIQUE " } else { "" };
            text += &format!("CREATE {unique}INDEX {} ON {own} ({});\n\n", self.quoted(index), list(&made.columns));
        }
        text
    }

    fn column(self, column: &ColumnDefinition) -> String {
        let serial = column.counts && !self.mysql;
        let kind = match (serial, column.kind.as_str()) {
            (true, "bigint") => "bigserial",
            (true, _) => "serial",
            (false, kind) => kind,
        };
        let mut text = format!("{} {kind}", self.quoted(&column.name));
        if column.not_null || column.primary {
            text += " NOT NULL";
        }
        if column.counts && self.mysql {
            text += " AUTO_INCREMENT";
        }
        if column.unique {
            text += " UNIQUE";
        }
        if column.default_now {
            text += if column.kind == "date" { " DEFAULT CURRENT_DATE" } else { " DEFAULT CURRENT_TIMESTAMP" };
        } else if let Some(value) = column.default.as_ref().filter(|_| !serial) {
            text += &format!(" DEFAULT {}", self.value(value));
        }
        text
    }

    fn rows(self, name: &str, table: &Table) -> Result<String, Spent> {
        let own = self.table(name);
        let heading = match self.mysql {
            true => format!("--\n-- Dumping data for table {own}\n--\n\n"),
            false => format!("--\n-- Data for Name: {name}; Type: TABLE DATA\n--\n\n"),
        };
        let mut text = heading;
        let rows = table.rows.iter().map(|row| {
            allowance::work(VALUE.saturating_mul(row.len() as u64))?;
            let values: Vec<String> = row.iter().map(|value| self.value(value)).collect();
            Ok(format!("({})", values.join(if self.mysql { "," } else { ", " })))
        });
        let rows: Vec<String> = rows.collect::<Result<_, Spent>>()?;
        if self.mysql && !rows.is_empty() {
            text += &format!("INSERT INTO {own} VALUES {};\n", rows.join(","));
        } else {
            for row in rows {
                text += &format!("INSERT INTO {own} VALUES {row};\n");
            }
        }
        Ok(text + "\n")
    }

    fn value(self, value: &Value) -> String {
        match value {
            Value::Null => "NULL".into(),
            Value::Bool(true) if self.mysql => "1".into(),
            Value::Bool(false) if self.mysql => "0".into(),
            Value::Bool(true) => "true".into(),
            Value::Bool(false) => "false".into(),
            Value::Text(text) => {
                let text = text.replace('\'', "''");
                let text = if self.mysql { text.replace('\\', "\\\\") } else { text };
                format!("'{text}'")
            }
            number => number.plain(),
        }
    }
}
