//! `Promise`

use super::this;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::Reaction;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// `promise.then(fulfilled, rejected)`
pub fn then(vm: &mut Vm<'_, '_>, of: &Value, fulfilled: Value, rejected: Value) -> Result<Value, Fault> {
    let of = vm.promise_of(of)?;
    let promise = vm.pending()?;
    vm.react(of, Reaction::Then { fulfilled, rejected, promise })?;
    Ok(Value::Object(promise))
}

fn then_of(vm: &mut Vm<'_, '_>, a: &Arguments, fulfilled: Value, rejected: Value) -> Result<Value, Fault> {
    then(vm, &this(a), fulfilled, rejected)
}

pub static METHODS: &[Native] = &[
    Native { name: "then", run: |vm, a| then_of(vm, &a, a.at(0), a.at(1)) },
    Native { name: "catch", run: |vm, a| then_of(vm, &a, Value::Undefined, a.at(0)) },
    Native {
        name: "finally",
        run: |vm, a| {
            let of = vm.promise_of(&this(&a))?;
            let promise = vm.pending()?;
            vm.react(of, Reaction::Finally { function: a.at(0), promise })?;
            Ok(Value::Object(promise))
        },
    },
];
