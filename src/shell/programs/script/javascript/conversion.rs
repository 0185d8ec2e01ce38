//! Values as numbers.

use super::display;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// `Number(value)`
pub fn to_number(vm: &mut Vm<'_, '_>, value: &Value) -> Result<f64, Fault> {
    Ok(match value {
        Value::Undefined => f64::NAN,
        Value::None => 0.0,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Int(value) => *value as f64,
        Value::Float(value) => *value,
        Value::Text(text) | Value::Symbol(text) => text_to_number(text),
        Value::Native(_) => f64::NAN,
        Value::Object(_) => match display::primitive(vm, value)? {
            Value::Object(_) => f64::NAN,
            plain => to_number(vm, &plain)?,
        },
    })
}

fn text_to_number(text: &str) -> f64 {
    let text = text.trim();
    let radix = |digits: &str, radix: u32| i128::from_str_radix(digits, radix).map_or(f64::NAN, |value| value as f64);
    match text.get(..2) {
        _ if text.is_empty() => 0.0,
        Some("0x" | "0X") => radix(text.get(2..).unwrap_or_default(), 16),
        Some("0b" | "0B") => radix(text.get(2..).unwrap_or_default(), 2),
        Some("0o" | "0O") => radix(text.get(2..).unwrap_or_default(), 8),
        _ => match text {
            "Infinity" | "+Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            _ if text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) => {
                text.parse().unwrap_or(f64::NAN)
            }
            _ => f64::NAN,
        },
    }
}
