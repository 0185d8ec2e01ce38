//! Statements.

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::compiled::cursor::Parses;
use crate::shell::programs::script::compiled::cursor::{call, declare, does, named, statement, text};
use crate::shell::programs::script::compiled::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Argument, Block, Declares, Expr, ExprKind, Handler, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// Statements between braces.
    pub fn block(&mut self) -> Result<Block, Halt> {
        self.cursor.expect("{")?;
        self.scoped(|parser| {
            let mut all = Vec::new();
            while !parser.cursor.take("}") {
                parser.statement(&mut all)?;
            }
            Ok(all)
        })
    }

    /// One statement as a block.
    fn one(&mut self) -> Result<Block, Halt> {
        if self.cursor.is("{") {
            return self.block();
        }
        self.scoped(|parser| {
            let mut all = Vec::new();
            parser.statement(&mut all)?;
            Ok(all)
        })
    }

    fn statement(&mut self, into: &mut Block) -> Result<(), Halt> {
        self.nested(|parser| parser.statement_here(into))
    }

    fn statement_here(&mut self, into: &mut Block) -> Result<(), Halt> {
        let span = self.cursor.span();
        if self.cursor.take(";") {
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
        let kind = match word.as_str() {
            "if" => self.condition()?,
            "while" => {
                self.cursor.advance();
                let condition = self.in_parentheses()?;
                StatementKind::While { condition, body: self.one()?, otherwise: Vec::new() }
            }
            "do" => {
                self.cursor.advance();
                let body = self.one()?;
                if !self.cursor.take_word("while") {
                    return self.cursor.unexpected();
                }
                let condition = self.in_parentheses()?;
                self.cursor.expect(";")?;
                StatementKind::DoWhile(body, condition)
            }
            "for" => self.scoped(Self::looping)?,
            "switch" => {
                let whole = self.switch(false)?;
                into.push(whole);
                return Ok(());
            }
            "try" => self.attempt()?,
            "return" | "throw" | "yield" if word != "yield" || !self.cursor.is_ahead(1, "=") => {
                self.cursor.advance();
                let mut value = if self.cursor.is(";") { None } else { Some(self.expression()?) };
                let returns = self.classes.last().and_then(|class| class.returns.clone());
                if let (Some(given), Some(of), "return") = (value.clone(), returns, word.as_str()) {
                    value = Some(of.stored(given)?);
                }
                self.cursor.expect(";")?;
                if word == "throw" { StatementKind::Throw(value, None) } else { StatementKind::Return(value) }
            }
            "break" | "continue" => {
                self.cursor.advance();
                if !self.cursor.take(";") {
                    return self.cursor.unsimulated(format!("{word} with a label"));
                }
                if word == "break" { StatementKind::Break } else { StatementKind::Continue }
            }
            "synchronized" if self.cursor.is_ahead(1, "(") => {
                self.cursor.advance();
                self.in_parentheses()?;
                StatementKind::Block(self.block()?)
            }
            "final" | "class" | "record" | "enum" | "interface" | "abstract" => return self.declared(into),
            _ if self.cursor.is("@") || self.declares() => return self.declared(into),
            _ => {
                if matches!(self.cursor.kind(), Kind::Name(_)) && self.cursor.is_ahead(1, ":") {
                    return self.cursor.unsimulated("a label");
                }
                let value = self.expression()?;
                self.cursor.expect(";")?;
                StatementKind::Expression(value)
            }
        };
        into.push(statement(kind, span));
        Ok(())
    }

    fn in_parentheses(&mut self) -> Result<Expr, Halt> {
        self.cursor.expect("(")?;
        let value = self.expression()?;
        self.cursor.expect(")")?;
        Ok(value)
    }

    fn condition(&mut self) -> Result<StatementKind, Halt> {
        self.cursor.advance();
        let condition = self.in_parentheses()?;
        let then = self.one()?;
        let otherwise = if self.cursor.take_word("else") { self.one()? } else { Vec::new() };
        Ok(StatementKind::If(condition, then, otherwise))
    }

    /// Local names, or a class inside of a method.
    fn declared(&mut self, into: &mut Block) -> Result<(), Halt> {
        let before = self.before()?;
        if self.begins_class() {
            return self.class(before);
        }
        self.variables(into)?;
        self.cursor.expect(";")
    }

    fn variables(&mut self, into: &mut Block) -> Result<(), Halt> {
        let of = self.type_()?;
        loop {
            let span = self.cursor.span();
            let name = self.cursor.name()?;
            let own = super::types::Type { arrays: of.arrays + self.dimensions(), ..of.clone() };
            let value = if self.cursor.take("=") { self.initial(&own)? } else { Expr::leaf(ExprKind::None, span) };
            self.local(&name, Some(&own));
            into.push(declare(&name, value, span));
            if !self.cursor.take(",") {
                return Ok(());
            }
        }
    }

    fn looping(&mut self) -> Result<StatementKind, Halt> {
        self.cursor.advance();
        self.cursor.expect("(")?;
        let mut first = Vec::new();
        let here = self.cursor.place();
        self.before()?;
        if self.declares() {
            let of = self.type_()?;
            let span = self.cursor.span();
            let name = self.cursor.name()?;
            if self.cursor.take(":") {
                let over = self.expression()?;
                self.cursor.expect(")")?;
                self.local(&name, Some(&of));
                let iterable = call("_each", vec![over], span)?;
                let body = self.one()?;
                let target = Pattern::Name(name, span);
                let declares = Declares::Let;
                return Ok(StatementKind::ForEach {
                    target,
                    declares,
                    iterable,
                    keys: false,
                    body,
                    otherwise: Vec::new(),
                });
            }
            self.cursor.go_back(here);
            self.before()?;
            self.variables(&mut first)?;
        } else if !self.cursor.is(";") {
            first = self.expressions()?.into_iter().map(does).collect();
        }
        self.cursor.expect(";")?;
        let condition = if self.cursor.is(";") { None } else { Some(self.expression()?) };
        self.cursor.expect(";")?;
        let span = self.cursor.span();
        let step =
            if self.cursor.is(")") { None } else { Some(Expr::new(ExprKind::Sequence(self.expressions()?), span)?) };
        self.cursor.expect(")")?;
        let body = self.one()?;
        let mut first = first.into_iter();
        let start = first.next().map(Box::new);
        let rest: Vec<Statement> = first.collect();
        if rest.is_empty() {
            return Ok(StatementKind::For { start, condition, step, body });
        }
        let inner = StatementKind::For { start: None, condition, step, body };
        let mut all: Block = start.into_iter().map(|start| *start).chain(rest).collect();
        all.push(statement(inner, span));
        Ok(StatementKind::Block(all))
    }

    fn expressions(&mut self) -> Result<Vec<Expr>, Halt> {
        let mut all = vec![self.expression()?];
        while self.cursor.take(",") {
            all.push(self.expression()?);
        }
        Ok(all)
    }

    /// `try …`
    fn attempt(&mut self) -> Result<StatementKind, Halt> {
        let span = self.cursor.span();
        self.cursor.advance();
        self.scopes.push(Vec::new());
        let mut resources = Vec::new();
        let mut names = Vec::new();
        if self.cursor.take("(") {
            while !self.cursor.take(")") {
                self.before()?;
                if self.declares() {
                    let before = resources.len();
                    self.variables(&mut resources)?;
                    for declared in &resources[before..] {
                        if let StatementKind::Declare(_, all) = &declared.kind
                            && let Some((Pattern::Name(name, _), _)) = all.first()
                        {
                            names.push(name.clone());
                        }
                    }
                } else {
                    self.expression()?;
                }
                self.cursor.take(";");
            }
        }
        let mut body = self.block()?;
        self.scopes.pop();
        if !names.is_empty() {
            let mut closes = Vec::new();
            for name in names.iter().rev() {
                closes.push(does(call("_close", vec![named(name, span)], span)?));
            }
            let inner = StatementKind::Try { body, handlers: Vec::new(), otherwise: Vec::new(), finally: closes };
            body = resources.into_iter().chain([statement(inner, span)]).collect();
        }
        let mut handlers = Vec::new();
        while self.cursor.take_word("catch") {
            self.cursor.expect("(")?;
            self.before()?;
            let mut classes = Vec::new();
            loop {
                let of = self.type_()?;
                classes.push(Argument::Plain(call("_caught", vec![self.described(&of, span)], span)?));
                if !self.cursor.take("|") {
                    break;
                }
            }
            let name = self.cursor.name()?;
            self.cursor.expect(")")?;
            self.scopes.push(vec![(name.clone(), None)]);
            let mut body = self.block()?;
            self.scopes.pop();
            body.insert(0, declare(&name, call("_thrown", vec![named(&name, span)], span)?, span));
            let target = Some(Pattern::Name(name, span));
            handlers.push(Handler { classes: Some(Expr::new(ExprKind::Tuple(classes), span)?), target, body });
        }
        let finally = if self.cursor.take_word("finally") { self.block()? } else { Vec::new() };
        if handlers.is_empty() && finally.is_empty() {
            return Ok(StatementKind::Block(body));
        }
        Ok(StatementKind::Try { body, handlers, otherwise: Vec::new(), finally })
    }

    /// `switch …`; `gives`: it is a value, which its cases return.
    pub fn switch(&mut self, gives: bool) -> Result<Statement, Halt> {
        let span = self.cursor.span();
        self.cursor.advance();
        let subject = self.hidden("subject");
        let before = declare(&subject, call("_subject", vec![self.in_parentheses()?], span)?, span);
        self.cursor.expect("{")?;
        let mut cases = Vec::new();
        self.scopes.push(Vec::new());
        while !self.cursor.take("}") {
            let mut tests = Vec::new();
            let mut otherwise = self.cursor.take_word("default");
            if !otherwise {
                if !self.cursor.take_word("case") {
                    return self.cursor.unexpected();
                }
                loop {
                    if self.cursor.take_word("default") {
                        otherwise = true;
                    } else {
                        tests.push(self.label(&subject, span)?);
                    }
                    if !self.cursor.take(",") {
                        break;
                    }
                }
            }
            let body = if self.cursor.take("->") { self.arrow_case(gives)? } else { self.old_case()? };
            if otherwise {
                cases.extend(tests.into_iter().map(|test| (Some(test), Vec::new())));
                cases.push((None, body));
            } else {
                let last = tests.pop();
                cases.extend(tests.into_iter().map(|test| (Some(test), Vec::new())));
                cases.push((last, body));
            }
        }
        self.scopes.pop();
        let switch = statement(StatementKind::Switch(named(&subject, span), cases), span);
        Ok(statement(StatementKind::Block(vec![before, switch]), span))
    }

    /// What a case compares with: a constant of an enum is named without it.
    fn label(&mut self, subject: &str, span: Span) -> Result<Expr, Halt> {
        if let Kind::Name(name) = self.cursor.kind().clone()
            && matches!(self.cursor.ahead(1), Kind::Op("," | ":" | "->"))
            && !self.is_local(&name)
            && &*name != "null"
        {
            self.cursor.advance();
            return match self.found(&name, span)? {
                Some(value) => call("_subject", vec![value], span),
                None => call("_label", vec![named(subject, span), text(&name, span)], span),
            };
        }
        if matches!(self.cursor.kind(), Kind::Name(_)) && matches!(self.cursor.ahead(1), Kind::Name(_)) {
            return self.cursor.unsimulated("a case for a type");
        }
        let value = self.expression_of_case()?;
        call("_subject", vec![value], span)
    }

    fn expression_of_case(&mut self) -> Result<Expr, Halt> {
        use crate::shell::programs::script::compiled::cursor::Parses;
        self.nested(|parser| parser.climb(1))
    }

    fn arrow_case(&mut self, gives: bool) -> Result<Block, Halt> {
        let span = self.cursor.span();
        let mut body = Vec::new();
        if self.cursor.is("{") {
            body = self.block()?;
        } else if self.cursor.is_word("throw") {
            self.statement(&mut body)?;
        } else {
            let value = self.expression()?;
            self.cursor.expect(";")?;
            let kind = if gives { StatementKind::Return(Some(value)) } else { StatementKind::Expression(value) };
            body.push(statement(kind, span));
        }
        body.push(statement(StatementKind::Break, span));
        Ok(vec![statement(StatementKind::Block(body), span)])
    }

    fn old_case(&mut self) -> Result<Block, Halt> {
        self.cursor.expect(":")?;
        let mut body = Vec::new();
        while !self.cursor.is("}") && !self.cursor.is_word("case") && !self.cursor.is_word("default") {
            self.statement(&mut body)?;
        }
        Ok(body)
    }
}
