//! Functions, types, traits, modules.

use std::rc::Rc;

use super::{Parser, field_name};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{
    Attribute, Field, Function, Generic, Item, ItemKind, Path, Pattern, Receiver, Shape, Type, Variant,
};
use crate::shell::programs::script::compiled::rust::lexer::Kind;
use crate::shell::programs::script::syntax::Name;
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// An item; `None` for what the sandbox needs not to know.
    pub(super) fn item(&mut self) -> Result<Option<Item>, Halt> {
        self.deeper(Self::item_here)
    }

    fn item_here(&mut self) -> Result<Option<Item>, Halt> {
        let mut attributes = Vec::new();
        while self.is("#") {
            attributes.push(self.attribute()?);
        }
        if *self.kind() == Kind::End && !attributes.is_empty() {
            return Ok(None);
        }
        let span = self.span();
        if self.take_word("pub") && self.is("(") {
            while !self.take(")") {
                self.advance();
                if *self.kind() == Kind::End {
                    return self.unexpected();
                }
            }
        }
        let Kind::Name(word) = self.kind().clone() else { return self.unexpected() };
        let kind = match &*word {
            "fn" | "async" => self.function(&attributes)?,
            "const" if self.is_word_ahead(1, "fn") => {
                self.advance();
                self.function(&attributes)?
            }
            "struct" => self.structure()?,
            "enum" => self.enumeration()?,
            "impl" => self.implementation()?,
            "trait" => {
                self.advance();
                let name = self.name()?;
                let mut generics = self.generics()?;
                if self.take(":") {
                    self.bounds()?;
                }
                self.where_clause(&mut generics)?;
                ItemKind::Trait { name, items: self.items()? }
            }
            "const" | "static" => {
                self.advance();
                if self.is_word("mut") {
                    return self.unsimulated("a static that is changed");
                }
                let name = self.name()?;
                let of = if self.take(":") { self.type_()? } else { Type::Infer };
                let value = if self.take("=") { Some(self.expression()?) } else { None };
                self.expect(";")?;
                ItemKind::Constant { name, of, value }
            }
            "type" => {
                self.advance();
                let name = self.name()?;
                let generics = self.generics()?;
                if self.take(":") {
                    self.bounds()?;
                }
                let of = if self.take("=") { self.type_()? } else { Type::Infer };
                self.expect(";")?;
                ItemKind::Alias { name, generics, of }
            }
            "mod" => {
                self.advance();
                let name = self.name()?;
                self.modules.push(name.clone());
                let items = if self.take(";") { None } else { Some(self.items()?) };
                self.modules.pop();
                ItemKind::Module { name, items }
            }
            "use" => {
                self.advance();
                let mut all = Vec::new();
                self.take("::");
                self.imported(&[], &mut all)?;
                self.expect(";")?;
                ItemKind::Use(all)
            }
            "extern" if self.is_word_ahead(1, "crate") => {
                while !self.take(";") {
                    self.advance();
                    if *self.kind() == Kind::End {
                        return self.unexpected();
                    }
                }
                return Ok(None);
            }
            "macro_rules" => return self.unsimulated("a macro of its own"),
            "unsafe" | "extern" => return self.unsimulated(format!("{word} code")),
            _ => return self.unexpected(),
        };
        Ok(Some(Item { kind, attributes, span }))
    }

    /// Items between braces.
    fn items(&mut self) -> Result<Vec<Item>, Halt> {
        self.expect("{")?;
        let mut all = Vec::new();
        while !self.take("}") {
            all.extend(self.item()?);
        }
        Ok(all)
    }

    /// `#[name(words)]`
    pub(super) fn attribute(&mut self) -> Result<Attribute, Halt> {
        let span = self.span();
        self.expect("#")?;
        self.take("!");
        self.expect("[")?;
        let mut name = self.name()?;
        while self.take("::") {
            name = format!("{name}::{}", self.name()?).into();
        }
        let mut words: Vec<(Name, Name)> = Vec::new();
        let mut depth = 1_usize;
        let mut key: Option<Name> = None;
        loop {
            let kind = self.kind().clone();
            if kind == Kind::End {
                return self.unexpected();
            }
            self.advance();
            match kind {
                Kind::Op("[" | "(" | "{") => depth += 1,
                Kind::Op("]" | ")" | "}") => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Kind::Name(word) if self.is("=") => key = Some(word),
                Kind::Name(word) => words.push((key.take().unwrap_or_else(|| word.clone()), word)),
                Kind::Text(text) => words.push((key.take().unwrap_or_else(|| "".into()), text)),
                Kind::Letter(letter) => {
                    words.push((key.take().unwrap_or_else(|| "".into()), letter.to_string().into()));
                }
                Kind::Int(number, _) => {
                    words.push((key.take().unwrap_or_else(|| "".into()), number.to_string().into()));
                }
                _ => {}
            }
        }
        Ok(Attribute { name, words, span })
    }

    fn function(&mut self, attributes: &[Attribute]) -> Result<ItemKind, Halt> {
        let is_async = self.take_word("async");
        if !self.take_word("fn") {
            return self.unexpected();
        }
        let span = self.span();
        let name = self.name()?;
        let mut generics = self.generics()?;
        self.expect("(")?;
        let mut receiver = None;
        let (parameters, _) = self.list(")", |parser| {
            if let Some(found) = parser.receiver()? {
                receiver = Some(found);
                return Ok(None);
            }
            let pattern = parser.pattern()?;
            parser.expect(":")?;
            let of = parser.type_()?;
            Ok(Some((pattern, of)))
        })?;
        let mut parameters: Vec<(Pattern, Type)> = parameters.into_iter().flatten().collect();
        let result = if self.take("->") { self.type_()? } else { Type::Tuple(Vec::new()) };
        self.where_clause(&mut generics)?;
        self.name_impls(&mut parameters, &mut generics);
        let body = if self.take(";") { None } else { Some(self.block()?) };
        let attributes = attributes.to_vec();
        let function = Function { name, generics, receiver, parameters, result, body, attributes, is_async, span };
        Ok(ItemKind::Function(Rc::new(function)))
    }

    /// `impl Trait` as a parameter's type is a type parameter.
    fn name_impls(&mut self, parameters: &mut [(Pattern, Type)], generics: &mut Vec<Generic>) {
        for (place, (_, of)) in parameters.iter_mut().enumerate() {
            if let Type::Bound(path) = of
                && !matches!(path.last(), "Iterator" | "IntoIterator")
            {
                let name: Name = format!("impl.{place}").into();
                let bounds = vec![of.clone()];
                generics.push(Generic { name: name.clone(), bounds });
                let span = self.last();
                let path = Path { parts: vec![(name, Vec::new())], of: None, span };
                *of = Type::Path(path);
            }
        }
    }

    fn receiver(&mut self) -> Result<Option<Receiver>, Halt> {
        let place = self.tokens.place();
        let lent = self.take_split("&");
        if lent && matches!(self.kind(), Kind::Lifetime(_)) {
            self.advance();
        }
        let mutable = self.take_word("mut");
        if !self.take_word("self") {
            self.tokens.go_back(place);
            return Ok(None);
        }
        let of = if self.take(":") { Some(self.type_()?) } else { None };
        let pattern = self.id();
        Ok(Some(Receiver { pattern, mutable, lent, of }))
    }

    fn structure(&mut self) -> Result<ItemKind, Halt> {
        self.advance();
        let name = self.name()?;
        let mut generics = self.generics()?;
        self.where_clause(&mut generics)?;
        let shape = self.shape()?;
        self.where_clause(&mut generics)?;
        if !matches!(shape, Shape::Named(_)) {
            self.expect(";")?;
        }
        Ok(ItemKind::Struct { name, generics, shape })
    }

    /// Fields of a struct or a variant.
    fn shape(&mut self) -> Result<Shape, Halt> {
        if self.take("(") {
            let mut place = 0;
            let (fields, _) = self.list(")", |parser| {
                let mut attributes = Vec::new();
                while parser.is("#") {
                    attributes.push(parser.attribute()?);
                }
                parser.visibility()?;
                let name = format!("_{place}").into();
                place += 1;
                Ok(Field { name, of: parser.type_()?, attributes })
            })?;
            return Ok(Shape::Tuple(fields));
        }
        if !self.take("{") {
            return Ok(Shape::Unit);
        }
        let (fields, _) = self.list("}", |parser| {
            let mut attributes = Vec::new();
            while parser.is("#") {
                attributes.push(parser.attribute()?);
            }
            parser.visibility()?;
            let name = field_name(&parser.name()?);
            parser.expect(":")?;
            Ok(Field { name, of: parser.type_()?, attributes })
        })?;
        Ok(Shape::Named(fields))
    }

    fn visibility(&mut self) -> Result<(), Halt> {
        if self.take_word("pub")
            && self.is("(")
            && matches!(self.ahead(1), Kind::Name(word) if matches!(&**word, "crate" | "super" | "self" | "in"))
        {
            while !self.take(")") {
                self.advance();
                if *self.kind() == Kind::End {
                    return self.unexpected();
                }
            }
        }
        Ok(())
    }

    fn enumeration(&mut self) -> Result<ItemKind, Halt> {
        self.advance();
        let name = self.name()?;
        let mut generics = self.generics()?;
        self.where_clause(&mut generics)?;
        self.expect("{")?;
        let (variants, _) = self.list("}", |parser| {
            let mut attributes = Vec::new();
            while parser.is("#") {
                attributes.push(parser.attribute()?);
            }
            let name = parser.name()?;
            let shape = parser.shape()?;
            let number = if parser.take("=") { Some(parser.expression()?) } else { None };
            Ok(Variant { name, shape, number, attributes })
        })?;
        Ok(ItemKind::Enum { name, generics, variants })
    }

    fn implementation(&mut self) -> Result<ItemKind, Halt> {
        self.advance();
        let mut generics = self.generics()?;
        if self.is("!") {
            return self.unexpected();
        }
        let first = self.type_()?;
        let (by, of) = if self.take_word("for") {
            let Type::Path(path) = first else { return self.unexpected() };
            (Some(path), self.type_()?)
        } else {
            (None, first)
        };
        self.where_clause(&mut generics)?;
        Ok(ItemKind::Impl { generics, by, of, items: self.items()? })
    }

    /// The tree of a `use`.
    fn imported(&mut self, before: &[Name], all: &mut Vec<(Vec<Name>, Name)>) -> Result<(), Halt> {
        self.deeper(|parser| {
            if parser.take("*") {
                all.push((before.to_vec(), "*".into()));
                return Ok(());
            }
            if parser.take("{") {
                parser.list("}", |parser| parser.imported(before, all))?;
                return Ok(());
            }
            let name = parser.name()?;
            let mut path = before.to_vec();
            if &*name != "self" || path.is_empty() {
                path.push(name.clone());
            }
            if parser.take("::") {
                return parser.imported(&path, all);
            }
            let last = path.last().cloned().unwrap_or(name);
            let shown = if parser.take_word("as") { parser.name()? } else { last };
            all.push((path, shown));
            Ok(())
        })
    }
}
