//! From the tokens to the tree.

mod expression;
mod item;
mod macros;
mod pattern;
mod statement;
mod types;

use super::ast::{Expr, ExprKind, Item, Path, Pattern, PatternKind};
use super::lexer::{Kind, tokens};
use crate::allowance;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{Name, Span};
use crate::shell::programs::script::tokens::{Reads, Tokens};

/// Constructs that may be open inside each other.
const MAX_NESTING: usize = 90;

/// A file: its items, and those that stand in blocks.
pub struct File {
    pub items: Vec<Item>,
    pub inner: Vec<Inner>,
}

/// Items in a block.
pub struct Inner {
    /// The block, and those around it, the outermost first.
    pub block: usize,
    pub around: Vec<usize>,
    /// The modules of the file's that it is in.
    pub modules: Vec<Name>,
    pub items: Vec<Item>,
}

/// Reads a file. `ids`: numbers of nodes that are taken.
pub fn parse(text: &str, ids: &mut usize) -> Result<File, Halt> {
    let lines = text.lines().map(str::to_string).collect();
    let mut parser = Parser {
        tokens: Tokens::new(tokens(text)?),
        ids: *ids,
        no_struct: false,
        lines,
        inner: Vec::new(),
        blocks: Vec::new(),
        modules: Vec::new(),
    };
    let mut items = Vec::new();
    while *parser.kind() != Kind::End {
        if let Some(item) = parser.item()? {
            items.push(item);
        }
    }
    *ids = parser.ids;
    Ok(File { items, inner: parser.inner })
}

pub(super) struct Parser {
    tokens: Tokens<Kind>,
    ids: usize,
    /// Whether a brace begins a block: in the head of a statement.
    no_struct: bool,
    lines: Vec<String>,
    inner: Vec<Inner>,
    /// Blocks and modules that are open.
    blocks: Vec<usize>,
    modules: Vec<Name>,
}

impl Reads for Parser {
    type Kind = Kind;
    const MAX_NESTING: usize = MAX_NESTING;

    fn tokens(&self) -> &Tokens<Kind> {
        &self.tokens
    }

    fn tokens_mut(&mut self) -> &mut Tokens<Kind> {
        &mut self.tokens
    }

    fn too_deep(&self) -> Halt {
        Halt::Unsimulated { span: self.span(), what: "a program nested so deeply".into() }
    }
}

impl Parser {
    /// One level deeper, as far as the stack goes.
    fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Halt>) -> Result<T, Halt> {
        if allowance::stack().is_err() {
            return Err(self.too_deep());
        }
        self.nested(work)
    }

    fn id(&mut self) -> usize {
        self.ids += 1;
        self.ids
    }

    fn expr(&mut self, kind: ExprKind, span: Span) -> Expr {
        Expr { id: self.id(), span, kind: Box::new(kind) }
    }

    fn made_pattern(&mut self, kind: PatternKind, span: Span) -> Pattern {
        Pattern { id: self.id(), span, kind }
    }

    /// A name as a value.
    fn named(&mut self, name: &str, span: Span) -> Expr {
        let path = Path { parts: vec![(name.into(), Vec::new())], of: None, span };
        self.expr(ExprKind::Path(path), span)
    }

    fn expect(&mut self, operator: &str) -> Result<(), Halt> {
        if self.take_split(operator) { Ok(()) } else { self.unexpected() }
    }

    /// Passes an operator, which may be the first part of a longer one: `>` of `>>`, `|` of `||`.
    fn take_split(&mut self, operator: &str) -> bool {
        if self.take(operator) {
            return true;
        }
        let splits = [
            (">>", ">", ">"),
            (">=", ">", "="),
            (">>=", ">", ">="),
            ("&&", "&", "&"),
            ("||", "|", "|"),
            ("<<", "<", "<"),
        ];
        for (whole, first, rest) in splits {
            if first == operator && self.is(whole) {
                if let Some(token) = self.tokens.next_mut() {
                    token.kind = Kind::Op(rest);
                    token.span.start += 1;
                }
                return true;
            }
        }
        false
    }

    fn begins(&self, operator: &str) -> bool {
        matches!(self.kind(), Kind::Op(found) if found.starts_with(operator))
    }

    fn name(&mut self) -> Result<Name, Halt> {
        match self.kind().clone() {
            Kind::Name(name) => {
                self.advance();
                Ok(name)
            }
            _ => self.unexpected(),
        }
    }

    /// What no rule takes: right programs have it only where the sandbox does not know the rule.
    fn unexpected<T>(&self) -> Result<T, Halt> {
        let what = match self.kind() {
            Kind::End => "what ends here".to_string(),
            Kind::Name(name) | Kind::Lifetime(name) => format!("`{name}` here"),
            Kind::Op(operator) => format!("`{operator}` here"),
            Kind::Int(..) | Kind::Float(..) => "a number here".to_string(),
            Kind::Text(_) | Kind::Bytes(_) | Kind::Letter(_) => "a text here".to_string(),
        };
        self.unsimulated(what)
    }

    /// Values between brackets, the first of which is passed already.
    fn list<T>(
        &mut self,
        close: &str,
        mut one: impl FnMut(&mut Self) -> Result<T, Halt>,
    ) -> Result<(Vec<T>, bool), Halt> {
        let mut all = Vec::new();
        let mut comma = false;
        while !self.take_split(close) {
            all.push(one(self)?);
            comma = self.take(",");
            if !comma && !self.begins(close) {
                return self.unexpected();
            }
        }
        Ok((all, comma))
    }

    /// What stands in the source between a place and the token before this one, if it is in one line.
    fn source_since(&self, from: Span) -> String {
        let last = self.last();
        let line: Vec<char> = match self.lines.get((from.line as usize).saturating_sub(1)) {
            Some(line) if last.line == from.line => line.chars().collect(),
            _ => return String::new(),
        };
        line.get(from.start as usize..last.end as usize).unwrap_or_default().iter().collect()
    }
}

/// A field with a name: it is no method of the same name.
fn field_name(name: &str) -> Name {
    format!(".{name}").into()
}

/// Whether a field is one of a tuple's: `_0`.
fn is_place(name: &str) -> bool {
    name.strip_prefix('_').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}
