//! What the servers say of a fault.

use super::store::MAX_ROWS;
use super::syntax::MAX_DEPTH;
use super::{Fault, Session, Value};

/// What the sandbox itself says of a fault, whoever the server is; `None`: the server has words for it.
pub fn own(fault: &Fault, server: &str) -> Option<String> {
    let words = match fault {
        Fault::Unsimulated(statement) => format!("this statement is not simulated: {statement}"),
        Fault::TooDeep => format!("an expression with more than {MAX_DEPTH} operators inside each other"),
        Fault::TooManyRows => format!("more than {MAX_ROWS} rows"),
        _ => return None,
    };
    Some(format!("layercake: {server}: {words}"))
}

/// PostgreSQL's words for it, and where its mark stands.
pub fn postgres(fault: &Fault) -> (String, Option<usize>) {
    let plain = |words: String| (words, None);
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
        Fault::NoColumn { name, at } => {
            let quoted = if name.contains('.') { name.clone() } else { format!("\"{name}\"") };
            (format!("column {quoted} does not exist"), Some(*at))
        }
        Fault::NoKeyColumn { name, at } => (format!("column \"{name}\" named in key does not exist"), Some(*at)),
        Fault::Ambiguous { name, at } => (format!("column reference \"{name}\" is ambiguous"), Some(*at)),
        Fault::NoSource { table, at, .. } => (format!("missing FROM-clause entry for table \"{table}\""), Some(*at)),
        Fault::NoFunction { name, at } => (format!("function {name}() does not exist"), Some(*at)),
        Fault::NoSuchTable { name } => plain(format!("table \"{name}\" does not exist")),
        Fault::NoDatabase(name) => plain(format!("database \"{name}\" does not exist")),
        Fault::DatabaseExists(name) => plain(format!("database \"{name}\" already exists")),
        Fault::NoSchema { name, at } => (format!("schema \"{name}\" does not exist"), *at),
        Fault::SchemaExists(name) => plain(format!("schema \"{name}\" already exists")),
        Fault::SchemaInUse(name) => plain(format!("cannot drop schema {name} because other objects depend on it")),
        Fault::UserExists(name) => plain(format!("role \"{name}\" already exists")),
        Fault::TableExists(name) => plain(format!("relation \"{name}\" already exists")),
        Fault::ColumnExists { table, column } => {
            plain(format!("column \"{column}\" of relation \"{table}\" already exists"))
        }
        Fault::AliasTwice { alias } => plain(format!("table name \"{alias}\" specified more than once")),
        Fault::NoneChosen => plain("no schema has been selected".into()),
        Fault::WindowHere => plain("window functions are not allowed here".into()),
        Fault::OverAllHere => plain("aggregate functions are not allowed here".into()),
        Fault::Ungrouped { table, name, .. } => plain(format!(
            "column \"{table}.{name}\" must appear in the GROUP BY clause or be used in an aggregate function"
        )),
        Fault::NoOutput { number } => plain(format!("position {number} is not in select list")),
        Fault::Duplicate { index, table, columns, primary, .. } => {
            let end = if *primary { "pkey".to_string() } else { format!("{}_key", columns.join("_")) };
            let name = index.clone().unwrap_or_else(|| format!("{table}_{end}"));
            plain(format!("duplicate key value violates unique constraint \"{name}\""))
        }
        Fault::NoIndexColumn { name } => plain(format!("column \"{name}\" does not exist")),
        Fault::NoIndex { name } => plain(format!("index \"{name}\" does not exist")),
        Fault::IndexExists { name } => plain(format!("relation \"{name}\" already exists")),
        Fault::NotUnique { index, .. } => plain(format!("could not create unique index \"{index}\"")),
        Fault::NoArbiter => {
            plain("there is no unique or exclusion constraint matching the ON CONFLICT specification".into())
        }
        Fault::Missing { table, column, .. } => {
            plain(format!("null value in column \"{column}\" of relation \"{table}\" violates not-null constraint"))
        }
        Fault::Counts { more: true, at } => ("INSERT has more expressions than target columns".into(), Some(*at)),
        Fault::Counts { more: false, at } => ("INSERT has more target columns than expressions".into(), Some(*at)),
        Fault::NotANumber { kind, value } => plain(format!("invalid input syntax for type {kind}: \"{value}\"")),
        Fault::OutOfRange { kind } if kind == "double precision" => plain("value out of range: overflow".into()),
        Fault::OutOfRange { kind } => plain(format!("{kind} out of range")),
        Fault::TooLong { kind } => plain(format!("value too long for type {kind}")),
        Fault::InColumn { fault, .. } => postgres(fault),
        Fault::DivisionByZero => plain("division by zero".into()),
        Fault::ManyRows => plain("more than one row returned by a subquery used as an expression".into()),
        Fault::ManyColumns => plain("subquery must return only one column".into()),
        Fault::Widths(how) => plain(format!("each {how} query must have the same number of columns")),
        Fault::NoAlias => plain("subquery in FROM must have an alias".into()),
        Fault::Unsimulated(_) | Fault::TooDeep | Fault::TooManyRows => {
            plain(own(fault, "postgres").unwrap_or_default())
        }
        Fault::Spent(spent) => plain(spent.to_string()),
    }
}

/// A value in MySQL's results.
pub fn cell(value: &Value) -> String {
    match value {
        Value::Null => "NULL".into(),
        Value::Bool(value) => i32::from(*value).to_string(),
        Value::Float(number) => number.in_postgres().replace("e+", "e").replace("e-0", "e-"),
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
        Fault::NoDatabase(name) | Fault::NoSchema { name, .. } => {
            format!("ERROR 1049 (42000): Unknown database '{name}'")
        }
        Fault::DatabaseExists(name) | Fault::SchemaExists(name) | Fault::SchemaInUse(name) => {
            format!("ERROR 1007 (HY000): Can't create database '{name}'; database exists")
        }
        Fault::UserExists(name) => format!("ERROR 1396 (HY000): Operation CREATE USER failed for '{name}'@'%'"),
        Fault::NoneChosen => "ERROR 1046 (3D000): No database selected".into(),
        Fault::NoTable { name, .. } => format!("ERROR 1146 (42S02): Table '{database}.{name}' doesn't exist"),
        Fault::NoSuchTable { name } => format!("ERROR 1051 (42S02): Unknown table '{database}.{name}'"),
        Fault::TableExists(name) => format!("ERROR 1050 (42S01): Table '{name}' already exists"),
        Fault::ColumnExists { column, .. } => format!("ERROR 1060 (42S21): Duplicate column name '{column}'"),
        Fault::NoColumn { name, .. } => format!("ERROR 1054 (42S22): Unknown column '{name}' in 'field list'"),
        Fault::NoSource { table, column, .. } => {
            format!("ERROR 1054 (42S22): Unknown column '{table}.{column}' in 'field list'")
        }
        Fault::NoKeyColumn { name, .. } => format!("ERROR 1072 (42000): Key column '{name}' doesn't exist in table"),
        Fault::Ambiguous { name, .. } => format!("ERROR 1052 (23000): Column '{name}' in field list is ambiguous"),
        Fault::AliasTwice { alias } => format!("ERROR 1066 (42000): Not unique table/alias: '{alias}'"),
        Fault::NoFunction { name, .. } => format!("ERROR 1305 (42000): FUNCTION {database}.{name} does not exist"),
        Fault::WindowHere => "ERROR 3593 (HY000): You cannot use the window function in this context.".into(),
        Fault::OverAllHere => "ERROR 1111 (HY000): Invalid use of group function".into(),
        Fault::Ungrouped { number, table, name } => format!(
            "ERROR 1055 (42000): Expression #{number} of SELECT list is not in GROUP BY clause and contains \
             nonaggregated column '{database}.{table}.{name}' which is not functionally dependent on columns in GROUP \
             BY clause; this is incompatible with sql_mode=only_full_group_by"
        ),
        Fault::NoOutput { number } => format!("ERROR 1054 (42S22): Unknown column '{number}' in 'order clause'"),
        Fault::NoIndexColumn { name } => format!("ERROR 1072 (42000): Key column '{name}' doesn't exist in table"),
        Fault::NoIndex { name } => {
            format!("ERROR 1091 (42000): Can't DROP '{name}'; check that column/key exists")
        }
        Fault::IndexExists { name } => format!("ERROR 1061 (42000): Duplicate key name '{name}'"),
        Fault::NotUnique { index, values, .. } => {
            let entry = values.iter().map(cell).collect::<Vec<_>>().join("-");
            format!("ERROR 1062 (23000): Duplicate entry '{entry}' for key '{index}'")
        }
        Fault::NoArbiter => "ERROR 1064 (42000): You have an error in your SQL syntax".into(),
        Fault::Duplicate { index, table, columns, primary, values } => {
            let own = index.as_deref().or(columns.first().map(String::as_str)).unwrap_or_default();
            let key = if *primary { "PRIMARY" } else { own };
            let entry = values.iter().map(cell).collect::<Vec<_>>().join("-");
            format!("ERROR 1062 (23000): Duplicate entry '{entry}' for key '{table}.{key}'")
        }
        Fault::Missing { column, .. } => format!("ERROR 1048 (23000): Column '{column}' cannot be null"),
        Fault::Counts { .. } => "ERROR 1136 (21S01): Column count doesn't match value count at row 1".into(),
        Fault::InColumn { column, fault } => match &**fault {
            Fault::NotANumber { kind, value } => {
                let kind = if kind.contains("int") { "integer" } else { kind.as_str() };
                format!("ERROR 1366 (HY000): Incorrect {kind} value: '{value}' for column '{column}' at row 1")
            }
            Fault::OutOfRange { .. } => {
                format!("ERROR 1264 (22003): Out of range value for column '{column}' at row 1")
            }
            Fault::TooLong { .. } => format!("ERROR 1406 (22001): Data too long for column '{column}' at row 1"),
            fault => mysql(fault, session),
        },
        Fault::NotANumber { kind, value } => {
            format!("ERROR 1366 (HY000): Incorrect {kind} value: '{value}' for column")
        }
        Fault::OutOfRange { kind } => format!("ERROR 1690 (22003): {kind} value is out of range"),
        Fault::TooLong { .. } => "ERROR 1406 (22001): Data too long".into(),
        Fault::DivisionByZero => "ERROR 1365 (22012): Division by 0".into(),
        Fault::ManyRows => "ERROR 1242 (21000): Subquery returns more than 1 row".into(),
        Fault::ManyColumns => "ERROR 1241 (21000): Operand should contain 1 column(s)".into(),
        Fault::Widths(_) => "ERROR 1222 (21000): The used SELECT statements have a different number of columns".into(),
        Fault::NoAlias => "ERROR 1248 (42000): Every derived table must have its own alias".into(),
        Fault::Unsimulated(_) | Fault::TooDeep | Fault::TooManyRows => own(fault, "mysqld").unwrap_or_default(),
        Fault::Spent(spent) => spent.to_string(),
    }
}
