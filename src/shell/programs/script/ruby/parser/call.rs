//! Calls with and without brackets, members, and what else stands behind a value.

use super::block::MaybeBlock;
use super::{BLOCK, Parser, native, send};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::ruby::lexer::{Kind, Part};
use crate::shell::programs::script::syntax::{Argument, Entry, Expr, ExprKind, Name, Pattern, Span};
use crate::shell::programs::script::tokens::Reads;

/// Keywords at which no value begins.
const NO_VALUES: &[&str] = &[
    "and", "do", "else", "elsif", "end", "ensure", "if", "in", "or", "rescue", "then", "unless", "until", "when",
    "while",
];
/// Methods that change a text in its place, and those that give the changed text.
const CHANGES: &[(&str, &str)] = &[
    ("upcase!", "upcase"),
    ("downcase!", "downcase"),
    ("capitalize!", "capitalize"),
    ("swapcase!", "swapcase"),
    ("strip!", "strip"),
    ("lstrip!", "lstrip"),
    ("rstrip!", "rstrip"),
    ("chomp!", "chomp"),
    ("chop!", "chop"),
    ("gsub!", "gsub"),
    ("sub!", "sub"),
    ("squeeze!", "squeeze"),
    ("tr!", "tr"),
    ("delete_prefix!", "delete_prefix"),
    ("delete_suffix!", "delete_suffix"),
];

impl Parser {
    /// Whether an argument without brackets begins here; `named`: after a name, where blanks say what an operator is.
    pub(super) fn begins_argument(&mut self, named: bool) -> bool {
        match self.kind().clone() {
            Kind::Int(_) | Kind::Float(_) | Kind::Text(_) | Kind::Symbol(_) | Kind::Words(..) | Kind::Regex(..) => true,
            Kind::Instance(_) | Kind::Global(_) | Kind::Label(_) | Kind::TextLabel(_) => true,
            Kind::Name(name) => !NO_VALUES.contains(&&*name),
            Kind::Op("->" | "!" | "~") => true,
            Kind::Op("(") => true,
            Kind::Op("[") => !named || self.blank_before(),
            Kind::Op("-" | "*" | "&" | "**" | "::" | ":") => !named || self.blank_before() && !self.blank_behind(),
            Kind::Op("{") => !named,
            _ => false,
        }
    }

    /// What stands behind a value.
    pub(super) fn postfix(&mut self) -> Result<Expr, Halt> {
        let value = self.atom()?;
        self.postfix_of(value)
    }

    pub(super) fn postfix_of(&mut self, mut value: Expr) -> Result<Expr, Halt> {
        loop {
            let mark = self.span();
            if self.is(".") || self.is("&.") {
                let safe = self.is("&.");
                self.advance();
                self.skip_newlines();
                value = self.member(value, safe, mark)?;
                if safe {
                    let span = value.span;
                    value = Expr::new(ExprKind::OptionalChain(value), span)?;
                }
            } else if self.is("::") && !self.blank_before() {
                self.advance();
                value = self.scoped(value, mark)?;
            } else if self.is("[") && !self.blank_before() {
                self.advance();
                value = self.indexed(value)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn indexed(&mut self, value: Expr) -> Result<Expr, Halt> {
        let arguments = self.bracketed("]")?;
        let span = value.span.to(self.last());
        match arguments.as_slice() {
            [Argument::Plain(index)] => {
                let kind = ExprKind::Index { object: value, index: index.clone(), optional: false };
                Expr::new(kind, span)
            }
            _ => send(value, "[]", arguments, span),
        }
    }

    /// `A::B`, `A::b(…)`
    fn scoped(&mut self, value: Expr, mark: Span) -> Result<Expr, Halt> {
        let Kind::Name(name) = self.kind().clone() else { return Err(self.unexpected()) };
        let constant = name.starts_with(char::is_uppercase);
        if !constant || self.is_ahead(1, "(") && !self.blank_behind() {
            return self.member(value, false, mark);
        }
        let span = value.span.to(self.span());
        self.advance();
        match &*value.kind {
            ExprKind::Name(outer) => Ok(Expr::leaf(ExprKind::Name(format!("{outer}::{name}").into()), span)),
            _ => native("%constant_of", vec![value, super::text_of(name, span)], span),
        }
    }

    /// What stands behind a dot.
    fn member(&mut self, object: Expr, safe: bool, mark: Span) -> Result<Expr, Halt> {
        let here = self.span();
        let line =
            |span: Span| Span { line: here.line, start: if span.line == here.line { span.start } else { 0 }, ..here };
        let start = line(object.span);
        let name: Name = match self.kind().clone() {
            Kind::Name(name) => name,
            Kind::Label(_) => return self.unsimulated("a label here"),
            // `f.(x)`
            Kind::Op("(") => {
                self.advance();
                let arguments = self.bracketed(")")?;
                return self.finish_call(object, "call".into(), arguments, safe, start.to(self.last()));
            }
            Kind::Op(operator) => operator.into(),
            _ => return Err(self.unexpected()),
        };
        self.advance();
        let end = self.last();
        let span = start.to(end).marked(if mark.line == end.line { mark.start } else { end.start }, end.end);
        if let Some((_, plain)) = CHANGES.iter().find(|(known, _)| *known == &*name)
            && let Some(target) = changeable(&object)
        {
            let arguments = self.arguments_behind()?;
            let value = self.finish_call(object, (*plain).into(), arguments, false, span)?;
            return Expr::new(ExprKind::Assign { target, value }, span);
        }
        let arguments = self.arguments_behind()?;
        self.finish_call(object, name, arguments, safe, span)
    }

    /// The arguments behind a method's name, with brackets or without.
    pub(super) fn arguments_behind(&mut self) -> Result<Vec<Argument>, Halt> {
        if self.is("(") && !self.blank_before() {
            self.advance();
            return self.bracketed(")");
        }
        if self.blank_before() && self.span().line == self.last().line && self.begins_argument(true) {
            return self.bare();
        }
        Ok(Vec::new())
    }

    /// Arguments in brackets.
    pub(super) fn bracketed(&mut self, close: &'static str) -> Result<Vec<Argument>, Halt> {
        let outer = std::mem::replace(&mut self.without_do, false);
        let result = self.nested(|parser| parser.list_to(close));
        self.without_do = outer;
        result
    }

    fn list_to(&mut self, close: &'static str) -> Result<Vec<Argument>, Halt> {
        let mut given = Given::default();
        self.skip_newlines();
        while !self.is(close) {
            self.argument(&mut given)?;
            self.skip_newlines();
            if !self.take(",") {
                break;
            }
            self.skip_newlines();
        }
        self.expect(close)?;
        given.finish(self.last())
    }

    /// Arguments without brackets.
    pub(super) fn bare(&mut self) -> Result<Vec<Argument>, Halt> {
        let outer = std::mem::replace(&mut self.without_do, true);
        let result = self.nested(|parser| {
            let mut given = Given::default();
            loop {
                parser.argument(&mut given)?;
                if !parser.take(",") {
                    return given.finish(parser.last());
                }
                parser.skip_newlines();
            }
        });
        self.without_do = outer;
        result
    }

    fn argument(&mut self, given: &mut Given) -> Result<(), Halt> {
        let span = self.span();
        match self.kind().clone() {
            Kind::Op("*") => {
                self.advance();
                let value = self.ternary()?;
                given.plain.push(Argument::Spread(native("%list", vec![value], span)?));
            }
            Kind::Op("**") => {
                self.advance();
                let value = self.ternary()?;
                given.named.push(Pair::Named(Argument::NamedSpread(native("%named", vec![value], span)?)));
            }
            Kind::Op("&") => {
                self.advance();
                let block = self.passed_block(span)?;
                given.named.push(Pair::Named(Argument::Named(BLOCK.into(), block)));
            }
            Kind::Label(name) => {
                self.advance();
                let ends = matches!(self.kind(), Kind::Op("," | ")" | "]") | Kind::Newline);
                self.skip_newlines();
                let value = if ends { self.named(&name, span)? } else { self.unlisted()? };
                given.named.push(Pair::Named(Argument::Named(name, value)));
            }
            Kind::TextLabel(parts) => {
                self.advance();
                self.skip_newlines();
                let value = self.unlisted()?;
                match parts.as_slice() {
                    [Part::Text(name)] => given.named.push(Pair::Named(Argument::Named(name.clone(), value))),
                    _ => return self.unsimulated("a label with values in it"),
                }
            }
            _ => {
                let value = self.unlisted()?;
                if !self.take("=>") {
                    given.plain.push(Argument::Plain(value));
                    return Ok(());
                }
                self.skip_newlines();
                let of = self.unlisted()?;
                match *value.kind {
                    ExprKind::Symbol(name) => given.named.push(Pair::Named(Argument::Named(name, of))),
                    _ => given.named.push(Pair::Keyed(value, of)),
                }
            }
        }
        Ok(())
    }

    /// A value as an argument: `not` and what has commas needs brackets.
    fn unlisted(&mut self) -> Result<Expr, Halt> {
        if self.is_word("not") {
            return self.junction();
        }
        self.expression()
    }

    /// A call with the block that may stand behind it.
    pub(super) fn finish_call(
        &mut self,
        object: Expr,
        name: Name,
        mut arguments: Vec<Argument>,
        safe: bool,
        span: Span,
    ) -> Result<Expr, Halt> {
        let (block, breaks) = match self.maybe_block(&name)? {
            MaybeBlock::None => (None, false),
            MaybeBlock::Block { function, breaks } => (Some(function), breaks),
        };
        if let Some(function) = block {
            arguments.push(Argument::Named(BLOCK.into(), function));
        }
        let callee = Expr::new(ExprKind::Member { object, name, optional: safe }, span)?;
        let call = Expr::new(ExprKind::Call { callee, arguments, optional: false }, span)?;
        if breaks { super::jump::catching_break(call) } else { Ok(call) }
    }
}

/// Arguments as they come.
#[derive(Default)]
struct Given {
    plain: Vec<Argument>,
    /// By name, and `"a" => 1`.
    named: Vec<Pair>,
}

enum Pair {
    Named(Argument),
    Keyed(Expr, Expr),
}

impl Given {
    /// All in order: a hash without braces whose keys are no names is the last by place.
    fn finish(mut self, span: Span) -> Result<Vec<Argument>, Halt> {
        let is_table = self.named.iter().any(|pair| matches!(pair, Pair::Keyed(..)));
        let (mut entries, mut rest) = (Vec::new(), Vec::new());
        for pair in self.named {
            match pair {
                Pair::Keyed(key, value) => entries.push(Entry::Pair(key, value)),
                Pair::Named(Argument::Named(name, value)) if is_table && &*name != BLOCK => {
                    entries.push(Entry::Pair(Expr::leaf(ExprKind::Symbol(name), span), value));
                }
                Pair::Named(Argument::NamedSpread(value)) if is_table => entries.push(Entry::Spread(value)),
                Pair::Named(argument) => rest.push(argument),
            }
        }
        if is_table {
            self.plain.push(Argument::Plain(Expr::new(ExprKind::Dict(entries), span)?));
        }
        self.plain.extend(rest);
        Ok(self.plain)
    }
}

/// A text that can be given another value where it stands.
fn changeable(object: &Expr) -> Option<Pattern> {
    match &*object.kind {
        ExprKind::Name(name) if !name.contains(char::is_uppercase) => Some(Pattern::Name(name.clone(), object.span)),
        ExprKind::Member { object: inner, name, optional: false } if name.starts_with('@') => {
            Some(Pattern::Member { object: inner.clone(), name: name.clone(), span: object.span })
        }
        _ => None,
    }
}
