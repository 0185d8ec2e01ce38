//! Functions on what can be gone through.

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Iteration, Mapping, Object, range_length};
use crate::shell::programs::script::python::lazy::mapped;
use crate::shell::programs::script::python::methods::sorted;
use crate::shell::programs::script::python::place;
use crate::shell::programs::script::python::special::{bare, by_method};
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn length(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let value = a.need(vm, 0, "len")?;
    if let Some(length) = by_method(vm, &value, "__len__", &[])? {
        return Ok(length);
    }
    let value = bare(vm, &value);
    let count = match (&value, vm.heap.of(&value)) {
        (Value::Text(text), _) => text.chars().count(),
        (_, Some(Object::List(items) | Object::Tuple(items))) => items.len(),
        (_, Some(Object::Dict(entries) | Object::Set(entries))) => entries.len(),
        (_, Some(Object::Bytes(bytes))) => bytes.len(),
        (_, Some(Object::Range { from, to, by })) => range_length(*from, *to, *by),
        (_, Some(Object::View { of, .. })) => vm.heap.entries(of).map_or(0, Dict::len),
        _ => {
            let kind = vm.type_name(&value);
            return Err(vm.error(ErrorKind::Type, format!("object of type '{kind}' has no len()")));
        }
    };
    Ok(Value::from(count))
}

/// The least (or greatest) of the arguments, or of the values in the one argument.
fn extreme(vm: &mut Vm<'_, '_>, a: &Arguments, name: &str, operator: Binary) -> Result<Value, Fault> {
    let items = match a.plain.as_slice() {
        [only] => vm.collect(only)?,
        several => several.to_vec(),
    };
    let key = a.named("key").filter(|key| !key.is_nothing());
    let mut best: Option<(Value, Value)> = None;
    for item in items {
        let by = match &key {
            Some(key) => vm.call(key, Arguments::of(vec![item.clone()]))?,
            None => item.clone(),
        };
        let better = match &best {
            Some((known, _)) => {
                let better = vm.binary(operator, by.clone(), known.clone())?;
                vm.truth(&better)?
            }
            None => true,
        };
        if better {
            best = Some((by, item));
        }
    }
    match (best, a.named("default")) {
        (Some((_, item)), _) => Ok(item),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(vm.error(ErrorKind::Value, format!("{name}() iterable argument is empty"))),
    }
}

fn iterator(vm: &mut Vm<'_, '_>, values: Vec<Value>) -> Result<Value, Fault> {
    vm.heap.value(Object::Iterator(Iteration::Values(values.into())))
}

fn truths(vm: &mut Vm<'_, '_>, a: &Arguments, stops_at: bool) -> Result<Value, Fault> {
    let iterator = vm.iterate(&a.at(0))?;
    while let Some(item) = vm.next(&iterator)? {
        vm.work(1)?;
        if vm.truth(&item)? == stops_at {
            return Ok(Value::Bool(stops_at));
        }
    }
    Ok(Value::Bool(!stops_at))
}

fn next(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let iterator = match vm.heap.of(&a.at(0)) {
        Some(Object::Iterator(_)) => a.at(0),
        Some(Object::Coroutine(_)) => vm.iterate(&a.at(0))?,
        _ => match by_method(vm, &a.at(0), "__next__", &[])? {
            Some(value) => return Ok(value),
            None => {
                let kind = vm.type_name(&a.at(0));
                return Err(vm.error(ErrorKind::Type, format!("'{kind}' object is not an iterator")));
            }
        },
    };
    match (vm.next(&iterator)?, a.plain.get(1)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => {
            let class = vm.class("StopIteration")?;
            let exception = vm.call(&Value::Object(class), Arguments::default())?;
            Err(vm.throw(exception))
        }
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "len", run: length },
    Native {
        name: "sorted",
        run: |vm, a| {
            let items = vm.collect(&a.at(0))?;
            let items = sorted(vm, items, &a)?;
            vm.list(items)
        },
    },
    Native {
        name: "reversed",
        run: |vm, a| {
            if let Some(iterator) = by_method(vm, &a.at(0), "__reversed__", &[])? {
                return Ok(iterator);
            }
            let mut items = match (vm.class_of(&a.at(0)), by_method(vm, &a.at(0), "__len__", &[])?) {
                // By its length and places, as what has no __iter__ is gone through.
                (Some(_), Some(Value::Int(length))) => {
                    let mut items = Vec::new();
                    for place in 0..length {
                        vm.work(1)?;
                        items.push(place::get(vm, &a.at(0), &Value::Int(place))?);
                    }
                    items
                }
                _ => vm.collect(&a.at(0))?,
            };
            items.reverse();
            iterator(vm, items)
        },
    },
    Native {
        name: "enumerate",
        run: |vm, a| {
            let start = match a.get(1, "start") {
                Some(Value::Int(start)) => start,
                _ => 0,
            };
            mapped(vm, Mapping::Enumerate, Value::None, &a.plain[..1.min(a.plain.len())], start)
        },
    },
    Native {
        name: "zip",
        run: |vm, a| {
            let strict = match a.named("strict") {
                Some(strict) => vm.truth(&strict)?,
                None => false,
            };
            mapped(vm, if strict { Mapping::ZipStrict } else { Mapping::Zip }, Value::None, &a.plain, 0)
        },
    },
    Native {
        name: "map",
        run: |vm, a| {
            let function = a.need(vm, 0, "map")?;
            mapped(vm, Mapping::Map, function, a.plain.get(1..).unwrap_or_default(), 0)
        },
    },
    Native {
        name: "filter",
        run: |vm, a| mapped(vm, Mapping::Filter, a.at(0), a.plain.get(1..2).unwrap_or_default(), 0),
    },
    Native {
        name: "sum",
        run: |vm, a| {
            let mut sum = a.get(1, "start").unwrap_or(Value::Int(0));
            let iterator = vm.iterate(&a.at(0))?;
            while let Some(item) = vm.next(&iterator)? {
                vm.work(1)?;
                sum = vm.binary(Binary::Add, sum, item)?;
            }
            Ok(sum)
        },
    },
    Native { name: "min", run: |vm, a| extreme(vm, &a, "min", Binary::Less) },
    Native { name: "max", run: |vm, a| extreme(vm, &a, "max", Binary::Greater) },
    Native { name: "any", run: |vm, a| truths(vm, &a, true) },
    Native { name: "all", run: |vm, a| truths(vm, &a, false) },
    Native {
        name: "iter",
        run: |vm, a| match a.plain.get(1) {
            Some(end) => mapped(vm, Mapping::Until, a.at(0), std::slice::from_ref(end), 0),
            None => match by_method(vm, &a.at(0), "__iter__", &[])? {
                Some(iterator) => Ok(iterator),
                None => vm.iterate(&a.at(0)),
            },
        },
    },
    Native { name: "next", run: next },
];
