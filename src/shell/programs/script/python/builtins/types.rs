//! The built-in types, which make values of what they are given.

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Class, Object};
use crate::shell::programs::script::python::methods::{bytes_of, set_of, update};
use crate::shell::programs::script::python::special::{bare, by_method};
use crate::shell::programs::script::python::{display, numbers};
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The values of the one argument, if there is one.
fn given(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Vec<Value>, Fault> {
    match a.plain.first() {
        Some(value) => vm.collect(value),
        None => Ok(Vec::new()),
    }
}

fn int(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let base = match a.get(1, "base") {
        Some(Value::Int(base)) => u32::try_from(base).unwrap_or(99),
        _ => 10,
    };
    match a.plain.first() {
        None => Ok(Value::Int(0)),
        Some(Value::Int(value)) => Ok(Value::Int(*value)),
        Some(Value::Bool(value)) => Ok(Value::Int(i128::from(*value))),
        Some(Value::Float(value)) if value.is_finite() => Ok(Value::Int(value.trunc() as i128)),
        Some(Value::Float(value)) if value.is_nan() => {
            Err(vm.error(ErrorKind::Value, "cannot convert float NaN to integer"))
        }
        Some(value) if bare(vm, value) != *value => {
            let mut plain = a.plain.clone();
            plain[0] = bare(vm, value);
            int(vm, Arguments { plain, ..a })
        }
        Some(Value::Float(_)) => Err(vm.error_of("OverflowError", "cannot convert float infinity to integer")),
        Some(value) => {
            let text = match (value, vm.heap.of(value)) {
                (Value::Text(text), _) => text.to_string(),
                (_, Some(Object::Bytes(bytes))) => String::from_utf8_lossy(bytes).into_owned(),
                _ => {
                    if let Some(whole) = by_method(vm, value, "__int__", &[])? {
                        return Ok(whole);
                    }
                    let kind = vm.type_name(value);
                    let text =
                        format!("int() argument must be a string, a bytes-like object or a real number, not '{kind}'");
                    return Err(vm.error(ErrorKind::Type, text));
                }
            };
            match numbers::parse_int(&text, base) {
                Some(value) => Ok(Value::Int(value)),
                None => {
                    let shown = display::repr(vm, value)?;
                    let text = format!("invalid literal for int() with base {base}: {shown}");
                    Err(vm.error(ErrorKind::Value, text))
                }
            }
        }
    }
}

fn float(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    match a.plain.first() {
        None => Ok(Value::Float(0.0)),
        Some(Value::Text(text)) => match numbers::parse_float(text) {
            Some(value) => Ok(Value::Float(value)),
            None => {
                let shown = display::repr(vm, &a.at(0))?;
                Err(vm.error(ErrorKind::Value, format!("could not convert string to float: {shown}")))
            }
        },
        Some(value) => match bare(vm, value).number() {
            Some(number) => Ok(Value::Float(number)),
            None if bare(vm, value) != *value => float(vm, Arguments::of(vec![bare(vm, value)])),
            None => {
                if let Some(number) = by_method(vm, value, "__float__", &[])? {
                    return Ok(number);
                }
                let kind = vm.type_name(value);
                let text = format!("float() argument must be a string or a real number, not '{kind}'");
                Err(vm.error(ErrorKind::Type, text))
            }
        },
    }
}

fn range(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    for value in &a.plain {
        if !matches!(value, Value::Int(_) | Value::Bool(_)) {
            let kind = vm.type_name(value);
            let text = format!("'{kind}' object cannot be interpreted as an integer");
            return Err(vm.error(ErrorKind::Type, text));
        }
    }
    let (from, to, by) = match a.plain.len() {
        0 => return Err(vm.error(ErrorKind::Type, "range expected at least 1 argument, got 0")),
        1 => (0, a.int(vm, 0, 0)?, 1),
        _ => (a.int(vm, 0, 0)?, a.int(vm, 1, 0)?, a.int(vm, 2, 1)?),
    };
    if by == 0 {
        return Err(vm.error(ErrorKind::Value, "range() arg 3 must not be zero"));
    }
    vm.heap.value(Object::Range { from, to, by })
}

fn bytes(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let made = match a.plain.first() {
        None => Vec::new(),
        Some(Value::Text(text)) => text.as_bytes().to_vec(),
        Some(Value::Int(count)) => {
            let count = usize::try_from(*count).unwrap_or(0);
            vm.heap.spend(count)?;
            vec![0; count]
        }
        Some(value) if matches!(vm.heap.of(value), Some(Object::Bytes(_))) => bytes_of(vm, value),
        Some(value) => {
            let values = vm.collect(value)?;
            values.iter().map(|value| value.number().map_or(0, |number| number as u8)).collect()
        }
    };
    vm.heap.value(Object::Bytes(made))
}

/// `type(value)`
pub fn type_of(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Value, Fault> {
    if let Some(class) = vm.class_of(value) {
        return Ok(Value::Object(class));
    }
    if let Some(Object::Class(class)) = vm.heap.of(value)
        && let Some(meta) = class.meta
    {
        return Ok(Value::Object(meta));
    }
    let name = vm.type_name(value);
    if let Some(native) = TYPES.iter().find(|native| native.name == name) {
        return Ok(Value::Native(native));
    }
    let known = [
        "NoneType",
        "function",
        "builtin_function_or_method",
        "method",
        "module",
        "generator",
        "coroutine",
        "async_generator",
        "dict_keys",
        "dict_values",
        "dict_items",
        "ellipsis",
        "NotImplementedType",
        "property",
        "staticmethod",
        "classmethod",
        "method_descriptor",
        "list_iterator",
        "range_iterator",
        "callable_iterator",
        "iterator",
        "map",
        "filter",
        "zip",
        "enumerate",
        "re.Pattern",
    ];
    let name = known.into_iter().find(|known| *known == name).unwrap_or("object");
    Ok(Value::Object(vm.class(name)?))
}

pub static TYPES: &[Native] = &[
    Native {
        name: "str",
        run: |vm, a| match a.plain.first() {
            None => Ok(Value::text("")),
            Some(value) if a.plain.len() > 1 && matches!(vm.heap.of(value), Some(Object::Bytes(_))) => {
                let bytes = bytes_of(vm, value);
                vm.text(String::from_utf8_lossy(&bytes))
            }
            Some(value) => display::shown(vm, value).and_then(|text| vm.text(text)),
        },
    },
    Native { name: "int", run: int },
    Native { name: "float", run: float },
    Native {
        name: "bool",
        run: |vm, a| match a.plain.first() {
            Some(value) => vm.truth(value).map(Value::Bool),
            None => Ok(Value::Bool(false)),
        },
    },
    Native {
        name: "list",
        run: |vm, a| {
            let values = given(vm, &a)?;
            vm.list(values)
        },
    },
    Native {
        name: "tuple",
        run: |vm, a| {
            let values = given(vm, &a)?;
            vm.tuple(values)
        },
    },
    Native {
        name: "dict",
        run: |vm, a| {
            let dict = vm.heap.value(Object::Dict(Dict::default()))?;
            update(vm, &dict, &a)?;
            Ok(dict)
        },
    },
    Native { name: "set", run: set },
    Native {
        name: "frozenset",
        run: |vm, a| {
            if vm.heap.is_marked(&a.at(0)) && matches!(vm.heap.of(&a.at(0)), Some(Object::Set(_))) {
                return Ok(a.at(0));
            }
            let set = set(vm, a)?;
            Ok(vm.heap.mark(set))
        },
    },
    Native { name: "bytes", run: bytes },
    Native {
        name: "bytearray",
        run: |vm, a| {
            let bytes = bytes(vm, a)?;
            Ok(vm.heap.mark(bytes))
        },
    },
    Native { name: "range", run: range },
    Native {
        name: "type",
        run: |vm, a| match a.plain.len() {
            1 => type_of(vm, &a.at(0)),
            3 => make_class(vm, &a),
            _ => Err(vm.error(ErrorKind::Type, "type() takes 1 or 3 arguments")),
        },
    },
];

/// `type(name, bases, members)`
fn make_class(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let name = a.text(vm, 0)?;
    let mut bases = Vec::new();
    for base in vm.collect(&a.at(1))? {
        let dialect = vm.dialect;
        match (dialect.base_class(vm, &base)?, &base) {
            (Some(class), _) => bases.push(class),
            (None, Value::Native(native)) if native.name == "object" => {}
            (None, _) => bases.push(base),
        }
    }
    let members = vm.heap.entries(&a.at(2)).cloned().unwrap_or_default();
    let class = Class { name: Some(name.as_str().into()), bases, members, ..Class::default() };
    let class = vm.heap.value(Object::Class(class))?;
    if let Some(entries) = vm.heap.entries_mut(&class)
        && entries.named("__module__").is_none()
    {
        entries.put("__module__", Value::text("__main__"));
    }
    let dialect = vm.dialect;
    dialect.class_made(vm, class, a.named.clone())
}

/// A value of a type, to see what such values have.
pub fn sample(vm: &mut Vm<'_, '_>, name: &str) -> Result<Value, Fault> {
    let object = match name {
        "str" => return Ok(Value::text("")),
        "int" | "bool" => return Ok(Value::Int(0)),
        "float" => return Ok(Value::Float(0.0)),
        "list" => Object::List(Vec::new()),
        "tuple" => Object::Tuple(Vec::new()),
        "dict" => Object::Dict(Dict::default()),
        "set" | "frozenset" => Object::Set(Dict::default()),
        "bytes" | "bytearray" => Object::Bytes(Vec::new()),
        _ => return Ok(Value::None),
    };
    vm.heap.value(object)
}

fn set(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let values = given(vm, &a)?;
    let set = set_of(vm, values)?;
    vm.heap.value(Object::Set(set))
}

pub static OF_DICT: &[Native] = &[Native {
    name: "fromkeys",
    run: |vm, a| {
        let dict = vm.heap.value(Object::Dict(Dict::default()))?;
        for key in vm.collect(&a.at(0))? {
            let value = a.plain.get(1).cloned().unwrap_or(Value::None);
            vm.set_entry(&dict, key, value)?;
        }
        Ok(dict)
    },
}];

pub static OF_BYTES: &[Native] = &[Native {
    name: "fromhex",
    run: |vm, a| {
        let text = a.text(vm, 0)?;
        let digits: Vec<u8> = text.chars().filter_map(|letter| letter.to_digit(16)).map(|digit| digit as u8).collect();
        let bytes = digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit)).collect();
        vm.heap.value(Object::Bytes(bytes))
    },
}];

pub static OF_STR: &[Native] = &[Native {
    name: "maketrans",
    run: |vm, a| {
        let mut table: Vec<(Value, Value)> = Vec::new();
        if a.plain.len() == 1 {
            let entries = vm.heap.entries(&a.at(0)).cloned().unwrap_or_default();
            table.extend(entries.iter().map(|(key, value)| (key.clone(), value.clone())));
        } else {
            let (from, to) = (a.text(vm, 0)?, a.text(vm, 1)?);
            if from.chars().count() != to.chars().count() {
                let text = "the first two maketrans arguments must have equal length";
                return Err(vm.error(ErrorKind::Value, text));
            }
            let code = |letter: char| Value::Int(u32::from(letter).into());
            table.extend(from.chars().zip(to.chars()).map(|(from, to)| (Value::text(from.to_string()), code(to))));
            if a.plain.len() > 2 {
                let gone = a.text(vm, 2)?;
                table.extend(gone.chars().map(|letter| (Value::text(letter.to_string()), Value::None)));
            }
        }
        let dict = vm.heap.value(Object::Dict(Dict::default()))?;
        for (key, value) in table {
            let key = match key.as_text().map(|text| text.chars().collect::<Vec<char>>()).as_deref() {
                Some([letter]) => Value::Int(u32::from(*letter).into()),
                _ => key,
            };
            vm.set_entry(&dict, key, value)?;
        }
        Ok(dict)
    },
}];

pub static OF_INT: &[Native] = &[Native {
    name: "from_bytes",
    run: |vm, a| {
        let mut bytes = bytes_of(vm, &a.at(0));
        if a.get(1, "byteorder").is_some_and(|order| order.as_text() == Some("little")) {
            bytes.reverse();
        }
        if bytes.len() > 15 {
            return vm.unsimulated("a whole number of more than 127 bits");
        }
        let number = bytes.iter().fold(0, |number, byte| number * 256 + i128::from(*byte));
        let is_signed = match a.named("signed") {
            Some(signed) => vm.truth(&signed)?,
            None => false,
        };
        let is_negative = is_signed && bytes.first().is_some_and(|byte| *byte >= 0x80);
        Ok(Value::Int(if is_negative { number - (1 << (bytes.len() * 8)) } else { number }))
    },
}];
