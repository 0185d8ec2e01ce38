//! Classes.

use super::{Compiler, Scoping};
use crate::shell::programs::script::Halt;
use crate::shell::programs::script::code::{Access, Op};
use crate::shell::programs::script::syntax::{Class, ClassMember, Declares, ExprKind, StatementKind};
use crate::shell::programs::script::value::Value;

impl Compiler<'_> {
    /// A class: → class
    pub(super) fn class(&mut self, class: &Class) -> Result<(), Halt> {
        let span = class.span;
        class.bases.iter().try_for_each(|base| self.expression(base))?;
        self.emit(Op::List(u32::try_from(class.bases.len()).unwrap_or(u32::MAX)), span);
        let name = self.name_number(&class.name);
        self.emit(Op::ClassBegin(name), span);
        if self.scoping == Scoping::Function
            && let Some(ClassMember::Statement(first)) = class.members.first()
            && let StatementKind::Expression(value) = &first.kind
            && let ExprKind::Text(text) = &*value.kind
        {
            self.constant(Value::Text(text.clone()), span);
            self.store("__doc__", Some(Declares::Let), span);
        }
        for member in &class.members {
            match member {
                ClassMember::Method { function, is_static, access } => {
                    self.function(function, None, function.span)?;
                    let name = self.symbols.of(&function.name);
                    self.emit(Op::ClassMember { name, is_static: *is_static, access: *access }, span);
                }
                ClassMember::Field { name, value, is_static } => {
                    let name = self.symbols.of(name);
                    match value {
                        Some(value) => {
                            let code = self.thunk(value)?;
                            let number = self.add_function(code);
                            self.emit(Op::Function(number), span);
                        }
                        None => drop(self.emit(Op::Undefined, span)),
                    }
                    self.emit(Op::ClassMember { name, is_static: *is_static, access: Access::Field }, span);
                }
                ClassMember::Statement(statement) => match &statement.kind {
                    // What a class's body names is the class's, whatever the function around it says.
                    StatementKind::Assign(targets, value) => {
                        self.expression(value)?;
                        for (index, target) in targets.iter().enumerate() {
                            if index + 1 < targets.len() {
                                self.emit(Op::Copy, statement.span);
                            }
                            self.assign(target, Some(Declares::Let))?;
                        }
                    }
                    StatementKind::Function(function) => {
                        self.decorators(&function.decorators)?;
                        self.function(function, None, function.span)?;
                        self.decorate(&function.decorators);
                        self.store(&function.name, Some(Declares::Let), function.span);
                    }
                    StatementKind::Annotate(name, annotation) => {
                        let code = self.thunk(annotation)?;
                        let number = self.add_function(code);
                        self.emit(Op::Function(number), span);
                        let name = self.symbols.of(name);
                        self.emit(Op::ClassMember { name, is_static: true, access: Access::Annotation }, span);
                    }
                    _ => self.statement(statement)?,
                },
            }
        }
        self.emit(Op::ClassEnd, span);
        if self.scoping == Scoping::Function {
            self.emit(Op::Dict, span);
            for (name, value) in &class.named {
                self.constant(Value::Text(name.clone()), span);
                self.expression(value)?;
                self.emit(Op::Entry, span);
            }
            self.emit(Op::ClassMade, span);
        }
        Ok(())
    }

    /// The decorators, to be called when what they decorate is on the stack.
    pub(super) fn decorators(
        &mut self,
        decorators: &[crate::shell::programs::script::syntax::Expr],
    ) -> Result<(), Halt> {
        decorators.iter().try_for_each(|decorator| self.expression(decorator))
    }
}
