//! What C++ has beside C: `std::string`, `std::vector`, loops over them, and their methods. (Streams are in the library:
//! `cout << x` is an operator of theirs.)

use super::{Parser, Sort};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{Parses, call, target};
use crate::shell::programs::script::compiled::lexer::{Kind, Token};
use crate::shell::programs::script::syntax::{Argument, Declares, Expr, ExprKind, StatementKind};
use crate::shell::programs::script::tokens::Reads;

/// Words that a type is made of, beside those of C.
pub(super) const TYPES: [&str; 5] = ["string", "auto", "vector", "constexpr", "ostream"];

/// Takes `std::` away: there are no other namespaces.
pub(super) fn without_std(tokens: &mut Vec<Token>) {
    let is_std = |token: &Token| matches!(&token.kind, Kind::Name(name) if &**name == "std");
    let mut gone = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let is_sign = |token: Option<&Token>| token.is_some_and(|token| token.kind == Kind::Op("::"));
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        gone.push(is_std(token) && is_sign(tokens.get(at + 1)) || is_sign(Some(token)) && before.is_some_and(is_std));
    }
    let mut gone = gone.into_iter();
    tokens.retain(|_| !gone.next().unwrap_or(false));
}

impl Parser {
    /// `using …;`, if it is here.
    pub(super) fn using(&mut self) -> Result<bool, Halt> {
        if !self.cursor.take_word("using") {
            return Ok(false);
        }
        if !self.cursor.is_word("namespace") && !self.cursor.is_ahead(1, ";") {
            return self.cursor.unsimulated("`using` of this");
        }
        while !self.cursor.take(";") {
            if *self.cursor.kind() == Kind::End {
                return self.cursor.unexpected();
            }
            self.cursor.advance();
        }
        Ok(true)
    }

    /// What a word makes of a type.
    pub(super) fn plus_sort(&mut self, word: &str, sort: Sort) -> Result<Sort, Halt> {
        Ok(match word {
            "string" => Sort::String,
            "auto" | "bool" => Sort::Nothing,
            "ostream" => return self.cursor.unsimulated("`ostream`"),
            "vector" => {
                self.cursor.expect("<")?;
                self.nested(Self::sort)?;
                self.cursor.expect_angle()?;
                Sort::List
            }
            _ => sort,
        })
    }

    /// `name(values)` or `name{values}` of a declaration, from the bracket on.
    pub(super) fn constructed(&mut self, sort: Sort, zero: Expr) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let close = if self.cursor.take("{") { "}" } else { ")" };
        if close == ")" {
            self.cursor.expect("(")?;
        }
        let mut values = Vec::new();
        while !self.cursor.take(close) {
            values.push(self.assignment()?);
            if !self.cursor.take(",") && !self.cursor.is(close) {
                return self.cursor.unexpected();
            }
        }
        match (sort, close, values.len()) {
            (Sort::List, "}", _) => Expr::new(ExprKind::List(values.into_iter().map(Argument::Plain).collect()), span),
            (Sort::List, ..) => call("_vector", values, span),
            (_, _, 0) => Ok(zero),
            (Sort::String, ..) => call("string", values, span),
            (sort, _, 1) => Self::cast(sort, values.pop().unwrap_or(zero), span),
            _ => self.cursor.unsimulated("a value of this type"),
        }
    }

    /// Whether a loop over values begins behind the bracket: a colon comes before a semicolon.
    pub(super) fn is_for_each(&self) -> bool {
        let words = (0..).map(|by| self.cursor.ahead(by));
        let mut ends = words.filter(|kind| matches!(kind, Kind::Op(":" | ";" | ")" | "?") | Kind::End));
        self.at_type() && ends.next() == Some(&Kind::Op(":"))
    }

    /// `type name : values) body`
    pub(super) fn for_each(&mut self) -> Result<StatementKind, Halt> {
        self.sort()?;
        let span = self.cursor.span();
        let name = self.cursor.name()?;
        self.cursor.expect(":")?;
        let iterable = if self.cursor.is("{") { self.list_or_text()? } else { self.expression()? };
        self.cursor.expect(")")?;
        let target = target(crate::shell::programs::script::compiled::cursor::named(&name, span))?;
        let body = self.body()?;
        Ok(StatementKind::ForEach {
            target,
            declares: Declares::Let,
            iterable,
            keys: false,
            body,
            otherwise: Vec::new(),
        })
    }

    /// `.name(arguments)` of a text or a vector: the library has a function of that name.
    pub(super) fn method(&mut self, value: Expr) -> Result<Expr, Halt> {
        self.cursor.expect(".")?;
        let name = self.cursor.name()?;
        if !self.cursor.take("(") {
            return self.cursor.unsimulated("a structure");
        }
        let span = value.span;
        let mut arguments = vec![value];
        while !self.cursor.take(")") {
            arguments.push(self.assignment()?);
            if !self.cursor.take(",") && !self.cursor.is(")") {
                return self.cursor.unexpected();
            }
        }
        call(&format!("_of_{name}"), arguments, span.to(self.cursor.last()))
    }

    /// `static_cast<type>(value)`
    pub(super) fn static_cast(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        self.cursor.advance();
        self.cursor.expect("<")?;
        let sort = self.sort()?;
        self.cursor.expect_angle()?;
        self.cursor.expect("(")?;
        let value = self.nested(Self::expression)?;
        self.cursor.expect(")")?;
        Self::cast(sort, value, span)
    }
}
