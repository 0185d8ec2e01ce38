//! `list` and `tuple`

use super::this;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::operators::equal;
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::{self, Vm};
use crate::shell::programs::script::{ErrorKind, Fault};

fn change<T>(vm: &mut Vm<'_, '_>, a: &Arguments, change: impl FnOnce(&mut Vec<Value>) -> T) -> Result<T, Fault> {
    match a.this {
        Some(Value::Object(of)) => match vm.heap.get_mut(of) {
            Object::List(items) => Ok(change(items)),
            _ => Err(Fault::broken()),
        },
        _ => Err(Fault::broken()),
    }
}

fn items(vm: &Vm<'_, '_>, a: &Arguments) -> Vec<Value> {
    vm.heap.items(&this(a)).cloned().unwrap_or_default()
}

fn place_of(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Option<usize>, Fault> {
    for (place, item) in items(vm, a).iter().enumerate() {
        vm.work(1)?;
        if equal(vm, item, &a.at(0), 0)? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

static INDEX: Native = Native {
    name: "index",
    run: |vm, a| match place_of(vm, &a)? {
        Some(place) => Ok(Value::from(place)),
        None => {
            let shown = crate::shell::programs::script::python::display::repr(vm, &a.at(0))?;
            Err(vm.error(ErrorKind::Value, format!("{shown} is not in list")))
        }
    },
};

fn count(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let mut count = 0;
    for item in items(vm, &a) {
        count += usize::from(equal(vm, &item, &a.at(0), 0)?);
    }
    Ok(Value::from(count))
}

pub static TUPLE: &[Native] =
    &[Native { name: "index", run: |vm, a| (INDEX.run)(vm, a) }, Native { name: "count", run: count }];

/// Of a range.
pub static RANGE: &[Native] = &[
    Native {
        name: "index",
        run: |vm, a| {
            let values = vm.collect(&this(&a))?;
            match values.iter().position(|value| *value == a.at(0)) {
                Some(place) => Ok(Value::from(place)),
                None => {
                    let shown = crate::shell::programs::script::python::display::repr(vm, &a.at(0))?;
                    Err(vm.error(ErrorKind::Value, format!("{shown} is not in range")))
                }
            }
        },
    },
    Native {
        name: "count",
        run: |vm, a| {
            let has = crate::shell::programs::script::python::operators::contains(vm, &a.at(0), &this(&a))?;
            Ok(Value::Int(has.into()))
        },
    },
];

pub static METHODS: &[Native] = &[
    Native {
        name: "append",
        run: |vm, a| {
            let value = a.need(vm, 0, "append")?;
            vm.heap.spend(std::mem::size_of::<Value>())?;
            change(vm, &a, |items| items.push(value))?;
            Ok(Value::None)
        },
    },
    Native {
        name: "extend",
        run: |vm, a| {
            let values = vm.collect(&a.at(0))?;
            vm.heap.spend(values.len() * std::mem::size_of::<Value>())?;
            change(vm, &a, |items| items.extend(values))?;
            Ok(Value::None)
        },
    },
    Native {
        name: "insert",
        run: |vm, a| {
            let place = a.int(vm, 0, 0)?;
            vm.heap.spend(std::mem::size_of::<Value>())?;
            let value = a.at(1);
            change(vm, &a, |items| {
                let length = items.len() as i128;
                let place = if place < 0 { (place + length).max(0) } else { place.min(length) };
                items.insert(usize::try_from(place).unwrap_or(0), value);
            })?;
            Ok(Value::None)
        },
    },
    Native {
        name: "pop",
        run: |vm, a| {
            let place = a.int(vm, 0, -1)?;
            let length = items(vm, &a).len() as i128;
            if length == 0 {
                return Err(vm.error(ErrorKind::Index, "pop from empty list"));
            }
            let place = if place < 0 { place + length } else { place };
            match usize::try_from(place).ok().filter(|place| (*place as i128) < length) {
                Some(place) => change(vm, &a, |items| items.remove(place)),
                None => Err(vm.error(ErrorKind::Index, "pop index out of range")),
            }
        },
    },
    Native {
        name: "remove",
        run: |vm, a| match place_of(vm, &a)? {
            Some(place) => change(vm, &a, |items| drop(items.remove(place))).map(|()| Value::None),
            None => Err(vm.error(ErrorKind::Value, "list.remove(x): x not in list")),
        },
    },
    Native { name: "clear", run: |vm, a| change(vm, &a, Vec::clear).map(|()| Value::None) },
    Native { name: "reverse", run: |vm, a| change(vm, &a, |items| items.reverse()).map(|()| Value::None) },
    Native {
        name: "copy",
        run: |vm, a| {
            let items = items(vm, &a);
            vm.list(items)
        },
    },
    Native { name: "index", run: |vm, a| (INDEX.run)(vm, a) },
    Native { name: "count", run: count },
    Native {
        name: "sort",
        run: |vm, a| {
            let sorted = sorted(vm, items(vm, &a), &a)?;
            change(vm, &a, |items| *items = sorted)?;
            Ok(Value::None)
        },
    },
];

/// Sorts with the arguments `key` and `reverse`.
pub fn sorted(vm: &mut Vm<'_, '_>, items: Vec<Value>, a: &Arguments) -> Result<Vec<Value>, Fault> {
    let mut keyed = Vec::with_capacity(items.len());
    let key = a.named("key").filter(|key| !key.is_nothing());
    for item in items {
        let by = match &key {
            Some(key) => vm.call(key, Arguments::of(vec![item.clone()]))?,
            None => item.clone(),
        };
        keyed.push((by, item));
    }
    let reverse = match a.named("reverse") {
        Some(reverse) => vm.truth(&reverse)?,
        None => false,
    };
    vm::sorted(vm, keyed, |vm, later, earlier| {
        // What is equal keeps its order, in reverse, too.
        let (first, second) = if reverse { (earlier, later) } else { (later, earlier) };
        let less = vm.binary(Binary::Less, first.0.clone(), second.0.clone())?;
        vm.truth(&less)
    })
}
