//! What numbers answer.

use super::given::this;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::ruby::{comparison, display};
use crate::shell::programs::script::syntax::Binary;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

/// A whole number out of a value that is meant as one.
pub fn whole(vm: &mut Vm<'_, '_>, value: &Value) -> Result<i128, Fault> {
    match value {
        Value::Int(number) => Ok(*number),
        Value::Float(number) => Ok(number.floor() as i128),
        Value::Text(text) => match text.trim().replace('_', "").parse() {
            Ok(number) => Ok(number),
            Err(_) => {
                let shown = display::inspect(vm, value)?;
                Err(vm.error(ErrorKind::Value, format!("invalid value for Integer(): {shown}")))
            }
        },
        value => {
            let shown = comparison::described(vm, value)?;
            Err(vm.error(ErrorKind::Type, format!("can't convert {shown} into Integer")))
        }
    }
}

/// A number that need not be whole.
pub fn real(vm: &mut Vm<'_, '_>, value: &Value) -> Result<f64, Fault> {
    match (value, value.number()) {
        (Value::Int(_) | Value::Float(_), Some(number)) => Ok(number),
        (Value::Text(text), _) => match text.trim().parse() {
            Ok(number) => Ok(number),
            Err(_) => {
                let shown = display::inspect(vm, value)?;
                Err(vm.error(ErrorKind::Value, format!("invalid value for Float(): {shown}")))
            }
        },
        (value, _) => {
            let shown = comparison::described(vm, value)?;
            Err(vm.error(ErrorKind::Type, format!("can't convert {shown} into Float")))
        }
    }
}

fn int(a: &Arguments) -> i128 {
    match this(a) {
        Value::Int(number) => number,
        _ => 0,
    }
}

fn float(a: &Arguments) -> f64 {
    this(a).number().unwrap_or(0.0)
}

/// A rounded number: whole, or with so many digits.
fn rounded(vm: &mut Vm<'_, '_>, a: &Arguments, round: fn(f64) -> f64) -> Result<Value, Fault> {
    let value = float(a);
    let digits = match a.at(0) {
        Value::Int(digits) => i32::try_from(digits).unwrap_or(0).clamp(-18, 18),
        _ => 0,
    };
    if digits > 0 {
        // The nearest of what is written with so many digits.
        let scaled = value * 10f64.powi(digits);
        let exact = format!("{:.*}", digits as usize, value).parse().unwrap_or(value);
        let by_round = round(scaled) / 10f64.powi(digits);
        let is_round = round(0.5) == 1.0 && round(1.4) == 1.0 && round(-0.5) == -1.0;
        let tie = (scaled.fract().abs() - 0.5).abs() < 1e-9;
        return Ok(Value::Float(if is_round && !tie { exact } else { by_round }));
    }
    if !value.is_finite() {
        return Err(vm.error_of("FloatDomainError", display::float(value)));
    }
    let scale = 10f64.powi(-digits);
    Ok(Value::Int((round(value / scale) * scale) as i128))
}

/// Digits of a whole number at a base.
fn digits(number: i128, base: u32) -> String {
    let (mut rest, mut out) = (number.unsigned_abs(), Vec::new());
    loop {
        let digit = (rest % u128::from(base)) as u32;
        out.push(char::from_digit(digit, base).unwrap_or('?'));
        rest /= u128::from(base);
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    out.iter().rev().collect()
}

fn binary(vm: &mut Vm<'_, '_>, operator: Binary, a: &Arguments) -> Result<Value, Fault> {
    vm.binary(operator, this(a), a.at(0))
}

macro_rules! operators {
    ($name:ident: $($rest:tt)*) => {
        pub static $name: &[Native] = &[
            Native { name: "+", run: |vm, a| binary(vm, Binary::Add, &a) },
            Native { name: "-", run: |vm, a| binary(vm, Binary::Subtract, &a) },
            Native { name: "*", run: |vm, a| binary(vm, Binary::Multiply, &a) },
            Native { name: "/", run: |vm, a| binary(vm, Binary::Divide, &a) },
            Native { name: "%", run: |vm, a| binary(vm, Binary::Modulo, &a) },
            Native { name: "**", run: |vm, a| binary(vm, Binary::Power, &a) },
            Native { name: "<", run: |vm, a| binary(vm, Binary::Less, &a) },
            Native { name: ">", run: |vm, a| binary(vm, Binary::Greater, &a) },
            Native { name: "<=", run: |vm, a| binary(vm, Binary::LessEqual, &a) },
            Native { name: ">=", run: |vm, a| binary(vm, Binary::GreaterEqual, &a) },
            Native { name: "to_f", run: |_, a| Ok(Value::Float(float(&a))) },
            Native {
                name: "fdiv",
                run: |vm, a| {
                    let by = real(vm, &a.at(0))?;
                    Ok(Value::Float(float(&a) / by))
                },
            },
            Native { name: "zero?", run: |_, a| Ok(Value::Bool(float(&a) == 0.0)) },
            Native { name: "positive?", run: |_, a| Ok(Value::Bool(float(&a) > 0.0)) },
            Native { name: "negative?", run: |_, a| Ok(Value::Bool(float(&a) < 0.0)) },
            $($rest)*
        ];
    };
}

operators! { INTEGER:
    Native {
        name: "to_s",
        run: |vm, a| {
            let base = match a.at(0) {
                Value::Int(base @ 2..=36) => base as u32,
                _ => 10,
            };
            vm.text(digits(int(&a), base))
        },
    },
    Native { name: "to_i", run: |_, a| Ok(this(&a)) },
    Native { name: "to_int", run: |_, a| Ok(this(&a)) },
    Native { name: "floor", run: |_, a| Ok(this(&a)) },
    Native { name: "ceil", run: |_, a| Ok(this(&a)) },
    Native {
        name: "round",
        run: |vm, a| match a.at(0) {
            Value::Int(digits) if digits < 0 => rounded(vm, &a, f64::round),
            _ => Ok(this(&a)),
        },
    },
    Native { name: "chr", run: |vm, a| {
        let letter = u32::try_from(int(&a)).ok().and_then(char::from_u32).unwrap_or('?');
        vm.text(letter.to_string())
    } },
    Native { name: "ord", run: |_, a| Ok(this(&a)) },
    Native { name: "succ", run: |_, a| Ok(Value::Int(int(&a).saturating_add(1))) },
    Native { name: "next", run: |_, a| Ok(Value::Int(int(&a).saturating_add(1))) },
    Native { name: "pred", run: |_, a| Ok(Value::Int(int(&a).saturating_sub(1))) },
    Native { name: "abs", run: |_, a| Ok(Value::Int(int(&a).saturating_abs())) },
    Native { name: "even?", run: |_, a| Ok(Value::Bool(int(&a) % 2 == 0)) },
    Native { name: "odd?", run: |_, a| Ok(Value::Bool(int(&a) % 2 != 0)) },
    Native { name: "integer?", run: |_, _| Ok(Value::Bool(true)) },
    Native { name: "div", run: |vm, a| binary(vm, Binary::Divide, &a) },
    Native { name: "modulo", run: |vm, a| binary(vm, Binary::Modulo, &a) },
    Native { name: "pow", run: |vm, a| binary(vm, Binary::Power, &a) },
    Native {
        name: "divmod",
        run: |vm, a| {
            let both = vec![binary(vm, Binary::Divide, &a)?, binary(vm, Binary::Modulo, &a)?];
            vm.list(both)
        },
    },
    Native {
        name: "gcd",
        run: |vm, a| {
            let (mut x, mut y) = (int(&a).unsigned_abs(), whole(vm, &a.at(0))?.unsigned_abs());
            while y != 0 {
                (x, y) = (y, x % y);
            }
            Ok(Value::Int(i128::try_from(x).unwrap_or(0)))
        },
    },
    Native {
        name: "digits",
        run: |vm, a| {
            let all = digits(int(&a), 10);
            let all = all.chars().rev().filter_map(|digit| digit.to_digit(10)).map(|digit| Value::Int(digit.into())).collect();
            vm.list(all)
        },
    },
    Native { name: "bit_length", run: |_, a| Ok(Value::Int(i128::from(128 - int(&a).leading_zeros()))) },
    Native { name: "self.sqrt", run: |vm, a| {
        let number = real(vm, &a.at(0))?;
        Ok(Value::Int(number.sqrt() as i128))
    } },
}

operators! { FLOAT:
    Native { name: "to_i", run: |vm, a| rounded(vm, &Arguments { plain: Vec::new(), ..a }, f64::trunc) },
    Native { name: "to_int", run: |vm, a| rounded(vm, &Arguments { plain: Vec::new(), ..a }, f64::trunc) },
    Native { name: "truncate", run: |vm, a| rounded(vm, &a, f64::trunc) },
    Native { name: "round", run: |vm, a| rounded(vm, &a, f64::round) },
    Native { name: "floor", run: |vm, a| rounded(vm, &a, f64::floor) },
    Native { name: "ceil", run: |vm, a| rounded(vm, &a, f64::ceil) },
    Native { name: "abs", run: |_, a| Ok(Value::Float(float(&a).abs())) },
    Native { name: "nan?", run: |_, a| Ok(Value::Bool(float(&a).is_nan())) },
    Native { name: "infinite?", run: |_, a| Ok(if float(&a).is_infinite() { Value::Int(1) } else { Value::None }) },
    Native { name: "finite?", run: |_, a| Ok(Value::Bool(float(&a).is_finite())) },
    Native { name: "integer?", run: |_, _| Ok(Value::Bool(false)) },
    Native {
        name: "divmod",
        run: |vm, a| {
            let quotient = binary(vm, Binary::Divide, &a)?.number().unwrap_or(0.0).floor();
            let both = vec![Value::Int(quotient as i128), binary(vm, Binary::Modulo, &a)?];
            vm.list(both)
        },
    },
}

fn of_real(vm: &mut Vm<'_, '_>, a: &Arguments, work: fn(f64) -> f64) -> Result<Value, Fault> {
    let number = real(vm, &a.at(0))?;
    Ok(Value::Float(work(number)))
}

pub static MATH: &[Native] = &[
    Native {
        name: "self.sqrt",
        run: |vm, a| match real(vm, &a.at(0))? {
            number if number < 0.0 => Err(vm.error(ErrorKind::Value, "Numerical argument is out of domain - \"sqrt\"")),
            number => Ok(Value::Float(number.sqrt())),
        },
    },
    Native { name: "self.sin", run: |vm, a| of_real(vm, &a, f64::sin) },
    Native { name: "self.cos", run: |vm, a| of_real(vm, &a, f64::cos) },
    Native { name: "self.tan", run: |vm, a| of_real(vm, &a, f64::tan) },
    Native { name: "self.atan", run: |vm, a| of_real(vm, &a, f64::atan) },
    Native { name: "self.exp", run: |vm, a| of_real(vm, &a, f64::exp) },
    Native { name: "self.cbrt", run: |vm, a| of_real(vm, &a, f64::cbrt) },
    Native { name: "self.log2", run: |vm, a| of_real(vm, &a, f64::log2) },
    Native { name: "self.log10", run: |vm, a| of_real(vm, &a, f64::log10) },
    Native {
        name: "self.log",
        run: |vm, a| match a.at(1) {
            Value::Undefined => of_real(vm, &a, f64::ln),
            base => {
                let (number, base) = (real(vm, &a.at(0))?, real(vm, &base)?);
                Ok(Value::Float(number.log(base)))
            }
        },
    },
    Native {
        name: "self.hypot",
        run: |vm, a| {
            let (one, two) = (real(vm, &a.at(0))?, real(vm, &a.at(1))?);
            Ok(Value::Float(one.hypot(two)))
        },
    },
];
