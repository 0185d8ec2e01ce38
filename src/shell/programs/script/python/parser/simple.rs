//! Statements of one line.

use super::Parser;
use super::target::target;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::python::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Binary, Binding, Block, Expr, ExprKind, Import, Name, Pattern, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

/// `target op= value`
const UPDATES: &[(&str, Binary)] = &[
    ("+=", Binary::Add),
    ("-=", Binary::Subtract),
    ("*=", Binary::Multiply),
    ("/=", Binary::Divide),
    ("//=", Binary::FloorDivide),
    ("%=", Binary::Modulo),
    ("**=", Binary::Power),
    (">>=", Binary::ShiftRight),
    ("<<=", Binary::ShiftLeft),
    ("&=", Binary::BitAnd),
    ("|=", Binary::BitOr),
    ("^=", Binary::BitXor),
    ("@=", Binary::MatrixMultiply),
];

impl Parser {
    /// Statements up to the end of the line.
    pub fn simple_line(&mut self, block: &mut Block) -> Result<(), Halt> {
        loop {
            block.push(self.simple()?);
            if !self.take(";") {
                break;
            }
            if matches!(self.kind(), Kind::Newline | Kind::End) {
                break;
            }
        }
        self.end_of_line()
    }

    fn simple(&mut self) -> Result<Statement, Halt> {
        let start = self.span();
        let word = match self.kind() {
            Kind::Name(name) => name.clone(),
            _ => "".into(),
        };
        let kind = match &*word {
            "pass" => self.alone(StatementKind::Pass),
            "break" => self.alone(StatementKind::Break),
            "continue" => self.alone(StatementKind::Continue),
            "return" => {
                self.advance();
                let ends = matches!(self.kind(), Kind::Newline | Kind::End | Kind::Op(";"));
                StatementKind::Return(if ends { None } else { Some(self.expressions()?) })
            }
            "raise" => {
                self.advance();
                if matches!(self.kind(), Kind::Newline | Kind::End | Kind::Op(";")) {
                    StatementKind::Throw(None, None)
                } else {
                    let value = self.expression()?;
                    let cause = if self.take_word("from") { Some(self.expression()?) } else { None };
                    StatementKind::Throw(Some(value), cause)
                }
            }
            "global" => StatementKind::Global(self.names()?),
            "nonlocal" => StatementKind::Nonlocal(self.names()?),
            "del" => {
                self.advance();
                let value = self.expressions()?;
                StatementKind::Delete(vec![target(value)?])
            }
            "assert" => {
                self.advance();
                let condition = self.expression()?;
                let message = if self.take(",") { Some(self.expression()?) } else { None };
                StatementKind::Assert(condition, message)
            }
            "import" => self.import()?,
            "from" => self.import_from()?,
            "print" if matches!(self.ahead(1), Kind::Text(_)) => {
                let message = "Missing parentheses in call to 'print'. Did you mean print(...)?".to_string();
                self.advance();
                return Err(Halt::Syntax { span: start.to(self.span()), message });
            }
            _ => self.assignment()?,
        };
        Ok(Statement { kind, span: start.to(self.last()) })
    }

    fn alone(&mut self, kind: StatementKind) -> StatementKind {
        self.advance();
        kind
    }

    fn names(&mut self) -> Result<Vec<Name>, Halt> {
        self.advance();
        let mut names = vec![self.name()?];
        while self.take(",") {
            names.push(self.name()?);
        }
        Ok(names)
    }

    fn assignment(&mut self) -> Result<StatementKind, Halt> {
        let first = self.expressions()?;
        if let Kind::Op(operator) = *self.kind() {
            if let Some((_, by)) = UPDATES.iter().find(|(known, _)| *known == operator) {
                let mark = self.span();
                let span = first.span;
                let target = target(first)?;
                self.advance();
                let value = self.expressions()?;
                let span = span.to(self.last()).marked(mark.start, mark.end);
                let update = Expr::new(ExprKind::Update { target, operator: *by, value }, span)?;
                return Ok(StatementKind::Expression(update));
            }
            if operator == ":" {
                self.advance();
                let annotation = self.expression()?;
                let target = target(first)?;
                if self.take("=") {
                    let value = self.expressions()?;
                    let span = value.span;
                    let mut both = Vec::new();
                    if let Pattern::Name(name, _) = &target {
                        both.push(Statement { kind: StatementKind::Annotate(name.clone(), annotation), span });
                    }
                    both.push(Statement { kind: StatementKind::Assign(vec![target], value), span });
                    return Ok(StatementKind::Block(both));
                }
                return match target {
                    Pattern::Name(name, _) => Ok(StatementKind::Annotate(name, annotation)),
                    _ => Ok(StatementKind::Pass),
                };
            }
        }
        if !self.is("=") {
            return Ok(StatementKind::Expression(first));
        }
        let mut targets = vec![target(first)?];
        self.expect("=")?;
        loop {
            let value = self.expressions()?;
            if !self.take("=") {
                return Ok(StatementKind::Assign(targets, value));
            }
            targets.push(target(value)?);
        }
    }

    /// `a.b.c`
    fn dotted(&mut self) -> Result<String, Halt> {
        let mut name = self.name()?.to_string();
        while self.take(".") {
            name.push('.');
            name += &self.name()?;
        }
        Ok(name)
    }

    fn import(&mut self) -> Result<StatementKind, Halt> {
        self.advance();
        let mut all = Vec::new();
        loop {
            let start = self.span();
            let module = self.dotted()?;
            let binding = match self.take_word("as") {
                true => Binding::Module { name: self.name()?, root: false },
                false => Binding::Module { name: module.as_str().into(), root: true },
            };
            let import = Import { module: module.into(), bindings: vec![binding] };
            all.push(Statement { kind: StatementKind::Import(import), span: start });
            if !self.take(",") {
                break;
            }
        }
        match all.pop() {
            Some(only) if all.is_empty() => Ok(only.kind),
            Some(last) => {
                all.push(last);
                Ok(StatementKind::Block(all))
            }
            None => self.invalid(),
        }
    }

    fn import_from(&mut self) -> Result<StatementKind, Halt> {
        self.advance();
        let mut module = String::new();
        while let Kind::Op(dots @ ("." | "...")) = *self.kind() {
            module += dots;
            self.advance();
        }
        if !self.is_word("import") {
            module += &self.dotted()?;
        }
        self.expect_word("import")?;
        let mut bindings = Vec::new();
        if self.take("*") {
            bindings.push(Binding::All);
            return Ok(StatementKind::Import(Import { module: module.into(), bindings }));
        }
        let bracketed = self.take("(");
        loop {
            let member = self.name()?;
            let name = if self.take_word("as") { self.name()? } else { member.clone() };
            bindings.push(Binding::Member(member, name));
            if !self.take(",") || (bracketed && self.is(")")) {
                break;
            }
        }
        if bracketed {
            self.expect(")")?;
        }
        Ok(StatementKind::Import(Import { module: module.into(), bindings }))
    }
}
