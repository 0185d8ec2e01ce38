//! `{…}`

use super::lexer::{Span, Token};
use super::{Parser, Problem, Read};
use crate::shell::programs::tools::jq::json::Described as _;
use crate::shell::programs::tools::jq::syntax::{Id, Node};
use crate::shell::programs::tools::jq::value::{Number, Value};

impl Parser<'_> {
    /// Behind `{`.
    pub(super) fn object(&mut self) -> Read<Id> {
        let mut rows = Vec::new();
        while !self.eat("}") {
            let start = self.lexer.span();
            let row = match self.row() {
                Ok(row) => row,
                Err(problem) => return Err(self.bad_row(start, problem)),
            };
            rows.push(row);
            if !self.eat(",") {
                if !self.eat("}") {
                    let closing: Read<Id> = self.unexpected(&["'}'"]);
                    return closing.map_err(|problem| self.bad_row(start, problem));
                }
                break;
            }
        }
        Ok(self.node(Node::Object(rows.into())))
    }

    /// jq adds its guess if a `:` follows what is wrong.
    fn bad_row(&mut self, start: Span, problem: Problem) -> Problem {
        let from = problem.span.map_or(start.end, |(_, end)| end);
        let rest = self.lexer.text().get(from..).unwrap_or_default();
        let sign =
            rest.find([':', ',', '}', '\n']).filter(|at| rest.get(*at..).is_some_and(|rest| rest.starts_with(':')));
        if let Some(length) = sign {
            let key = rest.get(..length).unwrap_or_default().trim_end();
            let span = Span { start: start.start, end: from + key.len() };
            self.complain(span, "May need parentheses around object key expression".into());
        }
        problem
    }

    fn row(&mut self) -> Read<(Id, Id)> {
        let span = self.lexer.span();
        match self.lexer.peek().clone() {
            Token::Name(name) => {
                self.lexer.next();
                self.named(&name)
            }
            Token::Word(word) => {
                self.lexer.next();
                self.named(word)
            }
            Token::Binding(name) => {
                self.lexer.next();
                let value = self.variable(&name, span);
                if self.eat(":") {
                    return Ok((value, self.row_value()?));
                }
                Ok((self.node(Node::Literal(Value::from(&*name))), value))
            }
            Token::Here => {
                self.lexer.next();
                let key = self.node(Node::Literal(Value::from("__loc__")));
                Ok((key, self.here(span)?))
            }
            Token::Quote | Token::Format(_) => {
                let key = self.text()?;
                if self.eat(":") {
                    return Ok((key, self.row_value()?));
                }
                let of = self.node(Node::Identity);
                Ok((key, self.node(Node::Index { of, key, optional: false })))
            }
            Token::Sign("(") => {
                let key = self.key_in_brackets()?;
                self.expect(":", &["':'"])?;
                Ok((key, self.row_value()?))
            }
            _ => self.unexpected(&[]),
        }
    }

    fn named(&mut self, name: &str) -> Read<(Id, Id)> {
        let key = self.node(Node::Literal(Value::from(name)));
        if self.eat(":") {
            return Ok((key, self.row_value()?));
        }
        let of = self.node(Node::Identity);
        Ok((key, self.node(Node::Index { of, key, optional: false })))
    }

    /// Filters with pipes, and without commas.
    fn row_value(&mut self) -> Read<Id> {
        let mut value = self.expression(0)?;
        while self.eat("|") {
            let right = self.expression(0)?;
            value = self.node(Node::Pipe(value, right));
        }
        Ok(value)
    }

    /// `(filter)` as a key: a literal must be a text.
    pub(super) fn key_in_brackets(&mut self) -> Read<Id> {
        self.lexer.next();
        let span = self.lexer.span();
        let key = self.query()?;
        self.expect(")", &["'|'", "','", "')'"])?;
        if let Some(Node::Literal(value)) = self.program.nodes.get(key)
            && value.text().is_none()
        {
            let message = format!("Cannot use {} as object key", value.described());
            self.complain(span, message);
        }
        Ok(key)
    }

    /// `$__loc__`
    pub(super) fn here(&mut self, span: Span) -> Read<Id> {
        let line = 1 + self.lexer.text().bytes().take(span.start).filter(|byte| *byte == b'\n').count();
        let line = Value::Number(Number::from(line as f64));
        let place = Value::object([("file", Value::from("<top-level>")), ("line", line)]).unwrap_or_default();
        Ok(self.node(Node::Literal(place)))
    }
}
