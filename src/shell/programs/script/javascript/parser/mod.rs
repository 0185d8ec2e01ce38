//! JavaScript's grammar (ECMAScript), as far as small programs use it, with missing semicolons.

mod binding;
mod class;
mod expression;
mod function;
mod literal;
mod module;
mod operators;
mod statement;

use super::lexer::{Kind, Token, tokens};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Block, Name, Span, TOO_DEEP};

/// Constructs inside each other.
const MAX_NESTING: usize = 48;

/// Parses a file.
pub fn parse(text: &str) -> Result<Block, Halt> {
    let mut parser = Parser::new(tokens(text)?);
    let mut block = Vec::new();
    while *parser.kind() != Kind::End {
        parser.statement(&mut block)?;
    }
    Ok(block)
}

/// Whether a file is a module by what it says.
pub fn is_module(block: &Block) -> bool {
    use crate::shell::programs::script::syntax::StatementKind;
    block.iter().any(|statement| {
        matches!(statement.kind, StatementKind::Import(_) | StatementKind::Export(_) | StatementKind::ExportDefault(_))
    })
}

pub(super) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
    /// Whether `in` is no operator: in the head of a `for`.
    without_in: bool,
    /// Whether the function that is read yields, the innermost last.
    yields: Vec<bool>,
}

/// Words that are no names.
const KEYWORDS: &[&str] = &[
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "new",
    "null",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
];

impl Parser {
    fn new(tokens: Vec<Token>) -> Self {
        Parser { tokens, at: 0, nesting: 0, without_in: false, yields: vec![false] }
    }

    fn kind(&self) -> &Kind {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> &Kind {
        self.tokens.get(self.at + by).map_or(&Kind::End, |token| &token.kind)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).or(self.tokens.last()).map(|token| token.span).unwrap_or_default()
    }

    fn last(&self) -> Span {
        self.tokens.get(self.at.saturating_sub(1)).map(|token| token.span).unwrap_or_default()
    }

    fn after_line(&self) -> bool {
        self.tokens.get(self.at).is_none_or(|token| token.after_line)
    }

    fn advance(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    /// One level deeper, for the time of `work`.
    fn nested<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Halt>) -> Result<T, Halt> {
        if self.nesting >= MAX_NESTING {
            return Err(Halt::Unsimulated { span: self.span(), what: format!("a program with {TOO_DEEP}") });
        }
        self.nesting += 1;
        let result = work(self);
        self.nesting -= 1;
        result
    }

    fn is(&self, operator: &str) -> bool {
        matches!(self.kind(), Kind::Op(known) if *known == operator)
    }

    fn is_ahead(&self, by: usize, operator: &str) -> bool {
        matches!(self.ahead(by), Kind::Op(known) if *known == operator)
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.kind(), Kind::Name(name) if &**name == word)
    }

    fn is_word_ahead(&self, by: usize, word: &str) -> bool {
        matches!(self.ahead(by), Kind::Name(name) if &**name == word)
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

    /// Node's words for a token that does not fit.
    fn unexpected<T>(&self) -> Result<T, Halt> {
        let message = match self.kind() {
            Kind::End => "Unexpected end of input".to_string(),
            Kind::Name(name) if KEYWORDS.contains(&&**name) => format!("Unexpected token '{name}'"),
            Kind::Name(name) => format!("Unexpected identifier '{name}'"),
            Kind::Number(_) | Kind::BigInt(_) => "Unexpected number".to_string(),
            Kind::Text(_) => "Unexpected string".to_string(),
            Kind::Template(..) => "Unexpected template string".to_string(),
            Kind::Regex(..) => "Unexpected regular expression".to_string(),
            Kind::Op(operator) => format!("Unexpected token '{operator}'"),
        };
        Err(Halt::Syntax { span: self.span(), message })
    }

    fn expect(&mut self, operator: &str) -> Result<(), Halt> {
        if self.take(operator) {
            return Ok(());
        }
        if operator == ")" && !matches!(self.kind(), Kind::End) && self.after_argument() {
            return Err(Halt::Syntax { span: self.last(), message: "missing ) after argument list".into() });
        }
        self.unexpected()
    }

    /// Whether what is missing would end the arguments of a call.
    fn after_argument(&self) -> bool {
        matches!(self.kind(), Kind::Name(_) | Kind::Number(_) | Kind::Text(_) | Kind::Op(";" | "}"))
    }

    fn expect_word(&mut self, word: &str) -> Result<(), Halt> {
        if self.take_word(word) { Ok(()) } else { self.unexpected() }
    }

    /// A semicolon, or where one may be missing.
    fn end_of_statement(&mut self) -> Result<(), Halt> {
        if self.take(";") || self.is("}") || matches!(self.kind(), Kind::End) || self.after_line() {
            return Ok(());
        }
        self.unexpected()
    }

    /// A name that is no keyword.
    fn name(&mut self) -> Result<Name, Halt> {
        match self.kind().clone() {
            Kind::Name(name) if !KEYWORDS.contains(&&*name) => {
                self.advance();
                Ok(name)
            }
            _ => self.unexpected(),
        }
    }

    /// A name, keywords included: of a member.
    fn any_name(&mut self) -> Result<Name, Halt> {
        match self.kind().clone() {
            Kind::Name(name) => {
                self.advance();
                Ok(name)
            }
            _ => self.unexpected(),
        }
    }

    fn unsimulated<T>(&self, what: &str) -> Result<T, Halt> {
        Err(Halt::Unsimulated { span: self.span(), what: what.into() })
    }
}
