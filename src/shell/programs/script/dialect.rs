//! [`Dialect`]: what a language means by the operations that all have in common.

use super::arguments::Arguments;
use super::heap::{Iteration, Mapped, Ref};
use super::syntax::{Binary, Name, Unary};
use super::value::{Native, Value};
use super::vm::Vm;
use super::{ErrorKind, Fault};
use crate::shell::Language;

/// A language's meaning.
pub trait Dialect: Sync {
    /// Which it is.
    fn language(&self) -> Language;
    /// Whether a value counts as true.
    fn truth(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<bool, Fault>;
    fn unary(&self, vm: &mut Vm<'_, '_>, operator: Unary, value: Value) -> Result<Value, Fault>;
    fn binary(&self, vm: &mut Vm<'_, '_>, operator: Binary, left: Value, right: Value) -> Result<Value, Fault>;
    /// `str(value)`, `String(value)`
    fn shown(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault>;
    /// `f"{value!r:format}"`
    fn format(
        &self,
        vm: &mut Vm<'_, '_>,
        value: &Value,
        conversion: Option<char>,
        format: &str,
    ) -> Result<String, Fault>;
    /// The name of a value's type.
    fn type_name(&self, vm: &mut Vm<'_, '_>, value: &Value) -> String;
    /// What a name means that the program did not make.
    fn builtin(&self, vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault>;
    /// What is said of a name that nobody made. `local`: it is a name of the function's that has no value yet.
    fn unknown_name(&self, vm: &mut Vm<'_, '_>, name: &str, local: bool) -> Fault;
    /// A member of a built-in kind of value that is not a method.
    fn property(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault>;
    /// The methods of a built-in kind of value.
    fn methods(&self, vm: &Vm<'_, '_>, this: &Value) -> &'static [Native];
    /// What a member gives that is not there.
    fn missing(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Value, Fault>;
    /// What is said of a call of what is no function; `name`: as it was called.
    fn not_callable(&self, vm: &mut Vm<'_, '_>, value: &Value, name: Option<&str>) -> Fault;
    fn index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<Value, Fault>;
    fn set_index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value, value: Value) -> Result<(), Fault>;
    fn delete_index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<(), Fault>;
    /// How a value that is no list and no iterator is gone through; `None`: it is not.
    fn iteration(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Iteration>, Fault>;
    /// What is thrown when `value` is.
    fn thrown(&self, vm: &mut Vm<'_, '_>, value: Value) -> Result<Value, Fault>;
    /// The class of an error.
    fn error_class(&self, kind: ErrorKind) -> &'static str;
    /// The class that a built-in class extends.
    fn base_of(&self, class: &str) -> Option<&'static str>;
    /// Makes an instance of a built-in class, or the part of an instance that is one's.
    fn construct(&self, vm: &mut Vm<'_, '_>, this: &Value, arguments: Arguments) -> Result<(), Fault>;
    /// The names of the methods that make an instance, give it out as a function, and go through it.
    fn special(&self) -> &'static Special;
    /// How many calls may be under way inside each other: about as many small ones as fill the language's stack.
    fn most_frames(&self) -> usize;
    /// A module by the name in an import; `root`: the part before the first dot.
    fn import(&self, vm: &mut Vm<'_, '_>, module: &Name, root: bool) -> Result<Value, Fault>;
    /// The class of any value, where all have one and members are messages (Ruby).
    fn class_of(&self, _vm: &mut Vm<'_, '_>, _value: &Value) -> Result<Option<Ref>, Fault> {
        Ok(None)
    }
    /// What a message comes to that no class knows, where members are messages.
    fn unknown_message(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Fault {
        vm.error(ErrorKind::Attribute, format!("undefined method '{name}' for {this:?}"))
    }
    /// What is said of a call that gives other arguments than the function takes, where the language words it itself.
    fn unfit(&self, vm: &mut Vm<'_, '_>, unfit: &Unfit) -> Fault {
        vm.error(ErrorKind::Type, format!("{unfit:?}"))
    }
    /// The next value of an iterator that makes its values of others'.
    fn next(&self, vm: &mut Vm<'_, '_>, _iterator: Ref, _of: std::rc::Rc<Mapped>) -> Result<Option<Value>, Fault> {
        vm.unsimulated("this iterator")
    }
    /// `left op= right`, where that is more than the operator.
    fn update(
        &self,
        _vm: &mut Vm<'_, '_>,
        _operator: Binary,
        _left: &Value,
        _right: &Value,
    ) -> Result<Option<Value>, Fault> {
        Ok(None)
    }
    /// What an instance is found by as a key: a number, another value, or itself.
    fn hash(&self, _vm: &mut Vm<'_, '_>, _value: &Value) -> Result<Option<Value>, Fault> {
        Ok(None)
    }
    /// `object[from:to:step]` of an object that says itself what that is.
    fn slice(&self, _vm: &mut Vm<'_, '_>, _object: &Value, _bounds: [&Value; 3]) -> Result<Option<Value>, Fault> {
        Ok(None)
    }
    /// The class that stands for something else above a class.
    fn base_class(&self, _vm: &mut Vm<'_, '_>, _base: &Value) -> Result<Option<Value>, Fault> {
        Ok(None)
    }
    /// What `super` finds above all of the program's classes.
    fn above(&self, _vm: &mut Vm<'_, '_>, _this: &Value, _name: &str) -> Result<Option<Value>, Fault> {
        Ok(None)
    }
    /// What an instance begins with, before its constructor.
    fn begin_instance(&self, _vm: &mut Vm<'_, '_>, _this: &Value, _arguments: &Arguments) -> Result<(), Fault> {
        Ok(())
    }
    /// What becomes of a class when its body is over.
    fn class_made(&self, _vm: &mut Vm<'_, '_>, class: Value, _named: Vec<(Name, Value)>) -> Result<Value, Fault> {
        Ok(class)
    }
    /// Lets a promise follow a value that is none, but can be waited for; whether it can.
    fn follow(&self, _vm: &mut Vm<'_, '_>, _promise: Ref, _value: &Value) -> Result<bool, Fault> {
        Ok(false)
    }
    /// What is said of a member that a module has not.
    fn no_such_export(&self, vm: &mut Vm<'_, '_>, module: &Value, name: &str) -> Fault;
}

/// How a call does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// So many arguments were given, and from so many to so many are taken.
    Count {
        given: usize,
        least: usize,
        most: Option<usize>,
    },
    Missing(Vec<Name>),
    Unknown(Vec<Name>),
}

/// Names of methods with a meaning.
pub struct Special {
    pub constructor: &'static str,
    /// Whether a method is given its object as the first argument.
    pub explicit_self: bool,
}
