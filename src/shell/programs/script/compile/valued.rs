//! Statements as a value: the last one gives it (Ruby).

use super::{Compiler, Scoping};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::syntax::{Block, Declares, Span, Statement, StatementKind};

/// What statements leave on the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaves {
    Nothing,
    Value,
}

impl Compiler<'_> {
    /// Statements in a scope of their own if they need one: → value, if they leave one.
    pub(super) fn part(&mut self, block: &Block, leaves: Leaves, span: Span) -> Result<(), Halt> {
        match leaves {
            Leaves::Nothing => self.block(block),
            Leaves::Value => self.valued(block, span),
        }
    }

    /// Statements of which the last gives the value: → value
    pub(super) fn valued(&mut self, block: &Block, span: Span) -> Result<(), Halt> {
        let Some((last, before)) = block.split_last() else {
            self.emit(Op::None, span);
            return Ok(());
        };
        let declares = |statement: &Statement| matches!(&statement.kind, StatementKind::Declare(Declares::Let, _));
        let scoped = self.scoping == Scoping::Block && block.iter().any(declares);
        if scoped {
            self.scope_begin(span);
        }
        before.iter().try_for_each(|statement| self.statement(statement))?;
        self.last(last)?;
        if scoped {
            self.scope_end(span);
        }
        Ok(())
    }

    fn last(&mut self, statement: &Statement) -> Result<(), Halt> {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Expression(value) => self.expression(value)?,
            StatementKind::Block(block) => self.valued(block, span)?,
            StatementKind::If(condition, then, otherwise) => {
                self.expression(condition)?;
                let skip = self.emit(Op::JumpUnless(0), span);
                self.valued(then, span)?;
                let end = self.emit(Op::Jump(0), span);
                self.land(skip);
                self.valued(otherwise, span)?;
                self.land(end);
            }
            StatementKind::Try { body, handlers, otherwise, finally } => {
                self.attempt([body, otherwise, finally], handlers, Leaves::Value, span)?;
            }
            _ => {
                self.statement(statement)?;
                self.emit(Op::None, span);
            }
        }
        Ok(())
    }
}
