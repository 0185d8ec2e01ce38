//! What hashes answer without a block; the rest is in Ruby.

use super::given::{given_block, this};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::ruby::{display, place};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

fn own(vm: &Vm<'_, '_>, a: &Arguments) -> Vec<(Value, Value)> {
    match vm.heap.entries(&this(a)) {
        Some(entries) => entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
        None => Vec::new(),
    }
}

fn has(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let key = vm.key(&a.at(0))?;
    Ok(Value::Bool(vm.heap.entries(&this(a)).is_some_and(|entries| entries.get(&key).is_some())))
}

fn pairs(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let mut all = Vec::new();
    for (key, value) in own(vm, a) {
        all.push(vm.list(vec![key, value])?);
    }
    vm.list(all)
}

/// Adds the entries of other hashes; a block decides between two values.
fn merged(vm: &mut Vm<'_, '_>, a: &Arguments, into: Value) -> Result<Value, Fault> {
    let block = given_block(a);
    let named: Vec<(Value, Value)> = a
        .named
        .iter()
        .filter(|(name, _)| &**name != "&")
        .map(|(name, value)| (Value::Symbol(name.clone()), value.clone()))
        .collect();
    let mut all = Vec::new();
    for other in &a.plain {
        if let Some(entries) = vm.heap.entries(other) {
            all.extend(entries.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
    }
    all.extend(named);
    for (key, value) in all {
        vm.work(1)?;
        let found = vm.key(&key)?;
        let old = vm.heap.entries(&into).and_then(|entries| entries.get(&found)).cloned();
        let value = match (&block, old) {
            (Some(block), Some(old)) => vm.call(block, Arguments::of(vec![key.clone(), old, value]))?,
            _ => value,
        };
        vm.set_entry(&into, key, value)?;
    }
    Ok(into)
}

fn taken(vm: &mut Vm<'_, '_>, a: &Arguments, keeps: bool) -> Result<Value, Fault> {
    let mut keys = Vec::new();
    for key in &a.plain {
        keys.push(vm.key(key)?);
    }
    let table = vm.heap.value(Object::Dict(Default::default()))?;
    for (key, value) in own(vm, a) {
        let found = vm.key(&key)?;
        if keys.contains(&found) == keeps {
            vm.set_entry(&table, key, value)?;
        }
    }
    Ok(table)
}

pub static METHODS: &[Native] = &[
    Native { name: "length", run: |vm, a| Ok(Value::from(own(vm, &a).len())) },
    Native { name: "size", run: |vm, a| Ok(Value::from(own(vm, &a).len())) },
    Native { name: "empty?", run: |vm, a| Ok(Value::Bool(own(vm, &a).is_empty())) },
    Native {
        name: "keys",
        run: |vm, a| {
            let keys = own(vm, &a).into_iter().map(|(key, _)| key).collect();
            vm.list(keys)
        },
    },
    Native {
        name: "values",
        run: |vm, a| {
            let values = own(vm, &a).into_iter().map(|(_, value)| value).collect();
            vm.list(values)
        },
    },
    Native { name: "to_a", run: |vm, a| pairs(vm, &a) },
    Native { name: "key?", run: |vm, a| has(vm, &a) },
    Native { name: "has_key?", run: |vm, a| has(vm, &a) },
    Native { name: "include?", run: |vm, a| has(vm, &a) },
    Native { name: "member?", run: |vm, a| has(vm, &a) },
    Native {
        name: "store",
        run: |vm, a| {
            vm.set_entry(&this(&a), a.at(0), a.at(1))?;
            Ok(a.at(1))
        },
    },
    Native {
        name: "[]=",
        run: |vm, a| {
            vm.set_entry(&this(&a), a.at(0), a.at(1))?;
            Ok(a.at(1))
        },
    },
    Native {
        name: "fetch",
        run: |vm, a| {
            let key = vm.key(&a.at(0))?;
            if let Some(value) = vm.heap.entries(&this(&a)).and_then(|entries| entries.get(&key)) {
                return Ok(value.clone());
            }
            match (given_block(&a), a.plain.get(1)) {
                (Some(block), _) => vm.call(&block, Arguments::of(vec![a.at(0)])),
                (None, Some(default)) => Ok(default.clone()),
                (None, None) => {
                    let shown = display::inspect(vm, &a.at(0))?;
                    Err(vm.error_of("KeyError", format!("key not found: {shown}")))
                }
            }
        },
    },
    Native { name: "dig", run: |vm, a| super::array::dig(vm, this(&a), &a.plain) },
    Native {
        name: "delete",
        run: |vm, a| {
            let key = vm.key(&a.at(0))?;
            let gone = vm.heap.entries_mut(&this(&a)).and_then(|entries| entries.remove(&key));
            Ok(gone.unwrap_or(Value::None))
        },
    },
    Native {
        name: "clear",
        run: |vm, a| {
            if let Some(entries) = vm.heap.entries_mut(&this(&a)) {
                entries.clear();
            }
            Ok(this(&a))
        },
    },
    Native {
        name: "merge",
        run: |vm, a| {
            let copy = vm.send(&this(&a), "dup", Vec::new())?;
            merged(vm, &a, copy)
        },
    },
    Native { name: "merge!", run: |vm, a| merged(vm, &a, this(&a)) },
    Native { name: "update", run: |vm, a| merged(vm, &a, this(&a)) },
    Native { name: "slice", run: |vm, a| taken(vm, &a, true) },
    Native { name: "except", run: |vm, a| taken(vm, &a, false) },
    Native {
        name: "to_h",
        run: |vm, a| match given_block(&a) {
            Some(block) => {
                let list = pairs(vm, &a)?;
                let arguments = Arguments { named: vec![("&".into(), block)], ..Arguments::default() };
                vm.send_with(&list, "to_h", arguments)
            }
            None => Ok(this(&a)),
        },
    },
    Native { name: "to_hash", run: |_, a| Ok(this(&a)) },
    Native {
        name: "default=",
        run: |vm, a| {
            place::set_default(vm, &this(&a), a.at(0))?;
            Ok(a.at(0))
        },
    },
    Native { name: "compare_by_identity", run: |_, a| Ok(this(&a)) },
    Native {
        name: "self.new",
        run: |vm, a| {
            let hash = vm.heap.value(Object::Dict(Default::default()))?;
            let default = given_block(&a).or(a.plain.first().cloned());
            if let Some(default) = default {
                place::set_default(vm, &hash, default)?;
            }
            Ok(hash)
        },
    },
    Native { name: "self.[]", run: |vm, a| vm.send(&a.at(0), "to_h", Vec::new()) },
];
