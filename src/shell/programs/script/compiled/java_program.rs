//! Programs of Java's: classes, and what an exception says that nobody takes.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::java::{self, Known, Unit};
use super::running::{in_file, lacking, other, own_trace, run_block, said, source_text, start};
use crate::shell::embedded::{Embedded, SourceFile};
use crate::shell::programs::Ended;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::python::{self, PYTHON};
use crate::shell::programs::script::syntax::{Name, Pattern, Statement, StatementKind};
use crate::shell::programs::script::value::Value;
use crate::shell::programs::script::vm::Vm;
use crate::shell::{Process, Stream};

/// Calls inside each other: what fits into `-Xss` (1 MiB).
const MOST_FRAMES: usize = 11_000;
/// Exit code after SIGTERM, which the virtual machine handles.
const TERMINATED: i32 = 143;

/// The modules of the library, in the order in which they build on each other.
const LIBRARY: &[&str] = &["_java_core", "_java_text", "_java_util", "_java_system", "_java_web"];

/// Runs a program: the class of its first source starts.
pub fn run(process: &mut Process<'_>, program: &Embedded) -> Ended {
    let Some(first) = program.sources.first() else { return Ok(0) };
    let file = source_text(first);
    let mut vm = Vm::new(process, &PYTHON);
    vm.most_frames = MOST_FRAMES;
    let argv = vm.process.arguments.clone();
    let result = start(&mut vm, LIBRARY, argv, TERMINATED).and_then(|base| run_java(&mut vm, base, &program.sources));
    match result {
        Ok(()) => Ok(0),
        Err(Fault::Throw(exception)) => match said(&mut vm, "_java_core", &exception) {
            Ok(Some(text)) => {
                let text = format!("{text}\n{}", trace(&vm, &exception));
                vm.process.output.write(Stream::Err, text.as_bytes())?;
                Ok(1)
            }
            Ok(None) => lacking(&mut vm, &exception, &file),
            Err(fault) => other(&mut vm, fault, &file),
        },
        Err(fault) => other(&mut vm, fault, &file),
    }
}

/// The calls of the program's own that led to an exception.
fn trace(vm: &Vm<'_, '_>, exception: &Value) -> String {
    let points = own_trace(vm, exception);
    let points = points.iter().rev().filter(|point| !point.code.name.starts_with('<'));
    points
        .map(|point| {
            let file = point.code.file.shown.rsplit('/').next().unwrap_or_default();
            let class = file.trim_end_matches(".java");
            let name = match &*point.code.name {
                "" => "lambda$main$0",
                "__init__" => "<init>",
                name => name,
            };
            format!("\tat {class}.{name}({file}:{})\n", point.span.line)
        })
        .collect()
}

fn run_java(vm: &mut Vm<'_, '_>, base: Ref, sources: &[SourceFile]) -> Result<(), Fault> {
    let (properties, sources): (Vec<&SourceFile>, Vec<&SourceFile>) =
        sources.iter().partition(|file| file.path.ends_with(".properties"));
    let files: Vec<Rc<SourceText>> = sources.iter().map(|file| source_text(file)).collect();
    let mut known = BTreeMap::new();
    for file in &files {
        java::read(&file.text, &mut known).map_err(|halt| in_file(halt, file))?;
    }
    let mut units = Vec::new();
    for file in &files {
        units.push((file.clone(), java::read(&file.text, &mut known).map_err(|halt| in_file(halt, file))?));
    }
    let scope = vm.heap.scope(Some(base), true)?;
    let program = python::import(vm, "_java_program")?;
    keep_properties(vm, &program, &properties)?;
    for (file, class) in in_order(&units, &known) {
        run_block(vm, &vec![class.clone()], file, scope)?;
        keep_class(vm, &program, class, file, scope)?;
    }
    for (file, unit) in units.iter().rev() {
        run_block(vm, &unit.statics, file, scope)?;
    }
    start_main(vm, &units, &known, scope)?;
    let web = python::import(vm, "_java_web")?;
    let stay = vm.member(&web, "_stay")?;
    vm.call(&stay, Arguments::default()).map(drop)
}

/// The name that a statement makes.
fn name_of(statement: &Statement) -> Option<&Name> {
    match &statement.kind {
        StatementKind::Declare(_, all) => match all.first() {
            Some((Pattern::Name(name, _), _)) => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// The classes, each after what it extends.
fn in_order<'u>(
    units: &'u [(Rc<SourceText>, Unit)],
    known: &BTreeMap<Name, Known>,
) -> Vec<(&'u Rc<SourceText>, &'u Statement)> {
    let mut all: Vec<(&Rc<SourceText>, &Statement)> =
        units.iter().flat_map(|(file, unit)| unit.classes.iter().map(move |class| (file, class))).collect();
    let depth = |statement: &Statement| {
        let mut depth = 0;
        let mut next = name_of(statement).cloned();
        while let Some(known) = next.as_ref().and_then(|name| known.get(name)).filter(|_| depth < 50) {
            depth += 1;
            next = known.base.clone();
        }
        depth
    };
    all.sort_by_key(|(_, class)| depth(class));
    all
}

/// Notes a class where frameworks look for it, with the package that it is in.
fn keep_class(
    vm: &mut Vm<'_, '_>,
    program: &Value,
    class: &Statement,
    file: &SourceText,
    scope: Ref,
) -> Result<(), Fault> {
    let Some(name) = name_of(class) else { return Ok(()) };
    let Some(class) = vm.global(scope, name) else { return Ok(()) };
    let package = file.text.lines().find_map(|line| line.trim().strip_prefix("package "));
    let package = package.map(|rest| format!("{}.", rest.trim_end_matches(';').trim())).unwrap_or_default();
    vm.set_member(&class, "_package", Value::from(package))?;
    let classes = vm.member(program, "classes")?;
    vm.set_entry(&classes, Value::Text(name.clone()), class)
}

fn keep_properties(vm: &mut Vm<'_, '_>, program: &Value, files: &[&SourceFile]) -> Result<(), Fault> {
    let properties = vm.member(program, "properties")?;
    for line in files.iter().flat_map(|file| file.text.lines()).filter(|line| !line.trim_start().starts_with('#')) {
        if let Some((name, value)) = line.split_once('=') {
            vm.set_entry(&properties, Value::text(name.trim()), Value::text(value.trim()))?;
        }
    }
    Ok(())
}

/// Calls `main` of the class that starts.
fn start_main(
    vm: &mut Vm<'_, '_>,
    units: &[(Rc<SourceText>, Unit)],
    known: &BTreeMap<Name, Known>,
    scope: Ref,
) -> Result<(), Fault> {
    let classes = units.iter().flat_map(|(_, unit)| unit.classes.iter().filter_map(name_of));
    let Some(name) = classes.into_iter().find(|name| known.get(*name).is_some_and(|known| known.starts)) else {
        return vm.unsimulated("a program without a static main");
    };
    let Some(class) = vm.global(scope, name) else { return vm.unsimulated("a program without a static main") };
    let main = vm.member(&class, "main")?;
    let words: Vec<Value> = vm.process.arguments.iter().skip(1).map(Value::text).collect();
    let words = vm.list(words)?;
    let takes = match vm.heap.of(&main) {
        Some(Object::Function(function)) => function.code.slots.len(),
        _ => 1,
    };
    let given = if takes == 0 { Vec::new() } else { vec![words] };
    vm.call(&main, Arguments::of(given)).map(drop)
}
