//! Files become a [`World`] and a [`Program`]: what is declared, and what there is to run.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ast::{Attribute, Expr, Function, Generic, Item, ItemKind, Path, Shape, Type, Variant};
use super::parser::{Inner, parse};
use super::types::Ty;
use super::world::{Kind, Module, Place, Structure, Target, Trait, World, unknown};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Name, Span};

/// A source file.
pub struct Source {
    pub path: String,
    pub text: String,
}

/// What is wrong, and in which file.
pub type Wrong = (usize, Halt);

/// A function that is run.
pub struct Made {
    pub function: Rc<Function>,
    pub generics: Vec<Generic>,
    pub place: Place,
    /// The type that has it, or the trait; empty: a function of the module.
    pub owner: Name,
    /// The trait that it is for.
    pub by: Name,
    pub signature: Rc<super::world::Signature>,
}

/// A struct or an enum.
pub struct Class {
    pub name: Name,
    pub module: usize,
    pub attributes: Vec<Attribute>,
    pub shape: Result<Shape, Vec<Variant>>,
    pub span: Span,
}

pub struct Constant {
    pub name: Name,
    pub owner: Name,
    pub place: Place,
    pub ty: Ty,
    pub value: Expr,
    pub span: Span,
}

/// What there is to run.
#[derive(Default)]
pub struct Program {
    pub classes: Vec<Class>,
    pub functions: Vec<Made>,
    pub constants: Vec<Constant>,
    /// Methods that types take over from traits: type, method, trait.
    pub inherited: Vec<(Name, Name, Name)>,
    /// Traits by name, with the module that they are in.
    pub traits: Vec<(Name, usize)>,
    /// The modules of blocks with items.
    pub blocks: BTreeMap<usize, usize>,
    /// Functions with `#[test]`.
    pub tests: Vec<(String, Rc<Function>)>,
}

/// Items with the module that they are in.
type Waiting = Vec<(usize, Item)>;

pub struct Collector<'s> {
    pub world: World,
    pub program: Program,
    sources: &'s [Source],
    pub ids: usize,
    /// Whether what is only for tests is part of what is read.
    pub testing: bool,
    waiting: Waiting,
    uses: Vec<(usize, Vec<Name>, Name)>,
}

impl<'s> Collector<'s> {
    pub fn new(sources: &'s [Source], testing: bool) -> Self {
        Collector {
            world: World::default(),
            program: Program::default(),
            sources,
            ids: 0,
            testing,
            waiting: Vec::new(),
            uses: Vec::new(),
        }
    }

    /// Declares a crate that begins with a source; gives its first module.
    pub fn begin(&mut self, file: usize, path: &str) -> Result<usize, Wrong> {
        let root = self.world.modules.len();
        self.world.module(Module { path: path.into(), root, file, ..Module::default() });
        self.read(file, root)?;
        Ok(root)
    }

    fn read(&mut self, file: usize, module: usize) -> Result<(), Wrong> {
        let Some(source) = self.sources.get(file) else { return Ok(()) };
        let read = parse(&source.text, &mut self.ids).map_err(|halt| (file, halt))?;
        self.declare(module, read.items)?;
        let mut inner = read.inner;
        inner.sort_by_key(|inner| inner.block);
        for Inner { block, around, modules, items } in inner {
            let mut at = module;
            for name in &modules {
                if let Some(Target::Module(next)) = self.world.modules.get(at).and_then(|module| module.types.get(name))
                {
                    at = *next;
                }
            }
            let at = around.iter().rev().find_map(|block| self.program.blocks.get(block)).copied().unwrap_or(at);
            let path = format!("{}::{{{block}}}", self.path_of(at));
            let root = self.world.modules.get(at).map_or(0, |module| module.root);
            let inner = self.world.module(Module { path, parent: Some(at), root, file, ..Module::default() });
            self.program.blocks.insert(block, inner);
            self.declare(inner, items)?;
        }
        Ok(())
    }

    fn path_of(&self, module: usize) -> String {
        self.world.modules.get(module).map(|module| module.path.clone()).unwrap_or_default()
    }

    fn file_of(&self, module: usize) -> usize {
        self.world.modules.get(module).map_or(0, |module| module.file)
    }

    fn wrong<T>(&self, module: usize, span: Span, what: impl Into<String>) -> Result<T, Wrong> {
        Err((self.file_of(module), Halt::Unsimulated { span, what: what.into() }))
    }

    /// The name that a module's item has everywhere.
    fn full(&self, module: usize, name: &str) -> Name {
        let path = self.path_of(module);
        // The library's own are Python's names.
        if self.world.modules.get(module).is_some_and(|module| module.root == 0) {
            let path = path.trim_start_matches("std::").replace("::", "_");
            let is_type = name.starts_with(char::is_uppercase) || path.is_empty() || path == "prelude" || path == "std";
            return if is_type { name.into() } else { format!("{path}_{name}").into() };
        }
        format!("{path}::{name}").into()
    }

    /// The name of an alias: the library has several of the same name.
    fn alias(&self, module: usize, name: &str) -> Name {
        format!("{}::{name}=", self.path_of(module)).into()
    }

    /// Whether attributes leave an item in.
    fn is_meant(&self, module: usize, attributes: &[Attribute]) -> Result<bool, Wrong> {
        for attribute in attributes.iter().filter(|attribute| &*attribute.name == "cfg") {
            let words: Vec<&str> = attribute.words.iter().map(|(_, word)| &**word).collect();
            let is = match words.as_slice() {
                ["test"] => self.testing,
                ["not", "test"] => !self.testing,
                ["unix"] | ["linux"] | ["debug_assertions"] => true,
                ["windows"] | ["not", "unix" | "linux"] => false,
                _ => return self.wrong(module, attribute.span, "this condition of an attribute"),
            };
            if !is {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Makes the names of items known.
    fn declare(&mut self, module: usize, items: Vec<Item>) -> Result<(), Wrong> {
        for item in items {
            if !self.is_meant(module, &item.attributes)? {
                continue;
            }
            let put = |world: &mut World, name: &Name, target: Target, value: bool| {
                if let Some(module) = world.modules.get_mut(module) {
                    let names = if value { &mut module.values } else { &mut module.types };
                    names.insert(name.clone(), target);
                }
            };
            match &item.kind {
                ItemKind::Function(function) => {
                    let full = self.full(module, &function.name);
                    put(&mut self.world, &function.name, Target::Function(full), true);
                    if function.attributes.iter().any(|attribute| matches!(&*attribute.name, "test" | "tokio::test")) {
                        let path = self.path_of(module);
                        let path = path.split_once("::").map_or(String::new(), |(_, rest)| format!("{rest}::"));
                        self.program.tests.push((format!("{path}{}", function.name), function.clone()));
                    }
                }
                ItemKind::Struct { name, generics, .. } | ItemKind::Enum { name, generics, .. } => {
                    let full = self.full(module, name);
                    put(&mut self.world, name, Target::Type(full.clone()), false);
                    let generics = generics.iter().map(|generic| generic.name.clone()).collect();
                    let library = self.world.modules.get(module).is_some_and(|module| module.root == 0);
                    let structure = Structure { generics, kind: Kind::Opaque, copies: false, library };
                    self.world.types.insert(full, structure);
                }
                ItemKind::Alias { name, .. } => {
                    let full = self.alias(module, name);
                    put(&mut self.world, name, Target::Type(full), false);
                }
                ItemKind::Trait { name, .. } => {
                    let full = self.full(module, name);
                    put(&mut self.world, name, Target::Trait(full.clone()), false);
                    if self.world.modules.get(module).is_some_and(|module| module.root != 0) {
                        self.program.traits.push((full, module));
                    }
                }
                ItemKind::Constant { name, .. } => {
                    let full = self.full(module, name);
                    put(&mut self.world, name, Target::Constant(full), true);
                }
                ItemKind::Module { name, items } => {
                    let path = format!("{}::{name}", self.path_of(module));
                    let path = if module == 0 { name.to_string() } else { path };
                    let (root, file) = self.world.modules.get(module).map_or((0, 0), |of| (of.root, of.file));
                    let made = Module { path, parent: Some(module), root, file, ..Module::default() };
                    let number = self.world.module(made);
                    put(&mut self.world, name, Target::Module(number), false);
                    match items {
                        Some(items) => self.declare(number, items.clone())?,
                        None => {
                            let Some(found) = self.file_for(module, name) else {
                                return self.wrong(module, item.span, format!("the missing file of the module {name}"));
                            };
                            if let Some(module) = self.world.modules.get_mut(number) {
                                module.file = found;
                            }
                            self.read(found, number)?;
                        }
                    }
                    continue;
                }
                ItemKind::Use(all) => {
                    self.uses.extend(all.iter().map(|(path, name)| (module, path.clone(), name.clone())));
                    continue;
                }
                ItemKind::Impl { .. } => {}
            }
            self.waiting.push((module, item));
        }
        Ok(())
    }

    /// The file of a module `mod name;`.
    fn file_for(&self, module: usize, name: &str) -> Option<usize> {
        let own = &self.sources.get(self.file_of(module))?.path;
        let (folder, file) = own.rsplit_once('/').unwrap_or(("", own));
        let base = match file {
            "main.rs" | "lib.rs" | "mod.rs" => folder.to_string(),
            _ if self.world.modules.get(module).is_some_and(|module| module.parent.is_none()) => folder.to_string(),
            file => format!("{folder}/{}", file.trim_end_matches(".rs")),
        };
        let base = if base.is_empty() { base } else { base + "/" };
        let paths = [format!("{base}{name}.rs"), format!("{base}{name}/mod.rs")];
        self.sources.iter().position(|source| paths.contains(&source.path))
    }

    /// Finds out what is meant, once all names are known.
    pub fn finish(&mut self) -> Result<(), Wrong> {
        self.resolve_uses();
        let waiting = std::mem::take(&mut self.waiting);
        for (module, item) in &waiting {
            self.shape(*module, item);
        }
        for (module, item) in &waiting {
            if let ItemKind::Trait { name, items } = &item.kind {
                self.declare_trait(*module, name, items);
            }
        }
        for (module, item) in waiting {
            self.meaning(module, item)?;
        }
        Ok(())
    }

    fn resolve_uses(&mut self) {
        let mut open = std::mem::take(&mut self.uses);
        for round in 0..8 {
            let mut left = Vec::new();
            for (module, path, name) in open {
                if !self.resolve_use(module, &path, &name, round == 7) {
                    left.push((module, path, name));
                }
            }
            open = left;
        }
    }

    fn resolve_use(&mut self, module: usize, path: &[Name], name: &Name, last: bool) -> bool {
        let names: Vec<&str> = path.iter().map(|name| &**name).collect();
        let mut found: Vec<(Name, Target, bool)> = Vec::new();
        if &**name == "*" {
            match self.world.find(module, &names, false) {
                Some((Target::Module(from), 0)) => {
                    if let Some(from) = self.world.modules.get(from) {
                        let types = from.types.iter().map(|(name, target)| (name.clone(), target.clone(), false));
                        found.extend(types);
                        found.extend(from.values.iter().map(|(name, target)| (name.clone(), target.clone(), true)));
                    }
                }
                Some((Target::Type(of), 0)) => {
                    let variants = self.waiting.iter().find_map(|(module, item)| match &item.kind {
                        ItemKind::Enum { name, variants, .. } if self.full(*module, name) == of => Some(variants),
                        _ => None,
                    });
                    for variant in variants.into_iter().flatten() {
                        found.push((variant.name.clone(), Target::Variant(of.clone(), variant.name.clone()), true));
                    }
                }
                _ => {}
            }
            // What a glob brings may grow with the next round.
            for (name, target, value) in found {
                if let Some(module) = self.world.modules.get_mut(module) {
                    let names = if value { &mut module.values } else { &mut module.types };
                    names.entry(name).or_insert(target);
                }
            }
            return false;
        }
        for value in [false, true] {
            match self.world.find(module, &names, value) {
                Some((Target::Unknown(_), _)) | None => {}
                Some((target, 0)) => {
                    let value = value && !matches!(target, Target::Module(_) | Target::Type(_) | Target::Trait(_));
                    found.push((name.clone(), target, value));
                }
                // A variant, of an enum whose variants are not known yet.
                Some((Target::Type(of), 1)) if value => {
                    let last: Name = names.last().copied().unwrap_or_default().into();
                    found.push((name.clone(), Target::Variant(of, last), true));
                }
                Some(_) => {}
            }
        }
        if found.is_empty() && last {
            let full: Name = names.join("::").into();
            found.push((name.clone(), Target::Unknown(full.clone()), false));
            found.push((name.clone(), Target::Unknown(full), true));
        }
        let done = !found.is_empty();
        for (name, target, value) in found {
            if let Some(module) = self.world.modules.get_mut(module) {
                let names = if value { &mut module.values } else { &mut module.types };
                if names.get(&name).is_none_or(|known| !matches!(target, Target::Unknown(_)) || known == &target) {
                    names.insert(name, target);
                }
            }
        }
        done
    }

    fn place(&self, module: usize, generics: &[Generic]) -> Place {
        let generics = generics.iter().map(|generic| generic.name.clone()).collect();
        Place { module, generics, ..Place::default() }
    }

    /// The fields of a type, what an alias means.
    fn shape(&mut self, module: usize, item: &Item) {
        match &item.kind {
            ItemKind::Struct { name, generics, shape } => {
                let full = self.full(module, name);
                let mut place = self.place(module, generics);
                place.this = Some(this(&full, generics));
                let fields = self.world.fields(shape, &place);
                self.set_kind(&full, Kind::Struct(fields), item);
            }
            ItemKind::Enum { name, generics, variants } => {
                let full = self.full(module, name);
                let mut place = self.place(module, generics);
                place.this = Some(this(&full, generics));
                let all = variants.iter();
                let all =
                    all.map(|variant| (variant.name.clone(), self.world.fields(&variant.shape, &place))).collect();
                self.set_kind(&full, Kind::Enum(all), item);
            }
            ItemKind::Alias { name, generics, of } => {
                let full = self.alias(module, name);
                let ty = self.world.ty(of, &self.place(module, generics), &mut unknown);
                let generics = generics.iter().map(|generic| generic.name.clone()).collect();
                self.world.aliases.insert(full, (generics, ty));
            }
            _ => {}
        }
    }

    fn set_kind(&mut self, full: &str, kind: Kind, item: &Item) {
        let derives = |word: &str| {
            item.attributes.iter().any(|attribute| {
                &*attribute.name == "derive" && attribute.words.iter().any(|(_, name)| &**name == word)
            })
        };
        let copies = derives("Copy");
        if let Some(structure) = self.world.types.get_mut(full) {
            structure.copies = copies;
            let is_library_opaque = structure.library && matches!(&kind, Kind::Struct(fields) if fields.all.is_empty());
            if !is_library_opaque {
                structure.kind = kind;
            }
        }
    }

    fn declare_trait(&mut self, module: usize, name: &Name, items: &[Item]) {
        let full = self.full(module, name);
        let mut place = self.place(module, &[]);
        place.generics.push("Self".into());
        place.this = Some(Ty::Param("Self".into()));
        let mut made = Trait::default();
        for item in items {
            if let ItemKind::Function(function) = &item.kind {
                let signature = Rc::new(self.world.signature(function, &[], &place, &full));
                made.methods.insert(function.name.clone(), signature);
                if function.body.is_some() {
                    made.defaults.push(function.clone());
                }
            }
        }
        self.world.traits.insert(full, made);
    }

    /// Functions, constants, implementations.
    fn meaning(&mut self, module: usize, item: Item) -> Result<(), Wrong> {
        let span = item.span;
        match item.kind {
            ItemKind::Function(function) => {
                let full = self.full(module, &function.name);
                let place = self.place(module, &[]);
                let signature = Rc::new(self.world.signature(&function, &[], &place, &full));
                self.world.functions.insert(full, signature.clone());
                self.push_function(function, Vec::new(), place, "", "", signature);
            }
            ItemKind::Struct { name, shape, .. } => {
                let name = self.full(module, &name);
                let class = Class { name, module, attributes: item.attributes, shape: Ok(shape), span };
                self.push_class(class);
            }
            ItemKind::Enum { name, variants, .. } => {
                let name = self.full(module, &name);
                let class = Class { name, module, attributes: item.attributes, shape: Err(variants), span };
                self.push_class(class);
            }
            ItemKind::Constant { name, of, value } => {
                let name = self.full(module, &name);
                let place = self.place(module, &[]);
                self.constant(name, "".into(), place, &of, value, span);
            }
            ItemKind::Trait { name, .. } => {
                let full = self.full(module, &name);
                let mut place = self.place(module, &[]);
                place.generics.push("Self".into());
                place.this = Some(Ty::Param("Self".into()));
                let found = self.world.traits.get(&full).cloned().unwrap_or_default();
                for function in found.defaults {
                    if let Some(signature) = found.methods.get(&function.name).cloned() {
                        self.push_function(function, Vec::new(), place.clone(), &full, &full, signature);
                    }
                }
            }
            ItemKind::Impl { generics, by, of, items } => {
                self.implementation(module, &generics, by.as_ref(), &of, items)?
            }
            _ => {}
        }
        Ok(())
    }

    fn push_class(&mut self, class: Class) {
        if self.world.modules.get(class.module).is_some_and(|module| module.root != 0) {
            self.program.classes.push(class);
        }
    }

    fn push_function(
        &mut self,
        function: Rc<Function>,
        generics: Vec<Generic>,
        place: Place,
        owner: &str,
        by: &str,
        signature: Rc<super::world::Signature>,
    ) {
        let library = self.world.modules.get(place.module).is_some_and(|module| module.root == 0);
        if function.body.is_some() && !library {
            let made = Made { function, generics, place, owner: owner.into(), by: by.into(), signature };
            self.program.functions.push(made);
        }
    }

    fn constant(&mut self, name: Name, owner: Name, place: Place, of: &Type, value: Option<Expr>, span: Span) {
        let ty = self.world.ty(of, &place, &mut unknown);
        if owner.is_empty() {
            self.world.constants.insert(name.clone(), ty.clone());
        } else {
            self.world.inner_constants.insert((owner.clone(), name.clone()), ty.clone());
        }
        if let Some(value) = value {
            self.program.constants.push(Constant { name, owner, place, ty, value, span });
        }
    }

    fn implementation(
        &mut self,
        module: usize,
        generics: &[Generic],
        by: Option<&Path>,
        of: &Type,
        items: Vec<Item>,
    ) -> Result<(), Wrong> {
        let mut place = self.place(module, generics);
        let ty = self.world.ty(of, &place, &mut unknown);
        let owner = owner_of(&ty);
        let span = by.map(|by| by.span).or(items.first().map(|item| item.span)).unwrap_or_default();
        let library = self.world.modules.get(module).is_some_and(|module| module.root == 0);
        if owner == "any" && !library {
            return self.wrong(module, span, "a trait for all types");
        }
        // What all types have, or all numbers, has the type that it is called on.
        let of_many = library && matches!(owner.as_str(), "any" | "int" | "float");
        place.this = Some(if of_many { Ty::Param("Self".into()) } else { ty.clone() });
        let by_name = by.map(|path| {
            let names: Vec<&str> = path.parts.iter().map(|(name, _)| &**name).collect();
            match self.world.find(module, &names, false) {
                Some((Target::Trait(name), 0)) => name,
                _ => path.last().into(),
            }
        });
        if by_name.as_deref() == Some("Drop") {
            return self.wrong(module, span, "what is done when a value is dropped (Drop)");
        }
        for item in &items {
            if let ItemKind::Alias { name, of, .. } = &item.kind {
                let ty = self.world.ty(of, &place, &mut unknown);
                if by_name.as_deref() == Some("Iterator") && &**name == "Item" {
                    self.world.items.insert(owner.as_str().into(), ty.clone());
                }
                place.inner.insert(name.clone(), ty);
            }
        }
        let mut own = Vec::new();
        for item in items {
            match item.kind {
                ItemKind::Function(function) => {
                    let mut signature = self.world.signature(&function, generics, &place, &owner);
                    let name = method_name(by_name.as_deref(), &function.name);
                    signature.name = name.clone();
                    let signature = Rc::new(signature);
                    own.push(function.name.clone());
                    let methods = self.world.methods.entry(owner.as_str().into()).or_default();
                    // A trait for several other types: the last argument's type tells which is meant.
                    if by_name.is_none() || !methods.contains_key(&name) {
                        methods.insert(name.clone(), signature.clone());
                    } else if by.is_none_or(|by| by.parts.last().is_none_or(|(_, all)| all.is_empty())) && !library {
                        let what = format!("another method {name} of the same type");
                        return self.wrong(module, item.span, what);
                    } else if &*name != "from" && !library {
                        return self.wrong(module, item.span, format!("{name} for several types"));
                    } else if let Some(first) = methods.get_mut(&name) {
                        // Which is meant is found out when it is called.
                        let parameters = first.parameters.iter().map(|_| unknown()).collect();
                        *first = Rc::new(super::world::Signature { parameters, ..(**first).clone() });
                    }
                    let by = by_name.as_deref().unwrap_or_default();
                    self.push_function(function, generics.to_vec(), place.clone(), &owner, by, signature);
                }
                ItemKind::Constant { name, of, value } => {
                    self.constant(name, owner.as_str().into(), place.clone(), &of, value, item.span);
                }
                _ => {}
            }
        }
        if let Some(by) = by_name
            && let Some(found) = self.world.traits.get(&by).cloned()
        {
            for function in found.defaults.iter().filter(|function| !own.contains(&function.name)) {
                let Some(signature) = found.methods.get(&function.name) else { continue };
                let signature = for_type(signature, &ty, &owner);
                let methods = self.world.methods.entry(owner.as_str().into()).or_default();
                methods.entry(function.name.clone()).or_insert_with(|| Rc::new(signature));
                self.program.inherited.push((owner.as_str().into(), function.name.clone(), by.clone()));
            }
        }
        Ok(())
    }
}

/// A trait's method as one of a type's.
fn for_type(signature: &super::world::Signature, ty: &Ty, owner: &str) -> super::world::Signature {
    let by = |name: &str| (name == "Self").then(|| ty.clone());
    let mut made = signature.clone();
    made.receiver = made.receiver.map(|of| of.replaced(&by));
    made.parameters = made.parameters.iter().map(|of| of.replaced(&by)).collect();
    made.result = made.result.replaced(&by);
    made.owner = owner.into();
    made
}

/// What a method of a trait's is called here, where several traits have it.
pub fn method_name(by: Option<&str>, name: &str) -> Name {
    match (by, name) {
        (Some(by @ ("Display" | "Debug" | "LowerHex" | "UpperHex" | "Binary")), "fmt") => format!("fmt_{by}").into(),
        _ => name.into(),
    }
}

/// `Self` of a type with its own parameters.
fn this(full: &str, generics: &[Generic]) -> Ty {
    Ty::with(full, generics.iter().map(|generic| Ty::Param(generic.name.clone())).collect())
}

/// The name under which a type has its methods.
pub fn owner_of(ty: &Ty) -> String {
    match ty.read() {
        Ty::Of(name, _) if matches!(&**name, "array" | "slice") => "Vec".into(),
        Ty::Of(name, _) => name.to_string(),
        Ty::Tuple(_) => "tuple".into(),
        Ty::Function(..) => "function".into(),
        _ => "any".into(),
    }
}
