//! What every object can do without saying of what: print, ask, raise, convert (Kernel).

use super::given::given_block;
use crate::shell::Stream;
use crate::shell::programs::machine::kill::signal_number;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::ruby::{comparison, display, format, functions, loading};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::{Handler, Vm};
use crate::shell::programs::script::{ErrorKind, Fault, input};

/// Lists inside each other that `puts` takes apart.
const MAX_DEPTH: usize = 40;

/// The lines of `puts`.
pub fn lines(vm: &mut Vm<'_, '_>, values: &[Value], depth: usize, out: &mut String) -> Result<(), Fault> {
    for value in values {
        match vm.heap.items(value).cloned() {
            Some(items) if depth < MAX_DEPTH => lines(vm, &items, depth + 1, out)?,
            _ => {
                let text = vm.shown(value)?;
                vm.heap.spend(text.len())?;
                *out += &text;
                if !text.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
    }
    Ok(())
}

fn put(vm: &mut Vm<'_, '_>, text: &str) -> Result<(), Fault> {
    Ok(vm.process.output.write(Stream::Out, text.as_bytes())?)
}

/// The error that is being rescued.
pub fn rescued(vm: &Vm<'_, '_>) -> Value {
    vm.handled().unwrap_or(Value::None)
}

/// `raise`: an error out of a class, a message, or both.
fn raise(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let during = rescued(vm);
    let message: Vec<Value> = a.plain.get(1).cloned().into_iter().collect();
    let exception = match (a.at(0), vm.heap.of(&a.at(0))) {
        (Value::Undefined, _) if !during.is_nothing() => return Err(Fault::Throw(during)),
        (Value::Undefined, _) => return Err(vm.error_of("RuntimeError", "unhandled exception")),
        (Value::Text(text), _) => vm.exception("RuntimeError", text.to_string())?,
        (Value::Object(class), Some(Object::Class(_))) => {
            vm.construct(class, Arguments { plain: message, ..Arguments::default() })?
        }
        (value, Some(Object::Record(_))) => {
            if let Some(message) = message.into_iter().next()
                && let Some(fields) = vm.heap.entries_mut(&value)
            {
                fields.put("message", message);
            }
            value
        }
        _ => return Err(vm.error(ErrorKind::Type, "exception class/object expected")),
    };
    if !vm.is_instance(&exception, "Exception")? {
        return Err(vm.error(ErrorKind::Type, "exception class/object expected"));
    }
    let cause = a.named("cause").unwrap_or(during);
    if let Some(fields) = vm.heap.entries_mut(&exception) {
        // It does not come from a native method.
        fields.put("%label", Value::None);
        if fields.named("%cause").is_none() && cause != exception {
            fields.put("%cause", cause);
        }
    }
    Err(vm.throw(exception))
}

fn exit(vm: &mut Vm<'_, '_>, status: Value) -> Fault {
    let code = match status {
        Value::Undefined | Value::Bool(true) => 0,
        Value::Bool(false) => 1,
        Value::Int(code) => i32::try_from(code).unwrap_or(1),
        _ => 1,
    };
    match vm.exception("SystemExit", "exit".into()) {
        Ok(exception) => {
            if let Some(fields) = vm.heap.entries_mut(&exception) {
                fields.put("@status", Value::Int(i128::from(code)));
            }
            vm.throw(exception)
        }
        Err(fault) => fault,
    }
}

/// A line of the arguments' files, or of standard input.
fn gets(vm: &mut Vm<'_, '_>) -> Result<Value, Fault> {
    match input::read_line(vm, "")? {
        Some(line) => vm.text(line + "\n"),
        None => Ok(Value::None),
    }
}

fn integer(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let value = a.at(0);
    let found = match &value {
        Value::Int(_) => return Ok(value),
        Value::Float(number) if number.is_finite() => return Ok(Value::Int(*number as i128)),
        Value::Text(text) => {
            let plain = text.trim().replace('_', "");
            let base = match a.at(1) {
                Value::Int(base @ 2..=36) => base as u32,
                _ => 10,
            };
            match plain.strip_prefix("0x") {
                Some(hex) => i128::from_str_radix(hex, 16).ok(),
                None => i128::from_str_radix(&plain, base).ok(),
            }
        }
        _ => {
            if a.named("exception") == Some(Value::Bool(false)) {
                return Ok(Value::None);
            }
            let shown = comparison::described(vm, &value)?;
            return Err(vm.error(ErrorKind::Type, format!("can't convert {shown} into Integer")));
        }
    };
    match found {
        Some(number) => Ok(Value::Int(number)),
        None if a.named("exception") == Some(Value::Bool(false)) => Ok(Value::None),
        None => {
            let shown = display::inspect(vm, &value)?;
            Err(vm.error(ErrorKind::Value, format!("invalid value for Integer(): {shown}")))
        }
    }
}

fn float(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let value = a.at(0);
    match (&value, value.number()) {
        (Value::Int(_) | Value::Float(_), Some(number)) => return Ok(Value::Float(number)),
        (Value::Text(text), _) => {
            if let Ok(number) = text.trim().replace('_', "").parse() {
                return Ok(Value::Float(number));
            }
        }
        _ => {
            let shown = comparison::described(vm, &value)?;
            return Err(vm.error(ErrorKind::Type, format!("can't convert {shown} into Float")));
        }
    }
    if a.named("exception") == Some(Value::Bool(false)) {
        return Ok(Value::None);
    }
    let shown = display::inspect(vm, &value)?;
    Err(vm.error(ErrorKind::Value, format!("invalid value for Float(): {shown}")))
}

pub static METHODS: &[Native] = &[
    Native {
        name: "puts",
        run: |vm, a| {
            let mut out = String::new();
            lines(vm, &a.plain, 0, &mut out)?;
            if a.plain.is_empty() {
                out.push('\n');
            }
            put(vm, &out)?;
            Ok(Value::None)
        },
    },
    Native {
        name: "print",
        run: |vm, a| {
            for value in &a.plain {
                let text = vm.shown(value)?;
                put(vm, &text)?;
            }
            Ok(Value::None)
        },
    },
    Native { name: "p", run: |vm, a| show(vm, a) },
    Native { name: "pp", run: |vm, a| show(vm, a) },
    Native {
        name: "printf",
        run: |vm, a| {
            let (form, values) = (a.text(vm, 0)?, a.plain.get(1..).unwrap_or_default());
            let text = format::format(vm, &form, values)?;
            put(vm, &text)?;
            Ok(Value::None)
        },
    },
    Native { name: "format", run: |vm, a| formatted(vm, &a) },
    Native { name: "sprintf", run: |vm, a| formatted(vm, &a) },
    Native { name: "raise", run: raise },
    Native { name: "fail", run: raise },
    Native { name: "exit", run: |vm, a| Err(exit(vm, a.at(0))) },
    Native {
        name: "exit!",
        run: |_, a| Err(Fault::Exit(if let Value::Int(code) = a.at(0) { code as i32 } else { 0 })),
    },
    Native {
        name: "abort",
        run: |vm, a| {
            if !a.plain.is_empty() {
                let text = a.text(vm, 0)? + "\n";
                vm.process.output.write(Stream::Err, text.as_bytes())?;
            }
            Err(exit(vm, Value::Bool(false)))
        },
    },
    Native {
        name: "warn",
        run: |vm, a| {
            let mut out = String::new();
            lines(vm, &a.plain, 0, &mut out)?;
            vm.process.output.write(Stream::Err, out.as_bytes())?;
            Ok(Value::None)
        },
    },
    Native { name: "gets", run: |vm, _| gets(vm) },
    Native {
        name: "sleep",
        run: |vm, a| {
            let seconds = a.at(0).number();
            let Some(seconds) = seconds else {
                loop {
                    vm.pause(None)?;
                }
            };
            if seconds < 0.0 {
                return Err(vm.error(ErrorKind::Value, "time interval must not be negative"));
            }
            vm.sleep((seconds * 1e9) as i64)?;
            Ok(Value::Int(seconds.round() as i128))
        },
    },
    Native {
        name: "require",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            loading::require(vm, &name).map(Value::Bool)
        },
    },
    Native {
        name: "require_relative",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            loading::require_relative(vm, &name).map(Value::Bool)
        },
    },
    Native {
        name: "load",
        run: |vm, a| {
            let name = a.text(vm, 0)?;
            loading::load(vm, &name).map(Value::Bool)
        },
    },
    Native { name: "Integer", run: |vm, a| integer(vm, &a) },
    Native { name: "Float", run: |vm, a| float(vm, &a) },
    Native { name: "String", run: |vm, a| a.text(vm, 0).and_then(|text| vm.text(text)) },
    Native { name: "Array", run: |vm, a| functions::as_list(vm, &a.at(0)) },
    Native { name: "lambda", run: |vm, a| block(vm, &a, true) },
    Native { name: "proc", run: |vm, a| block(vm, &a, false) },
    Native {
        name: "rand",
        run: |vm, a| {
            let random = vm.process.system.clock().random();
            match a.at(0) {
                Value::Int(most) if most > 0 => Ok(Value::Int(i128::from(random) % most)),
                range => match crate::shell::programs::script::ruby::place::whole_range(vm, &range)? {
                    Some((from, to)) if to > from => Ok(Value::Int(from + i128::from(random) % (to - from))),
                    _ => Ok(Value::Float((random >> 11) as f64 / (1_u64 << 53) as f64)),
                },
            }
        },
    },
    Native { name: "srand", run: |_, _| Ok(Value::Int(0)) },
    Native {
        name: "trap",
        run: |vm, a| {
            let name = vm.shown(&a.at(0))?;
            let Some(signal) = signal_number(&name).filter(|number| *number > 0) else {
                return Err(vm.error(ErrorKind::Value, format!("unsupported signal 'SIG{name}'")));
            };
            let handler = given_block(&a).map(|function| {
                let arguments = vec![Value::Int(i128::from(signal))];
                Handler { function, arguments }
            });
            vm.handle(signal, handler);
            Ok(Value::text("DEFAULT"))
        },
    },
    Native {
        name: "at_exit",
        run: |vm, a| {
            let block = given_block(&a).unwrap_or(Value::None);
            let list = match vm.registry.get("at_exit") {
                Some(list) => list.clone(),
                None => vm.list(Vec::new())?,
            };
            if let Value::Object(of) = list
                && let Object::List(items) = vm.heap.get_mut(of)
            {
                items.insert(0, block.clone());
            }
            vm.registry.insert("at_exit", list);
            Ok(block)
        },
    },
    Native {
        name: "caller",
        run: |vm, _| {
            let trace = vm.trace();
            let lines = crate::shell::programs::script::ruby::uncaught::lines(vm, &trace, None);
            let lines = lines.into_iter().skip(1).map(Value::from).collect();
            vm.list(lines)
        },
    },
    Native { name: "private", run: |_, a| Ok(a.plain.first().cloned().unwrap_or(Value::None)) },
    Native { name: "public", run: |_, a| Ok(a.plain.first().cloned().unwrap_or(Value::None)) },
    Native { name: "system", run: |vm, _| vm.unsimulated("a command of another program") },
];

fn show(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let mut plain = a.plain;
    for value in &plain {
        let text = display::inspect(vm, value)? + "\n";
        put(vm, &text)?;
    }
    match plain.len() {
        0 => Ok(Value::None),
        1 => Ok(plain.remove(0)),
        _ => vm.list(plain),
    }
}

fn formatted(vm: &mut Vm<'_, '_>, a: &Arguments) -> Result<Value, Fault> {
    let form = a.text(vm, 0)?;
    let text = format::format(vm, &form, a.plain.get(1..).unwrap_or_default())?;
    vm.text(text)
}

fn block(vm: &mut Vm<'_, '_>, a: &Arguments, lambda: bool) -> Result<Value, Fault> {
    let Some(block) = given_block(a) else {
        return Err(vm.error(ErrorKind::Value, "tried to create Proc object without a block"));
    };
    if let Some(fields) = vm.heap.entries_mut(&block).filter(|_| lambda) {
        fields.put("lambda", Value::Bool(true));
    }
    Ok(block)
}
