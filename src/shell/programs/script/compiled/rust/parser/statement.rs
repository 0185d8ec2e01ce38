//! Blocks and statements.

use super::{Inner, Parser};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::rust::ast::{Block, Expr, ExprKind, Statement, Type};
use crate::shell::programs::script::compiled::rust::lexer::Kind;
use crate::shell::programs::script::tokens::Reads;

/// Words that begin an item.
const ITEMS: &[&str] =
    &["fn", "struct", "enum", "impl", "trait", "mod", "use", "const", "static", "type", "pub", "macro_rules", "extern"];

impl Parser {
    /// Statements between braces.
    pub(super) fn block(&mut self) -> Result<Block, Halt> {
        let before = std::mem::replace(&mut self.no_struct, false);
        let result = self.deeper(Self::block_here);
        self.no_struct = before;
        result
    }

    fn block_here(&mut self) -> Result<Block, Halt> {
        let span = self.span();
        self.expect("{")?;
        let id = self.id();
        let mut block = Block { statements: Vec::new(), value: None, span, id };
        let mut items = Vec::new();
        self.blocks.push(id);
        while !self.take("}") {
            if self.take(";") {
                continue;
            }
            // Attributes of statements (`#[allow(…)]`).
            let place = self.tokens.place();
            while self.is("#") {
                self.attribute()?;
            }
            if self.begins_item() {
                self.tokens.go_back(place);
                items.extend(self.item()?);
            } else if self.is_word("let") {
                let statement = self.declaration()?;
                block.statements.push(statement);
            } else {
                self.statement(&mut block)?;
            }
        }
        self.blocks.pop();
        if !items.is_empty() {
            let inner = Inner { block: id, around: self.blocks.clone(), modules: self.modules.clone(), items };
            self.inner.push(inner);
        }
        Ok(block)
    }

    fn begins_item(&self) -> bool {
        let Kind::Name(word) = self.kind() else { return false };
        match &**word {
            "async" | "unsafe" => self.is_word_ahead(1, "fn"),
            "const" => !self.is_ahead(1, "{"),
            "macro_rules" => self.is_ahead(1, "!"),
            word => ITEMS.contains(&word),
        }
    }

    /// `let pattern: type = value else { … };`
    fn declaration(&mut self) -> Result<Statement, Halt> {
        let span = self.span();
        self.advance();
        let pattern = self.pattern()?;
        let of = if self.take(":") { self.type_()? } else { Type::Infer };
        let value = if self.take("=") { Some(self.expression()?) } else { None };
        let otherwise = if self.take_word("else") { Some(self.block()?) } else { None };
        self.expect(";")?;
        Ok(Statement::Let { pattern, of, value, otherwise, span })
    }

    fn statement(&mut self, block: &mut Block) -> Result<(), Halt> {
        let value = if self.begins_block() {
            let value = self.deeper(Self::block_like)?;
            // It goes on only with a method or a question mark.
            if self.is(".") || self.is("?") { self.goes_on(value)? } else { value }
        } else {
            self.expression()?
        };
        if self.take(";") {
            block.statements.push(Statement::Expr(value));
        } else if self.is("}") {
            block.value = Some(value);
        } else if is_block(&value) {
            block.statements.push(Statement::Expr(value));
        } else {
            return self.unexpected();
        }
        Ok(())
    }
}

/// Whether a statement needs no semicolon behind it.
fn is_block(value: &Expr) -> bool {
    use ExprKind::{Block, For, If, Loop, Match, While};
    matches!(&*value.kind, Block(..) | If(..) | Match(..) | While(..) | Loop(..) | For(..))
}
