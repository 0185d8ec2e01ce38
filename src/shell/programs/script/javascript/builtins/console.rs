//! `console`

use crate::shell::Stream;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Record};
use crate::shell::programs::script::javascript::conversion::to_number;
use crate::shell::programs::script::javascript::inspect::{inspect, printed};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// `util.format`: `%s`, `%d`, … of the first text, then the rest with blanks between.
pub fn format(vm: &mut Vm<'_, '_>, values: &[Value]) -> Result<String, Fault> {
    let mut rest = values.iter();
    let mut parts = Vec::new();
    if let Some(Value::Text(template)) = values.first().filter(|_| values.len() > 1) {
        rest.next();
        let mut text = String::new();
        let mut letters = template.chars().peekable();
        while let Some(letter) = letters.next() {
            let kind = letters.peek().copied();
            if letter != '%' || !kind.is_some_and(|kind| "sdifjoOc%".contains(kind)) {
                text.push(letter);
                continue;
            }
            if kind == Some('%') {
                letters.next();
                text.push('%');
                continue;
            }
            let Some(value) = rest.next() else {
                text.push(letter);
                continue;
            };
            letters.next();
            match kind {
                Some('d') => text += &crate::shell::programs::script::decimal::javascript(to_number(vm, value)?),
                Some('i') => {
                    text += &crate::shell::programs::script::decimal::javascript(to_number(vm, value)?.trunc());
                }
                Some('f') => text += &crate::shell::programs::script::decimal::javascript(to_number(vm, value)?),
                Some('j') => text += &super::json::stringified(vm, value)?,
                Some('o' | 'O') => text += &inspect(vm, value)?,
                Some('c') => {}
                _ => {
                    text += &match value {
                        Value::Object(_) => inspect(vm, value)?,
                        other => vm.shown(other)?,
                    }
                }
            }
        }
        parts.push(text);
    }
    for value in rest {
        parts.push(printed(vm, value)?);
    }
    Ok(parts.join(" "))
}

/// The object `console`: its members can be replaced.
pub fn object(vm: &mut Vm<'_, '_>) -> Result<Value, Fault> {
    let object = vm.heap.value(Object::Record(Record::default()))?;
    for native in FUNCTIONS {
        vm.set_member(&object, native.name, Value::Native(native))?;
    }
    Ok(object)
}

fn write(vm: &mut Vm<'_, '_>, stream: Stream, text: &str) -> Result<Value, Fault> {
    said(vm, stream, if stream == Stream::Err { "error" } else { "log" }, text)
}

/// Prints a text, or gives it to who listens: a test runner prints it in its own way.
fn said(vm: &mut Vm<'_, '_>, stream: Stream, name: &str, text: &str) -> Result<Value, Fault> {
    let level = match vm.registry.get("groups") {
        Some(Value::Int(level)) => usize::try_from(*level).unwrap_or(0),
        _ => 0,
    };
    let indent = "  ".repeat(level);
    let text = if level > 0 { format!("{indent}{}", text.replace('\n', &format!("\n{indent}"))) } else { text.into() };
    if let Some(hearer) = vm.registry.get("console").cloned() {
        let text = vm.text(text)?;
        return vm.call(&hearer, Arguments::of(vec![Value::text(name), text]));
    }
    vm.process.output.write(stream, format!("{text}\n").as_bytes())?;
    Ok(Value::Undefined)
}

fn log(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    as_said(vm, &a, Stream::Out, "log")
}

fn as_said(vm: &mut Vm<'_, '_>, a: &Arguments, stream: Stream, name: &str) -> Result<Value, Fault> {
    let text = format(vm, &a.plain)?;
    said(vm, stream, name, &text)
}

fn group(vm: &mut Vm<'_, '_>, by: i128) {
    let level = match vm.registry.get("groups") {
        Some(Value::Int(level)) => *level,
        _ => 0,
    };
    vm.registry.insert("groups", Value::Int((level + by).clamp(0, 50)));
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "log", run: log },
    Native { name: "info", run: |vm, a| as_said(vm, &a, Stream::Out, "info") },
    Native { name: "debug", run: |vm, a| as_said(vm, &a, Stream::Out, "debug") },
    Native { name: "error", run: |vm, a| as_said(vm, &a, Stream::Err, "error") },
    Native { name: "warn", run: |vm, a| as_said(vm, &a, Stream::Err, "warn") },
    Native { name: "trace", run: |vm, a| as_said(vm, &a, Stream::Err, "trace") },
    Native {
        name: "dir",
        run: |vm, a| {
            let text = inspect(vm, &a.at(0))?;
            write(vm, Stream::Out, &text)
        },
    },
    Native { name: "table", run: |vm, _| vm.unsimulated("console.table()") },
    Native {
        name: "group",
        run: |vm, a| {
            if !a.plain.is_empty() {
                log(vm, a)?;
            }
            group(vm, 1);
            Ok(Value::Undefined)
        },
    },
    Native {
        name: "groupEnd",
        run: |vm, _| {
            group(vm, -1);
            Ok(Value::Undefined)
        },
    },
    Native { name: "time", run: |_, _| Ok(Value::Undefined) },
    Native {
        name: "timeEnd",
        run: |vm, a| {
            let name = if a.plain.is_empty() { "default".to_string() } else { a.text(vm, 0)? };
            write(vm, Stream::Out, &format!("{name}: 0.05ms"))
        },
    },
    Native {
        name: "assert",
        run: |vm, a| {
            if vm.truth(&a.at(0))? {
                return Ok(Value::Undefined);
            }
            let rest: Vec<Value> = a.plain.iter().skip(1).cloned().collect();
            let text = format(vm, &rest)?;
            let text =
                if text.is_empty() { "Assertion failed".to_string() } else { format!("Assertion failed: {text}") };
            write(vm, Stream::Err, &text)
        },
    },
];
