//! Statements with blocks.

use super::Parser;
use super::target::target;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::python::lexer::Kind;
use crate::shell::programs::script::syntax::{Block, Declares, Expr, Handler, Pattern, Span, Statement, StatementKind};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A statement, or several on one line.
    pub fn statement(&mut self, block: &mut Block) -> Result<(), Halt> {
        let word = match self.kind() {
            Kind::Name(name) => name.clone(),
            Kind::Op("@") => {
                block.push(self.nested(Parser::decorated)?);
                return Ok(());
            }
            _ => return self.simple_line(block),
        };
        let statement = match &*word {
            "if" => self.nested(Parser::branch)?,
            "while" => self.nested(Parser::repeat)?,
            "for" => self.nested(Parser::each)?,
            "try" => self.nested(Parser::guarded)?,
            "with" => self.nested(Parser::managed)?,
            "def" => self.nested(|parser| parser.function(Vec::new(), false))?,
            "class" => self.nested(|parser| parser.class(Vec::new()))?,
            "async" => {
                self.advance();
                match self.kind() {
                    Kind::Name(name) if &**name == "def" => self.nested(|parser| parser.function(Vec::new(), true))?,
                    Kind::Name(name) if &**name == "for" => self.nested(Parser::each_awaited)?,
                    Kind::Name(name) if &**name == "with" => self.nested(Parser::managed_awaited)?,
                    _ => return self.invalid(),
                }
            }
            "match" if self.is_match() => self.nested(Parser::matching)?,
            "else" | "elif" | "except" | "finally" => return self.invalid(),
            _ => return self.simple_line(block),
        };
        block.push(statement);
        Ok(())
    }

    /// A colon and a block; `what` it belongs to is said where the block is missing.
    pub fn suite(&mut self, what: &str) -> Result<Block, Halt> {
        self.expect(":")?;
        let mut block = Vec::new();
        if *self.kind() != Kind::Newline {
            self.simple_line(&mut block)?;
            return Ok(block);
        }
        self.advance();
        if *self.kind() != Kind::Indent {
            let message = format!("expected an indented block after {what}");
            return Err(Halt::Syntax { span: self.span(), message });
        }
        self.advance();
        while !matches!(self.kind(), Kind::Dedent | Kind::End) {
            if *self.kind() == Kind::Indent {
                return Err(Halt::Syntax { span: self.span(), message: "unexpected indent".into() });
            }
            self.statement(&mut block)?;
        }
        self.advance_over_dedent();
        Ok(block)
    }

    fn advance_over_dedent(&mut self) {
        if *self.kind() == Kind::Dedent {
            self.advance();
        }
    }

    fn branch(&mut self) -> Result<Statement, Halt> {
        // Branches are read one after the other, so that many cost no depth here.
        let span = self.span();
        let mut arms: Vec<(Span, crate::shell::programs::script::syntax::Expr, Block)> = Vec::new();
        let mut otherwise = Vec::new();
        loop {
            let span = self.span();
            let word = if arms.is_empty() { "if" } else { "elif" };
            self.advance();
            let condition = self.named()?;
            let body = self.suite(&format!("'{word}' statement on line {}", span.line))?;
            arms.push((span, condition, body));
            if arms.len() > MAX_ARMS {
                return self.unsimulated("an if statement with so many branches");
            }
            if !self.is_word("elif") {
                break;
            }
        }
        if self.is_word("else") {
            let span = self.span();
            self.advance();
            otherwise = self.suite(&format!("'else' statement on line {}", span.line))?;
        }
        for (span, condition, body) in arms.into_iter().rev() {
            otherwise = vec![Statement { kind: StatementKind::If(condition, body, otherwise), span }];
        }
        otherwise.pop().ok_or(Halt::Syntax { span, message: "invalid syntax".into() })
    }

    fn otherwise(&mut self) -> Result<Block, Halt> {
        if !self.is_word("else") {
            return Ok(Vec::new());
        }
        let span = self.span();
        self.advance();
        self.suite(&format!("'else' statement on line {}", span.line))
    }

    fn repeat(&mut self) -> Result<Statement, Halt> {
        let span = self.span();
        self.advance();
        let condition = self.named()?;
        let body = self.suite(&format!("'while' statement on line {}", span.line))?;
        let otherwise = self.otherwise()?;
        Ok(Statement { kind: StatementKind::While { condition, body, otherwise }, span })
    }

    fn each(&mut self) -> Result<Statement, Halt> {
        let span = self.span();
        self.advance();
        let target = self.loop_target()?;
        self.expect_word("in")?;
        let iterable = self.expressions()?;
        let body = self.suite(&format!("'for' statement on line {}", span.line))?;
        let otherwise = self.otherwise()?;
        let declares = Declares::Assignment;
        let kind = StatementKind::ForEach { target, declares, iterable, keys: false, body, otherwise };
        Ok(Statement { kind, span })
    }

    fn guarded(&mut self) -> Result<Statement, Halt> {
        let start = self.span();
        self.advance();
        let body = self.suite(&format!("'try' statement on line {}", start.line))?;
        let mut handlers = Vec::new();
        while self.is_word("except") {
            let span = self.span();
            self.advance();
            if self.is("*") {
                return self.unsimulated("except*");
            }
            let classes = if self.is(":") { None } else { Some(self.expressions()?) };
            let target = match self.take_word("as") {
                true => {
                    let span = self.span();
                    Some(crate::shell::programs::script::syntax::Pattern::Name(self.name()?, span))
                }
                false => None,
            };
            let body = self.suite(&format!("'except' statement on line {}", span.line))?;
            handlers.push(Handler { classes, target, body });
        }
        let otherwise = self.otherwise()?;
        let mut finally = Vec::new();
        if self.is_word("finally") {
            let span = self.span();
            self.advance();
            finally = self.suite(&format!("'finally' statement on line {}", span.line))?;
        }
        if handlers.is_empty() && finally.is_empty() {
            let message = "expected 'except' or 'finally' block".to_string();
            return Err(Halt::Syntax { span: self.span(), message });
        }
        Ok(Statement { kind: StatementKind::Try { body, handlers, otherwise, finally }, span: start })
    }

    fn managed(&mut self) -> Result<Statement, Halt> {
        let (managers, mut body, span) = self.managers()?;
        for (manager, target) in managers.into_iter().rev() {
            body = vec![Statement { kind: StatementKind::With(manager, target, body), span }];
        }
        body.pop().ok_or(Halt::Syntax { span, message: "invalid syntax".into() })
    }

    /// `with manager as target, …:` and its body.
    pub fn managers(&mut self) -> Result<(Vec<Managed>, Block, Span), Halt> {
        let span = self.span();
        self.advance();
        let bracketed = self.is("(") && self.brackets_managers();
        if bracketed {
            self.advance();
        }
        let mut managers = Vec::new();
        loop {
            let manager = self.expression()?;
            let target = match self.take_word("as") {
                true => Some(target(self.primary()?)?),
                false => None,
            };
            managers.push((manager, target));
            if managers.len() > MAX_ARMS {
                return self.unsimulated("a with statement with so many managers");
            }
            if !self.take(",") || (bracketed && self.is(")")) {
                break;
            }
        }
        if bracketed {
            self.expect(")")?;
        }
        let body = self.suite(&format!("'with' statement on line {}", span.line))?;
        Ok((managers, body, span))
    }

    /// Whether the parenthesis after `with` holds managers: an `as` stands in it, or a comma.
    fn brackets_managers(&self) -> bool {
        let mut depth = 0;
        for by in 0.. {
            match self.ahead(by) {
                Kind::Op("(" | "[" | "{") => depth += 1,
                Kind::Op(")" | "]" | "}") => {
                    depth -= 1;
                    if depth == 0 {
                        return *self.ahead(by + 1) == Kind::Op(":") && by > 1;
                    }
                }
                Kind::Name(word) if depth == 1 && &**word == "as" => return true,
                Kind::End | Kind::Newline => return false,
                _ => {}
            }
        }
        false
    }
}

/// A manager of a `with`, and what `as` names.
pub type Managed = (Expr, Option<Pattern>);

/// Branches of one `if`, managers of one `with`: they end inside each other.
const MAX_ARMS: usize = 60;
