//! Ruby's tokens as the shared tree.
//!
//! Everything is an expression: statements that give a value are [`ExprKind::Do`]. A block is a function that is given
//! under the name [`BLOCK`]; `break` in it, and `return` from a method inside it, are thrown and caught where the call
//! or the method stands.

mod atom;
mod block;
mod call;
mod control;
mod definition;
mod expression;
mod jump;
mod multiple;
mod operator;
mod scope;
mod text;
mod words;

use super::lexer::{Kind, tokens};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{
    Argument, Block, Declares, Expr, ExprKind, Name, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::{Reads, Tokens};
use scope::{Frame, Place};
pub use text::plain_pattern;

/// The name that a method's block has.
pub const BLOCK: &str = "&";

/// What stands before a name that may be a method's or a variable's.
pub const MAYBE: &str = "~";

/// Reads a file; `shown`: what it is called.
pub fn parse(text: &str, shown: &str) -> Result<Block, Halt> {
    parse_with(text, shown, &[])
}

/// The same for a text that goes on where names have a value already.
pub fn parse_with(text: &str, shown: &str, known: &[Name]) -> Result<Block, Halt> {
    let mut parser = Parser {
        tokens: Tokens::new(tokens(text)?),
        frames: vec![Frame { parameters: known.to_vec(), ..Frame::new(Place::File, "<main>") }],
        classes: Vec::new(),
        file: shown.into(),
        hidden: 0,
        without_do: false,
        retries: 0,
        jumps: 0,
    };
    let mut body = parser.statements(&[])?;
    if !matches!(parser.kind(), Kind::End) {
        return Err(parser.unexpected());
    }
    let names = parser.frames.pop().map(|frame| frame.names).unwrap_or_default();
    declare_all(names, &mut body);
    let span = body.first().map(|statement| statement.span).unwrap_or_default();
    Ok(vec![Statement { kind: StatementKind::Block(body), span }])
}

struct Parser {
    tokens: Tokens<Kind>,
    frames: Vec<Frame>,
    /// The names of the classes around.
    classes: Vec<Name>,
    file: Name,
    hidden: u32,
    /// A `do` that comes belongs to what is further out.
    without_do: bool,
    /// How many `retry` were read.
    retries: u32,
    /// How many jumps out of or on in loops were read.
    jumps: u32,
}

impl Reads for Parser {
    type Kind = Kind;
    const MAX_NESTING: usize = 40;

    fn tokens(&self) -> &Tokens<Kind> {
        &self.tokens
    }

    fn tokens_mut(&mut self) -> &mut Tokens<Kind> {
        &mut self.tokens
    }

    fn too_deep(&self) -> Halt {
        Halt::Unsimulated { span: self.span(), what: "a program that is nested so deep".into() }
    }
}

impl Parser {
    fn unexpected(&self) -> Halt {
        let what = match self.kind() {
            Kind::End | Kind::Newline if matches!(self.ahead(1), Kind::End) => "end-of-input".to_string(),
            Kind::End => "end-of-input".into(),
            Kind::Newline => "end of line".into(),
            Kind::Name(name) => format!("'{name}'"),
            Kind::Instance(name) | Kind::Global(name) => format!("'{name}'"),
            Kind::Label(_) | Kind::TextLabel(_) => "label".into(),
            Kind::Int(_) => "integer".into(),
            Kind::Float(_) => "float".into(),
            Kind::Text(_) | Kind::Words(..) => "string literal".into(),
            Kind::Symbol(_) => "symbol".into(),
            Kind::Regex(..) => "regular expression".into(),
            Kind::Op(operator) => format!("'{operator}'"),
        };
        Halt::syntax(self.span(), format!("unexpected {what}"))
    }

    fn expect(&mut self, operator: &str) -> Result<(), Halt> {
        if self.take(operator) { Ok(()) } else { Err(self.missing(operator)) }
    }

    fn expect_word(&mut self, word: &str) -> Result<(), Halt> {
        if self.take_word(word) { Ok(()) } else { Err(self.missing(word)) }
    }

    fn missing(&self, what: &str) -> Halt {
        let Halt::Syntax { span, message } = self.unexpected() else { return self.unexpected() };
        Halt::Syntax { span, message: format!("{message}; expected '{what}'") }
    }

    fn skip_newlines(&mut self) {
        while matches!(self.kind(), Kind::Newline) {
            self.advance();
        }
    }

    /// Whether there are blanks between the last token and the one that comes.
    fn blank_before(&self) -> bool {
        let (last, next) = (self.last(), self.span());
        last.line != next.line || next.start > last.end
    }

    /// Whether there are blanks behind the token that comes.
    fn blank_behind(&mut self) -> bool {
        let place = self.tokens.place();
        let here = self.span();
        self.advance();
        let next = self.span();
        self.tokens.go_back(place);
        here.line != next.line || next.start > here.end
    }

    /// Statements up to one of the words, or a brace.
    fn statements(&mut self, ends: &[&str]) -> Result<Block, Halt> {
        let mut block = Vec::new();
        loop {
            self.skip_newlines();
            let ended = ends.iter().any(|word| self.is_word(word)) || self.is("}") || self.is(")");
            if ended || matches!(self.kind(), Kind::End) {
                return Ok(block);
            }
            block.push(self.statement()?);
            let stops = matches!(self.kind(), Kind::Newline | Kind::End)
                || ends.iter().any(|word| self.is_word(word))
                || self.is("}")
                || self.is(")");
            if !stops {
                return Err(self.unexpected());
            }
        }
    }

    /// A name that no program can write.
    fn hidden(&mut self, what: &str) -> Name {
        self.hidden += 1;
        format!("%{what}{}", self.hidden).into()
    }
}

/// Makes the names of a body known at its start.
fn declare_all(names: Vec<Name>, body: &mut Block) {
    if names.is_empty() {
        return;
    }
    let span = body.first().map(|statement| statement.span).unwrap_or_default();
    let nil = || Some(Expr::leaf(ExprKind::None, span));
    let all = names.into_iter().map(|name| (Pattern::Name(name, span), nil())).collect();
    body.insert(0, Statement { kind: StatementKind::Declare(Declares::Let, all), span });
}

/// A statement that is a value.
fn statement_of(value: Expr) -> Statement {
    let span = value.span;
    Statement { kind: StatementKind::Expression(value), span }
}

/// A call of a method.
fn send(object: Expr, name: impl Into<Name>, arguments: Vec<Argument>, span: Span) -> Result<Expr, Halt> {
    let callee = Expr::new(ExprKind::Member { object, name: name.into(), optional: false }, span)?;
    Expr::new(ExprKind::Call { callee, arguments, optional: false }, span)
}

/// A call of a function of the machine's.
fn native(name: &str, values: Vec<Expr>, span: Span) -> Result<Expr, Halt> {
    let callee = Expr::leaf(ExprKind::Name(name.into()), span);
    let arguments = values.into_iter().map(Argument::Plain).collect();
    Expr::new(ExprKind::Call { callee, arguments, optional: false }, span)
}

fn text_of(text: impl Into<Name>, span: Span) -> Expr {
    Expr::leaf(ExprKind::Text(text.into()), span)
}
