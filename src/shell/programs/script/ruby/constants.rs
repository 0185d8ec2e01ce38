//! Constants: where they are looked for.

use super::classes;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Classes above each other in which a constant is looked for.
const MAX_BASES: usize = 32;

/// A constant as it is looked for from inside a class.
pub fn constant(vm: &mut Vm<'_, '_>, path: &str, name: &str) -> Result<Option<Value>, Fault> {
    let parts: Vec<&str> = path.split("::").filter(|part| !part.is_empty()).collect();
    for count in (0..=parts.len()).rev() {
        let whole = [&parts[..count], &[name]].concat().join("::");
        if let Some(value) = exact(vm, &whole) {
            return Ok(Some(value));
        }
    }
    if !path.is_empty()
        && let Some(value) = inherited(vm, path, name)
    {
        return Ok(Some(value));
    }
    if let Some((outer, last)) = name.rsplit_once("::") {
        let class = constant(vm, path, outer)?;
        if let Some(Value::Object(of)) = class
            && let Object::Class(class) = vm.heap.get(of)
        {
            let outer = class.name.clone().unwrap_or_default();
            let whole = format!("{outer}::{last}");
            if let Some(value) = exact(vm, &whole) {
                return Ok(Some(value));
            }
            return Ok(inherited(vm, &outer, last));
        }
    }
    match classes::known(name) {
        Some(name) if !name.starts_with('%') || name == "%Jump" => Ok(Some(Value::Object(vm.class(name)?))),
        _ => Ok(None),
    }
}

/// A constant of what a class extends.
fn inherited(vm: &mut Vm<'_, '_>, class: &str, name: &str) -> Option<Value> {
    let mut waiting = vec![exact(vm, class)?];
    for _ in 0..MAX_BASES {
        let Some(Value::Object(of)) = waiting.pop() else { return None };
        let Object::Class(class) = vm.heap.get(of) else { continue };
        let (own, bases) = (class.name.clone().unwrap_or_default(), class.bases.clone());
        if let Some(value) = exact(vm, &format!("{own}::{name}")) {
            return Some(value);
        }
        waiting.extend(bases.into_iter().rev());
    }
    None
}

/// A constant by its whole name.
pub fn exact(vm: &mut Vm<'_, '_>, name: &str) -> Option<Value> {
    let scope = vm.frames.last().map(|frame| frame.scope)?;
    let scope = vm.outermost(scope);
    vm.global(scope, name)
}
