//! A program that runs, and how it ends.

use std::rc::Rc;

use super::parser::parse;
use super::{PYTHON, traceback};
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, ending};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};
/// A program that is ready to run.
pub struct Program {
    pub shown: String,
    pub text: String,
    pub argv: Vec<String>,
    /// The folder that imports look in first.
    pub home: String,
    pub package: String,
}

/// Runs a program.
pub fn execute(process: &mut Process<'_>, program: Program) -> Ended {
    let file = Rc::new(SourceText {
        shown: program.shown.as_str().into(),
        text: program.text.as_str().into(),
        is_library: program.shown == "<frozen runpy>",
    });
    let mut vm = Vm::new(process, &PYTHON);
    vm.home = program.home;
    let result = prepare(&mut vm, program.argv).and_then(|()| {
        let block = parse(&program.text)?;
        let code = compile(&block, Scoping::Function, file.clone(), &mut vm.symbols)?;
        let names = vec![
            ("__name__", Value::text("__main__")),
            ("__file__", Value::text(&program.shown)),
            ("__package__", Value::text(&program.package)),
        ];
        vm.run_module(Rc::new(code), names)
    });
    match result {
        Ok(_) => Ok(0),
        Err(fault) => end(&mut vm, fault, &file),
    }
}

/// What `sys` shows of the call.
pub fn prepare(vm: &mut Vm<'_, '_>, argv: Vec<String>) -> Result<(), Fault> {
    let argv = argv.into_iter().map(Value::from).collect();
    let argv = vm.list(argv)?;
    vm.registry.insert("argv", argv);
    Ok(())
}

/// Says why a program ends, and gives its exit code.
pub fn end(vm: &mut Vm<'_, '_>, fault: Fault, file: &Rc<SourceText>) -> Ended {
    match fault {
        Fault::Throw(exception) => thrown(vm, &exception),
        Fault::Exit(code) => Ok(code & 0xff),
        Fault::Syntax { span, message, file: other } => {
            let text = traceback::syntax_error(other.as_ref().unwrap_or(file), span, &message);
            vm.process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
        other => crate::shell::programs::script::not_simulated(vm, other, file),
    }
}

fn thrown(vm: &mut Vm<'_, '_>, exception: &Value) -> Ended {
    if ending(vm.is_instance(exception, "SystemExit"))? {
        let code = vm.heap.entries(exception).and_then(|fields| fields.named("code")).cloned();
        return match code.unwrap_or(Value::None) {
            Value::None | Value::Undefined => Ok(0),
            Value::Int(code) => Ok(i32::try_from(code & 0xff).unwrap_or(1)),
            Value::Bool(code) => Ok(i32::from(code)),
            other => {
                let text = ending(vm.shown(&other))? + "\n";
                vm.process.output.write(Stream::Err, text.as_bytes())?;
                Ok(1)
            }
        };
    }
    let text = match traceback::text(vm, exception) {
        Ok(text) => text,
        Err(Fault::Stop(stop)) => return Err(Bail::Stop(stop)),
        Err(_) => format!("{}\n", vm.type_name(exception)),
    };
    vm.process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}
