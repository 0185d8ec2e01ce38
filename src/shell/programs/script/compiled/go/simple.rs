//! Statements in one line: assignments, counting, sending, calls.

use super::Parser;
use super::declaration::place;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::Parses;
use crate::shell::programs::script::compiled::cursor::{call, does, statement};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Binary, Declares, Expr, ExprKind, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

/// `target op= value`
const UPDATES: &[(&str, Result<Binary, &str>)] = &[
    ("+=", Ok(Binary::Add)),
    ("-=", Ok(Binary::Subtract)),
    ("*=", Ok(Binary::Multiply)),
    ("/=", Err("_div")),
    ("%=", Err("_mod")),
    ("&=", Ok(Binary::BitAnd)),
    ("|=", Ok(Binary::BitOr)),
    ("^=", Ok(Binary::BitXor)),
    ("<<=", Ok(Binary::ShiftLeft)),
    (">>=", Ok(Binary::ShiftRight)),
];

impl Parser {
    /// A statement that may stand in the head of another.
    pub fn simple(&mut self) -> Result<Statement, Halt> {
        let span = self.cursor.span();
        let targets = self.expressions()?;
        let Kind::Op(operator) = *self.cursor.kind() else { return self.lone(targets, span) };
        match operator {
            ":=" | "=" => {
                self.cursor.advance();
                let declares = (operator == ":=").then_some(Declares::Let);
                if self.cursor.is_word("range") {
                    return self.cursor.unexpected();
                }
                let values = self.expressions()?;
                self.assigned(targets, values, declares, span)
            }
            "++" | "--" => {
                self.cursor.advance();
                let by = if operator == "++" { 1 } else { -1 };
                let [one] = <[Expr; 1]>::try_from(targets).or_else(|_| self.cursor.unexpected())?;
                let step = ExprKind::Step { target: place(one)?, by, prefix: true };
                Ok(does(Expr::new(step, span)?))
            }
            "<-" => {
                self.cursor.advance();
                let value = self.expression()?;
                let [channel] = <[Expr; 1]>::try_from(targets).or_else(|_| self.cursor.unexpected())?;
                Ok(does(call("_send", vec![channel, value], span)?))
            }
            _ => match UPDATES.iter().find(|(known, _)| *known == operator) {
                Some((_, update)) => {
                    self.cursor.advance();
                    let value = self.expression()?;
                    let [one] = <[Expr; 1]>::try_from(targets).or_else(|_| self.cursor.unexpected())?;
                    self.updated(one, *update, value, span)
                }
                None => self.lone(targets, span),
            },
        }
    }

    fn updated(
        &mut self,
        one: Expr,
        update: Result<Binary, &'static str>,
        value: Expr,
        span: Span,
    ) -> Result<Statement, Halt> {
        match update {
            Ok(operator) => {
                let kind = ExprKind::Update { target: place(one)?, operator, value };
                Ok(does(Expr::new(kind, span)?))
            }
            Err(function) => {
                let value = call(function, vec![one.clone(), value], span)?;
                self.assigned(vec![one], vec![value], None, span)
            }
        }
    }

    fn lone(&mut self, mut targets: Vec<Expr>, span: Span) -> Result<Statement, Halt> {
        if targets.len() != 1 {
            return self.cursor.unexpected();
        }
        let value = targets.remove(0);
        Ok(statement(StatementKind::Expression(value), span))
    }

    /// The names before `range`, as a pattern.
    pub fn ranged(&mut self) -> Result<(Vec<Pattern>, Declares), Halt> {
        let mut all = Vec::new();
        if self.cursor.is_word("range") {
            return Ok((all, Declares::Let));
        }
        loop {
            let value = self.primary_target()?;
            all.push(place(value)?);
            if !self.cursor.take(",") {
                break;
            }
        }
        let declares = if self.cursor.take(":=") { Declares::Let } else { Declares::Assignment };
        if declares == Declares::Assignment {
            self.cursor.expect("=")?;
        }
        Ok((all, declares))
    }

    fn primary_target(&mut self) -> Result<Expr, Halt> {
        self.nested(Self::unary)
    }
}
