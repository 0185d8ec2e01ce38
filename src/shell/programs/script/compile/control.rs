//! Loops, `try`, `with`, `switch`, and what jumps out of them.

use std::rc::Rc;

use super::valued::Leaves;
use super::{Compiler, Context, Scoping};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::syntax::{
    Binary, Block, Declares, Expr, Handler, Pattern, Span, Statement, StatementKind,
};

impl Compiler<'_> {
    pub(super) fn control(&mut self, statement: &Statement) -> Result<(), Halt> {
        let span = statement.span;
        match &statement.kind {
            StatementKind::While { condition, body, otherwise } => {
                let top = self.here();
                self.expression(condition)?;
                let end = self.emit(Op::JumpUnless(0), span);
                let breaks = self.looped(body, false, |compiler| {
                    compiler.emit(Op::Jump(top), span);
                    Ok(())
                })?;
                self.land(end);
                self.statements(otherwise)?;
                self.land_all(breaks);
            }
            StatementKind::DoWhile(body, condition) => {
                let top = self.here();
                let breaks = self.looped(body, false, |compiler| {
                    compiler.expression(condition)?;
                    compiler.emit(Op::JumpIf(top), span);
                    Ok(())
                })?;
                self.land_all(breaks);
            }
            StatementKind::ForEach { target, declares, iterable, keys, body, otherwise } => {
                self.for_each(target, *declares, iterable, *keys, body, otherwise, span)?;
            }
            StatementKind::For { start, condition, step, body } => {
                self.counted(start.as_deref(), condition.as_ref(), step.as_ref(), body, span)?;
            }
            StatementKind::Return(value) => {
                match value {
                    Some(value) => self.expression(value)?,
                    None if self.scoping == Scoping::Function => drop(self.emit(Op::None, span)),
                    None => drop(self.emit(Op::Undefined, span)),
                }
                self.return_value(span)?;
            }
            StatementKind::Break => self.jump_out(true, span)?,
            StatementKind::Continue => self.jump_out(false, span)?,
            StatementKind::Throw(None, _) => drop(self.emit(Op::Rethrow, span)),
            StatementKind::Throw(Some(value), None) => {
                self.expression(value)?;
                self.emit(Op::Throw, span);
            }
            StatementKind::Throw(Some(value), Some(cause)) => {
                self.expression(value)?;
                self.expression(cause)?;
                self.emit(Op::ThrowFrom, span);
            }
            StatementKind::Try { body, handlers, otherwise, finally } => {
                self.attempt([body, otherwise, finally], handlers, Leaves::Nothing, span)?;
            }
            StatementKind::With(manager, target, body) => self.with(manager, target.as_ref(), body, span)?,
            StatementKind::Switch(value, cases) => self.switch(value, cases, span)?,
            _ => return Err(Halt::syntax(span, "invalid syntax")),
        }
        Ok(())
    }

    /// `try`: its body, what is done if nothing was thrown, and what is done in any case.
    pub(super) fn attempt(
        &mut self,
        [body, otherwise, finally]: [&Block; 3],
        handlers: &[Handler],
        leaves: Leaves,
        span: Span,
    ) -> Result<(), Halt> {
        if finally.is_empty() {
            return self.guarded(body, handlers, otherwise, leaves, span);
        }
        let guard = self.emit(Op::TryBegin(0), span);
        self.unit().contexts.push(Context::Finally(Rc::new(finally.clone())));
        if handlers.is_empty() {
            self.part(body, leaves, span)?;
        } else {
            self.guarded(body, handlers, otherwise, leaves, span)?;
        }
        self.unit().contexts.pop();
        self.emit(Op::TryEnd, span);
        self.block(finally)?;
        let end = self.emit(Op::Jump(0), span);
        self.land(guard);
        self.emit(Op::CatchBegin, span);
        self.emit(Op::Pop, span);
        self.unit().contexts.push(Context::Catch);
        self.block(finally)?;
        self.unit().contexts.pop();
        self.emit(Op::Rethrow, span);
        self.land(end);
        Ok(())
    }

    /// A loop's body and what comes after it in each turn; gives the jumps out.
    fn looped(
        &mut self,
        body: &Block,
        has_iterator: bool,
        after: impl FnOnce(&mut Self) -> Result<(), Halt>,
    ) -> Result<Vec<usize>, Halt> {
        self.unit().contexts.push(Context::Loop { breaks: Vec::new(), continues: Vec::new(), has_iterator });
        self.block(body)?;
        let Some(Context::Loop { breaks, continues, .. }) = self.unit().contexts.pop() else { return Ok(Vec::new()) };
        self.land_all(continues);
        after(self)?;
        Ok(breaks)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a loop")]
    fn for_each(
        &mut self,
        target: &Pattern,
        declares: Declares,
        iterable: &Expr,
        keys: bool,
        body: &Block,
        otherwise: &Block,
        span: Span,
    ) -> Result<(), Halt> {
        let scoped = matches!(declares, Declares::Let | Declares::Const);
        self.expression(iterable)?;
        self.emit(if keys { Op::IterateKeys } else { Op::Iterate }, iterable.span);
        let top = self.here();
        let next = self.emit(Op::Next(0), span);
        let context = Context::Loop { breaks: Vec::new(), continues: Vec::new(), has_iterator: true };
        self.unit().contexts.push(context);
        if scoped {
            self.scope_begin(span);
        }
        self.assign(target, Some(declares).filter(|_| scoped))?;
        self.block(body)?;
        if scoped {
            self.scope_end(span);
        }
        let Some(Context::Loop { breaks, continues, .. }) = self.unit().contexts.pop() else { return Ok(()) };
        self.land_all(continues);
        self.emit(Op::Jump(top), span);
        self.land(next);
        self.statements(otherwise)?;
        self.land_all(breaks);
        Ok(())
    }

    /// `for (start; condition; step)`: each turn has variables of its own.
    fn counted(
        &mut self,
        start: Option<&Statement>,
        condition: Option<&Expr>,
        step: Option<&Expr>,
        body: &Block,
        span: Span,
    ) -> Result<(), Halt> {
        self.scope_begin(span);
        if let Some(start) = start {
            self.statement(start)?;
        }
        let top = self.here();
        let end = match condition {
            Some(condition) => {
                self.expression(condition)?;
                Some(self.emit(Op::JumpUnless(0), span))
            }
            None => None,
        };
        let breaks = self.looped(body, false, |compiler| {
            compiler.emit(Op::ScopeCopy, span);
            if let Some(step) = step {
                compiler.expression(step)?;
                compiler.emit(Op::Pop, span);
            }
            compiler.emit(Op::Jump(top), span);
            Ok(())
        })?;
        if let Some(end) = end {
            self.land(end);
        }
        self.land_all(breaks);
        self.scope_end(span);
        Ok(())
    }

    fn jump_out(&mut self, breaks: bool, span: Span) -> Result<(), Halt> {
        let stops = |context: &Context| match context {
            Context::Loop { .. } => true,
            Context::Switch { .. } => breaks,
            _ => false,
        };
        let Some(place) = self.unit().contexts.iter().rposition(stops) else {
            let message = match (breaks, self.scoping) {
                (true, Scoping::Function) => "'break' outside loop",
                (false, Scoping::Function) => "'continue' not properly in loop",
                (true, Scoping::Block) => "Illegal break statement",
                (false, Scoping::Block) => "Illegal continue statement: no surrounding iteration statement",
            };
            return Err(Halt::syntax(span, message));
        };
        self.clean_up(place + 1, true, span)?;
        if breaks && matches!(self.unit().contexts.get(place), Some(Context::Loop { has_iterator: true, .. })) {
            self.emit(Op::Pop, span);
        }
        let jump = self.emit(Op::Jump(0), span);
        match self.unit().contexts.get_mut(place) {
            Some(Context::Loop { breaks: outs, .. } | Context::Switch { breaks: outs }) if breaks => outs.push(jump),
            Some(Context::Loop { continues, .. }) => continues.push(jump),
            _ => {}
        }
        Ok(())
    }

    /// `try` with handlers.
    fn guarded(
        &mut self,
        body: &Block,
        handlers: &[Handler],
        otherwise: &Block,
        leaves: Leaves,
        span: Span,
    ) -> Result<(), Halt> {
        let guard = self.emit(Op::TryBegin(0), span);
        self.unit().contexts.push(Context::Try);
        self.part(body, leaves, span)?;
        self.unit().contexts.pop();
        self.emit(Op::TryEnd, span);
        match leaves {
            Leaves::Value if !otherwise.is_empty() => {
                self.emit(Op::Pop, span);
                self.valued(otherwise, span)?;
            }
            _ => self.statements(otherwise)?,
        }
        let mut ends = vec![self.emit(Op::Jump(0), span)];
        self.land(guard);
        self.emit(Op::CatchBegin, span);
        self.unit().contexts.push(Context::Catch);
        for handler in handlers {
            let skip = match &handler.classes {
                Some(classes) => {
                    self.expression(classes)?;
                    self.emit(Op::Matches, classes.span);
                    Some(self.emit(Op::JumpUnless(0), classes.span))
                }
                None => None,
            };
            let scoped = self.scoping == Scoping::Block;
            if scoped {
                self.scope_begin(span);
            }
            match &handler.target {
                Some(target) => self.assign(target, scoped.then_some(Declares::Let))?,
                None => drop(self.emit(Op::Pop, span)),
            }
            self.part(&handler.body, leaves, span)?;
            if scoped {
                self.scope_end(span);
            }
            self.emit(Op::CatchEnd, span);
            ends.push(self.emit(Op::Jump(0), span));
            if let Some(skip) = skip {
                self.land(skip);
            }
        }
        self.unit().contexts.pop();
        self.emit(Op::Rethrow, span);
        self.land_all(ends);
        Ok(())
    }

    fn with(&mut self, manager: &Expr, target: Option<&Pattern>, body: &Block, span: Span) -> Result<(), Halt> {
        let exit = self.hidden("exit");
        self.expression(manager)?;
        self.emit(Op::Enter, manager.span);
        match target {
            Some(target) => self.assign(target, None)?,
            None => drop(self.emit(Op::Pop, span)),
        }
        self.emit(Op::Define(exit, Declares::Let), span);
        let guard = self.emit(Op::TryBegin(0), span);
        self.unit().contexts.push(Context::With(exit));
        self.statements(body)?;
        self.unit().contexts.pop();
        self.emit(Op::TryEnd, span);
        self.leave_with(exit, span);
        let end = self.emit(Op::Jump(0), span);
        self.land(guard);
        self.emit(Op::CatchBegin, span);
        self.emit(Op::Pop, span);
        self.emit(Op::Load(exit), span);
        self.emit(Op::Leave, span);
        let over = self.emit(Op::JumpIf(0), span);
        self.emit(Op::Rethrow, span);
        self.land(over);
        self.emit(Op::CatchEnd, span);
        self.land(end);
        Ok(())
    }

    fn switch(&mut self, value: &Expr, cases: &[(Option<Expr>, Block)], span: Span) -> Result<(), Halt> {
        let subject = self.hidden("subject");
        self.scope_begin(span);
        self.expression(value)?;
        self.emit(Op::Define(subject, Declares::Let), span);
        let mut entries = Vec::new();
        for (test, _) in cases {
            let Some(test) = test else { continue };
            self.emit(Op::Load(subject), span);
            self.expression(test)?;
            self.emit(Op::Binary(Binary::StrictEqual), span);
            entries.push(self.emit(Op::JumpIf(0), span));
        }
        let otherwise = self.emit(Op::Jump(0), span);
        self.unit().contexts.push(Context::Switch { breaks: Vec::new() });
        let mut entries = entries.into_iter();
        let mut has_default = false;
        for (test, body) in cases {
            match test {
                Some(_) => entries.next().into_iter().for_each(|entry| self.land(entry)),
                None => {
                    has_default = true;
                    self.land(otherwise);
                }
            }
            self.hoisted(body)?;
        }
        let Some(Context::Switch { breaks }) = self.unit().contexts.pop() else { return Ok(()) };
        if !has_default {
            self.land(otherwise);
        }
        self.land_all(breaks);
        self.scope_end(span);
        Ok(())
    }
}
