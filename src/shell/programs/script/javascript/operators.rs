//! [`JAVASCRIPT`]: what JavaScript means by operators and members (ECMAScript, "Abstract Operations").

use super::conversion::to_number;
use super::{builtins, display, errors, importing, methods, place};
use crate::shell::Language;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::dialect::{Dialect, Special};
use crate::shell::programs::script::heap::{Iteration, Ref};
use crate::shell::programs::script::syntax::{Binary, Name, Unary};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The language.
pub static JAVASCRIPT: JavaScript = JavaScript;

/// JavaScript's meaning.
pub struct JavaScript;

static SPECIAL: Special = Special { constructor: "constructor", explicit_self: false };

/// `value | 0`
fn to_int32(number: f64) -> i32 {
    if !number.is_finite() {
        return 0;
    }
    (number.trunc().rem_euclid(4_294_967_296.0) as u64) as u32 as i32
}

/// `==`
fn loosely_equal(vm: &mut Vm<'_, '_>, left: &Value, right: &Value) -> Result<bool, Fault> {
    if left.is_nothing() || right.is_nothing() {
        return Ok(left.is_nothing() && right.is_nothing());
    }
    let is_object = |value: &Value| matches!(value, Value::Object(_) | Value::Native(_));
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Ok(a == b),
        (a, b) if is_object(a) && is_object(b) => Ok(a == b),
        (a, b) if is_object(a) || is_object(b) => {
            let (a, b) = (display::primitive(vm, a)?, display::primitive(vm, b)?);
            if is_object(&a) || is_object(&b) { Ok(false) } else { loosely_equal(vm, &a, &b) }
        }
        (a, b) => Ok(to_number(vm, a)? == to_number(vm, b)?),
    }
}

impl Dialect for JavaScript {
    /// What fits into V8's `--stack-size` (984 KiB).
    fn most_frames(&self) -> usize {
        10_900
    }

    fn language(&self) -> Language {
        Language::JavaScript
    }

    fn truth(&self, _vm: &mut Vm<'_, '_>, value: &Value) -> Result<bool, Fault> {
        Ok(match value {
            Value::Undefined | Value::None => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0 && !value.is_nan(),
            Value::Text(text) | Value::Symbol(text) => !text.is_empty(),
            Value::Native(_) | Value::Object(_) => true,
        })
    }

    fn unary(&self, vm: &mut Vm<'_, '_>, operator: Unary, value: Value) -> Result<Value, Fault> {
        if let (Unary::Negate, Value::Int(value)) = (operator, &value) {
            return Ok(Value::Int(-value));
        }
        let number = to_number(vm, &value)?;
        Ok(Value::Float(match operator {
            Unary::Negate => -number,
            Unary::Invert => f64::from(!to_int32(number)),
            _ => number,
        }))
    }

    fn binary(&self, vm: &mut Vm<'_, '_>, operator: Binary, left: Value, right: Value) -> Result<Value, Fault> {
        if let (Value::Float(a), Value::Float(b)) = (&left, &right)
            && let Some(value) = on_numbers(operator, *a, *b)
        {
            return Ok(value);
        }
        match operator {
            Binary::StrictEqual => return Ok(Value::Bool(left == right)),
            Binary::StrictNotEqual => return Ok(Value::Bool(left != right)),
            Binary::Equal => return loosely_equal(vm, &left, &right).map(Value::Bool),
            Binary::NotEqual => return Ok(Value::Bool(!loosely_equal(vm, &left, &right)?)),
            Binary::In => return place::has(vm, &right, &left).map(Value::Bool),
            Binary::InstanceOf => return builtins::is_instance(vm, &left, &right).map(Value::Bool),
            _ => {}
        }
        let (left, right) = (display::primitive(vm, &left)?, display::primitive(vm, &right)?);
        let texts = matches!(left, Value::Text(_)) || matches!(right, Value::Text(_));
        let objects = matches!(left, Value::Object(_)) || matches!(right, Value::Object(_));
        match (operator, &left, &right) {
            (Binary::Add, _, _) if texts || objects => {
                let (a, b) = (vm.shown(&left)?, vm.shown(&right)?);
                return vm.text(a + &b);
            }
            (Binary::Less, Value::Text(a), Value::Text(b)) => return Ok(Value::Bool(a < b)),
            (Binary::LessEqual, Value::Text(a), Value::Text(b)) => return Ok(Value::Bool(a <= b)),
            (Binary::Greater, Value::Text(a), Value::Text(b)) => return Ok(Value::Bool(a > b)),
            (Binary::GreaterEqual, Value::Text(a), Value::Text(b)) => return Ok(Value::Bool(a >= b)),
            (_, Value::Int(a), Value::Int(b)) => return on_big(vm, operator, *a, *b),
            (_, Value::Int(_), _) | (_, _, Value::Int(_)) if !compares(operator) => {
                let text = "Cannot mix BigInt and other types, use explicit conversions";
                return Err(vm.error(ErrorKind::Type, text));
            }
            _ => {}
        }
        let (a, b) = (to_number(vm, &left)?, to_number(vm, &right)?);
        match on_numbers(operator, a, b) {
            Some(value) => Ok(value),
            None => vm.unsimulated("this operator"),
        }
    }

    fn shown(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
        display::shown(vm, value)
    }

    fn format(
        &self,
        vm: &mut Vm<'_, '_>,
        value: &Value,
        _conversion: Option<char>,
        _format: &str,
    ) -> Result<String, Fault> {
        display::shown(vm, value)
    }

    fn type_name(&self, vm: &mut Vm<'_, '_>, value: &Value) -> String {
        match vm.class_of(value) {
            Some(class) => vm.class_name(class).to_string(),
            None => display::shown(vm, value).unwrap_or_default(),
        }
    }

    fn builtin(&self, vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
        builtins::named(vm, name)
    }

    fn unknown_name(&self, vm: &mut Vm<'_, '_>, name: &str, _local: bool) -> Fault {
        vm.error(ErrorKind::Name, format!("{name} is not defined"))
    }

    fn property(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Option<Value>, Fault> {
        builtins::property(vm, this, name)
    }

    fn methods(&self, vm: &Vm<'_, '_>, this: &Value) -> &'static [Native] {
        methods::of(vm, this)
    }

    fn missing(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Result<Value, Fault> {
        if this.is_nothing() {
            let shown = vm.shown(this)?;
            let text = format!("Cannot read properties of {shown} (reading '{name}')");
            return Err(vm.error(ErrorKind::Type, text));
        }
        Ok(Value::Undefined)
    }

    fn not_callable(&self, vm: &mut Vm<'_, '_>, _value: &Value, name: Option<&str>) -> Fault {
        errors::not_callable(vm, name)
    }

    fn index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<Value, Fault> {
        place::get(vm, object, index)
    }

    fn set_index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value, value: Value) -> Result<(), Fault> {
        place::set(vm, object, index, value)
    }

    fn delete_index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<(), Fault> {
        let key = Value::text(vm.shown(index)?);
        let key = vm.key(&key)?;
        if let Some(entries) = vm.heap.entries_mut(object) {
            entries.remove(&key);
        }
        Ok(())
    }

    fn iteration(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Iteration>, Fault> {
        if let Some(pairs) = vm.pairs(value)? {
            return Ok(Some(pairs));
        }
        // What an object of the library can be gone through by.
        match vm.class_of(value).is_some() {
            true => match vm.known_member(value, "@@iterator")? {
                Some(function) => {
                    let arguments = Arguments { this: Some(value.clone()), ..Arguments::default() };
                    let inner = vm.call(&function, arguments)?;
                    let values = vm.collect(&inner)?;
                    Ok(Some(Iteration::Values(values.into())))
                }
                None => Ok(None),
            },
            false => Ok(None),
        }
    }

    fn thrown(&self, _vm: &mut Vm<'_, '_>, value: Value) -> Result<Value, Fault> {
        Ok(value)
    }

    fn error_class(&self, kind: ErrorKind) -> &'static str {
        match kind {
            ErrorKind::Type | ErrorKind::Attribute => "TypeError",
            ErrorKind::Name => "ReferenceError",
            ErrorKind::Recursion | ErrorKind::Index => "RangeError",
            ErrorKind::Syntax => "SyntaxError",
            _ => "Error",
        }
    }

    fn base_of(&self, class: &str) -> Option<&'static str> {
        errors::CLASSES.contains(&class).then_some("Error").filter(|base| *base != class)
    }

    fn construct(&self, vm: &mut Vm<'_, '_>, this: &Value, arguments: Arguments) -> Result<(), Fault> {
        errors::construct(vm, this, arguments)
    }

    fn special(&self) -> &'static Special {
        &SPECIAL
    }

    fn import(&self, vm: &mut Vm<'_, '_>, module: &Name, _root: bool) -> Result<Value, Fault> {
        importing::import(vm, module)
    }

    fn follow(&self, vm: &mut Vm<'_, '_>, promise: Ref, value: &Value) -> Result<bool, Fault> {
        builtins::follow(vm, promise, value)
    }

    fn no_such_export(&self, vm: &mut Vm<'_, '_>, _module: &Value, name: &str) -> Fault {
        let text = format!("The requested module does not provide an export named '{name}'");
        vm.error(ErrorKind::Syntax, text)
    }
}

fn compares(operator: Binary) -> bool {
    matches!(operator, Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual)
}

fn on_numbers(operator: Binary, a: f64, b: f64) -> Option<Value> {
    let ints = || (to_int32(a), to_int32(b) as u32 & 31);
    Some(match operator {
        Binary::Add => Value::Float(a + b),
        Binary::Subtract => Value::Float(a - b),
        Binary::Multiply => Value::Float(a * b),
        Binary::Divide => Value::Float(a / b),
        Binary::Modulo => Value::Float(a % b),
        Binary::Power => Value::Float(a.powf(b)),
        Binary::Less => Value::Bool(a < b),
        Binary::LessEqual => Value::Bool(a <= b),
        Binary::Greater => Value::Bool(a > b),
        Binary::GreaterEqual => Value::Bool(a >= b),
        Binary::Equal | Binary::StrictEqual => Value::Bool(a == b),
        Binary::NotEqual | Binary::StrictNotEqual => Value::Bool(a != b),
        Binary::BitAnd => Value::Float(f64::from(to_int32(a) & to_int32(b))),
        Binary::BitOr => Value::Float(f64::from(to_int32(a) | to_int32(b))),
        Binary::BitXor => Value::Float(f64::from(to_int32(a) ^ to_int32(b))),
        Binary::ShiftLeft => Value::Float(f64::from(ints().0.wrapping_shl(ints().1))),
        Binary::ShiftRight => Value::Float(f64::from(ints().0.wrapping_shr(ints().1))),
        Binary::ShiftRightUnsigned => Value::Float(f64::from((ints().0 as u32).wrapping_shr(ints().1))),
        _ => return None,
    })
}

fn on_big(vm: &mut Vm<'_, '_>, operator: Binary, a: i128, b: i128) -> Result<Value, Fault> {
    let value = match operator {
        Binary::Divide | Binary::Modulo if b == 0 => return Err(vm.error(ErrorKind::Index, "Division by zero")),
        Binary::Divide => a.checked_div(b),
        Binary::Modulo => a.checked_rem(b),
        Binary::Power => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        Binary::BitAnd => Some(a & b),
        Binary::BitOr => Some(a | b),
        Binary::BitXor => Some(a ^ b),
        _ => None,
    };
    match value {
        Some(value) => Ok(Value::Int(value)),
        None => vm.unsimulated("this operation on BigInts"),
    }
}
