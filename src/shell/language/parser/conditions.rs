//! `[[ … ]]`, `(( … ))` and `for ((…))` (bash's manual, 3.2.5).

use super::{Attempt, Parsed};
use crate::shell::language::word::Until;
use crate::shell::language::{
    Command, CommandKind, Condition, Dialect, Extra, ParseError, Parser, Part, Problem, Unfinished, Word,
};

const BINARY: [&str; 15] =
    ["==", "=~", "=", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];

impl Parser<'_> {
    /// `[[ … ]]`
    pub(super) fn condition_command(&mut self) -> Parsed<CommandKind> {
        self.take("[[");
        let condition = self.either()?;
        self.skip_newlines()?;
        if self.here() == "]]" && self.take("]]") {
            return Ok(CommandKind::Condition(condition));
        }
        Err(self.bad_condition("syntax error in conditional expression"))
    }

    fn bad_condition(&self, words: &str) -> ParseError {
        let rest = self.rest();
        if rest.is_empty() {
            return ParseError::Incomplete { what: Unfinished::Command(None), line: self.line };
        }
        let token = match self.here() {
            "" => rest.chars().take(1).collect(),
            token => token.to_string(),
        };
        let words = if self.dialect == Dialect::Bash { words.to_string() } else { String::new() };
        let token = if token == "\n" { "newline".into() } else { token };
        self.syntax(Problem::Condition { words, token }, self.position)
    }

    fn either(&mut self) -> Parsed<Condition> {
        self.joined("||", Self::both, Condition::Any)
    }

    fn both(&mut self) -> Parsed<Condition> {
        self.joined("&&", Self::one, Condition::All)
    }

    /// Conditions with a sign between them: a list, however long it is.
    fn joined(
        &mut self,
        sign: &str,
        read: impl Fn(&mut Self) -> Parsed<Condition>,
        join: impl FnOnce(Vec<Condition>) -> Condition,
    ) -> Parsed<Condition> {
        let first = read(self)?;
        let mut more = Vec::new();
        loop {
            self.skip_newlines()?;
            if !self.take(sign) {
                break;
            }
            more.push(read(self)?);
        }
        if more.is_empty() {
            return Ok(first);
        }
        more.insert(0, first);
        Ok(join(more))
    }

    fn one(&mut self) -> Parsed<Condition> {
        let mut negated = false;
        loop {
            self.skip_newlines()?;
            if self.here() != "!" {
                break;
            }
            self.take("!");
            negated = !negated;
        }
        let condition = self.plain_condition()?;
        Ok(if negated { Condition::Not(Box::new(condition)) } else { condition })
    }

    fn plain_condition(&mut self) -> Parsed<Condition> {
        let _nesting = self.nest()?;
        if self.take("(") {
            let inner = self.either()?;
            self.skip_newlines()?;
            return if self.take(")") { Ok(inner) } else { Err(self.bad_condition("expected `)'")) };
        }
        if self.peek().is_none() || self.here() == "]]" || self.at_operator() {
            return Err(self.bad_condition("syntax error in conditional expression"));
        }
        let operator = self.here().to_string();
        let unary = operator.len() == 2
            && operator.starts_with('-')
            && operator.ends_with(|c: char| "abcdefghknoprstuvwxzGLNORS".contains(c));
        if unary {
            let (position, line) = (self.position, self.line);
            self.take(&operator);
            self.skip_blanks();
            let alone = self.here() == "]]" || self.peek().is_none_or(|c| c == '\n') || self.at_connector();
            if !alone {
                return Ok(Condition::Unary(operator, self.word()?));
            }
            if self.here() == "]]" && self.dialect == Dialect::Bash {
                return Err(self.bad_condition("unexpected argument `]]' to conditional unary operator"));
            }
            (self.position, self.line) = (position, line);
        }
        let left = self.word()?;
        self.skip_blanks();
        if self.peek().is_none() || self.here() == "]]" || self.at_connector() {
            return Ok(Condition::Word(left));
        }
        let Some(operator) = self.binary_operator() else {
            return Err(self.bad_condition("conditional binary operator expected"));
        };
        self.skip_blanks();
        if self.peek().is_none() || self.here() == "]]" {
            return Err(self.bad_condition("unexpected argument to conditional binary operator"));
        }
        let right = match operator {
            "=~" => Word { parts: self.parts_until(Until::Expression)? },
            "=" | "==" | "!=" if self.dialect == Dialect::Bash => {
                let outer = std::mem::replace(&mut self.extended, true);
                let word = self.word();
                self.extended = outer;
                word?
            }
            _ => self.word()?,
        };
        Ok(Condition::Binary(left, operator.into(), right))
    }

    /// Whether what is here joins or closes conditions.
    fn at_connector(&self) -> bool {
        self.starts_with("&&") || self.starts_with("||") || matches!(self.peek(), Some(')' | '\n'))
    }

    fn binary_operator(&mut self) -> Option<&'static str> {
        let sign = ["<", ">"].into_iter().find(|sign| self.dialect == Dialect::Bash && self.starts_with(sign));
        let operator = sign.or_else(|| BINARY.into_iter().find(|operator| self.here() == *operator))?;
        self.take(operator);
        Some(operator)
    }

    /// `(( … ))`; `None`: what is here is a subshell in a subshell.
    pub(super) fn arithmetic_command(&mut self, line: u32) -> Parsed<Option<Command>> {
        if !self.starts_with("((") || !self.knows(Extra::ArithmeticCommands) {
            return Ok(None);
        }
        let Some(start) = self.attempt(Attempt::Arithmetic) else { return Ok(None) };
        self.take("((");
        if let Ok(parts) = self.parts_until(Until::Arithmetic)
            && self.take("))")
        {
            return self.redirected(CommandKind::Arithmetic(parts), line).map(Some);
        }
        self.refuse(Attempt::Arithmetic, start);
        Ok(None)
    }

    /// `((first; condition; step))` and the body.
    pub(super) fn arithmetic_loop(&mut self) -> Parsed<CommandKind> {
        self.take("((");
        let first = self.clause(";")?;
        let condition = self.clause(";")?;
        let step = self.clause("))")?;
        self.skip_blanks();
        self.take(";");
        Ok(CommandKind::ForArithmetic { first, condition, step, body: self.do_group()? })
    }

    fn clause(&mut self, end: &str) -> Parsed<Vec<Part>> {
        let parts = self.parts_until(Until::Clause)?;
        if self.take(end) { Ok(parts) } else { Err(self.unexpected(None)) }
    }
}
