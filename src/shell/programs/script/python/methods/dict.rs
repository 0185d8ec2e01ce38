//! `dict`

use super::this;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Shows};
use crate::shell::programs::script::python::place::key_error;
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;

fn entries(vm: &Vm<'_, '_>, a: &Arguments) -> Vec<(Value, Value)> {
    let entries = vm.heap.entries(&this(a));
    entries.map(|all| all.iter().map(|(key, value)| (key.clone(), value.clone())).collect()).unwrap_or_default()
}

fn get(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Option<Value>, Fault> {
    let key = vm.key(&a.at(0))?;
    Ok(vm.heap.entries(&this(a)).and_then(|entries| entries.get(&key)).cloned())
}

fn otherwise(a: &Arguments) -> Value {
    a.plain.get(1).cloned().unwrap_or(Value::None)
}

/// Puts entries in: of a dictionary, of pairs, of names.
pub fn update(vm: &mut Vm<'_, '_>, target: &Value, a: &Arguments) -> Result<(), Fault> {
    if let Some(other) = a.plain.first() {
        let bare = crate::shell::programs::script::python::special::bare(vm, other);
        let own: Option<Vec<(Value, Value)>> = match vm.heap.of(&bare) {
            Some(Object::Dict(all)) => Some(all.iter().map(|(k, v)| (k.clone(), v.clone())).collect()),
            _ => None,
        };
        let has_keys = own.is_none() && vm.known_member(other, "keys")?.is_some();
        let pairs = match own {
            Some(pairs) => pairs,
            None if has_keys => {
                let keys = vm.member(other, "keys")?;
                let keys = vm.call(&keys, Arguments::default())?;
                let mut pairs = Vec::new();
                for key in vm.collect(&keys)? {
                    let dialect = vm.dialect;
                    let value = dialect.index(vm, other, &key)?;
                    pairs.push((key, value));
                }
                pairs
            }
            None => {
                let mut pairs = Vec::new();
                for pair in vm.collect(other)? {
                    match vm.collect(&pair)?.as_slice() {
                        [key, value] => pairs.push((key.clone(), value.clone())),
                        other => {
                            let text = format!(
                                "dictionary update sequence element #{} has length {}; 2 is required",
                                pairs.len(),
                                other.len()
                            );
                            return Err(vm.error(crate::shell::programs::script::ErrorKind::Value, text));
                        }
                    }
                }
                pairs
            }
        };
        for (key, value) in pairs {
            vm.set_entry(target, key, value)?;
        }
    }
    for (name, value) in &a.named {
        vm.set_entry(target, Value::Text(name.clone()), value.clone())?;
    }
    Ok(())
}

fn view(vm: &mut Vm<'_, '_>, a: &Arguments, shows: Shows) -> Result<Value, Fault> {
    vm.heap.value(Object::View { of: this(a), shows })
}

/// What a view shows now.
pub fn seen(vm: &mut Vm<'_, '_>, view: &Value) -> Result<Vec<Value>, Fault> {
    let Some(Object::View { of, shows }) = vm.heap.of(view) else { return Ok(Vec::new()) };
    let (of, shows) = (of.clone(), *shows);
    let entries: Vec<(Value, Value)> =
        vm.heap.entries(&of).map(|all| all.iter().map(|(k, v)| (k.clone(), v.clone())).collect()).unwrap_or_default();
    vm.work(entries.len())?;
    match shows {
        Shows::Keys => Ok(entries.into_iter().map(|(key, _)| key).collect()),
        Shows::Values => Ok(entries.into_iter().map(|(_, value)| value).collect()),
        Shows::Items => entries.into_iter().map(|(key, value)| vm.tuple(vec![key, value])).collect(),
    }
}

/// Of what `keys()` and its brothers give.
pub static VIEW: &[Native] = &[Native {
    name: "isdisjoint",
    run: |vm, a| {
        let own = super::as_set(vm, &this(&a))?;
        let method = vm.member(&own, "isdisjoint")?;
        vm.call(&method, Arguments::of(vec![a.at(0)]))
    },
}];

pub static METHODS: &[Native] = &[
    Native { name: "get", run: |vm, a| Ok(get(vm, &a)?.unwrap_or_else(|| otherwise(&a))) },
    Native { name: "keys", run: |vm, a| view(vm, &a, Shows::Keys) },
    Native { name: "values", run: |vm, a| view(vm, &a, Shows::Values) },
    Native { name: "items", run: |vm, a| view(vm, &a, Shows::Items) },
    Native {
        name: "pop",
        run: |vm, a| {
            let key = vm.key(&a.at(0))?;
            let gone = vm.heap.entries_mut(&this(&a)).and_then(|entries| entries.remove(&key));
            match gone.or_else(|| a.plain.get(1).cloned()) {
                Some(value) => Ok(value),
                None => Err(key_error(vm, &a.at(0))),
            }
        },
    },
    Native {
        name: "popitem",
        run: |vm, a| match entries(vm, &a).pop() {
            Some((key, value)) => {
                let found = vm.key(&key)?;
                vm.heap.entries_mut(&this(&a)).and_then(|entries| entries.remove(&found));
                vm.tuple(vec![key, value])
            }
            None => Err(key_error(vm, &Value::text("popitem(): dictionary is empty"))),
        },
    },
    Native {
        name: "setdefault",
        run: |vm, a| match get(vm, &a)? {
            Some(value) => Ok(value),
            None => {
                vm.set_entry(&this(&a), a.at(0), otherwise(&a))?;
                Ok(otherwise(&a))
            }
        },
    },
    Native {
        name: "update",
        run: |vm, a| {
            update(vm, &this(&a), &a)?;
            Ok(Value::None)
        },
    },
    Native {
        name: "clear",
        run: |vm, a| {
            if let Some(entries) = vm.heap.entries_mut(&this(&a)) {
                entries.clear();
            }
            Ok(Value::None)
        },
    },
    Native {
        name: "copy",
        run: |vm, a| {
            let copy: Dict = vm.heap.entries(&this(&a)).cloned().unwrap_or_default();
            vm.heap.value(Object::Dict(copy))
        },
    },
];
