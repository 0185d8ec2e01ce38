//! Functions without names, and `switch` as a value.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{call_of, lambda, parameter, statement};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{Expr, Name, ParameterKind, StatementKind};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// Whether an arrow comes after a name or parentheses that begin here.
    pub fn begins_lambda(&self) -> bool {
        if matches!(self.cursor.kind(), Kind::Name(_)) {
            return self.cursor.is_ahead(1, "->");
        }
        if !self.cursor.is("(") {
            return false;
        }
        let mut depth = 0;
        for ahead in 0..200 {
            match self.cursor.ahead(ahead) {
                Kind::Op("(") => depth += 1,
                Kind::Op(")") => {
                    depth -= 1;
                    if depth == 0 {
                        return self.cursor.is_ahead(ahead + 1, "->");
                    }
                }
                Kind::End | Kind::Op(";" | "{") => return false,
                _ => {}
            }
        }
        false
    }

    /// `(a, b) -> …`
    pub fn lambda(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let mut names: Vec<Name> = Vec::new();
        if self.cursor.take("(") {
            while !self.cursor.take(")") {
                self.before()?;
                let typed = !matches!(self.cursor.ahead(1), Kind::Op("," | ")"));
                if typed {
                    self.type_()?;
                }
                names.push(self.cursor.name()?);
                self.cursor.take(",");
            }
        } else {
            names.push(self.cursor.name()?);
        }
        self.cursor.expect("->")?;
        let returns = self.returns(None);
        let body = self.scoped(|parser| {
            names.iter().for_each(|name| parser.local(name, None));
            if parser.cursor.is("{") {
                return parser.block();
            }
            let value = parser.expression()?;
            let span = value.span;
            Ok(vec![statement(StatementKind::Return(Some(value)), span)])
        });
        self.returns(returns);
        let body = body?;
        let parameters = names.iter().map(|name| parameter(name, ParameterKind::Plain, span)).collect();
        Ok(lambda(parameters, body, span))
    }

    /// `switch` as a value: a function that returns what its cases yield, called at once.
    pub fn switch_value(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let returns = self.returns(None);
        let whole = self.switch(true);
        self.returns(returns);
        let whole = whole?;
        call_of(lambda(Vec::new(), vec![whole], span), Vec::new(), span)
    }
}
