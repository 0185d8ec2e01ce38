//! `Number.…`

use crate::shell::programs::script::value::{Native, Value};

pub static FUNCTIONS: &[Native] = &[
    Native {
        name: "isInteger",
        run: |_, a| {
            Ok(Value::Bool(matches!(a.at(0), Value::Float(number) if number.is_finite() && number.fract() == 0.0)))
        },
    },
    Native {
        name: "isSafeInteger",
        run: |_, a| {
            Ok(Value::Bool(
                matches!(a.at(0), Value::Float(number) if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0),
            ))
        },
    },
    Native { name: "isNaN", run: |_, a| Ok(Value::Bool(matches!(a.at(0), Value::Float(number) if number.is_nan()))) },
    Native {
        name: "isFinite",
        run: |_, a| Ok(Value::Bool(matches!(a.at(0), Value::Float(number) if number.is_finite()))),
    },
    Native {
        name: "parseInt",
        run: |vm, a| {
            let function = vm.builtin("parseInt")?;
            vm.call(&function, a)
        },
    },
    Native {
        name: "parseFloat",
        run: |vm, a| {
            let function = vm.builtin("parseFloat")?;
            vm.call(&function, a)
        },
    },
];
