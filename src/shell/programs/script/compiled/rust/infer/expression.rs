//! Expressions.

use super::{Infer, Meaning};
use crate::allowance;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Expr, ExprKind, Filled, Json, Piece};
use crate::shell::programs::script::compiled::rust::types::{Guess, NODE, Ty, is_float, is_whole};

impl Infer<'_> {
    /// An expression; what it should be is learnt from.
    pub(super) fn expr(&mut self, expr: &Expr, want: Option<&Ty>) -> Result<Ty, Halt> {
        if allowance::stack().is_err() {
            return Err(Halt::Unsimulated { span: expr.span, what: "a program nested so deeply".into() });
        }
        allowance::insist(NODE);
        let ty = self.kind(expr, want)?;
        if let Some(want) = want {
            self.unify(want, &ty);
        }
        self.known.types.insert(expr.id, ty.clone());
        Ok(ty)
    }

    fn kind(&mut self, expr: &Expr, want: Option<&Ty>) -> Result<Ty, Halt> {
        Ok(match &*expr.kind {
            ExprKind::Int(_, of) if of.is_empty() => self.known.table.guess(Guess::Whole),
            ExprKind::Float(_, of) if of.is_empty() => self.known.table.guess(Guess::Float),
            ExprKind::Int(_, of) | ExprKind::Float(_, of) => Ty::of(of),
            ExprKind::Text(_) => Ty::of("str"),
            ExprKind::Bytes(_) => Ty::with("array", vec![Ty::of("u8")]),
            ExprKind::Letter(_) => Ty::of("char"),
            ExprKind::Bool(_) => Ty::of("bool"),
            ExprKind::Path(path) => {
                let meaning = self.meaning(path, expr.span)?;
                let ty = self.type_of(&meaning);
                self.known.meanings.insert(expr.id, meaning);
                ty
            }
            ExprKind::Unary(_, value) => {
                let ty = self.expr(value, None)?;
                let ty = self.known.table.read(&ty);
                match self.method_of(ty.name(), "neg") {
                    Some(signature) => self.opened(&signature.result),
                    None => ty,
                }
            }
            ExprKind::Deref(value) => {
                let ty = self.expr(value, None)?;
                match self.known.table.top(&ty) {
                    Ty::Mut(inner) => *inner,
                    Ty::Of(name, all) if is_pointer(&name) => all.into_iter().next().unwrap_or(Ty::unit()),
                    ty => ty,
                }
            }
            ExprKind::Binary(operator, left, right) => self.binary(operator, left, right)?,
            ExprKind::Assign(target, value) => {
                self.changes(target);
                let ty = self.expr(target, None)?;
                self.expr(value, Some(&ty))?;
                Ty::unit()
            }
            ExprKind::Update(operator, target, value) => {
                self.changes(target);
                self.binary(operator, target, value)?;
                Ty::unit()
            }
            ExprKind::Reference(mutable, value) => {
                if *mutable {
                    self.changes(value);
                }
                let ty = self.expr(value, None)?;
                match self.known.table.top(&ty) {
                    ty @ Ty::Mut(_) if *mutable => ty,
                    ty if *mutable => Ty::Mut(Box::new(ty)),
                    Ty::Mut(inner) => *inner,
                    ty => ty,
                }
            }
            _ => self.made(expr, want)?,
        })
    }

    /// What is called, looked into, or put together.
    fn made(&mut self, expr: &Expr, want: Option<&Ty>) -> Result<Ty, Halt> {
        Ok(match &*expr.kind {
            ExprKind::Call(callee, arguments) => self.call(expr, callee, arguments)?,
            ExprKind::Method { object, name, generics, arguments } => {
                let generics = generics.iter().map(|of| self.written(of)).collect();
                self.method(expr, object, name, generics, arguments)?
            }
            ExprKind::Field(object, name) => self.field(expr, object, name)?,
            ExprKind::Index(object, index) => self.index(object, index)?,
            ExprKind::Range(from, to, _) => {
                let of = self.fresh();
                for value in [from, to].into_iter().flatten() {
                    let ty = self.expr(value, None)?;
                    let ty = self.known.table.read(&ty);
                    self.unify(&of, &ty);
                }
                Ty::with("Range", vec![of])
            }
            ExprKind::Cast(value, of) => {
                self.expr(value, None)?;
                self.written(of)
            }
            ExprKind::Try(value) => self.attempt(expr, value)?,
            ExprKind::Await(value) => {
                let ty = self.expr(value, None)?;
                match self.known.table.read(&ty) {
                    Ty::Of(name, all) if &*name == "Future" => all.into_iter().next().unwrap_or(Ty::unit()),
                    // A handle of a task's gives its result in an Ok.
                    ty => ty,
                }
            }
            ExprKind::Tuple(all) => {
                let wanted = match want.map(|want| self.known.table.top(want)) {
                    Some(Ty::Tuple(wanted)) => wanted,
                    _ => Vec::new(),
                };
                let mut types = Vec::new();
                for (at, value) in all.iter().enumerate() {
                    types.push(self.expr(value, wanted.get(at))?);
                }
                Ty::Tuple(types)
            }
            ExprKind::List(all, grows) => {
                let of = match want.map(|want| self.known.table.read(want)) {
                    Some(Ty::Of(name, all)) if matches!(&*name, "Vec" | "array" | "slice") => {
                        all.into_iter().next().unwrap_or(Ty::unit())
                    }
                    _ => self.fresh(),
                };
                for value in all {
                    self.expr(value, Some(&of))?;
                }
                Ty::with(if *grows { "Vec" } else { "array" }, vec![of])
            }
            ExprKind::Repeat(value, count, grows) => {
                let of = self.expr(value, None)?;
                self.expr(count, Some(&Ty::of("usize")))?;
                Ty::with(if *grows { "Vec" } else { "array" }, vec![of])
            }
            ExprKind::Struct(path, fields, base) => self.structure(expr, path, fields, base.as_ref())?,
            ExprKind::Format { name, before, text } => self.format(name, before, text)?,
            ExprKind::Json(json) => {
                self.json(json)?;
                Ty::of("Value")
            }
            ExprKind::Matches(value, pattern, guard) => {
                let ty = self.expr(value, None)?;
                self.scopes.push(Default::default());
                self.bind(pattern, &ty, false)?;
                if let Some(guard) = guard {
                    self.expr(guard, None)?;
                }
                self.scopes.pop();
                Ty::of("bool")
            }
            _ => self.control(expr, want)?,
        })
    }

    /// Notes that the variable behind a place changes.
    fn changes(&mut self, target: &Expr) {
        match &*target.kind {
            ExprKind::Path(path) => {
                if let Some(name) = path.single()
                    && let Some(local) = self.scopes.iter().rev().find_map(|scope| scope.get(name)).copied()
                    && let Some(local) = self.known.locals.get_mut(local)
                {
                    local.changes = true;
                }
            }
            ExprKind::Field(object, _) | ExprKind::Index(object, _) => self.changes(object),
            _ => {}
        }
    }

    fn binary(&mut self, operator: &str, left: &Expr, right: &Expr) -> Result<Ty, Halt> {
        let is_logic = matches!(operator, "&&" | "||");
        let a = self.expr(left, is_logic.then(|| Ty::of("bool")).as_ref())?;
        let a = self.known.table.read(&a);
        let method = super::super::lower::operator_method(operator);
        let own = self.method_of(a.name(), method).filter(|signature| !signature.name.is_empty());
        if let Some(signature) = own.filter(|_| !matches!(operator, "==" | "!=" | "<" | ">" | "<=" | ">=")) {
            let all = self.stand_ins(&signature, Vec::new(), Some(&a));
            if let Some(parameter) = signature.parameters.first() {
                let parameter = self.filled(parameter, &signature, &all, Some(&a));
                self.expr(right, Some(&parameter))?;
            } else {
                self.expr(right, None)?;
            }
            return Ok(self.filled(&signature.result, &signature, &all, Some(&a)));
        }
        let b = self.expr(right, None)?;
        let b = self.known.table.read(&b);
        let compares = matches!(operator, "==" | "!=" | "<" | "<=" | ">" | ">=");
        if is_logic {
            return Ok(Ty::of("bool"));
        }
        if compares {
            self.unify(&a, &b);
            return Ok(Ty::of("bool"));
        }
        if matches!(operator, "<<" | ">>") {
            return Ok(a);
        }
        let is_number = |ty: &Ty| is_whole(ty.name()) || is_float(ty.name());
        match (&a, &b) {
            (Ty::Of(..), Ty::Of(..)) if is_number(&a) && !is_number(&b) => {
                // `2.0 * vector`: the number's type has it from the program.
                let signature = self.world.methods.get(a.name()).and_then(|all| all.get(method)).cloned();
                Ok(match signature {
                    Some(signature) => self.opened(&signature.result),
                    None => self.fresh(),
                })
            }
            (Ty::Of(..), Ty::Of(..)) => Ok(a),
            (Ty::Param(_), _) | (_, Ty::Param(_)) => Ok(self.fresh()),
            _ => {
                self.unify(&a, &b);
                Ok(a)
            }
        }
    }

    fn field(&mut self, expr: &Expr, object: &Expr, name: &str) -> Result<Ty, Halt> {
        let ty = self.expr(object, None)?;
        let mut ty = self.known.table.read(&ty);
        let mut pointers = 0;
        for _ in 0..4 {
            match &ty {
                Ty::Of(of, all) if is_pointer(of) => {
                    let inner = all.first().cloned().unwrap_or(Ty::unit());
                    ty = self.known.table.read(&inner);
                    pointers += 1;
                }
                _ => break,
            }
        }
        self.known.pointers.insert(expr.id, pointers);
        let place = name.strip_prefix('_').and_then(|digits| digits.parse::<usize>().ok());
        Ok(match &ty {
            Ty::Tuple(parts) => {
                let part = place.and_then(|place| parts.get(place)).cloned();
                part.unwrap_or_else(|| self.fresh())
            }
            Ty::Of(..) => {
                let fields = self.struct_fields(&ty);
                fields.of(name).cloned().unwrap_or_else(|| self.fresh())
            }
            _ => self.fresh(),
        })
    }

    fn index(&mut self, object: &Expr, index: &Expr) -> Result<Ty, Halt> {
        let of = self.expr(object, None)?;
        let mut of = self.known.table.read(&of);
        while let Ty::Of(name, all) = &of
            && is_pointer(name)
            && let Some(inner) = all.first()
        {
            of = self.known.table.read(inner);
        }
        if matches!(&*index.kind, ExprKind::Range(..)) {
            self.expr(index, Some(&Ty::with("Range", vec![Ty::of("usize")])))?;
            return Ok(match of.name() {
                "array" | "Vec" => Ty::with("slice", of.arguments().to_vec()),
                _ => of,
            });
        }
        let at = self.expr(index, None)?;
        Ok(match (of.name(), of.arguments()) {
            ("Vec" | "array" | "slice" | "VecDeque", [item]) => {
                self.unify(&at, &Ty::of("usize"));
                item.clone()
            }
            ("HashMap" | "BTreeMap", [_, value]) => value.clone(),
            ("Value", _) => Ty::of("Value"),
            _ => match self.method_of(of.name(), "index") {
                Some(signature) => {
                    let all = self.stand_ins(&signature, Vec::new(), Some(&of));
                    self.filled(&signature.result, &signature, &all, Some(&of))
                }
                None => self.fresh(),
            },
        })
    }

    fn structure(
        &mut self,
        expr: &Expr,
        path: &super::super::ast::Path,
        given: &[(crate::shell::programs::script::syntax::Name, Expr)],
        base: Option<&Expr>,
    ) -> Result<Ty, Halt> {
        let meaning = self.meaning(path, expr.span)?;
        let (instance, fields) = match &meaning {
            Meaning::Structure(of) => {
                let of = self.instance(of);
                (of.clone(), self.struct_fields(&of))
            }
            Meaning::Variant(of, variant) => {
                let instance = self.instance(of);
                let fields = self.world.variant_fields(of, variant).cloned().unwrap_or_default();
                let fields = self.fields_for(fields, &instance);
                (instance, fields)
            }
            _ => (self.fresh(), Default::default()),
        };
        self.known.meanings.insert(expr.id, meaning);
        for (name, value) in given {
            let of = fields.of(name).cloned();
            self.expr(value, of.as_ref())?;
        }
        if let Some(base) = base {
            self.expr(base, Some(&instance))?;
        }
        Ok(instance)
    }

    fn format(&mut self, name: &str, before: &[Expr], text: &Filled) -> Result<Ty, Halt> {
        let mut types = Vec::new();
        for value in before {
            types.push(self.expr(value, None)?);
        }
        if let ("assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne", [a, b]) = (name, types.as_slice()) {
            let (a, b) = (self.known.table.read(a), self.known.table.read(b));
            self.unify(&a, &b);
        }
        for value in &text.given {
            types.push(self.expr(value, None)?);
        }
        for piece in &text.pieces {
            let Piece::Value(_, spec) = piece else { continue };
            for count in spec.counts() {
                if let Some(ty) = types.get(before.len() + count).cloned() {
                    self.unify(&ty, &Ty::of("usize"));
                }
            }
        }
        types.truncate(before.len());
        Ok(match name {
            "format" => Ty::of("str"),
            "anyhow" => Ty::of("dyn.Error"),
            "write" | "writeln" => Ty::with("Result", vec![Ty::unit(), Ty::of("dyn.Error")]),
            "dbg" => types.pop().unwrap_or(Ty::unit()),
            "panic" | "todo" | "unimplemented" | "unreachable" | "bail" => self.fresh(),
            _ => Ty::unit(),
        })
    }

    fn json(&mut self, json: &Json) -> Result<(), Halt> {
        match json {
            Json::Null => {}
            Json::Value(value) => drop(self.expr(value, None)?),
            Json::List(all) => all.iter().try_for_each(|json| self.json(json))?,
            Json::Record(all) => {
                for (key, value) in all {
                    self.expr(key, None)?;
                    self.json(value)?;
                }
            }
        }
        Ok(())
    }
}

/// Pointers that are shared: they are values of their own.
pub fn is_pointer(name: &str) -> bool {
    matches!(name, "Rc" | "Arc" | "LazyLock" | "OnceLock")
}
