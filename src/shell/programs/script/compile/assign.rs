//! Giving values to names, members, places, and to patterns of them.

use super::Compiler;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::syntax::{Binary, Declares, Expr, ExprKind, Logic, Pattern, Span};
use crate::shell::programs::script::value::Value;

impl Compiler<'_> {
    /// Gives the value on the stack to a target: value →
    pub(super) fn assign(&mut self, target: &Pattern, declares: Option<Declares>) -> Result<(), Halt> {
        match target {
            Pattern::Name(name, span) => self.store(name, declares, *span),
            Pattern::Member { object, name, span } => {
                self.expression(object)?;
                self.emit(Op::Swap, *span);
                let symbol = self.symbols.of(name);
                self.emit(Op::SetMember(symbol), *span);
                self.emit(Op::Pop, *span);
            }
            Pattern::Index { object, index, span } => {
                self.expression(object)?;
                self.expression(index)?;
                self.emit(Op::RotateThree, *span);
                self.emit(Op::SetIndex, *span);
                self.emit(Op::Pop, *span);
            }
            Pattern::Slice { object, bounds, span } => {
                let value = self.hidden("slice");
                self.emit(Op::Define(value, Declares::Let), *span);
                self.expression(object)?;
                self.bounds(bounds, *span)?;
                self.emit(Op::Load(value), *span);
                self.emit(Op::SetSlice, *span);
            }
            Pattern::List(targets, span) => self.unpack(targets, declares, *span)?,
            Pattern::Record(entries, rest, span) => {
                for (key, target) in entries {
                    self.emit(Op::Copy, *span);
                    self.expression(key)?;
                    self.emit(Op::Index, *span);
                    self.assign(target, declares)?;
                }
                match rest {
                    Some(rest) => {
                        self.emit(Op::List(0), *span);
                        for (key, _) in entries {
                            self.expression(key)?;
                            self.emit(Op::Push, *span);
                        }
                        self.emit(Op::Without, *span);
                        self.assign(rest, declares)?;
                    }
                    None => {
                        self.emit(Op::Pop, *span);
                    }
                }
            }
            Pattern::Default(inner, value) => {
                let end = self.emit(Op::JumpUnlessUndefined(0), value.span);
                self.expression(value)?;
                self.land(end);
                self.assign(inner, declares)?;
            }
            Pattern::Rest(inner) => self.assign(inner, declares)?,
            Pattern::Nothing => {
                self.emit(Op::Pop, Span::default());
            }
        }
        Ok(())
    }

    fn unpack(&mut self, targets: &[Pattern], declares: Option<Declares>, span: Span) -> Result<(), Halt> {
        let rest = targets.iter().position(|target| matches!(target, Pattern::Rest(_)));
        let before = rest.unwrap_or(targets.len());
        let after = rest.map_or(0, |rest| targets.len() - rest - 1);
        let exact = self.scoping == super::Scoping::Function;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        self.emit(Op::Unpack { before: count(before), after: count(after), rest: rest.is_some(), exact }, span);
        targets.iter().try_for_each(|target| self.assign(target, declares))
    }

    /// `target = value` as an expression: → value
    pub(super) fn assign_expression(&mut self, target: &Pattern, value: &Expr, span: Span) -> Result<(), Halt> {
        match target {
            Pattern::Member { object, name, .. } => {
                self.expression(object)?;
                self.expression(value)?;
                let symbol = self.symbols.of(name);
                self.emit(Op::SetMember(symbol), span);
            }
            Pattern::Index { object, index, .. } => {
                self.expression(object)?;
                self.expression(index)?;
                self.expression(value)?;
                self.emit(Op::SetIndex, span);
            }
            _ => {
                self.named_expression(target, value)?;
                self.emit(Op::Copy, span);
                self.assign(target, None)?;
            }
        }
        Ok(())
    }

    /// A value for a target; a function without a name gets the target's.
    pub(super) fn named_expression(&mut self, target: &Pattern, value: &Expr) -> Result<(), Halt> {
        if let (Pattern::Name(name, _), ExprKind::Function(function)) = (target, &*value.kind)
            && function.name.is_empty()
        {
            return self.function(function, Some(name), value.span);
        }
        self.expression(value)
    }

    /// Puts what a target holds onto the stack, above what is needed to assign to it.
    fn fetch(&mut self, target: &Pattern, span: Span) -> Result<(), Halt> {
        match target {
            Pattern::Name(name, span) => self.load(name, *span),
            Pattern::Member { object, name, span } => {
                self.expression(object)?;
                let symbol = self.symbols.of(name);
                self.emit(Op::MemberKeep(symbol), *span);
            }
            Pattern::Index { object, index, span } => {
                self.expression(object)?;
                self.expression(index)?;
                self.emit(Op::CopyTwo, *span);
                self.emit(Op::Index, *span);
            }
            _ => return Err(Halt::syntax(span, "this cannot be assigned to")),
        }
        Ok(())
    }

    /// Assigns what is on the stack after [`Compiler::fetch`]: … value → value
    fn put_back(&mut self, target: &Pattern, span: Span) -> Result<(), Halt> {
        match target {
            Pattern::Member { name, .. } => {
                let symbol = self.symbols.of(name);
                self.emit(Op::SetMember(symbol), span);
            }
            Pattern::Index { .. } => {
                self.emit(Op::SetIndex, span);
            }
            _ => {
                self.emit(Op::Copy, span);
                self.assign(target, None)?;
            }
        }
        Ok(())
    }

    /// `target op= value`: → value
    pub(super) fn update(&mut self, target: &Pattern, by: Binary, value: &Expr, span: Span) -> Result<(), Halt> {
        self.fetch(target, span)?;
        self.expression(value)?;
        self.emit(Op::Update(by), span);
        self.put_back(target, span)
    }

    /// `target ??= value`: → value
    pub(super) fn logic_update(
        &mut self,
        target: &Pattern,
        logic: Logic,
        value: &Expr,
        span: Span,
    ) -> Result<(), Halt> {
        // What is there is asked for once more when it is assigned, which no program of ours can tell.
        let read = read(target, span)?;
        self.expression(&read)?;
        let end = match logic {
            Logic::And => self.emit(Op::JumpUnlessKeep(0), span),
            Logic::Or => self.emit(Op::JumpIfKeep(0), span),
            Logic::Coalesce => self.emit(Op::JumpUnlessNothingKeep(0), span),
        };
        self.assign_expression(target, value, span)?;
        self.land(end);
        Ok(())
    }

    /// `++target` or `target++`: → value
    pub(super) fn step(&mut self, target: &Pattern, by: i8, prefix: bool, span: Span) -> Result<(), Halt> {
        self.fetch(target, span)?;
        self.emit(Op::Step(by), span);
        self.put_back(target, span)?;
        if !prefix {
            self.emit(Op::Step(-by), span);
        }
        Ok(())
    }

    /// The three bounds of a slice: → from to step
    pub(super) fn bounds(&mut self, bounds: &[Option<Expr>; 3], span: Span) -> Result<(), Halt> {
        for bound in bounds {
            match bound {
                Some(bound) => self.expression(bound)?,
                None => self.constant(Value::None, span),
            }
        }
        Ok(())
    }
}

/// A target as an expression that reads it.
fn read(target: &Pattern, span: Span) -> Result<Expr, Halt> {
    let kind = match target {
        Pattern::Name(name, _) => ExprKind::Name(name.clone()),
        Pattern::Member { object, name, .. } => {
            ExprKind::Member { object: object.clone(), name: name.clone(), optional: false }
        }
        Pattern::Index { object, index, .. } => {
            ExprKind::Index { object: object.clone(), index: index.clone(), optional: false }
        }
        _ => return Err(Halt::syntax(span, "this cannot be assigned to")),
    };
    Expr::new(kind, span)
}
