//! What stands behind a value: calls, members, places; and `new`.

use std::rc::Rc;

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::javascript::lexer::Kind;
use crate::shell::programs::script::syntax::{Argument, Expr, ExprKind};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A value with everything behind it.
    pub fn chain(&mut self) -> Result<Expr, Halt> {
        let first = if self.is_word("new") { self.nested(Parser::new_expression)? } else { self.primary()? };
        let (value, optional) = self.chained(first, true)?;
        if optional {
            let span = value.span;
            return Expr::new(ExprKind::OptionalChain(value), span);
        }
        Ok(value)
    }

    /// Members, places and (if `calls`) calls behind a value; whether there was a `?.`.
    fn chained(&mut self, first: Expr, calls: bool) -> Result<(Expr, bool), Halt> {
        let mut value = first;
        let mut any_optional = false;
        loop {
            let start = value.span;
            let optional = calls && self.is("?.");
            if optional {
                self.advance();
                any_optional = true;
            }
            if self.is("(") && calls {
                self.advance();
                let arguments = self.nested(Parser::arguments)?;
                // A call of a member is known by the member's name.
                let mark = if matches!(*value.kind, ExprKind::Member { .. }) { start.mark } else { (0, 0) };
                let span = start.to(self.last()).marked(mark.0, mark.1);
                value = Expr::new(ExprKind::Call { callee: value, arguments, optional }, span)?;
            } else if self.take("[") {
                let without_in = std::mem::take(&mut self.without_in);
                let index = self.nested(Parser::expression)?;
                self.without_in = without_in;
                self.expect("]")?;
                value = Expr::new(ExprKind::Index { object: value, index, optional }, start.to(self.last()))?;
            } else if optional || self.take(".") {
                let name = self.any_name()?;
                let member = self.last();
                let span = crate::shell::programs::script::syntax::Span {
                    mark: (member.start, member.end),
                    ..start.to(member)
                };
                // What `require` holds besides stands beside it ([`super::super::importing::scope_of`]).
                if matches!(&*value.kind, ExprKind::Name(object) if &**object == "require") && &*name == "main" {
                    value = Expr::leaf(ExprKind::Name(Rc::from(".require")), value.span);
                }
                value = Expr::new(ExprKind::Member { object: value, name, optional }, span)?;
            } else if matches!(self.kind(), Kind::Template(..)) && calls {
                return self.unsimulated("a tagged template");
            } else {
                return Ok((value, any_optional));
            }
        }
    }

    /// What stands in the parentheses of a call, and the closing one.
    pub fn arguments(&mut self) -> Result<Vec<Argument>, Halt> {
        let without_in = std::mem::take(&mut self.without_in);
        let mut arguments = Vec::new();
        while !self.take(")") {
            arguments.push(self.item()?);
            if !self.take(",") && !self.is(")") {
                self.expect(")")?;
            }
        }
        self.without_in = without_in;
        Ok(arguments)
    }

    /// A value, or `...values`.
    pub fn item(&mut self) -> Result<Argument, Halt> {
        if self.take("...") {
            return Ok(Argument::Spread(self.assignment()?));
        }
        self.assignment().map(Argument::Plain)
    }

    /// `new Callee(…)`
    fn new_expression(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        if self.take(".") {
            self.any_name()?;
            return self.unsimulated("new.target");
        }
        let callee = if self.is_word("new") { self.nested(Parser::new_expression)? } else { self.primary()? };
        let (callee, _) = self.chained(callee, false)?;
        let arguments = if self.take("(") { self.nested(Parser::arguments)? } else { Vec::new() };
        Expr::new(ExprKind::New { callee, arguments }, start.to(self.last()))
    }
}
