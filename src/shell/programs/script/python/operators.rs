//! [`PYTHON`]: what Python means by operators, members and places.

use super::special::by_method;
use super::{builtins, display, errors, exceptions, format, importing, methods, numbers};
use crate::allowance::stack;
use crate::shell::Language;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::dialect::{Dialect, Special};
use crate::shell::programs::script::heap::{Iteration, Object};
use crate::shell::programs::script::syntax::{Binary, Name, Unary};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The language.
pub static PYTHON: Python = Python;

/// Python's meaning.
pub struct Python;

static SPECIAL: Special = Special { constructor: "__init__", explicit_self: true };

/// Lists inside each other that are compared.
const MAX_DEPTH: usize = 20;

/// Operators with their methods and how messages spell them.
const OPERATORS: &[(Binary, &str, &str, &str)] = &[
    (Binary::Add, "__add__", "__radd__", "+"),
    (Binary::Subtract, "__sub__", "__rsub__", "-"),
    (Binary::Multiply, "__mul__", "__rmul__", "*"),
    (Binary::Divide, "__truediv__", "__rtruediv__", "/"),
    (Binary::FloorDivide, "__floordiv__", "__rfloordiv__", "//"),
    (Binary::Modulo, "__mod__", "__rmod__", "%"),
    (Binary::Power, "__pow__", "__rpow__", "** or pow()"),
    (Binary::MatrixMultiply, "__matmul__", "__rmatmul__", "@"),
    (Binary::ShiftLeft, "__lshift__", "__rlshift__", "<<"),
    (Binary::ShiftRight, "__rshift__", "__rrshift__", ">>"),
    (Binary::BitAnd, "__and__", "__rand__", "&"),
    (Binary::BitOr, "__or__", "__ror__", "|"),
    (Binary::BitXor, "__xor__", "__rxor__", "^"),
    (Binary::Less, "__lt__", "__gt__", "<"),
    (Binary::LessEqual, "__le__", "__ge__", "<="),
    (Binary::Greater, "__gt__", "__lt__", ">"),
    (Binary::GreaterEqual, "__ge__", "__le__", ">="),
];

impl Dialect for Python {
    fn language(&self) -> Language {
        Language::Python
    }

    fn truth(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<bool, Fault> {
        Ok(match value {
            Value::Undefined | Value::None => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Text(text) | Value::Symbol(text) => !text.is_empty(),
            Value::Native(_) => true,
            Value::Object(_) => match vm.heap.of(value) {
                Some(Object::List(items) | Object::Tuple(items)) => !items.is_empty(),
                Some(Object::Dict(entries) | Object::Set(entries)) => entries.len() > 0,
                Some(Object::Bytes(bytes)) => !bytes.is_empty(),
                Some(Object::Range { from, to, by }) => (*by > 0 && from < to) || (*by < 0 && from > to),
                Some(Object::Record(_)) => {
                    if let Some(result) = by_method(vm, value, "__bool__", &[])? {
                        return self.truth(vm, &result);
                    }
                    match by_method(vm, value, "__len__", &[])? {
                        Some(length) => self.truth(vm, &length)?,
                        None => true,
                    }
                }
                _ => true,
            },
        })
    }

    fn unary(&self, vm: &mut Vm<'_, '_>, operator: Unary, value: Value) -> Result<Value, Fault> {
        let (method, sign) = match operator {
            Unary::Negate => ("__neg__", "-"),
            Unary::Invert => ("__invert__", "~"),
            _ => ("__pos__", "+"),
        };
        match (operator, &value) {
            (Unary::Negate, Value::Int(value)) => return Ok(Value::Int(-value)),
            (Unary::Negate, Value::Float(value)) => return Ok(Value::Float(-value)),
            (Unary::Plus, Value::Int(_) | Value::Float(_)) => return Ok(value),
            (Unary::Invert, Value::Int(value)) => return Ok(Value::Int(!value)),
            (Unary::Negate, Value::Bool(value)) => return Ok(Value::Int(-i128::from(*value))),
            _ => {}
        }
        if let Some(result) = by_method(vm, &value, method, &[])? {
            return Ok(result);
        }
        let kind = vm.type_name(&value);
        Err(vm.error(ErrorKind::Type, format!("bad operand type for unary {sign}: '{kind}'")))
    }

    fn binary(&self, vm: &mut Vm<'_, '_>, operator: Binary, left: Value, right: Value) -> Result<Value, Fault> {
        match operator {
            Binary::Equal | Binary::StrictEqual => return equal(vm, &left, &right, 0).map(Value::Bool),
            Binary::NotEqual => return Ok(Value::Bool(!equal(vm, &left, &right, 0)?)),
            Binary::Is => return Ok(Value::Bool(left == right)),
            Binary::IsNot => return Ok(Value::Bool(left != right)),
            Binary::In => return contains(vm, &left, &right).map(Value::Bool),
            Binary::NotIn => return Ok(Value::Bool(!contains(vm, &left, &right)?)),
            _ => {}
        }
        if let Some(value) = numbers::arithmetic(vm, operator, &left, &right)? {
            return Ok(value);
        }
        if let Some(value) = sequence(vm, operator, &left, &right)? {
            return Ok(value);
        }
        let row = OPERATORS.iter().find(|row| row.0 == operator);
        if let Some((_, method, mirrored, _)) = row {
            for (this, name, other) in [(&left, method, &right), (&right, mirrored, &left)] {
                match by_method(vm, this, name, std::slice::from_ref(other))? {
                    Some(Value::Native(native)) if native.name == "NotImplemented" => {}
                    Some(value) => return Ok(value),
                    None => {}
                }
            }
        }
        Err(errors::operands(vm, operator, row.map_or("?", |row| row.3), &left, &right))
    }

    fn shown(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
        display::shown(vm, value)
    }

    fn format(
        &self,
        vm: &mut Vm<'_, '_>,
        value: &Value,
        conversion: Option<char>,
        spec: &str,
    ) -> Result<String, Fault> {
        format::format(vm, value, conversion, spec)
    }

    fn type_name(&self, vm: &mut Vm<'_, '_>, value: &Value) -> String {
        type_name(vm, value)
    }

    fn builtin(&self, vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
        builtins::named(vm, name)
    }

    fn unknown_name(&self, vm: &mut Vm<'_, '_>, name: &str, local: bool) -> Fault {
        errors::unknown_name(vm, name, local)
    }

    fn property(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
        builtins::property(vm, this, name)
    }

    fn methods(&self, vm: &Vm<'_, '_>, this: &Value) -> &'static [Native] {
        methods::of(vm, this)
    }

    fn missing(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Value, Fault> {
        if let Some(value) = by_method(vm, this, "__getattr__", &[Value::text(name)])? {
            return Ok(value);
        }
        Err(errors::missing(vm, this, name))
    }

    fn not_callable(&self, vm: &mut Vm<'_, '_>, value: &Value, _name: Option<&str>) -> Fault {
        let kind = vm.type_name(value);
        vm.error(ErrorKind::Type, format!("'{kind}' object is not callable"))
    }

    fn index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<Value, Fault> {
        super::place::get(vm, object, index)
    }

    fn set_index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value, value: Value) -> Result<(), Fault> {
        super::place::set(vm, object, index, value)
    }

    fn delete_index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<(), Fault> {
        super::place::delete(vm, object, index)
    }

    fn iteration(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Iteration>, Fault> {
        match vm.heap.of(value) {
            Some(Object::Dict(entries)) => return Ok(Some(Iteration::Values(entries.keys().into()))),
            Some(Object::Bytes(bytes)) => {
                let values = bytes.iter().map(|byte| Value::Int(i128::from(*byte))).collect();
                return Ok(Some(Iteration::Values(values)));
            }
            _ => {}
        }
        match by_method(vm, value, "__iter__", &[])? {
            Some(iterator) if vm.class_of(&iterator).is_some() => Ok(Some(Iteration::Object(iterator))),
            Some(iterator) => {
                let values = vm.collect(&iterator)?;
                Ok(Some(Iteration::Values(values.into())))
            }
            None => Ok(None),
        }
    }

    fn thrown(&self, vm: &mut Vm<'_, '_>, value: Value) -> Result<Value, Fault> {
        if exceptions::is_class(vm, &value)? {
            return vm.call(&value, Arguments::default());
        }
        if vm.is_instance(&value, "BaseException")? {
            return Ok(value);
        }
        Err(vm.error(ErrorKind::Type, "exceptions must derive from BaseException"))
    }

    fn error_class(&self, kind: ErrorKind) -> &'static str {
        exceptions::class_of(kind)
    }

    fn base_of(&self, class: &str) -> Option<&'static str> {
        exceptions::base_of(class)
    }

    fn construct(&self, vm: &mut Vm<'_, '_>, this: &Value, arguments: Arguments) -> Result<(), Fault> {
        exceptions::construct(vm, this, arguments)
    }

    fn special(&self) -> &'static Special {
        &SPECIAL
    }

    fn import(&self, vm: &mut Vm<'_, '_>, module: &Name, root: bool) -> Result<Value, Fault> {
        importing::import(vm, module, root)
    }

    fn no_such_export(&self, vm: &mut Vm<'_, '_>, module: &Value, name: &str) -> Fault {
        errors::no_such_export(vm, module, name)
    }
}

/// The name of a value's type.
pub fn type_name(vm: &Vm<'_, '_>, value: &Value) -> String {
    let name = match value {
        Value::Undefined | Value::None => "NoneType",
        Value::Bool(_) => "bool",
        Value::Int(_) => "int",
        Value::Float(_) => "float",
        Value::Text(_) | Value::Symbol(_) => "str",
        Value::Native(native) if builtins::is_type(native.name) => "type",
        Value::Native(_) => "builtin_function_or_method",
        Value::Object(_) => match vm.heap.of(value) {
            Some(Object::List(_)) => "list",
            Some(Object::Tuple(_)) => "tuple",
            Some(Object::Dict(_)) => "dict",
            Some(Object::Set(_)) => "set",
            Some(Object::Bytes(_)) => "bytes",
            Some(Object::Range { .. }) => "range",
            Some(Object::Class(_)) => "type",
            Some(Object::Function(_)) => "function",
            Some(Object::Bound { .. }) => "method",
            Some(Object::Module { .. }) => "module",
            Some(Object::Coroutine(coroutine)) if !coroutine.name.is_empty() => "generator",
            Some(Object::Iterator(_)) => "iterator",
            Some(Object::Record(record)) => {
                return record.class.map_or("object".into(), |class| vm.class_name(class).to_string());
            }
            _ => "object",
        },
    };
    name.to_string()
}

/// `left == right`
pub fn equal(vm: &mut Vm<'_, '_>, left: &Value, right: &Value, depth: usize) -> Result<bool, Fault> {
    if let (Some(a), Some(b)) = (left.number(), right.number()) {
        return Ok(a == b);
    }
    if left == right || depth > MAX_DEPTH {
        return Ok(left == right);
    }
    let pairs: Vec<(Value, Value)> = match (vm.heap.of(left), vm.heap.of(right)) {
        (Some(Object::List(a)), Some(Object::List(b))) | (Some(Object::Tuple(a)), Some(Object::Tuple(b))) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            a.iter().cloned().zip(b.iter().cloned()).collect()
        }
        (Some(Object::Dict(a)), Some(Object::Dict(b))) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            let (a, b) = (a.clone(), b.clone());
            let mut pairs = Vec::new();
            for (key, value) in a.iter() {
                let key = vm.key(key)?;
                match b.get(&key) {
                    Some(other) => pairs.push((value.clone(), other.clone())),
                    None => return Ok(false),
                }
            }
            pairs
        }
        (Some(Object::Set(a)), Some(Object::Set(b))) => return Ok(a.len() == b.len() && a.holds(b)),
        (Some(Object::Bytes(a)), Some(Object::Bytes(b))) => return Ok(a == b),
        (Some(Object::Range { from, to, by }), Some(Object::Range { from: f, to: t, by: b })) => {
            return Ok((from, to, by) == (f, t, b));
        }
        _ => {
            for (this, other) in [(left, right), (right, left)] {
                match by_method(vm, this, "__eq__", std::slice::from_ref(other))? {
                    Some(Value::Native(native)) if native.name == "NotImplemented" => {}
                    Some(value) => return vm.truth(&value),
                    None => {}
                }
            }
            return Ok(false);
        }
    };
    vm.work(pairs.len())?;
    for (a, b) in pairs {
        if !equal(vm, &a, &b, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `value in container`
pub fn contains(vm: &mut Vm<'_, '_>, value: &Value, container: &Value) -> Result<bool, Fault> {
    match (container, vm.heap.of(container)) {
        (Value::Text(text), _) => match value {
            Value::Text(part) => return Ok(text.contains(&**part)),
            _ => {
                let kind = vm.type_name(value);
                let text = format!("'in <string>' requires string as left operand, not {kind}");
                return Err(vm.error(ErrorKind::Type, text));
            }
        },
        (_, Some(Object::Dict(_) | Object::Set(_))) => {
            let key = vm.key(value)?;
            return Ok(match vm.heap.of(container) {
                Some(Object::Dict(entries) | Object::Set(entries)) => entries.get(&key).is_some(),
                _ => false,
            });
        }
        (_, Some(Object::Range { from, to, by })) => {
            let Value::Int(value) = value else { return Ok(false) };
            let inside = if *by > 0 { value >= from && value < to } else { value <= from && value > to };
            return Ok(inside && (value - from) % by == 0);
        }
        _ => {}
    }
    if let Some(found) = by_method(vm, container, "__contains__", std::slice::from_ref(value))? {
        return vm.truth(&found);
    }
    match vm.collect(container) {
        Ok(items) => {
            for item in items {
                if equal(vm, &item, value, 0)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Err(Fault::Throw(_)) => {
            let kind = vm.type_name(container);
            Err(vm.error(ErrorKind::Type, format!("argument of type '{kind}' is not iterable")))
        }
        Err(fault) => Err(fault),
    }
}

/// Operators on texts, lists, tuples, bytes, sets and dictionaries.
fn sequence(vm: &mut Vm<'_, '_>, operator: Binary, left: &Value, right: &Value) -> Result<Option<Value>, Fault> {
    match (operator, left, right) {
        (Binary::Add, Value::Text(a), Value::Text(b)) => return vm.text(format!("{a}{b}")).map(Some),
        (Binary::Modulo, Value::Text(text), _) => {
            let text = format::percent(vm, text, right)?;
            return vm.text(text).map(Some);
        }
        (Binary::Multiply, value, Value::Int(times)) | (Binary::Multiply, Value::Int(times), value) => {
            return repeated(vm, value, *times);
        }
        (Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual, _, _) => {
            return ordered(vm, operator, left, right);
        }
        _ => {}
    }
    let made = match (operator, vm.heap.of(left), vm.heap.of(right)) {
        (Binary::Add, Some(Object::List(a)), Some(Object::List(b))) => {
            Object::List(a.iter().chain(b).cloned().collect())
        }
        (Binary::Add, Some(Object::Tuple(a)), Some(Object::Tuple(b))) => {
            Object::Tuple(a.iter().chain(b).cloned().collect())
        }
        (Binary::Add, Some(Object::Bytes(a)), Some(Object::Bytes(b))) => {
            Object::Bytes(a.iter().chain(b).copied().collect())
        }
        (Binary::BitOr, Some(Object::Dict(a)), Some(Object::Dict(b))) => {
            let (mut all, more) = (a.clone(), b.clone());
            for (key, value) in more.iter() {
                all.set(vm.key(key)?, key.clone(), value.clone());
            }
            Object::Dict(all)
        }
        (operator, Some(Object::Set(a)), Some(Object::Set(b))) => {
            let (a, b) = (a.clone(), b.clone());
            match methods::combine(vm, operator, &a, &b)? {
                Some(set) => Object::Set(set),
                None => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    vm.heap.value(made).map(Some)
}

fn repeated(vm: &mut Vm<'_, '_>, value: &Value, times: i128) -> Result<Option<Value>, Fault> {
    let times = usize::try_from(times.max(0)).unwrap_or(usize::MAX);
    let size = std::mem::size_of::<Value>();
    let made = match (value, vm.heap.of(value)) {
        (Value::Text(text), _) => {
            vm.heap.spend(text.len().saturating_mul(times))?;
            return Ok(Some(Value::text(text.repeat(times))));
        }
        (_, Some(Object::List(items))) => {
            let items = items.clone();
            vm.heap.spend(items.len().saturating_mul(times).saturating_mul(size))?;
            Object::List(items.iter().cycle().take(items.len() * times).cloned().collect())
        }
        (_, Some(Object::Tuple(items))) => {
            let items = items.clone();
            vm.heap.spend(items.len().saturating_mul(times).saturating_mul(size))?;
            Object::Tuple(items.iter().cycle().take(items.len() * times).cloned().collect())
        }
        (_, Some(Object::Bytes(bytes))) => {
            let bytes = bytes.clone();
            vm.heap.spend(bytes.len().saturating_mul(times))?;
            Object::Bytes(bytes.repeat(times))
        }
        _ => return Ok(None),
    };
    vm.heap.value(made).map(Some)
}

/// `<` and its kin on texts, lists and tuples.
fn ordered(vm: &mut Vm<'_, '_>, operator: Binary, left: &Value, right: &Value) -> Result<Option<Value>, Fault> {
    use std::cmp::Ordering;
    let order = match (left, right) {
        (Value::Text(a), Value::Text(b)) | (Value::Symbol(a), Value::Symbol(b)) => a.cmp(b),
        _ => match (vm.heap.of(left), vm.heap.of(right)) {
            (Some(Object::List(a)), Some(Object::List(b))) | (Some(Object::Tuple(a)), Some(Object::Tuple(b))) => {
                let (a, b) = (a.clone(), b.clone());
                vm.work(a.len())?;
                // Lists in lists are compared by this function again.
                stack().map_err(|_| vm.too_deep())?;
                let mut order = a.len().cmp(&b.len());
                for (a, b) in a.iter().zip(&b) {
                    if !equal(vm, a, b, MAX_DEPTH)? {
                        let less = vm.binary(Binary::Less, a.clone(), b.clone())?;
                        order = if vm.truth(&less)? { Ordering::Less } else { Ordering::Greater };
                        break;
                    }
                }
                order
            }
            (Some(Object::Set(a)), Some(Object::Set(b))) => {
                return Ok(Some(Value::Bool(match operator {
                    Binary::LessEqual => b.holds(a),
                    Binary::Less => b.holds(a) && a.len() < b.len(),
                    Binary::GreaterEqual => a.holds(b),
                    _ => a.holds(b) && b.len() < a.len(),
                })));
            }
            _ => return Ok(None),
        },
    };
    Ok(Some(Value::Bool(match operator {
        Binary::Less => order == Ordering::Less,
        Binary::LessEqual => order != Ordering::Greater,
        Binary::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })))
}
