//! Python's grammar (the reference manual's "Full Grammar specification"), as far as small programs use it.

mod atom;
mod call;
mod compound;
mod expression;
mod function;
mod simple;
mod target;

use super::lexer::{Token, tokens};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Block, Name, Span, TOO_DEEP};

/// Constructs inside each other.
const MAX_NESTING: usize = 30;

/// Parses a file.
pub fn parse(text: &str) -> Result<Block, Halt> {
    let mut parser = Parser::new(tokens(text)?);
    let mut block = Vec::new();
    while *parser.token() != Token::End {
        if *parser.token() == Token::Indent {
            let span = parser.span();
            return Err(Halt::Syntax { span, message: "unexpected indent".into() });
        }
        parser.statement(&mut block)?;
    }
    Ok(block)
}

pub(super) struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    nesting: usize,
    /// Whether the function that is read yields, the innermost last.
    yields: Vec<bool>,
}

/// Words that are no names.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

impl Parser {
    fn new(tokens: Vec<(Token, Span)>) -> Self {
        Parser { tokens, at: 0, nesting: 0, yields: vec![false] }
    }

    fn token(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn ahead(&self, by: usize) -> &Token {
        self.tokens.get(self.at + by).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).or(self.tokens.last()).map(|(_, span)| *span).unwrap_or_default()
    }

    /// The span of the token before.
    fn last(&self) -> Span {
        self.tokens.get(self.at.saturating_sub(1)).map(|(_, span)| *span).unwrap_or_default()
    }

    fn advance(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    /// One level deeper, for the time of `work`.
    fn nested<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Halt>) -> Result<T, Halt> {
        if self.nesting >= MAX_NESTING {
            return Err(Halt::Syntax { span: self.span(), message: TOO_DEEP.into() });
        }
        self.nesting += 1;
        let result = work(self);
        self.nesting -= 1;
        result
    }

    fn is(&self, operator: &str) -> bool {
        matches!(self.token(), Token::Op(known) if *known == operator)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.token(), Token::Name(name) if &**name == word)
    }

    fn take(&mut self, operator: &str) -> bool {
        let found = self.is(operator);
        if found {
            self.advance();
        }
        found
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    fn invalid<T>(&self) -> Result<T, Halt> {
        Err(Halt::Syntax { span: self.span(), message: "invalid syntax".into() })
    }

    fn expect(&mut self, operator: &str) -> Result<(), Halt> {
        if self.take(operator) {
            return Ok(());
        }
        if operator == ":" {
            let span = if matches!(self.token(), Token::Newline | Token::End) {
                let last = self.last();
                Span { start: last.end, end: last.end + 1, ..last }
            } else {
                return self.invalid();
            };
            return Err(Halt::Syntax { span, message: "expected ':'".into() });
        }
        self.invalid()
    }

    fn expect_word(&mut self, word: &str) -> Result<(), Halt> {
        if self.take_word(word) { Ok(()) } else { self.invalid() }
    }

    /// A name that is no keyword.
    fn name(&mut self) -> Result<Name, Halt> {
        match self.token().clone() {
            Token::Name(name) if !KEYWORDS.contains(&&*name) => {
                self.advance();
                Ok(name)
            }
            _ => self.invalid(),
        }
    }

    fn is_keyword(&self) -> bool {
        matches!(self.token(), Token::Name(name) if KEYWORDS.contains(&&**name))
    }

    fn end_of_line(&mut self) -> Result<(), Halt> {
        match self.token() {
            Token::Newline => {
                self.advance();
                Ok(())
            }
            Token::End => Ok(()),
            _ => self.invalid(),
        }
    }

    fn unsimulated<T>(&self, what: &str) -> Result<T, Halt> {
        Err(Halt::Unsimulated { span: self.span(), what: what.into() })
    }
}
