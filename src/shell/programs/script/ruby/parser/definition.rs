//! `def`, `class`, `module`, `alias`.

use super::block::{block_parameter, function_of};
use super::jump::catching_return;
use super::scope::{Frame, Place};
use super::{BLOCK, Parser, declare_all, native, send, text_of};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::ruby::lexer::{Kind, Part};
use crate::shell::programs::script::syntax::{
    Argument, Block, Declares, Expr, ExprKind, FunctionKind, Name, Parameter, ParameterKind, Pattern, Span, Statement,
    StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    /// What a keyword defines, if it defines something.
    pub(super) fn definition(&mut self, word: &str, span: Span) -> Result<Option<Expr>, Halt> {
        let outer = std::mem::replace(&mut self.without_do, false);
        let value = match word {
            "def" => self.method(span),
            "class" => self.class(span),
            "module" => self.module(span),
            "alias" => self.alias(span),
            _ => {
                self.without_do = outer;
                return Ok(None);
            }
        };
        self.without_do = outer;
        value.map(Some)
    }

    fn method(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let this = Expr::leaf(ExprKind::This, span);
        let mut single = self.is_word("self") && self.is_ahead(1, ".");
        let mut owner = this.clone();
        if single {
            self.advance();
            self.advance();
        } else if let Kind::Name(name) = self.kind().clone()
            && self.is_ahead(1, ".")
        {
            self.advance();
            self.advance();
            single = true;
            owner = self.named(&name, span)?;
        }
        let name = self.method_name()?;
        let label = self.method_label(&name, single);
        self.frames.push(Frame::new(Place::Method, &label));
        let result = self.nested(|parser| parser.method_parts(span));
        let frame = self.frames.pop().unwrap_or(Frame::new(Place::Method, ""));
        let (mut parameters, mut body) = result?;
        declare_all(frame.names, &mut body);
        if frame.throws {
            body = catching_return(body, span)?;
        }
        // What a constructor gives is not what it comes to.
        let value = Expr::new(ExprKind::Do(body), span)?;
        let body = if &*name == "initialize" {
            let nothing = StatementKind::Return(Some(Expr::leaf(ExprKind::None, span)));
            vec![super::statement_of(value), Statement { kind: nothing, span }]
        } else {
            vec![Statement { kind: StatementKind::Return(Some(value)), span }]
        };
        if !parameters.iter().any(|one| matches!(&one.target, Pattern::Name(name, _) if &**name == BLOCK)) {
            parameters.push(block_parameter(span));
        }
        let function = function_of(&label, parameters, body, FunctionKind::Method, span);
        let single = Expr::leaf(ExprKind::Bool(single), span);
        native("%def", vec![owner, text_of(name, span), function, single], span)
    }

    fn method_label(&self, name: &str, single: bool) -> String {
        match (self.classes.is_empty(), single) {
            (true, false) => format!("Object#{name}"),
            (true, true) => name.to_string(),
            (false, true) => format!("{}.{name}", self.classes.join("::")),
            (false, false) => format!("{}#{name}", self.classes.join("::")),
        }
    }

    fn method_name(&mut self) -> Result<Name, Halt> {
        let name: String = match self.kind().clone() {
            Kind::Name(name) => {
                self.advance();
                let adjacent = !self.blank_before();
                let setter =
                    self.is("=") && adjacent && (self.is_ahead(1, "(") || matches!(self.ahead(1), Kind::Name(_)));
                if setter {
                    self.advance();
                    format!("{name}=")
                } else {
                    name.to_string()
                }
            }
            Kind::Op("[") if self.is_ahead(1, "]") => {
                self.advance();
                self.advance();
                let setter = self.is("=") && !self.blank_before();
                if setter {
                    self.advance();
                }
                if setter { "[]=".into() } else { "[]".into() }
            }
            Kind::Op(operator) => {
                self.advance();
                match self.kind() {
                    Kind::Instance(at) if at.is_empty() => format!("{operator}@"),
                    _ => operator.into(),
                }
            }
            _ => return Err(self.unexpected()),
        };
        Ok(name.into())
    }

    fn method_parts(&mut self, span: Span) -> Result<(Vec<Parameter>, Block), Halt> {
        let parameters = if self.take("(") {
            let all = self.parameters(&[")"])?;
            self.expect(")")?;
            all
        } else if matches!(self.kind(), Kind::Newline) || self.is("=") {
            Vec::new()
        } else {
            self.parameters(&[])?
        };
        let passed = parameters.iter();
        let names: Vec<Name> = passed
            .filter_map(|one| match (&one.target, one.kind) {
                (Pattern::Name(name, _), _) if &**name == BLOCK => None,
                (Pattern::Name(name, _), ParameterKind::Rest) => Some(format!("*{name}").into()),
                (Pattern::Name(name, _), ParameterKind::NamedRest) => Some(format!("**{name}").into()),
                (Pattern::Name(name, _), ParameterKind::Named) => Some(format!("{name}:").into()),
                (Pattern::Name(name, _), _) => Some(name.clone()),
                _ => None,
            })
            .collect();
        if let Some(frame) = self.frames.last_mut() {
            frame.passed = names;
        }
        if self.take("=") {
            self.skip_newlines();
            let value = self.statement()?;
            return Ok((parameters, vec![value]));
        }
        let body = self.guarded_body(&["end"], span)?;
        self.expect_word("end")?;
        Ok((parameters, body))
    }

    fn constant_path(&mut self) -> Result<String, Halt> {
        let mut path = String::new();
        loop {
            let Kind::Name(name) = self.kind().clone() else { return Err(self.unexpected()) };
            if !name.starts_with(char::is_uppercase) {
                return Err(Halt::syntax(self.span(), "class/module name must be CONSTANT"));
            }
            self.advance();
            path += &name;
            if !self.take("::") {
                return Ok(path);
            }
            path += "::";
        }
    }

    fn class(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        if self.take("<<") {
            self.expect_word("self")?;
            return self.singleton(span);
        }
        let path = self.constant_path()?;
        let base = if self.take("<") { self.expression()? } else { Expr::leaf(ExprKind::None, span) };
        self.class_body(&path, base, "class", span)
    }

    fn module(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let path = self.constant_path()?;
        self.class_body(&path, Expr::leaf(ExprKind::Bool(true), span), "module", span)
    }

    /// A class that is made or opened again, whose body runs with it as `self`.
    fn class_body(&mut self, path: &str, base: Expr, kind: &str, span: Span) -> Result<Expr, Halt> {
        let whole = self.own_constant(path);
        let last = path.rsplit("::").next().unwrap_or(path);
        let label = format!("<{kind}:{last}>");
        self.frames.push(Frame::new(Place::Class, &label));
        self.classes.push(path.into());
        let body = self.nested(|parser| parser.statements(&["end"]));
        self.classes.pop();
        let frame = self.frames.pop().unwrap_or(Frame::new(Place::Class, ""));
        let mut body = body?;
        self.expect_word("end")?;
        declare_all(frame.names, &mut body);
        let function = self.class_function(&label, body, span)?;
        let known = text_of(self.constant(path), span);
        let class = native("%class", vec![known, text_of(whole.clone(), span), base], span)?;
        let made = StatementKind::Assign(vec![Pattern::Name(whole.clone(), span)], class);
        let run = send(Expr::leaf(ExprKind::Name(whole), span), "%body", vec![Argument::Plain(function)], span)?;
        Expr::new(ExprKind::Do(vec![Statement { kind: made, span }, super::statement_of(run)]), span)
    }

    fn class_function(&mut self, label: &str, body: Block, span: Span) -> Result<Expr, Halt> {
        let value = Expr::new(ExprKind::Do(body), span)?;
        let body = vec![Statement { kind: StatementKind::Return(Some(value)), span }];
        Ok(function_of(label, Vec::new(), body, FunctionKind::Method, span))
    }

    /// `class << self`: what is defined in it is the class's own.
    fn singleton(&mut self, span: Span) -> Result<Expr, Halt> {
        self.frames.push(Frame::new(Place::Class, "singleton class"));
        let body = self.nested(|parser| parser.statements(&["end"]));
        let frame = self.frames.pop().unwrap_or(Frame::new(Place::Class, ""));
        let mut body = body?;
        self.expect_word("end")?;
        declare_all(frame.names, &mut body);
        let function = self.class_function("singleton class", body, span)?;
        let this = Expr::leaf(ExprKind::This, span);
        let single = native("%singleton", vec![this], span)?;
        let name = self.hidden("single");
        let made = StatementKind::Declare(Declares::Let, vec![(Pattern::Name(name.clone(), span), Some(single))]);
        let run = send(Expr::leaf(ExprKind::Name(name), span), "%body", vec![Argument::Plain(function)], span)?;
        Expr::new(ExprKind::Do(vec![Statement { kind: made, span }, super::statement_of(run)]), span)
    }

    fn alias(&mut self, span: Span) -> Result<Expr, Halt> {
        self.advance();
        let mut names = Vec::new();
        for _ in 0..2 {
            let name: Name = match self.kind().clone() {
                Kind::Symbol(parts) => match parts.as_slice() {
                    [Part::Text(name)] => name.clone(),
                    _ => return Err(self.unexpected()),
                },
                Kind::Name(name) | Kind::Global(name) => name,
                Kind::Op(operator) => operator.into(),
                _ => return Err(self.unexpected()),
            };
            self.advance();
            names.push(text_of(name, span));
        }
        let mut values = vec![Expr::leaf(ExprKind::This, span)];
        values.extend(names);
        native("%alias", values, span)
    }
}
