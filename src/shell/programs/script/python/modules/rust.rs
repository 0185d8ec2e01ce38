//! `_rust`: what the library of Rust's programs is built on: values that are made and changed in place, whole numbers with
//! bounds, numbers and letters as Rust writes them.

use super::rust_text::{self, panic};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Record};
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;

/// Values inside each other that are copied.
const MAX_DEPTH: usize = 20;

/// Bounds of a whole number by its bits and sign.
fn wrapped(value: i128, bits: i128, signed: bool) -> i128 {
    if bits >= 128 {
        return value;
    }
    let rest = value & ((1_i128 << bits) - 1);
    if signed && rest >> (bits - 1) != 0 { rest - (1_i128 << bits) } else { rest }
}

/// `value as` a whole number: it is cut off, or as near as can be.
fn cast(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let bits = a.int(vm, 1, 32)?;
    let signed = a.at(2) == Value::Bool(true);
    let value = match a.at(0) {
        Value::Int(value) => wrapped(value, bits, signed),
        Value::Bool(value) => i128::from(value),
        Value::Symbol(letter) => {
            wrapped(letter.chars().next().map_or(0, |letter| i128::from(u32::from(letter))), bits, signed)
        }
        Value::Float(value) => {
            let shift = (bits - i128::from(signed)).min(126);
            let high = if bits >= 128 { i128::MAX } else { (1_i128 << shift) - 1 };
            let low = if !signed { 0 } else { -high - 1 };
            (value as i128).clamp(low, high)
        }
        other => match vm.member(&other, "_number") {
            Ok(function) => match vm.call(&function, Arguments::default())? {
                Value::Int(value) => wrapped(value, bits, signed),
                _ => return vm.unsimulated("this conversion"),
            },
            Err(_) => return vm.unsimulated("this conversion"),
        },
    };
    Ok(Value::Int(value))
}

/// `make(class, name, value, …)`
fn make(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let mut given = a.plain.into_iter();
    let Some(Value::Object(class)) = given.next() else { return vm.unsimulated("a value of this type") };
    let mut fields = Dict::default();
    while let (Some(Value::Text(name)), Some(value)) = (given.next(), given.next()) {
        fields.put(name, value);
    }
    vm.heap.spend(fields.len() * 96)?;
    vm.heap.value(Object::Record(Record { class: Some(class), fields, ..Record::default() }))
}

/// What is copied where it is used: values of classes that say so, and what has such inside.
fn copied(vm: &mut Vm<'_, '_>, value: &Value, depth: usize) -> Result<Value, Fault> {
    if depth > MAX_DEPTH {
        return Ok(value.clone());
    }
    vm.work(1)?;
    let Value::Object(of) = value else { return Ok(value.clone()) };
    match vm.heap.get(*of) {
        Object::List(values) => {
            let values = values.clone();
            vm.heap.spend(values.len() * std::mem::size_of::<Value>())?;
            let all = values.iter().map(|value| copied(vm, value, depth + 1)).collect::<Result<Vec<_>, _>>()?;
            vm.list(all)
        }
        Object::Tuple(values) => {
            let values = values.clone();
            let all = values.iter().map(|value| copied(vm, value, depth + 1)).collect::<Result<Vec<_>, _>>()?;
            vm.tuple(all)
        }
        Object::Record(record) => {
            let Some(class) = record.class else { return Ok(value.clone()) };
            let fields: Vec<(Value, Value)> =
                record.fields.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            let copies = vm.find_in_class(class, "_copies").is_some_and(|(found, _)| found == Value::Bool(true));
            if !copies {
                return Ok(value.clone());
            }
            let mut news = Dict::default();
            for (name, value) in fields {
                let value = copied(vm, &value, depth + 1)?;
                news.put(name.as_text().unwrap_or_default(), value);
            }
            vm.heap.spend(news.len() * 96)?;
            vm.heap.value(Object::Record(Record { class: Some(class), fields: news, ..Record::default() }))
        }
        _ => Ok(value.clone()),
    }
}

/// `*place = value` of an object: it becomes like the value.
fn become_like(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (Value::Object(target), Value::Object(from)) = (a.at(0), a.at(1)) else {
        return vm.unsimulated("an assignment through this reference");
    };
    vm.work(1)?;
    match vm.heap.get(from) {
        Object::List(values) => {
            let values = values.clone();
            vm.work(values.len())?;
            if let Object::List(old) = vm.heap.get_mut(target) {
                *old = values;
                return Ok(Value::None);
            }
        }
        Object::Record(record) => {
            let (class, fields) = (record.class, record.fields.clone());
            if let Object::Record(old) = vm.heap.get_mut(target) {
                old.class = class;
                old.fields = fields;
                return Ok(Value::None);
            }
        }
        _ => {}
    }
    vm.unsimulated("an assignment through this reference")
}

/// A place in a list, if it is there.
fn place(vm: &mut Vm<'_, '_>, list: &Value, index: &Value) -> Result<Option<usize>, Fault> {
    let (Some(Object::List(values)), Value::Int(index)) = (vm.heap.of(list), index) else { return Ok(None) };
    let length = values.len();
    match usize::try_from(*index) {
        Ok(index) if index < length => Ok(Some(index)),
        _ => panic(vm, format!("index out of bounds: the len is {length} but the index is {index}")),
    }
}

/// `list[index]`, or what the object has as its `index`.
fn at(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (list, index) = (a.at(0), a.at(1));
    if let Some(place) = place(vm, &list, &index)?
        && let Some(Object::List(values)) = vm.heap.of(&list)
        && let Some(value) = values.get(place)
    {
        return Ok(value.clone());
    }
    let function = vm.member(&list, "index")?;
    vm.call(&function, Arguments::of(vec![index]))
}

fn put(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (list, index) = (a.at(0), a.at(1));
    if let Some(place) = place(vm, &list, &index)?
        && let Value::Object(of) = list
        && let Object::List(values) = vm.heap.get_mut(of)
        && let Some(value) = values.get_mut(place)
    {
        *value = a.at(2);
        return Ok(Value::None);
    }
    let function = vm.member(&list, "index_put")?;
    vm.call(&function, Arguments::of(vec![index, a.at(2)]))
}

fn shift(vm: &mut Vm<'_, '_>, a: &Arguments, left: bool) -> Result<Value, Fault> {
    let (value, by, bits) = (a.int(vm, 0, 0)?, a.int(vm, 1, 0)?, a.int(vm, 2, 32)?);
    if !(0..bits).contains(&by) {
        return panic(vm, format!("attempt to shift {} with overflow", if left { "left" } else { "right" }));
    }
    let by = u32::try_from(by).unwrap_or(0);
    let signed = a.at(3) == Value::Bool(true);
    let moved = if left { wrapped(value.wrapping_shl(by), bits, signed) } else { value >> by };
    Ok(Value::Int(moved))
}

/// What kind a value is.
fn kind(vm: &Vm<'_, '_>, value: &Value) -> &'static str {
    match value {
        Value::None | Value::Undefined => "unit",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Text(_) => "str",
        Value::Symbol(_) => "char",
        Value::Native(_) => "function",
        Value::Object(_) => match vm.heap.of(value) {
            Some(Object::List(_)) => "list",
            Some(Object::Tuple(_)) => "tuple",
            Some(Object::Record(_)) => "record",
            Some(Object::Function(_) | Object::Bound { .. }) => "function",
            Some(Object::Range { .. }) => "range",
            _ => "other",
        },
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "make", run: make },
    Native { name: "copied", run: |vm, a| copied(vm, &a.at(0), 0) },
    Native { name: "become", run: |vm, a| become_like(vm, &a) },
    Native { name: "at", run: |vm, a| at(vm, &a) },
    Native { name: "put", run: |vm, a| put(vm, &a) },
    // The fields of an object as a dictionary.
    Native {
        name: "fields",
        run: |vm, a| {
            let fields = vm.heap.entries(&a.at(0)).cloned().unwrap_or_default();
            vm.heap.spend(fields.len() * 96)?;
            vm.heap.value(Object::Dict(fields))
        },
    },
    Native { name: "kind", run: |vm, a| Ok(Value::from(kind(vm, &a.at(0)))) },
    Native { name: "cast", run: |vm, a| cast(vm, &a) },
    Native { name: "shl", run: |vm, a| shift(vm, &a, true) },
    Native { name: "shr", run: |vm, a| shift(vm, &a, false) },
    Native {
        name: "div",
        run: |vm, a| match (a.int(vm, 0, 0)?, a.int(vm, 1, 1)?) {
            (_, 0) => panic(vm, "attempt to divide by zero"),
            (value, by) => Ok(Value::Int(value.wrapping_div(by))),
        },
    },
    Native {
        name: "rem",
        run: |vm, a| match (a.int(vm, 0, 0)?, a.int(vm, 1, 1)?) {
            (_, 0) => panic(vm, "attempt to calculate the remainder with a divisor of zero"),
            (value, by) => Ok(Value::Int(value.wrapping_rem(by))),
        },
    },
    // `a op b`, cut off to so many bits: what would not fit into 128 is multiplied in parts.
    Native {
        name: "wrapping",
        run: |vm, a| {
            let operator = a.text(vm, 0)?;
            let (x, y, bits) = (a.int(vm, 1, 0)?, a.int(vm, 2, 0)?, a.int(vm, 3, 64)?);
            let value = match operator.as_str() {
                "+" => x.wrapping_add(y),
                "-" => x.wrapping_sub(y),
                _ => x.wrapping_mul(y),
            };
            Ok(Value::Int(wrapped(value, bits, a.at(4) == Value::Bool(true))))
        },
    },
    Native {
        name: "power",
        run: |vm, a| {
            let (value, by) = (a.int(vm, 0, 0)?, a.int(vm, 1, 0)?);
            let power = u32::try_from(by).ok().and_then(|by| value.checked_pow(by));
            Ok(power.map_or(Value::None, Value::Int))
        },
    },
    Native {
        name: "bits",
        run: |vm, a| {
            let (name, value, bits) = (a.text(vm, 0)?, a.int(vm, 1, 0)?, a.int(vm, 2, 32)?);
            let value = (value as u128) & if bits >= 128 { u128::MAX } else { (1_u128 << bits) - 1 };
            let unused = 128 - u32::try_from(bits.clamp(0, 128)).unwrap_or(128);
            let count = match name.as_str() {
                "ones" => value.count_ones(),
                "leading" => value.leading_zeros() - unused,
                _ => value.trailing_zeros().min(128 - unused),
            };
            Ok(Value::Int(i128::from(count)))
        },
    },
    // Where an exception came from: file, line, column.
    Native {
        name: "place",
        run: |vm, a| {
            let point = match vm.heap.of(&a.at(0)) {
                Some(Object::Record(record)) => record
                    .trace
                    .iter()
                    .rfind(|point| !point.code.file.is_library)
                    .map(|point| (point.code.file.shown.to_string(), point.span.line, point.span.start + 1)),
                _ => None,
            };
            let (file, line, column) = point.unwrap_or_else(|| ("src/main.rs".into(), 1, 1));
            let all = vec![Value::text(file), Value::Int(i128::from(line)), Value::Int(i128::from(column))];
            vm.tuple(all)
        },
    },
    // Where the program stands that called the library.
    Native {
        name: "here",
        run: |vm, _| {
            let trace = vm.trace();
            let point = trace.iter().rfind(|point| !point.code.file.is_library);
            let text =
                point.map(|point| format!("{}:{}:{}", point.code.file.shown, point.span.line, point.span.start + 1));
            vm.text(text.unwrap_or_default())
        },
    },
    Native { name: "single", run: |vm, a| rust_text::single(vm, &a) },
    Native { name: "exact", run: |vm, a| Ok(Value::Float(f64::from(rust_text::number(vm, &a, 0)? as f32))) },
    Native { name: "float", run: |vm, a| rust_text::float(vm, &a) },
    Native { name: "float_text", run: |vm, a| rust_text::float_text(vm, &a) },
    Native { name: "parse", run: |vm, a| rust_text::parse(vm, &a) },
    Native { name: "letter", run: |vm, a| Ok(Value::Symbol(a.text(vm, 0)?.into())) },
    Native { name: "letters", run: |vm, a| rust_text::letters(vm, &a) },
    Native { name: "letter_text", run: |vm, a| rust_text::letter_text(vm, &a) },
    Native { name: "letter_is", run: |vm, a| rust_text::letter_is(vm, &a) },
    Native { name: "quoted", run: |vm, a| rust_text::quoted(vm, &a) },
    Native { name: "find", run: |vm, a| rust_text::find(vm, &a) },
    Native { name: "part", run: |vm, a| rust_text::part(vm, &a) },
    Native { name: "length", run: |vm, a| Ok(Value::from(a.text(vm, 0)?.len())) },
    Native { name: "trim", run: |vm, a| rust_text::trim(vm, &a) },
    Native { name: "lines", run: |vm, a| rust_text::lines(vm, &a) },
    Native { name: "words", run: |vm, a| rust_text::words(vm, &a) },
    Native { name: "places", run: |vm, a| rust_text::places(vm, &a) },
];
