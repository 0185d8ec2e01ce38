//! `Object.…`, `Array.…`, and what every object has.

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::javascript::{errors, number};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// The entries that show, with texts as keys.
fn entries(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Vec<(Value, Value)>, Fault> {
    if let Some(items) = vm.heap.items(value) {
        return Ok(items.iter().enumerate().map(|(at, item)| (Value::text(at.to_string()), item.clone())).collect());
    }
    if let Value::Text(text) = value {
        let letters = text.chars().enumerate();
        return Ok(letters
            .map(|(at, letter)| (Value::text(at.to_string()), Value::text(letter.to_string())))
            .collect());
    }
    let all: Vec<(Value, Value)> = match vm.heap.of(value) {
        Some(Object::Dict(_)) | None => Vec::new(),
        _ => match vm.heap.entries(value) {
            Some(all) => all.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            None => Vec::new(),
        },
    };
    let mut shown = Vec::new();
    for (key, field) in all {
        let name = key.as_text().unwrap_or_default().to_string();
        if errors::is_hidden(vm, value, &name) {
            continue;
        }
        let field = match vm.heap.of(&field) {
            Some(Object::Property { .. }) => vm.member(value, &name)?,
            _ => field,
        };
        shown.push((key, field));
    }
    // Whole numbers come first, in order.
    shown.sort_by_key(|(key, _)| key.as_text().and_then(|key| key.parse::<u32>().ok()).map_or(u64::MAX, u64::from));
    Ok(shown)
}

fn assign(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    for source in a.plain.iter().skip(1) {
        for (key, value) in entries(vm, source)? {
            let name = key.as_text().unwrap_or_default().to_string();
            vm.set_member(&a.at(0), &name, value)?;
        }
    }
    Ok(a.at(0))
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "keys",
        run: |vm, a| {
            let keys = entries(vm, &a.at(0))?.into_iter().map(|(key, _)| key).collect();
            vm.list(keys)
        },
    },
    Native {
        name: "values",
        run: |vm, a| {
            let values = entries(vm, &a.at(0))?.into_iter().map(|(_, value)| value).collect();
            vm.list(values)
        },
    },
    Native {
        name: "entries",
        run: |vm, a| {
            let mut pairs = Vec::new();
            for (key, value) in entries(vm, &a.at(0))? {
                pairs.push(vm.list(vec![key, value])?);
            }
            vm.list(pairs)
        },
    },
    Native { name: "assign", run: assign },
    Native {
        name: "fromEntries",
        run: |vm, a| {
            let object = vm.heap.value(Object::Record(Default::default()))?;
            for pair in vm.collect(&a.at(0))? {
                let pair = vm.collect(&pair)?;
                if let [key, value] = pair.as_slice() {
                    vm.set_entry(&object, key.clone(), value.clone())?;
                }
            }
            Ok(object)
        },
    },
    Native {
        name: "is",
        run: |_, a| {
            Ok(Value::Bool(match (a.at(0), a.at(1)) {
                (Value::Float(a), Value::Float(b)) => {
                    a.is_nan() && b.is_nan() || a == b && a.is_sign_negative() == b.is_sign_negative()
                }
                (a, b) => a == b,
            }))
        },
    },
    Native { name: "freeze", run: |_, a| Ok(a.at(0)) },
    Native { name: "seal", run: |_, a| Ok(a.at(0)) },
    Native { name: "isFrozen", run: |_, _| Ok(Value::Bool(false)) },
    Native {
        name: "create",
        run: |vm, a| {
            let object = vm.heap.value(Object::Record(Default::default()))?;
            assign(vm, Arguments::of(vec![object, a.at(0)]))
        },
    },
    Native { name: "getPrototypeOf", run: |vm, a| Ok(vm.class_of(&a.at(0)).map_or(Value::None, Value::Object)) },
    Native { name: "setPrototypeOf", run: |_, a| Ok(a.at(0)) },
    Native {
        name: "defineProperty",
        run: |vm, a| {
            let name = a.text(vm, 1)?;
            let get = vm.member(&a.at(2), "get")?;
            let value = match get {
                Value::Undefined => vm.member(&a.at(2), "value")?,
                get => vm.heap.value(Object::Property { get: Some(get), set: None })?,
            };
            vm.set_member(&a.at(0), &name, value)?;
            Ok(a.at(0))
        },
    },
    Native {
        name: "hasOwn",
        run: |vm, a| {
            let name = a.text(vm, 1)?;
            Ok(Value::Bool(vm.heap.entries(&a.at(0)).is_some_and(|all| all.named(&name).is_some())))
        },
    },
];

pub static OF_RECORD: &[Native] = &[Native {
    name: "hasOwnProperty",
    run: |vm, a| {
        let name = a.text(vm, 0)?;
        let this = a.this.clone().unwrap_or(Value::Undefined);
        Ok(Value::Bool(vm.heap.entries(&this).is_some_and(|all| all.named(&name).is_some())))
    },
}];

pub static OF_ARRAY: &[Native] = &[
    Native { name: "isArray", run: |vm, a| Ok(Value::Bool(matches!(vm.heap.of(&a.at(0)), Some(Object::List(_))))) },
    Native { name: "of", run: |vm, a| vm.list(a.plain) },
    Native {
        name: "from",
        run: |vm, a| {
            let source = a.at(0);
            let length = match vm.heap.of(&source) {
                Some(Object::Record(record)) => record.fields.named("length").and_then(Value::number),
                _ => None,
            };
            let items = match length {
                Some(length) => {
                    let length = length.max(0.0) as usize;
                    vm.heap.spend(length.saturating_mul(std::mem::size_of::<Value>()))?;
                    vec![Value::Undefined; length]
                }
                None => vm.collect(&source)?,
            };
            if a.at(1).is_nothing() {
                return vm.list(items);
            }
            let mut made = Vec::new();
            for (at, item) in items.into_iter().enumerate() {
                made.push(vm.call(&a.at(1), Arguments::of(vec![item, number(at)]))?);
            }
            vm.list(made)
        },
    },
];
