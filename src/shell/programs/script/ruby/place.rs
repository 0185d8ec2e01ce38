//! `object[index]`

use super::display;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::{Key, Value};
use crate::shell::programs::script::vm::Vm;

/// The most places that an assignment makes an array longer by.
const MOST_HOLES: usize = 100_000;

/// The bounds of a range of whole numbers, the end not included; a side that is missing goes as far as there is.
pub fn whole_range(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<(i128, i128)>, Fault> {
    let class = vm.class("Range")?;
    let Some(Object::Record(record)) = vm.heap.of(value) else { return Ok(None) };
    if record.class != Some(class) {
        return Ok(None);
    }
    let field = |name| record.fields.named(name).cloned().unwrap_or(Value::None);
    let excludes = field("@exclusive") == Value::Bool(true);
    Ok(match (field("@first"), field("@last")) {
        (Value::Int(from), Value::Int(to)) => Some((from, if excludes { to } else { to.saturating_add(1) })),
        (Value::Int(from), Value::None) => Some((from, i128::MAX)),
        _ => None,
    })
}

/// The places of a part: where it begins and how long it is; `None`: there is none.
fn part(vm: &mut Vm<'_, '_>, index: &Value, length: usize) -> Result<Option<Option<(usize, usize)>>, Fault> {
    let class = vm.class("Range")?;
    let Some(Object::Record(record)) = vm.heap.of(index).filter(|_| vm.class_of(index) == Some(class)) else {
        return Ok(None);
    };
    let field = |name| record.fields.named(name).cloned().unwrap_or(Value::None);
    let excludes = field("@exclusive") == Value::Bool(true);
    let length = length as i128;
    let place = |value: Value, otherwise: i128| match value {
        Value::Int(value) if value < 0 => value + length,
        Value::Int(value) => value,
        _ => otherwise,
    };
    let open = field("@last").is_nothing();
    let from = place(field("@first"), 0);
    let to = place(field("@last"), length) + i128::from(!excludes && !open);
    if from < 0 || from > length {
        return Ok(Some(None));
    }
    let count = (to.min(length) - from).max(0);
    Ok(Some(Some((from as usize, count as usize))))
}

/// So many values from a place on; `None`: there is none.
fn counted(from: i128, count: i128, length: usize) -> Option<(usize, usize)> {
    let from = if from < 0 { from + length as i128 } else { from };
    let from = usize::try_from(from).ok().filter(|from| *from <= length)?;
    let count = usize::try_from(count).ok()?;
    Some((from, count.min(length - from)))
}

/// `list[from, count]`, `text[from, count]`
pub fn section(vm: &mut Vm<'_, '_>, object: &Value, from: i128, count: i128) -> Result<Value, Fault> {
    let length = length(vm, object);
    taken(vm, object, counted(from, count, length))
}

fn length(vm: &Vm<'_, '_>, object: &Value) -> usize {
    match object {
        Value::Text(text) => text.chars().count(),
        other => vm.heap.items(other).map_or(0, Vec::len),
    }
}

fn taken(vm: &mut Vm<'_, '_>, object: &Value, part: Option<(usize, usize)>) -> Result<Value, Fault> {
    let Some((from, count)) = part else { return Ok(Value::None) };
    if let Value::Text(text) = object {
        let text: String = text.chars().skip(from).take(count).collect();
        return vm.text(text);
    }
    let items = vm.heap.items(object).and_then(|items| items.get(from..from + count)).unwrap_or_default().to_vec();
    vm.list(items)
}

/// What stands at a place; `None`: the object's own method says.
pub fn get(vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<Option<Value>, Fault> {
    let at = |number: i128, length: usize| {
        let number = if number < 0 { number + length as i128 } else { number };
        usize::try_from(number).ok()
    };
    match (object, vm.heap.of(object), index) {
        (Value::Text(text), _, Value::Int(number)) => {
            let place = if *number < 0 { at(*number, text.chars().count()) } else { at(*number, 0) };
            Ok(Some(
                place.and_then(|at| text.chars().nth(at)).map_or(Value::None, |letter| Value::text(letter.to_string())),
            ))
        }
        (Value::Text(text), _, Value::Text(part)) => {
            Ok(Some(if text.contains(&**part) { index.clone() } else { Value::None }))
        }
        (_, Some(Object::List(items)), Value::Int(number)) => {
            let place = at(*number, items.len());
            Ok(Some(place.and_then(|at| items.get(at)).cloned().unwrap_or(Value::None)))
        }
        (_, Some(Object::Dict(_)), _) => entry(vm, object, index).map(Some),
        (Value::Text(_), _, _) | (_, Some(Object::List(_)), _) => {
            let length = length(vm, object);
            match part(vm, index, length)? {
                Some(part) => taken(vm, object, part).map(Some),
                None => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

/// A hash's value of a key, or what it has for those that are missing.
pub fn entry(vm: &mut Vm<'_, '_>, hash: &Value, index: &Value) -> Result<Value, Fault> {
    let key = vm.key(index)?;
    if let Some(value) = vm.heap.entries(hash).and_then(|entries| entries.get(&key)) {
        return Ok(value.clone());
    }
    match default_of(vm, hash) {
        Some(default) => match vm.heap.of(&default) {
            Some(Object::Function(_)) => vm.call(&default, Arguments::of(vec![hash.clone(), index.clone()])),
            _ => Ok(default),
        },
        None => Ok(Value::None),
    }
}

fn default_of(vm: &Vm<'_, '_>, hash: &Value) -> Option<Value> {
    let Value::Object(of) = hash else { return None };
    let defaults = vm.registry.get("defaults")?;
    vm.heap.entries(defaults)?.get(&Key::Object(*of)).cloned()
}

/// Gives a hash what it has for keys that are missing: a value, or a block.
pub fn set_default(vm: &mut Vm<'_, '_>, hash: &Value, default: Value) -> Result<(), Fault> {
    let Value::Object(of) = *hash else { return Ok(()) };
    let defaults = match vm.registry.get("defaults") {
        Some(defaults) => defaults.clone(),
        None => {
            let defaults = vm.heap.value(Object::Dict(Default::default()))?;
            vm.registry.insert("defaults", defaults.clone());
            defaults
        }
    };
    vm.heap.spend(96)?;
    if let Some(entries) = vm.heap.entries_mut(&defaults) {
        entries.set(Key::Object(of), hash.clone(), default);
    }
    Ok(())
}

/// `object[index] = value`; whether that was done here.
pub fn set(vm: &mut Vm<'_, '_>, object: &Value, index: &Value, value: &Value) -> Result<bool, Fault> {
    match (object, vm.heap.of(object), index) {
        (_, Some(Object::Dict(_)), _) => {
            vm.set_entry(object, index.clone(), value.clone())?;
            Ok(true)
        }
        (Value::Object(of), Some(Object::List(items)), Value::Int(number)) => {
            let length = items.len();
            let place = if *number < 0 { *number + length as i128 } else { *number };
            let Ok(place) = usize::try_from(place) else {
                let shown = display::inspect(vm, index)?;
                let text = format!("index {shown} too small for array; minimum: -{length}");
                return Err(vm.error(crate::shell::programs::script::ErrorKind::Index, text));
            };
            if place > length + MOST_HOLES {
                return vm.unsimulated("an array with so many holes");
            }
            vm.heap.spend((place + 1).saturating_sub(length) * std::mem::size_of::<Value>())?;
            if let Object::List(items) = vm.heap.get_mut(*of) {
                if place >= items.len() {
                    items.resize(place + 1, Value::None);
                }
                items[place] = value.clone();
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}
