//! The names that every program has, and the members of built-in values.

mod console;
mod global;
mod json;
mod math;
mod number;
mod object;
mod promise;
pub mod runner;
pub mod system;

use super::{errors, number as float};
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

pub use console::format;
pub use promise::follow;

/// The tables of functions.
static ALL: [&[Native]; 2] = [global::FUNCTIONS, promise::FUNCTIONS];

/// Names that the library makes (`library/globals.js`).
const LIBRARY: &[&str] = &[
    "process",
    "Date",
    "Buffer",
    "URL",
    "URLSearchParams",
    "fetch",
    "TextEncoder",
    "TextDecoder",
    "AbortController",
    "performance",
    "globalThis",
    "global",
    "structuredClone",
    "crypto",
];

/// What a name means.
pub fn named(vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
    if let Some(native) = ALL.into_iter().flatten().find(|native| native.name == name) {
        return Ok(Some(Value::Native(native)));
    }
    if let Some(class) = errors::CLASSES.iter().chain(&["Error"]).find(|class| **class == name) {
        return vm.class(class).map(|class| Some(Value::Object(class)));
    }
    if LIBRARY.contains(&name) {
        let globals = super::importing::import(vm, &"_globals".into())?;
        return vm.known_member(&globals, name);
    }
    Ok(match name {
        "console" => Some(console::object(vm)?),
        "NaN" => Some(Value::Float(f64::NAN)),
        "Infinity" => Some(Value::Float(f64::INFINITY)),
        _ => None,
    })
}

/// The functions that a built-in function has.
pub fn static_methods(name: &str) -> &'static [Native] {
    match name {
        "Object" => object::FUNCTIONS,
        "Array" => object::OF_ARRAY,
        "String" => global::OF_STRING,
        "Number" => number::FUNCTIONS,
        "Math" => math::FUNCTIONS,
        "JSON" => json::FUNCTIONS,
        "Promise" => promise::OF_PROMISE,
        _ => &[],
    }
}

/// Members that are no methods.
pub fn property(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
    if name == "length"
        && let Some(length) = length(vm, this)
    {
        return Ok(Some(float(length)));
    }
    let is_error = matches!(name, "name" | "message") && vm.is_instance(this, "Error")?;
    let value = match (this, vm.heap.of(this), name) {
        (Value::Native(native), _, "name") => Value::text(native.name),
        (Value::Native(native), _, _) => return Ok(constant(native.name, name)),
        (_, Some(Object::Dict(entries) | Object::Set(entries)), "size") => float(entries.len()),
        (_, Some(Object::Function(function)), "name") => Value::Text(function.code.name.clone()),
        (Value::Object(_), Some(Object::Function(_)), "prototype") => {
            let prototype = vm.heap.value(Object::Record(Default::default()))?;
            vm.set_member(this, "prototype", prototype.clone())?;
            prototype
        }
        (_, Some(Object::Class(class)), "name") => Value::Text(class.name.clone().unwrap_or_else(|| "".into())),
        (_, Some(Object::Class(_)), "prototype") => this.clone(),
        (_, Some(Object::Regex(regex)), "source") => Value::Text(regex.pattern.clone()),
        (_, Some(Object::Regex(regex)), "flags") => Value::Text(regex.flags.clone()),
        (_, Some(Object::Record(record)), "constructor") => match record.class {
            Some(class) => Value::Object(class),
            None => vm.builtin("Object")?,
        },
        (_, Some(Object::Record(record)), "name") => match record.class {
            Some(class) if is_error => Value::Text(error_name(vm, class)),
            _ => return Ok(None),
        },
        (_, Some(Object::Record(_)), "message") if is_error => Value::text(""),
        (_, Some(Object::Record(_)), _) => match object::OF_RECORD.iter().find(|native| native.name == name) {
            Some(native) => vm.heap.value(Object::Bound { function: Value::Native(native), this: this.clone() })?,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// An error of a class of the program's is called `Error` unless it says otherwise.
fn error_name(
    vm: &Vm<'_, '_>,
    class: crate::shell::programs::script::heap::Ref,
) -> crate::shell::programs::script::syntax::Name {
    let mut next = Some(class);
    for _ in 0..32 {
        let Some(class) = next else { break };
        let Object::Class(found) = vm.heap.get(class) else { break };
        if found.is_builtin {
            return vm.class_name(class);
        }
        next = match found.bases.first() {
            Some(Value::Object(base)) => Some(*base),
            _ => None,
        };
    }
    "Error".into()
}

fn length(vm: &Vm<'_, '_>, this: &Value) -> Option<usize> {
    match (this, vm.heap.of(this)) {
        (Value::Text(text), _) => Some(text.chars().map(char::len_utf16).sum()),
        (_, Some(Object::List(items) | Object::Tuple(items))) => Some(items.len()),
        (_, Some(Object::Bytes(bytes))) => Some(bytes.len()),
        (_, Some(Object::Function(function))) => Some(function.code.slots.len()),
        _ => None,
    }
}

fn constant(of: &str, name: &str) -> Option<Value> {
    Some(Value::Float(match (of, name) {
        ("Math", "PI") => std::f64::consts::PI,
        ("Math", "E") => std::f64::consts::E,
        ("Math", "SQRT2") => std::f64::consts::SQRT_2,
        ("Math", "LN2") => std::f64::consts::LN_2,
        ("Math", "LN10") => std::f64::consts::LN_10,
        ("Number", "MAX_SAFE_INTEGER") => 9_007_199_254_740_991.0,
        ("Number", "MIN_SAFE_INTEGER") => -9_007_199_254_740_991.0,
        ("Number", "MAX_VALUE") => f64::MAX,
        ("Number", "EPSILON") => f64::EPSILON,
        ("Number", "NaN") => f64::NAN,
        ("Number", "POSITIVE_INFINITY") => f64::INFINITY,
        ("Symbol", "iterator") => return Some(Value::text("@@iterator")),
        ("Symbol", "asyncIterator") => return Some(Value::text("@@asyncIterator")),
        _ => return None,
    }))
}

/// `value instanceof class`
pub fn is_instance(vm: &mut Vm<'_, '_>, value: &Value, class: &Value) -> Result<bool, Fault> {
    Ok(match class {
        Value::Native(native) => matches!(
            (native.name, vm.heap.of(value)),
            ("Array", Some(Object::List(_)))
                | ("Map", Some(Object::Dict(_)))
                | ("Set", Some(Object::Set(_)))
                | ("Promise", Some(Object::Promise(_)))
                | ("RegExp", Some(Object::Regex(_)))
                | ("Function", Some(Object::Function(_) | Object::Class(_)))
                | ("Object", Some(_))
        ),
        Value::Object(class) => match vm.class_of(value) {
            Some(of) => vm.extends(of, *class),
            None => false,
        },
        _ => {
            let text = "Right-hand side of 'instanceof' is not callable";
            return Err(vm.error(crate::shell::programs::script::ErrorKind::Type, text));
        }
    })
}
