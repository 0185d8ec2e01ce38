//! What names mean that the program did not make: `$variables`, and what the parser calls by names that no program can
//! write.

use super::{classes, constants};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Class, Object, Record, Ref};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// What stands before the name of a class's own method.
const OWN: &str = "self.";

/// A name that no scope has. A constant inside classes is `Outer::Inner|Name`.
pub fn builtin(vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
    if let Some(native) = FUNCTIONS.iter().find(|native| native.name == name) {
        return Ok(Some(Value::Native(native)));
    }
    if name.starts_with('$') {
        return Ok(Some(vm.registry.get("program").filter(|_| name == "$0").cloned().unwrap_or(Value::None)));
    }
    let (path, name) = name.split_once('|').unwrap_or(("", name));
    constants::constant(vm, path, name)
}

/// A record of a built-in class with these fields.
pub fn record(vm: &mut Vm<'_, '_>, class: &'static str, fields: Vec<(&str, Value)>) -> Result<Value, Fault> {
    let class = vm.class(class)?;
    let record = vm.heap.value(Object::Record(Record { class: Some(class), ..Record::default() }))?;
    if let Some(all) = vm.heap.entries_mut(&record) {
        fields.into_iter().for_each(|(name, value)| all.put(name, value));
    }
    Ok(record)
}

/// A field of a record.
pub fn field(vm: &Vm<'_, '_>, record: &Value, name: &str) -> Value {
    vm.heap.entries(record).and_then(|fields| fields.named(name)).cloned().unwrap_or(Value::None)
}

/// `%class(where it is looked for, its name, what it extends)`: a class that is made or opened again. `true` for what it
/// extends: it is a module.
fn class(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let (known, whole) = (a.text(vm, 0)?, a.text(vm, 1)?);
    let base = a.at(2);
    let module = base == Value::Bool(true);
    let found = match constants::exact(vm, &whole) {
        None if !known.contains('|') => match classes::known(&whole) {
            Some(name) => Some(Value::Object(vm.class(name)?)),
            None => None,
        },
        found => found,
    };
    if let Some(found) = found {
        if !matches!(vm.heap.of(&found), Some(Object::Class(_))) {
            return Err(vm.error(ErrorKind::Type, format!("{whole} is not a class")));
        }
        return Ok(found);
    }
    let base = match (&base, vm.heap.of(&base)) {
        (Value::Bool(true), _) => None,
        (Value::None, _) => Some(Value::Object(vm.class("Object")?)),
        (_, Some(Object::Class(_))) => Some(base),
        _ => {
            let kind = classes::of(vm, &base)?;
            let text =
                format!("superclass must be an instance of Class (given an instance of {})", vm.class_name(kind));
            return Err(vm.error(ErrorKind::Type, text));
        }
    };
    make_class(vm, Some(&whole), base, module)
}

/// Makes a class and tells what it extends.
pub fn make_class(vm: &mut Vm<'_, '_>, name: Option<&str>, base: Option<Value>, module: bool) -> Result<Value, Fault> {
    let bases = base.clone().into_iter().collect();
    let class = Class { name: name.map(Into::into), bases, ..Class::default() };
    let class = vm.heap.value(Object::Class(class))?;
    if let Some(members) = vm.heap.entries_mut(&class).filter(|_| module) {
        members.put("%module", Value::Bool(true));
    }
    if let Some(base) = base
        && vm.receiver(&base, "inherited")?.is_some()
    {
        vm.send(&base, "inherited", vec![class.clone()])?;
    }
    Ok(class)
}

/// Gives a class a method.
pub fn add_method(vm: &mut Vm<'_, '_>, owner: &Value, name: &str, function: Value, own: bool) -> Result<(), Fault> {
    let is_class = matches!(vm.heap.of(owner), Some(Object::Class(_)));
    let target = match (is_class, own) {
        (true, _) => owner.clone(),
        (false, true) => {
            // A method of one object.
            if let Some(fields) = vm.heap.entries_mut(owner) {
                fields.put("%own", Value::Bool(true));
                fields.put(format!("{OWN}{name}"), function);
            }
            return Ok(());
        }
        (false, false) => {
            let class = vm.class("Singleton")?;
            if vm.class_of(owner) == Some(class) {
                let of = field(vm, owner, "of");
                return add_method(vm, &of, name, function, true);
            }
            Value::Object(classes::of(vm, owner)?)
        }
    };
    if let (Value::Object(home), Value::Object(of)) = (&target, &function)
        && let Object::Function(function) = vm.heap.get_mut(*of)
    {
        function.home = Some(*home);
    }
    vm.heap.spend(96)?;
    let both = field(vm, &target, "%functions") == Value::Bool(true);
    if let Some(members) = vm.heap.entries_mut(&target) {
        if own || both {
            members.put(format!("{OWN}{name}"), function.clone());
        }
        if !own {
            members.put(name, function);
        }
    }
    Ok(())
}

/// A value as a list: a hash as pairs, nothing as none, anything else as one.
pub fn as_list(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Value, Fault> {
    let has_items = match vm.heap.of(value) {
        Some(Object::List(_)) => return Ok(value.clone()),
        Some(Object::Record(_) | Object::Dict(_)) => true,
        _ => false,
    };
    if value.is_nothing() {
        return vm.list(Vec::new());
    }
    if has_items && vm.receiver(value, "to_a")?.is_some() {
        return vm.send(value, "to_a", Vec::new());
    }
    vm.list(vec![value.clone()])
}

fn is_tagged(vm: &Vm<'_, '_>, jump: &Value, tag: &Value) -> bool {
    vm.heap.entries(jump).and_then(|fields| fields.named("tag")) == Some(tag)
}

fn home_of(value: &Value) -> Option<Ref> {
    if let Value::Object(of) = value { Some(*of) } else { None }
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "%tag", run: |vm, _| record(vm, "Object", Vec::new()) },
    Native { name: "%thrown", run: |vm, a| record(vm, "%Jump", vec![("tag", a.at(0)), ("value", a.at(1))]) },
    Native {
        name: "%caught",
        run: |vm, a| match is_tagged(vm, &a.at(0), &a.at(1)) {
            true => Ok(field(vm, &a.at(0), "value")),
            false => Err(Fault::Throw(a.at(0))),
        },
    },
    Native {
        name: "%range",
        run: |vm, a| {
            let fields = vec![("@first", a.at(0)), ("@last", a.at(1)), ("@exclusive", a.at(2))];
            record(vm, "Range", fields)
        },
    },
    Native { name: "%list", run: |vm, a| as_list(vm, &a.at(0)) },
    Native {
        name: "%parts",
        run: |vm, a| match vm.heap.of(&a.at(0)) {
            Some(Object::List(_)) => Ok(a.at(0)),
            _ => vm.list(vec![a.at(0)]),
        },
    },
    Native {
        // What a block with several parameters was given: one list is taken apart.
        name: "%spread",
        run: |vm, a| {
            let only = match vm.heap.items(&a.at(0)).map(Vec::as_slice) {
                Some([only]) => only.clone(),
                _ => return Ok(a.at(0)),
            };
            Ok(if vm.heap.items(&only).is_some() { only } else { a.at(0) })
        },
    },
    Native {
        // A hash with names for keys, as arguments by name.
        name: "%named",
        run: |vm, a| {
            let entries: Vec<(Value, Value)> = match vm.heap.entries(&a.at(0)) {
                Some(entries) => entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
                None => Vec::new(),
            };
            let table = vm.heap.value(Object::Dict(Default::default()))?;
            for (key, value) in entries {
                if let Value::Symbol(name) | Value::Text(name) = key {
                    vm.set_entry(&table, Value::Text(name), value)?;
                }
            }
            Ok(table)
        },
    },
    Native {
        name: "%block",
        run: |vm, a| match (a.at(0), vm.heap.of(&a.at(0))) {
            (value, Some(Object::Function(_) | Object::Bound { .. })) => Ok(value),
            (value, None) if value.is_nothing() => Ok(Value::None),
            (value, _) => vm.send(&value, "to_proc", Vec::new()),
        },
    },
    Native {
        name: "%lambda",
        run: |vm, a| {
            if let Some(fields) = vm.heap.entries_mut(&a.at(0)) {
                fields.put("lambda", Value::Bool(true));
            }
            Ok(a.at(0))
        },
    },
    Native { name: "%given", run: |_, a| Ok(Value::Bool(!a.at(0).is_nothing())) },
    Native {
        name: "%any",
        run: |vm, a| {
            let list = as_list(vm, &a.at(0))?;
            for item in vm.heap.items(&list).cloned().unwrap_or_default() {
                let found = vm.send(&item, "===", vec![a.at(1)])?;
                if vm.truth(&found)? {
                    return Ok(Value::Bool(true));
                }
            }
            Ok(Value::Bool(false))
        },
    },
    Native { name: "%class", run: |vm, a| class(vm, &a) },
    Native {
        name: "%constant",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            if let Value::Object(of) = a.at(1)
                && let Object::Class(class) = vm.heap.get_mut(of)
            {
                class.name.get_or_insert(name.into());
            }
            Ok(a.at(1))
        },
    },
    Native { name: "%singleton", run: |vm, a| record(vm, "Singleton", vec![("of", a.at(0))]) },
    Native {
        name: "%def",
        run: |vm, a| {
            let name = a.text(vm, 1)?;
            add_method(vm, &a.at(0), &name, a.at(2), a.at(3) == Value::Bool(true))?;
            Ok(Value::Symbol(name.into()))
        },
    },
    Native {
        name: "%alias",
        run: |vm, a| {
            let (new, old) = (a.text(vm, 1)?, a.text(vm, 2)?);
            alias(vm, &a.at(0), &new, &old)
        },
    },
    Native {
        name: "%constant_of",
        run: |vm, a| {
            let (outer, name) = (vm.shown(&a.at(0))?, a.text(vm, 1)?);
            match constants::constant(vm, "", &format!("{outer}::{name}"))? {
                Some(value) => Ok(value),
                None => Err(super::errors::unknown_name(vm, &format!("{outer}::{name}"))),
            }
        },
    },
    Native {
        name: "%directory",
        run: |vm, a| {
            let file = a.text(vm, 0)?;
            let path = vm.process.absolute(&file);
            let folder = path.rsplit_once('/').map_or("/", |(folder, _)| folder).to_string();
            vm.text(folder)
        },
    },
    Native {
        name: "%group",
        run: |vm, a| {
            let found = vm.registry.get("match").cloned().unwrap_or(Value::None);
            match a.at(0) {
                Value::Undefined => Ok(found),
                _ if found.is_nothing() => Ok(Value::None),
                number => vm.send(&found, "[]", vec![number]),
            }
        },
    },
    Native { name: "%raised", run: |vm, _| Ok(vm.handled().unwrap_or(Value::None)) },
    Native {
        name: "%defined_constant",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            let whole = name.replace('|', "::");
            let found = constants::exact(vm, &whole).is_some() || builtin(vm, &name)?.is_some();
            Ok(if found { Value::text("constant") } else { Value::None })
        },
    },
    Native {
        name: "%defined_block",
        run: |_, a| Ok(if a.at(0).is_nothing() { Value::None } else { Value::text("yield") }),
    },
    Native {
        name: "%defined_method",
        run: |vm, a| {
            let name = a.text(vm, 1)?;
            Ok(if vm.receiver(&a.at(0), &name)?.is_some() { Value::text("method") } else { Value::None })
        },
    },
    Native {
        name: "%defined_instance",
        run: |vm, a| {
            let name = a.text(vm, 1)?;
            let found = vm.heap.entries(&a.at(0)).is_some_and(|fields| fields.named(&name).is_some());
            Ok(if found { Value::text("instance-variable") } else { Value::None })
        },
    },
];

/// Gives a method another name.
pub fn alias(vm: &mut Vm<'_, '_>, class: &Value, new: &str, old: &str) -> Result<Value, Fault> {
    let found = home_of(class).filter(|_| matches!(vm.heap.of(class), Some(Object::Class(_))));
    let found = found.and_then(|class| vm.find_in_class(class, old));
    match found {
        Some((method, _)) => {
            if let Some(members) = vm.heap.entries_mut(class) {
                members.put(new, method);
            }
            Ok(Value::Symbol(new.into()))
        }
        None => {
            let shown = vm.shown(class)?;
            let text = format!("undefined method '{old}' for class '{shown}'");
            Err(vm.error(ErrorKind::Name, text))
        }
    }
}
