//! Patterns: the variables that they make, and their types.

use std::collections::BTreeMap;

use super::{Infer, Meaning};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Pattern, PatternKind};
use crate::shell::programs::script::compiled::rust::types::Ty;
use crate::shell::programs::script::compiled::rust::world::{Fields, Kind, Target};
use crate::shell::programs::script::syntax::Name;

impl Infer<'_> {
    /// A pattern of a value of this type; `lent`: it can be changed through the pattern's variables.
    pub(super) fn bind(&mut self, pattern: &Pattern, ty: &Ty, lent: bool) -> Result<(), Halt> {
        let top = self.known.table.top(ty);
        let (ty, lent) = match &top {
            Ty::Mut(inner) if !matches!(pattern.kind, PatternKind::Bind(..)) => ((**inner).clone(), true),
            _ => (top, lent),
        };
        self.known.types.insert(pattern.id, ty.clone());
        match &pattern.kind {
            PatternKind::Wild | PatternKind::Rest => {}
            PatternKind::Bind(name, by_reference, inner) => {
                if inner.is_none() && self.constant_pattern(pattern, name) {
                    return Ok(());
                }
                if let Some(inner) = inner {
                    self.bind(inner, &ty, lent)?;
                }
                let lent = (lent || *by_reference) && !matches!(ty, Ty::Mut(_));
                let ty = if lent { Ty::Mut(Box::new(ty)) } else { ty };
                let local = self.local(name, ty);
                self.known.bound.insert(pattern.id, local);
            }
            PatternKind::Literal(value) => {
                self.expr(value, Some(&ty))?;
            }
            PatternKind::Range(from, to, _) => {
                for value in [from, to].into_iter().flatten() {
                    self.expr(value, Some(&ty))?;
                }
            }
            PatternKind::Tuple(parts) => self.bind_tuple(parts, &ty, lent)?,
            PatternKind::List(parts) => {
                let element = self.element(&ty);
                for part in parts {
                    match &part.kind {
                        // `rest @ ..` is a part of the list.
                        PatternKind::Bind(_, _, Some(inner)) if matches!(inner.kind, PatternKind::Rest) => {
                            self.bind(part, &ty, lent)?;
                        }
                        _ => self.bind(part, &element, lent)?,
                    }
                }
            }
            PatternKind::Path(path) => {
                let meaning = self.meaning(path, pattern.span)?;
                if let Meaning::Variant(of, _) | Meaning::Structure(of) = &meaning {
                    let of = self.instance(of);
                    self.unify(&of, &ty);
                }
                self.known.meanings.insert(pattern.id, meaning);
            }
            PatternKind::Variant(path, parts) => {
                let fields = self.fields_of(pattern, path, &ty)?;
                let rest = parts.iter().position(|part| matches!(part.kind, PatternKind::Rest));
                for (at, part) in parts.iter().enumerate() {
                    let place = match rest {
                        Some(rest) if at > rest => fields.all.len().saturating_sub(parts.len() - at),
                        _ => at,
                    };
                    let of = fields.all.get(place).map(|(_, ty)| ty.clone()).unwrap_or_else(|| self.fresh());
                    self.bind(part, &of, lent)?;
                }
            }
            PatternKind::Struct(path, parts) => {
                let fields = self.fields_of(pattern, path, &ty)?;
                for (name, part) in parts {
                    let of = fields.of(name).cloned().unwrap_or_else(|| self.fresh());
                    self.bind(part, &of, lent)?;
                }
            }
            PatternKind::Or(all) => self.bind_or(all, &ty, lent)?,
        }
        Ok(())
    }

    /// Alternatives make the same variables.
    fn bind_or(&mut self, all: &[Pattern], ty: &Ty, lent: bool) -> Result<(), Halt> {
        let Some((first, rest)) = all.split_first() else { return Ok(()) };
        let made = self.bind_apart(first, ty, lent)?;
        let mut from = first.id + 1;
        for pattern in rest {
            let again = self.bind_apart(pattern, ty, lent)?;
            // The variables of the first are meant by those of the others.
            let own = std::mem::replace(&mut from, pattern.id + 1)..=pattern.id;
            for (_, bound) in self.known.bound.range_mut(own) {
                let name = again.iter().find(|(_, local)| *local == bound).map(|(name, _)| name);
                if let Some(first) = name.and_then(|name| made.get(name)) {
                    *bound = *first;
                }
            }
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.extend(made);
        }
        Ok(())
    }

    /// The variables that a pattern makes, which nobody sees yet.
    fn bind_apart(&mut self, pattern: &Pattern, ty: &Ty, lent: bool) -> Result<BTreeMap<Name, usize>, Halt> {
        self.scopes.push(BTreeMap::new());
        let result = self.bind(pattern, ty, lent);
        let made = self.scopes.pop().unwrap_or_default();
        result.map(|()| made)
    }

    fn bind_tuple(&mut self, parts: &[Pattern], ty: &Ty, lent: bool) -> Result<(), Halt> {
        let rest = parts.iter().position(|part| matches!(part.kind, PatternKind::Rest));
        let mut types = match self.known.table.top(ty) {
            Ty::Tuple(types) => types,
            _ => Vec::new(),
        };
        if types.is_empty() && rest.is_none() && !parts.is_empty() {
            types = parts.iter().map(|_| self.fresh()).collect();
            self.unify(ty, &Ty::Tuple(types.clone()));
        }
        for (at, part) in parts.iter().enumerate() {
            let place = match rest {
                Some(rest) if at > rest => types.len().saturating_sub(parts.len() - at),
                _ => at,
            };
            let of = types.get(place).cloned().unwrap_or_else(|| self.fresh());
            self.bind(part, &of, lent)?;
        }
        Ok(())
    }

    /// Whether a single name is a constant or a variant instead of a variable.
    fn constant_pattern(&mut self, pattern: &Pattern, name: &str) -> bool {
        let meaning = match self.world.named(self.place.module, name, true) {
            Some(Target::Variant(of, variant)) => Meaning::Variant(of.clone(), variant.clone()),
            Some(Target::Constant(name)) => Meaning::Constant(name.clone()),
            _ => match self.world.named(self.place.module, name, false) {
                Some(Target::Type(of)) if name.starts_with(char::is_uppercase) => Meaning::Structure(of.clone()),
                _ => return false,
            },
        };
        if let Meaning::Variant(of, _) = &meaning {
            let of = self.instance(of);
            if let Some(ty) = self.known.types.get(&pattern.id).cloned() {
                self.unify(&of, &ty);
            }
        }
        self.known.meanings.insert(pattern.id, meaning);
        true
    }

    /// A type with its parameters open.
    pub(super) fn instance(&mut self, of: &str) -> Ty {
        let count = self.world.types.get(of).map_or(0, |of| of.generics.len());
        let all = (0..count).map(|_| self.fresh()).collect();
        Ty::with(of, all)
    }

    /// The fields of a struct or variant in a pattern.
    fn fields_of(&mut self, pattern: &Pattern, path: &super::super::ast::Path, ty: &Ty) -> Result<Fields, Halt> {
        let meaning = self.meaning(path, pattern.span)?;
        self.known.meanings.insert(pattern.id, meaning.clone());
        Ok(match &meaning {
            Meaning::Variant(of, variant) => {
                let instance = self.instance(of);
                self.unify(&instance, ty);
                let fields = self.world.variant_fields(of, variant).cloned().unwrap_or_default();
                self.fields_for(fields, &instance)
            }
            Meaning::Structure(of) => {
                let instance = self.instance(of);
                self.unify(&instance, ty);
                self.struct_fields(&instance)
            }
            _ => Fields::default(),
        })
    }

    /// Fields with a type's parameters replaced by its arguments.
    pub(super) fn fields_for(&mut self, fields: Fields, of: &Ty) -> Fields {
        let generics = self.world.types.get(of.name()).map(|of| of.generics.clone()).unwrap_or_default();
        let by = |name: &str| {
            let at = generics.iter().position(|known| &**known == name)?;
            of.arguments().get(at).cloned()
        };
        let all = fields.all.into_iter().map(|(name, ty)| (name, ty.replaced(&by)));
        Fields { all: all.collect(), named: fields.named }
    }

    pub(super) fn struct_fields(&mut self, of: &Ty) -> Fields {
        let fields = match self.world.types.get(of.name()).map(|of| &of.kind) {
            Some(Kind::Struct(fields)) => fields.clone(),
            _ => Fields::default(),
        };
        self.fields_for(fields, of)
    }
}
