//! Special methods: `__len__`, `__add__` and their like.

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Calls a method of an instance's class, if it has it.
pub fn by_method(vm: &mut Vm<'_, '_>, this: &Value, name: &str, others: &[Value]) -> Result<Option<Value>, Fault> {
    let Some(class) = vm.class_of(this) else { return Ok(None) };
    let Some((method, _)) = vm.find_in_class(class, name) else { return Ok(None) };
    let plain = [this.clone()].into_iter().chain(others.iter().cloned()).collect();
    vm.call(&method, Arguments::of(plain)).map(Some)
}
