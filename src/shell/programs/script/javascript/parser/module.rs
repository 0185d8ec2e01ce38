//! `import` and `export`.

use std::rc::Rc;

use super::Parser;
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::javascript::lexer::Kind;
use crate::shell::programs::script::syntax::{
    Binding, Block, Expr, ExprKind, Import, Name, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::tokens::Reads;

impl Parser {
    pub fn import(&mut self) -> Result<Statement, Halt> {
        let span = self.span();
        self.advance();
        let mut bindings = Vec::new();
        if let Kind::Text(module) = self.kind().clone() {
            self.advance();
            self.end_of_statement()?;
            return Ok(Statement { kind: StatementKind::Import(Import { module, bindings }), span });
        }
        loop {
            if self.take("*") {
                self.expect_word("as")?;
                bindings.push(Binding::Module { name: self.name()?, root: false });
            } else if self.take("{") {
                while !self.take("}") {
                    let member = self.any_name()?;
                    let name = if self.take_word("as") { self.name()? } else { member.clone() };
                    bindings.push(if &*member == "default" {
                        Binding::Default(name)
                    } else {
                        Binding::Member(member, name)
                    });
                    if !self.take(",") && !self.is("}") {
                        return self.unexpected();
                    }
                }
            } else {
                bindings.push(Binding::Default(self.name()?));
            }
            if !self.take(",") {
                break;
            }
        }
        self.expect_word("from")?;
        let module = self.module_name()?;
        // `with { type: "json" }`
        if self.take_word("with") || self.take_word("assert") {
            self.primary()?;
        }
        self.end_of_statement()?;
        Ok(Statement { kind: StatementKind::Import(Import { module, bindings }), span })
    }

    fn module_name(&mut self) -> Result<Name, Halt> {
        match self.kind().clone() {
            Kind::Text(module) => {
                self.advance();
                Ok(module)
            }
            _ => self.unexpected(),
        }
    }

    pub fn export(&mut self, block: &mut Block) -> Result<(), Halt> {
        let span = self.span();
        self.advance();
        if self.take_word("default") {
            return self.export_default(block, span);
        }
        if self.take("{") {
            let mut names = Vec::new();
            while !self.take("}") {
                let name = self.any_name()?;
                let shown = if self.take_word("as") { self.any_name()? } else { name.clone() };
                names.push((name, shown));
                if !self.take(",") && !self.is("}") {
                    return self.unexpected();
                }
            }
            if self.take_word("from") {
                let module = self.module_name()?;
                let bindings = names.iter().map(|(name, _)| Binding::Member(name.clone(), name.clone())).collect();
                block.push(Statement { kind: StatementKind::Import(Import { module, bindings }), span });
            }
            self.end_of_statement()?;
            block.push(Statement { kind: StatementKind::Export(names), span });
            return Ok(());
        }
        let before = block.len();
        self.statement(block)?;
        let mut names = Vec::new();
        for statement in block.get(before..).unwrap_or_default() {
            match &statement.kind {
                StatementKind::Function(function) => names.push(function.name.clone()),
                StatementKind::Class(class) => names.push(class.name.clone()),
                StatementKind::Declare(_, all) => all.iter().for_each(|(pattern, _)| named(pattern, &mut names)),
                _ => return Err(Halt::Syntax { span, message: "Unexpected token 'export'".into() }),
            }
        }
        let names = names.into_iter().map(|name| (name.clone(), name)).collect();
        block.push(Statement { kind: StatementKind::Export(names), span });
        Ok(())
    }

    fn export_default(&mut self, block: &mut Block, span: Span) -> Result<(), Halt> {
        let is_async = self.is_word("async") && self.is_word_ahead(1, "function");
        if is_async || self.is_word("function") {
            if is_async {
                self.advance();
            }
            let function = Rc::new(self.nested(|parser| parser.function(is_async))?);
            let name = function.name.clone();
            if name.is_empty() {
                let value = Expr::leaf(ExprKind::Function(function), span);
                block.push(Statement { kind: StatementKind::ExportDefault(value), span });
            } else {
                block.push(Statement { kind: StatementKind::Function(function), span });
                block.push(Statement { kind: StatementKind::Export(vec![(name, "default".into())]), span });
            }
            return Ok(());
        }
        let value = self.assignment()?;
        self.end_of_statement()?;
        block.push(Statement { kind: StatementKind::ExportDefault(value), span });
        Ok(())
    }
}

fn named(pattern: &Pattern, into: &mut Vec<Name>) {
    match pattern {
        Pattern::Name(name, _) => into.push(name.clone()),
        Pattern::List(all, _) => all.iter().for_each(|one| named(one, into)),
        Pattern::Record(all, rest, _) => {
            all.iter().for_each(|(_, one)| named(one, into));
            rest.iter().for_each(|rest| named(rest, into));
        }
        Pattern::Default(inner, _) | Pattern::Rest(inner) => named(inner, into),
        Pattern::Member { .. } | Pattern::Index { .. } | Pattern::Slice { .. } | Pattern::Nothing => {}
    }
}
