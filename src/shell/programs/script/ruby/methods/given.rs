//! What a native method is given.

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::ruby::errors;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// The object that a method is for.
pub fn this(a: &Arguments) -> Value {
    a.this.clone().unwrap_or(Value::None)
}

/// The block that a method is given.
pub fn given_block(a: &Arguments) -> Option<Value> {
    a.named("&").filter(|block| !block.is_nothing())
}

/// A name out of a symbol or text.
pub fn name(vm: &mut Vm<'_, '_>, a: &Arguments, at: usize) -> Result<String, Fault> {
    match a.at(at) {
        Value::Symbol(name) | Value::Text(name) => Ok(name.to_string()),
        _ => need_text(vm, a, at),
    }
}

/// The text of an argument that must be one.
pub fn need_text(vm: &mut Vm<'_, '_>, a: &Arguments, place: usize) -> Result<String, Fault> {
    match a.at(place) {
        Value::Text(text) => Ok(text.to_string()),
        other => Err(errors::no_conversion(vm, &other, "String")),
    }
}
