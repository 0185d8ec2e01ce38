//! The methods of the built-in kinds of values: a table a kind.

mod array;
mod array_more;
mod collections;
mod function;
mod number;
mod promise;
mod regex;
mod text;

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// The methods of a value.
pub fn of(vm: &Vm<'_, '_>, this: &Value) -> &'static [Native] {
    match this {
        Value::Text(_) | Value::Symbol(_) => text::METHODS,
        Value::Float(_) | Value::Int(_) | Value::Bool(_) => number::METHODS,
        Value::Native(native) => super::builtins::static_methods(native.name),
        Value::Object(_) => match vm.heap.of(this) {
            Some(Object::List(_) | Object::Tuple(_)) => array::METHODS,
            Some(Object::Dict(_)) => collections::MAP,
            Some(Object::Set(_)) => collections::SET,
            Some(Object::Function(_) | Object::Bound { .. }) => function::METHODS,
            Some(Object::Promise(_)) => promise::METHODS,
            Some(Object::Regex(_)) => regex::METHODS,
            Some(Object::Iterator(_) | Object::Coroutine(_)) => collections::ITERATOR,
            Some(Object::Bytes(_)) => text::BYTES,
            _ => &[],
        },
        Value::Undefined | Value::None => &[],
    }
}

/// The value whose method it is.
pub(super) fn this(a: &Arguments) -> Value {
    a.this.clone().unwrap_or(Value::Undefined)
}

/// A place among so many values; negative ones count from the end.
pub(super) fn place(vm: &mut Vm<'_, '_>, value: &Value, length: usize, default: usize) -> Result<usize, Fault> {
    if *value == Value::Undefined {
        return Ok(default);
    }
    let number = super::conversion::to_number(vm, value)?;
    let number = if number.is_nan() { 0.0 } else { number.trunc() };
    let at = if number < 0.0 { (number + length as f64).max(0.0) } else { number };
    Ok((at as usize).min(length))
}

/// Calls a function that a method is given.
pub(super) fn call(vm: &mut Vm<'_, '_>, function: &Value, plain: Vec<Value>) -> Result<Value, Fault> {
    vm.call(function, Arguments::of(plain))
}

/// The items of the array whose method it is.
pub(super) fn items(vm: &Vm<'_, '_>, a: &Arguments) -> Vec<Value> {
    vm.heap.items(&this(a)).cloned().unwrap_or_default()
}

/// The text whose method it is.
pub(super) fn own(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<String, Fault> {
    vm.shown(&this(a))
}
