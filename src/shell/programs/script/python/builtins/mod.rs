//! Python's built-in functions and types.

mod classes;
mod functions;
mod iterables;
mod numbers;
mod types;

use super::exceptions;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;

/// The tables.
static ALL: [&[Native]; 5] =
    [classes::FUNCTIONS, functions::FUNCTIONS, iterables::FUNCTIONS, numbers::FUNCTIONS, types::TYPES];

/// The names.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().flatten().map(|native| native.name)
}

/// Whether a native function is a type.
pub fn is_type(name: &str) -> bool {
    name == "object" || types::TYPES.iter().any(|native| native.name == name)
}

/// What a built-in name means.
pub fn named(vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
    if let Some(native) = ALL.into_iter().flatten().find(|native| native.name == name) {
        return Ok(Some(Value::Native(native)));
    }
    if let Some(class) = exceptions::named(name) {
        return vm.class(class).map(|class| Some(Value::Object(class)));
    }
    Ok(match name {
        "open" => {
            let module = super::importing::import(vm, &"_io".into(), false)?;
            vm.known_member(&module, "open")?
        }
        "__debug__" => Some(Value::Bool(true)),
        _ => None,
    })
}

/// Functions that types have.
pub fn static_methods(name: &str) -> &'static [Native] {
    match name {
        "dict" => types::OF_DICT,
        "bytes" => types::OF_BYTES,
        "str" => types::OF_STR,
        "int" => types::OF_INT,
        _ => &[],
    }
}

/// Members that all values have, or values of a kind.
pub fn property(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
    if name == "__class__" {
        return types::type_of(vm, this).map(Some);
    }
    if let (Value::Native(native), "__name__" | "__qualname__") = (this, name) {
        return Ok(Some(Value::text(native.name)));
    }
    let Some(object) = vm.heap.of(this) else { return Ok(None) };
    let value = match (object, name) {
        (Object::Function(function), "__name__" | "__qualname__") => Value::Text(function.code.name.clone()),
        (Object::Function(_), "__doc__") | (Object::Class(_) | Object::Record(_), "__doc__") => Value::None,
        (Object::Function(_), "__module__") => Value::text("__main__"),
        (Object::Function(function), "__annotations__") => {
            let annotations = function.code.annotations.clone();
            let scope = function.scope;
            let mut dict = Dict::default();
            for (name, code) in annotations {
                if let Ok(value) = vm.run_in(code, scope, Value::Undefined) {
                    dict.put(name, value);
                }
            }
            vm.heap.value(Object::Dict(dict))?
        }
        (Object::Function(function), "__parameters__") => {
            let symbols: Vec<_> = function.code.slots.iter().map(|slot| slot.name).collect();
            let names = symbols.into_iter().map(|symbol| Value::Text(vm.symbols.name(symbol))).collect();
            vm.list(names)?
        }
        (Object::Class(class), "__name__" | "__qualname__") => {
            Value::Text(class.name.clone().unwrap_or_else(|| "".into()))
        }
        (Object::Class(class), "__bases__") => {
            let bases = class.bases.clone();
            vm.tuple(bases)?
        }
        (Object::Class(class), "__dict__") => {
            let members = class.members.clone();
            vm.heap.value(Object::Dict(members))?
        }
        (Object::Record(record), "__dict__") => {
            let fields = record.fields.clone();
            vm.heap.value(Object::Dict(fields))?
        }
        (Object::Module { name, .. }, "__name__") => Value::Text(name.clone()),
        (Object::Record(_), "__traceback__" | "__cause__" | "__context__") => Value::None,
        (Object::Bound { function, .. }, _) => {
            let function = function.clone();
            return vm.known_member(&function, name);
        }
        (Object::Property { .. }, "setter") => {
            let bound = Object::Bound { function: Value::Native(&classes::SETTER), this: this.clone() };
            vm.heap.value(bound)?
        }
        (Object::Range { from, .. }, "start") => Value::Int(*from),
        (Object::Range { to, .. }, "stop") => Value::Int(*to),
        (Object::Regex(regex), "pattern") => Value::Text(regex.pattern.clone()),
        _ => return Ok(None),
    };
    Ok(Some(value))
}
