//! Operators on two floating-point numbers, as Python and Ruby have them: what is left of a division has the divisor's sign.

use super::syntax::Binary;
use super::value::Value;

/// What an operator makes of them; `None`: it is none for numbers with a point.
pub fn floats(operator: Binary, a: f64, b: f64) -> Option<Value> {
    Some(match operator {
        Binary::Add => Value::Float(a + b),
        Binary::Subtract => Value::Float(a - b),
        Binary::Multiply => Value::Float(a * b),
        Binary::Divide => Value::Float(a / b),
        Binary::FloorDivide => Value::Float((a / b).floor()),
        Binary::Modulo => Value::Float(a - b * (a / b).floor()),
        Binary::Power => Value::Float(a.powf(b)),
        Binary::Less => Value::Bool(a < b),
        Binary::LessEqual => Value::Bool(a <= b),
        Binary::Greater => Value::Bool(a > b),
        Binary::GreaterEqual => Value::Bool(a >= b),
        _ => return None,
    })
}
