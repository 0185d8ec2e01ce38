//! Parameters of a language whose blocks are lenient and whose methods are not (Ruby).

use std::rc::Rc;

use super::{Frame, Vm};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::{Code, Slot};
use crate::shell::programs::script::dialect::Unfit;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::syntax::{FunctionKind, Name, ParameterKind};
use crate::shell::programs::script::value::Value;

/// The name that a block is given under.
const BLOCK: &str = "&";

impl Vm<'_, '_> {
    /// Gives the parameters their values.
    pub(super) fn bind_messages(&mut self, code: &Rc<Code>, scope: Ref, arguments: Arguments) -> Result<(), Fault> {
        let Arguments { mut plain, mut named, .. } = arguments;
        let block_symbol = self.symbols.of(BLOCK);
        let place = named.iter().position(|(name, _)| &**name == BLOCK);
        let block = place.map_or(Value::None, |place| named.remove(place).1);
        let by_name = |slot: &&Slot| {
            slot.kind == ParameterKind::NamedRest || slot.kind == ParameterKind::Named && slot.name != block_symbol
        };
        if !named.is_empty() && !code.slots.iter().any(|slot| by_name(&slot)) {
            let hash = self.symbol_table(std::mem::take(&mut named))?;
            plain.push(hash);
        }
        let of_kind = |kind: ParameterKind| code.slots.iter().filter(move |slot| slot.kind == kind);
        let least = of_kind(ParameterKind::Plain).filter(|slot| !slot.falls_back).count();
        let all = of_kind(ParameterKind::Plain).count();
        let takes_rest = of_kind(ParameterKind::Rest).next().is_some();
        let given = plain.len();
        if code.kind == FunctionKind::Method && (given < least || !takes_rest && given > all) {
            let most = (!takes_rest).then_some(all);
            return Err(self.unfit(code, scope, Unfit::Count { given, least, most }));
        }
        let mut optional = given.saturating_sub(least);
        let mut required = least;
        let mut values = plain.into_iter();
        let mut missing = Vec::new();
        for slot in &code.slots {
            let value = match slot.kind {
                ParameterKind::Plain if !slot.falls_back => {
                    required -= 1;
                    values.next().unwrap_or(Value::None)
                }
                ParameterKind::Plain if optional == 0 => Value::Undefined,
                ParameterKind::Plain => {
                    optional -= 1;
                    values.next().unwrap_or(Value::Undefined)
                }
                ParameterKind::Rest => {
                    let count = values.len().saturating_sub(required);
                    let rest: Vec<Value> = values.by_ref().take(count).collect();
                    self.list(rest)?
                }
                ParameterKind::NamedRest => self.symbol_table(std::mem::take(&mut named))?,
                ParameterKind::Named if slot.name == block_symbol => block.clone(),
                ParameterKind::Named => {
                    let wanted = self.symbols.name(slot.name);
                    match named.iter().position(|(name, _)| *name == wanted) {
                        Some(place) => named.remove(place).1,
                        None if slot.falls_back => Value::Undefined,
                        None => {
                            missing.push(wanted);
                            Value::None
                        }
                    }
                }
            };
            self.define(scope, slot.name, value, false);
        }
        if code.kind != FunctionKind::Method {
            return Ok(());
        }
        if !missing.is_empty() {
            return Err(self.unfit(code, scope, Unfit::Missing(missing)));
        }
        let unknown: Vec<Name> = named.into_iter().map(|(name, _)| name).collect();
        if unknown.is_empty() { Ok(()) } else { Err(self.unfit(code, scope, Unfit::Unknown(unknown))) }
    }

    /// The error of a call that does not fit: it stands in the method that was called.
    fn unfit(&mut self, code: &Rc<Code>, scope: Ref, unfit: Unfit) -> Fault {
        self.frames.push(Frame::new(code.clone(), scope, Value::Undefined));
        let dialect = self.dialect;
        let fault = dialect.unfit(self, &unfit);
        self.frames.pop();
        fault
    }

    /// Values by name as a table with symbols for keys.
    pub(super) fn symbol_table(&mut self, named: Vec<(Name, Value)>) -> Result<Value, Fault> {
        let table = self.heap.value(Object::Dict(Default::default()))?;
        for (name, value) in named {
            self.set_entry(&table, Value::Symbol(name), value)?;
        }
        Ok(table)
    }
}
