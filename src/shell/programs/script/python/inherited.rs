//! Classes that extend a type of the language's (`class Config(dict)`), and what classes have of `object` and `type`.

use super::special::{OWN, own};
use super::{builtins, special};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Record, Ref};
use crate::shell::programs::script::syntax::Name;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// Types that a class can extend: whether their values are made of what the class is called with.
const TYPES: &[(&str, bool)] = &[
    ("str", true),
    ("int", true),
    ("float", true),
    ("tuple", true),
    ("frozenset", true),
    ("bytes", true),
    ("dict", false),
    ("list", false),
    ("set", false),
];

/// The class that stands for a type above a program's class.
pub fn base(vm: &mut Vm<'_, '_>, native: &'static Native) -> Result<Option<Value>, Fault> {
    let known = TYPES.iter().any(|(name, _)| *name == native.name) || native.name == "type";
    if known { vm.class(native.name).map(|class| Some(Value::Object(class))) } else { Ok(None) }
}

/// The type that a class extends.
fn extended(vm: &Vm<'_, '_>, class: Ref) -> Option<(&'static Native, bool)> {
    let found = vm.order(class).into_iter().find_map(|class| match vm.heap.get(class) {
        Object::Class(class) if class.is_builtin => TYPES.iter().find(|(name, _)| class.name.as_deref() == Some(*name)),
        _ => None,
    });
    found.and_then(|(name, at_once)| builtins::native(name).map(|native| (native, *at_once)))
}

/// What an instance begins with.
pub fn begin(vm: &mut Vm<'_, '_>, this: &Value, arguments: &Arguments) -> Result<(), Fault> {
    let Some(class) = vm.class_of(this) else { return Ok(()) };
    if vm.is_instance(this, "BaseException")? {
        // `__new__` keeps them, whatever the constructor does.
        let all = vm.tuple(arguments.plain.clone())?;
        return put(vm, this, "args", all);
    }
    let Some((native, at_once)) = extended(vm, class) else { return Ok(()) };
    let given = if at_once { Arguments::of(arguments.plain.clone()) } else { Arguments::default() };
    let value = (native.run)(vm, given)?;
    put(vm, this, OWN, value)
}

fn put(vm: &mut Vm<'_, '_>, this: &Value, name: &str, value: Value) -> Result<(), Fault> {
    vm.heap.spend(96)?;
    if let Some(fields) = vm.heap.entries_mut(this) {
        fields.put(name, value);
    }
    Ok(())
}

/// What such a type's `__init__` does; `None`: the class extends no such type.
pub fn construct(vm: &mut Vm<'_, '_>, this: &Value, arguments: &Arguments) -> Result<Option<()>, Fault> {
    let Some(class) = vm.class_of(this) else { return Ok(None) };
    match extended(vm, class) {
        Some((native, false)) => {
            let value = (native.run)(vm, arguments.clone())?;
            put(vm, this, OWN, value).map(Some)
        }
        Some((_, true)) => Ok(Some(())),
        None => Ok(None),
    }
}

/// A member of what an instance has of such a type.
pub fn member(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
    match own(vm, this) {
        Some(value) => vm.known_member(&value, name),
        None => Ok(None),
    }
}

/// What `super()` finds above all of the program's classes.
pub fn above(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
    if name == "__getitem__" && own(vm, this).is_some() {
        let bound = Object::Bound { function: Value::Native(&ITEM), this: this.clone() };
        return vm.heap.value(bound).map(Some);
    }
    if let Some(value) = member(vm, this, name)? {
        return Ok(Some(value));
    }
    let is_class = matches!(vm.heap.of(this), Some(Object::Class(_)));
    let native = match name {
        "__call__" if is_class => &INSTANCE,
        // It is static: the class is its first argument.
        "__new__" => return Ok(Some(Value::Native(&NEW))),
        _ => match OBJECT.iter().find(|native| native.name == name) {
            Some(native) => native,
            None => return Ok(None),
        },
    };
    let bound = Object::Bound { function: Value::Native(native), this: this.clone() };
    vm.heap.value(bound).map(Some)
}

/// `type.__call__`
static INSTANCE: Native = Native {
    name: "__call__",
    run: |vm, a| match a.this.clone() {
        Some(Value::Object(class)) => vm.instance(class, Arguments { this: None, ..a }),
        _ => Err(Fault::broken()),
    },
};

/// `__getitem__` of the type that a class extends: what is missing is the class's.
static ITEM: Native = Native {
    name: "__getitem__",
    run: |vm, a| {
        let this = a.this.clone().unwrap_or(Value::None);
        super::place::get_plainly(vm, &this, &a.at(0))
    },
};

/// `object.__new__`
pub static NEW: Native = Native {
    name: "__new__",
    run: |vm, a| match a.at(0) {
        Value::Object(class) if matches!(vm.heap.get(class), Object::Class(_)) => {
            let record = Record { class: Some(class), ..Record::default() };
            let this = vm.heap.value(Object::Record(record))?;
            let rest = Arguments { plain: a.plain.get(1..).unwrap_or_default().to_vec(), ..Arguments::default() };
            begin(vm, &this, &rest)?;
            Ok(this)
        }
        other => {
            let kind = vm.type_name(&other);
            Err(vm.error(ErrorKind::Type, format!("object.__new__(X): X is not a type object ({kind})")))
        }
    },
};

/// What every object has, where its class does not say otherwise; `this` is the object.
pub static OBJECT: &[Native] = &[
    Native { name: "__init_subclass__", run: |_, _| Ok(Value::None) },
    Native { name: "__init__", run: |_, _| Ok(Value::None) },
    Native {
        name: "__setattr__",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            let name = a.text(vm, 0)?;
            vm.set_plainly(&this, &name, a.at(1))?;
            Ok(Value::None)
        },
    },
    Native {
        name: "__getattribute__",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            let name = a.text(vm, 0)?;
            vm.member(&this, &name)
        },
    },
    Native {
        name: "__delattr__",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            let key = vm.key(&a.at(0))?;
            vm.heap.entries_mut(&this).and_then(|entries| entries.remove(&key));
            Ok(Value::None)
        },
    },
    Native {
        name: "__repr__",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            let text = super::display::plain(vm, &this)?;
            vm.text(text)
        },
    },
    Native {
        name: "__str__",
        run: |vm, a| {
            let this = a.this.clone().unwrap_or(Value::None);
            let text = match vm.is_instance(&this, "BaseException")? {
                true => super::display::message(vm, &this)?,
                false => super::display::repr(vm, &this)?,
            };
            vm.text(text)
        },
    },
    Native { name: "__eq__", run: |_, a| Ok(Value::Bool(a.this == Some(a.at(0)))) },
    Native { name: "__ne__", run: |_, a| Ok(Value::Bool(a.this != Some(a.at(0)))) },
    Native {
        name: "__hash__",
        run: |_, a| match a.this {
            Some(Value::Object(of)) => Ok(Value::Int(i128::from(of.number()) * 4 + 0x7f00_0000)),
            _ => Ok(Value::Int(0)),
        },
    },
];

/// A class's body is over: its members are told their names, its metaclass and what it extends hear of it.
pub fn made(vm: &mut Vm<'_, '_>, class: Value, named: Vec<(Name, Value)>) -> Result<Value, Fault> {
    let Value::Object(of) = class else { return Ok(class) };
    let members: Vec<(Value, Value)> =
        vm.heap.entries(&class).map_or(Vec::new(), |all| all.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
    for (name, value) in &members {
        special::by_method(vm, value, "__set_name__", &[class.clone(), name.clone()])?;
    }
    let mut named = named;
    let given = named.iter().position(|(name, _)| &**name == "metaclass").map(|place| named.remove(place).1);
    let inherited = vm.order(of).into_iter().find_map(|class| match vm.heap.get(class) {
        Object::Class(class) => class.meta,
        _ => None,
    });
    let meta = match given {
        Some(Value::Object(meta)) if matches!(vm.heap.get(meta), Object::Class(_)) => Some(meta),
        Some(Value::Native(native)) if native.name == "type" => inherited,
        Some(_) => return vm.unsimulated("this metaclass"),
        None => inherited,
    };
    if let (Some(meta), Object::Class(class)) = (meta, vm.heap.get_mut(of)) {
        class.meta = Some(meta);
    }
    if let Some(meta) = meta {
        if vm.find_in_class(meta, "__new__").is_some() || vm.find_in_class(meta, "__prepare__").is_some() {
            return vm.unsimulated("a metaclass with __new__");
        }
        if let Some((init, _)) = vm.find_in_class(meta, "__init__") {
            let name = vm.class_name(of);
            let bases = vm.heap.value(Object::Tuple(Vec::new()))?;
            let space = vm.member(&class, "__dict__")?;
            let plain = vec![class.clone(), Value::Text(name), bases, space];
            vm.call(&init, Arguments { this: None, plain, named: named.clone() })?;
            return Ok(class);
        }
    }
    let above = vm.order(of).into_iter().skip(1).collect::<Vec<_>>();
    let hook = above.into_iter().find_map(|above| match vm.heap.get(above) {
        Object::Class(class) => class.members.named("__init_subclass__").cloned(),
        _ => None,
    });
    match hook {
        Some(hook) => {
            let hook = match vm.heap.of(&hook) {
                Some(Object::ClassMethod(function)) => function.clone(),
                _ => hook,
            };
            vm.call(&hook, Arguments { this: None, plain: vec![class.clone()], named })?;
        }
        None => {
            if !named.is_empty() {
                let name_of = vm.class_name(of);
                let text = format!("{name_of}.__init_subclass__() takes no keyword arguments");
                return Err(vm.error(ErrorKind::Type, text));
            }
        }
    }
    Ok(class)
}
