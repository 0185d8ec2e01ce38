//! Calls.

use super::expression::python_name;
use super::{Lower, Made, doing};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{call, call_of, does, invoke, member, named, statement, text};
use crate::shell::programs::script::compiled::rust::ast::{Expr, ExprKind};
use crate::shell::programs::script::compiled::rust::infer::{Called, Meaning};
use crate::shell::programs::script::compiled::rust::types::Ty;
use crate::shell::programs::script::compiled::rust::world::{Kind, Signature};
use crate::shell::programs::script::syntax::{self, Argument, Span, StatementKind as Kinds};

impl Lower<'_> {
    pub(super) fn call(&mut self, expr: &Expr, callee: &Expr, arguments: &[Expr]) -> Made {
        let span = expr.span;
        let meaning = self.known.meanings.get(&callee.id).cloned();
        match meaning {
            Some(Meaning::Sent(name)) if !arguments.is_empty() => {
                let (object, rest) = arguments.split_at(1);
                return self.method(expr, &object[0], &name, rest);
            }
            Some(Meaning::Structure(of)) => {
                let wanted = match self.world.types.get(&of).map(|of| &of.kind) {
                    Some(Kind::Struct(fields)) => fields.all.clone(),
                    _ => Vec::new(),
                };
                let fields = self.fields(wanted, arguments, span)?;
                return self.make(&of, None, fields, span);
            }
            Some(Meaning::Variant(of, variant)) => {
                let wanted = self.world.variant_fields(&of, &variant).cloned().unwrap_or_default().all;
                let fields = self.fields(wanted, arguments, span)?;
                return self.make(&of, Some(&variant), fields, span);
            }
            Some(Meaning::Default(ty)) => {
                let ty = self.known.table.whole(&ty);
                let described = self.described(&ty, span)?;
                return call("_default", vec![described], span);
            }
            Some(Meaning::Function(signature, all)) => {
                let mut given = self.arguments(arguments, Some(&signature), 0)?;
                self.add_types(&mut given, &signature, &all, span)?;
                return call_of(named(&signature.owner, callee.span), given, span);
            }
            Some(Meaning::Method(ty, signature, all)) => {
                return self.associated(&ty, &signature, &all, arguments, span);
            }
            _ => {}
        }
        let function = self.read(callee)?;
        let given = self.arguments(arguments, None, 0)?;
        call_of(function, given, span)
    }

    fn fields(
        &mut self,
        wanted: Vec<(syntax::Name, Ty)>,
        arguments: &[Expr],
        span: Span,
    ) -> Result<Vec<(syntax::Name, syntax::Expr)>, Halt> {
        if wanted.len() != arguments.len() {
            return Err(Halt::Unsimulated { span, what: "a call with other arguments than fields".into() });
        }
        let mut fields = Vec::new();
        for ((name, want), value) in wanted.into_iter().zip(arguments) {
            fields.push((name, self.value_as(value, &want)?));
        }
        Ok(fields)
    }

    /// Arguments as the parameters want them: what wants no reference is given a value.
    fn arguments(&mut self, all: &[Expr], signature: Option<&Signature>, skip: usize) -> Result<Vec<Argument>, Halt> {
        let mut given = Vec::new();
        for (at, argument) in all.iter().enumerate() {
            let want = signature.and_then(|signature| signature.parameters.get(at + skip)).cloned();
            let value = match want {
                Some(want) => self.value_as(argument, &want)?,
                None => self.value(argument)?,
            };
            given.push(Argument::Plain(value));
        }
        Ok(given)
    }

    fn add_types(&self, given: &mut Vec<Argument>, signature: &Signature, all: &[Ty], span: Span) -> Result<(), Halt> {
        if signature.typed {
            for ty in signature.told(all) {
                let ty = self.known.table.whole(ty);
                given.push(Argument::Plain(self.described(&ty, span)?));
            }
        }
        Ok(())
    }

    /// `Type::function(…)`
    fn associated(&mut self, ty: &Ty, signature: &Signature, all: &[Ty], arguments: &[Expr], span: Span) -> Made {
        let ty = self.known.table.whole(ty);
        if signature.receiver.is_some()
            && let Some((object, rest)) = arguments.split_first()
        {
            // `Type::method(&value)`
            if signature.place || signature.lent {
                return Err(Halt::Unsimulated { span, what: format!("{} as a function", signature.name) });
            }
            let object = self.read(object)?;
            let mut given = vec![Argument::Plain(object)];
            given.extend(self.arguments(rest, Some(signature), 0)?);
            self.add_types(&mut given, signature, all, span)?;
            let owner = self.method_owner(&ty, signature, span);
            return call_of(member(owner, &python_name(&signature.name), span)?, given, span);
        }
        let mut given = self.arguments(arguments, Some(signature), 0)?;
        self.add_types(&mut given, signature, all, span)?;
        if signature.library && &*signature.owner == "any" {
            // `String::from(x)`, `u64::from(x)`: what all types have is told which is meant.
            let ty = self.described(&ty, span)?;
            given.insert(0, Argument::Plain(ty));
        }
        let owner = self.method_owner(&ty, signature, span);
        call_of(member(owner, &python_name(&signature.name), span)?, given, span)
    }

    pub(super) fn method(&mut self, expr: &Expr, object: &Expr, name: &str, arguments: &[Expr]) -> Made {
        let span = expr.span;
        let Some(called) = self.known.calls.get(&expr.id).cloned() else {
            return Err(Halt::Unsimulated { span, what: format!("the method {name}") });
        };
        let Called { signature, receiver, pointers, generics } = called;
        let Some(signature) = signature else {
            return self.sent(object, name, arguments, None, &[], span);
        };
        let receiver = self.known.table.whole(&receiver);
        if signature.place || signature.lent {
            return self.changing(object, &signature, arguments, span);
        }
        if signature.changes
            && matches!(&*object.kind, ExprKind::Index(_, index) if matches!(&*index.kind, ExprKind::Range(..)))
        {
            return Err(Halt::Unsimulated { span, what: "a part of a list that is changed".into() });
        }
        let is_any = signature.library && &*signature.owner == "any";
        let is_dynamic = matches!(receiver, Ty::Param(_) | Ty::Var(_)) || receiver.name().starts_with("dyn.");
        if is_dynamic || is_any && matches!(receiver, Ty::Of(ref name, _) if self.has_own(name, &signature.name)) {
            return self.sent(object, name, arguments, Some(&signature), &generics, span);
        }
        let mut value = self.read(object)?;
        for _ in 0..pointers {
            value = member(value, "v", span)?;
        }
        let mut given = self.arguments(arguments, Some(&signature), 0)?;
        self.add_types(&mut given, &signature, &generics, span)?;
        let method = python_name(&signature.name);
        if is_any {
            given.insert(0, Argument::Plain(value));
            return call_of(member(named("_any", span), &method, span)?, given, span);
        }
        match self.namespace(&signature.owner, &receiver) {
            Some(space) => {
                given.insert(0, Argument::Plain(value));
                call_of(member(named(&space, span), &method, span)?, given, span)
            }
            None => call_of(member(value, &method, span)?, given, span),
        }
    }

    /// Whether a type of the program's has a method that all types have in the library.
    fn has_own(&self, of: &str, name: &str) -> bool {
        self.world.methods.get(of).is_some_and(|methods| methods.contains_key(name))
    }

    /// A method that is found when it is called.
    fn sent(
        &mut self,
        object: &Expr,
        name: &str,
        arguments: &[Expr],
        signature: Option<&Signature>,
        generics: &[Ty],
        span: Span,
    ) -> Made {
        let value = self.place(object)?;
        let mut given = vec![Argument::Plain(value), Argument::Plain(text(&python_name(name), span))];
        given.extend(self.arguments(arguments, signature, 0)?);
        if let Some(signature) = signature {
            self.add_types(&mut given, signature, generics, span)?;
        }
        call_of(named("_invoke", span), given, span)
    }

    /// A method that gives a new value to what it is called on, or is given a reference to it.
    fn changing(&mut self, object: &Expr, signature: &Signature, arguments: &[Expr], span: Span) -> Made {
        let space = named(&self.namespace(&signature.owner, &Ty::unit()).unwrap_or_default(), span);
        let function = member(space, &python_name(&signature.name), span)?;
        if signature.lent {
            let lent = self.lent(object)?;
            let mut given = vec![Argument::Plain(lent)];
            given.extend(self.arguments(arguments, Some(signature), 0)?);
            return call_of(function, given, span);
        }
        let mut into = Vec::new();
        let spot = match self.ty(object.id) {
            Ty::Mut(inner) => {
                let held = self.held(&inner);
                let lent = self.place(object)?;
                let lent = self.kept(lent, "lent", &mut into);
                super::spot::Spot::Through(lent, held)
            }
            _ => self.spot(object, &mut into)?,
        };
        let old = self.spot_read(&spot, span)?;
        let mut given = vec![Argument::Plain(old)];
        given.extend(self.arguments(arguments, Some(signature), 0)?);
        let new = match (&*signature.name, given.as_slice()) {
            ("push_str", [Argument::Plain(old), Argument::Plain(more)]) => {
                syntax::Expr::new(syntax::ExprKind::Binary(syntax::Binary::Add, old.clone(), more.clone()), span)?
            }
            _ => call_of(function, given, span)?,
        };
        let step = self.spot_write(&spot, new, span)?;
        into.push(step);
        into.push(statement(Kinds::Expression(super::unit(span)), span));
        doing(into, span)
    }

    /// `object.write_fmt(text)`, as `write!` means it.
    pub(super) fn written(&mut self, target: &Expr, value: syntax::Expr, span: Span) -> Made {
        let ty = self.ty(target.id).read().clone();
        if ty.name() == "str" {
            let mut into = Vec::new();
            let spot = match self.ty(target.id) {
                Ty::Mut(inner) => {
                    let held = self.held(&inner);
                    let lent = self.place(target)?;
                    super::spot::Spot::Through(self.kept(lent, "lent", &mut into), held)
                }
                _ => self.spot(target, &mut into)?,
            };
            let old = self.spot_read(&spot, span)?;
            let new = syntax::Expr::new(syntax::ExprKind::Binary(syntax::Binary::Add, old, value), span)?;
            let step = self.spot_write(&spot, new, span)?;
            into.push(step);
            into.push(does(call("Ok", vec![super::unit(span)], span)?));
            return doing(into, span);
        }
        let target = self.read(target)?;
        if ty.name() == "Vec" {
            return call("_write_list", vec![target, value], span);
        }
        invoke(target, "write_fmt", vec![value], span)
    }
}
