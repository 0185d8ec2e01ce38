//! `math`

use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{ErrorKind, Fault};

fn number(vm: &mut Vm<'_, '_>, a: &Arguments, place: usize) -> Result<f64, Fault> {
    match a.at(place).number() {
        Some(number) => Ok(number),
        None => {
            let kind = vm.type_name(&a.at(place));
            Err(vm.error(ErrorKind::Type, format!("must be real number, not {kind}")))
        }
    }
}

fn of(vm: &mut Vm<'_, '_>, a: &Arguments, compute: fn(f64) -> f64) -> Result<Value, Fault> {
    let given = number(vm, a, 0)?;
    let value = compute(given);
    if value.is_nan() && !given.is_nan() {
        return Err(vm.error(ErrorKind::Value, "math domain error"));
    }
    Ok(Value::Float(value))
}

fn whole(vm: &mut Vm<'_, '_>, a: &Arguments, compute: fn(f64) -> f64) -> Result<Value, Fault> {
    if let whole @ Value::Int(_) = a.at(0) {
        return Ok(whole);
    }
    Ok(Value::Int(compute(number(vm, a, 0)?) as i128))
}

fn greatest_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The constants.
pub fn constants() -> Vec<(&'static str, Value)> {
    let values = [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ];
    values.map(|(name, value)| (name, Value::Float(value))).to_vec()
}

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "sqrt",
        run: |vm, a| match number(vm, &a, 0)? {
            negative if negative < 0.0 => {
                let text = if super::super::since(vm, 14) {
                    format!(
                        "expected a nonnegative input, got {}",
                        crate::shell::programs::script::decimal::python(negative)
                    )
                } else {
                    "math domain error".to_string()
                };
                Err(vm.error(ErrorKind::Value, text))
            }
            value => Ok(Value::Float(value.sqrt())),
        },
    },
    Native { name: "floor", run: |vm, a| whole(vm, &a, f64::floor) },
    Native { name: "ceil", run: |vm, a| whole(vm, &a, f64::ceil) },
    Native { name: "trunc", run: |vm, a| whole(vm, &a, f64::trunc) },
    Native { name: "fabs", run: |vm, a| of(vm, &a, f64::abs) },
    Native { name: "sin", run: |vm, a| of(vm, &a, f64::sin) },
    Native { name: "cos", run: |vm, a| of(vm, &a, f64::cos) },
    Native { name: "tan", run: |vm, a| of(vm, &a, f64::tan) },
    Native { name: "atan", run: |vm, a| of(vm, &a, f64::atan) },
    Native { name: "asin", run: |vm, a| of(vm, &a, f64::asin) },
    Native { name: "acos", run: |vm, a| of(vm, &a, f64::acos) },
    Native { name: "exp", run: |vm, a| of(vm, &a, f64::exp) },
    Native { name: "log2", run: |vm, a| of(vm, &a, f64::log2) },
    Native { name: "log10", run: |vm, a| of(vm, &a, f64::log10) },
    Native { name: "radians", run: |vm, a| of(vm, &a, f64::to_radians) },
    Native { name: "degrees", run: |vm, a| of(vm, &a, f64::to_degrees) },
    Native {
        name: "log",
        run: |vm, a| {
            let value = number(vm, &a, 0)?;
            if value <= 0.0 {
                return Err(vm.error(ErrorKind::Value, "math domain error"));
            }
            match a.plain.get(1) {
                Some(_) => Ok(Value::Float(value.ln() / number(vm, &a, 1)?.ln())),
                None => Ok(Value::Float(value.ln())),
            }
        },
    },
    Native { name: "pow", run: |vm, a| Ok(Value::Float(number(vm, &a, 0)?.powf(number(vm, &a, 1)?))) },
    Native { name: "atan2", run: |vm, a| Ok(Value::Float(number(vm, &a, 0)?.atan2(number(vm, &a, 1)?))) },
    Native { name: "hypot", run: |vm, a| Ok(Value::Float(number(vm, &a, 0)?.hypot(number(vm, &a, 1)?))) },
    Native { name: "isnan", run: |vm, a| Ok(Value::Bool(number(vm, &a, 0)?.is_nan())) },
    Native { name: "isinf", run: |vm, a| Ok(Value::Bool(number(vm, &a, 0)?.is_infinite())) },
    Native {
        name: "isqrt",
        run: |vm, a| {
            let value = a.int(vm, 0, 0)?.max(0);
            let mut root = (value as f64).sqrt() as i128;
            while root * root > value {
                root -= 1;
            }
            while (root + 1) * (root + 1) <= value {
                root += 1;
            }
            Ok(Value::Int(root))
        },
    },
    Native {
        name: "gcd",
        run: |vm, a| {
            let mut all = 0;
            for place in 0..a.plain.len() {
                all = greatest_divisor(all, a.int(vm, place, 0)?);
            }
            Ok(Value::Int(all))
        },
    },
    Native {
        name: "factorial",
        run: |vm, a| {
            let value = a.int(vm, 0, 0)?;
            if value < 0 {
                return Err(vm.error(ErrorKind::Value, "factorial() not defined for negative values"));
            }
            let product = (1..=value.min(200)).try_fold(1i128, i128::checked_mul);
            match product.filter(|_| value <= 200) {
                Some(product) => Ok(Value::Int(product)),
                None => vm.unsimulated("a whole number of more than 127 bits"),
            }
        },
    },
];
