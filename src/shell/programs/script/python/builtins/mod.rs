//! Python's built-in functions and types.

mod classes;
mod functions;
mod iterables;
mod numbers;
mod types;

use super::exceptions;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::syntax::ParameterKind;
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;

/// The tables.
static ALL: [&[Native]; 5] =
    [classes::FUNCTIONS, functions::FUNCTIONS, iterables::FUNCTIONS, numbers::FUNCTIONS, types::TYPES];

/// The names.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().flatten().map(|native| native.name)
}

/// The native function of this name.
pub fn native(name: &str) -> Option<&'static Native> {
    ALL.into_iter().flatten().find(|native| native.name == name)
}

/// Whether a native function is a type.
pub fn is_type(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "object",
        "property",
        "staticmethod",
        "classmethod",
        "super",
        "map",
        "filter",
        "zip",
        "enumerate",
        "reversed",
    ];
    OTHERS.contains(&name) || types::TYPES.iter().any(|native| native.name == name)
}

/// What a built-in name means.
pub fn named(vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
    if let Some(native) = native(name) {
        return Ok(Some(Value::Native(native)));
    }
    // Names of the library's that programs cannot write.
    if let Some(name) = name.strip_prefix('.') {
        let module = super::importing::import(vm, &"_async".into(), false)?;
        return vm.known_member(&module, name);
    }
    if let Some(class) = exceptions::named(name) {
        return vm.class(class).map(|class| Some(Value::Object(class)));
    }
    Ok(match name {
        "open" => {
            let module = super::importing::import(vm, &"_io".into(), false)?;
            vm.known_member(&module, "open")?
        }
        "slice" => {
            let module = super::importing::import(vm, &"types".into(), false)?;
            vm.known_member(&module, "slice")?
        }
        "aiter" | "anext" => {
            let module = super::importing::import(vm, &"_async".into(), false)?;
            vm.known_member(&module, name)?
        }
        "__debug__" => Some(Value::Bool(!vm.registry.contains_key("optimised"))),
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
    if let Some(value) = super::inherited::member(vm, this, name)? {
        return Ok(Some(value));
    }
    if name.starts_with("__")
        && let Some(native) = super::methods::special_of(vm, this, name).first()
    {
        return vm.heap.value(Object::Bound { function: Value::Native(native), this: this.clone() }).map(Some);
    }
    if name == "__class__" {
        return types::type_of(vm, this).map(Some);
    }
    if let (Value::Native(native), "__name__" | "__qualname__") = (this, name) {
        return Ok(Some(Value::text(native.name)));
    }
    if let Value::Native(native) = this {
        return of_type(vm, native, name);
    }
    if let (Value::Int(_) | Value::Float(_) | Value::Bool(_), "real" | "imag" | "numerator" | "denominator") =
        (this, name)
    {
        return Ok(match (name, this) {
            ("real", _) | ("numerator", Value::Int(_) | Value::Bool(_)) => Some(this.clone()),
            ("imag", Value::Float(_)) => Some(Value::Float(0.0)),
            ("imag", _) => Some(Value::Int(0)),
            ("denominator", Value::Int(_) | Value::Bool(_)) => Some(Value::Int(1)),
            _ => None,
        });
    }
    match vm.heap.of(this) {
        Some(Object::Function(_)) => of_function(vm, this, name),
        Some(Object::Class(_)) => of_class(vm, this, name),
        Some(_) => of_object(vm, this, name),
        None => Ok(None),
    }
}

/// A member of a function.
fn of_function(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
    let Some(object) = vm.heap.of(this) else { return Ok(None) };
    let value = match (object, name) {
        (Object::Function(function), "__name__") => Value::Text(function.code.name.clone()),
        (Object::Function(function), "__qualname__") => Value::text(super::display::qualified(vm, function)),
        (Object::Function(function), "__doc__") => function.code.doc.clone().map_or(Value::None, Value::Text),
        (Object::Function(function), "__module__") => {
            let scope = vm.outermost(function.scope);
            vm.global(scope, "__name__").unwrap_or(Value::None)
        }
        (Object::Function(function), "__line__") => Value::Int(function.code.span.line.into()),
        (Object::Function(function), "__kind__") => {
            Value::text(match (function.code.is_async, function.code.is_generator) {
                (true, true) => "async_generator",
                (true, false) => "coroutine",
                (false, true) => "generator",
                (false, false) => "plain",
            })
        }
        (Object::Function(function), "__slots_of__") => {
            let (code, mut defaults) = (function.code.clone(), function.defaults.clone().into_iter());
            let mut rows = Vec::new();
            for slot in &code.slots {
                let kind = match slot.kind {
                    ParameterKind::Plain => "plain",
                    ParameterKind::Named => "named",
                    ParameterKind::Rest => "rest",
                    ParameterKind::NamedRest => "named_rest",
                };
                let default: Vec<Value> = if slot.has_default { defaults.next().into_iter().collect() } else { vec![] };
                let default = vm.list(default)?;
                let name = Value::Text(vm.symbols.name(slot.name));
                rows.push(vm.tuple(vec![name, Value::text(kind), default])?);
            }
            vm.list(rows)?
        }
        (Object::Function(_), "__dict__") => {
            let fields = vm.heap.entries(this).cloned().unwrap_or_default();
            vm.heap.value(Object::Dict(fields))?
        }
        (Object::Function(function), "__defaults__") => {
            let defaults = function.defaults.clone();
            if defaults.is_empty() { Value::None } else { vm.tuple(defaults)? }
        }
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
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// A member of a class.
fn of_class(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
    let Some(object) = vm.heap.of(this) else { return Ok(None) };
    let value = match (object, name) {
        (Object::Class(class), "__name__" | "__qualname__") => {
            Value::Text(class.name.clone().unwrap_or_else(|| "".into()))
        }
        (Object::Class(class), "__module__") if class.is_builtin => Value::text("builtins"),
        (Object::Class(class), "__bases__" | "__base__") => {
            let mut bases = class.bases.clone();
            if bases.is_empty() {
                bases.extend(native("object").map(Value::Native));
            }
            bases.iter_mut().for_each(|base| *base = as_type(vm, base));
            if name == "__base__" { bases.swap_remove(0) } else { vm.tuple(bases)? }
        }
        (Object::Class(_), "__mro__" | "mro") => {
            let Value::Object(of) = *this else { return Ok(None) };
            let mut order: Vec<Value> = vm.order(of).into_iter().map(Value::Object).collect();
            order.iter_mut().for_each(|class| *class = as_type(vm, class));
            order.extend(native("object").map(Value::Native));
            let order = vm.tuple(order)?;
            match name {
                "mro" => vm.heap.value(Object::Bound { function: Value::Native(&classes::GIVE), this: order })?,
                _ => order,
            }
        }
        (Object::Class(_), "__subclasses__") => return vm.unsimulated("__subclasses__()"),
        (Object::Class(class), "__dict__") => {
            let members = class.members.clone();
            vm.heap.value(Object::Dict(members))?
        }
        (Object::Class(_), "__doc__") => Value::None,
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// A member of anything else.
fn of_object(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
    let Some(object) = vm.heap.of(this) else { return Ok(None) };
    let value = match (object, name) {
        (Object::Record(_) | Object::Module { .. }, "__doc__") => Value::None,
        (Object::Record(record), "__dict__") => {
            let mut fields = record.fields.clone();
            fields.remove(&crate::shell::programs::script::value::Key::Text(super::special::OWN.into()));
            vm.heap.value(Object::Dict(fields))?
        }
        (Object::Record(record), "__traceback__") if !record.trace.is_empty() => {
            let module = super::importing::import(vm, &"_traceback".into(), false)?;
            let made = vm.member(&module, "of")?;
            vm.call(&made, crate::shell::programs::script::arguments::Arguments::of(vec![this.clone()]))?
        }
        (Object::Record(_), "__suppress_context__") => Value::Bool(false),
        (Object::Record(_), "with_traceback" | "add_note") => match vm.is_instance(this, "BaseException")? {
            true => {
                let native = if name == "add_note" { &classes::ADD_NOTE } else { &classes::WITH_TRACEBACK };
                vm.heap.value(Object::Bound { function: Value::Native(native), this: this.clone() })?
            }
            false => return Ok(None),
        },
        (Object::Module { name, .. }, "__name__") => Value::Text(name.clone()),
        (Object::Module { members, .. }, "__dict__") => {
            let members = members.clone();
            vm.heap.value(Object::Dict(members))?
        }
        (Object::Record(_), "__traceback__" | "__cause__" | "__context__") => Value::None,
        (Object::Record(record), "value" | "name") => {
            // `StopIteration.value`, `AttributeError.name`
            let first = record.fields.named("args").cloned();
            match vm.is_instance(this, "StopIteration")? && name == "value" {
                true => first.and_then(|all| vm.heap.items(&all)?.first().cloned()).unwrap_or(Value::None),
                false => return Ok(None),
            }
        }
        (Object::Bound { function, .. }, "__func__") => function.clone(),
        (Object::Bound { this, .. }, "__self__") => this.clone(),
        (Object::Bound { function: Value::Native(_), this: Value::Native(method) }, "__name__") => {
            Value::text(method.name)
        }
        (Object::Bound { function, .. }, _) => {
            let function = function.clone();
            return vm.known_member(&function, name);
        }
        (Object::Property { .. }, "setter" | "getter" | "deleter") => {
            let native = match name {
                "setter" => &classes::SETTER,
                "getter" => &classes::GETTER,
                _ => return vm.unsimulated("property.deleter"),
            };
            let bound = Object::Bound { function: Value::Native(native), this: this.clone() };
            vm.heap.value(bound)?
        }
        (Object::Property { get, .. }, "fget") => get.clone().unwrap_or(Value::None),
        (Object::Property { set, .. }, "fset") => set.clone().unwrap_or(Value::None),
        (Object::StaticMethod(function) | Object::ClassMethod(function), "__func__") => function.clone(),
        (Object::Range { from, .. }, "start") => Value::Int(*from),
        (Object::Range { to, .. }, "stop") => Value::Int(*to),
        (Object::Range { by, .. }, "step") => Value::Int(*by),
        (Object::View { of, .. }, "mapping") => of.clone(),
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// A member of a type, or of a function.
fn of_type(vm: &mut Vm<'_, '_>, native: &'static Native, name: &str) -> Result<Option<Value>, Fault> {
    if native.name == "object" {
        let found = super::inherited::OBJECT.iter().find(|known| known.name == name);
        return match (found, name) {
            (_, "__new__") => Ok(Some(Value::Native(&super::inherited::NEW))),
            (Some(found), _) => {
                let bound = Object::Bound { function: Value::Native(&classes::OF_OBJECT), this: Value::Native(found) };
                vm.heap.value(bound).map(Some)
            }
            (None, _) => Ok(None),
        };
    }
    if !is_type(native.name) {
        return Ok(None);
    }
    if static_methods(native.name).iter().any(|known| known.name == name) {
        return Ok(None);
    }
    let value = match name {
        "__mro__" => {
            let order = [Some(native), self::native("object")].into_iter().flatten().map(Value::Native).collect();
            vm.tuple(order)?
        }
        "__module__" => Value::text("builtins"),
        "__bases__" => {
            let base = self::native("object").map(Value::Native).into_iter().collect();
            vm.tuple(base)?
        }
        "__doc__" => Value::None,
        "__dict__" => vm.heap.value(Object::Dict(Dict::default()))?,
        "__new__" => return vm.unsimulated(format!("{}.__new__", native.name)),
        _ => {
            let known = super::methods::of_type(native.name).iter().find(|known| known.name == name);
            let method = match known {
                Some(known) => Some(known),
                None => {
                    let sample = types::sample(vm, native.name)?;
                    super::methods::special_of(vm, &sample, name).first()
                }
            };
            let Some(method) = method else { return Ok(None) };
            let bound =
                Object::Bound { function: Value::Native(&super::methods::UNBOUND), this: Value::Native(method) };
            vm.heap.value(bound)?
        }
    };
    Ok(Some(value))
}

/// The class that stands for a type, as the type.
fn as_type(vm: &Vm<'_, '_>, class: &Value) -> Value {
    match vm.heap.of(class) {
        Some(Object::Class(found)) if found.is_builtin => match found.name.as_deref().and_then(native) {
            Some(native) if is_type(native.name) => Value::Native(native),
            _ => class.clone(),
        },
        _ => class.clone(),
    }
}

/// `int | None`: a union of types.
pub fn union(vm: &mut Vm<'_, '_>, left: &Value, right: &Value) -> Result<Option<Value>, Fault> {
    let is_kind = |vm: &Vm<'_, '_>, value: &Value| match value {
        Value::None => true,
        Value::Native(native) => is_type(native.name),
        _ => matches!(vm.heap.of(value), Some(Object::Class(_))) || is_union(vm, value),
    };
    let both_none = *left == Value::None && *right == Value::None;
    if both_none || !is_kind(vm, left) || !is_kind(vm, right) || !super::since(vm, 10) {
        return Ok(None);
    }
    let mut parts = Vec::new();
    for value in [left, right] {
        match is_union(vm, value) {
            true => {
                let all = vm.heap.entries(value).and_then(|fields| fields.named("__args__")).cloned();
                parts.extend(all.and_then(|all| vm.heap.items(&all).cloned()).unwrap_or_default());
            }
            false => parts.push(value.clone()),
        }
    }
    let module = super::importing::import(vm, &"types".into(), false)?;
    let class = vm.member(&module, "UnionType")?;
    let parts = vm.tuple(parts)?;
    vm.call(&class, crate::shell::programs::script::arguments::Arguments::of(vec![parts])).map(Some)
}

fn is_union(vm: &Vm<'_, '_>, value: &Value) -> bool {
    vm.class_of(value).is_some_and(|class| &*vm.class_name(class) == "UnionType")
}
