//! `==`, `is`, `in`.

use super::methods;
use super::special::{bare, by_method};
use crate::shell::programs::script::heap::{Iteration, Object, Shows};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// Lists inside each other that are compared.
pub const MAX_DEPTH: usize = 20;

/// `left == right`
pub fn equal(vm: &mut Vm<'_, '_>, left: &Value, right: &Value, depth: usize) -> Result<bool, Fault> {
    if let (Some(a), Some(b)) = (left.number(), right.number()) {
        return Ok(a == b);
    }
    if left == right || depth > MAX_DEPTH {
        return Ok(left == right);
    }
    for (this, other) in [(left, right), (right, left)] {
        match by_method(vm, this, "__eq__", std::slice::from_ref(other))? {
            Some(value) if is_not_implemented(&value) => {}
            Some(value) => return vm.truth(&value),
            None => {}
        }
    }
    let (left, right) = (&bare(vm, left), &bare(vm, right));
    if let (Some(a), Some(b)) = (left.number(), right.number()) {
        return Ok(a == b);
    }
    if left == right {
        return Ok(true);
    }
    let (left, right) = (&methods::as_set(vm, left)?, &methods::as_set(vm, right)?);
    let pairs: Vec<(Value, Value)> = match (vm.heap.of(left), vm.heap.of(right)) {
        (Some(Object::List(a)), Some(Object::List(b))) | (Some(Object::Tuple(a)), Some(Object::Tuple(b))) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            a.iter().cloned().zip(b.iter().cloned()).collect()
        }
        (Some(Object::Dict(a)), Some(Object::Dict(b))) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            let (a, b) = (a.clone(), b.clone());
            let mut pairs = Vec::new();
            for (key, value) in a.iter() {
                let key = vm.key(key)?;
                match b.get(&key) {
                    Some(other) => pairs.push((value.clone(), other.clone())),
                    None => return Ok(false),
                }
            }
            pairs
        }
        (Some(Object::Set(a)), Some(Object::Set(b))) => return Ok(a.len() == b.len() && a.holds(b)),
        (Some(Object::Bytes(a)), Some(Object::Bytes(b))) => return Ok(a == b),
        (Some(Object::Range { from, to, by }), Some(Object::Range { from: f, to: t, by: b })) => {
            return Ok((from, to, by) == (f, t, b));
        }
        (Some(Object::Bound { function, this }), Some(Object::Bound { function: other, this: of })) => {
            return Ok(function == other && this == of);
        }
        _ => return Ok(false),
    };
    vm.work(pairs.len())?;
    for (a, b) in pairs {
        if !equal(vm, &a, &b, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `value in container`
pub fn contains(vm: &mut Vm<'_, '_>, value: &Value, container: &Value) -> Result<bool, Fault> {
    if let Some(found) = by_method(vm, container, "__contains__", std::slice::from_ref(value))? {
        return vm.truth(&found);
    }
    let (value, container) = (&bare(vm, value), &bare(vm, container));
    match (container, vm.heap.of(container)) {
        (Value::Text(text), _) => match value {
            Value::Text(part) => return Ok(text.contains(&**part)),
            _ => {
                let kind = vm.type_name(value);
                let text = format!("'in <string>' requires string as left operand, not {kind}");
                return Err(vm.error(ErrorKind::Type, text));
            }
        },
        (_, Some(Object::Dict(_) | Object::Set(_))) => {
            let key = vm.key(value)?;
            return Ok(match vm.heap.of(container) {
                Some(Object::Dict(entries) | Object::Set(entries)) => entries.get(&key).is_some(),
                _ => false,
            });
        }
        (_, Some(Object::View { of, shows: Shows::Keys })) => {
            let of = of.clone();
            return contains(vm, value, &of);
        }
        (_, Some(Object::Bytes(bytes))) => {
            return Ok(match (value, vm.heap.of(value)) {
                (Value::Int(byte), _) => bytes.iter().any(|own| i128::from(*own) == *byte),
                (_, Some(Object::Bytes(part))) => part.is_empty() || bytes.windows(part.len()).any(|own| own == part),
                _ => false,
            });
        }
        (_, Some(Object::Range { from, to, by })) => {
            let Value::Int(value) = value else { return Ok(false) };
            let inside = if *by > 0 { value >= from && value < to } else { value <= from && value > to };
            return Ok(inside && (value - from) % by == 0);
        }
        _ => {}
    }
    match vm.iterate(container) {
        Ok(iterator) => {
            while let Some(item) = vm.next(&iterator)? {
                vm.work(1)?;
                if equal(vm, &item, value, 0)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Err(Fault::Throw(_)) => {
            let kind = vm.type_name(container);
            Err(vm.error(ErrorKind::Type, format!("argument of type '{kind}' is not iterable")))
        }
        Err(fault) => Err(fault),
    }
}

/// What an object with places and without `__iter__` is gone through by.
pub fn by_places(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Iteration>, Fault> {
    let Some(class) = vm.class_of(value) else { return Ok(None) };
    if vm.find_in_class(class, "__getitem__").is_none() {
        return Ok(None);
    }
    let mut values = std::collections::VecDeque::new();
    for place in 0.. {
        vm.work(1)?;
        vm.heap.spend(std::mem::size_of::<Value>())?;
        match by_method(vm, value, "__getitem__", &[Value::Int(place)]) {
            Ok(item) => values.push_back(item.unwrap_or(Value::None)),
            Err(Fault::Throw(exception)) if vm.is_instance(&exception, "IndexError")? => break,
            Err(fault) => return Err(fault),
        }
    }
    Ok(Some(Iteration::Values(values)))
}

pub fn is_not_implemented(value: &Value) -> bool {
    matches!(value, Value::Native(native) if native.name == "NotImplemented")
}

/// `left is right`
pub fn same(vm: &Vm<'_, '_>, left: &Value, right: &Value) -> bool {
    match (left, right, vm.heap.of(left), vm.heap.of(right)) {
        (Value::Undefined | Value::None, Value::Undefined | Value::None, ..) => true,
        // A member of an object is made anew when it is looked up.
        (Value::Native(native), other, ..) | (other, Value::Native(native), ..) => {
            let of_class = |class: &crate::shell::programs::script::heap::Class| {
                class.is_builtin && class.name.as_deref() == Some(native.name)
            };
            left == right || matches!(vm.heap.of(other), Some(Object::Class(class)) if of_class(class))
        }
        _ => left == right,
    }
}
