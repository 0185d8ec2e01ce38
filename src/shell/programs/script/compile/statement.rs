//! Statements: each leaves the stack as it was.

use super::{Compiler, Context, Scoping};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::syntax::{
    Binary, Binding, Block, Declares, Expr, ExprKind, Import, Pattern, Span, Statement, StatementKind,
};
use crate::shell::programs::script::value::Value;

/// Names for the sides of a comparison that is asserted, and for what is between them.
pub const LEFT: &str = ".left";
pub const RIGHT: &str = ".right";
pub const OPERATOR: &str = ".operator";

/// Comparisons as they are written.
const COMPARISONS: &[(Binary, &str)] = &[
    (Binary::Equal, "=="),
    (Binary::NotEqual, "!="),
    (Binary::Less, "<"),
    (Binary::LessEqual, "<="),
    (Binary::Greater, ">"),
    (Binary::GreaterEqual, ">="),
    (Binary::In, "in"),
    (Binary::NotIn, "not in"),
    (Binary::Is, "is"),
    (Binary::IsNot, "is not"),
];

impl Compiler<'_> {
    /// Statements in the scope that runs.
    pub(super) fn statements(&mut self, block: &Block) -> Result<(), Halt> {
        block.iter().try_for_each(|statement| self.statement(statement))
    }

    /// Statements in a scope of their own, if the language has that and they need one.
    pub(super) fn block(&mut self, block: &Block) -> Result<(), Halt> {
        if self.scoping == Scoping::Function {
            return self.statements(block);
        }
        let declares = |statement: &Statement| match &statement.kind {
            StatementKind::Declare(kind, _) => *kind != Declares::Var,
            StatementKind::Class(_) | StatementKind::Function(_) => true,
            _ => false,
        };
        if !block.iter().any(declares) {
            return self.statements(block);
        }
        let span = block.first().map_or(Span::default(), |statement| statement.span);
        self.scope_begin(span);
        self.hoisted(block)?;
        self.scope_end(span);
        Ok(())
    }

    pub(super) fn scope_begin(&mut self, span: Span) {
        self.emit(Op::ScopeBegin, span);
        self.unit().contexts.push(Context::Scope);
    }

    pub(super) fn scope_end(&mut self, span: Span) {
        self.unit().contexts.pop();
        self.emit(Op::ScopeEnd, span);
    }

    /// One statement.
    pub(super) fn statement(&mut self, statement: &Statement) -> Result<(), Halt> {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Expression(value) => {
                if let ExprKind::Do(block) = &*value.kind {
                    return self.block(block);
                }
                self.expression(value)?;
                self.emit(Op::Pop, span);
            }
            StatementKind::Assign(targets, value) => {
                match targets.first() {
                    Some(target) => self.named_expression(target, value)?,
                    None => self.expression(value)?,
                }
                for (index, target) in targets.iter().enumerate() {
                    if index + 1 < targets.len() {
                        self.emit(Op::Copy, span);
                    }
                    self.assign(target, None)?;
                }
            }
            StatementKind::Declare(declares, all) => {
                for (target, value) in all {
                    match value {
                        Some(value) => self.named_expression(target, value)?,
                        None if *declares == Declares::Var => continue,
                        None => drop(self.emit(Op::Undefined, span)),
                    }
                    self.assign(target, Some(*declares))?;
                }
            }
            StatementKind::If(condition, then, otherwise) => {
                self.expression(condition)?;
                let skip = self.emit(Op::JumpUnless(0), span);
                self.block(then)?;
                if otherwise.is_empty() {
                    self.land(skip);
                } else {
                    let end = self.emit(Op::Jump(0), span);
                    self.land(skip);
                    self.block(otherwise)?;
                    self.land(end);
                }
            }
            StatementKind::Function(function) => {
                self.decorators(&function.decorators)?;
                self.function(function, None, function.span)?;
                self.decorate(&function.decorators);
                self.store(&function.name, None, function.span);
            }
            StatementKind::Class(class) => {
                self.decorators(&class.decorators)?;
                self.class(class)?;
                self.decorate(&class.decorators);
                let declares = (self.scoping == Scoping::Block).then_some(Declares::Let);
                self.store(&class.name, declares, span);
            }
            StatementKind::Block(block) => self.block(block)?,
            StatementKind::Pass | StatementKind::Annotate(..) => {}
            StatementKind::Global(_) | StatementKind::Nonlocal(_) => {}
            _ => return self.other(statement),
        }
        Ok(())
    }

    fn other(&mut self, statement: &Statement) -> Result<(), Halt> {
        let span = statement.span;
        match &statement.kind {
            StatementKind::Delete(targets) => targets.iter().try_for_each(|target| self.delete(target, span))?,
            StatementKind::Assert(condition, message) => {
                self.load("__debug__", span);
                let skip = self.emit(Op::JumpUnless(0), span);
                self.sides(condition, span)?;
                let end = self.emit(Op::JumpIf(0), span);
                match message {
                    Some(message) => self.expression(message)?,
                    None => drop(self.emit(Op::Undefined, span)),
                }
                self.emit(Op::Assertion, condition.span);
                self.land(end);
                self.land(skip);
            }
            StatementKind::Import(import) => self.import(import, span)?,
            StatementKind::Export(names) => {
                for (name, shown) in names {
                    self.load(name, span);
                    let symbol = self.symbols.of(shown);
                    self.emit(Op::Export(symbol), span);
                }
            }
            StatementKind::ExportDefault(value) => {
                let name = Pattern::Name("default".into(), span);
                self.named_expression(&name, value)?;
                let symbol = self.symbols.of("default");
                self.emit(Op::Export(symbol), span);
            }
            _ => self.control(statement)?,
        }
        Ok(())
    }

    /// The condition of an assertion: what is compared is kept, to be shown.
    fn sides(&mut self, condition: &Expr, span: Span) -> Result<(), Halt> {
        let (left, right) = (self.symbols.of(LEFT), self.symbols.of(RIGHT));
        let operator = self.symbols.of(OPERATOR);
        let shown = match &*condition.kind {
            ExprKind::Binary(by, ..) => COMPARISONS.iter().find(|(known, _)| known == by).map(|(_, shown)| *shown),
            _ => None,
        };
        let (Some(shown), ExprKind::Binary(by, a, b)) = (shown, &*condition.kind) else {
            self.emit(Op::Undefined, span);
            self.emit(Op::Define(operator, Declares::Let), span);
            return self.expression(condition);
        };
        for (value, name) in [(a, left), (b, right)] {
            self.expression(value)?;
            self.emit(Op::Copy, span);
            self.emit(Op::Define(name, Declares::Let), span);
        }
        self.constant(Value::text(shown), span);
        self.emit(Op::Define(operator, Declares::Let), span);
        self.emit(Op::Binary(*by), condition.span);
        Ok(())
    }

    fn delete(&mut self, target: &Pattern, span: Span) -> Result<(), Halt> {
        match target {
            Pattern::Name(name, span) => {
                let symbol = self.symbols.of(name);
                self.emit(Op::Forget(symbol), *span);
            }
            Pattern::Member { object, name, span } => {
                self.expression(object)?;
                let symbol = self.symbols.of(name);
                self.emit(Op::DeleteMember(symbol), *span);
            }
            Pattern::Index { object, index, span } => {
                self.expression(object)?;
                self.expression(index)?;
                self.emit(Op::DeleteIndex, *span);
            }
            Pattern::Slice { object, bounds, span } => {
                self.expression(object)?;
                self.bounds(bounds, *span)?;
                self.emit(Op::List(0), *span);
                self.emit(Op::SetSlice, *span);
            }
            Pattern::List(all, _) => all.iter().try_for_each(|one| self.delete(one, span))?,
            _ => return Err(Halt::syntax(span, "cannot delete this")),
        }
        Ok(())
    }

    fn import(&mut self, import: &Import, span: Span) -> Result<(), Halt> {
        let module = self.name_number(&import.module);
        let root = import.bindings.iter().any(|binding| matches!(binding, Binding::Module { root: true, .. }));
        self.emit(Op::Import { module, root }, span);
        for binding in &import.bindings {
            match binding {
                Binding::Module { name, root } => {
                    self.emit(Op::Copy, span);
                    let name = if *root { name.split('.').next().unwrap_or_default() } else { name };
                    self.store(name, self.import_declares(), span);
                }
                Binding::Default(name) => {
                    let symbol = self.symbols.of("default");
                    self.emit(Op::ImportMember(symbol), span);
                    self.store(name, self.import_declares(), span);
                }
                Binding::Member(member, name) => {
                    let symbol = self.symbols.of(member);
                    self.emit(Op::ImportMember(symbol), span);
                    self.store(name, self.import_declares(), span);
                }
                Binding::All => {
                    self.emit(Op::Copy, span);
                    self.emit(Op::ImportAll, span);
                }
            }
        }
        self.emit(Op::Pop, span);
        Ok(())
    }

    fn import_declares(&self) -> Option<Declares> {
        (self.scoping == Scoping::Block).then_some(Declares::Const)
    }

    /// `return` with a value on the stack.
    pub(super) fn return_value(&mut self, span: Span) -> Result<(), Halt> {
        let cleans =
            |context: &Context| !matches!(context, Context::Loop { .. } | Context::Scope | Context::Switch { .. });
        if !self.unit().contexts.iter().any(cleans) {
            self.emit(Op::Return, span);
            return Ok(());
        }
        let result = self.hidden("result");
        self.emit(Op::Define(result, Declares::Let), span);
        // The scopes stay, so that the result is found.
        self.clean_up(0, false, span)?;
        self.emit(Op::Load(result), span);
        self.emit(Op::Return, span);
        Ok(())
    }

    /// What has to be done on the way out of all blocks from `down_to` on.
    pub(super) fn clean_up(&mut self, down_to: usize, scopes: bool, span: Span) -> Result<(), Halt> {
        let kept = self.unit().contexts.clone();
        while self.unit().contexts.len() > down_to {
            match self.unit().contexts.pop() {
                Some(Context::Scope) if scopes => drop(self.emit(Op::ScopeEnd, span)),
                Some(Context::Try) => drop(self.emit(Op::TryEnd, span)),
                Some(Context::Catch) => drop(self.emit(Op::CatchEnd, span)),
                Some(Context::Finally(block)) => {
                    self.emit(Op::TryEnd, span);
                    self.block(&block)?;
                }
                Some(Context::With(exit)) => {
                    self.emit(Op::TryEnd, span);
                    self.leave_with(exit, span);
                }
                _ => {}
            }
        }
        self.unit().contexts = kept;
        Ok(())
    }

    /// Calls what a `with` block ends with, when there was no exception.
    pub(super) fn leave_with(&mut self, exit: crate::shell::programs::script::symbols::Symbol, span: Span) {
        self.emit(Op::Load(exit), span);
        for _ in 0..3 {
            self.constant(Value::None, span);
        }
        self.emit(Op::Call(3), span);
        self.emit(Op::Pop, span);
    }
}
