//! Expressions.

use super::{Ends, Held, Lower, Made, doing, int, truth, unit};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{
    call, call_of, declare, does, lambda, member, named, parameter, statement, text, thunk,
};
use crate::shell::programs::script::compiled::rust::ast::{Block, Expr, ExprKind, Path, Pattern, PatternKind, Type};
use crate::shell::programs::script::compiled::rust::infer::Meaning;
use crate::shell::programs::script::compiled::rust::types::{Ty, is_whole};
use crate::shell::programs::script::compiled::rust::world::Kind;
use crate::shell::programs::script::syntax::{
    self, Argument, ExprKind as Tree, Name, Parameter, ParameterKind, Span, StatementKind as Kinds,
};

impl Lower<'_> {
    /// An expression as what it is: a reference stays one, and nothing is copied.
    pub(super) fn place(&mut self, expr: &Expr) -> Made {
        self.guard(expr.span)?;
        let span = expr.span;
        Ok(match &*expr.kind {
            ExprKind::Int(value, _) => match self.ty(expr.id).name() {
                "f64" | "f32" => syntax::Expr::leaf(Tree::Float(*value as f64), span),
                _ => int(*value, span),
            },
            ExprKind::Float(value, _) => match self.ty(expr.id).name() {
                "f32" => call("_to_f32", vec![syntax::Expr::leaf(Tree::Float(*value), span)], span)?,
                _ => syntax::Expr::leaf(Tree::Float(*value), span),
            },
            ExprKind::Text(value) => syntax::Expr::leaf(Tree::Text(value.clone()), span),
            ExprKind::Bytes(bytes) => {
                let all = bytes.iter().map(|byte| Argument::Plain(int(i128::from(*byte), span))).collect();
                syntax::Expr::new(Tree::List(all), span)?
            }
            ExprKind::Letter(letter) => syntax::Expr::leaf(Tree::Symbol(letter.to_string().into()), span),
            ExprKind::Bool(value) => truth(*value, span),
            ExprKind::Path(path) => self.path(expr, path)?,
            ExprKind::Unary(sign, value) => self.unary(expr, sign, value)?,
            ExprKind::Deref(value) => self.deref(value)?,
            ExprKind::Binary(operator, left, right) => self.binary(expr, operator, left, right)?,
            ExprKind::Reference(true, value) => self.lent(value)?,
            ExprKind::Reference(false, value) => self.read(value)?,
            ExprKind::Call(callee, arguments) => self.call(expr, callee, arguments)?,
            ExprKind::Method { object, name, arguments, .. } => self.method(expr, object, name, arguments)?,
            ExprKind::Field(object, name) => self.field(expr, object, name)?,
            ExprKind::Index(object, index) => self.index(expr, object, index)?,
            ExprKind::Range(from, to, inclusive) => {
                let mut bound = |of: &Option<Expr>| match of {
                    Some(of) => self.read(of),
                    None => Ok(unit(span)),
                };
                let (from, to) = (bound(from)?, bound(to)?);
                call("Range", vec![from, to, truth(*inclusive, span)], span)?
            }
            ExprKind::Cast(value, of) => self.cast(expr, value, of)?,
            ExprKind::Try(value) => self.attempt(expr, value)?,
            ExprKind::Await(value) => {
                let value = self.read(value)?;
                call("_await", vec![value], span)?
            }
            ExprKind::Tuple(all) if all.is_empty() => unit(span),
            ExprKind::Tuple(all) => {
                let all = self.all(all)?;
                syntax::Expr::new(Tree::Tuple(all), span)?
            }
            ExprKind::List(all, _) => {
                let all = self.all(all)?;
                syntax::Expr::new(Tree::List(all), span)?
            }
            ExprKind::Repeat(value, count, _) => {
                let (value, count) = (self.value(value)?, self.read(count)?);
                call("_repeated", vec![value, count], span)?
            }
            ExprKind::Struct(_, fields, base) => self.structure(expr, fields, base.as_ref())?,
            ExprKind::Format { name, before, text } => self.format(expr, name, before, text)?,
            ExprKind::Json(json) => self.json(json, span)?,
            ExprKind::Closure { parameters, body, moves, is_async, .. } => {
                self.closure(expr, parameters, body, *moves, *is_async)?
            }
            ExprKind::Async(block) => {
                let mut body = Vec::new();
                let loops = std::mem::take(&mut self.loops);
                self.block(block, Ends::Return, &mut body)?;
                self.loops = loops;
                call("_Future", vec![lambda(Vec::new(), body, span)], span)?
            }
            _ => self.construct(expr)?,
        })
    }

    fn all(&mut self, all: &[Expr]) -> Result<Vec<Argument>, Halt> {
        all.iter().map(|value| self.value(value).map(Argument::Plain)).collect()
    }

    /// What is made of statements: conditions, loops, blocks, ways out.
    fn construct(&mut self, expr: &Expr) -> Made {
        let span = expr.span;
        let mut into = Vec::new();
        match &*expr.kind {
            ExprKind::If(condition, then, Some(otherwise)) if !has_let(condition) => {
                if let (Some(then), Some(otherwise)) = (simple(then), simple_value(otherwise)) {
                    let condition = self.read(condition)?;
                    let (then, otherwise) = (self.value(then)?, self.value(otherwise)?);
                    return syntax::Expr::new(Tree::Conditional(condition, then, otherwise), span);
                }
                self.choice(expr, Ends::Value, &mut into)?;
            }
            ExprKind::If(..) | ExprKind::Match(..) => self.choice(expr, Ends::Value, &mut into)?,
            ExprKind::Block(block, None) => self.block(block, Ends::Value, &mut into)?,
            ExprKind::Loop(..) | ExprKind::Block(..) => {
                let value = self.hidden("value");
                into.push(declare(&value, unit(span), span));
                self.looped(expr, Some(value.clone()), &mut into)?;
                into.push(does(named(&value, span)));
            }
            ExprKind::Matches(value, pattern, guard) => {
                self.matches(value, pattern, guard.as_ref(), span, &mut into)?;
            }
            ExprKind::Let(..) => return Err(Halt::Unsimulated { span, what: "`let` here".into() }),
            _ => {
                self.statement(expr, &mut into)?;
                into.push(does(unit(span)));
            }
        }
        doing(into, span)
    }

    fn path(&mut self, expr: &Expr, path: &Path) -> Made {
        let span = expr.span;
        let Some(meaning) = self.known.meanings.get(&expr.id).cloned() else {
            return Err(Halt::Unsimulated { span, what: "this path".into() });
        };
        self.meant(&meaning, path, span)
    }

    fn meant(&mut self, meaning: &Meaning, path: &Path, span: Span) -> Made {
        Ok(match meaning {
            Meaning::Local(local) => {
                let unique =
                    self.known.locals.get(*local).map(|local| local.unique.clone()).unwrap_or_else(|| "".into());
                named(&unique, span)
            }
            Meaning::Function(signature, all) => {
                let function = named(&signature.owner, span);
                if signature.typed { self.typed(function, signature.told(all), span)? } else { function }
            }
            Meaning::Method(ty, signature, all) => {
                let owner = self.method_owner(ty, signature, span);
                let function = member(owner, &python_name(&signature.name), span)?;
                if signature.place || signature.lent {
                    return Err(Halt::Unsimulated { span, what: format!("{} as a function", path.last()) });
                }
                if signature.typed { self.typed(function, signature.told(all), span)? } else { function }
            }
            Meaning::Constant(name) => {
                if self.is_library(name) {
                    named(name, span)
                } else {
                    member(named(name, span), "v", span)?
                }
            }
            Meaning::InnerConstant(ty, name) => {
                let owner = self.owner(ty, span);
                let is_own = self.world.types.get(ty.name()).is_some_and(|of| !of.library);
                let made = member(owner, name, span)?;
                if is_own { member(made, "v", span)? } else { made }
            }
            Meaning::Structure(of) => {
                let fields = match self.world.types.get(of).map(|of| &of.kind) {
                    Some(Kind::Struct(fields)) => fields.all.len(),
                    _ => 0,
                };
                if fields > 0 { member(named(of, span), "_new", span)? } else { self.make(of, None, Vec::new(), span)? }
            }
            Meaning::Variant(of, variant) => {
                let fields = self.world.variant_fields(of, variant).cloned().unwrap_or_default();
                if fields.all.is_empty() {
                    return self.make(of, Some(variant), Vec::new(), span);
                }
                let names: Vec<String> = fields.all.iter().map(|(name, _)| self.hidden(name)).collect();
                let values = fields.all.iter().zip(&names);
                let values = values.map(|((name, _), hidden)| (name.clone(), named(hidden, span))).collect();
                let made = self.make(of, Some(variant), values, span)?;
                let parameters = names.iter().map(|name| parameter(name, ParameterKind::Plain, span)).collect();
                lambda(parameters, vec![statement(Kinds::Return(Some(made)), span)], span)
            }
            Meaning::Sent(name) => call("_sent", vec![text(&python_name(name), span)], span)?,
            Meaning::Default(ty) => {
                let ty = self.known.table.whole(ty);
                let described = self.described(&ty, span)?;
                thunk(call("_default", vec![described], span)?)
            }
            Meaning::Unknown(name) if path.single().is_some() => {
                return Err(Halt::Unsimulated { span, what: format!("`{name}`") });
            }
            Meaning::Unknown(name) => return Err(Halt::Unsimulated { span, what: name.to_string() }),
        })
    }

    /// A function that is told types behind its arguments.
    fn typed(&mut self, function: syntax::Expr, all: &[Ty], span: Span) -> Made {
        let mut given = vec![Argument::Plain(function)];
        for ty in all {
            let ty = self.known.table.whole(ty);
            given.push(Argument::Plain(self.described(&ty, span)?));
        }
        call_of(named("_typed", span), given, span)
    }

    /// What has a type's function in the tree.
    pub(super) fn method_owner(
        &mut self,
        ty: &Ty,
        signature: &super::super::world::Signature,
        span: Span,
    ) -> syntax::Expr {
        let ty = self.known.table.whole(ty);
        if signature.library && &*signature.owner == "any" {
            return named("_any", span);
        }
        match self.namespace(&signature.owner, &ty) {
            Some(name) => named(&name, span),
            None if signature.owner.starts_with("dyn.") => named("_any", span),
            None => named(&signature.owner, span),
        }
    }

    fn is_library(&self, name: &str) -> bool {
        !name.contains("::")
    }

    /// A struct or a variant with its fields.
    pub(super) fn make(
        &mut self,
        of: &str,
        variant: Option<&str>,
        fields: Vec<(Name, syntax::Expr)>,
        span: Span,
    ) -> Made {
        let mut given = vec![named(of, span)];
        if let Some(variant) = variant {
            given.push(text("_v", span));
            given.push(text(variant, span));
        }
        for (name, value) in fields {
            given.push(text(&name, span));
            given.push(value);
        }
        call("_make", given, span)
    }

    fn structure(&mut self, expr: &Expr, given: &[(Name, Expr)], base: Option<&Expr>) -> Made {
        let span = expr.span;
        let (of, variant) = match self.known.meanings.get(&expr.id).cloned() {
            Some(Meaning::Structure(of)) => (of, None),
            Some(Meaning::Variant(of, variant)) => (of, Some(variant)),
            _ => return Err(Halt::Unsimulated { span, what: "this struct".into() }),
        };
        if self.world.types.get(&of).is_none_or(|of| of.library) {
            return Err(Halt::Unsimulated { span, what: format!("a {of} as a literal") });
        }
        let wanted = match (&variant, self.world.types.get(&of).map(|of| &of.kind)) {
            (Some(variant), _) => self.world.variant_fields(&of, variant).cloned().unwrap_or_default(),
            (None, Some(Kind::Struct(fields))) => fields.clone(),
            _ => Default::default(),
        };
        let mut fields = Vec::new();
        for (name, value) in given {
            let value = match wanted.of(name) {
                Some(Ty::Mut(_)) | None => self.value(value)?,
                Some(want) => self.value_as(value, &want.clone())?,
            };
            fields.push((name.clone(), value));
        }
        let Some(base) = base else { return self.make(&of, variant.as_deref(), fields, span) };
        let base = self.read(base)?;
        let mut all = vec![base];
        for (name, value) in fields {
            all.push(text(&name, span));
            all.push(value);
        }
        call("_updated", all, span)
    }

    fn deref(&mut self, value: &Expr) -> Made {
        let ty = self.ty(value.id);
        let made = self.place(value)?;
        let span = made.span;
        match &ty {
            Ty::Mut(inner) => self.through(made, inner),
            Ty::Of(name, _) if super::super::infer::is_pointer(name) => member(made, "v", span),
            Ty::Var(_) | Ty::Param(_) => call("_deref", vec![made], span),
            _ => Ok(made),
        }
    }

    fn field(&mut self, expr: &Expr, object: &Expr, name: &str) -> Made {
        let span = expr.span;
        let ty = self.ty(object.id).read().clone();
        let mut value = self.read(object)?;
        let pointers = self.known.pointers.get(&expr.id).copied().unwrap_or(0);
        for _ in 0..pointers {
            value = member(value, "v", span)?;
        }
        let place = name.strip_prefix('_').and_then(|digits| digits.parse::<i128>().ok());
        let is_tuple = matches!(ty, Ty::Tuple(_)) || (pointers > 0 && matches!(self.pointed(&ty), Ty::Tuple(_)));
        match place {
            Some(place) if is_tuple => {
                let index = int(place, span);
                syntax::Expr::new(Tree::Index { object: value, index, optional: false }, span)
            }
            Some(place) if matches!(ty, Ty::Var(_) | Ty::Param(_)) => {
                call("_part", vec![value, int(place, span)], span)
            }
            _ => member(value, name, span),
        }
    }

    fn pointed(&self, ty: &Ty) -> Ty {
        let mut ty = ty.clone();
        while let Ty::Of(name, all) = &ty
            && super::super::infer::is_pointer(name)
            && let Some(inner) = all.first()
        {
            ty = inner.read().clone();
        }
        ty
    }

    fn index(&mut self, expr: &Expr, object: &Expr, index: &Expr) -> Made {
        let span = expr.span;
        let ty = self.ty(object.id).read().clone();
        let mut value = self.read(object)?;
        let mut of = ty;
        while let Ty::Of(name, all) = &of
            && super::super::infer::is_pointer(name)
            && let Some(inner) = all.first()
        {
            value = member(value, "v", span)?;
            of = inner.read().clone();
        }
        if let ExprKind::Range(from, to, inclusive) = &*index.kind {
            let mut bound = |of: &Option<Expr>| match of {
                Some(of) => self.read(of),
                None => Ok(unit(span)),
            };
            let (from, to) = (bound(from)?, bound(to)?);
            return call("_sliced", vec![value, from, to, truth(*inclusive, span)], span);
        }
        let index = self.read(index)?;
        call("_at", vec![value, index], span)
    }

    /// `value?`
    fn attempt(&mut self, expr: &Expr, value: &Expr) -> Made {
        let span = expr.span;
        let ty = self.ty(value.id).read().clone();
        let result = self.known.results.get(&expr.id).map(|ty| self.known.table.whole(ty)).unwrap_or(unit_type());
        let value = self.read(value)?;
        let mut into = Vec::new();
        let value = self.kept(value, "tried", &mut into);
        let fails = match ty.name() {
            "Option" => same(member(value.clone(), "_v", span)?, "None", span)?,
            "Result" => same(member(value.clone(), "_v", span)?, "Err", span)?,
            _ => call("_fails", vec![value.clone()], span)?,
        };
        let out = match (ty.arguments().get(1), result.arguments().get(1)) {
            (_, Some(to)) if self.held(to) == Held::Object || to.name().starts_with("dyn.") => {
                let to = self.described(to, span)?;
                call("_failure", vec![value.clone(), to], span)?
            }
            _ => value.clone(),
        };
        into.push(statement(Kinds::If(fails, vec![statement(Kinds::Return(Some(out)), span)], Vec::new()), span));
        into.push(does(member(value, "_0", span)?));
        doing(into, span)
    }

    /// Parameters, and what takes apart those that are patterns.
    pub(super) fn parameters<'p>(
        &mut self,
        all: impl Iterator<Item = &'p (Pattern, Type)>,
        body: &mut syntax::Block,
    ) -> Result<Vec<Parameter>, Halt> {
        let mut made = Vec::new();
        for (pattern, _) in all {
            let span = pattern.span;
            if let PatternKind::Bind(_, _, None) = &pattern.kind
                && let Some(name) = self.unique(pattern.id)
            {
                made.push(parameter(&name, ParameterKind::Plain, span));
                continue;
            }
            let name = self.hidden("given");
            made.push(parameter(&name, ParameterKind::Plain, span));
            self.binds(pattern, &named(&name, span), body)?;
        }
        Ok(made)
    }

    /// The name of a pattern's variable.
    pub(super) fn unique(&self, pattern: usize) -> Option<Name> {
        let local = self.known.bound.get(&pattern)?;
        self.known.locals.get(*local).map(|local| local.unique.clone())
    }

    fn closure(
        &mut self,
        expr: &Expr,
        parameters: &[(Pattern, Type)],
        body: &Expr,
        moves: bool,
        is_async: bool,
    ) -> Made {
        let span = expr.span;
        let loops = std::mem::take(&mut self.loops);
        let mut steps = Vec::new();
        let parameters = self.parameters(parameters.iter(), &mut steps)?;
        if is_async {
            let mut inner = Vec::new();
            self.returning(body, &mut inner)?;
            let future = call("_Future", vec![lambda(Vec::new(), inner, span)], span)?;
            steps.push(statement(Kinds::Return(Some(future)), span));
        } else {
            self.returning(body, &mut steps)?;
        }
        self.loops = loops;
        let made = lambda(parameters, steps, span);
        if !moves {
            return Ok(made);
        }
        // What it takes with it is its own from now on.
        let captured = self.known.captured.get(&expr.id).cloned().unwrap_or_default();
        let taken: Vec<(Name, Ty)> = captured
            .iter()
            .filter_map(|local| self.known.locals.get(*local))
            .map(|local| (local.unique.clone(), self.known.table.whole(&local.ty)))
            .filter(|(_, ty)| self.held(ty) != Held::Object || self.copies(ty))
            .collect();
        if taken.is_empty() {
            return Ok(made);
        }
        let mut given = Vec::new();
        for (name, ty) in &taken {
            let value = named(name, span);
            given.push(if self.copies(ty) { call("_copied", vec![value], span)? } else { value });
        }
        let parameters = taken.iter().map(|(name, _)| parameter(name, ParameterKind::Plain, span)).collect();
        let outer = lambda(parameters, vec![statement(Kinds::Return(Some(made)), span)], span);
        call_of(outer, given.into_iter().map(Argument::Plain).collect(), span)
    }

    /// What is gone through, in a loop.
    pub(super) fn iterated(&mut self, expr: &Expr) -> Made {
        let span = expr.span;
        let ty = self.ty(expr.id);
        if let (ExprKind::Range(Some(from), Some(to), inclusive), [of]) = (&*expr.kind, ty.arguments())
            && is_whole(of.name())
        {
            let (from, mut to) = (self.read(from)?, self.read(to)?);
            if *inclusive {
                to = syntax::Expr::new(Tree::Binary(syntax::Binary::Add, to, int(1, span)), span)?;
            }
            return call("range", vec![from, to], span);
        }
        let value = match &ty {
            Ty::Mut(inner) if self.held(inner) == Held::Plain => self.read(expr)?,
            _ => self.place(expr)?,
        };
        match &ty {
            Ty::Mut(_) => call("_each_mut", vec![value], span),
            Ty::Of(name, _) if matches!(&**name, "Vec" | "array" | "slice") => Ok(value),
            _ => call("_each", vec![value], span),
        }
    }
}

fn unit_type() -> Ty {
    Ty::Tuple(Vec::new())
}

/// `value == "text"`
pub fn same(value: syntax::Expr, word: &str, span: Span) -> Made {
    syntax::Expr::new(Tree::Binary(syntax::Binary::Equal, value, text(word, span)), span)
}

/// The only thing in a block, if it is a value.
fn simple(block: &Block) -> Option<&Expr> {
    block.value.as_ref().filter(|value| block.statements.is_empty() && is_simple(value))
}

fn simple_value(expr: &Expr) -> Option<&Expr> {
    match &*expr.kind {
        ExprKind::Block(block, None) => simple(block),
        _ => None,
    }
}

/// Whether a value needs no statements of its own.
fn is_simple(value: &Expr) -> bool {
    !super::super::infer::leaves(value)
        && !matches!(
            &*value.kind,
            ExprKind::Match(..)
                | ExprKind::Loop(..)
                | ExprKind::While(..)
                | ExprKind::For(..)
                | ExprKind::Block(..)
                | ExprKind::If(..)
                | ExprKind::Assign(..)
                | ExprKind::Update(..)
        )
}

/// Whether a condition makes variables.
pub fn has_let(condition: &Expr) -> bool {
    match &*condition.kind {
        ExprKind::Let(..) => true,
        ExprKind::Binary("&&", left, right) => has_let(left) || has_let(right),
        _ => false,
    }
}

/// A name that Python's own words do not allow as a member in the library.
pub fn python_name(name: &str) -> String {
    match name {
        "from" | "in" | "is" | "not" | "and" | "or" | "with" | "as" | "def" | "del" | "pass" | "raise" | "try"
        | "class" | "import" | "global" | "lambda" | "yield" | "None" | "assert" | "print" => format!("{name}_"),
        _ => name.to_string(),
    }
}
