//! A program that runs, and how it ends.

use std::rc::Rc;

use super::parser::parse;
use super::{PYTHON, traceback};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile};
use crate::shell::programs::script::held::holding;
use crate::shell::programs::script::value::{Native, Value};
use crate::shell::programs::script::vm::{Handler, Vm};
use crate::shell::programs::script::{Fault, ending};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Hold, Process, Stream};

/// A program that is ready to run.
pub struct Program {
    pub shown: String,
    pub text: String,
    pub argv: Vec<String>,
    /// The folder that imports look in first.
    pub home: String,
    pub package: String,
    /// `-u`
    pub is_unbuffered: bool,
    /// `-O`
    pub is_optimised: bool,
}

/// Bytes that standard output holds back where it goes to no terminal.
const BLOCK: usize = 8192;

/// Runs a program.
pub fn execute(process: &mut Process<'_>, program: Program) -> Ended {
    holding(process, BLOCK, |process| {
        let unbuffered = process.environment.get("PYTHONUNBUFFERED").is_some_and(|value| !value.is_empty());
        if unbuffered || program.is_unbuffered {
            process.output.hold(Hold::Nothing)?;
        }
        run(process, program)
    })
}

fn run(process: &mut Process<'_>, program: Program) -> Ended {
    let file = Rc::new(SourceText {
        shown: program.shown.as_str().into(),
        text: program.text.as_str().into(),
        is_library: program.shown == "<frozen runpy>",
    });
    let mut vm = Vm::new(process, &PYTHON);
    vm.home = program.home;
    let optimised = vm.process.environment.get("PYTHONOPTIMIZE").is_some_and(|value| !value.is_empty());
    if program.is_optimised || optimised {
        vm.registry.insert("optimised", Value::Bool(true));
    }
    vm.handle(INT, Some(Handler { function: Value::Native(&INTERRUPT), arguments: Vec::new() }));
    let result = prepare(&mut vm, program.argv).and_then(|()| {
        let block = parse(&program.text)?;
        let code = compile(&block, Scoping::Function, file.clone(), &mut vm.symbols)?;
        let names = vec![
            ("__name__", Value::text("__main__")),
            ("__file__", Value::text(&program.shown)),
            ("__package__", Value::text(&program.package)),
            ("__doc__", code.doc.clone().map_or(Value::None, Value::Text)),
        ];
        vm.run_module(Rc::new(code), names)
    });
    let status = match result {
        Ok(_) => Ok(0),
        Err(fault @ Fault::Throw(_)) => end(&mut vm, fault, &file),
        Err(fault) => return end(&mut vm, fault, &file),
    };
    vm.frames.clear();
    match at_exit(&mut vm) {
        Ok(()) => status,
        Err(fault) => end(&mut vm, fault, &file),
    }
}

/// Calls what `atexit` was given.
fn at_exit(vm: &mut Vm<'_, '_>) -> Result<(), Fault> {
    for name in ["atexit", "threading"] {
        let Some(module) = vm.modules.get(name).cloned() else { continue };
        if let Some(function) = vm.known_member(&module, "_at_exit")? {
            vm.call(&function, Arguments::default())?;
        }
    }
    Ok(())
}

const INT: i32 = 2;
/// Exit code of what SIGINT ended.
const INTERRUPTED: i32 = 130;

/// What SIGINT calls of itself.
static INTERRUPT: Native = Native {
    name: "default_int_handler",
    run: |vm, _| {
        let class = vm.class("KeyboardInterrupt")?;
        let exception = vm.call(&Value::Object(class), Arguments::default())?;
        Err(vm.throw(exception))
    },
};

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
            let (_, minor) = super::minor(vm.process);
            let text = traceback::syntax_error(other.as_ref().unwrap_or(file), span, &message, minor);
            vm.process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
        other => crate::shell::programs::script::not_simulated(vm, other, file),
    }
}

fn thrown(vm: &mut Vm<'_, '_>, exception: &Value) -> Ended {
    vm.process.output.flush()?;
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
    Ok(if vm.is_instance(exception, "KeyboardInterrupt").unwrap_or(false) { INTERRUPTED } else { 1 })
}
