//! `object[index]`

use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The most places that an assignment makes an array longer by.
const MOST_HOLES: usize = 100_000;

/// An index as a place in an array.
fn place(index: &Value) -> Option<usize> {
    match index {
        Value::Float(number) if *number >= 0.0 && number.fract() == 0.0 && *number < 4e9 => Some(*number as usize),
        Value::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}

pub fn get(vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<Value, Fault> {
    if let Some(at) = place(index) {
        if let Value::Text(text) = object {
            return Ok(text.chars().nth(at).map_or(Value::Undefined, |letter| Value::text(letter.to_string())));
        }
        if let Some(items) = vm.heap.items(object) {
            return Ok(items.get(at).cloned().unwrap_or(Value::Undefined));
        }
    }
    let name = vm.shown(index)?;
    vm.member(object, &name)
}

pub fn set(vm: &mut Vm<'_, '_>, object: &Value, index: &Value, value: Value) -> Result<(), Fault> {
    if object.is_nothing() {
        let (shown, name) = (vm.shown(object)?, vm.shown(index)?);
        let text = format!("Cannot set properties of {shown} (setting '{name}')");
        return Err(vm.error(ErrorKind::Type, text));
    }
    let size = std::mem::size_of::<Value>();
    if let (Value::Object(of), Some(Object::List(items))) = (object, vm.heap.of(object)) {
        let length = items.len();
        let name = index.as_text();
        if name == Some("length") {
            let length = value.number().unwrap_or(0.0).max(0.0) as usize;
            if let Object::List(items) = vm.heap.get_mut(*of) {
                items.truncate(length);
            }
            return Ok(());
        }
        let Some(at) = place(index) else { return vm.unsimulated("a named property of an array") };
        if at > length + MOST_HOLES {
            return vm.unsimulated("an array with so many holes");
        }
        vm.heap.spend((at + 1).saturating_sub(length) * size)?;
        if let Object::List(items) = vm.heap.get_mut(*of) {
            if at >= items.len() {
                items.resize(at + 1, Value::Undefined);
            }
            items[at] = value;
        }
        return Ok(());
    }
    if vm.heap.entries(object).is_some() && !matches!(vm.heap.of(object), Some(Object::Dict(_))) {
        let name = vm.shown(index)?;
        return vm.set_member(object, &name, value);
    }
    Ok(())
}

/// `index in object`
pub fn has(vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<bool, Fault> {
    if let (Some(at), Some(items)) = (place(index), vm.heap.items(object)) {
        return Ok(at < items.len());
    }
    let name = vm.shown(index)?;
    Ok(vm.known_member(object, &name)?.is_some())
}
