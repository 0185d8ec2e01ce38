//! Statements that read and change rows.

use crate::shell::programs::servers::sql::cursor::{Cursor, Parsed};
use crate::shell::programs::servers::sql::lexer::Kind;
use crate::shell::programs::servers::sql::syntax::{
    Expression, ExpressionKind, Joined, Named, Output, OverAll, Select, Statement,
};

impl Cursor<'_> {
    pub fn insert(&mut self) -> Parsed<Statement> {
        let _ = self.word("into");
        let table = self.name()?;
        let columns = if self.is_sign("(") { self.list_in_brackets(Self::simple_name)? } else { Vec::new() };
        if !self.word("values") && !self.word("value") {
            let known = self.is_any(&["select", "default", "set", "with", "overriding", "as"]);
            return Err(if known { self.unsimulated() } else { self.wrong() });
        }
        let value = |this: &mut Self| if this.word("default") { Ok(None) } else { this.expression().map(Some) };
        let rows = self.list(|this| this.list_in_brackets(value))?;
        let returning = if !self.mysql && self.word("returning") { self.list(Self::output)? } else { Vec::new() };
        Ok(Statement::Insert { table, columns, rows, returning })
    }

    pub fn update(&mut self) -> Parsed<Statement> {
        let table = self.name()?;
        self.expect_word("set")?;
        let changes = self.list(|this| {
            let column = this.simple_name()?;
            this.expect("=")?;
            Ok((column, this.expression()?))
        })?;
        if self.is("from") {
            return Err(self.unsimulated());
        }
        Ok(Statement::Update { table, changes, filter: self.filter()? })
    }

    pub fn filter(&mut self) -> Parsed<Option<Expression>> {
        if self.word("where") { self.expression().map(Some) } else { Ok(None) }
    }

    pub fn select(&mut self) -> Parsed<Select> {
        self.advance();
        let distinct = self.word("distinct");
        if distinct && self.is("on") {
            return Err(self.unsimulated());
        }
        let _ = self.word("all");
        let outputs = self.list(Self::output)?;
        let from = if self.word("from") { self.tables()? } else { Vec::new() };
        let filter = self.filter()?;
        let groups = if self.words(&["group", "by"]) { self.list(Self::expression)? } else { Vec::new() };
        let having = if self.word("having") { Some(self.expression()?) } else { None };
        let mut order = Vec::new();
        if self.words(&["order", "by"]) {
            order = self.list(|this| {
                let value = this.expression()?;
                let descending = this.word("desc");
                let _ = descending || this.word("asc");
                if this.is("nulls") {
                    return Err(this.unsimulated());
                }
                Ok((value, descending))
            })?;
        }
        let (mut limit, mut offset) = (None, 0);
        loop {
            if self.word("limit") {
                let first = if self.word("all") { None } else { Some(self.count()?) };
                // MySQL's `LIMIT offset, count`
                if let (true, Some(skipped), true) = (self.mysql, first, self.sign(",")) {
                    (offset, limit) = (skipped, Some(self.count()?));
                } else {
                    limit = first;
                }
            } else if self.word("offset") {
                offset = self.count()?;
            } else {
                return Ok(Select { outputs, from, filter, groups, having, order, limit, offset, distinct });
            }
        }
    }

    /// `a, b JOIN c ON …`
    fn tables(&mut self) -> Parsed<Vec<Joined>> {
        if self.mysql && self.word("dual") {
            return Ok(Vec::new());
        }
        let mut tables = vec![self.table(false)?];
        loop {
            if self.sign(",") || self.words(&["cross", "join"]) {
                tables.push(self.table(false)?);
                continue;
            }
            let left = self.words(&["left", "join"]) || self.words(&["left", "outer", "join"]);
            if !left && !self.word("join") && !self.words(&["inner", "join"]) {
                return Ok(tables);
            }
            let mut table = self.table(left)?;
            if self.word("on") {
                table.on = Some(self.expression()?);
            } else if self.is("using") {
                return Err(self.unsimulated());
            } else if left || !self.mysql {
                return Err(self.wrong());
            }
            tables.push(table);
        }
    }

    fn table(&mut self, left: bool) -> Parsed<Joined> {
        if self.is_sign("(") || self.is("lateral") {
            return Err(self.unsimulated());
        }
        let table = self.name()?;
        if self.is_sign("(") {
            return Err(self.unsimulated());
        }
        let alias = match self.word("as") || self.is_alias() {
            true => self.simple_name()?.name,
            false => table.name.clone(),
        };
        Ok(Joined { table, alias, left, on: None })
    }

    pub fn output(&mut self) -> Parsed<Output> {
        if self.sign("*") {
            return Ok(Output::All);
        }
        if matches!((self.ahead(1), self.ahead(2)), (Some(Kind::Sign(".")), Some(Kind::Sign("*")))) {
            let table = self.simple_name()?;
            self.advance();
            self.advance();
            return Ok(Output::AllOf(table));
        }
        let start = self.place();
        let value = self.expression()?;
        let written = self.written(start);
        let name = match (self.word("as"), self.peek().cloned()) {
            (true, Some(Kind::Text(text))) if self.mysql => {
                self.advance();
                text
            }
            (true, _) => self.any_name()?.name,
            (false, _) if self.is_alias() => self.simple_name()?.name,
            (false, _) if self.mysql => written.trim_matches('\'').to_string(),
            (false, _) => head(&value),
        };
        Ok(Output::Expression { value, name })
    }
}

/// What PostgreSQL calls a column of a result that has no name (`FigureColname` in its `parse_target.c`).
fn head(value: &Expression) -> String {
    match &value.kind {
        ExpressionKind::Column(Named { name, .. }) => name.clone(),
        ExpressionKind::Call(named, _) => named.name.to_lowercase(),
        ExpressionKind::OverAll { function, .. } => match function {
            OverAll::Count => "count",
            OverAll::Sum => "sum",
            OverAll::Least => "min",
            OverAll::Greatest => "max",
            OverAll::Average => "avg",
        }
        .into(),
        ExpressionKind::Case { otherwise: Some(otherwise), .. } => match head(otherwise) {
            name if name == "?column?" => "case".into(),
            name => name,
        },
        ExpressionKind::Case { .. } => "case".into(),
        ExpressionKind::Cast(inner, kind) => match (head(inner), kind.as_str()) {
            (name, _) if name != "?column?" => name,
            (_, "int" | "integer") => "int4".into(),
            (_, "bigint") => "int8".into(),
            (_, "smallint") => "int2".into(),
            (_, "boolean") => "bool".into(),
            (_, "double" | "float") => "float8".into(),
            (_, "character") => "varchar".into(),
            (_, kind) => kind.into(),
        },
        ExpressionKind::Value(super::super::value::Value::Bool(_)) => "bool".into(),
        _ => "?column?".into(),
    }
}
