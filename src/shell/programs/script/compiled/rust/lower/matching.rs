//! Patterns: whether a value is like one, and the variables that they make.

use super::expression::same;
use super::{Held, Lower, Made, doing, int, truth, unit};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{call, declare, does, member, named, text};
use crate::shell::programs::script::compiled::rust::ast::{Expr, Pattern, PatternKind};
use crate::shell::programs::script::compiled::rust::infer::Meaning;
use crate::shell::programs::script::compiled::rust::types::Ty;
use crate::shell::programs::script::syntax::{self, Binary, ExprKind as Tree, Name, Span};

/// What is asked of a value; `None`: nothing.
type Test = Result<Option<syntax::Expr>, Halt>;

/// Variables with their values.
type Variables = Vec<(Name, syntax::Expr)>;

impl Lower<'_> {
    /// Whether a value is like a pattern.
    pub(super) fn test(&mut self, pattern: &Pattern, value: &syntax::Expr) -> Test {
        self.guard(pattern.span)?;
        let span = pattern.span;
        match &pattern.kind {
            PatternKind::Wild | PatternKind::Rest => Ok(None),
            PatternKind::Bind(_, _, inner) => match (inner, self.known.meanings.get(&pattern.id).cloned()) {
                (Some(inner), _) => self.test(inner, value),
                (None, Some(meaning)) => self.meaning_test(&meaning, value, span),
                (None, None) => Ok(None),
            },
            PatternKind::Literal(wanted) => {
                let (value, wanted) = (self.seen(pattern, value)?, self.read(wanted)?);
                syntax::Expr::new(Tree::Binary(Binary::Equal, value, wanted), span).map(Some)
            }
            PatternKind::Range(from, to, inclusive) => {
                let value = self.seen(pattern, value)?;
                let mut all = Vec::new();
                let upper = if *inclusive { Binary::LessEqual } else { Binary::Less };
                for (bound, operator) in [(from, Binary::GreaterEqual), (to, upper)] {
                    if let Some(bound) = bound {
                        let bound = self.read(bound)?;
                        all.push(syntax::Expr::new(Tree::Binary(operator, value.clone(), bound), span)?);
                    }
                }
                both(all, span)
            }
            PatternKind::Tuple(parts) => {
                let size = self.tuple_size(pattern);
                let value = self.seen(pattern, value)?;
                let mut all = Vec::new();
                for (part, place) in places(parts, size) {
                    all.extend(self.test(part, &at(&value, place, span)?)?);
                }
                both(all, span)
            }
            PatternKind::List(parts) => self.list_test(parts, value, span),
            PatternKind::Path(_) | PatternKind::Variant(..) | PatternKind::Struct(..) => {
                let Some(meaning) = self.known.meanings.get(&pattern.id).cloned() else { return Ok(None) };
                let mut all: Vec<syntax::Expr> = self.meaning_test(&meaning, value, span)?.into_iter().collect();
                for (part, name) in self.parts(pattern, &meaning) {
                    all.extend(self.test(part, &member(value.clone(), &name, span)?)?);
                }
                both(all, span)
            }
            PatternKind::Or(patterns) => {
                let mut all = Vec::new();
                for pattern in patterns {
                    match self.test(pattern, value)? {
                        Some(test) => all.push(test),
                        None => return Ok(None),
                    }
                }
                any(all, span)
            }
        }
    }

    /// The value that a pattern compares: a reference is read.
    fn seen(&self, pattern: &Pattern, value: &syntax::Expr) -> Made {
        match self.known.types.get(&pattern.id).map(|ty| self.known.table.whole(ty)) {
            Some(Ty::Mut(inner)) => self.through(value.clone(), &inner),
            Some(Ty::Var(_) | Ty::Param(_)) => call("_deref", vec![value.clone()], pattern.span),
            _ => Ok(value.clone()),
        }
    }

    fn tuple_size(&self, pattern: &Pattern) -> usize {
        match self.ty(pattern.id).read() {
            Ty::Tuple(parts) => parts.len(),
            _ => 0,
        }
    }

    fn meaning_test(&mut self, meaning: &Meaning, value: &syntax::Expr, span: Span) -> Test {
        match meaning {
            Meaning::Variant(of, variant) if self.variant_count(of) != 1 => {
                same(member(value.clone(), "_v", span)?, variant, span).map(Some)
            }
            Meaning::Variant(..) | Meaning::Structure(_) => Ok(None),
            Meaning::Constant(name) => {
                let library = !name.contains("::");
                let wanted = if library { named(name, span) } else { member(named(name, span), "v", span)? };
                syntax::Expr::new(Tree::Binary(Binary::Equal, value.clone(), wanted), span).map(Some)
            }
            Meaning::InnerConstant(ty, name) => {
                let wanted = member(self.owner(ty, span), name, span)?;
                let library = self.world.types.get(ty.name()).is_none_or(|of| of.library);
                let wanted = if library { wanted } else { member(wanted, "v", span)? };
                syntax::Expr::new(Tree::Binary(Binary::Equal, value.clone(), wanted), span).map(Some)
            }
            _ => Err(Halt::Unsimulated { span, what: "this pattern".into() }),
        }
    }

    /// The patterns inside of one with the names of their fields.
    fn parts<'p>(&self, pattern: &'p Pattern, meaning: &Meaning) -> Vec<(&'p Pattern, Name)> {
        match &pattern.kind {
            PatternKind::Struct(_, parts) => parts.iter().map(|(name, part)| (part, name.clone())).collect(),
            PatternKind::Variant(_, parts) => {
                let size = match meaning {
                    Meaning::Variant(of, variant) => {
                        self.world.variant_fields(of, variant).map_or(0, |fields| fields.all.len())
                    }
                    Meaning::Structure(of) => match self.world.types.get(of).map(|of| &of.kind) {
                        Some(super::Kind::Struct(fields)) => fields.all.len(),
                        _ => 0,
                    },
                    _ => 0,
                };
                places(parts, size).into_iter().map(|(part, place)| (part, format!("_{place}").into())).collect()
            }
            _ => Vec::new(),
        }
    }

    fn list_test(&mut self, parts: &[Pattern], value: &syntax::Expr, span: Span) -> Test {
        let rest = parts.iter().position(is_rest);
        let least = parts.len() - usize::from(rest.is_some());
        let length = call("len", vec![value.clone()], span)?;
        let operator = if rest.is_some() { Binary::GreaterEqual } else { Binary::Equal };
        let mut all = vec![syntax::Expr::new(Tree::Binary(operator, length, int(least as i128, span)), span)?];
        for (part, place) in list_places(parts, rest) {
            all.extend(self.test(part, &at(value, place, span)?)?);
        }
        both(all, span)
    }

    /// Makes a pattern's variables.
    pub(super) fn binds(
        &mut self,
        pattern: &Pattern,
        value: &syntax::Expr,
        into: &mut syntax::Block,
    ) -> Result<(), Halt> {
        let mut all = Vec::new();
        self.bound(pattern, value, None, &mut all)?;
        for (name, value) in all {
            into.push(declare(&name, value, pattern.span));
        }
        Ok(())
    }

    /// The variables of a pattern with their values. `from`: the object and field, or list and place, that it is in.
    fn bound(
        &mut self,
        pattern: &Pattern,
        value: &syntax::Expr,
        from: Option<(&syntax::Expr, syntax::Expr, &str)>,
        all: &mut Vec<(Name, syntax::Expr)>,
    ) -> Result<(), Halt> {
        self.guard(pattern.span)?;
        let span = pattern.span;
        match &pattern.kind {
            PatternKind::Bind(_, _, inner) => {
                let Some(name) = self.unique(pattern.id) else { return Ok(()) };
                let found = self.known.bound.get(&pattern.id).and_then(|local| self.known.locals.get(*local));
                let ty = found.map(|local| self.known.table.whole(&local.ty)).unwrap_or(Ty::unit());
                let outer = self.ty(pattern.id);
                let is_lent = matches!(&ty, Ty::Mut(_)) && !matches!(outer, Ty::Mut(_));
                let made = match (&ty, from) {
                    (Ty::Mut(of), Some((object, place, function))) if is_lent && self.held(of) != Held::Object => {
                        call(function, vec![object.clone(), place], span)?
                    }
                    (Ty::Mut(of), None) if is_lent && self.held(of) == Held::Plain => {
                        return Err(Halt::Unsimulated { span, what: "a reference in this pattern".into() });
                    }
                    (ty, _) if self.copies(ty) => call("_copied", vec![value.clone()], span)?,
                    _ => value.clone(),
                };
                all.push((name, made));
                if let Some(inner) = inner {
                    self.bound(inner, value, None, all)?;
                }
            }
            PatternKind::Tuple(parts) => {
                let size = self.tuple_size(pattern);
                let value = self.seen(pattern, value)?;
                for (part, place) in places(parts, size) {
                    self.bound(part, &at(&value, place, span)?, None, all)?;
                }
            }
            PatternKind::List(parts) => {
                let rest = parts.iter().position(is_rest);
                for (part, place) in list_places(parts, rest) {
                    let index = int(place, span);
                    self.bound(part, &at(value, place, span)?, Some((value, index, "_item_ref")), all)?;
                }
                if let Some(rest) = rest
                    && let PatternKind::Bind(..) = &parts[rest].kind
                    && let Some(name) = self.unique(parts[rest].id)
                {
                    let behind = parts.len() - rest - 1;
                    let length = call("len", vec![value.clone()], span)?;
                    let end = Tree::Binary(Binary::Subtract, length, int(behind as i128, span));
                    let end = syntax::Expr::new(end, span)?;
                    let given = vec![value.clone(), int(rest as i128, span), end, truth(false, span)];
                    all.push((name, call("_sliced", given, span)?));
                }
            }
            PatternKind::Path(_) | PatternKind::Variant(..) | PatternKind::Struct(..) => {
                let Some(meaning) = self.known.meanings.get(&pattern.id).cloned() else { return Ok(()) };
                for (part, name) in self.parts(pattern, &meaning) {
                    let field = member(value.clone(), &name, span)?;
                    self.bound(part, &field, Some((value, text(&name, span), "_member_ref")), all)?;
                }
            }
            PatternKind::Or(patterns) => self.bound_or(patterns, value, span, all)?,
            _ => {}
        }
        Ok(())
    }

    /// The variables of alternatives: those of the first that fits.
    fn bound_or(
        &mut self,
        patterns: &[Pattern],
        value: &syntax::Expr,
        span: Span,
        all: &mut Vec<(Name, syntax::Expr)>,
    ) -> Result<(), Halt> {
        let mut made: Vec<(Option<syntax::Expr>, Variables)> = Vec::new();
        for pattern in patterns {
            let mut own = Vec::new();
            self.bound(pattern, value, None, &mut own)?;
            let test = self.test(pattern, value)?;
            made.push((test, own));
        }
        let Some((_, last)) = made.pop() else { return Ok(()) };
        for (name, value) in last {
            let mut whole = value;
            for (test, own) in made.iter().rev() {
                let Some((_, value)) = own.iter().find(|(known, _)| *known == name) else { continue };
                whole = match test {
                    Some(test) => syntax::Expr::new(Tree::Conditional(test.clone(), value.clone(), whole), span)?,
                    None => value.clone(),
                };
            }
            all.push((name, whole));
        }
        Ok(())
    }

    /// `matches!(value, pattern if guard)`
    pub(super) fn matches(
        &mut self,
        value: &Expr,
        pattern: &Pattern,
        guard: Option<&Expr>,
        span: Span,
        into: &mut syntax::Block,
    ) -> Result<(), Halt> {
        let value = self.subject(value, into)?;
        let test = self.test(pattern, &value)?;
        let guard = self.guarded(pattern, guard, &value, span)?;
        let whole = both(test.into_iter().chain(guard).collect(), span)?;
        into.push(does(whole.unwrap_or_else(|| truth(true, span))));
        Ok(())
    }

    /// A guard with the pattern's variables.
    pub(super) fn guarded(
        &mut self,
        pattern: &Pattern,
        guard: Option<&Expr>,
        value: &syntax::Expr,
        span: Span,
    ) -> Test {
        let Some(guard) = guard else { return Ok(None) };
        let mut steps = Vec::new();
        self.binds(pattern, value, &mut steps)?;
        let guard = self.read(guard)?;
        if steps.is_empty() {
            return Ok(Some(guard));
        }
        steps.push(does(guard));
        doing(steps, span).map(Some)
    }

    /// What is compared with patterns, in a variable.
    pub(super) fn subject(&mut self, value: &Expr, into: &mut syntax::Block) -> Made {
        let ty = self.ty(value.id);
        let made = match &ty {
            Ty::Mut(inner) if self.held(inner) == Held::Object => self.place(value)?,
            _ => self.read(value)?,
        };
        Ok(self.kept(made, "subject", into))
    }

    /// Variables of a condition, which are made before it: their names with nothing in them.
    pub(super) fn forward(&mut self, pattern: &Pattern, value: &syntax::Expr, into: &mut syntax::Block) -> Made {
        let span = pattern.span;
        let mut all = Vec::new();
        self.bound(pattern, value, None, &mut all)?;
        let mut steps = Vec::new();
        for (name, value) in all {
            into.push(declare(&name, unit(span), span));
            steps.push(super::assign(syntax::Pattern::Name(name, span), value, span));
        }
        steps.push(does(truth(true, span)));
        doing(steps, span)
    }
}

/// Parts of a tuple with their places; what `..` leaves out has none.
fn places(parts: &[Pattern], size: usize) -> Vec<(&Pattern, i128)> {
    let rest = parts.iter().position(|part| matches!(part.kind, PatternKind::Rest));
    let place = |at: usize| match rest {
        Some(rest) if at > rest => (size + at).saturating_sub(parts.len()),
        _ => at,
    };
    let all = parts.iter().enumerate().filter(|(at, _)| Some(*at) != rest);
    all.map(|(at, part)| (part, place(at) as i128)).collect()
}

/// The same for a list, whose last places are counted from its end.
fn list_places(parts: &[Pattern], rest: Option<usize>) -> Vec<(&Pattern, i128)> {
    let place = |at: usize| match rest {
        Some(rest) if at > rest => at as i128 - parts.len() as i128,
        _ => at as i128,
    };
    let all = parts.iter().enumerate().filter(|(at, _)| Some(*at) != rest);
    all.map(|(at, part)| (part, place(at))).collect()
}

fn is_rest(part: &Pattern) -> bool {
    match &part.kind {
        PatternKind::Rest => true,
        PatternKind::Bind(_, _, Some(inner)) => matches!(inner.kind, PatternKind::Rest),
        _ => false,
    }
}

/// `value[place]`
fn at(value: &syntax::Expr, place: i128, span: Span) -> Made {
    syntax::Expr::new(Tree::Index { object: value.clone(), index: int(place, span), optional: false }, span)
}

/// All of them; `None`: nothing is asked.
pub fn both(all: Vec<syntax::Expr>, span: Span) -> Test {
    joined(all, Tree::And, span)
}

/// One of them; `None`: there are none.
fn any(all: Vec<syntax::Expr>, span: Span) -> Test {
    joined(all, Tree::Or, span)
}

/// Conditions as one, in a tree that is as low as it can be: rows of them may be long.
fn joined(mut all: Vec<syntax::Expr>, join: fn(syntax::Expr, syntax::Expr) -> Tree, span: Span) -> Test {
    if all.len() < 2 {
        return Ok(all.pop());
    }
    let rest = all.split_off(all.len() / 2);
    match (joined(all, join, span)?, joined(rest, join, span)?) {
        (Some(one), Some(other)) => syntax::Expr::new(join(one, other), span).map(Some),
        (one, other) => Ok(one.or(other)),
    }
}

/// A part of a list as a place of its own.
pub fn is_tuple_of_names(parts: &[Pattern]) -> bool {
    parts.iter().all(|part| matches!(part.kind, PatternKind::Bind(_, _, None) | PatternKind::Wild))
}
