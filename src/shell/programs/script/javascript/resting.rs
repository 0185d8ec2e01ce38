//! What happens until a program ends: what waits, `beforeExit` and `exit`, exceptions that nobody caught.

use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Lets everything happen that waits.
pub fn come_to_rest(vm: &mut Vm<'_, '_>, begun: Result<(), Fault>) -> Result<(), Fault> {
    let base = vm.frames.len();
    let mut result = begun;
    loop {
        result = match result {
            Ok(()) => vm.run_events(),
            Err(Fault::Throw(exception)) => {
                vm.frames.truncate(base);
                match tell(vm, "_#uncaught", vec![exception.clone()])? {
                    Value::Bool(true) => vm.run_events(),
                    _ => {
                        end_by_fault(vm, base)?;
                        return Err(Fault::Throw(exception));
                    }
                }
            }
            Err(fault) => return Err(fault),
        };
        if result.is_err() {
            continue;
        }
        tell(vm, "_#atRest", Vec::new())?;
        let waits = !vm.events.jobs.is_empty() || !vm.events.timers.is_empty() || !vm.events.listeners.is_empty();
        if !waits {
            break;
        }
    }
    tell(vm, "_#atExit", Vec::new()).map(drop)
}

/// Whoever hears `exit` hears it before the exception is told of; what they throw is lost
/// (`lib/internal/process/execution.js`, `createOnGlobalUncaughtException`).
fn end_by_fault(vm: &mut Vm<'_, '_>, base: usize) -> Result<(), Fault> {
    match tell(vm, "_#atFault", Vec::new()) {
        Err(Fault::Throw(_)) => vm.frames.truncate(base),
        told => drop(told?),
    }
    Ok(())
}

/// Calls a function of the object `process`, if the program has touched it.
fn tell(vm: &mut Vm<'_, '_>, name: &str, plain: Vec<Value>) -> Result<Value, Fault> {
    if !vm.modules.contains_key("node:_globals") {
        return Ok(Value::Undefined);
    }
    let process = vm.builtin("process")?;
    let function = vm.member(&process, name)?;
    vm.call(&function, Arguments::of(plain))
}

/// `process.exitCode`
pub fn exit_code(vm: &mut Vm<'_, '_>) -> Result<i32, Fault> {
    if !vm.modules.contains_key("node:_globals") {
        return Ok(0);
    }
    let process = vm.builtin("process")?;
    let code = vm.member(&process, "exitCode")?;
    Ok(code.number().map_or(0, |code| code as i32))
}
