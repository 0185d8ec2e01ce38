//! Calls of functions and methods, and what is gone through.

use std::rc::Rc;

use super::expression::is_pointer;
use super::{Called, Infer, Meaning};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Expr, ExprKind};
use crate::shell::programs::script::compiled::rust::collect::owner_of;
use crate::shell::programs::script::compiled::rust::types::{Guess, Ty};
use crate::shell::programs::script::compiled::rust::world::Signature;

impl Infer<'_> {
    pub(super) fn call(&mut self, expr: &Expr, callee: &Expr, arguments: &[Expr]) -> Result<Ty, Halt> {
        let ty = self.expr(callee, None)?;
        // A trait's method: it is one of its first argument's.
        if let Some(Meaning::Sent(name)) = self.known.meanings.get(&callee.id).cloned()
            && let Some((object, rest)) = arguments.split_first()
        {
            return self.method(expr, object, &name, Vec::new(), rest);
        }
        let mut ty = self.known.table.read(&ty);
        if let Ty::Param(name) = &ty
            && let Some(found) = self.bounds.get(name).into_iter().flatten().find(|of| matches!(of, Ty::Function(..)))
        {
            ty = found.clone();
        }
        while let Ty::Of(name, all) = &ty
            && is_pointer(name)
            && let Some(inner) = all.first()
        {
            ty = self.known.table.read(inner);
        }
        match ty {
            Ty::Function(parameters, result) => {
                self.arguments(&parameters, arguments)?;
                Ok(*result)
            }
            ty => {
                let mut types = Vec::new();
                for argument in arguments {
                    types.push(self.expr(argument, None)?);
                }
                let result = self.fresh();
                self.unify(&ty, &Ty::Function(types, Box::new(result.clone())));
                Ok(result)
            }
        }
    }

    /// Arguments with the types of their parameters; functions without a name come last, when more is known.
    fn arguments(&mut self, parameters: &[Ty], arguments: &[Expr]) -> Result<(), Halt> {
        for closures in [false, true] {
            for (at, argument) in arguments.iter().enumerate() {
                if matches!(&*argument.kind, ExprKind::Closure { .. }) != closures {
                    continue;
                }
                let Some(parameter) = parameters.get(at) else {
                    self.expr(argument, None)?;
                    continue;
                };
                let wanted = self.known.table.top(parameter);
                if wanted.name() == "Iter" {
                    let found = self.expr(argument, None)?;
                    let item = self.element(&found);
                    if let Some(of) = wanted.arguments().first() {
                        self.unify(of, &item);
                    }
                } else {
                    self.expr(argument, Some(parameter))?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn method(
        &mut self,
        expr: &Expr,
        object: &Expr,
        name: &str,
        generics: Vec<Ty>,
        arguments: &[Expr],
    ) -> Result<Ty, Halt> {
        let of = self.expr(object, None)?;
        let (receiver, pointers, signature) = self.find_method(&of, name);
        let Some(signature) = signature else {
            self.arguments(&[], arguments)?;
            // A field that is a function is called in parentheses, and so is no method.
            let called = Called { signature: None, receiver, pointers, generics: Vec::new() };
            self.known.calls.insert(expr.id, called);
            return Ok(self.fresh());
        };
        if matches!(name, "iter_mut" | "push" | "insert" | "sort") || signature.place || signature.lent {
            self.lends(object);
        }
        let all = self.stand_ins(&signature, generics, Some(&receiver));
        let parameters: Vec<Ty> = signature.parameters.clone();
        let parameters: Vec<Ty> =
            parameters.iter().map(|of| self.filled(of, &signature, &all, Some(&receiver))).collect();
        self.arguments(&parameters, arguments)?;
        let result = self.filled(&signature.result, &signature, &all, Some(&receiver));
        // What all numbers have gives the number's own type.
        let result = match result.name() {
            "int" | "float" => receiver.clone(),
            _ => result,
        };
        let called = Called { signature: Some(signature), receiver, pointers, generics: all };
        self.known.calls.insert(expr.id, called);
        Ok(result)
    }

    fn lends(&mut self, object: &Expr) {
        if let Some(Meaning::Local(local)) = self.known.meanings.get(&object.id).cloned()
            && let Some(local) = self.known.locals.get_mut(local)
        {
            local.changes = true;
        }
    }

    /// The method of a value: the type that has it, shared pointers on the way, and its signature.
    fn find_method(&mut self, of: &Ty, name: &str) -> (Ty, usize, Option<Rc<Signature>>) {
        let mut ty = self.known.table.read(of);
        let mut pointers = 0;
        for _ in 0..4 {
            if let Some(found) = self.own_method(&ty, name) {
                return (found.0, pointers, Some(found.1));
            }
            match &ty {
                Ty::Of(pointer, all) if is_pointer(pointer) && !all.is_empty() => {
                    let inner = all.first().cloned().unwrap_or(Ty::unit());
                    ty = self.known.table.read(&inner);
                    pointers += 1;
                }
                _ => break,
            }
        }
        let first = self.known.table.read(of);
        // What every type has is meant of the pointer itself, if it is a pointer.
        let (of, pointers) = if pointers > 0 && name == "clone" { (first, 0) } else { (ty, pointers) };
        let signature = self.method_of("any", name);
        (of, pointers, signature)
    }

    fn own_method(&mut self, ty: &Ty, name: &str) -> Option<(Ty, Rc<Signature>)> {
        if let Ty::Var(_) = ty {
            let owner = match self.known.table.guessed(ty) {
                Guess::Whole => "int",
                Guess::Float => "float",
                Guess::Any => return None,
            };
            return self.method_of(owner, name).map(|signature| (ty.clone(), signature));
        }
        if let Ty::Param(parameter) = ty {
            let bounds = self.bounds.get(parameter).cloned().unwrap_or_default();
            return bounds.iter().find_map(|bound| self.bound_method(bound, ty, name));
        }
        let owner = owner_of(ty);
        if owner.starts_with("dyn.") {
            return self.bound_method(ty, ty, name);
        }
        if owner != "any"
            && let Some(signature) = self.method_of(&owner, name)
        {
            return Some((ty.clone(), signature));
        }
        if let Some(item) = self.world.items.get(owner.as_str()).cloned() {
            let structure = self.world.types.get(owner.as_str());
            let generics = structure.map(|of| of.generics.clone()).unwrap_or_default();
            let item = item.replaced(&|name| {
                let at = generics.iter().position(|known| &**known == name)?;
                ty.arguments().get(at).cloned()
            });
            let signature = self.method_of("Iter", name)?;
            return Some((Ty::with("Iter", vec![item]), signature));
        }
        None
    }

    /// A method that a bound gives.
    fn bound_method(&mut self, bound: &Ty, ty: &Ty, name: &str) -> Option<(Ty, Rc<Signature>)> {
        if bound.name() == "Iter" {
            return self.method_of("Iter", name).map(|signature| (bound.clone(), signature));
        }
        let by = bound.name().strip_prefix("dyn.")?;
        let found = self.world.traits.get(by).and_then(|found| found.methods.get(name)).cloned();
        if let Some(signature) = found {
            return Some((ty.clone(), signature));
        }
        let signature = self.method_of(bound.name(), name)?;
        Some((bound.clone(), signature))
    }

    /// What a value gives when it is gone through.
    pub(super) fn element(&mut self, ty: &Ty) -> Ty {
        let top = self.known.table.top(ty);
        let lent = matches!(top, Ty::Mut(_));
        let ty = self.known.table.read(&top);
        let wrap = |ty: Ty| if lent { Ty::Mut(Box::new(ty)) } else { ty };
        match (ty.name(), ty.arguments()) {
            ("Vec" | "array" | "slice" | "VecDeque" | "Option", [item]) => wrap(item.clone()),
            ("Iter" | "Range" | "HashSet" | "BTreeSet" | "BinaryHeap" | "Receiver", [item]) => item.clone(),
            ("HashMap" | "BTreeMap", [key, value]) => Ty::Tuple(vec![key.clone(), wrap(value.clone())]),
            ("", _) => match &ty {
                Ty::Param(name) => {
                    let bounds = self.bounds.get(name).cloned().unwrap_or_default();
                    match bounds.iter().find(|bound| bound.name() == "Iter") {
                        Some(bound) => self.element(bound),
                        None => self.fresh(),
                    }
                }
                _ => self.fresh(),
            },
            (name, _) => {
                if let Some(item) = self.world.items.get(name).cloned() {
                    return self.opened(&item);
                }
                match self.method_of(name, "into_iter") {
                    Some(signature) => {
                        let all = self.stand_ins(&signature, Vec::new(), Some(&ty));
                        let result = self.filled(&signature.result, &signature, &all, Some(&ty));
                        if result.name() == name { self.fresh() } else { self.element(&result) }
                    }
                    None => self.fresh(),
                }
            }
        }
    }
}
