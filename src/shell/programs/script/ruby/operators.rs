//! [`RUBY`]: what Ruby means by operators and messages.

use super::{classes, comparison, display, errors, functions, loading, place};
use crate::shell::Language;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::dialect::{Dialect, Special, Unfit};
use crate::shell::programs::script::floats::floats;
use crate::shell::programs::script::heap::{Iteration, Object, Ref};
use crate::shell::programs::script::syntax::{Binary, Name, Unary};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// The language.
pub static RUBY: Ruby = Ruby;

/// Ruby's meaning.
pub struct Ruby;

static SPECIAL: Special = Special { constructor: "initialize", explicit_self: false };
/// The longest text that repeating makes, bytes.
const LONGEST: usize = 16 << 20;
/// The highest exponent of whole numbers.
const HIGHEST: i128 = 127;

impl Dialect for Ruby {
    /// What fits into `RUBY_THREAD_VM_STACK_SIZE` (1 MiB).
    fn most_frames(&self) -> usize {
        11_900
    }

    fn language(&self) -> Language {
        Language::Ruby
    }

    fn truth(&self, _vm: &mut Vm<'_, '_>, value: &Value) -> Result<bool, Fault> {
        Ok(!matches!(value, Value::None | Value::Undefined | Value::Bool(false)))
    }

    fn unary(&self, vm: &mut Vm<'_, '_>, operator: Unary, value: Value) -> Result<Value, Fault> {
        match (operator, &value) {
            (Unary::Negate, Value::Int(value)) => Ok(Value::Int(value.wrapping_neg())),
            (Unary::Negate, Value::Float(value)) => Ok(Value::Float(-value)),
            (Unary::Invert, Value::Int(value)) => Ok(Value::Int(!value)),
            (Unary::Negate, _) => vm.send(&value, "-@", Vec::new()),
            (Unary::Invert, _) => vm.send(&value, "~", Vec::new()),
            _ => Ok(value),
        }
    }

    fn binary(&self, vm: &mut Vm<'_, '_>, operator: Binary, left: Value, right: Value) -> Result<Value, Fault> {
        match operator {
            Binary::Equal => return comparison::equal(vm, &left, &right).map(Value::Bool),
            Binary::NotEqual => return Ok(Value::Bool(!comparison::equal(vm, &left, &right)?)),
            _ => {}
        }
        let sign = sign(operator);
        let result = match (&left, &right) {
            (Value::Int(a), Value::Int(b)) => whole(vm, operator, *a, *b),
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
                let (a, b) = (left.number().unwrap_or(0.0), right.number().unwrap_or(0.0));
                Ok(floats(operator, a, b))
            }
            (Value::Int(_) | Value::Float(_), other) if !matches!(vm.heap.of(other), Some(Object::Record(_))) => {
                Err(errors::not_numeric(vm, operator, &left, &right))
            }
            (Value::Text(text), _) => texts(vm, operator, text.clone(), &right),
            _ => lists(vm, operator, &left, &right),
        };
        match result {
            Ok(Some(value)) => Ok(value),
            Ok(None) => vm.send(&left, sign, vec![right]),
            Err(Fault::Throw(exception)) => {
                let class = classes::of(vm, &left)?;
                let label = format!("{}#{sign}", vm.class_name(class));
                if let Some(fields) = vm.heap.entries_mut(&exception)
                    && fields.named("%label").is_none()
                {
                    fields.put("%label", Value::text(label));
                }
                Err(Fault::Throw(exception))
            }
            Err(fault) => Err(fault),
        }
    }

    fn shown(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<String, Fault> {
        display::shown(vm, value)
    }

    fn format(&self, vm: &mut Vm<'_, '_>, value: &Value, _: Option<char>, _: &str) -> Result<String, Fault> {
        display::shown(vm, value)
    }

    fn type_name(&self, vm: &mut Vm<'_, '_>, value: &Value) -> String {
        match classes::of(vm, value) {
            Ok(class) => vm.class_name(class).to_string(),
            Err(_) => "Object".into(),
        }
    }

    fn builtin(&self, vm: &mut Vm<'_, '_>, name: &str) -> Result<Option<Value>, Fault> {
        functions::builtin(vm, name)
    }

    fn unknown_name(&self, vm: &mut Vm<'_, '_>, name: &str, _local: bool) -> Fault {
        errors::unknown_name(vm, name)
    }

    fn property(&self, _vm: &mut Vm<'_, '_>, _this: &Value, _name: &str) -> Result<Option<Value>, Fault> {
        Ok(None)
    }

    fn methods(&self, _vm: &Vm<'_, '_>, _this: &Value) -> &'static [Native] {
        &[]
    }

    fn missing(&self, _vm: &mut Vm<'_, '_>, _this: &Value, _name: &str) -> Result<Value, Fault> {
        // A variable of an object that was not given a value.
        Ok(Value::None)
    }

    fn not_callable(&self, vm: &mut Vm<'_, '_>, value: &Value, _name: Option<&str>) -> Fault {
        if value.is_nothing() {
            return vm.error_of("LocalJumpError", "no block given (yield)");
        }
        self.unknown_message(vm, value, "call")
    }

    fn index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value) -> Result<Value, Fault> {
        match place::get(vm, object, index)? {
            Some(value) => Ok(value),
            None => vm.send(object, "[]", vec![index.clone()]),
        }
    }

    fn set_index(&self, vm: &mut Vm<'_, '_>, object: &Value, index: &Value, value: Value) -> Result<(), Fault> {
        if place::set(vm, object, index, &value)? {
            return Ok(());
        }
        vm.send(object, "[]=", vec![index.clone(), value]).map(drop)
    }

    fn delete_index(&self, vm: &mut Vm<'_, '_>, _object: &Value, _index: &Value) -> Result<(), Fault> {
        vm.unsimulated("this")
    }

    fn iteration(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Iteration>, Fault> {
        if let Some(pairs) = vm.pairs(value)? {
            return Ok(Some(pairs));
        }
        if let Some((from, to)) = place::whole_range(vm, value)? {
            return Ok(Some(Iteration::Range { next: from, to, by: 1 }));
        }
        if vm.receiver(value, "to_a")?.is_none() {
            return Ok(Some(Iteration::Values([value.clone()].into())));
        }
        let list = vm.send(value, "to_a", Vec::new())?;
        let items = vm.heap.items(&list).cloned();
        Ok(items.map(|items| Iteration::Values(items.into())))
    }

    fn thrown(&self, _vm: &mut Vm<'_, '_>, value: Value) -> Result<Value, Fault> {
        Ok(value)
    }

    fn error_class(&self, kind: ErrorKind) -> &'static str {
        match kind {
            ErrorKind::Type => "TypeError",
            ErrorKind::Value => "ArgumentError",
            ErrorKind::Name => "NameError",
            ErrorKind::Attribute => "NoMethodError",
            ErrorKind::Index => "IndexError",
            ErrorKind::Key => "KeyError",
            ErrorKind::Division => "ZeroDivisionError",
            ErrorKind::Recursion => "SystemStackError",
            ErrorKind::Import => "LoadError",
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::System => "SystemCallError",
        }
    }

    fn base_of(&self, class: &str) -> Option<&'static str> {
        classes::base_of(class)
    }

    fn construct(&self, vm: &mut Vm<'_, '_>, this: &Value, arguments: Arguments) -> Result<(), Fault> {
        errors::construct(vm, this, arguments)
    }

    fn special(&self) -> &'static Special {
        &SPECIAL
    }

    fn import(&self, vm: &mut Vm<'_, '_>, module: &Name, _root: bool) -> Result<Value, Fault> {
        loading::require(vm, module).map(Value::Bool)
    }

    fn class_of(&self, vm: &mut Vm<'_, '_>, value: &Value) -> Result<Option<Ref>, Fault> {
        classes::of(vm, value).map(Some)
    }

    fn unknown_message(&self, vm: &mut Vm<'_, '_>, this: &Value, name: &str) -> Fault {
        errors::unknown_message(vm, this, name)
    }

    fn unfit(&self, vm: &mut Vm<'_, '_>, unfit: &Unfit) -> Fault {
        errors::unfit(vm, unfit)
    }

    fn no_such_export(&self, vm: &mut Vm<'_, '_>, _module: &Value, name: &str) -> Fault {
        errors::unknown_name(vm, name)
    }
}

/// An operator as a method's name.
pub fn sign(operator: Binary) -> &'static str {
    match operator {
        Binary::Add => "+",
        Binary::Subtract => "-",
        Binary::Multiply => "*",
        Binary::Divide => "/",
        Binary::Modulo => "%",
        Binary::Power => "**",
        Binary::Less => "<",
        Binary::LessEqual => "<=",
        Binary::Greater => ">",
        Binary::GreaterEqual => ">=",
        Binary::ShiftLeft => "<<",
        Binary::ShiftRight => ">>",
        Binary::BitAnd => "&",
        Binary::BitOr => "|",
        Binary::BitXor => "^",
        _ => "==",
    }
}

fn whole(vm: &mut Vm<'_, '_>, operator: Binary, a: i128, b: i128) -> Result<Option<Value>, Fault> {
    let value = match operator {
        Binary::Divide | Binary::Modulo if b == 0 => return Err(vm.error(ErrorKind::Division, "divided by 0")),
        Binary::Divide => a.checked_div_euclid(b).map(|_| {
            let (quotient, rest) = (a / b, a % b);
            if rest != 0 && (rest < 0) != (b < 0) { quotient - 1 } else { quotient }
        }),
        Binary::Modulo => a.checked_rem(b).map(|rest| if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }),
        Binary::Power if b < 0 => return vm.unsimulated("a rational number"),
        Binary::Power if b > HIGHEST && a.abs() > 1 => None,
        Binary::Power => {
            a.checked_pow(u32::try_from(b).unwrap_or(if a.abs() > 1 { u32::MAX } else { (b % 2 + 2) as u32 }))
        }
        Binary::ShiftLeft if (0..HIGHEST).contains(&b) => a.checked_shl(b as u32).filter(|shifted| shifted >> b == a),
        Binary::ShiftRight if (0..HIGHEST).contains(&b) => Some(a >> b),
        Binary::BitAnd => Some(a & b),
        Binary::BitOr => Some(a | b),
        Binary::BitXor => Some(a ^ b),
        _ => return Ok(None),
    };
    match value {
        Some(value) => Ok(Some(Value::Int(value))),
        None => vm.unsimulated("a whole number of more than 127 bits"),
    }
}

fn texts(vm: &mut Vm<'_, '_>, operator: Binary, text: Name, right: &Value) -> Result<Option<Value>, Fault> {
    match (operator, right) {
        (Binary::Add, Value::Text(other)) => {
            vm.heap.spend(text.len() + other.len())?;
            vm.text(format!("{text}{other}")).map(Some)
        }
        (Binary::ShiftLeft, Value::Text(other)) => vm.text(format!("{text}{other}")).map(Some),
        (Binary::ShiftLeft, Value::Int(number)) => {
            let letter = u32::try_from(*number).ok().and_then(char::from_u32).unwrap_or(' ');
            vm.text(format!("{text}{letter}")).map(Some)
        }
        (Binary::Add | Binary::ShiftLeft, other) => Err(errors::no_conversion(vm, other, "String")),
        (Binary::Multiply, Value::Int(times)) => {
            let Ok(times) = usize::try_from(*times) else {
                return Err(vm.error(ErrorKind::Value, "argument must be non-negative"));
            };
            if times.saturating_mul(text.len()) > LONGEST {
                return vm.unsimulated("so long a text");
            }
            vm.text(text.repeat(times)).map(Some)
        }
        (Binary::Modulo, _) => {
            let values = match vm.heap.items(right) {
                Some(items) => items.clone(),
                None => vec![right.clone()],
            };
            super::format::format(vm, &text, &values).and_then(|text| vm.text(text)).map(Some)
        }
        (Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual, _) => {
            let order = comparison::ordered(vm, &Value::Text(text), right)?;
            Ok(Some(Value::Bool(match operator {
                Binary::Less => order.is_lt(),
                Binary::LessEqual => order.is_le(),
                Binary::Greater => order.is_gt(),
                _ => order.is_ge(),
            })))
        }
        _ => Ok(None),
    }
}

fn lists(vm: &mut Vm<'_, '_>, operator: Binary, left: &Value, right: &Value) -> Result<Option<Value>, Fault> {
    let Some(Object::List(items)) = vm.heap.of(left) else { return Ok(None) };
    let size = std::mem::size_of::<Value>();
    match operator {
        Binary::ShiftLeft => {
            vm.heap.spend(size)?;
            if let Value::Object(of) = left
                && let Object::List(items) = vm.heap.get_mut(*of)
            {
                items.push(right.clone());
            }
            Ok(Some(left.clone()))
        }
        Binary::Add => {
            let mut items = items.clone();
            let Some(more) = vm.heap.items(right) else { return Err(errors::no_conversion(vm, right, "Array")) };
            items.extend(more.iter().cloned());
            vm.list(items).map(Some)
        }
        Binary::Multiply => match right {
            Value::Int(times) => {
                let count = usize::try_from(*times).unwrap_or(0);
                if count.saturating_mul(items.len()) > LONGEST / size {
                    return vm.unsimulated("so long an array");
                }
                let items = std::iter::repeat_n(items.clone(), count).flatten().collect();
                vm.list(items).map(Some)
            }
            _ => vm.send(left, "join", vec![right.clone()]).map(Some),
        },
        Binary::Subtract | Binary::BitAnd | Binary::BitOr => {
            let items = items.clone();
            let Some(others) = vm.heap.items(right).cloned() else {
                return Err(errors::no_conversion(vm, right, "Array"));
            };
            combined(vm, operator, items, others).map(Some)
        }
        _ => Ok(None),
    }
}

/// Lists as sets.
fn combined(vm: &mut Vm<'_, '_>, operator: Binary, items: Vec<Value>, others: Vec<Value>) -> Result<Value, Fault> {
    let mut known = std::collections::BTreeSet::new();
    if operator != Binary::BitOr {
        for other in &others {
            known.insert(vm.key(other)?);
        }
    }
    let mut out = Vec::new();
    let all = if operator == Binary::BitOr { items.into_iter().chain(others).collect() } else { items };
    for item in all {
        let key = vm.key(&item)?;
        let keeps = match operator {
            Binary::Subtract => !known.contains(&key),
            Binary::BitAnd => known.remove(&key),
            _ => known.insert(key),
        };
        if keeps {
            out.push(item);
        }
    }
    vm.list(out)
}
