//! Statements.

use super::declaration::results_of;
use super::{Parser, together};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::Parses;
use crate::shell::programs::script::compiled::cursor::{call, declare, member, named, statement, text};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Block, Expr, ExprKind, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// A statement.
    pub fn statement(&mut self, into: &mut Block) -> Result<(), Halt> {
        self.nested(|parser| parser.statement_here(into))
    }

    fn statement_here(&mut self, into: &mut Block) -> Result<(), Halt> {
        let span = self.cursor.span();
        if self.cursor.is(";") || self.cursor.is("}") {
            return Ok(());
        }
        if self.cursor.is("{") {
            let block = self.block()?;
            into.push(statement(StatementKind::Block(block), span));
            return Ok(());
        }
        let word = match self.cursor.kind() {
            Kind::Name(name) => name.to_string(),
            _ => String::new(),
        };
        match word.as_str() {
            "var" | "const" | "type" => {
                self.cursor.advance();
                into.extend(match word.as_str() {
                    "var" => self.variables()?,
                    "const" => self.constants()?,
                    _ => self.types_declared()?,
                });
            }
            "if" => {
                let whole = self.condition()?;
                into.push(whole);
            }
            "for" => {
                let whole = self.looping()?;
                into.push(whole);
            }
            "switch" => {
                let whole = self.switch()?;
                into.push(whole);
            }
            "select" => {
                let whole = self.select()?;
                into.push(whole);
            }
            "return" => {
                self.cursor.advance();
                let value = self.returned(span)?;
                into.push(statement(StatementKind::Return(value), span));
            }
            "break" | "continue" => {
                self.cursor.advance();
                if matches!(self.cursor.kind(), Kind::Name(_)) {
                    return self.cursor.unsimulated(format!("{word} with a label"));
                }
                let kind = if word == "break" { StatementKind::Break } else { StatementKind::Continue };
                into.push(statement(kind, span));
            }
            "go" | "defer" => {
                self.cursor.advance();
                let value = self.expression()?;
                let taker = if word == "go" {
                    named("_go", span)
                } else {
                    match self.functions.last_mut() {
                        Some(function) => function.defers = true,
                        None => return self.cursor.unexpected(),
                    }
                    member(named(".defers", span), "add", span)?
                };
                let kind = self.later(value, taker)?;
                into.push(statement(kind, span));
            }
            "goto" => return self.cursor.unsimulated("goto"),
            _ => {
                if matches!(self.cursor.kind(), Kind::Name(_)) && self.cursor.is_ahead(1, ":") {
                    return self.cursor.unsimulated("a label");
                }
                let whole = self.simple()?;
                into.push(whole);
            }
        }
        Ok(())
    }

    fn returned(&mut self, span: Span) -> Result<Option<Expr>, Halt> {
        let names = self.functions.last().map(|function| function.results.clone()).unwrap_or_default();
        if self.cursor.is(";") || self.cursor.is("}") {
            return if names.is_empty() { Ok(None) } else { results_of(&names, span).map(Some) };
        }
        let mut values = self.expressions()?;
        Ok(Some(match values.len() {
            1 => values.remove(0),
            _ => Expr::new(ExprKind::Tuple(values.into_iter().map(Argument::Plain).collect()), span)?,
        }))
    }

    /// A statement and a semicolon before what a head is about; what it is about may be missing.
    fn head(&mut self) -> Result<(Option<Statement>, Option<Statement>), Halt> {
        let before = std::mem::replace(&mut self.no_literal, true);
        let result = (|| {
            let first = if self.cursor.is(";") || self.cursor.is("{") { None } else { Some(self.simple()?) };
            if !self.cursor.take(";") {
                return Ok((None, first));
            }
            let second = if self.cursor.is("{") { None } else { Some(self.simple()?) };
            Ok((first, second))
        })();
        self.no_literal = before;
        result
    }

    /// `if …`
    fn condition(&mut self) -> Result<Statement, Halt> {
        let span = self.cursor.span();
        self.cursor.advance();
        let (first, condition) = self.head()?;
        let Some(StatementKind::Expression(condition)) = condition.map(|condition| condition.kind) else {
            return self.cursor.unexpected();
        };
        let then = self.block()?;
        let otherwise = if self.cursor.take_word("else") {
            if self.cursor.is_word("if") { vec![self.nested(Self::condition)?] } else { self.block()? }
        } else {
            Vec::new()
        };
        let whole = statement(StatementKind::If(condition, then, otherwise), span);
        Ok(together(first.into_iter().chain([whole]).collect(), span))
    }

    /// `for …`
    fn looping(&mut self) -> Result<Statement, Halt> {
        let span = self.cursor.span();
        self.cursor.advance();
        if self.cursor.is("{") {
            let condition = Expr::leaf(ExprKind::Bool(true), span);
            let kind = StatementKind::While { condition, body: self.block()?, otherwise: Vec::new() };
            return Ok(statement(kind, span));
        }
        if self.over_range() {
            return self.each(span);
        }
        let before = std::mem::replace(&mut self.no_literal, true);
        let first = if self.cursor.is(";") { None } else { Some(self.simple()?) };
        let kind = if self.cursor.take(";") {
            let condition = if self.cursor.is(";") { None } else { Some(self.expression()?) };
            self.cursor.take(";");
            let step = if self.cursor.is("{") { None } else { Some(self.simple()?) };
            self.no_literal = before;
            let body = self.block()?;
            let step = match step.map(|step| step.kind) {
                None => None,
                Some(StatementKind::Expression(value)) => Some(value),
                Some(StatementKind::Assign(mut targets, value)) if targets.len() == 1 => {
                    Some(Expr::new(ExprKind::Assign { target: targets.remove(0), value }, span)?)
                }
                Some(_) => return self.cursor.unexpected(),
            };
            StatementKind::For { start: first.map(Box::new), condition, step, body }
        } else {
            self.no_literal = before;
            let Some(StatementKind::Expression(condition)) = first.map(|first| first.kind) else {
                return self.cursor.unexpected();
            };
            StatementKind::While { condition, body: self.block()?, otherwise: Vec::new() }
        };
        Ok(statement(kind, span))
    }

    /// Whether `range` stands before the brace that begins the body.
    fn over_range(&self) -> bool {
        (0..64)
            .take_while(|ahead| !matches!(self.cursor.ahead(*ahead), Kind::Op("{" | ";") | Kind::End))
            .any(|ahead| self.cursor.is_word_ahead(ahead, "range"))
    }

    fn each(&mut self, span: Span) -> Result<Statement, Halt> {
        let (mut names, declares) = self.ranged()?;
        if !self.cursor.take_word("range") {
            return self.cursor.unexpected();
        }
        let over = self.expression_in(true)?;
        let body = self.block()?;
        let (function, target) = match names.len() {
            0 => ("_keys", Pattern::Nothing),
            1 => ("_keys", names.remove(0)),
            _ => ("_pairs", Pattern::List(names, span)),
        };
        let iterable = call(function, vec![over], span)?;
        let kind = StatementKind::ForEach { target, declares, iterable, keys: false, body, otherwise: Vec::new() };
        Ok(statement(kind, span))
    }

    /// The statements of a case.
    fn case_body(&mut self) -> Result<Block, Halt> {
        let mut body = Vec::new();
        loop {
            let span = self.cursor.span();
            if self.cursor.is("}") || self.cursor.is_word("case") || self.cursor.is_word("default") {
                body.push(statement(StatementKind::Break, span));
                return Ok(body);
            }
            if self.cursor.take_word("fallthrough") {
                while self.cursor.take(";") {}
                return Ok(body);
            }
            self.statement(&mut body)?;
            if !self.cursor.take(";") && !self.cursor.is("}") {
                return self.cursor.unexpected();
            }
        }
    }

    /// `switch …`, over values or types.
    fn switch(&mut self) -> Result<Statement, Halt> {
        let span = self.cursor.span();
        self.cursor.advance();
        let (first, subject) = self.head()?;
        let subject_name = self.hidden("subject");
        let mut before: Vec<Statement> = first.into_iter().collect();
        let (mut by_type, mut bound) = (false, None);
        let subject = match subject.map(|subject| subject.kind) {
            None => Expr::leaf(ExprKind::Bool(true), span),
            Some(StatementKind::Expression(value)) => value,
            Some(StatementKind::Declare(_, mut all)) if all.len() == 1 => match all.remove(0) {
                (Pattern::Name(name, _), Some(value)) => {
                    bound = Some(name);
                    value
                }
                _ => return self.cursor.unexpected(),
            },
            Some(_) => return self.cursor.unexpected(),
        };
        let subject = match super::declaration::call_to(&subject, "_type_of") {
            Some(parts) => {
                by_type = true;
                before.push(declare(&subject_name, parts[0].clone(), span));
                if let Some(bound) = bound {
                    before.push(declare(&bound, parts[0].clone(), span));
                }
                Expr::leaf(ExprKind::Bool(true), span)
            }
            None => subject,
        };
        self.cursor.expect("{")?;
        let literals = std::mem::replace(&mut self.no_literal, false);
        let mut cases = Vec::new();
        while !self.cursor.take("}") {
            if self.cursor.take_word("default") {
                self.cursor.expect(":")?;
                cases.push((None, self.case_body()?));
                continue;
            }
            if !self.cursor.take_word("case") {
                return self.cursor.unexpected();
            }
            let mut tests = Vec::new();
            loop {
                tests.push(if by_type { self.type_test(&subject_name, span)? } else { self.expression()? });
                if !self.cursor.take(",") {
                    break;
                }
            }
            self.cursor.expect(":")?;
            let last = tests.pop();
            cases.extend(tests.into_iter().map(|test| (Some(test), Vec::new())));
            let body = self.case_body()?;
            cases.push((last, vec![statement(StatementKind::Block(body), span)]));
        }
        self.no_literal = literals;
        before.push(statement(StatementKind::Switch(subject, cases), span));
        Ok(together(before, span))
    }

    fn type_test(&mut self, subject: &str, span: Span) -> Result<Expr, Halt> {
        if self.cursor.take_word("nil") {
            return call("_is", vec![named(subject, span), text("nil", span)], span);
        }
        let of = self.type_()?;
        let described = self.described(&of, span)?;
        call("_is", vec![named(subject, span), described], span)
    }

    /// `select { … }`
    fn select(&mut self) -> Result<Statement, Halt> {
        let span = self.cursor.span();
        self.cursor.advance();
        self.cursor.expect("{")?;
        let chosen = self.hidden("chosen");
        let part = |number: i128| {
            let index = Expr::leaf(ExprKind::Int(number), span);
            Expr::new(ExprKind::Index { object: named(&chosen, span), index, optional: false }, span)
        };
        let (mut ways, mut cases) = (Vec::new(), Vec::new());
        let mut otherwise = false;
        while !self.cursor.take("}") {
            if self.cursor.take_word("default") {
                self.cursor.expect(":")?;
                otherwise = true;
                cases.push((None, self.case_body()?));
                continue;
            }
            if !self.cursor.take_word("case") {
                return self.cursor.unexpected();
            }
            let whole = self.simple()?;
            self.cursor.expect(":")?;
            let number = Expr::leaf(ExprKind::Int(ways.len() as i128), span);
            let mut body = Vec::new();
            match whole.kind {
                StatementKind::Expression(value) => ways.push(self.way(&value)?),
                StatementKind::Declare(declares, mut all) if all.len() == 1 => {
                    let (pattern, value) = all.remove(0);
                    let Some(value) = value else { return self.cursor.unexpected() };
                    ways.push(self.way(&value)?);
                    let taken = if matches!(pattern, Pattern::List(..)) { part(2)? } else { part(1)? };
                    body.push(statement(StatementKind::Declare(declares, vec![(pattern, Some(taken))]), span));
                }
                _ => return self.cursor.unsimulated("this case of a select"),
            }
            body.extend(self.case_body()?);
            cases.push((Some(number), vec![statement(StatementKind::Block(body), span)]));
        }
        let list = |all: Vec<Expr>| Expr::new(ExprKind::List(all.into_iter().map(Argument::Plain).collect()), span);
        let waits = Expr::leaf(ExprKind::Bool(!otherwise), span);
        let select = call("_select", vec![list(ways)?, waits], span)?;
        let all = vec![declare(&chosen, select, span), statement(StatementKind::Switch(part(0)?, cases), span)];
        Ok(together(all, span))
    }

    /// A way out of a select: what is sent or received.
    fn way(&mut self, value: &Expr) -> Result<Expr, Halt> {
        let span = value.span;
        for (call, count) in [("_receive", 1), ("_receive2", 1), ("_send", 2)] {
            if let Some(parts) = super::declaration::call_to(value, call)
                && parts.len() == count
            {
                let parts = parts.into_iter().cloned().map(Argument::Plain).collect();
                return Expr::new(ExprKind::Tuple(parts), span);
            }
        }
        self.cursor.unsimulated("this case of a select")
    }
}
