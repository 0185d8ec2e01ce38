//! Names, literals, displays, comprehensions.

use std::rc::Rc;

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::python::lexer::{Kind, RawPiece, tokens_at};
use crate::shell::programs::script::syntax::{Argument, Clause, Collected, Entry, Expr, ExprKind, Piece, Span};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    pub fn atom(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let kind = match self.kind().clone() {
            Kind::Int(value) => ExprKind::Int(value),
            Kind::Float(value) => ExprKind::Float(value),
            Kind::Text(_) | Kind::Template(_) => return self.texts(),
            Kind::Bytes(bytes) => {
                // Literals side by side are one.
                let mut whole = bytes.to_vec();
                while let Kind::Bytes(more) = self.ahead(1).clone() {
                    self.advance();
                    whole.extend_from_slice(&more);
                }
                ExprKind::Bytes(whole.into())
            }
            Kind::Op("...") => ExprKind::Name(Rc::from("Ellipsis")),
            Kind::Op("(") => return self.nested(Parser::parenthesised),
            Kind::Op("[") => return self.nested(Parser::list),
            Kind::Op("{") => return self.nested(Parser::braces),
            Kind::Name(name) => match &*name {
                "True" => ExprKind::Bool(true),
                "False" => ExprKind::Bool(false),
                "None" => ExprKind::None,
                "yield" => return self.yielded(),
                "super" if *self.ahead(1) == Kind::Op("(") && *self.ahead(2) == Kind::Op(")") => {
                    self.advance();
                    self.advance();
                    ExprKind::Super
                }
                _ if self.is_keyword() => return self.invalid(),
                _ => ExprKind::Name(name),
            },
            _ => return self.invalid(),
        };
        self.advance();
        Ok(Expr::leaf(kind, span.to(self.last())))
    }

    /// Literals side by side are one.
    fn texts(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        let mut pieces: Vec<Piece> = Vec::new();
        loop {
            match self.kind().clone() {
                Kind::Text(text) => match pieces.last_mut() {
                    Some(Piece::Text(before)) => *before = format!("{before}{text}").into(),
                    _ => pieces.push(Piece::Text(text)),
                },
                Kind::Template(raw) => pieces.extend(self.nested(|parser| parser.pieces(&raw))?),
                _ => break,
            }
            self.advance();
        }
        let span = start.to(self.last());
        match pieces.as_slice() {
            [Piece::Text(text)] => Ok(Expr::leaf(ExprKind::Text(text.clone()), span)),
            _ => Expr::new(ExprKind::Template(pieces), span),
        }
    }

    fn pieces(&mut self, raw: &[RawPiece]) -> Result<Vec<Piece>, Halt> {
        let mut pieces = Vec::new();
        for piece in raw {
            pieces.push(match piece {
                RawPiece::Text(text) => Piece::Text(text.clone()),
                RawPiece::Value { source, line, column, conversion, format } => {
                    let mut inner = Parser::new(tokens_at(source, *line, *column, true)?);
                    inner.tokens.nesting = self.tokens.nesting;
                    let value = inner.expressions()?;
                    if !matches!(inner.kind(), Kind::Newline | Kind::End) {
                        return inner.invalid();
                    }
                    let format = self.nested(|parser| parser.pieces(format))?;
                    Piece::Value { value, conversion: *conversion, format }
                }
            });
        }
        Ok(pieces)
    }

    fn yielded(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        if let Some(yields) = self.yields.last_mut() {
            *yields = true;
        }
        if self.take_word("from") {
            let value = self.expression()?;
            return Expr::new(ExprKind::YieldFrom(value), start.to(self.last()));
        }
        let ends = matches!(self.kind(), Kind::Newline | Kind::End | Kind::Op(")" | "]" | "}" | "="));
        let value = if ends { None } else { Some(self.expressions()?) };
        Expr::new(ExprKind::Yield(value), start.to(self.last()))
    }

    fn parenthesised(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        if self.take(")") {
            return Ok(Expr::leaf(ExprKind::Tuple(Vec::new()), start.to(self.last())));
        }
        let first = self.starred()?;
        if let Argument::Plain(value) = &first {
            if self.is_word("for") || self.is_word("async") {
                let value = self.comprehension(Collected::Generator, value.clone(), None, start)?;
                self.expect(")")?;
                return Ok(value);
            }
            if self.take(")") {
                let mut value = value.clone();
                value.span = start.to(self.last());
                return Ok(value);
            }
        }
        let mut items = vec![first];
        while self.take(",") {
            if self.is(")") {
                break;
            }
            items.push(self.starred()?);
        }
        if !self.take(")") {
            return self.forgotten_comma(&items);
        }
        Expr::new(ExprKind::Tuple(items), start.to(self.last()))
    }

    fn list(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        let mut items = Vec::new();
        while !self.take("]") {
            let item = self.starred()?;
            if let Argument::Plain(value) = &item
                && (self.is_word("for") || self.is_word("async"))
                && items.is_empty()
            {
                let value = self.comprehension(Collected::List, value.clone(), None, start)?;
                self.expect("]")?;
                return Ok(value);
            }
            items.push(item);
            if !self.take(",") && !self.is("]") {
                return self.forgotten_comma(&items);
            }
        }
        Expr::new(ExprKind::List(items), start.to(self.last()))
    }

    /// A dictionary or a set.
    fn braces(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        let mut entries = Vec::new();
        let mut items = Vec::new();
        while !self.take("}") {
            if self.take("**") {
                entries.push(Entry::Spread(self.binary(1)?));
            } else {
                let key = self.starred()?;
                match key {
                    Argument::Plain(key) if self.take(":") => {
                        let value = self.expression()?;
                        if self.is_word("for") || self.is_word("async") {
                            let value = self.comprehension(Collected::Dict, key, Some(value), start)?;
                            self.expect("}")?;
                            return Ok(value);
                        }
                        entries.push(Entry::Pair(key, value));
                    }
                    Argument::Plain(key) if self.is_word("for") => {
                        let value = self.comprehension(Collected::Set, key, None, start)?;
                        self.expect("}")?;
                        return Ok(value);
                    }
                    item => items.push(item),
                }
            }
            if !self.take(",") && !self.is("}") {
                return self.forgotten_comma(&items);
            }
        }
        let span = start.to(self.last());
        match (items.is_empty(), entries.is_empty()) {
            (true, _) => Expr::new(ExprKind::Dict(entries), span),
            (false, true) => Expr::new(ExprKind::Set(items), span),
            (false, false) => self.invalid(),
        }
    }

    /// The clauses behind an element.
    pub fn comprehension(
        &mut self,
        kind: Collected,
        element: Expr,
        value: Option<Expr>,
        start: Span,
    ) -> Result<Expr, Halt> {
        let mut clauses = Vec::new();
        while self.is_word("for") || self.is_word("async") {
            if self.is_word("async") {
                return self.unsimulated("an async comprehension");
            }
            self.expect_word("for")?;
            let target = self.loop_target()?;
            self.expect_word("in")?;
            let iterable = self.disjunction()?;
            let mut conditions = Vec::new();
            while self.take_word("if") {
                conditions.push(self.disjunction()?);
            }
            clauses.push(Clause { target, iterable, conditions });
        }
        Expr::new(ExprKind::Comprehension { kind, element, value, clauses }, start.to(self.last()))
    }
}
