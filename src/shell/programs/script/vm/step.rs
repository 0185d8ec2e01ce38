//! One instruction.

use super::{Flow, Guard, Outcome, Role, Vm};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::Op;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::symbols::Symbol;
use crate::shell::programs::script::syntax::Declares;
use crate::shell::programs::script::value::{Dict, Value};

impl Vm<'_, '_> {
    pub(super) fn step(&mut self) -> Result<Flow, Fault> {
        self.burn()?;
        let frame = self.frames.last_mut().ok_or_else(Fault::broken)?;
        let op = *frame.code.ops.get(frame.at).ok_or_else(Fault::broken)?;
        frame.at += 1;
        match op {
            Op::Constant(number) => {
                let value = frame.code.constants.get(number as usize).cloned().ok_or_else(Fault::broken)?;
                frame.stack.push(value);
            }
            Op::Undefined => frame.stack.push(Value::Undefined),
            Op::None => frame.stack.push(Value::None),
            Op::Pop => drop(frame.stack.pop()),
            Op::Copy => {
                let value = frame.stack.last().cloned().ok_or_else(Fault::broken)?;
                frame.stack.push(value);
            }
            Op::This => {
                let this = frame.this.clone();
                frame.stack.push(this);
            }
            Op::Jump(to) => frame.at = to as usize,
            Op::Load(symbol) => self.load(symbol, false)?,
            Op::LoadLocal(symbol) => self.load(symbol, true)?,
            Op::Call(count) => {
                self.weigh(count)?;
                return self.op_call(count);
            }
            Op::Invoke { name, count } => {
                self.weigh(count + 1)?;
                return self.op_invoke(name, count);
            }
            Op::Return => return self.op_return(),
            Op::Binary(operator) => {
                self.weigh(2)?;
                let (right, left) = (self.pop()?, self.pop()?);
                let value = self.binary(operator, left, right)?;
                self.push(value);
            }
            Op::JumpUnless(to) => {
                let value = self.pop()?;
                if !self.truth(&value)? {
                    self.frame()?.at = to as usize;
                }
            }
            Op::JumpIf(to) => {
                let value = self.pop()?;
                if self.truth(&value)? {
                    self.frame()?.at = to as usize;
                }
            }
            Op::Within { bounds, said } => {
                let bound = |at: usize| frame.code.constants.get(bounds as usize + at);
                if let (Some(Value::Int(value)), Some(Value::Int(low)), Some(Value::Int(high))) =
                    (frame.stack.last(), bound(0), bound(1))
                    && !(low..=high).contains(&value)
                {
                    return Err(self.error_of("OverflowError", said));
                }
            }
            _ => return self.step_more(op),
        }
        Ok(Flow::On)
    }

    /// Weighs what goes to an operation that looks at the whole of it.
    fn weigh_for(&self, op: Op) -> Result<(), Fault> {
        let looks_at_all = matches!(
            op,
            Op::Slice
                | Op::SetSlice
                | Op::CallSpread
                | Op::InvokeSpread(_)
                | Op::New
                | Op::Extend
                | Op::Spread
                | Op::Without
                | Op::ListToTuple
                | Op::AddToSet
                | Op::Entry
                | Op::Iterate
                | Op::IterateKeys
                | Op::Unpack { .. }
                | Op::Update(_)
                | Op::Unary(_)
                | Op::Format { .. }
        );
        match op {
            Op::Index | Op::IndexBound | Op::SetIndex | Op::DeleteIndex if self.indexes_text() => self.weigh(3),
            Op::Join(count) => self.weigh(count),
            _ if looks_at_all => self.weigh(5),
            _ => Ok(()),
        }
    }

    /// Defines a name where the frame is, or outermost.
    fn op_define(&mut self, symbol: Symbol, is_constant: bool, outermost: bool) -> Result<(), Fault> {
        let value = self.pop()?;
        let scope = self.frame()?.scope;
        let scope = if outermost { self.outermost(scope) } else { scope };
        self.define(scope, symbol, value, is_constant);
        Ok(())
    }

    fn step_more(&mut self, op: Op) -> Result<Flow, Fault> {
        self.weigh_for(op)?;
        match op {
            Op::CopyTwo => {
                let (b, a) = (self.pop()?, self.pop()?);
                [a.clone(), b.clone(), a, b].into_iter().for_each(|value| self.push(value));
            }
            Op::Swap => {
                let (b, a) = (self.pop()?, self.pop()?);
                self.push(b);
                self.push(a);
            }
            Op::RotateThree => {
                let (c, b, a) = (self.pop()?, self.pop()?, self.pop()?);
                [b, c, a].into_iter().for_each(|value| self.push(value));
            }
            Op::LoadIfKnown(symbol) => {
                let value = self.look_up(symbol, false)?.unwrap_or(Value::Undefined);
                self.push(value);
            }
            Op::Store(symbol) => self.op_store(symbol)?,
            Op::Define(symbol, declares) => self.op_define(symbol, declares == Declares::Const, false)?,
            Op::StoreGlobal(symbol) => self.op_define(symbol, false, true)?,
            Op::StoreOuter(symbol) => self.op_store_outer(symbol)?,
            Op::Forget(symbol) => self.op_forget(symbol)?,
            Op::ScopeBegin => {
                let scope = self.frame()?.scope;
                let scope = self.heap.scope(Some(scope), false)?;
                self.frame()?.scope = scope;
            }
            Op::ScopeEnd => self.scope_end()?,
            Op::ScopeCopy => self.scope_copy()?,
            Op::TryBegin(handler) => {
                let frame = self.frame()?;
                let guard =
                    Guard { handler, height: frame.stack.len(), scope: frame.scope, caught: frame.caught.len() };
                frame.guards.push(guard);
            }
            Op::TryEnd => drop(self.frame()?.guards.pop()),
            Op::CatchBegin => {
                let frame = self.frame()?;
                let exception = frame.stack.last().cloned().ok_or_else(Fault::broken)?;
                let begun = frame.span();
                frame.caught.push((exception, begun));
            }
            Op::CatchEnd => drop(self.frame()?.caught.pop()),
            Op::JumpIfKeep(to) => self.jump_keep(to, |vm, value| vm.truth(value))?,
            Op::JumpUnlessKeep(to) => self.jump_keep(to, |vm, value| Ok(!vm.truth(value)?))?,
            Op::JumpUnlessNothingKeep(to) => self.jump_keep(to, |_, value| Ok(!value.is_nothing()))?,
            Op::JumpUnlessUndefined(to) => self.jump_keep(to, |_, value| Ok(*value != Value::Undefined))?,
            Op::JumpIfNothing(to) => {
                if self.frame()?.stack.last().is_some_and(Value::is_nothing) {
                    self.pop()?;
                    self.push(Value::Undefined);
                    self.frame()?.at = to as usize;
                }
            }
            Op::Next(to) => {
                let iterator = self.frame()?.stack.last().cloned().ok_or_else(Fault::broken)?;
                if self.go_through(&iterator, to)? {
                    return Ok(Flow::On);
                }
                match self.next(&iterator)? {
                    Some(value) => self.push(value),
                    None => {
                        self.pop()?;
                        self.frame()?.at = to as usize;
                    }
                }
            }
            Op::Throw | Op::ThrowFrom | Op::Rethrow | Op::Assertion => return Err(self.op_throw(op)?),
            Op::Await | Op::Yield | Op::Result | Op::Awaitable | Op::Given => return self.op_pause(op),
            Op::CallSpread | Op::InvokeSpread(_) | Op::New => return self.op_call_spread(op),
            Op::List(_) | Op::NewSet | Op::Dict | Op::Record | Op::Push | Op::Extend => {
                self.op_collect(op)?;
            }
            Op::ListToTuple | Op::AddToSet | Op::Entry | Op::Spread | Op::Without => {
                self.op_collect_more(op)?;
            }
            Op::Member(_) | Op::MemberKeep(_) | Op::SetMember(_) | Op::DeleteMember(_) | Op::Super => {
                self.op_member(op)?;
            }
            Op::Index | Op::IndexBound | Op::SetIndex | Op::DeleteIndex | Op::Slice | Op::SetSlice => {
                self.op_index(op)?;
            }
            Op::Function(_) | Op::Getter(_) | Op::Setter(_) => self.op_function(op)?,
            Op::ClassBegin(_) | Op::ClassMember { .. } | Op::ClassEnd | Op::ClassMade => {
                self.op_class(op)?;
            }
            Op::Import { .. } | Op::ImportMember(_) | Op::ImportAll | Op::ImportDynamic | Op::Export(_) => {
                self.op_import(op)?;
            }
            _ => self.op_value(op)?,
        }
        Ok(Flow::On)
    }

    fn jump_keep(&mut self, to: u32, test: impl FnOnce(&mut Self, &Value) -> Result<bool, Fault>) -> Result<(), Fault> {
        let value = self.frame()?.stack.last().cloned().ok_or_else(Fault::broken)?;
        if test(self, &value)? {
            self.frame()?.at = to as usize;
        } else {
            self.pop()?;
        }
        Ok(())
    }

    fn op_call(&mut self, count: u32) -> Result<Flow, Fault> {
        let arguments = Arguments::of(self.pop_many(count)?);
        let callee = self.pop()?;
        if let Some(value) = self.begin_call(callee, arguments)? {
            self.push(value);
        }
        Ok(Flow::On)
    }

    fn op_invoke(&mut self, name: crate::shell::programs::script::symbols::Symbol, count: u32) -> Result<Flow, Fault> {
        let arguments = Arguments::of(self.pop_many(count)?);
        let this = self.pop()?;
        let name = self.symbols.name(name);
        if let Some(value) = self.begin_invoke(this, &name, arguments)? {
            self.push(value);
        }
        Ok(Flow::On)
    }

    fn op_call_spread(&mut self, op: Op) -> Result<Flow, Fault> {
        let named = if op == Op::New { Vec::new() } else { self.pop_named()? };
        let list = self.pop()?;
        let plain = self.heap.items(&list).cloned().unwrap_or_default();
        let arguments = Arguments { this: None, plain, named };
        let target = self.pop()?;
        let value = match op {
            Op::InvokeSpread(name) => {
                let name = self.symbols.name(name);
                self.begin_invoke(target, &name, arguments)?
            }
            Op::New => self.begin_new(target, arguments)?,
            _ => self.begin_call(target, arguments)?,
        };
        if let Some(value) = value {
            self.push(value);
        }
        Ok(Flow::On)
    }

    pub(super) fn pop_named(&mut self) -> Result<Vec<(crate::shell::programs::script::syntax::Name, Value)>, Fault> {
        let dict = self.pop()?;
        let entries = self.heap.entries(&dict).map(|dict| dict.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
        let entries: Vec<(Value, Value)> = entries.unwrap_or_default();
        Ok(entries
            .into_iter()
            .filter_map(|(key, value)| match key {
                Value::Text(name) => Some((name, value)),
                _ => None,
            })
            .collect())
    }

    fn op_return(&mut self) -> Result<Flow, Fault> {
        let value = self.pop()?;
        let Some(frame) = self.frames.pop() else { return Err(Fault::broken()) };
        self.end_scopes(frame.scope);
        if let Role::Coroutine(of) = frame.role
            && self.leave_turns(of, &value)?
        {
            return Ok(Flow::On);
        }
        let value = match frame.role {
            Role::Construct(instance) if !matches!(value, Value::Object(_)) => Value::Object(instance),
            _ => value,
        };
        Ok(Flow::Out(Outcome::Returned(value)))
    }

    fn op_collect(&mut self, op: Op) -> Result<(), Fault> {
        let value = match op {
            Op::List(count) => {
                let values = self.pop_many(count)?;
                self.list(values)?
            }
            Op::NewSet => self.heap.value(Object::Set(Dict::default()))?,
            Op::Dict => self.heap.value(Object::Dict(Dict::default()))?,
            Op::Record => self.heap.value(Object::Record(Default::default()))?,
            Op::Push => {
                let value = self.pop()?;
                self.heap.spend(std::mem::size_of::<Value>())?;
                return self.with_list(|list| list.push(value));
            }
            _ => {
                let value = self.pop()?;
                let values = self.collect(&value)?;
                self.heap.spend(values.len() * std::mem::size_of::<Value>())?;
                return self.with_list(|list| list.extend(values));
            }
        };
        self.push(value);
        Ok(())
    }

    /// Changes the list on the stack.
    fn with_list(&mut self, change: impl FnOnce(&mut Vec<Value>)) -> Result<(), Fault> {
        let Some(Value::Object(list)) = self.frame()?.stack.last().cloned() else { return Err(Fault::broken()) };
        match self.heap.get_mut(list) {
            Object::List(values) => {
                change(values);
                Ok(())
            }
            _ => Err(Fault::broken()),
        }
    }

    fn op_collect_more(&mut self, op: Op) -> Result<(), Fault> {
        match op {
            Op::ListToTuple => {
                let list = self.pop()?;
                let values = self.heap.items(&list).cloned().unwrap_or_default();
                let value = self.tuple(values)?;
                self.push(value);
            }
            Op::AddToSet => {
                let value = self.pop()?;
                let key = self.key(&value)?;
                let set = self.top_object()?;
                self.heap.spend(96)?;
                if let Object::Set(entries) = self.heap.get_mut(set) {
                    entries.set(key, value, Value::None);
                }
            }
            Op::Entry => {
                let (value, key) = (self.pop()?, self.pop()?);
                let target = Value::Object(self.top_object()?);
                self.set_entry(&target, key, value)?;
            }
            Op::Spread => {
                let other = self.pop()?;
                let target = Value::Object(self.top_object()?);
                for (key, value) in self.spread_entries(&other)? {
                    self.set_entry(&target, key, value)?;
                }
            }
            _ => {
                let (names, object) = (self.pop()?, self.pop()?);
                let names = self.collect(&names)?;
                let mut rest = Vec::new();
                for (key, value) in self.spread_entries(&object)? {
                    if !names.contains(&key) {
                        rest.push((key, value));
                    }
                }
                let target = self.heap.value(Object::Record(Default::default()))?;
                for (key, value) in rest {
                    self.set_entry(&target, key, value)?;
                }
                self.push(target);
            }
        }
        Ok(())
    }

    fn top_object(&mut self) -> Result<Ref, Fault> {
        match self.frame()?.stack.last() {
            Some(Value::Object(of)) => Ok(*of),
            _ => Err(Fault::broken()),
        }
    }

    /// What `...` or `**` of a value gives.
    fn spread_entries(&mut self, value: &Value) -> Result<Vec<(Value, Value)>, Fault> {
        if let Some(items) = self.heap.items(value) {
            return Ok(items
                .iter()
                .enumerate()
                .map(|(at, value)| (Value::text(at.to_string()), value.clone()))
                .collect());
        }
        let entries = self.heap.entries(value);
        let entries: Vec<(Value, Value)> =
            entries.map(|dict| dict.iter().map(|(k, v)| (k.clone(), v.clone())).collect()).unwrap_or_default();
        self.heap.spend(entries.len() * 96)?;
        Ok(entries)
    }

    /// Sets an entry of a dictionary or a field of a record.
    pub fn set_entry(&mut self, target: &Value, key: Value, value: Value) -> Result<(), Fault> {
        let shown = match self.heap.of(target) {
            Some(Object::Record(_)) if !matches!(key, Value::Text(_)) => Value::text(self.shown(&key)?),
            _ => key,
        };
        let key = self.key(&shown)?;
        self.heap.spend(96)?;
        if let Some(entries) = self.heap.entries_mut(target) {
            entries.set(key, shown, value);
        }
        Ok(())
    }
}
