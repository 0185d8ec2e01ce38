//! Texts with values in them, symbols, patterns.

use super::{Parser, send};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::ruby::lexer::{Kind, Part};
use crate::shell::programs::script::syntax::{Argument, Expr, ExprKind, Name, Piece, Span};
use crate::shell::programs::script::tokens::{Reads, Tokens};

impl Parser {
    /// A text out of its parts.
    pub(super) fn filled(&mut self, parts: Vec<Part>, span: Span) -> Result<Expr, Halt> {
        match parts.as_slice() {
            [] => return Ok(super::text_of("", span)),
            [Part::Text(text)] => return Ok(super::text_of(text.clone(), span)),
            _ => {}
        }
        let mut pieces = Vec::new();
        for part in parts {
            pieces.push(match part {
                Part::Text(text) => Piece::Text(text),
                Part::Code(tokens) => {
                    let value = self.inner(Tokens::new(tokens), span)?;
                    Piece::Value { value, conversion: None, format: Vec::new() }
                }
            });
        }
        Expr::new(ExprKind::Template(pieces), span)
    }

    /// The value of tokens that stand in a text.
    fn inner(&mut self, mut tokens: Tokens<Kind>, span: Span) -> Result<Expr, Halt> {
        tokens.nesting = self.tokens.nesting;
        let outer = std::mem::replace(&mut self.tokens, tokens);
        let without_do = std::mem::replace(&mut self.without_do, false);
        let body = self.nested(|parser| {
            let body = parser.statements(&[])?;
            if matches!(parser.kind(), Kind::End) { Ok(body) } else { Err(parser.unexpected()) }
        });
        self.tokens = outer;
        self.without_do = without_do;
        let mut body = body?;
        if let [only] = body.as_slice()
            && let crate::shell::programs::script::syntax::StatementKind::Expression(value) = &only.kind
        {
            let value = value.clone();
            body.clear();
            return Ok(value);
        }
        Expr::new(ExprKind::Do(body), span)
    }

    pub(super) fn symbol(&mut self, parts: Vec<Part>, span: Span) -> Result<Expr, Halt> {
        if let [Part::Text(name)] = parts.as_slice() {
            return Ok(Expr::leaf(ExprKind::Symbol(name.clone()), span));
        }
        let text = self.filled(parts, span)?;
        send(text, "to_sym", Vec::new(), span)
    }

    /// `/pattern/flags`: `^` and `$` are those of lines, and `m` lets a dot be a newline.
    pub(super) fn regex(&mut self, parts: Vec<Part>, flags: &Name, span: Span) -> Result<Expr, Halt> {
        if flags.contains('x') {
            return self.unsimulated("a regular expression with the flag x");
        }
        let mut letters = String::from("m");
        letters.extend(flags.contains('m').then_some('s'));
        letters.extend(flags.contains('i').then_some('i'));
        if let [] | [Part::Text(_)] = parts.as_slice() {
            let pattern = match parts.as_slice() {
                [Part::Text(text)] => text.clone(),
                _ => "".into(),
            };
            let kind = ExprKind::Regex { pattern: plain_pattern(&pattern).into(), flags: letters.into() };
            return Ok(Expr::leaf(kind, span));
        }
        let pattern = self.filled(parts, span)?;
        let flags = super::text_of(letters, span);
        let class = Expr::leaf(ExprKind::Name("Regexp".into()), span);
        send(class, "%of", vec![Argument::Plain(pattern), Argument::Plain(flags)], span)
    }
}

/// A pattern of Ruby's as the machine has it.
pub fn plain_pattern(pattern: &str) -> String {
    pattern
        .replace("\\Z", "\\z")
        .replace("\\h", "[0-9a-fA-F]")
        .replace("(?<", "(?P<")
        .replace("(?P<=", "(?<=")
        .replace("(?P<!", "(?<!")
}
