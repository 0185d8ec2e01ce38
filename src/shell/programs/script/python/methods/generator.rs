//! Generators and coroutines.

use super::this;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::python::exceptions;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::Vm;

fn own(a: &Arguments) -> Result<Ref, Fault> {
    match this(a) {
        Value::Object(of) => Ok(of),
        _ => Err(Fault::broken()),
    }
}

/// What a step gave; at its end, `StopIteration` with what it returned.
pub fn step(vm: &mut Vm<'_, '_>, of: Ref, value: Option<Value>) -> Result<Value, Fault> {
    match value {
        Some(value) => Ok(value),
        None => {
            let result = vm.result_of(&Value::Object(of));
            Err(exceptions::stop(vm, result))
        }
    }
}

fn next(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let of = own(&a)?;
    let value = vm.resume(of, Value::None)?;
    step(vm, of, value)
}

fn send(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let of = own(&a)?;
    let sent = if a.at(0).is_nothing() { Value::None } else { a.at(0) };
    let fresh =
        matches!(vm.heap.get(of), Object::Coroutine(of) if of.frame.as_ref().is_some_and(|frame| frame.at == 0));
    if fresh && sent != Value::None {
        let kind = vm.type_name(&Value::Object(of));
        let text = format!("can't send non-None value to a just-started {kind}");
        return Err(vm.error_of("TypeError", text));
    }
    let value = vm.resume(of, sent)?;
    step(vm, of, value)
}

fn throw(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let of = own(&a)?;
    // As one exception, or as its class and itself.
    let given = a.plain.get(1).filter(|value| !value.is_nothing()).cloned().unwrap_or_else(|| a.at(0));
    let dialect = vm.dialect;
    let exception = dialect.thrown(vm, given)?;
    let value = vm.resume_with(of, Value::None, Some(exception))?;
    step(vm, of, value)
}

fn close(vm: &mut Vm<'_, '_>, a: Arguments) -> Result<Value, Fault> {
    let of = own(&a)?;
    let Object::Coroutine(coroutine) = vm.heap.get_mut(of) else { return Ok(Value::None) };
    let begun = coroutine.frame.as_ref().is_some_and(|frame| frame.at > 0);
    if !begun {
        coroutine.is_done = true;
        return Ok(Value::None);
    }
    let exception = vm.exception("GeneratorExit", String::new())?;
    match vm.resume_with(of, Value::None, Some(exception)) {
        Ok(Some(_)) => Err(vm.error_of("RuntimeError", "generator ignored GeneratorExit")),
        Ok(None) => Ok(Value::None),
        Err(Fault::Throw(exception))
            if vm.is_instance(&exception, "GeneratorExit")? || vm.is_instance(&exception, "StopIteration")? =>
        {
            Ok(Value::None)
        }
        Err(fault) => Err(fault),
    }
}

pub static METHODS: &[Native] = &[
    Native { name: "__next__", run: next },
    Native { name: "send", run: send },
    Native { name: "throw", run: throw },
    Native { name: "close", run: close },
];

/// Of async generators: their steps are gone through by the library (`_async`).
pub static ASYNC: &[Native] = &[
    Native { name: "__aiter__", run: |_, a| Ok(this(&a)) },
    Native {
        name: "__anext__",
        run: |vm, a| {
            let module = crate::shell::programs::script::python::import(vm, "_async")?;
            let step = vm.member(&module, "step")?;
            vm.call(&step, Arguments::of(vec![this(&a)]))
        },
    },
    Native { name: "_step", run: next },
    Native { name: "aclose", run: |vm, _| vm.unsimulated("aclose()") },
    Native { name: "asend", run: |vm, _| vm.unsimulated("asend()") },
    Native { name: "athrow", run: |vm, _| vm.unsimulated("athrow()") },
];
