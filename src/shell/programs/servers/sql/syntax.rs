//! What statements are made of.

use super::Fault;
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
    /// PostgreSQL's `CREATE SCHEMA`
    CreateSchema {
        name: String,
        if_missing: bool,
    },
    /// PostgreSQL's `DROP SCHEMA`; `cascade`: with its tables.
    DropSchema {
        name: String,
        if_there: bool,
        cascade: bool,
    },
    Use(String),
    ShowDatabases,
    /// Of this database, or of the one in use.
    ShowTables(Option<String>),
    Describe(Named),
    CreateTable {
        table: Named,
        columns: Vec<ColumnDefinition>,
        /// Columns that have each combination of values once, besides single ones.
        uniques: Vec<Vec<String>>,
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
    /// Without a name it gets one.
    CreateIndex {
        name: Option<String>,
        table: Named,
        columns: Vec<Named>,
        unique: bool,
        if_missing: bool,
    },
    /// In MySQL an index is one of a table's.
    DropIndex {
        names: Vec<String>,
        table: Option<Named>,
        if_there: bool,
    },
    Insert {
        table: Named,
        columns: Vec<Named>,
        rows: Given,
        conflict: Option<Conflict>,
        returning: Vec<Output>,
    },
    Select(Box<Select>),
    Update {
        table: Named,
        changes: Vec<(Named, Expression)>,
        filter: Option<Expression>,
        returning: Vec<Output>,
    },
    Delete {
        table: Named,
        filter: Option<Expression>,
        returning: Vec<Output>,
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

/// A name, where it stands, and what stands before its dot: a table's schema (in MySQL its database), a column's table.
#[derive(Clone, Debug)]
pub struct Named {
    pub of: Option<String>,
    pub name: String,
    pub at: usize,
}

/// The same name, wherever it stands.
impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.of == other.of
    }
}

/// A column as it is declared.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ColumnDefinition {
    pub name: String,
    /// The type as it is shown.
    pub kind: String,
    #[serde(default)]
    pub counts: bool,
    #[serde(default)]
    pub not_null: bool,
    /// It is in the primary key, perhaps with others.
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

impl ColumnDefinition {
    /// A column that nothing more is said of.
    pub fn plain(name: &str, kind: String) -> ColumnDefinition {
        ColumnDefinition { name: name.into(), kind, ..ColumnDefinition::default() }
    }
}

/// What is put into a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Values; `None`: the column's default.
    Rows(Vec<Vec<Option<Expression>>>),
    /// What is found.
    Select(Box<Select>),
}

/// `ON CONFLICT …`, `ON DUPLICATE KEY UPDATE …`: what becomes of a row whose key is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The columns of the key that is meant; none: any.
    pub columns: Vec<Named>,
    /// What the row that is there changes; nothing: it stays, and the new one is left out.
    pub changes: Vec<(Named, Expression)>,
    pub filter: Option<Expression>,
}

/// The table that the row which was not put in stands for.
pub const EXCLUDED: &str = "excluded";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    pub outputs: Vec<Output>,
    pub from: Vec<Joined>,
    pub filter: Option<Expression>,
    pub groups: Vec<Expression>,
    pub having: Option<Expression>,
    /// Other rows that these go together with, before they are ordered.
    pub more: Vec<Together>,
    /// With whether the greatest come first.
    pub order: Vec<(Expression, bool)>,
    pub limit: Option<usize>,
    pub offset: usize,
    pub distinct: bool,
}

/// `UNION [ALL] SELECT …`
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    pub how: How,
    /// Rows that are the same stay.
    pub all: bool,
    pub select: Select,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Union,
    Intersect,
    Except,
}

/// Where rows come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Table(Named),
    Select(Box<Select>),
}

/// The columns that two tables share: each is one in the result.
#[derive(Clone, Debug, PartialEq)]
pub enum Shared {
    /// `USING (…)`
    Using(Vec<Named>),
    /// `NATURAL`: those with the same name.
    Same,
}

/// A table that is read, and how it goes with those before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    pub source: Source,
    /// What its columns are qualified with.
    pub alias: String,
    /// `LEFT JOIN`: a row that nothing goes with stays.
    pub left: bool,
    /// `RIGHT JOIN`: one of its own rows that goes with nothing stays. (Both: `FULL JOIN`.)
    pub right: bool,
    /// `ON`; without it each goes with each.
    pub on: Option<Expression>,
    pub shared: Option<Shared>,
}

/// What a row of a result has.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// `*`
    All,
    /// `table.*`
    AllOf(Named),
    Expression {
        value: Expression,
        name: String,
    },
}

/// Operators inside each other: what an expression may have.
pub const MAX_DEPTH: usize = 100;

/// An expression, and how deep it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    pub kind: ExpressionKind,
    depth: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    Value(Value),
    Column(Named),
    /// A column whose place in the row is known.
    Place(usize),
    Not(Box<Expression>),
    Negated(Box<Expression>),
    /// Joined by AND.
    All(Vec<Expression>),
    /// Joined by OR.
    Any(Vec<Expression>),
    Binary(Box<Expression>, Operator, Box<Expression>),
    /// `IS [NOT] NULL`, `TRUE`, `FALSE`
    Is {
        of: Box<Expression>,
        what: Option<bool>,
        not: bool,
    },
    In {
        of: Box<Expression>,
        all: Vec<Expression>,
        not: bool,
    },
    /// `[NOT] LIKE`; `caseless`: ILIKE.
    Like {
        of: Box<Expression>,
        pattern: Box<Expression>,
        caseless: bool,
        not: bool,
    },
    Between {
        of: Box<Expression>,
        ends: Box<(Expression, Expression)>,
        not: bool,
    },
    /// `CASE [of] WHEN … THEN … [ELSE …] END`
    Case {
        of: Option<Box<Expression>>,
        arms: Vec<(Expression, Expression)>,
        otherwise: Option<Box<Expression>>,
    },
    Call(Named, Vec<Expression>),
    /// A function over all rows of a group; `of`: nothing in `count(*)`.
    OverAll {
        function: OverAll,
        distinct: bool,
        of: Option<Box<Expression>>,
    },
    Cast(Box<Expression>, String),
    /// `function(…) OVER (PARTITION BY … ORDER BY …)`: a value for each row, from the rows that go with it.
    Windowed {
        function: Windowed,
        of: Option<Box<Expression>>,
        partition: Vec<Expression>,
        /// With whether the greatest come first.
        order: Vec<(Expression, bool)>,
    },
    /// A SELECT in brackets.
    Select {
        asks: Asks,
        select: Box<Select>,
    },
}

/// What is asked of a SELECT in an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Asks {
    /// Its only value.
    Value,
    /// Whether it finds anything.
    Exists,
    /// `[NOT] IN`
    Among { of: Box<Expression>, not: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Join,
}

/// Functions of windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Windowed {
    RowNumber,
    Rank,
    DenseRank,
    /// One over all rows: of the part, up to this one where there is an order.
    OverAll,
}

impl Windowed {
    /// The one of this name.
    pub fn named(name: &str) -> Option<Windowed> {
        let all = [("row_number", Windowed::RowNumber), ("rank", Windowed::Rank), ("dense_rank", Windowed::DenseRank)];
        all.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, function)| function)
    }
}

/// Functions over all rows of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverAll {
    Count,
    Sum,
    Least,
    Greatest,
    Average,
}

impl OverAll {
    /// The one of this name.
    pub fn named(name: &str) -> Option<OverAll> {
        let all = [
            ("count", OverAll::Count),
            ("sum", OverAll::Sum),
            ("min", OverAll::Least),
            ("max", OverAll::Greatest),
            ("avg", OverAll::Average),
        ];
        all.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, function)| function)
    }
}

impl Expression {
    /// A node. [`Fault::TooDeep`]: it is deeper than [`MAX_DEPTH`].
    pub fn new(kind: ExpressionKind) -> Result<Expression, Fault> {
        let depth = 1 + kind.parts().iter().map(|part| part.depth).max().unwrap_or(0);
        if depth > MAX_DEPTH { Err(Fault::TooDeep) } else { Ok(Expression { kind, depth }) }
    }

    /// A node without others in it.
    pub fn leaf(kind: ExpressionKind) -> Expression {
        Expression { kind, depth: 1 }
    }

    /// Whether a SELECT is in it.
    pub fn selects(&self) -> bool {
        matches!(self.kind, ExpressionKind::Select { .. }) || self.kind.parts().into_iter().any(Expression::selects)
    }

    /// Whether it is one over all rows of a group.
    pub fn is_over_all(&self) -> bool {
        match &self.kind {
            ExpressionKind::OverAll { .. } => true,
            // Its function is over the window.
            ExpressionKind::Windowed { .. } => false,
            kind => kind.parts().into_iter().any(Expression::is_over_all),
        }
    }

    /// Whether a function of a window is in it.
    pub fn is_windowed(&self) -> bool {
        matches!(self.kind, ExpressionKind::Windowed { .. })
            || self.kind.parts().into_iter().any(Expression::is_windowed)
    }
}

impl ExpressionKind {
    /// The expressions in it.
    pub fn parts(&self) -> Vec<&Expression> {
        match self {
            ExpressionKind::Value(_)
            | ExpressionKind::Column(_)
            | ExpressionKind::Place(_)
            | ExpressionKind::Select { asks: Asks::Value | Asks::Exists, .. } => Vec::new(),
            ExpressionKind::Select { asks: Asks::Among { of, .. }, .. }
            | ExpressionKind::Not(of)
            | ExpressionKind::Negated(of)
            | ExpressionKind::Cast(of, _)
            | ExpressionKind::Is { of, .. } => vec![of],
            ExpressionKind::All(all) | ExpressionKind::Any(all) | ExpressionKind::Call(_, all) => all.iter().collect(),
            ExpressionKind::Binary(left, _, right) => vec![left, right],
            ExpressionKind::In { of, all, .. } => std::iter::once(&**of).chain(all).collect(),
            ExpressionKind::Like { of, pattern, .. } => vec![of, pattern],
            ExpressionKind::Between { of, ends, .. } => vec![of, &ends.0, &ends.1],
            ExpressionKind::Case { of, arms, otherwise } => {
                let arms = arms.iter().flat_map(|(condition, value)| [condition, value]);
                of.iter().chain(otherwise).map(|one| &**one).chain(arms).collect()
            }
            ExpressionKind::OverAll { of, .. } => of.iter().map(|of| &**of).collect(),
            ExpressionKind::Windowed { of, partition, order, .. } => {
                let order = order.iter().map(|(value, _)| value);
                of.iter().map(|of| &**of).chain(partition).chain(order).collect()
            }
        }
    }

    /// The same, to change them.
    pub fn parts_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            ExpressionKind::Value(_)
            | ExpressionKind::Column(_)
            | ExpressionKind::Place(_)
            | ExpressionKind::Select { asks: Asks::Value | Asks::Exists, .. } => Vec::new(),
            ExpressionKind::Select { asks: Asks::Among { of, .. }, .. }
            | ExpressionKind::Not(of)
            | ExpressionKind::Negated(of)
            | ExpressionKind::Cast(of, _)
            | ExpressionKind::Is { of, .. } => vec![of],
            ExpressionKind::All(all) | ExpressionKind::Any(all) | ExpressionKind::Call(_, all) => {
                all.iter_mut().collect()
            }
            ExpressionKind::Binary(left, _, right) => vec![left, right],
            ExpressionKind::In { of, all, .. } => std::iter::once(&mut **of).chain(all).collect(),
            ExpressionKind::Like { of, pattern, .. } => vec![of, pattern],
            ExpressionKind::Between { of, ends, .. } => vec![of, &mut ends.0, &mut ends.1],
            ExpressionKind::Case { of, arms, otherwise } => {
                let arms = arms.iter_mut().flat_map(|(condition, value)| [condition, value]);
                of.iter_mut().chain(otherwise).map(|one| &mut **one).chain(arms).collect()
            }
            ExpressionKind::OverAll { of, .. } => of.iter_mut().map(|of| &mut **of).collect(),
            ExpressionKind::Windowed { of, partition, order, .. } => {
                let order = order.iter_mut().map(|(value, _)| value);
                of.iter_mut().map(|of| &mut **of).chain(partition).chain(order).collect()
            }
        }
    }
}

impl Select {
    /// The expressions in it, but for those in other selects that it reads.
    pub fn expressions_mut(&mut self) -> Vec<&mut Expression> {
        let outputs = self.outputs.iter_mut().filter_map(|output| match output {
            Output::Expression { value, .. } => Some(value),
            Output::All | Output::AllOf(_) => None,
        });
        let conditions = self.from.iter_mut().filter_map(|joined| joined.on.as_mut());
        let order = self.order.iter_mut().map(|(value, _)| value);
        outputs
            .chain(conditions)
            .chain(&mut self.filter)
            .chain(&mut self.groups)
            .chain(&mut self.having)
            .chain(order)
            .collect()
    }

    /// Reads `select` wherever a table of this name is read (`WITH name AS (…)`).
    pub fn read_instead(&mut self, name: &str, select: &Select) -> Result<(), Fault> {
        let _nesting = crate::allowance::Nesting::enter()?;
        for joined in &mut self.from {
            match &mut joined.source {
                Source::Table(named) if named.of.is_none() && named.name.eq_ignore_ascii_case(name) => {
                    joined.source = Source::Select(Box::new(select.clone()));
                }
                Source::Table(_) => {}
                Source::Select(inner) => inner.read_instead(name, select)?,
            }
        }
        for together in &mut self.more {
            together.select.read_instead(name, select)?;
        }
        self.expressions_mut().into_iter().try_for_each(|expression| expression.read_instead(name, select))
    }
}

impl Expression {
    fn read_instead(&mut self, name: &str, select: &Select) -> Result<(), Fault> {
        if let ExpressionKind::Select { select: inner, .. } = &mut self.kind {
            inner.read_instead(name, select)?;
        }
        self.kind.parts_mut().into_iter().try_for_each(|part| part.read_instead(name, select))
    }
}
