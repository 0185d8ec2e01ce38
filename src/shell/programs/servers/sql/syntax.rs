//! What statements are made of.

use super::value::Value;

/// A statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    CreateDatabase {
        name: String,
        if_missing: bool,
    },
    DropDatabase {
        name: String,
        if_there: bool,
    },
    Use(String),
    ShowDatabases,
    ShowTables,
    Describe(Named),
    CreateTable {
        table: Named,
        columns: Vec<ColumnDefinition>,
        if_missing: bool,
    },
    DropTable {
        tables: Vec<Named>,
        if_there: bool,
    },
    AddColumn {
        table: Named,
        column: ColumnDefinition,
    },
    Insert {
        table: Named,
        columns: Vec<Named>,
        rows: Vec<Vec<Expression>>,
        returning: Vec<Output>,
    },
    Select(Box<Select>),
    Update {
        table: Named,
        changes: Vec<(Named, Expression)>,
        filter: Option<Expression>,
    },
    Delete {
        table: Named,
        filter: Option<Expression>,
    },
    Truncate(Named),
    /// `CREATE USER` and `CREATE ROLE`
    CreateUser {
        name: String,
        role: bool,
    },
    /// `GRANT`, `SET`, `FLUSH` …: taken, and nothing here depends on it; with the tag that answers it.
    Accepted(&'static str),
    Begin,
    Commit,
    Rollback,
}

/// A name, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub name: String,
    pub at: usize,
}

/// A column as it is declared.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ColumnDefinition {
    pub name: String,
    /// The type as it is shown.
    pub kind: String,
    #[serde(default)]
    pub counts: bool,
    #[serde(default)]
    pub not_null: bool,
    #[serde(default)]
    pub primary: bool,
    #[serde(default)]
    pub unique: bool,
    #[serde(default)]
    pub default: Option<Value>,
    /// The time of the insertion is the default.
    #[serde(default)]
    pub default_now: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Select {
    pub outputs: Vec<Output>,
    pub table: Option<Named>,
    pub filter: Option<Expression>,
    pub order: Vec<(Expression, bool)>,
    pub limit: Option<usize>,
    pub offset: usize,
    pub distinct: bool,
}

/// What a row of a result has.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    All,
    Expression { value: Expression, name: String },
}

#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Value(Value),
    Column(Named),
    Not(Box<Expression>),
    Negated(Box<Expression>),
    Binary(Box<Expression>, &'static str, Box<Expression>),
    IsNull(Box<Expression>, bool),
    In(Box<Expression>, Vec<Expression>, bool),
    Call(Named, Vec<Expression>),
    /// `count(*)`
    CountAll,
    Cast(Box<Expression>, String),
}
