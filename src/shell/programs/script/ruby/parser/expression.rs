//! Statements with what stands behind them, and assignments.

use super::{Parser, native, send, statement_of};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::ruby::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Expr, ExprKind, Handler, Logic, Pattern, Span, Statement, StatementKind, Unary,
};
use crate::shell::programs::script::tokens::Reads;
use crate::shell::programs::script::updates::update;

impl Parser {
    /// One statement with its modifiers.
    pub(super) fn statement(&mut self) -> Result<Statement, Halt> {
        self.nested(|parser| {
            let mut value = match parser.multiple()? {
                Some(value) => value,
                None => parser.junction()?,
            };
            loop {
                let span = value.span;
                if parser.take_word("if") {
                    let condition = parser.junction()?;
                    value = done(StatementKind::If(condition, vec![statement_of(value)], Vec::new()), span)?;
                } else if parser.take_word("unless") {
                    let condition = negated(parser.junction()?)?;
                    value = done(StatementKind::If(condition, vec![statement_of(value)], Vec::new()), span)?;
                } else if parser.is_word("while") || parser.is_word("until") {
                    let until = parser.is_word("until");
                    parser.advance();
                    let condition = parser.junction()?;
                    let condition = if until { negated(condition)? } else { condition };
                    // `begin … end while` runs once in any case.
                    let kind = match &*value.kind {
                        ExprKind::Do(body)
                            if body
                                .iter()
                                .any(|one| matches!(one.kind, StatementKind::Try { .. } | StatementKind::Block(_))) =>
                        {
                            StatementKind::DoWhile(vec![statement_of(value)], condition)
                        }
                        _ => StatementKind::While { condition, body: vec![statement_of(value)], otherwise: Vec::new() },
                    };
                    value = done(kind, span)?;
                } else if parser.take_word("rescue") {
                    let other = parser.junction()?;
                    value = rescued(value, other)?;
                } else {
                    return Ok(statement_of(value));
                }
            }
        })
    }

    /// Values with `and`, `or` and `not`.
    pub(super) fn junction(&mut self) -> Result<Expr, Halt> {
        let mut left = self.negation()?;
        loop {
            let span = left.span;
            let kind = if self.take_word("and") {
                self.skip_newlines();
                ExprKind::And(left, self.negation()?)
            } else if self.take_word("or") {
                self.skip_newlines();
                ExprKind::Or(left, self.negation()?)
            } else {
                return Ok(left);
            };
            left = Expr::new(kind, span)?;
        }
    }

    fn negation(&mut self) -> Result<Expr, Halt> {
        if self.take_word("not") {
            let value = self.nested(Self::negation)?;
            return negated(value);
        }
        self.expression()
    }

    /// A value: an assignment, or what operators make.
    pub(super) fn expression(&mut self) -> Result<Expr, Halt> {
        self.nested(|parser| {
            let span = parser.span();
            if let Some(name) = parser.assigned_name() {
                parser.advance();
                let target = match name.starts_with(char::is_uppercase) {
                    true => Pattern::Name(parser.own_constant(&name), span),
                    false => {
                        parser.declare(&name);
                        Pattern::Name(name, span)
                    }
                };
                return parser.assignment(target, span);
            }
            let left = parser.ternary()?;
            if !parser.is_assignment() {
                return Ok(left);
            }
            if let ExprKind::Call { callee, arguments, .. } = &*left.kind
                && let ExprKind::Member { object, name, optional: false } = &*callee.kind
                && parser.is("=")
                && arguments.is_empty()
            {
                parser.advance();
                let value = parser.assigned()?;
                return send(object.clone(), format!("{name}="), vec![Argument::Plain(value)], left.span);
            }
            let target = parser.target(left)?;
            parser.assignment(target, span)
        })
    }

    /// The name that comes, if it is assigned to.
    fn assigned_name(&self) -> Option<crate::shell::programs::script::syntax::Name> {
        let Kind::Name(name) = self.kind() else { return None };
        let Kind::Op(operator) = self.ahead(1) else { return None };
        let assigns = is_assignment(operator) && !super::words::is_keyword(name) && !name.ends_with(['?', '!']);
        assigns.then(|| name.clone())
    }

    fn is_assignment(&self) -> bool {
        matches!(self.kind(), Kind::Op(operator) if is_assignment(operator))
    }

    /// What stands right of a `=`.
    fn assigned(&mut self) -> Result<Expr, Halt> {
        self.skip_newlines();
        let span = self.span();
        let value = match self.take("*") {
            true => native("%list", vec![self.ternary()?], span)?,
            false => self.expression()?,
        };
        if self.is_word("rescue") {
            self.advance();
            let other = self.expression()?;
            return rescued(value, other);
        }
        Ok(value)
    }

    /// The operator of an assignment and what is assigned.
    fn assignment(&mut self, target: Pattern, span: Span) -> Result<Expr, Halt> {
        let Kind::Op(operator) = *self.kind() else { return Err(self.unexpected()) };
        self.advance();
        let value = self.assigned()?;
        let kind = match operator {
            "=" => match &target {
                // A class without a name gets that of the constant.
                Pattern::Name(name, span) if name.contains(char::is_uppercase) && !name.starts_with(['$', '@']) => {
                    let value = match name.rsplit("::").next().is_some_and(|last| last.starts_with(char::is_uppercase))
                    {
                        true => native("%constant", vec![super::text_of(name.clone(), *span), value], *span)?,
                        false => value,
                    };
                    ExprKind::Assign { target, value }
                }
                _ => ExprKind::Assign { target, value },
            },
            "||=" => ExprKind::LogicUpdate { target, logic: Logic::Or, value },
            "&&=" => ExprKind::LogicUpdate { target, logic: Logic::And, value },
            _ => match update(operator) {
                Some(operator) => ExprKind::Update { target, operator, value },
                None => return Err(self.unexpected()),
            },
        };
        Expr::new(kind, span)
    }

    /// A value as a place that can be assigned to.
    pub(super) fn target(&mut self, value: Expr) -> Result<Pattern, Halt> {
        let span = value.span;
        match *value.kind {
            ExprKind::Name(name) => Ok(Pattern::Name(name, span)),
            ExprKind::Member { object, name, optional: false } => Ok(Pattern::Member { object, name, span }),
            ExprKind::Index { object, index, optional: false } => Ok(Pattern::Index { object, index, span }),
            ExprKind::Call { callee, arguments, .. } if arguments.is_empty() => match *callee.kind {
                ExprKind::Member { object, name, optional: false } => Ok(Pattern::Member { object, name, span }),
                _ => Err(self.unexpected()),
            },
            ExprKind::OptionalChain(_) => self.unsimulated("an assignment with &."),
            _ => Err(self.unexpected()),
        }
    }
}

fn is_assignment(operator: &str) -> bool {
    matches!(operator, "=" | "||=" | "&&=") || update(operator).is_some()
}

/// A statement as a value.
pub(super) fn done(kind: StatementKind, span: Span) -> Result<Expr, Halt> {
    Expr::new(ExprKind::Do(vec![Statement { kind, span }]), span)
}

pub(super) fn negated(value: Expr) -> Result<Expr, Halt> {
    let span = value.span;
    Expr::new(ExprKind::Unary(Unary::Not, value), span)
}

/// `value rescue other`
fn rescued(value: Expr, other: Expr) -> Result<Expr, Halt> {
    let span = value.span;
    let handler = Handler {
        classes: Some(Expr::leaf(ExprKind::Name("StandardError".into()), span)),
        target: None,
        body: vec![statement_of(other)],
    };
    let kind = StatementKind::Try {
        body: vec![statement_of(value)],
        handlers: vec![handler],
        otherwise: Vec::new(),
        finally: Vec::new(),
    };
    done(kind, span)
}
