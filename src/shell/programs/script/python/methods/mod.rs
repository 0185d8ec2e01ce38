//! The methods of the built-in types: a table a type.

mod bytes;
mod dict;
mod generator;
mod list;
mod set;
mod special;
mod text;
mod text_parts;

pub use bytes::own as bytes_of;
pub use dict::{seen, update};
pub use list::sorted;
pub use set::{as_set, combine, of as set_of, update_in_place};
pub use special::of as special_of;

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The methods of a value.
pub fn of(vm: &Vm<'_, '_>, this: &Value) -> &'static [Native] {
    match this {
        Value::Text(_) => text::METHODS,
        Value::Int(_) | Value::Bool(_) => INT,
        Value::Float(_) => FLOAT,
        Value::Native(native) => super::builtins::static_methods(native.name),
        Value::Object(_) => match vm.heap.of(this) {
            Some(Object::List(_)) => list::METHODS,
            Some(Object::Tuple(_)) => list::TUPLE,
            Some(Object::Dict(_)) => dict::METHODS,
            Some(Object::Set(_)) if vm.heap.is_marked(this) => set::frozen(),
            Some(Object::Set(_)) => set::METHODS,
            Some(Object::Bytes(_)) if vm.heap.is_marked(this) => bytes::ARRAY,
            Some(Object::Bytes(_)) => bytes::METHODS,
            Some(Object::View { .. }) => dict::VIEW,
            Some(Object::Coroutine(coroutine)) if coroutine.is_async && coroutine.is_generator => generator::ASYNC,
            Some(Object::Coroutine(_)) => generator::METHODS,
            Some(Object::Range { .. }) => list::RANGE,
            _ => &[],
        },
        _ => &[],
    }
}

/// The methods of a type's values.
pub fn of_type(name: &str) -> &'static [Native] {
    match name {
        "str" => text::METHODS,
        "int" | "bool" => INT,
        "float" => FLOAT,
        "list" => list::METHODS,
        "tuple" => list::TUPLE,
        "dict" => dict::METHODS,
        "set" => set::METHODS,
        "frozenset" => set::frozen(),
        "bytes" => bytes::METHODS,
        "bytearray" => bytes::ARRAY,
        "range" => list::RANGE,
        _ => &[],
    }
}

/// A method as a function whose first argument is the object: `str.lower`.
pub static UNBOUND: Native = Native {
    name: "method_descriptor",
    run: |vm, mut a| {
        let Some(Value::Native(native)) = a.this.take() else { return Err(Fault::broken()) };
        if a.plain.is_empty() {
            let text = format!("unbound method {}() needs an argument", native.name);
            return Err(vm.error(ErrorKind::Type, text));
        }
        let given = a.plain.remove(0);
        let this = super::special::bare(vm, &given);
        let has_it = of(vm, &this).iter().chain(special_of(vm, &this, native.name));
        if !has_it.into_iter().any(|known| std::ptr::eq(known, native)) {
            let kind = vm.type_name(&given);
            let owner = owner(native);
            let name = native.name;
            let text = format!("descriptor '{name}' for '{owner}' objects doesn't apply to a '{kind}' object");
            return Err(vm.error(ErrorKind::Type, text));
        }
        (native.run)(vm, Arguments { this: Some(this), ..a })
    },
};

/// The type whose method it is.
pub fn owner(native: &'static Native) -> &'static str {
    let types = ["str", "int", "float", "list", "tuple", "dict", "set", "frozenset", "bytes", "bytearray", "range"];
    let has_it = |name: &&&str| of_type(name).iter().any(|known| std::ptr::eq(known, native));
    types.iter().find(has_it).copied().unwrap_or("object")
}

static IS_INTEGER: Native = Native {
    name: "is_integer",
    run: |_, a| Ok(Value::Bool(this(&a).number().is_some_and(|number| number.fract() == 0.0))),
};

fn whole(a: &Arguments) -> i128 {
    match this(a) {
        Value::Int(value) => value,
        Value::Bool(value) => i128::from(value),
        _ => 0,
    }
}

static INT: &[Native] = &[
    Native { name: "is_integer", run: |_, _| Ok(Value::Bool(true)) },
    Native {
        name: "bit_length",
        run: |_, a| Ok(Value::Int(i128::from(128 - whole(&a).unsigned_abs().leading_zeros()))),
    },
    Native { name: "bit_count", run: |_, a| Ok(Value::Int(i128::from(whole(&a).unsigned_abs().count_ones()))) },
    Native { name: "conjugate", run: |_, a| Ok(Value::Int(whole(&a))) },
    Native { name: "as_integer_ratio", run: |vm, a| vm.tuple(vec![Value::Int(whole(&a)), Value::Int(1)]) },
    Native { name: "to_bytes", run: bytes::to_bytes },
];

static FLOAT: &[Native] = &[
    Native { name: "is_integer", run: |vm, a| (IS_INTEGER.run)(vm, a) },
    Native { name: "hex", run: |vm, _| vm.unsimulated("float.hex") },
    Native {
        name: "as_integer_ratio",
        run: |vm, a| {
            let number = this(&a).number().unwrap_or(0.0);
            let (mut over, mut under) = (number, 1i128);
            while over.fract() != 0.0 && under < 1 << 62 {
                over *= 2.0;
                under *= 2;
            }
            if !over.is_finite() || over.abs() > 1e36 {
                return vm.unsimulated("as_integer_ratio() of this number");
            }
            vm.tuple(vec![Value::Int(over as i128), Value::Int(under)])
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
    match super::special::bare(vm, &arguments.at(place)) {
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
