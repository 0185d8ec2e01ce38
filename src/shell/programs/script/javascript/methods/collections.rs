//! `Map`, `Set`, and iterators.

use super::{call, this};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Iteration, Object};
use crate::shell::programs::script::value::{Dict, Key, Native, Value};
use crate::shell::programs::script::vm::Vm;

fn dict(vm: &Vm<'_, '_>, a: &Arguments) -> Dict {
    match vm.heap.of(&this(a)) {
        Some(Object::Dict(dict) | Object::Set(dict)) => dict.clone(),
        _ => Dict::default(),
    }
}

fn change<T>(vm: &mut Vm<'_, '_>, a: &Arguments, change: impl FnOnce(&mut Dict, Key) -> T) -> Result<T, Fault> {
    let key = vm.key(&a.at(0))?;
    match a.this {
        Some(Value::Object(of)) => match vm.heap.get_mut(of) {
            Object::Dict(dict) | Object::Set(dict) => Ok(change(dict, key)),
            _ => Err(Fault::broken()),
        },
        _ => Err(Fault::broken()),
    }
}

fn iterator(vm: &mut Vm<'_, '_>, values: Vec<Value>) -> Result<Value, Fault> {
    vm.heap.value(Object::Iterator(Iteration::Values(values.into())))
}

static HAS: Native =
    Native { name: "has", run: |vm, a| change(vm, &a, |dict, key| Value::Bool(dict.get(&key).is_some())) };
static DELETE: Native =
    Native { name: "delete", run: |vm, a| change(vm, &a, |dict, key| Value::Bool(dict.remove(&key).is_some())) };
static CLEAR: Native = Native {
    name: "clear",
    run: |vm, a| {
        change(vm, &a, |dict, _| dict.clear())?;
        Ok(Value::Undefined)
    },
};

fn for_each(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let is_set = matches!(vm.heap.of(&this(&a)), Some(Object::Set(_)));
    let pairs: Vec<(Value, Value)> = dict(vm, &a).iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    for (key, value) in pairs {
        let value = if is_set { key.clone() } else { value };
        call(vm, &a.at(0), vec![value, key, this(&a)])?;
    }
    Ok(Value::Undefined)
}

fn keys(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let keys = dict(vm, &a).keys();
    iterator(vm, keys)
}

pub static MAP: &[Native] = &[
    Native {
        name: "get",
        run: |vm, a| change(vm, &a, |dict, key| dict.get(&key).cloned().unwrap_or(Value::Undefined)),
    },
    Native {
        name: "set",
        run: |vm, a| {
            vm.heap.spend(96)?;
            let (shown, value) = (a.at(0), a.at(1));
            change(vm, &a, |dict, key| dict.set(key, shown, value))?;
            Ok(this(&a))
        },
    },
    Native { name: "has", run: |vm, a| (HAS.run)(vm, a) },
    Native { name: "delete", run: |vm, a| (DELETE.run)(vm, a) },
    Native { name: "clear", run: |vm, a| (CLEAR.run)(vm, a) },
    Native { name: "forEach", run: for_each },
    Native { name: "keys", run: keys },
    Native {
        name: "values",
        run: |vm, a| {
            let values = dict(vm, &a).iter().map(|(_, value)| value.clone()).collect();
            iterator(vm, values)
        },
    },
    Native { name: "entries", run: |vm, a| vm.iterate(&this(&a)) },
];

pub static SET: &[Native] = &[
    Native {
        name: "add",
        run: |vm, a| {
            vm.heap.spend(96)?;
            let shown = a.at(0);
            change(vm, &a, |dict, key| dict.set(key, shown, Value::Undefined))?;
            Ok(this(&a))
        },
    },
    Native { name: "has", run: |vm, a| (HAS.run)(vm, a) },
    Native { name: "delete", run: |vm, a| (DELETE.run)(vm, a) },
    Native { name: "clear", run: |vm, a| (CLEAR.run)(vm, a) },
    Native { name: "forEach", run: for_each },
    Native { name: "keys", run: keys },
    Native { name: "values", run: keys },
];

pub static ITERATOR: &[Native] = &[Native {
    name: "next",
    run: |vm, a| {
        let next = match (&this(&a), vm.heap.of(&this(&a))) {
            (Value::Object(of), Some(Object::Coroutine(_))) => vm.resume(*of, a.at(0))?,
            _ => vm.next(&this(&a))?,
        };
        let step = vm.heap.value(Object::Record(Default::default()))?;
        let done = Value::Bool(next.is_none());
        vm.set_member(&step, "value", next.unwrap_or(Value::Undefined))?;
        vm.set_member(&step, "done", done)?;
        Ok(step)
    },
}];
