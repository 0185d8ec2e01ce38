//! Types of values, and what makes methods out of functions.

use super::is_type;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::operators::type_name;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// `isinstance(value, classes)`
pub fn is_instance(vm: &mut Vm<'_, '_>, value: &Value, classes: &Value) -> Result<bool, Fault> {
    if let Some(all) = vm.heap.items(classes).cloned() {
        for class in all {
            if is_instance(vm, value, &class)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    match classes {
        Value::Native(native) if native.name == "object" => Ok(true),
        Value::Native(native) if is_type(native.name) => {
            let kind = type_name(vm, value);
            Ok(kind == native.name || (native.name == "int" && kind == "bool"))
        }
        Value::Object(of) if matches!(vm.heap.get(*of), Object::Class(_)) => {
            Ok(vm.class_of(value).is_some_and(|class| vm.extends(class, *of)))
        }
        _ => {
            let text = "isinstance() arg 2 must be a type, a tuple of types, or a union";
            Err(vm.error(ErrorKind::Type, text))
        }
    }
}

/// `property.setter`
pub static SETTER: Native = Native {
    name: "setter",
    run: |vm, a| {
        let get = match a.this.as_ref().and_then(|this| vm.heap.of(this)) {
            Some(Object::Property { get, .. }) => get.clone(),
            _ => None,
        };
        vm.heap.value(Object::Property { get, set: Some(a.at(0)) })
    },
};

fn subclass(vm: &mut Vm<'_, '_>, class: &Value, of: &Value) -> Result<bool, Fault> {
    if let Some(all) = vm.heap.items(of).cloned() {
        for one in all {
            if subclass(vm, class, &one)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    Ok(match (class, of) {
        (Value::Object(class), Value::Object(of)) => vm.extends(*class, *of),
        (Value::Native(class), Value::Native(of)) => class.name == of.name || of.name == "object",
        _ => false,
    })
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "isinstance", run: |vm, a| is_instance(vm, &a.at(0), &a.at(1)).map(Value::Bool) },
    Native { name: "issubclass", run: |vm, a| subclass(vm, &a.at(0), &a.at(1)).map(Value::Bool) },
    Native { name: "property", run: |vm, a| vm.heap.value(Object::Property { get: Some(a.at(0)), set: None }) },
    Native { name: "staticmethod", run: |vm, a| vm.heap.value(Object::StaticMethod(a.at(0))) },
    Native { name: "classmethod", run: |vm, a| vm.heap.value(Object::ClassMethod(a.at(0))) },
    Native {
        name: "object",
        run: |vm, _| {
            let class = vm.class("object")?;
            vm.call(&Value::Object(class), Arguments::default())
        },
    },
    Native {
        name: "super",
        run: |vm, a| match (a.at(0), a.at(1)) {
            (Value::Object(class), this @ Value::Object(_)) => vm.heap.value(Object::Super { class, this }),
            _ => Err(vm.error_of("RuntimeError", "super(): no arguments")),
        },
    },
];
