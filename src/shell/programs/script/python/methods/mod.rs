//! The methods of the built-in types: a table a type.

mod bytes;
mod dict;
mod list;
mod set;
mod text;
mod text_parts;

pub use bytes::own as bytes_of;
pub use dict::update;
pub use list::sorted;
pub use set::{combine, of as set_of};

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The methods of a value.
pub fn of(vm: &Vm<'_, '_>, this: &Value) -> &'static [Native] {
    match this {
        Value::Text(_) => text::METHODS,
        Value::Int(_) | Value::Float(_) => NUMBER,
        Value::Native(native) => super::builtins::static_methods(native.name),
        Value::Object(_) => match vm.heap.of(this) {
            Some(Object::List(_)) => list::METHODS,
            Some(Object::Tuple(_)) => list::TUPLE,
            Some(Object::Dict(_)) => dict::METHODS,
            Some(Object::Set(_)) => set::METHODS,
            Some(Object::Bytes(_)) => bytes::METHODS,
            Some(Object::Coroutine(_)) => GENERATOR,
            Some(Object::Regex(_)) => super::modules::regex::METHODS,
            _ => &[],
        },
        _ => &[],
    }
}

static NUMBER: &[Native] = &[
    Native {
        name: "is_integer",
        run: |_, a| Ok(Value::Bool(this(&a).number().is_some_and(|number| number.fract() == 0.0))),
    },
    Native {
        name: "bit_length",
        run: |_, a| match this(&a) {
            Value::Int(value) => Ok(Value::Int(i128::from(128 - value.unsigned_abs().leading_zeros()))),
            _ => Ok(Value::Int(0)),
        },
    },
];

static GENERATOR: &[Native] = &[
    Native { name: "close", run: |_, _| Ok(Value::None) },
    Native {
        name: "send",
        run: |vm, a| {
            let Value::Object(of) = this(&a) else { return Ok(Value::None) };
            match vm.resume(of, a.at(0))? {
                Some(value) => Ok(value),
                None => Err(vm.error_of("StopIteration", "")),
            }
        },
    },
];

/// The value whose method it is.
pub(super) fn this(arguments: &Arguments) -> Value {
    arguments.this.clone().unwrap_or(Value::None)
}

/// A text argument; it must be one.
pub(super) fn text_argument(
    vm: &mut Vm<'_, '_>,
    arguments: &Arguments,
    place: usize,
    method: &str,
) -> Result<String, Fault> {
    match arguments.at(place) {
        Value::Text(text) => Ok(text.to_string()),
        other => {
            let kind = vm.type_name(&other);
            Err(vm.error(ErrorKind::Type, format!("{method} argument must be str, not {kind}")))
        }
    }
}

/// The text whose method it is.
pub(super) fn own(arguments: &Arguments) -> String {
    this(arguments).as_text().unwrap_or_default().to_string()
}
