//! `set`

use super::this;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Shows};
use crate::shell::programs::script::python::hashing::in_order;
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

/// What the method's arguments hold, each as a set.
fn others(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Vec<Dict>, Fault> {
    let mut sets = Vec::new();
    for value in &a.plain {
        let values = vm.collect(value)?;
        sets.push(of(vm, values)?);
    }
    Ok(sets)
}

/// The set with all its arguments, one after the other.
fn combined(vm: &mut Vm<'_, '_>, a: &Arguments, operator: Binary) -> Result<Dict, Fault> {
    let mut made = own(vm, a);
    for other in others(vm, a)? {
        made = combine(vm, operator, &made, &other)?.unwrap_or_default();
    }
    Ok(made)
}

fn with(vm: &mut Vm<'_, '_>, a: &Arguments, operator: Binary) -> Result<Value, Fault> {
    let made = combined(vm, a, operator)?;
    let marked = vm.heap.is_marked(&this(a));
    let made = vm.heap.value(Object::Set(made))?;
    Ok(if marked { vm.heap.mark(made) } else { made })
}

fn become_combined(vm: &mut Vm<'_, '_>, a: &Arguments, operator: Binary) -> Result<Value, Fault> {
    let made = combined(vm, a, operator)?;
    if let Some(Value::Object(of)) = a.this {
        *vm.heap.get_mut(of) = Object::Set(made);
    }
    Ok(Value::None)
}

/// A dictionary's keys or entries as a set; anything else as it is.
pub fn as_set(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Value, Fault> {
    match vm.heap.of(value) {
        Some(Object::View { shows: Shows::Keys | Shows::Items, .. }) => {
            let values = super::seen(vm, value)?;
            let set = of(vm, values)?;
            vm.heap.value(Object::Set(set))
        }
        _ => Ok(value.clone()),
    }
}

/// `left op= right` of what is changed in its place.
pub fn update_in_place(
    vm: &mut Vm<'_, '_>,
    operator: Binary,
    left: &Value,
    right: &Value,
) -> Result<Option<Value>, Fault> {
    let Value::Object(place) = *left else { return Ok(None) };
    let marked = vm.heap.is_marked(left);
    match (vm.heap.of(left), vm.heap.of(right), operator) {
        (Some(Object::Set(_)), _, Binary::BitOr | Binary::BitAnd | Binary::Subtract | Binary::BitXor) if !marked => {
            let value = vm.binary(operator, left.clone(), right.clone())?;
            if let Some(Object::Set(set)) = vm.heap.of(&value) {
                let set = set.clone();
                *vm.heap.get_mut(place) = Object::Set(set);
                return Ok(Some(left.clone()));
            }
            Ok(Some(value))
        }
        (Some(Object::Dict(_)), _, Binary::BitOr) => {
            super::update(vm, left, &Arguments::of(vec![right.clone()]))?;
            Ok(Some(left.clone()))
        }
        (Some(Object::Bytes(_)), Some(Object::Bytes(more)), Binary::Add) if marked => {
            let more = more.clone();
            vm.heap.spend(more.len())?;
            if let Object::Bytes(bytes) = vm.heap.get_mut(place) {
                bytes.extend(more);
            }
            Ok(Some(left.clone()))
        }
        _ => Ok(None),
    }
}

/// Whether one of the two sets has all values of the other.
fn compares(vm: &mut Vm<'_, '_>, a: &Arguments, own_is_larger: bool) -> Result<Value, Fault> {
    let (own, values) = (own(vm, a), vm.collect(&a.at(0))?);
    let other = of(vm, values)?;
    Ok(Value::Bool(if own_is_larger { own.holds(&other) } else { other.holds(&own) }))
}

fn is_disjoint(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let own = own(vm, &a);
    for value in vm.collect(&a.at(0))? {
        let key = vm.key(&value)?;
        if own.get(&key).is_some() {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn copy(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    if vm.heap.is_marked(&this(&a)) {
        return Ok(this(&a));
    }
    let copy = own(vm, &a);
    vm.heap.value(Object::Set(copy))
}

fn pop(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let Some(first) = in_order(&own(vm, &a)).into_iter().next() else {
        return Err(key_error(vm, &Value::text("pop from an empty set")));
    };
    let key = vm.key(&first)?;
    if let Some(Value::Object(of)) = a.this
        && let Object::Set(set) = vm.heap.get_mut(of)
    {
        set.remove(&key);
    }
    Ok(first)
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
    Native { name: "pop", run: pop },
    Native {
        name: "clear",
        run: |vm, a| {
            if let Some(Value::Object(of)) = a.this {
                *vm.heap.get_mut(of) = Object::Set(Dict::default());
            }
            Ok(Value::None)
        },
    },
    Native { name: "update", run: |vm, a| become_combined(vm, &a, Binary::BitOr) },
    Native { name: "intersection_update", run: |vm, a| become_combined(vm, &a, Binary::BitAnd) },
    Native { name: "difference_update", run: |vm, a| become_combined(vm, &a, Binary::Subtract) },
    Native { name: "symmetric_difference_update", run: |vm, a| become_combined(vm, &a, Binary::BitXor) },
    Native { name: "union", run: |vm, a| with(vm, &a, Binary::BitOr) },
    Native { name: "intersection", run: |vm, a| with(vm, &a, Binary::BitAnd) },
    Native { name: "difference", run: |vm, a| with(vm, &a, Binary::Subtract) },
    Native { name: "symmetric_difference", run: |vm, a| with(vm, &a, Binary::BitXor) },
    Native { name: "issubset", run: |vm, a| compares(vm, &a, false) },
    Native { name: "issuperset", run: |vm, a| compares(vm, &a, true) },
    Native { name: "isdisjoint", run: is_disjoint },
    Native { name: "copy", run: copy },
];

/// Those of a set that stays as it is: the last ones.
pub fn frozen() -> &'static [Native] {
    const COUNT: usize = 8;
    METHODS.get(METHODS.len().saturating_sub(COUNT)..).unwrap_or_default()
}
