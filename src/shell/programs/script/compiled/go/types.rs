//! Types: what a value of one is before anything is assigned, and what a conversion to it does.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::Parses;
use crate::shell::programs::script::compiled::cursor::{call, call_of, member, named, text, thunk};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Class, ClassMember, Expr, ExprKind, Name, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

/// A type, as far as it matters here.
#[derive(Clone, Debug)]
pub enum Type {
    Named(Name),
    Qualified(Name, Name),
    Pointer(Box<Type>),
    List(Box<Type>),
    /// `[n]T`
    Array(Box<Expr>, Box<Type>),
    Map(Box<Type>),
    Struct(Vec<Field>),
    /// Functions, interfaces, channels: nothing at first.
    Other,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: Name,
    pub of: Type,
    pub tag: Name,
    pub embedded: bool,
}

/// Types that every program has, with the functions that convert to them.
const BASIC: &[(&str, &str)] = &[
    ("int", "_int"),
    ("int8", "_int8"),
    ("int16", "_int16"),
    ("int32", "_int32"),
    ("int64", "_int"),
    ("uint", "_uint64"),
    ("uint8", "_uint8"),
    ("byte", "_uint8"),
    ("uint16", "_uint16"),
    ("uint32", "_uint32"),
    ("uint64", "_uint64"),
    ("uintptr", "_uint64"),
    ("rune", "_int32"),
    ("float32", "_float"),
    ("float64", "_float"),
    ("string", "_string"),
    ("bool", "_bool"),
    ("error", "_same"),
    ("any", "_same"),
];

/// The function that converts to a type of this name.
pub fn conversion(name: &str) -> Option<&'static str> {
    BASIC.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

impl Parser {
    /// Whether a type begins here that is no name.
    pub fn begins_type(&self) -> bool {
        let cursor = &self.cursor;
        cursor.is("[") || ["map", "chan", "struct", "interface", "func"].iter().any(|word| cursor.is_word(word))
    }

    /// A type.
    pub fn type_(&mut self) -> Result<Type, Halt> {
        self.nested(Self::type_here)
    }

    fn type_here(&mut self) -> Result<Type, Halt> {
        if self.cursor.take("*") {
            return Ok(Type::Pointer(Box::new(self.type_()?)));
        }
        if self.cursor.take("(") {
            let inner = self.type_()?;
            self.cursor.expect(")")?;
            return Ok(inner);
        }
        if self.cursor.take("[") {
            if self.cursor.take("]") {
                return Ok(Type::List(Box::new(self.type_()?)));
            }
            let open = self.cursor.take("...");
            let size = if open { None } else { Some(self.expression_in(false)?) };
            self.cursor.expect("]")?;
            let of = Box::new(self.type_()?);
            return Ok(match size {
                Some(size) => Type::Array(Box::new(size), of),
                None => Type::List(of),
            });
        }
        if self.cursor.take("<-") {
            self.cursor.take_word("chan");
            self.type_()?;
            return Ok(Type::Other);
        }
        let name = self.cursor.name()?;
        match &*name {
            "map" => {
                self.cursor.expect("[")?;
                self.type_()?;
                self.cursor.expect("]")?;
                Ok(Type::Map(Box::new(self.type_()?)))
            }
            "chan" => {
                self.cursor.take("<-");
                self.type_()?;
                Ok(Type::Other)
            }
            "func" => {
                self.signature()?;
                Ok(Type::Other)
            }
            "interface" => {
                self.skip_braces()?;
                Ok(Type::Other)
            }
            "struct" => self.fields().map(Type::Struct),
            _ if self.cursor.take(".") => Ok(Type::Qualified(name, self.cursor.name()?)),
            _ => {
                // Arguments of a generic type.
                if self.cursor.is("[") && !self.cursor.is_ahead(1, "]") && matches!(self.cursor.ahead(1), Kind::Name(_))
                {
                    self.skip_brackets()?;
                }
                Ok(Type::Named(name))
            }
        }
    }

    fn fields(&mut self) -> Result<Vec<Field>, Halt> {
        self.cursor.expect("{")?;
        let mut all = Vec::new();
        while !self.cursor.take("}") {
            let embedded = self.cursor.is("*")
                || matches!(self.cursor.ahead(1), Kind::Op(";" | "}" | ".") | Kind::Text(_) | Kind::End);
            if embedded {
                let of = match self.type_()? {
                    Type::Pointer(inner) => *inner,
                    other => other,
                };
                let name = match &of {
                    Type::Named(name) | Type::Qualified(_, name) => name.clone(),
                    _ => return self.cursor.unexpected(),
                };
                let tag = self.tag();
                all.push(Field { name, of, tag, embedded });
            } else {
                let mut names = vec![self.cursor.name()?];
                while self.cursor.take(",") {
                    names.push(self.cursor.name()?);
                }
                let of = self.type_()?;
                let tag = self.tag();
                let fields = names.into_iter().map(|name| Field { name, of: of.clone(), tag: tag.clone(), embedded });
                all.extend(fields);
            }
            if !self.cursor.take(";") && !self.cursor.is("}") {
                return self.cursor.unexpected();
            }
        }
        Ok(all)
    }

    fn tag(&mut self) -> Name {
        match self.cursor.kind().clone() {
            Kind::Text(tag) => {
                self.cursor.advance();
                tag
            }
            _ => "".into(),
        }
    }

    /// Skips from one brace to its partner.
    fn skip_braces(&mut self) -> Result<(), Halt> {
        self.skip("{", "}")
    }

    /// Skips from one bracket to its partner.
    pub fn skip_brackets(&mut self) -> Result<(), Halt> {
        self.skip("[", "]")
    }

    fn skip(&mut self, open: &str, close: &str) -> Result<(), Halt> {
        self.cursor.expect(open)?;
        let mut depth = 1;
        while depth > 0 {
            if *self.cursor.kind() == Kind::End {
                return self.cursor.unexpected();
            }
            depth += i32::from(self.cursor.is(open)) - i32::from(self.cursor.is(close));
            self.cursor.advance();
        }
        Ok(())
    }

    /// The type behind a name of the program's.
    pub fn underlying<'t>(&'t self, of: &'t Type) -> &'t Type {
        let mut of = of;
        for _ in 0..10 {
            match of {
                Type::Named(name) => match self.types.get(name) {
                    Some(Type::Struct(_)) | None => return of,
                    Some(inner) => of = inner,
                },
                _ => return of,
            }
        }
        of
    }

    /// The value that a variable of the type has at first.
    pub fn zero(&self, of: &Type, span: Span) -> Result<Expr, Halt> {
        let nothing = Expr::leaf(ExprKind::None, span);
        Ok(match self.underlying(of) {
            Type::Named(name) => match &**name {
                "string" => text("", span),
                "bool" => Expr::leaf(ExprKind::Bool(false), span),
                "float32" | "float64" => Expr::leaf(ExprKind::Float(0.0), span),
                "error" | "any" => nothing,
                name if conversion(name).is_some() => Expr::leaf(ExprKind::Int(0), span),
                name if matches!(self.types.get(name), Some(Type::Struct(_))) => call(name, Vec::new(), span)?,
                _ => nothing,
            },
            Type::Qualified(package, name) => call("_zero", vec![member(named(package, span), name, span)?], span)?,
            Type::Array(size, inner) => call("_array", vec![(**size).clone(), thunk(self.zero(inner, span)?)], span)?,
            Type::Struct(fields) => call_of(self.class("", fields, span)?, Vec::new(), span)?,
            _ => nothing,
        })
    }

    /// A value as one of the type.
    pub fn converted(&self, of: &Type, value: Expr, span: Span) -> Result<Expr, Halt> {
        Ok(match self.underlying(of) {
            Type::Named(name) => match conversion(name) {
                Some(function) => call(function, vec![value], span)?,
                None => value,
            },
            Type::Qualified(package, name) => {
                call("_converted", vec![member(named(package, span), name, span)?, value], span)?
            }
            Type::List(inner) => match &**inner {
                Type::Named(name) if matches!(&**name, "byte" | "uint8") => call("_bytes", vec![value], span)?,
                Type::Named(name) if matches!(&**name, "rune" | "int32") => call("_runes", vec![value], span)?,
                _ => value,
            },
            _ => value,
        })
    }

    /// What a variable of the type holds of a value: a whole number that stands for one with a fraction becomes one.
    pub fn stored(&self, of: &Type, value: Expr) -> Result<Expr, Halt> {
        let span = value.span;
        match self.underlying(of) {
            Type::Named(name) if matches!(&**name, "float32" | "float64") => call("_float", vec![value], span),
            _ => Ok(value),
        }
    }

    /// What a type switch compares with.
    pub fn described(&self, of: &Type, span: Span) -> Result<Expr, Halt> {
        Ok(match of {
            Type::Named(name) if conversion(name).is_some() || !self.types.contains_key(name) => text(name, span),
            Type::Named(name) => match self.types.get(name) {
                Some(Type::Struct(_)) => named(name, span),
                _ => text(name, span),
            },
            Type::Qualified(package, name) => member(named(package, span), name, span)?,
            Type::Pointer(inner) => self.described(inner, span)?,
            Type::List(_) | Type::Array(..) => text("[]", span),
            Type::Map(_) => text("map", span),
            Type::Struct(_) | Type::Other => text("any", span),
        })
    }

    /// A struct as a class: its fields with their tags and first values.
    pub fn class(&self, name: &str, fields: &[Field], span: Span) -> Result<Expr, Halt> {
        let mut rows = Vec::new();
        let mut bases = Vec::new();
        for field in fields {
            if field.embedded {
                match &field.of {
                    Type::Named(base) if matches!(self.types.get(base), Some(Type::Struct(_))) => {
                        bases.push(named(base, span));
                    }
                    Type::Qualified(package, base) => {
                        bases.push(call("_base", vec![member(named(package, span), base, span)?], span)?);
                    }
                    _ => {}
                }
            }
            let float = matches!(self.underlying(&field.of), Type::Named(name) if name.starts_with("float"));
            let row = vec![
                text(&field.name, span),
                text(&field.tag, span),
                thunk(self.zero(&field.of, span)?),
                Expr::leaf(ExprKind::Bool(float), span),
                Expr::leaf(ExprKind::Bool(field.embedded), span),
            ];
            let row = Expr::new(ExprKind::Tuple(row.into_iter().map(Argument::Plain).collect()), span)?;
            rows.push(Argument::Plain(row));
        }
        if bases.is_empty() {
            bases.push(named("_Struct", span));
        }
        let assign = |name: &str, value: Expr| {
            let kind = StatementKind::Assign(vec![Pattern::Name(name.into(), span)], value);
            ClassMember::Statement(Statement { kind, span })
        };
        let members =
            vec![assign("_fields", Expr::new(ExprKind::List(rows), span)?), assign("_name", text(name, span))];
        let class = Class { name: name.into(), bases, named: Vec::new(), members, decorators: Vec::new(), span };
        Ok(Expr::leaf(ExprKind::Class(std::rc::Rc::new(class)), span))
    }
}
