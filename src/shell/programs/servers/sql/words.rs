//! What the servers say of a fault.

use super::{Fault, Session, Value};

/// PostgreSQL's words for it, and where its mark stands.
pub fn postgres(fault: &Fault) -> (String, Option<usize>) {
    match fault {
        Fault::Syntax { at, near } => {
            let end = near.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(near.len());
            let words = match near.get(..end).unwrap_or(near) {
                "" if near.is_empty() => "syntax error at end of input".to_string(),
                "" => format!("syntax error at or near \"{}\"", near.chars().next().unwrap_or(';')),
                word => format!("syntax error at or near \"{word}\""),
            };
            (words, Some(*at))
        }
        Fault::NoTable { name, at } => (format!("relation \"{name}\" does not exist"), Some(*at)),
        Fault::NoColumn { name, at } => (format!("column \"{name}\" does not exist"), Some(*at)),
        Fault::NoFunction { name, at } => (format!("function {name}() does not exist"), Some(*at)),
        Fault::NoDatabase(name) => (format!("database \"{name}\" does not exist"), None),
        Fault::DatabaseExists(name) => (format!("database \"{name}\" already exists"), None),
        Fault::TableExists(name) => (format!("relation \"{name}\" already exists"), None),
        Fault::NoneChosen => ("no schema has been selected".into(), None),
        Fault::Duplicate { table, column, primary, .. } => {
            let constraint = if *primary { format!("{table}_pkey") } else { format!("{table}_{column}_key") };
            (format!("duplicate key value violates unique constraint \"{constraint}\""), None)
        }
        Fault::Missing { table, column, .. } => {
            (format!("null value in column \"{column}\" of relation \"{table}\" violates not-null constraint"), None)
        }
        Fault::Counts { more: true, at } => ("INSERT has more expressions than target columns".into(), Some(*at)),
        Fault::Counts { more: false, at } => ("INSERT has more target columns than expressions".into(), Some(*at)),
        Fault::NotANumber { kind, value } => (format!("invalid input syntax for type {kind}: \"{value}\""), None),
        Fault::DivisionByZero => ("division by zero".into(), None),
        Fault::TooManyRows => ("layercake: a table has too many rows".into(), None),
        Fault::Unsimulated(statement) => (statement.clone(), None),
    }
}

/// A value in MySQL's results.
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => "NULL".into(),
        Value::Bool(value) => i32::from(*value).to_string(),
        value => value.plain(),
    }
}

/// MySQL's words for it, with the number.
pub fn mysql(fault: &Fault, session: &Session) -> String {
    let database = session.around.database.clone().unwrap_or_default();
    match fault {
        Fault::Syntax { near, .. } => format!(
            "ERROR 1064 (42000): You have an error in your SQL syntax; check the manual that corresponds to your MySQL \
             server version for the right syntax to use near '{}' at line 1",
            near.trim_end().trim_end_matches(';')
        ),
        Fault::Unsimulated(statement) => format!("layercake: mysqld: this statement is not simulated: {statement}"),
        Fault::NoDatabase(name) => format!("ERROR 1049 (42000): Unknown database '{name}'"),
        Fault::DatabaseExists(name) => {
            format!("ERROR 1007 (HY000): Can't create database '{name}'; database exists")
        }
        Fault::NoneChosen => "ERROR 1046 (3D000): No database selected".into(),
        Fault::NoTable { name, .. } => format!("ERROR 1146 (42S02): Table '{database}.{name}' doesn't exist"),
        Fault::TableExists(name) => format!("ERROR 1050 (42S01): Table '{name}' already exists"),
        Fault::NoColumn { name, .. } => format!("ERROR 1054 (42S22): Unknown column '{name}' in 'field list'"),
        Fault::NoFunction { name, .. } => format!("ERROR 1305 (42000): FUNCTION {database}.{name} does not exist"),
        Fault::Duplicate { table, column, primary, value } => {
            let key = if *primary { "PRIMARY" } else { column };
            format!("ERROR 1062 (23000): Duplicate entry '{}' for key '{table}.{key}'", cell(value))
        }
        Fault::Missing { column, .. } => format!("ERROR 1048 (23000): Column '{column}' cannot be null"),
        Fault::Counts { .. } => "ERROR 1136 (21S01): Column count doesn't match value count at row 1".into(),
        Fault::NotANumber { kind, value } => {
            format!("ERROR 1366 (HY000): Incorrect {kind} value: '{value}' for column")
        }
        Fault::DivisionByZero => "ERROR 1365 (22012): Division by 0".into(),
        Fault::TooManyRows => "layercake: mysqld: a table has too many rows".into(),
    }
}
