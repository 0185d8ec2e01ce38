//! `def`, `class`, decorators, parameters.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::python::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Block, Class, ClassMember, Expr, Function, FunctionKind, Parameter, ParameterKind, Pattern, Span, Statement,
    StatementKind,
};
use crate::shell::programs::script::tokens::Reads;
use std::rc::Rc;

impl Parser {
    /// `def name(…): …`
    pub fn function(&mut self, decorators: Vec<Expr>, is_async: bool) -> Result<Statement, Halt> {
        let start = self.span();
        self.expect_word("def")?;
        let name = self.name()?;
        self.type_parameters()?;
        if !self.take("(") {
            return Err(Halt::Syntax { span: self.span(), message: "expected '('".into() });
        }
        let parameters = self.parameters(")")?;
        self.expect(")")?;
        let returns = if self.take("->") { Some(self.expression()?) } else { None };
        let span = start.to(self.last());
        self.yields.push(false);
        let what = format!("function definition on line {}", start.line);
        let body = self.suite(&what)?;
        let is_generator = self.yields.pop().unwrap_or(false);
        let kind = FunctionKind::Plain;
        let function = Function { name, parameters, returns, body, kind, is_async, is_generator, decorators, span };
        Ok(Statement { kind: StatementKind::Function(Rc::new(function)), span })
    }

    /// `[T]` behind a name: it says nothing to a program that runs.
    fn type_parameters(&mut self) -> Result<(), Halt> {
        if !self.take("[") {
            return Ok(());
        }
        while !self.take("]") {
            let _ = self.take("*") || self.take("**");
            self.name()?;
            if self.take(":") {
                self.expression()?;
            }
            if !self.take(",") && !self.is("]") {
                return self.invalid();
            }
        }
        Ok(())
    }

    /// Parameters up to `end`, which is not taken.
    pub fn parameters(&mut self, end: &str) -> Result<Vec<Parameter>, Halt> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut only_named = false;
        while !self.is(end) {
            let span = self.span();
            if self.take("/") {
            } else if self.take("**") {
                parameters.push(self.parameter(ParameterKind::NamedRest, span, end)?);
            } else if self.take("*") {
                only_named = true;
                if !self.is(",") {
                    parameters.push(self.parameter(ParameterKind::Rest, span, end)?);
                }
            } else {
                let kind = if only_named { ParameterKind::Named } else { ParameterKind::Plain };
                let parameter = self.parameter(kind, span, end)?;
                let after_default = parameters.last().is_some_and(|before| before.default.is_some());
                if after_default && !only_named && parameter.default.is_none() {
                    let message = "parameter without a default follows parameter with a default".to_string();
                    return Err(Halt::Syntax { span, message });
                }
                parameters.push(parameter);
            }
            if !self.take(",") && !self.is(end) {
                return self.invalid();
            }
        }
        Ok(parameters)
    }

    fn parameter(&mut self, kind: ParameterKind, span: Span, end: &str) -> Result<Parameter, Halt> {
        let name = self.name()?;
        let mut annotation = None;
        if end == ")" && self.take(":") {
            annotation = Some(self.expression()?);
        }
        let default = if self.take("=") { Some(self.expression()?) } else { None };
        Ok(Parameter { target: Pattern::Name(name, span), default, kind, annotation })
    }

    /// `class Name(Bases): …`
    pub fn class(&mut self, decorators: Vec<Expr>) -> Result<Statement, Halt> {
        let start = self.span();
        self.expect_word("class")?;
        let name = self.name()?;
        self.type_parameters()?;
        let (mut bases, mut named) = (Vec::new(), Vec::new());
        if self.take("(") {
            for argument in self.arguments()? {
                use crate::shell::programs::script::syntax::Argument;
                match argument {
                    Argument::Plain(base) => bases.push(base),
                    Argument::Named(name, value) => named.push((name, value)),
                    _ => return self.unsimulated("a class with more than bases in its head"),
                }
            }
        }
        let span = start.to(self.last());
        let body = self.suite(&format!("class definition on line {}", start.line))?;
        let mut members = Vec::new();
        flatten(body, &mut members);
        let class = Class { name, bases, named, members, decorators, span };
        Ok(Statement { kind: StatementKind::Class(Rc::new(class)), span })
    }

    /// `@decorator` lines and what they stand above.
    pub fn decorated(&mut self) -> Result<Statement, Halt> {
        let mut decorators = Vec::new();
        while self.take("@") {
            decorators.push(self.named()?);
            self.end_of_line()?;
        }
        match self.kind() {
            Kind::Name(word) if &**word == "def" => self.function(decorators, false),
            Kind::Name(word) if &**word == "class" => self.class(decorators),
            Kind::Name(word) if &**word == "async" => {
                self.advance();
                self.function(decorators, true)
            }
            _ => self.invalid(),
        }
    }
}

/// An annotated assignment is two statements.
fn flatten(block: Block, into: &mut Vec<ClassMember>) {
    for statement in block {
        match statement.kind {
            StatementKind::Block(inner) => into.extend(inner.into_iter().map(ClassMember::Statement)),
            _ => into.push(ClassMember::Statement(statement)),
        }
    }
}
