//! `node`: its command line, and how a program ends.

use std::rc::Rc;

use super::builtins::{runner, system};
use super::finding::resolve;
use super::importing::{MACHINE, load, run_text, scope_of};
use super::inspect::printed;
use super::options::{self, Asked, From};
use super::parser::parse;
use super::{JAVASCRIPT, programs, resting, uncaught, version};
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile_expression};
use crate::shell::programs::script::heap::{Object, Record, Ref};
use crate::shell::programs::script::value::{Dict, Value};
use crate::shell::programs::script::vm::Vm;
use crate::shell::programs::script::{Fault, ending};
use crate::shell::programs::{Applet, Bail, Ended};
use crate::shell::{Input, Process, Prompt, Stream};

pub(in crate::shell::programs) static PROGRAM: Applet = Applet {
    names: &["node", "nodejs"],
    about: "runs small JavaScript programs",
    usage: "[options] [-e script | script.js | -] [arguments]",
    run,
};

/// What was asked of Node.js, and of the program.
#[derive(Default)]
struct Words {
    /// Options of the test runner's.
    options: Vec<String>,
    /// Modules that are loaded before the program.
    before: Vec<String>,
    rest: Vec<String>,
}

fn run(process: &mut Process<'_>) -> Ended {
    let Asked { from, checks, before, variables, of_tests, rest } = options::read(process)?;
    options::take_variables(process, &variables)?;
    let words = Words { options: of_tests, before, rest };
    if checks {
        return check(process, from);
    }
    match from {
        From::Tests => {
            let mut vm = Vm::new(process, &JAVASCRIPT);
            vm.registry.insert("program", Value::text("node --test"));
            let result =
                prepare(&mut vm, Some(String::new()), words).and_then(|()| library_program(&mut vm, "_test_program"));
            finish(&mut vm, result)
        }
        From::Stdin if matches!(process.stdin, Input::Terminal) => prompt(process),
        From::Stdin => {
            let text = typed(process)?;
            evaluate(process, "[stdin]", &text, false, words)
        }
        From::Text { text, shows } => evaluate(process, "[eval]", &text, shows, words),
        From::File(file) => execute(process, &file, words),
    }
}

/// The program that comes in.
fn typed(process: &mut Process<'_>) -> Result<String, Bail> {
    let content = process.rest_of_stdin()?;
    let bytes = content.bytes_up_to(1 << 20).map(|bytes| bytes.to_vec()).unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// `--check`: whether a program can be read.
fn check(process: &mut Process<'_>, from: From) -> Ended {
    let given = match from {
        From::File(file) => Some(file),
        _ => None,
    };
    let typed = if given.is_none() { typed(process)? } else { String::new() };
    let path = given.map(|file| String::from(crate::vfs::Path::new(&process.absolute(&file))));
    let mut vm = Vm::new(process, &JAVASCRIPT);
    let result = prepare(&mut vm, path.clone(), Words::default()).and_then(|()| {
        let (name, text) = match path {
            None => ("[stdin]".to_string(), typed),
            Some(path) => match resolve(&mut vm, &path) {
                Some(file) => (file.clone(), super::importing::read(&mut vm, &file)?),
                None => return super::importing::require(&mut vm, &path, "/", None).map(drop),
            },
        };
        super::importing::check(&name, &text)
    });
    finish(&mut vm, result)
}

/// Loads what is asked for before the program (`--require`, `--import`), as if a file in the working directory did.
fn preload(vm: &mut Vm<'_, '_>, modules: &[String]) -> Result<(), Fault> {
    if modules.is_empty() {
        return Ok(());
    }
    // None of these is the main module.
    vm.registry.insert("main", Value::Undefined);
    let home = vm.home.clone();
    for module in modules {
        super::importing::require(vm, module, &home, None)?;
    }
    vm.registry.remove("main");
    Ok(())
}

/// What `process.argv` shows.
fn prepare(vm: &mut Vm<'_, '_>, file: Option<String>, words: Words) -> Result<(), Fault> {
    let argv = ["/usr/local/bin/node".to_string()].into_iter().chain(file).chain(words.rest).map(Value::from).collect();
    let argv = vm.list(argv)?;
    vm.registry.insert("argv", argv);
    let mut members = Dict::default();
    for native in system::FUNCTIONS.iter().chain(runner::FUNCTIONS) {
        members.put(native.name, Value::Native(native));
    }
    let machine = vm.heap.value(Object::Module { name: "_layercake".into(), members })?;
    vm.registry.insert(MACHINE, machine);
    let options = vm.list(words.options.into_iter().map(Value::from).collect())?;
    vm.registry.insert("options", options);
    vm.home = vm.process.directory.clone();
    preload(vm, &words.before)
}

/// Runs a file and everything that it leaves waiting.
fn execute(process: &mut Process<'_>, file: &str, words: Words) -> Ended {
    let path: String = crate::vfs::Path::new(&process.absolute(file)).into();
    let path = programs::real(process.system, &path);
    let mut vm = Vm::new(process, &JAVASCRIPT);
    if let Some(package) = programs::package_of(&mut vm, &path) {
        let program = file.rsplit('/').next().unwrap_or(file);
        let program = program.split_once('.').map_or(program, |(name, _)| name).to_string();
        return match programs::program(&package) {
            Some(module) => {
                vm.registry.insert("program", Value::from(program));
                let result = prepare(&mut vm, Some(path), words).and_then(|()| library_program(&mut vm, module));
                finish(&mut vm, result)
            }
            None => {
                let text = format!("layercake: {program}: this program of the package {package} is not simulated\n");
                vm.process.output.write(Stream::Err, text.as_bytes())?;
                Ok(1)
            }
        };
    }
    let result = prepare(&mut vm, Some(path.clone()), words).and_then(|()| match resolve(&mut vm, &path) {
        Some(file) => load(&mut vm, &file).map(drop),
        None => {
            let name = path.as_str();
            // The loader says so itself: there is no file that asks.
            super::importing::require(&mut vm, name, "/", None).map(drop)
        }
    });
    finish(&mut vm, result)
}

/// Runs a program that is a module of the library's.
fn library_program(vm: &mut Vm<'_, '_>, module: &str) -> Result<(), Fault> {
    super::importing::require(vm, module, "/", None).map(drop)
}

/// Runs a text as if it were a file in the working directory; `shows`: and prints what it comes to.
fn evaluate(process: &mut Process<'_>, name: &str, text: &str, shows: bool, words: Words) -> Ended {
    let mut vm = Vm::new(process, &JAVASCRIPT);
    let result = prepare(&mut vm, None, words).and_then(|()| {
        if !shows && text.contains("import ") {
            return run_text(&mut vm, name, text, false).map(drop);
        }
        let scope = new_scope(&mut vm, name)?;
        let value = run_expression(&mut vm, scope, name, text)?;
        if shows {
            let line = printed(&mut vm, &value)? + "\n";
            vm.process.print(&line)?;
        }
        Ok(())
    });
    finish(&mut vm, result)
}

fn new_scope(vm: &mut Vm<'_, '_>, name: &str) -> Result<Ref, Fault> {
    let module = vm.heap.value(Object::Record(Record::default()))?;
    let exports = vm.heap.value(Object::Record(Record::default()))?;
    scope_of(vm, name, &module, &exports, false)
}

fn run_expression(vm: &mut Vm<'_, '_>, scope: Ref, name: &str, text: &str) -> Result<Value, Fault> {
    let file = Rc::new(SourceText { shown: name.into(), text: text.into(), is_library: false });
    let in_file = |fault| match fault {
        Fault::Syntax { span, message, .. } => Fault::Syntax { span, message, file: Some(file.clone()) },
        Fault::UnsimulatedAt { line, what } => Fault::Unsimulated(format!("{what} ({name}, line {line})")),
        other => other,
    };
    let block = parse(text).map_err(|halt| in_file(halt.into()))?;
    let code = compile_expression(&block, Scoping::Block, file.clone(), &mut vm.symbols)
        .map_err(|halt| in_file(halt.into()))?;
    vm.run_in(Rc::new(code), scope, Value::Undefined)
}

/// Lets everything happen that waits, and says why the program ends.
fn finish(vm: &mut Vm<'_, '_>, result: Result<(), Fault>) -> Ended {
    match resting::come_to_rest(vm, result) {
        Ok(()) => ending(resting::exit_code(vm)),
        Err(fault) => failed(vm, fault),
    }
}

fn failed(vm: &mut Vm<'_, '_>, fault: Fault) -> Ended {
    let program = vm.registry.get("program").and_then(Value::as_text).unwrap_or("[eval]");
    let empty = SourceText { shown: program.into(), text: "".into(), is_library: false };
    match fault {
        Fault::Throw(exception) => {
            let text = match uncaught::text(vm, &exception) {
                Ok(text) => text,
                Err(Fault::Stop(stop)) => return Err(Bail::Stop(stop)),
                Err(_) => "Uncaught exception\n".to_string(),
            };
            vm.process.output.write(Stream::Err, text.as_bytes())?;
            // What hears `exit` may say another code (`TriggerUncaughtException`).
            let code = ending(resting::exit_code(vm))?;
            Ok(if code == 0 { 1 } else { code & 0xff })
        }
        Fault::Exit(code) => Ok(code & 0xff),
        Fault::Syntax { span, message, file } => {
            let text = uncaught::syntax_error(vm, file.as_deref().unwrap_or(&empty), span, &message);
            vm.process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
        }
        other => crate::shell::programs::script::not_simulated(vm, other, &empty),
    }
}

/// The prompt of `node` on a terminal.
fn prompt(process: &mut Process<'_>) -> Ended {
    let version = version(process);
    process.print(&format!("Welcome to Node.js v{version}.\nType \".help\" for more information.\n"))?;
    let mut vm = Vm::new(process, &JAVASCRIPT);
    ending(prepare(&mut vm, None, Words::default()))?;
    let scope = ending(new_scope(&mut vm, "REPL1"))?;
    loop {
        let Some(line) = vm.process.system.read_line(&Prompt::shell("> "))? else {
            vm.process.print("\n")?;
            return Ok(0);
        };
        match line.trim() {
            "" => continue,
            ".exit" => return Ok(0),
            _ => {}
        }
        let result = run_expression(&mut vm, scope, "REPL1", &line).and_then(|value| {
            let text = super::inspect::inspect(&mut vm, &value)? + "\n";
            vm.process.print(&text)?;
            vm.run_events()
        });
        match result {
            Ok(()) => {}
            Err(Fault::Throw(exception)) => {
                let text = ending(super::inspect::inspect(&mut vm, &exception))?;
                let first = text.lines().next().unwrap_or_default();
                vm.process.print(&format!("Uncaught {first}\n"))?;
            }
            Err(Fault::Syntax { message, .. }) => vm.process.print(&format!("Uncaught SyntaxError: {message}\n"))?,
            Err(fault @ (Fault::Exit(_) | Fault::Stop(_))) => return failed(&mut vm, fault),
            Err(fault) => drop(failed(&mut vm, fault)?),
        }
        vm.frames.clear();
    }
}
