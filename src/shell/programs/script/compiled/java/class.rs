//! Files and classes.

use std::rc::Rc;

use super::annotation::annotated;
use super::member::Members;
use super::types::Annotation;
use super::{Known, Parser, Reading};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::Parses;
use crate::shell::programs::script::compiled::cursor::{
    call, call_of, declare, does, function, member, named, parameter, statement, text,
};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Block, Class, ClassMember, Expr, ExprKind, Name, ParameterKind, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

/// Words before a declaration.
const MODIFIERS: &[&str] = &[
    "public",
    "private",
    "protected",
    "static",
    "final",
    "abstract",
    "synchronized",
    "native",
    "transient",
    "volatile",
    "strictfp",
    "default",
    "sealed",
];

/// What stands before a declaration.
#[derive(Clone, Debug, Default)]
pub struct Before {
    pub is_static: bool,
    pub annotations: Vec<Annotation>,
}

impl Parser {
    /// A file.
    pub fn file(&mut self) -> Result<(), Halt> {
        while *self.cursor.kind() != Kind::End {
            if self.cursor.take(";") {
                continue;
            }
            if self.cursor.is_word("package") || self.cursor.is_word("import") {
                let is_import = self.cursor.is_word("import");
                self.cursor.advance();
                self.cursor.take_word("static");
                let mut path = self.cursor.name()?.to_string();
                while self.cursor.take(".") {
                    path += if self.cursor.take("*") { ".*" } else { "." };
                    if !path.ends_with('*') {
                        path += &self.cursor.name()?;
                    }
                }
                self.cursor.expect(";")?;
                if is_import {
                    self.unit.imports.push(path.as_str().into());
                }
                continue;
            }
            let before = self.before()?;
            if !self.begins_class() {
                return self.cursor.unexpected();
            }
            self.class(before)?;
        }
        Ok(())
    }

    /// Annotations and modifiers.
    pub fn before(&mut self) -> Result<Before, Halt> {
        let mut before = Before::default();
        loop {
            before.annotations.extend(self.annotations()?);
            let Kind::Name(word) = self.cursor.kind() else { return Ok(before) };
            if &**word == "non" && self.cursor.is_ahead(1, "-") {
                (0..3).for_each(|_| self.cursor.advance());
                continue;
            }
            if !MODIFIERS.contains(&&**word) || (&**word == "default" && self.cursor.is_ahead(1, ":")) {
                return Ok(before);
            }
            before.is_static |= &**word == "static";
            self.cursor.advance();
        }
    }

    /// Whether a class, interface, enum or record is declared here.
    pub fn begins_class(&self) -> bool {
        let word = ["class", "interface", "enum"].iter().any(|word| self.cursor.is_word(word));
        let record = self.cursor.is_word("record") && matches!(self.cursor.ahead(1), Kind::Name(_));
        word || record || self.cursor.is("@")
    }

    /// A class, with those inside of it; its name is known afterwards.
    pub fn class(&mut self, before: Before) -> Result<(), Halt> {
        let span = self.cursor.span();
        self.cursor.take("@");
        let kind = self.cursor.name()?;
        let name = self.cursor.name()?;
        self.type_arguments()?;
        let components = if &*kind == "record" { Some(self.components()?) } else { None };
        let mut bases = Vec::new();
        while !self.cursor.is("{") {
            let word = self.cursor.name()?;
            loop {
                let of = self.type_()?;
                if &*word == "extends" || self.known.contains_key(&of.name) {
                    bases.push(of.name);
                }
                if !self.cursor.take(",") {
                    break;
                }
            }
        }
        let outer = self.classes.last().map(|class| class.name.clone());
        let known = self.known.entry(name.clone()).or_default();
        (known.base, known.outer) = (bases.first().cloned(), outer.clone());
        let members = self.body(&name, &kind, components)?;
        let class = self.finished(&name, &kind, bases, members, &before, span)?;
        self.unit.classes.push(declare(&name, class, span));
        if let Some(outer) = outer {
            let target = Pattern::Member { object: named(&outer, span), name: name.clone(), span };
            self.unit.statics.insert(0, statement(StatementKind::Assign(vec![target], named(&name, span)), span));
        }
        Ok(())
    }

    /// The body of a class, without it its own name.
    fn body(
        &mut self,
        name: &Name,
        kind: &str,
        components: Option<Vec<(Name, super::types::Type)>>,
    ) -> Result<Members, Halt> {
        let this =
            format!("this{}", if self.classes.is_empty() { String::new() } else { format!(".{}", self.classes.len()) });
        self.classes.push(Reading { name: name.clone(), this, has_instance: false, returns: None });
        let result = self.nested(|parser| parser.members(kind, components));
        self.classes.pop();
        result
    }

    /// `new T() { … }`
    pub fn anonymous(&mut self, base: Name, arguments: Vec<Argument>, span: Span) -> Result<Expr, Halt> {
        let name: Name = self.hidden("anonymous").into();
        let bases = if self.known.contains_key(&base) { vec![base] } else { Vec::new() };
        let outer = self.classes.last().map(|class| class.name.clone());
        self.known.insert(name.clone(), Known { base: bases.first().cloned(), outer, ..Known::default() });
        // Read twice: what its members are is known afterwards.
        let here = self.cursor.place();
        self.body(&name, "class", None)?;
        self.cursor.go_back(here);
        let members = self.body(&name, "class", None)?;
        let class = self.finished(&name, "class", bases, members, &Before::default(), span)?;
        call_of(class, arguments, span)
    }

    fn components(&mut self) -> Result<Vec<(Name, super::types::Type)>, Halt> {
        self.cursor.expect("(")?;
        let mut all = Vec::new();
        while !self.cursor.take(")") {
            let of = self.type_()?;
            all.push((self.cursor.name()?, of));
            self.cursor.take(",");
        }
        Ok(all)
    }

    /// The class with its members.
    fn finished(
        &mut self,
        name: &Name,
        kind: &str,
        bases: Vec<Name>,
        members: Members,
        before: &Before,
        span: Span,
    ) -> Result<Expr, Halt> {
        let mut bases: Vec<Expr> = bases.iter().map(|base| named(base, span)).collect();
        if bases.is_empty() {
            bases.push(named(
                match kind {
                    "enum" => "_Enum",
                    "record" => "_Record",
                    _ => "_Object",
                },
                span,
            ));
        }
        let assign = |name: &str, value: Expr| {
            let kind = StatementKind::Assign(vec![Pattern::Name(name.into(), span)], value);
            ClassMember::Statement(statement(kind, span))
        };
        let shown = if name.starts_with('.') { "" } else { &**name };
        let mut all = vec![assign("_name", text(shown, span))];
        if !members.components.is_empty() {
            let names = members.components.iter().map(|name| Argument::Plain(text(name, span))).collect();
            all.push(assign("_components", Expr::new(ExprKind::Tuple(names), span)?));
        }
        for (method, overloads) in members.methods {
            let mut overloads = overloads;
            let is_static = overloads[0].is_static;
            let value = if overloads.len() == 1 {
                overloads.remove(0).value
            } else {
                let mut rows = Vec::new();
                for overload in overloads {
                    let types: Vec<Argument> =
                        overload.types.iter().map(|of| Argument::Plain(text(of, span))).collect();
                    let row = vec![
                        Argument::Plain(Expr::new(ExprKind::Tuple(types), span)?),
                        Argument::Plain(overload.value),
                    ];
                    rows.push(Argument::Plain(Expr::new(ExprKind::Tuple(row), span)?));
                }
                let own = Expr::leaf(ExprKind::Bool(!is_static), span);
                call("_overloaded", vec![Expr::new(ExprKind::List(rows), span)?, own], span)?
            };
            let value = if is_static { call("staticmethod", vec![value], span)? } else { value };
            all.push(assign(&method, value));
        }
        let notes = annotated(&before.annotations, span)?;
        all.push(assign("_annotations", notes));
        all.push(assign("_routes", Expr::new(ExprKind::List(members.routes), span)?));
        let class = Class { name: shown.into(), bases, named: Vec::new(), members: all, decorators: Vec::new(), span };
        Ok(Expr::leaf(ExprKind::Class(Rc::new(class)), span))
    }

    /// A constructor: the base's, the fields, then what it says.
    pub fn constructor(
        &mut self,
        parameters: Vec<crate::shell::programs::script::syntax::Parameter>,
        fields: &Block,
        body: Block,
        span: Span,
    ) -> Result<Expr, Halt> {
        let Some(class) = self.classes.last() else { return self.cursor.unexpected() };
        let (this, name) = (class.this.clone(), class.name.clone());
        let mut body = body;
        let calls = |name: &str, statement: &Statement| match &statement.kind {
            StatementKind::Expression(value) => match &*value.kind {
                ExprKind::Call { callee, .. } => {
                    matches!(&*callee.kind, ExprKind::Member { name: known, .. } if &**known == name)
                }
                _ => false,
            },
            _ => false,
        };
        // What makes numbers of the parameters stands before the call of another constructor.
        let by_super = body.iter().position(|statement| calls("__init__", statement));
        let by_this = body.iter().any(|statement| calls("_init", statement));
        let mut whole = Vec::new();
        if let Some(place) = by_super {
            whole.extend(body.drain(..=place));
        } else if !by_this
            && let Some(base) = self.known.get(&name).and_then(|known| known.base.clone())
            && self.known.contains_key(&base)
        {
            let init = member(named(&base, span), "__init__", span)?;
            whole.push(does(call_of(init, vec![Argument::Plain(named(&this, span))], span)?));
        }
        if !by_this {
            whole.extend(fields.clone());
        }
        whole.extend(body);
        let mut all = vec![parameter(&this, ParameterKind::Plain, span)];
        all.extend(parameters);
        Ok(Expr::leaf(ExprKind::Function(function("__init__", all, whole, span)), span))
    }
}
