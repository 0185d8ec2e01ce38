//! `str` and `repr`.

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Shows};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault, decimal};

use super::methods::UNBOUND;
use super::special::{bare, class_for, own};

/// Values inside each other that are shown.
const MAX_DEPTH: usize = 20;

/// `str(value)`
pub fn shown(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    if let Value::Text(text) = value {
        return Ok(text.to_string());
    }
    if let Some(class) = class_for(vm, value) {
        if let Some(text) = by_method(vm, value, class, "__str__")? {
            return Ok(text);
        }
        if vm.is_instance(value, "BaseException")? {
            return message(vm, value);
        }
        if let Some(value) = own(vm, value)
            && vm.class_of(&value).is_none()
            && vm.find_in_class(class, "__repr__").is_none()
        {
            return shown(vm, &value);
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
    match bare(vm, &text) {
        Value::Text(text) => Ok(Some(text.to_string())),
        other => {
            let kind = vm.type_name(&other);
            Err(vm.error(ErrorKind::Type, format!("{name} returned non-string (type {kind})")))
        }
    }
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
        Value::Native(native) if matches!(native.name, "Ellipsis" | "NotImplemented") => into.push_str(native.name),
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
        Object::Set(entries) => {
            let items: Vec<Value> = super::hashing::in_order(entries).into();
            let frozen = vm.heap.is_marked(value);
            let marks = match (frozen, items.is_empty()) {
                (true, true) => ("frozenset(", ")"),
                (true, false) => ("frozenset({", "})"),
                (false, true) => ("set(", ")"),
                (false, false) => ("{", "}"),
            };
            write_items(vm, &items, marks, depth, into)?;
        }
        Object::View { shows, .. } => {
            let name = match shows {
                Shows::Keys => "dict_keys([",
                Shows::Values => "dict_values([",
                Shows::Items => "dict_items([",
            };
            let items = super::methods::seen(vm, value)?;
            write_items(vm, &items, (name, "])"), depth, into)?;
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
        Object::Bytes(bytes) if vm.heap.is_marked(value) => {
            into.push_str("bytearray(");
            write_bytes(bytes, into);
            into.push(')');
        }
        Object::Bytes(bytes) => write_bytes(bytes, into),
        Object::Range { from, to, by: 1 } => *into += &format!("range({from}, {to})"),
        Object::Range { from, to, by } => *into += &format!("range({from}, {to}, {by})"),
        Object::Module { name, members } => {
            let file = members.named("__file__").and_then(Value::as_text).filter(|file| file.starts_with('/'));
            *into += &match file {
                Some(file) => format!("<module '{name}' from '{file}'>"),
                None => format!("<module '{name}' (built-in)>"),
            };
        }
        Object::Record(_) => write_instance(vm, value, into)?,
        Object::Class(class) if class.meta.is_some() && shows_class(vm, value) => {
            if let Some(class) = class_for(vm, value)
                && let Some(text) = by_method(vm, value, class, "__repr__")?
            {
                *into += &text;
            }
        }
        Object::Bound { function, this } if !matches!(function, Value::Native(_)) => {
            let (function, this) = (function.clone(), this.clone());
            let name = match vm.heap.of(&function) {
                Some(Object::Function(function)) => qualified(vm, function),
                _ => "?".to_string(),
            };
            *into += &format!("<bound method {name} of ");
            write(vm, &this, depth + 1, into)?;
            into.push('>');
        }
        _ => *into += &shown_other(vm, value),
    }
    Ok(())
}

/// Classes, functions and what else shows its address.
fn shown_other(vm: &Vm<'_, '_>, value: &Value) -> String {
    let Some(other) = vm.heap.of(value) else { return String::new() };
    let address = address(value);
    match other {
        Object::Class(class) if class.is_builtin => {
            format!("<class '{}'>", class.name.as_deref().unwrap_or(""))
        }
        Object::Class(_) => format!("<class '{}'>", full_name(vm, value)),
        Object::Function(function) => format!("<function {} at {address}>", qualified(vm, function)),
        Object::Bound { function: Value::Native(native), this: Value::Native(method) }
            if native.name == UNBOUND.name =>
        {
            format!("<method '{}' of '{}' objects>", method.name, super::methods::owner(method))
        }
        Object::Bound { function: Value::Native(native), this } => {
            let kind = super::operators::type_name(vm, this);
            format!("<built-in method {} of {kind} object at {address}>", native.name)
        }
        Object::Coroutine(coroutine) => {
            let kind = super::operators::type_name(vm, value);
            format!("<{kind} object {} at {address}>", coroutine.name)
        }
        _ => format!("<{} object at {address}>", super::operators::type_name(vm, value)),
    }
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
    if let Some(value) = own(vm, value) {
        let kind = vm.type_name(&value);
        if !matches!(kind.as_str(), "set" | "frozenset" | "bytearray") {
            return write(vm, &value, MAX_DEPTH - 3, into);
        }
    }
    *into += &plain(vm, value)?;
    Ok(())
}

/// What is shown of an instance whose class does not say how.
pub fn plain(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    let Some(class) = vm.class_of(value) else { return repr(vm, value) };
    let mut into = String::new();
    let name = vm.class_name(class);
    if vm.is_instance(value, "BaseException")? {
        let arguments = vm.heap.entries(value).and_then(|all| all.named("args")).cloned().unwrap_or(Value::None);
        let items = vm.heap.items(&arguments).cloned().unwrap_or_default();
        into += &name;
        write_items(vm, &items, ("(", ")"), MAX_DEPTH - 1, &mut into)?;
        return Ok(into);
    }
    if let Some(value) = own(vm, value) {
        let items = vm.collect(&value)?;
        into += &name;
        write_items(vm, &items, ("({", "})"), MAX_DEPTH - 3, &mut into)?;
        return Ok(into);
    }
    into += &format!("<{} object at {}>", full_name(vm, &Value::Object(class)), address(value));
    Ok(into)
}

/// Whether a class's metaclass says how it is shown.
fn shows_class(vm: &Vm<'_, '_>, class: &Value) -> bool {
    class_for(vm, class).is_some_and(|meta| vm.find_in_class(meta, "__repr__").is_some())
}

/// A class's name with its module before it.
pub fn full_name(vm: &Vm<'_, '_>, class: &Value) -> String {
    let Some(Object::Class(found)) = vm.heap.of(class) else { return String::new() };
    let name = found.name.as_deref().unwrap_or("");
    let name = found.members.named("__qualname__").and_then(Value::as_text).unwrap_or(name);
    match found.members.named("__module__").and_then(Value::as_text) {
        Some(module) if module != "builtins" => format!("{module}.{name}"),
        _ => name.to_string(),
    }
}

/// A function's name with its class's before it.
pub fn qualified(vm: &Vm<'_, '_>, function: &crate::shell::programs::script::heap::Function) -> String {
    let name = match function.fields.named("__name__").and_then(Value::as_text) {
        Some(name) => return name.to_string(),
        None => &function.code.name,
    };
    match function.home {
        Some(home) => format!("{}.{name}", vm.class_name(home)),
        None => name.to_string(),
    }
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
