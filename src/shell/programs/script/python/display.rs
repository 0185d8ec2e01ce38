//! `str` and `repr`.

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Iteration, Object};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, decimal};

/// Values inside each other that are shown.
const MAX_DEPTH: usize = 20;

/// `str(value)`
pub fn shown(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    if let Value::Text(text) = value {
        return Ok(text.to_string());
    }
    if let Some(class) = vm.class_of(value) {
        if let Some(text) = by_method(vm, value, class, "__str__")? {
            return Ok(text);
        }
        if vm.is_instance(value, "BaseException")? {
            return message(vm, value);
        }
    }
    repr(vm, value)
}

/// `str(exception)`
pub fn message(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    let fields = |vm: &Vm<'_, '_>, name: &str| vm.heap.entries(exception).and_then(|all| all.named(name)).cloned();
    if let (Some(number), Some(text)) = (fields(vm, "errno"), fields(vm, "strerror")) {
        let (number, text) = (vm.shown(&number)?, vm.shown(&text)?);
        let name = fields(vm, "filename").filter(|name| !name.is_nothing());
        return Ok(match name {
            Some(name) => format!("[Errno {number}] {text}: {}", repr(vm, &name)?),
            None => format!("[Errno {number}] {text}"),
        });
    }
    let arguments = fields(vm, "args").unwrap_or(Value::None);
    let items = vm.heap.items(&arguments).cloned().unwrap_or_default();
    match items.as_slice() {
        [] => Ok(String::new()),
        [only] if vm.is_instance(exception, "KeyError")? => repr(vm, only),
        [only] => vm.shown(only),
        _ => repr(vm, &arguments),
    }
}

/// `repr(value)`
pub fn repr(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    let mut text = String::new();
    write(vm, value, 0, &mut text)?;
    vm.heap.spend(text.len())?;
    Ok(text)
}

fn by_method(
    vm: &mut Vm<'_, '_>,
    value: &Value,
    class: crate::shell::programs::script::heap::Ref,
    name: &str,
) -> Result<Option<String>, Fault> {
    let Some((method, _)) = vm.find_in_class(class, name) else { return Ok(None) };
    let text = vm.call(&method, Arguments::of(vec![value.clone()]))?;
    Ok(text.as_text().map(str::to_string))
}

fn write(vm: &mut Vm<'_, '_>, value: &Value, depth: usize, into: &mut String) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        into.push_str("...");
        return Ok(());
    }
    vm.work(1)?;
    match value {
        Value::Undefined | Value::None => into.push_str("None"),
        Value::Bool(value) => into.push_str(if *value { "True" } else { "False" }),
        Value::Int(value) => *into += &value.to_string(),
        Value::Float(value) => *into += &decimal::python(*value),
        Value::Text(text) | Value::Symbol(text) => quoted(text, into),
        Value::Native(native) => {
            *into += &if super::builtins::is_type(native.name) {
                format!("<class '{}'>", native.name)
            } else {
                format!("<built-in function {}>", native.name)
            }
        }
        Value::Object(_) => write_object(vm, value, depth, into)?,
    }
    Ok(())
}

fn write_object(vm: &mut Vm<'_, '_>, value: &Value, depth: usize, into: &mut String) -> Result<(), Fault> {
    let Some(object) = vm.heap.of(value) else { return Ok(()) };
    match object {
        Object::List(items) => {
            let items = items.clone();
            write_items(vm, &items, ("[", "]"), depth, into)?;
        }
        Object::Tuple(items) => {
            let items = items.clone();
            let close = if items.len() == 1 { ",)" } else { ")" };
            write_items(vm, &items, ("(", close), depth, into)?;
        }
        Object::Set(entries) if entries.len() == 0 => into.push_str("set()"),
        Object::Set(entries) => {
            let items = entries.keys();
            write_items(vm, &items, ("{", "}"), depth, into)?;
        }
        Object::Dict(entries) => {
            let entries: Vec<(Value, Value)> = entries.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            into.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    into.push_str(", ");
                }
                write(vm, key, depth + 1, into)?;
                into.push_str(": ");
                write(vm, value, depth + 1, into)?;
            }
            into.push('}');
        }
        Object::Bytes(bytes) => write_bytes(bytes, into),
        Object::Range { from, to, by: 1 } => *into += &format!("range({from}, {to})"),
        Object::Range { from, to, by } => *into += &format!("range({from}, {to}, {by})"),
        Object::Module { name, .. } => *into += &format!("<module '{name}'>"),
        Object::Record(_) => write_instance(vm, value, into)?,
        other => {
            let address = address(value);
            let text = match other {
                Object::Class(class) if class.is_builtin => {
                    format!("<class '{}'>", class.name.as_deref().unwrap_or(""))
                }
                Object::Class(class) => format!("<class '__main__.{}'>", class.name.as_deref().unwrap_or("")),
                Object::Function(function) => format!("<function {} at {address}>", function.code.name),
                Object::Bound { function: Value::Native(native), .. } => {
                    format!("<built-in method {} at {address}>", native.name)
                }
                Object::Bound { .. } => format!("<bound method at {address}>"),
                Object::Coroutine(coroutine) => format!("<generator object {} at {address}>", coroutine.name),
                Object::Iterator(Iteration::Generator(_)) => format!("<generator object at {address}>"),
                Object::Iterator(_) => format!("<iterator object at {address}>"),
                _ => format!("<object at {address}>"),
            };
            *into += &text;
        }
    }
    Ok(())
}

fn write_items(
    vm: &mut Vm<'_, '_>,
    items: &[Value],
    (open, close): (&str, &str),
    depth: usize,
    into: &mut String,
) -> Result<(), Fault> {
    into.push_str(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            into.push_str(", ");
        }
        write(vm, item, depth + 1, into)?;
    }
    into.push_str(close);
    Ok(())
}

fn write_instance(vm: &mut Vm<'_, '_>, value: &Value, into: &mut String) -> Result<(), Fault> {
    let Some(class) = vm.class_of(value) else { return Ok(()) };
    if let Some(text) = by_method(vm, value, class, "__repr__")? {
        *into += &text;
        return Ok(());
    }
    let name = vm.class_name(class);
    if vm.is_instance(value, "BaseException")? {
        let arguments = vm.heap.entries(value).and_then(|all| all.named("args")).cloned().unwrap_or(Value::None);
        let items = vm.heap.items(&arguments).cloned().unwrap_or_default();
        *into += &name;
        return write_items(vm, &items, ("(", ")"), MAX_DEPTH - 1, into);
    }
    *into += &format!("<__main__.{name} object at {}>", address(value));
    Ok(())
}

/// An address, the same in each run.
fn address(value: &Value) -> String {
    let number = match value {
        Value::Object(of) => of.number(),
        _ => 0,
    };
    format!("0x{:012x}", 0x7f00_0000_0000_u64 + u64::from(number) * 64)
}

/// A text in quotes, as Python chooses them.
pub fn quoted(text: &str, into: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    into.push(quote);
    for letter in text.chars() {
        match letter {
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\r' => into.push_str("\\r"),
            '\t' => into.push_str("\\t"),
            letter if letter == quote => {
                into.push('\\');
                into.push(letter);
            }
            letter if letter.is_control() && u32::from(letter) < 256 => {
                *into += &format!("\\x{:02x}", u32::from(letter));
            }
            letter => into.push(letter),
        }
    }
    into.push(quote);
}

fn write_bytes(bytes: &[u8], into: &mut String) {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    into.push('b');
    into.push(quote);
    for byte in bytes {
        match byte {
            b'\\' => into.push_str("\\\\"),
            b'\n' => into.push_str("\\n"),
            b'\r' => into.push_str("\\r"),
            b'\t' => into.push_str("\\t"),
            byte if char::from(*byte) == quote => {
                into.push('\\');
                into.push(quote);
            }
            0x20..=0x7e => into.push(char::from(*byte)),
            byte => *into += &format!("\\x{byte:02x}"),
        }
    }
    into.push(quote);
}
