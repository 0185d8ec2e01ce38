//! Variables: from the scope that runs outwards, then the language's own names.

use super::Vm;
use crate::shell::programs::script::heap::{Object, Ref, Scope, Variable};
use crate::shell::programs::script::symbols::Symbol;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::{ErrorKind, Fault};

impl Vm<'_, '_> {
    fn scope(&self, of: Ref) -> Option<&Scope> {
        match self.heap.get(of) {
            Object::Scope(scope) => Some(scope),
            _ => None,
        }
    }

    fn variable(&mut self, of: Ref, symbol: Symbol) -> Option<&mut Variable> {
        match self.heap.get_mut(of) {
            Object::Scope(scope) => scope.variables.iter_mut().find(|variable| variable.symbol == symbol),
            _ => None,
        }
    }

    /// Makes a variable in a scope, or gives it another value.
    pub fn define(&mut self, scope: Ref, symbol: Symbol, value: Value, is_constant: bool) {
        if let Object::Scope(scope) = self.heap.get_mut(scope) {
            match scope.variables.iter_mut().find(|variable| variable.symbol == symbol) {
                Some(variable) => variable.value = value,
                None => scope.variables.push(Variable { symbol, value, is_constant }),
            }
        }
    }

    /// The scope of the file that a scope is in.
    pub fn outermost(&self, scope: Ref) -> Ref {
        let mut scope = scope;
        while let Some(parent) = self.scope(scope).and_then(|scope| scope.parent) {
            scope = parent;
        }
        scope
    }

    /// The value of a name in a file's scope.
    pub fn global(&mut self, scope: Ref, name: &str) -> Option<Value> {
        let symbol = self.symbols.of(name);
        self.variable(scope, symbol).map(|variable| variable.value.clone())
    }

    /// All names of a scope with their values.
    pub fn names_of(&self, scope: Ref) -> Vec<(Symbol, Value)> {
        let variables = self.scope(scope).map(|scope| scope.variables.as_slice()).unwrap_or_default();
        variables.iter().map(|variable| (variable.symbol, variable.value.clone())).collect()
    }

    /// The value of a name; `local`: not further out than the function.
    pub(super) fn look_up(&mut self, symbol: Symbol, local: bool) -> Result<Option<Value>, Fault> {
        let mut next = self.frames.last().map(|frame| frame.scope);
        while let Some(scope) = next {
            let Some(scope) = self.scope(scope) else { break };
            if let Some(variable) = scope.variables.iter().find(|variable| variable.symbol == symbol) {
                return Ok(Some(variable.value.clone()));
            }
            if local && scope.is_function {
                return Ok(None);
            }
            next = scope.parent;
        }
        let name = self.symbols.name(symbol);
        if let Some(entries) = self.globals.as_ref().and_then(|globals| self.heap.entries(globals))
            && let Some(value) = entries.named(&name)
        {
            return Ok(Some(value.clone()));
        }
        if let Some(value) = self.builtins.get(&symbol) {
            return Ok(Some(value.clone()));
        }
        let dialect = self.dialect;
        let found = dialect.builtin(self, &name)?;
        if let Some(value) = &found {
            self.builtins.insert(symbol, value.clone());
        }
        Ok(found)
    }

    /// A built-in name's value.
    pub fn builtin(&mut self, name: &str) -> Result<Value, Fault> {
        let symbol = self.symbols.of(name);
        if let Some(value) = self.builtins.get(&symbol) {
            return Ok(value.clone());
        }
        let dialect = self.dialect;
        let value = dialect.builtin(self, name)?.unwrap_or(Value::Undefined);
        self.builtins.insert(symbol, value.clone());
        Ok(value)
    }

    pub(super) fn load(&mut self, symbol: Symbol, local: bool) -> Result<(), Fault> {
        match self.look_up(symbol, local)? {
            Some(value) => {
                self.push(value);
                Ok(())
            }
            None => {
                let name = self.symbols.name(symbol);
                let dialect = self.dialect;
                Err(dialect.unknown_name(self, &name, local))
            }
        }
    }

    pub(super) fn op_store(&mut self, symbol: Symbol) -> Result<(), Fault> {
        let value = self.pop()?;
        let mut next = Some(self.frame()?.scope);
        let mut last = None;
        while let Some(scope) = next {
            last = Some(scope);
            if let Some(variable) = self.variable(scope, symbol) {
                if variable.is_constant {
                    return Err(self.error(ErrorKind::Type, "Assignment to constant variable."));
                }
                variable.value = value;
                return Ok(());
            }
            next = self.scope(scope).and_then(|scope| scope.parent);
        }
        // Without a declaration it is a name of the file's.
        if let Some(scope) = last {
            self.define(scope, symbol, value, false);
        }
        Ok(())
    }

    pub(super) fn op_store_outer(&mut self, symbol: Symbol) -> Result<(), Fault> {
        let value = self.pop()?;
        let mut scope = self.frame()?.scope;
        // Out of this function first.
        while let Some(found) = self.scope(scope) {
            let (parent, was_function) = (found.parent, found.is_function);
            let Some(parent) = parent else { break };
            scope = parent;
            if was_function {
                break;
            }
        }
        let mut next = Some(scope);
        while let Some(scope) = next {
            if let Some(variable) = self.variable(scope, symbol) {
                variable.value = value;
                return Ok(());
            }
            next = self.scope(scope).and_then(|scope| scope.parent);
        }
        Ok(())
    }

    pub(super) fn op_forget(&mut self, symbol: Symbol) -> Result<(), Fault> {
        let scope = self.frame()?.scope;
        if let Object::Scope(scope) = self.heap.get_mut(scope)
            && let Some(place) = scope.variables.iter().position(|variable| variable.symbol == symbol)
        {
            scope.variables.remove(place);
            return Ok(());
        }
        let name = self.symbols.name(symbol);
        let dialect = self.dialect;
        Err(dialect.unknown_name(self, &name, false))
    }

    pub(super) fn scope_end(&mut self) -> Result<(), Fault> {
        let ended = self.frame()?.scope;
        let parent = self.scope(ended).and_then(|scope| scope.parent);
        if let Some(parent) = parent {
            self.frame()?.scope = parent;
            self.heap.end_scope(ended);
        }
        Ok(())
    }

    /// A function is over: its scope and the blocks in it.
    pub(super) fn end_scopes(&mut self, innermost: Ref) {
        let mut next = Some(innermost);
        while let Some(ended) = next {
            let Some(scope) = self.scope(ended) else { return };
            next = scope.parent.filter(|_| !scope.is_function);
            self.heap.end_scope(ended);
        }
    }

    pub(super) fn scope_copy(&mut self) -> Result<(), Fault> {
        let old = self.frame()?.scope;
        let Some(scope) = self.scope(old) else { return Ok(()) };
        // Nobody can tell a copy from the original that nobody keeps.
        if !scope.is_kept {
            return Ok(());
        }
        let (parent, variables) = (scope.parent, scope.variables.clone());
        let new = self.heap.scope(parent, false)?;
        if let Object::Scope(scope) = self.heap.get_mut(new) {
            scope.variables = variables;
        }
        self.frame()?.scope = new;
        Ok(())
    }
}
