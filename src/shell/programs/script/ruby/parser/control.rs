//! `if`, `case`, loops, `begin` with `rescue`.

use super::expression::{done, negated};
use super::scope::{Frame, Place};
use super::{Parser, native, send, statement_of};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::syntax::{
    Argument, Binary, Block, Declares, Expr, ExprKind, Handler, Name, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// What a keyword begins, if it begins control.
    pub(super) fn control(&mut self, word: &str, span: Span) -> Result<Option<Expr>, Halt> {
        let outer = std::mem::replace(&mut self.without_do, false);
        let value = match word {
            "if" | "unless" => self.conditional(word == "unless", span),
            "while" | "until" => self.while_loop(word == "until", span),
            "for" => self.for_loop(span),
            "case" => self.case(span),
            "begin" => self.begin(span),
            _ => {
                self.without_do = outer;
                return Ok(None);
            }
        };
        self.without_do = outer;
        value.map(Some)
    }

    fn conditional(&mut self, unless: bool, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let condition = self.junction()?;
        let condition = if unless { negated(condition)? } else { condition };
        self.then()?;
        let then = self.statements(&["elsif", "else", "end"])?;
        let here = self.span();
        let otherwise = if self.is_word("elsif") {
            let value = self.nested(|parser| parser.conditional(false, here))?;
            return done(StatementKind::If(condition, then, vec![statement_of(value)]), span);
        } else if self.take_word("else") {
            self.statements(&["end"])?
        } else {
            Vec::new()
        };
        self.expect_word("end")?;
        done(StatementKind::If(condition, then, otherwise), span)
    }

    /// `then`, or the end of the line.
    fn then(&mut self) -> Result<(), Halt> {
        self.skip_newlines();
        self.take_word("then");
        Ok(())
    }

    /// A loop's body up to its `end`.
    fn loop_body(&mut self) -> Result<Block, Halt> {
        self.take_word("do");
        self.frames.push(Frame::new(Place::Loop, ""));
        let jumps = self.jumps;
        let body = self.statements(&["end"]);
        self.jumps = jumps;
        self.frames.pop();
        let body = body?;
        self.expect_word("end")?;
        Ok(body)
    }

    /// What is given up to a `do`.
    fn loop_head(&mut self) -> Result<Expr, Halt> {
        self.without_do = true;
        let value = self.junction();
        self.without_do = false;
        value
    }

    fn while_loop(&mut self, until: bool, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let condition = self.loop_head()?;
        let condition = if until { negated(condition)? } else { condition };
        let body = self.loop_body()?;
        done(StatementKind::While { condition, body, otherwise: Vec::new() }, span)
    }

    fn for_loop(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let mut targets = self.targets("in")?;
        self.expect_word("in")?;
        let iterable = self.loop_head()?;
        let body = self.loop_body()?;
        let target = if targets.len() == 1 { targets.remove(0) } else { Pattern::List(targets, span) };
        let kind = StatementKind::ForEach {
            target,
            declares: Declares::Assignment,
            iterable,
            keys: false,
            body,
            otherwise: Vec::new(),
        };
        done(kind, span)
    }

    fn case(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let subject = if matches!(self.kind(), crate::shell::programs::script::ruby::lexer::Kind::Newline) {
            None
        } else {
            Some(self.junction()?)
        };
        self.skip_newlines();
        if self.is_word("in") {
            return self.unsimulated("case … in");
        }
        let name = self.hidden("case");
        let mut branches = Vec::new();
        while self.is_word("when") {
            let here = self.span();
            self.advance();
            let condition = self.tests(subject.is_some().then_some(&name))?;
            self.then()?;
            branches.push((condition, self.statements(&["when", "else", "end"])?, here));
        }
        let mut otherwise = if self.take_word("else") { self.statements(&["end"])? } else { Vec::new() };
        self.expect_word("end")?;
        for (condition, body, here) in branches.into_iter().rev() {
            let kind = StatementKind::If(condition, body, otherwise);
            otherwise = vec![Statement { kind, span: here }];
        }
        if let Some(subject) = subject {
            let made = StatementKind::Declare(Declares::Let, vec![(Pattern::Name(name, span), Some(subject))]);
            otherwise.insert(0, Statement { kind: made, span });
        }
        Expr::new(ExprKind::Do(otherwise), span)
    }

    /// What stands behind `when`.
    fn tests(&mut self, subject: Option<&Name>) -> Result<Expr, Halt> {
        let mut all: Option<Expr> = None;
        loop {
            let span = self.span();
            let spread = self.take("*");
            let value = self.ternary()?;
            let subject = subject.map(|name| Expr::leaf(ExprKind::Name(name.clone()), span));
            let test = match (subject, spread) {
                (None, _) => value,
                (Some(subject), true) => native("%any", vec![value, subject], span)?,
                (Some(subject), false) => match &*value.kind {
                    ExprKind::Text(_) | ExprKind::Symbol(_) | ExprKind::Int(_) | ExprKind::None | ExprKind::Bool(_) => {
                        Expr::new(ExprKind::Binary(Binary::Equal, value, subject), span)?
                    }
                    _ => send(value, "===", vec![Argument::Plain(subject)], span)?,
                },
            };
            all = Some(match all {
                Some(before) => Expr::new(ExprKind::Or(before, test), span)?,
                None => test,
            });
            if !self.take(",") {
                break;
            }
            self.skip_newlines();
        }
        all.ok_or_else(|| self.unexpected())
    }

    fn begin(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let body = self.guarded_body(&["end"], span)?;
        self.expect_word("end")?;
        done(StatementKind::Block(body), span)
    }

    /// Statements with the `rescue`, `else` and `ensure` that belong to them.
    pub(super) fn guarded_body(&mut self, end: &[&str], span: Span) -> Result<Block, Halt> {
        let (retries, jumps) = (self.retries, self.jumps);
        let stops = [&["rescue", "else", "ensure"], end].concat();
        let body = self.statements(&stops)?;
        let mut handlers = Vec::new();
        while self.is_word("rescue") {
            handlers.push(self.handler(&stops)?);
        }
        let otherwise = if self.take_word("else") { self.statements(&["ensure", "end"])? } else { Vec::new() };
        let finally = if self.take_word("ensure") { self.statements(end)? } else { Vec::new() };
        if handlers.is_empty() && finally.is_empty() {
            return Ok(body);
        }
        let again = self.retries > retries;
        let attempt = |body, handlers, otherwise, finally| Statement {
            kind: StatementKind::Try { body, handlers, otherwise, finally },
            span,
        };
        if !again {
            return Ok(vec![attempt(body, handlers, otherwise, finally)]);
        }
        self.retries = retries;
        if self.jumps > jumps {
            return self.unsimulated("retry beside break or next");
        }
        let repeated = self.repeated(attempt(body, handlers, otherwise, Vec::new()), span)?;
        if finally.is_empty() {
            return Ok(repeated);
        }
        Ok(vec![attempt(repeated, Vec::new(), Vec::new(), finally)])
    }

    /// A `begin` that `retry` does again: a loop that ends when nothing asks for that.
    fn repeated(&mut self, attempt: Statement, span: Span) -> Result<Block, Halt> {
        let result = self.hidden("result");
        let made = StatementKind::Declare(
            Declares::Let,
            vec![(Pattern::Name(result.clone(), span), Some(Expr::leaf(ExprKind::None, span)))],
        );
        let value = Expr::new(ExprKind::Do(vec![attempt]), span)?;
        let body = vec![
            Statement { kind: StatementKind::Assign(vec![Pattern::Name(result.clone(), span)], value), span },
            Statement { kind: StatementKind::Break, span },
        ];
        let condition = Expr::leaf(ExprKind::Bool(true), span);
        let again = StatementKind::While { condition, body, otherwise: Vec::new() };
        let given = statement_of(Expr::leaf(ExprKind::Name(result), span));
        Ok(vec![Statement { kind: made, span }, Statement { kind: again, span }, given])
    }

    fn handler(&mut self, stops: &[&str]) -> Result<Handler, Halt> {
        let span = self.span();
        self.advance();
        let mut classes = Vec::new();
        while !self.is("=>") && !self.is_word("then") && self.begins_argument(false) {
            classes.push(match self.take("*") {
                true => Argument::Spread(self.ternary()?),
                false => Argument::Plain(self.ternary()?),
            });
            if !self.take(",") {
                break;
            }
            self.skip_newlines();
        }
        if classes.is_empty() {
            classes.push(Argument::Plain(Expr::leaf(ExprKind::Name("StandardError".into()), span)));
        }
        let mut copied = None;
        let target = if self.take("=>") {
            let value = self.targets("then")?.into_iter().next();
            copied = value;
            Some(Pattern::Name("%error".into(), span))
        } else {
            None
        };
        self.then()?;
        let mut body = self.statements(stops)?;
        if let Some(target) = copied {
            let value = Expr::leaf(ExprKind::Name("%error".into()), span);
            body.insert(0, Statement { kind: StatementKind::Assign(vec![target], value), span });
        }
        let classes = Some(Expr::new(ExprKind::List(classes), span)?);
        Ok(Handler { classes, target, body })
    }
}
