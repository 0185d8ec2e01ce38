//! Types, paths and what stands between angle brackets.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Generic, Path, Type};
use crate::shell::programs::script::compiled::rust::lexer::Kind;
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A type.
    pub(super) fn type_(&mut self) -> Result<Type, Halt> {
        self.deeper(Self::type_here)
    }

    fn type_here(&mut self) -> Result<Type, Halt> {
        if self.take_split("&") {
            if matches!(self.kind(), Kind::Lifetime(_)) {
                self.advance();
            }
            if self.take_word("mut") {
                return Ok(Type::Mut(Box::new(self.type_()?)));
            }
            return self.type_();
        }
        if self.take("(") {
            let (mut all, comma) = self.list(")", Self::type_)?;
            return Ok(if all.len() == 1 && !comma { all.remove(0) } else { Type::Tuple(all) });
        }
        if self.take("[") {
            let of = Box::new(self.type_()?);
            let is_array = self.take(";");
            if is_array {
                self.expression()?;
            }
            self.expect("]")?;
            return Ok(Type::List(of, is_array));
        }
        if self.take("!") {
            return Ok(Type::Infer);
        }
        if self.take_word("_") {
            return Ok(Type::Infer);
        }
        if self.is_word("dyn") || self.is_word("impl") {
            self.advance();
            let bounds = self.bounds()?;
            return Ok(bounds.into_iter().next().unwrap_or(Type::Infer));
        }
        if self.take_word("for") {
            self.generics()?;
        }
        for word in ["unsafe", "extern"] {
            if self.is_word(word) {
                return self.unexpected();
            }
        }
        if self.is_word("fn") {
            self.advance();
            return self.function_type();
        }
        if self.is("*") {
            return self.unsimulated("a raw pointer");
        }
        self.path(true).map(Type::Path)
    }

    /// `(A, B) -> C`
    fn function_type(&mut self) -> Result<Type, Halt> {
        self.expect("(")?;
        let (all, _) = self.list(")", |parser| {
            if matches!(parser.kind(), Kind::Name(_)) && parser.is_ahead(1, ":") {
                parser.advance();
                parser.advance();
            }
            parser.type_()
        })?;
        let result = if self.take("->") { self.type_()? } else { Type::Tuple(Vec::new()) };
        Ok(Type::Function(all, Box::new(result)))
    }

    /// `A + B + 'a`
    pub(super) fn bounds(&mut self) -> Result<Vec<Type>, Halt> {
        let mut all = Vec::new();
        loop {
            self.take("?");
            if matches!(self.kind(), Kind::Lifetime(_)) {
                self.advance();
            } else if self.take("(") {
                all.extend(self.deeper(Self::bounds)?);
                self.expect(")")?;
            } else if matches!(self.kind(), Kind::Name(_)) {
                if self.take_word("for") {
                    self.generics()?;
                }
                let path = self.path(true)?;
                if matches!(path.last(), "Fn" | "FnMut" | "FnOnce") && self.is("(") {
                    all.push(self.function_type()?);
                } else {
                    all.push(Type::Bound(path));
                }
            }
            if !self.take("+") {
                return Ok(all);
            }
        }
    }

    /// A path; in a type, angle brackets may follow a name at once.
    pub(super) fn path(&mut self, in_type: bool) -> Result<Path, Halt> {
        let span = self.span();
        let mut of = None;
        let mut parts = Vec::new();
        if self.take_split("<") {
            of = Some(Box::new(self.type_()?));
            if self.take_word("as") {
                self.path(true)?;
            }
            self.expect(">")?;
            self.expect("::")?;
        } else {
            self.take("::");
        }
        loop {
            let name = self.name()?;
            let mut generics = Vec::new();
            if in_type && self.begins("<") && !self.is("<=") {
                generics = self.arguments()?;
            } else if self.is("::") && matches!(self.ahead(1), Kind::Op("<" | "<<")) {
                self.advance();
                generics = self.arguments()?;
            }
            parts.push((name, generics));
            if !(self.is("::") && matches!(self.ahead(1), Kind::Name(_))) {
                break;
            }
            self.advance();
        }
        Ok(Path { parts, of, span: span.to(self.last()) })
    }

    /// `<A, 'a, Item = B>`
    pub(super) fn arguments(&mut self) -> Result<Vec<Type>, Halt> {
        self.expect("<")?;
        let (all, _) = self.list(">", |parser| {
            if matches!(parser.kind(), Kind::Lifetime(_)) {
                parser.advance();
                return Ok(None);
            }
            if matches!(parser.kind(), Kind::Name(_)) && parser.is_ahead(1, "=") {
                parser.advance();
                parser.advance();
            }
            if matches!(parser.kind(), Kind::Int(..)) {
                parser.advance();
                return Ok(None);
            }
            parser.type_().map(Some)
        })?;
        Ok(all.into_iter().flatten().collect())
    }

    /// `<'a, T: Display, const N: usize>`, if it stands here.
    pub(super) fn generics(&mut self) -> Result<Vec<Generic>, Halt> {
        if !self.take_split("<") {
            return Ok(Vec::new());
        }
        let (all, _) = self.list(">", |parser| {
            if matches!(parser.kind(), Kind::Lifetime(_)) {
                parser.advance();
                if parser.take(":") {
                    parser.bounds()?;
                }
                return Ok(None);
            }
            if parser.is_word("const") {
                return parser.unsimulated("a number as a parameter of a type");
            }
            let name = parser.name()?;
            let bounds = if parser.take(":") { parser.bounds()? } else { Vec::new() };
            if parser.take("=") {
                parser.type_()?;
            }
            Ok(Some(Generic { name, bounds }))
        })?;
        Ok(all.into_iter().flatten().collect())
    }

    /// `where T: Display, …`, if it stands here: more bounds of the parameters.
    pub(super) fn where_clause(&mut self, generics: &mut [Generic]) -> Result<(), Halt> {
        if !self.take_word("where") {
            return Ok(());
        }
        while !self.is("{") && !self.is(";") {
            if matches!(self.kind(), Kind::Lifetime(_)) {
                self.advance();
                self.expect(":")?;
                self.bounds()?;
            } else {
                let of = self.type_()?;
                self.expect(":")?;
                let bounds = self.bounds()?;
                if let Type::Path(path) = &of
                    && let Some(name) = path.single()
                    && let Some(generic) = generics.iter_mut().find(|generic| generic.name == *name)
                {
                    generic.bounds.extend(bounds);
                }
            }
            if !self.take(",") {
                break;
            }
        }
        Ok(())
    }
}
