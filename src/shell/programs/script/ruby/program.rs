//! A program that runs, and how it ends.

use std::rc::Rc;

use super::loading::{self, UNSIMULATED};
use super::operators::RUBY;
use super::{classes, functions, uncaught};
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::heap::Ref;
use crate::shell::programs::script::held::holding;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, ending};
use crate::shell::programs::{Bail, Ended};
use crate::shell::{Process, Stream};

/// A program that is ready to run.
pub struct Program {
    /// What it is called in messages.
    pub shown: String,
    pub text: String,
    pub arguments: Vec<String>,
    /// Files to `require` before it.
    pub required: Vec<String>,
    pub version: String,
}

/// Bytes that standard output holds back where it goes to no terminal.
const BLOCK: usize = 8192;

/// Runs a program.
pub fn execute(process: &mut Process<'_>, program: Program) -> Ended {
    holding(process, BLOCK, |process| run(process, program))
}

fn run(process: &mut Process<'_>, program: Program) -> Ended {
    let file =
        SourceText { shown: program.shown.as_str().into(), text: program.text.as_str().into(), is_library: false };
    let mut vm = Vm::new(process, &RUBY);
    let result = prepare(&mut vm, &program).and_then(|root| {
        for name in &program.required {
            require(&mut vm, root, name)?;
        }
        loading::run(&mut vm, root, &program.shown, &program.text, false)
    });
    let result = result.and_then(|_| vm.run_events());
    let ended = end(&mut vm, result, &file);
    match at_exit(&mut vm) {
        Ok(()) => ended,
        Err(fault) => end(&mut vm, Err(fault), &file),
    }
}

fn require(vm: &mut Vm<'_, '_>, root: Ref, name: &str) -> Result<Value, Fault> {
    let quoted = super::display::quoted(name);
    loading::run(vm, root, "<internal:require>", &format!("require {quoted}"), true)
}

/// Makes what every program finds: the classes, the library, the arguments.
pub fn prepare(vm: &mut Vm<'_, '_>, program: &Program) -> Result<Ref, Fault> {
    vm.registry.insert("version", Value::text(&program.version));
    vm.registry.insert("program", Value::text(&program.shown));
    classes::prepare(vm)?;
    let main = functions::record(vm, "Object", Vec::new())?;
    vm.registry.insert("main", main);
    let root = vm.heap.scope(None, true)?;
    let arguments = program.arguments.iter().map(Value::text).collect();
    let arguments = vm.list(arguments)?;
    for (name, value) in [("ARGV", arguments), ("RUBY_VERSION", Value::text(&program.version))] {
        let symbol = vm.symbols.of(name);
        vm.define(root, symbol, value, false);
    }
    loading::core(vm, root)?;
    Ok(root)
}

/// Runs what was kept for the end.
fn at_exit(vm: &mut Vm<'_, '_>) -> Result<(), Fault> {
    let Some(list) = vm.registry.remove("at_exit") else { return Ok(()) };
    vm.frames.clear();
    for block in vm.heap.items(&list).cloned().unwrap_or_default() {
        vm.call(&block, Arguments::default())?;
    }
    Ok(())
}

/// Says why a program ends, and gives its exit code.
pub fn end(vm: &mut Vm<'_, '_>, result: Result<(), Fault>, file: &SourceText) -> Ended {
    match result {
        Ok(()) => Ok(0),
        Err(Fault::Throw(exception)) => thrown(vm, &exception),
        Err(Fault::Exit(code)) => Ok(code & 0xff),
        Err(Fault::Syntax { span, message, file: other }) => {
            let file: &SourceText = other.as_ref().map_or(file, Rc::as_ref);
            let text = match message.strip_prefix(UNSIMULATED) {
                Some(what) => format!("layercake: {}, line {}: {what} is not simulated\n", file.shown, span.line),
                None => uncaught::syntax_error(vm, file, span, &message),
            };
            vm.process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
        Err(other) => crate::shell::programs::script::not_simulated(vm, other, file),
    }
}

fn thrown(vm: &mut Vm<'_, '_>, exception: &Value) -> Ended {
    vm.process.output.flush()?;
    if ending(vm.is_instance(exception, "SystemExit"))? {
        let status = functions::field(vm, exception, "@status");
        return Ok(if let Value::Int(status) = status { (status & 0xff) as i32 } else { 0 });
    }
    let text = match uncaught::text(vm, exception) {
        Ok(text) => text,
        Err(Fault::Stop(stop)) => return Err(Bail::Stop(stop)),
        Err(_) => format!("unhandled exception ({})\n", vm.type_name(exception)),
    };
    vm.process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}
