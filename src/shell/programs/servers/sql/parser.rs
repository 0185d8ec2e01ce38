//! From words to statements.

use super::Fault;
use super::lexer::{Kind, Token, tokens};
use super::syntax::{ColumnDefinition, Expression, Named, Output, Select, Statement};
use super::value::Value;
use crate::allowance::Nesting;

type Parsed<T> = Result<T, Fault>;

/// A statement's reader.
pub struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    mysql: bool,
}

/// The statements of a text, each with its own words.
pub fn statements(text: &str, mysql: bool) -> Parsed<Vec<String>> {
    let mut all = Vec::new();
    let mut start = 0;
    let tokens = tokens(text, mysql)?;
    for token in &tokens {
        if token.kind == Kind::Sign(";") {
            all.push(text.get(start..token.at).unwrap_or("").trim().to_string());
            start = token.end;
        }
    }
    if tokens.last().is_some_and(|last| last.end > start) {
        all.push(text.get(start..).unwrap_or("").trim().to_string());
    }
    all.retain(|statement| !statement.is_empty());
    Ok(all)
}

/// Reads one statement. [`Fault::Unsimulated`]: it is one that the sandbox does not know.
pub fn parse(text: &str, mysql: bool) -> Parsed<Statement> {
    let mut parser = Parser { text, tokens: tokens(text, mysql)?, at: 0, mysql };
    let statement = parser.statement()?;
    parser.sign(";");
    match parser.tokens.get(parser.at) {
        None => Ok(statement),
        Some(Token { kind: Kind::Word(word), .. }) if LATER.iter().any(|later| later.eq_ignore_ascii_case(word)) => {
            Err(parser.unsimulated())
        }
        Some(_) => Err(parser.wrong()),
    }
}

/// Words that begin parts of statements that are not simulated.
const LATER: [&str; 12] =
    ["join", "left", "right", "inner", "cross", "group", "having", "union", "on", "for", "with", "natural"];

impl Parser<'_> {
    fn wrong(&self) -> Fault {
        match self.tokens.get(self.at) {
            Some(token) => Fault::Syntax { at: token.at, near: self.text.get(token.at..).unwrap_or("").into() },
            None => Fault::Syntax { at: self.text.len(), near: String::new() },
        }
    }

    fn unsimulated(&self) -> Fault {
        Fault::Unsimulated(self.text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn is(&self, word: &str) -> bool {
        matches!(self.peek(), Some(Kind::Word(own)) if own.eq_ignore_ascii_case(word))
    }

    /// Takes a keyword, if it is here.
    fn word(&mut self, word: &str) -> bool {
        let there = self.is(word);
        self.at += usize::from(there);
        there
    }

    fn words(&mut self, words: &[&str]) -> bool {
        let start = self.at;
        let all = words.iter().all(|word| self.word(word));
        if !all {
            self.at = start;
        }
        all
    }

    fn sign(&mut self, sign: &str) -> bool {
        let there = matches!(self.peek(), Some(Kind::Sign(own)) if *own == sign);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.sign(sign) { Ok(()) } else { Err(self.wrong()) }
    }

    /// A name; a part before a dot (the schema, the database) is left out.
    fn name(&mut self) -> Parsed<Named> {
        let mut named = self.simple_name()?;
        while self.sign(".") {
            named = self.simple_name()?;
        }
        Ok(named)
    }

    fn simple_name(&mut self) -> Parsed<Named> {
        let Some(token) = self.tokens.get(self.at).cloned() else { return Err(self.wrong()) };
        let name = match token.kind {
            Kind::Word(word) if self.mysql => word,
            Kind::Word(word) => word.to_lowercase(),
            Kind::Quoted(name) => name,
            _ => return Err(self.wrong()),
        };
        self.at += 1;
        Ok(Named { name, at: token.at })
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut all = vec![one(self)?];
        while self.sign(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    fn rest(&mut self) {
        self.at = self.tokens.len();
    }

    fn statement(&mut self) -> Parsed<Statement> {
        if self.word("create") {
            return self.create();
        }
        if self.word("drop") {
            let database = self.word("database") || self.word("schema");
            if !database && !self.word("table") {
                return Err(self.unsimulated());
            }
            let if_there = self.words(&["if", "exists"]);
            if database {
                return Ok(Statement::DropDatabase { name: self.name()?.name, if_there });
            }
            let tables = self.list(Self::name)?;
            let _ = self.word("cascade");
            return Ok(Statement::DropTable { tables, if_there });
        }
        if self.word("insert") {
            return self.insert();
        }
        if self.is("select") {
            return Ok(Statement::Select(Box::new(self.select()?)));
        }
        if self.word("update") {
            let table = self.name()?;
            if !self.word("set") {
                return Err(self.wrong());
            }
            let changes = self.list(|this| {
                let column = this.name()?;
                this.expect("=")?;
                Ok((column, this.expression()?))
            })?;
            let filter = self.filter()?;
            return Ok(Statement::Update { table, changes, filter });
        }
        if self.words(&["delete", "from"]) {
            let table = self.name()?;
            let filter = self.filter()?;
            return Ok(Statement::Delete { table, filter });
        }
        if self.word("truncate") {
            let _ = self.word("table");
            return Ok(Statement::Truncate(self.name()?));
        }
        if self.words(&["alter", "table"]) {
            let table = self.name()?;
            if !self.word("add") {
                return Err(self.unsimulated());
            }
            let _ = self.word("column");
            return Ok(Statement::AddColumn { table, column: self.column()? });
        }
        self.short()
    }

    /// Statements of a few words.
    fn short(&mut self) -> Parsed<Statement> {
        if self.word("use") {
            return Ok(Statement::Use(self.name()?.name));
        }
        if self.word("show") && self.mysql {
            if self.word("databases") || self.word("schemas") {
                return Ok(Statement::ShowDatabases);
            }
            if self.word("tables") {
                return Ok(Statement::ShowTables);
            }
            return Err(self.unsimulated());
        }
        if self.mysql && (self.word("describe") || self.word("desc")) {
            return Ok(Statement::Describe(self.name()?));
        }
        let simple = [
            ("begin", Statement::Begin),
            ("commit", Statement::Commit),
            ("end", Statement::Commit),
            ("rollback", Statement::Rollback),
            ("grant", Statement::Accepted("GRANT")),
            ("flush", Statement::Accepted("FLUSH")),
            ("set", Statement::Accepted("SET")),
            ("analyze", Statement::Accepted("ANALYZE")),
            ("vacuum", Statement::Accepted("VACUUM")),
        ];
        for (word, statement) in simple {
            if self.word(word) {
                self.rest();
                return Ok(statement);
            }
        }
        if self.words(&["start", "transaction"]) {
            return Ok(Statement::Begin);
        }
        let known =
            ["alter", "with", "explain", "copy", "show", "revoke", "replace", "lock", "call", "comment", "load"];
        if known.iter().any(|word| self.is(word)) || self.at > 0 {
            return Err(self.unsimulated());
        }
        Err(self.wrong())
    }

    fn create(&mut self) -> Parsed<Statement> {
        if self.word("database") || self.word("schema") {
            let if_missing = self.words(&["if", "not", "exists"]);
            let name = self.name()?.name;
            self.rest();
            return Ok(Statement::CreateDatabase { name, if_missing });
        }
        let role = self.is("role");
        if self.word("user") || self.word("role") {
            let _ = self.words(&["if", "not", "exists"]);
            let name = match self.peek().cloned() {
                Some(Kind::Text(name)) => {
                    self.at += 1;
                    name
                }
                _ => self.name()?.name,
            };
            self.rest();
            return Ok(Statement::CreateUser { name, role });
        }
        if !self.word("table") {
            return Err(self.unsimulated());
        }
        let if_missing = self.words(&["if", "not", "exists"]);
        let table = self.name()?;
        if self.word("as") {
            return Err(self.unsimulated());
        }
        self.expect("(")?;
        let mut columns: Vec<ColumnDefinition> = Vec::new();
        loop {
            if self.words(&["primary", "key"]) {
                self.expect("(")?;
                for name in self.list(Self::name)? {
                    for column in columns.iter_mut().filter(|column| column.name == name.name) {
                        (column.primary, column.not_null) = (true, true);
                    }
                }
                self.expect(")")?;
            } else if ["constraint", "foreign", "check", "index", "key"].iter().any(|word| self.is(word)) {
                return Err(self.unsimulated());
            } else {
                columns.push(self.column()?);
            }
            if !self.sign(",") {
                break;
            }
        }
        self.expect(")")?;
        // `ENGINE=InnoDB` and its kin.
        if self.mysql {
            self.rest();
        }
        Ok(Statement::CreateTable { table, columns, if_missing })
    }

    fn column(&mut self) -> Parsed<ColumnDefinition> {
        let name = self.simple_name()?.name;
        let mut kind = self.simple_name()?.name.to_lowercase();
        if kind == "double" && self.word("precision") || kind == "character" && self.word("varying") {
            kind = if kind == "double" { "double precision".into() } else { "varchar".into() };
        }
        let mut size = String::new();
        if self.sign("(") {
            while let Some(Kind::Int(number)) = self.peek().cloned() {
                self.at += 1;
                size += &number.to_string();
                if self.sign(",") {
                    size.push(',');
                }
            }
            self.expect(")")?;
        }
        let counts = matches!(kind.as_str(), "serial" | "bigserial");
        let kind = shown_kind(&kind, &size, self.mysql);
        let (not_null, default_now) = (counts, false);
        let mut column = ColumnDefinition {
            name,
            kind,
            counts,
            not_null,
            primary: false,
            unique: false,
            default: None,
            default_now,
        };
        loop {
            if self.words(&["primary", "key"]) {
                (column.primary, column.not_null) = (true, true);
            } else if self.words(&["not", "null"]) {
                column.not_null = true;
            } else if self.word("unique") {
                column.unique = true;
            } else if self.word("auto_increment") || self.words(&["generated", "always", "as", "identity"]) {
                column.counts = true;
            } else if self.words(&["on", "update"]) {
                self.at += 1;
            } else if self.word("default") {
                match self.expression()? {
                    Expression::Value(value) => column.default = Some(value),
                    Expression::Call(call, _) if is_now(&call.name) => column.default_now = true,
                    Expression::Column(name) if is_now(&name.name) => column.default_now = true,
                    _ => return Err(self.unsimulated()),
                }
            } else if self.is("references") || self.is("check") {
                return Err(self.unsimulated());
            } else if !(self.word("null") || self.word("unsigned")) {
                return Ok(column);
            }
        }
    }

    fn insert(&mut self) -> Parsed<Statement> {
        let _ = self.word("into");
        let table = self.name()?;
        let mut columns = Vec::new();
        if self.sign("(") {
            columns = self.list(Self::name)?;
            self.expect(")")?;
        }
        if !self.word("values") && !self.word("value") {
            return Err(if self.is("select") { self.unsimulated() } else { self.wrong() });
        }
        let rows =
            self.list(|this| {
                this.expect("(")?;
                let row = this.list(|this| {
                    if this.word("default") { Ok(Expression::Value(Value::Null)) } else { this.expression() }
                })?;
                this.expect(")")?;
                Ok(row)
            })?;
        let returning = if self.word("returning") { self.list(Self::output)? } else { Vec::new() };
        Ok(Statement::Insert { table, columns, rows, returning })
    }

    fn filter(&mut self) -> Parsed<Option<Expression>> {
        if self.word("where") { self.expression().map(Some) } else { Ok(None) }
    }

    fn select(&mut self) -> Parsed<Select> {
        self.at += 1;
        let distinct = self.word("distinct");
        let outputs = self.list(Self::output)?;
        let table = if self.word("from") { Some(self.name()?) } else { None };
        // Another name of the table: columns are known without it.
        if table.is_some() && (self.word("as") || matches!(self.peek(), Some(Kind::Word(word)) if !is_clause(word))) {
            self.simple_name()?;
        }
        if matches!(self.peek(), Some(Kind::Sign(","))) {
            return Err(self.unsimulated());
        }
        let filter = self.filter()?;
        let mut order = Vec::new();
        if self.words(&["order", "by"]) {
            order = self.list(|this| {
                let value = this.expression()?;
                let descending = this.word("desc");
                let _ = descending || this.word("asc");
                Ok((value, descending))
            })?;
        }
        let mut limit = None;
        let mut offset = 0;
        loop {
            if self.word("limit") {
                limit = Some(self.count()?);
            } else if self.word("offset") {
                offset = self.count()?;
            } else {
                return Ok(Select { outputs, table, filter, order, limit, offset, distinct });
            }
        }
    }

    fn count(&mut self) -> Parsed<usize> {
        match self.peek() {
            Some(Kind::Int(number)) if *number >= 0 => {
                let number = *number as usize;
                self.at += 1;
                Ok(number)
            }
            _ => Err(self.wrong()),
        }
    }

    fn output(&mut self) -> Parsed<Output> {
        if self.sign("*") {
            return Ok(Output::All);
        }
        let start = self.tokens.get(self.at).map_or(0, |token| token.at);
        let value = self.expression()?;
        let end = self.tokens.get(self.at.wrapping_sub(1)).map_or(start, |token| token.end);
        let written = self.text.get(start..end).unwrap_or("").to_string();
        let named = self.word("as") || matches!(self.peek(), Some(Kind::Word(word)) if !is_clause(word));
        let name = if named {
            self.simple_name()?.name
        } else if self.mysql {
            written.trim_matches('\'').to_string()
        } else {
            match &value {
                Expression::Column(named) => named.name.clone(),
                Expression::Call(named, _) => named.name.to_lowercase(),
                Expression::CountAll => "count".into(),
                Expression::Cast(_, kind) => kind.clone(),
                _ => "?column?".into(),
            }
        };
        Ok(Output::Expression { value, name })
    }

    fn expression(&mut self) -> Parsed<Expression> {
        let _nesting = Nesting::enter().map_err(|_| self.unsimulated())?;
        self.binary(0)
    }

    fn binary(&mut self, level: usize) -> Parsed<Expression> {
        const LEVELS: [&[&str]; 5] = [
            &["or"],
            &["and"],
            &["=", "<>", "!=", "<=", ">=", "<", ">", "like", "ilike"],
            &["+", "-", "||"],
            &["*", "/", "%"],
        ];
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        if level == 2 && self.word("not") {
            return Ok(Expression::Not(Box::new(self.binary(level)?)));
        }
        let mut left = self.binary(level + 1)?;
        loop {
            if level == 2 && self.word("is") {
                let not = self.word("not");
                if !self.word("null") {
                    return Err(self.unsimulated());
                }
                left = Expression::IsNull(Box::new(left), not);
                continue;
            }
            let negated = level == 2 && self.words(&["not", "in"]);
            if level == 2 && (negated || self.word("in")) {
                self.expect("(")?;
                if self.is("select") {
                    return Err(self.unsimulated());
                }
                let all = self.list(Self::expression)?;
                self.expect(")")?;
                left = Expression::In(Box::new(left), all, negated);
                continue;
            }
            let found = operators.iter().find(|operator| {
                let letters = operator.starts_with(|c: char| c.is_ascii_alphabetic());
                if letters { self.word(operator) } else { self.sign(operator) }
            });
            let Some(operator) = found else { return Ok(left) };
            left = Expression::Binary(Box::new(left), operator, Box::new(self.binary(level + 1)?));
        }
    }

    fn unary(&mut self) -> Parsed<Expression> {
        if self.sign("-") {
            return Ok(Expression::Negated(Box::new(self.unary()?)));
        }
        let mut value = self.primary()?;
        while self.sign("::") {
            let kind = self.simple_name()?.name;
            value = Expression::Cast(Box::new(value), kind);
        }
        Ok(value)
    }

    fn primary(&mut self) -> Parsed<Expression> {
        if self.sign("(") {
            if self.is("select") {
                return Err(self.unsimulated());
            }
            let inner = self.expression()?;
            self.expect(")")?;
            return Ok(inner);
        }
        let constant = match self.peek() {
            Some(Kind::Text(text)) => Some(Value::Text(text.clone())),
            Some(Kind::Int(number)) => Some(Value::Int(*number)),
            Some(Kind::Float(number)) => Some(Value::Float(*number)),
            Some(Kind::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "null" => Some(Value::Null),
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                "case" | "exists" | "interval" => return Err(self.unsimulated()),
                _ => None,
            },
            _ => None,
        };
        if let Some(value) = constant {
            self.at += 1;
            return Ok(Expression::Value(value));
        }
        if self.sign("@") {
            self.expect("@")?;
            let name = self.name()?;
            return Ok(Expression::Call(name, Vec::new()));
        }
        let named = self.name()?;
        if !self.sign("(") {
            return Ok(Expression::Column(named));
        }
        if self.sign("*") {
            self.expect(")")?;
            let counts = named.name.eq_ignore_ascii_case("count");
            return if counts { Ok(Expression::CountAll) } else { Err(self.wrong()) };
        }
        if self.sign(")") {
            return Ok(Expression::Call(named, Vec::new()));
        }
        if self.is("distinct") {
            return Err(self.unsimulated());
        }
        let arguments = self.list(Self::expression)?;
        self.expect(")")?;
        Ok(Expression::Call(named, arguments))
    }
}

fn is_now(name: &str) -> bool {
    ["now", "current_timestamp", "current_date", "localtimestamp"].iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn is_clause(word: &str) -> bool {
    let clauses = ["from", "where", "order", "limit", "offset"];
    clauses.iter().chain(&LATER).any(|clause| clause.eq_ignore_ascii_case(word))
}

/// A type as the server shows it.
fn shown_kind(kind: &str, size: &str, mysql: bool) -> String {
    let sized = |name: &str| if size.is_empty() { name.to_string() } else { format!("{name}({size})") };
    if mysql {
        return match kind {
            "integer" => "int".into(),
            "bool" | "boolean" => "tinyint(1)".into(),
            "serial" => "bigint unsigned".into(),
            kind => sized(kind),
        };
    }
    match kind {
        "int" | "int4" | "serial" | "integer" => "integer".into(),
        "int8" | "bigserial" | "bigint" => "bigint".into(),
        "bool" => "boolean".into(),
        "varchar" => sized("character varying"),
        "char" => sized("character"),
        "timestamp" => "timestamp without time zone".into(),
        "timestamptz" => "timestamp with time zone".into(),
        "float" | "float8" => "double precision".into(),
        "decimal" | "numeric" => sized("numeric"),
        kind => sized(kind),
    }
}
