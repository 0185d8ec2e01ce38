//! Statements that read and change rows.

use crate::allowance::Nesting;
use crate::shell::programs::servers::sql::Fault;
use crate::shell::programs::servers::sql::cursor::{Cursor, Parsed};
use crate::shell::programs::servers::sql::lexer::Kind;
use crate::shell::programs::servers::sql::syntax::{
    Asks, Conflict, Expression, ExpressionKind, Given, How, Joined, Named, Output, OverAll, Select, Shared, Source,
    Statement, Together, Windowed,
};

impl Cursor<'_> {
    pub fn insert(&mut self) -> Parsed<Statement> {
        let ignores = self.mysql && self.word("ignore");
        let _ = self.word("into");
        let table = self.name()?;
        let columns =
            if self.is_sign("(") && !self.is_select() { self.list_in_brackets(Self::simple_name)? } else { Vec::new() };
        if self.is_select() {
            let rows = Given::Select(Box::new(self.select()?));
            let conflict = self.conflict(ignores)?;
            return Ok(Statement::Insert { table, columns, rows, conflict, returning: self.returning()? });
        }
        if !self.word("values") && !self.word("value") {
            let known = self.is_any(&["default", "set", "overriding", "as"]);
            return Err(if known { self.unsimulated() } else { self.wrong() });
        }
        let value = |this: &mut Self| if this.word("default") { Ok(None) } else { this.expression().map(Some) };
        let rows = Given::Rows(self.list(|this| this.list_in_brackets(value))?);
        let conflict = self.conflict(ignores)?;
        Ok(Statement::Insert { table, columns, rows, conflict, returning: self.returning()? })
    }

    /// PostgreSQL's `RETURNING …`
    pub fn returning(&mut self) -> Parsed<Vec<Output>> {
        if !self.mysql && self.word("returning") { self.list(Self::output) } else { Ok(Vec::new()) }
    }

    /// `ON CONFLICT [(…)] DO …`, `ON DUPLICATE KEY UPDATE …`
    fn conflict(&mut self, ignores: bool) -> Parsed<Option<Conflict>> {
        let nothing = Conflict { columns: Vec::new(), changes: Vec::new(), filter: None };
        if self.mysql {
            if !self.words(&["on", "duplicate", "key", "update"]) {
                return Ok(ignores.then_some(nothing));
            }
            return Ok(Some(Conflict { changes: self.changes()?, ..nothing }));
        }
        if !self.words(&["on", "conflict"]) {
            return Ok(None);
        }
        let columns = if self.is_sign("(") { self.list_in_brackets(Self::simple_name)? } else { Vec::new() };
        if self.words(&["do", "nothing"]) {
            return Ok(Some(Conflict { columns, ..nothing }));
        }
        if !self.words(&["do", "update", "set"]) {
            return Err(if self.is("on") || self.is("where") { self.unsimulated() } else { self.wrong() });
        }
        let changes = self.changes()?;
        Ok(Some(Conflict { columns, changes, filter: self.filter()? }))
    }

    /// `column = value, …`
    fn changes(&mut self) -> Parsed<Vec<(Named, Expression)>> {
        self.list(|this| {
            let column = this.simple_name()?;
            this.expect("=")?;
            Ok((column, this.expression()?))
        })
    }

    pub fn update(&mut self) -> Parsed<Statement> {
        let table = self.name()?;
        self.expect_word("set")?;
        let changes = self.changes()?;
        if self.is("from") {
            return Err(self.unsimulated());
        }
        let filter = self.filter()?;
        Ok(Statement::Update { table, changes, filter, returning: self.returning()? })
    }

    pub fn filter(&mut self) -> Parsed<Option<Expression>> {
        if self.word("where") { self.expression().map(Some) } else { Ok(None) }
    }

    /// Whether a SELECT begins here, perhaps in brackets.
    pub fn is_select(&self) -> bool {
        let mut by = 0;
        while matches!(self.ahead(by), Some(Kind::Sign("("))) {
            by += 1;
        }
        self.is_ahead(by, "select") || by == 0 && self.is("with")
    }

    /// `[WITH …] SELECT … [UNION …] [ORDER BY …] [LIMIT …]`
    pub fn select(&mut self) -> Parsed<Select> {
        let _nesting = Nesting::enter()?;
        let named = if self.is("with") { self.named_selects()? } else { Vec::new() };
        let mut select = self.term()?;
        while let Some(how) = self.how() {
            let mixed = select.more.iter().any(|before| (before.how == How::Intersect) != (how == How::Intersect));
            if mixed {
                return Err(self.unsimulated());
            }
            let all = self.word("all");
            let _ = all || self.word("distinct");
            select.more.push(Together { how, all, select: self.term()? });
        }
        self.ending(&mut select)?;
        for (name, inner) in named.iter().rev() {
            select.read_instead(name, inner)?;
        }
        Ok(select)
    }

    /// `WITH name AS (SELECT …), …`
    fn named_selects(&mut self) -> Parsed<Vec<(String, Select)>> {
        self.advance();
        if self.is("recursive") {
            return Err(self.unsimulated());
        }
        self.list(|this| {
            let name = this.simple_name()?.name;
            if this.is_sign("(") {
                return Err(this.unsimulated());
            }
            this.expect_word("as")?;
            this.expect("(")?;
            if !this.is_select() {
                return Err(this.unsimulated());
            }
            let select = this.select()?;
            this.expect(")")?;
            Ok((name, select))
        })
    }

    fn how(&mut self) -> Option<How> {
        let all = [("union", How::Union), ("intersect", How::Intersect), ("except", How::Except)];
        all.into_iter().find(|(word, _)| self.word(word)).map(|(_, how)| how)
    }

    /// A SELECT without what orders it, or a whole one in brackets.
    fn term(&mut self) -> Parsed<Select> {
        if self.sign("(") {
            let inner = self.select()?;
            self.expect(")")?;
            if inner.more.is_empty() && inner.order.is_empty() && inner.limit.is_none() && inner.offset == 0 {
                return Ok(inner);
            }
            let source = Source::Select(Box::new(inner));
            let only = Joined { source, alias: String::new(), left: false, right: false, on: None, shared: None };
            return Ok(Select { outputs: vec![Output::All], from: vec![only], ..Select::default() });
        }
        self.expect_word("select")?;
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
        Ok(Select { outputs, from, filter, groups, having, distinct, ..Select::default() })
    }

    /// `ORDER BY … LIMIT … OFFSET …`
    fn ending(&mut self, select: &mut Select) -> Parsed<()> {
        if self.words(&["order", "by"]) {
            select.order = self.list(|this| {
                let value = this.expression()?;
                let descending = this.word("desc");
                let _ = descending || this.word("asc");
                if this.is("nulls") {
                    return Err(this.unsimulated());
                }
                Ok((value, descending))
            })?;
        }
        loop {
            if self.word("limit") {
                let first = if self.word("all") { None } else { Some(self.count()?) };
                // MySQL's `LIMIT offset, count`
                if let (true, Some(skipped), true) = (self.mysql, first, self.sign(",")) {
                    (select.offset, select.limit) = (skipped, Some(self.count()?));
                } else {
                    select.limit = first;
                }
            } else if self.word("offset") {
                select.offset = self.count()?;
            } else {
                return Ok(());
            }
        }
    }

    /// `a, b JOIN c ON …`
    fn tables(&mut self) -> Parsed<Vec<Joined>> {
        if self.mysql && self.word("dual") {
            return Ok(Vec::new());
        }
        let mut tables = vec![self.table()?];
        loop {
            if self.sign(",") || self.words(&["cross", "join"]) {
                tables.push(self.table()?);
                continue;
            }
            let natural = self.word("natural");
            let full = !self.mysql && self.word("full");
            let (left, right) = (full || self.word("left"), full || self.word("right"));
            let outer = (left || right) && self.word("outer");
            let inner = !left && !right && self.word("inner");
            if !self.word("join") {
                return if natural || left || right || outer || inner { Err(self.wrong()) } else { Ok(tables) };
            }
            let mut table = Joined { left, right, ..self.table()? };
            if natural {
                table.shared = Some(Shared::Same);
            } else if self.word("on") {
                table.on = Some(self.expression()?);
            } else if self.word("using") {
                table.shared = Some(Shared::Using(self.list_in_brackets(Self::simple_name)?));
            } else if left || right || !self.mysql {
                return Err(self.wrong());
            }
            tables.push(table);
        }
    }

    fn table(&mut self) -> Parsed<Joined> {
        let joined = |source, alias| Joined { source, alias, left: false, right: false, on: None, shared: None };
        if self.is("lateral") {
            return Err(self.unsimulated());
        }
        if self.sign("(") {
            if !self.is_select() {
                return Err(self.unsimulated());
            }
            let select = self.select()?;
            self.expect(")")?;
            let alias = match self.word("as") || self.is_alias() {
                true => self.simple_name()?.name,
                false if self.mysql => return Err(Fault::NoAlias),
                false => String::new(),
            };
            if self.is_sign("(") {
                return Err(self.unsimulated());
            }
            return Ok(joined(Source::Select(Box::new(select)), alias));
        }
        let table = self.name()?;
        if self.is_sign("(") {
            return Err(self.unsimulated());
        }
        let alias = match self.word("as") || self.is_alias() {
            true => self.simple_name()?.name,
            false => table.name.clone(),
        };
        Ok(joined(Source::Table(table), alias))
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
        ExpressionKind::Windowed { function, of, .. } => match function {
            Windowed::RowNumber => "row_number".into(),
            Windowed::Rank => "rank".into(),
            Windowed::DenseRank => "dense_rank".into(),
            Windowed::OverAll => of.as_deref().map_or_else(String::new, head),
        },
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
        ExpressionKind::Select { asks: Asks::Exists, .. } => "exists".into(),
        ExpressionKind::Select { asks: Asks::Value, select } => match select.outputs.first() {
            Some(Output::Expression { name, .. }) => name.clone(),
            _ => "?column?".into(),
        },
        ExpressionKind::Value(super::super::value::Value::Bool(_)) => "bool".into(),
        _ => "?column?".into(),
    }
}
