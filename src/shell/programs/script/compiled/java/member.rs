//! Fields, methods and constructors.

use std::collections::BTreeMap;

use super::Parser;
use super::annotation::annotated;
use super::types::{Annotation, Type};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::{
    call, declare, function, member, named, parameter, statement, text,
};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Block, Expr, ExprKind, Name, Parameter, ParameterKind, Pattern, Span, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

/// A method of several with one name.
pub struct Overload {
    pub types: Vec<Name>,
    pub value: Expr,
    pub is_static: bool,
}

/// What a class has.
#[derive(Default)]
pub struct Members {
    pub methods: BTreeMap<Name, Vec<Overload>>,
    pub components: Vec<Name>,
    /// Methods with annotations: name, annotations, parameters with theirs.
    pub routes: Vec<Argument>,
    fields: Block,
    constructors: Vec<(Vec<Name>, Vec<Parameter>, Block, Span)>,
}

/// A parameter's name, type and annotations.
type Given = (Name, Type, Vec<Annotation>);

impl Parser {
    /// The members between the braces.
    pub fn members(&mut self, kind: &str, components: Option<Vec<(Name, Type)>>) -> Result<Members, Halt> {
        let span = self.cursor.span();
        self.cursor.expect("{")?;
        let mut members = Members::default();
        if kind == "enum" {
            self.constants()?;
        }
        for (name, _) in components.iter().flatten() {
            self.knows(name, false);
        }
        while !self.cursor.take("}") {
            if self.cursor.take(";") {
                continue;
            }
            self.member(kind, &mut members)?;
        }
        if let Some(components) = components {
            self.record(components, &mut members, span)?;
        }
        let constructors = std::mem::take(&mut members.constructors);
        let constructors = if constructors.is_empty() {
            let rest = parameter(".rest", ParameterKind::Rest, span);
            let base =
                self.classes.last().and_then(|class| self.known.get(&class.name)).and_then(|known| known.base.clone());
            // Without one of its own, a class takes its base's.
            if base.is_some() && members.fields.is_empty() || kind == "enum" && members.fields.is_empty() {
                Vec::new()
            } else if base.as_ref().is_some_and(|base| !self.known.contains_key(base)) {
                vec![(Vec::new(), vec![rest], Vec::new(), span)]
            } else {
                vec![(Vec::new(), Vec::new(), Vec::new(), span)]
            }
        } else {
            constructors
        };
        for (types, parameters, body, span) in constructors {
            let value = self.constructor(parameters, &members.fields, body, span)?;
            let overload = Overload { types, value, is_static: false };
            members.methods.entry("__init__".into()).or_default().push(overload);
        }
        Ok(members)
    }

    /// Notes a member of the class that is read.
    fn knows(&mut self, name: &Name, is_static: bool) {
        if let Some(class) = self.classes.last() {
            self.known.entry(class.name.clone()).or_default().members.insert(name.clone(), is_static);
        }
    }

    fn own(&self) -> (Name, String) {
        self.classes.last().map(|class| (class.name.clone(), class.this.clone())).unwrap_or_default()
    }

    /// The constants of an enum.
    fn constants(&mut self) -> Result<(), Halt> {
        let (class, _) = self.own();
        while let Kind::Name(name) = self.cursor.kind().clone() {
            let span = self.cursor.span();
            self.cursor.advance();
            let mut arguments = vec![Argument::Plain(named(&class, span)), Argument::Plain(text(&name, span))];
            if self.cursor.is("(") {
                arguments.extend(self.arguments()?);
            }
            if self.cursor.is("{") {
                return self.cursor.unsimulated("a constant of an enum with a body");
            }
            self.knows(&name, true);
            let value =
                Expr::new(ExprKind::Call { callee: named("_constant", span), arguments, optional: false }, span)?;
            let target = Pattern::Member { object: named(&class, span), name, span };
            self.unit.statics.push(statement(StatementKind::Assign(vec![target], value), span));
            if !self.cursor.take(",") {
                break;
            }
        }
        if !self.cursor.is("}") {
            self.cursor.expect(";")?;
        }
        Ok(())
    }

    /// A record's fields, constructor and accessors.
    fn record(&mut self, components: Vec<(Name, Type)>, members: &mut Members, span: Span) -> Result<(), Halt> {
        let (_, this) = self.own();
        let mut body = Vec::new();
        let mut parameters = Vec::new();
        for (name, of) in &components {
            let target = Pattern::Member { object: named(&this, span), name: name.clone(), span };
            let value = of.stored(named(name, span))?;
            body.push(statement(StatementKind::Assign(vec![target], value), span));
            parameters.push(parameter(name, ParameterKind::Plain, span));
        }
        members.components = components.iter().map(|(name, _)| name.clone()).collect();
        if members.constructors.is_empty() {
            let types = components.iter().map(|(_, of)| of.name.clone()).collect();
            members.constructors.push((types, parameters, body, span));
        }
        Ok(())
    }

    fn member(&mut self, kind: &str, members: &mut Members) -> Result<(), Halt> {
        let before = self.before()?;
        let span = self.cursor.span();
        if self.begins_class() {
            return self.class(before);
        }
        if self.cursor.is("{") {
            let body = self.method_body(&[], !before.is_static, None)?;
            if before.is_static {
                self.unit.statics.push(statement(StatementKind::Block(body), span));
            } else {
                members.fields.push(statement(StatementKind::Block(body), span));
            }
            return Ok(());
        }
        self.type_arguments()?;
        let (class, _) = self.own();
        if self.cursor.is_word(&class) && (self.cursor.is_ahead(1, "(") || self.cursor.is_ahead(1, "{")) {
            return self.constructor_here(members, span);
        }
        let of = self.type_()?;
        let name = self.cursor.name()?;
        if !self.cursor.is("(") {
            let is_static = before.is_static || kind == "interface";
            return self.fields(of, name, is_static, members);
        }
        let given = self.parameters()?;
        self.dimensions();
        self.skip_throws()?;
        self.knows(&name, before.is_static);
        if &*name == "main"
            && before.is_static
            && let Some(known) = self.known.get_mut(&class)
        {
            known.starts = true;
        }
        if self.cursor.take(";") {
            return Ok(());
        }
        if self.cursor.take_word("default") {
            return self.cursor.unexpected();
        }
        let body = self.method_body(&given, !before.is_static, Some(of))?;
        if !before.annotations.is_empty() {
            let route = self.route(&name, &before.annotations, &given, span)?;
            members.routes.push(Argument::Plain(route));
        }
        let (parameters, body) = self.with_types(&given, body, span)?;
        let mut all = Vec::new();
        if !before.is_static {
            all.push(parameter(&self.own().1, ParameterKind::Plain, span));
        }
        all.extend(parameters);
        let value = Expr::leaf(ExprKind::Function(function(&name, all, body, span)), span);
        let types = given.iter().map(|(_, of, _)| of.name.clone()).collect();
        members.methods.entry(name).or_default().push(Overload { types, value, is_static: before.is_static });
        Ok(())
    }

    fn constructor_here(&mut self, members: &mut Members, span: Span) -> Result<(), Halt> {
        self.cursor.advance();
        if self.cursor.is("{") {
            return self.cursor.unsimulated("a record's short constructor");
        }
        let given = self.parameters()?;
        self.skip_throws()?;
        let body = self.method_body(&given, true, None)?;
        let (parameters, body) = self.with_types(&given, body, span)?;
        let types = given.iter().map(|(_, of, _)| of.name.clone()).collect();
        members.constructors.push((types, parameters, body, span));
        Ok(())
    }

    fn skip_throws(&mut self) -> Result<(), Halt> {
        if self.cursor.take_word("throws") {
            self.type_()?;
            while self.cursor.take(",") {
                self.type_()?;
            }
        }
        Ok(())
    }

    fn fields(&mut self, of: Type, name: Name, is_static: bool, members: &mut Members) -> Result<(), Halt> {
        let (class, this) = self.own();
        let mut name = name;
        loop {
            let span = self.cursor.last();
            let of = Type { arrays: of.arrays + self.dimensions(), ..of.clone() };
            self.knows(&name, is_static);
            if let Some(known) = self.known.get_mut(&class) {
                known.types.insert(name.clone(), of.clone());
            }
            let value = if self.cursor.take("=") {
                self.has_instance(!is_static);
                let value = self.scoped(|parser| parser.initial(&of))?;
                self.has_instance(false);
                value
            } else {
                of.zero(span)?
            };
            let object = named(if is_static { &class } else { &this }, span);
            let target = Pattern::Member { object, name: name.clone(), span };
            let assign = statement(StatementKind::Assign(vec![target], value), span);
            if is_static {
                self.unit.statics.push(assign)
            } else {
                members.fields.push(assign)
            }
            if !self.cursor.take(",") {
                break;
            }
            name = self.cursor.name()?;
        }
        self.cursor.expect(";")
    }

    fn has_instance(&mut self, has: bool) {
        if let Some(class) = self.classes.last_mut() {
            class.has_instance = has;
        }
    }

    /// A value for a variable of a type; an array may be written as its values.
    pub fn initial(&mut self, of: &Type) -> Result<Expr, Halt> {
        if self.cursor.is("{") {
            return self.array_literal();
        }
        let value = self.expression()?;
        of.stored(value)
    }

    /// What the function that is read gives; what the one around it gives is given back.
    pub fn returns(&mut self, of: Option<Type>) -> Option<Type> {
        self.classes.last_mut().and_then(|class| std::mem::replace(&mut class.returns, of))
    }

    fn parameters(&mut self) -> Result<Vec<Given>, Halt> {
        self.cursor.expect("(")?;
        let mut all = Vec::new();
        while !self.cursor.take(")") {
            let before = self.before()?;
            let mut of = self.type_()?;
            if self.cursor.take("...") {
                of = Type { name: "...".into(), arrays: 0 };
            }
            let name = self.cursor.name()?;
            of.arrays += self.dimensions();
            all.push((name, of, before.annotations));
            if !self.cursor.take(",") && !self.cursor.is(")") {
                return self.cursor.unexpected();
            }
        }
        Ok(all)
    }

    fn method_body(&mut self, given: &[Given], has_instance: bool, returns: Option<Type>) -> Result<Block, Halt> {
        self.has_instance(has_instance);
        self.returns(returns);
        let result = self.scoped(|parser| {
            given.iter().for_each(|(name, of, _)| parser.local(name, Some(of)));
            parser.block()
        });
        self.has_instance(false);
        result
    }

    /// Parameters, and a body that makes of them what their types say.
    fn with_types(&mut self, given: &[Given], body: Block, span: Span) -> Result<(Vec<Parameter>, Block), Halt> {
        let mut parameters = Vec::new();
        let mut whole = Vec::new();
        for (name, of, _) in given {
            let kind = if &*of.name == "..." { ParameterKind::Rest } else { ParameterKind::Plain };
            parameters.push(parameter(name, kind, span));
            if kind == ParameterKind::Rest {
                whole.push(declare(name, call("_spread", vec![named(name, span)], span)?, span));
            } else if of.arrays == 0 && matches!(&*of.name, "double" | "float") {
                whole.push(declare(name, call("_double", vec![named(name, span)], span)?, span));
            }
        }
        whole.extend(body);
        Ok((parameters, whole))
    }

    /// A method with annotations, for frameworks: name, annotations, parameters.
    fn route(
        &mut self,
        name: &Name,
        annotations: &[(Name, Vec<(Name, Expr)>)],
        given: &[Given],
        span: Span,
    ) -> Result<Expr, Halt> {
        let tuple = |all: Vec<Expr>| Expr::new(ExprKind::Tuple(all.into_iter().map(Argument::Plain).collect()), span);
        let mut parameters = Vec::new();
        for (name, of, notes) in given {
            parameters.push(tuple(vec![text(name, span), text(&of.name, span), annotated(notes, span)?])?);
        }
        tuple(vec![text(name, span), annotated(annotations, span)?, tuple(parameters)?])
    }

    /// A member of the class around the code that is read: through the instance, or the class.
    pub fn found(&self, name: &str, span: Span) -> Result<Option<Expr>, Halt> {
        for class in self.classes.iter().rev() {
            let mut next = Some(class.name.clone());
            for _ in 0..20 {
                let Some(at) = next else { break };
                let Some(known) = self.known.get(&at) else { break };
                if let Some(is_static) = known.members.get(name) {
                    let object = if *is_static || !class.has_instance { at } else { class.this.as_str().into() };
                    return member(named(&object, span), name, span).map(Some);
                }
                next = known.base.clone();
            }
        }
        Ok(None)
    }

    /// Whether a name is one of the code's own at this place.
    pub fn is_local(&self, name: &str) -> bool {
        self.scopes.iter().flatten().any(|(known, _)| &**known == name)
    }

    /// What a call of this name in the same class means where no class is known to have it: a method of a base's.
    pub fn inherited(&self, name: &str, span: Span) -> Result<Expr, Halt> {
        match self.classes.last() {
            Some(class) if class.has_instance => member(named(&class.this, span), name, span),
            _ => Ok(named(name, span)),
        }
    }
}
