//! What stands behind a value: calls, members, places, slices.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::python::lexer::Kind;
use crate::shell::programs::script::syntax::{Argument, Expr, ExprKind, Span};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A value with everything behind it.
    pub fn primary(&mut self) -> Result<Expr, Halt> {
        let mut value = self.atom()?;
        loop {
            let start = value.span;
            if self.take(".") {
                let name = match self.kind().clone() {
                    Kind::Name(name) => name,
                    _ => return self.invalid(),
                };
                self.advance();
                let last = self.last();
                let span = start.to(last);
                value = Expr::new(ExprKind::Member { object: value, name, optional: false }, span)?;
            } else if self.is("(") {
                let open = self.span();
                self.advance();
                let arguments = self.nested(Parser::arguments)?;
                let end = self.last();
                let mark_end = if end.line == open.line { end.end } else { open.end };
                let span = start.to(end).marked(open.start, mark_end);
                value = Expr::new(ExprKind::Call { callee: value, arguments, optional: false }, span)?;
            } else if self.is("[") {
                let open = self.span();
                self.advance();
                value = self.nested(|parser| parser.place(value, open))?;
            } else {
                return Ok(value);
            }
        }
    }

    /// What stands in the parentheses of a call, and the closing one.
    pub fn arguments(&mut self) -> Result<Vec<Argument>, Halt> {
        let mut arguments = Vec::new();
        while !self.take(")") {
            if self.take("**") {
                arguments.push(Argument::NamedSpread(self.expression()?));
            } else if self.take("*") {
                arguments.push(Argument::Spread(self.expression()?));
            } else if let (Kind::Name(name), Kind::Op("=")) = (self.kind().clone(), self.ahead(1)) {
                self.advance();
                self.advance();
                arguments.push(Argument::Named(name, self.expression()?));
            } else {
                let value = self.named()?;
                if self.is_word("for") || self.is_word("async") {
                    let span = value.span;
                    let value = self.comprehension(
                        crate::shell::programs::script::syntax::Collected::Generator,
                        value,
                        None,
                        span,
                    )?;
                    arguments.push(Argument::Plain(value));
                } else {
                    if arguments.iter().any(|known| matches!(known, Argument::Named(..))) {
                        let message = "positional argument follows keyword argument".to_string();
                        return Err(Halt::Syntax { span: self.last(), message });
                    }
                    arguments.push(Argument::Plain(value));
                }
            }
            if !self.take(",") && !self.is(")") {
                return self.forgotten_comma(&arguments);
            }
        }
        Ok(arguments)
    }

    /// What CPython suspects where two expressions stand side by side.
    pub fn forgotten_comma<T>(&self, before: &[Argument]) -> Result<T, Halt> {
        let starts = matches!(self.kind(), Kind::Name(_) | Kind::Int(_) | Kind::Float(_) | Kind::Text(_));
        match before.last() {
            Some(Argument::Plain(value)) if starts && !self.is_keyword() => {
                let span = value.span.to(self.span());
                Err(Halt::Syntax { span, message: "invalid syntax. Perhaps you forgot a comma?".into() })
            }
            _ => self.invalid(),
        }
    }

    fn place(&mut self, object: Expr, open: Span) -> Result<Expr, Halt> {
        let start = object.span;
        let mut bounds = [None, None, None];
        let mut count = 0;
        let mut is_slice = false;
        loop {
            if self.is("]") {
                break;
            }
            if self.take(":") {
                is_slice = true;
                count += 1;
                if count > 2 {
                    return self.invalid();
                }
                continue;
            }
            bounds[count.min(2)] = Some(if is_slice { self.expression()? } else { self.expressions()? });
            if !self.is("]") && !self.is(":") {
                return self.invalid();
            }
        }
        self.expect("]")?;
        let end = self.last();
        let mark_end = if end.line == open.line { end.end } else { open.end };
        let span = start.to(end).marked(open.start, mark_end);
        if is_slice {
            return Expr::new(ExprKind::Slice { object, bounds }, span);
        }
        match bounds {
            [Some(index), None, None] => Expr::new(ExprKind::Index { object, index, optional: false }, span),
            _ => self.invalid(),
        }
    }
}
