//! More of `_layercake`: what test runners reach the machine by.

use crate::shell::Stream;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Promise};
use crate::shell::programs::script::javascript::inspect::{Form, inspect_as};
use crate::shell::programs::script::javascript::{finding, importing, resting, uncaught};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// The file that a path means.
fn file(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<String, Fault> {
    let given = a.text(vm, 0)?;
    let path: String = crate::vfs::Path::new(&vm.process.absolute(&given)).into();
    match finding::resolve(vm, &path) {
        Some(file) => Ok(file),
        None => importing::require(vm, &path, "/", None).map(|_| path),
    }
}

/// A text that cannot be read, as an exception with its place.
fn thrown(vm: &mut Vm<'_, '_>, fault: Fault) -> Fault {
    let Fault::Syntax { span, message, file } = fault else { return fault };
    let exception = match vm.exception("SyntaxError", message) {
        Ok(exception) => exception,
        Err(fault) => return fault,
    };
    let shown = file.map(|file| file.shown.to_string()).unwrap_or_default();
    for (name, value) in
        [("_#file", Value::from(shown)), ("_#line", place(span.line)), ("_#column", place(span.start + 1))]
    {
        if let Err(fault) = vm.set_member(&exception, name, value) {
            return fault;
        }
    }
    vm.throw(exception)
}

fn place(number: u32) -> Value {
    Value::Float(f64::from(number))
}

/// Forgets the files that were loaded, and what they left waiting.
fn fresh(vm: &mut Vm<'_, '_>) {
    vm.modules.retain(|name, _| name.starts_with("node:") && name != "node:_test");
    vm.registry.remove("main");
    vm.events.timers.clear();
    vm.events.listeners.clear();
    vm.events.rejected.clear();
}

/// Runs a file as a program of its own: what was said at its end, and its exit code.
fn run_file(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    fresh(vm);
    let base = vm.frames.len();
    let result = file(vm, a).and_then(|file| importing::load(vm, &file)).map(drop);
    let result = resting::come_to_rest(vm, result);
    vm.frames.truncate(base);
    let (said, code) = match result {
        Ok(()) => (String::new(), resting::exit_code(vm)?),
        Err(Fault::Throw(exception)) => (uncaught::text(vm, &exception)?, 1),
        Err(Fault::Exit(code)) => (String::new(), code),
        Err(Fault::Syntax { span, message, file: Some(file) }) => {
            (uncaught::syntax_error(vm, &file, span, &message), 1)
        }
        Err(fault) => return Err(fault),
    };
    let (said, code) = (vm.text(said)?, Value::Float(f64::from(code)));
    vm.list(vec![said, code])
}

/// What kind of value it is.
fn kind(vm: &Vm<'_, '_>, value: &Value) -> &'static str {
    match value {
        Value::Undefined => "undefined",
        Value::None => "null",
        Value::Bool(_) => "boolean",
        Value::Int(_) => "bigint",
        Value::Float(_) => "number",
        Value::Text(_) => "string",
        Value::Symbol(_) => "symbol",
        Value::Native(_) => "function",
        Value::Object(_) => match vm.heap.of(value) {
            Some(Object::List(_) | Object::Tuple(_)) => "array",
            Some(Object::Dict(_)) => "map",
            Some(Object::Set(_)) => "set",
            Some(Object::Bytes(_)) => "bytes",
            Some(Object::Regex(_)) => "regexp",
            Some(Object::Promise(_)) => "promise",
            Some(Object::Class(_)) => "class",
            Some(Object::Function(_) | Object::Bound { .. }) => "function",
            _ => "object",
        },
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "load",
        run: |vm, a| {
            let base = vm.frames.len();
            match file(vm, &a).and_then(|file| importing::load(vm, &file)) {
                Ok(exports) => Ok(exports),
                Err(fault) => {
                    vm.frames.truncate(base);
                    Err(thrown(vm, fault))
                }
            }
        },
    },
    Native { name: "runFile", run: |vm, a| run_file(vm, &a) },
    Native {
        name: "fresh",
        run: |vm, _| {
            fresh(vm);
            Ok(Value::Undefined)
        },
    },
    Native {
        name: "import",
        run: |vm, a| {
            let wanted = a.text(vm, 0)?;
            importing::import_for_program(vm, &wanted)
        },
    },
    Native {
        name: "forget",
        run: |vm, _| {
            vm.modules.retain(|name, _| name.starts_with("node:"));
            Ok(Value::Undefined)
        },
    },
    Native {
        name: "waits",
        run: |vm, _| Ok(Value::Bool(!vm.events.listeners.is_empty() || !vm.events.timers.is_empty())),
    },
    Native { name: "kind", run: |vm, a| Ok(Value::text(kind(vm, &a.at(0)))) },
    Native {
        name: "state",
        run: |vm, a| {
            Ok(Value::text(match vm.heap.of(&a.at(0)) {
                Some(Object::Promise(Promise::Pending(_))) => "pending",
                Some(Object::Promise(Promise::Fulfilled(_))) => "fulfilled",
                Some(Object::Promise(Promise::Rejected(..))) => "rejected",
                _ => "",
            }))
        },
    },
    Native {
        name: "globals",
        run: |vm, a| {
            vm.globals = Some(a.at(0));
            Ok(Value::Undefined)
        },
    },
    Native {
        name: "hear",
        run: |vm, a| {
            match a.at(0) {
                Value::Undefined => vm.registry.remove("console"),
                hearer => vm.registry.insert("console", hearer),
            };
            Ok(Value::Undefined)
        },
    },
    Native {
        name: "stand",
        run: |vm, a| {
            // What stands in for modules, by file or name.
            vm.registry.insert("stand-ins", a.at(0));
            Ok(Value::Undefined)
        },
    },
    Native {
        name: "place",
        run: |vm, a| {
            let wanted = a.text(vm, 0)?;
            let name = importing::place_of(vm, &wanted);
            vm.text(name)
        },
    },
    Native {
        name: "terminal",
        run: |vm, a| {
            let stream = if a.at(0).number() == Some(2.0) { Stream::Err } else { Stream::Out };
            Ok(Value::Bool(vm.process.output.terminal(stream).is_some()))
        },
    },
    Native {
        name: "inspectAs",
        run: |vm, a| {
            let form = Form {
                compact: vm.member(&a.at(1), "compact").is_ok_and(|value| value != Value::Bool(false)),
                depth: vm.member(&a.at(1), "depth")?.number().map(|depth| depth.clamp(0.0, 1000.0) as usize),
                wide: vm.member(&a.at(1), "wide")? == Value::Bool(true),
                sorted: vm.member(&a.at(1), "sorted")? == Value::Bool(true),
            };
            let text = inspect_as(vm, &a.at(0), form)?;
            vm.text(text)
        },
    },
    Native { name: "options", run: |vm, _| Ok(vm.registry.get("options").cloned().unwrap_or(Value::Undefined)) },
    Native {
        name: "baseOf",
        run: |vm, a| {
            Ok(match vm.heap.of(&a.at(0)) {
                Some(Object::Class(class)) => class.bases.first().cloned().unwrap_or(Value::Undefined),
                _ => Value::Undefined,
            })
        },
    },
];
