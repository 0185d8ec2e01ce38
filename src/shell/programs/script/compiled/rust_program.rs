//! Programs of Rust's: crates, what a panic says, and tests.

use std::rc::Rc;

use super::running::{in_file, lacking, other, run_block, start};
use super::rust::{self, Crate, Kind, Source, Test};
use crate::shell::Process;
use crate::shell::embedded::{Embedded, SourceFile};
use crate::shell::programs::Ended;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::heap::Ref;
use crate::shell::programs::script::python::{self, PYTHON};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;

/// Calls inside each other: what fits into a main thread's 8 MiB.
const MOST_FRAMES: usize = 100_000;
/// Exit code of a program that panics.
const PANICKED: i32 = 101;
/// Exit code after SIGTERM, which a program does not handle by itself.
const TERMINATED: i32 = 143;
/// The modules of the library that every program has.
const LIBRARY: &[&str] = &["_rust_core", "_rust_iter", "_rust_text", "_rust_collections", "_rust_system"];
/// A source with this name says that tests are run.
pub const TESTS: &str = "(tests)";
/// The source that has the package's name.
pub const MANIFEST: &str = "Cargo.toml";

/// Runs a program.
pub fn run(process: &mut Process<'_>, program: &Embedded) -> Ended {
    let Some(first) = program.sources.first() else { return Ok(0) };
    let file = super::running::source_text(first);
    let mut vm = Vm::new(process, &PYTHON);
    vm.most_frames = MOST_FRAMES;
    match run_rust(&mut vm, &program.sources) {
        Ok(code) => Ok(code),
        Err(Fault::Throw(exception)) => {
            let said = panicked(&mut vm, &exception);
            match said {
                Ok(Some(code)) => Ok(code),
                Ok(None) => lacking(&mut vm, &exception, &file),
                Err(fault) => other(&mut vm, fault, &file),
            }
        }
        Err(fault) => other(&mut vm, fault, &file),
    }
}

/// What the library says of an exception that ends the program; `None`: it shows that the sandbox lacks something.
fn panicked(vm: &mut Vm<'_, '_>, exception: &Value) -> Result<Option<i32>, Fault> {
    let module = python::import(vm, "_rust_core")?;
    let function = vm.member(&module, "_end")?;
    vm.frames.clear();
    match vm.call(&function, Arguments::of(vec![exception.clone()]))? {
        Value::Int(code) => Ok(i32::try_from(code).ok()),
        _ => Ok(None),
    }
}

/// The name of the package, as crates are named.
fn package(sources: &[SourceFile]) -> String {
    let manifest = sources.iter().find(|file| file.path == MANIFEST);
    let table = manifest.and_then(|file| file.text.parse::<toml::Table>().ok());
    let name = table.as_ref().and_then(|table| table.get("package")?.get("name")?.as_str());
    name.unwrap_or("app").replace('-', "_")
}

fn run_rust(vm: &mut Vm<'_, '_>, sources: &[SourceFile]) -> Result<i32, Fault> {
    let name = package(sources);
    let kind = if sources.iter().any(|file| file.path == TESTS) { Kind::Tests } else { Kind::Program };
    let sources: Vec<&SourceFile> = sources.iter().filter(|file| file.path.ends_with(".rs")).collect();
    let mut crates = Vec::new();
    let library = sources.iter().position(|file| file.path == "src/lib.rs" || file.path.ends_with("/src/lib.rs"));
    if let Some(file) = library.filter(|file| *file != 0) {
        crates.push(Crate { file, name });
    }
    crates.push(Crate { file: 0, name: "main".into() });
    let files: Vec<Rc<SourceText>> = sources.iter().map(|file| super::running::source_text(file)).collect();
    let read = sources.iter().map(|file| Source { path: file.path.clone(), text: file.text.clone() }).collect();
    let made = rust::make(read, &crates, &kind).map_err(|(file, halt)| match files.get(file.saturating_sub(1)) {
        Some(source) if file > 0 => at_line(in_file(halt.clone(), source), &halt, source),
        _ => Fault::Unsimulated(format!("this program: the library's {halt:?}")),
    })?;
    let mut modules = LIBRARY.to_vec();
    modules.extend(&made.uses);
    if kind == Kind::Tests {
        modules.push("_rust_tests");
    }
    let argv = vm.process.arguments.clone();
    let base = start(vm, &modules, argv, TERMINATED)?;
    let scope = vm.heap.scope(Some(base), true)?;
    for phase in 0..rust::PHASES {
        for (file, blocks) in files.iter().zip(&made.phases) {
            run_block(vm, &blocks[phase], file, scope)?;
        }
    }
    match kind {
        Kind::Tests => run_tests(vm, scope, &made.tests),
        Kind::Program => {
            let Some(main) = made.main.and_then(|main| vm.global(scope, &main)) else {
                return vm.unsimulated("a program without main");
            };
            match library_call(vm, "_main", vec![main])? {
                Value::Int(code) => Ok(i32::try_from(code).unwrap_or(PANICKED)),
                _ => Ok(0),
            }
        }
    }
}

/// What is not simulated, with the line where it stands.
fn at_line(fault: Fault, halt: &crate::shell::programs::script::Halt, source: &Rc<SourceText>) -> Fault {
    use crate::shell::programs::script::Halt;
    match halt {
        Halt::Unsimulated { span, what } => {
            Fault::Syntax { span: *span, message: format!("{what} is not simulated"), file: Some(source.clone()) }
        }
        Halt::Syntax { .. } => fault,
    }
}

fn library_call(vm: &mut Vm<'_, '_>, name: &str, given: Vec<Value>) -> Result<Value, Fault> {
    let module = python::import(vm, "_rust_system")?;
    let function = vm.member(&module, name)?;
    vm.call(&function, Arguments::of(given))
}

/// Runs tests, as the test harness does.
fn run_tests(vm: &mut Vm<'_, '_>, scope: Ref, tests: &[Test]) -> Result<i32, Fault> {
    let mut rows = Vec::new();
    for test in tests {
        let function = vm.global(scope, &test.function).unwrap_or(Value::None);
        let panics = test.panics.as_ref().map_or(Value::None, Value::text);
        let row = vec![Value::text(&test.name), function, Value::Bool(test.ignored), panics];
        rows.push(vm.tuple(row)?);
    }
    let rows = vm.list(rows)?;
    let module = python::import(vm, "_rust_tests")?;
    let function = vm.member(&module, "run")?;
    let given: Vec<Value> = vm.process.arguments.iter().skip(1).map(Value::text).collect();
    let given = vm.list(given)?;
    match vm.call(&function, Arguments::of(vec![rows, given]))? {
        Value::Int(code) => Ok(i32::try_from(code).unwrap_or(PANICKED)),
        _ => Ok(0),
    }
}
