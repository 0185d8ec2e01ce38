//! Operators on texts, lists, tuples, bytes, sets and dictionaries.

use super::sameness::{MAX_DEPTH, equal};
use super::{format, methods};
use crate::allowance::stack;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Operators on texts, lists, tuples, bytes, sets and dictionaries.
pub fn sequence(vm: &mut Vm<'_, '_>, operator: Binary, left: &Value, right: &Value) -> Result<Option<Value>, Fault> {
    match (operator, left, right) {
        (Binary::Add, Value::Text(a), Value::Text(b)) => return vm.text(format!("{a}{b}")).map(Some),
        (Binary::Modulo, Value::Text(text), _) => {
            let text = format::percent(vm, text, right)?;
            return vm.text(text).map(Some);
        }
        (Binary::Multiply, value, Value::Int(times)) | (Binary::Multiply, Value::Int(times), value) => {
            return repeated(vm, value, *times);
        }
        (Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual, _, _) => {
            return ordered(vm, operator, left, right);
        }
        _ => {}
    }
    let made = match (operator, vm.heap.of(left), vm.heap.of(right)) {
        (Binary::Add, Some(Object::List(a)), Some(Object::List(b))) => {
            Object::List(a.iter().chain(b).cloned().collect())
        }
        (Binary::Add, Some(Object::Tuple(a)), Some(Object::Tuple(b))) => {
            Object::Tuple(a.iter().chain(b).cloned().collect())
        }
        (Binary::Add, Some(Object::Bytes(a)), Some(Object::Bytes(b))) => {
            Object::Bytes(a.iter().chain(b).copied().collect())
        }
        (Binary::BitOr, Some(Object::Dict(a)), Some(Object::Dict(b))) => {
            let (mut all, more) = (a.clone(), b.clone());
            for (key, value) in more.iter() {
                all.set(vm.key(key)?, key.clone(), value.clone());
            }
            Object::Dict(all)
        }
        (operator, Some(Object::Set(a)), Some(Object::Set(b))) => {
            let (a, b, marked) = (a.clone(), b.clone(), vm.heap.is_marked(left));
            let Some(set) = methods::combine(vm, operator, &a, &b)? else { return Ok(None) };
            let set = vm.heap.value(Object::Set(set))?;
            return Ok(Some(if marked { vm.heap.mark(set) } else { set }));
        }
        (operator, a, b)
            if matches!(a, Some(Object::View { .. })) && matches!(b, Some(Object::View { .. } | Object::Set(_)))
                || matches!(a, Some(Object::Set(_))) && matches!(b, Some(Object::View { .. })) =>
        {
            let (left, right) = (methods::as_set(vm, left)?, methods::as_set(vm, right)?);
            let sets =
                matches!(vm.heap.of(&left), Some(Object::Set(_))) && matches!(vm.heap.of(&right), Some(Object::Set(_)));
            return if sets { sequence(vm, operator, &left, &right) } else { Ok(None) };
        }
        _ => return Ok(None),
    };
    vm.heap.value(made).map(Some)
}

fn repeated(vm: &mut Vm<'_, '_>, value: &Value, times: i128) -> Result<Option<Value>, Fault> {
    let times = usize::try_from(times.max(0)).unwrap_or(usize::MAX);
    let size = std::mem::size_of::<Value>();
    let made = match (value, vm.heap.of(value)) {
        (Value::Text(text), _) => {
            vm.heap.spend(text.len().saturating_mul(times))?;
            return Ok(Some(Value::text(text.repeat(times))));
        }
        (_, Some(Object::List(items))) => {
            let items = items.clone();
            vm.heap.spend(items.len().saturating_mul(times).saturating_mul(size))?;
            Object::List(items.iter().cycle().take(items.len() * times).cloned().collect())
        }
        (_, Some(Object::Tuple(items))) => {
            let items = items.clone();
            vm.heap.spend(items.len().saturating_mul(times).saturating_mul(size))?;
            Object::Tuple(items.iter().cycle().take(items.len() * times).cloned().collect())
        }
        (_, Some(Object::Bytes(bytes))) => {
            let bytes = bytes.clone();
            vm.heap.spend(bytes.len().saturating_mul(times))?;
            Object::Bytes(bytes.repeat(times))
        }
        _ => return Ok(None),
    };
    vm.heap.value(made).map(Some)
}

/// `<` and its kin on texts, lists and tuples.
fn ordered(vm: &mut Vm<'_, '_>, operator: Binary, left: &Value, right: &Value) -> Result<Option<Value>, Fault> {
    use std::cmp::Ordering;
    let order = match (left, right) {
        (Value::Text(a), Value::Text(b)) | (Value::Symbol(a), Value::Symbol(b)) => a.cmp(b),
        _ => match (vm.heap.of(left), vm.heap.of(right)) {
            (Some(Object::List(a)), Some(Object::List(b))) | (Some(Object::Tuple(a)), Some(Object::Tuple(b))) => {
                let (a, b) = (a.clone(), b.clone());
                vm.work(a.len())?;
                // Lists in lists are compared by this function again.
                stack().map_err(|_| vm.too_deep())?;
                let mut order = a.len().cmp(&b.len());
                for (a, b) in a.iter().zip(&b) {
                    if !equal(vm, a, b, MAX_DEPTH)? {
                        let less = vm.binary(Binary::Less, a.clone(), b.clone())?;
                        order = if vm.truth(&less)? { Ordering::Less } else { Ordering::Greater };
                        break;
                    }
                }
                order
            }
            (Some(Object::Set(a)), Some(Object::Set(b))) => {
                return Ok(Some(Value::Bool(match operator {
                    Binary::LessEqual => b.holds(a),
                    Binary::Less => b.holds(a) && a.len() < b.len(),
                    Binary::GreaterEqual => a.holds(b),
                    _ => a.holds(b) && b.len() < a.len(),
                })));
            }
            _ => return Ok(None),
        },
    };
    Ok(Some(Value::Bool(match operator {
        Binary::Less => order == Ordering::Less,
        Binary::LessEqual => order != Ordering::Greater,
        Binary::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })))
}
