//! Types: they are read over, and say whether a value is a whole number or one with a fraction.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::Parses;
use crate::shell::programs::script::compiled::cursor::call;
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{Expr, ExprKind, Name, Span};
use crate::shell::programs::script::tokens::Reads;

/// A type by its last name, and how many dimensions it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    pub name: Name,
    pub arrays: usize,
}

/// Types that are no objects.
pub const PRIMITIVE: &[&str] = &["int", "long", "short", "byte", "char", "float", "double", "boolean", "void"];

impl Type {
    /// The value of a field of this type at first.
    pub fn zero(&self, span: Span) -> Result<Expr, Halt> {
        let kind = match &*self.name {
            _ if self.arrays > 0 => ExprKind::None,
            "int" | "long" | "short" | "byte" => ExprKind::Int(0),
            "float" | "double" => ExprKind::Float(0.0),
            "boolean" => ExprKind::Bool(false),
            "char" => return call("_Char", vec![Expr::leaf(ExprKind::Int(0), span)], span),
            _ => ExprKind::None,
        };
        Ok(Expr::leaf(kind, span))
    }

    /// What a variable of this type holds of a value.
    pub fn stored(&self, value: Expr) -> Result<Expr, Halt> {
        let span = value.span;
        let function = match &*self.name {
            _ if self.arrays > 0 => return Ok(value),
            "double" | "float" | "Double" => "_double",
            "char" => "_char",
            "int" => "_int",
            "long" => "_long",
            _ => return Ok(value),
        };
        if matches!(*value.kind, ExprKind::Int(_)) && function != "_double" && function != "_char" {
            return Ok(value);
        }
        call(function, vec![value], span)
    }
}

/// The name of an annotation, and its values by theirs.
pub(super) type Annotation = (Name, Vec<(Name, Expr)>);

impl Parser {
    /// A type with what belongs to it.
    pub fn type_(&mut self) -> Result<Type, Halt> {
        self.annotations()?;
        let mut name = self.cursor.name()?;
        self.type_arguments()?;
        while self.cursor.is(".") && matches!(self.cursor.ahead(1), Kind::Name(_)) {
            self.cursor.advance();
            name = self.cursor.name()?;
            self.type_arguments()?;
        }
        let arrays = self.dimensions();
        Ok(Type { name, arrays })
    }

    /// `[][]`
    pub fn dimensions(&mut self) -> usize {
        let mut count = 0;
        while self.cursor.is("[") && self.cursor.is_ahead(1, "]") {
            self.cursor.advance();
            self.cursor.advance();
            count += 1;
        }
        count
    }

    /// `<T, ? extends U>`, if it stands here.
    pub fn type_arguments(&mut self) -> Result<(), Halt> {
        if !self.cursor.is("<") {
            return Ok(());
        }
        self.nested(|parser| {
            parser.cursor.expect("<")?;
            while !parser.cursor.is(">") && !parser.cursor.is(">>") && !parser.cursor.is(">>>") {
                if parser.cursor.take("?") {
                    if parser.cursor.take_word("extends") || parser.cursor.take_word("super") {
                        parser.type_()?;
                    }
                } else {
                    parser.type_()?;
                    if parser.cursor.take_word("extends") {
                        parser.type_()?;
                    }
                }
                while parser.cursor.take("&") {
                    parser.type_()?;
                }
                if !parser.cursor.take(",") {
                    break;
                }
            }
            parser.cursor.expect_angle()
        })
    }

    /// Whether a type with a name behind it stands here: a declaration.
    pub fn declares(&mut self) -> bool {
        let here = self.cursor.place();
        let found = self.type_().is_ok()
            && matches!(self.cursor.kind(), Kind::Name(name) if &**name != "instanceof")
            && matches!(self.cursor.ahead(1), Kind::Op("=" | ";" | "," | ":" | "[" | ")"));
        self.cursor.go_back(here);
        found
    }

    /// Whether a type in parentheses stands here, with a value behind it: a cast.
    pub fn casts(&mut self) -> bool {
        let here = self.cursor.place();
        self.cursor.advance();
        let primitive = matches!(self.cursor.kind(), Kind::Name(name) if PRIMITIVE.contains(&&**name));
        let found = self.type_().is_ok()
            && self.cursor.take(")")
            && match self.cursor.kind() {
                Kind::Name(name) => &**name != "instanceof",
                Kind::Int(_) | Kind::Float(_) | Kind::Text(_) | Kind::Letter(_) => true,
                Kind::Op("(" | "!" | "~") => true,
                Kind::Op("-" | "+") => primitive,
                _ => false,
            };
        self.cursor.go_back(here);
        found
    }

    /// `@Name(…)`: the annotations that stand here, as names with their values.
    pub fn annotations(&mut self) -> Result<Vec<Annotation>, Halt> {
        let mut all = Vec::new();
        while self.cursor.is("@") && !self.cursor.is_word_ahead(1, "interface") {
            self.cursor.advance();
            let mut name = self.cursor.name()?;
            while self.cursor.take(".") {
                name = self.cursor.name()?;
            }
            let mut values = Vec::new();
            if self.cursor.take("(") {
                while !self.cursor.take(")") {
                    let key = if matches!(self.cursor.kind(), Kind::Name(_)) && self.cursor.is_ahead(1, "=") {
                        let key = self.cursor.name()?;
                        self.cursor.advance();
                        key
                    } else {
                        "value".into()
                    };
                    let value = if self.cursor.is("{") { self.array_literal()? } else { self.annotation_value()? };
                    values.push((key, value));
                    self.cursor.take(",");
                }
            }
            all.push((name, values));
        }
        Ok(all)
    }

    fn annotation_value(&mut self) -> Result<Expr, Halt> {
        let span = self.cursor.span();
        if self.cursor.is("@") {
            self.annotations()?;
            return Ok(Expr::leaf(ExprKind::None, span));
        }
        // `X.class` and names of the library's that are looked up only when somebody asks.
        if matches!(self.cursor.kind(), Kind::Name(_)) {
            let mut name = self.cursor.name()?;
            while self.cursor.take(".") {
                name = self.cursor.name()?;
            }
            return Ok(Expr::leaf(ExprKind::Text(name), span));
        }
        self.expression()
    }
}
