//! [`Cursor`]: where a parser stands in the tokens, and the nodes that all of these languages make.

use std::rc::Rc;

use super::lexer::Kind;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{
    Argument, Binary, Block, Declares, Expr, ExprKind, Function, FunctionKind, Name, Parameter, ParameterKind, Pattern,
    Span, Statement, StatementKind, TOO_DEEP,
};
use crate::shell::programs::script::tokens::{Reads, Tokens};

/// A place in the tokens.
pub type Cursor = Tokens<Kind>;

impl Reads for Cursor {
    type Kind = Kind;
    const MAX_NESTING: usize = 40;

    fn tokens(&self) -> &Tokens<Kind> {
        self
    }

    fn tokens_mut(&mut self) -> &mut Tokens<Kind> {
        self
    }

    fn too_deep(&self) -> Halt {
        Halt::Unsimulated { span: self.span(), what: format!("a program with {TOO_DEEP}") }
    }
}

/// What an operator between two values means.
#[derive(Clone, Copy, Debug)]
pub enum Operator {
    Plain(Binary),
    And,
    Or,
    /// A function of the language's library.
    Call(&'static str),
}

/// A parser that has a cursor.
pub trait Parses: Sized {
    /// One level deeper, for the time of `work`.
    fn nested<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Halt>) -> Result<T, Halt> {
        self.cursor().enter()?;
        let result = work(self);
        self.cursor().nesting -= 1;
        result
    }

    fn cursor(&mut self) -> &mut Cursor;
    /// A value without operators between values.
    fn operand(&mut self) -> Result<Expr, Halt>;
    /// Operators with how much they bind.
    fn operators(&self) -> &'static [(&'static str, u8, Operator)];

    /// Values with operators that bind at least so much.
    fn climb(&mut self, least: u8) -> Result<Expr, Halt> {
        let mut left = self.operand()?;
        loop {
            let span = self.cursor().span();
            let Kind::Op(found) = *self.cursor().kind() else { return Ok(left) };
            let row = self.operators().iter().find(|(name, binds, _)| *name == found && *binds >= least);
            let Some((_, binds, operator)) = row else { return Ok(left) };
            self.cursor().advance();
            let right = self.nested(|parser| parser.climb(binds + 1))?;
            let whole = left.span.to(right.span);
            left = match operator {
                Operator::Plain(operator) => Expr::new(ExprKind::Binary(*operator, left, right), whole)?,
                Operator::And => Expr::new(ExprKind::And(left, right), whole)?,
                Operator::Or => Expr::new(ExprKind::Or(left, right), whole)?,
                Operator::Call(name) => call(name, vec![left, right], whole.to(span))?,
            };
        }
    }
}

impl Cursor {
    pub fn expect(&mut self, operator: &str) -> Result<(), Halt> {
        if self.take(operator) { Ok(()) } else { self.unexpected() }
    }

    /// A `>` of a type's, which may be the first half of a `>>`.
    pub fn expect_angle(&mut self) -> Result<(), Halt> {
        for (whole, rest) in [(">>", ">"), (">>>", ">>"), (">=", "="), (">>=", ">=")] {
            if self.is(whole) {
                if let Some(token) = self.next_mut() {
                    token.kind = Kind::Op(rest);
                }
                return Ok(());
            }
        }
        self.expect(">")
    }

    pub fn name(&mut self) -> Result<Name, Halt> {
        match self.kind().clone() {
            Kind::Name(name) => {
                self.advance();
                Ok(name)
            }
            _ => self.unexpected(),
        }
    }

    /// What no rule of the grammar takes: right programs have it only where the sandbox does not know the rule.
    pub fn unexpected<T>(&self) -> Result<T, Halt> {
        let what = match self.kind() {
            Kind::End => "what ends here".to_string(),
            Kind::Name(name) => format!("`{name}` here"),
            Kind::Op(";") => "what ends here".to_string(),
            Kind::Op(operator) => format!("`{operator}` here"),
            Kind::Int(_) | Kind::Float(_) => "a number here".to_string(),
            Kind::Text(_) | Kind::Letter(_) => "a text here".to_string(),
        };
        self.unsimulated(what)
    }
}

/// A name as a value.
pub fn named(name: &str, span: Span) -> Expr {
    Expr::leaf(ExprKind::Name(name.into()), span)
}

/// A text.
pub fn text(text: &str, span: Span) -> Expr {
    Expr::leaf(ExprKind::Text(text.into()), span)
}

/// `name(arguments)`
pub fn call(name: &str, arguments: Vec<Expr>, span: Span) -> Result<Expr, Halt> {
    call_of(named(name, span), arguments.into_iter().map(Argument::Plain).collect(), span)
}

/// `callee(arguments)`
pub fn call_of(callee: Expr, arguments: Vec<Argument>, span: Span) -> Result<Expr, Halt> {
    Expr::new(ExprKind::Call { callee, arguments, optional: false }, span)
}

/// `object.name`
pub fn member(object: Expr, name: &str, span: Span) -> Result<Expr, Halt> {
    Expr::new(ExprKind::Member { object, name: name.into(), optional: false }, span)
}

/// `object.name(arguments)`
pub fn invoke(object: Expr, name: &str, arguments: Vec<Expr>, span: Span) -> Result<Expr, Halt> {
    call_of(member(object, name, span)?, arguments.into_iter().map(Argument::Plain).collect(), span)
}

/// A function.
pub fn function(name: &str, parameters: Vec<Parameter>, body: Block, span: Span) -> Rc<Function> {
    Rc::new(Function {
        name: name.into(),
        parameters,
        returns: None,
        body,
        kind: FunctionKind::Plain,
        is_async: false,
        is_generator: false,
        decorators: Vec::new(),
        span,
    })
}

/// A function without a name.
pub fn lambda(parameters: Vec<Parameter>, body: Block, span: Span) -> Expr {
    Expr::leaf(ExprKind::Function(function("", parameters, body, span)), span)
}

/// A function without parameters that gives a value.
pub fn thunk(value: Expr) -> Expr {
    let span = value.span;
    lambda(Vec::new(), vec![statement(StatementKind::Return(Some(value)), span)], span)
}

/// A parameter.
pub fn parameter(name: &str, kind: ParameterKind, span: Span) -> Parameter {
    Parameter { target: Pattern::Name(name.into(), span), default: None, kind, annotation: None }
}

/// A statement.
pub fn statement(kind: StatementKind, span: Span) -> Statement {
    Statement { kind, span }
}

/// An expression as a statement.
pub fn does(value: Expr) -> Statement {
    let span = value.span;
    statement(StatementKind::Expression(value), span)
}

/// `let name = value`
pub fn declare(name: &str, value: Expr, span: Span) -> Statement {
    let target = Pattern::Name(name.into(), span);
    statement(StatementKind::Declare(Declares::Let, vec![(target, Some(value))]), span)
}

/// What can be assigned to, of a value.
pub fn target(value: Expr) -> Result<Pattern, Halt> {
    let span = value.span;
    Ok(match *value.kind {
        ExprKind::Name(name) if &*name == "_" => Pattern::Nothing,
        ExprKind::Name(name) => Pattern::Name(name, span),
        ExprKind::Member { object, name, .. } => Pattern::Member { object, name, span },
        ExprKind::Index { object, index, .. } => Pattern::Index { object, index, span },
        _ => return Err(Halt::Unsimulated { span, what: "an assignment to this".into() }),
    })
}
