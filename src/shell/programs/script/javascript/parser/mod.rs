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
use crate::shell::programs::script::syntax::{Block, Name, TOO_DEEP};
use crate::shell::programs::script::tokens::{Reads, Tokens};

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
    tokens: Tokens<Kind>,
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

impl Reads for Parser {
    type Kind = Kind;
    const MAX_NESTING: usize = 48;

    fn tokens(&self) -> &Tokens<Kind> {
        &self.tokens
    }

    fn tokens_mut(&mut self) -> &mut Tokens<Kind> {
        &mut self.tokens
    }

    fn too_deep(&self) -> Halt {
        Halt::Unsimulated { span: self.span(), what: format!("a program with {TOO_DEEP}") }
    }
}

impl Parser {
    fn new(tokens: Vec<Token>) -> Self {
        Parser { tokens: Tokens::new(tokens), without_in: false, yields: vec![false] }
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
        if self.take(";") || self.is("}") || matches!(self.kind(), Kind::End) || self.after_line(0) {
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
}
