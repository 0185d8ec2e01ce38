//! Conditions, loops, functions without a name, and ways out.

use super::{Around, Infer};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Expr, ExprKind};
use crate::shell::programs::script::compiled::rust::types::Ty;

impl Infer<'_> {
    pub(super) fn control(&mut self, expr: &Expr, want: Option<&Ty>) -> Result<Ty, Halt> {
        Ok(match &*expr.kind {
            ExprKind::Block(block, None) => self.block(block, want)?,
            ExprKind::Block(block, label) => {
                let ty = want.cloned().unwrap_or_else(|| self.fresh());
                self.loops.push((label.clone(), ty.clone()));
                let found = self.block(block, want)?;
                self.loops.pop();
                self.unify(&ty, &found);
                ty
            }
            ExprKind::If(condition, then, otherwise) => {
                self.scopes.push(Default::default());
                self.expr(condition, None)?;
                let ty = self.block(then, want)?;
                self.scopes.pop();
                match otherwise {
                    Some(otherwise) => {
                        let other = self.expr(otherwise, want)?;
                        if super::block_leaves(then) {
                            other
                        } else {
                            if !super::leaves(otherwise) {
                                self.unify(&ty, &other);
                            }
                            ty
                        }
                    }
                    None => Ty::unit(),
                }
            }
            ExprKind::Let(pattern, value) => {
                let ty = self.expr(value, None)?;
                let lent = matches!(&*value.kind, ExprKind::Reference(true, _));
                self.bind(pattern, &ty, lent)?;
                Ty::of("bool")
            }
            ExprKind::While(label, condition, body) => {
                self.scopes.push(Default::default());
                self.expr(condition, None)?;
                self.loops.push((label.clone(), Ty::unit()));
                self.block(body, None)?;
                self.loops.pop();
                self.scopes.pop();
                Ty::unit()
            }
            ExprKind::Loop(label, body) => {
                let ty = self.fresh();
                self.loops.push((label.clone(), ty.clone()));
                self.block(body, None)?;
                self.loops.pop();
                ty
            }
            ExprKind::For(label, pattern, iterable, body) => {
                let over = self.expr(iterable, None)?;
                let item = self.element(&over);
                self.scopes.push(Default::default());
                self.bind(pattern, &item, false)?;
                self.loops.push((label.clone(), Ty::unit()));
                self.block(body, None)?;
                self.loops.pop();
                self.scopes.pop();
                Ty::unit()
            }
            ExprKind::Match(subject, arms) => {
                let of = self.expr(subject, None)?;
                let lent = matches!(&*subject.kind, ExprKind::Reference(true, _));
                let ty = want.cloned().unwrap_or_else(|| self.fresh());
                for arm in arms {
                    self.scopes.push(Default::default());
                    self.bind(&arm.pattern, &of, lent)?;
                    if let Some(guard) = &arm.guard {
                        self.expr(guard, None)?;
                    }
                    let found = self.expr(&arm.body, Some(&ty).filter(|_| !super::leaves(&arm.body)))?;
                    if !super::leaves(&arm.body) {
                        self.unify(&ty, &found);
                    }
                    self.scopes.pop();
                }
                ty
            }
            _ => self.way(expr, want)?,
        })
    }

    /// Functions without a name, and ways out.
    fn way(&mut self, expr: &Expr, want: Option<&Ty>) -> Result<Ty, Halt> {
        Ok(match &*expr.kind {
            ExprKind::Closure { .. } => self.closure(expr, want)?,
            ExprKind::Async(block) => {
                let result = self.fresh();
                self.around.push(Around { result: result.clone(), closure: Some(expr.id) });
                let loops = std::mem::take(&mut self.loops);
                let found = self.block(block, None)?;
                self.loops = loops;
                self.around.pop();
                self.unify(&result, &found);
                Ty::with("Future", vec![result])
            }
            ExprKind::Return(value) => {
                let result = self.around.last().map(|around| around.result.clone());
                if let Some(value) = value {
                    self.expr(value, result.as_ref())?;
                }
                self.fresh()
            }
            ExprKind::Break(label, value) => {
                let found = self.loops.iter().rev().find(|(known, _)| label.is_none() || known == label);
                let ty = found.map(|(_, ty)| ty.clone());
                match value {
                    Some(value) => drop(self.expr(value, ty.as_ref())?),
                    None => {
                        if let Some(ty) = ty {
                            self.unify(&ty, &Ty::unit());
                        }
                    }
                }
                self.fresh()
            }
            _ => self.fresh(),
        })
    }

    fn closure(&mut self, expr: &Expr, want: Option<&Ty>) -> Result<Ty, Halt> {
        let ExprKind::Closure { parameters, result, body, is_async, .. } = &*expr.kind else { return Ok(Ty::unit()) };
        let wanted = match want.map(|want| self.known.table.read(want)) {
            Some(Ty::Function(parameters, result)) => Some((parameters, *result)),
            _ => None,
        };
        self.scopes.push(Default::default());
        let result = self.written(result);
        self.around.push(Around { result: result.clone(), closure: Some(expr.id) });
        self.known.captured.entry(expr.id).or_default();
        let mut types = Vec::new();
        for (at, (pattern, of)) in parameters.iter().enumerate() {
            let mut ty = self.written(of);
            if let Some(given) = wanted.as_ref().and_then(|(wanted, _)| wanted.get(at)) {
                self.unify(&ty, given);
                if matches!(ty, Ty::Var(_)) {
                    ty = given.clone();
                }
            }
            self.bind(pattern, &ty, false)?;
            types.push(ty);
        }
        if let Some((_, wanted)) = &wanted
            && !is_async
        {
            self.unify(&result, wanted);
        }
        let loops = std::mem::take(&mut self.loops);
        let found = self.expr(body, Some(&result).filter(|_| !super::leaves(body)))?;
        self.loops = loops;
        if !super::leaves(body) {
            self.unify(&result, &found);
        }
        self.around.pop();
        self.scopes.pop();
        let result = if *is_async { Ty::with("Future", vec![result]) } else { result };
        Ok(Ty::Function(types, Box::new(result)))
    }

    /// `value?`
    pub(super) fn attempt(&mut self, expr: &Expr, value: &Expr) -> Result<Ty, Halt> {
        let ty = self.expr(value, None)?;
        let ty = self.known.table.read(&ty);
        let result = self.around.last().map(|around| around.result.clone()).unwrap_or(Ty::unit());
        let result = self.known.table.top(&result);
        self.known.results.insert(expr.id, result);
        Ok(match ty {
            Ty::Of(_, all) if !all.is_empty() => all.into_iter().next().unwrap_or(Ty::unit()),
            _ => self.fresh(),
        })
    }
}
