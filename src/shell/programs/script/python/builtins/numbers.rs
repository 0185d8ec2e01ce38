//! Functions on numbers and letters.

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::python::special::by_method;
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn radix(vm: &mut Vm<'_, '_>, a: &Arguments, write: fn(u128) -> String) -> Result<Value, Fault> {
    let value = a.int(vm, 0, 0)?;
    let sign = if value < 0 { "-" } else { "" };
    vm.text(format!("{sign}{}", write(value.unsigned_abs())))
}

/// `round(value, digits)`: halves go to the even neighbour.
fn round(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let digits = a.get(1, "ndigits").filter(|digits| !digits.is_nothing());
    let number = match a.at(0) {
        Value::Float(number) => number,
        Value::Bool(value) => return Ok(Value::Int(i128::from(value))),
        Value::Int(whole) => {
            let Some(digits @ -30..0) = digits.and_then(|digits| digits.number()).map(|digits| digits as i128) else {
                return Ok(Value::Int(whole));
            };
            let unit = 10i128.pow(digits.unsigned_abs().try_into().unwrap_or(0));
            let (low, rest) = (whole.div_euclid(unit), whole.rem_euclid(unit));
            let up = rest * 2 > unit || (rest * 2 == unit && low % 2 != 0);
            return Ok(Value::Int((low + i128::from(up)) * unit));
        }
        other => {
            let given: Vec<Value> = digits.into_iter().collect();
            if let Some(value) = by_method(vm, &other, "__round__", &given)? {
                return Ok(value);
            }
            let kind = vm.type_name(&other);
            return Err(vm.error(ErrorKind::Type, format!("type {kind} doesn't define __round__ method")));
        }
    };
    match digits {
        None if number.is_finite() => Ok(Value::Int(number.round_ties_even() as i128)),
        None => Err(vm.error(ErrorKind::Value, "cannot convert float NaN to integer")),
        Some(digits) => {
            let digits = digits.number().unwrap_or(0.0).clamp(-300.0, 300.0) as i32;
            if digits >= 0 {
                // The decimal digits are those of the exact value, as in CPython.
                let places = usize::try_from(digits).unwrap_or(0);
                return Ok(Value::Float(format!("{number:.places$}").parse().unwrap_or(number)));
            }
            let scale = 10f64.powi(-digits);
            Ok(Value::Float((number / scale).round_ties_even() * scale))
        }
    }
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "abs",
        run: |vm, a| match a.at(0) {
            Value::Int(value) => Ok(Value::Int(value.abs())),
            Value::Float(value) => Ok(Value::Float(value.abs())),
            Value::Bool(value) => Ok(Value::Int(i128::from(value))),
            other => {
                if let Some(value) = by_method(vm, &other, "__abs__", &[])? {
                    return Ok(value);
                }
                let kind = vm.type_name(&other);
                Err(vm.error(ErrorKind::Type, format!("bad operand type for abs(): '{kind}'")))
            }
        },
    },
    Native { name: "round", run: round },
    Native {
        name: "divmod",
        run: |vm, a| {
            let quotient = vm.binary(Binary::FloorDivide, a.at(0), a.at(1))?;
            let rest = vm.binary(Binary::Modulo, a.at(0), a.at(1))?;
            vm.tuple(vec![quotient, rest])
        },
    },
    Native {
        name: "pow",
        run: |vm, a| match a.at(2) {
            Value::Int(modulus) if modulus != 0 => {
                let (base, exponent) = (a.int(vm, 0, 0)?, a.int(vm, 1, 0)?);
                let (mut result, mut base, mut left) = (1i128, base.rem_euclid(modulus), exponent.max(0));
                while left > 0 {
                    if left % 2 == 1 {
                        result = result.checked_mul(base).unwrap_or(0).rem_euclid(modulus);
                    }
                    base = base.checked_mul(base).unwrap_or(0).rem_euclid(modulus);
                    left /= 2;
                }
                Ok(Value::Int(result))
            }
            _ => vm.binary(Binary::Power, a.at(0), a.at(1)),
        },
    },
    Native {
        name: "chr",
        run: |vm, a| {
            let code = a.int(vm, 0, 0)?;
            match u32::try_from(code).ok().and_then(char::from_u32) {
                Some(letter) => Ok(Value::text(letter.to_string())),
                None => Err(vm.error(ErrorKind::Value, "chr() arg not in range(0x110000)")),
            }
        },
    },
    Native {
        name: "ord",
        run: |vm, a| {
            let text = a.text(vm, 0)?;
            let mut letters = text.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => Ok(Value::Int(i128::from(u32::from(letter)))),
                _ => {
                    let length = text.chars().count();
                    let text = format!("ord() expected a character, but string of length {length} found");
                    Err(vm.error(ErrorKind::Type, text))
                }
            }
        },
    },
    Native { name: "hex", run: |vm, a| radix(vm, &a, |value| format!("{value:#x}")) },
    Native { name: "oct", run: |vm, a| radix(vm, &a, |value| format!("{value:#o}")) },
    Native { name: "bin", run: |vm, a| radix(vm, &a, |value| format!("{value:#b}")) },
];
