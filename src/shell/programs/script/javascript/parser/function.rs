//! Functions: declared, as values, arrows, methods.

use std::rc::Rc;

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::javascript::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Block, Expr, ExprKind, Function, FunctionKind, Name, Parameter, ParameterKind, Pattern, Span, Statement,
    StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// `function name(…) {…}` from the word on.
    pub fn function(&mut self, is_async: bool) -> Result<Function, Halt> {
        self.expect_word("function")?;
        let is_generator = self.take("*");
        let name: Name = if self.is("(") { "".into() } else { self.name()? };
        self.method(name, FunctionKind::Plain, is_async, is_generator)
    }

    pub fn function_expression(&mut self, is_async: bool) -> Result<Expr, Halt> {
        let span = self.span();
        let function = self.function(is_async)?;
        Ok(Expr::leaf(ExprKind::Function(Rc::new(function)), span))
    }

    /// Parameters and body.
    pub fn method(
        &mut self,
        name: Name,
        kind: FunctionKind,
        is_async: bool,
        is_generator: bool,
    ) -> Result<Function, Halt> {
        let span = self.span();
        self.expect("(")?;
        let parameters = self.parameters()?;
        self.yields.push(false);
        let body = self.nested(Parser::body);
        self.yields.pop();
        Ok(Function {
            name,
            parameters,
            returns: None,
            body: body?,
            kind,
            is_async,
            is_generator,
            decorators: Vec::new(),
            span,
        })
    }

    /// Parameters up to and with the closing parenthesis.
    fn parameters(&mut self) -> Result<Vec<Parameter>, Halt> {
        let mut parameters = Vec::new();
        while !self.take(")") {
            let rest = self.take("...");
            let target = self.binding()?;
            let default = if self.take("=") { Some(self.assignment()?) } else { None };
            let kind = if rest { ParameterKind::Rest } else { ParameterKind::Plain };
            parameters.push(Parameter { target, default, kind, annotation: None });
            if !self.take(",") && !self.is(")") {
                return self.unexpected();
            }
        }
        Ok(parameters)
    }

    /// `{…}`
    pub fn body(&mut self) -> Result<Block, Halt> {
        self.expect("{")?;
        let mut block = Vec::new();
        while !self.take("}") {
            if *self.kind() == Kind::End {
                return self.unexpected();
            }
            self.statement(&mut block)?;
        }
        Ok(block)
    }

    /// Whether an arrow function begins here: the parenthesis that opens is closed before `=>`.
    pub fn begins_arrow(&self) -> bool {
        let mut at = 0;
        if self.is_word("async") && !self.after_line(1) {
            if self.is_ahead(1, "=>") {
                return true;
            }
            at = 1;
        }
        if matches!(self.ahead(at), Kind::Name(_)) {
            return self.is_ahead(at + 1, "=>");
        }
        if !self.is_ahead(at, "(") {
            return false;
        }
        let mut depth = 0;
        loop {
            match self.ahead(at) {
                Kind::Op("(" | "[" | "{") => depth += 1,
                Kind::Op(")" | "]" | "}") => {
                    depth -= 1;
                    if depth == 0 {
                        return self.is_ahead(at + 1, "=>");
                    }
                }
                Kind::End => return false,
                _ => {}
            }
            at += 1;
        }
    }

    pub fn arrow(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        let is_async = self.is_word("async") && !self.is_ahead(1, "=>");
        if is_async {
            self.advance();
        }
        let parameters = if self.take("(") {
            self.parameters()?
        } else {
            let span = self.span();
            let target = Pattern::Name(self.name()?, span);
            vec![Parameter { target, default: None, kind: ParameterKind::Plain, annotation: None }]
        };
        self.expect("=>")?;
        let body = if self.is("{") {
            let without_in = std::mem::take(&mut self.without_in);
            self.yields.push(false);
            let body = self.nested(Parser::body);
            self.yields.pop();
            self.without_in = without_in;
            body?
        } else {
            let span: Span = self.span();
            let value = self.assignment()?;
            vec![Statement { kind: StatementKind::Return(Some(value)), span }]
        };
        let span = start.to(self.last());
        let function = Function {
            name: "".into(),
            parameters,
            returns: None,
            body,
            kind: FunctionKind::Arrow,
            is_async,
            is_generator: false,
            decorators: Vec::new(),
            span,
        };
        Ok(Expr::leaf(ExprKind::Function(Rc::new(function)), span))
    }
}
