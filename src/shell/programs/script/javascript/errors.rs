//! Errors: their classes, their stacks, V8's words.

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, TracePoint};
use crate::shell::programs::script::syntax::Span;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// Built-in errors, all on top of `Error`.
pub const CLASSES: &[&str] = &["EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"];

/// Lines of a stack (`Error.stackTraceLimit`).
const STACK_LIMIT: usize = 10;

/// What Node.js itself is doing below a program's main file.
pub const BELOW_MAIN: &[&str] = &[
    "Module._compile (node:internal/modules/cjs/loader:1554:14)",
    "Object..js (node:internal/modules/cjs/loader:1706:10)",
    "Module.load (node:internal/modules/cjs/loader:1289:32)",
    "Function._load (node:internal/modules/cjs/loader:1108:12)",
    "TracingChannel.traceSync (node:diagnostics_channel:322:14)",
    "wrapModuleLoad (node:internal/modules/cjs/loader:220:24)",
    "Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:170:5)",
    "node:internal/main/run_main_module:36:49",
];

/// What `new Error(message)` makes of an instance.
pub fn construct(vm: &mut Vm<'_, '_>, this: &Value, arguments: Arguments) -> Result<(), Fault> {
    if !vm.is_instance(this, "Error")? {
        return Ok(());
    }
    if let Some(message) = arguments.plain.first().filter(|message| **message != Value::Undefined) {
        let message = Value::text(vm.shown(message)?);
        vm.set_member(this, "message", message)?;
    }
    if let Some(options) = arguments.plain.get(1)
        && let Some(cause) = vm.heap.entries(options).and_then(|options| options.named("cause")).cloned()
    {
        vm.set_member(this, "cause", cause)?;
    }
    let stack = stack(vm, this)?;
    vm.set_member(this, "stack", Value::from(stack))
}

/// `Name: message`
pub fn headline(vm: &mut Vm<'_, '_>, error: &Value) -> Result<String, Fault> {
    let name = vm.member(error, "name")?;
    let message = vm.member(error, "message")?;
    let (name, message) = (vm.shown(&name)?, vm.shown(&message)?);
    Ok(if message.is_empty() { name } else { format!("{name}: {message}") })
}

/// The headline and where the program stands.
fn stack(vm: &mut Vm<'_, '_>, error: &Value) -> Result<String, Fault> {
    let class = vm.class_of(error);
    let mut text = headline(vm, error)?;
    let mut lines = Vec::new();
    let mut trace = vm.trace();
    // The constructors of the error's own classes are not shown.
    while let Some(last) = trace.last() {
        let own = class.is_some() && &*last.code.name == "constructor" && !last.code.file.is_library;
        if !own {
            break;
        }
        trace.pop();
    }
    for point in trace.iter().rev().filter(|point| !point.code.file.is_library) {
        lines.push(place(point));
        if &*point.code.name == "<module>" {
            lines.extend(BELOW_MAIN.iter().map(|line| line.to_string()));
        }
    }
    for line in lines.into_iter().take(STACK_LIMIT) {
        text += &format!("\n    at {line}");
    }
    Ok(text)
}

/// The column that V8 gives for a place, from 1.
pub fn column(span: Span) -> u32 {
    1 + if span.mark.1 > span.mark.0 { span.mark.0 } else { span.start }
}

fn place(point: &TracePoint) -> String {
    let at = format!("{}:{}:{}", point.code.file.shown, point.span.line, column(point.span));
    match &*point.code.name {
        "" => at,
        "<module>" => format!("Object.<anonymous> ({at})"),
        name => format!("{name} ({at})"),
    }
}

/// A call of what is no function, named as the program names it.
pub fn not_callable(vm: &mut Vm<'_, '_>, name: Option<&str>) -> Fault {
    let called = vm.frames.last().and_then(|frame| {
        let span = frame.span();
        let line: Vec<char> = frame.code.file.line(span.line)?.chars().collect();
        let text: String = line.get(span.start as usize..)?.iter().collect();
        // Up to the parenthesis of the last call in it.
        let whole: String = text.chars().take((span.end.saturating_sub(span.start)) as usize).collect();
        let end = name.and_then(|name| whole.find(&format!("{name}(")).map(|at| at + name.len()));
        let end = end.or_else(|| whole.find('('))?;
        Some(whole.get(..end)?.trim().to_string())
    });
    let called = called.filter(|called| !called.is_empty()).or(name.map(str::to_string));
    let called = called.unwrap_or_else(|| "(intermediate value)".into());
    let is_new = called.starts_with("new ");
    let text = match called.strip_prefix("new ") {
        Some(class) if is_new => format!("{class} is not a constructor"),
        _ => format!("{called} is not a function"),
    };
    vm.error(ErrorKind::Type, text)
}

/// An error with members, as Node's own have.
pub fn system_error(vm: &mut Vm<'_, '_>, errno: crate::vfs::Errno, call: &str, path: &str) -> Fault {
    use crate::vfs::Errno;
    let (code, number, words) = match errno {
        Errno::NoEntry => ("ENOENT", -2, "no such file or directory"),
        Errno::Exists => ("EEXIST", -17, "file already exists"),
        Errno::IsDirectory => ("EISDIR", -21, "illegal operation on a directory"),
        Errno::NotDirectory => ("ENOTDIR", -20, "not a directory"),
        Errno::Access => ("EACCES", -13, "permission denied"),
        Errno::NotPermitted => ("EPERM", -1, "operation not permitted"),
        Errno::NotEmpty => ("ENOTEMPTY", -39, "directory not empty"),
        Errno::ReadOnly => ("EROFS", -30, "read-only file system"),
        _ => ("EIO", -5, "i/o error"),
    };
    let exception = match vm.exception("Error", format!("{code}: {words}, {call} '{path}'")) {
        Ok(exception) => exception,
        Err(fault) => return fault,
    };
    let members = [
        ("errno", Value::Float(f64::from(number))),
        ("code", Value::text(code)),
        ("syscall", Value::text(call)),
        ("path", Value::text(path)),
    ];
    for (name, value) in members {
        if let Err(fault) = vm.set_member(&exception, name, value) {
            return fault;
        }
    }
    vm.throw(exception)
}

/// Members that are there but do not show.
pub fn is_hidden(vm: &mut Vm<'_, '_>, object: &Value, name: &str) -> bool {
    name.starts_with("_#")
        || name.starts_with('#')
        || matches!(name, "message" | "stack" | "cause") && vm.is_instance(object, "Error").unwrap_or(false)
        || matches!(vm.heap.of(object), Some(Object::Function(_))) && name == "prototype"
}
