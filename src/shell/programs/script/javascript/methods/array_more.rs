//! `Array`: what makes another one of it.

use super::{call, items, place, this};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::javascript::number;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Levels that `flat` opens at most.
const MAX_LEVELS: usize = 20;

pub fn map(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let mut made = Vec::new();
    for (at, item) in items(vm, &a).into_iter().enumerate() {
        made.push(call(vm, &a.at(0), vec![item, number(at), this(&a)])?);
    }
    vm.list(made)
}

pub fn filter(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let mut kept = Vec::new();
    for (at, item) in items(vm, &a).into_iter().enumerate() {
        let keep = call(vm, &a.at(0), vec![item.clone(), number(at), this(&a)])?;
        if vm.truth(&keep)? {
            kept.push(item);
        }
    }
    vm.list(kept)
}

pub fn flat(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let levels = a.at(0).number().unwrap_or(1.0).clamp(0.0, MAX_LEVELS as f64) as usize;
    let mut all = items(vm, &a);
    for _ in 0..levels {
        let mut opened = Vec::new();
        for item in all {
            match vm.heap.items(&item).cloned() {
                Some(inner) => {
                    vm.heap.spend(inner.len() * std::mem::size_of::<Value>())?;
                    opened.extend(inner);
                }
                None => opened.push(item),
            }
        }
        all = opened;
    }
    vm.list(all)
}

pub fn flat_map(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let made = map(vm, a)?;
    flat(vm, Arguments { this: Some(made), ..Arguments::default() })
}

pub fn slice(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let all = items(vm, &a);
    let from = place(vm, &a.at(0), all.len(), 0)?;
    let to = place(vm, &a.at(1), all.len(), all.len())?;
    let part = all.get(from..to.max(from)).unwrap_or_default().to_vec();
    vm.list(part)
}

pub fn concat(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let mut all = items(vm, &a);
    for value in &a.plain {
        match vm.heap.items(value) {
            Some(more) => all.extend(more.iter().cloned()),
            None => all.push(value.clone()),
        }
    }
    vm.list(all)
}

pub fn join(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let mark = match a.at(0) {
        Value::Undefined => ",".to_string(),
        mark => vm.shown(&mark)?,
    };
    let mut text = String::new();
    for (at, item) in items(vm, &a).iter().enumerate() {
        if at > 0 {
            text += &mark;
        }
        if !item.is_nothing() {
            text += &vm.shown(item)?;
        }
        vm.heap.spend(mark.len() + 1)?;
    }
    vm.text(text)
}
