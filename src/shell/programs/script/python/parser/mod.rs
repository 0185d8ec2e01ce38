//! Python's grammar (the reference manual's "Full Grammar specification"), as far as small programs use it.

mod atom;
mod call;
mod compound;
mod expression;
mod function;
mod matching;
mod simple;
mod target;
mod waiting;

use super::lexer::{Kind, Token, tokens};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Block, Name, Span, TOO_DEEP};
use crate::shell::programs::script::tokens::{Reads, Tokens};

/// Parses a file.
pub fn parse(text: &str) -> Result<Block, Halt> {
    let (tokens, unclosed) = tokens(text)?;
    let result = parse_tokens(tokens);
    match (&result, unclosed) {
        // What is wrong on the line of an open parenthesis is said as it is (CPython's `Parser/pegen_errors.c`).
        (Err(Halt::Syntax { span, message }), Some(Halt::Syntax { span: open, .. }))
            if match message.as_str() {
                "invalid syntax" => span.line <= open.line,
                message => !message.contains("forgot a comma"),
            } =>
        {
            result
        }
        (_, Some(unclosed)) => Err(unclosed),
        (_, None) => result,
    }
}

fn parse_tokens(tokens: Vec<Token>) -> Result<Block, Halt> {
    let mut parser = Parser::new(tokens);
    let mut block = Vec::new();
    while *parser.kind() != Kind::End {
        if *parser.kind() == Kind::Indent {
            let span = parser.span();
            return Err(Halt::Syntax { span, message: "unexpected indent".into() });
        }
        parser.statement(&mut block)?;
    }
    Ok(block)
}

pub(super) struct Parser {
    tokens: Tokens<Kind>,
    /// Whether the function that is read yields, the innermost last.
    yields: Vec<bool>,
}

/// Words that are no names.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

impl Reads for Parser {
    type Kind = Kind;
    const MAX_NESTING: usize = 30;

    fn tokens(&self) -> &Tokens<Kind> {
        &self.tokens
    }

    fn tokens_mut(&mut self) -> &mut Tokens<Kind> {
        &mut self.tokens
    }

    fn too_deep(&self) -> Halt {
        Halt::Syntax { span: self.span(), message: TOO_DEEP.into() }
    }
}

impl Parser {
    fn new(tokens: Vec<Token>) -> Self {
        Parser { tokens: Tokens::new(tokens), yields: vec![false] }
    }

    fn invalid<T>(&self) -> Result<T, Halt> {
        Err(Halt::Syntax { span: self.span(), message: "invalid syntax".into() })
    }

    fn expect(&mut self, operator: &str) -> Result<(), Halt> {
        if self.take(operator) {
            return Ok(());
        }
        if operator == ":" {
            let span = if matches!(self.kind(), Kind::Newline | Kind::End) {
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
        match self.kind().clone() {
            Kind::Name(name) if !KEYWORDS.contains(&&*name) => {
                self.advance();
                Ok(name)
            }
            _ => self.invalid(),
        }
    }

    fn is_keyword(&self) -> bool {
        matches!(self.kind(), Kind::Name(name) if KEYWORDS.contains(&&**name))
    }

    fn end_of_line(&mut self) -> Result<(), Halt> {
        match self.kind() {
            Kind::Newline => {
                self.advance();
                Ok(())
            }
            Kind::End => Ok(()),
            _ => self.invalid(),
        }
    }
}
