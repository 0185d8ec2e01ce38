//! [`World`]: what a program and its libraries declare, by module: the meaning of paths, types with their fields, and
//! the signatures of functions and methods.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ast::{Function, Generic, Path, Shape, Type};
use super::types::Ty;
use crate::shell::programs::script::syntax::Name;

/// What a name in a module means.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Module(usize),
    Type(Name),
    Trait(Name),
    Function(Name),
    Constant(Name),
    Variant(Name, Name),
    /// What the sandbox has not.
    Unknown(Name),
}

#[derive(Debug, Default)]
pub struct Module {
    /// `crate::shapes`
    pub path: String,
    pub parent: Option<usize>,
    /// The first module of its crate.
    pub root: usize,
    /// The file that it is in.
    pub file: usize,
    pub types: BTreeMap<Name, Target>,
    pub values: BTreeMap<Name, Target>,
}

/// A function as its callers see it.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The parameters of its types, those of its `impl` first, with functions and iterators that they stand for.
    pub generics: Vec<(Name, Option<Ty>)>,
    pub receiver: Option<Ty>,
    pub parameters: Vec<Ty>,
    pub result: Ty,
    /// How the tree names it, or the type that has it.
    pub owner: Name,
    pub name: Name,
    /// Whether it is the library's.
    pub library: bool,
    /// Whether it is told the types that its own parameters stand for; those of its type, if it has none itself.
    pub typed: bool,
    /// How many of the parameters are its own.
    pub own: usize,
    /// Whether it changes what it is called on by giving a new value.
    pub place: bool,
    /// Whether it is given a reference to what it is called on.
    pub lent: bool,
    /// Whether it may change what it is called on.
    pub changes: bool,
}

#[derive(Clone, Debug)]
pub struct Structure {
    pub generics: Vec<Name>,
    pub kind: Kind,
    pub copies: bool,
    pub library: bool,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Opaque,
    Struct(Fields),
    Enum(Vec<(Name, Fields)>),
}

/// Fields in order; whether they have names.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    pub all: Vec<(Name, Ty)>,
    pub named: bool,
}

impl Fields {
    pub fn of(&self, name: &str) -> Option<&Ty> {
        self.all.iter().find(|(known, _)| &**known == name).map(|(_, ty)| ty)
    }
}

/// A trait: methods with the bodies that some have.
#[derive(Clone, Debug, Default)]
pub struct Trait {
    pub methods: BTreeMap<Name, Rc<Signature>>,
    pub defaults: Vec<Rc<Function>>,
}

/// Where types are read: the module, the parameters that are known, and `Self`.
#[derive(Clone, Debug, Default)]
pub struct Place {
    pub module: usize,
    pub generics: Vec<Name>,
    pub this: Option<Ty>,
    /// Types of the `impl`: `Self::Item`.
    pub inner: BTreeMap<Name, Ty>,
}

/// Everything that is declared.
#[derive(Debug, Default)]
pub struct World {
    pub modules: Vec<Module>,
    pub types: BTreeMap<Name, Structure>,
    pub aliases: BTreeMap<Name, (Vec<Name>, Ty)>,
    pub functions: BTreeMap<Name, Rc<Signature>>,
    pub constants: BTreeMap<Name, Ty>,
    pub traits: BTreeMap<Name, Trait>,
    /// Methods by type and name.
    pub methods: BTreeMap<Name, BTreeMap<Name, Rc<Signature>>>,
    /// Constants of types.
    pub inner_constants: BTreeMap<(Name, Name), Ty>,
    /// What a type gives when it is gone through, of those that are iterators.
    pub items: BTreeMap<Name, Ty>,
}

/// Where names of every module stand.
pub const PRELUDE: &str = "prelude";

impl Signature {
    /// The types that it is told, of those that its parameters stand for.
    pub fn told<'t>(&self, all: &'t [Ty]) -> &'t [Ty] {
        let skip = if self.own == 0 { 0 } else { all.len().saturating_sub(self.own) };
        all.get(skip..).unwrap_or_default()
    }
}

impl World {
    pub fn module(&mut self, module: Module) -> usize {
        self.modules.push(module);
        self.modules.len() - 1
    }

    /// What a name means in a module, as a type or a value.
    pub fn named(&self, module: usize, name: &str, value: bool) -> Option<&Target> {
        let look = |number: usize| {
            let module = self.modules.get(number)?;
            if value { module.values.get(name) } else { module.types.get(name) }
        };
        if let Some(found) = look(module) {
            return Some(found);
        }
        // A block's items see those of the module around it.
        let mut around = module;
        while let Some(found) = self.modules.get(around)
            && found.path.ends_with('}')
            && let Some(parent) = found.parent
        {
            if let Some(found) = look(parent) {
                return Some(found);
            }
            around = parent;
        }
        let prelude = self.modules.first().and_then(|root| root.types.get(PRELUDE));
        if let Some(Target::Module(prelude)) = prelude
            && let Some(found) = look(*prelude)
        {
            return Some(found);
        }
        look(0)
    }

    /// The module of a block's, of which the module itself is meant by `self` and `super`.
    fn own(&self, module: usize) -> usize {
        let mut module = module;
        while let Some(found) = self.modules.get(module)
            && found.path.ends_with('}')
            && let Some(parent) = found.parent
        {
            module = parent;
        }
        module
    }

    /// The module that the first names of a path lead to, and how many names that are.
    fn walk(&self, module: usize, names: &[&str]) -> Option<(usize, usize)> {
        let mut used = 0;
        let mut at = module;
        while let Some(name) = names.get(used) {
            let next = match *name {
                "crate" if used == 0 => Some(self.modules.get(module)?.root),
                "self" if used == 0 => Some(self.own(module)),
                "super" => self.modules.get(self.own(at))?.parent,
                name if used == 0 => match self.named(at, name, false) {
                    Some(Target::Module(next)) => Some(*next),
                    _ => None,
                },
                name => match self.modules.get(at)?.types.get(name) {
                    Some(Target::Module(next)) => Some(*next),
                    _ => None,
                },
            };
            match next {
                Some(next) => at = next,
                None => break,
            }
            used += 1;
        }
        Some((at, used))
    }

    /// What a path means, and how many of its names are left over (a type's methods, a variant).
    pub fn find(&self, module: usize, names: &[&str], value: bool) -> Option<(Target, usize)> {
        let (at, used) = self.walk(module, names)?;
        let rest = names.get(used..).unwrap_or_default();
        let Some(first) = rest.first() else { return Some((Target::Module(at), 0)) };
        let here = self.modules.get(at)?;
        let is_last = rest.len() == 1;
        let look = |value: bool| {
            if used == 0 {
                return self.named(at, first, value).cloned();
            }
            (if value { here.values.get(*first) } else { here.types.get(*first) }).cloned()
        };
        let found = if is_last && value { look(true).or_else(|| look(false)) } else { look(false) };
        match found {
            Some(Target::Type(name)) if rest.len() > 1 => {
                if rest.len() == 2
                    && let Some(variant) = self.variant(&name, rest[1])
                {
                    return Some((Target::Variant(name, variant), 0));
                }
                Some((Target::Type(name), rest.len() - 1))
            }
            Some(found) => Some((found, rest.len() - 1)),
            None if used > 0 && self.modules.get(at).is_some_and(|module| module.root == 0) => {
                Some((Target::Unknown(names.join("::").into()), rest.len() - 1))
            }
            None => None,
        }
    }

    /// A variant of an enum by its name.
    pub fn variant(&self, of: &str, name: &str) -> Option<Name> {
        let of = match self.aliases.get(of) {
            Some((_, Ty::Of(of, _))) => of,
            _ => of,
        };
        match &self.types.get(of)?.kind {
            Kind::Enum(variants) => variants.iter().find(|(known, _)| &**known == name).map(|(name, _)| name.clone()),
            _ => None,
        }
    }

    /// The fields of a variant.
    pub fn variant_fields(&self, of: &str, name: &str) -> Option<&Fields> {
        match &self.types.get(of)?.kind {
            Kind::Enum(variants) => variants.iter().find(|(known, _)| &**known == name).map(|(_, fields)| fields),
            _ => None,
        }
    }

    /// A type as it is meant where it stands; what is left open gets `open`.
    pub fn ty(&self, of: &Type, place: &Place, open: &mut dyn FnMut() -> Ty) -> Ty {
        match of {
            Type::Infer => open(),
            Type::Tuple(all) => Ty::Tuple(all.iter().map(|of| self.ty(of, place, open)).collect()),
            Type::List(of, is_array) => {
                Ty::with(if *is_array { "array" } else { "slice" }, vec![self.ty(of, place, open)])
            }
            Type::Mut(of) => Ty::Mut(Box::new(self.ty(of, place, open))),
            Type::Function(parameters, result) => {
                let parameters = parameters.iter().map(|of| self.ty(of, place, open)).collect();
                Ty::Function(parameters, Box::new(self.ty(result, place, open)))
            }
            Type::Bound(path) => self.bound(path, place, open),
            Type::Path(path) => self.path_type(path, place, open),
        }
    }

    /// `dyn Trait`, `impl Trait`
    fn bound(&self, path: &Path, place: &Place, open: &mut dyn FnMut() -> Ty) -> Ty {
        let first = path.parts.last().and_then(|(_, arguments)| arguments.first());
        match path.last() {
            "Iterator" | "IntoIterator" | "DoubleEndedIterator" | "ExactSizeIterator" => {
                let item = match first {
                    Some(of) => self.ty(of, place, open),
                    None => open(),
                };
                Ty::with("Iter", vec![item])
            }
            "Future" => {
                let item = match first {
                    Some(of) => self.ty(of, place, open),
                    None => open(),
                };
                Ty::with("Future", vec![item])
            }
            name => {
                let names: Vec<&str> = path.parts.iter().map(|(name, _)| &**name).collect();
                match self.find(place.module, &names, false) {
                    Some((Target::Trait(name), _)) => Ty::of(&format!("dyn.{name}")),
                    _ => Ty::of(&format!("dyn.{name}")),
                }
            }
        }
    }

    fn path_type(&self, path: &Path, place: &Place, open: &mut dyn FnMut() -> Ty) -> Ty {
        let names: Vec<&str> = path.parts.iter().map(|(name, _)| &**name).collect();
        let arguments = path.parts.last().map(|(_, all)| all.as_slice()).unwrap_or_default();
        if path.of.is_some() {
            return open();
        }
        match names.as_slice() {
            ["Self"] => return place.this.clone().unwrap_or_else(open),
            ["Self", inner] => return place.inner.get(*inner).cloned().unwrap_or_else(open),
            [name] if place.generics.iter().any(|known| &**known == *name) => return Ty::Param((*name).into()),
            [name, _] if place.generics.iter().any(|known| &**known == *name) => return open(),
            ["String"] => return Ty::of("str"),
            ["Box" | "Pin" | "Cow"] => {
                return match arguments.last() {
                    Some(of) => self.ty(of, place, open),
                    None => open(),
                };
            }
            _ => {}
        }
        match self.find(place.module, &names, false) {
            Some((Target::Type(name), 0)) => {
                let mut all: Vec<Ty> = arguments.iter().map(|of| self.ty(of, place, open)).collect();
                if let Some((generics, of)) = self.aliases.get(&name) {
                    if !of.is_small() {
                        return open();
                    }
                    all.resize_with(all.len().max(generics.len()), &mut *open);
                    return of.replaced(&|name| {
                        let at = generics.iter().position(|known| &**known == name)?;
                        all.get(at).cloned()
                    });
                }
                let count = self.types.get(&name).map_or(0, |of| of.generics.len());
                all.resize_with(count, &mut *open);
                Ty::Of(name, all)
            }
            Some((Target::Trait(name), 0)) => Ty::of(&format!("dyn.{name}")),
            _ => open(),
        }
    }

    /// The fields of a type's shape.
    pub fn fields(&self, shape: &Shape, place: &Place) -> Fields {
        let all = shape.fields().iter();
        let all = all.map(|field| (field.name.clone(), self.ty(&field.of, place, &mut unknown))).collect();
        Fields { all, named: matches!(shape, Shape::Named(_)) }
    }

    /// A function's signature.
    pub fn signature(&self, function: &Function, outer: &[Generic], place: &Place, owner: &str) -> Signature {
        let mut place = place.clone();
        let all = || outer.iter().chain(&function.generics);
        place.generics.extend(all().map(|generic| generic.name.clone()));
        let attribute = |name: &str| function.attributes.iter().any(|attribute| &*attribute.name == name);
        let generics = all().map(|generic| (generic.name.clone(), self.stands_for(generic, &place))).collect();
        let receiver = function.receiver.as_ref().and_then(|receiver| {
            let of = receiver.of.as_ref().map(|of| self.ty(of, &place, &mut unknown));
            of.or_else(|| place.this.clone())
        });
        let parameters = function.parameters.iter().map(|(_, of)| self.ty(of, &place, &mut unknown)).collect();
        let mut result = self.ty(&function.result, &place, &mut unknown);
        if function.is_async {
            result = Ty::with("Future", vec![result]);
        }
        Signature {
            generics,
            receiver,
            parameters,
            result,
            owner: owner.into(),
            name: function.name.clone(),
            library: self.modules.get(place.module).is_some_and(|module| module.root == 0),
            typed: attribute("typed"),
            own: function.generics.len(),
            place: attribute("place"),
            lent: attribute("lent"),
            changes: function.receiver.as_ref().is_some_and(|receiver| receiver.lent && receiver.mutable),
        }
    }

    /// The function or iterator that a parameter's bounds say it is.
    pub fn stands_for(&self, generic: &Generic, place: &Place) -> Option<Ty> {
        generic.bounds.iter().find_map(|bound| match self.ty(bound, place, &mut unknown) {
            found @ Ty::Function(..) => Some(found),
            found if matches!(found.name(), "Iter" | "Future") => Some(found),
            _ => None,
        })
    }
}

/// What stands for a type that is not told.
pub fn unknown() -> Ty {
    Ty::Param("_".into())
}
