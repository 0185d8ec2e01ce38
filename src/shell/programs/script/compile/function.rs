//! Functions: parameters, bodies, closures.

use std::rc::Rc;

use super::names::made;
use super::{Compiler, Header, Scoping};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::code::{Op, Slot};
use crate::shell::programs::script::syntax::{
    Block, Declares, Expr, Function, Name, Pattern, Span, Statement, StatementKind,
};

impl Compiler<'_> {
    /// A function: → function
    pub(super) fn function(&mut self, function: &Function, name: Option<&Name>, span: Span) -> Result<(), Halt> {
        let python = self.scoping == Scoping::Function;
        if python {
            for default in function.parameters.iter().filter_map(|parameter| parameter.default.as_ref()) {
                self.expression(default)?;
            }
        }
        let name = name.unwrap_or(&function.name).clone();
        self.begin(Header {
            name,
            kind: function.kind,
            is_async: function.is_async,
            is_generator: function.is_generator,
        });
        let mut patterns = Vec::new();
        for parameter in &function.parameters {
            let (symbol, taken_apart) = match &parameter.target {
                Pattern::Name(name, _) => (self.symbols.of(name), None),
                pattern => (self.hidden("parameter"), Some(pattern)),
            };
            let has_default = python && parameter.default.is_some();
            let falls_back = !python && parameter.default.is_some();
            self.unit().slots.push(Slot { kind: parameter.kind, name: symbol, has_default, falls_back });
            self.unit().locals.insert(symbol);
            patterns.push((symbol, taken_apart, parameter.default.as_ref().filter(|_| !python)));
        }
        for (symbol, pattern, default) in patterns {
            if let Some(default) = default {
                self.emit(Op::LoadLocal(symbol), default.span);
                let end = self.emit(Op::JumpUnlessUndefined(0), default.span);
                self.expression(default)?;
                self.land(end);
                self.emit(Op::Define(symbol, Declares::Let), default.span);
            }
            if let Some(pattern) = pattern {
                self.emit(Op::LoadLocal(symbol), span);
                self.assign(pattern, Some(Declares::Let))?;
            }
        }
        self.unit().doc = super::doc(&function.body);
        self.annotations(function)?;
        self.body(&function.body)?;
        self.emit(if python { Op::None } else { Op::Undefined }, span);
        self.emit(Op::Return, span);
        let code = self.end(function.span)?;
        let number = self.add_function(code);
        self.emit(Op::Function(number), span);
        Ok(())
    }

    /// The types of the parameters, each as a function that gives it.
    fn annotations(&mut self, function: &Function) -> Result<(), Halt> {
        for parameter in &function.parameters {
            let (Some(annotation), Pattern::Name(name, _)) = (&parameter.annotation, &parameter.target) else {
                continue;
            };
            let code = self.thunk(annotation)?;
            self.unit().annotations.push((name.clone(), Rc::new(code)));
        }
        if let Some(returns) = &function.returns {
            let code = self.thunk(returns)?;
            self.unit().annotations.push(("return".into(), Rc::new(code)));
        }
        Ok(())
    }

    /// An expression as a function without parameters.
    pub(super) fn thunk(&mut self, value: &Expr) -> Result<crate::shell::programs::script::code::Code, Halt> {
        let kind = crate::shell::programs::script::syntax::FunctionKind::Method;
        self.begin(Header { name: Rc::from("<value>"), kind, is_async: false, is_generator: false });
        self.expression(value)?;
        self.emit(Op::Return, value.span);
        self.end(value.span)
    }

    /// The statements of a function or file.
    pub(super) fn body(&mut self, block: &Block) -> Result<(), Halt> {
        match self.scoping {
            Scoping::Function => {
                let mut said = Vec::new();
                declared(block, &mut said);
                for (name, global) in said {
                    let symbol = self.symbols.of(&name);
                    let unit = self.unit();
                    if global {
                        unit.globals.insert(symbol)
                    } else {
                        unit.outers.insert(symbol)
                    };
                }
                for name in made(block, Declares::Assignment) {
                    let symbol = self.symbols.of(&name);
                    let unit = self.unit();
                    if !unit.globals.contains(&symbol) && !unit.outers.contains(&symbol) {
                        unit.locals.insert(symbol);
                    }
                }
                self.statements(block)
            }
            Scoping::Block => {
                for name in made(block, Declares::Var) {
                    let symbol = self.symbols.of(&name);
                    if self.unit().locals.contains(&symbol) {
                        continue;
                    }
                    self.emit(Op::Undefined, Span::default());
                    self.emit(Op::Define(symbol, Declares::Var), Span::default());
                }
                self.hoisted(block)
            }
        }
    }

    /// Statements with the functions among them made first.
    pub(super) fn hoisted(&mut self, block: &Block) -> Result<(), Halt> {
        for statement in block {
            if let StatementKind::Function(function) = &statement.kind {
                self.function(function, None, function.span)?;
                self.store(&function.name, Some(Declares::Let), function.span);
            }
        }
        let rest = block.iter().filter(|statement| !matches!(statement.kind, StatementKind::Function(_)));
        rest.into_iter().try_for_each(|statement| self.statement(statement))
    }

    /// `@decorator` over the function or class on the stack that they were put below of.
    pub(super) fn decorate(&mut self, decorators: &[Expr]) {
        for decorator in decorators.iter().rev() {
            self.emit(Op::Call(1), decorator.span);
        }
    }
}

/// Names after `global` (true) and `nonlocal`.
fn declared(block: &Block, into: &mut Vec<(Name, bool)>) {
    block.iter().for_each(|statement| declared_in(statement, into));
}

fn declared_in(statement: &Statement, into: &mut Vec<(Name, bool)>) {
    use StatementKind::*;
    match &statement.kind {
        Global(names) => into.extend(names.iter().map(|name| (name.clone(), true))),
        Nonlocal(names) => into.extend(names.iter().map(|name| (name.clone(), false))),
        If(_, a, b) | While { body: a, otherwise: b, .. } | ForEach { body: a, otherwise: b, .. } => {
            declared(a, into);
            declared(b, into);
        }
        For { body, .. } | DoWhile(body, _) | Block(body) | With(_, _, body) => declared(body, into),
        Try { body, handlers, otherwise, finally } => {
            declared(body, into);
            handlers.iter().for_each(|handler| declared(&handler.body, into));
            declared(otherwise, into);
            declared(finally, into);
        }
        _ => {}
    }
}
