//! `json`

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::json::{Problem, Style, read, write};
use crate::shell::programs::script::python::methods::bytes_of;
use crate::shell::programs::script::python::special::own;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn flag(vm: &mut Vm<'_, '_>, a: &Arguments, name: &str, default: bool) -> Result<bool, Fault> {
    match a.named(name) {
        Some(value) => vm.truth(&value),
        None => Ok(default),
    }
}

fn dumps(vm: &mut Vm<'_, '_>, a: &Arguments, value: &Value) -> Result<String, Fault> {
    let indent = match a.named("indent") {
        Some(Value::Int(width)) => Some(" ".repeat(usize::try_from(width).unwrap_or(0).min(100))),
        Some(Value::Text(text)) => Some(text.to_string()),
        _ => None,
    };
    let separators = match a.named("separators").and_then(|pair| vm.heap.items(&pair).cloned()) {
        Some(pair) => {
            let part = |at: usize| pair.get(at).and_then(Value::as_text).unwrap_or_default().to_string();
            (part(0), part(1))
        }
        None => (if indent.is_some() { "," } else { ", " }.to_string(), ": ".to_string()),
    };
    let ascii = flag(vm, a, "ensure_ascii", true)?;
    let style = Style { indent, separators, ascii, sort: flag(vm, a, "sort_keys", false)? };
    let default = a.named("default").filter(|default| !default.is_nothing());
    let otherwise = |vm: &mut Vm<'_, '_>, value: &Value| {
        let known = matches!(vm.heap.of(value), Some(Object::List(_) | Object::Tuple(_) | Object::Dict(_)));
        match &default {
            Some(default) if !known => vm.call(default, Arguments::of(vec![value.clone()])).map(Some),
            _ => Ok(None),
        }
    };
    // An instance has fields, but is no JSON.
    match write(vm, value, &style, &mut |vm: &mut Vm<'_, '_>, value: &Value| {
        if let Some(value) = own(vm, value) {
            return Ok(Some(value));
        }
        let replaced = otherwise(vm, value)?;
        if replaced.is_none() && matches!(vm.heap.of(value), Some(Object::Record(_))) {
            return Err(not_serialisable(vm, value));
        }
        Ok(replaced)
    }) {
        Ok(text) => Ok(text),
        Err(Problem::Value(value)) => Err(not_serialisable(vm, &value)),
        Err(Problem::Deep) => Err(vm.error(ErrorKind::Value, "Circular reference detected")),
        Err(Problem::Fault(fault)) => Err(fault),
    }
}

fn not_serialisable(vm: &mut Vm<'_, '_>, value: &Value) -> Fault {
    let kind = vm.type_name(value);
    vm.error(ErrorKind::Type, format!("Object of type {kind} is not JSON serializable"))
}

fn loads(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Value, Fault> {
    let text = match (value, vm.heap.of(value)) {
        (Value::Text(text), _) => text.to_string(),
        (_, Some(Object::Bytes(_))) => String::from_utf8_lossy(&bytes_of(vm, value)).into_owned(),
        _ => {
            let kind = vm.type_name(value);
            let text = format!("the JSON object must be str, bytes or bytearray, not {kind}");
            return Err(vm.error(ErrorKind::Type, text));
        }
    };
    match read(vm, &text)? {
        Ok(value) => Ok(value),
        Err(at) => {
            let before: String = text.chars().take(at).collect();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
            let words = if text.trim().is_empty() || at == 0 {
                "Expecting value"
            } else {
                "Expecting property name enclosed in double quotes"
            };
            let text = format!("{words}: line {line} column {column} (char {at})");
            Err(vm.error_of("JSONDecodeError", text))
        }
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "dumps",
        run: |vm, a| {
            let value = a.need(vm, 0, "dumps")?;
            dumps(vm, &a, &value).and_then(|text| vm.text(text))
        },
    },
    Native { name: "loads", run: |vm, a| loads(vm, &a.at(0)) },
    Native {
        name: "dump",
        run: |vm, a| {
            let text = dumps(vm, &a, &a.at(0))?;
            let write = vm.member(&a.at(1), "write")?;
            vm.call(&write, Arguments::of(vec![Value::text(text)]))?;
            Ok(Value::None)
        },
    },
    Native {
        name: "load",
        run: |vm, a| {
            let read = vm.member(&a.at(0), "read")?;
            let text = vm.call(&read, Arguments::default())?;
            loads(vm, &text)
        },
    },
];
