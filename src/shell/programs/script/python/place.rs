//! `object[index]`

use super::special::{bare, by_method};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, range_length};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// A place among so many values; negative ones count from the end.
fn place(vm: &mut Vm<'_, '_>, kind: &str, index: &Value, length: usize) -> Result<usize, Fault> {
    let number = match index {
        Value::Int(number) => *number,
        Value::Bool(value) => i128::from(*value),
        _ => {
            let given = vm.type_name(index);
            let named = if kind == "string" { "string" } else { kind };
            let text = match kind {
                "string" => format!("string indices must be integers, not '{given}'"),
                _ => format!("{named} indices must be integers or slices, not {given}"),
            };
            return Err(vm.error(ErrorKind::Type, text));
        }
    };
    let at = if number < 0 { number + length as i128 } else { number };
    match usize::try_from(at).ok().filter(|at| *at < length) {
        Some(at) => Ok(at),
        None => Err(vm.error(ErrorKind::Index, format!("{kind} index out of range"))),
    }
}

/// A `KeyError` for a key.
pub fn key_error(vm: &mut Vm<'_, '_>, key: &Value) -> Fault {
    let class = match vm.class("KeyError") {
        Ok(class) => Value::Object(class),
        Err(fault) => return fault,
    };
    let arguments = crate::shell::programs::script::arguments::Arguments::of(vec![key.clone()]);
    match vm.call(&class, arguments) {
        Ok(exception) => vm.throw(exception),
        Err(fault) => fault,
    }
}

pub fn get(vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<Value, Fault> {
    if let Some(value) = by_method(vm, object, "__getitem__", std::slice::from_ref(index))? {
        return Ok(value);
    }
    get_plainly(vm, object, index)
}

/// The same, whatever the object's class says.
pub fn get_plainly(vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<Value, Fault> {
    let (of, object) = (object, &bare(vm, object));
    if let Some(class) = vm.class_of(index)
        && &*vm.class_name(class) == "slice"
    {
        let mut bounds = [Value::None, Value::None, Value::None];
        for (bound, name) in bounds.iter_mut().zip(["start", "stop", "step"]) {
            *bound = vm.member(index, name)?;
        }
        return vm.slice(object, bounds);
    }
    let index = &bare(vm, index);
    if let Value::Text(text) = object {
        let length = text.chars().count();
        let at = place(vm, "string", index, length)?;
        return Ok(text.chars().nth(at).map_or(Value::None, |letter| Value::text(letter.to_string())));
    }
    match vm.heap.of(object) {
        Some(Object::List(items)) => {
            let length = items.len();
            let at = place(vm, "list", index, length)?;
            Ok(vm.heap.items(object).and_then(|items| items.get(at)).cloned().unwrap_or(Value::None))
        }
        Some(Object::Tuple(items)) => {
            let length = items.len();
            let at = place(vm, "tuple", index, length)?;
            Ok(vm.heap.items(object).and_then(|items| items.get(at)).cloned().unwrap_or(Value::None))
        }
        Some(Object::Dict(_)) => {
            let key = vm.key(index)?;
            match vm.heap.entries(object).and_then(|entries| entries.get(&key)).cloned() {
                Some(value) => Ok(value),
                None => match by_method(vm, of, "__missing__", std::slice::from_ref(index))? {
                    Some(value) => Ok(value),
                    None => Err(key_error(vm, index)),
                },
            }
        }
        Some(Object::Bytes(bytes)) => {
            let length = bytes.len();
            let at = place(vm, "index", index, length)?;
            match vm.heap.of(object) {
                Some(Object::Bytes(bytes)) => Ok(Value::Int(bytes.get(at).copied().unwrap_or(0).into())),
                _ => Ok(Value::None),
            }
        }
        Some(Object::Range { from, to, by }) => {
            let (from, to, by) = (*from, *to, *by);
            let length = range_length(from, to, by);
            let at = place(vm, "range object", index, length)?;
            Ok(Value::Int(from + by * at as i128))
        }
        // `list[int]`, a type with a type.
        Some(Object::Class(class)) => {
            let (this, is_own) = (object.clone(), class.bases.is_empty() && !class.is_builtin);
            let Value::Object(of) = this else { return Ok(this) };
            let in_library = vm.frames.last().is_some_and(|frame| frame.code.file.is_library);
            match vm.find_in_class(of, "__class_getitem__") {
                Some((function, _)) => {
                    let function = match vm.heap.of(&function) {
                        Some(Object::ClassMethod(function) | Object::StaticMethod(function)) => function.clone(),
                        _ => function,
                    };
                    vm.call(&function, Arguments::of(vec![this, index.clone()]))
                }
                None if is_own && !in_library => {
                    let name = vm.class_name(of);
                    Err(vm.error(ErrorKind::Type, format!("type '{name}' is not subscriptable")))
                }
                None => Ok(this),
            }
        }
        _ if matches!(object, Value::Native(native) if super::builtins::is_type(native.name)) => Ok(object.clone()),
        _ => {
            let kind = vm.type_name(object);
            Err(vm.error(ErrorKind::Type, format!("'{kind}' object is not subscriptable")))
        }
    }
}

pub fn set(vm: &mut Vm<'_, '_>, object: &Value, index: &Value, value: Value) -> Result<(), Fault> {
    if by_method(vm, object, "__setitem__", &[index.clone(), value.clone()])?.is_some() {
        return Ok(());
    }
    let (object, index) = (&bare(vm, object), &bare(vm, index));
    match vm.heap.of(object) {
        Some(Object::List(items)) => {
            let length = items.len();
            let at = match place(vm, "list", index, length) {
                Err(Fault::Throw(_)) if matches!(index, Value::Int(_)) => {
                    return Err(vm.error(ErrorKind::Index, "list assignment index out of range"));
                }
                other => other?,
            };
            if let Value::Object(of) = object
                && let Object::List(items) = vm.heap.get_mut(*of)
                && let Some(place) = items.get_mut(at)
            {
                *place = value;
            }
            Ok(())
        }
        Some(Object::Dict(_)) => vm.set_entry(object, index.clone(), value),
        Some(Object::Bytes(bytes)) if vm.heap.is_marked(object) => {
            let length = bytes.len();
            let at = place(vm, "bytearray", index, length)?;
            let Value::Int(number) = value else {
                let kind = vm.type_name(&value);
                let text = format!("'{kind}' object cannot be interpreted as an integer");
                return Err(vm.error(ErrorKind::Type, text));
            };
            let Ok(byte) = u8::try_from(number) else {
                return Err(vm.error(ErrorKind::Value, "byte must be in range(0, 256)"));
            };
            if let Value::Object(of) = object
                && let Object::Bytes(bytes) = vm.heap.get_mut(*of)
                && let Some(place) = bytes.get_mut(at)
            {
                *place = byte;
            }
            Ok(())
        }
        _ => {
            let kind = vm.type_name(object);
            Err(vm.error(ErrorKind::Type, format!("'{kind}' object does not support item assignment")))
        }
    }
}

pub fn delete(vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<(), Fault> {
    if by_method(vm, object, "__delitem__", std::slice::from_ref(index))?.is_some() {
        return Ok(());
    }
    let object = &bare(vm, object);
    match vm.heap.of(object) {
        Some(Object::List(items)) => {
            let length = items.len();
            let at = place(vm, "list", index, length)?;
            if let Value::Object(of) = object
                && let Object::List(items) = vm.heap.get_mut(*of)
            {
                items.remove(at);
            }
            Ok(())
        }
        Some(Object::Dict(_)) => {
            let key = vm.key(index)?;
            match vm.heap.entries_mut(object).and_then(|entries| entries.remove(&key)) {
                Some(_) => Ok(()),
                None => Err(key_error(vm, index)),
            }
        }
        _ => {
            let kind = vm.type_name(object);
            Err(vm.error(ErrorKind::Type, format!("'{kind}' object doesn't support item deletion")))
        }
    }
}
