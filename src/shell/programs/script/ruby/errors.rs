//! Errors in Ruby's words (error.c, object.c, vm_eval.c of the interpreter).

use super::comparison::described;
use super::{classes, display, since};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::dialect::Unfit;
use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::syntax::{Binary, Name};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};
use crate::vfs::Errno;

/// The quote before a name: since 3.4 it is the one behind it.
pub fn quote(vm: &Vm<'_, '_>) -> char {
    if since(vm, 3, 4) { '\'' } else { '`' }
}

/// A name that nobody made.
pub fn unknown_name(vm: &mut Vm<'_, '_>, name: &str) -> Fault {
    if let Some((class, variable)) = name.split_once("@@") {
        let class = if class.is_empty() { "Object" } else { class };
        return vm.error(ErrorKind::Name, format!("uninitialized class variable @@{variable} in {class}"));
    }
    if name == "&" {
        return vm.error_of("LocalJumpError", "no block given (yield)");
    }
    let (path, name) = name.split_once('|').unwrap_or(("", name));
    // The first part of it that there is not.
    let parts: Vec<&str> = name.split("::").collect();
    let mut missing = name.to_string();
    for count in 1..parts.len() {
        let outer = parts[..count].join("::");
        match super::constants::constant(vm, path, &outer) {
            Ok(Some(_)) => {}
            Ok(None) => {
                missing = outer;
                break;
            }
            Err(fault) => return fault,
        }
    }
    let shown = if path.is_empty() { missing } else { format!("{path}::{missing}") };
    vm.error(ErrorKind::Name, format!("uninitialized constant {shown}"))
}

/// What a message is said to have been sent to.
fn receiver(vm: &mut Vm<'_, '_>, this: &Value) -> Result<String, Fault> {
    let new = since(vm, 3, 4);
    Ok(match this {
        Value::None | Value::Undefined => if new { "nil" } else { "nil:NilClass" }.into(),
        Value::Bool(value) if new => value.to_string(),
        Value::Bool(true) => "true:TrueClass".into(),
        Value::Bool(false) => "false:FalseClass".into(),
        _ if vm.registry.get("main") == Some(this) => if new { "main" } else { "main:Object" }.into(),
        Value::Object(of) if matches!(vm.heap.get(*of), Object::Class(_)) => {
            let kind = if matches!(vm.heap.entries(this), Some(all) if all.named("%module").is_some()) {
                "module"
            } else {
                "class"
            };
            let name = vm.class_name(*of);
            if new {
                format!("{kind} {name}")
            } else {
                format!("{name}:{}", if kind == "module" { "Module" } else { "Class" })
            }
        }
        _ => {
            let class = classes::of(vm, this)?;
            let name = vm.class_name(class);
            match this {
                _ if since(vm, 3, 3) => format!("an instance of {name}"),
                Value::Object(_) if matches!(vm.heap.of(this), Some(Object::Record(_))) => {
                    format!("{}:{name}", display::fields(vm, this)?)
                }
                _ => format!("{}:{name}", display::inspect(vm, this)?),
            }
        }
    })
}

/// A message that nobody answers.
pub fn unknown_message(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Fault {
    let to = match receiver(vm, this) {
        Ok(to) => to,
        Err(fault) => return fault,
    };
    let quote = quote(vm);
    let (kind, text) = match name.strip_prefix('~') {
        Some(name) => (ErrorKind::Name, format!("undefined local variable or method {quote}{name}' for {to}")),
        None => (ErrorKind::Attribute, format!("undefined method {quote}{name}' for {to}")),
    };
    vm.error(kind, text)
}

/// A call that does not fit.
pub fn unfit(vm: &mut Vm<'_, '_>, unfit: &Unfit) -> Fault {
    let list = |names: &[Name]| names.iter().map(|name| format!(":{name}")).collect::<Vec<_>>().join(", ");
    let plural = |names: &[Name]| if names.len() == 1 { "" } else { "s" };
    let text = match unfit {
        Unfit::Count { given, least, most } => {
            let expected = match most {
                Some(most) if most == least => least.to_string(),
                Some(most) => format!("{least}..{most}"),
                None => format!("{least}+"),
            };
            format!("wrong number of arguments (given {given}, expected {expected})")
        }
        Unfit::Missing(names) => format!("missing keyword{}: {}", plural(names), list(names)),
        Unfit::Unknown(names) => format!("unknown keyword{}: {}", plural(names), list(names)),
    };
    vm.error(ErrorKind::Value, text)
}

/// `no implicit conversion of Integer into String`
pub fn no_conversion(vm: &mut Vm<'_, '_>, value: &Value, into: &str) -> Fault {
    let shown = match value {
        Value::None | Value::Undefined | Value::Bool(_) => display::inspect(vm, value),
        value => classes::of(vm, value).map(|class| vm.class_name(class).to_string()),
    };
    match shown {
        Ok(shown) => vm.error(ErrorKind::Type, format!("no implicit conversion of {shown} into {into}")),
        Err(fault) => fault,
    }
}

/// A number with what is none.
pub fn not_numeric(vm: &mut Vm<'_, '_>, operator: Binary, left: &Value, right: &Value) -> Fault {
    let names =
        classes::of(vm, left).map(|class| vm.class_name(class)).and_then(|class| Ok((class, described(vm, right)?)));
    let (class, other) = match names {
        Ok(names) => names,
        Err(fault) => return fault,
    };
    match operator {
        Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual => {
            vm.error(ErrorKind::Value, format!("comparison of {class} with {other} failed"))
        }
        _ => vm.error(ErrorKind::Type, format!("{other} can't be coerced into {class}")),
    }
}

/// A file that cannot be had; `call`: the system call and the path.
pub fn system(vm: &mut Vm<'_, '_>, errno: Errno, call: &str) -> Fault {
    let class = match errno {
        Errno::NoEntry => "Errno::ENOENT",
        Errno::Access => "Errno::EACCES",
        Errno::Exists => "Errno::EEXIST",
        Errno::IsDirectory => "Errno::EISDIR",
        Errno::NotDirectory => "Errno::ENOTDIR",
        Errno::NotEmpty => "Errno::ENOTEMPTY",
        Errno::ReadOnly => "Errno::EROFS",
        _ => "Errno::EIO",
    };
    vm.error_of(class, format!("{errno} @ {call}"))
}

/// What a constructor of no class's own does: an error keeps its message.
pub fn construct(vm: &mut Vm<'_, '_>, this: &Value, arguments: Arguments) -> Result<(), Fault> {
    if !vm.is_instance(this, "Exception")? {
        let given = arguments.plain.len();
        if given > 0 {
            let text = format!("wrong number of arguments (given {given}, expected 0)");
            return Err(vm.error(ErrorKind::Value, text));
        }
        return Ok(());
    }
    if let Some(message) = arguments.plain.first().filter(|message| !message.is_nothing()) {
        let message = message.clone();
        if let Some(fields) = vm.heap.entries_mut(this) {
            fields.put("message", message);
        }
    }
    Ok(())
}

/// An error's message.
pub fn message(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<String, Fault> {
    match vm.heap.entries(exception).and_then(|fields| fields.named("message")).cloned() {
        Some(message) => vm.shown(&message),
        None => Ok(vm.class_of(exception).map(|class| vm.class_name(class).to_string()).unwrap_or_default()),
    }
}
