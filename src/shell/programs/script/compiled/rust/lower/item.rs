//! Types, functions and constants as statements, in the order in which they can be run.

use super::expression::python_name;
use super::{Ends, Lower, Made, assign, int, truth};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{
    call, does, function, lambda, member, named, parameter, statement, text, thunk,
};
use crate::shell::programs::script::compiled::rust::ast::{Attribute, Field, Shape};
use crate::shell::programs::script::compiled::rust::collect::{Class, Constant, Made as Item, method_name};
use crate::shell::programs::script::compiled::rust::world::Place;
use crate::shell::programs::script::syntax::{
    self, Argument, ClassMember, ExprKind as Tree, Name, ParameterKind, Pattern, Span, StatementKind as Kinds,
};
use std::rc::Rc;

fn list(all: Vec<syntax::Expr>, span: Span) -> Made {
    syntax::Expr::new(Tree::List(all.into_iter().map(Argument::Plain).collect()), span)
}

fn tuple(all: Vec<syntax::Expr>, span: Span) -> Made {
    syntax::Expr::new(Tree::Tuple(all.into_iter().map(Argument::Plain).collect()), span)
}

impl Lower<'_> {
    /// A trait: what has the bodies of its methods.
    pub fn trait_class(&mut self, name: &str) -> syntax::Statement {
        let span = Span::default();
        self.class_of(name, Vec::new(), Vec::new(), span)
    }

    fn class_of(
        &self,
        name: &str,
        bases: Vec<syntax::Expr>,
        members: Vec<(&str, syntax::Expr)>,
        span: Span,
    ) -> syntax::Statement {
        let members = members
            .into_iter()
            .map(|(name, value)| ClassMember::Statement(assign(Pattern::Name(name.into(), span), value, span)));
        let members: Vec<ClassMember> = members.collect();
        let pass = || vec![ClassMember::Statement(statement(Kinds::Pass, span))];
        let members = if members.is_empty() { pass() } else { members };
        let class =
            syntax::Class { name: name.into(), bases, members, decorators: Vec::new(), named: Vec::new(), span };
        statement(Kinds::Class(Rc::new(class)), span)
    }

    /// A struct or an enum.
    pub fn class(&mut self, class: &Class, into: &mut syntax::Block) -> Result<(), Halt> {
        let span = class.span;
        let shown = class.name.rsplit("::").next().unwrap_or(&class.name);
        let derives: Vec<syntax::Expr> = class
            .attributes
            .iter()
            .filter(|attribute| &*attribute.name == "derive")
            .flat_map(|attribute| attribute.words.iter().map(|(_, word)| text(word, span)))
            .collect();
        let structure = self.world.types.get(&class.name);
        let generics = structure.map(|of| of.generics.clone()).unwrap_or_default();
        let copies = structure.is_some_and(|of| of.copies);
        let place = Place { module: class.module, generics, ..Place::default() };
        let mut members = vec![
            ("_name", text(shown, span)),
            ("_derives", list(derives, span)?),
            ("_copies", truth(copies, span)),
            ("_words", self.attributes(&class.attributes, span)?),
        ];
        let base = match &class.shape {
            Ok(shape) => {
                members.push(("_kind", text(kind_of(shape), span)));
                members.push(("_fields", self.fields_of(shape, &place, span)?));
                "_Struct"
            }
            Err(variants) => {
                let mut rows = Vec::new();
                let mut number = int(0, span);
                for variant in variants {
                    if let Some(given) = &variant.number {
                        number = self.read(given)?;
                    }
                    let row = vec![
                        text(&variant.name, span),
                        text(kind_of(&variant.shape), span),
                        self.fields_of(&variant.shape, &place, span)?,
                        number.clone(),
                        self.attributes(&variant.attributes, span)?,
                    ];
                    rows.push(tuple(row, span)?);
                    number = syntax::Expr::new(Tree::Binary(syntax::Binary::Add, number, int(1, span)), span)?;
                    if let Tree::Binary(_, a, b) = &*number.kind
                        && let (Tree::Int(a), Tree::Int(b)) = (&*a.kind, &*b.kind)
                    {
                        number = int(a.saturating_add(*b), span);
                    }
                }
                members.push(("_variants", list(rows, span)?));
                "_Enum"
            }
        };
        let mut bases = vec![named(base, span)];
        if self.world.items.contains_key(&class.name) {
            bases.insert(0, named("_IterMethods", span));
        }
        let made = self.class_of(&class.name, bases, members, span);
        into.push(made);
        if let Ok(Shape::Tuple(fields)) = &class.shape {
            let names: Vec<String> = fields.iter().map(|field| format!(".{}", field.name)).collect();
            let values = fields.iter().zip(&names).map(|(field, name)| (field.name.clone(), named(name, span)));
            let value = self.make(&class.name, None, values.collect(), span)?;
            let parameters = names.iter().map(|name| parameter(name, ParameterKind::Plain, span)).collect();
            let new = lambda(parameters, vec![statement(Kinds::Return(Some(value)), span)], span);
            let target = Pattern::Member { object: named(&class.name, span), name: "_new".into(), span };
            into.push(assign(target, new, span));
        }
        Ok(())
    }

    /// Fields: name, type, attributes.
    fn fields_of(&mut self, shape: &Shape, place: &Place, span: Span) -> Made {
        let mut rows = Vec::new();
        for Field { name, of, attributes } in shape.fields() {
            let ty = self.world.ty(of, place, &mut super::super::world::unknown);
            let described = self.described(&ty, span)?;
            let row = vec![text(name, span), thunk(described), self.attributes(attributes, span)?];
            rows.push(tuple(row, span)?);
        }
        list(rows, span)
    }

    /// Attributes as pairs of a name and what it is given: those for derived code.
    fn attributes(&mut self, all: &[Attribute], span: Span) -> Made {
        let mut rows = Vec::new();
        for attribute in all.iter().filter(|attribute| !matches!(&*attribute.name, "derive" | "doc" | "allow")) {
            if attribute.words.is_empty() {
                rows.push(tuple(vec![text(&attribute.name, span), text("", span), text("", span)], span)?);
            }
            for (key, word) in &attribute.words {
                rows.push(tuple(vec![text(&attribute.name, span), text(key, span), text(word, span)], span)?);
            }
        }
        list(rows, span)
    }

    /// A function of a module's, a type's, or a trait's.
    pub fn function(&mut self, made: &Item, into: &mut syntax::Block) -> Result<(), Halt> {
        let function = made.function.clone();
        let Some(body) = &function.body else { return Ok(()) };
        let span = function.span;
        self.loops.clear();
        let mut steps = Vec::new();
        let mut parameters = Vec::new();
        if let Some(receiver) = &function.receiver {
            let name = self.unique(receiver.pattern).unwrap_or_else(|| "self".into());
            parameters.push(parameter(&name, ParameterKind::Plain, span));
        }
        parameters.extend(self.parameters(function.parameters.iter(), &mut steps)?);
        if function.is_async {
            let mut inner = Vec::new();
            self.block(body, Ends::Return, &mut inner)?;
            let future = call("_Future", vec![lambda(Vec::new(), inner, span)], span)?;
            steps.push(statement(Kinds::Return(Some(future)), span));
        } else {
            self.block(body, Ends::Return, &mut steps)?;
        }
        self.put(made, parameters, steps, into)
    }

    /// A function that the sandbox cannot run: it says so when it is called.
    pub fn stub(&mut self, made: &Item, halt: &Halt, into: &mut syntax::Block) -> Result<(), Halt> {
        let (Halt::Unsimulated { span, what: told } | Halt::Syntax { span, message: told }) = halt;
        let span = *span;
        let steps = vec![does(call("_lacks", vec![text(told, span)], span)?)];
        let parameters = vec![parameter("given", ParameterKind::Rest, span)];
        self.put(made, parameters, steps, into)
    }

    fn put(
        &mut self,
        made: &Item,
        parameters: Vec<syntax::Parameter>,
        steps: syntax::Block,
        into: &mut syntax::Block,
    ) -> Result<(), Halt> {
        let function = made.function.clone();
        let span = function.span;
        let full = if made.owner.is_empty() { made.signature.owner.clone() } else { function.name.clone() };
        let made_function = self::function(&full, parameters, steps, span);
        if made.owner.is_empty() {
            into.push(statement(Kinds::Function(made_function), span));
            return self.route(made, &full, into);
        }
        let value = syntax::Expr::leaf(Tree::Function(made_function), span);
        let name = if made.by == made.owner {
            function.name.clone()
        } else {
            method_name(Some(&made.by).filter(|by| !by.is_empty()).map(|by| &**by), &function.name)
        };
        let owner =
            match self.namespace(&made.owner, made.place.this.as_ref().unwrap_or(&super::super::types::Ty::unit())) {
                Some(space) => named(&space, span),
                None => named(&made.owner, span),
            };
        if &*made.by == "From"
            && let [(_, of)] = function.parameters.as_slice()
        {
            let mut place = made.place.clone();
            place.generics.extend(made.generics.iter().map(|generic| generic.name.clone()));
            let ty = self.world.ty(of, &place, &mut super::super::world::unknown);
            let described = self.described(&ty, span)?;
            into.push(does(call("_impl_from", vec![owner, described, value], span)?));
            return Ok(());
        }
        let target = Pattern::Member { object: owner, name: python_name(&name).into(), span };
        into.push(assign(target, value, span));
        Ok(())
    }

    /// A handler of a web server's says its route in an attribute.
    fn route(&mut self, made: &Item, full: &str, into: &mut syntax::Block) -> Result<(), Halt> {
        let span = made.function.span;
        for attribute in &made.function.attributes {
            let verb = attribute.name.rsplit("::").next().unwrap_or_default();
            if !matches!(verb, "get" | "post" | "put" | "delete" | "patch" | "head" | "launch" | "catch") {
                continue;
            }
            let words: Vec<syntax::Expr> = attribute
                .words
                .iter()
                .map(|(key, word)| tuple(vec![text(key, span), text(word, span)], span))
                .collect::<Result<_, _>>()?;
            let mut names = Vec::new();
            for (at, (pattern, _)) in made.function.parameters.iter().enumerate() {
                let ty = made.signature.parameters.get(at).cloned().unwrap_or_else(super::super::world::unknown);
                let name = self.known.bound.get(&pattern.id).and_then(|local| self.known.locals.get(*local));
                let name = name.map(|local| local.name.clone()).unwrap_or_else(|| "".into());
                names.push(tuple(vec![text(&name, span), self.described(&ty, span)?], span)?);
            }
            let given = vec![named(full, span), text(verb, span), list(words, span)?, list(names, span)?];
            let value = call("_route", given, span)?;
            into.push(assign(Pattern::Name(full.into(), span), value, span));
        }
        Ok(())
    }

    /// What a function's parameters are, for those who call it with what they find (axum's handlers).
    pub fn annotated(&mut self, made: &Item, into: &mut syntax::Block) -> Result<(), Halt> {
        let span = made.function.span;
        if !made.owner.is_empty() || !made.function.is_async {
            return Ok(());
        }
        let mut types = Vec::new();
        for ty in &made.signature.parameters {
            types.push(self.described(ty, span)?);
        }
        let result = self.described(&made.signature.result, span)?;
        let given = vec![named(&made.signature.owner, span), list(types, span)?, result];
        into.push(does(call("_annotate", given, span)?));
        Ok(())
    }

    /// A constant: computed when it is asked for first.
    pub fn constant(&mut self, constant: &Constant, into: &mut syntax::Block) -> Result<(), Halt> {
        let span = constant.span;
        let value = self.value_as(&constant.value, &constant.ty)?;
        let value = call("_Lazy", vec![thunk(value)], span)?;
        let target = if constant.owner.is_empty() {
            Pattern::Name(constant.name.clone(), span)
        } else {
            Pattern::Member { object: named(&constant.owner, span), name: constant.name.clone(), span }
        };
        into.push(assign(target, value, span));
        Ok(())
    }

    /// A method that a type takes over from a trait.
    pub fn inherited(&mut self, of: &str, method: &str, by: &str) -> Result<syntax::Statement, Halt> {
        let span = Span::default();
        let owner = match self.namespace(of, &super::super::types::Ty::of(of)) {
            Some(space) => named(&space, span),
            None => named(of, span),
        };
        let name: Name = python_name(method).into();
        let value = member(named(by, span), &name, span)?;
        Ok(assign(Pattern::Member { object: owner, name, span }, value, span))
    }
}

fn kind_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::Unit => "unit",
        Shape::Tuple(_) => "tuple",
        Shape::Named(_) => "named",
    }
}
