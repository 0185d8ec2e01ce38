//! `String(value)`

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, decimal};

/// Arrays inside each other.
const MAX_DEPTH: usize = 10;

/// A value that is no object: what `valueOf` or `toString` give.
pub fn primitive(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Value, Fault> {
    if !matches!(value, Value::Object(_)) {
        return Ok(value.clone());
    }
    if vm.class_of(value).is_some() {
        for name in ["valueOf", "toString"] {
            let Some(function) = vm.known_member(value, name)? else { continue };
            if matches!(vm.heap.of(&function), Some(Object::Function(_))) {
                let arguments = Arguments { this: Some(value.clone()), ..Arguments::default() };
                return vm.call(&function, arguments);
            }
        }
    }
    shown(vm, value).map(Value::from)
}

/// The text of a value.
pub fn shown(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    shown_at(vm, value, 0)
}

fn shown_at(vm: &mut Vm<'_, '_>, value: &Value, depth: usize) -> Result<String, Fault> {
    Ok(match value {
        Value::Undefined => "undefined".into(),
        Value::None => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => decimal::javascript(*value),
        Value::Text(text) | Value::Symbol(text) => text.to_string(),
        Value::Native(native) => format!("function {}() {{ [native code] }}", native.name),
        Value::Object(_) if depth > MAX_DEPTH => String::new(),
        Value::Object(_) => {
            if let Some(items) = vm.heap.items(value).cloned() {
                let mut parts = Vec::new();
                for item in &items {
                    parts.push(if item.is_nothing() { String::new() } else { shown_at(vm, item, depth + 1)? });
                }
                let text = parts.join(",");
                vm.heap.spend(text.len())?;
                return Ok(text);
            }
            match vm.heap.of(value) {
                Some(Object::Function(function)) => format!("function {}() {{ [code] }}", function.code.name),
                Some(Object::Class(class)) => format!("class {} {{ }}", class.name.as_deref().unwrap_or("")),
                Some(Object::Promise(_)) => "[object Promise]".into(),
                Some(Object::Dict(_)) => "[object Map]".into(),
                Some(Object::Set(_)) => "[object Set]".into(),
                Some(Object::Regex(regex)) => format!("/{}/{}", regex.pattern, regex.flags),
                Some(Object::Bytes(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
                Some(Object::Record(_)) => return record(vm, value),
                _ => "[object Object]".into(),
            }
        }
    })
}

fn record(vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
    if vm.is_instance(value, "Error")? {
        return super::errors::headline(vm, value);
    }
    if let Some(function) = vm.known_member(value, "toString")?
        && matches!(vm.heap.of(&function), Some(Object::Function(_)))
    {
        let arguments = Arguments { this: Some(value.clone()), ..Arguments::default() };
        let text = vm.call(&function, arguments)?;
        return Ok(text.as_text().unwrap_or_default().to_string());
    }
    Ok("[object Object]".into())
}
