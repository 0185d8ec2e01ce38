//! Imports and exports.

use super::Vm;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::value::Value;

impl Vm<'_, '_> {
    pub(super) fn op_import(&mut self, op: Op) -> Result<(), Fault> {
        let dialect = self.dialect;
        match op {
            Op::Import { module, root } => {
                let name = self.frame()?.code.names.get(module as usize).cloned().ok_or_else(Fault::broken)?;
                let module = dialect.import(self, &name, root)?;
                self.push(module);
            }
            Op::ImportMember(name) => {
                let module = self.frame()?.stack.last().cloned().ok_or_else(Fault::broken)?;
                let name = self.symbols.name(name);
                let value = self.exported(&module, &name)?;
                self.push(value);
            }
            Op::ImportAll => {
                let module = self.pop()?;
                let scope = self.frame()?.scope;
                let entries = self.heap.entries(&module);
                let entries: Vec<(Value, Value)> =
                    entries.map(|all| all.iter().map(|(k, v)| (k.clone(), v.clone())).collect()).unwrap_or_default();
                for (key, value) in entries {
                    if let Some(name) = key.as_text().filter(|name| !name.starts_with('_')) {
                        let symbol = self.symbols.of(name);
                        self.define(scope, symbol, value, false);
                    }
                }
            }
            Op::ImportDynamic => {
                let name = self.pop()?;
                let name = self.shown(&name)?;
                let module = dialect.import(self, &name.into(), false)?;
                let promise = self.promise_of(&module)?;
                self.push(Value::Object(promise));
            }
            Op::Export(name) => {
                let value = self.pop()?;
                let name = self.symbols.name(name);
                let scope = self.frame()?.scope;
                let scope = self.outermost(scope);
                let exports = self.global(scope, ".exports").unwrap_or(Value::Undefined);
                self.set_entry(&exports, Value::Text(name), value)?;
            }
            _ => return Err(Fault::broken()),
        }
        Ok(())
    }

    fn exported(&mut self, module: &Value, name: &str) -> Result<Value, Fault> {
        if let Some(value) = self.known_member(module, name)? {
            return Ok(value);
        }
        // A CommonJS module is the default of its own.
        if name == "default" && !self.dialect.special().explicit_self {
            return Ok(module.clone());
        }
        let dialect = self.dialect;
        Err(dialect.no_such_export(self, module, name))
    }
}
