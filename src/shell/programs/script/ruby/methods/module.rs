//! What classes and modules answer.

use super::given::{given_block, name, this};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::ruby::{constants, functions};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// Classes above each other.
const MAX_BASES: usize = 32;

/// `attr_reader`, `attr_writer`: methods that read or set a variable of the object.
fn accessors(vm: &mut Vm<'_, '_>, a: &Arguments, reads: bool, writes: bool) -> Result<Value, Fault> {
    let mut names = Vec::new();
    for at in 0..a.plain.len() {
        let name = name(vm, a, at)?;
        let variable = Value::Symbol(format!("@{name}").into());
        if reads {
            let get = vm.heap.value(Object::Property { get: Some(variable.clone()), set: None })?;
            functions::add_method(vm, &this(a), &name, get, false)?;
            names.push(Value::Symbol(name.as_str().into()));
        }
        if writes {
            let set = vm.heap.value(Object::Property { get: None, set: Some(variable) })?;
            functions::add_method(vm, &this(a), &format!("{name}="), set, false)?;
            names.push(Value::Symbol(format!("{name}=").into()));
        }
    }
    vm.list(names)
}

fn include(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let this = this(a);
    for module in &a.plain {
        if !matches!(vm.heap.of(module), Some(Object::Class(_))) {
            let class = vm.type_name(module);
            return Err(vm.error(ErrorKind::Type, format!("wrong argument type {class} (expected module)")));
        }
        let this_class = match &this {
            Value::Object(of) if matches!(vm.heap.get(*of), Object::Class(_)) => *of,
            _ => vm.class("Object")?,
        };
        if let Object::Class(class) = vm.heap.get_mut(this_class)
            && !class.bases.contains(module)
        {
            class.bases.insert(0, module.clone());
        }
        if vm.receiver(module, "included")?.is_some() {
            vm.send(module, "included", vec![this.clone()])?;
        }
    }
    Ok(this)
}

/// The class and all that it extends.
fn ancestors(vm: &Vm<'_, '_>, class: &Value) -> Vec<Value> {
    let (mut waiting, mut all) = (vec![class.clone()], Vec::new());
    while let Some(next) = waiting.pop() {
        if all.len() >= MAX_BASES {
            break;
        }
        if let Some(Object::Class(class)) = vm.heap.of(&next) {
            // What is included stands before what is extended, but behind the class itself.
            waiting.extend(class.bases.iter().rev().cloned());
            all.push(next);
        }
    }
    all
}

pub static METHODS: &[Native] = &[
    Native { name: "attr_reader", run: |vm, a| accessors(vm, &a, true, false) },
    Native { name: "attr_writer", run: |vm, a| accessors(vm, &a, false, true) },
    Native { name: "attr_accessor", run: |vm, a| accessors(vm, &a, true, true) },
    Native { name: "include", run: |vm, a| include(vm, &a) },
    Native { name: "prepend", run: |vm, _| vm.unsimulated("prepend") },
    Native { name: "private_class_method", run: |_, _| Ok(Value::None) },
    Native { name: "private_constant", run: |_, _| Ok(Value::None) },
    Native { name: "protected", run: |_, a| Ok(a.plain.first().cloned().unwrap_or(Value::None)) },
    Native {
        name: "module_function",
        run: |vm, a| {
            let this = this(&a);
            if a.plain.is_empty() {
                vm.set_entry(&this, Value::text("%functions"), Value::Bool(true))?;
            }
            for at in 0..a.plain.len() {
                let name = name(vm, &a, at)?;
                let method = functions::field(vm, &this, &name);
                vm.set_entry(&this, Value::text(format!("self.{name}")), method)?;
            }
            Ok(Value::None)
        },
    },
    Native {
        name: "name",
        run: |vm, a| match this(&a) {
            Value::Object(of) => Ok(Value::text(vm.class_name(of))),
            _ => Ok(Value::None),
        },
    },
    Native {
        name: "superclass",
        run: |vm, a| match vm.heap.of(&this(&a)) {
            Some(Object::Class(class)) => {
                let bases = class.bases.clone();
                let is_class = |base: &&Value| vm.heap.entries(base).is_some_and(|all| all.named("%module").is_none());
                Ok(bases.iter().find(is_class).cloned().unwrap_or(Value::None))
            }
            _ => Ok(Value::None),
        },
    },
    Native {
        name: "ancestors",
        run: |vm, a| {
            let all = ancestors(vm, &this(&a));
            vm.list(all)
        },
    },
    Native {
        name: "<",
        run: |vm, a| {
            let (this, other) = (this(&a), a.at(0));
            Ok(Value::Bool(this != other && ancestors(vm, &this).contains(&other)))
        },
    },
    Native { name: "<=", run: |vm, a| Ok(Value::Bool(ancestors(vm, &this(&a)).contains(&a.at(0)))) },
    Native {
        name: "include?",
        run: |vm, a| {
            let (this, other) = (this(&a), a.at(0));
            Ok(Value::Bool(this != other && ancestors(vm, &this).contains(&other)))
        },
    },
    Native {
        name: "instance_methods",
        run: |vm, a| {
            let names = vm.heap.entries(&this(&a)).map(|all| all.keys()).unwrap_or_default();
            let names = names.iter().filter_map(Value::as_text).filter(|name| !name.contains(['.', '%', '@']));
            let names = names.map(|name| Value::Symbol(name.into())).collect();
            vm.list(names)
        },
    },
    Native {
        name: "method_defined?",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            let Value::Object(of) = this(&a) else { return Ok(Value::Bool(false)) };
            Ok(Value::Bool(vm.find_in_class(of, &name).is_some()))
        },
    },
    Native {
        name: "define_method",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            let block = given_block(&a).unwrap_or_else(|| a.at(1));
            let block = vm.rebound(&block, None)?;
            functions::add_method(vm, &this(&a), &name, block, false)?;
            Ok(Value::Symbol(name.into()))
        },
    },
    Native {
        name: "alias_method",
        run: |vm, a| {
            let (new, old) = (name(vm, &a, 0)?, name(vm, &a, 1)?);
            functions::alias(vm, &this(&a), &new, &old)
        },
    },
    Native {
        name: "remove_method",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            let key = vm.key(&Value::text(name))?;
            if let Some(members) = vm.heap.entries_mut(&this(&a)) {
                members.remove(&key);
            }
            Ok(this(&a))
        },
    },
    Native {
        name: "const_get",
        run: |vm, a| {
            let name = name(vm, &a, 0)?;
            let path = vm.shown(&this(&a))?;
            let path = if path == "Object" { String::new() } else { path };
            match constants::constant(vm, &path, &name)? {
                Some(value) => Ok(value),
                None => Err(crate::shell::programs::script::ruby::errors::unknown_name(vm, &name)),
            }
        },
    },
    Native {
        name: "self.new",
        run: |vm, a| {
            let base = if a.plain.is_empty() { Value::Object(vm.class("Object")?) } else { a.at(0) };
            let class = functions::make_class(vm, None, Some(base), false)?;
            if let Some(block) = given_block(&a) {
                let arguments = Arguments { named: vec![("&".into(), block)], ..Arguments::default() };
                vm.send_with(&class, "class_eval", arguments)?;
            }
            Ok(class)
        },
    },
    Native {
        name: "allocate",
        run: |vm, a| {
            let Value::Object(class) = this(&a) else { return Ok(Value::None) };
            let record = crate::shell::programs::script::heap::Record { class: Some(class), ..Default::default() };
            vm.heap.value(Object::Record(record))
        },
    },
];
