//! `Math`

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::javascript::conversion::to_number;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

fn of(vm: &mut Vm<'_, '_>, a: &Arguments, compute: fn(f64) -> f64) -> Result<Value, Fault> {
    Ok(Value::Float(compute(to_number(vm, &a.at(0))?)))
}

fn fold(vm: &mut Vm<'_, '_>, a: &Arguments, start: f64, better: fn(f64, f64) -> f64) -> Result<Value, Fault> {
    let mut best = start;
    for value in &a.plain {
        let number = to_number(vm, value)?;
        if number.is_nan() {
            return Ok(Value::Float(f64::NAN));
        }
        best = better(best, number);
    }
    Ok(Value::Float(best))
}

pub static FUNCTIONS: &[Native] = &[
    Native { name: "floor", run: |vm, a| of(vm, &a, f64::floor) },
    Native { name: "ceil", run: |vm, a| of(vm, &a, f64::ceil) },
    Native { name: "round", run: |vm, a| of(vm, &a, |number| (number + 0.5).floor()) },
    Native { name: "trunc", run: |vm, a| of(vm, &a, f64::trunc) },
    Native { name: "abs", run: |vm, a| of(vm, &a, f64::abs) },
    Native { name: "sign", run: |vm, a| of(vm, &a, |number| if number == 0.0 { 0.0 } else { number.signum() }) },
    Native { name: "sqrt", run: |vm, a| of(vm, &a, f64::sqrt) },
    Native { name: "cbrt", run: |vm, a| of(vm, &a, f64::cbrt) },
    Native { name: "sin", run: |vm, a| of(vm, &a, f64::sin) },
    Native { name: "cos", run: |vm, a| of(vm, &a, f64::cos) },
    Native { name: "tan", run: |vm, a| of(vm, &a, f64::tan) },
    Native { name: "atan", run: |vm, a| of(vm, &a, f64::atan) },
    Native { name: "exp", run: |vm, a| of(vm, &a, f64::exp) },
    Native { name: "log", run: |vm, a| of(vm, &a, f64::ln) },
    Native { name: "log2", run: |vm, a| of(vm, &a, f64::log2) },
    Native { name: "log10", run: |vm, a| of(vm, &a, f64::log10) },
    Native { name: "pow", run: |vm, a| Ok(Value::Float(to_number(vm, &a.at(0))?.powf(to_number(vm, &a.at(1))?))) },
    Native { name: "atan2", run: |vm, a| Ok(Value::Float(to_number(vm, &a.at(0))?.atan2(to_number(vm, &a.at(1))?))) },
    Native {
        name: "hypot",
        run: |vm, a| {
            let sum = fold(vm, &a, 0.0, |sum, number| sum + number * number)?;
            Ok(Value::Float(sum.number().unwrap_or(0.0).sqrt()))
        },
    },
    Native { name: "min", run: |vm, a| fold(vm, &a, f64::INFINITY, f64::min) },
    Native { name: "max", run: |vm, a| fold(vm, &a, f64::NEG_INFINITY, f64::max) },
    Native {
        name: "random",
        run: |vm, _| Ok(Value::Float((vm.process.system.clock().random() >> 11) as f64 / 9_007_199_254_740_992.0)),
    },
];
