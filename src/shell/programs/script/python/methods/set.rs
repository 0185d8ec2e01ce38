//! `set`

use super::this;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::place::key_error;
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::{Dict, Key, Native, Value};
use crate::shell::programs::script::vm::Vm;

/// `a | b`, `a & b`, `a - b`, `a ^ b`
pub fn combine(vm: &mut Vm<'_, '_>, operator: Binary, a: &Dict, b: &Dict) -> Result<Option<Dict>, Fault> {
    let mut made = Dict::default();
    vm.work(a.len() + b.len())?;
    vm.heap.spend((a.len() + b.len()) * 96)?;
    for (value, _) in a.iter() {
        let key = vm.key(value)?;
        let keep = match operator {
            Binary::BitOr => true,
            Binary::BitAnd => b.get(&key).is_some(),
            Binary::Subtract | Binary::BitXor => b.get(&key).is_none(),
            _ => return Ok(None),
        };
        if keep {
            made.set(key, value.clone(), Value::None);
        }
    }
    if matches!(operator, Binary::BitOr | Binary::BitXor) {
        for (value, _) in b.iter() {
            let key = vm.key(value)?;
            if operator == Binary::BitOr || a.get(&key).is_none() {
                made.set(key, value.clone(), Value::None);
            }
        }
    }
    Ok(Some(made))
}

/// A set of values.
pub fn of(vm: &mut Vm<'_, '_>, values: Vec<Value>) -> Result<Dict, Fault> {
    let mut set = Dict::default();
    for value in values {
        set.set(vm.key(&value)?, value, Value::None);
    }
    Ok(set)
}

fn own(vm: &Vm<'_, '_>, a: &Arguments) -> Dict {
    match vm.heap.of(&this(a)) {
        Some(Object::Set(set)) => set.clone(),
        _ => Dict::default(),
    }
}

fn with(vm: &mut Vm<'_, '_>, a: &Arguments, operator: Binary) -> Result<Value, Fault> {
    let values = vm.collect(&a.at(0))?;
    let other = of(vm, values)?;
    let made = combine(vm, operator, &own(vm, a), &other)?.unwrap_or_default();
    vm.heap.value(Object::Set(made))
}

fn change(vm: &mut Vm<'_, '_>, a: &Arguments, change: impl FnOnce(&mut Dict, Key)) -> Result<Value, Fault> {
    let key = vm.key(&a.at(0))?;
    if let Some(Value::Object(of)) = a.this
        && let Object::Set(set) = vm.heap.get_mut(of)
    {
        change(set, key);
    }
    Ok(Value::None)
}

pub static METHODS: &[Native] = &[
    Native {
        name: "add",
        run: |vm, a| {
            let value = a.at(0);
            vm.heap.spend(96)?;
            change(vm, &a, |set, key| set.set(key, value, Value::None))
        },
    },
    Native { name: "discard", run: |vm, a| change(vm, &a, |set, key| drop(set.remove(&key))) },
    Native {
        name: "remove",
        run: |vm, a| {
            let key = vm.key(&a.at(0))?;
            if own(vm, &a).get(&key).is_none() {
                return Err(key_error(vm, &a.at(0)));
            }
            change(vm, &a, |set, key| drop(set.remove(&key)))
        },
    },
    Native { name: "union", run: |vm, a| with(vm, &a, Binary::BitOr) },
    Native { name: "intersection", run: |vm, a| with(vm, &a, Binary::BitAnd) },
    Native { name: "difference", run: |vm, a| with(vm, &a, Binary::Subtract) },
    Native { name: "symmetric_difference", run: |vm, a| with(vm, &a, Binary::BitXor) },
    Native {
        name: "update",
        run: |vm, a| {
            let values = vm.collect(&a.at(0))?;
            let other = of(vm, values)?;
            let made = combine(vm, Binary::BitOr, &own(vm, &a), &other)?.unwrap_or_default();
            if let Some(Value::Object(of)) = a.this {
                *vm.heap.get_mut(of) = Object::Set(made);
            }
            Ok(Value::None)
        },
    },
    Native {
        name: "copy",
        run: |vm, a| {
            let copy = own(vm, &a);
            vm.heap.value(Object::Set(copy))
        },
    },
];
