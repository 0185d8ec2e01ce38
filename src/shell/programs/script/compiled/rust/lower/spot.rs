//! Places: what is assigned to, updated, and lent to be changed.

use super::{Held, Lower, Made, assign, int};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{
    call, does, lambda, member, named, parameter, statement, text, thunk,
};
use crate::shell::programs::script::compiled::rust::ast::{Expr, ExprKind};
use crate::shell::programs::script::compiled::rust::infer::Meaning;
use crate::shell::programs::script::compiled::rust::types::Ty;
use crate::shell::programs::script::syntax::{
    self, ExprKind as Tree, Name, ParameterKind, Pattern, Span, Statement as Step, StatementKind as Kinds,
};

/// A place, whose parts are computed.
pub enum Spot {
    Name(Name),
    Member(syntax::Expr, Name),
    Index(syntax::Expr, syntax::Expr),
    /// A part of a tuple that is in a place.
    Part(Box<Spot>, i128),
    /// What a reference leads to.
    Through(syntax::Expr, Held),
    /// Nothing: what is given to `_`.
    Nothing,
}

impl Lower<'_> {
    /// The place that an expression means; what computes it goes before.
    pub(super) fn spot(&mut self, expr: &Expr, before: &mut syntax::Block) -> Result<Spot, Halt> {
        self.guard(expr.span)?;
        let span = expr.span;
        Ok(match &*expr.kind {
            ExprKind::Path(path) => match self.known.meanings.get(&expr.id) {
                Some(Meaning::Local(local)) => match self.known.locals.get(*local) {
                    Some(local) => Spot::Name(local.unique.clone()),
                    None => return wrong(span),
                },
                _ if path.single().is_some_and(|name| &**name == "_") => Spot::Nothing,
                _ => return wrong(span),
            },
            ExprKind::Field(object, name) => {
                let ty = self.ty(object.id);
                let pointers = self.known.pointers.get(&expr.id).copied().unwrap_or(0);
                let place = name.strip_prefix('_').and_then(|digits| digits.parse::<i128>().ok());
                match (ty.read(), place) {
                    (Ty::Tuple(_), Some(place)) if pointers == 0 => {
                        let outer = match &ty {
                            Ty::Mut(_) => {
                                let value = self.place(object)?;
                                let value = self.kept(value, "lent", before);
                                Spot::Through(value, Held::Plain)
                            }
                            _ => self.spot(object, before)?,
                        };
                        Spot::Part(Box::new(outer), place)
                    }
                    (Ty::Var(_) | Ty::Param(_), Some(_)) => return wrong(span),
                    _ => {
                        let mut value = self.read(object)?;
                        for _ in 0..pointers {
                            value = member(value, "v", span)?;
                        }
                        let value = self.kept(value, "object", before);
                        Spot::Member(value, name.clone())
                    }
                }
            }
            ExprKind::Index(object, index) => {
                if matches!(&*index.kind, ExprKind::Range(..)) {
                    return Err(Halt::Unsimulated { span, what: "a part of a list that is changed".into() });
                }
                let value = self.read(object)?;
                let value = self.kept(value, "object", before);
                let index = self.read(index)?;
                let index = self.kept(index, "index", before);
                Spot::Index(value, index)
            }
            ExprKind::Deref(inner) => {
                let ty = self.ty(inner.id);
                match &ty {
                    Ty::Mut(of) => {
                        let held = self.held(of);
                        let value = self.place(inner)?;
                        let value = self.kept(value, "lent", before);
                        Spot::Through(value, held)
                    }
                    Ty::Var(_) | Ty::Param(_) => {
                        let value = self.place(inner)?;
                        let value = self.kept(value, "lent", before);
                        Spot::Through(value, Held::Unknown)
                    }
                    ty if self.held(ty) == Held::Object => {
                        let value = self.place(inner)?;
                        let value = self.kept(value, "lent", before);
                        Spot::Through(value, Held::Object)
                    }
                    _ => self.spot(inner, before)?,
                }
            }
            _ => {
                // Something that gives a reference, or an object.
                let held = self.held(&self.ty(expr.id));
                let value = self.place(expr)?;
                let value = self.kept(value, "lent", before);
                Spot::Through(value, held)
            }
        })
    }

    pub(super) fn spot_read(&self, spot: &Spot, span: Span) -> Made {
        match spot {
            Spot::Name(name) => Ok(named(name, span)),
            Spot::Member(object, name) => member(object.clone(), name, span),
            Spot::Index(object, index) => call("_at", vec![object.clone(), index.clone()], span),
            Spot::Part(outer, place) => {
                let object = self.spot_read(outer, span)?;
                syntax::Expr::new(Tree::Index { object, index: int(*place, span), optional: false }, span)
            }
            Spot::Through(value, Held::Plain) => member(value.clone(), "v", span),
            Spot::Through(value, Held::Object) => Ok(value.clone()),
            Spot::Through(value, Held::Unknown) => call("_deref", vec![value.clone()], span),
            Spot::Nothing => Ok(super::unit(span)),
        }
    }

    pub(super) fn spot_write(&self, spot: &Spot, value: syntax::Expr, span: Span) -> Result<Step, Halt> {
        Ok(match spot {
            Spot::Name(name) => assign(Pattern::Name(name.clone(), span), value, span),
            Spot::Member(object, name) => {
                assign(Pattern::Member { object: object.clone(), name: name.clone(), span }, value, span)
            }
            Spot::Index(object, index) => does(call("_put", vec![object.clone(), index.clone(), value], span)?),
            Spot::Part(outer, place) => {
                let whole = self.spot_read(outer, span)?;
                let whole = call("_with", vec![whole, int(*place, span), value], span)?;
                self.spot_write(outer, whole, span)?
            }
            Spot::Through(lent, Held::Plain) => {
                assign(Pattern::Member { object: lent.clone(), name: "v".into(), span }, value, span)
            }
            Spot::Through(lent, _) => does(call("_store", vec![lent.clone(), value], span)?),
            Spot::Nothing => does(value),
        })
    }

    /// `target = value`
    pub(super) fn assignment(
        &mut self,
        target: &Expr,
        value: &Expr,
        span: Span,
        into: &mut syntax::Block,
    ) -> Result<(), Halt> {
        if let ExprKind::Tuple(targets) = &*target.kind {
            let value = self.value(value)?;
            let value = self.kept(value, "parts", into);
            for (place, target) in targets.iter().enumerate() {
                let part = Tree::Index { object: value.clone(), index: int(place as i128, span), optional: false };
                let spot = self.spot(target, into)?;
                let step = self.spot_write(&spot, syntax::Expr::new(part, span)?, span)?;
                into.push(step);
            }
            return Ok(());
        }
        let want = self.ty(target.id);
        let spot = self.spot(target, into)?;
        let value = self.value_as(value, &want)?;
        let step = self.spot_write(&spot, value, span)?;
        into.push(step);
        Ok(())
    }

    /// `target op= value`
    pub(super) fn update(
        &mut self,
        expr: &Expr,
        operator: &str,
        target: &Expr,
        value: &Expr,
        into: &mut syntax::Block,
    ) -> Result<(), Halt> {
        let span = expr.span;
        let ty = self.ty(target.id).read().clone();
        let other = self.ty(value.id).read().clone();
        let method = format!("{}_assign", super::operator_method(operator));
        let own = self.world.methods.get(ty.name()).is_some_and(|methods| methods.contains_key(&*method));
        if own {
            let object = self.read(target)?;
            let value = self.value(value)?;
            let step = crate::shell::programs::script::compiled::cursor::invoke(object, &method, vec![value], span)?;
            into.push(does(step));
            return Ok(());
        }
        // A reference is updated where it leads to (`*x += 1`; of a text also `x += "…"`).
        let spot = match self.ty(target.id) {
            Ty::Mut(inner) => {
                let held = self.held(&inner);
                let lent = self.place(target)?;
                let lent = self.kept(lent, "lent", into);
                Spot::Through(lent, held)
            }
            _ => self.spot(target, into)?,
        };
        let old = self.spot_read(&spot, span)?;
        let value = self.read(value)?;
        let new = self.operation(operator, old, value, &ty, &other, span)?;
        let step = self.spot_write(&spot, new, span)?;
        into.push(step);
        Ok(())
    }

    /// `&mut expr`: the object itself, or a reference to the place.
    pub(super) fn lent(&mut self, expr: &Expr) -> Made {
        let span = expr.span;
        let ty = self.ty(expr.id);
        if matches!(ty, Ty::Mut(_)) {
            return self.place(expr);
        }
        if matches!(&*expr.kind, ExprKind::Index(_, index) if matches!(&*index.kind, ExprKind::Range(..))) {
            return Err(Halt::Unsimulated { span, what: "a part of a list that is changed".into() });
        }
        let held = self.held(&ty);
        if held == Held::Object {
            return self.place(expr);
        }
        let is_place =
            matches!(&*expr.kind, ExprKind::Path(_) | ExprKind::Field(..) | ExprKind::Index(..) | ExprKind::Deref(_));
        if !is_place {
            let value = self.value(expr)?;
            return call("_box", vec![value], span);
        }
        let mut before = Vec::new();
        let spot = self.spot(expr, &mut before)?;
        let made = match &spot {
            Spot::Through(value, _) => value.clone(),
            Spot::Member(object, name) => call("_member_ref", vec![object.clone(), text(name, span)], span)?,
            Spot::Index(object, index) => call("_item_ref", vec![object.clone(), index.clone()], span)?,
            _ => {
                let given = self.hidden("given");
                let read = self.spot_read(&spot, span)?;
                let write = self.spot_write(&spot, named(&given, span), span)?;
                let write = lambda(vec![parameter(&given, ParameterKind::Plain, span)], vec![write], span);
                call("_address", vec![thunk(read), write], span)?
            }
        };
        if before.is_empty() {
            return Ok(made);
        }
        before.push(statement(Kinds::Expression(made), span));
        super::doing(before, span)
    }
}

fn wrong<T>(span: Span) -> Result<T, Halt> {
    Err(Halt::Unsimulated { span, what: "an assignment to this".into() })
}
