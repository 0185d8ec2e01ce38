//! Programs of C's and C++'s: their files, `main`, and its status.

use super::c;
use super::running::{in_file, lacking, other, run_block, said, source_text, start};
use crate::shell::embedded::Embedded;
use crate::shell::programs::Ended;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::held::holding;
use crate::shell::programs::script::python::PYTHON;
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::{Process, Stream};

/// Calls inside each other: what fits into a main thread's 8 MiB.
const MOST_FRAMES: usize = 100_000;
/// Exit code of what SIGTERM ends.
const TERMINATED: i32 = 143;

/// Bytes that standard output holds back where it goes to no terminal.
const BLOCK: usize = 4096;

/// Runs a program.
pub fn run(process: &mut Process<'_>, program: &Embedded) -> Ended {
    holding(process, BLOCK, |process| run_held(process, program))
}

fn run_held(process: &mut Process<'_>, program: &Embedded) -> Ended {
    let Some(first) = program.sources.first() else { return Ok(0) };
    let file = source_text(first);
    let mut vm = Vm::new(process, &PYTHON);
    vm.most_frames = MOST_FRAMES;
    let argv = vm.process.arguments.clone();
    let result = start(&mut vm, &["_c_core"], argv, TERMINATED).and_then(|base| run_c(&mut vm, base, program));
    match result {
        Ok(status) => Ok(status),
        Err(Fault::Throw(exception)) => match said(&mut vm, "_c_core", &exception) {
            Ok(Some(text)) => {
                // The exit code, and what is said of it.
                let (status, words) = text.split_once(' ').unwrap_or(("", &text));
                vm.process.output.write(Stream::Err, words.as_bytes())?;
                Ok(status.parse().unwrap_or(1))
            }
            Ok(None) => lacking(&mut vm, &exception, &file),
            Err(fault) => other(&mut vm, fault, &file),
        },
        Err(fault) => other(&mut vm, fault, &file),
    }
}

/// Whether a source is one of C++'s: by its name, or by what it includes.
fn is_plus(path: &str, text: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    matches!(ending, "cpp" | "cc" | "cxx" | "c++" | "C") || text.contains("<iostream>")
}

fn run_c(vm: &mut Vm<'_, '_>, base: Ref, program: &Embedded) -> Result<i32, Fault> {
    let scope = vm.heap.scope(Some(base), true)?;
    let mut parameters = 0;
    for source in &program.sources {
        let file = source_text(source);
        let read = c::read(&file.text, is_plus(&file.shown, &file.text)).map_err(|halt| in_file(halt, &file))?;
        parameters = read.main.unwrap_or(parameters);
        run_block(vm, &read.block, &file, scope)?;
    }
    let Some(main) = vm.global(scope, "main") else { return vm.unsimulated("a program without main") };
    let words: Vec<Value> = vm.process.arguments.clone().iter().map(Value::text).collect();
    let count = Value::Int(words.len() as i128);
    let list = vm.heap.value(Object::List(words))?;
    let given: Vec<Value> = [count, list].into_iter().take(parameters).collect();
    match vm.call(&main, Arguments::of(given))? {
        Value::Int(status) => Ok((status & 0xff) as i32),
        _ => Ok(0),
    }
}
