//! Functions of numbers, those of C's library.

use super::{argument, native, wrong};
use crate::shell::programs::tools::jq::syntax::{Made, Native};
use crate::shell::programs::tools::jq::value::Value;

/// What a power of two is multiplied with, and the power; both 0 of nothing.
fn parts(value: f64) -> (f64, f64) {
    if value == 0.0 || !value.is_finite() {
        return (value, 0.0);
    }
    // Numbers next to nothing have no power of their own.
    let (value, shift) = if value.abs() < f64::MIN_POSITIVE { (value * 2f64.powi(64), 64) } else { (value, 0) };
    let power = i32::try_from((value.to_bits() >> 52) & 0x7ff).unwrap_or(0) - 1022;
    let half = f64::from_bits((value.to_bits() & !(0x7ff << 52)) | (1022 << 52));
    (half, f64::from(power - shift))
}

fn scaled(value: f64, power: f64) -> f64 {
    // In two steps: the power alone may be out of bounds.
    let half = (power.clamp(-5000.0, 5000.0) / 2.0).trunc();
    value * half.exp2() * (power.clamp(-5000.0, 5000.0) - half).exp2()
}

fn logb(value: f64) -> f64 {
    match value {
        0.0 => f64::NEG_INFINITY,
        value if value.is_infinite() => f64::INFINITY,
        value => parts(value).1 - 1.0,
    }
}

fn remainder(value: f64, by: f64) -> f64 {
    if by.is_infinite() { value } else { value - by * (value / by).round_ties_even() }
}

fn next_after(from: f64, to: f64) -> f64 {
    match from.partial_cmp(&to) {
        Some(std::cmp::Ordering::Less) => from.next_up(),
        Some(std::cmp::Ordering::Greater) => from.next_down(),
        Some(std::cmp::Ordering::Equal) => to,
        None => f64::NAN,
    }
}

fn number(value: &Value) -> Result<f64, Value> {
    value.number().ok_or_else(|| wrong(value, "number required").err().unwrap_or_default())
}

fn one(value: &Value, function: fn(f64) -> f64) -> Made {
    Ok(function(number(value)?).into())
}

fn two(arguments: &[Value], function: fn(f64, f64) -> f64) -> Made {
    Ok(function(number(argument(arguments, 0))?, number(argument(arguments, 1))?).into())
}

macro_rules! of_one {
    ($name:literal, $function:expr) => {
        native($name, 0, |value, _| one(&value, $function))
    };
}

macro_rules! of_two {
    ($name:literal, $function:expr) => {
        native($name, 2, |_, arguments| two(arguments, $function))
    };
}

pub(super) static NATIVES: &[Native] = &[
    native("_negate", 0, |value, _| match &value {
        Value::Number(number) => Ok(Value::Number(number.negated())),
        other => wrong(other, "cannot be negated"),
    }),
    native("infinite", 0, |_, _| Ok(f64::INFINITY.into())),
    native("nan", 0, |_, _| Ok(f64::NAN.into())),
    native("isinfinite", 0, |value, _| Ok(number(&value)?.is_infinite().into())),
    native("isnan", 0, |value, _| Ok(number(&value)?.is_nan().into())),
    native("isnormal", 0, |value, _| Ok(number(&value)?.is_normal().into())),
    native("isfinite", 0, |value, _| Ok(value.number().is_some_and(|number| !number.is_infinite()).into())),
    native("fma", 3, |_, arguments| {
        let at = |place| number(argument(arguments, place));
        Ok(at(0)?.mul_add(at(1)?, at(2)?).into())
    }),
    native("frexp", 0, |value, _| {
        let (half, power) = parts(number(&value)?);
        Value::list(vec![half.into(), power.into()])
    }),
    native("modf", 0, |value, _| {
        let value = number(&value)?;
        let rest = if value.is_infinite() { 0.0 } else { value.fract() };
        Value::list(vec![rest.copysign(value).into(), value.trunc().into()])
    }),
    of_one!("floor", f64::floor),
    of_one!("ceil", f64::ceil),
    of_one!("round", f64::round),
    of_one!("trunc", f64::trunc),
    of_one!("rint", f64::round_ties_even),
    of_one!("nearbyint", f64::round_ties_even),
    of_one!("sqrt", f64::sqrt),
    of_one!("cbrt", f64::cbrt),
    of_one!("fabs", f64::abs),
    of_one!("exp", f64::exp),
    of_one!("exp2", f64::exp2),
    of_one!("exp10", |value| 10f64.powf(value)),
    of_one!("expm1", f64::exp_m1),
    of_one!("log", f64::ln),
    of_one!("log2", f64::log2),
    of_one!("log10", f64::log10),
    of_one!("log1p", f64::ln_1p),
    of_one!("logb", logb),
    of_one!("significand", |value| if value == 0.0 { 0.0 } else { parts(value).0 * 2.0 }),
    of_one!("sin", f64::sin),
    of_one!("cos", f64::cos),
    of_one!("tan", f64::tan),
    of_one!("asin", f64::asin),
    of_one!("acos", f64::acos),
    of_one!("atan", f64::atan),
    of_one!("sinh", f64::sinh),
    of_one!("cosh", f64::cosh),
    of_one!("tanh", f64::tanh),
    of_one!("asinh", f64::asinh),
    of_one!("acosh", f64::acosh),
    of_one!("atanh", f64::atanh),
    of_two!("pow", f64::powf),
    of_two!("atan2", f64::atan2),
    of_two!("fmod", |value, by| value % by),
    of_two!("remainder", remainder),
    of_two!("drem", remainder),
    of_two!("hypot", f64::hypot),
    of_two!("copysign", f64::copysign),
    of_two!("fmin", f64::min),
    of_two!("fmax", f64::max),
    of_two!("fdim", |one, other| if one > other { one - other } else { 0.0 }),
    of_two!("ldexp", scaled),
    of_two!("scalb", scaled),
    of_two!("scalbln", scaled),
    of_two!("nextafter", next_after),
];
