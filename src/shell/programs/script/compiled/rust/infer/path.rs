//! Paths: what they mean, and the types of what they mean.

use std::rc::Rc;

use super::{Infer, Meaning};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::Path;
use crate::shell::programs::script::compiled::rust::collect::owner_of;
use crate::shell::programs::script::compiled::rust::types::{Ty, is_float, is_whole};
use crate::shell::programs::script::compiled::rust::world::{Kind, Signature, Target};
use crate::shell::programs::script::syntax::Span;

impl Infer<'_> {
    /// What a path means.
    pub(super) fn meaning(&mut self, path: &Path, span: Span) -> Result<Meaning, Halt> {
        if let Some(name) = path.single()
            && let Some(local) = self.look_up(name)
        {
            return Ok(Meaning::Local(local));
        }
        let names: Vec<&str> = path.parts.iter().map(|(name, _)| &**name).collect();
        let generics: Vec<Ty> = match path.parts.last() {
            Some((_, all)) => all.clone().iter().map(|of| self.written(of)).collect(),
            None => Vec::new(),
        };
        if let Some(of) = &path.of {
            let ty = self.written(of);
            return self.of_type(&ty, names.first().copied().unwrap_or_default(), generics, span);
        }
        match names.as_slice() {
            ["Self"] => {
                return Ok(match self.place.this.as_ref().map(Ty::name) {
                    Some(name) if !name.is_empty() => Meaning::Structure(name.into()),
                    _ => Meaning::Unknown("Self".into()),
                });
            }
            ["Self", name] => {
                let Some(this) = self.place.this.clone() else { return Ok(Meaning::Unknown("Self".into())) };
                return self.of_type(&this, name, generics, span);
            }
            ["Box" | "Pin" | "Cow", name] => {
                let boxed = self.instance("Boxed");
                return self.of_type(&boxed, name, generics, span);
            }
            [of, name] if self.place.generics.iter().any(|known| &**known == *of) => {
                return Ok(Meaning::Unknown(format!("{of}::{name}").into()));
            }
            _ => {}
        }
        let module = self.place.module;
        match self.world.find(module, &names, true) {
            Some((Target::Function(name), 0)) => match self.world.functions.get(&name).cloned() {
                Some(signature) => {
                    let generics = self.stand_ins(&signature, generics, None);
                    Ok(Meaning::Function(signature, generics))
                }
                None => Ok(Meaning::Unknown(name)),
            },
            Some((Target::Constant(name), 0)) => Ok(Meaning::Constant(name)),
            Some((Target::Variant(of, variant), 0)) => Ok(Meaning::Variant(of, variant)),
            Some((Target::Type(name), 0)) => {
                let of = self.aliased(&name, Vec::new());
                Ok(Meaning::Structure(of.name().into()))
            }
            Some((Target::Type(name), 1)) => {
                let given = path.parts.get(path.parts.len().saturating_sub(2)).map(|(_, all)| all.clone());
                let given: Vec<Ty> = given.unwrap_or_default().iter().map(|of| self.written(of)).collect();
                let of = self.aliased(&name, given);
                self.of_type(&of, names.last().copied().unwrap_or_default(), generics, span)
            }
            Some((Target::Trait(name), 1)) => {
                let last = names.last().copied().unwrap_or_default();
                if name.rsplit("::").next() == Some("Default") && last == "default" {
                    let ty = self.fresh();
                    return Ok(Meaning::Default(ty));
                }
                Ok(Meaning::Sent(last.into()))
            }
            _ => Ok(Meaning::Unknown(names.join("::").into())),
        }
    }

    /// A type by its name, with what an alias means.
    fn aliased(&mut self, name: &str, given: Vec<Ty>) -> Ty {
        let Some((generics, of)) = self.world.aliases.get(name).cloned() else {
            if given.is_empty() {
                return self.instance(name);
            }
            let mut given = given;
            let count = self.world.types.get(name).map_or(0, |of| of.generics.len());
            given.resize_with(count, || self.known.table.fresh());
            return Ty::with(name, given);
        };
        let of = of.replaced(&|name| {
            let at = generics.iter().position(|known| &**known == name)?;
            given.get(at).cloned()
        });
        self.opened(&of)
    }

    /// `Type::name`
    pub(super) fn of_type(&mut self, ty: &Ty, name: &str, generics: Vec<Ty>, span: Span) -> Result<Meaning, Halt> {
        let ty = self.known.table.read(ty);
        let owner = owner_of(&ty);
        if let Some(variant) = self.world.variant(&owner, name) {
            return Ok(Meaning::Variant(owner.as_str().into(), variant));
        }
        if let Some(signature) = self.method_of(&owner, name) {
            let generics = self.stand_ins(&signature, generics, Some(&ty));
            return Ok(Meaning::Method(ty, signature, generics));
        }
        let is_constant = [owner.as_str(), family(&owner)]
            .iter()
            .any(|owner| self.world.inner_constants.contains_key(&((*owner).into(), name.into())));
        if is_constant {
            return Ok(Meaning::InnerConstant(ty, name.into()));
        }
        if name == "default" {
            return Ok(Meaning::Default(ty));
        }
        if let Some(signature) = self.method_of("any", name) {
            let generics = self.stand_ins(&signature, generics, Some(&ty));
            return Ok(Meaning::Method(ty, signature, generics));
        }
        let _ = span;
        Ok(Meaning::Unknown(format!("{}::{name}", owner.rsplit("::").next().unwrap_or(&owner)).into()))
    }

    /// A method of a type's, or of all numbers'.
    pub(super) fn method_of(&self, owner: &str, name: &str) -> Option<Rc<Signature>> {
        let of = |owner: &str| self.world.methods.get(owner).and_then(|methods| methods.get(name)).cloned();
        of(owner).or_else(|| of(family(owner)))
    }

    /// What a signature's parameters stand for in one call; `ty`: the type whose function it is.
    pub(super) fn stand_ins(&mut self, signature: &Signature, given: Vec<Ty>, ty: Option<&Ty>) -> Vec<Ty> {
        let all: Vec<Ty> = signature.generics.iter().map(|_| self.fresh()).collect();
        for (at, (_, stands_for)) in signature.generics.iter().enumerate() {
            if let Some(of) = stands_for {
                let of = self.filled(of, signature, &all, ty);
                if let Some(one) = all.get(at).cloned() {
                    self.unify(&one, &of);
                }
            }
        }
        // Types that are written out are those of the function itself, which come last.
        let skip = all.len().saturating_sub(given.len());
        for (one, given) in all.iter().skip(skip).cloned().collect::<Vec<_>>().iter().zip(&given) {
            self.unify(one, given);
        }
        if let (Some(receiver), Some(ty)) = (&signature.receiver, ty) {
            let receiver = self.filled(receiver, signature, &all, Some(ty));
            self.unify(&receiver, ty);
        } else if let Some(ty) = ty {
            // Without `self`, the type's arguments are its first parameters.
            for (one, argument) in all.clone().iter().zip(ty.arguments()) {
                self.unify(one, argument);
            }
        }
        all
    }

    /// A type of a signature's in one call.
    pub(super) fn filled(&mut self, of: &Ty, signature: &Signature, all: &[Ty], this: Option<&Ty>) -> Ty {
        let of = of.replaced(&|name| {
            if name == "Self" {
                return this.cloned();
            }
            let at = signature.generics.iter().position(|(known, _)| &**known == name)?;
            all.get(at).cloned()
        });
        self.opened(&of)
    }

    /// The type of what a path means.
    pub(super) fn type_of(&mut self, meaning: &Meaning) -> Ty {
        match meaning {
            Meaning::Local(local) => self.known.locals.get(*local).map(|local| local.ty.clone()).unwrap_or(Ty::unit()),
            Meaning::Function(signature, all) => self.function_type(signature, all, None),
            Meaning::Method(ty, signature, all) => self.function_type(signature, all, Some(ty)),
            Meaning::Constant(name) => match self.world.constants.get(name).cloned() {
                Some(ty) => self.opened(&ty),
                None => self.fresh(),
            },
            Meaning::InnerConstant(ty, name) => {
                let owner = owner_of(ty);
                let of = |owner: &str| self.world.inner_constants.get(&(owner.into(), name.clone())).cloned();
                match of(&owner).or_else(|| of(family(&owner))) {
                    Some(of) => {
                        let this = ty.clone();
                        // Of all numbers' constants, most have the number's own type.
                        let is_own = matches!(of.name(), "int" | "float");
                        if is_own { this } else { self.opened(&of) }
                    }
                    None => self.fresh(),
                }
            }
            Meaning::Structure(of) => {
                let instance = self.instance(of);
                let fields = self.struct_fields(&instance);
                let is_function = matches!(
                    self.world.types.get(of).map(|of| &of.kind),
                    Some(Kind::Struct(fields)) if !fields.named && !fields.all.is_empty()
                );
                if is_function { constructor(fields.all, instance) } else { instance }
            }
            Meaning::Variant(of, variant) => {
                let instance = self.instance(of);
                let fields = self.world.variant_fields(of, variant).cloned().unwrap_or_default();
                let fields = self.fields_for(fields, &instance);
                if fields.named || fields.all.is_empty() { instance } else { constructor(fields.all, instance) }
            }
            Meaning::Default(ty) => Ty::Function(Vec::new(), Box::new(ty.clone())),
            Meaning::Sent(_) | Meaning::Unknown(_) => self.fresh(),
        }
    }

    fn function_type(&mut self, signature: &Rc<Signature>, all: &[Ty], this: Option<&Ty>) -> Ty {
        let mut parameters = Vec::new();
        if let Some(receiver) = &signature.receiver {
            parameters.push(self.filled(receiver, signature, all, this));
        }
        for parameter in &signature.parameters {
            parameters.push(self.filled(parameter, signature, all, this));
        }
        let result = self.filled(&signature.result, signature, all, this);
        Ty::Function(parameters, Box::new(result))
    }
}

fn constructor(fields: Vec<(crate::shell::programs::script::syntax::Name, Ty)>, instance: Ty) -> Ty {
    Ty::Function(fields.into_iter().map(|(_, ty)| ty).collect(), Box::new(instance))
}

/// What has the methods of all types of a kind.
pub fn family(owner: &str) -> &'static str {
    if is_whole(owner) {
        "int"
    } else if is_float(owner) {
        "float"
    } else {
        ""
    }
}
