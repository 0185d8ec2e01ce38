//! [`PYTHON`]: what Python means by operators, members and places.

use super::methods::UNBOUND;
use super::special::{bare, by_method, own};
use super::{builtins, display, errors, exceptions, format, importing, inherited, methods, numbers};
use crate::allowance::stack;
use crate::shell::Language;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::dialect::{Dialect, Special};
use crate::shell::programs::script::heap::{Iteration, Mapped, Mapping, Object, Ref, Shows};
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
                Some(Object::View { of, .. }) => vm.heap.entries(of).is_some_and(|all| all.len() > 0),
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
                        None => match own(vm, value) {
                            Some(value) => self.truth(vm, &value)?,
                            None => true,
                        },
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
        if let Some(value) = own(vm, &value) {
            return self.unary(vm, operator, value);
        }
        let kind = vm.type_name(&value);
        Err(vm.error(ErrorKind::Type, format!("bad operand type for unary {sign}: '{kind}'")))
    }

    fn binary(&self, vm: &mut Vm<'_, '_>, operator: Binary, left: Value, right: Value) -> Result<Value, Fault> {
        match operator {
            Binary::Equal | Binary::StrictEqual => return equal(vm, &left, &right, 0).map(Value::Bool),
            Binary::NotEqual => {
                if let Some(value) = by_method(vm, &left, "__ne__", std::slice::from_ref(&right))?
                    && !is_not_implemented(&value)
                {
                    return Ok(value);
                }
                return Ok(Value::Bool(!equal(vm, &left, &right, 0)?));
            }
            Binary::Is => return Ok(Value::Bool(same(vm, &left, &right))),
            Binary::IsNot => return Ok(Value::Bool(!same(vm, &left, &right))),
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
                    Some(value) if is_not_implemented(&value) => {}
                    Some(value) => return Ok(value),
                    None => {}
                }
            }
        }
        if own(vm, &left).is_some() || own(vm, &right).is_some() {
            let (left, right) = (bare(vm, &left), bare(vm, &right));
            return vm.binary(operator, left, right);
        }
        if operator == Binary::BitOr
            && let Some(union) = builtins::union(vm, &left, &right)?
        {
            return Ok(union);
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
        if let Some(Object::Set(entries)) = vm.heap.of(value) {
            return Ok(Some(Iteration::Values(super::hashing::in_order(entries).into())));
        }
        if let Some(Object::View { .. }) = vm.heap.of(value) {
            return Ok(Some(Iteration::Values(methods::seen(vm, value)?.into())));
        }
        match by_method(vm, value, "__iter__", &[])? {
            Some(iterator) => match vm.heap.of(&iterator) {
                // It goes on as the iterator does, one by one.
                Some(Object::Coroutine(coroutine)) if !coroutine.is_async => match iterator {
                    Value::Object(of) => Ok(Some(Iteration::Generator(of))),
                    _ => Ok(None),
                },
                Some(Object::Iterator(_) | Object::Record(_)) => Ok(Some(Iteration::Object(iterator))),
                _ => {
                    let kind = vm.type_name(&iterator);
                    let text = format!("iter() returned non-iterator of type '{kind}'");
                    Err(vm.error(ErrorKind::Type, text))
                }
            },
            None => match own(vm, value) {
                Some(value) => {
                    let iterator = vm.iterate(&value)?;
                    Ok(Some(Iteration::Object(iterator)))
                }
                None => by_places(vm, value),
            },
        }
    }

    fn update(
        &self,
        vm: &mut Vm<'_, '_>,
        operator: Binary,
        left: &Value,
        right: &Value,
    ) -> Result<Option<Value>, Fault> {
        if vm.class_of(left).is_some()
            && let Some((_, method, ..)) = OPERATORS.iter().find(|row| row.0 == operator)
        {
            let name = method.replacen("__", "__i", 1);
            let value = by_method(vm, left, &name, std::slice::from_ref(right))?;
            return Ok(value.filter(|value| !is_not_implemented(value)));
        }
        methods::update_in_place(vm, operator, left, right)
    }

    fn next(&self, vm: &mut Vm<'_, '_>, _iterator: Ref, of: std::rc::Rc<Mapped>) -> Result<Option<Value>, Fault> {
        super::lazy::next(vm, &of)
    }

    fn hash(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Value>, Fault> {
        if let Some(hash) = by_method(vm, value, "__hash__", &[])? {
            return Ok(Some(hash));
        }
        let Some(class) = vm.class_of(value) else { return Ok(None) };
        let says_equal = vm.order(class).into_iter().find_map(|class| match vm.heap.get(class) {
            Object::Class(class) => {
                let hash = class.members.named("__hash__").map(|hash| *hash != Value::None);
                hash.or(class.members.named("__eq__").map(|_| false))
            }
            _ => None,
        });
        if says_equal == Some(false) {
            let kind = vm.type_name(value);
            return Err(vm.error(ErrorKind::Type, format!("unhashable type: '{kind}'")));
        }
        Ok(own(vm, value))
    }

    fn base_class(&self, vm: &mut Vm<'_, '_>, base: &Value) -> Result<Option<Value>, Fault> {
        match base {
            Value::Native(native) => inherited::base(vm, native),
            _ => Ok(None),
        }
    }

    fn above(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
        inherited::above(vm, this, name)
    }

    fn begin_instance(&self, vm: &mut Vm<'_, '_>, this: &Value, arguments: &Arguments) -> Result<(), Fault> {
        inherited::begin(vm, this, arguments)
    }

    fn class_made(&self, vm: &mut Vm<'_, '_>, class: Value, named: Vec<(Name, Value)>) -> Result<Value, Fault> {
        inherited::made(vm, class, named)
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
        Value::Native(native) if native.name == "Ellipsis" => "ellipsis",
        Value::Native(native) if native.name == "NotImplemented" => "NotImplementedType",
        Value::Native(_) => "builtin_function_or_method",
        Value::Object(_) => match vm.heap.of(value) {
            Some(Object::List(_)) => "list",
            Some(Object::Tuple(_)) => "tuple",
            Some(Object::Dict(_)) => "dict",
            Some(Object::Set(_)) if vm.heap.is_marked(value) => "frozenset",
            Some(Object::Set(_)) => "set",
            Some(Object::Bytes(_)) if vm.heap.is_marked(value) => "bytearray",
            Some(Object::Bytes(_)) => "bytes",
            Some(Object::View { shows: Shows::Keys, .. }) => "dict_keys",
            Some(Object::View { shows: Shows::Values, .. }) => "dict_values",
            Some(Object::View { shows: Shows::Items, .. }) => "dict_items",
            Some(Object::Range { .. }) => "range",
            Some(Object::Class(class)) => {
                return class.meta.map_or("type".into(), |meta| vm.class_name(meta).to_string());
            }
            Some(Object::Property { .. }) => "property",
            Some(Object::StaticMethod(_)) => "staticmethod",
            Some(Object::ClassMethod(_)) => "classmethod",
            Some(Object::Super { .. }) => "super",
            Some(Object::Regex(_)) => "re.Pattern",
            Some(Object::Coroutine(coroutine)) if coroutine.is_async && coroutine.is_generator => "async_generator",
            Some(Object::Coroutine(coroutine)) if coroutine.is_async => "coroutine",
            Some(Object::Function(_)) => "function",
            Some(Object::Bound { function: Value::Native(native), .. }) if native.name == UNBOUND.name => {
                "method_descriptor"
            }
            Some(Object::Bound { function: Value::Native(_), .. }) => "builtin_function_or_method",
            Some(Object::Bound { .. }) => "method",
            Some(Object::Module { .. }) => "module",
            Some(Object::Coroutine(coroutine)) if !coroutine.name.is_empty() => "generator",
            Some(Object::Iterator(iteration)) => match iteration {
                Iteration::List { .. } => "list_iterator",
                Iteration::Range { .. } => "range_iterator",
                Iteration::Generator(_) => "generator",
                Iteration::Mapped(mapped) => match mapped.kind {
                    Mapping::Map => "map",
                    Mapping::Filter => "filter",
                    Mapping::Zip | Mapping::ZipStrict => "zip",
                    Mapping::Enumerate => "enumerate",
                    Mapping::Until => "callable_iterator",
                },
                Iteration::Values(_) | Iteration::Object(_) => "iterator",
            },
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
    for (this, other) in [(left, right), (right, left)] {
        match by_method(vm, this, "__eq__", std::slice::from_ref(other))? {
            Some(value) if is_not_implemented(&value) => {}
            Some(value) => return vm.truth(&value),
            None => {}
        }
    }
    let (left, right) = (&bare(vm, left), &bare(vm, right));
    if let (Some(a), Some(b)) = (left.number(), right.number()) {
        return Ok(a == b);
    }
    if left == right {
        return Ok(true);
    }
    let (left, right) = (&methods::as_set(vm, left)?, &methods::as_set(vm, right)?);
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
        (Some(Object::Bound { function, this }), Some(Object::Bound { function: other, this: of })) => {
            return Ok(function == other && this == of);
        }
        _ => return Ok(false),
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
    if let Some(found) = by_method(vm, container, "__contains__", std::slice::from_ref(value))? {
        return vm.truth(&found);
    }
    let (value, container) = (&bare(vm, value), &bare(vm, container));
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
        (_, Some(Object::View { of, shows: Shows::Keys })) => {
            let of = of.clone();
            return contains(vm, value, &of);
        }
        (_, Some(Object::Bytes(bytes))) => {
            return Ok(match (value, vm.heap.of(value)) {
                (Value::Int(byte), _) => bytes.iter().any(|own| i128::from(*own) == *byte),
                (_, Some(Object::Bytes(part))) => part.is_empty() || bytes.windows(part.len()).any(|own| own == part),
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
    match vm.iterate(container) {
        Ok(iterator) => {
            while let Some(item) = vm.next(&iterator)? {
                vm.work(1)?;
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

/// What an object with places and without `__iter__` is gone through by.
fn by_places(vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Iteration>, Fault> {
    let Some(class) = vm.class_of(value) else { return Ok(None) };
    if vm.find_in_class(class, "__getitem__").is_none() {
        return Ok(None);
    }
    let mut values = std::collections::VecDeque::new();
    for place in 0.. {
        vm.work(1)?;
        vm.heap.spend(std::mem::size_of::<Value>())?;
        match by_method(vm, value, "__getitem__", &[Value::Int(place)]) {
            Ok(item) => values.push_back(item.unwrap_or(Value::None)),
            Err(Fault::Throw(exception)) if vm.is_instance(&exception, "IndexError")? => break,
            Err(fault) => return Err(fault),
        }
    }
    Ok(Some(Iteration::Values(values)))
}

fn is_not_implemented(value: &Value) -> bool {
    matches!(value, Value::Native(native) if native.name == "NotImplemented")
}

/// `left is right`
fn same(vm: &Vm<'_, '_>, left: &Value, right: &Value) -> bool {
    match (left, right, vm.heap.of(left), vm.heap.of(right)) {
        (Value::Undefined | Value::None, Value::Undefined | Value::None, ..) => true,
        // A member of an object is made anew when it is looked up.
        (Value::Native(native), other, ..) | (other, Value::Native(native), ..) => {
            let of_class = |class: &crate::shell::programs::script::heap::Class| {
                class.is_builtin && class.name.as_deref() == Some(native.name)
            };
            left == right || matches!(vm.heap.of(other), Some(Object::Class(class)) if of_class(class))
        }
        _ => left == right,
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
            let (a, b, marked) = (a.clone(), b.clone(), vm.heap.is_marked(left));
            let Some(set) = methods::combine(vm, operator, &a, &b)? else { return Ok(None) };
            let set = vm.heap.value(Object::Set(set))?;
            return Ok(Some(if marked { vm.heap.mark(set) } else { set }));
        }
        (operator, a, b)
            if matches!(a, Some(Object::View { .. })) && matches!(b, Some(Object::View { .. } | Object::Set(_)))
                || matches!(a, Some(Object::Set(_))) && matches!(b, Some(Object::View { .. })) =>
        {
            let (left, right) = (methods::as_set(vm, left)?, methods::as_set(vm, right)?);
            let sets = matches!(vm.heap.of(&left), Some(Object::Set(_)))
                && matches!(vm.heap.of(&right), Some(Object::Set(_)));
            return if sets { sequence(vm, operator, &left, &right) } else { Ok(None) };
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
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
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
