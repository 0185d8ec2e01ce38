//! Expressions, from the operators that bind least to those that bind most.

use crate::allowance::Nesting;
use crate::shell::programs::servers::sql::cursor::{Cursor, Parsed};
use crate::shell::programs::servers::sql::lexer::Kind;
use crate::shell::programs::servers::sql::syntax::{
    Asks, Expression, ExpressionKind, Operator, OverAll, Select, Windowed,
};
use crate::shell::programs::servers::sql::value::Value;

/// Functions and other things with names that servers know and the sandbox does not.
const LATER: [&str; 22] = [
    "interval",
    "extract",
    "array",
    "row",
    "any",
    "some",
    "to_char",
    "date_trunc",
    "date_format",
    "string_agg",
    "group_concat",
    "array_agg",
    "json_agg",
    "jsonb_agg",
    "json_build_object",
    "jsonb_build_object",
    "generate_series",
    "gen_random_uuid",
    "uuid",
    "random",
    "rand",
    "nextval",
];

impl Cursor<'_> {
    /// An expression.
    pub fn expression(&mut self) -> Parsed<Expression> {
        let _nesting = Nesting::enter()?;
        self.joined("or", Self::every, ExpressionKind::Any)
    }

    fn every(&mut self) -> Parsed<Expression> {
        self.joined("and", Self::negation, ExpressionKind::All)
    }

    /// Expressions with a word between them: a list, however long it is.
    fn joined(
        &mut self,
        word: &str,
        read: fn(&mut Self) -> Parsed<Expression>,
        join: fn(Vec<Expression>) -> ExpressionKind,
    ) -> Parsed<Expression> {
        let first = read(self)?;
        if !self.is(word) {
            return Ok(first);
        }
        let mut all = vec![first];
        while self.word(word) {
            all.push(read(self)?);
        }
        Expression::new(join(all))
    }

    fn negation(&mut self) -> Parsed<Expression> {
        let mut count = 0_usize;
        while self.word("not") {
            count += 1;
        }
        let mut value = self.comparison()?;
        // Two of them still make a truth of a number.
        for _ in 0..(if count > 2 { 2 - count % 2 } else { count }) {
            value = Expression::new(ExpressionKind::Not(Box::new(value)))?;
        }
        Ok(value)
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        const SIGNS: [(&str, Operator); 7] = [
            ("=", Operator::Equal),
            ("<>", Operator::NotEqual),
            ("!=", Operator::NotEqual),
            ("<=", Operator::LessEqual),
            (">=", Operator::GreaterEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ];
        let mut left = self.sum()?;
        loop {
            if let Some((_, operator)) = SIGNS.into_iter().find(|(sign, _)| self.sign(sign)) {
                let right = self.sum()?;
                left = Expression::new(ExpressionKind::Binary(Box::new(left), operator, Box::new(right)))?;
                continue;
            }
            left = match self.predicate(left)? {
                (left, true) => left,
                (left, false) => return Ok(left),
            };
        }
    }

    /// `IS …`, `IN (…)`, `BETWEEN …`, `LIKE …` after a value; and whether one was there.
    fn predicate(&mut self, left: Expression) -> Parsed<(Expression, bool)> {
        if self.word("is") {
            let not = self.word("not");
            let what = match () {
                () if self.word("null") => None,
                () if self.word("true") => Some(true),
                () if self.word("false") => Some(false),
                () => return Err(self.unsimulated()),
            };
            return Ok((Expression::new(ExpressionKind::Is { of: Box::new(left), what, not })?, true));
        }
        let not = self.is("not") && ["in", "between", "like", "ilike"].iter().any(|word| self.is_ahead(1, word));
        if not {
            self.advance();
        }
        let of = Box::new(left);
        let kind = if self.word("in") {
            if self.is_sign("(") && self.is_select() {
                let select = self.bracketed()?;
                ExpressionKind::Select { asks: Asks::Among { of, not }, select }
            } else {
                ExpressionKind::In { of, all: self.list_in_brackets(Self::expression)?, not }
            }
        } else if self.word("between") {
            let first = self.sum()?;
            self.expect_word("and")?;
            ExpressionKind::Between { of, ends: Box::new((first, self.sum()?)), not }
        } else if self.is("like") || self.is("ilike") {
            let caseless = self.word("ilike") || self.word("like") && self.mysql;
            ExpressionKind::Like { of, pattern: Box::new(self.sum()?), caseless, not }
        } else {
            return Ok((*of, false));
        };
        Ok((Expression::new(kind)?, true))
    }

    fn sum(&mut self) -> Parsed<Expression> {
        let signs = [("+", Operator::Add), ("-", Operator::Subtract), ("||", Operator::Join)];
        self.chain(&signs, Self::product)
    }

    fn product(&mut self) -> Parsed<Expression> {
        let signs = [("*", Operator::Multiply), ("/", Operator::Divide), ("%", Operator::Remainder)];
        self.chain(&signs, Self::unary)
    }

    fn chain(&mut self, signs: &[(&str, Operator)], read: fn(&mut Self) -> Parsed<Expression>) -> Parsed<Expression> {
        let mut left = read(self)?;
        while let Some((_, operator)) = signs.iter().find(|(sign, _)| self.sign(sign)) {
            let right = read(self)?;
            left = Expression::new(ExpressionKind::Binary(Box::new(left), *operator, Box::new(right)))?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expression> {
        let mut minus = false;
        while self.is_sign("-") || self.is_sign("+") {
            minus ^= self.is_sign("-");
            self.advance();
        }
        let mut value = self.primary()?;
        while self.sign("::") {
            value = Expression::new(ExpressionKind::Cast(Box::new(value), self.type_name()?))?;
        }
        Ok(match value.kind {
            _ if !minus => value,
            ExpressionKind::Value(Value::Int(number)) if number > i64::MIN => constant(Value::Int(-number)),
            ExpressionKind::Value(Value::Float(number)) => constant(Value::Float((-number.0).into())),
            _ => Expression::new(ExpressionKind::Negated(Box::new(value)))?,
        })
    }

    fn primary(&mut self) -> Parsed<Expression> {
        if self.is_sign("(") && self.is_select() {
            let select = self.bracketed()?;
            return Expression::new(ExpressionKind::Select { asks: Asks::Value, select });
        }
        if self.sign("(") {
            let inner = self.expression()?;
            if self.is_sign(",") {
                return Err(self.unsimulated());
            }
            self.expect(")")?;
            return Ok(inner);
        }
        let value = match self.peek() {
            Some(Kind::Text(text)) => Value::Text(text.clone()),
            Some(Kind::Int(number)) => Value::Int(*number),
            Some(Kind::Float(number)) => Value::Float((*number).into()),
            Some(Kind::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "null" => Value::Null,
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "case" => return self.case(),
                "exists" if matches!(self.ahead(1), Some(Kind::Sign("("))) => {
                    self.advance();
                    let select = self.bracketed()?;
                    return Expression::new(ExpressionKind::Select { asks: Asks::Exists, select });
                }
                "cast" if matches!(self.ahead(1), Some(Kind::Sign("("))) => return self.cast_call(),
                _ => return self.named(),
            },
            Some(Kind::Quoted(_)) => return self.named(),
            Some(Kind::Sign("@")) if self.mysql => return self.system_variable(),
            Some(Kind::Sign("[" | "@" | "~")) => return Err(self.unsimulated()),
            _ => return Err(self.wrong()),
        };
        self.advance();
        Ok(constant(value))
    }

    /// `(SELECT …)`
    fn bracketed(&mut self) -> Parsed<Box<Select>> {
        self.expect("(")?;
        let select = self.select()?;
        self.expect(")")?;
        Ok(Box::new(select))
    }

    /// `@@name`
    fn system_variable(&mut self) -> Parsed<Expression> {
        self.advance();
        if !self.sign("@") {
            return Err(self.unsimulated());
        }
        Expression::new(ExpressionKind::Call(self.name()?, Vec::new()))
    }

    fn case(&mut self) -> Parsed<Expression> {
        self.advance();
        let of = if self.is("when") { None } else { Some(Box::new(self.expression()?)) };
        let mut arms = Vec::new();
        while self.word("when") {
            let condition = self.expression()?;
            self.expect_word("then")?;
            arms.push((condition, self.expression()?));
        }
        let otherwise = if self.word("else") { Some(Box::new(self.expression()?)) } else { None };
        self.expect_word("end")?;
        if arms.is_empty() {
            return Err(self.wrong());
        }
        Expression::new(ExpressionKind::Case { of, arms, otherwise })
    }

    /// `CAST(value AS type)`
    fn cast_call(&mut self) -> Parsed<Expression> {
        self.advance();
        self.expect("(")?;
        let value = self.expression()?;
        self.expect_word("as")?;
        let kind = self.type_name()?;
        self.expect(")")?;
        Expression::new(ExpressionKind::Cast(Box::new(value), kind))
    }

    /// A type's name, as a value is cast to it.
    fn type_name(&mut self) -> Parsed<String> {
        let kind = self.any_name()?.name.to_lowercase();
        let _ = kind == "double" && self.word("precision") || kind == "character" && self.word("varying");
        if self.sign("(") {
            self.list(Self::count)?;
            self.expect(")")?;
        }
        Ok(kind)
    }

    /// A column or a call.
    fn named(&mut self) -> Parsed<Expression> {
        let calls = matches!(self.ahead(1), Some(Kind::Sign("(")));
        let later = |word: &str| self.is(word) && (calls || matches!(word, "interval" | "array"));
        if LATER.iter().any(|word| later(word)) {
            return Err(self.unsimulated());
        }
        let is_word = matches!(self.peek(), Some(Kind::Word(_)));
        let named = if calls { self.any_name()? } else { self.name()? };
        if !self.sign("(") {
            // `date '2024-01-01'`
            if is_word && named.of.is_none() && matches!(self.peek(), Some(Kind::Text(_))) {
                return Err(self.unsimulated());
            }
            return Ok(Expression::leaf(ExpressionKind::Column(named)));
        }
        let function = OverAll::named(&named.name);
        let kind = match function {
            Some(function) => {
                let distinct = self.word("distinct");
                let all_rows = function == OverAll::Count && self.sign("*");
                let of = if all_rows { None } else { Some(Box::new(self.expression()?)) };
                ExpressionKind::OverAll { function, distinct, of }
            }
            None if self.is_sign(")") => ExpressionKind::Call(named, Vec::new()),
            None => ExpressionKind::Call(named, self.list(Self::expression)?),
        };
        // `substring(x from 2)`, `trim(both …)`, `sum(x) filter (…)`
        if self.is_any(&["from", "for", "order", "separator"]) {
            return Err(self.unsimulated());
        }
        self.expect(")")?;
        if self.word("over") {
            return self.window(kind);
        }
        if self.is_any(&["filter", "within"]) {
            return Err(self.unsimulated());
        }
        Expression::new(kind)
    }

    /// `(PARTITION BY … ORDER BY …)`
    fn window(&mut self, call: ExpressionKind) -> Parsed<Expression> {
        let (function, of) = match call {
            ExpressionKind::OverAll { distinct: false, .. } => {
                (Windowed::OverAll, Some(Box::new(Expression::new(call)?)))
            }
            ExpressionKind::Call(named, arguments) if arguments.is_empty() => match Windowed::named(&named.name) {
                Some(function) => (function, None),
                None => return Err(self.unsimulated()),
            },
            _ => return Err(self.unsimulated()),
        };
        if !self.sign("(") {
            return Err(self.unsimulated());
        }
        let partition = if self.words(&["partition", "by"]) { self.list(Self::expression)? } else { Vec::new() };
        let ordered = self.words(&["order", "by"]);
        let order = match ordered {
            true => self.list(|this| {
                let value = this.expression()?;
                let descending = this.word("desc");
                let _ = descending || this.word("asc");
                Ok((value, descending))
            })?,
            false => Vec::new(),
        };
        if !self.is_sign(")") {
            return Err(if self.is_any(&["rows", "range", "groups", "nulls"]) {
                self.unsimulated()
            } else {
                self.wrong()
            });
        }
        self.advance();
        Expression::new(ExpressionKind::Windowed { function, of, partition, order })
    }
}

fn constant(value: Value) -> Expression {
    Expression::leaf(ExpressionKind::Value(value))
}
