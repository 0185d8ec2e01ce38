//! Expressions.

use super::Parser;
use super::declaration::{call_to, place};
use super::types::{Type, conversion};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::Parses;
use crate::shell::programs::script::compiled::cursor::{
    call, call_of, does, lambda, member, named, parameter, statement, thunk,
};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Entry, Expr, ExprKind, Name, ParameterKind, Span, StatementKind, Unary,
};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A value with operators before it.
    pub fn unary(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let Kind::Op(operator) = *self.cursor.kind() else { return self.primary() };
        let plain = match operator {
            "-" => Unary::Negate,
            "+" => Unary::Plus,
            "!" => Unary::Not,
            "^" => Unary::Invert,
            "&" | "*" | "<-" => {
                self.cursor.advance();
                let value = self.nested(Self::unary)?;
                let span = span.to(value.span);
                return match operator {
                    "&" => self.address(value, span),
                    "*" => call("_deref", vec![value], span),
                    _ => call("_receive", vec![value], span),
                };
            }
            _ => return self.primary(),
        };
        self.cursor.advance();
        let value = self.nested(Self::unary)?;
        let span = span.to(value.span);
        Expr::new(ExprKind::Unary(plain, value), span)
    }

    /// `&value`: the struct itself, or something through which a variable is read and written.
    fn address(&mut self, value: Expr, span: Span) -> Result<Expr, Halt> {
        let is_place =
            matches!(&*value.kind, ExprKind::Name(_) | ExprKind::Member { .. }) || call_to(&value, "_at").is_some();
        if !is_place {
            return call("_pointer", vec![value], span);
        }
        let given = self.hidden("given");
        let kind = StatementKind::Assign(vec![place(value.clone())?], named(&given, span));
        let write = lambda(vec![parameter(&given, ParameterKind::Plain, span)], vec![statement(kind, span)], span);
        call("_address", vec![thunk(value), write], span)
    }

    fn primary(&mut self) -> Result<Expr, Halt> {
        let mut value = self.atom()?;
        loop {
            let span = value.span;
            if self.cursor.take(".") {
                if self.cursor.take("(") {
                    if self.cursor.take_word("type") {
                        self.cursor.expect(")")?;
                        value = call("_type_of", vec![value], span)?;
                        continue;
                    }
                    let of = self.type_()?;
                    self.cursor.expect(")")?;
                    let described = self.described(&of, span)?;
                    value = call("_assert", vec![value, described], span.to(self.cursor.last()))?;
                    continue;
                }
                let name = self.cursor.name()?;
                value = member(value, &name, span.to(self.cursor.last()))?;
            } else if self.cursor.is("(") {
                value = self.called(value)?;
            } else if self.cursor.is("[") {
                value = self.indexed(value)?;
            } else if self.cursor.is("{") && !self.no_literal && self.names_type(&value) {
                value = self.literal_of(value)?;
            } else {
                return Ok(value);
            }
        }
    }

    /// Whether a value can be the name of a type, so that a brace behind it begins a literal.
    fn names_type(&self, value: &Expr) -> bool {
        match &*value.kind {
            ExprKind::Name(_) => true,
            ExprKind::Member { object, .. } => matches!(&*object.kind, ExprKind::Name(_)),
            _ => false,
        }
    }

    fn literal_of(&mut self, value: Expr) -> Result<Expr, Halt> {
        let of = match &*value.kind {
            ExprKind::Name(name) => Type::Named(name.clone()),
            ExprKind::Member { object, name, .. } => match &*object.kind {
                ExprKind::Name(package) => Type::Qualified(package.clone(), name.clone()),
                _ => return self.cursor.unexpected(),
            },
            _ => return self.cursor.unexpected(),
        };
        self.literal(&of, value.span)
    }

    fn atom(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        let kind = match self.cursor.kind().clone() {
            Kind::Int(value) => ExprKind::Int(value),
            Kind::Float(value) => ExprKind::Float(value),
            Kind::Text(value) => ExprKind::Text(value),
            Kind::Letter(letter) => ExprKind::Int(i128::from(u32::from(letter))),
            Kind::Op("(") => {
                self.cursor.advance();
                // `(*T)(x)` and the like are rare; here it is a value.
                let value = self.expression_in(false)?;
                self.cursor.expect(")")?;
                return Ok(value);
            }
            Kind::Name(name) => return self.word(name, span),
            Kind::Op("[") => return self.typed(span),
            _ => return self.cursor.unexpected(),
        };
        self.cursor.advance();
        Ok(Expr::leaf(kind, span))
    }

    fn word(&mut self, name: Name, span: Span) -> Result<Expr, Halt> {
        match &*name {
            "func" if self.cursor.is_ahead(1, "(") => {
                self.cursor.advance();
                let before = std::mem::replace(&mut self.no_literal, false);
                let (parameters, body) = self.function_rest(span)?;
                self.no_literal = before;
                return Ok(lambda(parameters, body, span));
            }
            "map" | "struct" | "chan" | "interface" => return self.typed(span),
            _ => self.cursor.advance(),
        }
        let kind = match (&*name, self.iota) {
            ("true", _) => ExprKind::Bool(true),
            ("false", _) => ExprKind::Bool(false),
            ("nil", _) => ExprKind::None,
            ("iota", Some(number)) => ExprKind::Int(number),
            ("make", _) if self.cursor.is("(") => return self.made(span),
            ("new", _) if self.cursor.is("(") => {
                self.cursor.advance();
                let of = self.type_()?;
                self.cursor.expect(")")?;
                return call("_new", vec![self.zero(&of, span)?], span);
            }
            (name, _) if self.cursor.is("(") && !self.types.contains_key(name) => match conversion(name) {
                Some(function) => ExprKind::Name(function.into()),
                None => ExprKind::Name(name.into()),
            },
            (name, _) => ExprKind::Name(name.into()),
        };
        Ok(Expr::leaf(kind, span))
    }

    /// A literal of a type, or a conversion to it, that begins with the type.
    fn typed(&mut self, span: Span) -> Result<Expr, Halt> {
        let of = self.type_()?;
        if self.cursor.is("{") {
            return self.literal(&of, span);
        }
        self.cursor.expect("(")?;
        let value = self.expression_in(false)?;
        self.cursor.expect(")")?;
        self.converted(&of, value, span.to(self.cursor.last()))
    }

    /// `make(type, …)`
    fn made(&mut self, span: Span) -> Result<Expr, Halt> {
        self.cursor.expect("(")?;
        let is_channel = self.cursor.is_word("chan");
        let of = self.type_()?;
        let mut sizes = Vec::new();
        while self.cursor.take(",") {
            sizes.push(self.expression_in(false)?);
        }
        self.cursor.expect(")")?;
        match self.underlying(&of).clone() {
            _ if is_channel => call("_Channel", sizes, span),
            Type::Map(inner) => {
                let empty = Expr::new(ExprKind::Dict(Vec::new()), span)?;
                call("_Map", vec![empty, thunk(self.zero(&inner, span)?)], span)
            }
            Type::List(inner) => {
                let size = sizes.into_iter().next().unwrap_or(Expr::leaf(ExprKind::Int(0), span));
                call("_array", vec![size, thunk(self.zero(&inner, span)?)], span)
            }
            _ => self.cursor.unsimulated("make() of this type"),
        }
    }

    /// What stands between braces, as a value of the type.
    pub fn literal(&mut self, of: &Type, span: Span) -> Result<Expr, Halt> {
        self.nested(|parser| {
            let before = std::mem::replace(&mut parser.no_literal, false);
            let result = parser.literal_here(of, span);
            parser.no_literal = before;
            result
        })
    }

    fn literal_here(&mut self, of: &Type, span: Span) -> Result<Expr, Halt> {
        let of = self.underlying(of).clone();
        match &of {
            Type::List(inner) | Type::Array(_, inner) => {
                let items = self.items(inner)?;
                let list = Expr::new(ExprKind::List(items), span)?;
                match &of {
                    Type::Array(size, inner) => {
                        call("_array", vec![(**size).clone(), thunk(self.zero(inner, span)?), list], span)
                    }
                    _ => Ok(list),
                }
            }
            Type::Map(inner) => {
                let entries = self.entries(Some(inner))?;
                let dict = Expr::new(ExprKind::Dict(entries), span)?;
                call("_Map", vec![dict, thunk(self.zero(inner, span)?)], span)
            }
            Type::Pointer(inner) => self.literal(inner, span),
            Type::Struct(fields) => {
                let class = self.class("", fields, span)?;
                self.instance(class, Some(fields.clone()), span)
            }
            Type::Named(name) => {
                let fields = match self.types.get(name) {
                    Some(Type::Struct(fields)) => Some(fields.clone()),
                    _ => None,
                };
                self.instance(named(name, span), fields, span)
            }
            Type::Qualified(package, name) => {
                let class = member(named(package, span), name, span)?;
                self.instance(class, None, span)
            }
            Type::Other => self.cursor.unexpected(),
        }
    }

    fn items(&mut self, inner: &Type) -> Result<Vec<Argument>, Halt> {
        self.cursor.expect("{")?;
        let mut all = Vec::new();
        while !self.cursor.take("}") {
            let value = self.element(Some(inner))?;
            if self.cursor.is(":") {
                return self.cursor.unsimulated("a list with numbered places");
            }
            all.push(Argument::Plain(value));
            self.separator()?;
        }
        Ok(all)
    }

    fn separator(&mut self) -> Result<(), Halt> {
        if !self.cursor.take(",") && !self.cursor.is("}") {
            return self.cursor.unexpected();
        }
        Ok(())
    }

    /// A value in a literal; its type may be left out.
    fn element(&mut self, of: Option<&Type>) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        match of {
            Some(of) if self.cursor.is("{") => {
                let value = self.literal(of, span)?;
                if matches!(of, Type::Pointer(_)) { call("_pointer", vec![value], span) } else { Ok(value) }
            }
            Some(of) => {
                let value = self.expression()?;
                self.stored(of, value)
            }
            None => self.expression(),
        }
    }

    fn entries(&mut self, inner: Option<&Type>) -> Result<Vec<Entry>, Halt> {
        self.cursor.expect("{")?;
        let mut all = Vec::new();
        while !self.cursor.take("}") {
            let key = self.expression()?;
            self.cursor.expect(":")?;
            all.push(Entry::Pair(key, self.element(inner)?));
            self.separator()?;
        }
        Ok(all)
    }

    /// `T{…}`: fields by name or in order, or the entries of a map.
    fn instance(&mut self, class: Expr, fields: Option<Vec<super::types::Field>>, span: Span) -> Result<Expr, Halt> {
        let by_name = matches!(self.cursor.ahead(1), Kind::Name(_)) && self.cursor.is_ahead(2, ":");
        let by_key = matches!(self.cursor.ahead(1), Kind::Text(_) | Kind::Int(_)) && self.cursor.is_ahead(2, ":");
        let known =
            |name: &str| fields.iter().flatten().find(|field| &*field.name == name).map(|field| field.of.clone());
        if by_key {
            let entries = self.entries(None)?;
            return call_of(class, vec![Argument::Plain(Expr::new(ExprKind::Dict(entries), span)?)], span);
        }
        if !by_name {
            self.cursor.expect("{")?;
            let mut all = Vec::new();
            let types: Vec<Type> = fields.iter().flatten().map(|field| field.of.clone()).collect();
            while !self.cursor.take("}") {
                let of = types.get(all.len());
                all.push(Argument::Plain(self.element(of)?));
                self.separator()?;
            }
            return call_of(class, all, span);
        }
        self.cursor.expect("{")?;
        let mut all = Vec::new();
        while !self.cursor.take("}") {
            let name = self.cursor.name()?;
            self.cursor.expect(":")?;
            let of = known(&name);
            all.push(Argument::Named(name, self.element(of.as_ref())?));
            self.separator()?;
        }
        call_of(class, all, span)
    }

    fn called(&mut self, callee: Expr) -> Result<Expr, Halt> {
        self.cursor.expect("(")?;
        let before = std::mem::replace(&mut self.no_literal, false);
        let mut all = Vec::new();
        while !self.cursor.take(")") {
            // A type as an argument stands only where the library asks for one.
            let value = self.expression()?;
            all.push(if self.cursor.take("...") { Argument::Spread(value) } else { Argument::Plain(value) });
            if !self.cursor.take(",") && !self.cursor.is(")") {
                return self.cursor.unexpected();
            }
        }
        self.no_literal = before;
        let span = callee.span.to(self.cursor.last());
        let builtin = match &*callee.kind {
            ExprKind::Name(name) => BUILTIN.iter().find(|(known, _)| **known == **name).map(|(_, own)| *own),
            _ => None,
        };
        if let ExprKind::Name(name) = &*callee.kind
            && let Some(of) = self.types.get(name).cloned()
            && let [Argument::Plain(value)] = all.as_slice()
        {
            return self.converted(&of, value.clone(), span);
        }
        match builtin {
            Some(own) => call_of(named(own, callee.span), all, span),
            None => call_of(callee, all, span),
        }
    }

    fn indexed(&mut self, object: Expr) -> Result<Expr, Halt> {
        self.cursor.expect("[")?;
        let before = std::mem::replace(&mut self.no_literal, false);
        let mut bounds = Vec::new();
        let mut bound = None;
        let mut is_slice = false;
        loop {
            if self.cursor.take(":") {
                is_slice = true;
                bounds.push(bound.take());
            } else if self.cursor.take("]") {
                break;
            } else {
                bound = Some(self.expression()?);
            }
        }
        self.no_literal = before;
        let span = object.span.to(self.cursor.last());
        if !is_slice {
            let Some(index) = bound else { return self.cursor.unexpected() };
            return call("_at", vec![object, index], span);
        }
        bounds.push(bound);
        bounds.truncate(2);
        let nothing = || Expr::leaf(ExprKind::None, span);
        let mut bounds = bounds.into_iter().map(|bound| bound.unwrap_or_else(nothing));
        let (from, to) = (bounds.next().unwrap_or_else(nothing), bounds.next().unwrap_or_else(nothing));
        call("_slice", vec![object, from, to], span)
    }

    /// `defer f(x)`, `go f(x)`: the function and its arguments as they are now.
    pub fn later(&mut self, value: Expr, taker: Expr) -> Result<StatementKind, Halt> {
        let span = value.span;
        let ExprKind::Call { callee, arguments, .. } = *value.kind else { return self.cursor.unexpected() };
        let whole = [Argument::Plain(callee)].into_iter().chain(arguments).collect();
        Ok(does(call_of(taker, whole, span)?).kind)
    }
}

/// Functions that every program has, by the names that the library gives them.
const BUILTIN: &[(&str, &str)] = &[
    ("append", "_append"),
    ("cap", "_len"),
    ("clear", "_emptied"),
    ("close", "_close"),
    ("copy", "_copy"),
    ("delete", "_delete"),
    ("len", "_len"),
    ("max", "_max"),
    ("min", "_min"),
    ("panic", "_panic"),
    ("print", "_print"),
    ("println", "_println"),
    ("recover", "_recover"),
];
