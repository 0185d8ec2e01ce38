//! The built-in exceptions: which extends which (the library reference's "Exception hierarchy"), and how one is made.

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// Classes with what they extend.
const CLASSES: &[(&str, &str)] = &[
    ("Exception", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("OSError", "Exception"),
    ("FileNotFoundError", "OSError"),
    ("FileExistsError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("TimeoutError", "OSError"),
    ("ConnectionError", "OSError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("FloatingPointError", "ArithmeticError"),
    ("BufferError", "Exception"),
    ("ReferenceError", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("InterruptedError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("TabError", "IndentationError"),
    ("UnicodeTranslateError", "UnicodeError"),
    ("SystemError", "Exception"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("ResourceWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UnicodeWarning", "Warning"),
    ("BytesWarning", "Warning"),
    ("EncodingWarning", "Warning"),
    ("StopIteration", "Exception"),
    ("StopAsyncIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("IndentationError", "SyntaxError"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("JSONDecodeError", "ValueError"),
    ("Warning", "Exception"),
    ("DeprecationWarning", "Warning"),
    ("UserWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
];

/// What a class extends; `None` for the root and for what is no exception.
pub fn base_of(class: &str) -> Option<&'static str> {
    CLASSES.iter().find(|(name, _)| *name == class).map(|(_, base)| *base)
}

/// The class of this name; the two old names of `OSError`, too.
pub fn named(name: &str) -> Option<&'static str> {
    match name {
        "BaseException" => Some("BaseException"),
        "IOError" | "EnvironmentError" => Some("OSError"),
        // It is `json`'s.
        "JSONDecodeError" => None,
        _ => CLASSES.iter().find(|(known, _)| *known == name).map(|(known, _)| *known),
    }
}

/// The class for a kind of error.
pub fn class_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Type => "TypeError",
        ErrorKind::Value => "ValueError",
        ErrorKind::Name => "NameError",
        ErrorKind::Attribute => "AttributeError",
        ErrorKind::Index => "IndexError",
        ErrorKind::Key => "KeyError",
        ErrorKind::Division => "ZeroDivisionError",
        ErrorKind::Recursion => "RecursionError",
        ErrorKind::Import => "ModuleNotFoundError",
        ErrorKind::Syntax => "SyntaxError",
        ErrorKind::System => "OSError",
    }
}

/// What `BaseException.__init__` does.
pub fn construct(vm: &mut Vm<'_, '_>, this: &Value, arguments: Arguments) -> Result<(), Fault> {
    if !vm.is_instance(this, "BaseException")? {
        if super::inherited::construct(vm, this, &arguments)?.is_some() {
            return Ok(());
        }
        if arguments.plain.is_empty() && arguments.named.is_empty() {
            return Ok(());
        }
        let kind = vm.type_name(this);
        return Err(vm.error(ErrorKind::Type, format!("{kind}() takes no arguments")));
    }
    if arguments.named.iter().any(|(name, _)| !matches!(&**name, "name" | "path" | "obj")) {
        let kind = vm.type_name(this);
        return Err(vm.error(ErrorKind::Type, format!("{kind}() takes no keyword arguments")));
    }
    for (name, value) in arguments.named.clone() {
        vm.set_member(this, &name, value)?;
    }
    if let (Some(code), true) = (arguments.plain.first().cloned(), vm.is_instance(this, "SystemExit")?) {
        vm.set_member(this, "code", code)?;
    }
    if arguments.plain.len() >= 2 && vm.is_instance(this, "OSError")? {
        vm.set_member(this, "errno", arguments.at(0))?;
        vm.set_member(this, "strerror", arguments.at(1))?;
        let name = arguments.plain.get(2).cloned().unwrap_or(Value::None);
        vm.set_member(this, "filename", name)?;
    }
    let all = vm.tuple(arguments.plain)?;
    vm.set_member(this, "args", all)
}

/// `StopIteration` with what a generator returned.
pub fn stop(vm: &mut Vm<'_, '_>, value: Value) -> Fault {
    let class = match vm.class("StopIteration") {
        Ok(class) => Value::Object(class),
        Err(fault) => return fault,
    };
    let given = if value.is_nothing() { Vec::new() } else { vec![value] };
    match vm.call(&class, Arguments::of(given)) {
        Ok(exception) => vm.throw(exception),
        Err(fault) => fault,
    }
}

/// An `OSError` for a path.
pub fn system_error(vm: &mut Vm<'_, '_>, errno: crate::vfs::Errno, path: &str) -> Fault {
    use crate::vfs::Errno;
    let (class, number) = match errno {
        Errno::NoEntry => ("FileNotFoundError", 2),
        Errno::Exists => ("FileExistsError", 17),
        Errno::IsDirectory => ("IsADirectoryError", 21),
        Errno::NotDirectory => ("NotADirectoryError", 20),
        Errno::Access | Errno::NotPermitted => ("PermissionError", 13),
        Errno::NotEmpty => ("OSError", 39),
        Errno::ReadOnly => ("OSError", 30),
        _ => ("OSError", 5),
    };
    let arguments = vec![Value::Int(number), Value::text(errno.to_string()), Value::text(path)];
    match vm.class(class).map(Value::Object).and_then(|class| vm.call(&class, Arguments::of(arguments))) {
        Ok(exception) => vm.throw(exception),
        Err(fault) => fault,
    }
}

/// Whether a value is a class of exceptions.
pub fn is_class(vm: &mut Vm<'_, '_>, value: &Value) -> Result<bool, Fault> {
    let root = vm.class("BaseException")?;
    Ok(match (value, vm.heap.of(value)) {
        (Value::Object(of), Some(Object::Class(_))) => vm.extends(*of, root),
        _ => false,
    })
}
