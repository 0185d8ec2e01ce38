//! What running a compiled program needs in any language: the library's names, statements in a scope, and what is said
//! when it ends badly.

use std::rc::Rc;

use crate::shell::Stream;
use crate::shell::embedded::SourceFile;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile};
use crate::shell::programs::script::heap::{Object, Ref, TracePoint};
use crate::shell::programs::script::python;
use crate::shell::programs::script::syntax::{Block, Span};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, Halt, not_simulated};
use crate::shell::programs::{Bail, Ended};

/// A source file.
pub fn source_text(file: &SourceFile) -> Rc<SourceText> {
    Rc::new(SourceText { shown: file.path.as_str().into(), text: file.text.as_str().into(), is_library: false })
}

/// Makes the library's names known in a scope around the program's; `on_signal`: the exit code that SIGTERM leads to.
pub fn start(vm: &mut Vm<'_, '_>, modules: &[&str], argv: Vec<String>, on_signal: i32) -> Result<Ref, Fault> {
    python::prepare(vm, argv)?;
    vm.registry.insert("on_signal", Value::Int(i128::from(on_signal)));
    let scope = vm.heap.scope(None, true)?;
    for name in modules {
        make_known(vm, name, scope)?;
    }
    Ok(scope)
}

/// Makes the names of a module of the library's known in a scope.
fn make_known(vm: &mut Vm<'_, '_>, module: &str, scope: Ref) -> Result<(), Fault> {
    let module = python::import(vm, module)?;
    let members: Vec<(Value, Value)> = match vm.heap.entries(&module) {
        Some(members) => members.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        None => Vec::new(),
    };
    for (name, value) in members {
        let symbol = vm.symbols.of(name.as_text().unwrap_or_default());
        vm.define(scope, symbol, value, false);
    }
    Ok(())
}

/// Says where in a file a halt is meant.
pub fn in_file(halt: Halt, file: &Rc<SourceText>) -> Fault {
    match halt {
        Halt::Syntax { span, message } => Fault::Syntax { span, message, file: Some(file.clone()) },
        Halt::Unsimulated { span, what } => Fault::Unsimulated(format!("{what} ({}, line {})", file.shown, span.line)),
    }
}

/// Runs statements in a scope.
pub fn run_block(vm: &mut Vm<'_, '_>, block: &Block, file: &Rc<SourceText>, scope: Ref) -> Result<(), Fault> {
    if block.is_empty() {
        return Ok(());
    }
    let code = compile(block, Scoping::Block, file.clone(), &mut vm.symbols).map_err(|halt| in_file(halt, file))?;
    vm.run_in(Rc::new(code), scope, Value::Undefined).map(drop)
}

/// What the library makes of an exception that ends the program; `None`: it shows that the sandbox lacks something.
pub fn said(vm: &mut Vm<'_, '_>, core: &str, exception: &Value) -> Result<Option<String>, Fault> {
    let module = python::import(vm, core)?;
    let function = vm.member(&module, "_end")?;
    vm.frames.clear();
    let text = vm.call(&function, Arguments::of(vec![exception.clone()]))?;
    Ok(text.as_text().map(str::to_string))
}

/// The calls of the program's own that led to an exception, the outermost first.
pub fn own_trace(vm: &Vm<'_, '_>, exception: &Value) -> Vec<TracePoint> {
    match vm.heap.of(exception) {
        Some(Object::Record(record)) => {
            record.trace.iter().filter(|point| !point.code.file.is_library).cloned().collect()
        }
        _ => Vec::new(),
    }
}

/// Says which line of a program wants what the library has not.
pub fn lacking(vm: &mut Vm<'_, '_>, exception: &Value, file: &Rc<SourceText>) -> Ended {
    let point = own_trace(vm, exception).pop();
    let (shown, line, what) = match &point {
        Some(point) => (point.code.file.shown.clone(), point.span.line, excerpt(&point.code.file, point.span)),
        None => (file.shown.clone(), 1, "this program".to_string()),
    };
    let text = format!("layercake: {shown}, line {line}: {what} is not simulated\n");
    vm.process.output.write(Stream::Err, text.as_bytes())?;
    Ok(1)
}

/// What stands in a line where a program failed.
fn excerpt(file: &SourceText, span: Span) -> String {
    let line: Vec<char> = file.line(span.line).unwrap_or_default().chars().collect();
    let whole = || line.iter().collect::<String>().trim().to_string();
    let part: String = match line.get(span.start as usize..span.end as usize) {
        Some(part) if !part.is_empty() => part.iter().collect(),
        _ => whole(),
    };
    part.chars().take(60).collect()
}

/// What is said of a fault that is no exception.
pub fn other(vm: &mut Vm<'_, '_>, fault: Fault, file: &Rc<SourceText>) -> Ended {
    match fault {
        Fault::Exit(code) => Ok(code & 0xff),
        Fault::Stop(stop) => Err(Bail::Stop(stop)),
        Fault::Syntax { span, message, file: other } => {
            let file = other.as_ref().unwrap_or(file);
            let text = format!("layercake: {}, line {}: {message}\n", file.shown, span.line);
            vm.process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
        fault => not_simulated(vm, fault, file),
    }
}
