//! Names, literals, arrays, objects.

use std::rc::Rc;

use super::{KEYWORDS, Parser};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::javascript::lexer::{Hole, Kind, tokens_at};
use crate::shell::programs::script::syntax::{Argument, Entry, Expr, ExprKind, FunctionKind, Name, Piece, Span};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    pub fn primary(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let kind = match self.kind().clone() {
            Kind::Number(value) => ExprKind::Float(value),
            Kind::BigInt(value) => ExprKind::Int(value),
            Kind::Text(text) => ExprKind::Text(text),
            Kind::Regex(pattern, flags) => ExprKind::Regex { pattern, flags },
            Kind::Template(texts, holes) => {
                self.advance();
                return self.nested(|parser| parser.template(&texts, &holes, span));
            }
            Kind::Op("(") => {
                self.advance();
                let without_in = std::mem::take(&mut self.without_in);
                let mut value = self.nested(Parser::expression)?;
                self.without_in = without_in;
                self.expect(")")?;
                value.span = span.to(self.last());
                return Ok(value);
            }
            Kind::Op("[") => return self.nested(Parser::array),
            Kind::Op("{") => return self.nested(Parser::object),
            Kind::Name(name) => match &*name {
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                "null" => ExprKind::None,
                "undefined" => ExprKind::Undefined,
                "this" => ExprKind::This,
                "super" => ExprKind::Super,
                "function" => return self.nested(|parser| parser.function_expression(false)),
                "async" if self.is_word_ahead(1, "function") => {
                    self.advance();
                    return self.nested(|parser| parser.function_expression(true));
                }
                "class" => {
                    let class = self.nested(Parser::class)?;
                    return Ok(Expr::leaf(ExprKind::Class(Rc::new(class)), span));
                }
                "import" if self.is_ahead(1, "(") => {
                    self.advance();
                    self.advance();
                    let module = self.nested(Parser::assignment)?;
                    self.expect(")")?;
                    return Expr::new(ExprKind::Import(module), span.to(self.last()));
                }
                "import" if self.is_ahead(1, ".") => {
                    self.advance();
                    self.advance();
                    self.advance();
                    return Ok(Expr::leaf(ExprKind::Name(Rc::from("import.meta")), span));
                }
                word if KEYWORDS.contains(&word) => return self.unexpected(),
                _ => ExprKind::Name(name),
            },
            _ => return self.unexpected(),
        };
        self.advance();
        Ok(Expr::leaf(kind, span))
    }

    fn template(&mut self, texts: &[Name], holes: &[Hole], span: Span) -> Result<Expr, Halt> {
        let mut pieces = Vec::new();
        let mut holes = holes.iter();
        for text in texts {
            if !text.is_empty() {
                pieces.push(Piece::Text(text.clone()));
            }
            let Some(hole) = holes.next() else { continue };
            let mut inner = Parser::new(tokens_at(&hole.source, hole.line, hole.column)?);
            (inner.tokens.nesting, inner.yields) = (self.tokens.nesting, self.yields.clone());
            let value = inner.expression()?;
            if *inner.kind() != Kind::End {
                return inner.unexpected();
            }
            pieces.push(Piece::Value { value, conversion: None, format: Vec::new() });
        }
        Expr::new(ExprKind::Template(pieces), span)
    }

    fn array(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        let without_in = std::mem::take(&mut self.without_in);
        let mut items = Vec::new();
        while !self.take("]") {
            if self.take(",") {
                items.push(Argument::Plain(Expr::leaf(ExprKind::Undefined, start)));
                continue;
            }
            items.push(self.item()?);
            if !self.take(",") && !self.is("]") {
                return self.unexpected();
            }
        }
        self.without_in = without_in;
        Expr::new(ExprKind::List(items), start.to(self.last()))
    }

    fn object(&mut self) -> Result<Expr, Halt> {
        let start = self.span();
        self.advance();
        let without_in = std::mem::take(&mut self.without_in);
        let mut entries = Vec::new();
        while !self.take("}") {
            entries.push(self.entry()?);
            if !self.take(",") && !self.is("}") {
                return self.unexpected();
            }
        }
        self.without_in = without_in;
        Expr::new(ExprKind::Record(entries), start.to(self.last()))
    }

    fn entry(&mut self) -> Result<Entry, Halt> {
        let span = self.span();
        if self.take("...") {
            return Ok(Entry::Spread(self.assignment()?));
        }
        let ends = |parser: &Self, by: usize| matches!(parser.ahead(by), Kind::Op("," | ":" | "(" | "}" | "="));
        for (word, getter) in [("get", true), ("set", false)] {
            if self.is_word(word) && !ends(self, 1) {
                self.advance();
                let name = self.property_name()?;
                let function = self.method(name.clone(), FunctionKind::Method, false, false)?;
                let function = Rc::new(function);
                return Ok(if getter { Entry::Getter(name, function) } else { Entry::Setter(name, function) });
            }
        }
        let is_async = self.is_word("async") && !ends(self, 1);
        if is_async {
            self.advance();
        }
        let is_generator = self.take("*");
        if self.take("[") {
            let key = self.assignment()?;
            self.expect("]")?;
            if self.is("(") {
                let function = self.method("".into(), FunctionKind::Method, is_async, is_generator)?;
                return Ok(Entry::Pair(key, Expr::leaf(ExprKind::Function(Rc::new(function)), span)));
            }
            self.expect(":")?;
            return Ok(Entry::Pair(key, self.assignment()?));
        }
        let plain = matches!(self.kind(), Kind::Name(_));
        let name = self.property_name()?;
        let key = Expr::leaf(ExprKind::Text(name.clone()), span);
        if self.is("(") {
            let function = self.method(name, FunctionKind::Method, is_async, is_generator)?;
            return Ok(Entry::Pair(key, Expr::leaf(ExprKind::Function(Rc::new(function)), span)));
        }
        if self.take(":") {
            return Ok(Entry::Pair(key, self.assignment()?));
        }
        if !plain || KEYWORDS.contains(&&*name) {
            return self.unexpected();
        }
        let value = Expr::leaf(ExprKind::Name(name.clone()), span);
        // `{ a = 1 }` is a pattern's.
        if self.is("=") {
            self.advance();
            let default = self.assignment()?;
            let target = crate::shell::programs::script::syntax::Pattern::Name(name, span);
            return Ok(Entry::Pair(key, Expr::new(ExprKind::Assign { target, value: default }, span)?));
        }
        Ok(Entry::Pair(key, value))
    }

    /// The name of a property: a name, a text, a number.
    pub fn property_name(&mut self) -> Result<Name, Halt> {
        match self.kind().clone() {
            Kind::Name(name) | Kind::Text(name) => {
                self.advance();
                Ok(name)
            }
            Kind::Number(value) => {
                self.advance();
                Ok(crate::shell::programs::script::decimal::javascript(value).into())
            }
            _ => self.unexpected(),
        }
    }
}
