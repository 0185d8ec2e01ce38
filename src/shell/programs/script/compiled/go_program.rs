//! Programs of Go's: packages, and what a panic says.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::go;
use super::running::{in_file, lacking, other, own_trace, run_block, said, source_text, start};
use crate::shell::embedded::{Embedded, SourceFile};
use crate::shell::programs::Ended;
use crate::shell::programs::script::Fault;
use crate::shell::programs::script::arguments::Arguments;
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::heap::{Object, Ref};
use crate::shell::programs::script::library;
use crate::shell::programs::script::python::{self, PYTHON};
use crate::shell::programs::script::syntax::Name;
use crate::shell::programs::script::value::{Dict, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::{Process, Stream};

/// Calls inside each other: fewer than fit into a stack of 1 GB, but no more fit into the sandbox.
const MOST_FRAMES: usize = 100_000;
/// Exit code of a program that panics, or that a signal ends.
const FAILED: i32 = 2;

/// A file that is being made part of a program.
struct File {
    source: Rc<SourceText>,
    package: go::Package,
}

/// Runs a program.
pub fn run(process: &mut Process<'_>, program: &Embedded) -> Ended {
    let Some(first) = program.sources.first() else { return Ok(0) };
    let file = source_text(first);
    let mut vm = Vm::new(process, &PYTHON);
    vm.most_frames = MOST_FRAMES;
    let argv = vm.process.arguments.clone();
    let result = start(&mut vm, &["_go_core"], argv, FAILED).and_then(|base| run_go(&mut vm, base, &program.sources));
    match result {
        Ok(()) => Ok(0),
        Err(Fault::Throw(exception)) => match said(&mut vm, "_go_core", &exception) {
            Ok(Some(text)) => {
                let text = text + &go_trace(&vm, &exception);
                vm.process.output.write(Stream::Err, text.as_bytes())?;
                Ok(FAILED)
            }
            Ok(None) => lacking(&mut vm, &exception, &file),
            Err(fault) => other(&mut vm, fault, &file),
        },
        Err(fault) => other(&mut vm, fault, &file),
    }
}

fn run_go(vm: &mut Vm<'_, '_>, base: Ref, sources: &[SourceFile]) -> Result<(), Fault> {
    // Packages by folder; the one that starts stands first, those that others need are run before them.
    let mut folders: Vec<(String, Vec<&SourceFile>)> = Vec::new();
    for file in sources {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        match folders.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, files)) => files.push(file),
            None => folders.push((folder, vec![file])),
        }
    }
    let mut packages = Vec::new();
    for (folder, files) in folders {
        packages.push((folder, read_go(&files)?));
    }
    let mut made: BTreeMap<String, (Name, Value)> = BTreeMap::new();
    let mut main = None;
    for place in order(&packages) {
        let (folder, files) = &mut packages[place];
        let files = std::mem::take(files);
        let name: Name = name_of(&files).into();
        let (scope, module) = run_package(vm, base, folder, files, &made)?;
        made.insert(folder.clone(), (name, module));
        if place == 0 {
            main = vm.global(scope, "main");
        }
    }
    match main {
        Some(main) => vm.call(&main, Arguments::default()).map(drop),
        None => vm.unsimulated("a program without main"),
    }
}

/// What a package is called.
fn name_of(files: &[File]) -> &str {
    files.first().map_or("", |file| &file.package.name)
}

/// Reads the files of a package: once for its types, and once with them.
fn read_go(files: &[&SourceFile]) -> Result<Vec<File>, Fault> {
    let mut types = BTreeMap::new();
    let texts: Vec<Rc<SourceText>> = files.iter().map(|file| source_text(file)).collect();
    for text in &texts {
        go::read(&text.text, &mut go::Package::default(), &mut types).map_err(|halt| in_file(halt, text))?;
    }
    let mut all = Vec::new();
    for source in texts {
        let mut package = go::Package::default();
        go::read(&source.text, &mut package, &mut types).map_err(|halt| in_file(halt, &source))?;
        all.push(File { source, package });
    }
    Ok(all)
}

/// The folder of the program's own package that an import means: the one whose path ends most alike; or the module's
/// own, whose package is called as the import ends. `folders`: with the names of their packages.
fn folder_of<'f>(import: &str, folders: impl Iterator<Item = (&'f String, &'f str)> + Clone) -> Option<&'f String> {
    let alike = |folder: &str| {
        let pairs = import.rsplit('/').zip(folder.rsplit('/'));
        pairs.take_while(|(one, other)| one == other).count()
    };
    let below = folders.clone().map(|(folder, _)| folder).filter(|folder| alike(folder) > 0);
    let last = import.rsplit('/').next().unwrap_or(import);
    let own = || folders.clone().find(|(folder, name)| folder.is_empty() && *name == last).map(|(folder, _)| folder);
    below.max_by_key(|folder| alike(folder)).or_else(own)
}

/// The packages in an order in which each comes after those that it imports.
fn order(packages: &[(String, Vec<File>)]) -> Vec<usize> {
    let needs = |place: usize| -> Vec<usize> {
        let imports = packages[place].1.iter().flat_map(|file| &file.package.imports);
        let folders = packages.iter().skip(1).map(|(folder, files)| (folder, name_of(files)));
        imports
            .filter(|(path, _)| library::bundled(&library::of_go(path)).is_none())
            .filter_map(|(path, _)| folder_of(path, folders.clone()))
            .filter_map(|folder| packages.iter().position(|(known, _)| known == folder))
            .collect()
    };
    let mut all = Vec::new();
    let mut stack = vec![(0, false)];
    let mut seen = vec![false; packages.len()];
    while let Some((place, ready)) = stack.pop() {
        if ready {
            all.push(place);
        } else if place < packages.len() && !std::mem::replace(&mut seen[place], true) {
            stack.push((place, true));
            stack.extend(needs(place).into_iter().map(|need| (need, false)));
        }
    }
    all
}

fn run_package(
    vm: &mut Vm<'_, '_>,
    base: Ref,
    folder: &str,
    files: Vec<File>,
    made: &BTreeMap<String, (Name, Value)>,
) -> Result<(Ref, Value), Fault> {
    let scope = vm.heap.scope(Some(base), true)?;
    for file in &files {
        for (path, name) in &file.package.imports {
            let module = match library::bundled(&library::of_go(path)) {
                Some(module) => python::import(vm, module.name)?,
                None => match folder_of(path, made.iter().map(|(folder, (name, _))| (folder, &**name)))
                    .and_then(|folder| made.get(folder))
                {
                    Some((_, module)) => module.clone(),
                    None if &**name == "_" => continue,
                    None => return vm.unsimulated(format!("the package {path} ({})", file.source.shown)),
                },
            };
            let symbol = vm.symbols.of(name);
            vm.define(scope, symbol, module, false);
        }
    }
    let mut inits: Vec<String> = Vec::new();
    let mut phases: Vec<(Rc<SourceText>, go::Phases)> = Vec::new();
    for file in files {
        let (blocks, names) = file.package.into_phases(inits.len());
        inits.extend(names);
        phases.push((file.source, blocks));
    }
    for phase in 0..go::PHASES {
        for (file, blocks) in &phases {
            run_block(vm, &blocks[phase], file, scope)?;
        }
    }
    for init in inits {
        if let Some(function) = vm.global(scope, &init) {
            vm.call(&function, Arguments::default())?;
        }
    }
    let mut members = Dict::default();
    for (symbol, value) in vm.names_of(scope) {
        members.put(vm.symbols.name(symbol), value);
    }
    let name: Name = folder.rsplit('/').next().unwrap_or(folder).into();
    let module = vm.heap.value(Object::Module { name, members })?;
    Ok((scope, module))
}

fn go_trace(vm: &Vm<'_, '_>, exception: &Value) -> String {
    let points = own_trace(vm, exception);
    let points = points.iter().rev().filter(|point| !point.code.name.starts_with('<'));
    points
        .map(|point| {
            let name = if point.code.name.is_empty() { "main.func1" } else { &point.code.name };
            let given = if name == "main" { "" } else { "..." };
            format!("main.{name}({given})\n\t{}:{} +0x1d\n", point.code.file.shown, point.span.line)
        })
        .collect()
}
