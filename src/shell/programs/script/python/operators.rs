//! [`PYTHON`]: what Python means by operators, members and places.

use super::methods::UNBOUND;
use super::sameness::{by_places, is_not_implemented, same};
pub use super::sameness::{contains, equal};
use super::sequences::sequence;
use super::special::{bare, by_method, own};
use super::{builtins, display, errors, exceptions, format, importing, inherited, methods, numbers};
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
    /// `sys.getrecursionlimit()`.
    fn most_frames(&self) -> usize {
        1_000
    }

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
            return Ok(Some(Iteration::Values(super::hashing::in_order(entries))));
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

    fn slice(&self, vm: &mut Vm<'_, '_>, object: &Value, bounds: [&Value; 3]) -> Result<Option<Value>, Fault> {
        let Some(class) = super::special::class_for(vm, object) else { return Ok(None) };
        if vm.find_in_class(class, "__getitem__").is_some() {
            let module = importing::import(vm, &"types".into(), false)?;
            let made = vm.member(&module, "slice")?;
            let bounds = bounds.into_iter().cloned().collect();
            let slice = vm.call(&made, Arguments::of(bounds))?;
            return by_method(vm, object, "__getitem__", &[slice]);
        }
        match own(vm, object) {
            Some(value) => vm.slice(&value, bounds.map(Value::clone)).map(Some),
            None => Ok(None),
        }
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
