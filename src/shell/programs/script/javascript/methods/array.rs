//! `Array`: what changes it, and what looks into it.

use super::{call, items, place, this};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Iteration, Object};
use crate::shell::programs::script::javascript::conversion::to_number;
use crate::shell::programs::script::javascript::number;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::{self, Vm};

fn change<T>(vm: &mut Vm<'_, '_>, a: &Arguments, change: impl FnOnce(&mut Vec<Value>) -> T) -> Result<T, Fault> {
    match a.this {
        Some(Value::Object(of)) => match vm.heap.get_mut(of) {
            Object::List(items) => Ok(change(items)),
            _ => Err(Fault::broken()),
        },
        _ => Err(Fault::broken()),
    }
}

/// The first item for which the function says yes, with its place.
pub(super) fn first(vm: &mut Vm<'_, '_>, a: &Arguments, last: bool) -> Result<Option<(usize, Value)>, Fault> {
    let all = items(vm, a);
    let mut places: Vec<usize> = (0..all.len()).collect();
    if last {
        places.reverse();
    }
    for at in places {
        let Some(item) = all.get(at).cloned() else { continue };
        let holds = call(vm, &a.at(0), vec![item.clone(), number(at), this(a)])?;
        if vm.truth(&holds)? {
            return Ok(Some((at, item)));
        }
    }
    Ok(None)
}

/// `reduce` from the left or from the right.
fn reduce(vm: &mut Vm<'_, '_>, a: &Arguments, from_right: bool) -> Result<Value, Fault> {
    let mut all: Vec<(usize, Value)> = items(vm, a).into_iter().enumerate().collect();
    if from_right {
        all.reverse();
    }
    let mut all = all.into_iter();
    let mut result = match a.plain.get(1) {
        Some(start) => start.clone(),
        None => match all.next() {
            Some((_, first)) => first,
            None => {
                let text = "Reduce of empty array with no initial value";
                return Err(vm.error(crate::shell::programs::script::ErrorKind::Type, text));
            }
        },
    };
    for (at, item) in all {
        result = call(vm, &a.at(0), vec![result, item, number(at), this(a)])?;
    }
    Ok(result)
}

/// Sorts by the function, or by the texts.
fn sorted(vm: &mut Vm<'_, '_>, items: Vec<Value>, by: &Value) -> Result<Vec<Value>, Fault> {
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let key = if by.is_nothing() { vm.shown(&item)? } else { String::new() };
        keyed.push((key, item));
    }
    vm::sorted(vm, keyed, |vm, later, earlier| match by.is_nothing() {
        true => Ok(later.0 < earlier.0),
        false => {
            let order = call(vm, by, vec![earlier.1.clone(), later.1.clone()])?;
            Ok(to_number(vm, &order)? > 0.0)
        }
    })
}

fn index_of(vm: &mut Vm<'_, '_>, a: &Arguments) -> Option<usize> {
    items(vm, a).iter().position(|item| *item == a.at(0))
}

pub static METHODS: &[Native] = &[
    Native {
        name: "push",
        run: |vm, a| {
            vm.heap.spend(a.plain.len() * std::mem::size_of::<Value>())?;
            let news = a.plain.clone();
            change(vm, &a, |items| {
                items.extend(news);
                items.len()
            })
            .map(number)
        },
    },
    Native { name: "pop", run: |vm, a| Ok(change(vm, &a, Vec::pop)?.unwrap_or(Value::Undefined)) },
    Native {
        name: "shift",
        run: |vm, a| change(vm, &a, |items| if items.is_empty() { Value::Undefined } else { items.remove(0) }),
    },
    Native {
        name: "unshift",
        run: |vm, a| {
            vm.heap.spend(a.plain.len() * std::mem::size_of::<Value>())?;
            let news = a.plain.clone();
            change(vm, &a, |items| {
                items.splice(0..0, news);
                items.len()
            })
            .map(number)
        },
    },
    Native {
        name: "splice",
        run: |vm, a| {
            let length = items(vm, &a).len();
            let from = place(vm, &a.at(0), length, 0)?;
            let count = match a.plain.get(1) {
                Some(count) => (to_number(vm, count)?.max(0.0) as usize).min(length - from),
                None => length - from,
            };
            let news: Vec<Value> = a.plain.iter().skip(2).cloned().collect();
            vm.heap.spend(news.len() * std::mem::size_of::<Value>())?;
            let gone: Vec<Value> = change(vm, &a, |items| items.splice(from..from + count, news).collect())?;
            vm.list(gone)
        },
    },
    Native {
        name: "reverse",
        run: |vm, a| {
            change(vm, &a, |items| items.reverse())?;
            Ok(this(&a))
        },
    },
    Native {
        name: "sort",
        run: |vm, a| {
            let all = items(vm, &a);
            let sorted = sorted(vm, all, &a.at(0))?;
            change(vm, &a, |items| *items = sorted)?;
            Ok(this(&a))
        },
    },
    Native {
        name: "fill",
        run: |vm, a| {
            let value = a.at(0);
            change(vm, &a, |items| items.iter_mut().for_each(|item| *item = value.clone()))?;
            Ok(this(&a))
        },
    },
    Native { name: "indexOf", run: |vm, a| Ok(index_of(vm, &a).map_or(Value::Float(-1.0), number)) },
    Native {
        name: "lastIndexOf",
        run: |vm, a| {
            let last = items(vm, &a).iter().rposition(|item| *item == a.at(0));
            Ok(last.map_or(Value::Float(-1.0), number))
        },
    },
    Native { name: "includes", run: |vm, a| Ok(Value::Bool(index_of(vm, &a).is_some())) },
    Native {
        name: "at",
        run: |vm, a| {
            let all = items(vm, &a);
            let at = to_number(vm, &a.at(0))?;
            let at = if at < 0.0 { at + all.len() as f64 } else { at };
            Ok(if at < 0.0 { Value::Undefined } else { all.get(at as usize).cloned().unwrap_or(Value::Undefined) })
        },
    },
    Native { name: "find", run: |vm, a| Ok(first(vm, &a, false)?.map_or(Value::Undefined, |(_, item)| item)) },
    Native { name: "findLast", run: |vm, a| Ok(first(vm, &a, true)?.map_or(Value::Undefined, |(_, item)| item)) },
    Native {
        name: "findIndex",
        run: |vm, a| Ok(first(vm, &a, false)?.map_or(Value::Float(-1.0), |(at, _)| number(at))),
    },
    Native { name: "some", run: |vm, a| Ok(Value::Bool(first(vm, &a, false)?.is_some())) },
    Native {
        name: "every",
        run: |vm, a| {
            for (at, item) in items(vm, &a).into_iter().enumerate() {
                let holds = call(vm, &a.at(0), vec![item, number(at), this(&a)])?;
                if !vm.truth(&holds)? {
                    return Ok(Value::Bool(false));
                }
            }
            Ok(Value::Bool(true))
        },
    },
    Native { name: "reduce", run: |vm, a| reduce(vm, &a, false) },
    Native { name: "reduceRight", run: |vm, a| reduce(vm, &a, true) },
    Native {
        name: "forEach",
        run: |vm, a| {
            for (at, item) in items(vm, &a).into_iter().enumerate() {
                call(vm, &a.at(0), vec![item, number(at), this(&a)])?;
            }
            Ok(Value::Undefined)
        },
    },
    Native { name: "map", run: super::array_more::map },
    Native { name: "filter", run: super::array_more::filter },
    Native { name: "flat", run: super::array_more::flat },
    Native { name: "flatMap", run: super::array_more::flat_map },
    Native { name: "slice", run: super::array_more::slice },
    Native { name: "concat", run: super::array_more::concat },
    Native { name: "join", run: super::array_more::join },
    Native { name: "toString", run: super::array_more::join },
    Native {
        name: "keys",
        run: |vm, a| {
            let keys = (0..items(vm, &a).len()).map(number).collect();
            vm.heap.value(Object::Iterator(Iteration::Values(keys)))
        },
    },
    Native {
        name: "entries",
        run: |vm, a| {
            let mut pairs = Vec::new();
            for (at, item) in items(vm, &a).into_iter().enumerate() {
                pairs.push(vm.list(vec![number(at), item])?);
            }
            vm.heap.value(Object::Iterator(Iteration::Values(pairs.into())))
        },
    },
    Native { name: "values", run: |vm, a| vm.iterate(&this(&a)) },
];
