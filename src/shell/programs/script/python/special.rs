//! Special methods: `__len__`, `__add__` and their like, of a program's classes; and what such a class has of a type
//! that it extends.

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// The field of an instance that has its value as a text, list, dictionary, …, if its class extends such a type.
pub const OWN: &str = ".value";

/// The class that gives a value its special methods: an instance's class, or a class's metaclass.
pub fn class_for(vm: &Vm<'_, '_>, this: &Value) -> Option<Ref> {
    match vm.heap.of(this)? {
        Object::Record(record) => record.class,
        Object::Class(class) => class.meta,
        _ => None,
    }
}

/// Calls a method of an instance's class, if it has it.
pub fn by_method(vm: &mut Vm<'_, '_>, this: &Value, name: &str, others: &[Value]) -> Result<Option<Value>, Fault> {
    let Some(class) = class_for(vm, this) else { return Ok(None) };
    let Some((method, _)) = vm.find_in_class(class, name) else { return Ok(None) };
    if method == Value::None {
        return Ok(None);
    }
    if let Some(Object::Function(_)) = vm.heap.of(&method) {
        let plain = [this.clone()].into_iter().chain(others.iter().cloned()).collect();
        return vm.call(&method, Arguments::of(plain)).map(Some);
    }
    let arguments = Arguments { this: Some(this.clone()), plain: others.to_vec(), named: Vec::new() };
    vm.call(&method, arguments).map(Some)
}

/// A value without the class that was put around it.
pub fn bare(vm: &Vm<'_, '_>, value: &Value) -> Value {
    own(vm, value).unwrap_or_else(|| value.clone())
}

/// What an instance has of the type that its class extends.
pub fn own(vm: &Vm<'_, '_>, value: &Value) -> Option<Value> {
    match vm.heap.of(value)? {
        Object::Record(record) => record.fields.named(OWN).cloned(),
        _ => None,
    }
}
