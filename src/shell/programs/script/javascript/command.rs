//! `node`: its command line, and how a program ends.

use std::rc::Rc;

use super::importing::{load, resolve, run_text, scope_of};
use super::inspect::printed;
use super::parser::parse;
use super::{JAVASCRIPT, uncaught, version};
use crate::shell::programs::script::code::SourceText;
use crate::shell::programs::script::compile::{Scoping, compile_expression};
use crate::shell::programs::script::heap::{Object, Record, Ref};
use crate::shell::programs::script::value::Value;
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

/// Options that take a word.
const WITH_VALUE: &[&str] = &["-r", "--require", "--import", "--loader", "-C", "--conditions", "--env-file"];

/// Where a program comes from.
enum From {
    Text { text: String, shows: bool },
    File(String),
    Stdin,
}

fn run(process: &mut Process<'_>) -> Ended {
    let mut words = process.arguments.get(1..).unwrap_or_default().to_vec();
    let mut from = None;
    while let Some(word) = words.first().filter(|word| word.starts_with('-') && word.len() > 1).cloned() {
        words.remove(0);
        match word.as_str() {
            "--version" | "-v" => {
                process.print(&format!("v{}\n", version(process)))?;
                return Ok(0);
            }
            "-e" | "--eval" | "-p" | "--print" | "-pe" => {
                if words.is_empty() {
                    let name = process.arguments.first().cloned().unwrap_or_default();
                    let text = format!("{name}: {word} requires an argument\n");
                    process.output.write(Stream::Err, text.as_bytes())?;
                    return Ok(9);
                }
                from = Some(From::Text { text: words.remove(0), shows: word.contains('p') && word != "--eval" });
            }
            "--" => break,
            word if WITH_VALUE.contains(&word) => drop(words.drain(..1.min(words.len()))),
            _ => {}
        }
    }
    let from = match from {
        Some(from) => from,
        None if words.is_empty() => From::Stdin,
        None => match words.remove(0).as_str() {
            "-" => From::Stdin,
            file => From::File(file.to_string()),
        },
    };
    match from {
        From::Stdin if matches!(process.stdin, Input::Terminal) => prompt(process),
        From::Stdin => {
            let content = process.rest_of_stdin()?;
            let bytes = content.bytes_up_to(1 << 20).map(|bytes| bytes.to_vec()).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            evaluate(process, "[stdin]", &text, false, words)
        }
        From::Text { text, shows } => evaluate(process, "[eval]", &text, shows, words),
        From::File(file) => execute(process, &file, words),
    }
}

/// What `process.argv` shows.
fn prepare(vm: &mut Vm<'_, '_>, file: Option<String>, words: Vec<String>) -> Result<(), Fault> {
    let argv = ["/usr/local/bin/node".to_string()].into_iter().chain(file).chain(words).map(Value::from).collect();
    let argv = vm.list(argv)?;
    vm.registry.insert("argv", argv);
    vm.home = vm.process.directory.clone();
    Ok(())
}

/// Runs a file and everything that it leaves waiting.
fn execute(process: &mut Process<'_>, file: &str, words: Vec<String>) -> Ended {
    let path: String = crate::vfs::Path::new(&process.absolute(file)).into();
    let mut vm = Vm::new(process, &JAVASCRIPT);
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

/// Runs a text as if it were a file in the working directory; `shows`: and prints what it comes to.
fn evaluate(process: &mut Process<'_>, name: &str, text: &str, shows: bool, words: Vec<String>) -> Ended {
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
    match result.and_then(|()| vm.run_events()) {
        Ok(()) => exit_code(vm),
        Err(fault) => failed(vm, fault),
    }
}

/// `process.exitCode`
fn exit_code(vm: &mut Vm<'_, '_>) -> Ended {
    let loaded = vm.modules.contains_key("node:_globals");
    if !loaded {
        return Ok(0);
    }
    let process = ending(vm.builtin("process"))?;
    let code = ending(vm.member(&process, "exitCode"))?;
    Ok(code.number().map_or(0, |code| code as i32))
}

fn failed(vm: &mut Vm<'_, '_>, fault: Fault) -> Ended {
    let empty = SourceText { shown: "[eval]".into(), text: "".into(), is_library: false };
    match fault {
        Fault::Throw(exception) => {
            let text = match uncaught::text(vm, &exception) {
                Ok(text) => text,
                Err(Fault::Stop(stop)) => return Err(Bail::Stop(stop)),
                Err(_) => "Uncaught exception\n".to_string(),
            };
            vm.process.output.write(Stream::Err, text.as_bytes())?;
            Ok(1)
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
    ending(prepare(&mut vm, None, Vec::new()))?;
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
