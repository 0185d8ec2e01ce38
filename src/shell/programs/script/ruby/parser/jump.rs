//! `return`, `break`, `next`, `redo`, `retry`, and where those that are thrown are caught.

use super::scope::Place;
use super::{Parser, native, statement_of};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{
    Argument, Block, Declares, Expr, ExprKind, Handler, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

/// What a `return` that is thrown is known by, and a `break`.
const RETURN: &str = "%return";
const BREAK: &str = "%break";

impl Parser {
    /// A jump, if the word is one.
    pub(super) fn jump(&mut self, word: &str, span: Span) -> Result<Option<Expr>, Halt> {
        let kind = match word {
            "return" | "break" | "next" => {
                self.advance();
                let value = self.jump_value()?;
                match word {
                    "return" => self.return_of(value, span)?,
                    "break" => self.break_of(value, span)?,
                    _ => self.next_of(value, span)?,
                }
            }
            "retry" => {
                self.advance();
                self.retries += 1;
                StatementKind::Continue
            }
            "redo" => return self.unsimulated("redo"),
            _ => return Ok(None),
        };
        Ok(Some(Expr::leaf(ExprKind::Do(vec![Statement { kind, span }]), span)))
    }

    fn jump_value(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        if !self.begins_argument(false) {
            return Ok(Expr::leaf(ExprKind::None, span));
        }
        let first = self.argument_value()?;
        if !self.is(",") {
            return Ok(first);
        }
        let mut all = vec![Argument::Plain(first)];
        while self.take(",") {
            all.push(Argument::Plain(self.argument_value()?));
        }
        Expr::new(ExprKind::List(all), span)
    }

    /// A value that may have a `*` before it.
    fn argument_value(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        if self.take("*") {
            let value = self.expression()?;
            let list = native("%list", vec![value], span)?;
            return Ok(list);
        }
        self.expression()
    }

    fn return_of(&mut self, value: Expr, span: Span) -> Result<StatementKind, Halt> {
        for frame in self.frames.iter_mut().rev() {
            match frame.place {
                Place::Loop => {}
                Place::Block => {
                    let Some(method) = self.frames.iter_mut().rev().find(|frame| frame.place == Place::Method) else {
                        return self.unsimulated("return in a block outside a method");
                    };
                    method.throws = true;
                    return thrown(RETURN, value, span);
                }
                _ => break,
            }
        }
        Ok(StatementKind::Return(Some(value)))
    }

    fn break_of(&mut self, value: Expr, span: Span) -> Result<StatementKind, Halt> {
        self.jumps += 1;
        match self.frames.last_mut() {
            Some(frame) if frame.place == Place::Loop => match &*value.kind {
                ExprKind::None => Ok(StatementKind::Break),
                _ => self.unsimulated("break with a value out of a loop that is no block"),
            },
            Some(frame) if frame.place == Place::Block => {
                frame.throws = true;
                thrown(BREAK, value, span)
            }
            Some(frame) if frame.place == Place::Lambda => Ok(StatementKind::Return(Some(value))),
            _ => Err(Halt::syntax(span, "Invalid break")),
        }
    }

    fn next_of(&mut self, value: Expr, span: Span) -> Result<StatementKind, Halt> {
        self.jumps += 1;
        match self.frames.last() {
            Some(frame) if frame.place == Place::Loop => Ok(StatementKind::Continue),
            Some(frame) if matches!(frame.place, Place::Block | Place::Lambda) => {
                Ok(StatementKind::Return(Some(value)))
            }
            _ => Err(Halt::syntax(span, "Invalid next")),
        }
    }
}

/// Throws a value to whom a tag belongs.
fn thrown(tag: &str, value: Expr, span: Span) -> Result<StatementKind, Halt> {
    let tag = Expr::leaf(ExprKind::Name(tag.into()), span);
    Ok(StatementKind::Throw(Some(native("%thrown", vec![tag, value], span)?), None))
}

/// Catches what is thrown in a method's body by `return`.
pub(super) fn catching_return(body: Block, span: Span) -> Result<Block, Halt> {
    let value = Expr::new(ExprKind::Do(body), span)?;
    Ok(vec![statement_of(catching(RETURN, value, span)?)])
}

/// Catches what is thrown in a call's block by `break`.
pub(super) fn catching_break(call: Expr) -> Result<Expr, Halt> {
    let span = call.span;
    catching(BREAK, call, span)
}

fn catching(tag: &str, value: Expr, span: Span) -> Result<Expr, Halt> {
    let name = |name: &str| Expr::leaf(ExprKind::Name(name.into()), span);
    let made = Statement {
        kind: StatementKind::Declare(
            Declares::Let,
            vec![(Pattern::Name(tag.into(), span), Some(native("%tag", Vec::new(), span)?))],
        ),
        span,
    };
    let caught = native("%caught", vec![name("%jump"), name(tag)], span)?;
    let handler = Handler {
        classes: Some(name("%Jump")),
        target: Some(Pattern::Name("%jump".into(), span)),
        body: vec![statement_of(caught)],
    };
    let attempt = StatementKind::Try {
        body: vec![statement_of(value)],
        handlers: vec![handler],
        otherwise: Vec::new(),
        finally: Vec::new(),
    };
    Expr::new(ExprKind::Do(vec![made, Statement { kind: attempt, span }]), span)
}
