//! The built-in classes, what they extend, and which a value has.

use super::methods;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Classes, and those that they extend where that is not Object.
static CLASSES: &[(&str, &str)] = &[
    ("Object", ""),
    ("%Jump", ""),
    ("NilClass", "Object"),
    ("TrueClass", "Object"),
    ("FalseClass", "Object"),
    ("Numeric", "Object"),
    ("Integer", "Numeric"),
    ("Float", "Numeric"),
    ("String", "Object"),
    ("Symbol", "Object"),
    ("Array", "Object"),
    ("Hash", "Object"),
    ("Range", "Object"),
    ("Proc", "Object"),
    ("Regexp", "Object"),
    ("MatchData", "Object"),
    ("Module", "Object"),
    ("Class", "Module"),
    ("Singleton", "Module"),
    ("Kernel", ""),
    ("Comparable", ""),
    ("Enumerable", ""),
    ("Process", ""),
    ("Math", ""),
    ("GC", ""),
    ("Signal", ""),
    ("Time", "Object"),
    ("IO", "Object"),
    ("File", "IO"),
    ("Dir", "Object"),
    ("Struct", "Object"),
    ("Random", "Object"),
    ("Layercake", ""),
    ("Exception", "Object"),
    ("NoMemoryError", "Exception"),
    ("ScriptError", "Exception"),
    ("LoadError", "ScriptError"),
    ("NotImplementedError", "ScriptError"),
    ("SyntaxError", "ScriptError"),
    ("SecurityError", "Exception"),
    ("SignalException", "Exception"),
    ("Interrupt", "SignalException"),
    ("SystemExit", "Exception"),
    ("SystemStackError", "Exception"),
    ("StandardError", "Exception"),
    ("ArgumentError", "StandardError"),
    ("UncaughtThrowError", "ArgumentError"),
    ("EncodingError", "StandardError"),
    ("FiberError", "StandardError"),
    ("IOError", "StandardError"),
    ("EOFError", "IOError"),
    ("IndexError", "StandardError"),
    ("KeyError", "IndexError"),
    ("StopIteration", "IndexError"),
    ("LocalJumpError", "StandardError"),
    ("NameError", "StandardError"),
    ("NoMethodError", "NameError"),
    ("RangeError", "StandardError"),
    ("FloatDomainError", "RangeError"),
    ("RegexpError", "StandardError"),
    ("RuntimeError", "StandardError"),
    ("FrozenError", "RuntimeError"),
    ("SystemCallError", "StandardError"),
    ("Errno::ENOENT", "SystemCallError"),
    ("Errno::EACCES", "SystemCallError"),
    ("Errno::EEXIST", "SystemCallError"),
    ("Errno::EISDIR", "SystemCallError"),
    ("Errno::ENOTDIR", "SystemCallError"),
    ("Errno::ENOTEMPTY", "SystemCallError"),
    ("Errno::EROFS", "SystemCallError"),
    ("Errno::EPERM", "SystemCallError"),
    ("Errno::ENOSPC", "SystemCallError"),
    ("Errno::EIO", "SystemCallError"),
    ("Errno::ECONNREFUSED", "SystemCallError"),
    ("Errno::EADDRINUSE", "SystemCallError"),
    ("ThreadError", "StandardError"),
    ("TypeError", "StandardError"),
    ("ZeroDivisionError", "StandardError"),
];

/// Those of them that are modules.
const MODULES: &[&str] = &["Kernel", "Comparable", "Enumerable", "Process", "Math", "GC", "Signal", "Layercake"];

/// A built-in class's name as the machine keeps it.
pub fn known(name: &str) -> Option<&'static str> {
    CLASSES.iter().find(|(known, _)| *known == name).map(|(known, _)| *known)
}

/// The class that a built-in class extends.
pub fn base_of(name: &str) -> Option<&'static str> {
    CLASSES.iter().find(|(known, _)| *known == name).map(|(_, base)| *base).filter(|base| !base.is_empty())
}

/// Gives the built-in classes their methods.
pub fn prepare(vm: &mut Vm<'_, '_>) -> Result<(), Fault> {
    for (class, table) in methods::TABLES {
        let class = Value::Object(vm.class(class)?);
        if let Some(members) = vm.heap.entries_mut(&class) {
            for native in *table {
                members.put(native.name, Value::Native(native));
            }
        }
    }
    for module in MODULES {
        let module = Value::Object(vm.class(module)?);
        if let Some(members) = vm.heap.entries_mut(&module) {
            members.put("%module", Value::Bool(true));
        }
    }
    Ok(())
}

/// The class of any value.
pub fn of(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Ref, Fault> {
    let name = match value {
        Value::None | Value::Undefined => "NilClass",
        Value::Bool(true) => "TrueClass",
        Value::Bool(false) => "FalseClass",
        Value::Int(_) => "Integer",
        Value::Float(_) => "Float",
        Value::Text(_) => "String",
        Value::Symbol(_) => "Symbol",
        Value::Native(_) => "Proc",
        Value::Object(of) => match vm.heap.get(*of) {
            Object::List(_) | Object::Tuple(_) => "Array",
            Object::Dict(_) => "Hash",
            Object::Bytes(_) => "String",
            Object::Regex(_) => "Regexp",
            Object::Function(_) | Object::Bound { .. } => "Proc",
            Object::Class(class) => match class.members.named("%module") {
                Some(_) => "Module",
                None => "Class",
            },
            Object::Record(record) => match record.class {
                Some(class) => return Ok(class),
                None => "Object",
            },
            _ => "Object",
        },
    };
    vm.class(name)
}

/// Whether a value is of a class or of one that extends it.
pub fn is_a(vm: &mut Vm<'_, '_>, value: &Value, class: &Value) -> Result<bool, Fault> {
    let Value::Object(wanted) = *class else { return Ok(false) };
    let own = of(vm, value)?;
    Ok(vm.extends(own, wanted))
}
