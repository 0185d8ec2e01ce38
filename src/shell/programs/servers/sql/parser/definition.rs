//! Statements that make, change and remove databases, tables and users.

use crate::shell::programs::servers::sql::cursor::{Cursor, Parsed};
use crate::shell::programs::servers::sql::kinds::shown_kind;
use crate::shell::programs::servers::sql::lexer::Kind;
use crate::shell::programs::servers::sql::syntax::{ColumnDefinition, ExpressionKind, Statement};

/// The columns of a table, and combinations of them that are unique.
type Columns = (Vec<ColumnDefinition>, Vec<Vec<String>>);

impl Cursor<'_> {
    pub fn create(&mut self) -> Parsed<Statement> {
        if self.is("schema") && !self.mysql {
            self.advance();
            let if_missing = self.words(&["if", "not", "exists"]);
            if self.is("authorization") {
                return Err(self.unsimulated());
            }
            return Ok(Statement::CreateSchema { name: self.simple_name()?.name, if_missing });
        }
        if self.word("database") || self.word("schema") {
            let if_missing = self.words(&["if", "not", "exists"]);
            let name = self.simple_name()?.name;
            self.skip_rest();
            return Ok(Statement::CreateDatabase { name, if_missing });
        }
        let role = self.is("role");
        if self.word("user") || self.word("role") {
            let _ = self.words(&["if", "not", "exists"]);
            let name = match self.peek().cloned() {
                Some(Kind::Text(name)) => {
                    self.advance();
                    name
                }
                _ => self.simple_name()?.name,
            };
            self.skip_rest();
            return Ok(Statement::CreateUser { name, role });
        }
        if self.is("index") || self.is("unique") {
            return self.index();
        }
        if !self.word("table") {
            let known = [
                "view",
                "function",
                "procedure",
                "trigger",
                "type",
                "extension",
                "sequence",
                "or",
                "temporary",
                "temp",
                "unlogged",
                "materialized",
                "policy",
                "rule",
                "domain",
                "aggregate",
                "event",
            ];
            return Err(if self.is_any(&known) { self.unsimulated() } else { self.wrong() });
        }
        let if_missing = self.words(&["if", "not", "exists"]);
        let table = self.name()?;
        if self.is("as") || self.is("like") || self.is("partition") {
            return Err(self.unsimulated());
        }
        self.expect("(")?;
        let (columns, uniques) = self.columns()?;
        self.expect(")")?;
        // `ENGINE=InnoDB` and its kin.
        if self.mysql {
            self.skip_rest();
        }
        Ok(Statement::CreateTable { table, columns, uniques, if_missing })
    }

    /// `CREATE [UNIQUE] INDEX [name] ON table (column, …)`
    fn index(&mut self) -> Parsed<Statement> {
        let unique = self.word("unique");
        if !self.word("index") {
            return Err(self.wrong());
        }
        let _ = !self.mysql && self.word("concurrently");
        let if_missing = !self.mysql && self.words(&["if", "not", "exists"]);
        let name = if self.is("on") { None } else { Some(self.simple_name()?.name) };
        self.expect_word("on")?;
        let table = self.name()?;
        if self.word("using") {
            self.any_name()?;
        }
        let columns = self.list_in_brackets(|this| {
            if this.is_sign("(") || matches!(this.ahead(1), Some(Kind::Sign("("))) {
                return Err(this.unsimulated());
            }
            let column = this.simple_name()?;
            let _ = this.word("asc") || this.word("desc");
            Ok(column)
        })?;
        if self.is_any(&["where", "include", "with"]) {
            return Err(self.unsimulated());
        }
        Ok(Statement::CreateIndex { name, table, columns, unique, if_missing })
    }

    /// `DROP INDEX name, …`, `DROP INDEX name ON table`
    fn drop_index(&mut self) -> Parsed<Statement> {
        let _ = !self.mysql && self.word("concurrently");
        let if_there = self.words(&["if", "exists"]);
        let names = self.list(Self::name)?.into_iter().map(|named| named.name).collect();
        let table = if self.mysql && self.word("on") { Some(self.name()?) } else { None };
        let _ = self.word("cascade") || self.word("restrict");
        Ok(Statement::DropIndex { names, table, if_there })
    }

    fn columns(&mut self) -> Parsed<Columns> {
        let (mut columns, mut uniques) = (Vec::<ColumnDefinition>::new(), Vec::new());
        loop {
            let named = self.is("constraint");
            if named {
                self.advance();
                self.simple_name()?;
            }
            if self.words(&["primary", "key"]) {
                for name in self.list_in_brackets(Self::simple_name)? {
                    match columns.iter_mut().find(|column| column.name.eq_ignore_ascii_case(&name.name)) {
                        Some(column) => (column.primary, column.not_null) = (true, true),
                        None => return Err(super::Fault::NoKeyColumn { name: name.name, at: name.at }),
                    }
                }
            } else if self.word("unique") {
                let _ = self.word("key") || self.word("index");
                if self.mysql && !self.is_sign("(") {
                    self.simple_name()?;
                }
                let names = self.list_in_brackets(Self::simple_name)?;
                match (
                    names.as_slice(),
                    columns.iter_mut().find(|column| names.first().is_some_and(|name| name.name == column.name)),
                ) {
                    ([_], Some(column)) => column.unique = true,
                    _ => uniques.push(names.into_iter().map(|name| name.name).collect()),
                }
            } else if named
                || self.is_any(&["foreign", "check", "exclude", "like"])
                || self.mysql && self.is_any(&["index", "key", "fulltext", "spatial"])
            {
                return Err(self.unsimulated());
            } else {
                columns.push(self.column()?);
            }
            if !self.sign(",") {
                return Ok((columns, uniques));
            }
        }
    }

    fn column(&mut self) -> Parsed<ColumnDefinition> {
        let name = self.simple_name()?.name;
        let mut kind = self.any_name()?.name.to_lowercase();
        if kind == "double" && self.word("precision") || kind == "character" && self.word("varying") {
            kind = if kind == "double" { "double precision".into() } else { "varchar".into() };
        }
        if matches!(kind.as_str(), "enum" | "set") || self.is_sign("[") {
            return Err(self.unsimulated());
        }
        let mut size = String::new();
        if self.is_sign("(") {
            let numbers = self.list_in_brackets(Self::count)?;
            size = numbers.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        }
        if kind.starts_with("time") && self.is_any(&["with", "without"]) {
            let zone = self.is("with");
            self.advance();
            if !self.words(&["time", "zone"]) {
                return Err(self.wrong());
            }
            kind = if zone { format!("{kind}tz") } else { kind };
        }
        let counts = !self.mysql && matches!(kind.as_str(), "serial" | "bigserial" | "smallserial") || kind == "serial";
        let kind = shown_kind(&kind, &size, self.mysql);
        let mut column = ColumnDefinition {
            name,
            kind,
            counts,
            not_null: counts,
            primary: false,
            unique: false,
            default: None,
            default_now: false,
        };
        while self.constraint(&mut column)? {}
        Ok(column)
    }

    /// What else a column's definition says; `false`: no more.
    fn constraint(&mut self, column: &mut ColumnDefinition) -> Parsed<bool> {
        if self.words(&["primary", "key"]) {
            (column.primary, column.not_null) = (true, true);
        } else if self.words(&["not", "null"]) {
            column.not_null = true;
        } else if self.word("unique") {
            column.unique = true;
        } else if self.word("auto_increment")
            || self.words(&["generated", "always", "as", "identity"])
            || self.words(&["generated", "by", "default", "as", "identity"])
        {
            (column.counts, column.not_null) = (true, true);
        } else if self.words(&["on", "update"]) {
            self.expression()?;
        } else if self.word("default") {
            let value = self.expression()?;
            match value.kind {
                ExpressionKind::Value(value) => column.default = Some(value),
                ExpressionKind::Call(name, _) | ExpressionKind::Column(name) if is_now(&name.name) => {
                    column.default_now = true;
                }
                _ => return Err(self.unsimulated()),
            }
        } else if self.is_any(&["references", "check", "constraint", "collate", "comment", "generated"]) {
            return Err(self.unsimulated());
        } else {
            if self.mysql && self.word("unsigned") {
                column.kind += " unsigned";
                return Ok(true);
            }
            return Ok(self.word("null"));
        }
        Ok(true)
    }

    pub fn drop(&mut self) -> Parsed<Statement> {
        if self.word("index") {
            return self.drop_index();
        }
        let schema = !self.mysql && self.word("schema");
        let database = !schema && (self.word("database") || self.word("schema"));
        if !schema && !database && !self.word("table") {
            let known = ["user", "role", "view", "function", "trigger", "type", "extension", "sequence"];
            return Err(if self.is_any(&known) { self.unsimulated() } else { self.wrong() });
        }
        let if_there = self.words(&["if", "exists"]);
        if database {
            return Ok(Statement::DropDatabase { name: self.simple_name()?.name, if_there });
        }
        if schema {
            let name = self.simple_name()?.name;
            let cascade = self.word("cascade");
            let _ = cascade || self.word("restrict");
            return Ok(Statement::DropSchema { name, if_there, cascade });
        }
        let tables = self.list(Self::name)?;
        let _ = self.word("cascade") || self.word("restrict");
        Ok(Statement::DropTable { tables, if_there })
    }

    /// `ALTER TABLE name ADD …`
    pub fn alter(&mut self) -> Parsed<Statement> {
        let table = self.name()?;
        if !self.word("add") || self.is_any(&["constraint", "primary", "unique", "foreign", "check", "index", "key"]) {
            return Err(self.unsimulated());
        }
        if !self.word("column") && self.is("if") {
            return Err(self.unsimulated());
        }
        let column = self.column()?;
        if self.is_sign(",") || self.is_any(&["first", "after"]) {
            return Err(self.unsimulated());
        }
        Ok(Statement::AddColumn { table, column })
    }
}

fn is_now(name: &str) -> bool {
    ["now", "current_timestamp", "current_date", "localtimestamp"].iter().any(|own| own.eq_ignore_ascii_case(name))
}
