//! Iterators that make their values of others': `map`, `filter`, `zip`, `enumerate`, `iter(function, end)`.

use std::cell::Cell;
use std::rc::Rc;

use super::operators::equal;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Iteration, Mapped, Mapping, Object};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// An iterator over what `function` makes of the values of others.
pub fn mapped(vm: &mut Vm<'_, '_>, kind: Mapping, function: Value, of: &[Value], count: i128) -> Result<Value, Fault> {
    let mut iterators = Vec::new();
    for value in of {
        iterators.push(if kind == Mapping::Until { value.clone() } else { vm.iterate(value)? });
    }
    let mapped = Mapped { kind, function, of: iterators, count: Cell::new(count) };
    vm.heap.value(Object::Iterator(Iteration::Mapped(Rc::new(mapped))))
}

/// Its next value.
pub fn next(vm: &mut Vm<'_, '_>, mapped: &Mapped) -> Result<Option<Value>, Fault> {
    vm.work(1)?;
    match mapped.kind {
        Mapping::Filter => {
            let Some(iterator) = mapped.of.first() else { return Ok(None) };
            while let Some(item) = vm.next(iterator)? {
                let keep = match mapped.function.is_nothing() {
                    true => item.clone(),
                    false => vm.call(&mapped.function, Arguments::of(vec![item.clone()]))?,
                };
                if vm.truth(&keep)? {
                    return Ok(Some(item));
                }
                vm.work(1)?;
            }
            Ok(None)
        }
        Mapping::Enumerate => {
            let Some(iterator) = mapped.of.first() else { return Ok(None) };
            let Some(item) = vm.next(iterator)? else { return Ok(None) };
            let number = mapped.count.get();
            mapped.count.set(number.saturating_add(1));
            vm.tuple(vec![Value::Int(number), item]).map(Some)
        }
        Mapping::Until => {
            let value = vm.call(&mapped.function, Arguments::default())?;
            let end = mapped.of.first().cloned().unwrap_or(Value::None);
            Ok(if equal(vm, &value, &end, 0)? { None } else { Some(value) })
        }
        Mapping::Map | Mapping::Zip | Mapping::ZipStrict => {
            let mut row = Vec::with_capacity(mapped.of.len());
            for (place, iterator) in mapped.of.iter().enumerate() {
                match vm.next(iterator)? {
                    Some(value) => row.push(value),
                    None if mapped.kind == Mapping::ZipStrict => return uneven(vm, mapped, place),
                    None => return Ok(None),
                }
            }
            match mapped.kind {
                _ if row.is_empty() => Ok(None),
                Mapping::Map => vm.call(&mapped.function, Arguments::of(row)).map(Some),
                _ => vm.tuple(row).map(Some),
            }
        }
    }
}

/// The end of `zip(…, strict=True)`: all must be at theirs.
fn uneven(vm: &mut Vm<'_, '_>, mapped: &Mapped, ended: usize) -> Result<Option<Value>, Fault> {
    let shown = |count: usize| if count == 1 { "argument 1".to_string() } else { format!("arguments 1-{count}") };
    if ended > 0 {
        let text = format!("zip() argument {} is shorter than {}", ended + 1, shown(ended));
        return Err(vm.error(ErrorKind::Value, text));
    }
    for (place, iterator) in mapped.of.iter().enumerate().skip(1) {
        if vm.next(iterator)?.is_some() {
            let text = format!("zip() argument {} is longer than {}", place + 1, shown(place));
            return Err(vm.error(ErrorKind::Value, text));
        }
    }
    Ok(None)
}
