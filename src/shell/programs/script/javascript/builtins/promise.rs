//! `Promise`

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

/// A function that settles a promise.
fn settler(vm: &mut Vm<'_, '_>, native: &'static Native, promise: Ref) -> Result<Value, Fault> {
    vm.heap.value(Object::Bound { function: Value::Native(native), this: Value::Object(promise) })
}

/// Lets a promise follow an object that has `then()`; whether it has.
pub fn follow(vm: &mut Vm<'_, '_>, promise: Ref, value: &Value) -> Result<bool, Fault> {
    if !matches!(vm.heap.of(value), Some(Object::Record(_))) {
        return Ok(false);
    }
    let Some(then) = vm.known_member(value, "then")? else { return Ok(false) };
    if !matches!(vm.heap.of(&then), Some(Object::Function(_) | Object::Bound { .. })) {
        return Ok(false);
    }
    let (resolve, reject) = (settler(vm, &RESOLVE, promise)?, settler(vm, &REJECT, promise)?);
    let function = vm.heap.value(Object::Bound { function: then, this: value.clone() })?;
    vm.queue(function, vec![resolve, reject]);
    Ok(true)
}

static RESOLVE: Native = Native { name: "resolve", run: |vm, a| settle(vm, &a, Ok) };
static REJECT: Native = Native { name: "reject", run: |vm, a| settle(vm, &a, Err) };

fn settle(vm: &mut Vm<'_, '_>, a: &Arguments, outcome: fn(Value) -> Result<Value, Value>) -> Result<Value, Fault> {
    if let Some(Value::Object(promise)) = a.this {
        vm.settle(promise, outcome(a.at(0)))?;
    }
    Ok(Value::Undefined)
}

fn promise(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let promise = vm.pending()?;
    let (resolve, reject) = (settler(vm, &RESOLVE, promise)?, settler(vm, &REJECT, promise)?);
    match vm.call(&a.at(0), Arguments::of(vec![resolve, reject])) {
        Ok(_) => {}
        Err(Fault::Throw(reason)) => vm.settle(promise, Err(reason))?,
        Err(fault) => return Err(fault),
    }
    Ok(Value::Object(promise))
}

/// `Promise.all` and its kin are written in JavaScript.
fn by_library(vm: &mut Vm<'_, '_>, a: Arguments, name: &str) -> Result<Value, Fault> {
    let globals = crate::shell::programs::script::javascript::importing::import(vm, &"_globals".into())?;
    let function = vm.member(&globals, name)?;
    vm.call(&function, Arguments { this: None, ..a })
}

pub static FUNCTIONS: &[Native] = &[Native { name: "Promise", run: promise }];

pub static OF_PROMISE: &[Native] = &[
    Native { name: "resolve", run: |vm, a| vm.promise_of(&a.at(0)).map(Value::Object) },
    Native {
        name: "reject",
        run: |vm, a| {
            let promise = vm.pending()?;
            vm.settle(promise, Err(a.at(0)))?;
            Ok(Value::Object(promise))
        },
    },
    Native { name: "all", run: |vm, a| by_library(vm, a, "promiseAll") },
    Native { name: "allSettled", run: |vm, a| by_library(vm, a, "promiseAllSettled") },
    Native { name: "race", run: |vm, a| by_library(vm, a, "promiseRace") },
    Native { name: "any", run: |vm, a| by_library(vm, a, "promiseRace") },
];
