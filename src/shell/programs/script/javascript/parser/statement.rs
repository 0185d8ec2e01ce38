//! Statements.

use std::rc::Rc;

use super::Parser;
use super::binding::target;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::javascript::lexer::Kind;
use crate::shell::programs::script::syntax::{Block, Declares, Handler, Pattern, Statement, StatementKind};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A statement; it may make several of the tree's.
    pub fn statement(&mut self, block: &mut Block) -> Result<(), Halt> {
        let word = match self.kind() {
            Kind::Name(name) => name.clone(),
            _ => "".into(),
        };
        if &*word == "export" {
            return self.export(block);
        }
        let statement = self.nested(|parser| parser.one(&word))?;
        block.push(statement);
        Ok(())
    }

    fn one(&mut self, word: &str) -> Result<Statement, Halt> {
        let span = self.span();
        let kind = match word {
            "var" => self.declaration(Declares::Var)?,
            "const" => self.declaration(Declares::Const)?,
            "let" if !self.is_ahead(1, "=") => self.declaration(Declares::Let)?,
            "function" => StatementKind::Function(Rc::new(self.function(false)?)),
            "async" if self.is_word_ahead(1, "function") => {
                self.advance();
                StatementKind::Function(Rc::new(self.function(true)?))
            }
            "class" => StatementKind::Class(Rc::new(self.class()?)),
            "if" => self.branch()?,
            "for" => self.repeat()?,
            "while" => {
                self.advance();
                let condition = self.parenthesised()?;
                StatementKind::While { condition, body: self.inner()?, otherwise: Vec::new() }
            }
            "do" => {
                self.advance();
                let body = self.inner()?;
                self.expect_word("while")?;
                let condition = self.parenthesised()?;
                self.take(";");
                StatementKind::DoWhile(body, condition)
            }
            "return" => {
                self.advance();
                let ends = self.after_line(0) || matches!(self.kind(), Kind::Op(";" | "}") | Kind::End);
                let value = if ends { None } else { Some(self.expression()?) };
                self.end_of_statement()?;
                StatementKind::Return(value)
            }
            "break" | "continue" => {
                self.advance();
                if matches!(self.kind(), Kind::Name(_)) && !self.after_line(0) {
                    return self.unsimulated("a jump to a label");
                }
                self.end_of_statement()?;
                if word == "break" { StatementKind::Break } else { StatementKind::Continue }
            }
            "throw" => {
                self.advance();
                let value = self.expression()?;
                self.end_of_statement()?;
                StatementKind::Throw(Some(value), None)
            }
            "try" => self.guarded()?,
            "switch" => self.switch()?,
            "import" if !self.is_ahead(1, "(") && !self.is_ahead(1, ".") => return self.import(),
            "debugger" => {
                self.advance();
                self.end_of_statement()?;
                StatementKind::Pass
            }
            _ if self.is("{") => StatementKind::Block(self.body()?),
            _ if self.take(";") => StatementKind::Pass,
            _ if !word.is_empty() && self.is_ahead(1, ":") => return self.unsimulated("a label"),
            _ => {
                let value = self.expression()?;
                self.end_of_statement()?;
                StatementKind::Expression(value)
            }
        };
        Ok(Statement { kind, span })
    }

    fn parenthesised(&mut self) -> Result<crate::shell::programs::script::syntax::Expr, Halt> {
        self.expect("(")?;
        let value = self.expression()?;
        self.expect(")")?;
        Ok(value)
    }

    /// A block, or one statement in its place.
    fn inner(&mut self) -> Result<Block, Halt> {
        if self.is("{") {
            return self.body();
        }
        let mut block = Vec::new();
        self.statement(&mut block)?;
        Ok(block)
    }

    fn declaration(&mut self, declares: Declares) -> Result<StatementKind, Halt> {
        let kind = self.declared(declares)?;
        self.end_of_statement()?;
        Ok(kind)
    }

    fn declared(&mut self, declares: Declares) -> Result<StatementKind, Halt> {
        self.advance();
        let mut all = Vec::new();
        loop {
            let span = self.span();
            let target = self.binding()?;
            let value = if self.take("=") { Some(self.assignment()?) } else { None };
            let in_for = self.without_in && (self.is_word("of") || self.is_word("in"));
            if value.is_none() && !in_for {
                match (&target, declares) {
                    (Pattern::Name(..), Declares::Const) => {
                        let message = "Missing initializer in const declaration".to_string();
                        return Err(Halt::Syntax { span, message });
                    }
                    (Pattern::Name(..), _) => {}
                    _ => {
                        let message = "Missing initializer in destructuring declaration".to_string();
                        return Err(Halt::Syntax { span, message });
                    }
                }
            }
            all.push((target, value));
            if !self.take(",") {
                return Ok(StatementKind::Declare(declares, all));
            }
        }
    }

    fn branch(&mut self) -> Result<StatementKind, Halt> {
        self.advance();
        let condition = self.parenthesised()?;
        let then = self.inner()?;
        let otherwise = if self.take_word("else") { self.nested(Parser::inner)? } else { Vec::new() };
        Ok(StatementKind::If(condition, then, otherwise))
    }

    fn repeat(&mut self) -> Result<StatementKind, Halt> {
        self.advance();
        if self.is_word("await") {
            return self.unsimulated("for await");
        }
        self.expect("(")?;
        let span = self.span();
        self.without_in = true;
        let declares = match self.kind() {
            Kind::Name(word) => match &**word {
                "var" => Some(Declares::Var),
                "let" => Some(Declares::Let),
                "const" => Some(Declares::Const),
                _ => None,
            },
            _ => None,
        };
        let start = if self.is(";") {
            None
        } else if let Some(declares) = declares {
            Some(self.declared(declares)?)
        } else {
            Some(StatementKind::Expression(self.expression()?))
        };
        self.without_in = false;
        let keys = self.is_word("in");
        if keys || self.is_word("of") {
            self.advance();
            let target = match start {
                Some(StatementKind::Declare(_, all)) => match all.into_iter().next() {
                    Some((pattern, None)) => pattern,
                    _ => return self.unexpected(),
                },
                Some(StatementKind::Expression(value)) => target(value)?,
                _ => return self.unexpected(),
            };
            let iterable = self.expression()?;
            self.expect(")")?;
            let (declares, body) = (declares.unwrap_or(Declares::Var), self.inner()?);
            return Ok(StatementKind::ForEach { target, declares, iterable, keys, body, otherwise: Vec::new() });
        }
        self.expect(";")?;
        let condition = if self.is(";") { None } else { Some(self.expression()?) };
        self.expect(";")?;
        let step = if self.is(")") { None } else { Some(self.expression()?) };
        self.expect(")")?;
        let start = start.map(|kind| Box::new(Statement { kind, span }));
        Ok(StatementKind::For { start, condition, step, body: self.inner()? })
    }

    fn guarded(&mut self) -> Result<StatementKind, Halt> {
        self.advance();
        let body = self.body()?;
        let mut handlers = Vec::new();
        if self.take_word("catch") {
            let target = if self.take("(") {
                let target = self.binding()?;
                self.expect(")")?;
                Some(target)
            } else {
                None
            };
            handlers.push(Handler { classes: None, target, body: self.body()? });
        }
        let has_finally = self.take_word("finally");
        let finally = if has_finally { self.body()? } else { Vec::new() };
        if handlers.is_empty() && !has_finally {
            return Err(Halt::Syntax { span: self.span(), message: "Missing catch or finally after try".into() });
        }
        if handlers.is_empty() && finally.is_empty() {
            return Ok(StatementKind::Block(body));
        }
        Ok(StatementKind::Try { body, handlers, otherwise: Vec::new(), finally })
    }

    fn switch(&mut self) -> Result<StatementKind, Halt> {
        self.advance();
        let value = self.parenthesised()?;
        self.expect("{")?;
        let mut cases = Vec::new();
        while !self.take("}") {
            let test = if self.take_word("default") {
                None
            } else {
                self.expect_word("case")?;
                Some(self.expression()?)
            };
            self.expect(":")?;
            let mut body = Vec::new();
            while !self.is("}") && !self.is_word("case") && !self.is_word("default") {
                if *self.kind() == Kind::End {
                    return self.unexpected();
                }
                self.statement(&mut body)?;
            }
            cases.push((test, body));
        }
        Ok(StatementKind::Switch(value, cases))
    }
}
