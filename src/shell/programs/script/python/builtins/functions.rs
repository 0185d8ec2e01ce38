//! Functions that print, ask, and look into values.

use crate::shell::Stream;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::python::evaluating::evaluate;
use crate::shell::programs::script::python::special::by_method;
use crate::shell::programs::script::python::{display, format};
use crate::shell::programs::script::value::{Dict, Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault, input};

/// A text argument of a name, or a default.
fn option(vm: &mut Vm<'_, '_>, a: &Arguments, name: &str, default: &str) -> Result<String, Fault> {
    match a.named(name) {
        None | Some(Value::None) => Ok(default.to_string()),
        Some(Value::Text(text)) => Ok(text.to_string()),
        Some(other) => {
            let kind = vm.type_name(&other);
            Err(vm.error(ErrorKind::Type, format!("{name} must be None or a string, not {kind}")))
        }
    }
}

/// What a program put in the place of `sys.stdout`.
fn replaced(vm: &Vm<'_, '_>) -> Option<Value> {
    let members = vm.heap.entries(vm.modules.get("sys")?)?;
    let stdout = members.named("stdout")?;
    (members.named("__stdout__") != Some(stdout)).then(|| stdout.clone())
}

fn print(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let separator = option(vm, &a, "sep", " ")?;
    let end = option(vm, &a, "end", "\n")?;
    let mut text = String::new();
    for (index, value) in a.plain.iter().enumerate() {
        if index > 0 {
            text.push_str(&separator);
        }
        text += &display::shown(vm, value)?;
    }
    text.push_str(&end);
    match a.named("file").filter(|file| !file.is_nothing()).or_else(|| replaced(vm)) {
        Some(file) => {
            let write = vm.member(&file, "write")?;
            vm.call(&write, Arguments::of(vec![Value::text(text)]))?;
        }
        None => vm.process.output.write(Stream::Out, text.as_bytes())?,
    }
    if let Some(flush) = a.named("flush")
        && vm.truth(&flush)?
    {
        match a.named("file").filter(|file| !file.is_nothing()) {
            Some(file) => {
                let flush = vm.member(&file, "flush")?;
                vm.call(&flush, Arguments::default())?;
            }
            None => vm.process.output.flush()?,
        }
    }
    Ok(Value::None)
}

fn attribute(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Option<Value>, Fault> {
    let name = a.text(vm, 1)?;
    match vm.member(&a.at(0), &name) {
        Ok(value) => Ok(Some(value)),
        Err(Fault::Throw(exception)) if vm.is_instance(&exception, "AttributeError")? => Ok(None),
        Err(Fault::Unsimulated(_)) if matches!(vm.heap.of(&a.at(0)), Some(Object::Module { .. })) => Ok(None),
        Err(fault) => Err(fault),
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "print", run: print },
    Native {
        name: "input",
        run: |vm, a| {
            let prompt = if a.plain.is_empty() { String::new() } else { a.text(vm, 0)? };
            match input::read_line(vm, &prompt)? {
                Some(line) => vm.text(line),
                None => Err(vm.error_of("EOFError", "EOF when reading a line")),
            }
        },
    },
    Native { name: "repr", run: |vm, a| display::repr(vm, &a.at(0)).and_then(|text| vm.text(text)) },
    Native { name: "ascii", run: |vm, a| display::repr(vm, &a.at(0)).and_then(|text| vm.text(text)) },
    Native {
        name: "format",
        run: |vm, a| {
            let spec = if a.plain.len() > 1 { a.text(vm, 1)? } else { String::new() };
            format::format(vm, &a.at(0), None, &spec).and_then(|text| vm.text(text))
        },
    },
    Native {
        name: "getattr",
        run: |vm, a| match attribute(vm, &a)? {
            Some(value) => Ok(value),
            None => match a.plain.get(2) {
                Some(default) => Ok(default.clone()),
                None => {
                    let name = a.text(vm, 1)?;
                    vm.member(&a.at(0), &name)
                }
            },
        },
    },
    Native { name: "hasattr", run: |vm, a| Ok(Value::Bool(attribute(vm, &a)?.is_some())) },
    Native {
        name: "setattr",
        run: |vm, a| {
            let name = a.text(vm, 1)?;
            vm.set_member(&a.at(0), &name, a.at(2))?;
            Ok(Value::None)
        },
    },
    Native { name: "vars", run: |vm, a| vm.member(&a.at(0), "__dict__") },
    Native {
        name: "dir",
        run: |vm, a| {
            let mut names: Vec<String> = vm.heap.entries(&a.at(0)).map_or(Vec::new(), |entries| {
                entries.keys().iter().filter_map(|key| key.as_text().map(str::to_string)).collect()
            });
            names.extend(vm.dialect.methods(vm, &a.at(0)).iter().map(|native| native.name.to_string()));
            if let Some(class) = vm.class_of(&a.at(0)) {
                for class in vm.order(class) {
                    let members = vm.heap.entries(&Value::Object(class)).map(|all| all.keys()).unwrap_or_default();
                    names.extend(members.iter().filter_map(|key| key.as_text().map(str::to_string)));
                }
            }
            names.retain(|name| !name.starts_with('.'));
            names.sort();
            names.dedup();
            let values = names.into_iter().map(Value::from).collect();
            vm.list(values)
        },
    },
    Native {
        name: "globals",
        run: |vm, _| {
            let scope = vm.frames.last().map(|frame| frame.scope);
            let mut dict = Dict::default();
            if let Some(scope) = scope {
                for (symbol, value) in vm.names_of(vm.outermost(scope)) {
                    dict.put(vm.symbols.name(symbol), value);
                }
            }
            vm.heap.value(Object::Dict(dict))
        },
    },
    Native {
        name: "id",
        run: |_, a| match a.at(0) {
            Value::Object(of) => Ok(Value::Int(0x7f00_0000_0000 + i128::from(of.number()) * 64)),
            _ => Ok(Value::Int(0x7f00_0000_0000)),
        },
    },
    Native {
        name: "hash",
        run: |vm, a| {
            let key = vm.key(&a.at(0))?;
            if let crate::shell::programs::script::value::Key::Int(value) = key {
                return Ok(Value::Int(crate::shell::programs::script::python::hashing::of_int(value)));
            }
            if let Some(Value::Int(hash)) = by_method(vm, &a.at(0), "__hash__", &[])? {
                return Ok(Value::Int(hash));
            }
            let sum = format!("{key:?}").bytes().fold(7u64, |sum, byte| crate::clock::mix(sum ^ u64::from(byte)));
            Ok(Value::Int(i128::from(sum >> 3)))
        },
    },
    Native {
        name: "callable",
        run: |vm, a| {
            let value = a.at(0);
            let callable = matches!(value, Value::Native(_))
                || matches!(
                    vm.heap.of(&value),
                    Some(Object::Function(_) | Object::Bound { .. } | Object::Class(_) | Object::StaticMethod(_))
                )
                || vm.class_of(&value).is_some_and(|class| vm.find_in_class(class, "__call__").is_some());
            Ok(Value::Bool(callable))
        },
    },
    Native { name: "exit", run: exit },
    Native { name: "quit", run: exit },
    Native {
        name: "NotImplemented",
        run: |vm, _| Err(vm.error(ErrorKind::Type, "'NotImplementedType' object is not callable")),
    },
    Native { name: "Ellipsis", run: |vm, _| Err(vm.error(ErrorKind::Type, "'ellipsis' object is not callable")) },
    Native {
        name: "exec",
        run: |vm, mut a| {
            a.named.push(("exec".into(), Value::Bool(true)));
            evaluate(vm, &a)
        },
    },
    Native { name: "eval", run: |vm, a| evaluate(vm, &a) },
    Native {
        name: "locals",
        run: |vm, _| {
            let scope = vm.frames.last().map(|frame| frame.scope);
            let mut dict = Dict::default();
            for (symbol, value) in scope.map_or(Vec::new(), |scope| vm.names_of(scope)) {
                let name = vm.symbols.name(symbol);
                if !name.starts_with('.') {
                    dict.put(name, value);
                }
            }
            vm.heap.value(Object::Dict(dict))
        },
    },
    Native {
        name: "delattr",
        run: |vm, a| {
            let name = a.text(vm, 1)?;
            let key = crate::shell::programs::script::value::Key::Text(name.as_str().into());
            match vm.heap.entries_mut(&a.at(0)).and_then(|entries| entries.remove(&key)) {
                Some(_) => Ok(Value::None),
                None => vm.member(&a.at(0), &name).map(|_| Value::None),
            }
        },
    },
    Native {
        name: "__import__",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            crate::shell::programs::script::python::import(vm, &name)
        },
    },
    Native { name: "memoryview", run: |vm, _| vm.unsimulated("memoryview") },
    Native { name: "complex", run: |vm, _| vm.unsimulated("complex()") },
    Native { name: "breakpoint", run: |vm, _| vm.unsimulated("breakpoint()") },
    Native { name: "help", run: |vm, _| vm.unsimulated("help()") },
    Native { name: "compile", run: |vm, _| vm.unsimulated("compile()") },
];

/// `exit(code)`
pub fn exit(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let class = vm.class("SystemExit")?;
    let exception = vm.call(&Value::Object(class), Arguments::of(a.plain))?;
    Err(vm.throw(exception))
}
