//! `==` and `<=>`.

use std::cmp::Ordering;

use super::classes;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// Values inside each other that are compared.
const MAX_DEPTH: usize = 40;

/// `a == b`
pub fn equal(vm: &mut Vm<'_, '_>, a: &Value, b: &Value) -> Result<bool, Fault> {
    equal_at(vm, a, b, 0)
}

fn equal_at(vm: &mut Vm<'_, '_>, a: &Value, b: &Value, depth: usize) -> Result<bool, Fault> {
    vm.work(1)?;
    if a.is_nothing() || b.is_nothing() {
        return Ok(a.is_nothing() && b.is_nothing());
    }
    match (a, b) {
        (Value::Int(a), Value::Float(b)) => return Ok(*a as f64 == *b),
        (Value::Float(a), Value::Int(b)) => return Ok(*a == *b as f64),
        _ if a == b => return Ok(true),
        _ => {}
    }
    if depth > MAX_DEPTH {
        return Ok(false);
    }
    match (vm.heap.of(a), vm.heap.of(b)) {
        (Some(Object::List(one)), Some(Object::List(two))) => {
            let (one, two) = (one.clone(), two.clone());
            if one.len() != two.len() {
                return Ok(false);
            }
            for (a, b) in one.iter().zip(&two) {
                if !equal_at(vm, a, b, depth + 1)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Some(Object::Dict(one)), Some(Object::Dict(two))) => {
            if one.len() != two.len() || !one.holds(two) {
                return Ok(false);
            }
            let pairs: Vec<(Value, Value)> = one.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            for (key, value) in pairs {
                let key = vm.key(&key)?;
                let other = vm.heap.entries(b).and_then(|entries| entries.get(&key)).cloned().unwrap_or(Value::None);
                if !equal_at(vm, &value, &other, depth + 1)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Some(Object::Record(_)), _) => {
            let own = vm.receiver(a, "==")?.filter(|(method, _)| !matches!(method, Value::Native(_)));
            match own {
                Some(_) => {
                    let value = vm.send(a, "==", vec![b.clone()])?;
                    vm.truth(&value)
                }
                None => Ok(false),
            }
        }
        _ => Ok(false),
    }
}

/// `a <=> b`; `None`: they cannot be compared.
pub fn compare(vm: &mut Vm<'_, '_>, a: &Value, b: &Value) -> Result<Option<Ordering>, Fault> {
    compare_at(vm, a, b, 0)
}

fn compare_at(vm: &mut Vm<'_, '_>, a: &Value, b: &Value, depth: usize) -> Result<Option<Ordering>, Fault> {
    vm.work(1)?;
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => return Ok(Some(a.cmp(b))),
        (Value::Text(a), Value::Text(b)) | (Value::Symbol(a), Value::Symbol(b)) => return Ok(Some(a.cmp(b))),
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            return Ok(a.number().zip(b.number()).and_then(|(a, b)| a.partial_cmp(&b)));
        }
        _ => {}
    }
    if depth > MAX_DEPTH {
        return Ok(None);
    }
    if let (Some(Object::List(one)), Some(Object::List(two))) = (vm.heap.of(a), vm.heap.of(b)) {
        let (one, two) = (one.clone(), two.clone());
        for (a, b) in one.iter().zip(&two) {
            match compare_at(vm, a, b, depth + 1)? {
                Some(Ordering::Equal) => {}
                other => return Ok(other),
            }
        }
        return Ok(Some(one.len().cmp(&two.len())));
    }
    if let Some(Object::Record(_)) = vm.heap.of(a)
        && vm.receiver(a, "<=>")?.is_some_and(|(method, _)| !matches!(method, Value::Native(_)))
    {
        return Ok(match vm.send(a, "<=>", vec![b.clone()])? {
            Value::Int(number) => Some(number.cmp(&0)),
            Value::Float(number) => number.partial_cmp(&0.0),
            _ => None,
        });
    }
    Ok(if equal(vm, a, b)? { Some(Ordering::Equal) } else { None })
}

/// The order of two values; they must have one.
pub fn ordered(vm: &mut Vm<'_, '_>, a: &Value, b: &Value) -> Result<Ordering, Fault> {
    match compare(vm, a, b)? {
        Some(order) => Ok(order),
        None => {
            let class = classes::of(vm, a)?;
            let (class, other) = (vm.class_name(class), described(vm, b)?);
            Err(vm.error(ErrorKind::Value, format!("comparison of {class} with {other} failed")))
        }
    }
}

/// A value in a message: what is small is shown, of the rest the class.
pub fn described(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    match value {
        Value::None | Value::Undefined | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            super::display::inspect(vm, value)
        }
        value => {
            let class = classes::of(vm, value)?;
            Ok(vm.class_name(class).to_string())
        }
    }
}
