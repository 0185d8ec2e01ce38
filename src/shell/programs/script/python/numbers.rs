//! Arithmetic as Python has it: floors, exact powers, errors by name.

use crate::shell::programs::script::floats::floats;
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// An operator on two numbers; `None`: they are not both numbers.
pub fn arithmetic(vm: &mut Vm<'_, '_>, operator: Binary, left: &Value, right: &Value) -> Result<Option<Value>, Fault> {
    let int = |value: &Value| match value {
        Value::Int(value) => Some(*value),
        Value::Bool(value) => Some(i128::from(*value)),
        _ => None,
    };
    if let (Some(a), Some(b)) = (int(left), int(right)) {
        return whole(vm, operator, a, b, matches!((left, right), (Value::Bool(_), Value::Bool(_))));
    }
    let (Some(a), Some(b)) = (left.number(), right.number()) else { return Ok(None) };
    if matches!(operator, Binary::Divide | Binary::FloorDivide | Binary::Modulo) && b == 0.0 {
        let text = match operator {
            _ if super::since(vm, 14) => "division by zero",
            Binary::Modulo => "float modulo by zero",
            Binary::FloorDivide => "float floor division by zero",
            _ => "float division by zero",
        };
        return Err(vm.error(ErrorKind::Division, text));
    }
    Ok(floats(operator, a, b))
}

fn whole(vm: &mut Vm<'_, '_>, operator: Binary, a: i128, b: i128, truths: bool) -> Result<Option<Value>, Fault> {
    let result = match operator {
        Binary::Add => a.checked_add(b),
        Binary::Subtract => a.checked_sub(b),
        Binary::Multiply => a.checked_mul(b),
        Binary::Divide | Binary::FloorDivide | Binary::Modulo if b == 0 => {
            let text = if super::since(vm, 14) || operator == Binary::Divide {
                "division by zero"
            } else {
                "integer division or modulo by zero"
            };
            return Err(vm.error(ErrorKind::Division, text));
        }
        Binary::Divide => return Ok(Some(Value::Float(a as f64 / b as f64))),
        Binary::FloorDivide => {
            let quotient = a.wrapping_div(b);
            Some(if a.wrapping_rem(b) != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
        }
        Binary::Modulo => {
            let rest = a.wrapping_rem(b);
            Some(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
        }
        Binary::Power if b < 0 => return Ok(Some(Value::Float((a as f64).powf(b as f64)))),
        Binary::Power => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        Binary::ShiftLeft => {
            u32::try_from(b).ok().filter(|b| *b < 127).and_then(|b| a.checked_mul(1i128.checked_shl(b)?))
        }
        Binary::ShiftRight => Some(a >> b.clamp(0, 127)),
        Binary::BitAnd if truths => return Ok(Some(Value::Bool(a & b != 0))),
        Binary::BitOr if truths => return Ok(Some(Value::Bool(a | b != 0))),
        Binary::BitXor if truths => return Ok(Some(Value::Bool(a ^ b != 0))),
        Binary::BitAnd => Some(a & b),
        Binary::BitOr => Some(a | b),
        Binary::BitXor => Some(a ^ b),
        Binary::Less => return Ok(Some(Value::Bool(a < b))),
        Binary::LessEqual => return Ok(Some(Value::Bool(a <= b))),
        Binary::Greater => return Ok(Some(Value::Bool(a > b))),
        Binary::GreaterEqual => return Ok(Some(Value::Bool(a >= b))),
        _ => return Ok(None),
    };
    match result {
        Some(value) => Ok(Some(Value::Int(value))),
        None => vm.unsimulated("a whole number of more than 127 bits"),
    }
}

/// `int(text, base)`
pub fn parse_int(text: &str, base: u32) -> Option<i128> {
    let text = text.trim().replace('_', "");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (base, digits) = match (base, digits.get(..2).map(str::to_ascii_lowercase).as_deref()) {
        (0 | 16, Some("0x")) => (16, digits.get(2..)?),
        (0 | 8, Some("0o")) => (8, digits.get(2..)?),
        (0 | 2, Some("0b")) => (2, digits.get(2..)?),
        (0, _) => (10, digits),
        (base @ 2..=36, _) => (base, digits),
        _ => return None,
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(digits, base).ok()?;
    Some(if negative { -value } else { value })
}

/// `float(text)`
pub fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim().replace('_', "");
    match text.to_ascii_lowercase().trim_start_matches(['+', '-']) {
        "inf" | "infinity" => Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }),
        "nan" => Some(f64::NAN),
        plain if plain.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.') => text.parse().ok(),
        _ => None,
    }
}
