//! Expressions.

use super::{Parser, field_name, is_place};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Arm, Expr, ExprKind, Type};
use crate::shell::programs::script::compiled::rust::lexer::Kind;
use crate::shell::programs::script::syntax::Name;
use crate::shell::programs::script::tokens::Reads;

/// Operators between values and how much they bind.
const OPERATORS: &[(&str, u8)] = &[
    ("||", 1),
    ("&&", 2),
    ("==", 3),
    ("!=", 3),
    ("<", 3),
    ("<=", 3),
    (">", 3),
    (">=", 3),
    ("|", 4),
    ("^", 5),
    ("&", 6),
    ("<<", 7),
    (">>", 7),
    ("+", 8),
    ("-", 8),
    ("*", 9),
    ("/", 9),
    ("%", 9),
];

/// `target op= value`
const UPDATES: &[(&str, &str)] = &[
    ("+=", "+"),
    ("-=", "-"),
    ("*=", "*"),
    ("/=", "/"),
    ("%=", "%"),
    ("&=", "&"),
    ("|=", "|"),
    ("^=", "^"),
    ("<<=", "<<"),
    (">>=", ">>"),
];

impl Parser {
    /// An expression.
    pub(super) fn expression(&mut self) -> Result<Expr, Halt> {
        self.deeper(Self::assignment)
    }

    /// The same where braces may begin a struct.
    pub(super) fn free_expression(&mut self) -> Result<Expr, Halt> {
        let before = std::mem::replace(&mut self.no_struct, false);
        let result = self.expression();
        self.no_struct = before;
        result
    }

    /// The head of a statement: braces begin its body.
    pub(super) fn head(&mut self) -> Result<Expr, Halt> {
        let before = std::mem::replace(&mut self.no_struct, true);
        let result = self.expression();
        self.no_struct = before;
        result
    }

    fn assignment(&mut self) -> Result<Expr, Halt> {
        let left = self.range()?;
        let Kind::Op(operator) = *self.kind() else { return Ok(left) };
        if operator == "=" {
            self.advance();
            let value = self.expression()?;
            let span = left.span.to(value.span);
            return Ok(self.expr(ExprKind::Assign(left, value), span));
        }
        let Some((_, update)) = UPDATES.iter().find(|(known, _)| *known == operator) else { return Ok(left) };
        self.advance();
        let value = self.expression()?;
        let span = left.span.to(value.span);
        Ok(self.expr(ExprKind::Update(update, left, value), span))
    }

    /// Whether a value can begin here.
    fn begins_value(&self) -> bool {
        match self.kind() {
            Kind::End => false,
            Kind::Op("{") => !self.no_struct,
            Kind::Op(operator) => {
                matches!(*operator, "(" | "[" | "-" | "!" | "*" | "&" | "&&" | "|" | "||" | "<" | "::")
            }
            Kind::Name(word) => !matches!(&**word, "else" | "as"),
            _ => true,
        }
    }

    fn range(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let start = if self.is("..") || self.is("..=") { None } else { Some(self.climb(1)?) };
        if !self.is("..") && !self.is("..=") {
            return start.map_or_else(|| self.unexpected(), Ok);
        }
        let inclusive = self.is("..=");
        self.advance();
        let end = if self.begins_value() { Some(self.climb(1)?) } else { None };
        let span = span.to(self.last());
        Ok(self.expr(ExprKind::Range(start, end, inclusive), span))
    }

    fn climb(&mut self, least: u8) -> Result<Expr, Halt> {
        let nesting = self.tokens.nesting;
        let mut left = self.cast()?;
        while let Kind::Op(found) = *self.kind() {
            let row = OPERATORS.iter().find(|(name, binds)| *name == found && *binds >= least);
            let Some((operator, binds)) = row else { break };
            self.enter()?;
            self.advance();
            let right = self.climb(binds + 1)?;
            let span = left.span.to(right.span);
            left = self.expr(ExprKind::Binary(operator, left, right), span);
        }
        self.tokens.nesting = nesting;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, Halt> {
        self.deeper(Self::unary_here)
    }

    fn unary_here(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        if self.is_word("let") {
            self.advance();
            let pattern = self.pattern()?;
            self.expect("=")?;
            let value = self.climb(3)?;
            return Ok(self.expr(ExprKind::Let(pattern, value), span));
        }
        let Kind::Op(operator) = *self.kind() else { return self.primary() };
        let kind = match operator {
            "-" | "!" => {
                self.advance();
                let value = self.unary()?;
                let sign = if operator == "-" { "-" } else { "!" };
                match *value.kind {
                    // The smallest number is written with its sign.
                    ExprKind::Int(number, of) if sign == "-" => ExprKind::Int(-number, of),
                    kind => ExprKind::Unary(sign, Expr { kind: Box::new(kind), ..value }),
                }
            }
            "*" => {
                self.advance();
                ExprKind::Deref(self.unary()?)
            }
            "&" | "&&" => {
                self.take_split("&");
                let mutable = self.take_word("mut");
                ExprKind::Reference(mutable, self.unary()?)
            }
            _ => return self.primary(),
        };
        let span = span.to(self.last());
        Ok(self.expr(kind, span))
    }

    /// `value as type`
    fn cast(&mut self) -> Result<Expr, Halt> {
        let nesting = self.tokens.nesting;
        let mut value = self.unary()?;
        while self.take_word("as") {
            self.enter()?;
            let of = self.type_()?;
            let span = value.span.to(self.last());
            value = self.expr(ExprKind::Cast(value, of), span);
        }
        self.tokens.nesting = nesting;
        Ok(value)
    }

    fn primary(&mut self) -> Result<Expr, Halt> {
        let value = if self.begins_block() { self.block_like()? } else { self.atom()? };
        self.goes_on(value)
    }

    /// Fields, calls, places and question marks behind a value.
    pub(super) fn goes_on(&mut self, mut value: Expr) -> Result<Expr, Halt> {
        let nesting = self.tokens.nesting;
        loop {
            let span = value.span;
            if self.take("?") {
                let span = self.last();
                value = self.expr(ExprKind::Try(value), span);
            } else if self.is("(") {
                self.advance();
                let arguments = self.values(")")?;
                let span = span.to(self.last());
                value = self.expr(ExprKind::Call(value, arguments), span);
            } else if self.take("[") {
                let index = self.free_expression()?;
                self.expect("]")?;
                let span = span.to(self.last());
                value = self.expr(ExprKind::Index(value, index), span);
            } else if self.take(".") {
                value = self.member(value)?;
            } else {
                break;
            }
            self.enter()?;
        }
        self.tokens.nesting = nesting;
        Ok(value)
    }

    fn member(&mut self, value: Expr) -> Result<Expr, Halt> {
        let span = value.span;
        let name = match self.kind().clone() {
            Kind::Int(number, _) => format!("_{number}").into(),
            Kind::Name(name) => name,
            _ => return self.unexpected(),
        };
        let place = self.span();
        self.advance();
        if &*name == "await" {
            return Ok(self.expr(ExprKind::Await(value), span));
        }
        let mut generics = Vec::new();
        if self.is("::") {
            self.advance();
            generics = self.arguments()?;
        }
        if !self.take("(") {
            let span = span.to(place);
            let name = if is_place(&name) { name } else { field_name(&name) };
            return Ok(self.expr(ExprKind::Field(value, name), span));
        }
        let arguments = self.values(")")?;
        Ok(self.expr(ExprKind::Method { object: value, name, generics, arguments }, place))
    }

    /// Values up to a closing bracket.
    pub(super) fn values(&mut self, close: &str) -> Result<Vec<Expr>, Halt> {
        let before = std::mem::replace(&mut self.no_struct, false);
        let result = self.list(close, Self::expression);
        self.no_struct = before;
        result.map(|(all, _)| all)
    }

    fn atom(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let kind = match self.kind().clone() {
            Kind::Int(value, of) => ExprKind::Int(value, of),
            Kind::Float(value, of) => ExprKind::Float(value, of),
            Kind::Text(text) => ExprKind::Text(text),
            Kind::Bytes(bytes) => ExprKind::Bytes(bytes),
            Kind::Letter(letter) => ExprKind::Letter(letter),
            Kind::Op("(") => return self.parenthesis(),
            Kind::Op("[") => {
                self.advance();
                return self.list_rest("]", false);
            }
            Kind::Op("|" | "||") => return self.closure(false, false),
            Kind::Op("<" | "::") => return self.path_value(),
            Kind::Name(name) => return self.word(&name),
            _ => return self.unexpected(),
        };
        self.advance();
        Ok(self.expr(kind, span))
    }

    fn parenthesis(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        self.advance();
        let before = std::mem::replace(&mut self.no_struct, false);
        let result = self.list(")", Self::expression);
        self.no_struct = before;
        let (mut all, comma) = result?;
        if all.len() == 1 && !comma {
            let mut value = all.remove(0);
            value.span = span.to(self.last());
            return Ok(value);
        }
        let span = span.to(self.last());
        Ok(self.expr(ExprKind::Tuple(all), span))
    }

    /// `a, b]` or `a; n]`
    pub(super) fn list_rest(&mut self, close: &str, grows: bool) -> Result<Expr, Halt> {
        let span = self.last();
        if self.take(close) {
            return Ok(self.expr(ExprKind::List(Vec::new(), grows), span));
        }
        let first = self.free_expression()?;
        if self.take(";") {
            let count = self.free_expression()?;
            self.expect(close)?;
            return Ok(self.expr(ExprKind::Repeat(first, count, grows), span));
        }
        let mut all = vec![first];
        if self.take(",") {
            all.extend(self.values(close)?);
        } else {
            self.expect(close)?;
        }
        Ok(self.expr(ExprKind::List(all, grows), span))
    }

    fn word(&mut self, word: &Name) -> Result<Expr, Halt> {
        let span = self.span();
        let kind = match &**word {
            "true" | "false" => ExprKind::Bool(&**word == "true"),
            "move" => {
                self.advance();
                return self.closure(true, false);
            }
            "async" => {
                self.advance();
                let moves = self.take_word("move");
                if self.is("{") {
                    let block = self.block()?;
                    return Ok(self.expr(ExprKind::Async(block), span));
                }
                return self.closure(moves, true);
            }
            "return" => {
                self.advance();
                let value = if self.begins_value() { Some(self.expression()?) } else { None };
                return Ok(self.expr(ExprKind::Return(value), span));
            }
            "break" | "continue" => {
                self.advance();
                let label = self.label();
                if &**word == "continue" {
                    return Ok(self.expr(ExprKind::Continue(label), span));
                }
                let value = if self.begins_value() { Some(self.expression()?) } else { None };
                return Ok(self.expr(ExprKind::Break(label, value), span));
            }
            "unsafe" => return self.unsimulated("unsafe code"),
            _ if self.is_ahead(1, "!") && !self.is_ahead(1, "!=") => return self.macro_call(),
            _ => return self.path_value(),
        };
        self.advance();
        Ok(self.expr(kind, span))
    }

    fn label(&mut self) -> Option<Name> {
        let Kind::Lifetime(label) = self.kind().clone() else { return None };
        self.advance();
        Some(label)
    }

    /// A path, or a struct that begins with one.
    fn path_value(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let path = self.path(false)?;
        if self.is("!") && !self.is("!=") {
            return self.macro_of(path);
        }
        let is_type = path.last().starts_with(char::is_uppercase);
        if self.no_struct || !is_type || !self.take("{") {
            return Ok(self.expr(ExprKind::Path(path), span.to(self.last())));
        }
        let mut base = None;
        let (fields, _) = self.list("}", |parser| {
            if parser.take("..") {
                base = Some(parser.free_expression()?);
                return Ok(None);
            }
            let place = parser.span();
            let name: Name = match parser.kind().clone() {
                Kind::Int(number, _) => {
                    parser.advance();
                    format!("_{number}").into()
                }
                _ => parser.name()?,
            };
            let value = if parser.take(":") { parser.free_expression()? } else { parser.named(&name, place) };
            let name = if is_place(&name) { name } else { field_name(&name) };
            Ok(Some((name, value)))
        })?;
        let fields = fields.into_iter().flatten().collect();
        Ok(self.expr(ExprKind::Struct(path, fields, base), span))
    }

    /// `|a, b| value`
    fn closure(&mut self, moves: bool, is_async: bool) -> Result<Expr, Halt> {
        let span = self.span();
        let parameters = if self.take("||") {
            Vec::new()
        } else {
            self.expect("|")?;
            let one = |parser: &mut Self| {
                let pattern = parser.plain_pattern()?;
                let of = if parser.take(":") { parser.type_()? } else { Type::Infer };
                Ok((pattern, of))
            };
            self.list("|", one)?.0
        };
        let result = if self.take("->") { self.type_()? } else { Type::Infer };
        let body = self.expression()?;
        Ok(self.expr(ExprKind::Closure { parameters, result, body, moves, is_async }, span))
    }

    /// Whether a construct with braces begins here.
    pub(super) fn begins_block(&self) -> bool {
        match self.kind() {
            Kind::Op("{") => true,
            Kind::Lifetime(_) => self.is_ahead(1, ":"),
            Kind::Name(word) => matches!(&**word, "if" | "match" | "while" | "loop" | "for"),
            _ => false,
        }
    }

    /// What ends with a brace and is a value nevertheless.
    pub(super) fn block_like(&mut self) -> Result<Expr, Halt> {
        let span = self.span();
        let label = self.label();
        if label.is_some() {
            self.expect(":")?;
        }
        if self.is("{") {
            let block = self.block()?;
            return Ok(self.expr(ExprKind::Block(block, label), span));
        }
        let word = self.name()?;
        let kind = match &*word {
            "if" => return self.condition(),
            "while" => {
                let condition = self.head()?;
                ExprKind::While(label, condition, self.block()?)
            }
            "loop" => ExprKind::Loop(label, self.block()?),
            "for" => {
                let pattern = self.pattern()?;
                if !self.take_word("in") {
                    return self.unexpected();
                }
                let iterable = self.head()?;
                ExprKind::For(label, pattern, iterable, self.block()?)
            }
            _ => self.choice()?,
        };
        Ok(self.expr(kind, span))
    }

    fn condition(&mut self) -> Result<Expr, Halt> {
        let span = self.last();
        let condition = self.head()?;
        let then = self.block()?;
        let otherwise = if !self.take_word("else") {
            None
        } else if self.take_word("if") {
            Some(self.deeper(Self::condition)?)
        } else {
            let place = self.span();
            let block = self.block()?;
            Some(self.expr(ExprKind::Block(block, None), place))
        };
        Ok(self.expr(ExprKind::If(condition, then, otherwise), span))
    }

    /// What comes behind `match`.
    fn choice(&mut self) -> Result<ExprKind, Halt> {
        let subject = self.head()?;
        self.expect("{")?;
        let before = std::mem::replace(&mut self.no_struct, false);
        let mut arms = Vec::new();
        while !self.take("}") {
            while self.is("#") {
                self.attribute()?;
            }
            let pattern = self.pattern()?;
            let guard = if self.take_word("if") { Some(self.expression()?) } else { None };
            self.expect("=>")?;
            let is_block = self.is("{");
            let body = self.arm()?;
            arms.push(Arm { pattern, guard, body });
            if !self.take(",") && !self.is("}") && !is_block {
                return self.unexpected();
            }
        }
        self.no_struct = before;
        Ok(ExprKind::Match(subject, arms))
    }

    fn arm(&mut self) -> Result<Expr, Halt> {
        if !self.is("{") {
            return self.expression();
        }
        let value = self.deeper(Self::block_like)?;
        // A block is the whole arm, unless something is done with it.
        if self.is(".") || self.is("?") { self.goes_on(value) } else { Ok(value) }
    }
}
