//! CPython's words for what goes wrong, with its guesses.

use crate::shell::programs::script::heap::Object;
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// Two values that an operator does not take.
pub fn operands(vm: &mut Vm<'_, '_>, operator: Binary, shown: &str, left: &Value, right: &Value) -> Fault {
    let (a, b) = (vm.type_name(left), vm.type_name(right));
    let text = match operator {
        Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual => {
            format!("'{shown}' not supported between instances of '{a}' and '{b}'")
        }
        Binary::Add if a == "str" => format!("can only concatenate str (not \"{b}\") to str"),
        Binary::Add if a == "bytes" => format!("can't concat {b} to bytes"),
        Binary::Add if a == "list" => format!("can only concatenate list (not \"{b}\") to list"),
        Binary::Add if a == "tuple" => format!("can only concatenate tuple (not \"{b}\") to tuple"),
        Binary::Multiply if a == "str" || a == "list" => format!("can't multiply sequence by non-int of type '{b}'"),
        _ => format!("unsupported operand type(s) for {shown}: '{a}' and '{b}'"),
    };
    vm.error(ErrorKind::Type, text)
}

/// A name that nobody made.
pub fn unknown_name(vm: &mut Vm<'_, '_>, name: &str, local: bool) -> Fault {
    if local {
        let text = format!("cannot access local variable '{name}' where it is not associated with a value");
        return vm.error_of("UnboundLocalError", text);
    }
    let mut text = format!("name '{name}' is not defined");
    if MODULES.contains(&name) {
        text += &format!(". Did you forget to import '{name}'?");
    } else if let Some(guess) = guess(name, &known_names(vm)) {
        text += &format!(". Did you mean: '{guess}'?");
    }
    vm.error(ErrorKind::Name, text)
}

/// Modules of the standard library that are missed by name.
const MODULES: &[&str] = &["os", "sys", "time", "json", "random", "math", "datetime", "re", "socket", "platform"];

fn known_names(vm: &mut Vm<'_, '_>) -> Vec<String> {
    let scope = vm.frames.last().map(|frame| frame.scope);
    let mut names: Vec<String> = super::builtins::names().map(str::to_string).collect();
    if let Some(scope) = scope {
        let outermost = vm.outermost(scope);
        for scope in [scope, outermost] {
            let symbols = vm.names_of(scope);
            names.extend(symbols.into_iter().map(|(symbol, _)| vm.symbols.name(symbol).to_string()));
        }
    }
    names.retain(|name| !name.starts_with('.'));
    names
}

/// The name that was meant, if one is near.
fn guess(name: &str, known: &[String]) -> Option<String> {
    let near = known.iter().map(|other| (strsim::levenshtein(name, other), other)).filter(|(distance, other)| {
        *distance > 0 && *distance * 3 <= other.len().max(name.len()) + 1 && other.as_str() != name
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, other)| other.clone())
}

/// A member that is not there.
pub fn missing(vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Fault {
    let text = match vm.heap.of(this) {
        Some(Object::Module { name: module, .. }) => format!("module '{module}' has no attribute '{name}'"),
        Some(Object::Class(class)) => {
            let class = class.name.as_deref().unwrap_or("");
            format!("type object '{class}' has no attribute '{name}'")
        }
        _ => {
            let kind = vm.type_name(this);
            format!("'{kind}' object has no attribute '{name}'")
        }
    };
    let mut known: Vec<String> = vm.dialect.methods(vm, this).iter().map(|native| native.name.to_string()).collect();
    if let Some(entries) = vm.heap.entries(this) {
        known.extend(entries.keys().iter().filter_map(|key| key.as_text().map(str::to_string)));
    }
    let text = match guess(name, &known) {
        Some(guess) => format!("{text}. Did you mean: '{guess}'?"),
        None if in_library(vm, this) && !name.starts_with("__") => return lacking(vm, this, name),
        None => text,
    };
    vm.error(ErrorKind::Attribute, text)
}

/// Whether a value is a module of the library's, which has less than CPython's.
fn in_library(vm: &Vm<'_, '_>, module: &Value) -> bool {
    match vm.heap.of(module) {
        Some(Object::Module { name, members }) => {
            let file = members.named("__file__").and_then(Value::as_text).unwrap_or_default();
            super::modules::bundled(name).is_some()
                && (file.is_empty() || !vm.home.is_empty() && !file.starts_with(&vm.home))
        }
        _ => false,
    }
}

/// What the sandbox's module has not, and CPython's may have.
fn lacking(vm: &Vm<'_, '_>, module: &Value, name: &str) -> Fault {
    match vm.heap.of(module) {
        Some(Object::Module { name: module, .. }) => Fault::Unsimulated(format!("{name} of the module {module}")),
        _ => Fault::broken(),
    }
}

/// A name that a module has not.
pub fn no_such_export(vm: &mut Vm<'_, '_>, module: &Value, name: &str) -> Fault {
    let (shown, file) = match vm.heap.of(module) {
        Some(Object::Module { name, members }) => {
            (name.to_string(), members.named("__file__").and_then(|file| file.as_text().map(str::to_string)))
        }
        _ => (String::new(), None),
    };
    let known: Vec<String> = vm.heap.entries(module).map_or(Vec::new(), |entries| {
        entries.keys().iter().filter_map(|key| key.as_text().map(str::to_string)).collect()
    });
    if in_library(vm, module) && guess(name, &known).is_none() {
        return lacking(vm, module, name);
    }
    let place = file.map_or("unknown location".to_string(), |file| file);
    vm.error_of("ImportError", format!("cannot import name '{name}' from '{shown}' ({place})"))
}
