//! What arrays answer without a block; the rest is in Ruby.

use super::given::{given_block, this};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::ruby::{comparison, errors};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::{Vm, sorted};
use crate::shell::programs::script::{ErrorKind, Fault};

/// Lists inside each other that are joined or made flat.
const MAX_DEPTH: usize = 40;
/// The most values that `combination` and the like give.
const MOST: usize = 100_000;

fn own(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Vec<Value>, Fault> {
    let items = vm.heap.items(&this(a)).cloned().unwrap_or_default();
    vm.work(items.len() / 8)?;
    Ok(items)
}

/// Changes the array where it stands.
fn changed<T>(vm: &mut Vm<'_, '_>, a: &Arguments, change: impl FnOnce(&mut Vec<Value>) -> T) -> Result<T, Fault> {
    match this(a) {
        Value::Object(of) => match vm.heap.get_mut(of) {
            Object::List(items) => Ok(change(items)),
            _ => vm.unsimulated("this array"),
        },
        _ => vm.unsimulated("this array"),
    }
}

fn join(vm: &mut Vm<'_, '_>, items: &[Value], between: &str, depth: usize, out: &mut String) -> Result<(), Fault> {
    if depth > MAX_DEPTH {
        return Err(vm.error(ErrorKind::Value, "recursive array join"));
    }
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        match vm.heap.items(item).cloned() {
            Some(items) => join(vm, &items, between, depth + 1, out)?,
            None => {
                let text = vm.shown(item)?;
                vm.heap.spend(text.len() + between.len())?;
                out.push_str(&text);
            }
        }
    }
    Ok(())
}

fn flat(vm: &mut Vm<'_, '_>, items: Vec<Value>, depth: usize, out: &mut Vec<Value>) -> Result<(), Fault> {
    for item in items {
        vm.work(1)?;
        match vm.heap.items(&item).cloned() {
            Some(inner) if depth > 0 => flat(vm, inner, depth - 1, out)?,
            _ => out.push(item),
        }
    }
    if out.len() > MOST * 10 {
        return vm.unsimulated("so long an array");
    }
    Ok(())
}

/// So many from the beginning, or the first alone.
fn first(vm: &mut Vm<'_, '_>, a: &Arguments, last: bool) -> Result<Value, Fault> {
    let items = own(vm, a)?;
    match a.at(0) {
        Value::Undefined => Ok(if last { items.last() } else { items.first() }.cloned().unwrap_or(Value::None)),
        count => {
            let count = super::number::whole(vm, &count)?;
            let Ok(count) = usize::try_from(count) else {
                return Err(vm.error(ErrorKind::Value, "negative array size"));
            };
            let count = count.min(items.len());
            let part = if last { &items[items.len() - count..] } else { &items[..count] };
            vm.list(part.to_vec())
        }
    }
}

fn position(vm: &mut Vm<'_, '_>, a: &Arguments, last: bool) -> Result<Option<usize>, Fault> {
    let items = own(vm, a)?;
    let mut places: Vec<usize> = (0..items.len()).collect();
    if last {
        places.reverse();
    }
    for place in places {
        if comparison::equal(vm, &items[place], &a.at(0))? {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

fn unique(vm: &mut Vm<'_, '_>, items: Vec<Value>) -> Result<Vec<Value>, Fault> {
    let mut known = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    for item in items {
        if known.insert(vm.key(&item)?) {
            out.push(item);
        }
    }
    Ok(out)
}

/// Values in order: by `<=>`, or by a block.
fn sort(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Vec<Value>, Fault> {
    let items = own(vm, a)?;
    let block = given_block(a);
    let keyed = items.into_iter().map(|item| ((), item)).collect();
    sorted(vm, keyed, |vm, (_, later), (_, earlier)| match &block {
        None => Ok(comparison::ordered(vm, later, earlier)?.is_lt()),
        Some(block) => match vm.call(block, Arguments::of(vec![later.clone(), earlier.clone()]))? {
            Value::Int(number) => Ok(number < 0),
            Value::Float(number) => Ok(number < 0.0),
            _ => {
                let (one, two) = (vm.type_name(later), vm.type_name(earlier));
                Err(vm.error(ErrorKind::Value, format!("comparison of {one} with {two} failed")))
            }
        },
    })
}

fn rotated(items: &[Value], by: i128) -> Vec<Value> {
    if items.is_empty() {
        return Vec::new();
    }
    let by = by.rem_euclid(items.len() as i128) as usize;
    [&items[by..], &items[..by]].concat()
}

pub static METHODS: &[Native] = &[
    Native { name: "length", run: |vm, a| Ok(Value::from(vm.heap.items(&this(&a)).map_or(0, Vec::len))) },
    Native { name: "size", run: |vm, a| Ok(Value::from(vm.heap.items(&this(&a)).map_or(0, Vec::len))) },
    Native { name: "empty?", run: |vm, a| Ok(Value::Bool(vm.heap.items(&this(&a)).is_none_or(Vec::is_empty))) },
    Native { name: "to_a", run: |_, a| Ok(this(&a)) },
    Native { name: "to_ary", run: |_, a| Ok(this(&a)) },
    Native { name: "entries", run: |_, a| Ok(this(&a)) },
    Native {
        name: "push",
        run: |vm, a| {
            vm.heap.spend(a.plain.len() * 24)?;
            changed(vm, &a, |items| items.extend(a.plain.iter().cloned()))?;
            Ok(this(&a))
        },
    },
    Native {
        name: "append",
        run: |vm, a| {
            vm.heap.spend(a.plain.len() * 24)?;
            changed(vm, &a, |items| items.extend(a.plain.iter().cloned()))?;
            Ok(this(&a))
        },
    },
    Native {
        name: "concat",
        run: |vm, a| {
            for list in &a.plain {
                let Some(more) = vm.heap.items(list).cloned() else {
                    return Err(errors::no_conversion(vm, list, "Array"));
                };
                vm.heap.spend(more.len() * 24)?;
                changed(vm, &a, |items| items.extend(more))?;
            }
            Ok(this(&a))
        },
    },
    Native {
        name: "pop",
        run: |vm, a| match a.at(0) {
            Value::Undefined => Ok(changed(vm, &a, Vec::pop)?.unwrap_or(Value::None)),
            count => {
                let count = usize::try_from(super::number::whole(vm, &count)?).unwrap_or(0);
                let part = changed(vm, &a, |items| items.split_off(items.len().saturating_sub(count)))?;
                vm.list(part)
            }
        },
    },
    Native {
        name: "shift",
        run: |vm, a| match a.at(0) {
            Value::Undefined => {
                let first = changed(vm, &a, |items| if items.is_empty() { Value::None } else { items.remove(0) })?;
                Ok(first)
            }
            count => {
                let count = usize::try_from(super::number::whole(vm, &count)?).unwrap_or(0);
                let part = changed(vm, &a, |items| items.drain(..count.min(items.len())).collect())?;
                vm.list(part)
            }
        },
    },
    Native { name: "unshift", run: |vm, a| prepend(vm, &a) },
    Native { name: "prepend", run: |vm, a| prepend(vm, &a) },
    Native {
        name: "insert",
        run: |vm, a| {
            let place = super::number::whole(vm, &a.at(0))?;
            vm.heap.spend(a.plain.len() * 24)?;
            changed(vm, &a, |items| {
                let length = items.len() as i128;
                let place = if place < 0 { place + length + 1 } else { place }.clamp(0, length) as usize;
                let tail = items.split_off(place);
                items.extend(a.plain.iter().skip(1).cloned());
                items.extend(tail);
            })?;
            Ok(this(&a))
        },
    },
    Native {
        name: "delete_at",
        run: |vm, a| {
            let place = super::number::whole(vm, &a.at(0))?;
            changed(vm, &a, |items| {
                let place = if place < 0 { place + items.len() as i128 } else { place };
                match usize::try_from(place).ok().filter(|place| *place < items.len()) {
                    Some(place) => items.remove(place),
                    None => Value::None,
                }
            })
        },
    },
    Native {
        name: "delete",
        run: |vm, a| {
            let (mut kept, mut found) = (Vec::new(), Value::None);
            for item in own(vm, &a)? {
                if comparison::equal(vm, &item, &a.at(0))? { found = item } else { kept.push(item) }
            }
            changed(vm, &a, |items| *items = kept)?;
            Ok(found)
        },
    },
    Native {
        name: "replace",
        run: |vm, a| {
            let news = vm.heap.items(&a.at(0)).cloned().unwrap_or_default();
            vm.heap.spend(news.len() * 24)?;
            changed(vm, &a, |items| *items = news)?;
            Ok(this(&a))
        },
    },
    Native {
        name: "clear",
        run: |vm, a| {
            changed(vm, &a, Vec::clear)?;
            Ok(this(&a))
        },
    },
    Native { name: "first", run: |vm, a| first(vm, &a, false) },
    Native { name: "last", run: |vm, a| first(vm, &a, true) },
    Native { name: "take", run: |vm, a| first(vm, &a, false) },
    Native {
        name: "drop",
        run: |vm, a| {
            let count = usize::try_from(super::number::whole(vm, &a.at(0))?).unwrap_or(0);
            let items = own(vm, &a)?;
            vm.list(items.into_iter().skip(count).collect())
        },
    },
    Native {
        name: "join",
        run: |vm, a| {
            let between = if a.at(0).is_nothing() { String::new() } else { super::given::need_text(vm, &a, 0)? };
            let items = own(vm, &a)?;
            let mut out = String::new();
            join(vm, &items, &between, 0, &mut out)?;
            vm.text(out)
        },
    },
    Native {
        name: "reverse",
        run: |vm, a| {
            let items = own(vm, &a)?;
            vm.list(items.into_iter().rev().collect())
        },
    },
    Native {
        name: "rotate",
        run: |vm, a| {
            let (items, by) = (own(vm, &a)?, a.int(vm, 0, 1)?);
            vm.list(rotated(&items, by))
        },
    },
    Native {
        name: "compact",
        run: |vm, a| {
            let items = own(vm, &a)?;
            vm.list(items.into_iter().filter(|item| !item.is_nothing()).collect())
        },
    },
    Native {
        name: "flatten",
        run: |vm, a| {
            let depth = usize::try_from(a.int(vm, 0, MAX_DEPTH as i128)?).unwrap_or(MAX_DEPTH).min(MAX_DEPTH);
            let (items, mut out) = (own(vm, &a)?, Vec::new());
            flat(vm, items, depth, &mut out)?;
            vm.list(out)
        },
    },
    Native {
        name: "%uniq",
        run: |vm, a| {
            let items = own(vm, &a)?;
            let items = unique(vm, items)?;
            vm.list(items)
        },
    },
    Native { name: "include?", run: |vm, a| Ok(Value::Bool(position(vm, &a, false)?.is_some())) },
    Native { name: "member?", run: |vm, a| Ok(Value::Bool(position(vm, &a, false)?.is_some())) },
    Native { name: "%index", run: |vm, a| Ok(position(vm, &a, false)?.map_or(Value::None, Value::from)) },
    Native { name: "rindex", run: |vm, a| Ok(position(vm, &a, true)?.map_or(Value::None, Value::from)) },
    Native {
        name: "sort",
        run: |vm, a| {
            let items = sort(vm, &a)?;
            vm.list(items)
        },
    },
    Native {
        // Values in the order of others, which stand at the same places.
        name: "%sorted",
        run: |vm, a| {
            let (items, keys) = (own(vm, &a)?, vm.heap.items(&a.at(0)).cloned().unwrap_or_default());
            let keyed: Vec<(Value, Value)> = keys.into_iter().zip(items).collect();
            let items =
                sorted(vm, keyed, |vm, (later, _), (earlier, _)| Ok(comparison::ordered(vm, later, earlier)?.is_lt()))?;
            vm.list(items)
        },
    },
    Native {
        name: "transpose",
        run: |vm, a| {
            let rows: Vec<Vec<Value>> =
                own(vm, &a)?.iter().map(|row| vm.heap.items(row).cloned().unwrap_or_default()).collect();
            let width = rows.first().map_or(0, Vec::len);
            if rows.iter().any(|row| row.len() != width) {
                return Err(vm.error(ErrorKind::Index, "element size differs"));
            }
            let mut columns = Vec::new();
            for at in 0..width {
                let column = rows.iter().map(|row| row[at].clone()).collect();
                columns.push(vm.list(column)?);
            }
            vm.list(columns)
        },
    },
    Native {
        name: "shuffle",
        run: |vm, a| {
            let mut items = own(vm, &a)?;
            for at in (1..items.len()).rev() {
                let other = (vm.process.system.clock().random() % (at as u64 + 1)) as usize;
                items.swap(at, other);
            }
            vm.list(items)
        },
    },
    Native {
        name: "sample",
        run: |vm, a| {
            let items = own(vm, &a)?;
            if items.is_empty() {
                return Ok(Value::None);
            }
            let at = (vm.process.system.clock().random() % items.len() as u64) as usize;
            Ok(items[at].clone())
        },
    },
    Native {
        name: "to_h",
        run: |vm, a| {
            let table = vm.heap.value(Object::Dict(Default::default()))?;
            let block = given_block(&a);
            for item in own(vm, &a)? {
                let pair = match &block {
                    Some(block) => vm.call(block, Arguments::of(vec![item]))?,
                    None => item,
                };
                match vm.heap.items(&pair).map(Vec::as_slice) {
                    Some([key, value]) => {
                        let (key, value) = (key.clone(), value.clone());
                        vm.set_entry(&table, key, value)?;
                    }
                    _ => {
                        let kind = vm.type_name(&pair);
                        let text = format!("wrong element type {kind} (expected array)");
                        return Err(vm.error(ErrorKind::Type, text));
                    }
                }
            }
            Ok(table)
        },
    },
    Native { name: "dig", run: |vm, a| dig(vm, this(&a), &a.plain) },
    Native {
        name: "self.new",
        run: |vm, a| {
            let count = match (a.at(0), vm.heap.items(&a.at(0))) {
                (_, Some(items)) => {
                    let items = items.clone();
                    return vm.list(items);
                }
                (Value::Undefined, _) => 0,
                (count, _) => usize::try_from(super::number::whole(vm, &count)?).unwrap_or(0),
            };
            if count > MOST * 10 {
                return vm.unsimulated("so long an array");
            }
            let fill = if a.plain.len() > 1 { a.at(1) } else { Value::None };
            let mut items = vec![fill; count];
            if let Some(block) = given_block(&a) {
                for (at, item) in items.iter_mut().enumerate() {
                    *item = vm.call(&block, Arguments::of(vec![Value::from(at)]))?;
                }
            }
            vm.list(items)
        },
    },
];

fn prepend(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    vm.heap.spend(a.plain.len() * 24)?;
    changed(vm, a, |items| {
        let tail = std::mem::take(items);
        items.extend(a.plain.iter().cloned());
        items.extend(tail);
    })?;
    Ok(this(a))
}

/// A value inside values.
pub fn dig(vm: &mut Vm<'_, '_>, mut value: Value, path: &[Value]) -> Result<Value, Fault> {
    for step in path {
        if value.is_nothing() {
            return Ok(Value::None);
        }
        value = vm.send(&value, "[]", vec![step.clone()])?;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_goes_either_way() {
        let items = [1, 2, 3].map(Value::Int);
        assert_eq!(rotated(&items, 1), [2, 3, 1].map(Value::Int));
        assert_eq!(rotated(&items, -1), [3, 1, 2].map(Value::Int));
        assert_eq!(rotated(&[], 1), []);
    }
}
