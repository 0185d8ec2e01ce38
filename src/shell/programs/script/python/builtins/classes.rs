//! Types of values, and what makes methods out of functions.

use super::{is_type, types};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::operators::type_name;
use crate::shell::programs::script::python::special::{by_method, class_for};
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
            if vm.class_of(value).is_some() {
                let class = vm.class(native.name)?;
                return Ok(vm.class_of(value).is_some_and(|of| vm.extends(of, class)));
            }
            if native.name == "type" {
                let is_native = matches!(value, Value::Native(native) if is_type(native.name));
                return Ok(is_native || matches!(vm.heap.of(value), Some(Object::Class(_))));
            }
            let kind = type_name(vm, value);
            Ok(kind == native.name || (native.name == "int" && kind == "bool"))
        }
        Value::Object(of) if matches!(vm.heap.get(*of), Object::Class(_)) => {
            if let Some(found) = by_method(vm, classes, "__instancecheck__", std::slice::from_ref(value))? {
                return vm.truth(&found);
            }
            if let Object::Class(class) = vm.heap.get(*of)
                && class.is_builtin
                && vm.class_of(value).is_none()
                && let Some(name) = class.name.clone()
            {
                let of_class = types::type_of(vm, value)?;
                return Ok(of_class == *classes || type_name(vm, value) == *name);
            }
            Ok(vm.class_of(value).is_some_and(|class| vm.extends(class, *of)))
        }
        _ if vm.known_member(classes, "__args__")?.is_some() => {
            let all = vm.member(classes, "__args__")?;
            let all: Vec<Value> = vm.collect(&all)?;
            for class in all {
                let is = match class {
                    Value::None => value.is_nothing(),
                    class => is_instance(vm, value, &class)?,
                };
                if is {
                    return Ok(true);
                }
            }
            Ok(false)
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
        (_, Value::Object(_)) if class_for(vm, of).is_some() => {
            match by_method(vm, of, "__subclasscheck__", std::slice::from_ref(class))? {
                Some(found) => vm.truth(&found)?,
                None => matches!((class, of), (Value::Object(class), Value::Object(of)) if vm.extends(*class, *of)),
            }
        }
        (Value::Object(class), Value::Object(of)) => vm.extends(*class, *of),
        (Value::Native(class), Value::Native(of)) => {
            class.name == of.name || of.name == "object" || (class.name == "bool" && of.name == "int")
        }
        (Value::Object(_), Value::Native(of)) if of.name == "object" => true,
        (Value::Object(class), Value::Native(of)) if is_type(of.name) => {
            let of = vm.class(of.name)?;
            vm.extends(*class, of)
        }
        _ => {
            let text = "issubclass() arg 1 must be a class";
            return Err(vm.error(ErrorKind::Type, text));
        }
    })
}

/// `property.getter`
pub static GETTER: Native = Native {
    name: "getter",
    run: |vm, a| {
        let set = match a.this.as_ref().and_then(|this| vm.heap.of(this)) {
            Some(Object::Property { set, .. }) => set.clone(),
            _ => None,
        };
        vm.heap.value(Object::Property { get: Some(a.at(0)), set })
    },
};

/// Gives what it is bound to.
pub static GIVE: Native = Native {
    name: "mro",
    run: |vm, a| {
        let items = a.this.as_ref().and_then(|this| vm.heap.items(this)).cloned().unwrap_or_default();
        vm.list(items)
    },
};

/// `object.__setattr__` and its brothers: the object is the first argument.
pub static OF_OBJECT: Native = Native {
    name: "method_descriptor",
    run: |vm, mut a| {
        let Some(Value::Native(native)) = a.this.take() else { return Err(Fault::broken()) };
        if a.plain.is_empty() {
            let text = format!("unbound method object.{}() needs an argument", native.name);
            return Err(vm.error(ErrorKind::Type, text));
        }
        let this = a.plain.remove(0);
        (native.run)(vm, Arguments { this: Some(this), ..a })
    },
};

/// `exception.with_traceback`
pub static WITH_TRACEBACK: Native =
    Native { name: "with_traceback", run: |_, a| Ok(a.this.clone().unwrap_or(Value::None)) };

/// `exception.add_note`
pub static ADD_NOTE: Native = Native {
    name: "add_note",
    run: |vm, a| {
        let this = a.this.clone().unwrap_or(Value::None);
        let known = vm.heap.entries(&this).and_then(|fields| fields.named("__notes__")).cloned();
        let mut notes = known.and_then(|known| vm.heap.items(&known).cloned()).unwrap_or_default();
        notes.push(a.at(0));
        let notes = vm.list(notes)?;
        vm.set_plainly(&this, "__notes__", notes)?;
        Ok(Value::None)
    },
};

pub static FUNCTIONS: &[Native] = &[
    Native { name: "isinstance", run: |vm, a| is_instance(vm, &a.at(0), &a.at(1)).map(Value::Bool) },
    Native { name: "issubclass", run: |vm, a| subclass(vm, &a.at(0), &a.at(1)).map(Value::Bool) },
    Native {
        name: "property",
        run: |vm, a| {
            let given = |place: usize, name: &str| a.get(place, name).filter(|value| !value.is_nothing());
            let (get, set) = (given(0, "fget"), given(1, "fset"));
            vm.heap.value(Object::Property { get, set })
        },
    },
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
